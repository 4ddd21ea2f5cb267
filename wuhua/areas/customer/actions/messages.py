"""短信: what is to be sent stands sealed in the outbox; a courier carries it to a gateway, never while a customer waits.

So the time the door takes says nothing about whether a message went out. A bank plugs in its gateway as a `Courier`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from django.db import transaction

from wuhua.areas.customer.models import Message
from wuhua.areas.customer.rules.portal import MessageState
from wuhua.platform import secrets

TRIES_MOST = 3


class Courier(Protocol):
    """A gateway for short messages: answers whether it took the message."""

    def send(self, to: str, text: str) -> bool:
        """Hand one message over."""
        ...


def queue(*, customer_id: int | None, purpose: str, to: str, text: str, at: datetime, lives: timedelta) -> Message:
    """A message in the outbox; inside the transaction of what it tells."""
    return Message.objects.create(
        customer_id=customer_id, purpose=purpose, to_sealed=secrets.seal(to), to_masked=secrets.mask_phone(to),
        text_sealed=secrets.seal(text), made_at=at, ends_at=at + lives,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """One of many messages: to whom, at which phone, what."""

    customer_id: int
    to: str
    text: str


def queue_all(*, purpose: str, wanted: Sequence[Wanted], at: datetime, lives: timedelta) -> None:
    """Many messages at once, sealed one by one; inside the transaction of what they tell."""
    rows = [
        Message(
            customer_id=each.customer_id, purpose=purpose, to_sealed=secrets.seal(each.to),
            to_masked=secrets.mask_phone(each.to), text_sealed=secrets.seal(each.text), made_at=at, ends_at=at + lives,
        )
        for each in wanted
    ]  # fmt: skip
    Message.objects.bulk_create(rows, batch_size=1000)


def deliver(*, courier: Courier, at: datetime, most: int = 100) -> dict[MessageState, int]:
    """Hand what waits to the courier, oldest first; what is no longer worth sending is given up. Each commits by itself."""
    done = dict.fromkeys(MessageState, 0)
    for pk in list(
        Message.objects.filter(state=MessageState.WAITING).order_by("made_at").values_list("pk", flat=True)[:most]
    ):
        with transaction.atomic():
            message = (
                Message.objects.select_for_update(skip_locked=True).filter(pk=pk, state=MessageState.WAITING).first()
            )
            if message is None:
                continue
            done[_carried(message, courier, at)] += 1
    return done


def _carried(message: Message, courier: Courier, at: datetime) -> MessageState:
    message.tries += 1
    late = message.ends_at <= at
    took = not late and courier.send(secrets.open_(message.to_sealed), secrets.open_(message.text_sealed))
    if took:
        message.state, message.sent_at = MessageState.SENT, at
    elif late or message.tries >= TRIES_MOST:
        message.state = MessageState.FAILED
    message.save(update_fields=["state", "sent_at", "tries"])
    return MessageState(message.state)
