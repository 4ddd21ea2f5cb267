"""What one person does to a card at once: 冻结, 调减, 换卡, 年审, 销卡. None of it lets anybody draw more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline import read, rules
from wuhua.areas.creditline.actions.common import facts, locked, now, write_step
from wuhua.areas.creditline.actions.opening import ended
from wuhua.areas.creditline.models import Card
from wuhua.areas.creditline.rules import CardRefusal, CardState, CardVerb, FreezeReason
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing.actions.common import once_only
from wuhua.core.days import add_months
from wuhua.core.refuse import Refused
from wuhua.platform import numbering

Answer = dict[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person says with a verb of a card: why, in words; the reason code of a freeze; the new limit (fen)."""

    words: str
    why: str = ""
    limit: int = 0

    def plain(self) -> dict[str, object]:
        """For the key."""
        return {"words": self.words, "why": self.why, "limit": self.limit}


@dataclass(frozen=True, slots=True)
class _On:
    actor: Officer
    day: date
    key: str
    card: Card
    said: Asked

    def step(self, verb: CardVerb, before: dict[str, object]) -> None:
        write_step(
            self.card, verb, actor=self.actor.number, business_date=self.day, before=before, words=self.said.words,
            why=self.card.why,
        )  # fmt: skip


def act(*, actor: Officer, business_date: date, key: str, verb: CardVerb, card: str, said: Asked) -> Answer | Refused:
    """Do it, once under its key."""

    def write() -> Answer | Refused:
        row = locked(actor, card)
        if isinstance(row, Refused):
            return row
        no = rules.living(now(row)) or rules.check_reason(said.words, "words")
        return no or _DOES[verb](_On(actor, business_date, key, row, said))

    no = rules.may_act(actor, verb)
    return no or once_only(key, {"verb": verb.value, "card": card, **said.plain()}, write)


def _freeze(on: _On) -> Answer | Refused:
    if on.said.why not in set(FreezeReason):
        return Refused(CardRefusal.REASON_MISSING, "没有选择冻结原因。", "请选择冻结原因。", "why")
    no = rules.frozen_already(now(on.card)) or rules.usable(now(on.card), on.day)
    if no is not None:
        return no
    # After this line the card must be frozen.
    before = facts(on.card)
    on.card.state, on.card.why = CardState.FROZEN.value, on.said.why
    on.step(CardVerb.FREEZE_CARD, before)
    return {"card": on.card.number, "state": on.card.state}


def _reduce(on: _On) -> Answer | Refused:
    no = rules.may_reduce(on.said.limit, on.card.limit, read.drawn_of(on.card))
    if no is not None:
        return no
    # After this line the limit must be lower.
    before = facts(on.card)
    on.card.limit = on.said.limit
    on.step(CardVerb.REDUCE_CARD, before)
    return {"card": on.card.number, "limit": on.card.limit}


def _replace(on: _On) -> Answer | Refused:
    """换卡: another number on the same line, limit and end. What the old one was lost for is over with it."""
    lost = on.card.why == FreezeReason.CARD_LOST
    no = None if on.card.state == CardState.FROZEN else rules.usable(now(on.card), on.day)
    if no is not None:
        return no
    # After this line the new card must stand.
    old, before = on.card, facts(on.card)
    state, why = (CardState.ACTIVE.value, "") if lost else (old.state, old.why)
    old.state, old.why = CardState.REPLACED.value, ""
    on.step(CardVerb.REPLACE_CARD, before)
    made = Card(
        number=f"SX{numbering.next_number('card'):08d}", customer_id=old.customer_id, line=old.line, replaces=old,
        state=state, why=why, limit=old.limit, opened=on.day, until=old.until, review_on=old.review_on,
    )  # fmt: skip
    _On(on.actor, on.day, on.key, made, on.said).step(CardVerb.OPEN_CARD, {})
    return {"card": made.number, "replaces": old.number, "state": made.state}


def _review(on: _On) -> Answer | Refused:
    """年审: looked at and kept; the next one is a year on, or at the line's end."""
    no = rules.usable(now(on.card), on.day)
    if no is not None:
        return no
    # After this line the review must stand.
    before = facts(on.card)
    months = compliance.whole("CARD_REVIEW_MONTHS", on.day)
    on.card.review_on = min(add_months(on.day, months), on.card.until)
    on.step(CardVerb.REVIEW_CARD, before)
    return {"card": on.card.number, "review_on": on.card.review_on.isoformat()}


def _close(on: _On) -> Answer | Refused:
    no = ended(on.actor.number, on.day, on.key, on.card)
    if no is not None:
        return no
    # After this line the card must be closed.
    before = facts(on.card)
    on.card.state, on.card.why = CardState.CLOSED.value, ""
    on.step(CardVerb.CLOSE_CARD, before)
    return {"card": on.card.number, "state": on.card.state}


_DOES: dict[CardVerb, Callable[[_On], Answer | Refused]] = {
    CardVerb.FREEZE_CARD: _freeze,
    CardVerb.REDUCE_CARD: _reduce,
    CardVerb.REPLACE_CARD: _replace,
    CardVerb.REVIEW_CARD: _review,
    CardVerb.CLOSE_CARD: _close,
}
