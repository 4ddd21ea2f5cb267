"""How many live cases each officer works on, and who of a post could take one more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Exists, OuterRef, Q

from wuhua.areas.customer import read as customers
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.rules.allotting import Load, has_room
from wuhua.areas.origination.rules.steps import LIVE
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role

INVESTIGATORS = frozenset({Role.RM, Role.CO_RM})


def loads(staff: Iterable[str], but: str = "") -> dict[str, Load]:
    """Live cases a person leads or holds, one case counted; `but` is the case being taken. One query."""
    wanted = set(staff)
    small = Exists(customers.small_and_micro().filter(pk=OuterRef("customer_id")))
    rows = Case.objects.filter(state__in=[each.value for each in LIVE]).exclude(pk=but)
    rows = rows.filter(Q(lead__in=wanted) | Q(holder__in=wanted)).annotate(small=small)
    found: dict[str, list[int]] = {each: [0, 0] for each in wanted}
    for lead, holder, is_small in rows.values_list("lead", "holder", "small"):
        for each in {lead, holder} & wanted:
            found[each][0 if is_small else 1] += 1
    return {each: Load(*pair) for each, pair in found.items()}


def is_small(customer: int) -> bool:
    """Whether the borrower is small or micro. One query."""
    return customers.small_and_micro().filter(pk=customer).exists()


def free(taker: Officer, on: date, most: int, quota_pct: int, small: bool) -> list[tuple[str, int]]:
    """Colleagues of the taker's posts with room, his own house first, the least loaded first. Five queries, for a no only."""
    posts = taker.roles & INVESTIGATORS or taker.roles
    home = people.branch_names().get(taker.branch, "")
    others = [x for x in people.accounts(on) if x.number != taker.number and posts & set(x.roles)]
    held = loads(each.number for each in others)
    able = [x for x in others if Role.ADMIN not in x.roles and has_room(most, quota_pct, held[x.number], small)]
    able.sort(key=lambda x: (x.branch != home, held[x.number].all, x.number))
    return [(f"{x.name} {x.number}", held[x.number].all) for x in able]
