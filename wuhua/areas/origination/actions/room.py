"""The room a case takes under the ceilings of concentration: locked when it is decided, given back when it ends."""

from __future__ import annotations

from datetime import timedelta

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.exposure import actions as exposure
from wuhua.areas.origination.actions.common import SUBJECT, Now
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.read.figures import Outside
from wuhua.core.refuse import Refused


def key_of(case: Case) -> str:
    """One hold a turn: a case sent back and decided again takes its room anew."""
    return f"{SUBJECT}{case.pk}/{case.turn}"


def take(now: Now, case: Case, amount: int, outside: Outside) -> Refused | None:
    """Single and group ceilings, asked under the lock of everybody in the group (A91)."""
    group = customers.group_of(case.customer.number, now.day)
    held = exposure.hold(
        actor=now.actor.number, business_date=now.day, key=key_of(case), customer=case.customer.number, amount=amount,
        expires=now.day + timedelta(days=compliance.whole("CASE_HOLD_DAYS", now.day)), purpose=f"案件 {case.pk}",
        owed=outside.owed, members=group.members,
    )  # fmt: skip
    return held if isinstance(held, Refused) else None


def give_back(now: Now, case: Case, why: str) -> None:
    """Nothing held: nothing to do."""
    exposure.release(actor=now.actor.number, business_date=now.day, key=key_of(case), why=why)
