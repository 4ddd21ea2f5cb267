"""Handed-over books: what passes, who signed, the list on paper."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.customer import actions, read
from wuhua.areas.customer.actions.handover import OPENERS
from wuhua.areas.customer.rules.handover import HandoverPart
from wuhua.areas.market.read.printing import copies
from wuhua.areas.market.rules.printing import CountyPaper
from wuhua.areas.people import read as people
from wuhua.areas.reporting.read import handing
from wuhua.areas.servicing import actions as servicing
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.customer.filing_forms import HandoverForm
from wuhua.web.customer.names import name


@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """Mine and those I look over; heads draw up a new one from the giver's customers."""
    who = officer.must_see_customers(request)
    rows = [(each, name(each.state)) for each in read.handovers_of(who)[:200]]
    giver = request.GET.get("giver", "").strip()
    chosen = _book(who, giver) if giver and who.holds(*OPENERS) else []
    page = {
        "rows": rows,
        "staff": people.staff_names(),
        "may_open": who.holds(*OPENERS),
        "giver": giver,
        "book": chosen,
        "form": HandoverForm(initial={"giver": giver, "supervisor": who.number}),
    }
    return render(request, "customer/handovers.html", page)


def _book(who: Any, giver: str) -> list[Any]:
    """The giver's customers, those this head may see."""
    kept = read.kept_by(giver)
    seen = read.seen_among(who, [each.number for each in kept])
    return [each for each in kept if each.number in seen]


@require_POST
def open_(request: HttpRequest) -> HttpResponse:
    """Draw the list up."""
    who, day = officer.must_see_customers(request), officer.day(request)
    form = HandoverForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请填全移交人、接收人、监交人和原因。"))
        return redirect("handovers")
    said = form.cleaned_data
    chosen = tuple(request.POST.getlist("customer"))
    book = [each for each in _book(who, said["giver"]) if each.number in set(chosen)]
    new = actions.NewHandover(said["giver"], said["receiver"], said["supervisor"], said["reason"], chosen)
    made = actions.open_handover(actor=who, business_date=day, new=new, listing=handing.listing(book, day))
    if isinstance(made, Refused):
        messages.error(request, f"{made.reason}{made.next_step}")
        return redirect("handovers")
    return redirect("handover", made.row.number)


@require_safe
def handover(request: HttpRequest, number: str) -> HttpResponse:
    """The list as it was drawn up, who signed and whose turn it is; prints on A4."""
    who = officer.must_see_customers(request)
    found = read.handover_for(who, number)
    if found is None:
        raise Http404
    staff = people.staff_names([found.row.giver, found.row.receiver, found.row.supervisor])
    parts = [
        (each, name(each), staff.get(found.named(each), found.named(each)), each in found.signed)
        for each in HandoverPart
    ]
    mine = found.due if found.due and found.row.state == "OPEN" and found.named(found.due) == who.number else None
    page = {
        "found": found, "row": found.row, "listing": found.row.listing, "parts": parts, "mine": mine,
        "mine_name": name(mine) if mine else "", "state": name(found.row.state),
        "key": uuid.uuid4().hex, "copies": copies(CountyPaper.HANDOVER_LIST, number),
        "may_stop": found.row.state == "OPEN" and who.number in (found.row.opened_by, found.row.supervisor),
    }  # fmt: skip
    return render(request, "customer/handover.html", page)


@require_POST
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """My signature; the last one moves the book."""
    who, day = officer.must_see_customers(request), officer.day(request)
    part = request.POST.get("part", "")
    if part not in HandoverPart.__members__ or read.handover_for(who, number) is None:
        raise Http404
    answer = actions.sign_handover(
        actor=who, business_date=day, number=number, part=HandoverPart(part), carry=servicing.move_book
    )
    return _after(request, number, answer, _("已签字。"))


@require_POST
def stop(request: HttpRequest, number: str) -> HttpResponse:
    """Nothing moves."""
    who, day = officer.must_see_customers(request), officer.day(request)
    if read.handover_for(who, number) is None:
        raise Http404
    answer = actions.stop_handover(
        actor=who, business_date=day, number=number, reason=request.POST.get("reason", "")
    )  # fmt: skip
    return _after(request, number, answer, _("已停止。"))


def _after(request: HttpRequest, number: str, answer: Any, done: str) -> HttpResponse:
    if isinstance(answer, Refused):
        messages.error(request, f"{answer.reason}{answer.next_step}")
    else:
        messages.success(request, done)
    return redirect("handover", number)
