"""担保圈 around one customer: who stands surety for whom as far as the chain reaches, and which of them make a ring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import rustworkx as rx
from django.db.models import Q

from wuhua.areas.customer.models import Relation
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


def ring_around(officer: Officer, number: str, on: date) -> Ring:
    """For a customer the officer was let in to see. Two queries and one walk."""
    rows = Relation.objects.filter(kind=RelationKind.GUARANTOR, since__lte=on, party__isnull=False)
    rows = rows.filter(Q(until__isnull=True) | Q(until__gt=on)).order_by("pk")
    graph: rx.PyDiGraph = rx.PyDiGraph(multigraph=False)
    index: dict[str, int] = {}
    names: dict[str, str] = {}
    columns = ("customer__number", "customer__name", "party__number", "party__name")
    for one, its_name, other, other_name in rows.values_list(*columns):
        names |= {one: its_name, other: other_name}
        for each in (one, other):
            if each not in index:
                index[each] = graph.add_node(each)
        graph.add_edge(index[one], index[other], None)
    if number not in index:
        return Ring({}, (), ())
    around = rx.node_connected_component(graph.to_undirected(), index[number])
    ring = next(part for part in rx.strongly_connected_components(graph) if index[number] in part)
    in_ring = {graph[each] for each in ring} if len(ring) > 1 else set()
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
