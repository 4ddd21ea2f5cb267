"""The file read whole: its control totals, and every line that cannot be meant, with its reason.

A total that differs refuses the file: then nobody knows which line is wrong. A line that is wrong by itself is only left
out. What depends on the note is asked when its money is split (`split`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

import fastexcel
import polars as pl

from wuhua.bulk.intake.cells import WHY, typed
from wuhua.bulk.intake.check import duplicates, once_a_cell, ragged
from wuhua.bulk.intake.detect import CSV, EXCEL, UNPACKED, Source
from wuhua.bulk.intake.form import FileFormat
from wuhua.bulk.intake.read import LINE, Table, read
from wuhua.bulk.intake.refusals import IntakeRefusal
from wuhua.bulk.repayfile.formats import FAILED, RETURN, SUCCESS, TOTALS
from wuhua.bulk.repayfile.refusals import RepayFileRefusal, refuse
from wuhua.core.money import yuan
from wuhua.platform import workbooks

BAD = {LINE: pl.Int64, "column": pl.String, WHY: pl.String}


@dataclass(frozen=True, slots=True)
class Checked:
    """The file: `lines` as typed columns, `bad` as (LINE, column, WHY), one finding a cell. `total` in fen."""

    name: str
    digest: str
    encoding: str
    table: Table
    lines: pl.DataFrame
    bad: pl.DataFrame
    total: int

    @property
    def good(self) -> pl.DataFrame:
        """Money that came, on lines without a fault of their own."""
        return self._clean.filter(pl.col("result") == SUCCESS)

    @property
    def failed(self) -> pl.DataFrame:
        """Debits the bank could not make."""
        return self._clean.filter(pl.col("result") == FAILED)

    @property
    def _clean(self) -> pl.DataFrame:
        return self.lines.join(self.bad.select(LINE).unique(), on=LINE, how="anti", maintain_order="left")


def checked(path: Path, business_date: date, name: str = "") -> Checked:
    """Read and check. Raises `Refuse` where the file as a whole cannot be taken. `name` is what a person called it."""
    found = checked_as(RETURN, path, name, lambda lines: _sense(lines, business_date))
    return Checked(name or path.name, found.table.checksum, found.table.encoding, *found)


class Whole(NamedTuple):
    """A file of one format with its own row of totals: as in `Checked`."""

    table: Table
    lines: pl.DataFrame
    bad: pl.DataFrame
    total: int


def checked_as(
    format_: FileFormat, path: Path, name: str, sense: Callable[[pl.DataFrame], Iterable[pl.DataFrame]]
) -> Whole:
    """Any file whose first column may say 合计. `sense` finds what is wrong with lines that can be read."""
    table, first_column = read(_source(path, format_)), format_.columns[0].code
    first = pl.col(first_column).fill_null("").str.to_uppercase().is_in(TOTALS)
    totals = table.frame.filter(first)
    if len(totals) != 1:
        raise refuse(
            RepayFileRefusal.TOTALS_MISSING,
            f"文件「{name or path.name}」应有且只有一行合计,现有 {len(totals)} 行。",
            f"请让银行在首行或末行写明合计:第一列写「合计」,并填写{format_.column('amount').heading}合计与笔数。",
            first_column,
        )
    rows = table.frame.filter(~first)
    lines, bad = typed(format_, rows)
    total = _held(format_, name or path.name, totals, lines)
    found = [_fit(table, totals[LINE][0]), bad, duplicates(format_, lines), *sense(lines)]
    every = pl.concat([pl.DataFrame(schema=BAD), *(each.select(list(BAD)).cast(BAD) for each in found)])  # type: ignore[arg-type]
    return Whole(table, lines.drop("count"), once_a_cell(every), total)


def _source(path: Path, format_: FileFormat) -> Source:
    if not path.is_file():
        raise refuse(RepayFileRefusal.NO_SUCH_FILE, f"没有文件「{path}」。", "请核对路径后重试。", "file")
    suffix = path.suffix.casefold()
    if suffix in CSV:
        return Source(format_, path)
    if suffix not in EXCEL:
        raise refuse(
            RepayFileRefusal.NOT_A_TABLE,
            f"「{path.name}」不是 CSV 或 Excel 文件。",
            "请让银行导出 CSV、TXT 或 XLSX。",
            "file",
        )
    workbooks.fits(path, path.name, UNPACKED)
    try:
        sheets = fastexcel.read_excel(path).sheet_names
    except fastexcel.FastExcelError as error:
        raise refuse(
            IntakeRefusal.FILE_UNREADABLE, f"工作簿「{path.name}」打不开。", "请用 Excel 或 WPS 打开确认后重新导出。"
        ) from error
    return Source(format_, path, format_.title if format_.title in sheets else sheets[0])


def _held(format_: FileFormat, name: str, totals: pl.DataFrame, lines: pl.DataFrame) -> int:
    """The sum of all lines in fen; refuses where it or their number is not what the file itself says."""
    said, _ = typed(format_, totals)
    rows, total = said["count"][0], said["amount"][0]
    summed = int(lines["amount"].sum() or 0)
    differences = []
    if rows != len(lines):
        differences.append(f"笔数合计写 {'(空)' if rows is None else rows},实有 {len(lines)} 行")
    if total != summed:
        differences.append(f"金额合计写 {'(空)' if total is None else yuan(total)} 元,逐行相加 {yuan(summed)} 元")
    if differences:
        raise refuse(
            IntakeRefusal.CONTROL_TOTALS_DIFFER,
            f"文件「{name}」与自己的合计不符:{';'.join(differences)}。",
            "文件可能没有传完或被改动,请向银行重新索取;没有任何数据被写入。",
            "amount",
        )
    return summed


def _fit(table: Table, totals: int) -> pl.DataFrame:
    """Lines of another width than the heading; the row of totals may be short."""
    return ragged(table).filter(pl.col(LINE) != totals)


def _sense(lines: pl.DataFrame, business_date: date) -> list[pl.DataFrame]:
    failed = pl.col("result") == FAILED
    return broken(
        lines,
        ("amount", pl.col("amount") <= 0, "扣款金额应大于零"),
        ("reason", failed & pl.col("reason").is_null(), "扣款失败必须写明原因"),
        ("day", pl.col("day") > business_date, f"扣款日期晚于营业日期 {business_date}"),
    )


def broken(lines: pl.DataFrame, *rules: tuple[str, pl.Expr, str]) -> list[pl.DataFrame]:
    """Lines on which a rule (column, what is wrong, why) does not hold."""
    return [
        lines.filter(wrong.fill_null(False)).select(LINE, pl.lit(column).alias("column"), pl.lit(why).alias(WHY))
        for column, wrong, why in rules
    ]
