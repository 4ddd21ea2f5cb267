"""Applications of two years: every new loan was asked for, some asked in vain, a few still wait."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from samples.calendars import workday_on_or_before, workdays_back
from samples.customers import Customer
from samples.money import WAN
from samples.notes import Note

if TYPE_CHECKING:
    from samples.generator import Bank

Row = tuple[Any, ...]
REFUSALS = ("收入无法核实", "负债过高", "征信有未结清逾期", "用途不符合规定", "经营不足一年", "资料不全且未补充")
TAKEN = (0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3)
"""Working days from submission to funds; one in thirty takes longer."""
IN_VAIN = {-1: 11, 0: 7}
"""Per hundred who obtained: how many asked in vain, last year and this year."""


def applications(bank: Bank) -> list[Row]:
    """The rows of the register, numbered in the order in which they were asked."""
    rng, this = bank.rng("applications"), bank.days.day.year
    granted = [
        _granted(rng, note)
        for note in bank.notes
        if note.issue == "NEW"
        and note.purpose == "BUSINESS"
        and note.customer.small
        and bank.days.register_from <= note.start <= bank.days.cut
    ]
    rows = list(granted)
    idle = [each for each in bank.customers if not each.notes and each.small]
    for back, share in IN_VAIN.items():
        first, last = date(this + back, 1, 4), bank.days.last_year if back else bank.days.cut
        won = {row[1] for row in granted if first.year == row[7].year and row[7].date() <= last}
        vain = rng.sample(idle, min(len(idle), max(1, len(won) * share // 100)))
        rows += [_turned_down(rng, each, first, last, place) for place, each in enumerate(vain)]
    waiting = rng.sample(idle, min(len(idle), bank.scale.count(20)))
    rows += [_pending(rng, each, bank.days.cut) for each in waiting]
    rows.sort(key=lambda row: (row[4], row[1], row[3]))
    return [(f"SQ{row[4]:%Y}{place:06d}", *row[1:]) for place, row in enumerate(rows, 1)]


def _at(rng: Random, day: date, first: int, last: int) -> datetime:
    """A minute of the day between two full hours."""
    return datetime.combine(day, time(rng.randrange(first, last), rng.randrange(60)))


def _granted(rng: Random, note: Note) -> Row:
    took = rng.randrange(4, 8) if rng.random() < 0.03 else rng.choice(TAKEN)
    submitted = _at(rng, workdays_back(note.start, took), 9, 14)
    accepted = submitted - timedelta(minutes=rng.randrange(20, 180))
    asked = accepted - timedelta(hours=rng.randrange(1, 60))
    funded = _at(rng, note.start, 15, 18)
    who, what = note.customer, note.product
    return ("", who.number, what, note.amount, asked, accepted, submitted, funded, "DISBURSED", "", who.rm)


def _turned_down(rng: Random, customer: Customer, first: date, last: date, place: int) -> Row:
    day = workday_on_or_before(first + timedelta(days=rng.randrange(4, (last - first).days)))
    accepted = _at(rng, day, 9, 17)
    asked = accepted - timedelta(hours=rng.randrange(1, 40))
    product = "FLOW_LOAN" if rng.random() < 0.5 else "CREDIT_LOAN"
    amount = rng.randrange(3, 40) * WAN
    if place % 9 == 8:
        outcome, reason, submitted = "WITHDRAWN", "客户自行撤回", None
    else:
        outcome, reason, submitted = "REJECTED", rng.choice(REFUSALS), accepted + timedelta(hours=rng.randrange(1, 30))
    return ("", customer.number, product, amount, asked, accepted, submitted, None, outcome, reason, customer.rm)


def _pending(rng: Random, customer: Customer, cut: date) -> Row:
    accepted = _at(rng, workdays_back(cut, rng.randrange(1, 4)), 9, 16)
    asked = accepted - timedelta(hours=rng.randrange(1, 20))
    amount = rng.randrange(3, 60) * WAN
    return ("", customer.number, "CREDIT_LOAN", amount, asked, accepted, None, None, "PENDING", "", customer.rm)
