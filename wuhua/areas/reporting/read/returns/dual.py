"""双逾清单 (A94) of a sealed day: everything overdue by type, and whom the reading in force puts on the list."""

from __future__ import annotations

from collections.abc import Sequence

from wuhua.areas.classification.rules import DualReading, OverdueType, listed
from wuhua.areas.compliance import read as compliance
from wuhua.areas.reporting.read.lake import Desk, Row
from wuhua.areas.reporting.read.returns.common import COUNT, DAY, YUAN
from wuhua.areas.reporting.rules import Cell, Heading, Report, ReportName, Sheet

TYPES = {
    OverdueType.INTEREST: "欠息",
    OverdueType.PRINCIPAL: "欠本",
    OverdueType.DUAL: "双逾",
    OverdueType.NONE: "费用等",
}
READINGS = {DualReading.BOTH: "本金、利息同时逾期", DualReading.EITHER: "本金或利息逾期", DualReading.DAYS: "按天数"}


def dual(desk: Desk) -> Report:
    """Counts by type for the three readings, and the list by the one in force."""
    held = compliance.parameters(desk.moments.day)
    reading = DualReading(held.text("DUAL_OVERDUE_READING"))
    first, second = held.whole("DUAL_OVERDUE_DAYS"), held.whole("DUAL_OVERDUE_DAYS_LONG")
    rows = desk.ask("reports/dual_overdue")
    kinds = [(OverdueType(row["kind"]), int(row["overdue_days"])) for row in rows]
    sums = [
        _sum(f"按类型:{TYPES[each]}", [r for r, (k, _) in zip(rows, kinds, strict=True) if k is each]) for each in TYPES
    ]
    for each in DualReading:
        chosen = [r for r, (k, d) in zip(rows, kinds, strict=True) if listed(k, d, each, first)]
        words = f"{READINGS[each]}{f'(超过{first}天)' if each is DualReading.DAYS else ''}"
        sums.append(_sum(f"按口径:{words}{' ← 现行' if each is reading else ''}", chosen))
    long = [r for r, (_, d) in zip(rows, kinds, strict=True) if d > second]
    sums.append(_sum(f"其中:超过{second}天", long))
    summary = Sheet(
        "汇总",
        (
            Heading("item", "项目"),
            Heading("notes", "借据数", COUNT),
            Heading("balance", "借据余额", YUAN),
            Heading("principal", "逾期本金", YUAN),
            Heading("overdue", "逾期贷款(报送口径)", YUAN),
        ),
        tuple(sums),
        ("双逾口径由参数 DUAL_OVERDUE_READING 按日期决定。",),
    )
    shown = [(r, k) for r, (k, d) in zip(rows, kinds, strict=True) if listed(k, d, reading, first)]
    return Report(
        ReportName.DUAL_OVERDUE, desk.moments.day, (summary, _list(shown)), "双逾贷款办法(A94);domain 口径三种"
    )


def _sum(name: str, rows: Sequence[Row]) -> tuple[Cell, ...]:
    total = {each: sum(int(row[each] or 0) for row in rows) for each in ("balance", "overdue_principal", "overdue")}
    return (name, len(rows), total["balance"], total["overdue_principal"], total["overdue"])


def _list(shown: Sequence[tuple[Row, OverdueType]]) -> Sheet:
    headings = (
        Heading("note", "借据号"),
        Heading("customer", "客户编号"),
        Heading("branch", "机构"),
        Heading("managing_rm", "管户客户经理"),
        Heading("product", "产品"),
        Heading("klass", "五级分类"),
        Heading("kind", "逾期类型"),
        Heading("overdue_days", "逾期天数", COUNT),
        Heading("balance", "借据余额", YUAN),
        Heading("overdue_principal", "逾期本金", YUAN),
        Heading("overdue", "逾期贷款(报送口径)", YUAN),
        Heading("principal_due", "欠本日期", DAY),
        Heading("interest_due", "欠息日期", DAY),
    )
    keys = ("note", "customer", "branch", "managing_rm", "product", "klass")
    rows: list[tuple[Cell, ...]] = [
        (
            *(row[key] for key in keys),
            TYPES[kind],
            *(row[key] for key in ("overdue_days", "balance", "overdue_principal", "overdue")),
            row["principal_due"],
            row["interest_due"],
        )
        for row, kind in shown
    ]
    return Sheet(
        "双逾清单", headings, tuple(rows), ("客户姓名、原因、责任人、措施见系统内「双逾清单」页,按权限查看。",)
    )
