"""A table of the folder as a frame of text columns, one per column of its format, beside the line each row stood on.

Nothing is interpreted here: a cell is what the bank wrote, trimmed. `cells` gives it a type.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from dataclasses import dataclass

import fastexcel
import polars as pl

from wuhua.bulk.intake.detect import Source, cut, decoded
from wuhua.bulk.intake.form import Column, Kind
from wuhua.bulk.intake.refusals import IntakeRefusal, refuse

LINE = "__line__"
NOTES_MARK = "※"
"""The row of the template that explains the columns starts with it and is no data."""

_RAW = "__raw__"
_WIDE = str.maketrans("()％*＊　", "()%   ")
_BLANKS = " \t\r\n\u3000\u00a0\ufeff"


@dataclass(frozen=True, slots=True)
class Table:
    """One file, read: `frame` holds `LINE` and a text column per known column; `ragged` the (line, fields) that do not
    fit the heading; `ends` whether the last line was ended; `checksum` BLAKE2b of the bytes."""

    source: Source
    frame: pl.DataFrame
    encoding: str
    checksum: str
    ragged: pl.DataFrame
    width: int
    ends: bool
    ignored: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.source.format.name


def read(source: Source) -> Table:
    """Read one table whole. Raises `Refuse` where it is no table, ends too early or lacks a required column."""
    raw = source.path.read_bytes()
    checksum = hashlib.blake2b(raw + (source.sheet or "").encode(), digest_size=32).hexdigest()
    if source.sheet is None:
        return _read_text(source, raw, checksum)
    return _read_sheet(source, checksum)


def _read_text(source: Source, raw: bytes, checksum: str) -> Table:
    text, encoding = decoded(raw, source.label)
    if b"\0" in text:
        raise cut(source.label, "文件中有空字节")
    if not text.strip():
        raise cut(source.label, "文件是空的")
    if text.count(b'"') % 2:
        raise cut(source.label, "引号不成对")
    head = text.split(b"\n", 1)[0]
    separator = "\t" if head.count(b"\t") > head.count(b",") else ","
    heads = next(csv.reader([head.decode().rstrip("\r")], delimiter=separator))
    lines = _lines(text)
    frame = (
        pl.read_csv(
            text,
            separator=separator,
            has_header=False,
            skip_rows=1,
            infer_schema=False,
            new_columns=None,
            schema={f"c{number}": pl.String for number in range(len(heads))},
            truncate_ragged_lines=True,
            missing_columns="insert",
        )
        if len(lines) > 1
        else pl.DataFrame(schema={f"c{number}": pl.String for number in range(len(heads))})
    )
    frame = _numbered(frame, lines)
    ragged = _ragged(text, lines, separator, len(heads), len(frame))
    ends = text.endswith((b"\n", b"\r"))
    if not ends and len(ragged) and ragged["fields"][-1] < len(heads) and ragged[LINE][-1] == _last_line(lines):
        raise cut(
            source.label, f"最后一行(第 {ragged[LINE][-1]} 行)只有 {ragged['fields'][-1]} 列,标题有 {len(heads)} 列"
        )
    return _table(source, frame, heads, encoding, checksum, ragged, ends)


def _lines(text: bytes) -> pl.Series:
    """The raw lines; quotes are not looked at."""
    return pl.read_csv(
        text,
        separator="\x01",
        quote_char=None,
        has_header=False,
        infer_schema=False,
        new_columns=[_RAW],
        truncate_ragged_lines=True,
    )[_RAW].str.strip_chars_end("\r")


def _last_line(lines: pl.Series) -> int:
    return len(lines)


def _numbered(frame: pl.DataFrame, lines: pl.Series) -> pl.DataFrame:
    """With the line number of each row: a line break inside a quoted cell pushes what follows down."""
    names = frame.columns
    numbered = frame.with_row_index(LINE, offset=2).with_columns(pl.col(LINE).cast(pl.Int64))
    if len(frame) + 1 != len(lines):
        inside = pl.sum_horizontal(pl.col(name).str.count_matches("\n").fill_null(0) for name in names).cast(pl.Int64)
        numbered = numbered.with_columns(pl.col(LINE) + inside.cum_sum() - inside)
    return numbered


def _ragged(text: bytes, lines: pl.Series, separator: str, width: int, rows: int) -> pl.DataFrame:
    """Lines with more or fewer fields than the heading; blank lines are none."""
    if rows + 1 != len(lines):  # line breaks inside cells: counted with the slow reader, which such a file seldom needs
        reader = csv.reader(io.StringIO(text.decode(), newline=""), delimiter=separator)
        found, start = [], 1
        for fields in reader:
            if fields and len(fields) != width:
                found.append((start, len(fields)))
            start = reader.line_num + 1
        return pl.DataFrame(found, schema={LINE: pl.Int64, "fields": pl.Int64}, orient="row")
    bare = (
        pl.when(pl.col(_RAW).str.contains('"', literal=True))
        .then(pl.col(_RAW).str.replace_all('"[^"]*"', ""))
        .otherwise(pl.col(_RAW))
    )
    return (
        lines.to_frame()
        .with_row_index(LINE, offset=1)
        .select(
            pl.col(LINE).cast(pl.Int64),
            (bare.str.count_matches(separator, literal=True) + 1).cast(pl.Int64).alias("fields"),
        )
        .filter(pl.col("fields") != width)
    )


def _read_sheet(source: Source, checksum: str) -> Table:
    try:
        sheet = fastexcel.read_excel(source.path).load_sheet(source.sheet or 0, header_row=None, dtypes="string")
        cells = sheet.to_polars()
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError) as error:
        raise refuse(
            IntakeRefusal.FILE_UNREADABLE,
            f"工作表「{source.label}」读不出来。",
            "请确认工作表第一行是标题,另存后重试。",
            source.label,
        ) from error
    if cells.is_empty():
        raise cut(source.label, "工作表是空的")
    heads = [head or "" for head in cells.row(0)]
    frame = cells.rename({old: f"c{number}" for number, old in enumerate(cells.columns)}).with_row_index(LINE, offset=1)
    frame = frame.with_columns(pl.col(LINE).cast(pl.Int64)).slice(1)
    none = pl.DataFrame(schema={LINE: pl.Int64, "fields": pl.Int64})
    return _table(source, frame, heads, "Excel", checksum, none, True)


def _table(
    source: Source,
    frame: pl.DataFrame,
    heads: list[str],
    encoding: str,
    checksum: str,
    ragged: pl.DataFrame,
    ends: bool,
) -> Table:
    places, ignored = _places(source, heads)
    texts = [_text_of(source, column, places.get(column.code)).alias(column.code) for column in source.format.columns]
    first = next(iter(places.values()))
    known = frame.filter(~pl.col(f"c{first}").fill_null("").str.starts_with(NOTES_MARK)).select(LINE, *texts)
    known = known.filter(~pl.all_horizontal(pl.col(column.code).is_null() for column in source.format.columns))
    return Table(source, known, encoding, checksum, ragged, len(heads), ends, ignored)


def _text_of(source: Source, column: Column, place: int | None) -> pl.Expr:
    if place is None:
        return pl.lit(None, dtype=pl.String)
    cell = pl.col(f"c{place}").str.strip_chars(_BLANKS)
    if source.sheet is not None and column.kind in (Kind.YUAN, Kind.PCT):
        # A workbook holds binary fractions: 12345678901.23 reads 12345678901.229999542. Its shortest text is meant.
        cell = (
            pl.when(cell.str.contains(r"^-?[0-9]+\.[0-9]{7,}$"))
            .then(cell.cast(pl.Float64, strict=False).cast(pl.String))
            .otherwise(cell)
        )
    return pl.when(cell == "").then(None).otherwise(cell)


def plain_heading(text: str) -> str:
    """A heading as it is compared: without spaces, stars and the breadth of brackets.

    >>> plain_heading(" 年利率％ *"), plain_heading("切换日(日终)")
    ('年利率%', '切换日(日终)')
    """
    return re.sub(r"\s", "", text.strip(_BLANKS).translate(_WIDE)).casefold()


def _places(source: Source, heads: list[str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """Which column of the file is which of the format's; refuses a missing required one and a heading twice."""
    by_heading = {
        plain_heading(name): column.code for column in source.format.columns for name in (column.code, column.heading)
    }
    places: dict[str, int] = {}
    ignored = []
    for place, head in enumerate(heads):
        code = by_heading.get(plain_heading(head))
        if code is None:
            ignored.extend([head] if head.strip() else [])
        elif code in places:
            raise refuse(
                IntakeRefusal.COLUMNS_MISSING,
                f"文件「{source.label}」中「{source.format.column(code).heading}」出现两次。",
                "请删除多余的一列。",
                code,
            )
        else:
            places[code] = place
    missing = [each for each in source.format.columns if each.required and each.code not in places]
    if missing or not places:
        names = "、".join(f"{each.heading}({each.code})" for each in missing)
        raise refuse(
            IntakeRefusal.COLUMNS_MISSING,
            f"文件「{source.label}」缺少必需的列:{names}。",
            f"请补上这些列后重新导出;列名用中文标题或代码均可,详见 {source.format.handbook}。",
            missing[0].code if missing else source.format.name,
        )
    return places, tuple(ignored)
