"""Pages of agreements with their package, and of strategic targets. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.market import read as counted
from wuhua.areas.market.actions import partners
from wuhua.areas.market.read import partners as read
from wuhua.areas.market.rules import AgreementKind
from wuhua.areas.market.rules.partners import (
    SIGNERS,
    AgreementState,
    ServiceLine,
    StrategicKind,
    StrategicStage,
)
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused
from wuhua.web import officer, sheet
from wuhua.web.partners import said
from wuhua.web.partners.names import choices, name_of
from wuhua.web.partners.said import Told


def _staff(who: Officer) -> list[tuple[str, str]]:
    """For the fields of executive and contact, where the officer may fill them."""
    return sorted(people.staff_names().items()) if who.holds(*SIGNERS) else []


# --- agreements ------------------------------------------------------------------------------------------------------


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """Counts for everybody; the agreements themselves within sight, what ends soon first."""
    return _agreements(request, officer.must_see_customers(request))


def _agreements(request: HttpRequest, who: Officer, told: Told | None = None) -> HttpResponse:
    day = officer.day(request)
    state = request.GET.get("state", "")
    kinds = counted.agreements(day)
    lines = read.agreement_lines(who, day, state)
    soon = [each for each in lines if each.state is AgreementState.ENDING_SOON]
    page = {
        "key": said.fresh_key(),
        "lines": lines, "soon": soon, "warn": read.warn_days(day), "kinds": list(kinds.items()),
        "total": sum(kinds.values()), "uses": list(read.take_up(day).items()), "states": choices("agreement_state"),
        "state": state, "may_sign": who.holds(*SIGNERS), "staff": _staff(who), "today": day,
        "kind_choices": choices("agreement"), "courted": [x for x in read.strategic(who) if x.agreement_id is None]
        if who.holds(*SIGNERS) else [],
    }  # fmt: skip
    return said.shown(request, "partners/agreements.html", page, told)


@require_safe
def agreements_file(request: HttpRequest) -> HttpResponse:
    """The same lines as a workbook."""
    who, day = officer.must_see_customers(request), officer.day(request)
    columns = [
        sheet.Column(_("协议编号")), sheet.Column(_("类型")), sheet.Column(_("签约方"), width=32),
        sheet.Column(_("签约日"), "day"), sheet.Column(_("到期日"), "day"), sheet.Column(_("剩余天数"), "count"),
        sheet.Column(_("状态")), sheet.Column(_("负责班子成员"), width=18), sheet.Column(_("对接专人"), width=18),
        sheet.Column(_("意向授信"), "money", 18), sheet.Column(_("待完成里程碑"), "count"),
        *(sheet.Column(_(name)) for _code, name in choices("service_line")),
    ]  # fmt: skip
    lines = [
        (each.row.number, _(name_of("agreement", each.row.kind)), each.row.party, each.row.signed, each.row.expires,
         each.days_left, _(name_of("agreement_state", each.state)), f"{each.row.executive.name} {each.row.executive_id}",
         f"{each.row.contact.name} {each.row.contact_id}", each.row.envelope, each.open_milestones,
         *(_("已启用") if line in each.taken else "" for line in ServiceLine))
        for each in read.agreement_lines(who, day, request.GET.get("state", ""))
    ]  # fmt: skip
    return sheet.answer(sheet.workbook("战略合作协议", columns, lines), "agreements")


@require_POST
def sign(request: HttpRequest) -> HttpResponse:
    """Enter an agreement that was signed."""
    who, day = officer.must_see_customers(request), officer.day(request)

    def act() -> Any:
        new = partners.NewAgreement(
            said.text(request, "number", 32), said.choice(request, "kind", AgreementKind),
            said.text(request, "party", 120), said.day(request, "signed"), said.day(request, "expires"),
            said.text(request, "executive", 32), said.text(request, "contact", 32),
            said.maybe_fen(request, "envelope"), said.maybe_whole(request, "target"),
        )  # fmt: skip
        return partners.sign_agreement(actor=who, business_date=day, new=new)

    made = said.once(request, who, act)
    if isinstance(made, Refused):
        return _agreements(request, who, said.not_taken(request, "sign", made))
    messages.success(request, _("已登记签约。"))
    return redirect("agreement", made["id"])


@require_safe
def agreement(request: HttpRequest, number: str) -> HttpResponse:
    """One agreement: terms, package, milestones, history."""
    return _agreement(request, officer.must_see_customers(request), number)


def _agreement(request: HttpRequest, who: Officer, number: str, told: Told | None = None) -> HttpResponse:
    day = officer.day(request)
    found = read.agreement_for(who, number)
    if isinstance(found, Refused):
        raise Http404
    state = read.agreement_state(found.expires, found.ended, day, read.warn_days(day))
    page = {
        "key": said.fresh_key(),
        "row": found, "state": state, "alive": state in (AgreementState.IN_FORCE, AgreementState.ENDING_SOON),
        "left": (found.expires - day).days, "package": read.package_of(number, day), "today": day,
        "may_sign": who.holds(*SIGNERS), "staff": _staff(who),
        "may_note": who.holds(*SIGNERS) or who.number in (found.executive_id, found.contact_id),
        "envelope": yuan(found.envelope) if found.envelope is not None else "",
    }  # fmt: skip
    return said.shown(request, "partners/agreement.html", page, told)


@require_POST
def agreement_do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """Amend, review, end, set and reach a milestone, flag a service."""
    who, day = officer.must_see_customers(request), officer.day(request)
    act = _AGREEMENT_VERBS.get(verb)
    if act is None:
        raise Http404
    at = {"actor": who, "business_date": day, "number": number}
    answer = said.once(request, who, lambda: act(request, at))
    if isinstance(answer, Refused):
        return _agreement(request, who, number, said.not_taken(request, verb, answer))
    messages.success(request, _("已登记。"))
    # An officer who has just handed the agreement to another may not see it any more.
    gone = isinstance(read.agreement_for(who, number), Refused)
    return redirect("partners") if gone else redirect("agreement", number)


def _amend(request: HttpRequest, at: dict[str, Any]) -> Any:
    return partners.amend_agreement(
        **at, expires=said.day(request, "expires"), envelope=said.maybe_fen(request, "envelope"),
        executive=said.text(request, "executive", 32), contact=said.text(request, "contact", 32),
        words=said.text(request, "words"),
    )  # fmt: skip


def _reach(request: HttpRequest, at: dict[str, Any]) -> Any:
    stone, evidence = said.maybe_whole(request, "milestone") or 0, said.text(request, "evidence")
    return partners.reach_milestone(**at, milestone=stone, evidence=evidence)


def _flag(request: HttpRequest, at: dict[str, Any]) -> Any:
    line, taken = said.choice(request, "line", ServiceLine), said.text(request, "taken") == "1"
    return partners.flag_service(**at, line=line, taken=taken, day=said.day(request, "day"))


_AGREEMENT_VERBS: dict[str, Callable[[HttpRequest, dict[str, Any]], Any]] = {
    "amend": _amend,
    "review": lambda request, at: partners.review_agreement(**at, words=said.text(request, "words")),
    "end": lambda request, at: partners.end_agreement(**at, words=said.text(request, "words")),
    "milestone": lambda request, at: partners.set_milestone(
        **at, words=said.text(request, "words"), due=said.day(request, "due")
    ),
    "reach": _reach,
    "service": _flag,
}


# --- targets ---------------------------------------------------------------------------------------------------------


@require_safe
def targets(request: HttpRequest) -> HttpResponse:
    """Progress by executive for everybody; the targets themselves within sight."""
    return _targets(request, officer.must_see_customers(request))


def _targets(request: HttpRequest, who: Officer, told: Told | None = None) -> HttpResponse:
    day = officer.day(request)
    page = {
        "key": said.fresh_key(),
        "executives": read.by_executive(day), "rows": list(read.strategic(who)[: read.MOST]), "staff": _staff(who),
        "may_sign": who.holds(*SIGNERS), "kinds": choices("strategic"),
    }  # fmt: skip
    return said.shown(request, "partners/targets.html", page, told)


@require_POST
def court(request: HttpRequest) -> HttpResponse:
    """Register a target."""
    who, day = officer.must_see_customers(request), officer.day(request)

    def act() -> Any:
        new = partners.NewTarget(
            said.choice(request, "kind", StrategicKind), said.text(request, "name", 120),
            said.text(request, "executive", 32), said.text(request, "contact", 32), said.text(request, "plan"),
        )  # fmt: skip
        return partners.court(actor=who, business_date=day, new=new)

    made = said.once(request, who, act)
    if isinstance(made, Refused):
        return _targets(request, who, said.not_taken(request, "court", made))
    messages.success(request, _("已登记战略对象。"))
    return redirect("strategic_one", made["id"])


@require_safe
def target(request: HttpRequest, number: int) -> HttpResponse:
    """One target with its progress."""
    return _target(request, officer.must_see_customers(request), number)


def _target(request: HttpRequest, who: Officer, number: int, told: Told | None = None) -> HttpResponse:
    found = read.strategic_for(who, number)
    if isinstance(found, Refused):
        raise Http404
    page = {
        "key": said.fresh_key(),
        "row": found, "stages": choices("strategic_stage"), "staff": _staff(who), "may_sign": who.holds(*SIGNERS),
        "may_note": who.holds(*SIGNERS) or who.number in (found.executive_id, found.contact_id),
    }  # fmt: skip
    return said.shown(request, "partners/target.html", page, told)


@require_POST
def target_do(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Note progress, or hand on."""
    who, day = officer.must_see_customers(request), officer.day(request)
    if verb not in ("note", "hand"):
        raise Http404

    def note() -> Any:
        stage, words = said.choice(request, "stage", StrategicStage), said.text(request, "words")
        return partners.note_progress(actor=who, business_date=day, target=number, stage=stage, words=words)

    def hand() -> Any:
        pair = {name: said.text(request, name, 32) for name in ("executive", "contact")}
        return partners.hand_target(actor=who, business_date=day, target=number, **pair)

    answer = said.once(request, who, note if verb == "note" else hand)
    if isinstance(answer, Refused):
        return _target(request, who, number, said.not_taken(request, verb, answer))
    messages.success(request, _("已登记。"))
    return redirect("strategic_one", number)
