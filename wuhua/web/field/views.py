"""The shell, the worker, the manifest, and one day's route as data."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from wuhua.areas.market import read
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import WORKED_ZONES, Role, ZoneKind
from wuhua.web import officer
from wuhua.web.field.words import words

WORKER = Path(__file__).resolve().parents[1] / "static" / "field" / "sw.js"
PLACES = tuple(kind for kind in WORKED_ZONES if kind is not ZoneKind.CELL)
CARRIED = 200
"""So many entries beyond the day's stops go along, to be found by name without a network."""


@ensure_csrf_cookie
@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The page; no customer is in it, so that it may lie in the phone's cache."""
    who = officer.must_see_customers(request)
    return render(request, "field/shell.html", {"who": who, "boss": who.holds(Role.EXECUTIVE), "words": words()})


@ensure_csrf_cookie
@require_safe
def day(request: HttpRequest) -> JsonResponse:
    """Today's stops in order, the week's after them, other entries of one's own, and the cells. Phones stay masked."""
    who, today = officer.must_see_customers(request), officer.day(request)
    week = read.week(who.number, today, today + timedelta(days=7))
    stops = [_stop(each, on.isoformat()) for on, rows in sorted(week.items()) for each in rows]
    there = {each["entry"] for each in stops}
    own = read.entry_page(who, read.Asked(owner=who.number, size=CARRIED)).rows
    zones = list(people.zones_led(who.number, today).values_list("code", "name"))
    if not zones:  # whoever leads no cell goes everywhere
        zones = [(each.code, each.name) for each in people.zones_of(PLACES)]
    return JsonResponse(
        {
            "officer": who.number,
            "day": today.isoformat(),
            "stops": stops,
            "others": [_entry(each) for each in own if each.pk not in there],
            "zones": [{"code": code, "name": name} for code, name in zones],
        }
    )


def _stop(stop: Any, on: str) -> dict[str, Any]:
    who = _entry(stop.entry) if stop.entry else {"entry": None, "name": stop.zone.name, "zone": stop.zone_id}
    return {**who, "day": on, "reason": stop.reason, "place": stop.place}


def _entry(each: Any) -> dict[str, Any]:
    return {
        "entry": each.pk,
        "name": each.party_name,
        "zone": each.zone_id or "",
        "address": each.address,
        "phone": each.phone_masked,
        "state": each.state,
    }


@login_not_required
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, from beside the shell: it says nothing about anybody."""
    answer = HttpResponse(WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@login_not_required
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """What makes the page installable."""
    icon = {"src": "/static/desk/mark.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}
    return JsonResponse(
        {
            "name": _("五化外勤"),
            "short_name": _("外勤"),
            "lang": "zh-CN",
            "start_url": "/field/",
            "scope": "/field/",
            "display": "standalone",
            "background_color": "#f4f6f5",
            "theme_color": "#0b6b4b",
            "icons": [icon],
        },
        content_type="application/manifest+json",
    )
