"""银企共同体 (A81): what a customer saved against the base price, in whole fen.

Of one note the exact sum of balance × (base − contract rate) × days stays a whole number until the end of the period, and
is rounded half-up once (money.md). What is shown of a month is the difference between two such sums from the beginning, so
that months, or any other cut of the period, add up to the fen; a customer is the sum of its notes, the bank of its customers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wuhua.core.money import half_up

DENOMINATOR = 360 * 10_000_000
"""act/360 over whole 10⁻⁷: the bank's usual day count; the base price has no other."""


def saved(numerator: int) -> int:
    """Fen of an exact sum. Negative where the contract costs more than the base price.

    >>> saved(1_000_000_00 * (815_000 - 720_000) * 30)
    79167
    """
    return half_up(numerator, DENOMINATOR)


def cut(numerators: Iterable[int]) -> list[int]:
    """Fen of consecutive parts of one note's period; they add up to `saved` of the whole, however it is cut.

    >>> half = DENOMINATOR // 2
    >>> cut([half, half]), saved(half + half)
    ([1, 0], 1)
    """
    found, whole, before = [], 0, 0
    for each in numerators:
        whole += each
        found.append(saved(whole) - before)
        before = saved(whole)
    return found


@dataclass(frozen=True, slots=True)
class Part:
    """One note in one month: what was lent, what stood at the end, the exact sum. Amounts in fen."""

    customer: str
    note: str
    month: date
    lent: int
    balance: int
    numerator: int


@dataclass(frozen=True, slots=True)
class Support:
    """What one note, month or customer was given."""

    key: str
    lent: int
    balance: int
    saved: int


@dataclass(frozen=True, slots=True)
class Statement:
    """One customer over a period: the whole, by note and by month; the parts add up to the whole."""

    whole: Support
    notes: tuple[Support, ...]
    months: tuple[Support, ...]


def by_customer(parts: Sequence[Part]) -> dict[str, Statement]:
    """The statement of every customer among the parts, which come by customer, note and month."""
    notes: dict[tuple[str, str], list[Part]] = {}
    for part in parts:
        notes.setdefault((part.customer, part.note), []).append(part)
    customers: dict[str, dict[str, list[Part]]] = {}
    for (customer, note), held in notes.items():
        customers.setdefault(customer, {})[note] = held
    return {customer: _statement(customer, held) for customer, held in customers.items()}


def _statement(customer: str, notes: Mapping[str, Sequence[Part]]) -> Statement:
    by_note: list[Support] = []
    months: dict[date, list[int]] = {}
    for note, parts in notes.items():
        shares = cut(part.numerator for part in parts)
        if not any(part.lent or part.balance or part.numerator for part in parts):
            continue
        by_note.append(Support(note, sum(part.lent for part in parts), parts[-1].balance, sum(shares)))
        for part, fen in zip(parts, shares, strict=True):
            month = months.setdefault(part.month, [0, 0, 0])
            month[0], month[1], month[2] = month[0] + part.lent, month[1] + part.balance, month[2] + fen
    return Statement(
        whole(customer, by_note),
        tuple(by_note),
        tuple(Support(f"{month:%Y-%m}", *sums) for month, sums in sorted(months.items())),
    )


def whole(key: str, parts: Iterable[Support]) -> Support:
    """The sum of some."""
    held = list(parts)
    return Support(
        key, sum(each.lent for each in held), sum(each.balance for each in held), sum(each.saved for each in held)
    )
