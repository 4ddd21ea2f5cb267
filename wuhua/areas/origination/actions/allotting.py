"""The quota of cases, asked by every verb that gives somebody one more: asked for, handed over, taken onto the desk."""

from __future__ import annotations

from datetime import date

from django.db import connection

from wuhua.areas.compliance import read as compliance
from wuhua.areas.origination.read import loads
from wuhua.areas.origination.rules.allotting import full, has_room
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused

QUOTA, KEPT = "CASES_PER_OFFICER", "SMALL_FIRST_QUOTA_PCT"


def no_room(taker: Officer, customer: int, on: date, case: str = "") -> Refused | None:
    """Why this officer takes no further case, and who could. Without the parameter there is no quota.

    Two who give the same officer a case at once wait for each other: the lock falls with the transaction.
    """
    values = compliance.parameters(on)
    if QUOTA not in values.values:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"cases of {taker.number}"])
    most, kept = values.whole(QUOTA), values.whole(KEPT)
    small, load = loads.is_small(customer), loads.loads([taker.number], case)[taker.number]
    if has_room(most, kept, load, small):
        return None
    return full(most, kept, f"{taker.name} {taker.number} ", load, small, loads.free(taker, on, most, kept, small))
