"""The loan book as a workbook. Text stays text: a cell that begins like a formula is not one."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal

import xlsxwriter
from django.utils.translation import gettext as _

from wuhua.web.labels import name_of
from wuhua.web.servicing.rows import HEADS, NoteRow


def workbook(rows: Iterable[NoteRow]) -> bytes:
    """One sheet, the columns of the page."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(_("贷款台账"))
    money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "yyyy-mm-dd"})
    share = book.add_format({"num_format": "0.00000"})
    sheet.write_row(0, 0, [_(title) for _key, title, _num in HEADS], book.add_format({"bold": True}))
    for at, row in enumerate(rows, start=1):
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
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 4, 18)
    sheet.set_column(5, 11, 14)
    book.close()
    return out.getvalue()
