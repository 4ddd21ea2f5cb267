"""支用 and 还款: the card decides whether, servicing's note moves the money (A61).

A draw takes four trips: the card's row is locked in the reading one, then the customer's room, then the note, so that the
line holds whoever else is drawing; what was asked and given is kept in the writing one (A62).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from wuhua.areas.creditline import read, rules
from wuhua.areas.creditline.read import CardKey
from wuhua.areas.creditline.rules import CardNow, CardState
from wuhua.areas.exposure import actions as exposure
from wuhua.areas.exposure import read as held
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import read as servicing
from wuhua.areas.servicing.actions import line
from wuhua.areas.servicing.actions.change import Preview
from wuhua.areas.servicing.actions.common import NotNow
from wuhua.areas.servicing.actions.trips import Beside, Found
from wuhua.areas.servicing.rules import Over
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.trip import Row, Step

Answer = dict[str, object]

_CARD = (
    "SELECT c.state, c.\"limit\", c.until, c.why, c.line_id, coalesce(s.number, '') FROM creditline_card c"
    " LEFT JOIN creditline_card s ON s.replaces_id = c.id WHERE c.id = %s FOR UPDATE OF c"
)
_KEEP = (
    "INSERT INTO creditline_cardask (card_id, business_date, asked_at, done_at, took_ms, amount, given, refusal, actor)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def draw(
    *, actor: Officer, business_date: date, key: str, card: str, amount: int, asked_at: datetime | None = None
) -> Answer | Refused:
    """支用 at the counter: to the card's settlement account, at once."""
    found = rules.may_draw(actor) or read.card_key(actor, card)
    if isinstance(found, Refused):
        return found
    return drawn(actor=actor.number, business_date=business_date, key=key, card=found, amount=amount, asked_at=asked_at)


def drawn(
    *, actor: str, business_date: date, key: str, card: CardKey, amount: int, asked_at: datetime | None = None
) -> Answer | Refused:
    """The same for a card the caller has been let in to see: the instant path, nobody in between (A62)."""
    asked = asked_at or clock.now()

    def keeps(answer: Answer | Refused) -> list[Step]:
        done = clock.now()
        took = int((done - asked).total_seconds() * 1000)
        given, no = (0, answer.name.value) if isinstance(answer, Refused) else (amount, "")
        return [Step(_KEEP, (card.id, business_date, asked, done, max(took, 0), max(amount, 0), given, no, actor))]

    def judge(rows: Sequence[Sequence[Row]], found: Found) -> Refused | None:
        return _judged(card, rows, found, amount, business_date)

    return line.draw_line(
        actor=actor,
        business_date=business_date,
        key=key,
        card=card.number,
        note=card.note,
        amount=amount,
        beside=Beside(_asks(card, business_date), judge, keeps),
    )


def _asks(card: CardKey, day: date) -> list[Step]:
    return [
        Step(_CARD, (card.id,)),
        exposure.lock_step([card.customer]),
        held.held_step([card.customer], day),
        servicing.late_step(card.customer_id, day, but=card.note),
    ]


def _judged(card: CardKey, rows: Sequence[Sequence[Row]], found: Found, amount: int, day: date) -> Refused | None:
    ((state, limit, until, why, line_id, successor),), _, ((kept,),), late = rows
    if line_id != card.line:
        raise NotNow(rules.just_changed(card.number))
    row = found.row
    as_found = CardNow(card.number, CardState(state), limit, until, why, successor)
    return may_draw(as_found, amount, row.principal + row.overdue_principal, row.oldest_due, kept, late, day)


def may_draw(
    card: CardNow, amount: int, principal: int, oldest: date | None, kept: int, late: Sequence[Row], day: date
) -> Refused | None:
    """The card's whole verdict on a draw, in the order of its refusals; servicing's own comes after it."""
    no = rules.usable(card, day)
    if no is not None:
        return no
    if oldest is not None and oldest < day:
        return rules.late((day - oldest).days)
    if late:
        return rules.late_elsewhere(*late[0])
    return rules.fits(amount, card.limit, principal, kept)


def draw_preview(actor: Officer, *, business_date: date, card: str, amount: int) -> Preview | Refused:
    """What a draw would leave; nothing is written, and the ask is not counted."""
    no = rules.may_draw(actor)
    seen = no or read.card_for(actor, card, business_date)
    if isinstance(seen, Refused):
        return seen
    late = [(note, days) for note, days in seen.late_elsewhere]
    oldest = seen.oldest_due
    refused = may_draw(seen.now, amount, seen.drawn, oldest, seen.held, late, business_date)
    return refused or line.draw_preview(business_date=business_date, note=seen.note, amount=amount)


def repay(
    *, actor: Officer, business_date: date, key: str, card: str, amount: int, over: Over = Over.COUNTER
) -> Answer | Refused:
    """还款: what is due first, then principal, whose interest stops today. Whatever state the card is in."""
    found = rules.may_draw(actor) or read.card_key(actor, card)
    if isinstance(found, Refused):
        return found
    return line.pay_back(
        actor=actor.number,
        business_date=business_date,
        key=key,
        card=card,
        note=found.note,
        amount=amount,
        over=over,
    )


def repay_preview(
    actor: Officer, *, business_date: date, card: str, amount: int, over: Over = Over.COUNTER
) -> Preview | Refused:
    """How a repayment would be split."""
    found = rules.may_draw(actor) or read.card_key(actor, card)
    if isinstance(found, Refused):
        return found
    return line.pay_preview(business_date=business_date, note=found.note, amount=amount, over=over)
