"""导出报表 as background work: a report over the whole book takes its time, and the workbook is kept like any file.

Aggregates are for everybody who works here. A report with a row per note or customer is for those who may look at every
customer of the bank; one with names in it leaves a trace of its own.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.reporting import read
from wuhua.areas.reporting.rules import ReportName
from wuhua.core.refuse import Refused
from wuhua.platform import jobs
from wuhua.platform.models import Job

DRAW = "report.draw"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def ask_draw(*, actor: Officer, business_date: date, name: str, day: date, key: str) -> Job | Refused:
    """Ask for a report of a sealed day as a workbook."""
    refused = read.may_draw(actor, ReportName(name))
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
    refused = read.may_draw(people.officer(work.actor, work.business_date), name)
    if refused is not None:
        return refused
    work.progress(0, 2, "计算")
    made = read.report(name.value, day)
    work.progress(1, 2, "写入")
    names, content = read.names_in(made), read.workbook(made)
    with transaction.atomic():
        if names:
            read.leave_a_trace(work.actor, work.business_date, name, day, names)
        work.keep(f"{name.value}-{day}.xlsx", [content], XLSX)
    return {"rows": sum(len(sheet.rows) for sheet in made.sheets)}
