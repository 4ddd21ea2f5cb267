"""Proves the whole bank and seals the day: the last transaction, after which the day is closed and never written again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import connection

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import recalc
from wuhua.areas.servicing.models import LoanNote
from wuhua.books import post
from wuhua.books import read as books
from wuhua.books.rules import IMPAIRMENT, PROVISION, Entry, Line, Side
from wuhua.core.refuse import BrokenInvariant
from wuhua.platform import audit, clock
from wuhua.platform.models import SealedDay, SealKind

DIMS = ["branch", "product", "status"]
_OPEN_NOTES = """
SELECT count(*) FROM servicing_loannote
WHERE start <= %s AND (closed IS NULL OR closed > %s) AND book_status <> 'WRITTEN_OFF'
"""
_WRITTEN_OFF = """
SELECT n.branch, n.product, n.book_status, SUM(b.amount - COALESCE(i.paid, 0))::bigint
FROM servicing_loannote n JOIN servicing_bill b ON b.note_id = n.id
LEFT JOIN (SELECT note_id, due, kind, SUM(amount) AS paid FROM servicing_repaymentitem GROUP BY note_id, due, kind) i
  USING (note_id, due, kind)
WHERE n.book_status = 'WRITTEN_OFF' GROUP BY n.branch, n.product, n.book_status
"""
_UNBALANCED = """
SELECT e.key FROM books_entry e JOIN books_line l ON l.entry_id = e.id WHERE e.business_date = %s
GROUP BY e.id, e.key HAVING SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END) <> 0 LIMIT 1
"""
_SUBS = """
SELECT c.account, c.amount, COALESCE(s.amount, 0) FROM
  (SELECT account, SUM(amount) AS amount FROM books_control WHERE account IN (1301, 1302, 2011) GROUP BY account) c
  LEFT JOIN (SELECT account, SUM(amount) AS amount FROM books_subbalance GROUP BY account) s USING (account)
WHERE c.amount <> COALESCE(s.amount, 0)
"""


@dataclass(frozen=True, slots=True)
class Break:
    """A proof that does not hold: which, where, and the two figures."""

    proof: str
    where: str
    expected: int
    found: int

    def __str__(self) -> str:
        return f"{self.proof}: {self.where}: {self.expected} != {self.found}"


def post_provision(day: date, positions: pl.DataFrame, actor: str) -> int | None:
    """Brings the provision accounts to what the classes of the day ask for; the difference is one entry, or none."""
    wanted = _by_dims(positions, ["provision"])["provision"]
    held = {key: -amount for key, amount in books.control_totals(PROVISION).items()}
    lines: list[Line] = []
    for key in sorted(set(wanted) | set(held)):
        more = wanted.get(key, 0) - held.get(key, 0)
        if more:
            side = Side.DEBIT if more > 0 else Side.CREDIT
            lines.append(Line(IMPAIRMENT, side, abs(more), *key))
            lines.append(Line(PROVISION, side.other, abs(more), *key))
    if not lines:
        return None
    return post.post(Entry(f"dayend/{day.isoformat()}/provision", day, "计提贷款损失准备", tuple(lines)), actor=actor)


def _by_dims(frame: pl.DataFrame, columns: list[str]) -> dict[str, dict[tuple[str, str, str], int]]:
    """Sums of each column by control account; those of nought are left out."""
    sums = frame.group_by("branch", "product", pl.col("book_status").alias("status")).agg(pl.col(columns).sum())
    rows = sums.select(*DIMS, *columns).rows()
    return {
        name: {(row[0], row[1], row[2]): row[place] for row in rows if row[place]}
        for place, name in enumerate(columns, len(DIMS))
    }


def prove(day: date, positions: pl.DataFrame, settled_unpaid: Mapping[str, int] | None = None) -> list[Break]:
    """Every break found at the close of `day`, worst first: entries, control against notes, subs, completeness."""
    breaks: list[Break] = []
    owed = pl.sum_horizontal("accrued", "unpaid_interest", "unpaid_penalty", "unpaid_compound")
    on = pl.when(pl.col("book_status") != "NON_ACCRUAL").then(owed).otherwise(0)
    columns = ["principal", "overdue_principal", "receivable", "off_balance_interest", "provision"]
    sums = _by_dims(positions.with_columns(on.alias("receivable")), columns)
    claims = (
        ("贷款本金=各借据未到期本金之和", 1301, 1, sums["principal"]),
        ("逾期本金=各借据逾期本金之和", 1302, 1, sums["overdue_principal"]),
        ("应收利息=各借据应计与未收之和", 1132, 1, sums["receivable"]),
        ("表外应收利息=各非应计借据欠息之和", 7001, 1, sums["off_balance_interest"]),
        ("贷款损失准备=各借据准备之和", PROVISION, -1, sums["provision"]),
        ("已核销贷款=各已核销借据未收回之和", 7002, 1, _written_off()),
    )
    for proof, account, sign, expected in claims:
        found = {key: sign * amount for key, amount in books.control_totals(account).items() if amount}
        for key in sorted(set(expected) | set(found)):
            if expected.get(key, 0) != found.get(key, 0):
                breaks.append(Break(proof, "/".join(key), expected.get(key, 0), found.get(key, 0)))
    with connection.cursor() as cursor:
        cursor.execute(_UNBALANCED, [day])
        breaks += [Break("借贷相等", key, 0, 1) for (key,) in cursor.fetchall()]
        cursor.execute(_SUBS)
        breaks += [Break("分户之和=总账", str(account), total, subs) for account, total, subs in cursor.fetchall()]
        cursor.execute(_OPEN_NOTES, [day, day])
        count = cursor.fetchone()[0]
    if count != positions.height:
        breaks.append(Break("借据齐全", "positions", count, positions.height))
    return breaks


def recomputed(day: date, positions: pl.DataFrame) -> list[Break]:
    """A sample of the day's notes against their lives walked from terms and events alone; another sample every day."""
    wanted = compliance.whole("RECALC_SAMPLE_NOTES", day)
    step = max(positions.height // wanted, 1) if wanted else positions.height + 1
    numbers = positions.get_column("note").gather_every(step, day.toordinal() % step).to_list()
    rows = list(LoanNote.objects.filter(number__in=numbers).order_by("number"))
    found = recalc.differences(rows, day, compliance.whole("NON_ACCRUAL_DAYS", day))
    return [Break("账簿与全期重算一致", str(each), 0, 1) for each in found]


def _written_off() -> dict[tuple[str, str, str], int]:
    """What is still claimed of written-off notes, by control account."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN_OFF)
        return {(branch, product, status): left for branch, product, status, left in cursor.fetchall() if left}


class DayDoesNotClose(BrokenInvariant):
    """The proof of the day found a break; the text names the first one and the note, if it is one note's."""


def seal(
    *, day: date, kind: SealKind, value: str, previous: str, files: dict[str, object], counts: dict[str, int]
) -> SealedDay:
    """Write the seal. Call inside the last transaction of the day, after the proof."""
    return SealedDay.objects.create(
        day=day,
        kind=kind,
        seal=value,
        previous=previous,
        files=files,
        counts=counts,
        audit_head=audit.chain_head(),
        recorded_at=clock.now(),
    )
