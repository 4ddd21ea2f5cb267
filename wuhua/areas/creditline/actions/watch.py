"""每日检查: what the parameters say of every card, in a few statements over all of them; no row at a time.

Run at the turn of the date for the day that begins, and again whenever asked: a card that stands as it should is not
touched. A line that ran out expires; a customer late beyond the parameter, or whose licence ended, is frozen for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction

from wuhua.areas.creditline import read
from wuhua.areas.creditline.models import Card
from wuhua.areas.creditline.rules import CardState, CardVerb, FreezeReason
from wuhua.platform import audit, clock

ACTOR = "SYSTEM"

_EXPIRE = """
WITH was AS (
    SELECT id, state, why FROM creditline_card WHERE state IN ('ACTIVE', 'FROZEN') AND until <= %(day)s
    ORDER BY id FOR UPDATE
), moved AS (
    UPDATE creditline_card c SET state = 'EXPIRED', why = '' FROM was WHERE c.id = was.id
    RETURNING c.id, was.state AS state_before, was.why AS why_before
)
INSERT INTO creditline_cardstep (card_id, verb, business_date, recorded_at, actor, why, words, before, after)
SELECT id, %(verb)s, %(day)s, %(at)s, %(actor)s, '', '额度到期',
    jsonb_build_object('state', state_before, 'why', why_before), jsonb_build_object('state', 'EXPIRED', 'why', '')
FROM moved
"""
_FREEZE = """
WITH caught AS (
    SELECT DISTINCT ON (customer_id) customer_id, why, words
    FROM unnest(%(customers)s::bigint[], %(whys)s::text[], %(words)s::text[]) WITH ORDINALITY
        AS g(customer_id, why, words, place)
    ORDER BY customer_id, place
), was AS (
    SELECT c.id, caught.why, caught.words FROM creditline_card c JOIN caught USING (customer_id)
    WHERE c.state = 'ACTIVE' ORDER BY c.id FOR UPDATE OF c
), moved AS (
    UPDATE creditline_card c SET state = 'FROZEN', why = was.why FROM was WHERE c.id = was.id
    RETURNING c.id, was.why, was.words
)
INSERT INTO creditline_cardstep (card_id, verb, business_date, recorded_at, actor, why, words, before, after)
SELECT id, %(verb)s, %(day)s, %(at)s, %(actor)s, why, words,
    jsonb_build_object('state', 'ACTIVE', 'why', ''), jsonb_build_object('state', 'FROZEN', 'why', why)
FROM moved
"""


@transaction.atomic
def watch(*, business_date: date, actor: str = ACTOR) -> dict[str, int]:
    """Expire and freeze what must be on this date; how many of each. Asked again, nothing more."""
    expired = _run(_EXPIRE, CardVerb.EXPIRE_CARD, business_date, actor, {})
    active = Card.objects.filter(state=CardState.ACTIVE).values_list("customer_id", flat=True)
    frozen = _freeze(business_date, actor, read.causes_of(list(active), business_date))
    return _told(business_date, actor, {"expired": expired, "frozen": frozen})


@transaction.atomic
def freeze_red(*, business_date: date, actor: str, customers: Mapping[int, str]) -> int:
    """红色预警: the cards of these customers (id, and what the warning says) are frozen; how many were."""
    causes = {customer: {FreezeReason.WARNING_RED: words} for customer, words in customers.items()}
    frozen = _freeze(business_date, actor, causes)
    return _told(business_date, actor, {"frozen": frozen})["frozen"]


def _freeze(day: date, actor: str, causes: Mapping[int, Mapping[FreezeReason, str]]) -> int:
    """Each card once, for the first of its reasons."""
    found = [(customer, why) for why in FreezeReason for customer in sorted(causes) if why in causes[customer]]
    if not found:
        return 0
    values: dict[str, Any] = {
        "customers": [customer for customer, _ in found],
        "whys": [why.value for _, why in found],
        "words": [causes[customer][why] for customer, why in found],
    }
    return _run(_FREEZE, CardVerb.FREEZE_CARD, day, actor, values)


def _run(sql: str, verb: CardVerb, day: date, actor: str, values: Mapping[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, {**values, "verb": verb.value, "day": day, "at": clock.now(), "actor": actor})
        return int(cursor.rowcount)


def _told(day: date, actor: str, counts: dict[str, int]) -> dict[str, int]:
    if any(counts.values()):
        audit.record(
            actor=actor,
            business_date=day,
            action="creditline.watched",
            subject=f"day:{day.isoformat()}",
            after=counts,
        )
    return counts
