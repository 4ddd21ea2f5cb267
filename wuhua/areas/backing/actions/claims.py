"""代偿与追偿 (A57): the pool pays first, in the order signed; what the customer pays later goes back in the same proportions.

The note is paid by servicing's own `repay`: for the loan book it is money that came in (Dr 1011), which the pool gives in the
same transaction (Dr 2012, Cr 1011). So the note's life stays what `recalc` would make of it. `shares` shares what the
customer pays on the note by himself.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from wuhua.areas.backing.actions.common import trace
from wuhua.areas.backing.models import Pool, PoolClaim, PoolEntry, PoolReceipt
from wuhua.areas.backing.read import pools
from wuhua.areas.backing.rules import BackingRefusal, Party, PoolEntryKind, may_pay
from wuhua.areas.backing.rules.names import check_amount
from wuhua.areas.backing.rules.pools import check_late, shared_back, split
from wuhua.areas.compliance import read as compliance
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing import casework as loans
from wuhua.areas.servicing import payments
from wuhua.books import post
from wuhua.books.rules import CLEARING, POOL_DEPOSITS, Entry, Line, Side
from wuhua.core.money import grouped
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock

PAID = (Party.FIRM, Party.GOV)


def compensate(*, actor: Officer, business_date: date, note: str) -> PoolClaim | Refused:
    """代偿: what is overdue of the note beyond the agreed days, less what the bank bears of earlier claims already."""
    return may_pay(actor) or compensate_by(actor.number, business_date, note)


@transaction.atomic
def compensate_by(actor: str, business_date: date, note: str) -> PoolClaim | Refused:
    """The same without asking who: the night does it by itself where the agreement says so."""
    refused = compliance.counter(business_date)
    if refused is not None:
        return refused
    committed = PoolEntry.objects.filter(kind=PoolEntryKind.COMMITTED, case__note=note).exclude(case__note="").first()
    if committed is None or committed.customer_id is None:
        return Refused(BackingRefusal.NOT_COMMITTED, f"借据 {note} 没有占用资金池。", "请核对借据号。", "note")
    pool = Pool.objects.select_for_update().get(pk=committed.pool_id)
    agreement = pools.agreement_on(pool.pk, committed.business_date)
    if agreement is None:
        return _no_agreement(pool)
    terms = pools.terms_of(agreement)
    late = loans.late(note, business_date)
    refused = check_late(terms, late.oldest_due if late else None, business_date)
    if refused is not None or late is None:
        return refused or _no_agreement(pool)
    earlier = PoolClaim.objects.filter(note=note)
    total = late.due - sum(part[Party.BANK] for part in pools.open_parts(earlier).values())
    if total <= 0:
        return Refused(
            BackingRefusal.NOTHING_TO_PAY, "逾期款项中没有应由资金池代偿的部分。", "银行分担的部分请继续催收。", "note"
        )
    figures = pools.figures_of([pool])[pool.pk]
    parts = split(terms, total, {Party.FIRM: figures.firm_left, Party.GOV: figures.gov_left})
    paid = parts[Party.FIRM] + parts[Party.GOV]
    if paid == 0:
        return Refused(BackingRefusal.POOL_EMPTY, "资金池没有余额可代偿。", "请通知协议各方补足。", "note")

    # After this line only the loan book may still say no; then nothing of it stands.
    claim = PoolClaim.objects.create(
        pool=pool, agreement=agreement, customer_id=committed.customer_id, note=note,
        overdue_days=(business_date - late.oldest_due).days if late.oldest_due else 0, total=total,
        firm=parts[Party.FIRM], gov=parts[Party.GOV], bank=parts[Party.BANK], business_date=business_date,
        actor=actor,
    )  # fmt: skip
    lines(claim, PoolEntryKind.USED, {party: parts[party] for party in PAID}, business_date, actor)
    trace(
        actor, business_date, "pool_compensated", f"note:{note}",
        {"pool": pool.code, "total": total, "firm": claim.firm, "gov": claim.gov, "bank": claim.bank},
    )  # fmt: skip
    _repaid(claim, actor, business_date, f"claim/{claim.pk}", paid)
    _moved(claim, f"claim/{claim.pk}", "助保金代偿", Side.DEBIT, paid, late.branch, business_date, actor)
    return claim


@transaction.atomic
def recover(*, actor: Officer, business_date: date, claim: int, amount: int) -> dict[str, Any] | Refused:
    """追偿: the customer pays; pool and bank get it in the proportions in which they bore the loss.

    The bank's part pays the note as far as something is due on it; answers who got what.
    """
    refused = may_pay(actor) or compliance.counter(business_date) or check_amount(amount)
    if refused is not None:
        return refused
    found = PoolClaim.objects.filter(pk=claim).first()
    if found is None:
        return Refused(BackingRefusal.NOT_COMMITTED, "没有这笔代偿。", "请从代偿清单中选择。", "claim")
    Pool.objects.select_for_update().get(pk=found.pool_id)
    late = loans.late(found.note, business_date)
    parts = pools.open_parts([found])[found.pk]
    parts[Party.BANK] = min(parts[Party.BANK], late.due if late else 0)
    most = sum(parts.values())
    if amount > most:
        return Refused(
            BackingRefusal.MORE_THAN_IS_OPEN,
            f"这笔代偿还可追回 {grouped(most)} 元,收款 {grouped(amount)} 元。",
            "多余的款项请存入客户结算账户。",
            "amount",
        )
    shares = shared_back(amount, parts)

    # After this line only the loan book may still say no; then nothing of it stands.
    made = lines(found, PoolEntryKind.RECOVERED, shares, business_date, actor.number)
    trace(
        actor.number, business_date, "pool_recovered", f"note:{found.note}",
        {"claim": found.pk, **{party.value: fen for party, fen in shares.items()}},
    )  # fmt: skip
    if shares[Party.BANK]:
        _repaid(found, actor.number, business_date, f"recover/{made}", shares[Party.BANK])
    back = shares[Party.FIRM] + shares[Party.GOV]
    if back:
        branch = late.branch if late else found.pool.branch
        _moved(found, f"recover/{made}", "追回助保金代偿款", Side.CREDIT, back, branch, business_date, actor.number)
    return {"claim": found.pk, "amount": amount, **{party.value.lower(): fen for party, fen in shares.items()}}


def lines(claim: PoolClaim, kind: PoolEntryKind, parts: dict[Party, int], day: date, actor: str) -> int:
    """The ledger's lines of a claim or a recovery; answers the number of the last."""
    last = 0
    for party, fen in parts.items():
        if fen:
            last = PoolEntry.objects.create(
                pool_id=claim.pool_id, kind=kind, party=party, amount=fen, customer_id=claim.customer_id, claim=claim,
                words=claim.note, business_date=day, actor=actor, recorded_at=clock.now(),
            ).pk  # fmt: skip
    return last


def own_payment(claim: PoolClaim, amount: int, day: date, actor: str) -> None:
    """The payment just made on the note is this room's: nobody shares it again."""
    PoolReceipt.objects.create(
        pool_id=claim.pool_id, note=claim.note, event=payments.newest(claim.note), own=True, amount=amount,
        business_date=day, actor=actor, recorded_at=clock.now(),
    )  # fmt: skip


def _repaid(claim: PoolClaim, actor: str, day: date, key: str, amount: int) -> None:
    answer = servicing.repay(actor=actor, business_date=day, key=f"backing/{key}", note=claim.note, amount=amount)
    if isinstance(answer, Refused):
        raise Refuse(answer)
    own_payment(claim, amount, day, actor)


def _moved(claim: PoolClaim, key: str, why: str, side: Side, fen: int, branch: str, day: date, actor: str) -> None:
    """Money out of the pool (debit) or back into it, against the clearing money of the note's branch."""
    both = (
        Line(POOL_DEPOSITS, side, fen, sub=claim.pool_id),
        Line(CLEARING, side.other, fen, branch),
    )
    post.post(Entry(f"pool/{key}", day, why, both), actor=actor)


def _no_agreement(pool: Pool) -> Refused:
    return Refused(
        BackingRefusal.AGREEMENT_MISSING, f"资金池 {pool.code} 在放款日没有有效协议。", "请核对三方协议。", "note"
    )
