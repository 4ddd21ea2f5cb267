"""代偿后的还款 (A57): what a customer pays by himself on a note the pool has paid for is shared like a recovery, once a payment.

Looked for each night among the payments servicing booked, whichever way they came: at the counter, by file, or debited from
the account. The payment is taken back and comes in again on its own day for what is the bank's of it, and the pool gets the
rest of the same money. So the note stands as if the money had been told as a recovery, and its life stays what
`recalc` would make of it. Shared is what went to what had been due when the pool last paid, with what ran on that since,
up to what the bank still bears; what fell due later is the bank's alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Min

from wuhua.areas.backing.actions.claims import lines, own_payment
from wuhua.areas.backing.actions.common import trace
from wuhua.areas.backing.models import Pool, PoolClaim, PoolReceipt
from wuhua.areas.backing.read import pools
from wuhua.areas.backing.rules import Party, PoolEntryKind
from wuhua.areas.backing.rules.pools import shared_back
from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing import payments
from wuhua.areas.servicing.payments import Payment
from wuhua.areas.servicing.rules import Verb
from wuhua.books import post
from wuhua.books.rules import CLEARING, DEPOSITS, POOL_DEPOSITS, Entry, Line, Side
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock

MACHINE = "SYSTEM"


def share_payments(*, business_date: date, actor: str = MACHINE) -> dict[str, int]:
    """Share what came before this day on compensated notes; how many payments were shared, and how many could not be.

    One the loan book will not have rebooked stands as it was and is tried again the next night.
    """
    told = {"shared": 0, "refused": 0}
    if compliance.counter(business_date) is not None:
        return told
    for note in _borne_by_the_bank():
        for payment in _unshared(note, business_date):
            try:
                told["shared"] += _share(note, payment, business_date, actor)
            except Refuse:
                told["refused"] += 1
                break
    return told


def _borne_by_the_bank() -> list[str]:
    """Notes on whose claims the bank still bears something; fixed queries."""
    claims = list(PoolClaim.objects.filter(bank__gt=0).order_by("note", "pk"))
    parts = pools.open_parts(claims)
    return list(dict.fromkeys(each.note for each in claims if parts[each.pk][Party.BANK] > 0))


def _unshared(note: str, day: date) -> list[Payment]:
    """Payments after the first compensation that this room neither made nor dealt with yet."""
    mine = PoolReceipt.objects.filter(note=note)
    claims = list(PoolClaim.objects.filter(note=note).order_by("business_date"))
    first = mine.filter(own=True).aggregate(event=Min("event"))["event"]
    if first is None:  # compensated before payments were followed: recovered by hand
        return []
    known = [event for event in mine.values_list("event", flat=True) if event is not None]
    debits = set(mine.exclude(debit=None).values_list("debit", flat=True))
    found = payments.since(
        note, after=first, from_day=claims[0].business_date, before=day, old=claims[-1].business_date,
        without=known,
    )  # fmt: skip
    return [each for each in found if each.event is not None or each.day not in debits]


@transaction.atomic
def _share(note: str, payment: Payment, day: date, actor: str) -> int:
    """Share one payment; 1, or 0 where somebody else was there first. Raises `Refuse` where it cannot be rebooked."""
    claims = list(PoolClaim.objects.filter(note=note).order_by("pk"))
    pool = Pool.objects.select_for_update().get(pk=claims[0].pool_id)
    if PoolReceipt.objects.filter(note=note, event=payment.event, debit=_debit(payment)).exists():
        return 0
    shares = _shares(claims, payment.on_old)
    to_pool = sum(parts[Party.FIRM] + parts[Party.GOV] for parts in shares.values())

    # After this line only the loan book may still say no; then nothing of it stands.
    made = PoolReceipt.objects.create(
        pool=pool, note=note, event=payment.event, debit=_debit(payment), own=False, amount=payment.amount,
        to_pool=to_pool, business_date=day, actor=actor, recorded_at=clock.now(),
    )  # fmt: skip
    for claim in claims:
        if claim.pk in shares:
            lines(claim, PoolEntryKind.RECOVERED, shares[claim.pk], day, actor)
    if to_pool:
        _rebooked(claims[0], payment, to_pool, day, actor, f"backing/share/{made.pk}")
    trace(
        actor, day, "pool_shared", f"note:{note}", {"payment": payment.amount, "to_pool": to_pool, "receipt": made.pk}
    )
    return 1


def _debit(payment: Payment) -> date | None:
    return payment.day if payment.event is None else None


def _shares(claims: Sequence[PoolClaim], paid: int) -> dict[int, dict[Party, int]]:
    """What of the payment is whose, by claim: the oldest claim first, each up to what the bank bears of it."""
    found, left = {}, paid
    for claim_id, parts in pools.open_parts(claims).items():
        part = min(left, parts[Party.BANK])
        if part > 0:
            found[claim_id] = shared_back(part, parts)
            left -= part
    return found


def _rebooked(claim: PoolClaim, payment: Payment, to_pool: int, day: date, actor: str, key: str) -> None:
    """The payment back, the bank's part of it in again on its own day, the pool's part into the pool from the same money."""
    at = {"actor": actor, "business_date": day, "note": claim.note}
    _good(servicing.do(Verb.REVERSE, key=f"{key}/back", said=payment.undo, **at))  # type: ignore[arg-type]
    rest = payment.amount - to_pool
    if rest:
        _good(servicing.do(payment.verb, key=f"{key}/bank", said=payment.again(rest), **at))  # type: ignore[arg-type]
        own_payment(claim, rest, day, actor)
    account, branch = payment.account or (0, payment.branch)
    both = (
        Line(DEPOSITS if account else CLEARING, Side.DEBIT, to_pool, branch, sub=account),
        Line(POOL_DEPOSITS, Side.CREDIT, to_pool, sub=claim.pool_id),
    )
    post.post(Entry(f"pool/{key}", day, "客户还款按协议返还助保金", both), actor=actor)


def _good(answer: dict[str, object] | Refused) -> None:
    if isinstance(answer, Refused):
        raise Refuse(answer)
