"""The customer's file on the desk and the phone: 档案, 资产负债, 关系, 资料, 时间线. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.customer import actions, read
from wuhua.areas.customer.actions.filing import WRITERS
from wuhua.areas.customer.read import FileView
from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES, HoldingSide
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.areas.market import actions as market
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit, files
from wuhua.web import officer
from wuhua.web.customer import timeline
from wuhua.web.customer.filing_forms import HoldingForm, PaperForm, RelationForm
from wuhua.web.customer.names import TONES, name
from wuhua.web.partners.said import NOT_TAKEN, fresh_key, once

TABS = ("fields", "holdings", "relations", "papers", "timeline")


def _told(request: HttpRequest, answer: Any, done: str) -> None:
    """Say what was done, or why not. What is not there answers like what is another's."""
    if isinstance(answer, Refused):
        if str(answer.name) == "customer_unknown" and answer.field == "number":
            raise Http404
        messages.error(request, f"{answer.reason}{answer.next_step}")
    else:
        messages.success(request, done)


@require_safe
def show(request: HttpRequest, number: str, tab: str) -> HttpResponse:
    """One tab of the file."""
    if tab not in TABS:
        raise Http404
    return _shown(request, officer.must_see_customers(request), number, tab)


def _shown(request: HttpRequest, who: Officer, number: str, tab: str, form: forms.Form | None = None) -> HttpResponse:
    """The tab, with the form that was not taken if there is one."""
    day = officer.day(request)
    found = read.file_for(who, number, day)
    if isinstance(found, Refused):
        raise Http404
    page: dict[str, Any] = {
        "customer": found.customer, "file": found, "tab": tab, "today": day, "may_write": who.holds(*WRITERS),
        "key": fresh_key(),
    }  # fmt: skip
    if tab == "holdings":
        page |= {"rows": _holdings(found), "form": form or HoldingForm(papers=found.papers)}
    elif tab == "relations":
        page |= {**_relations(request, number), "form": form or RelationForm(initial={"since": day})}
    elif tab == "papers":
        page |= {"form": form or PaperForm(), "needed": _needed(found), "papers": _papers(found)}
    elif tab == "timeline":
        kind = request.GET.get("kind", "")
        kind = kind if kind in timeline.KINDS else ""
        page |= {"moments": timeline.gathered(who, found.customer, kind), "kind": kind, "kinds": _kinds()}
    return render(request, f"customer/{tab}.html", page, status=200 if form is None else NOT_TAKEN)


def _written(
    request: HttpRequest, who: Officer, number: str, tab: str, form: forms.Form, act: Callable[[], Any]
) -> HttpResponse:
    """What the form says, once under its key; a no stands beside the field it concerns, with what was typed."""
    if form.is_valid():
        answer = once(request, who, act)
        if not isinstance(answer, Refused):
            messages.success(request, _("已登记。"))
            return redirect("customer_file", number, tab)
        if str(answer.name) == "customer_unknown" and answer.field == "number":
            raise Http404
        form.add_error(answer.field if answer.field in form.fields else None, f"{answer.reason}{answer.next_step}")
    return _shown(request, who, number, tab, form)


def _kinds() -> list[tuple[str, str]]:
    return [(code, _(words)) for code, words in timeline.KINDS.items()]


def _holdings(found: FileView) -> list[dict[str, Any]]:
    return [
        {"row": each, "side": name(each.side), "klass": read.holding_name(each.side, each.klass)}
        for each in found.holdings
    ]


def _needed(found: FileView) -> list[tuple[str, str, str]]:
    return [
        (DOCUMENT_TYPES[code], name(state), TONES.get(state.value, "")) for code, state in found.needed.items()
    ]  # fmt: skip


def _papers(found: FileView) -> list[dict[str, Any]]:
    return [
        {"line": each, "state": name(each.state), "tone": TONES.get(each.state.value, "")} for each in found.papers
    ]  # fmt: skip


def _relations(request: HttpRequest, number: str) -> dict[str, Any]:
    """The parties, and the group as a list and as a picture; what is not yours has neither number nor name."""
    who, day = officer.must(request), officer.day(request)
    group, rows = read.group_for(who, number, day), read.relations_for(who, number, day)
    if isinstance(group, Refused) or isinstance(rows, Refused):
        raise Http404
    ties, names = read.ties(rows)
    seen = read.seen_among(who, [key for key in names if not key.startswith("~")])
    stranger = _("他人管户的客户")

    def shown(key: str) -> str:
        return names[key] if key.startswith("~") or key in seen else stranger

    lines = [
        {
            "tie": each, "kind": name(each.kind), "other": shown(each.party if each.customer == number else each.customer),
            "link": next((k for k in (each.party, each.customer) if k != number and k in seen), ""),
            "mine": each.customer == number,
        }
        for each in ties
    ]  # fmt: skip
    nodes = [{"id": key, "name": group.names.get(key) or stranger} for key in {*group.members, *group.names}]
    return {
        "lines": lines,
        "members": [(key, group.names.get(key) or (stranger if key.startswith("~") else "")) for key in group.members],
        "picture": {
            "here": number,
            "nodes": sorted(nodes, key=lambda each: each["id"]),
            "links": [{"source": x.customer, "target": x.party, "words": x.reason} for x in group.ties],
        },
    }


@require_POST
def write_items(request: HttpRequest, number: str) -> HttpResponse:
    """The fields of the form that are the file's own."""
    who, day = officer.must_see_customers(request), officer.day(request)
    said = {key[2:]: str(value) for key, value in request.POST.items() if key.startswith("f-")}
    answer = actions.write_items(actor=who, business_date=day, number=number, values=said)
    _told(request, answer, _("档案已保存。"))
    return redirect("customer_file", number, "fields")


@require_POST
def build(request: HttpRequest, number: str) -> HttpResponse:
    """建档."""
    who, day = officer.must_see_customers(request), officer.day(request)
    _told(request, market.file_customer(actor=who, business_date=day, number=number), _("已建档。"))
    return redirect("customer_file", number, "fields")


@require_POST
def add_holding(request: HttpRequest, number: str) -> HttpResponse:
    """A line of assets or debts."""
    who, day = officer.must_see_customers(request), officer.day(request)
    found = read.file_for(who, number, day)
    if isinstance(found, Refused):
        raise Http404
    form = HoldingForm(request.POST, papers=found.papers)

    def act() -> Any:
        said = form.cleaned_data
        side, klass = said["klass"].split(".", 1)
        return actions.add_holding(
            actor=who, business_date=day, number=number, side=HoldingSide(side), klass=klass, amount=said["amount"],
            words=said["words"], proof=int(said["proof"]) if said["proof"] else None,
        )  # fmt: skip

    return _written(request, who, number, "holdings", form, act)


@require_POST
def remove_holding(request: HttpRequest, number: str, holding: int) -> HttpResponse:
    """Strike a line out."""
    who, day = officer.must_see_customers(request), officer.day(request)
    _told(
        request, actions.remove_holding(actor=who, business_date=day, number=number, holding=holding), _("已划去。")
    )  # fmt: skip
    return redirect("customer_file", number, "holdings")


@require_POST
def add_paper(request: HttpRequest, number: str) -> HttpResponse:
    """A document."""
    who, day = officer.must_see_customers(request), officer.day(request)
    if isinstance(read.customer_for(who, number), Refused):
        raise Http404
    form = PaperForm(request.POST, request.FILES)

    def act() -> Any:
        said = form.cleaned_data
        file = said["file"]
        paper = actions.NewPaper(
            said["type"], file.name, file.chunks(), file.content_type or "", said["words"], said["number"],
            said["issued"], said["expires"],
        )  # fmt: skip
        return actions.add_document(actor=who, business_date=day, number=number, paper=paper)

    return _written(request, who, number, "papers", form, act)


@require_POST
def withdraw_paper(request: HttpRequest, number: str, document: int) -> HttpResponse:
    """Take a document down."""
    who, day = officer.must_see_customers(request), officer.day(request)
    if isinstance(read.customer_for(who, number), Refused):
        raise Http404
    _told(request, actions.withdraw_document(actor=who, business_date=day, document=document), _("已撤下。"))
    return redirect("customer_file", number, "papers")


@require_safe
def paper(request: HttpRequest, number: str, document: int) -> HttpResponse | FileResponse:
    """The document itself, to be kept and never run."""
    found = read.document_for(officer.must_see_customers(request), document)
    if found is None or found.customer.number != number:
        raise Http404
    answer = FileResponse(files.open_(found.file_id), as_attachment=True, filename=found.file.name)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def add_relation(request: HttpRequest, number: str) -> HttpResponse:
    """A related party."""
    who, day = officer.must_see_customers(request), officer.day(request)
    if isinstance(read.customer_for(who, number), Refused):
        raise Http404
    form = RelationForm(request.POST)

    def act() -> Any:
        said = form.cleaned_data
        new = actions.NewRelation(
            RelationKind(said["kind"]), said["evidence"], said["since"], said["party"], said["name"], said["identity"],
            said["share"],
        )  # fmt: skip
        return actions.tie(actor=who, business_date=day, number=number, new=new)

    return _written(request, who, number, "relations", form, act)


@require_POST
def end_relation(request: HttpRequest, number: str, relation: int) -> HttpResponse:
    """End a tie from today on."""
    who, day = officer.must_see_customers(request), officer.day(request)
    answer = actions.untie(
        actor=who, business_date=day, number=number, relation=relation, reason=request.POST.get("reason", "")
    )
    _told(request, answer, _("已终止。"))
    return redirect("customer_file", number, "relations")


@require_safe
def watch(request: HttpRequest) -> HttpResponse:
    """What asks for somebody: papers that end, and firms whose two sizes differ."""
    who, day = officer.must_see_customers(request), officer.day(request)
    papers = [(each, name(each.state), TONES.get(each.state.value, "")) for each in read.expiring(who, day)]
    page = {"papers": papers, "sizes": read.size_differences(who, day), "today": day}
    return render(request, "customer/watch.html", page)


LOOKERS = (Role.AUDIT, Role.COMPLIANCE)
LOOKED_DAYS = 31


@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Every look at full personal numbers of the last month, for audit and compliance: who, whose, what, why."""
    who, day = officer.must_see_customers(request), officer.day(request)
    if not who.holds(*LOOKERS):
        raise PermissionDenied
    rows = audit.of_action("customer.unmasked", day - timedelta(days=LOOKED_DAYS), day)
    staff = people.staff_names({each.actor for each in rows})
    lines = [
        {
            "day": each.business_date,
            "who": staff.get(each.actor, each.actor),
            "customer": each.subject.partition(":")[2],
            "field": name((each.after or {}).get("field", "")),
            "reason": (each.after or {}).get("reason", ""),
        }
        for each in rows
    ]
    return render(request, "customer/looks.html", {"lines": lines})
