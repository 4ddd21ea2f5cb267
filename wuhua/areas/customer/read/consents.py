"""征信授权: which consents to a query of the PBoC's system lie here, and under which number each query says it was made.

A paper kept in the file and a number a report carries are two things: papers keep only a masked number, so one is not
matched with the other. What can be told is whether a paper was in force on the day of a query, and that is told.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from wuhua.areas.customer.models import CreditReport, Customer, Document
from wuhua.areas.customer.read.customers import visible_to
from wuhua.areas.customer.rules.filing import DocumentState, document_state
from wuhua.areas.people.rules import Officer

CREDIT_AUTH = "CREDIT_AUTH"
_HERE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Masked:
    """Who a line of a ledger is about, as a file may carry it out of the house."""

    number: str
    name: str
    identity: str
    phone: str
    managing_rm: str


@dataclass(frozen=True, slots=True)
class Consent:
    """One authorisation: a kept paper (`state` is set), or the number under which queries were made (`covered` is set).

    `queries` of a paper are those of its customer while it was in force. `covered`: a paper was in force at each query.
    """

    who: Masked
    number: str
    given: date | None
    expires: date | None
    state: DocumentState | None
    withdrawn: date | None
    kept_by: str
    kept_on: date | None
    queries: tuple[date, ...]
    reasons: tuple[str, ...]
    covered: bool | None


def _masked(row: Customer) -> Masked:
    return Masked(row.number, row.name.strip(), row.identity_masked, row.phone_masked, row.managing_rm)


def masked_of(officer: Officer, numbers: Collection[str]) -> dict[str, Masked]:
    """Those of the named customers the officer may see, by number. One query."""
    rows = visible_to(officer).filter(number__in=set(numbers)).defer("identity_sealed", "phone_sealed", "address")
    return {row.number: _masked(row) for row in rows}


def _reports(officer: Officer, on: date) -> list[tuple[str, str, date, str]]:
    """(blind identity, consent, day, reason) of every query up to `on`, of customers in sight. One query."""
    seen = visible_to(officer).values("identity_blind")
    rows = CreditReport.objects.filter(identity_blind__in=seen).order_by("identity_blind", "queried_at", "query_id")
    found = rows.values_list("identity_blind", "consent", "queried_at", "reason_code")
    told = ((blind, consent, at.astimezone(_HERE).date(), reason) for blind, consent, at, reason in found)
    return [each for each in told if each[2] <= on]


def query_days(officer: Officer, on: date) -> dict[str, list[date]]:
    """The days up to `on` on which each customer in sight was asked about, by customer number. Two queries."""
    reports = _reports(officer, on)
    rows = visible_to(officer).filter(identity_blind__in={each[0] for each in reports})
    numbers = dict(rows.values_list("identity_blind", "number"))
    days: dict[str, list[date]] = defaultdict(list)
    for blind, _consent, day, _reason in reports:
        days[numbers[blind]].append(day)
    return dict(days)


def consents(officer: Officer, on: date) -> list[Consent]:
    """Papers and numbers of customers in sight, by customer number, as they stand on the day. Three queries."""
    reports = _reports(officer, on)
    asked = visible_to(officer).filter(identity_blind__in={each[0] for each in reports})
    customers = {row.identity_blind: row for row in asked.defer("identity_sealed", "phone_sealed", "address")}
    papers: dict[int, list[Document]] = defaultdict(list)
    kept = Document.objects.filter(type=CREDIT_AUTH, customer__in=visible_to(officer), business_date__lte=on)
    for paper in kept.select_related("customer").order_by("id"):
        papers[paper.customer_id].append(paper)
    by_blind: dict[str, list[date]] = defaultdict(list)
    by_number: dict[tuple[str, str], list[tuple[date, str]]] = defaultdict(list)
    for blind, consent, day, reason in reports:
        by_blind[blind].append(day)
        by_number[blind, consent].append((day, reason))
    lines = [
        _paper(each, by_blind.get(each.customer.identity_blind, ()), on) for own in papers.values() for each in own
    ]
    lines += [
        _number(customers[blind], consent, told, papers.get(customers[blind].pk, ()))
        for (blind, consent), told in by_number.items()
    ]
    return sorted(lines, key=lambda each: (each.who.number, each.covered is not None, each.given or date.min))


def _in_force(paper: Document, day: date) -> bool:
    """From the day it was signed (registered, where that is unknown) to its end; both days count."""
    ends = [each for each in (paper.expires, paper.withdrawn_on) if each is not None]
    return (paper.issued or paper.business_date) <= day <= min(ends, default=date.max)


def _paper(paper: Document, days: Iterable[date], on: date) -> Consent:
    return Consent(
        who=_masked(paper.customer),
        number=paper.number_masked,
        given=paper.issued,
        expires=paper.expires,
        state=document_state(paper.expires, on),
        withdrawn=paper.withdrawn_on if paper.withdrawn_on and paper.withdrawn_on <= on else None,
        kept_by=paper.actor,
        kept_on=paper.business_date,
        queries=tuple(day for day in days if _in_force(paper, day)),
        reasons=(),
        covered=None,
    )


def _number(row: Customer, consent: str, told: list[tuple[date, str]], papers: Collection[Document]) -> Consent:
    days = tuple(day for day, _reason in told)
    return Consent(
        who=_masked(row),
        number=consent,
        given=None,
        expires=None,
        state=None,
        withdrawn=None,
        kept_by="",
        kept_on=None,
        queries=days,
        reasons=tuple(dict.fromkeys(reason for _day, reason in told)),
        covered=all(any(_in_force(paper, day) for paper in papers) for day in days),
    )
