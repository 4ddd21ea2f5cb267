"""`wuhua verify`: the books, the notes against the books, every file of the lake, and the chain of seals.

Set-based throughout. A proof answers the breaks it found; none means it holds.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from django.db import connection

from wuhua.bulk.dayend import digest
from wuhua.bulk.dayend.seal import Break
from wuhua.core.refuse import Refuse
from wuhua.platform import audit, lake, seals
from wuhua.platform.models import SealedDay, SealKind

_DAYS = """
SELECT e.business_date::text, SUM(l.amount) FILTER (WHERE l.side = 'D'), SUM(l.amount) FILTER (WHERE l.side = 'C')
FROM books_entry e JOIN books_line l ON l.entry_id = e.id GROUP BY 1
HAVING SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END) <> 0 ORDER BY 1
"""
_CONTROL = """
SELECT concat_ws('/', account, branch, product, status), COALESCE(c.amount, 0), COALESCE(l.amount, 0) FROM books_control c
FULL JOIN (SELECT account, branch, product, status, SUM(CASE side WHEN 'D' THEN amount ELSE -amount END) AS amount
           FROM books_line GROUP BY 1, 2, 3, 4) l USING (account, branch, product, status)
WHERE COALESCE(c.amount, 0) <> COALESCE(l.amount, 0) ORDER BY 1 LIMIT 20
"""
_SUBS = """
SELECT concat_ws('/', account, sub), COALESCE(s.amount, 0), COALESCE(l.amount, 0) FROM books_subbalance s
FULL JOIN (SELECT account, sub, SUM(CASE side WHEN 'D' THEN amount ELSE -amount END) AS amount
           FROM books_line WHERE sub <> 0 GROUP BY 1, 2) l USING (account, sub)
WHERE COALESCE(s.amount, 0) <> COALESCE(l.amount, 0) ORDER BY 1 LIMIT 20
"""
_NOTES = """
SELECT n.number, n.principal + n.overdue_principal, COALESCE(a.amount, 0) + COALESCE(b.amount, 0)
FROM servicing_loannote n
LEFT JOIN books_subbalance a ON a.account = 1301 AND a.sub = n.id
LEFT JOIN books_subbalance b ON b.account = 1302 AND b.sub = n.id
WHERE n.principal <> COALESCE(a.amount, 0) OR n.overdue_principal <> COALESCE(b.amount, 0) ORDER BY 1 LIMIT 20
"""


def _rows(proof: str, statement: str) -> list[Break]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [Break(proof, where, int(wanted), int(found)) for where, wanted, found in cursor.fetchall()]


def _seals() -> list[Break]:
    """Each seal follows from the one before, its files and its shards; each file says what its digest says."""
    breaks: list[Break] = []
    previous: str | None = None
    for sealed in SealedDay.objects.order_by("day"):
        if previous is not None and sealed.previous != previous:
            breaks.append(Break("封账成链", str(sealed.day), 0, 1))
        breaks += _one_seal(sealed)
        previous = sealed.seal
    return breaks


def _one_seal(sealed: SealedDay) -> list[Break]:
    found: dict[str, str] = {}
    for kind, entry in sealed.files.items():
        try:
            found[kind] = digest.of(pl.read_parquet(lake.checked(entry)))
        except Refuse as no:
            return [Break(no.refused.reason, str(sealed.day), 0, 1)]
        if found[kind] != entry["digest"]:
            return [Break("快照内容与封账摘要一致", f"{sealed.day}/{kind}", 0, 1)]
    if sealed.kind != SealKind.CLOSED:
        return []
    shards = seals.shard_digests(sealed.day)
    parts = [f"{shard:02d}:{shards[shard]}" for shard in sorted(shards)]
    value = digest.chain(sealed.previous, sealed.day.isoformat(), found["positions"], found["flows"], *parts)
    return [] if value == sealed.seal else [Break("封账可重算", str(sealed.day), 0, 1)]


PROOFS: tuple[tuple[str, Callable[[], list[Break]]], ...] = (
    ("每日借贷相等", lambda: _rows("每日借贷相等", _DAYS)),
    ("总账=明细之和", lambda: _rows("总账=明细之和", _CONTROL)),
    ("分户=明细之和", lambda: _rows("分户=明细之和", _SUBS)),
    ("借据余额=分户余额", lambda: _rows("借据余额=分户余额", _NOTES)),
    ("封账与快照", _seals),
    ("留痕链", lambda: [Break("留痕链", str(day), 0, 1) for day in audit.broken_days()]),
)
"""Every proof by name, in the order in which they are asked."""


def verify() -> dict[str, list[Break]]:
    """Every proof with the breaks it found."""
    return {name: proof() for name, proof in PROOFS}
