"""What the core made or took back by itself on the day it keeps the books: new notes, and reversals of payments.

Both are booked through servicing's own doors, so that a note told of is the note `disburse` would have made, and a payment
reversed is the counter's reversal. What cannot be booked is named with its reason and stands as a break in the evening.
"""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import transaction

from wuhua.areas.corelink import returned
from wuhua.areas.corelink.models import ReturnFile
from wuhua.areas.corelink.rules import CoreFileKind, LineOutcome, ReturnSource
from wuhua.areas.servicing import actions as servicing
from wuhua.bulk.corefiles import ours
from wuhua.bulk.corefiles.check import Arrived
from wuhua.bulk.dayend.load import connect
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.repayfile import write
from wuhua.bulk.repayfile.batch import Batch
from wuhua.core.refuse import Refused

SIGNED = ("customer", "account", "product", "method", "settlement", "day_count", "security")
"""What the core must say of a note it made, beside what every line has, before it can be one here."""
_WITH_DEFAULT = ("frequency_months", "penalty_uplift")
_UNSAID = "(核心文件未注明)"


def open_new(came: Arrived | None, day: date, actor: str) -> tuple[int, dict[str, str]]:
    """Notes the core paid out today and we have not: opened. Answers how many, and those that were not with the reason."""
    if came is None:
        return 0, {}
    with connect() as link:
        fresh = came.frame.join(ours.terms(link), on="note", how="anti").filter(pl.col("start") == day)
        owners = ours.owners(link)
    known = {row["account"]: row for row in owners.iter_rows(named=True)}
    left: dict[str, str] = {}
    told: list[servicing.NoteTerms] = []
    for row in fresh.sort("note").iter_rows(named=True):
        why = _unfit(row, known)
        if why:
            left[row["note"]] = why
        else:
            told.append(_terms(row, known[row["account"]]))
    if told:
        with transaction.atomic():
            refused = servicing.open_told(
                actor=actor, business_date=day, subject=f"corefile:{CoreFileKind.NOTES}/{day.isoformat()}", told=told
            )
        left |= {number: no.reason for number, no in refused.items()}
    return fresh.height - len(left), left


def _unfit(row: dict[str, object], known: dict[str, dict[str, object]]) -> str:
    """Why this line cannot be a note here, or nothing."""
    unsaid = [code for code in SIGNED if row[code] is None]
    if unsaid:
        return f"缺少要素:{'、'.join(unsaid)}"
    owner = known.get(str(row["account"]))
    if owner is None:
        return f"本系统没有客户 {row['customer']} 的账户 {row['account']}"
    if owner["customer"] != row["customer"]:
        return f"账户 {row['account']} 是客户 {owner['customer']} 的,不是 {row['customer']} 的"
    return ""


def _terms(row: dict[str, object], owner: dict[str, object]) -> servicing.NoteTerms:
    """As the core says; who manages it, for what and where, from the customer's file where it is silent."""
    said = {name: row[name] for name in _WITH_DEFAULT if row[name] is not None}
    mine = {name: row[name] or owner[name] for name in ("managing_rm", "industry", "region")}
    plain = {name: row[name] for name in ("contract", "amount", "rate", "maturity", "own_day", "instalment")}
    signed = {name: row[name] for name in SIGNED if name != "customer"}
    return servicing.NoteTerms(
        number=str(row["note"]),
        use=str(row["use"] or _UNSAID),
        compound_base_penalty=bool(row["compound_base_penalty"]),
        **{**plain, **signed, **mine, **said},  # type: ignore[arg-type]
    )


# --- reversals --------------------------------------------------------------------------------------------------------


def reverse(lines: pl.DataFrame, batch: Batch, file: ReturnFile, day: date, actor: str) -> None:
    """Each line takes back the payment it names, and is written down with what became of it. In the caller's transaction."""
    for row in lines.iter_rows(named=True):
        answer = _reversed(row, file, day, actor)
        if isinstance(answer, Refused):
            told = pl.DataFrame([{**row, "reason": answer.reason}])
            write.write_lines(batch, file, told, LineOutcome.REJECTED)
        else:
            told = pl.DataFrame([{**row, "receipt": answer["receipt"]}])
            write.write_lines(batch, file, told, LineOutcome.BOOKED)


def _reversed(row: dict[str, object], file: ReturnFile, day: date, actor: str) -> dict[str, object] | Refused:
    aim = returned.booked_line(ReturnSource.CORE, str(row["reverses"]))
    return servicing.reverse_told(
        actor=actor,
        business_date=day,
        key=f"file/{file.pk}/{row[LINE]}",
        note=str(row["note"]),
        receipt=0 if aim is None or aim.receipt is None else aim.receipt,
        amount=-int(str(row["amount"])),
        reason=f"核心冲正流水 {row['reverses']}",
    )
