"""移交清单: what passes with a book, drawn up from the rooms that know it. A fixed number of queries, whatever the book."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from wuhua.areas.customer import read
from wuhua.areas.market.read.latest import last_visits
from wuhua.areas.servicing import lifeline, pages
from wuhua.core.money import grouped


def listing(customers: Sequence[Any], on: date) -> dict[str, Any]:
    """Per customer: notes, arrears, file, papers, promise, last visit; amounts as text, for the list that is signed."""
    ids = [each.pk for each in customers]
    complete, papers = read.filled_of(ids, on), read.papers_of(ids)
    visits = last_visits([each.number for each in customers])
    promises = {each.account.customer_id: each for each in lifeline.promises_of(ids)}
    notes: dict[int, list[dict[str, Any]]] = {}
    for each in lifeline.open_notes(ids):
        notes.setdefault(each.customer_id, []).append(
            {
                "number": each.number,
                "balance": grouped(each.principal + each.overdue_principal),
                "maturity": each.maturity.isoformat(),
                "overdue_days": pages.overdue_days(each, on),
                "first_responsible": each.first_responsible,
            }
        )
    rows = []
    for each in customers:
        promise, seen = promises.get(each.pk), visits.get(each.number)
        rows.append(
            {
                "number": each.number,
                "name": each.name,
                "notes": notes.get(each.pk, []),
                "late": sum(1 for note in notes.get(each.pk, []) if note["overdue_days"]),
                "complete": complete[each.pk].text,
                "papers": papers.get(each.pk, []),
                "promise": "" if promise is None else f"{promise.promised_day} {grouped(promise.promised_amount or 0)}",
                "visited": "" if seen is None else seen.date().isoformat(),
            }
        )
    return {"on": on.isoformat(), "customers": rows, "notes": sum(len(each["notes"]) for each in rows)}
