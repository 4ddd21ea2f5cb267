"""Loans by industry (G01_VII) and by size of the borrower (S63_I). Work sheets from a sealed day."""

from __future__ import annotations

from wuhua.areas.reporting.read.lake import Desk, Row
from wuhua.areas.reporting.read.returns.common import COUNT, PCT, YUAN, tie
from wuhua.areas.reporting.rules import Cell, CellKind, Heading, Report, ReportName, Sheet
from wuhua.areas.reporting.rules.industry import ROWS
from wuhua.core.money import percent, yuan

_COLUMNS = ("borrowers", "balance", "firms", "own_account", "small", "farm")
_TEMPLATE = "监管报表底稿:行次、列次以监管部门下发的当期模板为准。"


def g01_vii(desk: Desk) -> Report:
    """贷款分行业情况表: every loan in one row."""
    found = {row["line"]: row for row in desk.ask("reports/G11_I")}
    whole = sum(int(row["balance"]) for row in found.values())
    headings = (
        Heading("line", "门类"),
        Heading("title", "行业"),
        Heading("borrowers", "户数", COUNT),
        Heading("balance", "贷款余额", YUAN),
        Heading("firms", "其中:单位贷款", YUAN),
        Heading("own_account", "其中:个体工商户和小微企业主", YUAN),
        Heading("small", "其中:小微企业贷款", YUAN),
        Heading("farm", "其中:涉农贷款", YUAN),
        Heading("share_pct", "占比", PCT),
    )
    rows = [_industry(code, name, found.get(code), whole) for code, name in ROWS]
    total = {name: sum(int(row[name]) for row in found.values()) for name in _COLUMNS}
    rows.append(_industry("", "合计", total, whole))
    notes = (
        "行业取借据的贷款投向(GB/T 4754 门类);个人消费贷款单列一行。",
        "合计行的户数按行业相加,一户投向多个行业的重复计算。",
        tie(desk, whole),
        _TEMPLATE,
    )
    sheet = Sheet("G01_VII", headings, tuple(rows), notes, in_wan=True)
    return Report(ReportName.G01_VII, desk.moments.day, (sheet,), "1104 G01_VII;GB/T 4754-2017")


def _industry(code: str, name: str, row: Row | None, whole: int) -> tuple[Cell, ...]:
    held = {each: int(row[each]) if row else 0 for each in _COLUMNS}
    shown = "" if code in ("PERSONAL", "UNKNOWN") else code
    return (shown, name, *(held[each] for each in _COLUMNS), percent(held["balance"], whole))


S63_COLUMNS = (
    ("A", "大型企业"),
    ("B", "中型企业"),
    ("C", "小型企业"),
    ("D", "微型企业"),
    ("U", "未划型企业"),
    ("F", "个人经营性"),
    ("G", "其中:个体工商户"),
    ("H", "其中:小微企业主"),
)
S63_ROWS: tuple[tuple[str, str, str, CellKind], ...] = (
    ("1", "balance", "贷款余额", YUAN),
    ("", "borrowers", "贷款户数", COUNT),
    ("", "normal", "五级分类:正常类", YUAN),
    ("", "watch", "五级分类:关注类", YUAN),
    ("", "substandard", "五级分类:次级类", YUAN),
    ("", "doubtful", "五级分类:可疑类", YUAN),
    ("", "loss", "五级分类:损失类", YUAN),
    ("1.3", "overdue", "逾期贷款", YUAN),
    ("1.3.1", "overdue_30", "逾期30天及以内", YUAN),
    ("1.3.2", "overdue_60", "逾期31天至60天", YUAN),
    ("1.3.3", "overdue_90", "逾期61天至90天", YUAN),
    ("", "overdue_long", "逾期90天以上", YUAN),
    ("4", "lent", "当年累计发放贷款额", YUAN),
    ("", "lent_borrowers", "当年累计发放贷款户数", COUNT),
    ("7.1", "renewed", "无还本续贷余额", YUAN),
    ("9.1", "revolving", "循环贷余额", YUAN),
    ("9.2", "revolving_borrowers", "循环贷户数", COUNT),
)
"""Line numbers as read in a bank's program (domain 3.3); those we have not read are left empty."""


def s63(desk: Desk) -> Report:
    """大中小微型企业贷款情况表. Amounts and counts stand in sheets of their own, so that each has one unit."""
    found = {row["col"]: row for row in desk.ask("reports/S63_I")}
    personal = next((row for row in desk.ask("reports/G11_I") if row["line"] == "PERSONAL"), None)
    consumption = int(personal["balance"]) if personal else 0
    ours = sum(int(found[col]["balance"]) for col in ("A", "B", "C", "D", "U", "F"))
    notes = (
        tie(desk, ours + consumption),
        f"其中个人消费贷款 {yuan(consumption)}元不在本表。未划型企业须补录企业规模。",
        "行次空白的,官方行次以下发模板为准。农业经营主体按企业规模列入。累放不含重组贷款。",
        _TEMPLATE,
    )
    sheets = (
        _s63_sheet("S63_I金额", YUAN, found, notes, in_wan=True),
        _s63_sheet("S63_I户数", COUNT, found, (), in_wan=False),
    )
    cells: dict[str, str | int] = {
        f"S63_I_{code or key}.{col}.{desk.moments.day.year}": yuan(int(found[col][key]))
        if kind is YUAN
        else int(found[col][key])
        for code, key, _, kind in S63_ROWS
        for col, _ in S63_COLUMNS
    }
    return Report(ReportName.S63_I, desk.moments.day, sheets, "1104 S63_I;工信部联企业〔2011〕300号", cells)


def _s63_sheet(title: str, kind: CellKind, found: dict[str, Row], notes: tuple[str, ...], *, in_wan: bool) -> Sheet:
    headings = (
        Heading("row", "行次"),
        Heading("title", "项目"),
        *(Heading(col, f"{col if col != 'U' else ''} {name}".strip(), kind) for col, name in S63_COLUMNS),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (code, name, *(int(found[col][key]) for col, _ in S63_COLUMNS))
        for code, key, name, each in S63_ROWS
        if each is kind
    )
    return Sheet(title, headings, rows, notes, in_wan=in_wan)
