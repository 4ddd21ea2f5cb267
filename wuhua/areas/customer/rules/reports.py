"""Rules of 征信报告: what a result says without its details, and who may open the whole report and for how long."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refusal


class ReportFlag(StrEnum):
    """What a manager may know of a credit report (domain 7): that something is there, not how much and where."""

    OVERDUE_NOW = "OVERDUE_NOW"
    OVERDUE_BEFORE = "OVERDUE_BEFORE"
    MANY_QUERIES = "MANY_QUERIES"
    BAD_CLASS = "BAD_CLASS"
    PUBLIC_RECORD = "PUBLIC_RECORD"


FLAG_NAMES = {
    ReportFlag.OVERDUE_NOW: "当前逾期",
    ReportFlag.OVERDUE_BEFORE: "近24个月有逾期",
    ReportFlag.MANY_QUERIES: "近6个月查询频繁",
    ReportFlag.BAD_CLASS: "他行分类不良",
    ReportFlag.PUBLIC_RECORD: "有公共记录",
}


class ReportRefusal(Refusal):
    """Why a credit report is not opened."""

    REPORT_UNKNOWN = "report_unknown"
    MAY_NOT_OPEN_REPORT = "may_not_open_report"
    REPORT_REASON_MISSING = "report_reason_missing"
    LOOK_ENDED = "look_ended"


FULL_READERS = (Role.REVIEWER, Role.APPROVER)
"""Reviewers and approvers read a report whole, for the days of `REPORT_VIEW_DAYS`; everybody else sees result and flags."""

HISTORY = re.compile(r"[NC/*#G1-7D]{24}", re.ASCII)
"""24 months, oldest first: N paid, 1 to 7 months late, D guaranteed payment, G ended otherwise, C settled, / * none."""
BAD = ("SUBSTANDARD", "DOUBTFUL", "LOSS")


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """What the flags are read off; unknown is None and raises no flag."""

    overdue_now: int | None
    history: str
    queries_6m: int | None
    class_elsewhere: str
    public_records: int | None


def flags_of(facts: ReportFacts, *, queries_most: int) -> tuple[ReportFlag, ...]:
    """The flags, in the order of weight.

    >>> clean = ReportFacts(0, "N" * 24, 2, "NORMAL", 0)
    >>> flags_of(clean, queries_most=6)
    ()
    >>> [flag.value for flag in flags_of(ReportFacts(None, "N" * 23 + "2", 7, "LOSS", None), queries_most=6)]
    ['OVERDUE_BEFORE', 'MANY_QUERIES', 'BAD_CLASS']
    """
    raised = (
        (ReportFlag.OVERDUE_NOW, (facts.overdue_now or 0) > 0),
        (ReportFlag.OVERDUE_BEFORE, any(month in "1234567D" for month in facts.history)),
        (ReportFlag.MANY_QUERIES, (facts.queries_6m or 0) > queries_most),
        (ReportFlag.BAD_CLASS, facts.class_elsewhere in BAD),
        (ReportFlag.PUBLIC_RECORD, (facts.public_records or 0) > 0),
    )
    return tuple(flag for flag, up in raised if up)


def may_open(officer: Officer) -> bool:
    """Whether the post reads whole reports at all."""
    return not officer.holds(Role.ADMIN) and officer.holds(*FULL_READERS)
