"""受托支付: a loan's money leaves the borrower's account for the payee the contract names, in the transaction of the draw.

It may not wait there for a hand: what lies in an account is the borrower's to spend.
"""

from __future__ import annotations

from datetime import date

from wuhua.areas.servicing.actions.common import no_account
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.books import post
from wuhua.books.rules import CLEARING, DEPOSITS, Entry, Line, Side
from wuhua.core.refuse import Refused, ensure


def pay_on(*, actor: str, business_date: date, key: str, account: str, amount: int, payee: str) -> Refused | None:
    """Once under its key, inside the transaction of the money; only the balance may still say no."""
    ensure(amount > 0, "an order pays something")
    found = SettlementAccount.objects.filter(number=account).first()
    if found is None:
        return no_account(account)

    # After this line only the balance may still say no.
    lines = (
        Line(DEPOSITS, Side.DEBIT, amount, found.branch, sub=found.id),
        Line(CLEARING, Side.CREDIT, amount, found.branch),
    )
    post.post(Entry(f"entrusted/{key}", business_date, f"受托支付 {payee}", lines), actor=actor)
    return None
