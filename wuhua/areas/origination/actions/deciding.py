"""The decision: by a person within his mandate, with a second key where the front office decides on its own, or by the committee."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules.conduct import check_all_in, check_price
from wuhua.areas.origination.actions import room
from wuhua.areas.origination.actions.common import (
    SUBJECT,
    Now,
    may_have,
    move,
    not_investigator,
    opened,
    staff_member,
    take,
    words_missing,
)
from wuhua.areas.origination.actions.refusing import refuse
from wuhua.areas.origination.models import Ballot, Case, Consultation, Decision, VoteCall
from wuhua.areas.origination.read import figures, mandates, standards
from wuhua.areas.origination.read.figures import NOTHING, Outside, price_dict
from wuhua.areas.origination.rules import Ballot as Vote
from wuhua.areas.origination.rules import CasePart, CaseState, CaseVerb, OriginationRefusal, RejectCode
from wuhua.areas.origination.rules.committee import check_called, tally
from wuhua.areas.origination.rules.mandates import reaches
from wuhua.areas.origination.rules.separation import second_key_needed
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Role
from wuhua.areas.product.rules.pricing import Price
from wuhua.core.days import add_months
from wuhua.core.money import grouped
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.platform import audit

CALLERS = (Role.APPROVER, Role.RISK, Role.EXECUTIVE, Role.COMMITTEE)


@dataclass(frozen=True, slots=True)
class Granted:
    """What is granted: fen, months, a rate in 10⁻⁷ a year or None for the price as computed, conditions in words."""

    amount: int
    months: int
    rate: int | None = None
    rate_reason: str = ""
    conditions: str = ""


@transaction.atomic
def approve(now: Now, number: str, granted: Granted, outside: Outside = NOTHING) -> Case | Refused:
    """审批: nobody decides on what he has investigated or reviewed, nor beyond his mandate; an exception is the committee's."""
    case = opened(now, number, CaseVerb.APPROVE)
    if isinstance(case, Refused):
        return case
    refused = may_have(case, now.actor.number, CasePart.APPROVE, now.day)
    if refused is None and standards.granted(case):
        refused = Refused(
            OriginationRefusal.COMMITTEE_NEEDED, "该笔业务有例外,须经审贷会。", "请提交审贷会表决。", "exception"
        )
    if refused is None and case.votes.filter(turn=case.turn, closed_on__isnull=True).exists():
        refused = Refused(OriginationRefusal.VOTE_OPEN, "该笔业务正在表决。", "请等待表决结束。", "number")
    if refused is not None:
        return refused
    reach = mandates.reach_of(now.actor, case.product, case.security != "CREDIT", now.day)
    if isinstance(reach, Refused):
        return reach
    refused = reaches(reach[0], granted.amount, reach[1])
    if refused is not None:
        return refused
    lead = people.officer(case.lead, now.day)
    key = second_key_needed(now.actor, lead.branch if lead else case.unit)
    return _decided(now, case, granted, f"{reach[0].mandate}({reach[1]})", now.actor.number, key, outside)


def _decided(
    now: Now, case: Case, granted: Granted, mandate: str, by: str, key: bool, outside: Outside
) -> Case | Refused:
    """Amount within the limit, the price with its parts, the union asked where it must be, and the room taken."""
    refused = _consulted(case, granted.amount, now)
    if refused is None and case.decisions.filter(turn=case.turn).exists():
        refused = Refused(OriginationRefusal.SECOND_KEY_MISSING, "批复已作出,待第二把钥匙。", "请由风险或审查岗复核。")
    if refused is not None:
        return refused
    priced = _priced(now, case, granted, outside)
    if isinstance(priced, Refused):
        return priced
    price, rate = priced
    refused = room.take(now, case, granted.amount, outside, granted.months)
    if refused is not None:
        return refused

    # After this line the decision must stand.
    parts = {**price_dict(price), "rate": rate, "priced": price.rate}
    Decision.objects.create(
        case=case, turn=case.turn, amount=granted.amount, months=granted.months, rate=rate, price=parts,
        rate_reason=granted.rate_reason.strip(), conditions=granted.conditions.strip(), mandate=mandate, decided_by=by,
        decided_on=now.day, key_needed=key,
    )  # fmt: skip
    if by == now.actor.number:
        take(case, by, CasePart.APPROVE, now.day)
    case.approved_amount, case.approved_months, case.approved_rate = granted.amount, granted.months, rate
    case.price = parts
    if not key:
        case.holder = case.lead
    return move(
        now, case, CaseVerb.APPROVE, None if key else CaseState.APPROVED, words=granted.conditions, mandate=mandate,
        facts={"amount": granted.amount, "months": granted.months, "rate": rate, "key_needed": key},
    )  # fmt: skip


def _priced(now: Now, case: Case, granted: Granted, outside: Outside) -> tuple[Price, int] | Refused:
    """The price as computed, and the rate these terms would be granted at; a no where they cannot be granted."""
    refused = _fits(case, granted)
    if refused is not None:
        return refused
    found = figures.figures(now.actor, case, now.day, outside, granted.months)
    price = found if isinstance(found, Refused) else found.price
    if isinstance(price, Refused):
        return price
    rate = _rate(now, case, granted, price)
    return rate if isinstance(rate, Refused) else (price, rate)


def _fits(case: Case, granted: Granted) -> Refused | None:
    most = min(case.limit or 0, case.amount)
    if granted.amount <= 0 or granted.months <= 0:
        return Refused(OriginationRefusal.AMOUNT_NOT_POSITIVE, "金额和期限须大于零。", "请核对。", "amount")
    if granted.amount > most:
        return Refused(
            OriginationRefusal.ABOVE_LIMIT,
            f"批准金额 {grouped(granted.amount)} 元超过重算额度与申请金额的低者 {grouped(most)} 元。",
            "请在额度内批准。",
            "amount",
        )
    if granted.months > case.months:
        return Refused(OriginationRefusal.ABOVE_LIMIT, "批准期限长于申请期限。", "请在申请期限内批准。", "months")
    return None


def _consulted(case: Case, amount: int, now: Now) -> Refused | None:
    if amount < compliance.fen("UNION_CONSULT_FROM", now.day):
        return None
    if case.consultations.filter(turn=case.turn, agreed=True).exists():
        return None
    return Refused(
        OriginationRefusal.CONSULTATION_MISSING,
        "金额达到省联社咨询标准,尚无同意的咨询意见。",
        "请先报省联社咨询。",
        "amount",
    )


def _rate(now: Now, case: Case, granted: Granted, price: Price) -> int | Refused:
    """The price as computed, or another within floor and ceiling with a reason; what compliance says of a price is asked here.

    At the ceiling never without a reason (七不准 6); the rate with every fee registered on the case costs no more than the
    price (七不准 4), which is the model's, or above it the one that was given a reason.
    """
    values = compliance.parameters(now.day)
    floor, ceiling = (Rate.of_pct(values.text(code), code).units for code in ("PRICE_FLOOR", "PRICE_CEILING"))
    rate = granted.rate if granted.rate is not None else price.rate
    if not floor <= rate <= ceiling:
        return Refused(OriginationRefusal.RATE_OUTSIDE, "利率不在下限与上限之间。", "请核对利率。", "rate")
    refused = check_price(rate, ceiling, granted.rate_reason)
    if refused is not None:
        return replace(refused, field="rate_reason")
    if rate != price.rate and not granted.rate_reason.strip():
        return Refused(
            OriginationRefusal.RATE_NEEDS_REASON, "利率与定价结果不同,须写明理由。", "请写明理由。", "rate_reason"
        )
    fees = compliance.charged((f"{SUBJECT}{case.pk}",))
    days = (add_months(now.day, granted.months) - now.day).days
    refused = check_all_in(rate, fees, granted.amount, days, max(rate, price.rate))
    return rate if refused is None else replace(refused, field="rate")


@transaction.atomic
def second_key(now: Now, number: str, agree: bool, words: str) -> Case | Refused:
    """第二把钥匙: beside a front-office decision; a no sends the case back, with its reason as the point to mend."""
    case = opened(now, number, CaseVerb.SECOND_KEY)
    if isinstance(case, Refused):
        return case
    decision = case.decisions.filter(turn=case.turn, key_needed=True, key_by="").first()
    refused = may_have(case, now.actor.number, CasePart.SECOND_KEY, now.day) or words_missing(
        words, "words", "复核意见"
    )
    if refused is None and decision is None:
        refused = Refused(OriginationRefusal.REVIEW_OPEN, "没有待复核的批复。", "请从待办中打开。", "number")
    if refused is not None or decision is None:
        return refused or case

    # After this line the key must have turned, or the case be back.
    take(case, now.actor.number, CasePart.SECOND_KEY, now.day)
    if not agree:
        room.give_back(now, case, "第二把钥匙未同意")
        case.holder, case.turn, case.co_signed_on = case.lead, case.turn + 1, None
        return move(now, case, CaseVerb.RETURN, CaseState.PRE_ASSESSED, words=words, facts={"points": [words.strip()]})
    decision.key_by, decision.key_on = now.actor.number, now.day
    decision.save(update_fields=["key_by", "key_on"])
    case.holder = case.lead
    return move(now, case, CaseVerb.SECOND_KEY, CaseState.APPROVED, words=words, mandate=decision.mandate)


# --- the committee ---------------------------------------------------------------------------------------------------


@transaction.atomic
def call_vote(
    now: Now, number: str, members: Sequence[str], granted: Granted, outside: Outside = NOTHING
) -> Case | Refused:
    """上会: the terms that are voted on, before members who hold the post on the day, differ, and had no part in the case."""
    case = opened(now, number, CaseVerb.APPROVE)
    if isinstance(case, Refused):
        return case
    named = list(dict.fromkeys(each.strip() for each in members if each.strip()))
    refused = not_investigator(now, case) or check_called(named)
    if refused is None and not now.actor.holds(*CALLERS):
        refused = Refused(OriginationRefusal.NOT_OF_THIS_POST, "您的岗位不能召集审贷会。", "请由审批或风险岗召集。")
    if refused is None and case.votes.filter(turn=case.turn, closed_on__isnull=True).exists():
        refused = Refused(OriginationRefusal.VOTE_OPEN, "该笔业务正在表决。", "请等待表决结束。", "number")
    for each in named if refused is None else ():
        member = staff_member(each, now.day, "members")
        if isinstance(member, Refused):
            return member
        if not member.holds(Role.COMMITTEE):
            return Refused(OriginationRefusal.NOT_CALLED, f"{each} 不是审贷会委员。", "请从委员名单中选择。", "members")
        refused = refused or may_have(case, each, CasePart.VOTE, now.day)
    if refused is not None:
        return refused
    priced = _priced(now, case, granted, outside)
    if isinstance(priced, Refused):
        return priced

    # After this line the vote must be open.
    VoteCall.objects.create(
        case=case, turn=case.turn, members=named, amount=granted.amount, months=granted.months, rate=granted.rate,
        rate_reason=granted.rate_reason.strip(), conditions=granted.conditions.strip(), called_by=now.actor.number,
        called_on=now.day,
    )  # fmt: skip
    return move(
        now, case, CaseVerb.APPROVE,
        facts={"called": named, "amount": granted.amount, "months": granted.months, "rate": granted.rate},
    )  # fmt: skip


@transaction.atomic
def vote(now: Now, number: str, ballot: Vote, words: str = "") -> Case | Refused:
    """表决: one member, one ballot, never changed; a no or an abstention says why."""
    case = opened(now, number, CaseVerb.APPROVE)
    if isinstance(case, Refused):
        return case
    call = case.votes.filter(turn=case.turn, closed_on__isnull=True).first()
    refused = may_have(case, now.actor.number, CasePart.VOTE, now.day)
    if refused is None and (call is None or now.actor.number not in call.members):
        refused = Refused(OriginationRefusal.NOT_CALLED, "您不在本次表决名单中。", "请核对上会通知。", "number")
    if refused is None and call is not None and call.ballots.filter(member=now.actor.number).exists():
        refused = Refused(OriginationRefusal.VOTED_ALREADY, "您已经投过票。", "表决票一经投出不能更改。")
    if refused is None and ballot is not Vote.AGREE:
        refused = words_missing(words, "words", "不同意或弃权的理由")
    if refused is not None or call is None:
        return refused or case

    # After this line the ballot must lie in the box.
    take(case, now.actor.number, CasePart.VOTE, now.day)
    Ballot.objects.create(call=call, member=now.actor.number, vote=ballot, words=words.strip(), at=now.at)
    audit.record(
        actor=now.actor.number, business_date=now.day, action="origination.voted", subject=f"case:{case.pk}",
        after={"vote": ballot},
    )  # fmt: skip
    return case


@transaction.atomic
def close_vote(now: Now, number: str, minutes: str, outside: Outside = NOTHING) -> Case | Refused:
    """表决结束: carried, what lay on the table is decided as it was called; not carried, the case is refused with its minutes."""
    case = opened(now, number, CaseVerb.APPROVE)
    if isinstance(case, Refused):
        return case
    call = case.votes.filter(turn=case.turn, closed_on__isnull=True).first()
    refused = not_investigator(now, case) or words_missing(minutes, "minutes", "会议纪要")
    if refused is None and not now.actor.holds(*CALLERS):
        refused = Refused(OriginationRefusal.NOT_OF_THIS_POST, "您的岗位不能结束表决。", "请由召集人结束。")
    if refused is not None or call is None:
        return refused or Refused(OriginationRefusal.NOT_CALLED, "没有进行中的表决。", "请先召集。", "number")
    votes = {each.member: Vote(each.vote) for each in call.ballots.all()}
    found = tally(
        call.members, votes, compliance.whole("VOTE_QUORUM_PCT", now.day), compliance.whole("VOTE_PASS_PCT", now.day)
    )
    if found.carried is None:
        return Refused(
            OriginationRefusal.QUORUM_MISSING,
            f"已投 {found.voted} 票,不足法定 {found.quorum} 票。",
            "请等待其他委员投票。",
        )

    # After this line the vote must be closed, and the case decided or refused.
    call.closed_on, call.closed_by, call.carried, call.minutes = (
        now.day,
        now.actor.number,
        found.carried,
        minutes.strip(),
    )
    call.save(update_fields=["closed_on", "closed_by", "carried", "minutes"])
    words = f"同意 {found.agree}、不同意 {found.disagree}、弃权 {found.abstain}"
    if not found.carried:
        return refuse(now, case, RejectCode.COMMITTEE_SAID_NO, f"{words}。{minutes.strip()}")
    terms = Granted(call.amount, call.months, call.rate, call.rate_reason, call.conditions)
    answer = _decided(now, case, terms, f"审贷会:{words}", f"VOTE{call.pk}", False, outside)
    if isinstance(answer, Refused):
        transaction.set_rollback(True)
    return answer


# --- the union -------------------------------------------------------------------------------------------------------


@transaction.atomic
def consult(now: Now, number: str) -> Case | Refused:
    """报省联社咨询: sent; the clock may rest by its own code with the number of the letter."""
    case = opened(now, number, CaseVerb.APPROVE)
    if isinstance(case, Refused):
        return case
    refused = not_investigator(now, case)
    if refused is None and case.consultations.filter(turn=case.turn).exists():
        refused = Refused(OriginationRefusal.REVIEW_DONE_ALREADY, "本轮已报咨询。", "请登记咨询结果。", "number")
    if refused is not None:
        return refused

    # After this line the letter must be on its way.
    Consultation.objects.create(case=case, turn=case.turn, sent_on=now.day, sent_by=now.actor.number)
    return move(now, case, CaseVerb.APPROVE, facts={"consulted": True})


@transaction.atomic
def consulted(now: Now, number: str, agreed: bool, answer: str) -> Case | Refused:
    """咨询结果: with the number of the union's letter."""
    case = opened(now, number, CaseVerb.APPROVE)
    if isinstance(case, Refused):
        return case
    row = case.consultations.filter(turn=case.turn, answered_on__isnull=True).first()
    refused = not_investigator(now, case) or words_missing(answer, "answer", "咨询意见文号")
    if refused is not None or row is None:
        return refused or Refused(OriginationRefusal.REVIEW_OPEN, "没有待答复的咨询。", "请先报咨询。", "number")

    # After this line the answer must stand.
    row.answered_on, row.agreed, row.answer = now.day, agreed, answer.strip()
    row.save(update_fields=["answered_on", "agreed", "answer"])
    return move(now, case, CaseVerb.APPROVE, words=answer, facts={"agreed": agreed})
