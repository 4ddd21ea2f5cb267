"""Customers with what they were given and saved; one customer's statement. Parse, one call, answer."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuhua.areas.customer import read as customer
from wuhua.areas.people.rules import Officer, Scope, scope_of
from wuhua.areas.reporting.read import community
from wuhua.areas.reporting.rules.community import Support, whole
from wuhua.core.refuse import Refused
from wuhua.web import officer, sheet
from wuhua.web.cockpit.days import asked
from wuhua.web.community.span import base_steps, span_of
from wuhua.web.market.forms import page_of

SHOWN = 50


def _seen(who: Officer, day: date, words: str) -> list[Support]:
    """What the customers whom the officer may see were given, who saved most first. One query at most."""
    found = community.everybody(day).customers
    if not words and scope_of(who) is Scope.ALL:
        return list(found.values())
    rows = customer.search(who, words) if words else customer.visible_to(who)
    seen = set(rows.values_list("number", flat=True))
    return [each for number, each in found.items() if number in seen]


def _named(rows: list[Support]) -> list[tuple[Support, str]]:
    names = customer.names(each.key for each in rows)
    return [(each, names.get(each.key, each.key)) for each in rows]


@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """A line a customer."""
    who, day = officer.must_see_customers(request), asked(request)
    words, page = request.GET.get("q", "").replace("\0", "").strip()[:60], page_of(request.GET.get("page", "1"))
    rows = [] if day is None else _seen(who, day, words)
    shown = {
        "as_of": day, "rows": _named(rows[(page - 1) * SHOWN : page * SHOWN]), "count": len(rows), "page": page,
        "before": page - 1 if page > 1 else None, "after": page + 1 if len(rows) > page * SHOWN else None,
        "sum": whole("", rows), "base": _base(day),
    }  # fmt: skip
    return render(request, "community/customers.html", shown)


def _base(day: date | None) -> int | None:
    held = [] if day is None else [rate for since, rate in community.bases(day) if since <= day]
    return held[-1] if held else None


COLUMNS = (("本期投放", "money"), ("期末余额", "money"), ("节约成本", "money"))


def _columns(*first: str) -> list[sheet.Column]:
    return [*(sheet.Column(each, width=24) for each in first), *(sheet.Column(each, kind) for each, kind in COLUMNS)]


@require_safe
def customers_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a workbook."""
    who, day = officer.must_see_customers(request), asked(request)
    if day is None:
        raise Http404
    rows = _seen(who, day, request.GET.get("q", "").replace("\0", "").strip()[:60])
    lines = [(each.key, name, each.lent, each.balance, each.saved) for each, name in _named(rows)]
    data = sheet.workbook("银企共同体", _columns("客户编号", "客户"), lines)
    return sheet.answer(data, f"community-{day.isoformat()}")


def _one(request: HttpRequest, number: str) -> dict[str, Any]:
    """One customer's statement over the span asked for; 404 for one that is not there and for one that is not yours."""
    who, day = officer.must_see_customers(request), asked(request)
    kept = customer.customer_for(who, number.replace("\0", ""))
    if day is None or isinstance(kept, Refused):
        raise Http404
    year = date(day.year, 1, 1)
    start, stop = span_of(day, *(_day(request.GET.get(name, "")) for name in ("from", "to")))
    found = community.statement(day, number, start, stop)
    return {
        "customer": kept,
        "as_of": day,
        "start": start,
        "stop": stop,
        "year": year,
        "found": found,
        "bases": base_steps(day),
        "key": uuid.uuid4().hex,
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_safe
def statement(request: HttpRequest, number: str) -> HttpResponse:
    """One customer: what was lent, what stands, what was saved; by note and by month."""
    return render(request, "community/statement.html", _one(request, number))


@require_safe
def statement_file(request: HttpRequest, number: str) -> HttpResponse:
    """The statement as a workbook for the customer: notes, then months, then the sum."""
    page = _one(request, number)
    found = page["found"]
    lines: list[tuple[Any, ...]] = []
    for name, parts in ((_("借据"), found.notes), (_("月份"), found.months)) if found else ():
        lines += [(name, each.key, each.lent, each.balance, each.saved) for each in parts]
    if found:
        lines.append((_("合计"), page["customer"].name, found.whole.lent, found.whole.balance, found.whole.saved))
    data = sheet.workbook("银企共同体", _columns("项目", "名称"), lines)
    return sheet.answer(data, f"community-{number}-{page['stop'].isoformat()}")
