"""No table, log or kept answer holds an identity number or a phone in plain, whatever way it came in: all of them are read."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client

from tests.scenarios.market_county import county, shop
from tests.scenarios.small_county import DAY, OWNER, holding
from tests.scenarios.test_access import signed_in
from wuhua.areas.customer import actions as customer
from wuhua.areas.customer.actions import complaints, portal
from wuhua.areas.customer.models import Customer, PortalSession
from wuhua.areas.customer.rules.complaints import ComplaintKind
from wuhua.areas.customer.rules.portal import Bounds, DoorRules
from wuhua.areas.market import actions as market
from wuhua.areas.people.rules import Personal, Role
from wuhua.areas.product import actions as product
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday.rules import Channel, WorkVerb
from wuhua.core.refuse import Refused
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
AT = datetime(2018, 9, 30, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE, OTHERS = "13803590001", ("13900000007", "13900000008", "13900000009")


def lying_in_plain(*numbers: str) -> list[tuple[str, str]]:
    """(table, number) wherever a row of a table of this bank shows one of them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = []
        for (table,) in cursor.fetchall():
            for number in numbers:
                cursor.execute(f'SELECT 1 FROM "{table}" t WHERE t::text LIKE %s LIMIT 1', [f"%{number}%"])  # noqa: S608
                found += [(table, number)] if cursor.fetchone() else []
        return found


def test_a_number_in_plain_is_found(home: Any) -> None:
    county()
    Customer.objects.filter(number="C3").update(address=f"电话 {PHONE}")
    assert lying_in_plain(PHONE) == [("customer_customer", PHONE)]


def good(answer: Any) -> Any:
    assert not isinstance(answer, Refused), answer
    return answer


def at_the_door() -> None:
    """Signed in by code, asked for a loan, complained; a stranger complained too, and a wrong number knocked."""
    rule = DoorRules()
    asked = good(portal.ask_code(identity=OWNER, phone=PHONE, address="10.0.0.1", at=AT, rule=rule))
    portal.ask_code(identity=OWNER[:-1] + "0", phone=OTHERS[0], address="10.0.0.1", at=AT, rule=rule)
    token = portal.sign_in(
        handle=asked.handle, code=asked.code, address="10.0.0.1", at=AT, business_date=DAY, rule=rule
    )
    who = customer_visitor(str(token), rule)
    asking = portal.Asking("CREDIT_LOAN", "信用贷", 3_000_000, 12, "PURCHASE_STOCK", "采购", DAY, "进一批面粉。")
    at = {"business_date": DAY, "at": AT}
    good(portal.ask_loan(visitor=who, key="k1", asking=asking, bounds=Bounds(1_000_000, 100_000_000, 24), **at))  # type: ignore[arg-type]
    for key, phone, visitor in (("c1", "", who), ("c2", OTHERS[1], None)):
        new = complaints.NewComplaint(ComplaintKind.SERVICE, "某某", phone, "等了很久没有人接待,请改进服务。")
        good(
            complaints.complain(new=new, key=key, address="10.0.0.1", days=15, a_day=5, visitor=visitor, **at)  # type: ignore[arg-type]
        )


def customer_visitor(token: str, rule: DoorRules) -> Any:
    from wuhua.areas.customer import read

    assert PortalSession.objects.count() == 1
    return read.visitor(token, AT, rule)


def test_no_number_lies_in_plain(home: Any, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    county()
    clock.advance(DAY)
    product.ensure_seeded(actor="T", business_date=DAY)
    rm = holding("JZ3", Role.RM)
    at_the_door()
    for field in (Personal.IDENTITY, Personal.PHONE):
        good(customer.unmask(actor=rm, business_date=DAY, number="C3", field=field, reason="核对合同上的号码"))
    good(market.add_walk_in(actor=holding("JZ1", Role.RM), business_date=DAY, party=shop(phone=OTHERS[2])))
    said = {"channel": Channel.COUNTER, "name": "某某", "request": "想问贷款", "phone": OTHERS[2]}
    good(workday.do(WorkVerb.RECEIVE, actor=rm, business_date=DAY, at=AT, key="i1", said=said))
    doors(signed_in("JZ3", Role.RM))
    numbers = (OWNER, PHONE, *OTHERS)
    assert not lying_in_plain(*numbers)
    assert not [each for each in numbers if each in caplog.text]


def doors(client: Client) -> None:
    """The same numbers typed at the pages, right and wrong: what is refused is not kept either."""
    for n, (identity, phone) in enumerate(
        ((OWNER, PHONE), (OWNER, OTHERS[0]), (OWNER[:-1], PHONE), (OWNER, PHONE[:-1]))
    ):
        client.post("/portal/ask", {"identity": identity, "phone": phone})
        client.post(
            "/portal/complain",
            {"key": f"kk{n}", "name": "某某", "phone": phone, "words": "太短", "kind": "SERVICE"},
        )
    client.get(f"/customers?text={OWNER}")
    client.get(f"/customers/{OWNER}")
    client.post("/login", {"username": PHONE, "password": OWNER})
