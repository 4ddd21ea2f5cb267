"""五化: the five scorecards and the two headline axes of the cockpit, and the trends under them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wuhua.areas.reporting import rules
from wuhua.areas.reporting.read import lake, records, source
from wuhua.areas.reporting.read.scoreboard import books
from wuhua.areas.reporting.rules import (
    Aim,
    Book,
    Dimension,
    Kpi,
    MeasureUnit,
    Records,
    Universe,
    hundredths,
    needed_per_day,
)
from wuhua.core import money
from wuhua.core.days import WorkCalendar
from wuhua.core.refuse import Refuse, Refused

COUNT, YUAN, PCT, DAYS = MeasureUnit.COUNT, MeasureUnit.YUAN, MeasureUnit.PCT, MeasureUnit.DAYS


@dataclass(frozen=True, slots=True)
class _Facts:
    """Everything the cards are made of, asked once."""

    day: date
    left: int
    found: dict[tuple[str, Universe], Book]
    small: lake.Row
    all: lake.Row
    lent_new: int
    counted: Records
    tolerance: int

    def target(self, code: str) -> int | None:
        """The year's task for a KPI, if the bank has set one."""
        return (self.counted.targets or {}).get(code)

    def kpi(
        self,
        code: str,
        name: str,
        unit: MeasureUnit,
        actual: int | None,
        *,
        word: str = "",
        target: int | None = None,
        aim: Aim = Aim.INFORM,
        pace: bool = False,
        drill: str = "",
    ) -> Kpi:
        """One line; a task set by the bank goes before the shipped default; an informing line becomes one to reach."""
        own = self.target(code)
        goal = target if own is None else own
        if own is not None and aim is Aim.INFORM:
            aim = Aim.REACH
        per_day = needed_per_day(actual, goal, self.left) if pace else None
        return Kpi(code, name, unit, actual, goal, self.day, aim, per_day, word, drill)


def workdays_left(day: date) -> int:
    """Working days after `day` to the end of its year; 0 where the year's calendar is not known."""
    try:
        return WorkCalendar().workdays_between(day + timedelta(days=1), date(day.year + 1, 1, 1))
    except Refuse:
        return 0


def _facts(day: date) -> _Facts:
    with source.desk(day) as desk:
        found = books(desk)
        held = {(row["moment"], row["universe"]): row for row in desk.ask("measures/balance")}
        lent = {(row["moment"], row["universe"]): row for row in desk.ask("measures/lent")}
    nothing: lake.Row = dict.fromkeys(
        ("notes", "borrowers", "balance", "npl", "overdue", "overdue_over_90", "unsecured", "farm", "provision"), 0
    ) | {"products": 0, "managers": 0}
    new = lent.get(("now", "SMALL"))
    return _Facts(
        day=day,
        left=workdays_left(day),
        found=found,
        small=held.get(("now", "SMALL"), nothing),
        all=held.get(("now", "ALL"), nothing),
        lent_new=0 if new is None else int(new["lent_new"]),
        counted=records.records(day),
        tolerance=source.thresholds(day).npl_tolerance,
    )


def five_scorecards(day: date) -> list[dict[str, Any]]:
    """The five cards in the article's order, each a list of KPI with target, actual, gap and pace."""
    facts = _facts(day)
    made = {
        Dimension.TEAM: _team(facts),
        Dimension.MECHANISM: _mechanism(facts),
        Dimension.PRODUCT: _product(facts),
        Dimension.SERVICE: _service(facts),
        Dimension.RISK: _risk(facts),
    }
    return [
        {"code": each.value, "title": each.label, "kpis": [kpi.as_dict() for kpi in made[each]]} for each in Dimension
    ]


def headline(day: date) -> dict[str, Any]:
    """扩面 and 增量: the two axes at the top of the cockpit, and the working days left in the year."""
    facts = _facts(day)
    return {
        "date": day.isoformat(),
        "workdays_left": facts.left,
        "coverage": [kpi.as_dict() for kpi in _coverage(facts)],
        "volume": [kpi.as_dict() for kpi in _volume(facts)],
    }


def _increase(facts: _Facts) -> int | None:
    start = facts.found.get(("year_start", Universe.SMALL))
    return None if start is None else facts.found["now", Universe.SMALL].balance - start.balance


def _coverage(facts: _Facts) -> Iterable[Kpi]:
    now, before = facts.found["now", Universe.SMALL], facts.found.get(("last_year", Universe.SMALL))
    c = facts.counted
    surveyed, filed = c.surveyed_merchants + c.surveyed_enterprises, c.filed_merchants + c.filed_enterprises
    more = None if before is None else now.borrowers - before.borrowers
    yield facts.kpi("BORROWERS", "小微企业贷款户数", COUNT, now.borrowers, word="户", pace=True, drill="borrowers")
    yield facts.kpi("BORROWERS_INCREASE", "户数同比增加", COUNT, more, word="户", pace=True, drill="borrowers")
    yield facts.kpi("SURVEYED", "累计调查摸底", COUNT, surveyed, word="户", pace=True)
    yield facts.kpi("FILED", "建立信息档案", COUNT, filed, word="户", pace=True)
    yield facts.kpi("FILING_RATE", "建档率", PCT, hundredths(filed, surveyed))


def _volume(facts: _Facts) -> Iterable[Kpi]:
    now, start = facts.found["now", Universe.SMALL], facts.found.get(("year_start", Universe.SMALL))
    increase = _increase(facts)
    yield facts.kpi("BALANCE", "小微企业贷款余额", YUAN, now.balance, pace=True, drill="balance")
    yield facts.kpi(
        "NET_INCREASE",
        "较年初净增",
        YUAN,
        increase,
        target=facts.counted.net_increase_target,
        aim=Aim.REACH,
        pace=True,
        drill="net_increase",
    )
    growth = None if start is None or increase is None else hundredths(increase, start.balance)
    yield facts.kpi("GROWTH", "增速(较年初)", PCT, growth, drill="net_increase")
    yield facts.kpi("DISBURSED", "本年累放支小贷款", YUAN, facts.lent_new, pace=True)


def _team(facts: _Facts) -> Iterable[Kpi]:
    c = facts.counted
    managers = int(facts.small["managers"])
    load = money.half_up(int(facts.small["borrowers"]), managers) if managers else None
    yield facts.kpi(
        "CELL_COVERAGE", "网格责任覆盖率", PCT, hundredths(c.cells_owned, c.cells), target=10_000, aim=Aim.REACH
    )
    yield facts.kpi("CENTRE_STAFF", "小微中心人员", COUNT, c.service_centre_staff, word="人")
    yield facts.kpi("MANAGERS", "管户客户经理", COUNT, managers, word="人", drill="balance")
    yield facts.kpi("LOAD", "人均管户", COUNT, load, word="户", target=150, aim=Aim.STAY_UNDER, drill="borrowers")
    yield facts.kpi(
        "NET_INCREASE",
        "较年初净增",
        YUAN,
        _increase(facts),
        target=c.net_increase_target,
        aim=Aim.REACH,
        pace=True,
        drill="net_increase",
    )


def _mechanism(facts: _Facts) -> Iterable[Kpi]:
    c = facts.counted
    s = c.service
    rate = None if c.asked is None else hundredths(c.asked.obtained, c.asked.applied)
    before = None if c.asked_before is None else hundredths(c.asked_before.obtained, c.asked_before.applied)
    yield facts.kpi("WITHIN_3_DAYS", "3天内放款占比", PCT, hundredths(s.within, s.funded), target=9_500, aim=Aim.REACH)
    yield facts.kpi("MEDIAN_DAYS", "申报到放款中位数", DAYS, s.median_days, target=1, aim=Aim.STAY_UNDER)
    yield facts.kpi("P95_DAYS", "申报到放款95分位", DAYS, s.p95_days, target=3, aim=Aim.STAY_UNDER)
    yield facts.kpi("SUCCESS_RATE", "申贷获得率(目标:上年同期)", PCT, rate, target=before, aim=Aim.REACH)
    yield facts.kpi("REFUSED", "本年拒绝申请", COUNT, c.refused_this_year, word="笔")


def _product(facts: _Facts) -> Iterable[Kpi]:
    now, before = facts.found["now", Universe.INCLUSIVE], facts.found.get(("last_year", Universe.INCLUSIVE))
    small = facts.small
    rate = hundredths(now.interest, now.lent)
    cap = None if before is None else hundredths(before.interest, before.lent)
    yield facts.kpi("PRODUCTS_ON_SALE", "在售信贷产品", COUNT, facts.counted.products_on_sale, word="个")
    yield facts.kpi("PRODUCTS_USED", "有余额的产品", COUNT, int(small["products"]), word="个", drill="balance")
    yield facts.kpi(
        "UNSECURED", "信用贷款占比", PCT, hundredths(int(small["unsecured"]), int(small["balance"])), drill="unsecured"
    )
    yield facts.kpi("LENDING_RATE", "普惠小微累放平均利率(上限:上年同期)", PCT, rate, target=cap, aim=Aim.STAY_UNDER)
    yield facts.kpi("DISBURSED", "本年累放支小贷款", YUAN, facts.lent_new, pace=True)


def _service(facts: _Facts) -> Iterable[Kpi]:
    c = facts.counted
    signed = c.agreements_parks + c.agreements_leading_enterprises + c.agreements_malls
    surveyed, filed = c.surveyed_merchants + c.surveyed_enterprises, c.filed_merchants + c.filed_enterprises
    yield facts.kpi("SURVEYED_MERCHANTS", "摸底商户", COUNT, c.surveyed_merchants, word="户", pace=True)
    yield facts.kpi("SURVEYED_ENTERPRISES", "摸底中小企业", COUNT, c.surveyed_enterprises, word="户", pace=True)
    yield facts.kpi("FILED_MERCHANTS", "商户建档", COUNT, c.filed_merchants, word="户", pace=True)
    yield facts.kpi("FILED_ENTERPRISES", "中小企业建档", COUNT, c.filed_enterprises, word="户", pace=True)
    yield facts.kpi("FILING_RATE", "建档率", PCT, hundredths(filed, surveyed))
    yield facts.kpi("AGREEMENTS", "战略合作协议", COUNT, signed, word="份", pace=True)
    yield facts.kpi("RELENDING_APPLIED", "本年申请再贷款", YUAN, c.relending_applied, pace=True)
    yield facts.kpi("BENEFICIARIES", "再贷款惠及户数", COUNT, c.relending_beneficiaries, word="户", pace=True)


def _risk(facts: _Facts) -> Iterable[Kpi]:
    small, whole = facts.small, facts.all
    balance, all_balance = int(small["balance"]), int(whole["balance"])
    all_npl = hundredths(int(whole["npl"]), all_balance)
    yield facts.kpi(
        "NPL",
        "小微不良率(上限:各项不良率加容忍度)",
        PCT,
        hundredths(int(small["npl"]), balance),
        target=None if all_npl is None else all_npl + facts.tolerance,
        aim=Aim.STAY_UNDER,
        drill="npl",
    )
    yield facts.kpi("NPL_ALL", "各项贷款不良率", PCT, all_npl)
    yield facts.kpi("NPL_BALANCE", "小微不良余额", YUAN, int(small["npl"]), drill="npl")
    yield facts.kpi("OVERDUE", "小微逾期率", PCT, hundredths(int(small["overdue"]), balance), drill="overdue")
    yield facts.kpi("OVERDUE_90", "小微逾期90天以上余额", YUAN, int(small["overdue_over_90"]), drill="overdue")
    yield facts.kpi("COVERAGE", "拨备覆盖率(各项)", PCT, hundredths(int(whole["provision"]), int(whole["npl"])))


# --- trends ----------------------------------------------------------------------------------------------------------


def trends(until_day: date, *, days: int = 31) -> dict[str, Any]:
    """Series over the lake's days up to `until_day`: every month end, and the last `days` sealed days.

    Broad small-and-micro universe unless a name says `all`; `small_share_pct` is its share of all loans (A26). A day whose
    file is lost or altered is not drawn: `left_out` names it.
    """
    view = source.view()
    if view.at(until_day) is None:
        raise Refuse(rules.day_not_sealed(until_day, view.latest()))
    sealed = [each.day for each in view.days if "positions" in each.files and each.day <= until_day]
    ends = [day for day in sealed[:-days] if (day + timedelta(days=1)).day == 1]
    wanted = [*ends, *sealed[-days:]]
    whole = source.sound(view, wanted)
    points = lake.ask_history(view, whole)
    rows = list(points.values())
    return {
        "days": [day.isoformat() for day in points],
        "left_out": [day.isoformat() for day in wanted if day not in whole],
        "balance": [money.yuan(int(row["balance"])) for row in rows],
        "borrowers": [int(row["borrowers"]) for row in rows],
        "npl_pct": [money.percent(int(row["npl"]), int(row["balance"])) for row in rows],
        "overdue_pct": [money.percent(int(row["overdue"]), int(row["balance"])) for row in rows],
        "all_balance": [money.yuan(int(row["all_balance"])) for row in rows],
        "all_npl_pct": [money.percent(int(row["all_npl"]), int(row["all_balance"])) for row in rows],
        "small_share_pct": [money.percent(int(row["balance"]), int(row["all_balance"])) for row in rows],
        "large_share_pct": [money.percent(int(row["large"]), int(row["all_balance"])) for row in rows],
        "medium_share_pct": [money.percent(int(row["medium"]), int(row["all_balance"])) for row in rows],
    }


# --- drill-down ------------------------------------------------------------------------------------------------------

_SORTS = ("balance", "net_increase", "borrowers", "npl", "overdue", "unsecured")
_LEVELS = ("branch", "manager", "product", "customer")


def drill(
    day: date,
    *,
    kpi: str = "balance",
    by: str | None = None,
    universe: Universe = Universe.SMALL,
    branch: str | None = None,
    manager: str | None = None,
    product: str | None = None,
) -> dict[str, Any]:
    """One step down a figure: branches, then one branch's managers, then one manager's customers (three clicks).

    `by` chooses another level. Rows carry codes only: names come from the rooms that own them, through their access
    gate. Sorted by the figure asked, largest first; npl and overdue leave out customers that have none.
    """
    level = by or ("customer" if manager is not None else "manager" if branch is not None else "branch")
    if kpi not in _SORTS or level not in _LEVELS:
        raise Refuse(
            Refused(
                rules.ReportingRefusal.DRILL_UNKNOWN,
                f"没有「{kpi}/{level}」这种下钻。",
                f"指标可选 {'、'.join(_SORTS)};层级可选 {'、'.join(_LEVELS)}。",
            )
        )
    with source.desk(day) as desk:
        found = desk.ask(
            "measures/drill", by=level, universe=universe.value, branch=branch, manager=manager, product=product
        )
    rows = [_drilled(row) for row in found]
    if level == "customer":
        wanted = kpi if kpi in ("npl", "overdue", "unsecured") else "balance"
        rows = [row for row in rows if row["_sort"][wanted] > 0]
    rows.sort(key=lambda row: (-row["_sort"][kpi], row["key"] or ""))
    for row in rows:
        del row["_sort"]
    return {
        "date": day.isoformat(),
        "level": level,
        "universe": universe.value,
        "universe_title": universe.label,
        "kpi": kpi,
        "branch": branch,
        "manager": manager,
        "product": product,
        "rows": rows,
    }


def _drilled(row: lake.Row) -> dict[str, Any]:
    balance, start = int(row["balance"]), int(row["balance_year_start"])
    sort = {name: int(row[name]) for name in _SORTS if name != "net_increase"} | {"net_increase": balance - start}
    return {
        "key": row["key"],
        "branch": row["branch"],
        "manager": row["manager"],
        "borrowers": int(row["borrowers"]),
        "borrowers_increase": int(row["borrowers"]) - int(row["borrowers_last_year"]),
        "notes": int(row["notes"]),
        "balance": money.yuan(balance),
        "net_increase": money.yuan(balance - start),
        "npl": money.yuan(int(row["npl"])),
        "npl_pct": money.percent(int(row["npl"]), balance),
        "overdue": money.yuan(int(row["overdue"])),
        "overdue_days": int(row["overdue_days"]),
        "unsecured_pct": money.percent(int(row["unsecured"]), balance),
        "rate_pct": money.percent(int(row["rate_numerator"]), balance * 10_000_000),
        "_sort": sort,
    }
