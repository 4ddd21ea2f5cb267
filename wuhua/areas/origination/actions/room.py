"""The room a case takes: its last day, what stands behind it, and the ceilings of concentration, held until it ends."""

from __future__ import annotations

from datetime import timedelta

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.exposure import actions as exposure
from wuhua.areas.origination.actions.common import SUBJECT, Now
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.read import ending
from wuhua.areas.origination.read.figures import Outside
from wuhua.core.days import add_months
from wuhua.core.refuse import Refused


def key_of(case: Case) -> str:
    """One hold a turn: a case sent back and decided again takes its room anew."""
    return f"{SUBJECT}{case.pk}/{case.turn}"


def take(now: Now, case: Case, amount: int, outside: Outside, months: int | None = None) -> Refused | None:
    """The last day a lease or a season allows, what stands behind the case, then single and group ceilings, asked under the
    lock of everybody in the group (A91).
    """
    due = add_months(now.day, months or case.approved_months or case.months)
    refused = ending.check(case, due, now.day) or outside.stands(case, amount, due, now.day)
    if refused is not None:
        return refused
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
