"""Rows to files: Chinese headings from `formats`, each file in the encoding and date style its system would write."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from samples.money import percent, yuan, yuan_grouped
from wuhua.bulk.intake.form import FileFormat, Kind
from wuhua.bulk.intake.formats import CONTROLS, FORMATS

GB18030 = ("customers", "zones", "accounts")
WITH_MARK = ("staff", "applications", "surveys")
"""UTF-8 with a byte order mark, as Excel saves it."""
COMPACT = ("notes", "bills", "disbursements")
"""Dates as 20180930, the way a core system dumps them."""
SLASHED = ("customers", "accounts", "agreements", "staff")
"""Dates as 2018/9/30, the way Excel shows them."""
GROUPED = ("disbursements",)
"""Amounts with thousands separators."""
IN_EXCEL = ("branches",)
CREATED = datetime(2018, 9, 29, 18, 0, 0)  # noqa: DTZ001  # a fixed mark inside the workbook, no clock


def _day(name: str, value: date) -> str:
    if name in COMPACT:
        return f"{value:%Y%m%d}"
    if name in SLASHED:
        return f"{value.year}/{value.month}/{value.day}"
    return value.isoformat()


def _cell(name: str, kind: Kind, value: Any) -> str:
    if value is None or value == "":
        return ""
    if kind is Kind.YUAN:
        return yuan_grouped(value) if name in GROUPED else yuan(value)
    if kind is Kind.PCT:
        return percent(value)
    if kind is Kind.DAY:
        return _day(name, value)
    if kind is Kind.TIME:
        return f"{value:%Y-%m-%d %H:%M}"
    if kind is Kind.FLAG:
        return "是" if value else "否"
    return str(value)


def _quoted(cell: str) -> str:
    if "," in cell or '"' in cell or "\n" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


class Writer:
    """Writes the files of one bank and remembers their control totals."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.totals: list[tuple[str, int, int | None]] = []
        self._formats = {each.name: each for each in FORMATS}
        out.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, rows: Iterable[Sequence[Any]]) -> int:
        """Write one file; a row holds the values of the format's columns in order."""
        form = self._formats[name]
        kinds = [column.kind for column in form.columns]
        main = form.main_amount
        place = next((n for n, column in enumerate(form.columns) if column is main), None)
        cells: list[list[str]] = []
        total = 0
        for row in rows:
            if place is not None:
                total += row[place]
            cells.append([_cell(name, kind, value) for kind, value in zip(kinds, row, strict=True)])
        self._put(form, cells)
        self.totals.append((name, len(cells), total if place is not None else None))
        return len(cells)

    def _put(self, form: FileFormat, cells: list[list[str]]) -> None:
        heads = [column.heading for column in form.columns]
        if form.name in IN_EXCEL:
            self._workbook(form, heads, cells)
            return
        text = "\r\n".join(",".join(map(_quoted, row)) for row in [heads, *cells]) + "\r\n"
        mark = b"\xef\xbb\xbf" if form.name in WITH_MARK else b""
        encoding = "gb18030" if form.name in GB18030 else "utf-8"
        (self.out / f"{form.name}.csv").write_bytes(mark + text.encode(encoding))

    def _workbook(self, form: FileFormat, heads: list[str], cells: list[list[str]]) -> None:
        held = io.BytesIO()
        book = xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_formulas": False})
        book.set_properties({"title": form.title, "created": CREATED})
        sheet = book.add_worksheet(form.title)
        bold = book.add_format({"bold": True})
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for line, row in enumerate(cells, 1):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(line, column, cell)
        book.close()
        (self.out / f"{form.name}.xlsx").write_bytes(held.getvalue())

    def controls(self) -> None:
        """控制总数.csv: per file the data rows and the sum of its main amount."""
        lines = [",".join(column.heading for column in CONTROLS.columns)]
        lines += [f"{name},{rows},{'' if total is None else yuan(total)}" for name, rows, total in self.totals]
        (self.out / f"{CONTROLS.title}.csv").write_bytes(("\r\n".join(lines) + "\r\n").encode())
