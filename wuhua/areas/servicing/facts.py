"""What rooms above ask of many notes at once: terms and balances as they stand, and what is overdue of each by kind.

No customer's gate here: the caller is a verb, a report or a list that has asked its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from wuhua.areas.servicing import pages, read, rules
from wuhua.areas.servicing.models import LoanNote, PlanItem, SettlementAccount
from wuhua.areas.servicing.rules import BookStatus


@dataclass(frozen=True, slots=True)
class NoteLine:
    """A note as it stands, with its borrower's kind and size. Amounts in fen."""

    id: int
    number: str
    customer_id: int
    customer: str
    customer_name: str
    customer_kind: str
    size_class: str | None
    product: str
    branch: str
    managing_rm: str
    first_responsible: str
    security: str
    purpose: str
    method: str
    start: date
    maturity: date
    settlement: str
    frequency_months: int
    balance: int
    overdue_principal: int
    oldest_due: date | None

    def overdue_days(self, day: date) -> int:
        """Business date less the oldest unpaid due day."""
        return max(0, (day - self.oldest_due).days) if self.oldest_due else 0


def not_kept_by(staff: str, numbers: Iterable[str]) -> list[str]:
    """Those of these notes that this member of staff neither manages nor answered for first."""
    found = LoanNote.objects.filter(number__in=list(numbers)).exclude(Q(managing_rm=staff) | Q(first_responsible=staff))
    return list(found.values_list("number", flat=True))


def account_named(number: str) -> SettlementAccount | None:
    """The settlement account of that number, with its customer."""
    return SettlementAccount.objects.select_related("customer").filter(number=number).first()


def living() -> Q:
    """Notes on the books: neither ended nor written off."""
    return Q(closed__isnull=True) & ~Q(book_status=BookStatus.WRITTEN_OFF)


def lines(wanted: Q) -> list[NoteLine]:
    """The living notes that `wanted` selects, by number. One query."""
    return [_line(row) for row in _rows(wanted)]


def line(note_id: int) -> NoteLine | None:
    """One living note."""
    return next(iter(lines(Q(pk=note_id))), None)


def _rows(wanted: Q) -> QuerySet[LoanNote]:
    return LoanNote.objects.select_related("customer").filter(living(), wanted).order_by("number")


def _line(row: LoanNote) -> NoteLine:
    who = row.customer
    return NoteLine(
        id=row.pk,
        number=row.number,
        customer_id=row.customer_id,
        customer=who.number,
        customer_name=who.name,
        customer_kind=who.kind,
        size_class=who.size_class,
        product=row.product,
        branch=row.branch,
        managing_rm=row.managing_rm,
        first_responsible=row.first_responsible,
        security=row.security,
        purpose=row.purpose,
        method=row.method,
        start=row.start,
        maturity=row.maturity,
        settlement=row.settlement,
        frequency_months=row.frequency_months,
        balance=row.principal + row.overdue_principal,
        overdue_principal=row.overdue_principal,
        oldest_due=row.oldest_due,
    )


@dataclass(frozen=True, slots=True)
class Arrears:
    """What is overdue of a note on a day, by kind (fen), since when, and over how many due days of principal or interest."""

    principal: int
    interest: int
    penalty: int
    compound: int
    fees: int
    principal_due: date | None
    interest_due: date | None
    periods: int

    @property
    def interest_in_all(self) -> int:
        """欠息: interest with penalty and compound."""
        return self.interest + self.penalty + self.compound

    @property
    def total(self) -> int:
        """Everything overdue."""
        return self.principal + self.interest_in_all + self.fees


NO_ARREARS = Arrears(0, 0, 0, 0, 0, None, None, 0)

_ARREARS = """
SELECT note_id,
  COALESCE(SUM(open) FILTER (WHERE kind = 'B'), 0), COALESCE(SUM(open) FILTER (WHERE kind = 'I'), 0),
  COALESCE(SUM(open) FILTER (WHERE kind = 'P'), 0), COALESCE(SUM(open) FILTER (WHERE kind = 'C'), 0),
  COALESCE(SUM(open) FILTER (WHERE kind IN ('K', 'F')), 0),
  MIN(due) FILTER (WHERE kind = 'B'), MIN(due) FILTER (WHERE kind IN ('I', 'P', 'C')),
  COUNT(DISTINCT due) FILTER (WHERE kind IN ('B', 'I'))
FROM (
  SELECT b.note_id, b.due, b.kind, b.amount - COALESCE((
    SELECT SUM(i.amount) FROM servicing_repaymentitem i
    WHERE i.note_id = b.note_id AND i.due = b.due AND i.kind = b.kind AND i.paid <= %(day)s), 0) AS open
  FROM servicing_loannote n JOIN servicing_bill b ON b.note_id = n.id AND b.due >= {since}
  WHERE {which} AND b.due < %(day)s AND b.cut <= %(day)s
) x WHERE open > 0 GROUP BY note_id
"""
_NOW = _ARREARS.format(since="n.oldest_due", which="n.oldest_due < %(day)s AND n.closed IS NULL")
_THEN = _ARREARS.format(since="DATE '1900-01-01'", which="n.id = ANY(%(notes)s)")


def arrears_now(day: date) -> dict[int, Arrears]:
    """What is overdue on the business date, of every note in arrears. One query, bounded by each note's oldest due day."""
    return _arrears(_NOW, {"day": day})


def arrears_of(notes: Iterable[int], day: date) -> dict[int, Arrears]:
    """What of these notes was overdue at the close of `day`; those that owed nothing late are left out. One query."""
    return _arrears(_THEN, {"day": day, "notes": list(notes)})


def _arrears(sql: str, words: dict[str, Any]) -> dict[int, Arrears]:
    with connection.cursor() as cursor:
        cursor.execute(sql, words)
        return {row[0]: _of(row[1:6], row[6], row[7], row[8]) for row in cursor.fetchall()}


def _of(fen: tuple[int, ...], principal_due: date | None, interest_due: date | None, periods: int) -> Arrears:
    principal, interest, penalty, compound, fees = (int(each) for each in fen)
    return Arrears(principal, interest, penalty, compound, fees, principal_due, interest_due, periods)


_LATE = """
SELECT b.note_id, COUNT(DISTINCT b.due)
FROM servicing_bill b
WHERE b.note_id = ANY(%(notes)s) AND b.kind IN ('B', 'I') AND b.due < %(day)s AND b.cut <= %(day)s
  AND b.amount > COALESCE((
  SELECT SUM(i.amount) FROM servicing_repaymentitem i
  WHERE i.note_id = b.note_id AND i.due = b.due AND i.kind = b.kind AND i.paid <= b.due), 0)
GROUP BY b.note_id
"""


def late_periods(notes: Iterable[int], day: date) -> dict[int, int]:
    """累计欠款期数: on how many due days before `day` principal or interest was not paid on its day.

    Bills of this system only; what ran up after maturity is no period.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LATE, {"notes": list(notes), "day": day})
        return dict(cursor.fetchall())


def on_record(day: date, ended_after: date) -> QuerySet[LoanNote]:
    """Notes begun by `day` that still stood after `ended_after`, with customer and account, by number."""
    stood = Q(closed__isnull=True) | Q(closed__gt=ended_after)
    return LoanNote.objects.select_related("customer", "account").filter(stood, start__lte=day).order_by("number")


@dataclass(frozen=True, slots=True)
class NextDue:
    """What falls due next if nothing changes, in fen."""

    due: date
    principal: int
    interest: int


def planned_after(notes: Iterable[int], day: date) -> dict[int, dict[date, int]]:
    """What custom plans still have to come, by note. One query."""
    found: dict[int, dict[date, int]] = {}
    for note, due, fen in PlanItem.objects.filter(note_id__in=list(notes), due__gt=day).values_list(
        "note_id", "due", "principal"
    ):
        found.setdefault(note, {})[due] = fen
    return found


def next_due(note: LoanNote, day: date, planned: Mapping[date, int]) -> NextDue | None:
    """The first row of the note's plan after `day`, on what stands now; None where nothing is still to come."""
    dues = sorted({*pages.dues_after(note, day), *planned})
    if not dues:
        return None
    anchor = replace(
        rules.anchored(read.anchor_of(note), day), settlement=rules.Settlement.AT_MATURITY, next_due=dues[0]
    )
    interest = rules.figures_on(anchor, dues[0]).bills()[rules.DueKind.INTEREST]
    principal = pages.principal_of(note, planned.get(dues[0]), interest, note.principal, len(dues))
    return NextDue(dues[0], note.principal if len(dues) == 1 else min(note.principal, principal), interest)


_RATES = """
WITH changed AS (
  SELECT e.note_id, e.value_day, e.rate, e.id FROM servicing_noteevent e
  WHERE e.kind = 'RATE' AND e.value_day <= %(day)s
    AND NOT EXISTS (SELECT 1 FROM servicing_noteevent r WHERE r.reverses = e.id)
)
SELECT n.number, n.start, COALESCE((f.detail ->> 'rate')::bigint, f.rate, n.rate), 0
FROM servicing_loannote n
JOIN LATERAL (SELECT detail, rate FROM servicing_noteevent WHERE note_id = n.id ORDER BY id LIMIT 1) f ON TRUE
WHERE n.id IN (SELECT note_id FROM changed) AND (n.closed IS NULL OR n.closed >= %(since)s)
UNION ALL
SELECT n.number, c.value_day, c.rate, c.id FROM changed c JOIN servicing_loannote n ON n.id = c.note_id
WHERE n.closed IS NULL OR n.closed >= %(since)s
ORDER BY 1, 2, 4
"""


def rates_of_changed(since: date, day: date) -> list[tuple[str, date, int]]:
    """What notes whose rate was changed by `day` bore from when, of those that still stood on `since`. One query.

    The last word of a day counts; a change that was taken back never was.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RATES, {"since": since, "day": day})
        found = {(number, start): int(rate) for number, start, rate, _ in cursor.fetchall()}
    return [(number, start, rate) for (number, start), rate in found.items()]
