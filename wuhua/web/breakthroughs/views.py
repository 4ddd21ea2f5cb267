"""The three boards, the main force, and the calls after a disbursement. Parse, one call, answer."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.customer import read as customers
from wuhua.areas.market.actions.common import once_for
from wuhua.areas.market.actions.feedback import answer
from wuhua.areas.market.read import feedback as answers
from wuhua.areas.market.rules.feedback import HIGHEST, LOWEST, Average, Lent, check_caller
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, StaffSource
from wuhua.areas.reporting.read import breakthroughs, community
from wuhua.areas.servicing import pages as servicing
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.cockpit import board
from wuhua.web.cockpit.days import asked

SHOWN, CALLED_NEXT = 50, 20
CALL_WITHIN = timedelta(days=30)
"""How long after a disbursement a note stays on the list of those to call; an answer is taken later too."""
SOURCES = {
    StaffSource.GRADUATE: gettext_noop("大学生"),
    StaffSource.ELITE: gettext_noop("精英骨干"),
    StaffSource.REGULAR: gettext_noop("其他人员"),
}
SCORES = tuple(range(HIGHEST, LOWEST - 1, -1))


@require_safe
def boards(request: HttpRequest) -> HttpResponse:
    """体系, 目标, 降本增效 at one sealed day."""
    officer.must_see_figures(request)
    day = asked(request)
    page: dict[str, Any] = {"as_of": day}
    if day is not None:
        given = breakthroughs.satisfaction(day)
        page |= {
            "boards": breakthroughs.boards(day), "given": given, "counted": _scores(given), "trends": _trends(day),
            "average": _average(given),
            "charts": ((_("小微贷款余额"), "balance", _("亿元")), (_("本年每月为客户节约"), "saved", _("元"))),
        }  # fmt: skip
    return render(request, "breakthroughs/boards.html", page)


def _scores(given: Average) -> list[tuple[int, int]]:
    return [(score, given.scores[score]) for score in SCORES]


def _average(given: Average) -> str | None:
    """Two decimals as text; None where nobody answered."""
    return None if given.hundredths is None else yuan(given.hundredths)


def _trends(day: Any) -> dict[str, Any]:
    """The balance as the cockpit draws it, and what was saved by month. Figures go as text."""
    months = community.everybody(day).months
    saved = {"name": _("节约"), "data": [yuan(each.saved) for each in months]}
    return {
        "balance": board.trends(day)["balance"],
        "saved": {"days": [each.key for each in months], "series": [saved]},
    }


@require_safe
def centre(request: HttpRequest) -> HttpResponse:
    """小微中心、公司部 as the main force, by where each was drawn from (A64)."""
    officer.must_see_figures(request)
    members = people.roster(officer.day(request))
    tags = [(_(name), sum(each.source == source for each in members)) for source, name in SOURCES.items()]
    rows = [(each, _(SOURCES[StaffSource(each.source)]) if each.source else "") for each in members]
    return render(request, "breakthroughs/centre.html", {"rows": rows, "tags": tags})


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest) -> HttpResponse:
    """Who is to be called, what the others said, and the form of a call."""
    who, day = officer.must_see_customers(request), officer.day(request)
    if request.method == "POST":
        return _answered(request, who)
    found = answers.answers_for(who)
    shown = list(found[:SHOWN])
    names = customers.names(each.customer for each in shown)
    given, may = answers.satisfaction(day.replace(month=1, day=1), day), check_caller(who) is None
    waiting = _waiting(request, who) if may else None
    page = {
        "answers": [(each, names.get(each.customer, each.customer)) for each in shown], "count": found.count(),
        "waiting": [] if waiting is None else list(waiting[:CALLED_NEXT]), "waits": 0 if waiting is None else waiting.count(),
        "may": may, "scores": SCORES, "given": given,
        "average": _average(given), "key": uuid.uuid4().hex,
        "counted": _scores(given), "note": request.GET.get("note", "")[:40],
    }  # fmt: skip
    return render(request, "breakthroughs/feedback.html", page)


def _waiting(request: HttpRequest, who: Officer) -> QuerySet[Any]:
    """Notes paid out within the month that nobody was asked about; one's own are for others to ask about."""
    since = officer.day(request) - CALL_WITHIN
    found = servicing.notes_for(who).filter(start__gte=since, start__lte=officer.day(request))
    found = found.exclude(managing_rm=who.number).exclude(first_responsible=who.number)
    return found.exclude(number__in=answers.notes_asked_about()).order_by("start", "number")


def _answered(request: HttpRequest, who: Officer) -> HttpResponse:
    said = {name: request.POST.get(name, "").strip()[:600] for name in ("note", "score", "words")}
    score = int(said["score"]) if said["score"] in {str(each) for each in SCORES} else 0

    def act() -> Any:
        made = answer(
            actor=who,
            business_date=officer.day(request),
            lent=lent(who, said["note"]),
            score=score,
            words=said["words"],
        )
        return made if isinstance(made, Refused) else {"id": made.pk}

    done = once_for(who, request.POST.get("key", "")[:64] or uuid.uuid4().hex, {"verb": "feedback", **said}, act)
    if isinstance(done, Refused):
        messages.error(request, f"{done.reason}{done.next_step}")
    else:
        messages.success(request, _("已登记 %(note)s 的回访。") % {"note": said["note"]})
    return redirect("feedback")


def lent(who: Officer, number: str) -> Lent | None:
    """What servicing knows of the note, where the officer may see it."""
    note = servicing.note_for(who, number)
    if note is None:
        return None
    return Lent(note.number, note.customer.number, note.managing_rm, note.first_responsible, note.start)
