"""A report as an Excel workbook: numbers stay numbers, text stays text even when it begins like a formula."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

from wuhua.areas.reporting.rules import NOTHING, Cell, CellKind, Report, Sheet
from wuhua.core.money import half_up, yuan

_FORMATS = {
    CellKind.COUNT: "#,##0",
    CellKind.YUAN: "#,##0.00",
    CellKind.PCT: '0.00"%"',
    CellKind.DAY: "yyyy-mm-dd",
}
_YES = {True: "达标", False: "未达标"}
_FEN_PER_WAN = 1_000_000


def workbook(report: Report) -> bytes:
    """The report as the bytes of an .xlsx file, the same bytes every time for the same figures."""
    sink = BytesIO()
    book = xlsxwriter.Workbook(
        sink, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    book.set_properties(
        {"title": report.name.label, "created": datetime(report.day.year, report.day.month, report.day.day)}  # noqa: DTZ001
    )
    styles = _styles(book)
    for sheet in report.sheets:
        _write_sheet(book, report, sheet, styles)
    book.close()
    return sink.getvalue()


def write(report: Report, path: Path) -> None:
    """The workbook as a file, whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(workbook(report))
    part.replace(path)


def _styles(book: Any) -> dict[str, Any]:
    base = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
    styles = {kind.value: book.add_format(base | {"border": 1, "num_format": form}) for kind, form in _FORMATS.items()}
    styles["TEXT"] = book.add_format(base | {"border": 1, "num_format": "@", "text_wrap": True})
    styles["head"] = book.add_format(
        base | {"border": 1, "bold": True, "bg_color": "#E8EEF4", "align": "center", "text_wrap": True}
    )
    styles["title"] = book.add_format(base | {"bold": True, "font_size": 14})
    styles["plain"] = book.add_format(base)
    return styles


def _write_sheet(book: Any, report: Report, sheet: Sheet, styles: dict[str, Any]) -> None:
    page = book.add_worksheet(sheet.title[:31])
    unit = "万元" if sheet.in_wan else "元"
    page.write_string(0, 0, f"{report.name.label} — {sheet.title}", styles["title"])
    page.write_string(1, 0, f"数据日期:{report.day}  金额单位:人民币{unit}  依据:{report.source}", styles["plain"])
    for at, heading in enumerate(sheet.headings):
        page.write_string(2, at, heading.title, styles["head"])
        page.set_column(at, at, _width(sheet, at))
    for line, row in enumerate(sheet.rows, start=3):
        for at, (heading, cell) in enumerate(zip(sheet.headings, row, strict=True)):
            _write_cell(page, (line, at), cell, heading.kind, styles, sheet.in_wan)
    for line, note in enumerate(sheet.notes, start=3 + len(sheet.rows) + 1):
        page.write_string(line, 0, note, styles["plain"])
    page.freeze_panes(3, 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(2)


def _write_cell(
    page: Any, at: tuple[int, int], cell: Cell, kind: CellKind, styles: dict[str, Any], in_wan: bool
) -> None:
    style = styles[kind.value]
    if cell is None:
        page.write_string(*at, NOTHING, style)
    elif isinstance(cell, bool):
        page.write_string(*at, _YES[cell], styles["TEXT"])
    elif isinstance(cell, date):
        page.write_datetime(*at, datetime(cell.year, cell.month, cell.day), styles["DAY"])  # noqa: DTZ001
    elif isinstance(cell, int):
        if kind is CellKind.YUAN:
            fen = half_up(cell * 100, _FEN_PER_WAN) if in_wan else cell
            page.write_number(*at, Decimal(yuan(fen)), style)
        else:
            page.write_number(*at, cell, style)
    elif kind is CellKind.PCT and cell != NOTHING:
        page.write_number(*at, Decimal(cell), style)
    else:
        page.write_string(*at, cell, styles["TEXT"])


def _width(sheet: Sheet, at: int) -> int:
    """Wide enough for heading and cells, a Chinese character counting two."""
    shown = [sheet.headings[at].title, *(str(row[at]) for row in sheet.rows[:200])]
    widest = max(sum(2 if ord(letter) > 255 else 1 for letter in text) for text in shown)
    return min(48, max(10, widest + 3))
