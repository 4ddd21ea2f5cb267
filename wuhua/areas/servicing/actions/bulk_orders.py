"""重定价的业务指令,成批: one person asks for the rates of a repricing day, another agrees to them, in one statement each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.actions import orders, repricing
from wuhua.areas.servicing.actions.common import gate, once_only
from wuhua.areas.servicing.models import NoteOrder
from wuhua.areas.servicing.rules import OrderState, Said, ServicingRefusal, Verb
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock


def ask_all(
    actor: Officer, *, business_date: date, key: str, on: date, notes: Sequence[str] = ()
) -> dict[str, object] | Refused:
    """提出重定价: an order for each of these notes (none named: every one of the day) that has none waiting."""

    def act() -> dict[str, object] | Refused:
        gate(business_date)
        no = _may(actor, orders.RIGHTS[Verb.REPRICE].asks, on, business_date)
        if no is not None:
            return no
        free = _free(actor, on, notes)
        if not free:
            return _nothing("请选择还没有提出的借据。")
        # After this line the orders must be written.
        now = clock.now()
        NoteOrder.objects.bulk_create(
            (
                NoteOrder(
                    note=each.number, verb=Verb.REPRICE, said=Said(day=on, rate=each.bears).plain(),
                    reason=f"LPR 重定价 {on.isoformat()}", asked_by=actor.number, asked_on=business_date, recorded_at=now,
                )
                for each in free
            ),
            batch_size=2000,
        )  # fmt: skip
        _trace(actor, business_date, "asked", on, {"notes": len(free)})
        return {"day": on.isoformat(), "asked": len(free)}

    arguments: dict[str, object] = {"verb": "reprice_ask", "on": on.isoformat(), "notes": sorted(notes)}
    return once_only(key, arguments, act)


def decide_all(
    actor: Officer,
    *,
    business_date: date,
    key: str,
    on: date,
    approve: bool,
    decision: str,
    notes: Sequence[str] = (),
) -> dict[str, object] | Refused:
    """成批复核: yes or no to the waiting orders of these notes (none named: all of the day), never to one's own.

    Those whose quote has moved since they were asked for go on waiting, and are counted.
    """

    def act() -> dict[str, object] | Refused:
        gate(business_date)
        no = _may(actor, orders.deciders(Verb.REPRICE), on, business_date) or orders.words_missing(decision)
        if no is not None:
            return no
        found = _waiting(actor, on, notes)
        theirs = [each for each in found if each.asked_by != actor.number]
        if not theirs:
            return orders.own_order() if found else _nothing("请选择待复核的借据。")
        # After this line the decision must be written.
        done, stale = repricing.agree(theirs, actor.number, business_date) if approve else (theirs, {})
        state = OrderState.DONE if approve else OrderState.TURNED_DOWN
        NoteOrder.objects.filter(pk__in=[each.pk for each in done]).update(
            state=state.value, decided_by=actor.number, decided_on=business_date, decision=decision.strip(),
            answer={"day": on.isoformat()},
        )  # fmt: skip
        counts: dict[str, object] = {"decided": len(done), "stale": len(stale), "own": len(found) - len(theirs)}
        _trace(actor, business_date, state.value.lower(), on, {**counts, "decision": decision.strip()})
        return {"day": on.isoformat(), "state": state.value, **counts}

    arguments: dict[str, object] = {
        "verb": "reprice_decide", "on": on.isoformat(), "approve": approve, "decision": decision, "notes": sorted(notes),
    }  # fmt: skip
    return once_only(key, arguments, act)


def _free(actor: Officer, on: date, notes: Sequence[str]) -> list[repricing.Priced]:
    found = {each.number: each for each in repricing.priced(on) if not notes or each.number in set(notes)}
    seen = set(pages.notes_for(actor).filter(number__in=list(found)).values_list("number", flat=True))
    taken = set(_of_day(on).values_list("note", flat=True))
    return [each for number, each in found.items() if number in seen - taken]


def _of_day(on: date) -> QuerySet[NoteOrder]:
    return NoteOrder.objects.filter(verb=Verb.REPRICE, state=OrderState.ASKED, said__day=on.isoformat())


def _waiting(actor: Officer, on: date, notes: Sequence[str]) -> list[NoteOrder]:
    found = _of_day(on).filter(note__in=pages.notes_for(actor).values("number"))
    if notes:
        found = found.filter(note__in=list(notes))
    return list(found.select_for_update(of=("self",)).order_by("id"))


def _may(actor: Officer, roles: Sequence[Role], on: date, today: date) -> Refused | None:
    if not actor.holds(*roles):
        return orders.not_your_post()
    if on > today:
        return None
    return Refused(
        ServicingRefusal.REPRICING_NOT_POSSIBLE, "重定价日须晚于今天。", "请选择将来的重定价日。", field="on"
    )


def _nothing(next_step: str) -> Refused:
    return Refused(ServicingRefusal.NOTHING_CHOSEN, "没有可办理的借据。", next_step, field="notes")


def _trace(actor: Officer, day: date, action: str, on: date, after: dict[str, object]) -> None:
    audit.record(
        actor=actor.number,
        business_date=day,
        action=f"servicing.repricing_{action}",
        subject=f"day:{on.isoformat()}",
        after=after,
    )
