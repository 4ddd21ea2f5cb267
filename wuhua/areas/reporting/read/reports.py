"""The reports: each a function from a sealed day to sheets. Work sheets (底稿), not the supervisor's own template."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from wuhua.areas.reporting import rules
from wuhua.areas.reporting.read import records, returns, source
from wuhua.areas.reporting.read.lake import Desk
from wuhua.areas.reporting.read.scoreboard import books, flow_identity, standing
from wuhua.areas.reporting.rules import (
    S71_BANDS,
    S71_COLUMNS,
    S71_ROWS,
    Cell,
    CellKind,
    Heading,
    Report,
    ReportName,
    Sheet,
    TestLine,
    Universe,
    Way,
    s71_code,
)
from wuhua.core.money import percent, yuan
from wuhua.core.refuse import Refuse, Refused

TEXT, COUNT, YUAN, PCT, DAY = CellKind.TEXT, CellKind.COUNT, CellKind.YUAN, CellKind.PCT, CellKind.DAY

_MOMENTS = {"now": "本期", "year_start": "年初", "last_year": "上年同期"}
_CLASSES = {
    "LARGE": "大型企业",
    "MEDIUM": "中型企业",
    "SMALL": "小型企业",
    "MICRO": "微型企业",
    "UNSIZED": "未划型",
    "MERCHANT": "个体工商户",
    "OWNER": "小微企业主",
    "CONSUMPTION": "个人消费",
}


def report(name: str, day: date) -> Report:
    """The named report of a sealed day. Raises `Refuse` REPORT_UNKNOWN, NO_SEALED_DAY or DAY_NOT_SEALED."""
    whole, part = rules.PARTS.get(name, (name, None))
    try:
        wanted = ReportName(whole)
    except ValueError:
        raise Refuse(
            Refused(
                rules.ReportingRefusal.REPORT_UNKNOWN,
                f"没有名为「{name}」的报表。",
                f"可用的报表:{'、'.join(each.value for each in ReportName)}(wuhua report --list)。",
                "name",
            )
        ) from None
    with source.desk(day) as desk:
        made = _MAKERS[wanted](desk)
    return made if part is None else replace(made, sheets=tuple(each for each in made.sheets if each.title == part))


def structure(day: date) -> list[dict[str, object]]:
    """信贷投放结构 by size class, with shares now, at the year's start and a year ago (A26)."""
    with source.desk(day) as desk:
        return _structure_sheet(desk).records()


# --- makers ----------------------------------------------------------------------------------------------------------


def _three_not_lower(desk: Desk) -> Report:
    day = desk.moments.day
    lines = rules.three_not_lower(standing(books(desk), records.records(day)))
    sheets = (_test_sheet("三个不低于", lines), _inputs_sheet(desk), *_flow_sheets(desk))
    return Report(ReportName.THREE_NOT_LOWER, day, sheets, "银监发〔2015〕8号")


def _two_increases(desk: Desk) -> Report:
    day = desk.moments.day
    lines = rules.two_increases_two_controls(standing(books(desk), records.records(day)), source.thresholds(day))
    sheets = (_test_sheet("两增两控", lines), _inputs_sheet(desk))
    return Report(ReportName.TWO_INCREASES_TWO_CONTROLS, day, sheets, "银监办发〔2018〕29号")


def _test_sheet(title: str, lines: tuple[TestLine, ...]) -> Sheet:
    headings = (
        Heading("code", "编号"),
        Heading("title", "监测项目"),
        Heading("universe", "口径"),
        Heading("value", "本行"),
        Heading("reference", "标准"),
        Heading("gap", "差距(正数为富余)"),
        Heading("unit", "单位"),
        Heading("met", "是否达标"),
        Heading("mode", "性质"),
        Heading("note", "说明"),
    )
    rows = tuple(
        (
            line.code.value,
            line.code.label,
            line.universe.label,
            line.value,
            line.reference,
            line.gap,
            line.unit,
            line.met,
            "约束" if line.mode is rules.Mode.HARD else "监测",
            line.note,
        )
        for line in lines
    )
    verdict = {True: "全部达标", False: "未全部达标", None: "部分项目无可比数据"}[rules.all_met(lines)]
    return Sheet(title, headings, rows, (f"结论:{verdict}(按约束性项目)",))


def _inputs_sheet(desk: Desk) -> Sheet:
    headings = (
        Heading("universe", "口径"),
        Heading("moment", "时点"),
        Heading("day", "数据日期", DAY),
        Heading("balance", "贷款余额", YUAN),
        Heading("borrowers", "户数", COUNT),
        Heading("npl", "不良贷款", YUAN),
        Heading("npl_pct", "不良率", PCT),
        Heading("lent", "当年累放", YUAN),
        Heading("interest", "累放年化利息", YUAN),
        Heading("rate_pct", "累放平均利率", PCT),
    )
    m = desk.moments
    days = {"now": m.day, "year_start": m.year_start, "last_year": m.last_year}
    rows = tuple(
        (
            universe.label,
            _MOMENTS[moment],
            days[moment],
            book.balance,
            book.borrowers,
            book.npl,
            percent(book.npl, book.balance),
            None if moment == "year_start" else book.lent,
            None if moment == "year_start" else book.interest,
            rules.NOTHING if moment == "year_start" else percent(book.interest, book.lent),
        )
        for (moment, universe), book in sorted(
            books(desk).items(), key=lambda item: (list(Universe).index(item[0][1]), list(_MOMENTS).index(item[0][0]))
        )
    )
    return Sheet(
        "计算依据", headings, rows, ("户数为有余额客户数,一户多笔只计一户。", "累放不含重组贷款;授信额取放款日口径。")
    )


def _flow_report(desk: Desk) -> Report:
    return Report(ReportName.FLOW_IDENTITY, desk.moments.day, _flow_sheets(desk), "内部核对(期初+发放−收回−核销=期末)")


def _flow_sheets(desk: Desk) -> tuple[Sheet, ...]:
    headings = (
        Heading("universe", "口径"),
        Heading("opening", "年初余额", YUAN),
        *(Heading(way.value.lower(), way.label, YUAN) for way in Way),
        Heading("expected", "应有余额", YUAN),
        Heading("closing", "期末余额", YUAN),
        Heading("difference", "差额", YUAN),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (each.universe.label, each.opening, *(each.moved[w] for w in Way), each.expected, each.closing, each.difference)
        for each in flow_identity(desk)
    )
    notes = ("“累放支小贷款”取小微口径的新发放;借新还旧、重组、无还本续贷、授信卡再支用单列。",)
    return (Sheet("流量核对", headings, rows, notes if rows else ("缺少年初数据,无法核对。",)),)


def _structure_report(desk: Desk) -> Report:
    return Report(ReportName.STRUCTURE, desk.moments.day, (_structure_sheet(desk),), "工信部联企业〔2011〕300号")


def _structure_sheet(desk: Desk) -> Sheet:
    found = {(row["moment"], row["class"]): row for row in desk.ask("measures/structure")}
    whole = {moment: sum(int(row["balance"]) for (m, _), row in found.items() if m == moment) for moment in _MOMENTS}
    small = {moment: sum(int(r["small_balance"]) for (m, _), r in found.items() if m == moment) for moment in _MOMENTS}
    headings = (
        Heading("class", "类别代码"),
        Heading("title", "投放对象"),
        Heading("borrowers", "户数", COUNT),
        Heading("balance", "余额", YUAN),
        Heading("share_pct", "占比", PCT),
        Heading("year_start_balance", "年初余额", YUAN),
        Heading("year_start_share_pct", "年初占比", PCT),
        Heading("change_points", "占比较年初(百分点)", PCT),
        Heading("last_year_balance", "上年同期余额", YUAN),
        Heading("last_year_share_pct", "上年同期占比", PCT),
    )

    def line(code: str, title: str, borrowers: int, of: dict[str, int]) -> tuple[rules.Cell, ...]:
        return (
            code,
            title,
            borrowers,
            of["now"],
            percent(of["now"], whole["now"]),
            of["year_start"],
            percent(of["year_start"], whole["year_start"]),
            rules.points((of["now"], whole["now"]), (of["year_start"], whole["year_start"])),
            of["last_year"],
            percent(of["last_year"], whole["last_year"]),
        )

    rows: list[tuple[rules.Cell, ...]] = []
    for code, title in _CLASSES.items():
        row = found.get(("now", code))
        of = {m: int(found[m, code]["balance"]) if (m, code) in found else 0 for m in _MOMENTS}
        if any(of.values()):
            rows.append(line(code, title, 0 if row is None else int(row["borrowers"]), of))
    held = books(desk)
    rows.append(line("SMALL_AND_MICRO", "小微企业贷款合计", held["now", Universe.SMALL].borrowers, small))
    rows.append(line("ALL", "各项贷款合计", held["now", Universe.ALL].borrowers, whole))
    return Sheet(
        "投放结构",
        headings,
        tuple(rows),
        ("小微企业贷款合计含小型、微型企业及农业经营主体、个体工商户、小微企业主的经营性贷款。",),
    )


def _s71(desk: Desk) -> Report:
    day = desk.moments.day
    found = {(row["line"], row["col"], row["band"]): int(row["value"]) for row in desk.ask("reports/S71_I")}
    places = [(column, band) for column in S71_COLUMNS for band in S71_BANDS]
    headings = (
        Heading("row", "行次"),
        Heading("title", "项目"),
        *(Heading(f"{c[0]}{b[0]}", f"{c[0]}{b[0]} {c[1]} {b[1]}", c[2]) for c, b in places),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (row, title, *(found.get((row, c[0], b[0]), 0) for c, b in places)) for row, title in S71_ROWS
    )
    amounts = {(row, c[0], b[0]): found.get((row, c[0], b[0]), 0) for row, _ in S71_ROWS for c, b in places}
    kinds = {column[0]: column[2] for column in S71_COLUMNS}
    cells: dict[str, str | int] = {
        s71_code(row, column, band, day.year): yuan(value) if kinds[column] is YUAN else value
        for (row, column, band), value in amounts.items()
    }
    ours = sum(amounts[row, "A", 5] for row in ("1", "3", "COOP"))
    inclusive = books(desk)["now", Universe.INCLUSIVE].balance
    notes = (
        "监管报表底稿:行次、列次以监管部门下发的当期模板为准。",
        "单户授信3000万元以上及授信额未知的贷款不在本表。",
        f"勾稽:行1+行3+附行(1000万元及以下)= {yuan(ours)}元;普惠型小微企业贷款余额 {yuan(inclusive)}元;"
        f"差额 {yuan(inclusive - ours)}元。",
    )
    coded: tuple[tuple[Cell, ...], ...] = tuple(
        (s71_code(row, c[0], b[0], day.year), f"{title}/{c[1]}/{b[1]}", *_split(amounts[row, c[0], b[0]], c[2]))
        for row, title in S71_ROWS
        for c, b in places
    )
    codes = Sheet(
        "单元格",
        (
            Heading("code", "单元格代码"),
            Heading("item", "项目"),
            Heading("amount", "金额", YUAN),
            Heading("count", "户数", COUNT),
        ),
        coded,
        in_wan=True,
    )
    return Report(
        ReportName.S71_I, day, (Sheet("S71_I底稿", headings, rows, notes, in_wan=True), codes), "1104 S71_I", cells
    )


def _split(value: int, kind: CellKind) -> tuple[int | None, int | None]:
    return (value, None) if kind is YUAN else (None, value)


def _relending(desk: Desk) -> Report:
    day = desk.moments.day
    return Report(ReportName.RELENDING, day, records.relending_sheets(day), "银发再贷款管理规定")


_MAKERS: dict[ReportName, Callable[[Desk], Report]] = {
    ReportName.THREE_NOT_LOWER: _three_not_lower,
    ReportName.TWO_INCREASES_TWO_CONTROLS: _two_increases,
    ReportName.FLOW_IDENTITY: _flow_report,
    ReportName.STRUCTURE: _structure_report,
    ReportName.S71_I: _s71,
    ReportName.RELENDING: _relending,
    ReportName.S63_I: returns.s63,
    ReportName.G01_VII: returns.g01_vii,
    ReportName.G11: returns.g11,
    ReportName.G12: returns.g12,
    ReportName.G14: returns.g14,
    ReportName.EAST_NOTE: returns.east,
    ReportName.DUAL_OVERDUE: returns.dual,
}
