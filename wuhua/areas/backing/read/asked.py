"""What a case asks: who stands behind it, what he still carries, and whether an amount to a day fits."""

from __future__ import annotations

from datetime import date
from typing import Any

from wuhua.areas.backing.models import CoreFirm, Pool
from wuhua.areas.backing.read import chain, pools
from wuhua.areas.backing.rules import BackingRefusal
from wuhua.areas.backing.rules import chain as chained
from wuhua.areas.backing.rules.pools import PoolFigures
from wuhua.areas.compliance import read as compliance
from wuhua.areas.origination.read.figures import Backed
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused

POOL_LOAN, CHAIN_LOAN = "POOL_LOAN", "CHAIN_LOAN"
BACKED = (POOL_LOAN, CHAIN_LOAN)
"""Products that rest on a ledger of this room."""


def partner_of(case: Any) -> str:
    """The code of the pool or core firm that the investigators named."""
    return str(case.inputs.get("partner", "") or "")


def investigators(case: Any) -> tuple[str, str]:
    """Who looks at the borrower: a confirmation that one of them entered carries nothing of this case."""
    return case.lead, case.co


def partner_named(product: str, code: str) -> str:
    """Its name; empty where there is none."""
    found: Any = chain.core_firm(code) if product == CHAIN_LOAN else pools.pool(code)
    return "" if isinstance(found, Refused) else found.name


def choices(product: str) -> list[tuple[str, str]]:
    """Codes and names to choose from, for a case of this product."""
    rows: list[Any] = chain.core_firms() if product == CHAIN_LOAN else pools.all_pools() if product == POOL_LOAN else []
    return [(each.code, each.name) for each in rows]


def backed(case: Any, on: date) -> Backed:
    """What the formula takes from the ledger; nothing is known where nobody stands behind the case."""
    if case.product == POOL_LOAN:
        pool = pools.pool(partner_of(case))
        terms = pool if isinstance(pool, Refused) else pools.terms_on(pool.pk, on)
        if isinstance(pool, Refused) or isinstance(terms, Refused):
            return Backed()
        return Backed(room=pools.figures_of([pool])[pool.pk].room(terms))
    if case.product == CHAIN_LOAN:
        firm = chain.core_firm(partner_of(case))
        if isinstance(firm, Refused):
            return Backed()
        free = sum(each.left for each in chain.open_confirmations(firm.pk, case.customer_id, on, investigators(case)))
        room = chain.core_figures([firm], on)[firm.pk].room
        return Backed(min(room, free), chain.confirmed_of(firm.pk, case.customer_id, on, investigators(case)))
    return Backed()


def stands(case: Any, amount: int, maturity: date, on: date) -> Refused | None:
    """Whether an amount to a day fits what stands behind the case, as it stands now; at the money it is asked under lock."""
    if case.product == POOL_LOAN:
        pool = pools.pool(partner_of(case))
        return pool if isinstance(pool, Refused) else _fits_pool(pool, amount, on)
    if case.product == CHAIN_LOAN:
        firm = chain.core_firm(partner_of(case))
        found = firm if isinstance(firm, Refused) else fits_chain(firm, case, amount, maturity, on)
        return found if isinstance(found, Refused) else None
    return None


def _fits_pool(pool: Pool, amount: int, on: date) -> Refused | None:
    terms = pools.terms_on(pool.pk, on)
    if isinstance(terms, Refused):
        return terms
    figures: PoolFigures = pools.figures_of([pool])[pool.pk]
    if amount <= figures.room(terms):
        return None
    return Refused(
        BackingRefusal.LEVERAGE_EXCEEDED,
        f"助保金池只余 {grouped(figures.room(terms))} 元,本笔 {grouped(amount)} 元。",
        "请减少金额,或待收回、增资后再批。",
        "amount",
    )


def fits_chain(firm: CoreFirm, case: Any, amount: int, maturity: date, on: date) -> dict[str, int] | Refused:
    """Which confirmations would carry the loan; or why not: the cap, the confirmations, the trade cycle."""
    over = chained.check_cap(chain.core_figures([firm], on)[firm.pk], amount)
    if over is not None:
        return over
    found = chain.open_confirmations(firm.pk, case.customer_id, on, investigators(case))
    parts = chained.taken(amount, found)
    if isinstance(parts, Refused):
        return parts
    last = max(each.due for each in found if each.number in parts)
    late = chained.check_cycle(last, compliance.whole("CHAIN_CYCLE_DAYS", on), maturity)
    return late or parts
