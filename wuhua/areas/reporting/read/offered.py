"""Which reports an officer may draw: aggregates everybody who works here, single notes and customers whoever sees them all."""

from __future__ import annotations

from datetime import date

from wuhua.areas.people.rules import Officer, Role, Scope, scope_of
from wuhua.areas.reporting.rules import ReportingRefusal, ReportName
from wuhua.core.refuse import Refused
from wuhua.platform import audit

BY_ROWS = frozenset({ReportName.EAST_NOTE, ReportName.DUAL_OVERDUE, ReportName.G14, ReportName.RELENDING})
"""Reports that show single notes or customers."""


def on_offer(who: Officer) -> list[ReportName]:
    """What this officer may draw."""
    everything = scope_of(who) is Scope.ALL and not who.holds(Role.ADMIN)
    return [name for name in ReportName if everything or name not in BY_ROWS]


def may_draw(who: Officer | None, name: ReportName) -> Refused | None:
    """Whether that report is among them."""
    if who is not None and name in on_offer(who):
        return None
    return Refused(
        ReportingRefusal.NOT_FOR_THIS_POST,
        f"「{name.label}」列到单笔或单户,您的岗位不能导出。",
        "请由能查看全行客户的岗位导出。",
        "name",
    )


def leave_a_trace(actor: str, business_date: date, name: ReportName, day: date, names: int) -> None:
    """A report with names in it was taken out: who, which, and how many rows with a name. In the caller's transaction."""
    audit.record(
        actor=actor,
        business_date=business_date,
        action="reporting.exported",
        subject=f"report:{name.value}",
        after={"day": day, "rows_with_names": names},
    )
