"""The committee: called among those without a part, one ballot a member, closed with its minutes. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline import casework
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.read import gate, votes
from wuhua.areas.origination.read import middle as seen
from wuhua.areas.origination.rules import Ballot, CaseState
from wuhua.areas.origination.rules.committee import LEAST
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import read as products
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused
from wuhua.web.origination import middle
from wuhua.web.origination.middle import NOTHING
from wuhua.web.origination.review import granted, tabs
from wuhua.web.origination.review_sheet import side_by_side


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Open votes, own ones first, and past ones."""
    who, day, _at = middle.here(request)
    if not seen.sees_votes(who):
        raise PermissionDenied
    open_, past = votes.calls(who)
    rows = [(each, who.number in each.members, votes.own_ballot(each, who)) for each in open_]
    page = {
        "rows": sorted(rows, key=lambda row: not (row[1] and row[2] is None)), "past": past, "products": products.names(),
        "staff": people.staff_names(), "day": day, **tabs(who),
    }  # fmt: skip
    return render(request, "origination/committee_list.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Call the committee over one case: who has no part in it and is not tied to the customer."""
    who, day, _at = middle.here(request)
    if not votes.conducts(who):
        raise PermissionDenied
    case = gate.case_for(who, number)
    if isinstance(case, Refused) or CaseState(case.state) is not CaseState.REVIEWED:
        raise Http404
    typed = NOTHING
    if request.method == "POST":
        named = [each.replace("\0", "")[:32] for each in request.POST.getlist("members")][:100]
        no = middle.did(
            request, Deed.CALL_VOTE, lambda: {"number": number, "members": named, **granted(request)}, _("已召集审贷会。"),
            typed={"members": named},
        )  # fmt: skip
        if no is None:
            found = votes.open_call(case)
            return redirect("vote", found.pk) if found else redirect("votes")
        typed = no
    members = [(each.number, each.name) for each in people.accounts(day) if Role.COMMITTEE in each.roles]
    page: dict[str, Any] = {
        "case": case, "members": votes.callable_members(case, members, day), "least": LEAST, "key": middle.fresh_key(),
        "quorum": compliance.whole("VOTE_QUORUM_PCT", day), "passes": compliance.whole("VOTE_PASS_PCT", day),
        "product": products.names().get(case.product), "staff": people.staff_names(), **_figures(who, case, day),
        **tabs(who),
    }  # fmt: skip
    page["form"] = typed.form(
        Deed.CALL_VOTE.value, members=[], amount=yuan(page["most"]), months=case.months, rate="", rate_reason="",
        conditions="",
    )  # fmt: skip
    return render(request, "origination/committee_call.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int, verb: str = "") -> HttpResponse:
    """One vote: a member's own ballot, the count for who conducts it, the close with its minutes."""
    who, day, _at = middle.here(request)
    found = votes.call_for(who, number)
    if found is None:
        raise Http404
    typed = NOTHING
    if request.method == "POST":
        if verb not in ("vote", "close"):
            raise Http404
        no = _do(request, found, verb)
        if no is None:
            return redirect("vote", number)
        typed = no
        found = votes.call_for(who, number) or found
    case = found.case
    conducts = who.holds(*votes.CONDUCTS) or found.called_by == who.number
    own, ballots = votes.own_ballot(found, who), {each.member: each for each in found.ballots.all()}
    page: dict[str, Any] = {
        "call": found, "case": case, "key": middle.fresh_key(), "product": products.names().get(case.product),
        "own": own, "member": who.number in found.members, "open": votes.alive(found),
        "seats": [(each, ballots.get(each)) for each in found.members], "staff": people.staff_names(),
        "count": votes.counted(found, day) if votes.sees_count(who, found) else None,
        "conducts": conducts and votes.alive(found) and votes.conducts(who),
        "ballots": [each.value for each in Ballot], **_figures(who, found.case, day), **tabs(who),
    }  # fmt: skip
    page["vote"] = typed.form("vote", ballot="", words="")
    page["close"] = typed.form("close", minutes="")
    return render(request, "origination/committee_vote.html", page)


def _figures(who: Officer, case: Any, day: Any) -> Mapping[str, Any]:
    return side_by_side(who, case, day, casework.outside())


def _do(request: HttpRequest, call: Any, verb: str) -> middle.Typed | None:
    number = call.case_id
    if verb == "vote":
        return middle.did(
            request, Deed.VOTE,
            lambda: {"number": number, "ballot": middle.choice(request, "ballot", Ballot), "words": middle.text(request, "words")},
            _("已投票。"), verb="vote",
        )  # fmt: skip
    return middle.did(
        request, Deed.CLOSE_VOTE,
        lambda: {"number": number, "minutes": middle.text(request, "minutes", 4000)},
        _("表决已结束。"), verb="close",
    )  # fmt: skip
