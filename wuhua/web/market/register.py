"""Leads, pain points, follow-ups and visits. Parse, one call, answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuhua.areas.market import actions, read
from wuhua.areas.market.rules import LEADERS, LeadState, PainKind
from wuhua.bulk.mining import run as mining
from wuhua.bulk.mining.tasks import ask_mining
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.market.forms import NewPain, NewStep, page_of
from wuhua.web.market.names import LABELS
from wuhua.web.market.views import told


@require_safe
def leads(request: HttpRequest) -> HttpResponse:
    """Counterparties that are no customers yet, names masked until taken up."""
    who = officer.must_see_customers(request)
    state = request.GET.get("state", LeadState.SEEN.value)
    state = state if state in LeadState.__members__ else LeadState.SEEN.value
    page = page_of(request.GET.get("page", "1"))
    count, found = read.leads(who, firm=request.GET.get("firm", "")[:64], state=state, page=page)
    shown = {"leads": found, "count": count, "state": state, "states": LABELS["lead"], "page": page}
    shown["next"] = page + 1 if page * 50 < count else None
    shown |= {"leads_here": who.holds(*LEADERS), "key": uuid.uuid4().hex}
    return render(request, "market/leads.html", shown)


@require_POST
def mine(request: HttpRequest) -> HttpResponse:
    """The leads, mined anew in the background."""
    who, day = officer.must_see_customers(request), officer.day(request)
    job = ask_mining(actor=who, business_date=day, key=request.POST.get("key", "") or uuid.uuid4().hex)
    if not told(request, job, _("已提交挖潜任务。")) or isinstance(job, Refused):
        return redirect("leads")
    return redirect("job", number=job.pk)


@require_POST
def chain(request: HttpRequest) -> HttpResponse:
    """A list out of the payments around a core firm."""
    who, day = officer.must_see_customers(request), officer.day(request)
    made = mining.chain_list(actor=who, business_date=day, core=request.POST.get("core", "")[:64])
    told(request, made, _("名单已生成。"))
    return redirect("lists")


@require_POST
def lead(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Taken up, or let go with a reason."""
    who, day = officer.must_see_customers(request), officer.day(request)
    if verb == "take-up":
        taken = actions.take_up(actor=who, business_date=day, lead=number)
        if told(request, taken, _("已认领,列入您的名单。")) and not isinstance(taken, Refused) and taken.entry_id:
            return redirect("entry", number=taken.entry_id)
    elif verb == "let-go":
        words = request.POST.get("words", "")[:1000]
        told(request, actions.let_go(actor=who, business_date=day, lead=number, words=words), _("已放弃。"))
    else:
        raise Http404
    return redirect("leads")


@require_http_methods(["GET", "HEAD", "POST"])
def pains(request: HttpRequest) -> HttpResponse:
    """The register, what is late first and red; a new one by hand."""
    who, day = officer.must_see_customers(request), officer.day(request)
    form = NewPain(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        new = actions.NewPain(PainKind(said["kind"]), said["words"], said["due"])
        made = actions.raise_pain(actor=who, business_date=day, new=new, party_name=said["party_name"])
        if not isinstance(made, Refused):
            messages.success(request, _("已登记:%(name)s") % {"name": made.party_name})
            return redirect("pain", number=made.pk)
        field = {"pain": "words"}.get(made.field or "", made.field)
        form.add_error(field if field in form.fields else None, f"{made.reason}{made.next_step}")
    state = request.GET.get("state", "")
    state = state if state in (*LABELS["pain_state"], "OVERDUE") else ""
    page = read.pain_page(who, day, state=state, page=page_of(request.GET.get("page", "1")))
    states = {"": _("全部"), "OVERDUE": _("逾期"), **{code: _(name) for code, name in LABELS["pain_state"].items()}}
    shown = {"page": page, "form": form, "state": state, "states": states, "today": day}
    return render(request, "market/pains.html", shown)


def _pain(request: HttpRequest, number: int) -> Any:
    found = read.pain_for(officer.must_see_customers(request), number)
    if isinstance(found, Refused):
        raise Http404
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def pain(request: HttpRequest, number: int) -> HttpResponse:
    """One pain point, its actions and its end."""
    found, day = _pain(request, number), officer.day(request)
    form = NewStep(request.POST or None)
    if form.is_bound and form.is_valid():
        made = actions.act_on(actor=officer.must(request), business_date=day, pain=number, **form.cleaned_data)
        if not isinstance(made, Refused):
            messages.success(request, _("措施已安排。"))
            return redirect("pain", number=number)
        form.add_error(made.field if made.field in form.fields else None, f"{made.reason}{made.next_step}")
    shown = {"pain": found, "form": form, "today": day, "me": officer.must(request).number}
    return render(request, "market/pain.html", shown)


@require_POST
def solve(request: HttpRequest, number: int) -> HttpResponse:
    """Closed with its result."""
    _pain(request, number)
    words = request.POST.get("words", "")[:1000]
    answer = actions.solve(actor=officer.must(request), business_date=officer.day(request), pain=number, result=words)
    told(request, answer, _("痛点已销号。"))
    return redirect("pain", number=number)


@require_POST
def follow_up(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Said to be done by its owner, or seen done by somebody else."""
    who: dict[str, Any] = {
        "actor": officer.must_see_customers(request), "business_date": officer.day(request), "follow_up": number
    }  # fmt: skip
    if verb == "claim":
        answer = actions.claim_done(**who, evidence=request.POST.get("words", "")[:1000])
    elif verb == "see":
        answer = actions.see_done(**who)
    else:
        raise Http404
    told(request, answer, _("已办理。"))
    if not isinstance(answer, Refused) and answer.pain_id:
        return redirect("pain", number=answer.pain_id)
    return redirect("route")


@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """Visits made here, with their photos."""
    who = officer.must_see_customers(request)
    page = page_of(request.GET.get("page", "1"))
    found = read.visits(who, limit=21, start=(page - 1) * 20)
    shown = {"visits": found[:20], "page": page, "next": page + 1 if len(found) > 20 else None}
    return render(request, "market/visits.html", shown)
