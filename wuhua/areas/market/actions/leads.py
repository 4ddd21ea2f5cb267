"""Verbs of mined leads (A76): brought as a whole, taken up as an entry of the officer, or let go with a reason."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.market import read, rules
from wuhua.areas.market.actions.common import record
from wuhua.areas.market.actions.lists import NewParty, add_counterparty
from wuhua.areas.market.models import Lead
from wuhua.areas.market.rules import LeadState, MarketRefusal, PartyKind
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import loading
from wuhua.platform.copy import Rows


@transaction.atomic
def bring_leads(*, actor: str, business_date: date, rows: Rows) -> int:
    """挖潜结果: what nobody has looked at is replaced by what the flows say now; what was decided stays decided."""
    Lead.objects.filter(state=LeadState.SEEN).delete()
    return loading.merge(
        actor=actor, business_date=business_date, rows=rows, model=Lead, action="market.leads_brought",
        key=("firm", "party_name"),
    )  # fmt: skip


@transaction.atomic
def take_up(*, actor: Officer, business_date: date, lead: int, zone: str = "") -> Lead | Refused:
    """认领: the name is shown from now on, and the party stands on the officer's own list."""
    found = _open(actor, lead)
    if isinstance(found, Refused):
        return found
    firm = found.party_name.endswith(("公司", "合作社"))
    party = NewParty(
        PartyKind.ENTERPRISE if firm else PartyKind.MERCHANT, found.party_name, found.credit_code, zone=zone
    )
    entry = add_counterparty(actor=actor, business_date=business_date, party=party)
    if isinstance(entry, Refused):
        return entry

    # After this line the lead must be an entry.
    found.state, found.entry = LeadState.TAKEN_UP, entry
    found.save(update_fields=["state", "entry"])
    record(actor.number, business_date, "lead_taken_up", f"lead:{found.pk}", {"entry": entry.pk, "firm": found.firm})
    return found


@transaction.atomic
def let_go(*, actor: Officer, business_date: date, lead: int, words: str) -> Lead | Refused:
    """放弃: with the reason, so that it is not mined again tomorrow."""
    found = _open(actor, lead)
    if isinstance(found, Refused):
        return found
    refused = rules.check_text(words, "原因", "words")
    if refused is not None:
        return refused

    # After this line the lead must be gone.
    found.state, found.words = LeadState.LET_GO, words.strip()
    found.save(update_fields=["state", "words"])
    record(actor.number, business_date, "lead_let_go", f"lead:{found.pk}", {"words": found.words})
    return found


def _open(actor: Officer, number: int) -> Lead | Refused:
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    seen = read.lead_for(actor, number)
    if isinstance(seen, Refused):
        return seen
    found = Lead.objects.select_for_update().get(pk=number)
    if found.state != LeadState.SEEN:
        return Refused(MarketRefusal.TAKEN_ALREADY, "这条线索已处理。", "请从清单中选择其他线索。", "lead")
    return found
