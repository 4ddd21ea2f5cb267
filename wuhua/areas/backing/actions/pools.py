"""Verbs of pools: open one, enter the agreement, pay in, give back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wuhua.areas.backing.actions.common import locked_pool, trace
from wuhua.areas.backing.models import Pool, PoolAgreement, PoolEntry
from wuhua.areas.backing.read import pools
from wuhua.areas.backing.rules import BackingRefusal, Party, PoolEntryKind, check_words, may_keep, may_pay
from wuhua.areas.backing.rules.names import check_amount, check_code
from wuhua.areas.backing.rules.pools import Member, PoolTerms, check_refund, check_terms
from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import LedgerMaster
from wuhua.areas.customer import read as customers
from wuhua.areas.people.rules import Officer
from wuhua.books import post
from wuhua.books.rules import CLEARING, POOL_DEPOSITS, Entry, Line, Side
from wuhua.core.refuse import Refused
from wuhua.platform import clock


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """A tri-party agreement as it was signed; `terms` are its figures; `automatic`: compensated by itself when due."""

    number: str
    signed: date
    from_day: date
    to_day: date
    terms: PoolTerms
    automatic: bool = False


@transaction.atomic
def open_pool(*, actor: Officer, business_date: date, code: str, name: str, government: str) -> Pool | Refused:
    """登记资金池: a code, a name, and whose money stands behind it. Nothing is lent on it before an agreement."""
    code = code.strip()
    refused = (
        may_keep(actor)
        or check_code(code, "资金池编号")
        or check_words(name, "name", "资金池名称")
        or check_words(government, "government", "出资政府部门")
    )
    if refused is None and Pool.objects.filter(code=code).exists():
        refused = Refused(BackingRefusal.NUMBER_TAKEN, f"资金池编号 {code} 已有。", "请换一个编号。", "code")
    if refused is not None:
        return refused

    # After this line the pool must be open.
    made = Pool.objects.create(
        code=code, name=name.strip(), government=government.strip(), branch=actor.branch, opened_on=business_date,
        opened_by=actor.number,
    )  # fmt: skip
    trace(actor.number, business_date, "pool_opened", f"pool:{code}", {"name": made.name})
    return made


@transaction.atomic
def sign_agreement(*, actor: Officer, business_date: date, code: str, new: NewAgreement) -> PoolAgreement | Refused:
    """登记三方协议: the next version; claims made under the one before stay as they were shared."""
    refused = may_keep(actor) or check_words(new.number, "number", "协议编号") or check_terms(new.terms)
    if refused is None and (new.signed > business_date or new.to_day <= new.from_day or new.from_day < new.signed):
        refused = Refused(
            BackingRefusal.DAY_WRONG,
            "签署日晚于今天,或生效日早于签署日,或到期日不晚于生效日。",
            "请按协议核对日期。",
            "signed",
        )
    if refused is not None:
        return refused
    pool = locked_pool(code)
    if isinstance(pool, Refused):
        return pool

    # After this line the agreement must stand.
    version = PoolAgreement.objects.filter(pool=pool).count() + 1
    terms = new.terms
    made = PoolAgreement.objects.create(
        pool=pool, version=version, number=new.number.strip(), signed=new.signed, from_day=new.from_day,
        to_day=new.to_day, automatic=new.automatic, multiple=terms.multiple, firm_pct=terms.firm_pct, overdue_days=terms.overdue_days,
        order=[[party.value, part] for party, part in terms.order], actor=actor.number, recorded_at=clock.now(),
    )  # fmt: skip
    trace(
        actor.number, business_date, "agreement_signed", f"pool:{code}",
        {"version": version, "number": made.number, "multiple": terms.multiple, "order": made.order},
    )  # fmt: skip
    return made


@transaction.atomic
def pay_in(
    *, actor: Officer, business_date: date, code: str, party: Party, amount: int, customer: str = "", words: str = ""
) -> PoolEntry | Refused:
    """缴存: the government's seed money, or a firm's share of its own loan; Dr 1011, Cr 2012 of this pool.

    Beside the core the money lies in the core's books: here stands the ledger's line, which the leverage rests on.
    """
    refused = may_pay(actor) or check_amount(amount)
    if refused is None and party is Party.BANK:
        refused = Refused(BackingRefusal.AGREEMENT_WRONG, "银行不向资金池缴存。", "请选择政府或企业。", "party")
    if refused is not None:
        return refused
    firm = customers.customer_for(actor, customer.strip()) if party is Party.FIRM else None
    if isinstance(firm, Refused):
        return firm
    pool = locked_pool(code)
    if isinstance(pool, Refused):
        return pool

    # After this line the money must lie in the pool.
    kind = PoolEntryKind.FIRM_PAID if party is Party.FIRM else PoolEntryKind.GOV_PAID
    made = PoolEntry.objects.create(
        pool=pool, kind=kind, party=party, amount=amount, customer_id=firm.id if firm else None, words=words.strip(),
        business_date=business_date, actor=actor.number, recorded_at=clock.now(),
    )  # fmt: skip
    trace(actor.number, business_date, "pool_paid", f"pool:{code}", {"party": party, "amount": amount})
    _posted(made, pool, "缴存助保金", Side.DEBIT, business_date, actor)
    return made


@transaction.atomic
def refund(
    *, actor: Officer, business_date: date, code: str, party: Party, amount: int, customer: str = "", words: str = ""
) -> PoolEntry | Refused:
    """退还: money of the pool goes back to who paid it in; Dr 2012 of this pool, Cr 1011. Under the lock of new loans, never
    below what the loans outstanding need.
    """
    refused = may_pay(actor) or check_amount(amount)
    if refused is None and party is Party.BANK:
        refused = Refused(BackingRefusal.AGREEMENT_WRONG, "银行没有向资金池缴存。", "请选择政府或企业。", "party")
    if refused is not None:
        return refused
    firm = customers.customer_for(actor, customer.strip()) if party is Party.FIRM else None
    if isinstance(firm, Refused):
        return firm
    pool = locked_pool(code)
    if isinstance(pool, Refused):
        return pool
    figures = pools.figures_of([pool])[pool.pk]
    member = _member(pool.pk, firm.id) if firm else Member(figures.gov_paid)
    refused = check_refund(pools.terms_for_keeping(pool.pk, business_date), figures, party, member, amount)
    if refused is not None:
        return refused

    # After this line the money must have left the pool.
    made = PoolEntry.objects.create(
        pool=pool, kind=PoolEntryKind.REFUNDED, party=party, amount=amount, customer_id=firm.id if firm else None,
        words=words.strip(), business_date=business_date, actor=actor.number, recorded_at=clock.now(),
    )  # fmt: skip
    trace(actor.number, business_date, "pool_refunded", f"pool:{code}", {"party": party, "amount": amount})
    _posted(made, pool, "退还助保金", Side.CREDIT, business_date, actor)
    return made


def _member(pool_id: int, customer: int) -> Member:
    owes = pools.outstanding([pool_id], customer)[pool_id]
    return Member(pools.paid_by(pool_id, customer), owes, pools.waiting_for(pool_id, customer))


def _posted(made: PoolEntry, pool: Pool, why: str, clearing: Side, day: date, actor: Officer) -> None:
    """Money in (clearing debited) or out; beside the core it lies in the core's books and nothing is posted here."""
    if compliance.ledger_master(day) is LedgerMaster.CORE:
        return
    lines = (
        Line(CLEARING, clearing, made.amount, pool.branch),
        Line(POOL_DEPOSITS, clearing.other, made.amount, sub=pool.pk),
    )
    post.post(Entry(f"pool/{made.pk}", day, why, lines), actor=actor.number)
