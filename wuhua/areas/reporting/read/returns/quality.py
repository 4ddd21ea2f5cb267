"""Asset quality: G11 by industry and with provisions, G12 migration. Work sheets from a sealed day."""

from __future__ import annotations

from datetime import date, timedelta

from wuhua.areas.compliance import read as compliance
from wuhua.areas.reporting import rules
from wuhua.areas.reporting.read import source
from wuhua.areas.reporting.read.lake import Desk, LakeView, Row, ask_pair
from wuhua.areas.reporting.read.returns.common import COUNT, DAY, PCT, YUAN, tie
from wuhua.areas.reporting.rules import Cell, Heading, Report, ReportName, Sheet
from wuhua.areas.reporting.rules.industry import ROWS
from wuhua.areas.reporting.rules.quality import CLASSES, Coverage, Flow, Migrated, matrix, normal_rate
from wuhua.core.money import percent, yuan

_KLASS_HEADINGS = tuple(Heading(code.lower(), name, YUAN) for code, name in CLASSES)


def g11(desk: Desk) -> Report:
    """Two sheets and a page of provisions: by industry, by overdue bands, against the two minima."""
    sheets = (by_industry(desk), with_provisions(desk), coverage_sheet(desk))
    return Report(ReportName.G11, desk.moments.day, sheets, "1104 G11_I、G11_II;银发〔2002〕98号;令2011年第4号")


def by_industry(desk: Desk) -> Sheet:
    """G11_I: industry × class."""
    found = {row["line"]: row for row in desk.ask("reports/G11_I")}
    headings = (
        Heading("line", "门类"),
        Heading("title", "行业"),
        Heading("balance", "贷款余额", YUAN),
        *_KLASS_HEADINGS,
        Heading("npl", "不良贷款", YUAN),
        Heading("npl_pct", "不良率", PCT),
    )
    rows = [_industry_line(code, name, found.get(code)) for code, name in ROWS]
    total = {name: sum(int(row[name]) for row in found.values()) for name in ("balance", "npl", *_names())}
    rows.append(_industry_line("", "合计", total))
    return Sheet("G11_I", headings, tuple(rows), (tie(desk, total["balance"]), _WORK_SHEET), in_wan=True)


_WORK_SHEET = "监管报表底稿:行次、列次以监管部门下发的当期模板为准。"


def _names() -> tuple[str, ...]:
    return tuple(code.lower() for code, _ in CLASSES)


def _industry_line(code: str, name: str, row: Row | None) -> tuple[Cell, ...]:
    held = {each: int(row[each]) if row else 0 for each in ("balance", "npl", *_names())}
    shown = "" if code in ("PERSONAL", "UNKNOWN") else code
    return (
        shown,
        name,
        held["balance"],
        *(held[each] for each in _names()),
        held["npl"],
        percent(held["npl"], held["balance"]),
    )


_BANDS = (
    ("overdue_30", "逾期1-30天"),
    ("overdue_60", "逾期31-60天"),
    ("overdue_90", "逾期61-90天"),
    ("overdue_180", "逾期91-180天"),
    ("overdue_270", "逾期181-270天"),
    ("overdue_360", "逾期271-360天"),
    ("overdue_long", "逾期361天以上"),
)
_MONEY = ("balance", "overdue", *(code for code, _ in _BANDS), "credit", "guarantee", "mortgage", "pledge", "provision")


def with_provisions(desk: Desk) -> Sheet:
    """G11_II: class × overdue bands × security × provision."""
    found = {row["klass"]: row for row in desk.ask("reports/G11_II")}
    headings = (
        Heading("klass", "五级分类"),
        Heading("borrowers", "户数", COUNT),
        Heading("balance", "贷款余额", YUAN),
        Heading("overdue", "逾期贷款", YUAN),
        *(Heading(code, name, YUAN) for code, name in _BANDS),
        Heading("credit", "信用", YUAN),
        Heading("guarantee", "保证", YUAN),
        Heading("mortgage", "抵押", YUAN),
        Heading("pledge", "质押", YUAN),
        Heading("provision", "贷款损失准备", YUAN),
        Heading("provision_pct", "计提比例", PCT),
    )
    parts = [("正常贷款", CLASSES[:2]), ("不良贷款", CLASSES[2:]), ("合计", CLASSES)]
    rows = [_quality_line(name, (found.get(code),)) for code, name in CLASSES]
    rows += [_quality_line(name, tuple(found.get(code) for code, _ in part)) for name, part in parts]
    total = sum(int(row["balance"]) for row in found.values())
    notes = (
        "逾期贷款:经营性贷款有任何本息未还即计全部余额;按揭、消费分期贷款90天以内只计逾期部分,90天以上计全部余额。",
        "小计、合计行的户数按类相加,一户有多类贷款的重复计算。",
        tie(desk, total),
        _WORK_SHEET,
    )
    return Sheet("G11_II", headings, tuple(rows), notes, in_wan=True)


def _quality_line(name: str, rows: tuple[Row | None, ...]) -> tuple[Cell, ...]:
    held = {each: sum(int(row[each]) for row in rows if row) for each in (*_MONEY, "borrowers")}
    return (name, held["borrowers"], *(held[each] for each in _MONEY), percent(held["provision"], held["balance"]))


def coverage(desk: Desk) -> Coverage:
    """Provision of the sealed day against the minima in force on it."""
    rows = desk.ask("reports/G11_II")
    held = compliance.parameters(desk.moments.day)
    bad = [row for row in rows if row["klass"] in ("SUBSTANDARD", "DOUBTFUL", "LOSS")]
    return Coverage(
        balance=sum(int(row["balance"]) for row in rows),
        npl=sum(int(row["balance"]) for row in bad),
        provision=sum(int(row["provision"]) for row in rows),
        coverage_min=held.fen("PROVISION_COVERAGE_MIN"),  # two decimals: a percentage has hundredths as yuan have fen
        ratio_min=held.fen("PROVISION_LOAN_RATIO_MIN"),
    )


def coverage_sheet(desk: Desk) -> Sheet:
    """拨备覆盖率 and 贷款拨备率 against the parameters, and the way overdue over 90 days stands to bad loans."""
    found = coverage(desk)
    over_90 = sum(
        int(row[band])
        for row in desk.ask("reports/G11_II")
        for band in ("overdue_180", "overdue_270", "overdue_360", "overdue_long")
    )
    headings = (
        Heading("item", "项目"),
        Heading("amount", "金额", YUAN),
        Heading("value_pct", "本行", PCT),
        Heading("reference_pct", "标准", PCT),
        Heading("met", "是否达标"),
    )
    rows: tuple[tuple[Cell, ...], ...] = (
        ("各项贷款余额", found.balance, None, None, None),
        ("不良贷款余额及不良率", found.npl, percent(found.npl, found.balance), None, None),
        ("贷款损失准备余额", found.provision, None, None, None),
        ("拨备覆盖率(准备/不良)", None, found.coverage, yuan(found.coverage_min), found.coverage_met),
        ("贷款拨备率(准备/贷款)", None, found.ratio, yuan(found.ratio_min), found.ratio_met),
        ("两项孰高应有准备", found.required, None, None, None),
        ("尚缺准备", found.shortfall, None, None, found.shortfall == 0 if found.balance else None),
        ("逾期90天以上贷款及与不良之比", over_90, percent(over_90, found.npl), "100.00", over_90 <= found.npl),
    )
    notes = ("逾期90天以上贷款与不良贷款之比大于100%,说明有逾期90天以上的贷款未划入不良。",)
    return Sheet("拨备", headings, rows, notes, in_wan=True)


# --- migration -------------------------------------------------------------------------------------------------------


def flows_between(view: LakeView, was: date, now: date) -> list[Flow]:
    """Every way notes went between two sealed days."""
    return [
        Flow(
            row["was"],
            row["now"],
            int(row["notes"]),
            int(row["opening"]),
            int(row["kept"]),
            int(row["reduced"]),
            int(row["added"]),
        )
        for row in ask_pair(view, was, now, "measures/migration")
    ]


def openings(view: LakeView, day: date) -> list[tuple[str, date]]:
    """The sealed days a migration up to `day` may begin on: the ends of last month, last quarter, last year."""
    first = day.replace(day=1)
    quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    wanted = (("上月末", first), ("上季末", quarter), ("上年末", date(day.year, 1, 1)))
    found: dict[date, str] = {}
    for name, start in wanted:
        before = start - timedelta(days=1)
        if view.at(before) is not None:
            found[before] = name
    return [(name, before) for before, name in found.items()]


def g12(desk: Desk) -> Report:
    """G12: how the classes of each opening day stand now, and the rates of migration."""
    day, view = desk.moments.day, source.view()
    sheets = []
    for name, was in openings(view, day):
        source.check([*view.positions(was)])
        sheets.append(migration_sheet(f"{name}迁徙", was, day, matrix(flows_between(view, was, day)), desk))
    if not sheets:
        empty = Sheet("迁徙", (Heading("klass", "期初分类"),), (), ("上月末、上季末、上年末都没有封账数据,无法比较。",))
        sheets.append(empty)
    return Report(ReportName.G12, day, tuple(sheets), "1104 G12;核心指标(2005)迁徙率")


def migration_sheet(title: str, was: date, now: date, rows: list[Migrated], desk: Desk) -> Sheet:
    """One table: opening, what left, where the rest stands, what fell, and the rate."""
    names = dict(CLASSES) | {rules.quality.NEW: "本期新增"}
    headings = (
        Heading("klass", "期初分类"),
        Heading("opening_day", "期初日", DAY),
        Heading("opening", "期初余额", YUAN),
        Heading("reduced", "期间减少", YUAN),
        *(Heading(f"to_{code.lower()}", f"期末{name}", YUAN) for code, name in CLASSES),
        Heading("fallen", "向下迁徙", YUAN),
        Heading("risen", "向上迁徙", YUAN),
        Heading("rate", "迁徙率", PCT),
    )
    lines: list[tuple[Cell, ...]] = [
        (
            names[row.code],
            was,
            row.opening,
            row.reduced,
            *(row.to[code] for code, _ in CLASSES),
            row.fallen,
            row.risen,
            rules.NOTHING if row.code == rules.quality.NEW else row.rate,
        )
        for row in rows
    ]
    to = [sum(row.to[code] for row in rows) for code, _ in CLASSES]
    opening, reduced = sum(row.opening for row in rows), sum(row.reduced for row in rows)
    fallen, risen = sum(row.fallen for row in rows), sum(row.risen for row in rows)
    lines.append(("合计", was, opening, reduced, *to, fallen, risen, rules.NOTHING))
    notes = (
        f"期初 {was},期末 {now}。迁徙率 = 向下迁徙 / (期初余额 − 期间减少)。",
        f"正常贷款迁徙率(正常、关注转不良)= {normal_rate(rows)}%。",
        tie(desk, sum(to)),
        _WORK_SHEET,
    )
    return Sheet(title, headings, tuple(lines), notes, in_wan=True)
