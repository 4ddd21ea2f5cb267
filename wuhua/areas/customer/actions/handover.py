"""Verbs of a handed-over book: draw up the list, sign it three times. The third signature moves customers and notes at once.

Notes belong to a later room: its verb is handed in as `carry` and runs in the same transaction. Who was first responsible
for a note stays so (practice 3).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from wuhua.areas.customer import rules
from wuhua.areas.customer.models import Customer, Handover, HandoverSignature
from wuhua.areas.customer.read.handover import HandoverView, handover_for, handovers_of
from wuhua.areas.customer.rules.handover import (
    HandoverPart,
    HandoverRefusal,
    HandoverState,
    check_signer,
    next_part,
)
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock, numbering

OPENERS = (Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD)
"""Who draws up a handover; the giver's head, who then is the supervisor or names one."""
RECEIVERS = (Role.RM, Role.CO_RM)

Carry = Callable[[Collection[int], str, str], int]
"""Moves the notes of these customer ids from a manager to another; answers how many."""


@dataclass(frozen=True, slots=True)
class NewHandover:
    """Whose customers pass to whom, seen by whom, and why (调岗, 轮岗, 强制休假, 离职)."""

    giver: str
    receiver: str
    supervisor: str
    reason: str
    customers: tuple[str, ...]


@transaction.atomic
def open_handover(
    *, actor: Officer, business_date: date, new: NewHandover, listing: Mapping[str, Any]
) -> HandoverView | Refused:
    """开立移交单. `listing` is what the list holds on the day (notes, files, arrears, promises, visits), drawn by the entrance."""
    refused = _check(actor, business_date, new)
    if refused is not None:
        return refused
    chosen = sorted(set(new.customers))
    rows = Customer.objects.select_for_update().filter(number__in=chosen, managing_rm=new.giver)
    if len(rows) != len(chosen):
        return Refused(
            HandoverRefusal.NOT_THE_GIVERS, "所选客户中有不在移交人名下的。", "请刷新客户清单后重新选择。", "customers"
        )
    open_now = Handover.objects.filter(state=HandoverState.OPEN, giver=new.giver)
    taken = {number for each in open_now for number in each.customers} & set(chosen)
    if taken:
        return Refused(
            HandoverRefusal.HANDED_OVER_ALREADY,
            f"客户 {'、'.join(sorted(taken)[:3])} 已在另一张未办结的移交单上。",
            "请先办结或停止那张移交单。",
            "customers",
        )

    # After this line the handover must be open.
    made = Handover.objects.create(
        number=f"YJ{numbering.next_number('handover'):06d}", giver=new.giver, receiver=new.receiver,
        supervisor=new.supervisor, reason=new.reason.strip(), customers=chosen, listing=dict(listing),
        opened_on=business_date, opened_by=actor.number,
    )  # fmt: skip
    _trace(actor, business_date, made.number, "handover_opened", {"customers": len(chosen), "to": new.receiver})
    return HandoverView(made, {}, HandoverPart.GIVER)


def _check(actor: Officer, on: date, new: NewHandover) -> Refused | None:
    if not actor.holds(*OPENERS):
        return Refused(
            HandoverRefusal.MAY_NOT_HAND_OVER, "只有网点、团队或小微中心负责人可以开立移交单。", "请由负责人办理。"
        )
    giver = people.keeper(new.giver)
    if not _over(actor, giver):
        return Refused(HandoverRefusal.MAY_NOT_HAND_OVER, "移交人不在您的管辖之内。", "请由其负责人办理。", "giver")
    receiver, supervisor = people.officer(new.receiver, on), people.officer(new.supervisor, on)
    if receiver is None or not receiver.holds(*RECEIVERS) or new.receiver == new.giver:
        return Refused(
            HandoverRefusal.RECEIVER_WRONG, "接收人须是另一名在岗客户经理。", "请重新选择接收人。", "receiver"
        )
    if supervisor is None or new.supervisor in (new.giver, new.receiver):
        return Refused(
            HandoverRefusal.RECEIVER_WRONG,
            "监交人须是移交、接收双方以外的在岗人员。",
            "请重新选择监交人。",
            "supervisor",
        )
    if not new.customers:
        return Refused(HandoverRefusal.NOTHING_CHOSEN, "没有选择要移交的客户。", "请至少选择一户。", "customers")
    return rules.check_reason(new.reason)


def _over(actor: Officer, giver: people.Keeper) -> bool:
    """Whether the giver works under this head."""
    if actor.holds(Role.SME_CENTER_HEAD):
        return True
    if actor.holds(Role.TEAM_HEAD) and actor.team is not None and giver.team is actor.team:
        return True
    return actor.holds(Role.OUTLET_HEAD) and giver.branch == actor.branch


@transaction.atomic
def sign_handover(
    *, actor: Officer, business_date: date, number: str, part: HandoverPart, carry: Carry
) -> HandoverView | Refused:
    """签字. With the supervisor's the customers and their notes are the receiver's, in this transaction."""
    row = handovers_of(actor).filter(number=number).first()
    if row is None:
        return Refused(HandoverRefusal.HANDOVER_UNKNOWN, f"没有移交单 {number}。", "请核对移交单号。", "number")
    row = Handover.objects.select_for_update().get(pk=row.pk)
    if row.state != HandoverState.OPEN:
        return Refused(HandoverRefusal.HANDOVER_CLOSED, "移交单已经办结。", "无需再签。", "number")
    signed = {HandoverPart(each.part): each.actor for each in row.signatures.all()}
    named = {
        HandoverPart.GIVER: row.giver,
        HandoverPart.RECEIVER: row.receiver,
        HandoverPart.SUPERVISOR: row.supervisor,
    }
    refused = check_signer(part, signed, named[part], actor.number)
    if refused is not None:
        return refused
    last = next_part([*signed, part]) is None
    held = list(Customer.objects.select_for_update().filter(number__in=row.customers, managing_rm=row.giver))
    if last and len(held) != len(row.customers):
        return Refused(
            HandoverRefusal.HANDOVER_CHANGED, "有客户已不在移交人名下。", "请停止本单,重新开立移交单。", "customers"
        )

    # After this line the signature must stand.
    HandoverSignature.objects.create(
        handover=row, part=part, actor=actor.number, business_date=business_date, recorded_at=clock.now()
    )
    _trace(actor, business_date, number, "handover_signed", {"part": part})
    if last:
        _move(actor, business_date, row, held, carry)
    return handover_for(actor, number) or HandoverView(row, {**signed, part: actor.number}, None)


def _move(actor: Officer, on: date, row: Handover, held: list[Customer], carry: Carry) -> None:
    ids = [each.pk for each in held]
    Customer.objects.filter(pk__in=ids).update(managing_rm=row.receiver)
    notes = carry(ids, row.giver, row.receiver)
    row.state, row.closed_on = HandoverState.MOVED.value, on
    row.save(update_fields=["state", "closed_on"])
    for each in held:
        audit.record(
            actor=actor.number,
            business_date=on,
            action="customer.handed_over",
            subject=f"customer:{each.number}",
            before={"managing_rm": row.giver},
            after={"managing_rm": row.receiver, "handover": row.number},
        )
    _trace(actor, on, row.number, "handover_moved", {"customers": len(ids), "notes": notes})


@transaction.atomic
def stop_handover(*, actor: Officer, business_date: date, number: str, reason: str) -> HandoverView | Refused:
    """停止: nothing moves. By whoever opened it or supervises it."""
    found = handover_for(actor, number)
    if found is None:
        return Refused(HandoverRefusal.HANDOVER_UNKNOWN, f"没有移交单 {number}。", "请核对移交单号。", "number")
    row = Handover.objects.select_for_update().get(pk=number)
    if row.state != HandoverState.OPEN:
        return Refused(HandoverRefusal.HANDOVER_CLOSED, "移交单已经办结。", "无需再办。", "number")
    if actor.number not in (row.opened_by, row.supervisor):
        return Refused(
            HandoverRefusal.MAY_NOT_HAND_OVER, "只有开立人或监交人可以停止移交单。", "请联系开立人或监交人。"
        )
    refused = rules.check_reason(reason)
    if refused is not None:
        return refused

    # After this line the handover must be stopped.
    row.state, row.closed_on = HandoverState.STOPPED.value, business_date
    row.save(update_fields=["state", "closed_on"])
    _trace(actor, business_date, number, "handover_stopped", {"reason": reason.strip()})
    return HandoverView(row, found.signed, None)


def _trace(actor: Officer, on: date, number: str, action: str, after: Mapping[str, Any]) -> None:
    audit.record(
        actor=actor.number,
        business_date=on,
        action=f"customer.{action}",
        subject=f"handover:{number}",
        after=dict(after),
    )
