"""无还本续贷: a new note takes over the old one's principal; interest to the day is paid, nothing is lent anew."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from django.db.models import Q

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import RuleSet
from wuhua.areas.customer.read import kept
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.actions import change
from wuhua.areas.servicing.actions.change import Wish, thought_of
from wuhua.areas.servicing.actions.common import gate, no_note, once_only, over, plain, reason_missing
from wuhua.areas.servicing.actions.disburse import NoteTerms, may_disburse, new_note
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import (
    BookStatus,
    EventKind,
    IssueType,
    Method,
    Over,
    PaidBy,
    Purpose,
    Said,
    ServicingRefusal,
)
from wuhua.books.rules import LOANS, Line, Side
from wuhua.core.life import Event, What
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused

NOT_SMALL = ("LARGE", "MEDIUM")
SOUND = ("", "NONE", "NORMAL")
"""正常, or nothing found: the worst class as the last close left it in the borrower's standing."""


def renew(
    *, actor: str, business_date: date, key: str, note: str, terms: NoteTerms, pays: Over
) -> dict[str, object] | Refused:
    """续贷: signed before the old note matures, without arrears or misuse, for no more than what is left of it.

    `terms` are the new contract's; its issue type and its predecessor are set here. What the new note does not take over
    (interest to the day, and principal above its amount) is paid the way `pays` says. 银监发〔2014〕36号;金规〔2024〕13号.
    """

    def act() -> dict[str, object] | Refused:
        gate(business_date)
        elsewhere = compliance.counter(business_date)
        if elsewhere is not None:
            return elsewhere
        old = LoanNote.objects.select_related("account").select_for_update(of=("self",)).filter(number=note).first()
        if old is None:
            return no_note(note)
        wanted = replace(terms, issue_type=IssueType.RENEWAL_NO_PRINCIPAL.value, previous=note)
        no = _may_renew(old, business_date, wanted) or may_disburse(wanted, old.account, business_date)
        if no is not None:
            return no
        # After this line only the balance of a settlement account may still say no.
        wish = _settled_by(old, new_note(wanted, old.account, business_date), business_date, pays)
        answer = change.carry_out(wish, day=business_date, actor=actor, key=f"renew/{key}")
        return {**answer, "note": wanted.number, "previous": note, "amount": wanted.amount}

    arguments: dict[str, object] = {"verb": "renew", "old": note, "pays": pays.value, **plain(asdict(terms))}
    return once_only(key, arguments, act)


def continued(old: LoanNote, day: date, said: Said) -> Wish | Refused:
    """续贷 as an order: the old note's terms go on under a new contract, to a new end (and, where said, amount and rate)."""
    no = reason_missing(said) or _named(old, said)
    if no is not None or said.until is None:
        return no or _no("请填写新到期日。", "续贷须另定到期日。", "until")
    terms = _terms(old, said, said.until)
    no = _may_renew(old, day, terms) or may_disburse(terms, old.account, day)
    if no is not None:
        return replace(no, field=FIELDS.get(no.field or "", no.field))
    return _settled_by(old, new_note(terms, old.account, day), day, said.over)


FIELDS = {"maturity": "until"}
"""Where an order says what a contract calls otherwise."""


def _named(old: LoanNote, said: Said) -> Refused | None:
    if not said.number.strip():
        return _no("续贷要另立借据。", "请填写新借据号。", "number")
    if not said.contract.strip() or said.contract.strip() == old.contract:
        return _no("续贷要另签合同。", "请填写新合同号。", "contract")
    if old.method == Method.CUSTOM:
        return _no("按季节计划还款的贷款要另定还款计划。", "请在受理中重新申请,批准后办理续贷。")
    return None


def _terms(old: LoanNote, said: Said, until: date) -> NoteTerms:
    """The new contract's terms: the old note's, with what was said of amount, rate and end."""
    kept = {
        name: getattr(old, name)
        for name in (
            "product", "managing_rm", "method", "settlement", "security", "use", "industry", "region", "day_count",
            "frequency_months", "principal_rolls", "penalty_uplift", "purpose", "rate_type", "farm",
            "compound_base_penalty", "grace_days",
        )
    }  # fmt: skip
    return NoteTerms(
        number=said.number.strip(), contract=said.contract.strip(), account=old.account.number,
        amount=said.amount or old.principal, rate=said.rate or old.rate, maturity=until, own_day=old.own_day,
        issue_type=IssueType.RENEWAL_NO_PRINCIPAL.value, previous=old.number, **kept,
    )  # fmt: skip


def _settled_by(old: LoanNote, fresh: LoanNote, day: date, pays: Over) -> Wish:
    """The old note paid in full: by the new one's principal, and in money for the rest."""
    total = pages.owed_on(old, day).payoff
    account, _ = over(old, Said(over=pays))
    taken = Line(LOANS, Side.DEBIT, fresh.amount, fresh.branch, fresh.product, BookStatus.NORMAL.value, fresh.id)
    event = Event(0, day, What.PREPAY, total)
    return Wish(
        old,
        EventKind.PREPAY,
        thought_of(event),
        "无还本续贷",
        total - fresh.amount,
        account,
        other=(taken,),
        opens=fresh,
        paid_by=PaidBy.RENEWED,
        detail={"renewed": fresh.number, "over": pays.value},
    )


def _may_renew(old: LoanNote, day: date, terms: NoteTerms) -> Refused | None:
    no = unfit(old, day, pages.owed_on(old, day).due_total)
    if no is None and terms.amount > old.principal:
        return _no(f"续贷金额不超过原借据余额 {grouped(old.principal)} 元。", "新增资金请另行申请。", "amount")
    return no


def unfit(old: LoanNote, day: date, due: int) -> Refused | None:
    """What the rules ask of the old note and its borrower, whatever the new contract says; `due` is what is owed on it today."""
    if old.closed is not None or old.next_due is None or day >= old.maturity:
        return _no("续贷须在原借据到期前办理。", "已到期的贷款请办理还款或重组。")
    if due or old.book_status != BookStatus.NORMAL:
        return _no("原借据有到期未还的款项。", "请先还清欠款,再办理续贷。")
    if old.misuse_uplift:
        return _no("原借据有挪用记录,不符合续贷条件。", "请按逾期贷款管理。")
    if old.issue_type == IssueType.RESTRUCTURED:
        return _no("重组贷款不符合续贷条件。", "请按重组协议管理,观察期满后另行申请。")
    if old.purpose != Purpose.BUSINESS or old.customer.size_class in NOT_SMALL:
        return _no("无还本续贷只用于小微企业、个体工商户和农户的经营贷款。", "其他贷款到期请归还后另行申请。")
    return _borrower_unfit(old, day)


def _borrower_unfit(old: LoanNote, day: date) -> Refused | None:
    """没有欠贷欠息: on none of his notes; and under the guide of 2014 the loan must be 正常."""
    others = LoanNote.objects.filter(customer_id=old.customer_id, closed__isnull=True).exclude(pk=old.pk)
    bad = others.filter(Q(oldest_due__lt=day) | ~Q(book_status=BookStatus.NORMAL)).order_by("number").first()
    if bad is not None:
        return _no(f"借款人的借据 {bad.number} 有欠款,不符合续贷条件。", "请先还清其他借据的欠款,再办理续贷。")
    if compliance.ruleset_on(day) is RuleSet.RS2018 and kept.worst_of(old.customer.number) not in SOUND:
        return _no("借款人的贷款不是正常类,不符合续贷条件。", "请先消除风险并完成分类上调,或到期收回。")
    return None


def _no(reason: str, next_step: str, field: str = "note") -> Refused:
    return Refused(ServicingRefusal.RENEWAL_NOT_POSSIBLE, reason, next_step, field=field)
