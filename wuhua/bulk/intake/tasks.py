"""导入 as background work: a zip of a bank's files, tried or taken for good; the reject files come back as kept files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from wuhua.areas.people import rules as people
from wuhua.areas.people.rules import Officer, Right
from wuhua.bulk.intake import parcel, run
from wuhua.bulk.intake.refusals import ImportRefused, IntakeRefusal
from wuhua.core.refuse import Refusal, Refused
from wuhua.platform import clock, files, jobs
from wuhua.platform.models import Job

IMPORT = "intake.import"


class TakeRefusal(Refusal):
    """Why an import is not asked for, besides what people and intake say."""

    IMPORT_ASKED_ALREADY = "import_asked_already"


def may_import(officer: Officer | None) -> Refused | None:
    """Who may bring a bank's files. Before the bank is opened there is no staff yet: whoever was let in may."""
    if not clock.opened():
        return None
    return people.may(officer or Officer("", "", "", frozenset(), None), Right.IMPORT_BOOK)


def ask_import(
    *, actor: str, officer: Officer | None, business_date: date, file: int, dry_run: bool, key: str
) -> Job | Refused:
    """Ask for the import of a kept file. `actor` is the signed-in name, which before the opening is nobody of the staff."""
    refused = may_import(officer)
    if refused is not None:
        return refused
    kept = files.one(file)
    return jobs.ask(
        actor=actor,
        business_date=business_date,
        title=f"{'试导入' if dry_run else '正式导入'} · {kept.name}",
        task=IMPORT,
        # The same content sent twice under one key is the same asking, though each sending is kept for itself.
        arguments={"content": kept.digest, "dry_run": dry_run},
        noted={"file": file, "name": kept.name},
        key=key,
        unless=_under_way,
    )


def _under_way() -> Refused | None:
    waiting = jobs.under_way(IMPORT)
    if not waiting:
        return None
    return Refused(
        TakeRefusal.IMPORT_ASKED_ALREADY,
        f"{waiting[0].actor} 提交的「{waiting[0].title}」还没有办完。",
        "请等它办完再提交。",
    )


@jobs.task(IMPORT)
def import_(work: jobs.Work) -> jobs.Answer | Refused:
    """Unpack, check, load (or take it all back). Begun again it does the same: the load is one transaction."""
    name = work.arguments["name"]
    with work.folder() as place:
        work.progress(0, 1, "解包")
        with files.open_(work.arguments["file"]) as sent:
            parcel.unpack(sent, name, place / "files")
        answer = run.import_folder(
            place / "files",
            actor=work.actor,
            dry_run=work.arguments["dry_run"],
            progress=lambda done, total, message: work.progress(done, total + 1, message),
            rejects=place / "rejects",
        )
        if isinstance(answer, Refused):
            for path in sorted((place / "rejects").glob("*.csv")):
                with path.open("rb") as file:
                    work.keep(path.name, file, "text/csv")
            return _without_places(answer, place / "files", name)
    return {**answer.as_dict(), "folder": name, "sentence": answer.sentence}


def _without_places(no: Refused, folder: Path, name: str) -> Refused:
    """The refusal in the words of somebody who sent a parcel and knows no folder of this machine."""
    reason = no.reason.replace(f"文件夹「{folder}」", f"「{name}」")
    if not isinstance(no, ImportRefused):
        return replace(no, reason=reason)
    if no.name is IntakeRefusal.BAD_ROWS:
        return replace(no, reason=reason, next_step="请下载错误清单,改正后把全部文件重新压缩上传。", written=())
    return replace(no, reason=reason, written=())
