"""EAST_note: 信贷业务借据表 of a sealed day, firms and shops apart from natural persons.

Balance, class and what is overdue are those of the sealed day; terms come from the note. What falls due next is reckoned
from the note as it stands, so it is given for the last sealed day only. Nothing is invented: what has no source is empty
and named under the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from wuhua.areas.classification import read as classification
from wuhua.areas.people import read as people
from wuhua.areas.reporting.read.lake import Desk, Row
from wuhua.areas.reporting.read.returns.common import tie
from wuhua.areas.reporting.rules import Cell, Heading, Report, ReportName, Sheet
from wuhua.areas.reporting.rules.east import ITEMS, amount, day8, dues, flag, period_on
from wuhua.areas.servicing import facts as servicing
from wuhua.areas.servicing.facts import NO_ARREARS, Arrears, NextDue
from wuhua.books.rules import BY_CODE, LOANS, OVERDUE_LOANS, WRITTEN_OFF
from wuhua.core.money import yuan
from wuhua.core.rate import Rate
from wuhua.platform import seals

CHUNK = 5_000
_ORGANISATION = ("91", "92", "93")
"""First two characters of a unified social credit code; a firm or shop that deals in the organisation's name."""
_KLASS = {"NORMAL": "正常", "WATCH": "关注", "SUBSTANDARD": "次级", "DOUBTFUL": "可疑", "LOSS": "损失"}
_ISSUE = {
    "NEW": "新增",
    "REFINANCE": "借新还旧",
    "RESTRUCTURED": "资产重组",
    "RENEWAL_NO_PRINCIPAL": "无还本续贷",
    "CARD_REDRAW": "新增",
}
_PAYOUT = {"SELF": "自主支付", "ENTRUSTED": "受托支付", "MIXED": "混合支付"}
_METHOD = {
    "equal_instalments": "等额本息",
    "equal_principal": "等额本金",
    "interest_only": "按期付息到期还本",
    "bullet": "到期一次还本付息",
    "on_demand": "随借随还",
    "custom": "自定义还款计划",
}
_RHYTHM = {1: "按月", 3: "按季", 6: "按半年", 12: "按年"}
_NOTES = (
    "字段与次序按 EAST 5.0 对公信贷业务借据表(IE_005_504);不存在或未知的日期填 99991231。",
    "贷款分户账号取本系统借据分户(与借据号相同)。信贷业务种类由客户类别与用途推出,行内细分码值须自行对应。",
    "累计欠款期数从切换日起计,切换前的账单未导入。授信卡再支用按新增填报。",
)
_NOT_LAST = "本日不是最近封账日:下期还款日期、下期应还本金、下期应还利息不推算,留空。"


def east(desk: Desk) -> Report:
    """Two sheets: 对公 and 个人. Names stand in it, so whoever writes it out leaves a trace (the command line does)."""
    day = desk.moments.day
    last = seals.last_sealed()
    is_last = last is not None and last.day == day
    lines = list(_lines(desk, day, is_last))
    notes = (*_NOTES, *(() if is_last else (_NOT_LAST,)), _tie(desk))
    headings = tuple(Heading(key, title) for key, title in ITEMS)
    sheets = tuple(
        Sheet(title, headings, tuple(cells for organisation, cells in lines if organisation is wanted), notes)
        for title, wanted in (("对公信贷业务借据表", True), ("个人信贷业务借据表", False))
    )
    return Report(ReportName.EAST_NOTE, day, sheets, "EAST 5.0 IE_005_504 及个人信贷业务借据表")


def _tie(desk: Desk) -> str:
    return "两表合计," + tie(desk, sum(int(row["balance"]) for row in desk.ask("reports/EAST_note")))


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is known beside the note's own row."""

    sealed: Row | None
    klass: str
    arrears: Arrears
    late: int
    next: NextDue | None
    licence: str
    branch_name: str
    account_branch: str


def _lines(desk: Desk, day: date, is_last: bool) -> Iterator[tuple[bool, tuple[Cell, ...]]]:
    sealed = {row["note"]: row for row in desk.ask("reports/EAST_note")}
    branches = {each.code: each for each in people.branches()}
    month_before = day.replace(day=1) - timedelta(days=1)
    notes = servicing.on_record(day, month_before).iterator(chunk_size=CHUNK)
    while part := list(islice(notes, CHUNK)):
        numbers = [note.pk for note in part]
        arrears, late = servicing.arrears_of(numbers, day), servicing.late_periods(numbers, day)
        classes = classification.classes_on(numbers, day)
        planned = servicing.planned_after(numbers, day) if is_last else {}
        for note in part:
            branch, account = branches.get(note.branch), branches.get(note.account.branch)
            beside = _Beside(
                sealed.get(note.number),
                classes[note.pk].value,
                arrears.get(note.pk, NO_ARREARS),
                late.get(note.pk, 0),
                servicing.next_due(note, day, planned.get(note.pk, {})) if is_last and not note.closed else None,
                branch.licence if branch else "",
                branch.name if branch else "",
                account.name if account else note.account.branch,
            )
            organisation = note.customer.identity_masked[:2] in _ORGANISATION
            yield organisation, _cells(_values(note, beside, day, is_last, organisation))


def _cells(values: dict[str, str]) -> tuple[Cell, ...]:
    return tuple(values[key] for key, _ in ITEMS)


def _values(note: Any, beside: _Beside, day: date, is_last: bool, organisation: bool) -> dict[str, str]:
    return {
        **_who(note, beside, organisation),
        **_terms(note, day),
        **_standing(note, beside, day),
        **_next(beside.next, is_last),
        **_flags(note, beside),
        "officer": note.managing_rm,
        "collected": day8(day),
        "remark": "",
    }


def _who(note: Any, beside: _Beside, organisation: bool) -> dict[str, str]:
    who, account = note.customer, note.account
    business = "个人消费贷款" if note.purpose == "CONSUMPTION" else "流动资金贷款" if organisation else "个人经营性贷款"
    return {
        "licence": beside.licence,
        "branch": note.branch,
        "branch_name": beside.branch_name,
        "customer": who.number,
        "customer_name": who.name,
        "contract": note.contract,
        "note": note.number,
        "sub_account": note.number,
        "business": business,
        "previous": note.previous,
        "paid_into": account.number,
        "paid_into_name": who.name,
        "paid_into_bank": beside.account_branch,
        "repaid_from": account.number,
        "repaid_from_bank": beside.account_branch,
    }


def _terms(note: Any, day: date) -> dict[str, str]:
    settles = {"MONTH20": "按月", "QUARTER20": "按季", "AT_MATURITY": "利随本清"}
    every = dues(note.settlement, note.start, note.maturity, note.own_day, note.frequency_months)
    return {
        "issue_type": _ISSUE[note.issue_type],
        "payout": _PAYOUT[note.payout],
        "currency": "CNY",
        "amount": yuan(note.amount),
        "periods": str(len(every)),
        "period": str(period_on(every, day)),
        "extensions": str(note.extensions),
        "start": day8(note.start),
        "maturity": day8(note.maturity),
        "rate_type": "LPR" if note.rate_type == "LPR" else "非LPR",
        "rate": Rate(note.rate).pct(),
        "method": _METHOD[note.method],
        "settlement": settles.get(note.settlement) or _RHYTHM.get(note.frequency_months, "不定期"),
        "use": note.use,
        "region": note.region,
        "industry": note.industry,
    }


def _standing(note: Any, beside: _Beside, day: date) -> dict[str, str]:
    """As the day was sealed: what is not among the sealed positions has ended or been written off."""
    sealed, late = beside.sealed, beside.arrears
    ended = note.closed if note.closed is not None and note.closed <= day else None
    off = sealed is None and ended is None
    balance = int(sealed["balance"]) if sealed else 0
    overdue = sealed is not None and int(sealed["overdue_days"] or 0) > 0
    all_overdue = sealed is not None and balance > 0 and int(sealed["overdue_principal"]) == balance
    code = WRITTEN_OFF if off else OVERDUE_LOANS if all_overdue else LOANS
    on_sheet = sealed is not None and sealed["book_status"] != "NON_ACCRUAL"
    owed = late.interest_in_all
    return {
        "account_code": str(code),
        "account_name": BY_CODE[code].name,
        "balance": yuan(balance),
        "klass": _KLASS[beside.klass],
        "ended": day8(ended),
        "principal_owed": yuan(late.principal),
        "principal_due": day8(late.principal_due),
        "interest_on": yuan(owed if on_sheet else 0),
        "interest_off": yuan(0 if on_sheet else owed),
        "interest_due": day8(late.interest_due),
        "unpaid_periods": str(late.periods),
        "late_periods": str(beside.late),
        "status": "核销" if off else "结清" if sealed is None else "逾期" if overdue else "正常",
    }


def _next(found: NextDue | None, is_last: bool) -> dict[str, str]:
    if found is None:
        return {
            "next_due": day8(None),
            "next_principal": "0.00" if is_last else "",
            "next_interest": "0.00" if is_last else "",
        }
    return {
        "next_due": day8(found.due),
        "next_principal": amount(found.principal),
        "next_interest": amount(found.interest),
    }


def _flags(note: Any, beside: _Beside) -> dict[str, str]:
    """是否普惠型小微: size or owner, and one borrower's line within the cap; unknown where the sealed day has no row."""
    sealed = beside.sealed
    within = None if sealed is None else bool(sealed["inclusive"])
    return {
        "internet": flag(note.internet),
        "green": flag(note.green),
        "farm": flag(note.farm),
        "inclusive_farm": flag(None if within is None else within and note.farm),
        "inclusive_small": flag(within),
        "tech": flag(note.customer.is_tech),
    }


def names_in(report: Report) -> int:
    """How many rows of a report carry a customer's name: what the trace of an export says."""
    return sum(len(sheet.rows) for sheet in report.sheets) if report.name is ReportName.EAST_NOTE else 0
