"""Text cells become columns of whole fen, whole 10⁻⁷, days and words; what cannot is named with its reason.

Set-based throughout: each column is two expressions, its value and why it is refused (null = it is not).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from wuhua.bulk.intake import words
from wuhua.bulk.intake.form import Column, FileFormat, Kind
from wuhua.bulk.intake.read import LINE
from wuhua.core.money import LIMIT_FEN

WHY = "__why__"
_VALUE = "__value__"

_AMOUNT = r"^[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.[0-9]+)?$"
_PERCENT = r"^[+-]?[0-9]+(\.[0-9]+)?%?$"
_WHOLE = r"^[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)(\.0+)?$"
_DAY = r"^(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{4})/(\d{1,2})/(\d{1,2})|(\d{4})(\d{2})(\d{2}))(?:[ T]00:00(?::00)?)?$"
_TIME = r"^(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?$"
_MONTH = r"^(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月|(\d{2}))(?:[-/]0?1(?:[ T]00:00(?::00)?)?)?$"
_YES = ("是", "Y", "y", "1", "TRUE", "true", "True", "√")
_NO = ("否", "N", "n", "0", "FALSE", "false", "False", "×")


@dataclass(frozen=True, slots=True)
class Cell:
    """One column read: `value` of its type, and `why` it is refused (null where it is not)."""

    value: pl.Expr
    why: pl.Expr


def typed(format_: FileFormat, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The typed frame and the bad cells as (LINE, column, WHY). A bad cell is null in the typed frame."""
    read = {column.code: _read(column, frame.select(column.code)) for column in format_.columns}
    lines = frame.select(LINE)
    bad = [
        lines.with_columns(pl.lit(code).alias("column"), cells[WHY]).filter(pl.col(WHY).is_not_null())
        for code, cells in read.items()
        if cells[WHY].null_count() < len(cells)
    ]
    return lines.with_columns(cells[_VALUE].alias(code) for code, cells in read.items()), pl.concat(
        [no_rejects(), *bad]
    )


def _read(column: Column, cells: pl.DataFrame) -> pl.DataFrame:
    """The column as (_VALUE, WHY). A day, a code or an amount stands on many lines: each spelling is read once."""
    cell = cell_of(column)
    two = (cell.value.alias(_VALUE), cell.why.alias(WHY))
    if column.kind is Kind.TEXT:
        return cells.select(two)
    spelt = cells.unique().with_columns(two)
    return cells.join(spelt, on=column.code, how="left", nulls_equal=True, maintain_order="left").select(_VALUE, WHY)


def no_rejects() -> pl.DataFrame:
    """An empty list of bad cells."""
    return pl.DataFrame(schema={LINE: pl.Int64, "column": pl.String, WHY: pl.String})


def cell_of(column: Column) -> Cell:
    """How the column is read."""
    text = pl.col(column.code)
    value, why = _READERS[column.kind](column, text)
    if column.required:
        why = pl.when(text.is_null()).then(pl.lit("必填项为空")).otherwise(why)
    return Cell(value, why)


def _text(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    return text, pl.when(text.str.len_bytes() > 4000).then(pl.lit("文字过长")).otherwise(None)


def _code(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    known = words.codes_by_word(column)
    value = text.replace_strict(list(known), list(known.values()), default=None, return_dtype=pl.String)
    named = "、".join(code if words.word(code) == code else f"{code}({words.word(code)})" for code in column.choices)
    return value, _because(text, value, pl.lit(f"应为:{named}"))


def _because(text: pl.Expr, value: pl.Expr, why: pl.Expr) -> pl.Expr:
    return pl.when(text.is_not_null() & value.is_null()).then(why).otherwise(None)


def _scaled(text: pl.Expr, shape: str, places: int) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """A decimal as a whole number of 10^-places: value, whether it is one, whether it is finer than that."""
    plain = text.str.replace_all("，", ",", literal=True)
    right = plain.str.contains(shape)
    bare = plain.str.replace_all(",", "", literal=True).str.strip_chars_end("%").str.strip_chars_start("+-")
    parts = bare.str.split_exact(".", 1)
    whole = parts.struct.field("field_0").str.strip_chars_start("0")
    part = parts.struct.field("field_1").fill_null("").str.strip_chars_end("0")
    digits = (whole + part.str.pad_end(places, "0")).str.zfill(1)
    # Eighteen digits are more than any limit, and the most Int64 surely holds.
    size = pl.when(digits.str.len_bytes() > 18).then(pl.lit("9" * 18)).otherwise(digits).cast(pl.Int64, strict=False)
    value = pl.when(plain.str.starts_with("-")).then(-size).otherwise(size)
    return value, right, part.str.len_bytes() > places


def _yuan(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    value, right, finer = _scaled(text, _AMOUNT, 2)
    why = (
        pl.when(~right).then(pl.lit("不是金额(以元为单位,例如 1234.50)"))
        .when(finer).then(pl.lit("金额精确到了分以下"))
        .when(value < 0).then(pl.lit("金额为负"))
        .when(value > LIMIT_FEN).then(pl.lit("金额超过一千亿元"))
        .otherwise(None)
    )  # fmt: skip
    return pl.when(why.is_null()).then(value).otherwise(None), why


def _pct(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    value, right, finer = _scaled(text, _PERCENT, 5)
    why = (
        pl.when(~right).then(pl.lit("不是百分数(例如 7.2)"))
        .when(finer).then(pl.lit("利率超过五位小数"))
        .when(value < 0).then(pl.lit("利率为负"))
        .when(value > 10_000_000).then(pl.lit("利率超过 100%"))
        .otherwise(None)
    )  # fmt: skip
    return pl.when(why.is_null()).then(value).otherwise(None), why


def _int(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    value, right, finer = _scaled(text, _WHOLE, 0)
    why = (
        pl.when(~right | finer).then(pl.lit("不是整数"))
        .when(value < 0).then(pl.lit("数量为负"))
        .when(value >= 10**17).then(pl.lit("数字过大"))
        .otherwise(None)
    )  # fmt: skip
    return pl.when(why.is_null()).then(value).otherwise(None), why


def _day(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    found = text.str.extract_groups(_DAY)
    field = [found.struct.field(str(number)) for number in range(1, 10)]
    year, month, day = (pl.coalesce(field[place::3]) for place in range(3))
    written = year + "-" + month.str.zfill(2) + "-" + day.str.zfill(2)
    value = written.str.to_date("%Y-%m-%d", strict=False)
    # A year such as 0218 is a slip, and no day of a loan book lies outside these two centuries.
    value = pl.when(value.dt.year().is_between(1900, 2100)).then(value).otherwise(None)
    shape = pl.when(year.is_null()).then(pl.lit("不是日期(例如 2018-09-30)")).otherwise(pl.lit("没有这一天"))
    return value, _because(text, value, shape)


def _month(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Stored as 2018-09, however written. A spreadsheet makes the first of the month of it, and that is meant too."""
    found = text.str.extract_groups(_MONTH)
    year = found.struct.field("1")
    written = year + "-" + pl.coalesce(found.struct.field(str(place)) for place in (2, 3, 4)).str.zfill(2)
    first = (written + "-01").str.to_date("%Y-%m-%d", strict=False)
    value = pl.when(first.dt.year().is_between(1900, 2100)).then(written).otherwise(None)
    shape = pl.when(year.is_null()).then(pl.lit("不是月份(例如 2018-09)")).otherwise(pl.lit("没有这个月份"))
    return value, _because(text, value, shape)


def _time(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    found = text.str.extract_groups(_TIME)
    year, month, day, hour, minute, second = (found.struct.field(str(number)) for number in range(1, 7))
    written = pl.concat_str(
        year, month.str.zfill(2), day.str.zfill(2), hour.str.zfill(2), minute, second.fill_null("00"), separator=" "
    )
    value = written.str.to_datetime("%Y %m %d %H %M %S", strict=False, time_unit="us")
    value = pl.when(value.dt.year().is_between(1900, 2100)).then(value).otherwise(None)
    shape = pl.when(year.is_null()).then(pl.lit("不是时间(例如 2018-09-30 14:05)")).otherwise(pl.lit("没有这一刻"))
    return value, _because(text, value, shape)


def _flag(column: Column, text: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    value = pl.when(text.is_in(_YES)).then(True).when(text.is_in(_NO)).then(False).otherwise(None)
    return value, _because(text, value, pl.lit("应为 是 或 否"))


_READERS = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.YUAN: _yuan,
    Kind.PCT: _pct,
    Kind.INT: _int,
    Kind.DAY: _day,
    Kind.MONTH: _month,
    Kind.TIME: _time,
    Kind.FLAG: _flag,
}


def written(value: pl.Expr, cell: Kind) -> pl.Expr:
    """A cell as a file would write it: amounts in yuan, rates in percent, days with dashes."""
    if cell is Kind.YUAN:
        return _places_of(value, 100, 2)
    if cell is Kind.PCT:
        return _places_of(value, 100_000, 5)
    return value.cast(pl.String)


def _places_of(value: pl.Expr, unit: int, places: int) -> pl.Expr:
    size = value.cast(pl.Int64).abs()
    digits = (size // unit).cast(pl.String) + "." + (size % unit).cast(pl.String).str.zfill(places)
    return pl.when(value < 0).then("-" + digits).otherwise(digits)
