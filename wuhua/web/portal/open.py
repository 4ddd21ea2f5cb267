"""四公开 and service time, for everybody, without signing in: what is charged, promised, offered and cheaper, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.product import pages as products
from wuhua.areas.product.rules import Family, SheetState
from wuhua.areas.product.rules.pricing import base_code
from wuhua.areas.reporting.read.records import records
from wuhua.areas.reporting.rules.counts import ServiceTime
from wuhua.areas.workday.read.public import PublicTimes, public_times
from wuhua.core import quote
from wuhua.core.money import percent
from wuhua.core.rate import Rate
from wuhua.platform import clock
from wuhua.web.portal import gate

EXAMPLE, MONTHS = "100000.00", 12
"""What the all-in cost is shown on: a hundred thousand yuan for a year, without any fee, as the bank may charge none."""
FAVOURS = (
    ("PRICE_OFF.QUALITY", _("优质类客户")),
    ("PRICE_OFF.KEY", _("重点类客户")),
    ("PRICE_OFF.CLEAN_YEAR", _("近一年没有逾期")),
    ("PRICE_OFF.ALLIANCE", _("合作园区、市场、核心企业的客户")),
    ("PRICE_OFF.RELENDING", _("用支农、支小再贷款发放的贷款")),
)
FEE_STANCES = {
    "BANNED": _("不收(对小微企业禁止)"),
    "LIMITED": _("限制:须有书面服务协议、服务成果和另一人审批,并由客户自愿"),
    "ALLOWED": _("按本行服务价格目录收取"),
    "BANK_BEARS": _("由银行承担,不向客户收"),
    "DISGUISED": _("不收(属变相利息)"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A product as the public reads it: what it is for, how much and how long, at what price and all-in cost."""

    shown: products.Shown
    low: int | None
    high: int | None
    cost_low: str | None
    cost_high: str | None


@require_safe
@gate.public
def four(request: HttpRequest) -> HttpResponse:
    """The four, each with the version in force where compliance has published one."""
    day = gate.day(request)
    values = compliance.parameters(day).values
    page: dict[str, Any] = {
        "notices": {each.topic.value: each for each in compliance.disclosures(day)},
        "fees": [(each.name, FEE_STANCES.get(each.stance, each.stance)) for each in compliance.fee_codes()],
        "offers": offers(day, values),
        "favours": [(name, int(values[code])) for code, name in FAVOURS if code in values],
        "days": values.get("SLA_DAYS", "3"), "complaint_days": complaint_days(values),
        "hotline": values.get("COMPLAINT_PHONE", ""), "bank": values.get("BANK_NAME", ""), "tab": "open",
    }  # fmt: skip
    return gate.show(request, "four", **page)


def complaint_days(values: Any) -> int:
    """By how many working days a complaint is answered."""
    return int(values.get("COMPLAINT_DAYS", "15"))


def offers(day: date, values: Any) -> list[Offer]:
    """The products on sale with their price range and what a year of a hundred thousand costs in all. Two queries."""
    shelf = [
        each
        for series in products.catalogue().series
        for each in series.products
        if each.state == SheetState.PUBLISHED and each.family != Family.OTHER
    ]
    return [_offer(each, day, values) for each in shelf]


def _offer(shown: products.Shown, day: date, values: Any) -> Offer:
    price = shown.contents["standard"].get("price") or {}
    span, code = price.get("float_pct") or [], base_code(day, MONTHS, values)
    if len(span) != 2 or code not in values:
        return Offer(shown, None, None, None, None)
    base = Rate.of_pct(values[code], code).units
    low, high = (_held(base * (100 + each) // 100, values) for each in span)
    method = (shown.contents["standard"].get("methods") or ["equal_instalments"])[0]
    return Offer(shown, low, high, all_in(low, method), all_in(high, method))


def _held(units: int, values: Any) -> int:
    floor, ceiling = (Rate.of_pct(values[code], code).units for code in ("PRICE_FLOOR", "PRICE_CEILING"))
    return max(floor, min(ceiling, units))


@lru_cache(maxsize=256)
def all_in(rate: int, method: str) -> str | None:
    """综合年化成本: what a year of the example costs, as the quote reckons it; None where there is no such plan."""
    plan = {
        "method": method if method in PLANS else "interest_only",
        "frequency": "month",
        "every": 1,
        "day_count": "act/360",
    }
    line = {
        "id": "x",
        "principal": EXAMPLE,
        "annual_rate_pct": Rate(rate).pct(),
        "periods": MONTHS,
        "start": "2018-01-21",
    }
    answer = quote.answer({**line, **plan})
    return answer.get("irr_pct")


PLANS = ("equal_instalments", "equal_principal", "interest_only", "bullet")


@require_safe
@gate.public
def times(request: HttpRequest) -> HttpResponse:
    """How fast the bank really is, this year: the four clocks, and the share that kept the promise."""
    day = gate.day(request)
    served, found = _figures(day)
    clocks = [
        (_("您提出 → 银行受理"), found.asked_accepted),
        (_("受理 → 申报"), found.accepted_submitted),
        (_("申报 → 放款"), found.submitted_funds),
        (_("您提出 → 款到账"), found.asked_funds),
    ]
    share = percent(served.within, served.funded) if served else None
    page: dict[str, Any] = {"served": served, "share": share, "clocks": clocks, "since": date(day.year, 1, 1)}
    return gate.show(request, "times", tab="times", **page)


Figures = tuple[ServiceTime | None, PublicTimes]
KEPT_SECONDS = 600
"""How old the figures of the public page may be: anybody may ask for it as often as they like."""


def _figures(day: date) -> Figures:
    if connection.in_atomic_block:
        return _counted(day)
    return _kept(day, connection.settings_dict["NAME"], int(clock.now().timestamp()) // KEPT_SECONDS)


@lru_cache(maxsize=4)
def _kept(day: date, _database: str, _while: int) -> Figures:
    return _counted(day)


def _counted(day: date) -> Figures:
    return records(day).service, public_times(date(day.year, 1, 1), day)
