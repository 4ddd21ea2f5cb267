"""账户流水: a year of the accounts over which borrowers run their trade.

A trade's takings come in, suppliers, pay and power go out, loans arrive and are repaid on the very days and in the very
amounts of the registers. No account is ever overdrawn: where takings do not reach, the borrower brings money of his own
from elsewhere. It ends at the balance of `accounts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from samples.business import Business
from samples.calendars import workday_on_or_before
from samples.customers import Customer
from samples.licences import PAPER, Licence
from samples.money import WAN, YUAN, half_up
from samples.registers import accounts

if TYPE_CHECKING:
    from samples.generator import Bank

Row = tuple[Any, ...]
Move = tuple[date, int, str, int, str, str, str]
"""Day, rank within the day (in before out), side, fen (0: what is to spare), kind, counterparty, memo."""
MONTHS = 12
CLEARING = "特约商户收单清算户"
POWER_COMPANY = "稷州县供电公司(示例)"
TRADES = ("5211", "5212", "5221", "5232", "5274", "5281", "5123", "5126", "6210", "8111", "8040")
"""Shops that are paid by card and code."""
_CHAINS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "0151": (("1373", "5123"), ("5126",)),
    "0141": (("5123", "5211"), ("5126",)),
    "0313": (("6210", "5126"), ("5126",)),
    "1373": (("5123", "5211", "5126"), ("0151", "2231", "2921")),
    "2231": (("1373", "5126", "5211"), (PAPER,)),
    "2319": (("1373", "5126", "2511"), (PAPER, "2231")),
    "2921": (("1373", "5126"), ("2511", "5126")),
    "5123": (("5211",), ("0141", "0151")),
    "3311": (("4700", "3021"), ("3110", "5126")),
    "3110": (("3311",), ("2511", "5126")),
    "3021": (("4700",), ("2511", "5126")),
    "4700": (("2511", "3110"), ("3021", "3311")),
}
_ANY_CHAIN = (("5211", "5126", "4700"), ("5126", "5123"))
"""Who buys from a trade and who sells to it."""


def transactions(bank: Bank, known: list[Business], held: list[Licence], circling: set[str]) -> list[Row]:
    """The rows, numbered in the order of days."""
    rng = bank.rng("flows")
    parties = _Parties(held)
    balances = {row[0]: row[3] for row in accounts(bank)}
    rows: list[tuple[date, int, int, str, Move]] = []
    for place, each in enumerate(known):
        if not each.banked:
            continue
        account = each.customer.account
        moves = _Year(rng, each, parties, bank.days.cut).moves(each.customer.number in circling)
        kept = list(_never_overdrawn(moves, each, balances[account], bank.days.cut, rng))
        rows += [(move[0], place, order, account, move) for order, move in enumerate(kept)]
    rows.sort(key=lambda row: row[:3])
    return [
        (f"LS{day:%Y%m%d}{number:06d}", account, day, move[2], *move[3:7])
        for number, (day, _place, _order, account, move) in enumerate(rows, 1)
    ]


class _Parties:
    """Names by trade: firms of the register, customers or not."""

    def __init__(self, held: list[Licence]) -> None:
        self._names: dict[str, list[str]] = {}
        for each in held:
            if each.customer is None or each.customer.kind != "MERCHANT":
                self._names.setdefault(each.industry, []).append(each.name)

    def some(self, rng: Random, trades: tuple[str, ...], own: str) -> list[str]:
        """Three steady partners; in a very small county of any trade."""
        for kinds in (trades, tuple(self._names)):
            pool = [name for trade in kinds for name in self._names.get(trade, ()) if name != own]
            if pool:
                return rng.sample(pool, min(3, len(pool)))
        return [CLEARING]


class _Year:
    """One account's year, before it is seen whether the money reaches."""

    def __init__(self, rng: Random, business: Business, parties: _Parties, cut: date) -> None:
        self.rng, self.business, self.cut = rng, business, cut
        self.who: Customer = business.customer
        self.months = list(business.months)[-MONTHS:]
        buyers, sellers = _CHAINS.get(self.who.industry, _ANY_CHAIN)
        own = business.licence.name if business.licence is not None else self.who.name
        self.buyers, self.sellers = parties.some(rng, buyers, own), parties.some(rng, sellers, own)
        self.pays_people = business.firm and business.staff >= 3 and rng.random() < 0.5
        self.pays_power = rng.random() < 0.3

    def moves(self, circling: bool) -> list[Move]:
        """All of them in order."""
        made = list(self._loans())
        for month in self.months:
            made += self._takings(month)
            made += self._costs(month)
            if circling:
                made += self._circle(month)
        return sorted((move for move in made if move[0] <= self.cut), key=lambda move: move[:2])

    def _on(self, month: date, first: int, last: int) -> date:
        """A day of the month, from the first to the last."""
        return month.replace(day=self.rng.randrange(first, last + 1))

    def _takings(self, month: date) -> Iterator[Move]:
        rng, industry = self.rng, self.who.industry
        total = half_up(self.business.months[month] * self.business.cover_pct, 100)
        times = 1 if self.who.kind in ("MERCHANT", "OWNER") or total < 30 * WAN else 2 if total < 500 * WAN else 3
        if total < 500 * YUAN:
            return
        for turn in range(times):
            part = total // times + rng.randrange(-9_999, 10_000)
            day = self._on(month, 2 + 8 * turn, 9 + 6 * turn)
            if self.who.kind in ("MERCHANT", "OWNER") and industry in TRADES:
                yield day, 0, "IN", part, "POS", CLEARING, f"{month.month}月收单"
            elif self.who.kind == "MERCHANT" and rng.random() < 0.3:
                yield day, 0, "IN", part, "CASH", "", "货款现金存入"
            else:
                yield day, 0, "IN", part, "TRANSFER", rng.choice(self.buyers), "货款"

    def _costs(self, month: date) -> Iterator[Move]:
        """Last month's pay and power to the fen as others were told of them; to suppliers goes what can be spared."""
        before = (month - timedelta(days=1)).replace(day=1)
        if self.pays_people and (pay := self.business.paid.get(before)):
            yield workday_on_or_before(month.replace(day=10)), 1, "OUT", pay, "PAYROLL", "代发工资户", "工资"
        if self.pays_power and (cost := self.business.billed.get(before)):
            yield self._on(month, 15, 18), 1, "OUT", cost, "OTHER", POWER_COMPANY, f"{before.month}月电费"
        yield self._on(month, 22, 27), 1, "OUT", 0, "TRANSFER", self.rng.choice(self.sellers), "采购款"

    def _circle(self, month: date) -> Iterator[Move]:
        """Money that comes from a friend and is back with him the next day: turnover that is none."""
        amount = half_up(self.business.months[month] * self.rng.randrange(40, 80), 100 * WAN) * WAN
        day = self._on(month, 3, 18)
        if amount:
            yield day, 0, "IN", amount, "TRANSFER", self.sellers[-1], "往来款"
            yield day + timedelta(days=1), 0, "OUT", amount, "TRANSFER", self.sellers[-1], "往来款"

    def _loans(self) -> Iterator[Move]:
        """What was drawn and repaid, of every note of the customer."""
        for note in self.who.notes:
            if note.start >= self.months[0]:
                yield note.start, 0, "IN", note.amount, "LOAN", "", f"放款 {note.number}"
                if note.issue in ("NEW", "CARD_REDRAW") and note.purpose == "BUSINESS":
                    yield from self._used(note.start, note.amount)
            for day, principal, interest, penalty, way in note.life.flows:
                paid = principal + interest + penalty
                if day >= self.months[0] and way == "REPAID" and paid:
                    yield day, 1, "OUT", paid, "REPAY", "", f"还款 {note.number}"

    def _used(self, day: date, amount: int) -> Iterator[Move]:
        """The bank pays a large loan to the seller the same day; a small one the borrower spends within the week."""
        seller = self.rng.choice(self.sellers)
        if amount >= 50 * WAN:
            yield day, 1, "OUT", amount, "TRANSFER", seller, "受托支付"
        else:
            part = half_up(amount * self.rng.randrange(70, 101), 100)
            yield day + timedelta(days=self.rng.randrange(1, 7)), 1, "OUT", part, "TRANSFER", seller, "采购款"


def _never_overdrawn(moves: list[Move], each: Business, balance: int, cut: date, rng: Random) -> Iterator[Move]:
    """The moves with what the borrower brings of his own, spared sums filled in, ending at the balance."""
    who = each.customer
    keep = {month: turnover * rng.randrange(5, 26) // 100 for month, turnover in each.months.items()}
    held = keep[list(each.months)[-MONTHS - 1]]
    last = workday_on_or_before(cut)
    for move in moves:
        day, rank, side, amount, kind, party, memo = move
        if side == "OUT" and not amount:
            amount = max(0, held - keep[day.replace(day=1)])
            if amount < 500 * YUAN or day > last:
                continue
            move = (day, rank, side, amount, kind, party, memo)
        if side == "OUT" and amount > held:
            brought = -(-(amount - held) // (1_000 * YUAN)) * 1_000 * YUAN
            yield day, 0, "IN", brought, "TRANSFER", who.name, "本人他行转入"
            held += brought
        held += amount if side == "IN" else -amount
        yield move
    if held != balance:
        side, memo = ("IN", "本人他行转入") if held < balance else ("OUT", "转本人他行账户")
        yield max(last, moves[-1][0] if moves else last), 1, side, abs(balance - held), "TRANSFER", who.name, memo
