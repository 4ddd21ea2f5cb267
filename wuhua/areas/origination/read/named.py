"""What an investigator named on a case sees of its customer, whoever keeps that customer.

Two people investigate, and the second often belongs to another outlet: the general table would show him nothing. While he is
named on a living case the records its figures rest on are open to him, for this case alone, and the look is written down
once a day. Taken off the case he sees them no more; the customer's file itself stays behind its own gate.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.customer import read as customers
from wuhua.areas.customer.read import Records
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.rules.steps import LIVE
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit

SEEN = "origination.records_seen_as_named"


def is_named(officer: Officer, case: Case) -> bool:
    """Whether he investigates this case, and it is not over."""
    return officer.number in (case.lead, case.co) and case.state in LIVE and not officer.holds(Role.ADMIN)


def records(officer: Officer, case: Case, on: date) -> Records | Refused:
    """The records of the case's customer: by the general table, or because he is named on the case. Seven queries."""
    found = customers.records_for(officer, case.customer.number)
    if not isinstance(found, Refused) or not is_named(officer, case):
        return found
    _note(officer, case, on)
    return customers.records_of(case.customer_id)


def _note(officer: Officer, case: Case, on: date) -> None:
    """One row a day for each who looked."""
    subject = f"case:{case.pk}"
    seen = {(each.actor, each.business_date) for each in audit.trail(subject, 200) if each.action == SEEN}
    if (officer.number, on) in seen:
        return
    with transaction.atomic():  # a page looks without a verb around it
        audit.record(
            actor=officer.number, business_date=on, action=SEEN, subject=subject,
            after={"customer": case.customer.number, "part": "CO" if officer.number == case.co else "LEAD"},
        )  # fmt: skip
