"""Bulk verbs of servicing: what a cut-over brings, as opaque rows. Each runs in the caller's transaction.

The room names its tables and columns, sees that all promised rows arrive and leaves the trace; the columns themselves
are made, checked and measured in `bulk.intake`.
"""

from __future__ import annotations

import hashlib
from datetime import date

from django.db import transaction

from wuhua.areas.servicing.models import Bill, LoanNote, NoteEvent, PlanItem, RepaymentItem, SettlementAccount
from wuhua.core.refuse import ensure
from wuhua.platform import loading
from wuhua.platform.copy import Rows

ACCOUNT_COLUMNS = ("id", "number", "customer_id", "branch", "shard", "opened")
NOTE_COLUMNS = (
    "id", "number", "contract", "customer_id", "account_id", "shard", "product", "branch", "managing_rm",
    "first_responsible", "amount", "rate", "start", "maturity", "original_maturity", "extensions", "method",
    "settlement",
    "own_day", "day_count", "frequency_months", "instalment", "principal_rolls", "penalty_uplift", "compound",
    "compound_base_penalty", "grace_days", "issue_type", "previous", "payout", "security", "purpose", "use", "industry",
    "region", "rate_type", "farm", "green", "internet", "revolving", "principal", "overdue_principal", "anchor_day",
    "accrued", "carry", "penalty_accrued", "penalty_carry", "compound_base", "compound_accrued", "compound_carry",
    "next_due", "oldest_due", "book_status", "closed",
)  # fmt: skip

TAKEN_UP = (
    "rate", "maturity", "own_day", "instalment", "misuse_uplift", "advance", "principal", "overdue_principal",
    "anchor_day", "accrued", "carry", "penalty_accrued", "penalty_carry", "compound_accrued", "compound_carry",
    "next_due", "book_status",
)  # fmt: skip
"""What the IMPORTED event keeps of a note, so that its life can be walked again from the cut-over."""


SHARDS = 16


def shard_of(number: str) -> int:
    """The shard of a settlement account: BLAKE2b of its number modulo 16, stored once and never changed."""
    return int.from_bytes(hashlib.blake2b(number.encode(), digest_size=8).digest(), "big") % SHARDS


def load_accounts(*, actor: str, business_date: date, rows: Rows) -> int:
    """Settlement accounts; their balances come with the opening entries. Answers how many."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=SettlementAccount, action="servicing.accounts_loaded"
    )


@transaction.atomic
def load_notes(*, actor: str, business_date: date, rows: Rows, events: Rows) -> int:
    """Notes with their anchors as given, and one IMPORTED event each."""
    ensure(events.count == rows.count, f"{rows.count} notes come with {events.count} events")
    count = loading.load(
        actor=actor, business_date=business_date, rows=rows, model=LoanNote, action="servicing.notes_loaded"
    )
    loading.load(
        actor=actor, business_date=business_date, rows=events, model=NoteEvent, action="servicing.events_loaded"
    )
    return count


@transaction.atomic
def load_bills(*, actor: str, business_date: date, rows: Rows, items: Rows) -> int:
    """Bills not yet settled, and what had been paid of them before."""
    count = loading.load(
        actor=actor, business_date=business_date, rows=rows, model=Bill, action="servicing.bills_loaded"
    )
    loading.load(
        actor=actor, business_date=business_date, rows=items, model=RepaymentItem, action="servicing.items_loaded"
    )
    return count


def load_plans(*, actor: str, business_date: date, rows: Rows) -> int:
    """Dates and principal of custom plans."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=PlanItem, action="servicing.plans_loaded"
    )
