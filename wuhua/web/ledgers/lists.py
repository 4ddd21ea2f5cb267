"""The ledgers that only go out: visits, first loans, consents. Identity numbers and phones stay masked: a file goes far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from wuhua.areas.customer import read as customers
from wuhua.areas.market import read as market
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import pages as products
from wuhua.areas.servicing.ledgers import read as ledgers
from wuhua.areas.servicing.words import ListLedger
from wuhua.platform.secrets import mask_identity
from wuhua.web import labels
from wuhua.web.customer.names import NAMES as STATES
from wuhua.web.sheet import Column

HERE = ZoneInfo("Asia/Shanghai")
FILES = {ListLedger.VISITS: "visits", ListLedger.FIRST_LOANS: "first-loans", ListLedger.CONSENTS: "consents"}
_WHO = (
    Column("客户号"),
    Column("客户名称", width=26),
    Column("证件号码", width=20),
    Column("联系电话"),
    Column("机构", width=16),
    Column("客户经理", width=10),
)
COLUMNS: Mapping[ListLedger, tuple[Column, ...]] = {
    ListLedger.VISITS: (
        Column("走访编号", width=20),
        Column("走访日", "day", 12),
        Column("时间", width=8),
        Column("走访对象", width=26),
        Column("类型", width=8),
        Column("证件号码", width=20),
        Column("联系电话"),
        Column("客户号"),
        Column("网格", width=24),
        Column("机构", width=16),
        Column("走访人", width=10),
        Column("工号", width=10),
        Column("以何身份", width=10),
        Column("有定位", width=8),
        Column("地点", width=24),
        Column("照片数", "count", 8),
        Column("需求", width=24),
        Column("人品一面", width=30),
        Column("经营一面", width=30),
        Column("登记日", "day", 12),
    ),
    ListLedger.FIRST_LOANS: (
        *_WHO,
        Column("首笔借据号", width=20),
        Column("合同号", width=20),
        Column("产品"),
        Column("放款日", "day", 12),
        Column("借款金额", "money"),
        Column("年利率(%)", "rate", 11),
        Column("到期日", "day", 12),
        Column("担保方式", width=10),
        Column("用途", width=20),
        Column("结清日", "day", 12),
        Column("切换带入", width=10),
        Column("放款前最近征信查询", "day", 18),
    ),
    ListLedger.CONSENTS: (
        *_WHO,
        Column("依据", width=14),
        Column("授权编号", width=22),
        Column("授权日", "day", 12),
        Column("有效期至", "day", 12),
        Column("状态", width=10),
        Column("登记人", width=10),
        Column("登记日", "day", 12),
        Column("查询次数", "count", 10),
        Column("最近查询", "day", 12),
        Column("查询原因", width=24),
        Column("查询时有授权书", width=14),
    ),
}
Lines = list[list[Any]]


def lines(who: Officer, ledger: ListLedger, start: date, stop: date) -> tuple[Sequence[Column], Lines]:
    """The columns and the lines in the officer's sight. Visits and first loans of the span, consents as they stand at its end."""
    return COLUMNS[ledger], _MADE[ledger](who, start, stop)


def _visits(who: Officer, start: date, stop: date) -> Lines:
    found = market.visited_between(who, start, stop)
    known = customers.masked_of(who, {each.customer for each in found if each.customer})
    return [_visit(each, known.get(each.customer)) for each in found]


def _visit(each: Any, known: customers.Masked | None) -> list[Any]:
    at, more = each.visited.astimezone(HERE), getattr(each, "visit", None)
    return [
        each.number,
        at.date(),
        at.strftime("%H:%M"),
        each.party_name.strip(),
        labels.name_of("party", each.party_kind),
        known.identity if known else mask_identity(each.credit_code),
        known.phone if known else "",
        known.number if known else "",
        each.zone.name,
        each.rm.branch.name,
        each.rm.name,
        each.rm_id,
        labels.name_of("visitor", more.visitor_kind) if more else "",
        "有" if each.longitude is not None and each.latitude is not None else "无",
        more.place if more else "",
        more.photos if more else None,
        each.need,
        more.person_side if more else "",
        more.business_side if more else "",
        more.business_date if more else None,
    ]


class _Keepers:
    """Names of outlets and of those who keep the customers of a list. Three queries."""

    def __init__(self, rms: set[str]) -> None:
        self.branches, self.staff = people.branch_names(), people.staff_names(rms)
        self.keepers = people.keepers(rms)

    def of(self, rm: str) -> list[str]:
        """The outlet and the manager, by name."""
        branch = self.keepers[rm].branch
        return [self.branches.get(branch, branch), self.staff.get(rm, rm)]


def _first_loans(who: Officer, start: date, stop: date) -> Lines:
    notes = ledgers.first_notes(who, start, stop)
    asked, names = customers.query_days(who, stop), products.product_names()
    keepers = _Keepers({each.customer.managing_rm for each in notes})
    return [_first_loan(each, asked.get(each.customer.number, ()), names, keepers) for each in notes]


def _first_loan(note: Any, asked: Sequence[date], names: Mapping[str, str], keepers: _Keepers) -> list[Any]:
    own = note.customer
    return [
        own.number,
        own.name.strip(),
        own.identity_masked,
        own.phone_masked,
        *keepers.of(own.managing_rm),
        note.number,
        note.contract,
        names.get(note.product, note.product),
        note.start,
        note.amount,
        note.rate,
        note.maturity,
        labels.name_of("security", note.security),
        note.use.strip(),
        note.closed,
        "是" if note.brought else "",
        max((day for day in asked if day <= note.start), default=None),
    ]


def _consents(who: Officer, _start: date, stop: date) -> Lines:
    found = customers.consents(who, stop)
    keepers = _Keepers({each.who.managing_rm for each in found})
    staff = people.staff_names({each.kept_by for each in found if each.kept_by})
    return [_consent(each, staff, keepers) for each in found]


def _consent(each: customers.Consent, staff: Mapping[str, str], keepers: _Keepers) -> list[Any]:
    kept = each.covered is None
    state = STATES.get(each.state.value, each.state.value) if each.state else ""
    return [
        each.who.number,
        each.who.name,
        each.who.identity,
        each.who.phone,
        *keepers.of(each.who.managing_rm),
        "授权书" if kept else "查询所载编号",
        each.number,
        each.given,
        each.expires,
        "已撤下" if each.withdrawn else state,
        staff.get(each.kept_by, each.kept_by),
        each.kept_on,
        len(each.queries),
        max(each.queries, default=None),
        "、".join(each.reasons),
        "" if kept else "有" if each.covered else "缺",
    ]


_MADE: Mapping[ListLedger, Callable[[Officer, date, date], Lines]] = {
    ListLedger.VISITS: _visits,
    ListLedger.FIRST_LOANS: _first_loans,
    ListLedger.CONSENTS: _consents,
}
