"""The plan a contract is signed with: the terms as decided, laid out as `quote` lays them out and as the bills will be cut. Pure.

Instalments fall due on the day of the month of the first drawing. Interest alone is settled on the 20th and due on the
21st, month by month or quarter by quarter, and the principal comes at the end: for `core` a plan whose own day is the
maturity. A bullet has one row.

>>> first = laid_out(Signed(30_000_000, 720_000, "interest_only", 12, "QUARTER20", date(2018, 3, 5))).rows
>>> [(row.due.isoformat(), row.interest) for row in first][:2]
[('2018-03-21', 96000), ('2018-06-21', 552000)]
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from wuhua.core.days import DayCount, Settlement, Unit, add_days, add_months, next_settlement_day
from wuhua.core.irr import yearly_cost
from wuhua.core.quote import flows
from wuhua.core.schedule import Plan, plan
from wuhua.core.terms import Method, Terms

SETTLED: Mapping[str, Settlement] = {"MONTH20": Settlement.MONTH20, "QUARTER20": Settlement.QUARTER20}


@dataclass(frozen=True, slots=True)
class Signed:
    """What the plan rests on: fen, 10⁻⁷ a year, the method and settlement of the sheet, the day the money is meant to go."""

    amount: int
    rate: int
    method: str
    months: int
    settlement: str
    start: date

    @property
    def maturity(self) -> date:
        """The end of the term: the same day of the month, or the month's last."""
        return add_months(self.start, self.months)


def terms_for(signed: Signed) -> Terms:
    """The terms for `core`; raises what `core` refuses."""
    method = Method(signed.method)
    whole = Terms(
        signed.amount, signed.rate, method, signed.months, Unit.MONTH, 1, signed.start, DayCount.ACT_360,
    )  # fmt: skip
    if method in (Method.EQUAL_INSTALMENTS, Method.EQUAL_PRINCIPAL, Method.BULLET):
        return whole
    kind = SETTLED.get(signed.settlement, Settlement.MONTH20)
    every = 3 if kind is Settlement.QUARTER20 else 1
    cut = next_settlement_day(kind, add_days(signed.start, -1))
    if cut is None:  # a settlement of the 20th always has a next one
        return whole
    first = add_days(cut, 1)
    periods = 1
    while add_months(first, (periods - 1) * every) < signed.maturity:
        periods += 1
    return replace(
        whole, method=Method.CUSTOM, periods=periods, every=every, first_due=first,
        planned=((signed.maturity, signed.amount),),
    )  # fmt: skip


def laid_out(signed: Signed) -> Plan:
    """The rows on which anything falls due."""
    made = plan(terms_for(signed))
    rows = tuple(row for row in made.rows if row.principal or row.interest)
    return replace(made, rows=tuple(row._replace(n=place) for place, row in enumerate(rows, 1)))


def all_in(signed: Signed, fees: int) -> str | None:
    """综合成本: XIRR over 365 of what the borrower gets, fees taken off the first day, and what it pays; two decimals."""
    terms = terms_for(signed)
    return yearly_cost([*flows(terms, laid_out(signed)), *([(signed.start, fees)] if fees else [])])
