"""Groups and rings in sight; one customer's group, ring and room. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuhua.areas.creditline import casework
from wuhua.areas.exposure import read
from wuhua.areas.exposure.rules import CEILING_NAMES, Ceiling, Room
from wuhua.core.money import percent
from wuhua.core.refuse import Refused
from wuhua.web import officer

SHOWN = 50


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The heaviest groups and rings with a customer in sight; a number typed opens its page."""
    who, day = officer.must_see_customers(request), officer.day(request)
    number = request.GET.get("customer", "").replace("\0", "").strip()[:64]
    if number:
        return redirect("exposure_customer", number.replace("/", ""))
    owed = casework.outside().owed
    rings, groups = read.rings_in_sight(who, day, owed), read.groups_in_sight(who, day, owed)
    page = {"rings": rings[:SHOWN], "groups": groups[:SHOWN], "today": day, "more": len(groups) - SHOWN}
    return render(request, "exposure/board.html", page)


@require_safe
def customer(request: HttpRequest, number: str) -> HttpResponse:
    """Who belongs to the customer's group and ring, who counts with how much, and what the ceilings leave."""
    who, day = officer.must_see_customers(request), officer.day(request)
    found = read.standing_for(who, number.replace("\0", ""), day, casework.outside().owed)
    if isinstance(found, Refused):
        raise Http404
    page = {
        "customer": found.customer, "found": found, "today": day, "tab": "exposure",
        "refused": found.room if isinstance(found.room, Refused) else None,
        "room": None if isinstance(found.room, Refused) else found.room,
        "lines": [] if isinstance(found.room, Refused) else _ceilings(found.room),
        "kin": _picture(number, found.group.names, [(x.customer, x.party, x.reason) for x in found.group.ties]),
        "ring": _picture(number, found.ring.names, [(one, other, _("保证")) for one, other in found.ring.pairs]),
    }  # fmt: skip
    return render(request, "exposure/customer.html", page)


def _ceilings(room: Room) -> list[dict[str, Any]]:
    """Each ceiling with what is used of it."""
    return [
        {
            "name": CEILING_NAMES[each], "top": room.ceilings[each], "used": room.used[each],
            "left": room.ceilings[each] - room.used[each], "share": percent(room.used[each], room.ceilings[each]),
            "binding": each is room.binding,
        }
        for each in Ceiling
    ]  # fmt: skip


def _picture(here: str, names: Mapping[str, str], links: list[tuple[str, str, str]]) -> dict[str, Any]:
    """A graph for the chart; who is not in sight has a place and no name."""
    stranger = _("他人管户的客户")
    nodes = [{"id": key, "name": words or stranger} for key, words in sorted(names.items())]
    return {
        "here": here,
        "nodes": nodes,
        "links": [{"source": one, "target": other, "words": words} for one, other, words in links],
    }
