"""Verbs of ledgers: hand one out, bring it back, take what was confirmed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing.contact.actions import CALLERS, write_plan
from wuhua.areas.servicing.ledgers import read, workbook
from wuhua.areas.servicing.ledgers.rules import PLAN, Change, plan_of
from wuhua.areas.servicing.models import LedgerFile, LedgerTaken, LedgerWord, LoanNote
from wuhua.areas.servicing.words import Ledger, LedgerRefusal, ListLedger
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import audit, clock, files, numbering
from wuhua.platform.once import once

Answer = dict[str, Any]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIMIT = 20 * 1024 * 1024
KEEPERS = (*CALLERS, Role.ARCHIVIST)
"""Who keeps ledgers: those who talk to borrowers, and the file room."""


@transaction.atomic
def hand_out(*, actor: Officer, business_date: date, ledger: Ledger) -> tuple[LedgerFile, bytes] | Refused:
    """导出台账: the lines of today under a number, kept as they were handed out."""
    lines = read.rows(actor, ledger, business_date)

    # After this line the ledger must be handed out.
    number = numbering.next_number("ledger")
    data = workbook.write(ledger, number, lines, f"{business_date.isoformat()} {actor.name}({actor.number})")
    kept = _keep(actor, business_date, f"{workbook.TITLES[ledger]}-{number}.xlsx", data)
    if isinstance(kept, Refused):
        return kept
    row = _file(actor, business_date, number, ledger, kept, len(lines), None)
    _trace(actor, business_date, "servicing.ledger_handed_out", row, {"lines": len(lines)})
    return row, data


@transaction.atomic
def list_handed_out(*, actor: Officer, business_date: date, ledger: ListLedger, lines: int, span: str) -> None:
    """导出走访、首贷户、征信授权台账: who took how many lines out of the house, over which days. Nothing comes back."""
    # After this line the trace must be written.
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="servicing.list_ledger_handed_out",
        subject=f"list-ledger:{ledger.value}",
        after={"ledger": ledger.value, "lines": lines, "span": span},
    )


@transaction.atomic
def bring_back(*, actor: Officer, business_date: date, name: str, data: bytes) -> LedgerFile | Refused:
    """回导台账: a file that answers one handed out. Nothing is changed yet; the difference is shown first."""
    if not actor.holds(*KEEPERS):
        return _may_not()
    try:
        number, lines, ledger = workbook.read(data)
    except Refuse as no:
        return no.refused
    out = LedgerFile.objects.filter(pk=number, ledger=ledger, answers__isnull=True).first()
    if out is None:
        return Refused(
            LedgerRefusal.NOT_OUR_LEDGER, f"没有编号为 {number} 的导出台账。", "请在本系统导出的文件上填写。", "file"
        )
    kept = _keep(actor, business_date, name, data)
    if isinstance(kept, Refused):
        return kept

    # After this line the file must be kept.
    row = _file(actor, business_date, numbering.next_number("ledger"), ledger, kept, len(lines), out)
    _trace(actor, business_date, "servicing.ledger_brought_back", row, {"answers": number, "lines": len(lines)})
    return row


@transaction.atomic
def take(*, actor: Officer, business_date: date, key: str, file: int) -> Answer | Refused:
    """确认回导: the changes shown are taken, all of them or none, once a file."""

    def act() -> Answer | Refused:
        if not actor.holds(*KEEPERS):
            return _may_not()
        brought = read.file_for(actor, file)
        if brought is None:
            return Refused(LedgerRefusal.NOT_OUR_LEDGER, "没有这个回导文件。", "请重新上传。", "file")
        if read.is_taken(brought):
            return Refused(LedgerRefusal.ALREADY_APPLIED, "这个文件已经确认过了。", "要再改请重新导出。", "file")
        list(
            LoanNote.objects.select_for_update()
            .filter(number__in=_numbers(actor, brought, business_date))
            .order_by("id")
        )
        found = read.difference(actor, brought, business_date)
        if found.faults:
            first = found.faults[0]
            return Refused(
                LedgerRefusal.LINES_REFUSED,
                f"有 {len(found.faults)} 处不能接收,先是第 {first.line} 行「{first.title}」:{first.refused.reason}",
                "请按清单改正后重新上传;全部可收才会写入。",
                "file",
            )
        if not found.changes:
            return Refused(LedgerRefusal.NOTHING_CHANGED, "没有改动。", "请填写黄色的列后再上传。", "file")

        # After this line the changes must be taken.
        _write(actor, business_date, brought, found.changes)
        return {"file": file, "changes": len(found.changes)}

    return once(f"ledger/{actor.number}/{key}", {"verb": "take", "file": file}, act)


def _numbers(actor: Officer, brought: LedgerFile, day: date) -> list[str]:
    """The notes whose lines would change: locked before the difference that counts is reckoned."""
    return sorted({change.note for change in read.difference(actor, brought, day).changes})


def _write(actor: Officer, day: date, brought: LedgerFile, changes: tuple[Change, ...]) -> None:
    notes = {note.number: note for note in LoanNote.objects.filter(number__in=[change.note for change in changes])}
    now = clock.now()
    LedgerWord.objects.bulk_create(
        LedgerWord(
            note=notes[change.note], field=change.column.code, value=change.after, file=brought, actor=actor.number,
            business_date=day, recorded_at=now,
        )
        for change in changes
        if change.column.code != PLAN
    )  # fmt: skip
    for change in changes:
        if change.column.code == PLAN:
            write_plan(actor, day, notes[change.note], plan_of(change.after), "")
    LedgerTaken.objects.create(
        file=brought, changes=len(changes), actor=actor.number, business_date=day, recorded_at=now
    )
    told = [
        {"note": each.note, "field": each.column.code, "before": each.before, "after": each.after} for each in changes
    ]
    _trace(actor, day, "servicing.ledger_taken", brought, {"changes": told})


def _keep(actor: Officer, day: date, name: str, data: bytes) -> Any:
    return files.keep(
        actor=actor.number, business_date=day, name=name, chunks=[data], media_type=XLSX, limit=LIMIT
    )  # fmt: skip


def _file(
    actor: Officer, day: date, number: int, ledger: Ledger, kept: Any, lines: int, answers: LedgerFile | None
) -> LedgerFile:
    return LedgerFile.objects.create(
        pk=number,
        ledger=ledger,
        answers=answers,
        file=kept.pk,
        lines=lines,
        actor=actor.number,
        business_date=day,
        recorded_at=clock.now(),
    )


def _trace(actor: Officer, day: date, action: str, row: LedgerFile, after: Answer) -> None:
    audit.record(
        actor=actor.number,
        business_date=day,
        action=action,
        subject=f"ledger:{row.pk}",
        after={"ledger": row.ledger, **after},
    )


def _may_not() -> Refused:
    return Refused(LedgerRefusal.MAY_NOT_EDIT, "您的岗位不填写台账。", "请由管户客户经理或其负责人填写后回导。", "file")
