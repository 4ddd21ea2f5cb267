"""Complaints: written by anybody, followed by who signed in, handled on a small page of compliance and discipline."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customer
from wuhua.areas.customer.actions import complaints as actions
from wuhua.areas.customer.read import Visitor
from wuhua.areas.customer.rules import complaints as rules
from wuhua.areas.customer.rules.complaints import (
    ComplaintFinding,
    ComplaintKind,
    ComplaintState,
    ComplaintVerb,
)
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Role
from wuhua.areas.workday import read as workday
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.portal import forms, gate, open


@require_http_methods(["GET", "HEAD", "POST"])
@gate.public
def complain(request: HttpRequest) -> HttpResponse:
    """The form, for whoever comes; who signed in need not give a phone."""
    who, day = gate.visitor(request), gate.day(request)
    values = compliance.parameters(day).values
    form = forms.Complain(request.POST or None, initial={"key": gate.key(request), "name": who.name if who else ""})
    page: dict[str, Any] = {
        "form": form,
        "days": open.complaint_days(values),
        "hotline": values.get("COMPLAINT_PHONE", ""),
    }
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        new = actions.NewComplaint(
            ComplaintKind(said["kind"]), said["name"], said["phone"], said["words"], said["about"]
        )
        done = actions.complain(
            new=new, key=said["key"], business_date=day, at=workday.moment(day), address=gate.address(request),
            days=page["days"], a_day=int(values.get("COMPLAINTS_A_DAY", "10")), visitor=who,
        )  # fmt: skip
        if not isinstance(done, Refused):
            return gate.show(request, "complained", done=done, hotline=page["hotline"], tab="complain")
        gate.refuse(form, done)
    return gate.show(request, "complain", 422 if form.is_bound else 200, tab="complain", **page)


@require_safe
@gate.mine
def mine(request: HttpRequest, who: Visitor) -> HttpResponse:
    """What became of one's own."""
    return gate.show(request, "complaints", rows=customer.complaints_of(who), tab="complain")


# --- staff -----------------------------------------------------------------------------------------------------------


def _reader(request: HttpRequest) -> Any:
    return officer.must_see_figures(request)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The handlers' list, the soonest due first; others see what concerned them and is closed."""
    who, day = _reader(request), officer.day(request)
    if who.holds(Role.ADMIN):
        raise PermissionDenied
    state, page = request.GET.get("state", ""), request.GET.get("page", "1")
    number = int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    found = customer.complaint_page(who, state, number, day)
    words = {"found": found, "state": state, "states": [each.value for each in ComplaintState], "today": day}
    return render(request, "portal/desk_list.html", {**words, "reads": rules.may_read(who)})


@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One complaint with its steps, and what this officer may do."""
    return _one(request, number, forms.Handling())


def _one(request: HttpRequest, number: str, form: forms.Handling, status: int = 200, phone: str = "") -> HttpResponse:
    who = _reader(request)
    found = customer.complaint_for(who, number)
    if found is None:
        raise Http404
    steps = customer.complaint_steps(found.pk)
    names = people.staff_names({each.actor for each in steps})
    handles = rules.may_handle(who) is None
    page: dict[str, Any] = {
        "row": found, "phone": phone, "steps": [(each, names.get(each.actor, each.actor)) for each in steps], "form": form,
        "takes": handles and found.state == ComplaintState.RECEIVED, "today": officer.day(request),
        "writes": handles and found.state == ComplaintState.TAKEN and found.handler_id == who.number,
    }  # fmt: skip
    return render(request, "portal/desk_one.html", page, status=status)


@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Take, note or close; a second tap says that it is done already and changes nothing."""
    who, day, form = _reader(request), officer.day(request), forms.Handling(request.POST)
    if customer.complaint_for(who, number) is None or verb not in set(ComplaintVerb):
        raise Http404
    if verb == ComplaintVerb.CLOSE and form.is_valid() and not form.cleaned_data["finding"]:
        form.add_error("finding", _("请选择结论。"))
    if not form.is_valid():
        return _one(request, number, form, 422)
    done = _do(ComplaintVerb(verb), who, day, number, form.cleaned_data)
    if isinstance(done, Refused):
        gate.refuse(form, done)
        return _one(request, number, form, 409)
    messages.success(request, _("已办理。"))
    return redirect("complaint", number)


@require_POST
def phone(request: HttpRequest, number: str) -> HttpResponse:
    """The whole phone, for its handler, with a reason."""
    who, day, form = _reader(request), officer.day(request), forms.Handling(request.POST)
    if customer.complaint_for(who, number) is None:
        raise Http404
    if not form.is_valid():
        return _one(request, number, form, 422)
    shown = actions.phone_of(actor=who, business_date=day, number=number, reason=form.cleaned_data["reason"])
    if isinstance(shown, Refused):
        gate.refuse(form, shown)
        return _one(request, number, form, 409)
    return _one(request, number, form, phone=shown)


def _do(verb: ComplaintVerb, who: Any, day: Any, number: str, said: dict[str, Any]) -> Any:
    if verb is ComplaintVerb.TAKE:
        return actions.take(actor=who, business_date=day, number=number)
    if verb is ComplaintVerb.NOTE:
        return actions.note(actor=who, business_date=day, number=number, words=said["words"])
    finding = ComplaintFinding(said["finding"])
    return actions.close(actor=who, business_date=day, number=number, finding=finding, words=said["words"])
