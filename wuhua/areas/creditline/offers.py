"""What a customer who has no card may sign for on its phone: its open pre-approval of the card, as the day's rules leave it."""

from __future__ import annotations

from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline import rules
from wuhua.areas.creditline.models import CardSigning, Line
from wuhua.areas.creditline.rules import PRODUCT, Offer
from wuhua.areas.market.actions.batch import open_preapprovals
from wuhua.areas.product import read as products
from wuhua.areas.servicing import casework as book
from wuhua.core.refuse import Refused


def offer_of(customer: str, on: date) -> Offer | None:
    """The pre-approval of the card the customer may still take up on the day, the newest; None where there is none.

    Asked whatever the rules say of signing afar, so that a customer who must be met is told so and not that there is nothing:
    `limit` is what may be signed for here, nought where nothing may.
    """
    found = [each for each in open_preapprovals(customer, on) if each.product == PRODUCT]
    if not found:
        return None
    given = max(found, key=lambda each: each.pk)
    sheet, batch = products.sheet(PRODUCT, on), given.batch
    accounts = book.accounts(customer)
    offer = Offer(
        id=given.pk, batch=batch.pk, customer=customer, approved=given.limit,
        limit=min(given.limit, compliance.fen("REMOTE_SIGN_MOST", on)),
        months=0 if isinstance(sheet, Refused) else int(sheet.standard["months_max"]), rate=given.rate or 0,
        valid_until=given.valid_until, account=accounts[0] if accounts else "", decided_by=batch.decided_by,
        decided_on=batch.decided_on or given.business_date, brought_by=batch.made_by,
    )  # fmt: skip
    return None if Line.objects.filter(case=offer.number).exists() else offer


def waits(customer: str, on: date) -> bool:
    """Whether there is such a pre-approval at all, for a link on a page. One query."""
    return any(each.product == PRODUCT for each in open_preapprovals(customer, on))


def must_meet(kind: str, on: date) -> Refused | None:
    """Why such a customer cannot sign without a meeting on that day, or None."""
    return rules.may_sign_afar(compliance.fen("REMOTE_SIGN_MOST", on), kind)


def signing_of(line: int) -> CardSigning | None:
    """How the contract of a line was signed on the phone; None where it was signed face to face."""
    return CardSigning.objects.filter(line_id=line).first()


def own_contract(customer: int, number: str) -> CardSigning | None:
    """A contract the customer signed on its phone, by its number."""
    return CardSigning.objects.filter(customer_id=customer, contract=number).first()
