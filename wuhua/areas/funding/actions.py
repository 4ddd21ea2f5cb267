"""Verbs of funding: load a bank's ledger, put a note behind a borrowing."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.funding import read, rules
from wuhua.areas.funding.models import Relending, RelendingLink
from wuhua.areas.funding.rules import FundingRefusal, Link
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit, loading
from wuhua.platform.copy import Rows


@transaction.atomic
def load_relending(*, actor: str, business_date: date, rows: Rows) -> int:
    """再贷款借款 (funding_relending)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=Relending, action="funding.relending_loaded"
    )


@transaction.atomic
def load_relending_links(*, actor: str, business_date: date, rows: Rows) -> int:
    """再贷款台账明细 (funding_relendinglink: relending_id, note by number)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=RelendingLink, action="funding.links_loaded"
    )


@transaction.atomic
def link(*, actor: Officer, business_date: date, relending: str, proposed: Link) -> RelendingLink | Refused:
    """Put a note behind a borrowing: once per note, inside what is outstanding, cheaper than own funds."""
    if not actor.holds(Role.FUNDING):
        return Refused(FundingRefusal.MAY_NOT_LINK, "只有再贷款管理岗可以登记台账。", "请提交再贷款管理岗办理。")
    found = Relending.objects.select_for_update().filter(pk=relending).first()
    if found is None:
        return Refused(FundingRefusal.RELENDING_UNKNOWN, f"没有再贷款合同 {relending}。", "请核对合同号。", "relending")
    taken = RelendingLink.objects.filter(note=proposed.note, ended__isnull=True).values_list("note", flat=True)
    refused = rules.check_link(proposed, found.drawn, read.room(relending), list(taken))
    if refused is not None:
        return refused

    # After this line the link must be written.
    made = RelendingLink.objects.create(
        relending=found,
        note=proposed.note,
        amount=proposed.amount,
        comparator=proposed.comparator,
        linked=proposed.on,
    )
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="funding.linked",
        subject=f"note:{proposed.note}",
        after={"relending": relending, "amount": proposed.amount},
    )
    return made
