"""Verbs of the pain-point register (A4) and of follow-ups: raised, acted on with owner and day, seen done, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wuhua.areas.customer import read as customers
from wuhua.areas.market import read, rules
from wuhua.areas.market.actions.common import record
from wuhua.areas.market.models import FollowUp, PainPoint, Visit
from wuhua.areas.market.rules import FollowUpState, MarketRefusal, PainKind, PainState
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday.rules import ItemKind
from wuhua.core.refuse import Refused


@dataclass(frozen=True, slots=True)
class NewPain:
    """What the customer said stands in the way, and by when it should be gone."""

    kind: PainKind
    words: str
    due: date


def check_pain(new: NewPain, on: date) -> Refused | None:
    """In words and with a day to come."""
    return rules.check_text(new.words, "痛点难点", "pain") or rules.check_due(new.due, on)


def raised(actor: Officer, on: date, new: NewPain, *, name: str, customer: str, visit: Visit | None) -> PainPoint:
    """The row and its trace; asked for before."""
    made = PainPoint.objects.create(
        kind=new.kind, words=new.words.strip(), party_name=name, customer=customer, visit=visit,
        raised_by_id=actor.number, raised_on=on, due=new.due,
    )  # fmt: skip
    record(actor.number, on, "pain_raised", f"pain:{made.pk}", {"kind": new.kind, "due": new.due})
    return made


def follow(
    actor: Officer,
    on: date,
    *,
    words: str,
    owner: str,
    due: date,
    visit: Visit | None = None,
    pain: PainPoint | None = None,
) -> FollowUp:
    """跟进事项: kept here, because the working day's decisions belong to a meeting; its owner finds it in the lanes."""
    made = FollowUp.objects.create(
        visit=visit, pain=pain, words=words.strip(), owner_id=owner, due=due, opened_on=on, opened_by=actor.number
    )
    record(actor.number, on, "follow_up_opened", f"follow_up:{made.pk}", {"owner": owner, "due": due})
    workday.add_item(
        actor=actor.number, business_date=on, day=due, staff=owner, kind=ItemKind.OTHER_ITEM,
        title=f"跟进:{words.strip()[:60]}", subject=f"follow_up:{made.pk}",
    )  # fmt: skip
    return made


@transaction.atomic
def raise_pain(
    *, actor: Officer, business_date: date, new: NewPain, party_name: str, customer: str = ""
) -> PainPoint | Refused:
    """登记痛点 by hand: for a customer the officer may see, or a party by its name."""
    if isinstance(capacity := rules.visitor_kind(actor), Refused):
        return capacity
    refused = check_pain(new, business_date) or rules.check_text(party_name, "客户名称", "party_name")
    if refused is not None:
        return refused
    if customer:
        kept = customers.customer_for(actor, customer)
        if isinstance(kept, Refused):
            return Refused(
                MarketRefusal.CUSTOMER_UNKNOWN, "没有这个客户,或您无权查看。", "请核对客户编号。", "customer"
            )
        party_name = kept.name

    # After this line the pain point must stand in the register.
    return raised(actor, business_date, new, name=party_name.strip(), customer=customer, visit=None)


@transaction.atomic
def act_on(*, actor: Officer, business_date: date, pain: int, words: str, owner: str, due: date) -> FollowUp | Refused:
    """安排措施: what is done about it, by whom, until when."""
    found = read.pain_for(actor, pain)
    if isinstance(found, Refused):
        return found
    refused = rules.check_text(words, "措施", "words") or rules.check_due(due, business_date)
    if refused is None and found.state == PainState.SOLVED:
        refused = Refused(MarketRefusal.CLOSED_ALREADY, "该痛点已销号。", "如又出现,请另行登记。")
    if refused is None and people.officer(owner.strip(), business_date) is None:
        refused = Refused(MarketRefusal.OWNER_UNKNOWN, f"没有在岗工号 {owner}。", "请核对责任人工号。", "owner")
    if refused is not None:
        return refused

    # After this line the action must stand.
    PainPoint.objects.filter(pk=pain, state=PainState.RAISED).update(state=PainState.HANDLING)
    return follow(actor, business_date, words=words, owner=owner.strip(), due=due, pain=found)


@transaction.atomic
def claim_done(*, actor: Officer, business_date: date, follow_up: int, evidence: str) -> FollowUp | Refused:
    """报完成: by whoever owns it, on evidence."""
    found = _follow_up(actor, follow_up)
    if isinstance(found, Refused):
        return found
    refused = rules.check_claim(FollowUpState(found.state), found.owner_id, actor.number, evidence)
    if refused is not None:
        return refused

    # After this line it must be said to be done.
    found.state, found.evidence = FollowUpState.CLAIMED_DONE, evidence.strip()
    found.save(update_fields=["state", "evidence"])
    after = {"evidence": found.evidence}
    record(actor.number, business_date, "follow_up_claimed", f"follow_up:{found.pk}", after)
    return found


SEERS = (
    Role.OUTLET_HEAD,
    Role.TEAM_HEAD,
    Role.SME_CENTER_HEAD,
    Role.MIDDLE,
    Role.EXECUTIVE,
    Role.RISK,
    Role.COMPLIANCE,
)


@transaction.atomic
def see_done(*, actor: Officer, business_date: date, follow_up: int) -> FollowUp | Refused:
    """核销: somebody else has seen that it was done: who opened it, or who leads."""
    found = _follow_up(actor, follow_up)
    if isinstance(found, Refused):
        return found
    if found.opened_by != actor.number and not actor.holds(*SEERS):
        return Refused(MarketRefusal.NOT_OF_THIS_POST, "由发起人或负责人核销。", "请提交发起人或负责人。")
    refused = rules.check_seen(FollowUpState(found.state), found.owner_id, actor.number)
    if refused is not None:
        return refused

    # After this line it must be done for good.
    found.state, found.seen_on, found.seen_by = FollowUpState.SEEN_DONE, business_date, actor.number
    found.save(update_fields=["state", "seen_on", "seen_by"])
    record(actor.number, business_date, "follow_up_seen", f"follow_up:{found.pk}", {"evidence": found.evidence})
    return found


@transaction.atomic
def solve(*, actor: Officer, business_date: date, pain: int, result: str) -> PainPoint | Refused:
    """销号: every action was seen done, and the result is in words."""
    seen = read.pain_for(actor, pain)
    if isinstance(seen, Refused):
        return seen
    found = PainPoint.objects.select_for_update().get(pk=seen.pk)
    actions = list(FollowUp.objects.filter(pain=found).values_list("state", flat=True))
    unseen = sum(1 for state in actions if state != FollowUpState.SEEN_DONE)
    refused = rules.check_solved(PainState(found.state), len(actions), unseen, result)
    if refused is not None:
        return refused

    # After this line the pain point must be closed.
    found.state, found.result = PainState.SOLVED, result.strip()
    found.solved_on, found.solved_by = business_date, actor.number
    found.save(update_fields=["state", "result", "solved_on", "solved_by"])
    record(actor.number, business_date, "pain_solved", f"pain:{found.pk}", {"result": found.result})
    return found


def _follow_up(actor: Officer, number: int) -> FollowUp | Refused:
    found = read.follow_up_for(actor, number)
    return found if isinstance(found, Refused) else FollowUp.objects.select_for_update().get(pk=found.pk)
