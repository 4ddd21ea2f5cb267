"""What came of a job, in the words of the page that knows its task."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wuhua.bulk.dayend import tasks as dayend
from wuhua.bulk.intake import tasks as intake
from wuhua.bulk.repayfile import tasks as repayfile
from wuhua.platform.models import Job, JobState
from wuhua.web.dayend import board
from wuhua.web.intake import report
from wuhua.web.repayfile import page as returns
from wuhua.web.reports import tasks as drawn
from wuhua.web.servicing import tasks as book

Words = Callable[[Job], dict[str, Any]]

PAGES: Mapping[str, tuple[str, Words]] = {
    dayend.CLOSE: ("dayend/closed.html", lambda job: {"sealed": board.closed_by(job)}),
    drawn.DRAW: ("servicing/exported.html", lambda job: {}),
    book.EXPORT: ("servicing/exported.html", lambda job: {}),
    intake.IMPORT: ("intake/report.html", report.words),
    repayfile.REPAY_FILE: ("repayfile/report.html", returns.words),
}


def of(job: Job) -> dict[str, Any]:
    """The template that shows the result and what it needs; nothing while there is none."""
    if job.result is None or job.task not in PAGES or (job.state == JobState.FAILED and job.task != intake.IMPORT):
        return {"template": None}
    template, words = PAGES[job.task]
    return {"template": template, **words(job)}
