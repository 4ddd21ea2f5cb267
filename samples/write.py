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

GB18030 = ("customers", "zones", "accounts", "tax", "rosters")
WITH_MARK = ("staff", "applications", "surveys", "registry", "court")
"""UTF-8 with a byte order mark, as Excel saves it."""
COMPACT = ("notes", "bills", "disbursements", "transactions")
"""Dates as 20180930, the way a core system dumps them."""
SLASHED = ("customers", "accounts", "agreements", "staff", "registry")
"""Dates as 2018/9/30, the way Excel shows them."""
IN_WORDS = ("wages",)
"""Months as 2018年9月."""
GROUPED = ("disbursements", "power")
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
    if kind is Kind.MONTH:
        return f"{value.year}年{value.month}月" if name in IN_WORDS else f"{value:%Y-%m}"
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
        held = list(rows)
        columns = list(zip(*held, strict=True)) or [()] * len(form.columns)
        main, total = form.main_amount, None
        plain = str if name in IN_EXCEL else _quoted
        cells = []
        for column, values in zip(form.columns, columns, strict=True):
            # A column says few things many times: each is put into words once.
            written = {value: plain(_cell(name, column.kind, value)) for value in set(values)}
            cells.append([written[value] for value in values])
            if column is main:
                total = sum(values)
        self._put(form, cells)
        self.totals.append((name, len(held), total))
        return len(held)

    def _put(self, form: FileFormat, cells: list[list[str]]) -> None:
        heads = [column.heading for column in form.columns]
        if form.name in IN_EXCEL:
            self._workbook(form, heads, [list(row) for row in zip(*cells, strict=True)])
            return
        lines = [",".join(map(_quoted, heads)), *map(",".join, zip(*cells, strict=True))]
        mark = b"\xef\xbb\xbf" if form.name in WITH_MARK else b""
        encoding = "gb18030" if form.name in GB18030 else "utf-8"
        (self.out / f"{form.name}.csv").write_bytes(mark + ("\r\n".join(lines) + "\r\n").encode(encoding))

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
