"""The desk's lists: what waits for a decision, what moved, what is marked, and migration. Parse, one call, answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.classification import actions, pages
from wuhua.areas.classification.rules import ClassVerb
from wuhua.areas.people.rules import Scope, scope_of
from wuhua.areas.reporting import read as reporting
from wuhua.core.refuse import Refuse, Refused
from wuhua.web import officer
from wuhua.web.classification import charts
from wuhua.web.classification.forms import Decision, Filters, MarkFilters, MovedFilters

LOOK_BACK = timedelta(days=1)


def shown(request: HttpRequest, form: Filters, page: pages.Page, tab: str, **more: Any) -> dict[str, Any]:
    """What every list of the desk hands to its template."""
    who = officer.must(request)
    return {
        "form": form,
        "page": page,
        "rows": page.rows,
        "branches": form.branch_names,
        "staff": form.staff_names,
        "wide": scope_of(who) > Scope.OWN,
        "decides": pages.decides(who),
        "tab": tab,
        "today": officer.day(request),
        **more,
    }


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Upgrades to decide about, each with its facts; the form of a decision beside those one may decide."""
    who, form, day = officer.must_see_customers(request), Filters(request.GET), officer.day(request)
    page = pages.waiting(who, form.asked(), day)
    part = "classification/waiting_rows.html" if request.headers.get("HX-Request") else "classification/waiting.html"
    return render(request, part, shown(request, form, page, "waiting", decision=Decision()))


@require_POST
def decide(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Yes or no to one upgrade; back to where it was asked from."""
    who = officer.must_see_customers(request)
    if verb not in (ClassVerb.CONFIRM, ClassVerb.REJECT):
        raise Http404
    form = Decision(request.POST)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "classes"
    if not form.is_valid():
        messages.warning(request, _("请写明理由。"))
        return redirect(back)
    done = actions.do(
        ClassVerb(verb),
        actor=who,
        business_date=officer.day(request),
        key=form.cleaned_data["key"],
        said={"proposal": number, **form.said()},
    )
    if isinstance(done, Refused):
        messages.warning(request, f"{done.reason}{done.next_step}")
    else:
        messages.success(request, _said(done))
    return redirect(back)


def _said(done: dict[str, Any]) -> str:
    """What became of a proposal, in a sentence."""
    if done["state"] == "REJECTED":
        return _("已退回,分类不变。")
    if done["state"] == "OPEN":
        return _("已同意,还需另一名有权人认定。")
    return _("已认定上调。")


@require_safe
def moved(request: HttpRequest) -> HttpResponse:
    """Classes that changed since yesterday, or since the day asked."""
    who, form, day = officer.must_see_customers(request), MovedFilters(request.GET), officer.day(request)
    asked = form.asked()
    since = form.cleaned_data.get("since") or day - LOOK_BACK
    page = pages.moved(who, asked, since, day)
    part = "classification/moved_rows.html" if request.headers.get("HX-Request") else "classification/moved.html"
    return render(request, part, shown(request, form, page, "moved", since=since))


@require_safe
def marks(request: HttpRequest) -> HttpResponse:
    """Marks that hold, and whose observation is over."""
    who, form, day = officer.must_see_customers(request), MarkFilters(request.GET), officer.day(request)
    asked = form.asked()
    page = pages.marked(who, asked, day, form.cleaned_data.get("mark", ""))
    part = "classification/marks_rows.html" if request.headers.get("HX-Request") else "classification/marks.html"
    return render(request, part, shown(request, form, page, "marks"))


@require_safe
def migration(request: HttpRequest) -> HttpResponse:
    """How the classes of one sealed day stand on another: a table and a picture of it. Figures of the whole bank."""
    who = officer.must_see_figures(request)
    days = reporting.days_to_compare()
    now = _day(request.GET.get("now", ""), days) or (days[0] if days else None)
    starts = reporting.migration_starts(now) if now else []
    was = _day(request.GET.get("was", ""), days) or (starts[0][1] if starts else None)
    page: dict[str, Any] = {"days": days, "now": now, "was": was, "starts": starts, "tab": "migration"}
    page |= {"customers": scope_of(who) > Scope.NONE}
    if now and was and was < now:
        try:
            rows = reporting.migration(was, now)
        except Refuse as no:
            page["refused"] = no.refused
        else:
            page |= charts.migration(rows)
    return render(request, "classification/migration.html", page)


def _day(text: str, days: list[date]) -> date | None:
    """A day that is sealed, else none."""
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        return None
    return asked if asked in days else None
