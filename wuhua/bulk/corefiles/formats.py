"""The files between the core and this system, column by column: one place for reader, writer, sample and handbook.

Written as the files of the cut-over are (`intake.form`): Chinese headings or code names, dates and amounts in the same
forms. Unknown is empty and is compared with nothing; only a written nought is nought.
"""

from __future__ import annotations

from dataclasses import replace

from wuhua.areas.corelink.rules import CoreFileKind
from wuhua.bulk.intake import formats as intake
from wuhua.bulk.intake.form import Column, FileFormat, Kind

HANDBOOK = "docs/手册/核心对接.md"
STATUSES = ("NORMAL", "OVERDUE", "NON_ACCRUAL", "WRITTEN_OFF")
RESULTS = ("CONFIRMED", "FAILED", "UNKNOWN")


def _text(code: str, heading: str, required: bool = False, *choices: str) -> Column:
    return Column(code, heading, Kind.CODE if choices else Kind.TEXT, required, choices)


def _yuan(code: str, heading: str, required: bool = False) -> Column:
    return Column(code, heading, Kind.YUAN, required)


def _day(code: str, heading: str, required: bool = False) -> Column:
    return Column(code, heading, Kind.DAY, required)


def _format(kind: CoreFileKind, title: str, columns: tuple[Column, ...], *key: str) -> FileFormat:
    return FileFormat(kind.value, title, columns, key, handbook=HANDBOOK)


_INTAKE = {each.code: each for each in intake.format_of("notes").columns}
SIGNED: tuple[Column, ...] = (
    *(
        replace(_INTAKE[code], required=False)
        for code in (
            "customer", "account", "product", "method", "settlement", "own_day", "frequency_months", "day_count",
            "instalment", "penalty_uplift", "security", "managing_rm", "use", "industry", "region",
        )
    ),
    Column("compound_base_penalty", "罚息计复利", Kind.FLAG),
)  # fmt: skip
"""What a note that the core made must say before it can be one here; written as at the cut-over. Empty on the others."""

TO_MAKE: tuple[Column, ...] = (
    Column("rate", "年利率%", Kind.PCT),
    Column("maturity", "到期日期", Kind.DAY),
    *(each for each in SIGNED if each.code not in ("customer", "account")),
)
"""What an instruction says of a note that the core is to make (LEDGER_MASTER = CORE). Empty where the note is ours already."""

# --- in: what the core says of the close of a day --------------------------------------------------------------------

IN: tuple[FileFormat, ...] = (
    _format(
        CoreFileKind.CUSTOMERS,
        "核心客户",
        (_text("customer", "客户统一编号", True), _text("name", "客户名称"), _text("branch", "内部机构号")),
        "customer",
    ),
    _format(
        CoreFileKind.CONTRACTS,
        "核心合同",
        (
            _text("contract", "信贷合同号", True),
            _text("customer", "客户统一编号", True),
            _yuan("balance", "合同项下余额", True),
            _text("branch", "内部机构号"),
        ),
        "contract",
    ),
    _format(
        CoreFileKind.NOTES,
        "核心借据",
        (
            _text("note", "信贷借据号", True),
            _text("contract", "信贷合同号", True),
            _text("branch", "内部机构号"),
            _yuan("amount", "贷款金额", True),
            Column("rate", "年利率%", Kind.PCT, True),
            _day("start", "发放日期", True),
            _day("maturity", "到期日期", True),
            *SIGNED,
            _text("reference", "放款指令号"),
        ),
        "note",
    ),
    _format(
        CoreFileKind.BALANCES,
        "核心贷款余额",
        (
            _text("note", "信贷借据号", True),
            _text("branch", "内部机构号"),
            _yuan("balance", "贷款余额", True),
            _yuan("overdue_principal", "其中逾期本金"),
            _text("book_status", "账面状态", False, *STATUSES),
        ),
        "note",
    ),
    _format(
        CoreFileKind.REPAYMENTS,
        "核心还款",
        (
            _text("serial", "核心流水号", True),
            _text("note", "信贷借据号", True),
            _text("branch", "内部机构号"),
            _yuan("principal", "归还本金", True),
            _yuan("interest", "归还利息(含罚息复利)", True),
            _text("reverses", "被冲正核心流水号"),
        ),
        "serial",
    ),
    _format(
        CoreFileKind.ARREARS,
        "核心欠款",
        (
            _text("note", "信贷借据号", True),
            _text("branch", "内部机构号"),
            _yuan("overdue_principal", "逾期本金", True),
            _yuan("unpaid_interest", "欠息"),
            _yuan("unpaid_penalty", "欠罚息"),
            _yuan("unpaid_compound", "欠复利"),
            _day("oldest_due", "最早欠款日"),
        ),
        "note",
    ),
    _format(
        CoreFileKind.DEPOSITS,
        "核心存款账户",
        (_text("account", "账号", True), _text("branch", "内部机构号"), _yuan("balance", "余额", True)),
        "account",
    ),
    _format(
        CoreFileKind.LEDGER,
        "核心总账",
        (
            _text("subject", "科目号", True),
            _text("name", "科目名称"),
            _text("branch", "内部机构号"),
            _yuan("debit", "借方余额", True),
            _yuan("credit", "贷方余额", True),
        ),
        "subject",
        "branch",
    ),
    _format(
        CoreFileKind.RESULTS,
        "核心放款结果",
        (
            _text("number", "指令号", True),
            _yuan("amount", "放款金额", True),
            _text("result", "结果", True, *RESULTS),
            _text("serial", "核心流水号"),
            _text("reason", "说明"),
            _text("note", "核心借据号"),
        ),
        "number",
    ),
)

# --- out: what the core is asked to do -------------------------------------------------------------------------------

OUT: tuple[FileFormat, ...] = (
    _format(
        CoreFileKind.DISBURSEMENTS,
        "放款指令",
        (
            _text("batch", "批次号", True),
            _text("number", "指令号", True),
            _text("note", "信贷借据号", True),
            Column("attempt", "第几次发送", Kind.INT, True),
            _text("contract", "信贷合同号", True),
            _text("customer", "客户统一编号", True),
            _text("account", "入账账号", True),
            _text("branch", "内部机构号", True),
            _yuan("amount", "放款金额", True),
            _day("drawn", "放款日期", True),
            *TO_MAKE,
        ),
        "number",
    ),
    _format(
        CoreFileKind.DEBITS,
        "代扣清单",
        (
            _text("batch", "批次号", True),
            _text("account", "扣款账号", True),
            _text("note", "信贷借据号", True),
            _text("customer", "客户统一编号", True),
            _text("branch", "内部机构号", True),
            _yuan("amount", "应扣合计", True),
            _yuan("principal", "其中本金"),
            _yuan("interest", "其中利息"),
            _yuan("penalty", "其中罚息"),
            _yuan("compound", "其中复利"),
            _yuan("fees", "其中费用"),
            _day("oldest_due", "最早应还日", True),
        ),
        "note",
    ),
    _format(
        CoreFileKind.RATES,
        "利率调整",
        (
            _text("batch", "批次号", True),
            _text("note", "信贷借据号", True),
            Column("rate", "调整后年利率%", Kind.PCT, True),
            _day("from_day", "生效日期", True),
        ),
        "note",
        "from_day",
    ),
    _format(
        CoreFileKind.INQUIRIES,
        "放款查证",
        (
            _text("batch", "批次号", True),
            _text("number", "指令号", True),
            _text("note", "信贷借据号", True),
            Column("attempt", "第几次发送", Kind.INT, True),
            _yuan("amount", "放款金额", True),
            _day("sent_on", "发送日期", True),
        ),
        "number",
    ),
)

CONTROL = FileFormat(
    "control",
    "核对文件",
    (
        _text("file", "文件", True),
        _day("day", "账务日期", True),
        Column("rows", "行数", Kind.INT, True),
        _yuan("total", "合计"),
    ),
    ("file",),
    handbook=HANDBOOK,
)
"""Comes with every delivery, both ways: a row for each file, with its data rows and the sum of its required amounts."""

_BY_NAME = {name.casefold(): each for each in (*IN, *OUT, CONTROL) for name in (each.name, each.title)}


def named(text: str) -> FileFormat | None:
    """The format of that code name or title.

    >>> named("核心贷款余额").name, named("nothing")
    ('balances', None)
    """
    return _BY_NAME.get(text.strip().casefold())


def of(kind: CoreFileKind) -> FileFormat:
    """The format of that kind."""
    return _BY_NAME[kind.value]
