"""当日数: what each manager brought on the closed day, fed to the morning wall and to whoever counts down a target.

Of the facts of the day only (events, payments), never of balances of the whole book: a quiet day asks for little.
"""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Any

from django.db import connection

from wuhua.areas.compliance import read as compliance
from wuhua.areas.market.read import scoring as market
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Role
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday.rules import Measure
from wuhua.books.rules import LOANS, OVERDUE_LOANS

_MOVED = """
WITH moved AS (
  SELECT note_id, SUM(amount) AS out, 0 AS back, 0 AS lost FROM servicing_noteevent
  WHERE business_date = %(day)s AND kind = 'DRAW' GROUP BY note_id
  UNION ALL
  SELECT note_id, 0, 0, SUM(amount) FROM servicing_noteevent
  WHERE business_date = %(day)s AND kind = 'WRITE_OFF' GROUP BY note_id
  UNION ALL
  SELECT note_id, 0, SUM(amount), 0 FROM servicing_repaymentitem
  WHERE paid = %(day)s AND kind IN ('B', 'E') AND way NOT IN ('CORRECTED', 'RECOVERED') GROUP BY note_id
)
SELECT n.managing_rm, SUM(m.out)::bigint, SUM(m.back)::bigint, SUM(m.lost)::bigint
FROM moved m JOIN servicing_loannote n ON n.id = m.note_id GROUP BY 1
"""
"""Principal out, back and written off by the manager who keeps the note; the same facts as a sealed day's flows."""

_NEW = """
WITH drawn AS (
  SELECT DISTINCT ON (n.customer_id) n.customer_id, n.managing_rm FROM servicing_noteevent e
  JOIN servicing_loannote n ON n.id = e.note_id WHERE e.business_date = %(day)s AND e.kind = 'DRAW'
  ORDER BY n.customer_id, n.start, n.id
), owed AS (
  SELECT d.customer_id, d.managing_rm, SUM(s.amount - COALESCE(t.since, 0)) AS before,
         SUM(s.amount - COALESCE(t.past, 0)) AS after
  FROM drawn d JOIN servicing_loannote n ON n.customer_id = d.customer_id
  JOIN books_subbalance s ON s.sub = n.id AND s.account = ANY(%(accounts)s)
  LEFT JOIN LATERAL (
    SELECT SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END) AS since,
           SUM(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END) FILTER (WHERE b.business_date >= %(next)s) AS past
    FROM books_line l JOIN books_entry b ON b.id = l.entry_id
    WHERE l.account = s.account AND l.sub = s.sub AND b.business_date >= %(day)s
  ) t ON true GROUP BY 1, 2
)
SELECT managing_rm, COUNT(*) FROM owed WHERE before = 0 AND after > 0 GROUP BY 1
"""
"""Who owed nothing when the day began and owes at its close: one borrower, however many notes."""

KEEPERS = (Role.RM, Role.CO_RM)
"""Whoever holds one of these has a line of noughts where nothing happened: nought is known, nothing is not."""
COUNTED = (Measure.GRANTED, Measure.COLLECTED, Measure.NET_INCREASE, Measure.NEW_BORROWERS, Measure.FILES)


def feed(day: date, actor: str) -> int:
    """The closed day's figures by person, under the date that has begun. Fed again they are replaced by the same."""
    found = {number: Counter[Measure]() for number, *_ in people.in_posts(KEEPERS, day)}
    for rm, out, back, lost in _asked(_MOVED, day):
        own = found.setdefault(rm, Counter())
        own[Measure.GRANTED], own[Measure.COLLECTED] = out, back
        own[Measure.NET_INCREASE] = out - back - lost
    for rm, count in _asked(_NEW, day):
        found.setdefault(rm, Counter())[Measure.NEW_BORROWERS] = count
    for rm, _file in market.completed_files(day, day, compliance.whole("FILE_COMPLETE_PCT", day)):
        found.setdefault(rm, Counter())[Measure.FILES] += 1
    known = people.staff_names(found)
    figures = {(rm, measure): own[measure] for rm, own in found.items() if rm in known for measure in COUNTED}
    return workday.feed_figures(actor=actor, business_date=day + timedelta(days=1), day=day, figures=figures)


def _asked(sql: str, day: date) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, {"day": day, "next": day + timedelta(days=1), "accounts": [LOANS, OVERDUE_LOANS]})
        return cursor.fetchall()
