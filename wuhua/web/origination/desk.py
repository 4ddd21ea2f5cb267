"""The desk of cases, the same as a workbook, and a new request. Parse, one call, answer."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.read import desk as read
from wuhua.areas.origination.rules import CaseVerb
from wuhua.areas.origination.rules.steps import may
from wuhua.areas.people import read as people
from wuhua.areas.product import read as products
from wuhua.areas.servicing import casework
from wuhua.core.refuse import Refused
from wuhua.web import labels, sheet
from wuhua.web.case_names import name_of
from wuhua.web.classification.forms import page_of
from wuhua.web.origination import forms, said
from wuhua.web.workday.doing import here

FOUND = 20
"""So many customers are offered to choose from."""


def _asked(request: HttpRequest, size: int = read.PAGE) -> tuple[forms.Filters, read.Wanted, dict[str, dict[str, str]]]:
    """The filters as a form and as a question; what could not be read is left out."""
    known = {"products": products.names(), "units": people.branch_names(), "staff": people.staff_names()}
    form = forms.Filters(request.GET, **known)
    form.is_valid()
    told = {
        name: form.cleaned_data.get(name, "") for name in ("q", "state", "step", "unit", "holder", "product", "colour")
    }
    mine = form.cleaned_data.get("mine") == "1"
    return form, read.Wanted(**told, mine=mine, page=page_of(request.GET.get("page", "1")), size=size), known


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Cases in sight, one's own first, the most pressing and the oldest before the rest."""
    who, _day, at = here(request)
    form, wanted, known = _asked(request)
    page = {
        "desk": read.desk(who, wanted, at), "form": form, "wanted": wanted, "may_ask": may(who, CaseVerb.ASK) is None, **known,
    }  # fmt: skip
    return render(request, "origination/desk.html", page)


@require_safe
def desk_file(request: HttpRequest) -> HttpResponse:
    """The same lines as a workbook."""
    who, _day, at = here(request)
    _form, wanted, known = _asked(request, read.EVERYTHING)
    columns = [
        sheet.Column(_("业务编号"), width=16), sheet.Column(_("客户"), width=32), sheet.Column(_("客户编号")),
        sheet.Column(_("产品")), sheet.Column(_("申请金额"), "money", 18), sheet.Column(_("期限(月)"), "count"),
        sheet.Column(_("步骤")), sheet.Column(_("状态")), sheet.Column(_("经办人"), width=18), sheet.Column(_("主办"), width=18),
        sheet.Column(_("机构"), width=18), sheet.Column(_("受理日"), "day"), sheet.Column(_("时限"), width=14),
        sheet.Column(_("批准金额"), "money", 18),
    ]  # fmt: skip
    names, units, titles = known["staff"], known["units"], known["products"]
    rows = [
        (x.case.pk, x.case.customer.name, x.case.customer.number, titles.get(x.case.product, x.case.product), x.case.amount,
         x.case.months, _(name_of("five_step", x.step)) if x.step else "", _(name_of("case_state", x.case.state)),
         f"{names.get(x.case.holder, '')} {x.case.holder}", f"{names.get(x.case.lead, '')} {x.case.lead}",
         units.get(x.case.unit, x.case.unit), x.case.opened_on,
         _(name_of("clock_colour", x.clock.colour)) if x.clock else "", x.case.approved_amount)
        for x in read.desk(who, wanted, at).rows
    ]  # fmt: skip
    return sheet.answer(sheet.workbook(_("业务清单"), columns, rows), "cases")


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """A new request: first the customer, looked for among those in sight, then what is asked."""
    now = said.now(request)
    if may(now.actor, CaseVerb.ASK) is not None:
        raise PermissionDenied
    number = (request.POST.get("customer", "") or request.GET.get("customer", ""))[:64].replace("\0", "").strip()
    chosen = customers.customer_for(now.actor, number) if number else None
    options = _options(now, number)
    form = forms.Asking(request.POST or None, initial=_initial(options, number), options=options)
    if request.method == "POST":
        made = said.deed(request, Deed.ASK, form)
        if made is not None:
            return redirect("case", made["id"])
    text = request.GET.get("q", "")[:64].replace("\0", "").strip()
    page: dict[str, Any] = {
        "form": form, "q": text, "chosen": None if isinstance(chosen, Refused) else chosen,
        "unknown": chosen if isinstance(chosen, Refused) and not form.errors else None,
        "found": list(customers.search(now.actor, text)[:FOUND]) if text and not number else [],
    }  # fmt: skip
    return render(request, "origination/ask.html", page)


def _initial(options: dict[str, list[tuple[str, str]]], number: str) -> dict[str, str]:
    """The most usual answers: the first account, working capital, interest as it goes."""
    usual = {"account": options["account"][0][0], "purpose": "WORKING_CAPITAL", "method": "interest_only"}
    return {"customer": number, **usual}


def _options(now: Any, number: str) -> dict[str, list[tuple[str, str]]]:
    shelf = products.catalogue(now.day)
    known = isinstance(customers.customer_for(now.actor, number), Refused) if number else True
    accounts = [] if known else list(casework.accounts(number))
    return {
        "product": [(each.code, _(each.name)) for each in (*shelf.products, *shelf.instruments)],
        "purpose": [(each.code, _(each.name)) for each in compliance.purposes()],
        "security": [(code, _(name)) for code, name in labels.choices("security")],
        "method": [(code, _(name)) for code, name in labels.choices("method")],
        "payout": [(code, _(name)) for code, name in labels.choices("payout")],
        "account": [*((each, each) for each in accounts), ("", _("尚未开户"))],
    }  # fmt: skip
