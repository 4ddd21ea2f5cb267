"""LPR 重定价: what every LPR note will bear from its next repricing day, agreed for the whole book in one statement."""

from __future__ import annotations

from datetime import date

from django.db import connection

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing.actions.common import once_only
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock

_TENORS = ("LPR_1Y", "LPR_5Y")
# The margin over the quote of the day before signing (or before the last repricing) stays; only the quote moves.
_PLAN = """
INSERT INTO servicing_plannedrate (note_id, day, rate, cause, event, actor, recorded_at)
SELECT n.id, %(day)s, n.rate + now_.rate - then_.rate, 'REPRICING', NULL, %(actor)s, %(at)s
FROM (
  SELECT id, rate, start, maturity, book_status, COALESCE(
    (SELECT max(p.day) FROM servicing_plannedrate p WHERE p.note_id = l.id AND p.cause = 'REPRICING' AND p.day < %(day)s),
    start) AS priced,
    CASE WHEN maturity > start + interval '5 years' THEN 'LPR_5Y' ELSE 'LPR_1Y' END AS tenor
  FROM servicing_loannote l
  WHERE rate_type = 'LPR' AND closed IS NULL AND book_status <> 'WRITTEN_OFF' AND maturity > %(day)s AND start < %(day)s
    AND (%(short)s OR maturity > start + interval '1 year')
    AND (%(january)s OR (EXTRACT(month FROM start) = %(month)s AND EXTRACT(day FROM start) = %(dom)s))
) n
JOIN unnest(%(tenors)s::text[], %(from)s::date[], %(to)s::date[], %(rates)s::int[]) AS then_(tenor, since, until, rate)
  ON then_.tenor = n.tenor AND n.priced - 1 >= then_.since AND n.priced - 1 < then_.until
JOIN unnest(%(tenors)s::text[], %(from)s::date[], %(to)s::date[], %(rates)s::int[]) AS now_(tenor, since, until, rate)
  ON now_.tenor = n.tenor AND %(day)s - 1 >= now_.since AND %(day)s - 1 < now_.until
WHERE n.rate + now_.rate - then_.rate > 0
ON CONFLICT (note_id, day) DO NOTHING
"""


def plan_repricing(*, actor: str, business_date: date, key: str, on: date) -> dict[str, object] | Refused:
    """Agree the rates of the repricing day `on` (1 January, or each note's anniversary, as the parameter says).

    The day end of `on` puts them in force. Notes of up to a year are left alone where the rule set does not re-segment
    them. Answers how many notes will bear another rate.
    """

    def act() -> dict[str, object] | Refused:
        held = compliance.parameters(on)
        quotes = [row for tenor in _TENORS for row in compliance.history(tenor)]
        # After this line the plan must be written.
        with connection.cursor() as cursor:
            cursor.execute(
                _PLAN,
                {
                    "day": on, "actor": actor, "at": clock.now(), "short": held.text("REPRICE_UP_TO_1Y") == "YES",
                    "january": held.text("REPRICING_DAY") == "JANUARY", "month": on.month, "dom": on.day,
                    "tenors": [row.code for row in quotes], "from": [row.effective_from for row in quotes],
                    "to": [row.effective_to or date.max for row in quotes],
                    "rates": [Rate.of_pct(row.value).units for row in quotes],
                },
            )  # fmt: skip
            count = cursor.rowcount
        audit.record(
            actor=actor,
            business_date=business_date,
            action="servicing.repricing_planned",
            subject=f"day:{on.isoformat()}",
            after={"notes": count},
        )
        return {"day": on.isoformat(), "notes": count}

    return once_only(key, {"verb": "plan_repricing", "on": on.isoformat()}, act)
