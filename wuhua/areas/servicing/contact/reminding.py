"""还款提醒: before the debit every borrower with a phone is told how much, when and from which account. Once a round.

The message names no customer and no number but the account's last four: whoever reads over a shoulder learns little.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer.actions import messages
from wuhua.areas.servicing.contact import forecast, rules
from wuhua.areas.servicing.contact.rules import Round
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.areas.servicing.words import ContactRefusal
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused
from wuhua.platform import audit, secrets
from wuhua.platform.once import once

PURPOSE = "due_reminder"
_NEEDED = "SELECT account_id, needed FROM line WHERE needed > 0 ORDER BY account_id"


@transaction.atomic
def remind(*, business_date: date, at: datetime) -> dict[str, Any] | Refused:
    """Put the round's messages into the outbox; answers how many, and how many borrowers have no phone on record."""
    round_ = rules.coming(business_date)
    first = round_.due.replace(day=compliance.whole("REMIND_FROM", business_date))
    if not first <= business_date < round_.due:
        return Refused(
            ContactRefusal.NOT_YET_TO_REMIND,
            f"{round_.due} 的还款提醒从 {first} 起发。",
            "请在这几天内再办。",
            "day",
        )

    def act() -> dict[str, Any]:
        # After this line the messages must stand.
        return _queue(round_, business_date, at)

    return once(f"remind/{round_.due}", {"due": round_.due.isoformat()}, act)


def _queue(round_: Round, day: date, at: datetime) -> dict[str, Any]:
    needed = {account: int(fen) for account, fen in forecast.ask_everybody(round_, day, _NEEDED)}
    accounts = SettlementAccount.objects.select_related("customer").in_bulk(list(needed))
    bank = compliance.parameters(day).values.get("BANK_NAME", "")
    lives = timedelta(days=(round_.due - day).days)
    wanted = [
        messages.Wanted(
            each.customer_id, secrets.open_(each.customer.phone_sealed), _words(bank, round_, each, needed[pk])
        )
        for pk, each in sorted(accounts.items())
        if each.customer.phone_sealed
    ]
    messages.queue_all(purpose=PURPOSE, wanted=wanted, at=at, lives=lives)
    done = {"due": round_.due.isoformat(), "queued": len(wanted), "without_phone": len(accounts) - len(wanted)}
    audit.record(
        actor="SYSTEM", business_date=day, action="servicing.reminded", subject=f"round:{round_.due}", after=done
    )
    return done


def _words(bank: str, round_: Round, account: SettlementAccount, fen: int) -> str:
    due = f"{round_.due.month}月{round_.due.day}日"
    return f"【{bank or '手机银行'}】您{due}应还款{grouped(fen)}元,请在此之前存入尾号{account.number[-4:]}的还款账户。已存请忽略。"
