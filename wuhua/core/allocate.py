"""The order in which a payment is used: kind by kind, each kind over every due bill, oldest first.

Two orders by the note's state before the payment: up to 90 days overdue what the bank is owed for its trouble and its
wait comes first (民法典 561: 费用、利息、本金), over 90 days principal does, an accounting order that never increases
what is owed. What is left after everything due may go to instalments not yet due, instalment by instalment, in the
product's own order. Orders are product data; the two below are the defaults of `money.md`.

>>> day = date(2018, 9, 21)
>>> fen = {Kind.PRINCIPAL: 1000, Kind.INTEREST: 30, Kind.PENALTY: 5}
>>> owed = [Claim("B1", day, kind, amount) for kind, amount in fen.items()]
>>> paid = allocate(500, owed, on=day, order=ORDER_TO_90)
>>> [(part.kind.value, part.amount) for part in paid.parts], paid.left
([('penalty', 5), ('interest', 30), ('principal', 465)], 0)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.core.refuse import Refusal, Refuse, Refused, ensure

NON_ACCRUAL_AFTER_DAYS = 90


class Kind(StrEnum):
    """What a fen is owed for."""

    COST = "cost"
    FEE = "fee"
    PENALTY = "penalty"
    COMPOUND = "compound"
    INTEREST = "interest"
    PRINCIPAL = "principal"


class AllocationRefusal(Refusal):
    """Why an order of payment was not taken."""

    ORDER_NOT_COMPLETE = "order_not_complete"


Order = tuple[Kind, ...]

ORDER_TO_90: Order = (Kind.COST, Kind.FEE, Kind.PENALTY, Kind.COMPOUND, Kind.INTEREST, Kind.PRINCIPAL)
ORDER_OVER_90: Order = (Kind.COST, Kind.FEE, Kind.PRINCIPAL, Kind.INTEREST, Kind.COMPOUND, Kind.PENALTY)


@dataclass(frozen=True, slots=True)
class Claim:
    """One kind of one bill, with what is still open of it (fen, positive or nought).

    `instalment` is the due date of the instalment it belongs to, where that is not its own due date (a fee charged in
    the middle of a period belongs to the instalment that covers it).
    """

    key: str
    due: date
    kind: Kind
    amount: int
    instalment: date | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """So many fen of the payment went to this kind of this bill."""

    key: str
    kind: Kind
    amount: int


@dataclass(frozen=True, slots=True)
class Allocation:
    """The split of one payment: parts in the order in which they were paid, and what was left over."""

    parts: tuple[Part, ...]
    left: int

    def of(self, kind: Kind) -> int:
        """Fen that went to one kind."""
        return sum(part.amount for part in self.parts if part.kind is kind)

    @property
    def paid(self) -> int:
        """Fen that found a use."""
        return sum(part.amount for part in self.parts)


def order_for(overdue_days: int, to_90: Order = ORDER_TO_90, over_90: Order = ORDER_OVER_90) -> Order:
    """The order of the note's state before the payment: day 90 is still the first, day 91 the second.

    >>> order_for(90) is ORDER_TO_90, order_for(91) is ORDER_OVER_90
    (True, True)
    """
    return over_90 if overdue_days > NON_ACCRUAL_AFTER_DAYS else to_90


def order_of(names: Iterable[str], field: str | None = None) -> Order:
    """An order as written by a product, every kind once; `Refuse` otherwise.

    >>> order_of(["cost", "fee", "penalty", "compound", "interest", "principal"]) == ORDER_TO_90
    True
    """
    written = list(names)
    if sorted(written) != sorted(kind.value for kind in Kind):
        raise Refuse(
            Refused(
                AllocationRefusal.ORDER_NOT_COMPLETE,
                "还款顺序须把费用、手续费、罚息、复利、利息、本金各列一次。",
                "请按 cost, fee, penalty, compound, interest, principal 重新排列。",
                field,
            )
        )
    return tuple(Kind(name) for name in written)


def allocate(
    amount: int, claims: Sequence[Claim], *, on: date, order: Sequence[Kind], in_advance: Sequence[Kind] | None = None
) -> Allocation:
    """Split `amount` fen received on `on` over the open claims.

    First everything due on or before that day, kind by kind in `order`, oldest due first inside a kind. Then, if the
    product gives an `in_advance` order, the earliest instalment not yet due in that order, then the next one; without
    it the rest is `left` (an early repayment is a verb of its own). Nothing is lost: parts + left = amount.
    """
    ensure(amount >= 0, f"a payment is not negative: {amount}")
    ensure(all(claim.amount >= 0 for claim in claims), "an open claim is not negative")
    due = _ranked([claim for claim in claims if claim.due <= on], order, by_instalment=False)
    later = [] if in_advance is None else _ranked([c for c in claims if c.due > on], in_advance, by_instalment=True)
    parts: list[Part] = []
    left = amount
    for claim in due + later:
        taken = min(left, claim.amount)
        if taken > 0:
            parts.append(Part(claim.key, claim.kind, taken))
            left -= taken
    ensure(sum(part.amount for part in parts) + left == amount, "a payment is its parts and what is left")
    return Allocation(tuple(parts), left)


def _ranked(claims: list[Claim], order: Sequence[Kind], *, by_instalment: bool) -> list[Claim]:
    rank = {kind: place for place, kind in enumerate(order)}
    ensure(all(claim.kind in rank for claim in claims), "an order of payment names every kind that is owed")
    if by_instalment:
        return sorted(claims, key=lambda claim: (claim.instalment or claim.due, rank[claim.kind], claim.due))
    return sorted(claims, key=lambda claim: (rank[claim.kind], claim.due))
