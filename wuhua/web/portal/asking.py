"""Asking: why a limit is what it is and that a person looks again, a loan, and where a request is by now."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customer
from wuhua.areas.customer.actions import portal as actions
from wuhua.areas.customer.read import Visitor
from wuhua.areas.customer.rules.portal import Bounds
from wuhua.areas.market.read import own as market
from wuhua.areas.origination import read as origination
from wuhua.areas.product import pages as products
from wuhua.areas.product import read as catalogue
from wuhua.areas.product.rules import Family, SheetState
from wuhua.areas.workday import read as workday
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused
from wuhua.web.portal import forms, gate


@require_safe
@gate.mine
def limits(request: HttpRequest, who: Visitor) -> HttpResponse:
    """Why this limit: every pre-approval with what it rests on and what it stopped at."""
    return _limits(request, who, None)


@require_http_methods(["POST"])
@gate.mine
def review(request: HttpRequest, who: Visitor, number: int) -> HttpResponse:
    """A person looks again: an inquiry of the managing RM."""
    day = gate.day(request)
    found = market.limit_of(who.number, number, day)
    if found is None:
        raise Http404
    form = forms.Review(request.POST)
    if form.is_valid():
        name = catalogue.names().get(found.product, found.product)
        asked = actions.ask_review(
            visitor=who, key=form.cleaned_data["key"], business_date=day, at=workday.moment(day),
            subject=f"preapproval:{found.id}", title=f"{name} {yuan(found.limit)} 元", words=form.cleaned_data["words"],
        )  # fmt: skip
        if not isinstance(asked, Refused):
            return redirect("portal_progress")
        gate.refuse(form, asked)
    return _limits(request, who, (number, form), 422)


def _limits(
    request: HttpRequest, who: Visitor, tried: tuple[int, forms.Review] | None, status: int = 200
) -> HttpResponse:
    key = gate.key(request)
    found = market.limits_of(who.number, gate.day(request))
    rows = [
        (each, tried[1] if tried and tried[0] == each.id else forms.Review(initial={"key": f"{key}-{each.id}"}, auto_id=False))
        for each in found
    ]  # fmt: skip
    return gate.show(request, "limits", status, rows=rows, names=catalogue.names(), tab="limits")


@require_http_methods(["GET", "HEAD", "POST"])
@gate.mine
def apply(request: HttpRequest, who: Visitor) -> HttpResponse:
    """Ask for a loan: who takes it is said at once, and the same tap twice asks once."""
    shelf = _shelf()
    offered = [(each.code, each.name) for each in shelf.values()]
    purposes = [(each.code, each.name) for each in compliance.purposes()]
    form = forms.Apply(offered, purposes, request.POST or None, initial={"key": gate.key(request)})
    if request.method == "POST" and form.is_valid():
        asked = _asked(request, who, form.cleaned_data, shelf)
        if not isinstance(asked, Refused):
            return redirect("portal_progress")
        gate.refuse(form, asked)
    status = 422 if form.is_bound else 200
    return gate.show(request, "apply", status, form=form, shelf=list(shelf.values()), tab="apply")


def _shelf() -> dict[str, products.Shown]:
    """What is on sale to small customers, by code."""
    return {
        each.code: each
        for series in products.catalogue().series
        for each in series.products
        if each.state == SheetState.PUBLISHED and each.family != Family.OTHER
    }


def _asked(request: HttpRequest, who: Visitor, said: dict[str, Any], shelf: dict[str, products.Shown]) -> Any:
    day, sheet = gate.day(request), shelf[said["product"]]
    purpose = compliance.purpose(said["purpose"])
    if isinstance(purpose, Refused):
        return purpose
    asking = actions.Asking(
        product=sheet.code, product_name=sheet.name, amount=said["amount"], months=said["months"], purpose=purpose.code,
        purpose_name=purpose.name, needed=said["needed"], words=said["words"],
    )  # fmt: skip
    bounds = Bounds(sheet.limit_low, sheet.limit_high, sheet.months_max)
    return actions.ask_loan(
        visitor=who, key=said["key"], business_date=day, at=workday.moment(day), asking=asking, bounds=bounds
    )


@require_safe
@gate.mine
def progress(request: HttpRequest, who: Visitor) -> HttpResponse:
    """Where is my application: what was asked here, and cases with the times they reached."""
    cases = list(origination.of_customer(who.id)[:20])
    page: dict[str, Any] = {
        "requests": customer.requests_of(who),
        "cases": cases,
        "names": catalogue.names(),
        "tab": "progress",
    }
    return gate.show(request, "progress", **page)
