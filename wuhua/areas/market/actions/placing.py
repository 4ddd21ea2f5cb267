"""Put a customer into a cell: out of the pool, or from one cell to another. Where it stood before stays on record."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.customer import read as customers
from wuhua.areas.customer.actions.placing import set_zone
from wuhua.areas.market.models import Placement
from wuhua.areas.market.rules import MarketRefusal
from wuhua.areas.people import read as people
from wuhua.areas.people import rules as post
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused


@transaction.atomic
def place(*, actor: Officer, business_date: date, customer: str, zone: str) -> Placement | Refused:
    """From today the customer belongs to that cell, and so to its team and its manager."""
    refused = post.may_ask(actor)
    if refused is not None:
        return refused
    found = customers.customer_for(actor, customer)
    if isinstance(found, Refused):
        return found
    if zone not in people.leaf_codes() or people.zone_owner(zone, business_date) is None:
        return Refused(
            MarketRefusal.CELL_UNFIT, f"{zone} 不是有责任人的网格。", "请选择最末一级、已有责任人的网格。", "zone"
        )
    if found.zone == zone:
        return Refused(MarketRefusal.IN_THE_CELL_ALREADY, f"{found.name} 已在网格 {zone}。", "无需调整。", "zone")
    now = Placement.objects.select_for_update().filter(customer_id=found.id, to_day__isnull=True).first()
    if now is not None and now.from_day is not None and now.from_day >= business_date:
        return Refused(
            MarketRefusal.MOVED_TODAY, f"{found.name} 今天已调整过网格。", "同一客户一天只归一格,请次日再调整。", "zone"
        )

    # After this line the customer must stand in the cell.
    before = set_zone(actor=actor, business_date=business_date, customer=found.id, zone=zone)
    if now is None:
        Placement.objects.create(
            customer_id=found.id, zone_id=before if people.is_zone(before) else None, to_day=business_date,
            actor=actor.number,
        )  # fmt: skip
    else:
        now.to_day = business_date
        now.save(update_fields=["to_day"])
    return Placement.objects.create(customer_id=found.id, zone_id=zone, from_day=business_date, actor=actor.number)
