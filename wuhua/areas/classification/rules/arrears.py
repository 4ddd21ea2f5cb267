"""双逾 (A94): which of a note's dues are overdue, who is on the list by each reading, and what a report counts as overdue."""

from __future__ import annotations

from datetime import date

from wuhua.areas.classification.rules.words import ClassRefusal, DualReading, OverdueType
from wuhua.core.refuse import Refused

INSTALMENTS = ("equal_instalments", "equal_principal")
WHOLE_FROM = 90
"""Of an instalment consumer loan the whole balance is reported as overdue only after so many days."""


def overdue_type(principal_due: date | None, interest_due: date | None, day: date) -> OverdueType:
    """By the earliest unpaid due day of principal and of interest (with penalty and compound); due today is not overdue.

    >>> overdue_type(date(2018, 9, 20), date(2018, 9, 21), date(2018, 9, 21)).value
    'PRINCIPAL'
    """
    principal = principal_due is not None and principal_due < day
    interest = interest_due is not None and interest_due < day
    if principal and interest:
        return OverdueType.DUAL
    if principal:
        return OverdueType.PRINCIPAL
    return OverdueType.INTEREST if interest else OverdueType.NONE


def listed(kind: OverdueType, overdue_days: int, reading: DualReading, over: int) -> bool:
    """Whether a note stands on the list: by the dated reading; `over` is the first limit of the reading by days (60)."""
    if reading is DualReading.BOTH:
        return kind is OverdueType.DUAL
    if reading is DualReading.EITHER:
        return kind is not OverdueType.NONE
    return overdue_days > over


def reported_overdue(purpose: str, method: str, overdue_days: int, overdue_principal: int, balance: int) -> int:
    """逾期贷款的报送余额 in fen: of a business loan the whole balance once anything is unpaid; of an instalment consumer
    loan only what is overdue up to 90 days, the whole after.

    >>> reported_overdue("BUSINESS", "bullet", 1, 0, 100), reported_overdue("CONSUMPTION", "equal_principal", 90, 8, 100)
    (100, 8)
    """
    if overdue_days <= 0:
        return 0
    if purpose == "CONSUMPTION" and method in INSTALMENTS and overdue_days <= WHOLE_FROM:
        return overdue_principal
    return balance


def check_word(reason: str, measure: str, deadline: date, business_date: date) -> Refused | None:
    """What is written beside an overdue note can be acted on: why, what is done, until when."""
    for field, text, what in (("reason", reason, "逾期原因"), ("measure", measure, "清收措施")):
        if len(text.strip()) < 4:
            return Refused(ClassRefusal.REASON_MISSING, f"{what}须写明。", f"请写明{what}(不少于四个字)。", field)
    if deadline < business_date:
        return Refused(
            ClassRefusal.DEADLINE_PAST,
            f"期限 {deadline} 早于今天 {business_date}。",
            "请填写今天或以后的日期。",
            "deadline",
        )
    return None
