"""Questions to related parties: who is tied to whom, and which customers are one group on a day.

`group_of` walks outward from one customer, a query a ring; `groups` reads every joining tie once. A party without a number
is a node of its own: two people of one name are not taken for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

import rustworkx as rx
from django.db.models import Q, QuerySet

from wuhua.areas.customer.models import Customer, Relation
from wuhua.areas.customer.read.customers import customer_for, visible_to
from wuhua.areas.customer.rules.relations import CONTROL, Group, RelationKind, Tie
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused

_JOINS = Q(kind__in=(RelationKind.OWNER, RelationKind.SPOUSE)) | Q(kind=RelationKind.SHAREHOLDER, share__gte=CONTROL)
_RINGS = 12
"""How far `group_of` walks; a chain of control longer than this is read by `groups`."""


def _on(day: date) -> QuerySet[Relation]:
    rows = Relation.objects.filter(since__lte=day).filter(Q(until__isnull=True) | Q(until__gt=day))
    return rows.select_related("customer", "party").order_by("id")


def _known(rows: Iterable[Relation]) -> dict[str, Customer]:
    """Strangers who have become customers since they were written down, by their blind number. One query at most."""
    blinds = {row.party_blind for row in rows if row.party is None and row.party_blind}
    if not blinds:
        return {}
    found = Customer.objects.filter(identity_blind__in=blinds).only("id", "number", "name", "identity_blind")
    return {each.identity_blind: each for each in found}


def _party(row: Relation, known: Mapping[str, Customer]) -> tuple[str, str]:
    """Key and name of the other side."""
    party = row.party or known.get(row.party_blind)
    if party is not None:
        return party.number, party.name
    return (f"~{row.party_blind[:24]}" if row.party_blind else f"~{row.pk}"), row.party_name


def ties(rows: Iterable[Relation]) -> tuple[tuple[Tie, ...], dict[str, str]]:
    """The relations as ties, and the names of both their sides by key."""
    rows = list(rows)
    known, found = _known(rows), []
    names: dict[str, str] = {}
    for row in rows:
        key, name = _party(row, known)
        names |= {row.customer.number: row.customer.name, key: name}
        kind = RelationKind(row.kind)
        found.append(Tie(row.pk, row.customer.number, key, kind, row.share, row.since, row.evidence))
    return tuple(found), names


def group_of(customer: str, on: date) -> Group:
    """The group of one customer on a day; alone, it is a group of itself. At most a query for each ring."""
    found: dict[int, Relation] = {}
    numbers = {customer}
    blinds = set(Customer.objects.filter(number=customer).values_list("identity_blind", flat=True))
    for _ in range(_RINGS):
        touched = Q(customer__number__in=numbers) | Q(party__number__in=numbers) | Q(party_blind__in=blinds - {""})
        rows = [row for row in _on(on).filter(_JOINS).filter(touched) if row.pk not in found]
        if not rows:
            break
        found |= {row.pk: row for row in rows}
        for row in rows:
            for each in (row.customer, row.party):
                if each is not None:
                    numbers.add(each.number)
                    blinds.add(each.identity_blind)
            blinds.add(row.party_blind)
        numbers |= {each.number for each in _known(rows).values()}
    made, names = ties(found.values())
    return Group(on, tuple(sorted(numbers)), names, made)


def groups(on: date) -> dict[str, tuple[str, ...]]:
    """Every group of two customers or more, as members by customer number. Two queries and one walk of the graph."""
    graph: rx.PyGraph = rx.PyGraph()
    index: dict[str, int] = {}

    def node(key: str) -> int:
        if key not in index:
            index[key] = graph.add_node(key)
        return index[key]

    for tie in ties(_on(on).filter(_JOINS))[0]:
        graph.add_edge(node(tie.customer), node(tie.party), None)
    found: dict[str, tuple[str, ...]] = {}
    for part in rx.connected_components(graph):
        members = tuple(sorted(key for key in (graph[each] for each in part) if not key.startswith("~")))
        if len(members) > 1:
            found |= dict.fromkeys(members, members)
    return found


def relations_for(officer: Officer, number: str, on: date) -> list[Relation] | Refused:
    """The customer's related parties on a day, and those it is related to, oldest first."""
    view = customer_for(officer, number)
    if isinstance(view, Refused):
        return view
    blind = Customer.objects.only("identity_blind").get(pk=view.id).identity_blind
    return list(_on(on).filter(Q(customer=view.id) | Q(party=view.id) | Q(party_blind=blind)))


def group_for(officer: Officer, number: str, on: date) -> Group | Refused:
    """The group, for a page: members the officer may not see keep their place, and lose number and name."""
    view = customer_for(officer, number)
    if isinstance(view, Refused):
        return view
    return shown_to(officer, group_of(number, on))


def shown_to(officer: Officer, group: Group) -> Group:
    """The group with members the officer may not see as places without number and name. One query."""
    seen = seen_among(officer, group.members)
    hidden = {key: f"~{place}" for place, key in enumerate(group.members, 1) if key not in seen}
    return Group(
        group.on,
        tuple(hidden.get(key, key) for key in group.members),
        {hidden.get(key, key): "" if key in hidden else name for key, name in group.names.items()},
        tuple(
            replace(each, customer=hidden.get(each.customer, each.customer), party=hidden.get(each.party, each.party))
            for each in group.ties
        ),
    )


def seen_among(officer: Officer, members: Iterable[str]) -> set[str]:
    """Which of these numbers the officer may see. One query."""
    return set(visible_to(officer).filter(number__in=list(members)).values_list("number", flat=True))
