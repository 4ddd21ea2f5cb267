"""Step 4: three reviews by three people. Figures are recomputed here, never typed; what does not hold goes back in numbered points."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from wuhua.areas.market.read import proof
from wuhua.areas.origination.actions import lanes, room
from wuhua.areas.origination.actions.allotting import no_room
from wuhua.areas.origination.actions.common import Now, may_have, move, not_tied, opened, take, words_missing
from wuhua.areas.origination.models import Case, Review
from wuhua.areas.origination.read import contracts, figures, gate, standards
from wuhua.areas.origination.read.figures import NOTHING, Outside
from wuhua.areas.origination.rules import (
    CasePart,
    CaseState,
    CaseVerb,
    OriginationRefusal,
    ReviewKind,
    ReviewVerdict,
)
from wuhua.areas.origination.rules.words import REVIEW_PART
from wuhua.core.refuse import Refused

BAD = ("SUBSTANDARD", "DOUBTFUL", "LOSS")
"""Classes a new loan is not given upon."""


@transaction.atomic
def review(
    now: Now,
    number: str,
    kind: ReviewKind,
    verdict: ReviewVerdict,
    points: Sequence[str] = (),
    outside: Outside = NOTHING,
) -> Case | Refused:
    """审查: indicators and risk before the decision, the contract after it was signed."""
    verb = CaseVerb.REVIEW_CONTRACT if kind is ReviewKind.CTR else CaseVerb.REVIEW
    case = opened(now, number, verb)
    if isinstance(case, Refused):
        return case
    said = [each.strip() for each in points if each.strip()]
    refused = may_have(case, now.actor.number, REVIEW_PART[kind], now.day)
    if refused is None and verdict is not ReviewVerdict.PASSED and not said:
        refused = Refused(OriginationRefusal.POINTS_MISSING, "没有写明问题。", "请逐条写明。", "points")
    if refused is None and case.reviews.filter(kind=kind, turn=case.turn).exists():
        refused = Refused(
            OriginationRefusal.REVIEW_DONE_ALREADY, "该项审查已有结论。", "如有新情况,请退回重审。", "kind"
        )
    if refused is not None:
        return refused
    found = _recomputed(now, case, kind, outside)
    if isinstance(found, Refused):
        return found
    if verdict is not ReviewVerdict.FAILED and found.get("stops"):
        return Refused(
            OriginationRefusal.REVIEW_FAILED, f"重算不通过:{found['stops']}", "请审为不通过、退回或否决。", "verdict"
        )

    # After this line the review must stand.
    take(case, now.actor.number, REVIEW_PART[kind], now.day)
    Review.objects.create(
        case=case, kind=kind, turn=case.turn, verdict=verdict, points=said, figures=found, reviewer=now.actor.number,
        at=now.at, business_date=now.day,
    )  # fmt: skip
    case.holder = now.actor.number
    before_decision = verb is CaseVerb.REVIEW and not open_reviews(case, (ReviewKind.IND, ReviewKind.RSK))
    to = CaseState.REVIEWED if before_decision else None
    return move(now, case, verb, to, words=";".join(said), facts={"kind": kind, "verdict": verdict})


def open_reviews(case: Case, kinds: Sequence[ReviewKind]) -> list[ReviewKind]:
    """Which of these have not passed in this turn."""
    done = set(case.reviews.filter(turn=case.turn).exclude(verdict=ReviewVerdict.FAILED).values_list("kind", flat=True))
    return [each for each in kinds if each.value not in done]


def _recomputed(now: Now, case: Case, kind: ReviewKind, outside: Outside) -> dict[str, Any] | Refused:
    """What the machine finds by itself; `stops` is a sentence that no reviewer can pass over."""
    if kind is ReviewKind.CTR:
        return contracts.compared(case)
    if kind is ReviewKind.RSK:
        black = proof.black_listed(case.customer.number)
        ties = sorted(gate.related(case.customer_id, now.day))
        standing = getattr(case.customer, "standing", None)
        klass = standing.klass if standing else "NONE"
        stops = f"客户在黑名单中:{black}" if black else f"五级分类为 {klass}" if klass in BAD else ""
        return {
            "black": black or "", "ties": ties, "klass": klass,
            "overdue_days": standing.overdue_days if standing else 0, "stops": stops,
        }  # fmt: skip
    found = figures.figures(now.actor, case, now.day, outside)
    if isinstance(found, Refused):
        return found
    told, stops = found.as_dict(), ""
    by_hand = standards.BY_HAND in standards.granted(case)
    if isinstance(found.offer, Refused) or found.offer.needs_person:
        stops = "" if by_hand else "公式不能核定额度,也没有准许的人工核定。"
    else:
        case.limit = found.offer.limit
        stops = "" if found.offer.limit > 0 else "重算额度为零。"
    if isinstance(found.room, Refused):
        stops = stops or found.room.reason
    return {**told, "stops": stops, "sales": case.sales}


@transaction.atomic
def meet(now: Now, number: str, kind: ReviewKind, evidence: str) -> Case | Refused:
    """条件落实: a passed-with-condition review counts once its condition is met, on evidence, said by the reviewer himself."""
    found = gate.case_for(now.actor, number)
    if isinstance(found, Refused):
        return found
    case = Case.objects.select_for_update().select_related("application", "customer").get(pk=number)
    row = case.reviews.filter(kind=kind, turn=case.turn, verdict=ReviewVerdict.CONDITION, met_on__isnull=True).first()
    refused = not_tied(now, case.customer_id) or words_missing(evidence, "evidence", "条件落实的证据")
    if refused is None and row is None:
        refused = Refused(OriginationRefusal.REVIEW_OPEN, "没有待落实的条件。", "请从审查意见中选择。", "kind")
    if refused is None and row is not None and row.reviewer != now.actor.number:
        refused = Refused(OriginationRefusal.NOT_THE_HOLDER, "条件由提出的审查人确认。", "请由原审查人确认。")
    if refused is not None or row is None:
        return refused or case

    # After this line the condition must be met.
    row.met_on, row.met_by, row.met_evidence = now.day, now.actor.number, evidence.strip()
    row.save(update_fields=["met_on", "met_by", "met_evidence"])
    verb = CaseVerb.REVIEW_CONTRACT if kind is ReviewKind.CTR else CaseVerb.REVIEW
    return move(now, case, verb, words=evidence, facts={"kind": kind, "met": True})


@transaction.atomic
def send_back(now: Now, number: str, points: Sequence[str]) -> Case | Refused:
    """退回: to the investigators, with numbered points; a new turn begins, its reviews are asked anew (A101)."""
    case = opened(now, number, CaseVerb.RETURN)
    if isinstance(case, Refused):
        return case
    said = [each.strip() for each in points if each.strip()]
    if not said:
        return Refused(OriginationRefusal.POINTS_MISSING, "退回须逐条写明问题。", "请写明要补正的内容。", "points")
    part = next((part for part, who in gate.hands(case.pk) if who == now.actor.number), CasePart.APPROVE)
    refused = may_have(case, now.actor.number, part, now.day)
    if refused is None and part in (CasePart.LEAD, CasePart.CO):
        refused = Refused(OriginationRefusal.PARTS_MUST_DIFFER, "调查人不能退回自己的业务。", "请直接补充调查。")
    if refused is not None:
        return refused

    # After this line the case must be with its investigators again.
    room.give_back(now, case, "退回补充调查")
    words = "\n".join(f"{place}. {text}" for place, text in enumerate(said, 1))
    case.holder, case.turn, case.co_signed_on = case.lead, case.turn + 1, None
    return move(now, case, CaseVerb.RETURN, CaseState.PRE_ASSESSED, words=words, facts={"points": said})


@transaction.atomic
def accept(now: Now, number: str) -> Case | Refused:
    """接办: whoever takes the case onto his desk answers for it from now on; until then the one before does (A101)."""
    case = opened(now, number, CaseVerb.ACCEPT)
    if isinstance(case, Refused):
        return case
    if case.holder == now.actor.number:
        return case
    part = next((part for part, who in gate.hands(case.pk) if who == now.actor.number), None)
    early = CaseState(case.state) in (
        CaseState.PROSPECT, CaseState.TARGETED, CaseState.SUBMITTED, CaseState.PRE_ASSESSED
    )  # fmt: skip
    if early and part not in (CasePart.LEAD, CasePart.CO):
        return Refused(OriginationRefusal.NOT_THE_HOLDER, "该笔业务还在调查中,不能接办。", "如需换人,请由负责人移交。")
    refused = None if part else may_have(case, now.actor.number, CasePart.APPROVE, now.day)
    refused = refused or no_room(now.actor, case.customer_id, now.day, case.pk)
    if refused is not None:
        return refused

    # After this line the case must be on this desk.
    before, case.holder = case.holder, now.actor.number
    lanes.taken(now.actor.number, now.day, now.at, case)
    return move(now, case, CaseVerb.ACCEPT, facts={"from": before, "to": now.actor.number})
