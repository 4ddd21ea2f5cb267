"""Hand-overs: the list by state, a note handed over to be made by the core, and what may be done about one."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.corelink import actions, read
from wuhua.areas.corelink.rules import HandOverState
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.corelink import handovers
from wuhua.web.corelink.forms import Answer, Reason
from wuhua.web.corelink.terms import HandOvers, Terms
from wuhua.web.corelink.views import looking

VERBS = ("answer", "ask", "resend", "withdraw", "anew")


@require_safe
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Every hand-over that is not over, or those asked for."""
    who = looking(request)
    page = handovers.listed(HandOvers(request.GET), who, officer.day(request))
    return render(request, "corelink/hand_overs.html", page)


def new(request: HttpRequest) -> HttpResponse:
    """A note the core is to make: its terms, then the hand-over that waits to be sent."""
    who, today = looking(request), officer.day(request)
    if read.may_pay(who) is not None:
        raise PermissionDenied
    form = Terms(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        key = f"corelink/{who.number}/{form.cleaned_data['key']}/new"
        answer = actions.start(actor=who, business_date=today, key=key, terms=form.terms())
        if not isinstance(answer, Refused):
            messages.success(request, _("已登记,随下一批文件发给核心。"))
            return redirect("corelink_hand_over", answer["hand_over"])
        form.refuse(answer)
    return render(request, "corelink/hand_over_new.html", handovers.new_page(form, today))


def _hand_over(number: str) -> Any:
    found = read.hand_over(number)
    if found is None:
        raise Http404
    return found


@require_safe
def hand_over(request: HttpRequest, number: str) -> HttpResponse:
    """One hand-over: what is known of it, what may be done."""
    who = looking(request)
    return render(request, "corelink/hand_over.html", handovers.page(_hand_over(number), who, officer.day(request)))


@require_POST
def on_hand_over(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Do it once under the form's key; a refusal comes back with what was written."""
    who, today = looking(request), officer.day(request)
    found = _hand_over(number)
    if verb not in VERBS:
        raise Http404
    form: forms.Form = Answer(request.POST, state=found.state) if verb == "answer" else Reason(request.POST)
    answer = None
    if form.is_valid():
        key = f"{request.POST.get('key', '')[:64] or handovers.fresh_key()}/{verb}"
        answer = _done(verb, who, today, number, key, form.cleaned_data)
        if not isinstance(answer, Refused):
            messages.success(request, _("已登记。"))
            return redirect("corelink_hand_over", answer["hand_over"])
    page = handovers.page(_hand_over(number), who, today, {verb: form})
    return render(request, "corelink/hand_over.html", {**page, "refused": answer})


def _done(
    verb: str, who: Officer, today: date, number: str, key: str, said: dict[str, Any]
) -> dict[str, Any] | Refused:
    reason = said["reason"]
    if verb == "anew":
        return actions.start_anew(
            actor=who, business_date=today, key=f"corelink/{who.number}/{key}", number=number, reason=reason
        )

    def act() -> Any:
        if verb == "answer":
            state = HandOverState(said["state"])
            return actions.answer(actor=who, business_date=today, number=number, state=state, evidence=reason)
        if verb == "ask":
            return actions.ask(actor=who, business_date=today, number=number)
        if verb == "withdraw":
            return actions.withdraw(actor=who, business_date=today, number=number, reason=reason)
        return actions.resend(actor=who, business_date=today, number=number, reason=reason)

    return actions.once_for(who, key, {"number": number, "verb": verb, **said}, act)
