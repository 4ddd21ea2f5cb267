"""The notes of one repricing day as their page lists them: what waits to be asked for, what waits for a second person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.actions import orders, repricing
from wuhua.areas.servicing.models import NoteOrder, PlannedRate
from wuhua.areas.servicing.rules import OrderState, RateCause, Verb

PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """One note: its rate, the quotes, the rate to come, and who asked for it where somebody has."""

    priced: repricing.Priced
    customer: str
    asked_by: str
    own: bool
    stale: bool


@dataclass(frozen=True, slots=True)
class RepricingPage:
    """One page of a day's notes, and the counts of all of them."""

    on: date
    rows: list[Row]
    count: int
    free: int
    waiting: int
    theirs: int
    agreed: int
    page: int

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.page * PAGE < self.count else None


def works_here(officer: Officer) -> bool:
    """Whether the page has anything for this officer."""
    return may_ask(officer) or may_decide(officer)


def may_ask(officer: Officer) -> bool:
    """Who asks for the rates of a day."""
    return officer.holds(*orders.RIGHTS[Verb.REPRICE].asks)


def may_decide(officer: Officer) -> bool:
    """Who agrees to them."""
    return officer.holds(*orders.deciders(Verb.REPRICE))


def next_day(today: date) -> date:
    """The next repricing day: 1 January, or tomorrow's anniversaries, as the parameter says."""
    return date(today.year + 1, 1, 1) if repricing.in_january(today) else date.fromordinal(today.toordinal() + 1)


def repricing_page(officer: Officer, on: date, page: int = 1) -> RepricingPage:
    """The notes of `on` within sight, those that wait for a second person first. As many queries for one as for all."""
    found = repricing.priced(on)
    seen: dict[str, Any] = dict(
        pages.notes_for(officer)
        .filter(pk__in=[each.id for each in found])
        .order_by()
        .values_list("number", "customer__name")
    )
    asked = {
        each.note: each
        for each in NoteOrder.objects.filter(verb=Verb.REPRICE, state=OrderState.ASKED, said__day=on.isoformat())
    }
    rows = [_row(each, seen[each.number], asked.get(each.number), officer) for each in found if each.number in seen]
    rows.sort(key=lambda row: (row.asked_by == "", row.priced.number))
    page = min(max(1, page), max(1, -(-len(rows) // PAGE)))
    waiting = [row for row in rows if row.asked_by]
    return RepricingPage(
        on=on,
        rows=rows[(page - 1) * PAGE : page * PAGE],
        count=len(rows),
        free=len(rows) - len(waiting),
        waiting=len(waiting),
        theirs=sum(not row.own for row in waiting),
        agreed=PlannedRate.objects.filter(day=on, cause=RateCause.REPRICING).count(),
        page=page,
    )


def _row(priced: repricing.Priced, customer: str, order: NoteOrder | None, officer: Officer) -> Row:
    if order is None:
        return Row(priced, customer, "", own=False, stale=False)
    return Row(
        priced,
        customer,
        order.asked_by,
        own=order.asked_by == officer.number,
        stale=order.said.get("rate") != priced.bears,
    )
