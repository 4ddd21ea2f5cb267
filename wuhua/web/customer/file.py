"""A customer's file as names and values, and the one look at full numbers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from wuhua.areas.customer import actions
from wuhua.areas.customer.read import CustomerView
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Personal
from wuhua.areas.servicing import pages
from wuhua.core.refuse import Refused
from wuhua.web.templatetags.desk import day, label, yuan


def facts(customer: CustomerView) -> list[tuple[str, str]]:
    """What the file says."""
    rm = people.staff_names([customer.managing_rm]).get(customer.managing_rm, customer.managing_rm)
    places = people.zone_names([customer.region, customer.zone])
    return [
        (_("客户类型"), label(customer.kind, "kind")),
        (_("企业规模"), label(customer.size_class, "size")),
        (_("行业"), customer.industry),
        (_("地区"), places.get(customer.region, customer.region)),
        (_("网格"), places.get(customer.zone, customer.zone) or "—"),
        (_("地址"), customer.address_masked or "—"),
        (_("客户经理"), rm),
        (_("授信额度"), yuan(customer.credit_line)),
        (_("涉农"), _("是") if customer.is_farm else _("否")),
        (_("建户日"), day(customer.since)),
    ]


def accounts(customer_id: int) -> list[dict[str, Any]]:
    """Settlement accounts with the branch's name."""
    names = people.branch_names()
    return [
        {
            "number": each.number,
            "branch_name": names.get(each.branch, each.branch),
            "opened": each.opened,
            "balance": each.balance,
        }
        for each in pages.accounts_of(customer_id)
    ]


@transaction.atomic
def unmask(who: Officer, on: date, number: str, reason: str) -> dict[str, str] | Refused:
    """Identity and phone; what the role may not see stays masked, and a refusal of both is said."""
    found: dict[str, str] = {}
    refused: Refused | None = None
    for name, field in (("identity", Personal.IDENTITY), ("phone", Personal.PHONE)):
        answer = actions.unmask(actor=who, business_date=on, number=number, field=field, reason=reason)
        if isinstance(answer, Refused):
            refused = answer
        else:
            found[name] = answer
    return found if found or refused is None else refused
