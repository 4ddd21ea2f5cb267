"""From the signature to the money: the auditor's gate, and the word of a later room that the money is in the account."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from wuhua.areas.market.read import proof
from wuhua.areas.origination.actions import room
from wuhua.areas.origination.actions.common import Now, mark, may_have, move, opened, take
from wuhua.areas.origination.actions.reviewing import open_reviews
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.read import contracts, gate, papers, paying
from wuhua.areas.origination.read.figures import NOTHING, Outside
from wuhua.areas.origination.rules import (
    CasePart,
    CaseState,
    CaseVerb,
    OriginationRefusal,
    Outcome,
    ReviewKind,
    ReviewVerdict,
)
from wuhua.areas.origination.rules.evidence import PaperTime
from wuhua.areas.people import read as people
from wuhua.areas.workday import read as workday
from wuhua.areas.workday.rules import Milestone
from wuhua.core.refuse import Refused


@transaction.atomic
def clear(now: Now, number: str, outside: Outside = NOTHING) -> Case | Refused:
    """放款审核: three reviews passed, conditions met, contract as decided, papers complete, payment right, room still held."""
    case = opened(now, number, CaseVerb.CLEAR)
    if isinstance(case, Refused):
        return case
    refused = may_have(case, now.actor.number, CasePart.DISB_AUDIT, now.day) or ready(now, case, outside)
    if refused is not None:
        return refused

    # After this line the money may go.
    take(case, now.actor.number, CasePart.DISB_AUDIT, now.day)
    case.holder = now.actor.number
    return move(now, case, CaseVerb.CLEAR, CaseState.CLEARED)


def ready(now: Now, case: Case, outside: Outside) -> Refused | None:
    """The first thing that stands between a case and its money."""
    left = open_reviews(case, tuple(ReviewKind))
    if left:
        return Refused(
            OriginationRefusal.REVIEW_OPEN,
            f"三审查未全部通过:{'、'.join(left)}。",
            "请完成审查后再审核放款。",
            "reviews",
        )
    waiting = case.reviews.filter(turn=case.turn, verdict=ReviewVerdict.CONDITION, met_on__isnull=True).first()
    if waiting is not None:
        return Refused(
            OriginationRefusal.CONDITION_OPEN,
            f"审查条件尚未落实:{'、'.join(waiting.points)}。",
            "请落实并由审查人确认。",
        )
    told = contracts.compared(case)
    if told["stops"]:
        return Refused(OriginationRefusal.CONTRACT_MISSING, told["stops"], "请按批复签订合同。", "contract")
    black = proof.black_listed(case.customer.number)
    if black is not None:
        return Refused(
            OriginationRefusal.BLACK_LISTED, f"该客户在黑名单中:{black}。", "请停止放款并报风险岗。", "customer"
        )
    return (
        papers.lacking(case, now.day, (PaperTime.APPLYING, PaperTime.SIGNING, PaperTime.CLEARING))
        or _payment(now, case, outside)
        or _account(case, outside)
        or room.take(now, case, case.approved_amount or 0, outside)
    )


def _payment(now: Now, case: Case, outside: Outside) -> Refused | None:
    """支付方式 (domain 2.11): from the line on, the bank pays the named payee itself, and never back to the borrower."""
    refused = paying.hindered(case, now.day)
    if refused is None and case.payee_account and case.payee_account in outside.accounts(case.customer.number):
        refused = Refused(
            OriginationRefusal.PAYMENT_NOT_ALLOWED, "收款账号是借款人本人的账户。", "请退回后登记交易对手的账号。",
            "payee_account",
        )  # fmt: skip
    return refused


def _account(case: Case, outside: Outside) -> Refused | None:
    if case.account and case.account in outside.accounts(case.customer.number):
        return None
    return Refused(
        OriginationRefusal.ACCOUNT_MISSING,
        "没有登记借款人本人的结算账户。",
        "请登记借款人在本行的结算账户。",
        "account",
    )


@transaction.atomic
def funded(now: Now, number: str, note: str) -> Case | Refused:
    """放款完成: called by the room that moved the money, in its own transaction; the clocks stop, the room becomes the loan."""
    case = opened(now, number, CaseVerb.FUND)
    if isinstance(case, Refused):
        return case
    refused = may_have(case, now.actor.number, CasePart.PAY, now.day)
    if refused is not None:
        return refused

    # After this line the case must be paid.
    take(case, now.actor.number, CasePart.PAY, now.day)
    return _funded(now, case, note)


def _funded(now: Now, case: Case, note: str) -> Case:
    case.application.outcome = Outcome.DISBURSED.value
    case.application.funded = now.at
    case.application.save(update_fields=["outcome", "funded"])
    case.note = note
    room.give_back(now, case, "已放款")
    mark(now, case, Milestone.FUNDS)
    return move(now, case, CaseVerb.FUND, CaseState.DISBURSED, facts={"note": note})


@transaction.atomic
def handed(now: Now, number: str) -> Case | Refused:
    """已移交核心: the accountant has sent it to be made by the core; the case stays cleared until the note is there."""
    case = opened(now, number, CaseVerb.FUND)
    if isinstance(case, Refused):
        return case
    refused = may_have(case, now.actor.number, CasePart.PAY, now.day)
    if refused is not None:
        return refused

    # After this line the case must be on its way.
    take(case, now.actor.number, CasePart.PAY, now.day)
    return move(now, case, CaseVerb.FUND, facts={"handed": True})


@transaction.atomic
def funded_by_core(day: date, made: Mapping[str, str]) -> int:
    """By contract, the note the core made: whoever sent it is who paid it. What is no case's is left alone."""
    rows = Case.objects.select_for_update(of=("self",)).select_related("application", "customer")
    waiting = rows.filter(state=CaseState.CLEARED, contracts__number__in=list(made)).order_by("pk")
    told = 0
    for case in waiting:
        contract = contracts.contract_of(case)
        payer = next((who for part, who in gate.hands(case.pk) if part is CasePart.PAY), None)
        sender = people.officer(payer, day) if payer else None
        if contract is None or sender is None:
            continue
        now = Now(sender, day, workday.moment(day))
        _funded(now, case, made[contract.number])
        told += 1
    return told
