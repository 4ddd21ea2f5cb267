"""合规扫描: the notes of a window beside sales and placements, and the four public notices; what is seen is flagged once.

Only notes of customers with a sale or a placement are read, so the cost follows the sales and not the book. The verdicts
are `compliance.rules.conduct`'s; run again it writes nothing. The day end looks every night (`scan_of_day`), a person
whenever he likes (`scan`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection, transaction

from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance import read
from wuhua.areas.compliance.rules.conduct import Flag, Lent, bundled, turned_into_deposits
from wuhua.areas.compliance.rules.disclosures import undisclosed
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused

LOOK_BACK = 180
"""Days of disbursements a look goes back: a sale recorded late is still seen beside its loan."""

_LENT = """
SELECT n.number, n.customer_id, n.amount, n.start, n.managing_rm FROM servicing_loannote n
WHERE n.start BETWEEN %s AND %s
  AND EXISTS (SELECT FROM compliance_productsale s WHERE s.customer_id = n.customer_id)
ORDER BY n.number
"""


@dataclass(frozen=True, slots=True)
class Look:
    """What a look came to: notes and flows read, flags seen, of which new."""

    notes: int
    flows: int
    flags: int
    new: int


def scan(*, actor: Officer, on: date) -> Look | Refused:
    """Look at the book as it stands on a day."""
    refused = compliance.may_scan(actor)
    if refused is not None:
        return refused
    with transaction.atomic():
        notes, flows, flags = _seen(on)
        flags = [*flags, *undisclosed(read.disclosed(on), on)]
        new = compliance.write_findings(actor=actor, business_date=on, flags=flags)
    return new if isinstance(new, Refused) else Look(notes, flows, len(flags), new)


def scan_of_day(day: date, actor: str) -> int:
    """The look of every night at the book as the closed day leaves it; how many flags were new.

    Written under the date that has begun. A notice that is missing is said once, until somebody has closed that finding.
    """
    with transaction.atomic():
        missing = undisclosed(read.disclosed(day), day)
        said = read.open_items() if missing else frozenset()
        flags = [*_seen(day)[2], *(each for each in missing if each.item not in said)]
        return compliance.write_findings_of_day(actor=actor, business_date=day + timedelta(days=1), flags=flags)


def _seen(on: date) -> tuple[int, int, list[Flag]]:
    """How many notes and flows were read, and what is seen in them. Three queries."""
    values = read.parameters(on)
    deposit_days, sale_days = values.whole("CONDUCT_DEPOSIT_DAYS"), values.whole("CONDUCT_SALE_DAYS")
    first = on - timedelta(days=LOOK_BACK)
    lent = _lent(first, on)
    flows = read.flows(first, on, max(deposit_days, sale_days))
    flags = [
        *turned_into_deposits(lent, flows, deposit_days),
        *bundled(lent, flows, sale_days, values.whole("CONDUCT_COOLING_DAYS")),
    ]
    return len(lent), len(flows), flags


def _lent(first: date, last: date) -> list[Lent]:
    with connection.cursor() as cursor:
        cursor.execute(_LENT, [first, last])
        return [Lent(*row) for row in cursor.fetchall()]
