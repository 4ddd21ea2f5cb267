"""`wuhua verify`: the books, the notes against the books, every file of the lake, and the chain of seals.

Set-based throughout. A proof answers the breaks it found; none means it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import polars as pl
from adbc_driver_manager import AdbcConnection
from django.db import connection

from wuhua.bulk.dayend import digest, load, vouchers, write
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
    previous = ""
    with load.connect() as link:
        for sealed in SealedDay.objects.order_by("day"):
            if sealed.previous != previous:
                breaks.append(Break("封账成链", str(sealed.day), 0, 1))
            breaks += _one_seal(sealed)
            if sealed.kind == SealKind.CLOSED:
                breaks += _shards(link, sealed.day)
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
    shards = seals.shard_digests(sealed.day) if sealed.kind == SealKind.CLOSED else {}
    parts = [found[kind] for kind in ("positions", "flows") if kind in found]
    parts += [f"{shard:02d}:{shards[shard]}" for shard in sorted(shards)]
    value = digest.chain(sealed.previous, sealed.day.isoformat(), *parts)
    return [] if value == sealed.seal else [Break("封账可重算", str(sealed.day), 0, 1)]


def _shards(link: AdbcConnection, day: date) -> list[Break]:
    """Each shard's digest is of its parts; the lines in the books are those it was taken of, and the day's sums theirs.

    Rows, bills and allocations of a shard are hashed too, but notes move on: only the lines can be read again.
    """
    posted = load.query(link, _DAYEND_LINES, day).with_columns(
        pl.col("place").str.split("/").list.last().alias("cause"),
        pl.when(pl.col("place").str.contains("/")).then(pl.col("place").str.head(2)).cast(pl.Int64).alias("shard"),
    )
    breaks, shares = [], []
    for run in seals.shards_of(day):
        if not run.parts:
            continue
        where, value = f"{day}/{run.shard:02d}", bytes(run.digest).hex()
        if digest.chain("", *run.parts) != value:
            breaks.append(Break("分片摘要可重算", where, 0, 1))
        share = pl.DataFrame(run.vouchers, schema=_SHARES, orient="row")
        lines = posted.filter(pl.col("shard") == run.shard).select(write.PROOF_OF_LINES)
        own = share.with_columns(pl.lit(None, dtype=pl.String).alias("note")).select(write.PROOF_OF_LINES)
        if write.hash_of_lines(pl.concat([lines.cast(own.schema), own])) != run.parts[0]:
            breaks.append(Break("分片分录行与摘要一致", where, 0, 1))
        shares.append(share)
    if shares:
        summed = posted.filter(pl.col("shard").is_null() & pl.col("cause").is_in(list(vouchers.SUMMED)))
        breaks += _differing(day, _net(pl.concat(shares)), _net(summed))
    return breaks


_DAYEND_LINES = """
SELECT substr(e.key, 19) AS place, l.account::bigint AS account, l.side, l.branch, l.product, l.status, n.number AS note,
    l.amount
FROM books_entry e JOIN books_line l ON l.entry_id = e.id
LEFT JOIN servicing_loannote n ON n.id = l.sub AND l.account IN (1301, 1302)
WHERE e.business_date = $1 AND e.key LIKE 'dayend/%'
"""
_SHARES = {
    "cause": pl.String, "account": pl.Int64, "side": pl.String, "branch": pl.String, "product": pl.String,
    "status": pl.String, "amount": pl.Int64,
}  # fmt: skip


def _net(lines: pl.DataFrame) -> dict[tuple[object, ...], int]:
    """Debits less credits by cause and control account; those of nought are left out."""
    keys = ["cause", "account", "branch", "product", "status"]
    net = pl.when(pl.col("side") == "D").then("amount").otherwise(-pl.col("amount")).sum().alias("net")
    sums = lines.group_by(keys).agg(net).filter(pl.col("net") != 0)
    return {tuple(row[:-1]): int(row[-1]) for row in sums.select(*keys, "net").iter_rows()}


def _differing(day: date, wanted: dict[tuple[object, ...], int], found: dict[tuple[object, ...], int]) -> list[Break]:
    """Where the entries of the day are not the sum of what its shards left for them."""
    return [
        Break(
            "全日分录=各分片之和", f"{day}/{'/'.join(str(part) for part in key)}", wanted.get(key, 0), found.get(key, 0)
        )
        for key in sorted({*wanted, *found}, key=str)
        if wanted.get(key, 0) != found.get(key, 0)
    ]


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
