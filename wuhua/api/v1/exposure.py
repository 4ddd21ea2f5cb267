"""Exposure over HTTP: a customer's group, ring of sureties and room; groups and rings in sight. Reads only."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router, Schema

from wuhua.api import problem
from wuhua.api.v1.market_said import PLAIN
from wuhua.api.v1.reads import TROUBLE, officer_of
from wuhua.areas.creditline import casework
from wuhua.areas.exposure import read
from wuhua.areas.exposure.read import GroupLine, Member
from wuhua.areas.exposure.rules import Ceiling
from wuhua.core.refuse import Refused

router = Router(tags=["集中度与担保圈"])
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
MOST = 500


class CeilingOut(Schema):
    """One ceiling with what is used of it, fen."""

    ceiling: Ceiling
    top: int
    used: int


class MemberOut(Schema):
    """Who counts with how much, fen; the members you may not see are one line without number and name."""

    number: str
    name: str
    customers: int
    loans: int
    other: int
    held: int
    counts: int


class StandingOut(Schema):
    """One customer's room on a day. `amount` is null, with the reason, where no capital is on record."""

    customer: str
    on: date
    amount: int | None
    reason: str
    binding: Ceiling | None
    large: bool
    look_at_ties: bool
    ceilings: list[CeilingOut]
    members: list[MemberOut]
    ties: list[dict[str, str]]
    ring: list[str]
    sureties: list[dict[str, str]]


class LineOut(Schema):
    """A group or ring with a customer in your sight: those you may see, how many there are, what counts of all."""

    seen: list[str]
    size: int
    counts: int


def _member(row: Member, customers: int = 1) -> dict[str, Any]:
    return {
        "number": row.number, "name": row.name, "customers": customers, "loans": row.owes.loans, "other": row.owes.other,
        "held": row.held, "counts": row.counts,
    }  # fmt: skip


def _lines(rows: list[GroupLine]) -> list[dict[str, Any]]:
    return [{"seen": [x for x, _ in each.seen], "size": each.size, "counts": each.counts} for each in rows[:MOST]]


@router.get(
    "/exposure/groups", response={200: list[LineOut], **TROUBLE}, summary="可见客户所在的关联客户组,占用大的在前"
)
def groups(request: HttpRequest) -> Any:
    """At most five hundred."""
    who, day = officer_of(request)
    return _lines(read.groups_in_sight(who, day, casework.outside().owed))


@router.get("/exposure/rings", response={200: list[LineOut], **TROUBLE}, summary="可见客户所在的担保圈,占用大的在前")
def rings(request: HttpRequest) -> Any:
    """At most five hundred."""
    who, day = officer_of(request)
    return _lines(read.rings_in_sight(who, day, casework.outside().owed))


@router.get(
    "/exposure/customers/{number}", response={200: StandingOut, **TROUBLE}, summary="一个客户的关联组、担保圈与额度余量"
)
def customer(request: HttpRequest, number: Number) -> Any:
    """Members you may not see are summed."""
    who, day = officer_of(request)
    found = read.standing_for(who, number, day, casework.outside().owed)
    if isinstance(found, Refused):
        return problem.of(found, 404)
    room, no = (None, found.room) if isinstance(found.room, Refused) else (found.room, None)
    members = [_member(each) for each in found.members]
    return {
        "customer": found.customer.number, "on": day, "amount": room.amount if room else None,
        "reason": f"{no.reason}{no.next_step}" if no else "", "binding": room.binding if room else None,
        "large": bool(room and room.large), "look_at_ties": bool(room and room.look_at_ties),
        "ceilings": [{"ceiling": x, "top": room.ceilings[x], "used": room.used[x]} for x in Ceiling] if room else [],
        "members": [*members, *([_member(found.others, found.hidden)] if found.hidden else [])],
        "ties": [{"customer": x.customer, "party": x.party, "why": x.reason} for x in found.group.ties],
        "ring": list(found.ring.ring),
        "sureties": [{"borrower": one, "surety": other} for one, other in found.ring.pairs],
    }  # fmt: skip
