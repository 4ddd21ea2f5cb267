"""The list of tiers, one customer's tiers and owners, and what may be changed. Parse, one call, answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.customer import read as customers
from wuhua.areas.market.actions import once_for
from wuhua.areas.market.actions import tiers as actions
from wuhua.areas.market.read import tiers as read
from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.tiers import GRADE, SORTERS, may_sort
from wuhua.areas.people.rules import Officer
from wuhua.bulk.dayend import write as dayend
from wuhua.bulk.tiers.tasks import ask_sorting
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.market.forms import page_of


@require_safe
def tiers(request: HttpRequest) -> HttpResponse:
    """Every customer the officer may see, by tier and owner."""
    who = officer.must_see_customers(request)
    asked = {name: request.GET.get(name, "")[:60] for name in ("tier", "owner", "text")}
    marketers = read.marketers(who)
    run = read.last_run()
    near = {asked["tier"]} if asked["tier"] else {Tier.KEY.value, Tier.QUALITY.value}
    page = {
        "page": read.tier_page(who, **asked, page=page_of(request.GET.get("page", "1"))), "asked": asked,
        "marketers": marketers, "shown": [each for each in marketers if each.tier in near],
        "run": run, "moved": read.moved(who, run), "by_itself": run is not None and run.actor == dayend.ACTOR,
        "sorts": _sorts(who), "key": uuid.uuid4().hex,
        "tiers": [each.value for each in Tier],
    }  # fmt: skip
    return render(request, "tiers/list.html", page)


@require_POST
def sort(request: HttpRequest) -> HttpResponse:
    """The quarter's run, as background work."""
    who, day = officer.must_see_customers(request), officer.day(request)
    asked = ask_sorting(actor=who, business_date=day, key=_key(request))
    if isinstance(asked, Refused):
        messages.error(request, f"{asked.reason}{asked.next_step}")
        return redirect("tiers")
    return redirect("job", asked.pk)


@require_safe
def customer(request: HttpRequest, number: str) -> HttpResponse:
    """One customer: its tier and why, who markets it, and what both were before."""
    who, day = officer.must_see_customers(request), officer.day(request)
    found = customers.customer_for(who, number)
    if isinstance(found, Refused):
        raise Http404
    history, owners = read.tier_history(who, number)
    sorts = _sorts(who)
    now = read.tier_of(who, number)
    page = {
        "customer": found, "now": now, "history": history, "owners": owners, "sorts": sorts and now is not None,
        "staff": read.of_grade(list(GRADE.values()), day) if sorts else [], "tiers": [each.value for each in Tier],
        "key": uuid.uuid4().hex,
    }  # fmt: skip
    return render(request, "tiers/customer.html", page)


@require_POST
def change_tier(request: HttpRequest, number: str) -> HttpResponse:
    """Another tier, with the owner its grade asks for."""
    who, day, said = officer.must_see_customers(request), officer.day(request), _said(request)
    tier = request.POST.get("tier", "")
    if tier not in Tier.__members__:
        raise Http404
    told = {**said, "customer": number}

    def act() -> Any:
        made = actions.change_tier(actor=who, business_date=day, tier=Tier(tier), **told)
        return made if isinstance(made, Refused) else {"id": made.pk}

    return _answer(request, number, once_for(who, _key(request), {"verb": "tier", "tier": tier, **told}, act))


@require_POST
def change_owner(request: HttpRequest, number: str) -> HttpResponse:
    """Somebody else of the same grade."""
    who, day, told = officer.must_see_customers(request), officer.day(request), {**_said(request), "customer": number}

    def act() -> Any:
        made = actions.change_owner(actor=who, business_date=day, **told)
        return made if isinstance(made, Refused) else {"id": made.pk}

    return _answer(request, number, once_for(who, _key(request), {"verb": "owner", **told}, act))


def _sorts(who: Officer) -> bool:
    return who.holds(*SORTERS) and may_sort(who) is None


def _said(request: HttpRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "")[:400] for name in ("owner", "reason")}


def _key(request: HttpRequest) -> str:
    return request.POST.get("key", "")[:64] or uuid.uuid4().hex


def _answer(request: HttpRequest, number: str, done: Any) -> HttpResponse:
    if isinstance(done, Refused):
        messages.error(request, f"{done.reason}{done.next_step}")
    else:
        messages.success(request, _("已调整。"))
    return redirect("tier_customer", number)
