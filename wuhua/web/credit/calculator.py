"""额度测算器: one party's inputs, typed or loaded from its records, and what every formula makes of them. Nothing is written."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline import casework
from wuhua.areas.market.read.batch import may_look
from wuhua.areas.market.rules.calculator import Row, rows
from wuhua.areas.market.rules.limits import FORMULA_OF, Caps, Inputs, LimitBook, Tier, limit_book
from wuhua.areas.origination.read.trial import trial
from wuhua.areas.product import deciding
from wuhua.areas.product import read as products
from wuhua.areas.product.rules.tables import TableCode
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refuse, Refused
from wuhua.web import officer

FIRST = next(iter(FORMULA_OF))
NAMES = {
    "industry": _("行业代码"), "rating": _("评级"), "tier": _("层级"), "flow": _("年净贷方流水(元)"),
    "flow_months": _("有流水月数"), "cv": _("流水波动系数(%)"), "power": _("年电费(元)"), "wage": _("年工资(元)"),
    "elsewhere": _("他行流动资金贷款(元)"), "ours": _("我行余额(元)"), "tax": _("近12月纳税(元)"), "tax_months": _("纳税月数"),
    "tax_grade": _("纳税信用"), "tax_arrears": _("欠税(元)"), "income_a": _("年净收入甲(元)"), "income_b": _("年净收入乙(元)"),
    "years": _("经营年数"), "planned": _("计划收购(元)"), "own_funds": _("自有资金(元)"), "confirmed": _("确认订单(元)"),
    "partner_room": _("合作方余额(元)"),
}  # fmt: skip
WORDS = ("industry", "rating", "tier", "tax_grade")
COUNTS = ("flow_months", "tax_months", "years")
MONEY_OR_PCT = tuple(name for name in NAMES if name not in WORDS + COUNTS)
KNOWN = ("elsewhere", "ours")
"""Nought where nothing is said: not an unknown."""


@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """Every limit formula over what stands in the form; `load` fills the form from the customer's records first."""
    who, day = officer.must_see_customers(request), officer.day(request)
    number = request.GET.get("customer", "").replace("\0", "").strip()[:64]
    typed = {name: request.GET.get(name, "").replace("\0", "").strip()[:40] for name in NAMES}
    found = trial(who, number, FIRST, day, casework.outside()) if number else None
    if found is not None and not isinstance(found, Refused) and "load" in request.GET:
        typed = _shown(found.inputs)
    inputs, wrong = _read(typed)
    book = limit_book(day, compliance.parameters(day).values)
    room = None if found is None or isinstance(found, Refused) or isinstance(found.room, Refused) else found.room.amount
    asked = any(typed.values())
    page = {
        "lines": [
            (name, label, typed[name], wrong.get(name, ""), name in WORDS or name in COUNTS) for name, label in NAMES.items()
        ],
        "rows": [_line(each) for each in rows(inputs, _caps(inputs, room, day, book), book)] if asked and not wrong else [],
        "customer": number, "unknown": found if isinstance(found, Refused) else None, "room": room,
        "tiers": [each.value for each in Tier], "names": products.names(), "version": book.version,
        "tab": "calculator", "looks": may_look(who),
    }  # fmt: skip
    return render(request, "credit/calculator.html", page)


def _line(row: Row) -> tuple[Row, list[str]]:
    """The row with the names of what it lacks."""
    return row, [NAMES[name] for name in row.missing]


def _shown(x: Inputs) -> dict[str, str]:
    """Inputs as they stand in the form: money in yuan, the variation in percent, unknown empty."""
    found = {}
    for name in NAMES:
        value = getattr(x, name)
        found[name] = "" if value is None else yuan(value) if name in MONEY_OR_PCT else str(value)
    return found


def _read(typed: dict[str, str]) -> tuple[Inputs, dict[str, str]]:
    """The form as inputs, and by field what could not be read."""
    inputs, wrong = Inputs(), {}
    for name in NAMES:
        text = typed[name]
        if not text and name not in KNOWN and name != "tier":
            continue
        try:
            value = _value(name, text)
        except (Refuse, ValueError):
            wrong[name] = text
            continue
        inputs = replace(inputs, **{name: value})
    return inputs, wrong


def _value(name: str, text: str) -> Any:
    if name == "tier":
        return text.upper() or Tier.BASIC.value
    if name in WORDS:
        return text.upper()
    if name in COUNTS:
        if not (text.isascii() and text.isdigit() and len(text) < 5):
            raise ValueError(text)
        return int(text)
    return fen_of(text.replace(",", "").replace(",", ""), name) if text else 0


def _caps(x: Inputs, room: int | None, day: date, book: LimitBook) -> Any:
    """What holds each product down: the tier table's cap, the sheet's highest limit, the room of the customer's group."""
    held, sheets = deciding.in_force(day), products.sheets(day)
    facts = {each.name: getattr(x, each.name) for each in fields(x)}
    facts |= {
        "klass": "NONE", "overdue_days": 0, "tax_grade": x.tax_grade or "NONE",
        "stability": None if x.cv is None else max(0, 10_000 - x.cv) // 100,
    }  # fmt: skip
    facts["tax_arrears"] = "UNKNOWN" if x.tax_arrears is None else "YES" if x.tax_arrears else "NO"

    def caps(product: str) -> Caps:
        cap = deciding.decide(held[TableCode.TIER_CAP_TABLE], {**facts, "product": product})
        sheet = sheets.get(product)
        most = None if sheet is None else int(sheet.standard["limit_high"])
        return Caps(tier=book.fen.get(f"TIER_CAP.{cap.verdict}"), product=most, room=room)

    return caps
