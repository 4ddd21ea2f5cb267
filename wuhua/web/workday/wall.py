"""晨墙: one screen readable at three metres and one A4. What workday knows, beside arrears and maturities from servicing."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from wuhua.areas.people import read as staff
from wuhua.areas.servicing.contact import read as contact
from wuhua.areas.servicing.contact.rules import passed
from wuhua.areas.workday import read
from wuhua.areas.workday.rules import Measure
from wuhua.web.workday import paper
from wuhua.web.workday.doing import here
from wuhua.web.workday.lists import Sheet, drawn
from wuhua.web.workday.my import quantity
from wuhua.web.workday.names import TONES, choices, name

WEEK = 7
REDS = 12
"""So many lines of the red list stand on the wall; the meeting's own page has all of them."""
SHOWN = (Measure.GRANTED, Measure.COLLECTED, Measure.NET_INCREASE, Measure.NEW_BORROWERS, Measure.FILES)


def _unit(request: HttpRequest, who: Any) -> str:
    """The unit asked for where the officer sees more than one, else the own one."""
    asked = request.GET.get("unit", "")
    return asked if asked in read.units() and (read.sees_wide(who) or asked == who.branch) else who.branch


def gathered(request: HttpRequest) -> tuple[str, dict[str, Any]]:
    """The wall of the unit asked for, as the screen and the paper show it."""
    who, day, at = here(request)
    unit = _unit(request, who)
    wall = read.wall(who, unit, day, at)
    coming = contact.maturing_page(who, contact.Asked(branch=unit), day, band=WEEK)
    late = contact.late_page(who, passed(day), contact.Asked(branch=unit), day)
    week = next((x for x in coming.sums if x.days == WEEK), None)
    names = staff.staff_names(x["owner"] for x in wall.red if x["owner"])
    red = [
        (name("red", x["kind"]), x["title"] or _("前一工作日没有日清"), names.get(x["owner"], x["owner"]), x["since"])
        for x in wall.red
    ]
    people = [(x.name, [quantity(m, x.figures.get(m)) for m in SHOWN], x.visits, x.jobs) for x in wall.people]
    totals = [(name("measure", m), quantity(m, wall.total(m))) for m in SHOWN]
    targets = [
        (
            f"{name('span', x.target.span)} {name('measure', x.target.measure)}", quantity(x.target.measure, x.progress.done),
            quantity(x.target.measure, x.progress.amount), quantity(x.target.measure, x.progress.gap), x.progress.days_left,
            quantity(x.target.measure, x.progress.needed_per_day),
        )
        for x in wall.targets
    ]  # fmt: skip
    return unit, {
        "wall": wall,
        "unit_name": read.units().get(unit, unit),
        "units": sorted(read.units().items()) if read.sees_wide(who) else [],
        "heads": [name("measure", m) for m in SHOWN],
        "people": people,
        "totals": totals,
        "visits": sum(x[2] for x in people),
        "targets": targets,
        "colours": [(words, wall.colours[code], TONES["colour"].get(code, "")) for code, words in choices("colour")],
        "red": red[:REDS],
        "red_more": max(0, len(red) - REDS),
        "late_count": late.count,
        "late_now": late.total("now"),
        "week_count": week.notes if week else 0,
        "week_sum": week.balance if week else 0,
    }


@require_safe
def screen(request: HttpRequest) -> HttpResponse:
    """For the screen in the hall."""
    unit, found = gathered(request)
    return drawn(
        request, Sheet("wall", _("晨墙"), found["unit_name"], extra={**found, "unit": unit}), "workday/wall.html"
    )


@require_safe
def a4(request: HttpRequest) -> HttpResponse:
    """For the wall itself."""
    unit, found = gathered(request)
    name_ = f"wall-{unit}-{found['wall'].day.isoformat()}.pdf"
    return HttpResponse(
        paper.wall(found),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name_}"'},
    )
