"""The desk of cases: those in sight, one's own first, then the most pressing clock, the oldest, small before large (A84)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from wuhua.areas.customer import read as customers
from wuhua.areas.origination.models import Case as CaseRow
from wuhua.areas.origination.read.gate import visible
from wuhua.areas.origination.rules import CaseState, FiveStep
from wuhua.areas.origination.rules.steps import LIVE, STEP_OF
from wuhua.areas.people.rules import Officer
from wuhua.areas.workday.read import subjects
from wuhua.areas.workday.read.duties import DutyLine
from wuhua.areas.workday.rules import Colour

PAGE = 50
EVERYTHING = 100_000
SUBJECT = "case:"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the desk is narrowed by. `state` empty is every case that is under way; ALL is every case."""

    state: str = ""
    step: str = ""
    unit: str = ""
    holder: str = ""
    product: str = ""
    colour: str = ""
    q: str = ""
    mine: bool = False
    page: int = 1
    size: int = PAGE


@dataclass(frozen=True, slots=True)
class Line:
    """One case of the list with its most pressing live clock."""

    case: CaseRow
    step: FiveStep | None
    clock: DutyLine | None
    mine: bool
    small: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """A page of cases; `by_state` counts whatever the other filters leave, whichever state is shown."""

    rows: Sequence[Line]
    count: int
    page: int
    size: int
    by_state: dict[str, int]
    mine: int

    @property
    def by_step(self) -> dict[FiveStep, int]:
        """Cases by step; those paid out stand in the last one."""
        found = dict.fromkeys(FiveStep, 0)
        for state, step in STEP_OF.items():
            found[step] += self.by_state.get(state.value, 0)
        return found

    @property
    def next(self) -> int | None:
        """The page after this."""
        return self.page + 1 if self.page * self.size < self.count else None

    @property
    def previous(self) -> int | None:
        """The page before this."""
        return self.page - 1 if self.page > 1 else None


def _subject(number: F) -> Concat:
    """What workday calls a case."""
    return Concat(Value(SUBJECT, output_field=TextField()), number)


def own(officer: Officer) -> Q:
    """In whose hands a case is, or who investigates it."""
    return Q(holder=officer.number) | Q(lead=officer.number) | Q(co=officer.number)


def _narrowed(officer: Officer, wanted: Wanted) -> QuerySet[CaseRow]:
    """Everything but state and step, which are counted."""
    rows = visible(officer)
    for column in ("unit", "holder", "product"):
        said = getattr(wanted, column)
        rows = rows.filter(**{column: said}) if said else rows
    if wanted.mine:
        rows = rows.filter(own(officer))
    if wanted.q:
        hit = (
            Q(application__number__icontains=wanted.q)
            | Q(customer__name__contains=wanted.q)
            | Q(customer__number__iexact=wanted.q)
        )
        rows = rows.filter(hit)
    if wanted.colour:
        running = subjects.of_colours(Colour(wanted.colour))
        rows = rows.annotate(subject=_subject(F("pk"))).filter(subject__in=running)
    return rows


def _chosen(rows: QuerySet[CaseRow], wanted: Wanted) -> QuerySet[CaseRow]:
    if wanted.step:
        states = [each.value for each, step in STEP_OF.items() if step == wanted.step]
        return rows.filter(state__in=states)
    if wanted.state == "ALL":
        return rows
    return rows.filter(state__in=[wanted.state] if wanted.state else [each.value for each in LIVE])


def _ordered(rows: QuerySet[CaseRow], officer: Officer) -> QuerySet[CaseRow]:
    """`workday.rules.priority_key` in the database, after one's own."""
    level = Subquery(subjects.worst_level(_subject(OuterRef("pk"))))
    small = Exists(customers.small_and_micro().filter(pk=OuterRef("customer_id")))
    mine = Case(When(own(officer), then=Value(True)), default=Value(False), output_field=BooleanField())
    live = Case(
        When(state__in=[each.value for each in LIVE], then=Value(True)),
        default=Value(False),
        output_field=BooleanField(),
    )
    ranked = rows.annotate(level=Coalesce(level, Value(0)), small=small, mine=mine, live=live)
    return ranked.order_by("-live", "-mine", "-level", "opened_on", "-small", "application__asked", "pk")


def desk(officer: Officer, wanted: Wanted, at: datetime) -> Desk:
    """One page of it. A fixed number of queries."""
    narrowed = _narrowed(officer, wanted)
    counts = narrowed.order_by().values("state").annotate(n=Count("pk"))
    by_state = {each["state"]: each["n"] for each in counts}
    shown = _chosen(narrowed, wanted)
    count, mine = shown.count(), visible(officer).filter(own(officer), state__in=[x.value for x in LIVE]).count()
    number = min(max(1, wanted.page), max(1, -(-count // wanted.size)))
    start = (number - 1) * wanted.size
    found: list[Any] = list(
        _ordered(shown, officer).select_related("customer", "application")[start : start + wanted.size]
    )
    clocks = subjects.clocks_of([f"{SUBJECT}{each.pk}" for each in found], at)
    rows = [
        Line(
            each, STEP_OF.get(CaseState(each.state)), next(iter(clocks.get(f"{SUBJECT}{each.pk}", [])), None), each.mine,
            each.small,
        )
        for each in found
    ]  # fmt: skip
    return Desk(rows, count, number, wanted.size, by_state, mine)


def of_customer(officer: Officer, customer: int, most: int = 50) -> list[CaseRow]:
    """A customer's cases in sight, newest first. One query."""
    rows = visible(officer).filter(customer_id=customer).select_related("application")
    return list(rows.order_by("-opened_on", "-pk")[:most])


def is_small(case: CaseRow) -> bool:
    """Whether the borrower is small or micro (A84). One query."""
    return customers.small_and_micro().filter(pk=case.customer_id).exists()
