"""What every verb of a card shares: the row under its lock, the step with its trace, and the second card the database refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.db import IntegrityError, transaction

from wuhua.areas.creditline import read
from wuhua.areas.creditline.models import Card, CardStep
from wuhua.areas.creditline.rules import CardNow, CardRefusal, CardVerb
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock

T = TypeVar("T")
SHOWN = ("state", "why", "limit", "until", "review_on", "line_id")


def locked(actor: Officer, number: str) -> Card | Refused:
    """The card in the officer's sight, held until this transaction ends."""
    seen = read.card_key(actor, number)
    if isinstance(seen, Refused):
        return seen
    return Card.objects.select_for_update(of=("self",)).select_related("line", "customer").get(pk=seen.id)


def now(card: Card) -> CardNow:
    """The locked row as the rules take it."""
    return read.card_now(card)


def facts(card: Card) -> dict[str, Any]:
    """What of a card can change, as JSON."""
    found = {name: getattr(card, name) for name in SHOWN}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def write_step(
    card: Card,
    verb: CardVerb,
    *,
    actor: str,
    business_date: date,
    before: Mapping[str, Any],
    words: str = "",
    why: str = "",
    asked_by: str = "",
) -> None:
    """The card as it stands now, its step and its trace; the caller has changed the row, not saved it."""
    card.save()
    after = facts(card)
    moved = [name for name in after if before.get(name) != after[name]]
    was, became = {name: before[name] for name in moved if name in before}, {name: after[name] for name in moved}
    CardStep.objects.create(
        card=card, verb=verb, business_date=business_date, recorded_at=clock.now(), actor=actor, asked_by=asked_by, why=why,
        words=words.strip(), before=was, after=became,
    )  # fmt: skip
    audit.record(
        actor=actor,
        business_date=business_date,
        action=f"creditline.{verb.value}",
        subject=f"card:{card.number}",
        before=was,
        after={**became, "why": why, "words": words.strip(), "asked_by": asked_by},
    )


def unless_second(act: Callable[[], T]) -> T | Refused:
    """`act` in a savepoint; what the database's own promise (one_living_card) turns down is that refusal."""
    try:
        with transaction.atomic():
            return act()
    except IntegrityError as error:
        if "one_living_card" not in str(error):
            raise
        return second_card("")


def second_card(number: str) -> Refused:
    """一户一卡 (A59, A69)."""
    return Refused(
        CardRefusal.SECOND_CARD,
        f"该客户已有授信卡{number},一户一卡。",
        "请在原卡上办理续期、恢复额度或换卡;原卡到期的,先续期或销卡。",
        "customer",
    )
