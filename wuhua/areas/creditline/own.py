"""What a cardholder does for itself on its phone: its own card, a draw to its own account, a repayment out of it (A62).

The gate is the customer: only its living card is ever found, and no officer stands in between.
"""

from __future__ import annotations

from datetime import date, datetime

from wuhua.areas.creditline import read
from wuhua.areas.creditline.actions import money
from wuhua.areas.creditline.models import Card
from wuhua.areas.creditline.read import CardKey, CardView
from wuhua.areas.creditline.rules import LIVING
from wuhua.areas.servicing.actions import line
from wuhua.areas.servicing.actions.change import Preview
from wuhua.areas.servicing.rules import Over
from wuhua.core.refuse import Refused

Answer = dict[str, object]


def _row(customer: str) -> Card | None:
    return Card.objects.select_related("line", "customer").filter(customer__number=customer, state__in=LIVING).first()


def card_of(customer: str, on: date) -> CardView | None:
    """The customer's own living card on the day; None where there is none."""
    row = _row(customer)
    return None if row is None else read.views([row], on)[0]


def _key(customer: str) -> CardKey | Refused:
    row = _row(customer)
    found = None if row is None else read.key_of(row.number)
    return read.unknown() if found is None else found


def draw_preview(*, customer: str, business_date: date, amount: int) -> Preview | Refused:
    """What a draw would leave, or why there is none today; nothing is written."""
    seen = card_of(customer, business_date)
    if seen is None:
        return read.unknown()
    late = [(note, days) for note, days in seen.late_elsewhere]
    refused = money.may_draw(seen.now, amount, seen.drawn, seen.oldest_due, seen.held, late, business_date)
    return refused or line.draw_preview(business_date=business_date, note=seen.note, amount=amount)


def draw(*, customer: str, business_date: date, key: str, amount: int, asked_at: datetime) -> Answer | Refused:
    """自助支用: to the card's settlement account at once; `asked_at` is when the customer asked."""
    found = _key(customer)
    if isinstance(found, Refused):
        return found
    return money.drawn(
        actor=f"customer:{customer}", business_date=business_date, key=key, card=found, amount=amount, asked_at=asked_at
    )


def repay_preview(*, customer: str, business_date: date, amount: int) -> Preview | Refused:
    """How a repayment would be split, and what stands afterwards; nothing is written."""
    found = _key(customer)
    if isinstance(found, Refused):
        return found
    return line.pay_preview(business_date=business_date, note=found.note, amount=amount, over=Over.ACCOUNT)


def repay(*, customer: str, business_date: date, key: str, amount: int) -> Answer | Refused:
    """自助还款: out of the settlement account; what is due first, then principal, whose interest stops today."""
    found = _key(customer)
    if isinstance(found, Refused):
        return found
    return line.pay_back(
        actor=f"customer:{customer}", business_date=business_date, key=key, card=found.number, note=found.note,
        amount=amount, over=Over.ACCOUNT,
    )  # fmt: skip
