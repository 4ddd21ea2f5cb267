"""Money on and off a settlement account."""

from __future__ import annotations

from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing.actions.common import no_account, not_positive, once_only
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.books import post
from wuhua.books.rules import CLEARING, DEPOSITS, Entry, Line, Side
from wuhua.core.refuse import Refused
from wuhua.platform import audit


def deposit(*, actor: str, business_date: date, key: str, account: str, amount: int) -> dict[str, object] | Refused:
    """存入: money comes onto a settlement account. Goes on while a day is being closed: it carries its own date."""
    return _cash("deposit", Side.DEBIT, actor, business_date, key, account, amount)


def withdraw(*, actor: str, business_date: date, key: str, account: str, amount: int) -> dict[str, object] | Refused:
    """支取: money leaves a settlement account; the books refuse to go below nought (INSUFFICIENT_FUNDS)."""
    return _cash("withdraw", Side.CREDIT, actor, business_date, key, account, amount)


def _cash(
    verb: str, side: Side, actor: str, business_date: date, key: str, account: str, amount: int
) -> dict[str, object] | Refused:
    def act() -> dict[str, object] | Refused:
        elsewhere = compliance.counter(business_date)
        if elsewhere is not None:
            return elsewhere
        found = SettlementAccount.objects.filter(number=account).first()
        if found is None:
            return no_account(account)
        if amount <= 0:
            return not_positive()
        # After this line only the balance may still say no.
        lines = (
            Line(CLEARING, side, amount, found.branch),
            Line(DEPOSITS, side.other, amount, found.branch, sub=found.id),
        )
        why = "客户存入" if side is Side.DEBIT else "客户支取"
        audit.record(
            actor=actor,
            business_date=business_date,
            action=f"servicing.{verb}",
            subject=f"account:{account}",
            after={"amount": amount},
        )
        post.post(Entry(f"{verb}/{key}", business_date, why, lines), actor=actor)
        return {"account": account, "amount": amount}

    return once_only(key, {"verb": verb, "account": account, "amount": amount}, act)
