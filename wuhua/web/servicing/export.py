"""The loan book as a workbook. Text stays text: a cell that begins like a formula is not one."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from wuhua.web.labels import name_of
from wuhua.web.servicing.rows import HEADS, NoteRow

LONGEST = 1_048_575
"""Rows below the heading that a sheet can hold; more go on to the next sheet."""
_OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def workbook(rows: Iterable[NoteRow]) -> bytes:
    """One sheet, the columns of the page."""
    out = io.BytesIO()
    _fill(xlsxwriter.Workbook(out, {"in_memory": True, **_OPTIONS}), rows)
    return out.getvalue()


def write(path: Path, rows: Iterable[NoteRow]) -> int:
    """The same into a file, row by row, so that a long book does not fill the memory; answers how many rows."""
    return _fill(xlsxwriter.Workbook(path, {"constant_memory": True, "tmpdir": str(path.parent), **_OPTIONS}), rows)


def _fill(book: Any, rows: Iterable[NoteRow]) -> int:
    formats = (
        book.add_format({"num_format": "#,##0.00"}),
        book.add_format({"num_format": "yyyy-mm-dd"}),
        book.add_format({"num_format": "0.00000"}),
    )
    bold, count = book.add_format({"bold": True}), 0
    sheet = _sheet(book, bold, 1)
    for count, row in enumerate(rows, start=1):
        at = (count - 1) % LONGEST + 1
        if count > 1 and at == 1:
            sheet = _sheet(book, bold, (count - 1) // LONGEST + 1)
        _line(sheet, at, row, *formats)
    book.close()
    return count


def _sheet(book: Any, bold: Any, number: int) -> Any:
    sheet = book.add_worksheet(_("贷款台账") if number == 1 else f"{_('贷款台账')} {number}")
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 4, 18)
    sheet.set_column(5, 11, 14)
    sheet.write_row(0, 0, [_(title) for _key, title, _num in HEADS], bold)
    return sheet


def _line(sheet: Any, at: int, row: NoteRow, money: Any, day: Any, share: Any) -> None:
    names = [row.number, row.customer_name, row.product_name, row.branch_name, row.rm_name]
    for column, text in enumerate(names):
        sheet.write_string(at, column, text)
    sheet.write_number(at, 5, Decimal(row.amount).scaleb(-2), money)
    sheet.write_number(at, 6, Decimal(row.balance).scaleb(-2), money)
    sheet.write_number(at, 7, Decimal(row.rate).scaleb(-5), share)
    sheet.write_datetime(at, 8, row.maturity, day)
    sheet.write_number(at, 9, row.overdue_days)
    sheet.write_string(at, 10, _(name_of("klass", row.klass)) if row.klass else "")
    sheet.write_string(at, 11, _(name_of("status", row.book_status)))
