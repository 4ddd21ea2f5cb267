"""Books a file of receipts line by line, each once by its number; what cannot be booked is named and left out.

A total that differs refuses the file. A start that was killed is taken up by the same file again: what is booked stays so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from django.db import transaction

from wuhua.areas.backing import actions, read
from wuhua.areas.backing.rules import may_pay
from wuhua.areas.compliance import read as compliance
from wuhua.areas.people.rules import Officer
from wuhua.bulk.intake.formats import RECEIPTS
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.intake.refusals import Reject
from wuhua.bulk.repayfile.check import Whole, broken, checked_as
from wuhua.core.money import grouped, yuan
from wuhua.core.refuse import Refuse, Refused

NO_COLUMN = "receipt"
"""A refusal that names no column of the file is shown beside the receipt's number."""
_COLUMN = {"code": "firm", "partner": "firm", "number": "customer"}
"""How the verb's fields are called in the file."""


@dataclass(slots=True)
class Taken:
    """What became of a file: lines booked now and before, their fen, and what is left out."""

    name: str
    rows: int
    total: int
    dry_run: bool
    booked: int = 0
    booked_fen: int = 0
    already: int = 0
    rejects: list[Reject] = field(default_factory=list)

    @property
    def bad(self) -> int:
        """Lines left out."""
        return len({each.line for each in self.rejects})

    @property
    def sentence(self) -> str:
        """The outcome for people."""
        done = "可入账" if self.dry_run else "入账"
        return (
            f"「{self.name}」{self.rows} 笔 {grouped(self.total)} 元:{done} {self.booked} 笔 {grouped(self.booked_fen)} 元,"
            f"以前已入账 {self.already} 笔,有误未入账 {self.bad} 笔。"
        )

    def as_dict(self) -> dict[str, Any]:
        """For JSON; amounts are text in yuan."""
        return {
            "file": self.name, "rows": self.rows, "total": yuan(self.total), "dry_run": self.dry_run,
            "booked": self.booked, "booked_amount": yuan(self.booked_fen), "already": self.already,
            "rejects": [each.as_dict() for each in self.rejects],
        }  # fmt: skip


def take(path: Path, *, actor: Officer, business_date: date, dry_run: bool = False, name: str = "") -> Taken | Refused:
    """Take a file of receipts. A trial books nothing. The same file again changes nothing."""
    refused = may_pay(actor) or compliance.counter(business_date)
    if refused is not None:
        return refused
    try:
        found = checked_as(RECEIPTS, path, name, lambda lines: _sense(lines, business_date))
    except Refuse as no:
        return no.refused
    taken = Taken(name or path.name, len(found.lines), found.total, dry_run)
    bad = [_reject(found, *row) for row in found.bad.sort(LINE).iter_rows()]
    good = found.lines.join(found.bad.select(LINE).unique(), on=LINE, how="anti", maintain_order="left")
    before = read.swept(good["receipt"].to_list())
    for row in good.iter_rows(named=True):
        answer = _booked(row, actor, business_date, dry_run)
        if isinstance(answer, Refused):
            column = _COLUMN.get(answer.field or "", answer.field or NO_COLUMN)
            bad.append(_reject(found, row[LINE], column if column in row else NO_COLUMN, answer.reason))
        elif row["receipt"] in before:
            taken.already += 1
        else:
            taken.booked, taken.booked_fen = taken.booked + 1, taken.booked_fen + row["amount"]
    taken.rejects = sorted(bad, key=lambda each: each.line)
    return taken


def _sense(lines: pl.DataFrame, business_date: date) -> list[pl.DataFrame]:
    return broken(
        lines,
        ("amount", pl.col("amount") <= 0, "回款金额应大于零"),
        ("day", pl.col("day") > business_date, f"到账日期晚于营业日期 {business_date}"),
    )


def _booked(row: dict[str, Any], actor: Officer, day: date, dry_run: bool) -> dict[str, Any] | Refused:
    with transaction.atomic():
        answer = actions.sweep_receipt(
            actor=actor, business_date=day, receipt=row["receipt"], code=row["firm"], customer=row["customer"],
            amount=row["amount"],
        )  # fmt: skip
        transaction.set_rollback(dry_run)
        return answer


def _reject(found: Whole, line: int, column: str, why: str) -> Reject:
    cells = found.table.frame.filter(pl.col(LINE) == line)
    known = next((each for each in RECEIPTS.columns if each.code == column), None)
    value = str(cells[column][0] or "") if known and len(cells) else ""
    return Reject(RECEIPTS.name, line, known.heading if known else "整行", value, why)
