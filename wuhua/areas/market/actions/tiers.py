"""Verbs of tiers: a quarter's run as the columns found it, a tier said by a person, another marketing owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import connection, transaction

from wuhua.areas.customer import read as customers
from wuhua.areas.customer.read import CustomerView
from wuhua.areas.market.actions.common import record
from wuhua.areas.market.models import CustomerTier, TierOwner, TierRun
from wuhua.areas.market.rules import tiers as rules
from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.tiers import GRADE, TIER_NAMES, TierCause, TierRefusal
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import clock, loading
from wuhua.platform.copy import Rows

_LOCK = 0x7469657273


def hold_tiers() -> None:
    """One at a time until this transaction ends: a run reads after it, so nobody's change is lost under it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


@transaction.atomic
def write_run(
    *,
    actor: Officer,
    business_date: date,
    digest: str,
    figures: Mapping[str, int],
    changed: Sequence[int],
    tiers: Rows,
    moved: Sequence[int],
    owners: Rows,
) -> TierRun | None:
    """分层测算: the rows of `changed` and `moved` end today and the new ones begin; None when the run says nothing new."""
    hold_tiers()
    last = TierRun.objects.order_by("-id").first()
    same = last is not None and (last.digest, last.quarter) == (digest, rules.quarter_of(business_date))
    if not tiers.count and not owners.count and not moved and same:
        return None

    # After this line the run must stand.
    CustomerTier.objects.filter(customer__in=changed, to_day__isnull=True).update(to_day=business_date)
    TierOwner.objects.filter(customer__in=moved, to_day__isnull=True).update(to_day=business_date)
    told = {"actor": actor.number, "business_date": business_date}
    loading.load(**told, rows=tiers, model=CustomerTier, action="market.tiers_loaded")  # type: ignore[arg-type]
    loading.load(**told, rows=owners, model=TierOwner, action="market.tier_owners_loaded")  # type: ignore[arg-type]
    made = TierRun.objects.create(
        business_date=business_date, quarter=rules.quarter_of(business_date), digest=digest, figures=dict(figures),
        actor=actor.number, recorded_at=clock.now(),
    )  # fmt: skip
    record(actor.number, business_date, "tiers_counted", f"tier_run:{made.pk}", figures)
    return made


@transaction.atomic
def change_tier(
    *, actor: Officer, business_date: date, customer: str, tier: Tier, owner: str, reason: str
) -> CustomerTier | Refused:
    """人工调整: another tier with its reason, and in the same breath an owner of the grade it asks for."""
    asked = _asked(actor, customer, reason)
    if isinstance(asked, Refused):
        return asked
    view, now = asked
    if now.tier == tier:
        return Refused(TierRefusal.SAME_TIER, f"{view.name}已是{TIER_NAMES[tier]}类。", "无需调整。", "tier")
    refused = rules.check_grade(tier, people.officer(owner.strip(), business_date), owner.strip())
    if refused is not None:
        return refused

    # After this line the customer must stand in the tier, with its owner.
    now.to_day = business_date
    now.save(update_fields=["to_day"])
    made = CustomerTier.objects.create(
        customer_id=view.id, tier=tier, from_day=business_date, cause=TierCause.TIER_BY_HAND, reasons=[],
        words=reason.strip(), actor=actor.number, recorded_at=clock.now(),
    )  # fmt: skip
    _hand(actor, business_date, view, tier, owner.strip(), reason)
    after = {"tier": tier, "reason": reason.strip()}
    record(actor.number, business_date, "tier_changed", f"customer:{view.number}", after, {"tier": now.tier})
    return made


@transaction.atomic
def change_owner(*, actor: Officer, business_date: date, customer: str, owner: str, reason: str) -> TierOwner | Refused:
    """更换营销责任人: somebody else of the same grade; who it was before stays on record."""
    asked = _asked(actor, customer, reason)
    if isinstance(asked, Refused):
        return asked
    view, now = asked
    tier = Tier(now.tier)
    refused = rules.check_grade(tier, people.officer(owner.strip(), business_date), owner.strip())
    if refused is not None:
        return refused
    held = TierOwner.objects.filter(customer_id=view.id, to_day__isnull=True).first()
    if held is not None and held.staff_id == owner.strip():
        return Refused(TierRefusal.SAME_OWNER, "营销责任人就是此人。", "无需调整。", "owner")

    # After this line the customer must have that owner.
    made = _hand(actor, business_date, view, tier, owner.strip(), reason)
    after, before = {"owner": made.staff_id, "reason": reason.strip()}, {"owner": held.staff_id if held else ""}
    record(actor.number, business_date, "tier_owner_changed", f"customer:{view.number}", after, before)
    return made


def unknown_customer() -> Refused:
    """The one answer for a customer that is not there, is not yours, or was never sorted."""
    return Refused(TierRefusal.CUSTOMER_UNKNOWN, "没有这个客户的分层,或您无权查看。", "请核对客户编号。", "customer")


def _asked(actor: Officer, customer: str, reason: str) -> tuple[CustomerView, CustomerTier] | Refused:
    """The customer and its tier, held until this transaction ends."""
    refused = rules.may_sort(actor)
    if refused is not None:
        return refused
    view = customers.customer_for(actor, customer)
    if isinstance(view, Refused):
        return unknown_customer()
    hold_tiers()
    now = CustomerTier.objects.select_for_update().filter(customer_id=view.id, to_day__isnull=True).first()
    if now is None:
        return Refused(TierRefusal.NOT_TIERED_YET, f"{view.name}还没有分层。", "请先办理本季度分层测算。", "customer")
    return rules.check_reason(reason) or (view, now)


def _hand(actor: Officer, on: date, view: CustomerView, tier: Tier, owner: str, reason: str) -> TierOwner:
    TierOwner.objects.filter(customer_id=view.id, to_day__isnull=True).update(to_day=on)
    return TierOwner.objects.create(
        customer_id=view.id, staff_id=owner, tier=tier, grade=GRADE[tier], from_day=on, words=reason.strip(),
        actor=actor.number, recorded_at=clock.now(),
    )  # fmt: skip
