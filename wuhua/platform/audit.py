"""留痕: the trace of a change, written in the transaction of the change. If the trace fails, the change did not happen.

Rows are chained by hash when a day is sealed: link = BLAKE2b(previous link + the row in canonical text), in the order of
their ids from the last sealed row on. A row altered, removed or slipped in later breaks every head after it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Count

from wuhua.core.refuse import ensure
from wuhua.platform import clock, trip
from wuhua.platform.models import AuditRow, SealedDay
from wuhua.platform.trip import Step

GENESIS = f"0:{'0' * 64}"
"""The head before the first row."""

_INSERT = """SELECT platform_trace(%s::timestamptz, %s::date, %s::text, %s::text, %s::text, %s::text, %s::jsonb,
    %s::jsonb)"""

# jsonb prints itself in one canonical way; times are pinned to UTC microseconds, whatever the session's zone.
_ROWS = """SELECT id, concat_ws(E'\\x1f', id, to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        to_char(business_date, 'YYYY-MM-DD'), to_json(actor), to_json(action), to_json(mandate), to_json(subject),
        coalesce(before::text, '-'), coalesce(after::text, '-'))
    FROM platform_audit WHERE id > %s AND id <= %s ORDER BY id"""


def record(
    *,
    actor: str,
    business_date: date,
    action: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    mandate: str = "",
) -> None:
    """Write one row: who (staff number), what ("servicing.repaid"), to what ("note:JD0001"), from what to what.

    `before` and `after` hold no plaintext of sealed fields: mask them (`secrets.mask_identity`). One round trip.
    """
    row = step(
        actor=actor,
        business_date=business_date,
        action=action,
        subject=subject,
        before=before,
        after=after,
        mandate=mandate,
    )
    ensure(connection.in_atomic_block, f"{action}: the trace is written in the transaction of the change")
    trip.ask([row])


def step(
    *,
    actor: str,
    business_date: date,
    action: str,
    subject: str,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    mandate: str = "",
) -> Step:
    """The same row for a verb that sends its statements together."""
    ensure(bool(actor and action and subject), "a trace names who, what and to what")
    return Step(_INSERT, (clock.now(), business_date, actor, action, mandate, subject, _json(before), _json(after)))


def trail(subject: str, limit: int = 50) -> list[AuditRow]:
    """What was done to one thing, newest first. Who may read it, the caller has asked."""
    return list(AuditRow.objects.filter(subject=subject).order_by("-id")[:limit])


def of_action(action: str, first: date, last: date, limit: int = 500) -> list[AuditRow]:
    """Every trace of one action over [first, last], newest first. Who may read it, the caller has asked."""
    rows = AuditRow.objects.filter(action=action, business_date__gte=first, business_date__lte=last)
    return list(rows.order_by("-id")[:limit])


def counts(action: str, first: date, last: date) -> dict[str, int]:
    """How often each actor did one thing over [first, last]. Who may read it, the caller has asked."""
    rows = AuditRow.objects.filter(action=action, business_date__gte=first, business_date__lte=last)
    return dict(rows.values_list("actor").annotate(n=Count("pk")))


def last_id() -> int:
    """The newest row's id; 0 when there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM platform_audit")
        return int(cursor.fetchone()[0])


def hold() -> int:
    """Wait for writers at work, keep new ones waiting until this transaction ends, and answer the newest id.

    Ids are given before they are committed; without this a row could slip in below a head already sealed. Ask for it as
    the last thing before sealing.
    """
    ensure(connection.in_atomic_block, "rows are held until the end of a transaction")
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE platform_audit IN SHARE MODE")
    return last_id()


def chain_head(upto_id: int | None = None) -> str:
    """ "id:hex" over every row up to `upto_id` (default: all, held with `hold`), continued from the last sealed head."""
    if upto_id is None:
        upto_id = hold()
    sealed = SealedDay.objects.exclude(audit_head="").order_by("-day").values_list("audit_head", flat=True).first()
    return _chain(sealed or GENESIS, upto_id)


def broken_days() -> list[date]:
    """Sealed days whose audit head no longer recomputes from the rows; empty when the chain is whole."""
    broken, previous = [], GENESIS
    for day, head in SealedDay.objects.exclude(audit_head="").order_by("day").values_list("day", "audit_head"):
        if _chain(previous, int(head.partition(":")[0])) != head:
            broken.append(day)
        previous = head
    return broken


def _chain(head: str, upto_id: int) -> str:
    last, _, link = head.partition(":")
    digest = bytes.fromhex(link)
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [int(last), upto_id])
        for row_id, text in cursor:
            digest = hashlib.blake2b(digest + text.encode(), digest_size=32).digest()
            last = str(row_id)
    return f"{last}:{digest.hex()}"


def _json(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
