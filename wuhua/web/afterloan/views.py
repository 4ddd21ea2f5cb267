"""The desk of the month, its workbook, the stops, one borrower's six lines. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.customer.read import kept
from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES
from wuhua.areas.market import read as market
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.postloan import actions, read, rules
from wuhua.areas.postloan.rules import Found, StopCondition
from wuhua.areas.workday import read as workday
from wuhua.core.days import add_months
from wuhua.core.refuse import Refused
from wuhua.web import officer, sheet
from wuhua.web.afterloan import forms
from wuhua.web.afterloan.names import name_of
from wuhua.web.market.forms import page_of

EVERYTHING = 1_000_000
SHOWN = 8
"""So many visits and papers of the month are offered as evidence."""
MONTHS = 13
"""This month, and those since the same one a year ago."""


def _reader(request: HttpRequest) -> Officer:
    """Who reads customers; anybody else is told so by the page, not by an empty list."""
    who = officer.must_see_customers(request)
    if rules.may_read(who) is not None:
        raise PermissionDenied
    return who


def _plain(number: str) -> str:
    """A number no database would take is a customer nobody has."""
    if "\0" in number:
        raise Http404
    return number


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:60].replace("\0", "") for name in ("show", "rm", "text", "month")}


def _months(day: date) -> list[date]:
    """The months a desk may be looked at: this one first, then those of the year before it."""
    return [add_months(rules.month_of(day), -back) for back in range(MONTHS)]


def _month(request: HttpRequest) -> date:
    """The month asked for; what cannot be read, or lies outside, is this one."""
    every = _months(officer.day(request))
    return next((each for each in every if f"{each:%Y-%m}" == request.GET.get("month", "")), every[0])


def _desk(request: HttpRequest, who: Officer, page: int = 1, size: int = read.PAGE) -> read.Desk:
    asked, day = _asked(request), _month(request)
    return read.desk(
        who, day, page, asked["show"] != "all", rm=asked["rm"], text=asked["text"].strip(), size=size
    )  # fmt: skip


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What is open this month, of whom; those least looked at first."""
    who = _reader(request)
    found, names = _desk(request, who, page_of(request.GET.get("page", "1"))), people.staff_names()
    behind = sorted((done - every, rm, every, done) for rm, (every, done) in found.by_rm.items())
    page = {
        "desk": found, "asked": _asked(request), "tab": "month", "names": names,
        "behind": [(rm, every, done, -short) for short, rm, every, done in behind],
        "previous": found.page - 1, "next": found.page + 1 if found.more else 0, "left": found.borrowers - found.done,
        "items": [each for each in found.items if each.code != rules.END],
        "months": [f"{each:%Y-%m}" for each in _months(officer.day(request))], "month": f"{found.first_day:%Y-%m}",
    }  # fmt: skip
    return render(request, "afterloan/desk.html", page)


@require_safe
def desk_file(request: HttpRequest) -> HttpResponse:
    """The same lines as a workbook."""
    who = _reader(request)
    found, names = _desk(request, who, size=EVERYTHING), people.staff_names()
    items = [each for each in found.items if each.code != rules.END]
    columns = [
        sheet.Column(_("客户编号")), sheet.Column(_("客户"), width=32), sheet.Column(_("管户人"), width=18),
        *(sheet.Column(_(each.title)) for each in items), sheet.Column(_("未办项数"), "count"), sheet.Column(_("终止用信")),
    ]  # fmt: skip
    rows = [
        (each.number, each.name, f"{names.get(each.rm, '')} {each.rm}".strip(),
         *(_(name_of("look_found", each.month.seen[item.code])) if item.code in each.month.seen else "" for item in items),
         each.left, _("已终止") if each.stopped else "")
        for each in found.lines
    ]  # fmt: skip
    return sheet.answer(sheet.workbook(_("贷后管户"), columns, rows), f"afterloan-{found.first_day:%Y-%m}")


@require_safe
def stops(request: HttpRequest) -> HttpResponse:
    """Whose use has ended, why, and by whom; and what was lifted."""
    who, lifted = _reader(request), request.GET.get("show") == "lifted"
    found = read.stop_page(who, page_of(request.GET.get("page", "1")), lifted)
    page = {
        "found": found, "lifted": lifted, "tab": "stops", "names": people.staff_names(), "machine": rules.MACHINE,
        "previous": found.page - 1, "next": found.page + 1 if found.more else 0,
    }  # fmt: skip
    return render(request, "afterloan/stops.html", page)


@require_safe
def customer(request: HttpRequest, number: str) -> HttpResponse:
    """One borrower's month line by line, and what may be done."""
    return _customer(request, number)


def _customer(request: HttpRequest, number: str, **bound: forms.Keyed) -> HttpResponse:
    who, day = _reader(request), officer.day(request)
    found = read.sheet_for(who, _plain(number), day)
    if isinstance(found, Refused):
        raise Http404
    keeps = rules.may(who, rules.KEEPERS) is None and found.borrows
    page: dict[str, Any] = {
        "sheet": found, "customer": found.customer, "names": people.staff_names(), "machine": rules.MACHINE, "looking": None,
        "stopping": None, "lifting": None, "done": len(found.lines) - 1 - len(found.month.open), "all": len(found.lines) - 1,
        "past": [each for each in found.stops if each.lifted_on], "own_stop": False, "end": rules.END,
    }  # fmt: skip
    if keeps:
        page["looking"] = bound.get("look") or forms.Looking(lines=found.month.wanted, initial=_first(request, found))
        page["kept"] = _evidence(who, found)
        if "item" in request.GET:
            page["looking"].fields["evidence"].widget.attrs["autofocus"] = True
    if found.stop is None and rules.may(who, rules.STOPPERS) is None:
        page["stopping"] = bound.get("stop") or forms.Stopping()
    if found.stop is not None and rules.may(who, rules.LIFTERS) is None:
        page["own_stop"] = found.stop.stopped_by == who.number
        page["lifting"] = None if page["own_stop"] else bound.get("lift") or forms.Lifting()
    page["stray"] = [x for x in bound.values() if x not in (page["looking"], page["stopping"], page["lifting"])]
    return render(request, "afterloan/customer.html", page)


def _first(request: HttpRequest, found: read.Sheet) -> dict[str, str]:
    """The line asked for, or the first that is open."""
    asked = request.GET.get("item", "")
    left = [each.code for each in found.month.open]
    codes = [each.code for each in found.month.wanted]
    return {"item": asked if asked in codes else next(iter(left or codes))}


def _evidence(who: Officer, found: read.Sheet) -> list[str]:
    """Visits and papers of the month, to be chosen instead of typed. Four queries at most."""
    first = found.month.first_day
    visits = [
        f"走访 {timezone.localtime(each.visited):%Y-%m-%d} {each.rm.name} {'有定位' if each.longitude else '没有位置'} {each.pk}"
        for each in market.timeline(who, found.customer.number)
        if timezone.localtime(each.visited).date() >= first
    ]
    papers = [
        f"资料 {DOCUMENT_TYPES.get(each.type, each.type)} {each.business_date:%Y-%m-%d} {each.pk}"
        for each in kept.documents_of(found.customer.id)
        if each.business_date >= first
    ]
    return [*visits[:SHOWN], *papers[:SHOWN]]


@require_POST
def do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Look, stop, lift."""
    who, day = _reader(request), officer.day(request)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    found = read.month_for(who, _plain(number), day)
    if isinstance(found, Refused):
        raise Http404
    form: forms.Keyed = {
        "look": lambda: forms.Looking(request.POST, lines=found[1].wanted),
        "stop": lambda: forms.Stopping(request.POST),
        "lift": lambda: forms.Lifting(request.POST),
    }[verb]()
    at = {"actor": who, "business_date": day, "number": number}
    if not form.once(request, who, lambda said: act(said, at)):
        return _customer(request, number, **{verb: form})
    messages.success(request, _(_DONE[verb]))
    return redirect("afterloan_customer", number)


def _look(said: dict[str, Any], at: dict[str, Any]) -> Any:
    found = {**said, "found": Found(said["found"])}
    return actions.look(**at, at=workday.moment(at["business_date"]), **found)


def _stop(said: dict[str, Any], at: dict[str, Any]) -> Any:
    condition = StopCondition(said["condition"])
    moment = workday.moment(at["business_date"])
    return actions.stop(**at, at=moment, condition=condition, evidence=said["evidence"])


_VERBS: dict[str, Callable[[dict[str, Any], dict[str, Any]], Any]] = {
    "look": _look,
    "stop": _stop,
    "lift": lambda said, at: actions.lift(**at, words=said["words"]),
}
_DONE = {
    "look": gettext_noop("已登记管户。"),
    "stop": gettext_noop("已终止用信:授信卡冻结,借据不能再支用。"),
    "lift": gettext_noop("已解除终止。授信卡另由两人解冻。"),
}
