"""Questions to the tiers: who stands where and why, who markets whom, since when. Only customers the officer may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from wuhua.areas.customer import read as customers
from wuhua.areas.market.models import CustomerTier, TierOwner, TierRun
from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.tiers import RANK, TierCause
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role

PAGE = 50
MOST_MOVED = 200


@dataclass(frozen=True, slots=True)
class TierRow:
    """A customer with its tier, since when and why, and who markets it."""

    number: str
    name: str
    tier: Tier
    since: date
    cause: str
    reasons: tuple[str, ...]
    words: str
    facts: dict[str, Any] | None
    owner: str
    owner_name: str
    managing_rm: str


@dataclass(frozen=True, slots=True)
class TierPage:
    """One page of the list; counts are of everything the officer may see, whatever the filter."""

    rows: Sequence[TierRow]
    count: int
    page: int
    counts: dict[str, int]
    unsorted: int
    without_owner: int

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.page * PAGE < self.count else None


def _owners(officer: Officer) -> QuerySet[TierOwner]:
    return TierOwner.objects.filter(to_day__isnull=True, customer__in=customers.visible_to(officer))


def tier_page(officer: Officer, *, tier: str = "", owner: str = "", text: str = "", page: int = 1) -> TierPage:
    """The list, narrowed. Seven queries: the page is cut among bare numbers, and read whole after."""
    seen = CustomerTier.objects.filter(to_day__isnull=True, customer__in=customers.visible_to(officer))
    told = dict(seen.values_list("tier").annotate(n=Count("pk")))
    counts = {each.value: int(told.get(each.value, 0)) for each in Tier}
    narrow = Q(tier=tier) if tier in Tier.__members__ else Q()
    if owner:
        narrow &= Q(customer__in=_owners(officer).filter(staff=owner).values("customer"))
    if text.strip():
        narrow &= Q(customer__name__icontains=text.strip()) | Q(customer__number=text.strip())
    cut = seen.filter(narrow).order_by("customer__number").values_list("pk", flat=True)[(page - 1) * PAGE : page * PAGE]
    rows = list(CustomerTier.objects.filter(pk__in=list(cut)).select_related("customer").order_by("customer__number"))
    everybody, sorted_ = customers.visible_to(officer).count(), sum(counts.values())
    return TierPage(
        _rows(rows), seen.filter(narrow).count(), page, counts, everybody - sorted_, sorted_ - _owners(officer).count()
    )


def _rows(found: Sequence[CustomerTier]) -> list[TierRow]:
    """With the owner of each; asked for after the page was cut, because a query beside each row is asked for skipped ones too."""
    held = TierOwner.objects.filter(to_day__isnull=True, customer__in=[each.customer_id for each in found])
    owner = {each.customer_id: each.staff for each in held.select_related("staff")}
    return [_row(each, owner.get(each.customer_id)) for each in found]


def _row(each: CustomerTier, owner: Any) -> TierRow:
    return TierRow(
        each.customer.number, each.customer.name, Tier(each.tier), each.from_day, each.cause, tuple(each.reasons),
        each.words, each.facts, owner.number if owner else "", owner.name if owner else "", each.customer.managing_rm,
    )  # fmt: skip


def tier_of(officer: Officer, number: str) -> TierRow | None:
    """The line of one customer, if the officer may see it and it has been sorted. Two queries."""
    mine = CustomerTier.objects.filter(to_day__isnull=True, customer__in=customers.visible_to(officer))
    found = _rows(mine.select_related("customer").filter(customer__number=number)[:1])  # type: ignore[arg-type]
    return found[0] if found else None


def tier_history(officer: Officer, number: str) -> tuple[list[CustomerTier], list[TierOwner]]:
    """Every tier and every owner the customer had, newest first; nothing for one that is not the officer's. Two queries."""
    mine = {"customer__in": customers.visible_to(officer), "customer__number": number}
    tiers = CustomerTier.objects.filter(**mine).order_by("-id")
    return list(tiers), list(TierOwner.objects.select_related("staff").filter(**mine).order_by("-id"))


@dataclass(frozen=True, slots=True)
class Marketer:
    """A marketing owner, and how many customers of the tier the officer who asks may see."""

    staff: str
    name: str
    tier: Tier
    customers: int


def marketers(officer: Officer) -> list[Marketer]:
    """Who markets how many, by tier. One query."""
    rows = _owners(officer)
    counted = rows.values("staff_id", "staff__name", "tier").annotate(n=Count("pk")).order_by("tier", "staff_id")
    found = [Marketer(x["staff_id"], x["staff__name"], Tier(x["tier"]), x["n"]) for x in counted]
    return sorted(found, key=lambda each: (-RANK[each.tier], each.staff))


def tier_now(customer: str) -> Tier | None:
    """The tier a customer of that number stands in; the caller has asked the gate. One query."""
    found = CustomerTier.objects.filter(customer__number=customer, to_day__isnull=True).values_list("tier", flat=True)
    return next((Tier(each) for each in found), None)


def last_run() -> TierRun | None:
    """The newest run that said something."""
    return TierRun.objects.order_by("-id").first()


@dataclass(frozen=True, slots=True)
class Moved:
    """A customer the run put into another tier than the one it had."""

    number: str
    name: str
    before: Tier
    tier: Tier
    reasons: tuple[str, ...]

    @property
    def rose(self) -> bool:
        """Up rather than down."""
        return RANK[self.tier] > RANK[self.before]


def moved(officer: Officer, run: TierRun | None) -> list[Moved]:
    """Whom the run of that morning moved, of those the officer may see: the fallen first, at most `MOST_MOVED`. One query."""
    if run is None:
        return []
    earlier = CustomerTier.objects.filter(customer=OuterRef("customer"), pk__lt=OuterRef("pk")).order_by("-pk")
    left = CustomerTier.objects.filter(to_day=run.business_date).values("customer")
    rows = CustomerTier.objects.filter(
        from_day=run.business_date, cause=TierCause.TIER_COUNTED, customer__in=customers.visible_to(officer)
    ).filter(customer__in=left)
    found = (
        rows.annotate(before=Subquery(earlier.values("tier")[:1]))
        .filter(before__isnull=False)
        .order_by("customer__number")
        .values_list("customer__number", "customer__name", "before", "tier", "reasons")[:MOST_MOVED]
    )
    told = [Moved(number, name, Tier(old), Tier(new), tuple(why)) for number, name, old, new, why in found]
    return sorted((each for each in told if each.before is not each.tier), key=lambda each: each.rose)


def of_grade(roles: Sequence[Role], on: date) -> list[tuple[str, str]]:
    """Staff holding one of these roles on the day, to choose an owner from: number and name."""
    return [(each.number, each.name) for each in people.accounts(on) if not set(roles).isdisjoint(each.roles)]
