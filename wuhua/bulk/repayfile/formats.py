"""代扣回盘文件, column by column: one place for reader, template and handbook."""

from __future__ import annotations

from wuhua.bulk.intake.form import Column, FileFormat, Kind

HANDBOOK = "docs/手册/代扣回盘.md"
SUCCESS, FAILED = "SUCCESS", "FAILED"
TOTALS = ("合计", "TOTAL")
"""What stands in the first column of the row of control totals, wherever in the file it is."""

RETURN = FileFormat(
    "debit_return",
    "代扣回盘",
    (
        Column("note", "信贷借据号", Kind.TEXT, True),
        Column("amount", "扣款金额", Kind.YUAN, True),
        Column("result", "扣款结果", Kind.CODE, True, (SUCCESS, FAILED)),
        Column("reason", "失败原因", Kind.TEXT),
        Column("reference", "银行流水号", Kind.TEXT, True),
        Column("day", "扣款日期", Kind.DAY, True),
        Column("count", "笔数", Kind.INT),
    ),
    ("reference",),
    handbook=HANDBOOK,
)
