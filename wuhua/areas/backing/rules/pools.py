"""助保金 (A57; domain 1.13, pool mechanics): leverage, the firm's own share, who pays first, what comes back to whom.

>>> terms = PoolTerms(10, 200, 30, ((Party.FIRM, 10_000), (Party.GOV, 5_000)))
>>> split(terms, 50_000_00, {Party.FIRM: 10_000_00, Party.GOV: 1_000_000_00}) == {
...     Party.FIRM: 10_000_00, Party.GOV: 20_000_00, Party.BANK: 20_000_00}
True
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from wuhua.areas.backing.rules.names import BackingRefusal, Party
from wuhua.core.money import grouped, half_up, share
from wuhua.core.refuse import Refused, ensure

WHOLE = 10_000
"""Shares are hundredths of a percent."""


@dataclass(frozen=True, slots=True)
class PoolTerms:
    """What the tri-party agreement says: leverage over the government's money, the firm's share of its own loan, the days
    after which the pool pays, and who bears what share of what is left when his turn comes. What nobody bears is the bank's.
    """

    multiple: int
    firm_pct: int
    overdue_days: int
    order: tuple[tuple[Party, int], ...]


@dataclass(frozen=True, slots=True)
class PoolFigures:
    """The pool in fen: paid in (less what was given back), committed (outstanding of its loans), used and recovered, and what
    each party has left.
    """

    gov_paid: int = 0
    firm_paid: int = 0
    committed: int = 0
    used: int = 0
    recovered: int = 0
    gov_left: int = 0
    firm_left: int = 0

    @property
    def balance(self) -> int:
        """What lies in the pool."""
        return self.gov_left + self.firm_left

    def most(self, terms: PoolTerms) -> int:
        """What may be lent on the government's money."""
        return self.gov_paid * terms.multiple

    def room(self, terms: PoolTerms) -> int:
        """What the leverage leaves (`sum(outstanding) <= multiple x gov_paid`)."""
        return max(0, self.most(terms) - self.committed)


def check_terms(terms: PoolTerms) -> Refused | None:
    """An agreement that can be kept: a multiple, days, each party once, no share beyond the whole."""

    def no(reason: str, at: str) -> Refused:
        return Refused(BackingRefusal.AGREEMENT_WRONG, reason, "请按签署的三方协议核对。", at)

    if not 1 <= terms.multiple <= 100:
        return no("放大倍数须在 1 至 100 之间。", "multiple")
    if not 0 <= terms.firm_pct <= WHOLE:
        return no("企业缴存比例须在 0 至 100% 之间。", "firm_pct")
    if not 0 <= terms.overdue_days <= 365:
        return no("代偿等待天数须在 0 至 365 之间。", "overdue_days")
    parties = [party for party, _ in terms.order]
    if not parties or len(set(parties)) != len(parties) or Party.BANK in parties:
        return no("分担顺序须列明企业池与政府资金各一次,银行承担其余部分。", "order")
    if any(not 0 < part <= WHOLE for _, part in terms.order):
        return no("分担比例须大于 0 且不超过 100%。", "order")
    return None


def check_lent(terms: PoolTerms, figures: PoolFigures, amount: int, own: int, own_paid: int) -> Refused | None:
    """Whether a loan of this amount fits: the firm has paid its share on all it owes, and the leverage holds.

    `own` is what the borrower owes in this pool already, `own_paid` what it has paid in.
    """
    wanted = -(-(own + amount) * terms.firm_pct // WHOLE)
    if own_paid < wanted:
        return Refused(
            BackingRefusal.FIRM_PAID_TOO_LITTLE,
            f"企业应缴助保金 {grouped(wanted)} 元,已缴 {grouped(own_paid)} 元。",
            "请先缴足助保金。",
            "partner",
        )
    if amount <= figures.room(terms):
        return None
    return Refused(
        BackingRefusal.LEVERAGE_EXCEEDED,
        f"政府资金 {grouped(figures.gov_paid)} 元放大 {terms.multiple} 倍为 {grouped(figures.most(terms))} 元,"
        f"在贷 {grouped(figures.committed)} 元,只余 {grouped(figures.room(terms))} 元,本笔 {grouped(amount)} 元。",
        "请减少金额,或待收回、增资后再放款。",
        "amount",
    )


@dataclass(frozen=True, slots=True)
class Member:
    """Who gets money back: what he has in the pool, what he owes in it, what the pool still waits for on his account. Fen."""

    paid: int
    owes: int = 0
    waiting: int = 0


def check_refund(
    terms: PoolTerms | None, figures: PoolFigures, party: Party, member: Member, amount: int
) -> Refused | None:
    """退还: what lies there for the party, less what the loans outstanding need: the government's for the leverage, a firm's
    for its own share, and nothing to a firm for whose note the pool still waits. Without terms nothing may be owed.
    """
    if member.waiting:
        return Refused(
            BackingRefusal.CLAIM_STILL_OPEN,
            f"资金池为该企业代偿的款项还有 {grouped(member.waiting)} 元没有追回。",
            "请先追回代偿款,再退还助保金。",
            "customer",
        )
    left = figures.gov_left if party is Party.GOV else min(member.paid, figures.firm_left)
    if amount > left:
        return Refused(
            BackingRefusal.MORE_THAN_LIES_THERE,
            f"池中属于该方的只有 {grouped(left)} 元,要退还 {grouped(amount)} 元。",
            "请核对缴存与代偿台账。",
            "amount",
        )
    free = member.paid - needed(terms, figures, party, member)
    if amount <= free:
        return None
    return Refused(
        BackingRefusal.NEEDED_FOR_LOANS,
        f"在贷借据还需要 {grouped(member.paid - max(0, free))} 元助保金,最多可退还 {grouped(max(0, free))} 元。",
        "请待贷款收回后再退还。",
        "amount",
    )


def needed(terms: PoolTerms | None, figures: PoolFigures, party: Party, member: Member) -> int:
    """What must stay paid in for the loans outstanding, upwards to the fen; everything where no terms say how much.

    >>> ten = PoolTerms(10, 200, 30, ((Party.FIRM, 10_000), (Party.GOV, 5_000)))
    >>> needed(ten, PoolFigures(committed=1_001), Party.GOV, Member(500))
    101
    >>> needed(ten, PoolFigures(committed=1_001), Party.FIRM, Member(500, owes=1_001))
    21
    """
    owed = figures.committed if party is Party.GOV else member.owes
    if terms is None:
        return member.paid if owed else 0
    return -(-owed // terms.multiple) if party is Party.GOV else -(-owed * terms.firm_pct // WHOLE)


def check_late(terms: PoolTerms, oldest_due: date | None, on: date) -> Refused | None:
    """Whether the pool must pay: overdue beyond the agreed days, counted from the due day."""
    days = (on - oldest_due).days if oldest_due is not None else 0
    if days > terms.overdue_days:
        return None
    return Refused(
        BackingRefusal.NOT_LATE_ENOUGH,
        f"逾期 {max(0, days)} 天,未超过协议约定的 {terms.overdue_days} 天。",
        "请继续催收,超过约定天数后再申请代偿。",
        "note",
    )


def split(terms: PoolTerms, total: int, left: Mapping[Party, int]) -> dict[Party, int]:
    """Who pays what of an overdue sum, in the order signed: each his share of what is left, half-up to the fen, and never
    more than lies there for him; the bank bears the rest.
    """
    parts, rest = {Party.FIRM: 0, Party.GOV: 0}, total
    for party, part in terms.order:
        parts[party] = min(left.get(party, 0), half_up(rest * part, WHOLE))
        rest -= parts[party]
    return {**parts, Party.BANK: rest}


PARTIES: Sequence[Party] = (Party.FIRM, Party.GOV, Party.BANK)
"""In this order a fen that cannot be divided is given."""


def shared_back(amount: int, open_parts: Mapping[Party, int]) -> dict[Party, int]:
    """A recovery in the proportions in which the loss was borne, whole fen, the largest remainder first.

    What is open shrinks in the same proportions, so the last recovery gives everybody exactly what he bore.

    >>> shared_back(10_000, {Party.FIRM: 1, Party.GOV: 1, Party.BANK: 1}) # doctest: +ELLIPSIS
    Traceback (most recent call last):
    wuhua.core.refuse.BrokenInvariant: ...
    >>> shared_back(100, {Party.FIRM: 100, Party.GOV: 100, Party.BANK: 100}) == {
    ...     Party.FIRM: 34, Party.GOV: 33, Party.BANK: 33}
    True
    """
    weights = [open_parts.get(party, 0) for party in PARTIES]
    ensure(amount <= sum(weights), f"a recovery of {amount} is more than the {sum(weights)} still borne")
    return dict(zip(PARTIES, share(amount, weights), strict=True))
