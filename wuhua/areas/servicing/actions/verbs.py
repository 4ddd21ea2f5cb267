"""One way for every verb on a note: decide (a wish or a refusal), show what it would do, or do it, once.

    asked = verbs.ask(Verb.PREPAY, business_date=day, note="JD0001", said=Said(amount=500_000))
    done = verbs.do(Verb.PREPAY, actor="T001", business_date=day, key="7f3a", note="JD0001", said=Said(amount=500_000))

Who may use which verb, and which need a second pair of eyes, is decided in `orders`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing.actions import (
    change,
    draw,
    early,
    moving,
    renewal,
    repricing,
    reversal,
    term,
    trips,
    writeoff,
)
from wuhua.areas.servicing.actions.change import Preview, Wish
from wuhua.areas.servicing.actions.common import NotNow, gate, no_note, once_only, value_day
from wuhua.areas.servicing.actions.trips import Done, Found
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import BY_CARD, BookStatus, Said, ServicingRefusal, Verb, of_a_card
from wuhua.core.refuse import Refuse, Refused

Decide = Callable[[LoanNote, date, Said], Wish | Refused]
Deciding = Callable[[LoanNote], Wish | Refused]
ALSO_WHEN_CLOSED = (Verb.REVERSE, Verb.MOVE, Verb.REPAY, Verb.PREPAY)
AFTER_WRITE_OFF = (Verb.RECOVER, Verb.REVERSE, Verb.MOVE)


VERBS: dict[Verb, Decide] = {
    Verb.REPAY: early.repay,
    Verb.PREPAY: early.prepay,
    Verb.SETTLE: early.settle,
    Verb.DRAW: early.draw,
    Verb.RATE: term.rate,
    Verb.FEE: term.fee,
    Verb.MISUSE: term.misuse,
    Verb.PAYDAY: term.payday,
    Verb.EXTEND: term.extend,
    Verb.RESTRUCTURE: term.restructure,
    Verb.ACCELERATE: term.accelerate,
    Verb.REVERSE: reversal.reverse,
    Verb.WRITE_OFF: writeoff.write_off,
    Verb.RECOVER: writeoff.recover,
    Verb.MOVE: moving.move,
    Verb.RENEW: renewal.continued,
}
"""Which function decides which verb. `REPRICE` changes no note today: it is agreed for a coming day by `repricing`."""


CASH = (
    Verb.REPAY, Verb.PREPAY, Verb.SETTLE, Verb.DRAW, Verb.RECOVER, Verb.REVERSE, Verb.MOVE, Verb.RENEW,
)  # fmt: skip
"""Verbs that move money: not here where the core system keeps the books. What the core did comes in by its file."""


def elsewhere(verb: Verb, day: date) -> Refused | None:
    """Whether the core keeps the books on that day, so that this verb is its own (`LEDGER_MASTER`)."""
    return compliance.counter(day) if verb in CASH else None


def ask(verb: Verb, *, business_date: date, note: str, said: Said) -> Preview | Refused:
    """What the verb would do: the split, the entry, and what stands afterwards. Nothing is written."""
    try:
        with transaction.atomic():
            seen = _seen(verb, business_date, note, said)
            transaction.set_rollback(True)  # a note that is only thought of takes no number either
            return seen
    except (Refuse, NotNow) as no:
        return no.refused


def do(verb: Verb, *, actor: str, business_date: date, key: str, note: str, said: Said) -> dict[str, object] | Refused:
    """Do it, once by its key."""
    if verb is Verb.DRAW:
        return _draw(actor, business_date, key, note, said)

    def act() -> dict[str, object] | Refused:
        wish = _decided(verb, business_date, note, said, lock=True)
        if isinstance(wish, Refused):
            return wish
        # After this line only the balance of a settlement account may still say no.
        return change.carry_out(wish, day=business_date, actor=actor, key=key)

    return once_only(key, {"verb": verb.value, "note": note, **said.plain()}, act)


def _draw(actor: str, business_date: date, key: str, note: str, said: Said) -> dict[str, object] | Refused:
    """再次支用: the one verb besides the plain payment that a counter does all day, in four trips."""

    def short(found: Found) -> Done | Refused | None:
        wish = _decide(Verb.DRAW, found.row, business_date, said)
        if isinstance(wish, Refused):
            return wish
        return draw.quick(found, wish, day=business_date, actor=actor, key=key)

    def long(row: LoanNote) -> dict[str, object] | Refused:
        return inside(Verb.DRAW, row, actor=actor, business_date=business_date, key=key, said=said)

    return trips.in_four(
        actor=actor,
        business_date=business_date,
        key=key,
        wanted={"verb": Verb.DRAW.value, "note": note, **said.plain()},
        note=note,
        short=short,
        long=long,
    )


def inside(
    verb: Verb, row: LoanNote, *, actor: str, business_date: date, key: str, said: Said
) -> dict[str, object] | Refused:
    """The same on a note the caller has locked, in the caller's transaction and under its key."""
    wish = elsewhere(verb, business_date) or _decide(verb, row, business_date, said)
    if isinstance(wish, Refused):
        return wish
    return change.carry_out(wish, day=business_date, actor=actor, key=key)


def _seen(verb: Verb, day: date, note: str, said: Said) -> Preview | Refused:
    if verb is Verb.REPRICE:
        gate(day)
        return repricing.preview(day, note, said)
    wish = _decided(verb, day, note, said, lock=False)
    return wish if isinstance(wish, Refused) else change.preview(wish, day)


def locked(note: str, said: Said) -> LoanNote | None:
    """The note, locked; with it the one a payment is moved to, always in the same order, so that no two wait in a ring."""
    rows = LoanNote.objects.select_related("account").select_for_update(of=("self",)).order_by("id")
    found = {row.number: row for row in rows.filter(number__in={note, said.to or note})}
    return found.get(note)


def _decided(verb: Verb, day: date, note: str, said: Said, *, lock: bool) -> Wish | Refused:
    gate(day)
    row = locked(note, said) if lock else LoanNote.objects.select_related("account").filter(number=note).first()
    if row is None:
        return no_note(note)
    return elsewhere(verb, day) or _decide(verb, row, day, said)


def _decide(verb: Verb, row: LoanNote, day: date, said: Said) -> Wish | Refused:
    return _by_its_card(verb, row) or decided(verb, row, day, said)


def decided(verb: Verb, row: LoanNote, day: date, said: Said) -> Wish | Refused:
    """The wish or the no, whoever asks; the caller has seen to it that a card's note is asked through its card."""
    no = _in_this_state(verb, row) or _possible_day(row, day, said)
    return no or VERBS[verb](row, day, said)


def _by_its_card(verb: Verb, row: LoanNote) -> Refused | None:
    if verb not in BY_CARD or not of_a_card(row.issue_type, revolving=row.revolving):
        return None
    return Refused(
        ServicingRefusal.BY_ITS_CARD,
        f"借据 {row.number} 是授信卡的额度,不能单独办理这项业务。",
        "请在授信卡页面支用、还款、续期或销卡。",
        field="note",
    )


def _in_this_state(verb: Verb, row: LoanNote) -> Refused | None:
    off = row.book_status == BookStatus.WRITTEN_OFF
    if off and verb not in AFTER_WRITE_OFF:
        return Refused(
            ServicingRefusal.NOTE_WRITTEN_OFF, f"借据 {row.number} 已核销。", "收回款项请办理核销收回。", field="note"
        )
    if not off and verb is Verb.RECOVER:
        return Refused(
            ServicingRefusal.NOT_WRITTEN_OFF, f"借据 {row.number} 没有核销。", "请按正常还款办理。", field="note"
        )
    if row.closed is not None and verb not in ALSO_WHEN_CLOSED:
        return Refused(ServicingRefusal.NOTE_CLOSED, f"借据 {row.number} 已结清。", "请核对借据号。", field="note")
    return None


def _possible_day(row: LoanNote, day: date, said: Said) -> Refused | None:
    value = value_day(said, day)
    if row.start <= value <= day:
        return None
    return Refused(
        ServicingRefusal.VALUE_DAY_NOT_POSSIBLE,
        f"起息日 {value} 须在放款日 {row.start} 与营业日 {day} 之间。",
        "请核对款项实际到账的日期。",
        field="day",
    )
