"""Who may use which verb on a note, and which changes one person asks for and another decides (四眼).

Money due today is the counter's alone. Whatever changes terms, takes something back, or belongs to an earlier day is an
order: asked for with its reason, looked at beside its preview, and carried out (once) only when somebody else says yes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.actions import repricing, verbs
from wuhua.areas.servicing.actions.change import Preview
from wuhua.areas.servicing.actions.common import gate, no_note, once_only, value_day
from wuhua.areas.servicing.models import NoteOrder
from wuhua.areas.servicing.rules import OrderState, Said, ServicingRefusal, Verb
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock

COUNTER = (Role.ACCOUNTANT,)
FRONT = (Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD)
DECIDERS = (Role.APPROVER, Role.COMMITTEE, Role.EXECUTIVE)


@dataclass(frozen=True, slots=True)
class Right:
    """Who asks for a verb, and who decides about it; nobody decides where the counter does it at once."""

    asks: tuple[Role, ...]
    decides: tuple[Role, ...] = ()


RIGHTS: Mapping[Verb, Right] = {
    Verb.REPAY: Right(COUNTER),
    Verb.PREPAY: Right(COUNTER),
    Verb.SETTLE: Right(COUNTER),
    Verb.DRAW: Right(COUNTER),
    Verb.RECOVER: Right(COUNTER),
    Verb.FEE: Right((*COUNTER, *FRONT, Role.RISK), (Role.RISK, *DECIDERS)),
    Verb.RATE: Right(FRONT, DECIDERS),
    Verb.PAYDAY: Right((*COUNTER, *FRONT), (Role.OUTLET_HEAD, *DECIDERS)),
    Verb.EXTEND: Right(FRONT, DECIDERS),
    Verb.MISUSE: Right((*FRONT, Role.RISK, Role.POST_LOAN), (Role.RISK, *DECIDERS)),
    Verb.ACCELERATE: Right((*FRONT, Role.RISK), DECIDERS),
    Verb.RESTRUCTURE: Right((*FRONT, Role.RISK), DECIDERS),
    Verb.REVERSE: Right(COUNTER, (Role.RISK, Role.DISB_AUDITOR, *DECIDERS)),
    Verb.WRITE_OFF: Right((Role.RISK,), (Role.COMMITTEE, Role.EXECUTIVE)),
    Verb.MOVE: Right(COUNTER, (Role.RISK, Role.DISB_AUDITOR, *DECIDERS)),
    Verb.RENEW: Right(FRONT, DECIDERS),
    Verb.REPRICE: Right((Role.RISK, Role.SME_CENTER_HEAD), DECIDERS),
}
CORRECTS = (Role.RISK, Role.DISB_AUDITOR, *DECIDERS)
"""Who decides about a counter's business that belongs to an earlier day."""


def needs_an_order(verb: Verb, said: Said, business_date: date) -> bool:
    """Whether somebody else must say yes: by the verb, or because the fact belongs to an earlier day."""
    return bool(RIGHTS[verb].decides) or value_day(said, business_date) < business_date


def allowed(officer: Officer) -> tuple[Verb, ...]:
    """The verbs this officer may ask for, for the buttons of a page."""
    return tuple(verb for verb, right in RIGHTS.items() if officer.holds(*right.asks))


def preview(actor: Officer, *, business_date: date, verb: Verb, note: str, said: Said) -> Preview | Refused:
    """What it would do; for whoever may ask for it or decide about it, on a note he may see."""
    no = _may_look(actor, verb, note, said)
    return no or verbs.ask(verb, business_date=business_date, note=note, said=said)


def act(
    actor: Officer, *, business_date: date, key: str, verb: Verb, note: str, said: Said
) -> dict[str, object] | Refused:
    """The counter's business of today, at once."""
    no = _may_ask(actor, verb, note, said)
    if no is not None:
        return no
    if needs_an_order(verb, said, business_date):
        return Refused(
            ServicingRefusal.NEEDS_AN_ORDER,
            "这项业务须由另一人复核。",
            "请提交业务指令,由有权人批准后办理。",
            field="verb",
        )
    return verbs.do(verb, actor=actor.number, business_date=business_date, key=key, note=note, said=said)


def ask(
    actor: Officer, *, business_date: date, key: str, verb: Verb, note: str, said: Said
) -> dict[str, object] | Refused:
    """提出业务指令: only what the rules would allow today can be asked for."""

    def write() -> dict[str, object] | Refused:
        no = _may_ask(actor, verb, note, said)
        seen = no or verbs.ask(verb, business_date=business_date, note=note, said=said)
        if isinstance(seen, Refused):
            return seen
        # After this line the order must be written.
        order = NoteOrder.objects.create(
            note=note, verb=verb, said=said.plain(), reason=said.reason, asked_by=actor.number, asked_on=business_date,
            recorded_at=clock.now(),
        )  # fmt: skip
        _trace(actor, business_date, "asked", order)
        return {"order": order.pk, "note": note, "verb": verb.value}

    return once_only(key, {"verb": "order", "of": verb.value, "note": note, **said.plain()}, write)


def decide(
    actor: Officer, *, business_date: date, key: str, order: int, approve: bool, decision: str
) -> dict[str, object] | Refused:
    """复核: yes carries the order out in this very transaction; no turns it down. Never by who asked."""

    def write() -> dict[str, object] | Refused:
        gate(business_date)
        found = NoteOrder.objects.select_for_update().filter(pk=order).first()
        no = _may_decide(actor, found, decision)
        if no is not None or found is None:
            return no or _no_order(order)
        answer = _carry_out(found, actor, business_date) if approve else {"order": found.pk, "turned_down": True}
        if isinstance(answer, Refused):
            return answer
        # After this line the decision must be written.
        state = OrderState.DONE if approve else OrderState.TURNED_DOWN
        _close(found, state, actor, business_date, decision, answer)
        return {"order": found.pk, "state": state.value, **answer}

    arguments: dict[str, object] = {"verb": "decide", "order": order, "approve": approve, "decision": decision}
    return once_only(key, arguments, write)


def withdraw(actor: Officer, *, business_date: date, key: str, order: int) -> dict[str, object] | Refused:
    """撤回: by who asked, while nobody has decided."""

    def write() -> dict[str, object] | Refused:
        found = NoteOrder.objects.select_for_update().filter(pk=order, asked_by=actor.number).first()
        if found is None:
            return _no_order(order)
        if found.state != OrderState.ASKED:
            return _decided()
        # After this line the order must be withdrawn.
        _close(found, OrderState.WITHDRAWN, actor, business_date, "", {})
        return {"order": found.pk, "state": OrderState.WITHDRAWN.value}

    return once_only(key, {"verb": "withdraw_order", "order": order}, write)


def _carry_out(found: NoteOrder, actor: Officer, day: date) -> dict[str, object] | Refused:
    said, verb = Said.of(found.said), Verb(found.verb)
    if verb is Verb.REPRICE:
        return repricing.agree_one(found, actor.number, day)
    row = verbs.locked(found.note, said)
    if row is None:
        return no_note(found.note)
    if said.day is None and found.asked_on < day and not RIGHTS[verb].decides:
        said = Said.of({**found.said, "day": found.asked_on.isoformat()})
    return verbs.inside(verb, row, actor=actor.number, business_date=day, key=f"order/{found.pk}", said=said)


def _close(found: NoteOrder, state: OrderState, actor: Officer, day: date, decision: str, answer: object) -> None:
    found.state, found.decided_by, found.decided_on = state.value, actor.number, day
    found.decision, found.answer = decision.strip(), answer
    found.save(update_fields=["state", "decided_by", "decided_on", "decision", "answer"])
    _trace(actor, day, state.value.lower(), found)


def _trace(actor: Officer, day: date, action: str, order: NoteOrder) -> None:
    audit.record(
        actor=actor.number,
        business_date=day,
        action=f"servicing.order_{action}",
        subject=f"note:{order.note}",
        after={"order": order.pk, "verb": order.verb, "said": order.said, "decision": order.decision},
    )


# --- who may ---------------------------------------------------------------------------------------------------------


def deciders(verb: Verb) -> tuple[Role, ...]:
    """Who may decide about an order of this verb."""
    return RIGHTS[verb].decides or CORRECTS


def _may_ask(actor: Officer, verb: Verb, note: str, said: Said) -> Refused | None:
    return not_your_post() if not actor.holds(*RIGHTS[verb].asks) else _not_his(actor, note, said)


def _may_look(actor: Officer, verb: Verb, note: str, said: Said) -> Refused | None:
    may = actor.holds(*RIGHTS[verb].asks, *deciders(verb))
    return not_your_post() if not may else _not_his(actor, note, said)


def _not_his(actor: Officer, note: str, said: Said) -> Refused | None:
    """A note out of sight does not exist: neither the one asked about nor the one its money would go to."""
    if pages.note_for(actor, note) is None:
        return no_note(note)
    if said.to and pages.note_for(actor, said.to) is None:
        return replace(no_note(said.to), field="to")
    return None


def _may_decide(actor: Officer, found: NoteOrder | None, decision: str) -> Refused | None:
    if found is None or _not_his(actor, found.note, Said.of(found.said)) is not None:
        return _no_order(found.pk if found else 0)
    if found.state != OrderState.ASKED:
        return _decided()
    if not actor.holds(*deciders(Verb(found.verb))):
        return not_your_post()
    if found.asked_by == actor.number:
        return own_order()
    return words_missing(decision)


def own_order() -> Refused:
    """Nobody is his own second pair of eyes."""
    return Refused(ServicingRefusal.OWN_ORDER, "不能复核自己提出的业务指令。", "请由另一名有权人复核。", field="order")


def words_missing(decision: str) -> Refused | None:
    """A decision says why."""
    if len(decision.strip()) >= 2:
        return None
    return Refused(ServicingRefusal.REASON_MISSING, "复核须写明意见。", "请填写复核意见。", field="decision")


def not_your_post() -> Refused:
    """The post does not do this."""
    return Refused(ServicingRefusal.NOT_YOUR_POST, "您的岗位不能办理这项业务。", "请由有权岗位办理。")


def _no_order(order: int) -> Refused:
    return Refused(ServicingRefusal.ORDER_NOT_FOUND, f"没有业务指令 {order or ''}。", "请刷新列表。", field="order")


def _decided() -> Refused:
    return Refused(ServicingRefusal.ORDER_DECIDED, "这条业务指令已经处理。", "请刷新列表。", field="order")
