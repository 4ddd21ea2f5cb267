"""担保圈: who stands surety for whom as far as the chain reaches, and which of them make a ring with one customer.

The one place where rings are found: `circles` lists them for the bank, `ring_around` shows one to an officer, `sureties`
marks the guarantors that stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import rustworkx as rx
from django.db.models import Q, QuerySet

from wuhua.areas.customer.models import Customer, Relation
from wuhua.areas.customer.read.groups import seen_among
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.areas.people.rules import Officer

MOST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Ring:
    """Nodes by key with their names, `(borrower, surety)` pairs, and who stands in a ring with the customer.

    A customer the officer may not see is a place (`~1`) without a name; so is everybody beyond `MOST_SHOWN`, who is left out.
    """

    names: dict[str, str]
    pairs: tuple[tuple[str, str], ...]
    ring: tuple[str, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Chain:
    """Every suretyship between customers of a day as a graph, and where each customer stands in it."""

    graph: rx.PyDiGraph
    index: dict[str, int]
    names: dict[str, str]

    def ring_of(self, number: str) -> frozenset[str]:
        """Everybody in one ring with the customer, himself too: he stands for those who stand for him, however far round."""
        at = self.index.get(number)
        if at is None:
            return frozenset()
        part = next(each for each in rx.strongly_connected_components(self.graph) if at in each)
        return frozenset(self.graph[each] for each in part) if len(part) > 1 else frozenset()

    def rings(self) -> list[tuple[str, ...]]:
        """Every ring, as its members by customer number; a chain that never comes back is none."""
        parts = (tuple(sorted(self.graph[each] for each in x)) for x in rx.strongly_connected_components(self.graph))
        return sorted(each for each in parts if len(each) > 1)


def standing(on: date) -> QuerySet[Relation]:
    """The suretyships that stand on the day."""
    rows = Relation.objects.filter(kind=RelationKind.GUARANTOR, since__lte=on)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=on))


def chain(on: date) -> Chain:
    """The whole graph; who was written down as a stranger and has become a customer since is in it. Three queries at most."""
    graph: rx.PyDiGraph = rx.PyDiGraph(multigraph=False)
    index: dict[str, int] = {}
    names: dict[str, str] = {}
    for one, its_name, other, other_name in (*_between(on), *_strangers_met(on)):
        names |= {one: its_name, other: other_name}
        for each in (one, other):
            if each not in index:
                index[each] = graph.add_node(each)
        graph.add_edge(index[one], index[other], None)
    return Chain(graph, index, names)


def _between(on: date) -> Iterator[tuple[str, str, str, str]]:
    columns = ("customer__number", "customer__name", "party__number", "party__name")
    yield from standing(on).filter(party__isnull=False).order_by("pk").values_list(*columns)


def _strangers_met(on: date) -> Iterator[tuple[str, str, str, str]]:
    rows = standing(on).filter(party__isnull=True).exclude(party_blind="").order_by("pk")
    written = list(rows.values_list("customer__number", "customer__name", "party_blind"))
    if not written:
        return
    found = Customer.objects.filter(identity_blind__in={blind for _, _, blind in written})
    met = {blind: (number, name) for blind, number, name in found.values_list("identity_blind", "number", "name")}
    for number, name, blind in written:
        if blind in met and met[blind][0] != number:
            yield number, name, *met[blind]


def circles(on: date) -> list[tuple[str, ...]]:
    """Every ring of the bank on a day, by customer numbers. For the night's warnings and pages that ask for sight first."""
    return chain(on).rings()


def ring_around(officer: Officer, number: str, on: date) -> Ring:
    """For a customer the officer was let in to see. Four queries at most and one walk."""
    held = chain(on)
    graph, names = held.graph, held.names
    if number not in held.index:
        return Ring({}, (), ())
    around = rx.node_connected_component(graph.to_undirected(), held.index[number])
    in_ring = held.ring_of(number)
    keys = sorted((graph[each] for each in around), key=lambda key: (key != number, key not in in_ring, key))
    kept = keys[:MOST_SHOWN]
    seen = seen_among(officer, kept)
    shown = {key: key if key in seen else f"~{place}" for place, key in enumerate(kept, 1)}
    pairs = ((graph[one], graph[other]) for one, other in graph.edge_list())
    return Ring(
        {shown[key]: names[key] if key in seen else "" for key in kept},
        tuple((shown[one], shown[other]) for one, other in pairs if one in shown and other in shown),
        tuple(shown[key] for key in kept if key in in_ring),
        len(keys) - len(kept),
    )
