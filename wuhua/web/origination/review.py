"""The review desk, one review page, and the exceptions desk. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.creditline import casework
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.read import gate, mandates, refusals, review_desk, votes
from wuhua.areas.origination.read import middle as seen
from wuhua.areas.origination.rules import CasePart, CaseState, CaseVerb, RejectCode, ReviewKind, ReviewVerdict
from wuhua.areas.origination.rules.mandates import Reach
from wuhua.areas.origination.rules.separation import may_reject, may_take
from wuhua.areas.origination.rules.steps import LIVE, may
from wuhua.areas.origination.rules.words import REVIEW_PART
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import read as products
from wuhua.areas.workday import actions as workday_actions
from wuhua.areas.workday import read as workday
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused
from wuhua.web.origination import middle
from wuhua.web.origination.middle import NOTHING, Said, Typed
from wuhua.web.origination.review_sheet import side_by_side

KIND_OF = {part: kind for kind, part in REVIEW_PART.items()}
DECIDES = (Role.RISK,)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the officer's posts, by part, oldest first; levels of clocks reached by now are written before."""
    who, day, at = middle.here(request)
    if not seen.works_here(who):
        raise PermissionDenied
    workday_actions.escalate(business_date=day, at=at)
    lines = review_desk.desk(who, day)
    colours = clocks(who, [each.case.pk for each in lines], at)
    mine = review_desk.parts_of(who)
    reach = _reaches(who, lines, day)
    groups = [
        (part, [(each, colours.get(each.case.pk), _beyond(each, reach)) for each in lines if each.part is part])
        for part in mine
    ]
    page = {
        "groups": groups, "waiting": len(lines), "free": sum(each.hindered is None for each in lines),
        "late": refusals.escalated(who, at), "looks": refusals.waiting(who, day, at),
        "empty": [part for part, found in groups if not found], "products": products.names(),
        "exceptions": len(review_desk.exceptions(who)) if who.holds(*DECIDES) else 0,
        "voting": len(votes.calls(who)[0]) if who.holds(*votes.CONDUCTS) else 0, **tabs(who),
    }  # fmt: skip
    return render(request, "origination/review_desk.html", page)


def _reaches(who: Officer, lines: list[review_desk.DeskLine], day: date) -> dict[tuple[str, bool], Reach]:
    """The officer's reach for what waits for a decision: two queries for each product on the list, however many cases."""
    wanted = {(each.case.product, each.case.security != "CREDIT") for each in lines if each.part is CasePart.APPROVE}
    found = {key: mandates.reach_of(who, *key, day) for key in sorted(wanted)}
    return {key: each[0] for key, each in found.items() if not isinstance(each, Refused)}


def _beyond(line: review_desk.DeskLine, reach: Mapping[tuple[str, bool], Reach]) -> Reach | None:
    """The reach, where what is asked goes beyond it."""
    case = line.case
    found = reach.get((case.product, case.security != "CREDIT")) if line.part is CasePart.APPROVE else None
    most = min(case.limit or 0, case.amount)
    return found if found is not None and found.amount is not None and most > found.amount else None


def tabs(who: Officer) -> dict[str, bool]:
    """Which of the middle office's pages the officer gets."""
    return {
        "tab_desk": seen.works_here(who), "tab_votes": seen.sees_votes(who), "tab_refusals": seen.sees_refusals(who),
        "tab_exceptions": seen.sees_exceptions(who),
    }  # fmt: skip


def clocks(who: Officer, numbers: list[str], at: Any) -> dict[str, Any]:
    """The promise to the customer of each case, as its clock stands. Two queries."""
    rows = workday.duties(who).filter(subject__in=[f"case:{each}" for each in numbers], code="PROMISE")
    return {each.subject.removeprefix("case:"): workday.line(each, at) for each in rows}


# --- one case --------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: str, verb: str = "") -> HttpResponse:
    """Everything side by side, and the forms of what this officer may do now."""
    who, day, at = middle.here(request)
    if not seen.works_here(who):
        raise PermissionDenied
    case = gate.case_for(who, number)
    if isinstance(case, Refused):
        raise Http404
    typed = NOTHING
    if request.method == "POST":
        if verb not in _FORMS:
            raise Http404
        deed, read, done = _FORMS[verb]
        no = middle.did(
            request, deed, lambda: {"number": number, **read(request)}, _(done), verb=verb,
            typed={"points": request.POST.getlist("points")},
        )  # fmt: skip
        if no is None:
            return redirect("case_review", number)
        typed = no
        case.refresh_from_db()
    page = {
        "case": case, "key": middle.fresh_key(), "day": day, "who": who, "product": products.names().get(case.product),
        "clock": clocks(who, [number], at).get(number), "staff": people.staff_names(),
        **side_by_side(who, case, day, casework.outside()), **tabs(who),
    }  # fmt: skip
    page["may"] = _may(who, case, day, page["values"].fen("UNION_CONSULT_FROM"))
    page["forms"] = _values(typed, page)
    return render(request, "origination/review.html", page)


def _may(who: Officer, case: Any, day: date, line: int) -> dict[str, Any]:
    """What the officer may do to the case now, and why not where separation bars him. A fixed number of queries."""
    taken, ties = gate.hands(case.pk), gate.related(case.customer_id, day)
    own = next((part for part, staff in taken if staff == who.number), None)
    live, state = CaseState(case.state) in LIVE, CaseState(case.state)
    mine = review_desk.parts_of(who)
    wants = [part for part, _note in review_desk.wanted(case, who.number) if part in mine]
    hindered = {part: may_take(who.number, part, taken, ties) for part in wants}
    free = [part for part in wants if hindered[part] is None]
    investigates = own in (CasePart.LEAD, CasePart.CO)
    stranger = may_take(who.number, own or CasePart.APPROVE, taken, ties)
    middle_work = state in (CaseState.EVALUATED, CaseState.REVIEWED, CaseState.SIGNED)
    return {
        "own": own,
        "reviews": [KIND_OF[part].value for part in free if part in KIND_OF],
        "meets": [each for each in case.reviews.all()
                  if each.turn == case.turn and each.verdict == ReviewVerdict.CONDITION and each.met_on is None
                  and each.reviewer == who.number],
        "hindered": [(part, why) for part, why in hindered.items() if why is not None],
        "approve": CasePart.APPROVE in free, "key": CasePart.SECOND_KEY in free, "clear": CasePart.DISB_AUDIT in free,
        "vote": votes.open_call(case) if state is CaseState.REVIEWED else None,
        "call": state is CaseState.REVIEWED and votes.conducts(who) and not investigates,
        "back": middle_work and state is not CaseState.SIGNED and may(who, CaseVerb.RETURN) is None
                and stranger is None and not investigates,
        "reject": middle_work and live and may(who, CaseVerb.REJECT) is None
                  and may_reject(who.number, state, (case.holder, case.lead, case.co), taken, ties) is None,
        "accept": middle_work and case.holder != who.number and may(who, CaseVerb.ACCEPT) is None and stranger is None,
        **_decision(who, case, day, line),
    }  # fmt: skip


def _decision(who: Officer, case: Any, day: date, line: int) -> dict[str, Any]:
    """The officer's reach for this case, and whether the union must be asked."""
    asked = case.consultations.filter(turn=case.turn).first()
    decides = may(who, CaseVerb.APPROVE) is None and CaseState(case.state) is CaseState.REVIEWED
    found = mandates.reach_of(who, case.product, case.security != "CREDIT", day) if decides else None
    return {
        "reach": None if found is None or isinstance(found, Refused) else found[0],
        "reach_rule": "" if found is None or isinstance(found, Refused) else found[1],
        "union_from": line, "union": case.amount >= line, "asked": asked,
        "ask_union": decides and case.amount >= line and asked is None,
        "answer_union": decides and asked is not None and asked.answered_on is None,
    }  # fmt: skip


def _values(typed: Typed, page: Mapping[str, Any]) -> dict[str, Any]:
    """Every form of the page with its defaults, or as it was typed before a no."""
    case, price = page["case"], page["price"]
    return {
        "review": {
            kind: typed.form(f"review-{kind.lower()}", verdict="PASSED", points=["", ""])
            for kind in ("IND", "RSK", "CTR")
        },
        "meet": typed.form("meet", kind="", evidence=""),
        "back": typed.form("return", points=["", ""]),
        "reject": typed.form("reject", code="", words=""),
        "approve": typed.form(
            "approve", amount=yuan(page["most"]), months=case.months, rate="", rate_reason="", conditions=""
        ),
        "key": typed.form("second-key", agree="", words=""),
        "accept": typed.form("accept"),
        "clear": typed.form("clear"),
        "consult": typed.form("consult"),
        "consulted": typed.form("consulted", agreed="", answer=""),
        "computed": price.rate if price else None,
        "codes": [each.value for each in RejectCode if each is not RejectCode.COMMITTEE_SAID_NO],
        "verdicts": [each.value for each in ReviewVerdict],
    }


# --- reading the forms -----------------------------------------------------------------------------------------------


def _review(kind: str) -> Callable[[HttpRequest], Said]:
    def read(request: HttpRequest) -> Said:
        return {
            "kind": kind,
            "verdict": middle.choice(request, "verdict", ReviewVerdict),
            "points": middle.points(request),
        }

    return read


def granted(request: HttpRequest) -> Said:
    """What a decision grants, as typed; without a rate the price as computed holds."""
    return {
        "amount": middle.fen(request, "amount"), "months": middle.whole(request, "months"),
        "rate": middle.maybe_rate(request, "rate"), "rate_reason": middle.text(request, "rate_reason"),
        "conditions": middle.text(request, "conditions"),
    }  # fmt: skip


def yes(request: HttpRequest, name: str) -> bool:
    """A yes or a no that must have been said."""
    said = middle.text(request, name, 5)
    if said not in ("yes", "no"):
        raise middle.Unread(name, _("请选择同意或不同意。"))
    return said == "yes"


_FORMS: Mapping[str, tuple[Deed, Callable[[HttpRequest], Said], str]] = {
    "review-ind": (Deed.REVIEW, _review("IND"), gettext_noop("审查意见已登记。")),
    "review-rsk": (Deed.REVIEW, _review("RSK"), gettext_noop("审查意见已登记。")),
    "review-ctr": (Deed.REVIEW, _review("CTR"), gettext_noop("审查意见已登记。")),
    "meet": (
        Deed.MEET_CONDITION,
        lambda request: {
            "kind": middle.choice(request, "kind", ReviewKind),
            "evidence": middle.text(request, "evidence"),
        },
        gettext_noop("条件已落实。"),
    ),
    "return": (
        Deed.RETURN,
        lambda request: {"points": middle.points(request)},
        gettext_noop("已退回,三天时限继续计算。"),
    ),
    "reject": (
        Deed.REJECT,
        lambda request: {"code": middle.choice(request, "code", RejectCode), "words": middle.text(request, "words")},
        gettext_noop("已否决,两个工作日内由负责人复核。"),
    ),
    "approve": (Deed.APPROVE, granted, gettext_noop("已作出批复。")),
    "second-key": (
        Deed.SECOND_KEY,
        lambda request: {"agree": yes(request, "agree"), "words": middle.text(request, "words")},
        gettext_noop("复核意见已登记。"),
    ),
    "accept": (Deed.ACCEPT, lambda _request: {}, gettext_noop("已接办,现由您负责。")),
    "clear": (Deed.CLEAR, lambda _request: {}, gettext_noop("放款审核通过。")),
    "consult": (Deed.CONSULT, lambda _request: {}, gettext_noop("已报省联社咨询。")),
    "consulted": (
        Deed.CONSULTED,
        lambda request: {"agreed": yes(request, "agreed"), "answer": middle.text(request, "answer", 200)},
        gettext_noop("咨询意见已登记。"),
    ),
}


# --- exceptions ------------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def exceptions(request: HttpRequest, verb: str = "") -> HttpResponse:
    """Exceptions and questions that wait for the risk desk; what was decided lately."""
    who, _day, _at = middle.here(request)
    if not seen.sees_exceptions(who):
        raise PermissionDenied
    typed, place = NOTHING, ""
    if request.method == "POST":
        if verb not in _RISK_FORMS:
            raise Http404
        deed, read, done = _RISK_FORMS[verb]
        number = middle.text(request, "number", 40)
        place = f"{number}/{middle.text(request, 'rule' if verb == 'decide' else 'item', 40)}"
        no = middle.did(request, deed, lambda: {"number": number, **read(request)}, _(done), verb=verb)
        if no is None:
            return redirect("case_exceptions")
        typed = no
    page = {
        "rows": [(each, f"{each.case_id}/{each.rule}") for each in review_desk.exceptions(who)],
        "asked": [(each, title, f"{each.case_id}/{each.item}") for each, title in review_desk.questions(who)],
        "past": review_desk.decided(who), "decides": who.holds(*DECIDES), "key": middle.fresh_key(), "who": who,
        "place": place, "decide": typed.form("decide", grant="", words=""),
        "judge": typed.form("judge", passes="", words=""), "staff": people.staff_names(), "products": products.names(),
        **tabs(who),
    }  # fmt: skip
    return render(request, "origination/review_exceptions.html", page)


_RISK_FORMS: Mapping[str, tuple[Deed, Callable[[HttpRequest], Said], str]] = {
    "decide": (
        Deed.DECIDE_EXCEPTION,
        lambda request: {
            "rule": middle.text(request, "rule", 40), "grant": yes(request, "grant"),
            "words": middle.text(request, "words"),
        },
        gettext_noop("例外申请已决定。"),
    ),
    "judge": (
        Deed.JUDGE_ITEM,
        lambda request: {
            "item": middle.text(request, "item", 40), "passes": yes(request, "passes"),
            "words": middle.text(request, "words"),
        },
        gettext_noop("判断已登记。"),
    ),
}  # fmt: skip
