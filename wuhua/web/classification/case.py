"""The class of one note: what the rules say and why, its history and marks, and what may be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.classification import actions, pages
from wuhua.areas.classification.actions.common import SPEAKERS
from wuhua.areas.classification.rules import ClassVerb, Klass, basis_words, says
from wuhua.areas.people import read as people
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.classification.forms import FORM_OF, Change, Decision, Doing, Marking, TakingBack, Unmarking

DONE = {
    ClassVerb.WORSEN: gettext_noop("已下调。"),
    ClassVerb.PROPOSE: gettext_noop("已提出上调建议,等待他人认定。"),
    ClassVerb.TAKE_BACK: gettext_noop("已提出撤销,等待他人同意。"),
    ClassVerb.MARK: gettext_noop("标记已登记。"),
    ClassVerb.UNMARK: gettext_noop("标记已解除,分类不变;上调另行提出。"),
}


@require_safe
def note(request: HttpRequest, number: str) -> HttpResponse:
    """The page, with the forms closed."""
    found = _found(request, number)
    return render(request, "classification/note.html", _shown(request, found, _forms(request, found)))


@require_POST
def act(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One verb; a refusal is said beside its field, with the form open."""
    found = _found(request, number)
    if actions.done_before(actor=officer.must(request), key=request.POST.get("key", "")):
        return redirect("class_note", number)  # a second tap: the note has moved on, and the form is no longer offered
    forms = _forms(request, found, posted=verb)
    form = forms.get(verb)
    if form is None:
        raise Http404
    if form.is_valid():
        done = actions.do(
            ClassVerb(verb),
            actor=officer.must(request),
            business_date=officer.day(request),
            key=form.cleaned_data["key"],
            said={"note": number, **form.said()},
        )
        if not isinstance(done, Refused):
            messages.success(request, _(DONE[ClassVerb(verb)]))
            return redirect("class_note", number)
        form.refuse(done)
    return render(request, "classification/note.html", _shown(request, found, forms, opened=verb))


def _found(request: HttpRequest, number: str) -> pages.NotePage:
    who = officer.must_see_customers(request)
    found = pages.note_page(who, number, officer.day(request))
    if found is None:
        raise Http404
    return found


def _forms(request: HttpRequest, found: pages.NotePage, posted: str = "") -> dict[str, Doing]:
    """The forms this officer may use on this note as it stands."""
    who, now = officer.must(request), found.case.facts.klass
    if not who.holds(*SPEAKERS):
        return {}
    more: dict[ClassVerb, tuple[type[Doing], dict[str, Any]]] = {}
    if now is not Klass.LOSS:
        more[ClassVerb.WORSEN] = (Change, {"now": now, "worse": True})
    if now is not Klass.NORMAL and found.proposal is None:
        more[ClassVerb.PROPOSE] = (Change, {"now": now, "worse": False})
    if now is not Klass.NORMAL and actions.may_take_back(found.case) is None:
        more[ClassVerb.TAKE_BACK] = (TakingBack, {})
    more[ClassVerb.MARK] = (Marking, {"held": found.held, "today": officer.day(request)})
    if found.held and pages.decides(who):
        more[ClassVerb.UNMARK] = (Unmarking, {"held": found.held})
    data = request.POST if posted else None
    return {
        FORM_OF[verb]: kind(data if FORM_OF[verb] == posted else None, auto_id=f"{verb.value}_%s", **words)
        for verb, (kind, words) in more.items()
    }


def _shown(request: HttpRequest, found: pages.NotePage, forms: dict[str, Doing], opened: str = "") -> dict[str, Any]:
    case = found.case
    names = people.staff_names()
    titles = {
        "worsen": _("下调分类"),
        "propose": _("建议上调"),
        "take_back": _("撤销误记的下调"),
        "mark": _("登记标记"),
        "unmark": _("解除标记"),
    }
    return {
        "found": found,
        "case": case,
        "line": case.line,
        "klass": case.facts.klass,
        "verdict": case.decision.verdict,
        "basis": basis_words(case.decision.verdict.basis),
        "held_basis": basis_words(case.facts.basis),
        "fired": [(says(each), each.hard) for each in case.fired],
        "history": [(each, basis_words(each.basis), names.get(each.actor, each.actor)) for each in found.history],
        "marks": [(each, names.get(each.actor, each.actor)) for each in found.marks],
        "staff": names,
        "branch": people.branch_names().get(case.line.branch, case.line.branch),
        "forms": [(name, titles[name], form, name == opened) for name, form in forms.items()],
        "decision": Decision(),
        "today": officer.day(request),
    }
