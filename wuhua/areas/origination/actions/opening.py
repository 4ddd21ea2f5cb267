"""Step 1 and the way in: asked, visited in place, two investigators, submitted. Early rules stop what must not begin (A88)."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.market.read import proof
from wuhua.areas.origination.actions import lanes, room
from wuhua.areas.origination.actions.allotting import no_room
from wuhua.areas.origination.actions.common import (
    Now,
    holds,
    mark,
    may_have,
    move,
    not_tied,
    opened,
    staff_member,
    take,
    words_missing,
)
from wuhua.areas.origination.models import Application, Case
from wuhua.areas.origination.read import papers as kept
from wuhua.areas.origination.read import standards
from wuhua.areas.origination.rules import CasePart, CaseState, CaseVerb, OriginationRefusal, Outcome
from wuhua.areas.origination.rules.evidence import PaperTime
from wuhua.areas.origination.rules.steps import LEADERS, LIVE, may
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import read as products
from wuhua.areas.workday.rules import Milestone
from wuhua.core.refuse import Refused
from wuhua.platform import numbering


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a customer asks for. Amount in fen; `inputs` what only he can say (planned purchases, own funds, an order)."""

    customer: str
    product: str
    amount: int
    months: int
    purpose: str
    use: str
    security: str = "CREDIT"
    method: str = "interest_only"
    account: str = ""
    payout: str = "SELF"
    payee: str = ""
    inputs: dict[str, Any] = field(default_factory=dict)


@transaction.atomic
def ask(now: Now, wanted: Wanted) -> Case | Refused:
    """受理申请: black list, forbidden purpose and a product not on sale end it here, before anybody has driven anywhere."""
    refused = may(now.actor, CaseVerb.ASK)
    if refused is not None:
        return refused
    view = customers.customer_for(now.actor, wanted.customer.strip())
    if isinstance(view, Refused):
        return view
    refused = not_tied(now, view.id) or _may_ask(now, wanted, view.id) or no_room(now.actor, view.id, now.day)
    if refused is not None:
        return refused
    sheet = products.sheet(wanted.product, now.day)
    if isinstance(sheet, Refused):
        return sheet

    # After this line the case must stand.
    number = f"SQ{now.day:%Y}{numbering.next_number('application'):06d}"
    asked = Application.objects.create(
        number=number, customer_id=view.id, product=wanted.product, amount=wanted.amount, asked=now.at,
        outcome=Outcome.PENDING, rm=now.actor.number,
    )  # fmt: skip
    case = Case(
        application=asked, customer_id=view.id, state=CaseState.PROSPECT, unit=now.actor.branch, holder=now.actor.number,
        lead=now.actor.number, opened_on=now.day, product=wanted.product, amount=wanted.amount, months=wanted.months,
        purpose=wanted.purpose, use=wanted.use.strip(), industry=view.industry, region=view.region,
        security=wanted.security, method=wanted.method, account=wanted.account, payout=wanted.payout,
        payee=wanted.payee.strip(), inputs=wanted.inputs, checklists=standards.checklists(now.day),
        sheet_version=sheet.version,
    )  # fmt: skip
    case.save(force_insert=True)
    take(case, now.actor.number, CasePart.LEAD, now.day)
    mark(now, case, Milestone.ASKED)
    return move(now, case, CaseVerb.ASK, words=wanted.use, facts={"amount": wanted.amount, "product": wanted.product})


def _may_ask(now: Now, wanted: Wanted, customer: int) -> Refused | None:
    if wanted.amount <= 0:
        return Refused(OriginationRefusal.AMOUNT_NOT_POSITIVE, "申请金额须大于零。", "请核对金额。", "amount")
    if wanted.months <= 0:
        return Refused(OriginationRefusal.TERM_NOT_POSITIVE, "申请期限须大于零。", "请核对期限。", "months")
    refused = words_missing(wanted.use, "use", "具体用途")
    if refused is not None:
        return refused
    purpose = compliance.purpose(wanted.purpose)
    if isinstance(purpose, Refused):
        return purpose
    why = proof.black_listed(wanted.customer)
    if why is not None:
        return Refused(
            OriginationRefusal.BLACK_LISTED,
            f"该客户在黑名单中:{why}。",
            "如名单有误,请风险岗更正后再受理。",
            "customer",
        )
    live = Case.objects.filter(
        customer_id=customer, product=wanted.product, state__in=[each.value for each in LIVE]
    ).first()
    if live is not None:
        return Refused(
            OriginationRefusal.CASE_OPEN_ALREADY,
            f"该客户同一产品已有在办业务 {live.pk}。",
            "请打开原业务继续办理。",
            "product",
        )
    return None


@transaction.atomic
def pair(now: Now, number: str, co: str) -> Case | Refused:
    """指定协办: two people investigate, and they differ."""
    case = opened(now, number, CaseVerb.PAIR)
    if isinstance(case, Refused):
        return case
    refused = None if now.actor.holds(*LEADERS) else holds(now, case)
    if refused is not None:
        return refused
    other = staff_member(co, now.day, "co")
    if isinstance(other, Refused):
        return other
    if not other.holds(Role.RM, Role.CO_RM, Role.OUTLET_HEAD):
        return Refused(OriginationRefusal.NOT_OF_THIS_POST, f"{co} 的岗位不承办调查。", "请指定另一名客户经理。", "co")
    refused = may_have(case, other.number, CasePart.CO, now.day)
    if refused is not None:
        return refused

    # After this line the two must be named.
    take(case, other.number, CasePart.CO, now.day)
    case.co = other.number
    return move(now, case, CaseVerb.PAIR, facts={"co": other.number})


@transaction.atomic
def target(now: Now, number: str) -> Case | Refused:
    """锁定目标: not before somebody was there, at a place and time, with a photo (A40). The bank has accepted."""
    case = opened(now, number, CaseVerb.TARGET)
    if isinstance(case, Refused):
        return case
    refused = holds(now, case)
    if refused is not None:
        return refused
    days = compliance.whole("CASE_VISIT_DAYS", now.day)
    visit = proof.visit_in_place(case.customer.number, now.day, days)
    if visit is None:
        return Refused(
            OriginationRefusal.VISIT_MISSING,
            f"{days} 天内没有带定位、时间和照片的实地走访。",
            "请实地走访并在手机上登记定位与照片。",
            "visit",
        )

    # After this line the target must be locked.
    mark(now, case, Milestone.ACCEPTED)
    return move(now, case, CaseVerb.TARGET, CaseState.TARGETED, facts={"visit": visit.number})


@transaction.atomic
def submit(now: Now, number: str) -> Case | Refused:
    """申报: complete or not at all. The three days begin."""
    case = opened(now, number, CaseVerb.SUBMIT)
    if isinstance(case, Refused):
        return case
    refused = holds(now, case) or _complete(case, now.day)
    if refused is not None:
        return refused

    # After this line the promise must run.
    mark(now, case, Milestone.SUBMITTED)
    return move(now, case, CaseVerb.SUBMIT, CaseState.SUBMITTED)


def _complete(case: Case, day: date) -> Refused | None:
    if not case.co:
        return Refused(OriginationRefusal.CO_MISSING, "还没有指定协办客户经理。", "双人调查:请先指定协办。", "co")
    return standards.outside(case, day) or kept.lacking(case, day, (PaperTime.APPLYING,))


@transaction.atomic
def withdraw(now: Now, number: str, words: str) -> Case | Refused:
    """客户撤回: by its own word, kept."""
    case = opened(now, number, CaseVerb.WITHDRAW)
    if isinstance(case, Refused):
        return case
    refused = holds(now, case) or words_missing(words, "words", "客户撤回的原因")
    if refused is not None:
        return refused

    # After this line the case must be over.
    return end(now, case, CaseVerb.WITHDRAW, CaseState.WITHDRAWN, Outcome.WITHDRAWN, words)


def end(now: Now, case: Case, verb: CaseVerb, to: CaseState, outcome: Outcome, words: str) -> Case:
    """A case that comes to nothing: the application says how, and room that was held is given back."""
    case.application.outcome, case.application.reason = outcome.value, words.strip()
    case.application.save(update_fields=["outcome", "reason"])
    room.give_back(now, case, STATE_WORDS[outcome])
    return move(now, case, verb, to, words=words)


STATE_WORDS = {Outcome.WITHDRAWN: "客户撤回", Outcome.REJECTED: "业务否决"}


@transaction.atomic
def transfer(now: Now, number: str, lead: str, reason: str) -> Case | Refused:
    """移交: another lead takes the case, by whoever leads the unit; the first one stays in its history."""
    case = opened(now, number, CaseVerb.TRANSFER)
    if isinstance(case, Refused):
        return case
    refused = words_missing(reason, "reason", "移交原因")
    if refused is not None:
        return refused
    other: Officer | Refused = staff_member(lead, now.day, "lead")
    if isinstance(other, Refused):
        return other
    if not other.holds(Role.RM, Role.CO_RM):
        return Refused(OriginationRefusal.NOT_OF_THIS_POST, f"{lead} 不是客户经理。", "请指定客户经理。", "lead")
    refused = may_have(case, other.number, CasePart.LEAD, now.day) or _full(other, case, now.day)
    if refused is not None:
        return refused

    # After this line the case must be another's.
    before = case.lead
    take(case, other.number, CasePart.LEAD, now.day)
    case.lead, case.unit = other.number, other.branch
    if case.holder == before:
        case.holder = other.number
    lanes.moved(now.actor.number, now.day, now.at, case)
    return move(now, case, CaseVerb.TRANSFER, words=reason, facts={"from": before, "to": other.number})


def _full(lead: Officer, case: Case, day: date) -> Refused | None:
    refused = no_room(lead, case.customer_id, day, case.pk)
    return None if refused is None else replace(refused, field="lead")
