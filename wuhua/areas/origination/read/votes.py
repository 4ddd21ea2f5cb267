"""The committee's votes: who may be called to one, what a member sees of it, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from wuhua.areas.compliance import read as compliance
from wuhua.areas.origination.models import Ballot, Case, VoteCall
from wuhua.areas.origination.read.gate import hands, related, visible
from wuhua.areas.origination.rules import Ballot as Vote
from wuhua.areas.origination.rules import CasePart, CaseState
from wuhua.areas.origination.rules.committee import Tally, tally
from wuhua.areas.origination.rules.separation import may_take
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused

CONDUCTS = (Role.APPROVER, Role.RISK, Role.EXECUTIVE)
"""Who calls and closes votes. A member may, too, by the verb's own rule; the count before the close is not for members."""
LOOKS = (Role.COMPLIANCE, Role.AUDIT)


@dataclass(frozen=True, slots=True)
class Sits:
    """One member of the committee and whether he may sit over this case."""

    staff: str
    name: str
    hindered: Refused | None


def conducts(officer: Officer) -> bool:
    """Whether the officer calls and closes votes."""
    return officer.holds(*CONDUCTS, Role.COMMITTEE) and not officer.holds(Role.ADMIN)


def sees_count(officer: Officer, call: VoteCall) -> bool:
    """The count is for who conducts, and for everybody concerned once the vote is closed."""
    return call.closed_on is not None or officer.holds(*CONDUCTS) or call.called_by == officer.number


def calls(officer: Officer, most: int = 100) -> tuple[list[VoteCall], list[VoteCall]]:
    """Open votes and past ones that concern the officer, newest first: called to them, calling, or looking over them."""
    if officer.holds(Role.ADMIN):
        return [], []
    rows = VoteCall.objects.filter(case__in=visible(officer))
    if not officer.holds(*CONDUCTS, *LOOKS):
        rows = rows.filter(members__contains=[officer.number])
    rows = rows.select_related("case__customer", "case__application").prefetch_related("ballots")
    alive = Q(closed_on__isnull=True, turn=F("case__turn"), case__state=CaseState.REVIEWED)
    return list(rows.filter(alive).order_by("id")[:most]), list(
        rows.exclude(alive).order_by("-called_on", "-id")[:most]
    )


def alive(call: VoteCall) -> bool:
    """Whether votes are still taken: a case that was sent back, refused or withdrawn meanwhile left its vote without end."""
    case = call.case
    return call.closed_on is None and call.turn == case.turn and case.state == CaseState.REVIEWED


def call_for(officer: Officer, number: int) -> VoteCall | None:
    """One vote, for who was called to it or conducts or looks over it; absent and not yours give the same answer."""
    if officer.holds(Role.ADMIN):
        return None
    rows = VoteCall.objects.filter(case__in=visible(officer), pk=number)
    found = rows.select_related("case__customer", "case__application").prefetch_related("ballots").first()
    if found is None or officer.holds(*CONDUCTS, *LOOKS) or officer.number in found.members:
        return found
    return None


def open_call(case: Case) -> VoteCall | None:
    """The vote that is under way on a case."""
    return case.votes.filter(turn=case.turn, closed_on__isnull=True).first()


def own_ballot(call: VoteCall, officer: Officer) -> Ballot | None:
    """The officer's own ballot."""
    return next((each for each in call.ballots.all() if each.member == officer.number), None)


def counted(call: VoteCall, on: date) -> Tally:
    """The count by the shares in force on the day it was closed, or today."""
    day = call.closed_on or on
    votes = {each.member: Vote(each.vote) for each in call.ballots.all()}
    return tally(
        call.members, votes, compliance.whole("VOTE_QUORUM_PCT", day), compliance.whole("VOTE_PASS_PCT", day)
    )  # fmt: skip


def callable_members(case: Case, members: Iterable[tuple[str, str]], on: date) -> list[Sits]:
    """Which of the committee may be called: without a part in the case and without a tie. Two queries."""
    taken, ties = hands(case.pk), related(case.customer_id, on)
    return [Sits(staff, name, may_take(staff, CasePart.VOTE, taken, ties)) for staff, name in members]
