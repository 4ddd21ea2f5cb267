"""What every verb shares: who is meant, whether the post may, and the one place that leaves a trace."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import read, rules
from wuhua.areas.workday.rules import WorkdayRefusal
from wuhua.core.refuse import Refused
from wuhua.platform import audit

MACHINE = "SYSTEM"
"""Who stands in the history where no person did it."""


def member(number: str, on: date, field: str) -> Officer | Refused:
    """The person of that number, working on that day, who may hold something here."""
    found = people.officer(number.strip(), on)
    if found is None:
        return Refused(WorkdayRefusal.STAFF_UNKNOWN, f"没有在岗工号 {number}。", "请核对工号。", field)
    if rules.may_work(found) is not None:
        return Refused(
            WorkdayRefusal.STAFF_UNKNOWN, f"{number} 的岗位不承办业务事项。", "请另行指定业务岗位的人员。", field
        )
    return found


def may_lead(actor: Officer, unit: str) -> Refused | None:
    """Whether the officer leads that unit, which must be one."""
    if unit not in read.units():
        return Refused(WorkdayRefusal.NOT_YOUR_UNIT, f"没有机构 {unit}。", "请核对机构号。", "unit")
    return rules.may_lead(actor, read.unit_keeper(unit))


def missing(what: str) -> Refused:
    """Absent and not for this officer give the same answer."""
    return Refused(WorkdayRefusal.NOT_FOUND, f"没有这项{what},或您无权查看。", "请从清单中打开。")


def record(
    actor: str,
    business_date: date,
    action: str,
    subject: str,
    after: Mapping[str, Any] | None = None,
    before: Mapping[str, Any] | None = None,
) -> None:
    """One line of the trail."""
    audit.record(
        actor=actor,
        business_date=business_date,
        action=f"workday.{action}",
        subject=subject,
        before=before,
        after=after,
    )
