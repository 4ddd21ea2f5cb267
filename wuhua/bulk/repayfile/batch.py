"""A file of repayments on its way in, whoever wrote it, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import polars as pl

from wuhua.areas.corelink.returned import Counted
from wuhua.areas.corelink.rules import LineOutcome, ReturnSource
from wuhua.areas.servicing.rules import Over
from wuhua.bulk.intake.cells import WHY
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.intake.refusals import Reject
from wuhua.core.money import grouped, yuan

LINES = {LINE: pl.Int64, "note": pl.String, "amount": pl.Int64, "reference": pl.String, "day": pl.Date}
"""A payment that came: what `split` and the long way are fed with."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`every` line of the file as it was read (LINES, `reason`), `good` those where money came (LINES), `failed` those the
    bank could not debit (LINE), and `bad` what is wrong with the rest (LINE, column, WHY). `total` in fen."""

    source: ReturnSource
    name: str
    digest: str
    content: bytes
    every: pl.DataFrame
    good: pl.DataFrame
    failed: pl.DataFrame
    bad: pl.DataFrame
    total: int
    apart: int = 0
    """Lines of the file besides `every`, which the caller's `before` books and writes down."""

    @property
    def over(self) -> Over:
        """A bank pays us; the core has taken it from the borrower's account."""
        return Over.COUNTER if self.source is ReturnSource.BANK else Over.ACCOUNT

    @property
    def early_too(self) -> bool:
        """What the core took beyond the bills was an early repayment; a bank was asked for what is due."""
        return self.source is ReturnSource.CORE


@dataclass
class Taken:
    """What a file did, or in a trial would do. `already`: it was taken before, and nothing changed."""

    number: int | None
    name: str
    rows: int
    total: int
    already: bool = False
    dry_run: bool = False
    singly: int = 0
    counts: dict[LineOutcome, Counted] = field(default_factory=dict)
    bad: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(schema={LINE: pl.Int64, "column": pl.String, WHY: pl.String})
    )
    rejects: tuple[Reject, ...] = ()
    written: tuple[str, ...] = ()

    def of(self, outcome: LineOutcome) -> Counted:
        return self.counts.get(outcome, Counted())

    @property
    def sentence(self) -> str:
        """The outcome for people."""
        booked, failed, rejected = (self.of(each) for each in LineOutcome)
        told = (
            f"{booked.lines:,} 笔 {grouped(booked.amount)} 元,银行扣款失败 {failed.lines:,} 笔,"
            f"未入账 {rejected.lines:,} 笔"
        )
        if self.already:
            return f"文件「{self.name}」以前已入账(第 {self.number} 号),这次没有任何变动。当时入账 {told}。"
        return f"文件「{self.name}」{'试算:将入账' if self.dry_run else '入账'} {told}。"

    def as_dict(self) -> dict[str, Any]:
        """For JSON; amounts are text in yuan."""
        return {
            "file": self.number,
            "name": self.name,
            "rows": self.rows,
            "total": yuan(self.total),
            "already": self.already,
            "dry_run": self.dry_run,
            "singly": self.singly,
            **{
                each.value.lower(): {"lines": self.of(each).lines, "amount": yuan(self.of(each).amount)}
                for each in LineOutcome
            },
            "rejects": [each.as_dict() for each in self.rejects],
            "reject_files": list(self.written),
            "sentence": self.sentence,
        }
