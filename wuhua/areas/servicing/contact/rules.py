"""Rules of the interest calendar: which round a day belongs to, which band a maturity, and what a call note must say. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wuhua.areas.servicing.words import CallOutcome, ContactRefusal
from wuhua.core.days import SETTLEMENT_DAY, add_months
from wuhua.core.refuse import Refused

DEBIT_DAY = SETTLEMENT_DAY + 1
CALLS_FROM = 15
BANDS = (1, 7, 15, 30, 60)
"""Days to maturity at which a manager must know what is to become of a note."""
FURTHEST_PROMISE = 92
LONGEST_REMARK = 200


class Phase(StrEnum):
    """Where a round stands on a business day."""

    AHEAD = "AHEAD"
    CALLING = "CALLING"
    DEBITING = "DEBITING"


class Missing(StrEnum):
    """What a line of the calendar lacks."""

    MONEY = "MONEY"
    CALL = "CALL"
    PROMISE = "PROMISE"
    KEPT_WORD = "KEPT_WORD"


@dataclass(frozen=True, slots=True)
class Round:
    """One monthly debit: bills are cut at the close of `cut`, taken from accounts on `due`, called about from `calls`."""

    due: date

    @property
    def cut(self) -> date:
        """The settlement day."""
        return self.due - timedelta(days=1)

    @property
    def calls(self) -> date:
        """From when the manager calls."""
        return self.due.replace(day=CALLS_FROM)

    @property
    def opened(self) -> date:
        """From when a call note about this round may date: the day after the debit before."""
        return add_months(self.due, -1) + timedelta(days=1)

    def phase(self, day: date) -> Phase:
        """Where it stands on `day`.

        >>> [Round(date(2018, 9, 21)).phase(date(2018, 9, n)).value for n in (14, 15, 20, 21)]
        ['AHEAD', 'CALLING', 'CALLING', 'DEBITING']
        """
        if day >= self.due:
            return Phase.DEBITING
        return Phase.CALLING if day >= self.calls else Phase.AHEAD


def coming(day: date) -> Round:
    """The next debit, today's included.

    >>> coming(date(2018, 9, 20)).due, coming(date(2018, 9, 21)).due, coming(date(2018, 12, 22)).due
    (datetime.date(2018, 9, 21), datetime.date(2018, 9, 21), datetime.date(2019, 1, 21))
    """
    this = day.replace(day=DEBIT_DAY)
    return Round(this if day <= this else add_months(this, 1))


def passed(day: date) -> Round:
    """The last debit that has been made: its list is read from the morning after.

    >>> passed(date(2018, 9, 22)).due, passed(date(2018, 9, 21)).due
    (datetime.date(2018, 9, 21), datetime.date(2018, 8, 21))
    """
    return Round(add_months(coming(day).due, -1))


def band_of(days: int) -> int | None:
    """The smallest band that many days to maturity fall into; None beyond the last, or when it has passed.

    >>> [band_of(n) for n in (0, 1, 2, 7, 8, 60, 61, -1)]
    [1, 1, 7, 7, 15, 60, None, None]
    """
    return next((band for band in BANDS if 0 <= days <= band), None)


def check_call(
    outcome: CallOutcome, promised_day: date | None, promised_amount: int | None, remark: str, day: date
) -> Refused | None:
    """Whether a call note says all that its outcome needs, and no more."""
    if outcome is not CallOutcome.PROMISED:
        if promised_day is not None or promised_amount is not None:
            return Refused(
                ContactRefusal.PROMISE_NOT_ASKED,
                "没有承诺还款,却填了承诺日期或金额。",
                "请改选「承诺还款」,或清空日期与金额。",
                "outcome",
            )
        return check_remark(remark)
    if promised_day is None or promised_amount is None or promised_amount <= 0:
        return Refused(
            ContactRefusal.PROMISE_INCOMPLETE,
            "承诺还款要有日期和大于零的金额。",
            "请补全承诺的日期与金额。",
            "promised_amount" if promised_day else "promised_day",
        )
    if promised_day < day:
        return Refused(
            ContactRefusal.PROMISE_DAY_PAST,
            f"承诺日 {promised_day} 早于今天 {day}。",
            "请选择今天或以后的日期。",
            "promised_day",
        )
    if (promised_day - day).days > FURTHEST_PROMISE:
        return Refused(
            ContactRefusal.PROMISE_TOO_FAR,
            f"承诺日 {promised_day} 在 {FURTHEST_PROMISE} 天以后。",
            "超过三个月的请办理展期或另议还款计划。",
            "promised_day",
        )
    return check_remark(remark)


def check_remark(remark: str) -> Refused | None:
    """A remark is a line, not an essay."""
    if len(remark) <= LONGEST_REMARK:
        return None
    return Refused(
        ContactRefusal.REMARK_TOO_LONG,
        f"备注有 {len(remark)} 个字,超过 {LONGEST_REMARK} 个。",
        "请写要点。",
        "remark",
    )
