"""Who stands surety for a customer on a day, and whether a ring of sureties leads back to it (担保圈).

The caller has asked the gate of the borrower: its sureties are written on its own file. Whether one of them may be opened is
asked of the general table, as for any other customer.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import rustworkx as rx
from django.db.models import Q, QuerySet

from wuhua.areas.customer.models import Relation
from wuhua.areas.customer.read.groups import seen_among, ties
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.areas.people.rules import Officer

RINGS = 12
"""How far a chain of sureties is followed."""


@dataclass(frozen=True, slots=True)
class Surety:
    """A guarantor: `number` empty for one who is no customer here; `open` for whoever asks; `ring` leads back to the borrower."""

    name: str
    number: str
    since: date
    evidence: str
    open: bool
    ring: bool


def sureties_of(officer: Officer, number: str, on: date) -> list[Surety]:
    """Oldest first. Three queries, and one for each ring of the chain."""
    rows = list(_standing(on).filter(customer__number=number).select_related("customer", "party").order_by("id"))
    if not rows:
        return []
    made, names = ties(rows)
    known = [each.party for each in made if not each.party.startswith("~")]
    seen, ring = seen_among(officer, known), _ring(number, known, on)
    return [
        Surety(
            names[each.party], "" if each.party.startswith("~") else each.party, each.since, each.evidence,
            each.party in seen, each.party in ring,
        )
        for each in made
    ]  # fmt: skip


def surety_names(number: str, on: date) -> list[str]:
    """Who stands surety for a customer on a day, by name, oldest first: for a paper addressed to them. Two queries."""
    made, names = ties(
        list(_standing(on).filter(customer__number=number).select_related("customer", "party").order_by("id"))
    )
    return list(dict.fromkeys(names[each.party] for each in made))


def _standing(on: date) -> QuerySet[Relation]:
    rows = Relation.objects.filter(kind=RelationKind.GUARANTOR, since__lte=on)
    return rows.filter(Q(until__isnull=True) | Q(until__gt=on))


def _ring(number: str, sureties: Iterable[str], on: date) -> frozenset[str]:
    """Everybody in one ring with the borrower: he stands for those who stand for him, however far round."""
    edges = {(number, each) for each in sureties}
    done, rim = {number}, set(sureties)
    for _ in range(RINGS):
        rim -= done
        if not rim:
            break
        found = _standing(on).filter(customer__number__in=rim, party__isnull=False)
        fresh = set(found.values_list("customer__number", "party__number"))
        done |= rim
        edges |= fresh
        rim = {party for _, party in fresh}
    graph: rx.PyDiGraph = rx.PyDiGraph()
    index: dict[str, int] = {}
    for pair in edges:
        for each in pair:
            if each not in index:
                index[each] = graph.add_node(each)
        graph.add_edge(index[pair[0]], index[pair[1]], None)
    for part in rx.strongly_connected_components(graph):
        members = frozenset(graph[each] for each in part)
        if number in members and len(members) > 1:
            return members
    return frozenset()
