"""LPR 重定价: what every LPR note will bear from its next repricing day: for the whole book in one statement, or by orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing.actions import change
from wuhua.areas.servicing.actions.change import Preview
from wuhua.areas.servicing.actions.common import no_note, once_only
from wuhua.areas.servicing.models import LoanNote, NoteOrder, PlannedRate
from wuhua.areas.servicing.rules import RateCause, Said, ServicingRefusal
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock

_TENORS = ("LPR_1Y", "LPR_5Y")
# The margin over the quote of the day before signing (or before the last repricing) stays; only the quote moves.
_PRICED = """
FROM (
  SELECT id, number, rate, start, maturity, book_status, COALESCE(
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
"""
_PLAN = f"""
INSERT INTO servicing_plannedrate (note_id, day, rate, cause, event, actor, recorded_at)
SELECT n.id, %(day)s, n.rate + now_.rate - then_.rate, 'REPRICING', NULL, %(actor)s, %(at)s
{_PRICED}
ON CONFLICT (note_id, day) DO NOTHING
"""
_LIST = f"""
SELECT n.id, n.number, n.tenor, n.rate, then_.rate, now_.rate, n.rate + now_.rate - then_.rate
{_PRICED}
  AND NOT EXISTS (SELECT FROM servicing_plannedrate p WHERE p.note_id = n.id AND p.day = %(day)s)
ORDER BY n.number
"""  # noqa: S608  no text from outside


@dataclass(frozen=True, slots=True)
class Priced:
    """What a note bears and would bear from the day on: its rate, the quote it rests on, the quote now. 10⁻⁷ a year."""

    id: int
    number: str
    tenor: str
    rate: int
    quoted: int
    quote: int
    bears: int


def _words(on: date) -> dict[str, Any]:
    held = compliance.parameters(on)
    quotes = [row for tenor in _TENORS for row in compliance.history(tenor)]
    return {
        "day": on, "short": held.text("REPRICE_UP_TO_1Y") == "YES",
        "january": held.text("REPRICING_DAY") == "JANUARY", "month": on.month, "dom": on.day,
        "tenors": [row.code for row in quotes], "from": [row.effective_from for row in quotes],
        "to": [row.effective_to or date.max for row in quotes],
        "rates": [Rate.of_pct(row.value).units for row in quotes],
    }  # fmt: skip


def in_january(on: date) -> bool:
    """Whether the bank reprices on 1 January; else on each note's anniversary."""
    return compliance.parameters(on).text("REPRICING_DAY") == "JANUARY"


def priced(on: date) -> list[Priced]:
    """The notes whose repricing day is `on` and which nothing has been agreed for yet. Six queries, however many notes."""
    words = _words(on)
    if words["january"] and (on.month, on.day) != (1, 1):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_LIST, words)
        return [Priced(*row) for row in cursor.fetchall()]


def preview(day: date, note: str, said: Said) -> Preview | Refused:
    """The note as it stands: what is agreed for a coming day changes nothing today."""
    row = LoanNote.objects.select_related("account").filter(number=note).first()
    if row is None:
        return no_note(note)
    return may_agree(day, note, said, _by_number(said.day)) or change.as_it_stands(row, day)


def _by_number(on: date | None) -> dict[str, Priced]:
    return {each.number: each for each in priced(on)} if on is not None else {}


def may_agree(day: date, note: str, said: Said, found: dict[str, Priced]) -> Refused | None:
    """Why this rate of this note is not agreed for its day, or None; `found` are the notes of that day by number."""

    def no(reason: str, next_step: str, field: str) -> Refused:
        return Refused(ServicingRefusal.REPRICING_NOT_POSSIBLE, reason, next_step, field=field)

    if said.day is None or said.day <= day:
        return no("重定价日须晚于今天。", "请选择将来的重定价日;已过的请办理利率调整。", "day")
    if note not in found:
        return no(f"借据 {note} 在 {said.day} 没有待定的重定价。", "请刷新重定价清单。", "note")
    if said.rate != found[note].bears:
        return no(
            f"按现在的报价应为 {Rate(found[note].bears).pct()}%,不是 {Rate(said.rate).pct()}%。",
            "报价已变或利率已调整,请重新提出。",
            "rate",
        )
    return None


def agree(orders: Sequence[NoteOrder], actor: str, day: date) -> tuple[list[NoteOrder], dict[int, Refused]]:
    """Write the rates of these orders (one repricing day); answers those written, and why each other was not."""
    found = _by_number(Said.of(orders[0].said).day) if orders else {}
    no = {each.pk: may_agree(day, each.note, Said.of(each.said), found) for each in orders}
    good = [each for each in orders if no[each.pk] is None]
    now = clock.now()
    PlannedRate.objects.bulk_create(
        (
            PlannedRate(
                note_id=found[each.note].id, day=each.said["day"], rate=found[each.note].bears,
                cause=RateCause.REPRICING, actor=actor, recorded_at=now,
            )
            for each in good
        ),
        batch_size=2000,
    )  # fmt: skip
    return good, {pk: why for pk, why in no.items() if why is not None}


def agree_one(order: NoteOrder, actor: str, day: date) -> dict[str, object] | Refused:
    """One order, from the orders desk."""
    _, no = agree([order], actor, day)
    if order.pk in no:
        return no[order.pk]
    said = Said.of(order.said)
    audit.record(
        actor=actor,
        business_date=day,
        action="servicing.repriced",
        subject=f"note:{order.note}",
        after={"day": order.said["day"], "rate": said.rate},
    )
    return {"note": order.note, "day": order.said["day"], "rate": said.rate}


def plan_repricing(*, actor: str, business_date: date, key: str, on: date) -> dict[str, object] | Refused:
    """Agree the rates of the repricing day `on` (1 January, or each note's anniversary, as the parameter says).

    The day end of `on` puts them in force. Notes of up to a year are left alone where the rule set does not re-segment
    them. Answers how many notes will bear another rate.
    """

    def act() -> dict[str, object] | Refused:
        # After this line the plan must be written.
        with connection.cursor() as cursor:
            cursor.execute(_PLAN, {**_words(on), "actor": actor, "at": clock.now()})
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
