"""The board of customer risk within sight, and the board of staff risk for the few who may see it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.people import read as people
from wuhua.areas.reporting.read import risk
from wuhua.areas.reporting.read.risk import Signal
from wuhua.web import officer
from wuhua.web.market.forms import page_of


@require_safe
def customers(request: HttpRequest) -> HttpResponse:
    """Seven signs with their counts; one of them opened, line by line."""
    who, day = officer.must(request), officer.day(request)
    if not risk.may_see_customer_risk(who):
        raise PermissionDenied
    said = request.GET.get("signal", "")
    if said and said not in Signal.__members__:
        raise Http404
    counts = risk.signals(who, day)
    chosen = Signal(said) if said else next((each for each, n in counts.items() if n), Signal.IN_ARREARS)
    page = {
        "tiles": [(each.value, n, risk.STEPS[each]) for each, n in counts.items()], "chosen": chosen.value,
        "page": risk.signs(who, day, chosen, page_of(request.GET.get("page", "1"))), "names": people.staff_names(),
        "back": risk.BACK, "today": day, "staff_board": compliance.may_see_staff_risk(who) is None, "here": "customers",
        "sees": True,
    }  # fmt: skip
    return render(request, "risk/customers.html", page)


@require_safe
def staff(request: HttpRequest) -> HttpResponse:
    """Findings, complaints, broken limits, what was undone and unmasked, by member of staff."""
    who, day = officer.must(request), officer.day(request)
    if compliance.may_see_staff_risk(who) is not None:
        raise PermissionDenied
    page = {
        "lines": risk.staff_board(who, day), "back": risk.BACK, "today": day, "here": "staff", "staff_board": True,
        "sees": risk.may_see_customer_risk(who),
    }  # fmt: skip
    return render(request, "risk/staff.html", page)
