"""导出报表 as background work: a report over the whole book takes its time, and the workbook is kept like any file.

Aggregates are for everybody who works here. A report with a row per note or customer is for those who may look at every
customer of the bank; one with names in it leaves a trace of its own.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role, Scope, scope_of
from wuhua.areas.reporting import read
from wuhua.areas.reporting.rules import ReportName
from wuhua.core.refuse import Refusal, Refused
from wuhua.platform import audit, jobs
from wuhua.platform.models import Job

DRAW = "report.draw"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BY_ROWS = frozenset({ReportName.EAST_NOTE, ReportName.DUAL_OVERDUE, ReportName.G14, ReportName.RELENDING})
"""Reports that show single notes or customers."""


class DrawRefusal(Refusal):
    """Why a report is not drawn, besides what reporting says."""

    NOT_FOR_THIS_POST = "not_for_this_post"


def on_offer(who: Officer) -> list[ReportName]:
    """What this officer may draw."""
    everything = scope_of(who) is Scope.ALL and not who.holds(Role.ADMIN)
    return [name for name in ReportName if everything or name not in BY_ROWS]


def may_draw(who: Officer | None, name: ReportName) -> Refused | None:
    """Whether that report is among them."""
    if who is not None and name in on_offer(who):
        return None
    return Refused(
        DrawRefusal.NOT_FOR_THIS_POST,
        f"「{name.label}」列到单笔或单户,您的岗位不能导出。",
        "请由能查看全行客户的岗位导出。",
        "name",
    )


def ask_draw(*, actor: Officer, business_date: date, name: str, day: date, key: str) -> Job | Refused:
    """Ask for a report of a sealed day as a workbook."""
    refused = may_draw(actor, ReportName(name))
    if refused is not None:
        return refused
    return jobs.ask(
        actor=actor.number,
        business_date=business_date,
        title=f"导出报表 · {name} · {day}",
        task=DRAW,
        arguments={"name": name, "day": day.isoformat()},
        key=key,
    )


@jobs.task(DRAW)
def draw(work: jobs.Work) -> jobs.Answer | Refused:
    """Reckon the report and write the workbook; whoever has moved to another post since does not get it."""
    name, day = ReportName(work.arguments["name"]), date.fromisoformat(work.arguments["day"])
    refused = may_draw(people.officer(work.actor, work.business_date), name)
    if refused is not None:
        return refused
    work.progress(0, 2, "计算")
    made = read.report(name.value, day)
    work.progress(1, 2, "写入")
    names, content = read.names_in(made), read.workbook(made)
    with transaction.atomic():
        if names:
            audit.record(
                actor=work.actor,
                business_date=work.business_date,
                action="reporting.exported",
                subject=f"report:{name.value}",
                after={"day": day, "rows_with_names": names},
            )
        work.keep(f"{name.value}-{day}.xlsx", [content], XLSX)
    return {"rows": sum(len(sheet.rows) for sheet in made.sheets)}
