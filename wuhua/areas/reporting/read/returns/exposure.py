"""大额风险暴露 (G14) as far as it is known today: loans by single customer and by group against net capital."""

from __future__ import annotations

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import Parameters
from wuhua.areas.customer import read as customers
from wuhua.areas.reporting import rules
from wuhua.areas.reporting.read.lake import Desk, Row
from wuhua.areas.reporting.read.returns.common import COUNT, DAY, PCT, YUAN
from wuhua.areas.reporting.rules import Cell, Heading, Report, ReportName, Sheet
from wuhua.core.money import fen_of, percent, yuan

MOST = 100
_KINDS = {"ENTERPRISE": "企业", "MERCHANT": "个体工商户", "OWNER": "小微企业主", "FARM_ENTITY": "农业经营主体"}
_ISSUES = {"REFINANCE": "借新还旧", "RENEWAL_NO_PRINCIPAL": "无还本续贷", "RESTRUCTURED": "重组"}
_KLASSES = {"NORMAL": "正常", "WATCH": "关注"}
_GROUPS = "本表按单一客户列示;已登记的关联客户组见「关联客户组」表。"
_TIES = "客户组按客户档案当日登记的企业主、配偶和控股(50%及以上)关系合并;没有登记关联的不在此列。"
_LOANS_ONLY = "风险暴露只含表内贷款本金;表外、投资和同业暴露不在本系统。"


def g14(desk: Desk) -> Report:
    """The largest single customers, the limits, and large loans that stay normal by being renewed."""
    held = compliance.parameters(desk.moments.day)
    found = desk.ask("reports/G14", most=MOST)
    tier1, capital = _capital(held, "NET_TIER1"), _capital(held, "NET_CAPITAL")
    sheets = (
        _overview(held, found, tier1, capital),
        _customers(held, found, tier1, capital),
        _kept_normal(desk, held),
        _groups(desk, held, tier1),
    )
    return Report(ReportName.G14, desk.moments.day, sheets, "1104 G14_I、G14_II;令2018年第1号;商业银行法第39条")


def _capital(held: Parameters, code: str) -> int | None:
    """In fen; None where the bank has not said."""
    text = held.values.get(code)
    return None if text is None else fen_of(text, code)


def _share(part: int, whole: int | None) -> str:
    return rules.NOTHING if whole is None else percent(part, whole)


def _over(part: int, whole: int | None, hundredths: int) -> bool:
    """Whether `part` is more than so many hundredths of a percent of `whole`."""
    return whole is not None and part * 10_000 > whole * hundredths


def _overview(held: Parameters, found: tuple[Row, ...], tier1: int | None, capital: int | None) -> Sheet:
    """G14_I: how many customers are large exposures, what they hold together, and the largest against each limit."""
    large = held.fen("LARGE_EXPOSURE_PCT")
    counted = [row for row in found if tier1 is not None and int(row["balance"]) * 10_000 >= tier1 * large]
    biggest = int(found[0]["balance"]) if found else 0
    ten = sum(int(row["balance"]) for row in found[:10])
    loan, single = held.fen("SINGLE_LOAN_PCT"), held.fen("SINGLE_EXPOSURE_PCT")
    headings = (
        Heading("item", "项目"),
        Heading("amount", "金额", YUAN),
        Heading("count", "户数", COUNT),
        Heading("value_pct", "占比", PCT),
        Heading("limit_pct", "限额", PCT),
        Heading("met", "是否达标"),
    )
    sum_large = sum(int(row["balance"]) for row in counted)
    known = tier1 is not None
    rows: tuple[tuple[Cell, ...], ...] = (
        ("资本净额", capital, None, None, None, None),
        ("一级资本净额", tier1, None, None, None, None),
        (
            "非同业单一客户大额风险暴露(≥一级资本净额2.5%)",
            sum_large if known else None,
            len(counted) if known else None,
            _share(sum_large, tier1),
            None,
            None,
        ),
        (
            "最大单一客户贷款/资本净额", biggest, None, _share(biggest, capital), yuan(loan),
            None if capital is None else not _over(biggest, capital, loan),
        ),
        (
            "最大单一客户风险暴露/一级资本净额", biggest, None, _share(biggest, tier1), yuan(single),
            None if tier1 is None else not _over(biggest, tier1, single),
        ),
        ("最大十家客户贷款/资本净额", ten, min(10, len(found)), _share(ten, capital), None, None),
    )  # fmt: skip
    notes: tuple[str, ...] = (_GROUPS, _LOANS_ONLY)
    if tier1 is None or capital is None:
        notes += ("资本净额、一级资本净额未登记(参数 NET_CAPITAL、NET_TIER1),占比不出数。",)
    return Sheet("G14_I", headings, rows, notes, in_wan=True)


def _customers(held: Parameters, found: tuple[Row, ...], tier1: int | None, capital: int | None) -> Sheet:
    """G14_II: the customers themselves, by number."""
    headings = (
        Heading("rank", "序号", COUNT),
        Heading("customer", "客户编号"),
        Heading("kind", "客户类别"),
        Heading("notes", "借据数", COUNT),
        Heading("balance", "贷款余额", YUAN),
        Heading("unsecured", "其中:信用贷款", YUAN),
        Heading("npl", "其中:不良", YUAN),
        Heading("credit_line", "授信额", YUAN),
        Heading("tier1_pct", "占一级资本净额", PCT),
        Heading("capital_pct", "占资本净额", PCT),
        Heading("room", "距单户贷款限额", YUAN),
        Heading("overdue_days", "最长逾期天数", COUNT),
    )
    limit = None if capital is None else capital * held.fen("SINGLE_LOAN_PCT") // 10_000
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            at,
            row["customer"],
            _KINDS.get(row["kind"], row["kind"]),
            int(row["notes"]),
            int(row["balance"]),
            int(row["unsecured"]),
            int(row["npl"]),
            row["credit_line"],
            _share(int(row["balance"]), tier1),
            _share(int(row["balance"]), capital),
            None if limit is None else limit - int(row["balance"]),
            int(row["overdue_days"]),
        )
        for at, row in enumerate(found, 1)
    )
    return Sheet("G14_II", headings, rows, (f"列示余额最大的 {MOST} 户以内。", _GROUPS, _LOANS_ONLY), in_wan=True)


def _kept_normal(desk: Desk, held: Parameters) -> Sheet:
    """Large loans that stay normal or watched by being renewed, refinanced or restructured (practice A91)."""
    line = held.fen("LARGE_LOAN_LINE")
    headings = (
        Heading("customer", "客户编号"),
        Heading("of_customer", "客户贷款余额", YUAN),
        Heading("note", "借据号"),
        Heading("branch", "机构"),
        Heading("managing_rm", "管户客户经理"),
        Heading("issue_type", "发放类型"),
        Heading("klass", "五级分类"),
        Heading("balance", "借据余额", YUAN),
        Heading("start", "发放日", DAY),
        Heading("maturity", "到期日", DAY),
        Heading("overdue_days", "逾期天数", COUNT),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            row["customer"],
            int(row["of_customer"]),
            row["note"],
            row["branch"],
            row["managing_rm"],
            _ISSUES[row["issue_type"]],
            _KLASSES.get(row["klass"], row["klass"]),
            int(row["balance"]),
            row["start"],
            row["maturity"],
            int(row["overdue_days"] or 0),
        )
        for row in desk.ask("reports/G14_kept_normal", line=line)
    )
    notes = (f"单户贷款余额 {yuan(line)}元及以上、靠续转仍列正常或关注的借据;展期不在此列,见借据的展期次数。",)
    return Sheet("续转仍正常", headings, rows, notes, in_wan=True)


def _groups(desk: Desk, held: Parameters, tier1: int | None) -> Sheet:
    """Groups of connected customers that owe something, as the customers' files tie them on the day, largest first."""
    headings = (
        Heading("rank", "序号", COUNT),
        Heading("members", "组内客户编号"),
        Heading("count", "户数", COUNT),
        Heading("balance", "贷款余额", YUAN),
        Heading("tier1_pct", "占一级资本净额", PCT),
        Heading("limit_pct", "限额", PCT),
        Heading("met", "是否达标"),
    )
    limit = held.fen("GROUP_EXPOSURE_PCT")
    tied = set(customers.groups(desk.moments.day).values())
    owed = {row["customer"]: int(row["balance"]) for row in desk.ask("measures/by_customer")} if tied else {}
    sums = sorted(((sum(owed.get(each, 0) for each in group), group) for group in tied), key=lambda x: (-x[0], x[1]))
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            at,
            "、".join(group),
            len(group),
            fen,
            _share(fen, tier1),
            yuan(limit),
            None if tier1 is None else not _over(fen, tier1, limit),
        )
        for at, (fen, group) in enumerate(((fen, group) for fen, group in sums if fen > 0), 1)
    )
    return Sheet("关联客户组", headings, rows, (_TIES, _LOANS_ONLY), in_wan=True)
