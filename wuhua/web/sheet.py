"""A list as a workbook. Text stays text: a cell that begins like a formula is not one, also after somebody edited it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its heading, what its cells are (text, money in fen, day, count), how wide it stands."""

    title: str
    kind: str = "text"
    width: int = 14


def workbook(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a heading that stays in sight."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, OPTIONS)
    looks = formats(book)
    sheet = book.add_worksheet(name)
    for at, column in enumerate(columns):
        sheet.set_column(at, at, column.width, looks[column.kind])
        sheet.write_string(0, at, column.title, looks["head"])
    for line, row in enumerate(rows, start=1):
        for at, (column, value) in enumerate(zip(columns, row, strict=True)):
            cell(sheet, line, at, column.kind, value, looks)
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()


def formats(book: Any) -> dict[str, Any]:
    """How each kind of cell looks. Text has the format of text, so that a spreadsheet program leaves it as it is typed."""
    return {
        "head": book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "bg_color": "#E8EEEB", "border": 1}
        ),
        "text": book.add_format({"num_format": "@"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
        "count": book.add_format({"num_format": "0"}),
        "rate": book.add_format({"num_format": "0.00000"}),
    }


def cell(sheet: Any, line: int, at: int, kind: str, value: Any, looks: dict[str, Any], look: Any = None) -> None:
    """One cell. Unknown is empty, never nought."""
    look = look or looks[kind]
    if value is None or value == "":
        sheet.write_blank(line, at, None, look)
    elif kind == "money":
        sheet.write_number(line, at, Decimal(value).scaleb(-2), look)
    elif kind == "rate":
        sheet.write_number(line, at, Decimal(value).scaleb(-5), look)
    elif kind == "day" and isinstance(value, date):
        sheet.write_datetime(line, at, value, look)
    elif kind == "count":
        sheet.write_number(line, at, value, look)
    else:
        sheet.write_string(line, at, str(value), look)


def answer(data: bytes, name: str) -> HttpResponse:
    """The workbook as a download under a plain name."""
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}.xlsx"'})
