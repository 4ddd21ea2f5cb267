"""出账前占用: under the lock of the pool or the core firm, so that two cases at once cannot take the last of it together."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from wuhua.areas.backing.actions.common import locked_firm, locked_pool, trace
from wuhua.areas.backing.models import ConfirmationUse, PoolEntry
from wuhua.areas.backing.read import asked, pools
from wuhua.areas.backing.rules import Party, PoolEntryKind
from wuhua.areas.backing.rules.pools import check_lent
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import clock


def commit(*, actor: str, business_date: date, case: Any, amount: int, maturity: date) -> Refused | None:
    """The loan of a case rests on its pool or core firm from now on; called by who pays it, in his transaction."""
    ensure(connection.in_atomic_block, "a loan is committed in the transaction that pays it")
    if case.product == asked.POOL_LOAN:
        return _pool(actor, business_date, case, amount)
    if case.product == asked.CHAIN_LOAN:
        return _chain(actor, business_date, case, amount, maturity)
    return None


def _pool(actor: str, day: date, case: Any, amount: int) -> Refused | None:
    pool = locked_pool(asked.partner_of(case))
    if isinstance(pool, Refused):
        return pool
    terms = pools.terms_on(pool.pk, day)
    if isinstance(terms, Refused):
        return terms
    own = pools.outstanding([pool.pk], case.customer_id)[pool.pk]
    refused = check_lent(
        terms, pools.figures_of([pool])[pool.pk], amount, own, pools.paid_by(pool.pk, case.customer_id)
    )
    if refused is not None:
        return refused

    # After this line the loan must rest on the pool.
    PoolEntry.objects.create(
        pool=pool, kind=PoolEntryKind.COMMITTED, party=Party.BANK, amount=amount, customer_id=case.customer_id, case=case,
        business_date=day, actor=actor, recorded_at=clock.now(),
    )  # fmt: skip
    trace(actor, day, "pool_committed", f"pool:{pool.code}", {"case": case.pk, "amount": amount})
    return None


def _chain(actor: str, day: date, case: Any, amount: int, maturity: date) -> Refused | None:
    firm = locked_firm(asked.partner_of(case))
    if isinstance(firm, Refused):
        return firm
    parts = asked.fits_chain(firm, case, amount, maturity, day)
    if isinstance(parts, Refused):
        return parts

    # After this line the confirmations must carry the loan.
    ConfirmationUse.objects.bulk_create(
        ConfirmationUse(confirmation_id=number, case=case, amount=fen, business_date=day)
        for number, fen in sorted(parts.items())
    )
    trace(actor, day, "core_committed", f"core:{firm.code}", {"case": case.pk, "amount": amount, "parts": parts})
    return None
