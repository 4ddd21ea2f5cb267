"""A ledger as a workbook, and back. Open columns are yellow, the others grey; text stays text however it begins."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import fastexcel
import xlsxwriter

from wuhua.areas.servicing.ledgers.rules import LEDGERS, NUMBER, PLAN, PLAN_NAMES, CellKind, Row, day_of
from wuhua.areas.servicing.words import Ledger, LedgerRefusal
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import workbooks

TITLES: Mapping[Ledger, str] = {
    Ledger.LOANS: "贷款台账",
    Ledger.MATURITIES: "到期台账",
    Ledger.ARREARS: "欠息台账",
    Ledger.WRITE_OFFS: "核销台账",
}
ABOUT, MARK = "说明", "导出编号"
FORMATS = {
    CellKind.TEXT: "@",
    CellKind.MONEY: "#,##0.00",
    CellKind.DAY: "yyyy-mm-dd",
    CellKind.COUNT: "0",
    CellKind.RATE: "0.00000",
}
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_ROWS_AT_MOST = 100_000


def write(ledger: Ledger, number: int, rows: Sequence[Row], told: str) -> bytes:
    """The ledger; its number stands on the second sheet, by which it is known again."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    sheet = book.add_worksheet(TITLES[ledger])
    for at, column in enumerate(LEDGERS[ledger]):
        shade = "#FFF8DC" if column.open else "#E3E7E5"
        head = book.add_format({"bold": True, "bg_color": shade, "border": 1, "text_wrap": True})
        look = book.add_format({"num_format": FORMATS[column.kind], **({"bg_color": "#FFFDF3"} if column.open else {})})
        sheet.set_column(at, at, column.width, look)
        sheet.write_string(0, at, column.title, head)
        for line, row in enumerate(rows, start=1):
            _put(sheet, line, at, column.kind, row.get(column.code, ""), look)
        if column.code == PLAN and rows:
            sheet.data_validation(1, at, len(rows), at, {"validate": "list", "source": list(PLAN_NAMES.values())})
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(LEDGERS[ledger]) - 1)
    about = book.add_worksheet(ABOUT)
    about.set_column(0, 1, 24)
    lines = [
        (MARK, str(number)),
        ("台账", TITLES[ledger]),
        ("导出", told),
        ("可以填写的列(黄色)", _open_titles(ledger)),
    ]
    for at, (name, text) in enumerate(lines):
        about.write_string(at, 0, name)
        about.write_string(at, 1, text)
    book.close()
    return out.getvalue()


def _open_titles(ledger: Ledger) -> str:
    return "、".join(column.title for column in LEDGERS[ledger] if column.open)


def _put(sheet: Any, line: int, at: int, kind: CellKind, text: str, look: Any) -> None:
    day = day_of(text) if kind is CellKind.DAY else None
    if not text:
        sheet.write_blank(line, at, None, look)
    elif kind in (CellKind.MONEY, CellKind.COUNT, CellKind.RATE):
        sheet.write_number(line, at, Decimal(text), look)
    elif day is not None:
        sheet.write_datetime(line, at, day, look)
    else:
        sheet.write_string(line, at, text, look)


def read(data: bytes) -> tuple[int, list[tuple[int, Row]], Ledger]:
    """The number a ledger was handed out under, and its lines by column code with their line in the file.

    Raises `Refuse` where the file is no ledger of ours.
    """
    workbooks.fits(data, "台账")
    try:
        book = fastexcel.read_excel(data)
        sheets = {name: _columns(book, name) for name in book.sheet_names}
    except (fastexcel.FastExcelError, ValueError, OSError) as fault:
        said = "这个文件打不开,不是 Excel 工作簿(.xlsx)。"
        raise _refuse(LedgerRefusal.NOT_A_WORKBOOK, said, "请上传从台账导出、填好后保存的文件。") from fault
    told = dict(zip(*sheets[ABOUT][:2], strict=True)) if len(sheets.get(ABOUT, [])) >= 2 else {}
    ledger = next((key for key, title in TITLES.items() if title in sheets), None)
    number = told.get(MARK, "")
    if ledger is None or not number.isdecimal():
        raise _refuse(
            LedgerRefusal.NOT_OUR_LEDGER,
            "这个工作簿不是从台账导出的,或「说明」工作表已被删去。",
            "请在导出的文件上填写。",
        )
    return int(number), _lines(ledger, sheets[TITLES[ledger]]), ledger


def _columns(book: Any, name: str) -> list[list[str]]:
    table = book.load_sheet(name, header_row=None, dtypes="string", n_rows=_ROWS_AT_MOST).to_arrow()
    return [[(cell or "").strip() for cell in column.to_pylist()] for column in table.columns]


def _lines(ledger: Ledger, columns: list[list[str]]) -> list[tuple[int, Row]]:
    heads = {column[0]: column for column in columns if column}
    missing = [column.title for column in LEDGERS[ledger] if column.title not in heads]
    if missing:
        raise _refuse(
            LedgerRefusal.COLUMN_MISSING,
            f"少了这些列:{'、'.join(missing)}。",
            "请不要删列或改列名,在导出的文件上填写。",
        )
    height = len(heads[NUMBER.title])
    found: list[tuple[int, Row]] = []
    for at in range(1, height):
        row = {column.code: plain(column.kind, heads[column.title][at]) for column in LEDGERS[ledger]}
        if any(row.values()):
            found.append((at + 1, row))
    return found


def plain(kind: CellKind, text: str) -> str:
    """A cell as it is compared: the same value written in another way is the same value.

    >>> plain(CellKind.MONEY, "1234567.8"), plain(CellKind.DAY, "2018/9/1"), plain(CellKind.TEXT, "=1+1")
    ('1234567.80', '2018-09-01', '=1+1')
    """
    if not text:
        return ""
    if kind is CellKind.DAY:
        day = day_of(text)
        return day.isoformat() if day else text
    try:
        if kind is CellKind.MONEY:
            return yuan(fen_of(text.replace(",", "")))
        if kind in (CellKind.COUNT, CellKind.RATE):
            return format(Decimal(text).normalize(), "f")
    except (Refuse, InvalidOperation):
        return text
    return text


def _refuse(name: LedgerRefusal, reason: str, next_step: str) -> Refuse:
    return Refuse(Refused(name, reason, next_step, "file"))
