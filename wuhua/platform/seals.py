"""Closed days: which shards of a day are written, which days are sealed, and with what hash.

The day end is a chain: a day may close only after the day before it. `mark_shard` commits with the shard's rows;
`seal` is the last transaction of a day. Both tables refuse change.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

from django.db import connection

from wuhua.platform import clock
from wuhua.platform.models import SealedDay, SealKind, ShardRun
from wuhua.platform.trip import Step

_GATE = 7_400_001
"""Advisory lock: verbs on notes hold it shared, the turn of the date holds it alone for an instant."""
_CLOSING = 7_400_002
"""Advisory lock of the session that closes a day."""


def mark_shard(
    *,
    day: date,
    shard: int,
    digest: str,
    counts: dict[str, int],
    vouchers: list[list[object]],
    parts: Sequence[str] = (),
) -> None:
    """Record, in the caller's transaction, that this shard of the day has been written.

    `vouchers` are the rows the shard adds to the day's summed entries (JSON values only); `parts` what the digest is of.
    """
    ShardRun.objects.create(
        day=day,
        shard=shard,
        digest=bytes.fromhex(digest),
        counts=counts,
        vouchers=vouchers,
        parts=list(parts),
        recorded_at=clock.now(),
    )


def shard_vouchers(day: date) -> list[list[object]]:
    """What all shards written for the day add to its summed entries, in the order of the shards."""
    found = ShardRun.objects.filter(day=day).order_by("shard").values_list("vouchers", flat=True)
    return [row for rows in found for row in rows]


def shards_of(day: date) -> list[ShardRun]:
    """Every shard written for the day, in order, as it was recorded."""
    return list(ShardRun.objects.filter(day=day).order_by("shard"))


def shard_digests(day: date) -> dict[int, str]:
    """Digest of every shard written for the day, by shard."""
    found = ShardRun.objects.filter(day=day).values_list("shard", "digest")
    return {shard: bytes(digest).hex() for shard, digest in found}


def shard_counts(day: date) -> dict[str, int]:
    """Rows written for the day, summed over its shards, by kind."""
    sums: dict[str, int] = {}
    for counts in ShardRun.objects.filter(day=day).values_list("counts", flat=True):
        for name, count in counts.items():
            sums[name] = sums.get(name, 0) + count
    return sums


def last_sealed() -> SealedDay | None:
    """The newest sealed day, or None before the bank is opened."""
    return SealedDay.objects.order_by("-day").first()


def opened_with() -> date | None:
    """The day whose close the books were opened with: everything later was booked here, day by day."""
    brought = SealedDay.objects.exclude(kind=SealKind.CLOSED).order_by("-day")
    return brought.values_list("day", flat=True).first()


def sealed(day: date) -> SealedDay | None:
    """The seal of that day, if it has one."""
    return SealedDay.objects.filter(day=day).first()


def is_open_for_notes(business_date: date) -> bool:
    """Whether verbs on notes may run on this date: the day before it is sealed."""
    return SealedDay.objects.filter(day=business_date - timedelta(days=1)).exists()


def enter_gate() -> None:
    """A verb on a note says it is at work, until its transaction ends; the date does not turn under it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_GATE])


def gate_step(business_date: date) -> Step:
    """`enter_gate`, and what holds once inside; `inside` reads the answer."""
    return Step(
        "SELECT row_to_json(platform_gate(%s::bigint, %s::date))::text", (_GATE, business_date - timedelta(days=1))
    )


def inside(answer: str | None) -> tuple[bool, date | None]:
    """From the answer of `gate_step`: is the day before sealed, and which is the online date (None before the bank is opened)."""
    said = json.loads(answer or "{}")
    return said["sealed"], date.fromisoformat(said["online"]) if said["online"] else None


def close_gate() -> None:
    """Wait until no verb on a note is at work; held until the caller's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_GATE])


def take_closing_lock() -> bool:
    """Be the only session that closes a day. False when another is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_CLOSING])
        return bool(cursor.fetchone()[0])


def release_closing_lock() -> None:
    """Let another session close a day."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_unlock(%s)", [_CLOSING])


def closing_now() -> bool:
    """Whether some connection is closing a day at this moment. For telling people; only the lock itself decides."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = %s"
            " AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [_CLOSING],
        )
        return bool(cursor.fetchone()[0])


def newest(limit: int) -> list[SealedDay]:
    """The last sealed days, newest first."""
    return list(SealedDay.objects.order_by("-day")[:limit])
