"""回款文件 of core firms: a file of the bank's days, brought whenever it is there, not at the cut-over (`bulk.receipts`)."""

from __future__ import annotations

from wuhua.bulk.intake.form import FileFormat, day, int_, text, yuan

RECEIPTS = FileFormat(
    "core_receipts",
    "核心企业回款",
    (
        text("receipt", "回单编号", True),
        text("firm", "核心企业编号", True),
        text("customer", "客户编号", True),
        yuan("amount", "回款金额", True),
        day("day", "到账日期", True),
        int_("count", "笔数"),
    ),
    ("receipt",),
)
