"""What loosens a card is asked by one and decided by another (四眼): 开卡 by hand, 解冻, 续期, 恢复额度.

Only what would be allowed today can be asked for; what is decided is asked of the rules once more, on the row as it then is.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from wuhua.areas.creditline import read, rules
from wuhua.areas.creditline.actions.common import facts, locked, now, write_step
from wuhua.areas.creditline.actions.opening import may_open, may_renew, opened, renewed
from wuhua.areas.creditline.models import Card, CardOrder
from wuhua.areas.creditline.rules import CardOrderState, CardRefusal, CardState, CardVerb, Grant
from wuhua.areas.customer import read as customer
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing.actions.common import once_only
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock

Answer = dict[str, object]


def ask(
    *,
    actor: Officer,
    business_date: date,
    key: str,
    verb: CardVerb,
    reason: str,
    card: str = "",
    grant: Grant | None = None,
    limit: int = 0,
) -> Answer | Refused:
    """提出申请: of a card, or (开卡) on a grant."""
    said: dict[str, Any] = {"grant": grant.plain()} if grant is not None else {"limit": limit} if limit else {}

    def write() -> Answer | Refused:
        no = rules.check_reason(reason)
        aim = no or _aimed(actor, business_date, verb, card, said)
        if isinstance(aim, Refused):
            return aim
        customer_id, row = aim
        # After this line only an open order of the same kind may still say no.
        try:
            with transaction.atomic():
                order = CardOrder.objects.create(
                    customer_id=customer_id, card=row, verb=verb, said=said, reason=reason.strip(), asked_by=actor.number,
                    asked_on=business_date, recorded_at=clock.now(),
                )  # fmt: skip
        except IntegrityError:
            return Refused(
                CardRefusal.ORDER_OPEN, "该客户已有同类申请等待复核。", "请先由有权人复核,或撤回原申请。", "verb"
            )
        _trace(actor, business_date, "asked", order)
        return {"order": order.pk, "verb": verb.value, "card": card}

    no = rules.may_ask(actor, verb)
    return no or once_only(key, {"verb": "ask", "of": verb.value, "card": card, "reason": reason, **said}, write)


def _aimed(
    actor: Officer, day: date, verb: CardVerb, number: str, said: dict[str, Any]
) -> tuple[int, Card | None] | Refused:
    """Whose and which card it is, if the rules would let it happen today."""
    if verb is CardVerb.OPEN_CARD:
        grant = Grant.of(said.get("grant") or {})
        seen = customer.customer_for(actor, grant.customer)
        if isinstance(seen, Refused):
            return seen
        return may_open(grant, seen.id, day) or (seen.id, None)
    row = locked(actor, number)
    if isinstance(row, Refused):
        return row
    return _may(verb, row, said, day) or (row.customer_id, row)


def _may(verb: CardVerb, row: Card, said: dict[str, Any], day: date) -> Refused | None:
    no = rules.living(now(row))
    if no is not None:
        return no
    if verb is CardVerb.THAW_CARD:
        return rules.may_thaw(now(row), read.causes(row.customer_id, day))
    if verb is CardVerb.RAISE_CARD:
        return rules.usable(now(row), day) or rules.may_raise(int(said.get("limit", 0)), row.limit, row.line.limit)
    return may_renew(row, Grant.of(said["grant"]), day)


def decide(
    *, actor: Officer, business_date: date, key: str, order: int, approve: bool, decision: str
) -> Answer | Refused:
    """复核: yes carries it out in this very transaction; no turns it down. Never by who asked."""

    def write() -> Answer | Refused:
        found = CardOrder.objects.select_for_update().filter(pk=order).select_related("customer").first()
        no = _may_decide(actor, found, decision)
        if no is not None or found is None:
            return no or unknown()
        answer = _carry_out(found, actor, business_date, key, decision) if approve else {}
        if isinstance(answer, Refused):
            return answer
        # After this line the decision must be written.
        state = CardOrderState.DONE if approve else CardOrderState.TURNED_DOWN
        _close(found, state, actor, business_date, decision)
        return {"order": found.pk, "state": state.value, **answer}

    wanted: dict[str, object] = {"verb": "decide", "order": order, "approve": approve, "decision": decision}
    return once_only(key, wanted, write)


def withdraw(*, actor: Officer, business_date: date, key: str, order: int) -> Answer | Refused:
    """撤回: by who asked, while nobody has decided."""

    def write() -> Answer | Refused:
        found = CardOrder.objects.select_for_update().filter(pk=order, asked_by=actor.number).first()
        if found is None:
            return unknown()
        if found.state != CardOrderState.ASKED:
            return _decided()
        # After this line the order must be withdrawn.
        _close(found, CardOrderState.WITHDRAWN, actor, business_date, "")
        return {"order": found.pk, "state": CardOrderState.WITHDRAWN.value}

    return once_only(key, {"verb": "withdraw", "order": order}, write)


def _may_decide(actor: Officer, found: CardOrder | None, decision: str) -> Refused | None:
    if found is None or isinstance(customer.customer_for(actor, found.customer.number), Refused):
        return unknown()
    if found.state != CardOrderState.ASKED:
        return _decided()
    return rules.may_decide(actor, found.asked_by) or rules.check_reason(decision, "decision")


def _carry_out(found: CardOrder, actor: Officer, day: date, key: str, decision: str) -> Answer | Refused:
    verb, words = CardVerb(found.verb), f"{found.reason}(复核:{decision.strip()})"
    if verb is CardVerb.OPEN_CARD:
        return opened(actor, day, Grant.of(found.said["grant"]), asked_by=found.asked_by, words=words)
    row = locked(actor, found.card.number if found.card else "")
    if isinstance(row, Refused):
        return row
    no = _may(verb, row, found.said, day)
    if no is not None:
        return no
    if verb is CardVerb.RENEW_CARD:
        grant = Grant.of(found.said["grant"])
        return renewed(actor, day, key, row, grant, asked_by=found.asked_by, words=words)
    # After this line the card must be as it was asked for.
    before = facts(row)
    if verb is CardVerb.THAW_CARD:
        row.state, row.why = (CardState.ACTIVE if row.until > day else CardState.EXPIRED).value, ""
    else:
        row.limit = int(found.said["limit"])
    write_step(
        row, verb, actor=actor.number, business_date=day, before=before, words=words, why=before["why"],
        asked_by=found.asked_by,
    )  # fmt: skip
    return {"card": row.number, "card_state": row.state, "limit": row.limit}


def _close(found: CardOrder, state: CardOrderState, actor: Officer, day: date, decision: str) -> None:
    found.state, found.decided_by, found.decided_on, found.decision = state.value, actor.number, day, decision.strip()
    found.save(update_fields=["state", "decided_by", "decided_on", "decision"])
    _trace(actor, day, state.value.lower(), found)


def _trace(actor: Officer, day: date, action: str, order: CardOrder) -> None:
    audit.record(
        actor=actor.number,
        business_date=day,
        action=f"creditline.order_{action}",
        subject=f"card_order:{order.pk}",
        after={"verb": order.verb, "said": order.said, "reason": order.reason, "decision": order.decision},
    )


def unknown() -> Refused:
    """The one answer for an order that is not there and for one out of sight."""
    return Refused(CardRefusal.ORDER_UNKNOWN, "没有这条申请,或您无权查看。", "请刷新列表。", "order")


def _decided() -> Refused:
    return Refused(CardRefusal.ORDER_DECIDED, "这条申请已经处理。", "请刷新列表。", "order")
