"""无还本续贷: a new note takes over the old one's principal; interest to the day is paid, nothing is lent anew."""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date

from wuhua.areas.servicing import pages
from wuhua.areas.servicing.actions import change
from wuhua.areas.servicing.actions.change import Wish, thought_of
from wuhua.areas.servicing.actions.common import gate, no_note, once_only, over, plain, record_event
from wuhua.areas.servicing.actions.disburse import NoteTerms, may_disburse, new_note, solve_instalment
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import BookStatus, EventKind, IssueType, Over, PaidBy, Said, ServicingRefusal
from wuhua.books.rules import LOANS, Line, Side
from wuhua.core.life import Event, What
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused
from wuhua.platform import audit


def renew(
    *, actor: str, business_date: date, key: str, note: str, terms: NoteTerms, pays: Over
) -> dict[str, object] | Refused:
    """续贷: signed before the old note matures, without arrears or misuse, for no more than what is left of it.

    `terms` are the new contract's; its issue type and its predecessor are set here. What the new note does not take over
    (interest to the day, and principal above its amount) is paid the way `pays` says. 银监发〔2014〕36号;金规〔2024〕13号.
    """

    def act() -> dict[str, object] | Refused:
        gate(business_date)
        old = LoanNote.objects.select_related("account").select_for_update(of=("self",)).filter(number=note).first()
        if old is None:
            return no_note(note)
        wanted = replace(terms, issue_type=IssueType.RENEWAL_NO_PRINCIPAL.value, previous=note)
        no = _may_renew(old, business_date, wanted) or may_disburse(wanted, old.account, business_date)
        if no is not None:
            return no
        # After this line only the balance of a settlement account may still say no.
        fresh = new_note(wanted, old.account, business_date)
        fresh.save(force_insert=True)
        signed: dict[str, object] = {
            "maturity": fresh.maturity.isoformat(), "own_day": fresh.own_day, "instalment": fresh.instalment,
        }  # fmt: skip
        record_event(fresh, business_date, EventKind.DRAW, actor, amount=wanted.amount, rate=wanted.rate, detail=signed)
        solve_instalment(fresh, business_date)
        answer = change.carry_out(
            _settled_by(old, fresh, business_date, pays), day=business_date, actor=actor, key=f"renew/{key}"
        )
        audit.record(
            actor=actor,
            business_date=business_date,
            action="servicing.renewed",
            subject=f"note:{fresh.number}",
            after={"previous": note, "amount": fresh.amount, "maturity": fresh.maturity.isoformat()},
        )
        return {**answer, "note": fresh.number, "previous": note, "amount": fresh.amount}

    arguments: dict[str, object] = {"verb": "renew", "old": note, "pays": pays.value, **plain(asdict(terms))}
    return once_only(key, arguments, act)


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
        paid_by=PaidBy.RENEWED,
        detail={"renewed": fresh.number, "over": pays.value},
    )


def _may_renew(old: LoanNote, day: date, terms: NoteTerms) -> Refused | None:
    def no(reason: str, next_step: str, field: str = "note") -> Refused:
        return Refused(ServicingRefusal.RENEWAL_NOT_POSSIBLE, reason, next_step, field=field)

    if old.closed is not None or old.next_due is None or day >= old.maturity:
        return no("续贷须在原借据到期前办理。", "已到期的贷款请办理还款或重组。")
    if pages.owed_on(old, day).due_total or old.book_status != BookStatus.NORMAL:
        return no("原借据有到期未还的款项。", "请先还清欠款,再办理续贷。")
    if old.misuse_uplift:
        return no("原借据有挪用记录,不符合续贷条件。", "请按逾期贷款管理。")
    if terms.amount > old.principal:
        return no(f"续贷金额不超过原借据余额 {grouped(old.principal)} 元。", "新增资金请另行申请。", "amount")
    return None
