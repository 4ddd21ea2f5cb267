"""每日检查 (A56): new data of the tax house freeze the draws of tax loans at once, and thaw them when the word is good again.

Set-based: a few statements over all tax borrowers. Run at the turn of the date, and on every import of tax records. The
notes carry one flag for whatever stops them (`LoanNote.stopped`); a stop of post-loan (一终止) is handed in as `kept` and never
lifted here, and post-loan asks `keep_frozen` when it lifts one of its own.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db import transaction

from wuhua.areas.backing.actions.common import trace
from wuhua.areas.backing.models import TaxFreeze
from wuhua.areas.backing.rules import tax as rules
from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer.read import kept as records
from wuhua.areas.servicing import casework as loans
from wuhua.areas.servicing.actions import stopping

PRODUCT = "TAX_LOAN"
MACHINE = "SYSTEM"


@transaction.atomic
def watch_tax(*, business_date: date, kept: Collection[int] = (), actor: str = MACHINE) -> dict[str, int]:
    """Freeze whose grade fell below the entry or who owes tax, thaw whose word is good again; how many of each."""
    borrowers = loans.drawable_on(PRODUCT)
    grades = rules.entry_grades(compliance.parameters(business_date).values)
    latest = records.latest_tax(borrowers)
    causes = {each: rules.cause(grade, arrears, grades) for each, (grade, arrears) in latest.items()}
    frozen = dict(TaxFreeze.objects.select_for_update().filter(to_day__isnull=True).values_list("customer_id", "pk"))
    fresh = sorted(each for each, why in causes.items() if why and each not in frozen)
    better = sorted(each for each in frozen if each in causes and not causes[each])

    # After this line what the tax house says must hold.
    TaxFreeze.objects.bulk_create(
        TaxFreeze(customer_id=each, from_day=business_date, grade=latest[each][0], words=causes[each]) for each in fresh
    )
    words = "税务数据好转,恢复支用"
    TaxFreeze.objects.filter(pk__in=[frozen[each] for each in better]).update(to_day=business_date, thaw_words=words)
    _stop(actor, business_date, fresh, True, "信税通冻结")
    _stop(actor, business_date, [each for each in better if each not in set(kept)], False, words)
    if fresh or better:
        told = {"frozen": len(fresh), "thawed": len(better)}
        trace(actor, business_date, "tax_watched", f"day:{business_date.isoformat()}", told)
    return {"frozen": len(fresh), "thawed": len(better)}


def keep_frozen(*, business_date: date, customers: Collection[int], actor: str = MACHINE) -> None:
    """Whoever lifts a stop of his own on these customers leaves standing what the tax house froze."""
    held = TaxFreeze.objects.filter(customer_id__in=list(customers), to_day__isnull=True)
    _stop(actor, business_date, list(held.values_list("customer_id", flat=True)), True, "信税通冻结仍在")


def _stop(actor: str, day: date, customers: Collection[int], stopped: bool, why: str) -> None:
    if customers:
        stopping.stop_draws(
            actor=actor, business_date=day, customers=customers, stopped=stopped, why=why, product=PRODUCT
        )
