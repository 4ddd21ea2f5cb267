"""Questions to exposure: what the ceilings leave, and which holds stand on it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.read.groups import group_of, shown_to
from wuhua.areas.customer.read.rings import Ring, ring_around
from wuhua.areas.customer.rules.relations import Group
from wuhua.areas.exposure import rules
from wuhua.areas.exposure.models import Hold
from wuhua.areas.exposure.rules import Owed, Owes, Room
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform.trip import Step


def held(customers: Collection[str], on: date) -> dict[str, int]:
    """What is held for each of them on that day; who has no open hold is left out. One query."""
    rows = Hold.objects.filter(customer__in=list(customers), released_on__isnull=True, expires__gt=on)
    return dict(rows.values_list("customer").annotate(total=Sum("amount")))


def held_step(customers: Collection[str], on: date) -> Step:
    """The sum of `held` for a verb that sends its statements together; behind `actions.lock_step` it stays true."""
    return Step(
        "SELECT coalesce(sum(amount), 0)::bigint FROM exposure_hold"
        " WHERE customer = ANY(%s) AND released_on IS NULL AND expires > %s",
        (list(customers), on),
    )


def room(
    customer: str, members: Collection[str], on: date, owed: Owed, values: Mapping[str, str] | None = None
) -> Room | Refused:
    """What may still be lent to the customer inside its group on that day. Three queries and what `owed` asks, one where
    the caller hands over the parameters of the day.
    """
    group = sorted({customer, *members})
    if values is None:
        values = compliance.parameters(on).values
    return rules.room(customer, group, on, owed(group), held(group, on), values)


def open_holds(customers: Collection[str], on: date) -> list[Hold]:
    """The holds behind that figure, the first to lapse first."""
    rows = Hold.objects.filter(customer__in=list(customers), released_on__isnull=True, expires__gt=on)
    return list(rows.order_by("expires", "pk"))


# --- for a page ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """One customer of a group with what counts of it: loans, other exposure, holds; fen."""

    number: str
    name: str
    owes: Owes
    held: int

    @property
    def counts(self) -> int:
        """What it takes of the group's room."""
        return self.owes.loans + self.owes.other + self.held


@dataclass(frozen=True, slots=True)
class Standing:
    """关联客户组, 担保圈 and 额度余量 of one customer on a day, as one officer may see them.

    `others` sums the members he may not see: that they are there and what they take together, never who they are.
    """

    customer: customers.CustomerView
    group: Group
    members: tuple[Member, ...]
    others: Member
    hidden: int
    room: Room | Refused
    ring: Ring
    holds: tuple[Hold, ...]


def standing_for(officer: Officer, number: str, on: date, owed: Owed) -> Standing | Refused:
    """Everything a page of exposure shows, if this officer may see the customer. A query a ring of the group, and ten more."""
    view = customers.customer_for(officer, number)
    if isinstance(view, Refused):
        return view
    group = group_of(view.number, on)
    debts, holding = owed(group.members), held(group.members, on)
    found = rules.room(view.number, group.members, on, debts, holding, compliance.parameters(on).values)
    seen = customers.seen_among(officer, group.members)
    rows = [
        Member(each, group.names.get(each, view.name), debts.get(each, Owes()), holding.get(each, 0))
        for each in group.members
    ]
    mine = tuple(sorted((each for each in rows if each.number in seen), key=lambda each: (-each.counts, each.number)))
    strange = [each for each in rows if each.number not in seen]
    others = Member(
        "", "", Owes(sum(each.owes.loans for each in strange), sum(each.owes.other for each in strange)),
        sum(each.held for each in strange),
    )  # fmt: skip
    return Standing(
        view, shown_to(officer, group), mine, others, len(strange), found, ring_around(officer, view.number, on),
        tuple(open_holds([each.number for each in mine], on)),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One group or ring in sight: the members he may see, how many there are, what counts of all of them."""

    seen: tuple[tuple[str, str], ...]
    size: int
    counts: int


def groups_in_sight(officer: Officer, on: date, owed: Owed) -> list[GroupLine]:
    """Groups of two and more with a member in sight, the heaviest first. Six queries, whatever the bank."""
    return _lines(officer, sorted(set(customers.groups(on).values())), on, owed)


def rings_in_sight(officer: Officer, on: date, owed: Owed) -> list[GroupLine]:
    """担保圈 with a member in sight, the heaviest first. Five queries."""
    return _lines(officer, customers.circles(on), on, owed)


def _lines(officer: Officer, found: Collection[tuple[str, ...]], on: date, owed: Owed) -> list[GroupLine]:
    every = {each for members in found for each in members}
    seen = customers.seen_among(officer, every)
    names, debts, holding = customers.names(seen), owed(every), held(every, on)

    def counts(number: str) -> int:
        owes = debts.get(number, Owes())
        return owes.loans + owes.other + holding.get(number, 0)

    lines = [
        GroupLine(tuple((x, names[x]) for x in members if x in seen), len(members), sum(map(counts, members)))
        for members in found
        if not seen.isdisjoint(members)
    ]
    return sorted(lines, key=lambda each: (-each.counts, each.seen))
