"""Questions to conduct: findings, fees and sales, each within the asker's sight."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from wuhua.areas.compliance.models import ConductFinding, FeeCharge, FeeCode, ProductSale
from wuhua.areas.compliance.rules import FeeStance, check_fee
from wuhua.areas.compliance.rules.charges import ChargeState, Payer
from wuhua.areas.compliance.rules.conduct import (
    ConductItem,
    ConductRefusal,
    FindingState,
    Flow,
    SaleKind,
)
from wuhua.areas.customer import read as customers
from wuhua.areas.people.rules import Officer, Role, Scope, scope_of
from wuhua.core.refuse import Refused

PAGE = 50
WATCHERS = (Role.COMPLIANCE, Role.HR_DISCIPLINE, Role.EXECUTIVE, Role.AUDIT)
"""Who reads findings: never those whose conduct they are about (domain 7). One's own finding is not shown to anybody."""
STAFF_BOARD = (Role.HR_DISCIPLINE, Role.COMPLIANCE, Role.EXECUTIVE)
"""Who sees the board of staff risk."""


def may_watch(officer: Officer) -> Refused | None:
    """Findings are for compliance, discipline, executives and audit."""
    return _only(officer, WATCHERS, "您的岗位不能查看行为线索。")


def may_see_staff_risk(officer: Officer) -> Refused | None:
    """The board of staff risk is for discipline, compliance and executives (domain 7)."""
    return _only(officer, STAFF_BOARD, "您的岗位不能查看员工风险。")


def _only(officer: Officer, roles: tuple[Role, ...], reason: str) -> Refused | None:
    if officer.holds(*roles) and not officer.holds(Role.ADMIN):
        return None
    return Refused(ConductRefusal.NOT_A_CONDUCT_POST, reason, "如有需要,请联系合规岗。")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and counts of everything within sight whatever the filter."""

    rows: Sequence[Any]
    count: int
    page: int
    counts: dict[str, int]

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.page * PAGE < self.count else None


def _findings(officer: Officer) -> QuerySet[ConductFinding]:
    """Not those about oneself: who is looked at does not read along."""
    rows = ConductFinding.objects.exclude(staff=officer.number)
    return rows if may_watch(officer) is None else rows.none()


def finding_page(officer: Officer, *, state: str = "", item: str = "", staff: str = "", page: int = 1) -> Page:
    """The newest first, narrowed. Three queries."""
    seen = _findings(officer)
    counts = dict.fromkeys((each.value for each in FindingState), 0)
    counts |= dict(seen.values_list("state").annotate(n=Count("pk")))
    narrow = Q()
    if state in FindingState.__members__:
        narrow &= Q(state=state)
    if item in ConductItem.__members__:
        narrow &= Q(item=item)
    if staff.strip():
        narrow &= Q(staff=staff.strip())
    found = seen.filter(narrow).select_related("customer").order_by("-day", "-id")
    return Page(list(found[(page - 1) * PAGE : page * PAGE]), found.count(), page, counts)


def finding_for(officer: Officer, number: int) -> ConductFinding | Refused:
    """One finding, if the officer may read it."""
    found = _findings(officer).select_related("customer").filter(pk=number).first()
    return found or Refused(
        ConductRefusal.FINDING_UNKNOWN, "没有这条线索,或您无权查看。", "请从线索列表中选择。", "number"
    )


def sees_customers(officer: Officer) -> bool:
    """Whether a finding's customer may be named to this officer (discipline works without names)."""
    return scope_of(officer) is Scope.ALL


def open_items() -> frozenset[ConductItem]:
    """Which of the fifteen have a finding nobody has closed yet; no gate, for a look at the whole book. One query."""
    rows = ConductFinding.objects.filter(state=FindingState.FINDING_OPEN)
    return frozenset(ConductItem(each) for each in rows.values_list("item", flat=True).distinct())


def by_staff(officer: Officer, since: date) -> dict[str, dict[str, int]]:
    """Findings of each member of staff since a day, by state; only for who may see the board. One query."""
    if may_see_staff_risk(officer) is not None:
        return {}
    rows = ConductFinding.objects.exclude(staff__in=("", officer.number)).filter(day__gte=since)
    found: dict[str, dict[str, int]] = {}
    for staff, state, n in rows.values_list("staff", "state").annotate(n=Count("pk")):
        found.setdefault(staff, {})[state] = n
    return found


def fee_page(officer: Officer, *, state: str = "", page: int = 1) -> Page:
    """Fees on loans of customers within sight, what waits first. Three queries."""
    seen = FeeCharge.objects.filter(customer__in=customers.visible_to(officer))
    counts = dict.fromkeys((each.value for each in ChargeState), 0)
    counts |= dict(seen.values_list("state").annotate(n=Count("pk")))
    found = seen.filter(state=state) if state in ChargeState.__members__ else seen
    rows = found.select_related("customer", "fee").order_by("state", "-id")
    return Page(list(rows[(page - 1) * PAGE : page * PAGE]), found.count(), page, counts)


def fee_for(officer: Officer, number: int) -> FeeCharge | Refused:
    """One fee, if its customer is within sight."""
    seen = FeeCharge.objects.filter(customer__in=customers.visible_to(officer))
    found = seen.select_related("customer", "fee").filter(pk=number).first()
    return found or Refused(
        ConductRefusal.CHARGE_UNKNOWN, "没有这笔收费,或您无权查看。", "请从收费列表中选择。", "number"
    )


def approved(subject: str, fee: str) -> int:
    """How much of that fee stands on the subject, in fen: the gate a verb of money asks before it takes one."""
    rows = FeeCharge.objects.filter(subject=subject, fee=fee, state=ChargeState.CHARGE_STANDS)
    return sum(rows.values_list("amount", flat=True))


def charged(subjects: Collection[str]) -> int:
    """What the borrower pays at disbursement of a loan, in fen: fees that stand or wait for their second key. One query."""
    rows = FeeCharge.objects.filter(subject__in=list(subjects), payer=Payer.BORROWER, at_disbursement=True)
    return sum(rows.exclude(state=ChargeState.CHARGE_REFUSED).values_list("amount", flat=True))


def refused_fee(words: str, subject: str, amount: int, small: bool) -> Refused | None:
    """The guard of a verb of money that names a fee only in words: a fee of the catalogue named there is judged as that fee.

    What may never be taken is refused; a limited one must stand on the subject, by two, for at least that much. A name the
    catalogue does not have is left to the two who give and approve the order. Two queries at most.
    """
    named = next((each for each in FeeCode.objects.order_by("code") if each.name in words), None)
    if named is None:
        return None
    stands = approved(subject, named.code) >= amount
    return check_fee(
        named.name,
        FeeStance(named.stance),
        small=small,
        syndicated=stands,
        service_record=stands,
        second_approval=stands,
    )


def sale_page(officer: Officer, page: int = 1) -> Page:
    """Sales and placements of customers within sight, newest first. Two queries."""
    seen = ProductSale.objects.filter(customer__in=customers.visible_to(officer))
    rows = seen.select_related("customer").order_by("-day", "-id")
    return Page(list(rows[(page - 1) * PAGE : page * PAGE]), seen.count(), page, {})


def flows(first: date, last: date, days: int) -> list[Flow]:
    """What borrowers bought or placed within `days` of [first, last]. For a look at the whole book; no gate. One query."""
    span = timedelta(days=days)
    rows = ProductSale.objects.filter(day__gte=first - span, day__lte=last + span).order_by("id")
    return [
        Flow(str(each.pk), each.customer_id, SaleKind(each.kind), each.amount, each.day, each.sold_by, each.own_money,
             each.signed_on, each.cooled_until)
        for each in rows.iterator(chunk_size=5_000)
    ]  # fmt: skip
