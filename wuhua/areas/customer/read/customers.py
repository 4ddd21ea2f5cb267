"""Questions to customer, and the gate: nobody gets a customer but through an officer who may see this one.

Absent and forbidden give the same answer, so that a number cannot be probed. What comes back is masked; plain values
come from `actions.unmask` alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from wuhua.areas.customer.models import (
    AccountFlow,
    Customer,
    PowerRecord,
    RegistryRecord,
    Standing,
    TaxRecord,
    WageRecord,
)
from wuhua.areas.customer.rules import CustomerKind, CustomerRefusal, IdentityKind, SizeClass, identity_kind
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Personal, Scope, may_see, may_unmask, scope_of
from wuhua.core.refuse import Refused
from wuhua.platform import secrets


@dataclass(frozen=True, slots=True)
class CustomerView:
    """A customer as a page may show it. Personal numbers are masked; amounts are fen; unknown is None."""

    id: int
    number: str
    kind: CustomerKind
    name: str
    identity_masked: str
    phone_masked: str
    address_masked: str
    size_class: SizeClass | None
    industry: str
    region: str
    zone: str
    managing_rm: str
    credit_line: int | None
    is_farm: bool
    is_tech: bool
    since: date | None
    standing: Standing | None
    may_unmask: frozenset[Personal]


def mask_address(text: str) -> str:
    """The township or street a visit would start from, not the door.

    >>> mask_address("翟店镇西位村3巷12号")
    '翟店镇西位村****'
    """
    return text[:6] + "****" if text else ""


def visible_to(officer: Officer) -> QuerySet[Customer]:
    """The customers the officer may see, as a query for lists: own, of the outlet, of the team, or all."""
    scope = scope_of(officer)
    everyone = Customer.objects.all()
    if scope is Scope.ALL:
        return everyone
    if scope is Scope.TEAM and officer.team is not None:
        return everyone.filter(Q(managing_rm=officer.number) | Q(managing_rm__in=people.staff_of_team(officer.team)))
    if scope is Scope.BRANCH:
        return everyone.filter(
            Q(managing_rm=officer.number) | Q(managing_rm__in=people.staff_of_branch(officer.branch))
        )
    if scope is Scope.OWN:
        return everyone.filter(managing_rm=officer.number)
    return everyone.none()


def customer_for(officer: Officer, number: str) -> CustomerView | Refused:
    """The customer of that number, if this officer may see it."""
    found = Customer.objects.select_related("standing").filter(number=number).first()
    return _view(officer, found)


def _view(officer: Officer, found: Customer | None) -> CustomerView | Refused:
    if found is None:
        return unknown()
    keeper = people.keeper(found.managing_rm)
    if not may_see(officer, keeper):
        return unknown()
    return CustomerView(
        id=found.id,
        number=found.number,
        kind=CustomerKind(found.kind),
        name=found.name,
        identity_masked=found.identity_masked,
        phone_masked=found.phone_masked,
        address_masked=mask_address(found.address),
        size_class=SizeClass(found.size_class) if found.size_class else None,
        industry=found.industry,
        region=found.region,
        zone=found.zone,
        managing_rm=found.managing_rm,
        credit_line=found.credit_line,
        is_farm=found.is_farm,
        is_tech=found.is_tech,
        since=found.since,
        standing=getattr(found, "standing", None),
        may_unmask=may_unmask(officer, keeper),
    )


def unknown() -> Refused:
    """The one answer for a customer that is not there and for one that is not yours."""
    return Refused(
        CustomerRefusal.CUSTOMER_UNKNOWN,
        "没有这个客户,或您无权查看。",
        "请核对客户编号;如需查看他人客户,请联系管户客户经理。",
        "number",
    )


def search(officer: Officer, text: str) -> QuerySet[Customer]:
    """Customers whose number or name holds the text, or whose whole identity number, phone or last four digits it is.

    Only among those the officer may see. Identity and phone are compared blind; nothing is opened.
    """
    words = text.strip()
    if not words:
        return visible_to(officer).order_by("number")
    hit = Q(number__icontains=words) | Q(name__contains=words)
    if len(words) == 4 and words.isdigit():
        hit |= Q(phone_last4=words)
    if len(words) >= 11:
        hit |= Q(identity_blind=secrets.blind(words, "identity")) | Q(phone_blind=secrets.blind(words, "phone"))
    return visible_to(officer).filter(hit).order_by("number")


def names(numbers: Iterable[str]) -> dict[str, str]:
    """Names by customer number, for a page whose rows the officer was already allowed."""
    return dict(Customer.objects.filter(number__in=list(numbers)).values_list("number", "name"))


def on_file(identity: str) -> str | None:
    """The number of the customer this identity number belongs to; for the check that there is one file each."""
    blind = secrets.blind(identity, "identity")
    return Customer.objects.filter(identity_blind=blind).values_list("number", flat=True).first()


# --- records of other houses -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Records:
    """What other houses recorded of a customer, newest first."""

    registry: tuple[RegistryRecord, ...]
    tax: tuple[TaxRecord, ...]
    wages: tuple[WageRecord, ...]
    power: tuple[PowerRecord, ...]

    def tax_on(self, day: date) -> tuple[TaxRecord, ...]:
        """What the tax house told under an authorisation that still stands on the day; the rest may be kept, not used."""
        return tuple(each for each in self.tax if each.consent_until is None or each.consent_until >= day)


def records_for(officer: Officer, number: str) -> Records | Refused:
    """Records under the customer's credit code, or under its name at the power company. Six queries at most."""
    row = Customer.objects.select_related("standing").filter(number=number).first()
    if row is None or isinstance(_view(officer, row), Refused):
        return unknown()
    return _records(row)


def records_of(customer: int) -> Records:
    """The same for a room whose own gate let somebody through, who writes that look down. Five queries."""
    return _records(Customer.objects.only("identity_sealed", "name").get(pk=customer))


def _records(row: Customer) -> Records:
    credit_code = secrets.open_(row.identity_sealed)
    power = tuple(PowerRecord.objects.filter(name=row.name).order_by("-month")[:24])
    if identity_kind(credit_code) is not IdentityKind.USCC:
        return Records((), (), (), power)
    return Records(
        tuple(RegistryRecord.objects.filter(credit_code=credit_code).order_by("-as_of")),
        tuple(TaxRecord.objects.filter(credit_code=credit_code).order_by("-month")[:24]),
        tuple(WageRecord.objects.filter(credit_code=credit_code).order_by("-month")[:24]),
        power,
    )


def flows(account: str, since: date) -> list[AccountFlow]:
    """Movements on a settlement account from a day on, newest first; the caller has asked the customer's gate."""
    return list(AccountFlow.objects.filter(account=account, day__gte=since).order_by("-day", "number"))
