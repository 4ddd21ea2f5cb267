"""导出贷款台账 as background work, where it is longer than anybody should wait for a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.http import QueryDict
from django.utils import translation

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, PeopleRefusal
from wuhua.areas.servicing import pages
from wuhua.core.refuse import Refused
from wuhua.platform import jobs
from wuhua.platform.models import Job
from wuhua.web.servicing import export
from wuhua.web.servicing.forms import Filters
from wuhua.web.servicing.rows import NoteRow, rows

EXPORT = "book.export"
LONG = 2000
"""Rows beyond which the export is a job."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_AT_ONCE = 1000


def ask_export(*, actor: Officer, business_date: date, query: str, language: str, key: str) -> Job | Refused:
    """Ask for the loan book as a workbook, narrowed as the page was."""
    count = pages.notes_page(actor, Filters(QueryDict(query)).wanted(business_date), business_date).count
    return jobs.ask(
        actor=actor.number,
        business_date=business_date,
        title=f"导出贷款台账 · {business_date}",
        task=EXPORT,
        arguments={"query": query, "language": language},
        noted={"rows": count},
        key=key,
    )


@jobs.task(EXPORT)
def make(work: jobs.Work) -> jobs.Answer | Refused:
    """The workbook, row by row; of the customers this officer may see at the time it is made."""
    who = people.officer(work.actor, work.business_date)
    if who is None:
        return Refused(PeopleRefusal.STAFF_HAS_LEFT, f"{work.actor} 已不在岗。", "请由在岗人员重新提交。")
    with translation.override(work.arguments["language"]), work.folder() as place:
        path = place / "notes.xlsx"
        count = export.write(path, _rows(work, who))
        with path.open("rb") as file:
            work.keep(f"notes-{work.business_date}.xlsx", iter(lambda: file.read(1 << 20), b""), XLSX)
    return {"rows": count}


def _rows(work: jobs.Work, who: Officer) -> Iterator[NoteRow]:
    form, day = Filters(QueryDict(work.arguments["query"])), work.business_date
    names = (form.product_names, form.branch_names, form.staff_names)
    found, done = iter(pages.notes_file(who, form.wanted(day), day)), 0
    while notes := list(islice(found, _AT_ONCE)):
        yield from rows(notes, day, names)
        done += len(notes)
        work.progress(done, max(done, work.arguments["rows"]) + 1, "写入")
