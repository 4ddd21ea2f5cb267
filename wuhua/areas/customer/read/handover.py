"""Questions to handed-over books: who sees which list. Giver, receiver and supervisor, and whoever sees the whole bank."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from wuhua.areas.customer.models import Customer, Handover
from wuhua.areas.customer.rules.handover import HandoverPart, next_part
from wuhua.areas.people.rules import Officer, Scope, scope_of


@dataclass(frozen=True, slots=True)
class HandoverView:
    """A handover with its signatures and whose turn it is."""

    row: Handover
    signed: dict[HandoverPart, str]
    due: HandoverPart | None

    def named(self, part: HandoverPart) -> str:
        """Who is to sign for that part."""
        return str(getattr(self.row, part.value.lower()))


def handovers_of(officer: Officer) -> QuerySet[Handover]:
    """Those the officer takes part in or may look over, newest first."""
    rows = Handover.objects.prefetch_related("signatures").order_by("-opened_on", "-number")
    if scope_of(officer) is Scope.ALL:
        return rows
    if scope_of(officer) is Scope.NONE:
        return rows.none()
    mine = officer.number
    return rows.filter(Q(giver=mine) | Q(receiver=mine) | Q(supervisor=mine) | Q(opened_by=mine))


def handover_for(officer: Officer, number: str) -> HandoverView | None:
    """One of them; None for what is not there and for what is not this officer's."""
    found = handovers_of(officer).filter(number=number).first()
    return view_of(found) if found is not None else None


def view_of(row: Handover) -> HandoverView:
    """The row with its signatures."""
    signed = {HandoverPart(each.part): each.actor for each in row.signatures.all()}
    return HandoverView(row, signed, next_part(signed))


def kept_by(staff: str) -> list[Customer]:
    """The customers of one manager, for a list of what could pass. One query."""
    rows = Customer.objects.filter(managing_rm=staff).only("id", "number", "name", "kind", "credit_line", "managing_rm")
    return list(rows.order_by("number"))
