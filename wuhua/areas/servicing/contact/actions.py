"""Verbs of the interest calendar: record what came of a call, and what is to become of a note at its end."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.contact import read, rules
from wuhua.areas.servicing.models import CallNote, LoanNote, MaturityNote
from wuhua.areas.servicing.words import CallOutcome, ContactRefusal, MaturityPlan
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock
from wuhua.platform.once import once

Answer = dict[str, Any]

CALLERS = (
    Role.RM,
    Role.CO_RM,
    Role.OUTLET_HEAD,
    Role.TEAM_HEAD,
    Role.SME_CENTER_HEAD,
    Role.MIDDLE,
    Role.EXECUTIVE,
    Role.RISK,
    Role.POST_LOAN,
    Role.CALLBACK,
)
"""Who talks to borrowers about money that is due. Those who only count, audit or keep papers do not."""


@transaction.atomic
def record_call(
    *,
    actor: Officer,
    business_date: date,
    key: str,
    account: str,
    due: date,
    outcome: CallOutcome,
    promised_day: date | None = None,
    promised_amount: int | None = None,
    remark: str = "",
) -> Answer | Refused:
    """记一次联系: what came of a call about what is due on `due`. The last one of a round is the one that counts."""

    def act() -> Answer | Refused:
        no = _may_record(actor)
        if no is not None:
            return no
        found = read.account_for(actor, account)
        if found is None:
            return Refused(
                ContactRefusal.ACCOUNT_UNKNOWN, "没有这个结算账户,或您无权查看。", "请从日历上重新打开。", "account"
            )
        no = rules.check_call(outcome, promised_day, promised_amount, remark, business_date)
        if no is not None:
            return no

        # After this line the note must be kept.
        kept = CallNote.objects.create(
            account=found,
            due=due,
            outcome=outcome,
            promised_day=promised_day,
            promised_amount=promised_amount,
            remark=remark.strip(),
            actor=actor.number,
            business_date=business_date,
            recorded_at=clock.now(),
        )
        said = {"due": due, "outcome": outcome, "promised_day": promised_day, "promised_amount": promised_amount}
        _trace(actor, business_date, "servicing.called", f"account:{account}", said)
        return {"call": kept.pk, "account": account, "outcome": outcome}

    asked = {"verb": "record_call", "account": account, "due": due, "outcome": outcome, "promised_day": promised_day,
             "promised_amount": promised_amount, "remark": remark}  # fmt: skip
    return once(f"call/{actor.number}/{key}", asked, act)


@transaction.atomic
def record_plan(
    *, actor: Officer, business_date: date, key: str, note: str, plan: MaturityPlan, remark: str = ""
) -> Answer | Refused:
    """到期安排: repay, renew, extend or sue. Earlier plans of the note stay on record."""

    def act() -> Answer | Refused:
        no = _may_record(actor)
        if no is not None:
            return no
        found = pages.note_for(actor, note)
        if found is None:
            return Refused(ContactRefusal.NOTE_UNKNOWN, "没有这笔借据,或您无权查看。", "请核对借据号。", "note")
        if found.closed is not None:
            return Refused(
                ContactRefusal.NOTE_IS_CLOSED, f"借据 {note} 已结清,不再需要到期安排。", "请核对借据号。", "note"
            )
        no = rules.check_remark(remark)
        if no is not None:
            return no

        # After this line the plan must be kept.
        return {"plan": write_plan(actor, business_date, found, plan, remark), "note": note}

    return once(
        f"plan/{actor.number}/{key}", {"verb": "record_plan", "note": note, "plan": plan, "remark": remark}, act
    )


def write_plan(actor: Officer, business_date: date, note: LoanNote, plan: MaturityPlan, remark: str) -> int:
    """The row and its trace, for verbs of this room that have refused what they must. Answers the row's number."""
    before = MaturityNote.objects.filter(note=note).order_by("-id").values_list("plan", flat=True).first()
    kept = MaturityNote.objects.create(
        note=note,
        plan=plan,
        remark=remark.strip(),
        actor=actor.number,
        business_date=business_date,
        recorded_at=clock.now(),
    )
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="servicing.maturity_planned",
        subject=f"note:{note.number}",
        before={"plan": before},
        after={"plan": plan},
    )
    return kept.pk


def _may_record(actor: Officer) -> Refused | None:
    if actor.holds(*CALLERS):
        return None
    return Refused(
        ContactRefusal.MAY_NOT_RECORD,
        "您的岗位不联系借款人,不能记录联系与到期安排。",
        "请由管户客户经理或其负责人记录。",
    )


def _trace(actor: Officer, day: date, action: str, subject: str, after: Answer) -> None:
    audit.record(actor=actor.number, business_date=day, action=action, subject=subject, after=after)
