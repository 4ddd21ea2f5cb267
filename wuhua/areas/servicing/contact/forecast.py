"""What every settlement account must hold on the coming debit day, as one statement over the whole book.

The amounts are what the day ends from today to the debit day will bill if every note pays what falls due before it: bills
that are open, the settlement bill cut the evening before, instalments, season plans and maturities on the way, penalty and
compound on what is late already. It is `servicing.rules.figures_on` and `bulk.dayend.steps.fall_due` written as sets, so
that ten thousand notes cost one read; `tests/agree/test_forecast.py` holds it against `core.life`, which walks a note day
by day. Nothing is stored.

What it leaves out, because it needs a decision or a default that has not happened: penalty on principal that will fall due
before the debit day and stay unpaid, and the level instalment solved anew by a rate that changes on the way.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection

from wuhua.areas.customer import read as customer
from wuhua.areas.people.rules import Officer, Scope, scope_of
from wuhua.areas.servicing.contact.rules import Round
from wuhua.books import read as books
from wuhua.books.rules import DEPOSITS
from wuhua.core import days

_LOOK_BACK = timedelta(days=15)
"""No run of rest days is longer, so a plan date moved to a work day from today on lies within."""

# The anchor that holds today: a settlement since the stored one starts everything anew (`rules.anchored`).
_NOTE = """
note AS (
    SELECT n.id, n.account_id, n.managing_rm, n.branch, n.maturity, n.method, n.settlement, n.rate, n.principal,
        n.instalment, n.advance, n.principal_rolls, n.next_due, n.oldest_due, n.misuse_uplift AS misuse,
        n.compound_base AS base, n.overdue_principal - n.in_grace AS late,
        100 + GREATEST(n.penalty_uplift, n.misuse_uplift) AS factor, n.day_count, n.start,
        COALESCE(n.own_day, EXTRACT(day FROM n.start)::int) AS number, n.frequency_months AS months,
        GREATEST(n.anchor_day, s.fresh) AS since,
        CASE WHEN s.fresh > n.anchor_day THEN 0 ELSE n.accrued END AS accrued,
        CASE WHEN s.fresh > n.anchor_day THEN 0 ELSE n.carry END AS carry,
        CASE WHEN s.fresh > n.anchor_day THEN 0 ELSE n.penalty_accrued END AS penalty_accrued,
        CASE WHEN s.fresh > n.anchor_day THEN 0 ELSE n.penalty_carry END AS penalty_carry,
        CASE WHEN s.fresh > n.anchor_day THEN 0 ELSE n.compound_accrued END AS compound_accrued,
        CASE WHEN s.fresh > n.anchor_day THEN 0 ELSE n.compound_carry END AS compound_carry
    FROM servicing_loannote n
    CROSS JOIN LATERAL (SELECT CASE n.settlement
        WHEN 'MONTH20' THEN %(month)s::date
        WHEN 'QUARTER20' THEN %(quarter)s::date
        ELSE CASE WHEN n.next_due IS NULL AND n.maturity < %(month)s THEN %(month)s::date END END AS fresh OFFSET 0) s
    WHERE n.closed IS NULL AND n.book_status <> 'WRITTEN_OFF' AND n.start <= %(day)s {scope}
)"""

# The days on which it is billed on the way, in their order: its own day, its end, the work day its principal waits for,
# the debit day for what is settled the evening before. `last` is the latest of them.
_WAY = """
rest AS (SELECT unnest(%(rest)s::date[]) AS day, unnest(%(worked)s::date[]) AS worked),
way AS (
    SELECT n.*, CASE WHEN n.settlement = 'OWN_DAY' AND n.next_due < COALESCE(e.ends, 'infinity') THEN e.falls END AS own,
        e.ends, r.worked AS waits
    FROM note n
    CROSS JOIN LATERAL (SELECT CASE WHEN n.next_due <= %(due)s THEN n.next_due END AS falls,
        CASE WHEN n.next_due IS NOT NULL AND GREATEST(n.maturity, n.next_due) <= %(due)s AND n.maturity >= n.next_due
            THEN n.maturity WHEN n.next_due <= %(due)s AND n.maturity < n.next_due THEN n.next_due END AS ends OFFSET 0) e
    LEFT JOIN rest r ON r.day = e.ends AND n.principal_rolls AND n.maturity = e.ends
), billed AS MATERIALIZED (
    SELECT w.*, s.settled, COALESCE(w.own, w.ends, s.settled) AS first,
        COALESCE(CASE WHEN w.waits <= %(due)s THEN w.waits END, s.settled) AS third,
        GREATEST(w.own, w.ends, CASE WHEN w.waits <= %(due)s THEN w.waits END, s.settled) AS last
    FROM way w
    CROSS JOIN LATERAL (SELECT CASE WHEN %(cut_ahead)s AND CASE w.settlement
        WHEN 'MONTH20' THEN true WHEN 'QUARTER20' THEN %(quarter_ends)s
        ELSE w.maturity < %(due)s AND (w.next_due IS NULL OR COALESCE(w.waits, w.ends) < %(due)s)
        END THEN %(due)s::date END AS settled) s
)"""


def _own_day_in(month: str) -> str:
    """The own day of that month, or its last where the month is shorter."""
    last = f"EXTRACT(day FROM {month} + interval '1 month' - interval '1 day')::int"
    return f"(({month})::date + LEAST(k.number, {last}) - 1)"


# 30/360: a period's own length, from one own day to the next around its end (`rules.period_days`); once for notes alike.
# A note may end two periods on the way, and wait in a third.
_TERMS = f"""
period AS MATERIALIZED (
    SELECT k.ends, k.start, k.number, k.months,
        {_own_day_in("k.begins + make_interval(months => k.months)")} - {_own_day_in("k.begins")} AS days
    FROM (
        SELECT k.*, CASE WHEN {_own_day_in("k.month")} < k.ends THEN k.month
            ELSE k.month - make_interval(months => k.months) END AS begins
        FROM (
            SELECT k.*, date_trunc('month', k.ends::timestamp) - make_interval(months => MOD(
                (EXTRACT(year FROM k.ends)::int - EXTRACT(year FROM k.start)::int) * 12
                + EXTRACT(month FROM k.ends)::int - EXTRACT(month FROM k.start)::int, k.months)) AS month
            FROM (
                SELECT DISTINCT e.ends, CASE WHEN b.months = 1 THEN e.ends ELSE b.start END AS start, b.number, b.months
                FROM billed b CROSS JOIN LATERAL (VALUES (COALESCE(b.next_due, b.maturity)), (b.ends), (b.waits)) e(ends)
                WHERE b.day_count = '30/360' AND b.first IS NOT NULL AND e.ends IS NOT NULL
            ) k
        ) k
    ) k
), lengths AS MATERIALIZED (
    SELECT b.id, p.days AS days, q.days AS days_ends, r.days AS days_waits
    FROM (SELECT b.*, COALESCE(b.next_due, b.maturity) AS now_ends FROM billed b
        WHERE b.day_count = '30/360' AND b.first IS NOT NULL) b
    LEFT JOIN period p ON (p.ends, p.number, p.months) = (b.now_ends, b.number, b.months)
        AND (b.months = 1 OR p.start = b.start)
    LEFT JOIN period q ON (q.ends, q.number, q.months) = (b.ends, b.number, b.months)
        AND (b.months = 1 OR q.start = b.start)
    LEFT JOIN period r ON (r.ends, r.number, r.months) = (b.waits, b.number, b.months)
        AND (b.months = 1 OR r.start = b.start)
), termed AS (
    SELECT b.*, y.uden, CASE WHEN l.id IS NULL THEN 1 ELSE b.months END AS unit,
        CASE WHEN l.id IS NULL THEN y.den ELSE 120000000::numeric * l.days END AS den,
        CASE WHEN l.id IS NULL THEN y.den ELSE 120000000::numeric * l.days_ends END AS den_ends,
        CASE WHEN l.id IS NULL THEN y.den ELSE 120000000::numeric * l.days_waits END AS den_waits,
        b.late > 0 OR b.base > 0 OR b.misuse > 0 OR b.penalty_accrued > 0 OR b.penalty_carry > 0
            OR b.compound_accrued > 0 OR b.compound_carry > 0 AS surcharged
    FROM billed b
    CROSS JOIN LATERAL (SELECT CASE b.day_count WHEN 'act/365' THEN 3650000000::numeric ELSE 3600000000 END AS den,
        CASE b.day_count WHEN 'act/365' THEN 365000000000::numeric ELSE 360000000000 END AS uden) y
    LEFT JOIN lengths l ON l.id = b.id
)"""  # noqa: S608  # put together from constants of this module

# Half-up, once a bill: floor((numerator + denominator / 2) / denominator); every denominator is even.
_AMOUNTS = """
season AS MATERIALIZED (
    SELECT t.id, SUM(i.principal) AS principal, COALESCE(SUM(i.principal) FILTER (WHERE d.counts < %(due)s), 0) AS before,
        SUM(i.principal * GREATEST(t.first - d.counts, 0)) AS weight
    FROM billed t JOIN servicing_planitem i ON i.note_id = t.id AND i.due BETWEEN %(back)s AND %(due)s
    LEFT JOIN rest r ON r.day = i.due AND t.principal_rolls
    CROSS JOIN LATERAL (SELECT COALESCE(r.worked, i.due) AS counts) d
    WHERE t.method = 'custom' AND d.counts BETWEEN %(day)s AND %(due)s AND d.counts < COALESCE(t.ends, 'infinity')
    GROUP BY t.id
), agreed AS MATERIALIZED (
    SELECT t.id, SUM((p.rate - p.before)::numeric * (t.first - p.day)) AS weight
    FROM billed t JOIN (
        SELECT q.note_id, q.day, q.rate, LAG(q.rate, 1, m.rate) OVER (PARTITION BY q.note_id ORDER BY q.day) AS before
        FROM servicing_plannedrate q JOIN servicing_loannote m ON m.id = q.note_id WHERE q.day >= %(day)s AND q.day <= %(due)s
    ) p ON p.note_id = t.id AND p.day < t.first GROUP BY t.id
), once AS MATERIALIZED (
    SELECT t.*, COALESCE(s.principal, 0)::bigint AS planned, COALESCE(s.before, 0)::bigint AS planned_before,
        CASE WHEN t.first IS NULL THEN 0 ELSE t.accrued + DIV(t.carry + t.den / 2 + t.unit * (
            (t.principal * GREATEST(t.first - t.since, 0) - COALESCE(s.weight, 0)::bigint)::numeric * t.rate
            + COALESCE(t.principal * g.weight, 0)), t.den)::bigint END AS interest,
        CASE WHEN t.first IS NULL OR NOT t.surcharged THEN 0 ELSE
            t.penalty_accrued + DIV(t.penalty_carry + t.uden / 2 + t.rate::numeric
                * (t.late * t.factor + t.principal * t.misuse) * GREATEST(t.first - t.since, 0), t.uden)::bigint
            + t.compound_accrued + DIV(t.compound_carry + t.uden / 2 + t.rate::numeric * t.base
                * (100 * GREATEST(t.first - t.since, 0) + (t.factor - 100)
                   * GREATEST(t.first - GREATEST(t.since, t.maturity), 0)), t.uden)::bigint END AS surcharge
    FROM termed t LEFT JOIN season s ON s.id = t.id LEFT JOIN agreed g ON g.id = t.id
), paid AS (
    SELECT o.*, LEAST(o.principal, GREATEST(CASE
        WHEN o.method = 'custom' THEN o.planned
        WHEN o.own IS NULL THEN 0
        WHEN o.method = 'equal_instalments' THEN GREATEST(o.instalment - o.interest, 0)
        WHEN o.method = 'equal_principal' THEN o.instalment ELSE 0 END - o.advance, 0)) AS instalment_due
    FROM once o
), coming AS MATERIALIZED (
    SELECT p.id, p.account_id, p.managing_rm, p.branch, (p.interest + p.surcharge + p.instalment_due + m.interest + m.waited
            + m.surcharge + CASE WHEN m.falls <= %(due)s THEN p.principal - p.instalment_due ELSE 0 END)::bigint AS amount,
        (CASE WHEN p.first < %(due)s THEN p.interest + p.surcharge ELSE 0 END
            + CASE WHEN p.method = 'custom' THEN LEAST(p.planned_before, p.instalment_due)
                WHEN p.own < %(due)s THEN p.instalment_due ELSE 0 END
            + CASE WHEN p.ends < %(due)s THEN m.interest ELSE 0 END
            + CASE WHEN p.third < %(due)s THEN m.waited ELSE 0 END
            + CASE WHEN p.last < %(due)s THEN m.surcharge ELSE 0 END
            + CASE WHEN m.falls < %(due)s THEN p.principal - p.instalment_due ELSE 0 END)::bigint AS before
    FROM paid p
    CROSS JOIN LATERAL (SELECT COALESCE(p.waits, p.ends) AS falls,
        CASE WHEN p.own < p.ends THEN DIV(p.den_ends / 2 + p.rate::numeric * p.unit * (p.principal - p.instalment_due)
            * (p.ends - p.own), p.den_ends)::bigint ELSE 0 END AS interest,
        CASE WHEN p.waits > p.ends AND p.third > p.ends THEN DIV(p.den_waits / 2 + p.rate::numeric * p.unit
            * (p.principal - p.instalment_due) * (p.third - p.ends), p.den_waits)::bigint ELSE 0 END AS waited,
        CASE WHEN p.surcharged AND p.last > p.first THEN
            DIV(p.uden / 2 + p.rate::numeric * p.late * p.factor * (p.last - p.first), p.uden)::bigint
            + DIV(p.uden / 2 + p.rate::numeric * p.base * (100 * (p.last - p.first) + (p.factor - 100)
                * GREATEST(p.last - GREATEST(p.first, p.maturity), 0)), p.uden)::bigint ELSE 0 END AS surcharge
    ) m
)"""

# Bills open today, as `bulk.dayend.load` finds them: those of the days just gone, and those of notes in arrears.
_OPEN = """
opened AS MATERIALIZED (
    SELECT x.note_id, SUM(x.amount) AS amount, COALESCE(SUM(x.amount) FILTER (WHERE x.due < %(due)s), 0) AS before
    FROM (
        SELECT b.note_id, b.due, b.amount FROM servicing_bill b WHERE b.due BETWEEN %(day)s AND %(due)s
        UNION ALL
        SELECT b.note_id, b.due, b.amount FROM servicing_loannote n
        JOIN servicing_bill b ON b.note_id = n.id AND b.due >= n.oldest_due AND b.due < %(day)s
        WHERE n.oldest_due IS NOT NULL {scope}
        UNION ALL
        SELECT i.note_id, i.due, -i.amount FROM servicing_repaymentitem i
        WHERE i.due BETWEEN %(day)s AND %(due)s AND i.kind <> 'E'
        UNION ALL
        SELECT i.note_id, i.due, -i.amount FROM servicing_loannote n
        JOIN servicing_repaymentitem i ON i.note_id = n.id AND i.due >= n.oldest_due AND i.due < %(day)s AND i.kind <> 'E'
        WHERE n.oldest_due IS NOT NULL {scope}
    ) x GROUP BY x.note_id
)"""

_ACCOUNT = """
held AS ({balances}),
called AS (
    SELECT DISTINCT ON (c.account_id) c.account_id, c.outcome, c.promised_day, c.promised_amount, c.remark, c.business_date
    FROM servicing_callnote c WHERE c.due = %(due)s ORDER BY c.account_id, c.id DESC
), account AS MATERIALIZED (
    SELECT c.account_id, MIN(c.managing_rm COLLATE "C") AS managing_rm, MIN(c.branch COLLATE "C") AS branch, COUNT(*) AS notes,
        SUM(c.amount + COALESCE(o.amount, 0))::bigint AS needed,
        SUM(c.before + COALESCE(o.before, 0))::bigint AS before
    FROM coming c LEFT JOIN opened o ON o.note_id = c.id GROUP BY c.account_id
), line AS (
    SELECT a.*, a.needed - a.before AS on_due, COALESCE(-h.now, 0) AS now, COALESCE(-h.morning, 0) AS morning,
        GREATEST(a.needed - COALESCE(-h.now, 0), 0) AS short, k.outcome, k.promised_day, k.promised_amount, k.remark,
        k.business_date AS called
    FROM account a LEFT JOIN held h ON h.sub = a.account_id LEFT JOIN called k ON k.account_id = a.account_id
    WHERE a.needed > 0
)"""

_ALL = f"WITH {_NOTE}, {_WAY}, {_TERMS}, {_AMOUNTS}, {_OPEN}, {_ACCOUNT.format(balances=books.SUB_BALANCES)} {{tail}}"


def ask(officer: Officer, round_: Round, day: date, tail: str, **more: Any) -> list[tuple[Any, ...]]:
    """Rows of `tail` over the table `line`, one line an account this officer may see. One statement, one more for sight."""
    if scope_of(officer) is Scope.ALL:
        return _ask("", round_, day, tail, more)
    seen = list(customer.visible_to(officer).values_list("pk", flat=True))
    return _ask("AND n.customer_id = ANY(%(seen)s)", round_, day, tail, {**more, "seen": seen})


def ask_everybody(round_: Round, day: date, tail: str) -> list[tuple[Any, ...]]:
    """The same over the whole book, for what the bank itself tells its borrowers. One statement."""
    return _ask("", round_, day, tail, {})


def ask_account(account_id: int, round_: Round, day: date, tail: str) -> list[tuple[Any, ...]]:
    """The same for one account the officer was let in to see."""
    return _ask("AND n.account_id = %(account)s", round_, day, tail, {"account": account_id})


def _ask(scope: str, round_: Round, day: date, tail: str, more: dict[str, Any]) -> list[tuple[Any, ...]]:
    values = {**_days(round_, day), "balance_account": DEPOSITS, **more}
    with connection.cursor() as cursor:
        cursor.execute(_ALL.format(scope=scope, tail=tail), values)
        return cursor.fetchall()


def _days(round_: Round, day: date) -> dict[str, Any]:
    """The days of the statement: settlements behind and ahead, and rest days with the work day that follows each."""
    before, due = day - days.ONE_DAY, round_.due
    month = days.last_settlement_day(days.Settlement.MONTH20, before)
    quarter = days.last_settlement_day(days.Settlement.QUARTER20, before)
    back = day - _LOOK_BACK
    spans = (back + timedelta(days=n) for n in range((due - back).days + 1))
    rest = {each: worked for each in spans if (worked := days.next_workday(each)) != each}
    return {
        "day": day,
        "due": due,
        "back": back,
        "month": month and month + days.ONE_DAY,
        "quarter": quarter and quarter + days.ONE_DAY,
        "cut_ahead": day <= round_.cut,
        "quarter_ends": round_.cut.month % 3 == 0,
        "rest": list(rest),
        "worked": list(rest.values()),
    }
