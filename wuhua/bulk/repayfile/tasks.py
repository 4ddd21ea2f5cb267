"""代扣回盘 as background work: a file tried or booked; the lines that were not taken come back as a kept file."""

from __future__ import annotations

import shutil
from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.people import rules as people
from wuhua.areas.people.rules import Officer, Right
from wuhua.bulk.repayfile import run
from wuhua.bulk.repayfile.refusals import RepayFileRefusal
from wuhua.core.refuse import Refused
from wuhua.platform import clock, files, jobs
from wuhua.platform.models import Job

REPAY_FILE = "repayfile.take"
WORKERS = 2


def may_take(officer: Officer | None) -> Refused | None:
    """Who books a bank's return file: whoever answers for the day's books."""
    return people.may(officer or Officer("", "", "", frozenset(), None), Right.CLOSE_DAY)


def ask_take(*, actor: Officer, business_date: date, file: int, dry_run: bool, key: str) -> Job | Refused:
    """Ask for a trial, or for the booking, of a kept file."""
    refused = may_take(actor) or compliance.counter(business_date)
    if refused is not None:
        return refused
    kept = files.one(file)
    return jobs.ask(
        actor=actor.number,
        business_date=business_date,
        title=f"代扣回盘{'试算' if dry_run else '入账'} · {kept.name}",
        task=REPAY_FILE,
        arguments={"content": kept.digest, "dry_run": dry_run},
        noted={"file": file, "name": kept.name},
        key=key,
        unless=_under_way,
    )


def _under_way() -> Refused | None:
    waiting = jobs.under_way(REPAY_FILE)
    if not waiting:
        return None
    return Refused(
        RepayFileRefusal.FILE_ASKED_ALREADY,
        f"{waiting[0].actor} 提交的「{waiting[0].title}」还没有办完。",
        "请等它办完再提交。",
    )


@jobs.task(REPAY_FILE)
def take(work: jobs.Work) -> jobs.Answer | Refused:
    """Try or book it. Begun again it goes on where it was."""
    name = work.arguments["name"]
    with work.folder() as place:
        path = place / name
        with files.open_(work.arguments["file"]) as sent, path.open("wb") as laid:
            shutil.copyfileobj(sent, laid)
        answer = run.take(
            path,
            actor=work.actor,
            business_date=clock.business_date(),
            dry_run=work.arguments["dry_run"],
            name=name,
            rejects=place / "rejects",
            workers=WORKERS,
            progress=lambda done, total, message: work.progress(done, total + 1, message),
        )
        for path in sorted((place / "rejects").glob("*.csv")):
            with path.open("rb") as file:
                work.keep(path.name, file, "text/csv")
    if isinstance(answer, Refused):
        return answer
    return {**answer.as_dict(), "reject_files": []}
