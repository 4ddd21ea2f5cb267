"""Fees with their service record and second key, and sales beside loans. Parse, one call, answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuhua.areas.compliance import actions, read
from wuhua.areas.compliance.rules.charges import ChargeState, Payer
from wuhua.areas.compliance.rules.conduct import SaleKind
from wuhua.areas.people.rules import Officer, Role, Scope, scope_of
from wuhua.areas.servicing import charging
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.conduct.forms import Charging, Said, Selling
from wuhua.web.conduct.shell import shell
from wuhua.web.market.forms import page_of


def _seer(request: HttpRequest) -> Officer:
    """Fees and sales are customers' matters: not for those who see none."""
    who = officer.must_see_customers(request)
    if scope_of(who) is Scope.NONE:
        raise PermissionDenied
    return who


@require_http_methods(["GET", "HEAD", "POST"])
def fees(request: HttpRequest) -> HttpResponse:
    """Fees within sight, what waits first; the catalogue; and a new one."""
    who, day = _seer(request), officer.day(request)
    form = Charging(request.POST or None, initial={"service_on": day})
    if request.method == "POST":
        made = form.once(request, who, lambda said: _charge(who, day, said))
        if made is not None:
            messages.success(request, _("已登记收费。"))
            return redirect("conduct_fee", made["id"])
    state = request.GET.get("state", "")
    page = {
        **shell(who, "fees"), "page": read.fee_page(who, state=state, page=page_of(request.GET.get("page", "1"))),
        "state": state, "states": [each.value for each in ChargeState], "catalogue": read.fee_codes(),
        "form": form if actions.may_register(who) is None else None,
    }  # fmt: skip
    return render(request, "conduct/fees.html", page)


def _charge(who: Officer, day: date, said: dict[str, Any]) -> Any:
    price = said.pop("priced")
    new = actions.NewCharge(**{**said, "payer": Payer(said["payer"])})
    return charging.charge_fee(actor=who, business_date=day, new=new, model_price=price)


@require_safe
def fee(request: HttpRequest, number: int) -> HttpResponse:
    """One fee."""
    return _fee(request, number, Said())


def _fee(request: HttpRequest, number: int, form: Said) -> HttpResponse:
    who = _seer(request)
    found = read.fee_for(who, number)
    if isinstance(found, Refused):
        raise Http404
    waits = found.state == ChargeState.CHARGE_ASKED and who.holds(Role.COMPLIANCE) and who.number != found.asked_by
    return render(request, "conduct/fee.html", {**shell(who, "fees"), "row": found, "form": form, "may_decide": waits})


@require_POST
def decide(request: HttpRequest, number: int, verdict: str) -> HttpResponse:
    """The second key."""
    who, day = _seer(request), officer.day(request)
    if verdict not in ("approve", "refuse"):
        raise Http404
    form = Said(request.POST)
    told: dict[str, Any] = {"actor": who, "business_date": day, "number": number, "approve": verdict == "approve"}
    if form.once(request, who, lambda said: actions.decide_charge(**told, words=said["words"])) is None:
        return _fee(request, number, form)
    messages.success(request, _("已审批。"))
    return redirect("conduct_fee", number)


@require_http_methods(["GET", "HEAD", "POST"])
def sales(request: HttpRequest) -> HttpResponse:
    """Sales and placements within sight; and a new one."""
    who, day = _seer(request), officer.day(request)
    form = Selling(request.POST or None, initial={"day": day, "sold_by": who.number})
    if request.method == "POST":
        made = form.once(request, who, lambda said: _sell(who, day, said))
        if made is not None:
            messages.success(request, _("已登记销售。"))
            return redirect("conduct_sales")
    page = {
        **shell(who, "sales"), "page": read.sale_page(who, page_of(request.GET.get("page", "1"))),
        "form": form if actions.may_register(who) is None else None,
    }  # fmt: skip
    return render(request, "conduct/sales.html", page)


def _sell(who: Officer, day: date, said: dict[str, Any]) -> Any:
    new = actions.NewSale(**{**said, "kind": SaleKind(said["kind"]), "own_money": said["own_money"] or 0})
    return actions.record_sale(actor=who, business_date=day, new=new)
