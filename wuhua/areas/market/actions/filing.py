"""建档 of a customer: the file as it is filled, and a visit with a place on the map, make it count (A73).

The file belongs to the customer's room, the visit to this one; here they meet. What counts is what the file holds: nobody
types a percentage.
"""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.actions.filing import gate
from wuhua.areas.market import rules
from wuhua.areas.market.actions.common import record
from wuhua.areas.market.models import CustomerFile, Survey
from wuhua.areas.market.rules import MarketRefusal
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import numbering


@transaction.atomic
def file_customer(*, actor: Officer, business_date: date, number: str) -> CustomerFile | Refused:
    """建档: counted once a year and party; the scoreboard reads the row this writes."""
    kept = gate(actor, number)
    if isinstance(kept, Refused):
        return kept
    complete = customers.filled(kept.number, business_date)
    pct = compliance.whole("FILE_COMPLETE_PCT", business_date)
    survey = (
        Survey.objects.select_for_update()
        .filter(customer=kept.number, longitude__isnull=False, latitude__isnull=False)
        .order_by("-visited")
        .first()
    )
    if complete is None or not rules.counts_as_built(complete.filled, complete.mandatory, True, pct):
        missing = "、".join(complete.missing[:5]) if complete is not None else ""
        return Refused(
            MarketRefusal.FILE_INCOMPLETE, f"档案完整度不到 {pct}%,还缺:{missing}。", "请补齐必填项后再建档。", "filled"
        )
    if survey is None:
        return Refused(
            MarketRefusal.FILE_INCOMPLETE, "没有该客户带位置的走访记录。", "请在现场走访一次后再建档。", "visit"
        )
    before = CustomerFile.objects.filter(
        survey__customer=kept.number,
        filed__year=business_date.year,
        filled=complete.filled,
        mandatory=complete.mandatory,
    ).first()
    if before is not None:
        return before

    # After this line the file must count.
    made = CustomerFile.objects.create(
        number=f"DX{numbering.next_number('market_file'):08d}", survey=survey, party_kind=survey.party_kind,
        filled=complete.filled, mandatory=complete.mandatory, filed=business_date,
    )  # fmt: skip
    record(
        actor.number, business_date, "customer_filed", f"customer:{kept.number}",
        {"filled": complete.filled, "mandatory": complete.mandatory, "survey": survey.pk},
    )  # fmt: skip
    return made
