"""The verb of the call after a disbursement (A63)."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction

from wuhua.areas.customer import read as customers
from wuhua.areas.market.actions.common import record
from wuhua.areas.market.models import Feedback
from wuhua.areas.market.read import feedback as read
from wuhua.areas.market.rules import feedback as rules
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import clock


@transaction.atomic
def answer(
    *, actor: Officer, business_date: date, lent: rules.Lent | None, score: int, words: str
) -> Feedback | Refused:
    """登记回访: what the customer said of one note. `lent` comes from the room that keeps notes; None: not to be seen."""
    if (refused := rules.check_caller(actor)) is not None:
        return refused
    if lent is None or isinstance(customers.customer_for(actor, lent.customer), Refused):
        return rules.note_unknown()
    refused = rules.check_answer(actor, lent, score, words, business_date)
    if refused is None and read.asked_about(lent.note):
        refused = _already()
    if refused is not None:
        return refused

    # After this line the answer must stand; the database turns down only a twin that came at the same moment.
    try:
        with transaction.atomic():
            made = Feedback.objects.create(
                note=lent.note, customer=lent.customer, manager=lent.manager, score=score, words=words.strip(),
                actor_id=actor.number, business_date=business_date, recorded_at=clock.now(),
            )  # fmt: skip
    except IntegrityError as error:
        if "note" not in str(error):
            raise
        return _already()
    record(actor.number, business_date, "customer_answered", f"note:{lent.note}", {"score": score, "words": made.words})
    return made


def _already() -> Refused:
    return Refused(
        rules.FeedbackRefusal.ANSWERED_ALREADY, "这笔贷款已经回访过。", "每笔只登记一次;客户有新的意见请登记为痛点。"
    )
