"""Pools: the agreement in force, the figures of the ledger, what of a claim is still open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Sum

from wuhua.areas.backing.models import Pool, PoolAgreement, PoolClaim, PoolEntry
from wuhua.areas.backing.rules import BackingRefusal, Party, PoolEntryKind
from wuhua.areas.backing.rules.pools import PoolFigures, PoolTerms
from wuhua.areas.servicing import casework as loans
from wuhua.core.refuse import Refused

WAITING = "CLEARED"
"""A case that was committed and has no note yet is on its way to the core: it counts in full."""


def all_pools() -> list[Pool]:
    """Every pool, by its code."""
    return list(Pool.objects.order_by("code"))


def pool(code: str) -> Pool | Refused:
    """The pool of that code."""
    found = Pool.objects.filter(code=code).first() if "\0" not in code else None
    return found or Refused(
        BackingRefusal.POOL_UNKNOWN, f"没有助保金池「{code}」。", "请从资金池清单中选择。", "partner"
    )


def agreement_on(pool_id: int, on: date) -> PoolAgreement | None:
    """The newest version whose days cover the day."""
    rows = PoolAgreement.objects.filter(pool_id=pool_id, from_day__lte=on, to_day__gte=on)
    return rows.order_by("-version").first()


def terms_of(agreement: PoolAgreement) -> PoolTerms:
    """An agreement as the rules take it."""
    order = tuple((Party(party), int(part)) for party, part in agreement.order)
    return PoolTerms(agreement.multiple, agreement.firm_pct, agreement.overdue_days, order)


def terms_on(pool_id: int, on: date) -> PoolTerms | Refused:
    """What holds on the day; without a signed agreement nothing is lent and nothing paid (practice 2)."""
    found = agreement_on(pool_id, on)
    if found is not None:
        return terms_of(found)
    return Refused(
        BackingRefusal.AGREEMENT_MISSING,
        f"{on} 没有有效的政银企三方协议。",
        "请先签署并登记三方协议,没有协议不得放款。",
        "partner",
    )


def outstanding(pool_ids: Collection[int], customer: int | None = None) -> dict[int, int]:
    """What is outstanding on committed cases, by pool; of one borrower where named. Two queries."""
    rows = PoolEntry.objects.filter(pool_id__in=list(pool_ids), kind=PoolEntryKind.COMMITTED)
    if customer is not None:
        rows = rows.filter(customer_id=customer)
    lines = list(rows.values_list("pool_id", "case__state", "case__note", "amount"))
    owed = loans.outstanding([note for _, _, note, _ in lines if note])
    told = dict.fromkeys(pool_ids, 0)
    for pool_id, state, note, amount in lines:
        told[pool_id] += owed.get(note, 0) if note else amount if state == WAITING else 0
    return told


def figures_of(found: Iterable[Pool]) -> dict[int, PoolFigures]:
    """The ledgers summed, by pool. Three queries however many."""
    ids = [each.pk for each in found]
    sums: dict[tuple[int, str, str], int] = {}
    rows = PoolEntry.objects.filter(pool_id__in=ids).exclude(kind=PoolEntryKind.COMMITTED)
    for pool_id, kind, party, total in rows.values_list("pool_id", "kind", "party").annotate(total=Sum("amount")):
        sums[(pool_id, kind, party)] = int(total)
    owed = outstanding(ids)
    return {each: _figures(each, sums, owed[each]) for each in ids}


def _figures(pool_id: int, sums: dict[tuple[int, str, str], int], owed: int) -> PoolFigures:
    def of(kind: PoolEntryKind, party: Party) -> int:
        return sums.get((pool_id, kind.value, party.value), 0)

    def kept(party: Party, paid: PoolEntryKind) -> int:
        return of(paid, party) - of(PoolEntryKind.REFUNDED, party)

    both = (Party.GOV, Party.FIRM)
    gov, firm = kept(Party.GOV, PoolEntryKind.GOV_PAID), kept(Party.FIRM, PoolEntryKind.FIRM_PAID)

    def left(party: Party, paid: int) -> int:
        return paid - of(PoolEntryKind.USED, party) + of(PoolEntryKind.RECOVERED, party)

    return PoolFigures(
        gov_paid=gov,
        firm_paid=firm,
        committed=owed,
        used=sum(of(PoolEntryKind.USED, each) for each in both),
        recovered=sum(of(PoolEntryKind.RECOVERED, each) for each in both),
        gov_left=left(Party.GOV, gov),
        firm_left=left(Party.FIRM, firm),
    )


def paid_by(pool_id: int, customer: int) -> int:
    """What a borrower has paid into the pool, less what was given back."""
    rows = PoolEntry.objects.filter(pool_id=pool_id, customer_id=customer)
    sums = dict(rows.values_list("kind").annotate(total=Sum("amount")))
    return int(sums.get(PoolEntryKind.FIRM_PAID, 0)) - int(sums.get(PoolEntryKind.REFUNDED, 0))


def waiting_for(pool_id: int, customer: int) -> int:
    """What the pool paid for a borrower and has not got back. Two queries."""
    parts = open_parts(PoolClaim.objects.filter(pool_id=pool_id, customer_id=customer))
    return sum(each[Party.FIRM] + each[Party.GOV] for each in parts.values())


def terms_for_keeping(pool_id: int, on: date) -> PoolTerms | None:
    """The agreement in force, else the last one there was: what it lent is still out when it has ended."""
    found = agreement_on(pool_id, on) or PoolAgreement.objects.filter(pool_id=pool_id).order_by("-version").first()
    return terms_of(found) if found else None


def open_parts(claims: Iterable[PoolClaim]) -> dict[int, dict[Party, int]]:
    """What of each claim its parties still bear: their part less what came back. One query."""
    found = list(claims)
    back: dict[tuple[int, str], int] = {}
    rows = PoolEntry.objects.filter(claim__in=found, kind=PoolEntryKind.RECOVERED)
    for claim, party, total in rows.values_list("claim_id", "party").annotate(total=Sum("amount")):
        back[(claim, party)] = int(total)
    return {
        each.pk: {party: part - back.get((each.pk, party.value), 0) for party, part in _borne(each).items()}
        for each in found
    }


def _borne(claim: PoolClaim) -> dict[Party, int]:
    return {Party.FIRM: claim.firm, Party.GOV: claim.gov, Party.BANK: claim.bank}


def with_figures() -> list[tuple[Pool, PoolFigures]]:
    """Every pool beside its figures. Four queries."""
    found = all_pools()
    told = figures_of(found)
    return [(each, told[each.pk]) for each in found]
