"""Lists and their funnel, entries, one entry and what may be done with it, my route. Parse, one call, answer."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuhua.areas.market import actions, read
from wuhua.areas.market.rules import CHIPS, LEADERS, ContactOutcome, EntryVerb, PartyKind, Tint, may_grade
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Scope, ZoneKind, scope_of
from wuhua.core.refuse import Refused
from wuhua.platform import files
from wuhua.web import officer, sheet
from wuhua.web.market import files as market_files
from wuhua.web.market.forms import Filters, WalkIn
from wuhua.web.market.names import LABELS

MOST_LINES = 50_000
POINTS = (ZoneKind.PARK, ZoneKind.MARKET, ZoneKind.MALL)


def told(request: HttpRequest, answer: Any, done: str) -> bool:
    """Say what was done, or why not; whether it was done."""
    if isinstance(answer, Refused):
        messages.error(request, f"{answer.reason}{answer.next_step}")
        return False
    messages.success(request, done)
    return True


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """Every list with how far it came, and the funnel over all of it."""
    who = officer.must_see_customers(request)
    kind = request.GET.get("kind", "")
    kind = kind if kind in PartyKind.__members__ else ""
    steps = read.funnel_of(who, kind=kind)
    leads = who.holds(*LEADERS)
    page = {
        "lists": read.overview(who),
        "steps": steps,
        "kind": kind,
        "kinds": LABELS["party"],
        "picture": picture(steps),
        "points": people.zones_of(POINTS) if leads else [],
        "leads": leads,
        "key": uuid.uuid4().hex,
    }
    return render(request, "market/lists.html", page)


def picture(steps: Any) -> dict[str, Any]:
    """The funnel as the chart takes it: of each step who stands there, who left, who went on."""
    series = (
        (_("停留在此"), [each.here for each in steps]),
        (_("继续向前"), [each.went_on for each in steps]),
        (_("无意向"), [each.no_intent for each in steps]),
        (_("不予准入"), [each.rejected for each in steps]),
    )
    labels = [_(LABELS["entry"][each.state.value]) for each in steps]
    return {"labels": labels, "series": [{"name": name, "data": data} for name, data in series]}


@require_POST
def draw(request: HttpRequest) -> HttpResponse:
    """A list out of a park, market or mall."""
    who, day = officer.must_see_customers(request), officer.day(request)
    zone = request.POST.get("zone", "")

    def act() -> Any:
        made = actions.draw_list(actor=who, business_date=day, zone=zone)
        return made if isinstance(made, Refused) else {"number": made.pk}

    done = actions.once_for(who, request.POST.get("key", "") or uuid.uuid4().hex, {"verb": "draw", "zone": zone}, act)
    told(request, done, _("名单已生成。"))
    return redirect("lists")


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    """Entries, narrowed."""
    who, form = officer.must_see_customers(request), Filters(request.GET)
    page = read.entry_page(who, form.asked())
    shown = {
        "form": form, "page": page, "wide": scope_of(who) > Scope.OWN, "today": officer.day(request),
        "leads": who.holds(*LEADERS), "staff": form.fields["owner"].choices if who.holds(*LEADERS) else [],  # type: ignore[attr-defined]
    }  # fmt: skip
    return render(request, "market/entries.html", shown)


@require_safe
def entries_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a workbook."""
    who, form = officer.must_see_customers(request), Filters(request.GET)
    page = read.entry_page(who, replace(form.asked(), page=1, size=MOST_LINES))
    return sheet.answer(market_files.entries(page.rows), f"lists-{officer.day(request).isoformat()}")


@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Those that were ticked go to one manager."""
    who, day = officer.must_see_customers(request), officer.day(request)
    ticked = [
        int(each) for each in request.POST.getlist("entry") if each.isascii() and each.isdigit() and len(each) < 19
    ]
    answer = actions.assign(actor=who, business_date=day, entries=ticked, owner=request.POST.get("owner", ""))
    told(request, answer, _("已分配 %(n)s 户。") % {"n": len(ticked)})
    return redirect(
        f"{request.POST.get('back') if (request.POST.get('back') or '').startswith('/market/') else '/market/entries'}"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def walk_in(request: HttpRequest) -> HttpResponse:
    """Somebody who came by is put on the officer's list."""
    who, day = officer.must_see_customers(request), officer.day(request)
    zones = dict(people.zones_led(who.number, day).values_list("code", "name"))
    form = WalkIn(request.POST or None, zones=zones)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        party = actions.NewParty(
            PartyKind(said["kind"]), said["name"], said["credit_code"], zone=said["zone"], address=said["address"],
            phone=said["phone"],
        )  # fmt: skip
        made = actions.add_walk_in(actor=who, business_date=day, party=party)
        if not isinstance(made, Refused):
            messages.success(request, _("已列入名单:%(name)s") % {"name": made.party_name})
            return redirect("entry", number=made.pk)
        field = {"party_name": "name"}.get(made.field or "", made.field)
        form.add_error(field if field in form.fields else None, f"{made.reason}{made.next_step}")
    return render(request, "market/walk_in.html", {"form": form})


# --- one entry -------------------------------------------------------------------------------------------------------


def _entry(request: HttpRequest, number: int) -> Any:
    found = read.entry_for(officer.must_see_customers(request), number)
    if isinstance(found, Refused):
        raise Http404
    return found


def _shown(request: HttpRequest, found: Any) -> dict[str, Any]:
    who = officer.must(request)
    return {
        "entry": found,
        "steps": read.steps_of(found),
        "contacts": read.contacts_of(found),
        "visits": read.visits_of_entry(found),
        "chips": CHIPS,
        "may_phone": read.may_phone(who, found),
        "may_grade": may_grade(who, found.owner_id) is None,
        "tints": LABELS["tint"],
        "today": officer.day(request),
    }


@require_safe
def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One party: the phone, three taps, what was seen and said."""
    found = _entry(request, number)
    return render(request, "market/entry.html", _shown(request, found))


@require_POST
def phone(request: HttpRequest, number: int) -> HttpResponse:
    """The whole number to call, through its gate; who looked is kept."""
    found = _entry(request, number)
    shown = actions.phone_of(actor=officer.must(request), business_date=officer.day(request), entry=number)
    refused = isinstance(shown, Refused)
    page = {
        "entry": found,
        "may_phone": True,
        "phone": None if refused else shown,
        "refused": shown if refused else None,
    }
    if request.headers.get("HX-Request"):
        return render(request, "market/phone.html", page)
    return render(request, "market/entry.html", {**_shown(request, found), **page})


@require_POST
def contact(request: HttpRequest, number: int) -> HttpResponse:
    """A call or a stop in three taps."""
    found = _entry(request, number)
    outcome = request.POST.get("outcome", "")
    if outcome not in ContactOutcome.__members__:
        raise Http404
    done = actions.note_contact(
        actor=officer.must(request), business_date=officer.day(request), entry=number, outcome=ContactOutcome(outcome),
        chips=request.POST.getlist("chip"), words=request.POST.get("words", "")[:1000],
        next_contact=_day(request.POST.get("next_contact", "")),
    )  # fmt: skip
    told(request, done, _("已记录:%(name)s") % {"name": found.party_name})
    return redirect("route") if request.POST.get("from") == "route" else redirect("entry", number=number)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_POST
def do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """One of the verbs that need a word at most."""
    _entry(request, number)
    who: dict[str, Any] = {"actor": officer.must(request), "business_date": officer.day(request), "entry": number}
    words = request.POST.get("words", "")[:1000]
    tint = request.POST.get("tint", "")
    if verb == "target":
        answer: Any = actions.target(**who)
    elif verb == "reopen":
        answer = actions.reopen(**who)
    elif verb == "decline":
        answer = actions.leave(**who, verb=EntryVerb.DECLINE, reason=words)
    elif verb == "turn-down":
        answer = actions.leave(**who, verb=EntryVerb.TURN_DOWN, reason=words)
    elif verb == "grade" and tint in Tint.__members__:
        answer = actions.grade(**who, tint=Tint(tint), reason=words)
    elif verb == "grant":
        answer = actions.grant(**who)
    else:
        raise Http404
    told(request, answer, _("已办理。"))
    return redirect("entry", number=number)


@require_safe
def photo(request: HttpRequest, number: int) -> HttpResponse | FileResponse:
    """A photo of a visit the officer may see, as it was handed in."""
    found = read.photo_for(officer.must_see_customers(request), number)
    if found is None:
        raise Http404
    kept = files.one(found.file_id)
    return FileResponse(files.open_(kept.pk), content_type=kept.media_type)


# --- the route -------------------------------------------------------------------------------------------------------


@require_safe
def route(request: HttpRequest) -> HttpResponse:
    """Today's stops in their order, and the rest of the week."""
    who, today = officer.must_see_customers(request), officer.day(request)
    week = read.week(who.number, today, today + timedelta(days=7))
    day = _day(request.GET.get("day", "")) or (min(week) if week else today)
    stops = read.stops(who.number, day)
    shown = {
        "stops": stops,
        "day": day,
        "today": today,
        "week": sorted((each, len(rows)) for each, rows in week.items()),
        "chips": CHIPS,
        "follow_ups": read.follow_ups(who, today),
    }
    return render(request, "market/route.html", shown)


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """The week, made anew."""
    who = officer.must_see_customers(request)
    made = actions.plan_week(actor=who, business_date=officer.day(request))
    told(request, made, _("本周计划已生成,共 %(n)s 站。") % {"n": made})
    return redirect("route")
