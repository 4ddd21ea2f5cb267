"""Questions of the interest calendar: who must be called before the debit, who stayed unpaid after it, what matures soon.

Rows only of customers the officer may see. Every list costs the same few statements, whatever its length.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value, When

from wuhua.areas.customer import read as customer
from wuhua.areas.people.rules import Officer, Scope, scope_of
from wuhua.areas.servicing.contact import forecast
from wuhua.areas.servicing.contact.rules import BANDS, Missing, Round
from wuhua.areas.servicing.models import CallNote, LoanNote, MaturityNote, SettlementAccount

PAGE = 50
EVERYTHING = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list is narrowed to. Empty means all."""

    branch: str = ""
    manager: str = ""
    missing: str = ""
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Called:
    """The last call of a round about an account."""

    outcome: str
    promised_day: date | None
    promised_amount: int | None
    remark: str
    day: date


@dataclass(frozen=True, slots=True)
class Line:
    """One account on the calendar. `on_due` falls due on the debit day, `before` before it; both are owed by then (fen)."""

    account: SettlementAccount
    managing_rm: str
    branch: str
    notes: int
    needed: int
    on_due: int
    before: int
    morning: int
    now: int
    short: int
    called: Called | None


@dataclass(frozen=True, slots=True)
class Sums:
    """What one manager's lines come to (fen)."""

    managing_rm: str
    branch: str
    lines: int
    needed: int
    on_due: int
    short: int
    short_lines: int
    uncalled: int
    promised: int
    promised_amount: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page of lines, and sums by manager of everything asked for."""

    lines: list[Any]
    sums: list[Any]
    count: int
    page: int
    size: int = PAGE

    @property
    def first(self) -> int:
        """Number of the first row."""
        return (self.page - 1) * self.size + 1 if self.lines else 0

    @property
    def last(self) -> int:
        """Number of the last row."""
        return (self.page - 1) * self.size + len(self.lines)

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.last < self.count else None

    def total(self, name: str) -> int:
        """One figure over all managers."""
        return sum(getattr(each, name) for each in self.sums)


# --- before the debit ------------------------------------------------------------------------------------------------

_LACKS = {
    "": "true",
    Missing.MONEY: "short > 0",
    Missing.CALL: "short > 0 AND called IS NULL",
    Missing.PROMISE: "short > 0 AND outcome IS DISTINCT FROM 'PROMISED'",
    Missing.KEPT_WORD: "short > 0 AND promised_day < %(day)s",
}

_LINE = ("managing_rm", "branch", "notes", "needed", "on_due", "before", "morning", "now", "short")

# One statement for both: the sums of every manager (on the first row only: they are long), and the page of lines.
_PAGE = """, asked AS MATERIALIZED (
    SELECT * FROM line WHERE {lacks}
        AND (%(branch)s = '' OR branch = %(branch)s) AND (%(manager)s = '' OR managing_rm = %(manager)s)
)
SELECT CASE WHEN p.place > 1 THEN NULL ELSE s.sums END, p.* FROM (
    SELECT json_agg(g) AS sums FROM (
        SELECT managing_rm, branch, COUNT(*) AS lines, SUM(needed)::bigint AS needed, SUM(on_due)::bigint AS on_due,
            SUM(short)::bigint AS short, COUNT(*) FILTER (WHERE short > 0) AS short_lines,
            COUNT(*) FILTER (WHERE short > 0 AND called IS NULL) AS uncalled,
            COUNT(*) FILTER (WHERE outcome = 'PROMISED') AS promised,
            COALESCE(SUM(promised_amount), 0)::bigint AS promised_amount
        FROM asked GROUP BY managing_rm, branch ORDER BY branch, managing_rm
    ) g
) s LEFT JOIN (
    SELECT account_id, managing_rm, branch, notes, needed, on_due, before, morning, now, short,
        outcome, promised_day, promised_amount, remark, called,
        ROW_NUMBER() OVER (ORDER BY short DESC, needed DESC, account_id) AS place
    FROM asked ORDER BY short DESC, needed DESC, account_id LIMIT %(size)s OFFSET %(skip)s
) p ON true
"""


def due_page(officer: Officer, round_: Round, asked: Asked, day: date) -> Page:
    """A page of the calendar of that round as it stands on `day`, shortest accounts first. Three statements."""
    page = max(1, asked.page)
    rows = forecast.ask(
        officer, round_, day, _PAGE.format(lacks=_LACKS[asked.missing]), branch=asked.branch, manager=asked.manager,
        size=asked.size, skip=(page - 1) * asked.size,
    )  # fmt: skip
    sums = [Sums(**each) for each in _json(rows[0][0])]
    found = [row[1:] for row in rows if row[1] is not None]
    accounts = SettlementAccount.objects.select_related("customer").in_bulk([row[0] for row in found])
    lines = [_line(accounts[row[0]], row) for row in found]
    return Page(lines, sums, sum(each.lines for each in sums), page, asked.size)


_COLUMNS = f"account_id, {', '.join(_LINE)}, outcome, promised_day, promised_amount, remark, called"


def line_of(account: SettlementAccount, round_: Round, day: date) -> Line | None:
    """One account on the calendar; None when it need hold nothing. The caller was let in to see it."""
    rows = forecast.ask_account(account.pk, round_, day, f"SELECT {_COLUMNS} FROM line")  # noqa: S608  # our own columns
    return _line(account, rows[0]) if rows else None


def _line(account: SettlementAccount, row: tuple[Any, ...]) -> Line:
    return Line(account=account, called=_called(row[10:15]), **dict(zip(_LINE, row[1:10], strict=True)))


def _json(value: Any) -> list[dict[str, Any]]:
    return (json.loads(value) if isinstance(value, str) else value) or []


def _called(row: tuple[Any, ...]) -> Called | None:
    return Called(*row) if row[0] else None


# --- after the debit -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Late:
    """One account that had not paid at the close of the debit day (fen): `then` at that close, `now` as it stands."""

    account: SettlementAccount
    managing_rm: str
    branch: str
    then: int
    interest: int
    principal: int
    surcharge: int
    now: int
    oldest: date
    called: Called | None


@dataclass(frozen=True, slots=True)
class LateSums:
    """What one manager's arrears come to (fen)."""

    managing_rm: str
    branch: str
    lines: int
    then: int
    now: int
    paid_lines: int
    uncalled: int


_LATE = """
WITH touched AS (
    SELECT id, account_id, managing_rm, branch FROM servicing_loannote n WHERE n.oldest_due <= %(due)s {scope}
    UNION
    SELECT n.id, n.account_id, n.managing_rm, n.branch FROM servicing_repaymentitem i
    JOIN servicing_loannote n ON n.id = i.note_id WHERE i.paid > %(due)s AND i.due <= %(due)s {scope}
), bill AS (
    SELECT b.note_id, b.due, b.kind,
        b.amount - COALESCE(SUM(i.amount) FILTER (WHERE i.paid <= %(due)s), 0) AS left_then,
        b.amount - COALESCE(SUM(i.amount), 0) AS left_now
    FROM touched t JOIN servicing_bill b ON b.note_id = t.id AND b.due <= %(due)s AND b.cut <= %(due)s
    LEFT JOIN servicing_repaymentitem i
        ON i.note_id = b.note_id AND i.due = b.due AND i.kind = b.kind AND i.paid <= %(day)s
    GROUP BY b.note_id, b.due, b.kind, b.amount
), called AS (
    SELECT DISTINCT ON (c.account_id) c.account_id, c.outcome, c.promised_day, c.promised_amount, c.remark, c.business_date
    FROM servicing_callnote c WHERE c.due = %(due)s AND c.business_date > %(due)s ORDER BY c.account_id, c.id DESC
), asked AS MATERIALIZED (
    SELECT t.account_id, MIN(t.managing_rm) AS managing_rm, MIN(t.branch) AS branch, SUM(b.left_then)::bigint AS left_then,
        COALESCE(SUM(b.left_then) FILTER (WHERE b.kind = 'I'), 0)::bigint AS interest,
        COALESCE(SUM(b.left_then) FILTER (WHERE b.kind = 'B'), 0)::bigint AS principal,
        COALESCE(SUM(b.left_then) FILTER (WHERE b.kind NOT IN ('I', 'B')), 0)::bigint AS surcharge,
        SUM(b.left_now)::bigint AS left_now, MIN(b.due) FILTER (WHERE b.left_then > 0) AS oldest,
        c.outcome, c.promised_day, c.promised_amount, c.remark, c.business_date AS called
    FROM touched t JOIN bill b ON b.note_id = t.id LEFT JOIN called c ON c.account_id = t.account_id
    WHERE (%(branch)s = '' OR t.branch = %(branch)s) AND (%(manager)s = '' OR t.managing_rm = %(manager)s)
    GROUP BY t.account_id, c.outcome, c.promised_day, c.promised_amount, c.remark, c.business_date
    HAVING SUM(b.left_then) > 0 AND {lacks}
)
SELECT CASE WHEN p.place > 1 THEN NULL ELSE s.sums END, p.* FROM (
    SELECT json_agg(g) AS sums FROM (
        SELECT managing_rm, branch, COUNT(*) AS lines, SUM(left_then)::bigint AS then, SUM(left_now)::bigint AS now,
            COUNT(*) FILTER (WHERE left_now = 0) AS paid_lines,
            COUNT(*) FILTER (WHERE left_now > 0 AND called IS NULL) AS uncalled
        FROM asked GROUP BY managing_rm, branch ORDER BY branch, managing_rm
    ) g
) s LEFT JOIN (
    SELECT account_id, managing_rm, branch, left_then, interest, principal, surcharge, left_now, oldest,
        outcome, promised_day, promised_amount, remark, called,
        ROW_NUMBER() OVER (ORDER BY left_now DESC, left_then DESC, account_id) AS place
    FROM asked ORDER BY left_now DESC, left_then DESC, account_id LIMIT %(size)s OFFSET %(skip)s
) p ON true
"""

_LATE_LINE = ("managing_rm", "branch", "then", "interest", "principal", "surcharge", "now", "oldest")
_LATE_LACKS = {
    "": "true",
    Missing.MONEY: "SUM(b.left_now) > 0",
    Missing.CALL: "SUM(b.left_now) > 0 AND c.outcome IS NULL",
    Missing.PROMISE: "SUM(b.left_now) > 0 AND c.outcome IS DISTINCT FROM 'PROMISED'",
    Missing.KEPT_WORD: "SUM(b.left_now) > 0 AND c.promised_day < %(day)s",
}


def late_page(officer: Officer, round_: Round, asked: Asked, day: date) -> Page:
    """欠息清单: who had not paid at the close of that round's debit day, and what is left of it. Three statements."""
    page = max(1, asked.page)
    values: dict[str, Any] = {
        "due": round_.due, "day": day, "branch": asked.branch, "manager": asked.manager, "size": asked.size,
        "skip": (page - 1) * asked.size,
    }  # fmt: skip
    scope = ""
    if scope_of(officer) is not Scope.ALL:
        scope = "AND n.customer_id = ANY(%(seen)s)"
        values["seen"] = list(customer.visible_to(officer).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_LATE.format(scope=scope, lacks=_LATE_LACKS[asked.missing]), values)
        rows = cursor.fetchall()
    sums = [LateSums(**each) for each in _json(rows[0][0])]
    found = [row[1:] for row in rows if row[1] is not None]
    accounts = SettlementAccount.objects.select_related("customer").in_bulk([row[0] for row in found])
    lines = [
        Late(account=accounts[row[0]], called=_called(row[9:14]), **dict(zip(_LATE_LINE, row[1:9], strict=True)))
        for row in found
    ]
    return Page(lines, sums, sum(each.lines for each in sums), page, asked.size)


# --- what matures ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Band:
    """The notes that mature within so many days, those of the nearer bands left out (fen)."""

    days: int
    notes: int
    balance: int
    unplanned: int


def _maturing(officer: Officer, day: date) -> QuerySet[Any]:
    """Open notes of visible customers that mature within the furthest band, with their band and last plan."""
    last = MaturityNote.objects.filter(note_id=OuterRef("pk")).order_by("-id")
    found: QuerySet[Any] = LoanNote.objects.filter(
        closed__isnull=True, maturity__gte=day, maturity__lte=day + timedelta(days=BANDS[-1])
    ).exclude(book_status="WRITTEN_OFF")
    if scope_of(officer) is not Scope.ALL:
        found = found.filter(customer__in=customer.visible_to(officer))
    bands = [When(maturity__lte=day + timedelta(days=band), then=Value(band)) for band in BANDS]
    return found.annotate(
        balance=F("principal") + F("overdue_principal"),
        band=Case(*bands, output_field=IntegerField()),
        plan=Subquery(last.values("plan")[:1]),
        plan_remark=Subquery(last.values("remark")[:1]),
        planned_on=Subquery(last.values("business_date")[:1]),
    )


def maturing_page(officer: Officer, asked: Asked, day: date, *, band: int | None = None, plan: str = "") -> Page:
    """到期清单: what matures soon, soonest first, and counts by band. `missing` PROMISE means without a plan."""
    found = _maturing(officer, day)
    equal = {"branch": asked.branch, "managing_rm": asked.manager, "plan": plan}
    found = found.filter(**{name: value for name, value in equal.items() if value})
    if asked.missing == Missing.PROMISE:
        found = found.filter(plan__isnull=True)
    counted = {
        row["band"]: row
        for row in found.values("band")
        .order_by("band")
        .annotate(n=Count("pk"), sum=Sum("balance"), bare=Count("pk", filter=Q(plan__isnull=True)))
    }
    sums = [_band(days, counted.get(days)) for days in BANDS]
    chosen = found if band is None else found.filter(band=band)
    count = sum(each.notes for each in sums if band in (None, each.days))
    page = max(1, asked.page)
    rows = chosen.select_related("customer", "account").order_by("maturity", "number")
    return Page(list(rows[(page - 1) * asked.size : page * asked.size]), sums, count, page, asked.size)


def _band(days: int, row: dict[str, Any] | None) -> Band:
    return Band(days, row["n"], int(row["sum"] or 0), row["bare"]) if row else Band(days, 0, 0, 0)


# --- what was said ---------------------------------------------------------------------------------------------------


def account_for(officer: Officer, number: str) -> SettlementAccount | None:
    """One account; None when it does not exist or its customer is not for this officer to see."""
    found = SettlementAccount.objects.select_related("customer").filter(number=number)
    if scope_of(officer) is not Scope.ALL:
        found = found.filter(customer__in=customer.visible_to(officer))
    return found.first()


def calls_of(account_id: int, limit: int = 50) -> list[CallNote]:
    """What came of the calls about an account, newest first; the caller was let in to see it."""
    return list(CallNote.objects.filter(account_id=account_id).order_by("-id")[:limit])


def plans_of(note_id: int) -> list[MaturityNote]:
    """Every plan for a note's end, newest first; the caller was let in to see it."""
    return list(MaturityNote.objects.filter(note_id=note_id).order_by("-id"))


def last_plans(note_ids: Iterable[int]) -> dict[int, MaturityNote]:
    """The last plan of each of these notes."""
    found = MaturityNote.objects.filter(note_id__in=list(note_ids)).order_by("note_id", "-id").distinct("note_id")
    return {each.note_id: each for each in found}


def accounts_of(customer_id: int) -> list[SettlementAccount]:
    """A customer's accounts; the caller was let in to see the customer."""
    return list(SettlementAccount.objects.filter(customer_id=customer_id).order_by("number"))
