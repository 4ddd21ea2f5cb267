"""`wuhua bench flash`: customers on their phones draw on their cards over HTTP, in a bank of its own.

The bank has notes as the sample's has, and customers with a card of 200,000.00 each; the server is the one that `up` starts,
with the processes and threads it has there. What a client measures is the answer to the tap that signs: the code is checked,
the rules are asked, the money is posted. The floor is the portal's front page from the same clients in the same run.
Afterwards the day is closed, the books are proved, and every tap is found as an ask that was met.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection, transaction
from stdnum.cn import ric

from wuhua.areas.creditline import actions as cards
from wuhua.areas.creditline import read
from wuhua.areas.creditline.rules import Grant
from wuhua.areas.customer import actions as customers
from wuhua.areas.customer.rules import CustomerKind
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import actions as products
from wuhua.areas.servicing.loading import shard_of
from wuhua.bulk.dayend import bench as dayend
from wuhua.bulk.dayend import run, verify
from wuhua.bulk.dayend.rows import rows
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import numbering
from wuhua.platform.copy import copy_in

DRAWS = 4
"""Taps of one customer: fewer than a careful door would stop in an hour."""
LIMIT, DRAWN = 20_000_000, 100_000
MANAGER = Officer("M001", "M001", "001", frozenset({Role.RM, Role.ACCOUNTANT}), None)


@dataclass(frozen=True, slots=True)
class Phone:
    """Who stands at the door: what a customer types there."""

    identity: str
    number: str


Drive = Callable[[list[Phone]], dict[str, Any]]
"""The phones themselves: signs every one in and taps `DRAWS` times; answers the times."""


def measure(operations: int, notes: int, *, drive: Drive, say: Callable[[str], None]) -> dict[str, Any]:
    """Fill, drive, close, prove."""
    with dayend.bank_of_its_own():
        say(f"建账:{notes:,} 笔借据,{operations // DRAWS:,} 位有授信卡的客户 …")
        dayend.fill(notes)
        day = dayend.OPENS
        phones = _cardholders(operations // DRAWS, notes, day)
        dayend.settle_down()
        found = drive(phones)
        say("日终并核对 …")
        served = read.service(day, day)
        taps = len(phones) * DRAWS
        ensure((served.asks, served.met) == (taps, taps), f"{served.met} of {taps} taps were given money")
        closed = run.close_through(None, day, workers=2)
        verified = not isinstance(closed, Refused) and not any(verify.verify().values())
    return {
        "name": "flash", "notes": notes, **found, "asked_p99_ms": "150", "machine": dayend.machine(), "verified": verified,
    }  # fmt: skip


def _cardholders(count: int, before: int, day: date) -> list[Phone]:
    """Files, accounts and cards through the product's own verbs; the door open for all who come from one address."""
    products.ensure_seeded(actor="BENCH", business_date=day)
    with transaction.atomic(), connection.cursor() as cursor:
        for series in ("account", "customer", "note"):
            numbering.start_after(series, before)
        cursor.execute("UPDATE compliance_ruleparameter SET value = '1000000' WHERE code = 'PORTAL_CODES_PER_ADDRESS'")
    return [_cardholder(before + n, day) for n in range(1, count + 1)]


def _cardholder(n: int, day: date) -> Phone:
    head = f"140824{1960 + n % 40}0101{n % 1000:03d}"
    phone = Phone(head + ric.calc_check_digit(head + "0"), f"138{n:08d}")
    new = customers.NewCustomer(
        number=f"P{n:010d}", kind=CustomerKind.OWNER, name="测", identity=phone.identity, industry="5212",
        region="140824", phone=phone.number,
    )  # fmt: skip
    view = customers.open_file(actor=MANAGER, business_date=day, new=new)
    ensure(not isinstance(view, Refused), f"the file of a customer of the bench: {view}")
    assert not isinstance(view, Refused)  # noqa: S101 (for the type checker)
    account = f"63{n:010d}"
    with transaction.atomic():
        one = pl.DataFrame(
            {
                "id": [numbering.next_number("account")],
                "number": [account],
                "customer_id": [view.id],
                "branch": ["001"],
                "shard": [shard_of(account)],
            }
        )
        copy_in(rows("servicing_settlementaccount", one))
    grant = Grant(
        case=f"BENCH-{n}", customer=new.number, limit=LIMIT, months=12, rate=720_000, account=account, managing_rm="M001",
        first_responsible="M001", face_to_face=True, approved_by="BENCH", use="进货", industry="5212", region="140824",
    )  # fmt: skip
    opened = cards.open_card(actor=MANAGER, business_date=day, key=f"bench/card/{n}", grant=grant)
    ensure(not isinstance(opened, Refused), f"the card of a customer of the bench: {opened}")
    return phone
