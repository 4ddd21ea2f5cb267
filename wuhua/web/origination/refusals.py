"""Refusals looked at again: what waits with its due time, and how often whom was overturned (A30). Parse, one call, answer."""

from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.read import middle as seen
from wuhua.areas.origination.read import refusals as read
from wuhua.areas.origination.read import review_desk
from wuhua.areas.people import read as people
from wuhua.areas.product import read as products
from wuhua.web.origination import middle
from wuhua.web.origination.middle import NOTHING
from wuhua.web.origination.review import tabs, yes

YEAR = timedelta(days=365)


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for a look, what was looked at, and the counts by who said no."""
    who, day, at = middle.here(request)
    if not seen.sees_refusals(who):
        raise PermissionDenied
    typed, place = NOTHING, ""
    if request.method == "POST":
        place = middle.text(request, "number", 40)
        no = middle.did(
            request, Deed.LOOK_AGAIN,
            lambda: {"number": place, "upheld": yes(request, "upheld"), "words": middle.text(request, "words")},
            _("复核意见已登记。"),
        )  # fmt: skip
        if no is None:
            return redirect("case_refusals")
        typed = no
    since, until = _span(request, day)
    rows = read.waiting(who, day, at)
    page = {
        "late": [each for each in rows if each.late], "rows": [each for each in rows if not each.late],
        "past": read.looked(who), "counts": read.by_refuser(who, since, until), "returns": review_desk.returned(who, since, until),
        "since": since, "until": until,
        "looks": read.looks_again(who), "key": middle.fresh_key(), "form": typed.form(Deed.LOOK_AGAIN.value, upheld="", words=""),
        "place": place, "staff": people.staff_names(), "products": products.names(), "day": day, **tabs(who),
    }  # fmt: skip
    return render(request, "origination/refusals.html", page)


def _span(request: HttpRequest, day: date) -> tuple[date, date]:
    """The span asked for, else the year up to today; whatever is no day is not asked for."""

    def asked(name: str, other: date) -> date:
        try:
            return date.fromisoformat(request.GET.get(name, ""))
        except ValueError:
            return other

    return asked("since", day - YEAR), asked("until", day)
