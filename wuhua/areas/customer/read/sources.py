"""Questions about credit reports and court cases: result and flags for whoever sees the customer, the rest for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from wuhua.areas.customer.models import CourtRecord, CreditReport, Customer, ReportView
from wuhua.areas.customer.read.customers import customer_for, visible_to
from wuhua.areas.customer.rules.reports import ReportFacts, ReportFlag, flags_of, may_open
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report as a manager sees it: when, why, under which authorisation, and which flags are up."""

    query_id: str
    queried_at: datetime
    reason_code: str
    consent: str
    as_of: date
    flags: tuple[ReportFlag, ...]

    @property
    def clean(self) -> bool:
        """Whether nothing was found."""
        return not self.flags


@dataclass(frozen=True, slots=True)
class FullReport:
    """The whole report, up to and with the day `until`. Amounts are fen, unknown is None."""

    query_id: str
    until: date
    balance: int | None
    overdue_now: int | None
    history: str
    queries_6m: int | None
    guarantees: int | None
    class_elsewhere: str
    public_records: int | None


def _facts(row: CreditReport) -> ReportFacts:
    return ReportFacts(row.overdue_now, row.history, row.queries_6m, row.class_elsewhere, row.public_records)


def reports_for(officer: Officer, number: str, *, queries_most: int) -> list[ReportLine] | Refused:
    """The customer's reports, newest first, as result and flags."""
    view = customer_for(officer, number)
    if isinstance(view, Refused):
        return view
    blind = Customer.objects.values_list("identity_blind", flat=True).get(pk=view.id)
    return [
        ReportLine(
            row.query_id,
            row.queried_at,
            row.reason_code,
            row.consent,
            row.as_of,
            flags_of(_facts(row), queries_most=queries_most),
        )
        for row in CreditReport.objects.filter(identity_blind=blind).order_by("-queried_at", "query_id")
    ]


def report_in_sight(officer: Officer, query_id: str) -> CreditReport | None:
    """The report, where it is of a customer the officer may see."""
    found = CreditReport.objects.filter(query_id=query_id).first()
    if found is None or not visible_to(officer).filter(identity_blind=found.identity_blind).exists():
        return None
    return found


def full(row: CreditReport, until: date) -> FullReport:
    """The whole report as a value."""
    return FullReport(
        row.query_id,
        until,
        row.balance,
        row.overdue_now,
        row.history,
        row.queries_6m,
        row.guarantees,
        row.class_elsewhere,
        row.public_records,
    )


def open_view(officer: Officer, query_id: str, on: date) -> FullReport | None:
    """The report whole while the officer's look at it is open; a lost post closes it at once."""
    if not may_open(officer):
        return None
    found = report_in_sight(officer, query_id)
    if found is None:
        return None
    held = ReportView.objects.filter(report=found, officer=officer.number, opened_on__lte=on, until__gte=on)
    until = held.order_by("-until").values_list("until", flat=True).first()
    return None if until is None else full(found, until)


def court_cases(customer_id: int) -> list[CourtRecord]:
    """Cases under the customer's identity number; those found by name alone come with the links. Gate asked before."""
    blind = Customer.objects.values_list("identity_blind", flat=True).get(pk=customer_id)
    return list(CourtRecord.objects.filter(identity_blind=blind).order_by("-as_of", "case_no"))
