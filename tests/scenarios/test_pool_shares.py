"""After a pool has paid (A57): the customer's own payments are shared back by themselves, money of the pool is given back to
its members, and what a pool must pay for comes up by itself.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.recalc import prove
from tests.scenarios.case_county import DAY, POOL_TERMS, good, no, who
from tests.scenarios.test_special_products import a_pool, asked_for, figures, lend, pay_in, town
from tests.town import Town, fen
from wuhua.areas.backing import actions, read
from wuhua.areas.backing.models import PoolClaim, PoolProposal, PoolReceipt
from wuhua.areas.backing.read import asked, desk, pools
from wuhua.areas.backing.rules import BackingRefusal, Party
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.people.models import StaffRole
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing import recalc
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.areas.servicing.overturned import overturned_by
from wuhua.areas.servicing.rules import Said, Verb
from wuhua.areas.workday.models import LaneItem
from wuhua.books import read as books
from wuhua.books.rules import DEPOSITS, POOL_DEPOSITS
from wuhua.bulk.dayend import verify

pytestmark = pytest.mark.usefixtures("fresh_bank")
__all__ = ["town"]


def compensated(town: Town) -> PoolClaim:
    """A note of 500,000.00 the pool paid for on 14 October: 32,000.00 the firms, the government and the bank 234,800.60 each."""
    a_pool()
    for customer, paid in (("C1", "10,000.00"), ("C2", "22,000.00")):
        pay_in(Party.FIRM, paid, customer)
    note = lend(town, asked_for("C1", "POOL_LOAN", "ZB1", "500,000.00"), "500,000.00", date(2018, 10, 10))
    assert isinstance(note, str)
    town.close_through(date(2018, 10, 13))
    claim = good(actions.compensate(actor=who("payer"), business_date=town.today, note=note))
    assert (claim.firm, claim.gov, claim.bank) == (32_000_00, 234_800_60, 234_800_60)
    return claim  # type: ignore[no-any-return]


def pool_money() -> int:
    return -books.balance_of(POOL_DEPOSITS, good(read.pool("ZB1")).pk)


def borne(claim: PoolClaim) -> tuple[int, int, int]:
    parts = pools.open_parts([claim])[claim.pk]
    return parts[Party.FIRM], parts[Party.GOV], parts[Party.BANK]


def test_A57_what_the_customer_pays_by_himself_is_shared_once_like_a_recovery(town: Town) -> None:
    claim = compensated(town)
    before = pool_money()
    good(town.repay(claim.note, "100,000.00"))
    assert sum(town.owed(claim.note).values()) == 134_800_60  # the whole payment is on the note until the night
    town.close_through(town.today)
    # By 32,000.00 : 234,800.60 : 234,800.60, as if the money had been told as a recovery.
    assert borne(claim) == (32_000_00 - 6_379_57, 234_800_60 - 46_810_22, 234_800_60 - 46_810_21)
    assert pool_money() == before + 6_379_57 + 46_810_22
    assert town.note(claim.note).overdue_principal == 134_199_40 + 53_189_79
    receipts = list(PoolReceipt.objects.filter(own=False).values_list("amount", "to_pool"))
    assert receipts == [(100_000_00, 53_189_79)]
    assert overturned_by(DAY) == {}  # taken back to be shared: no fault of the teller's

    # Looked for again, nothing more is shared, also not what this room rebooked itself.
    assert actions.share_payments(business_date=town.today) == {"shared": 0, "refused": 0}
    town.close_through(town.today)
    assert PoolReceipt.objects.filter(own=False).count() == 1 and pool_money() == before + 53_189_79
    assert not any(verify.verify().values())


def test_A57_what_the_night_takes_from_the_account_is_shared_too_until_everybody_has_what_he_bore(town: Town) -> None:
    claim = compensated(town)
    account = SettlementAccount.objects.get(customer__number="C1")
    town.deposit(account.number, "60,000.00")
    town.close_through(town.today)
    # 60,000.00 by the same shares: the firms 3,827.74, the government and the bank 28,086.13 each.
    assert borne(claim) == (32_000_00 - 3_827_74, 234_800_60 - 28_086_13, 234_800_60 - 28_086_13)
    assert books.balance_of(DEPOSITS, account.pk) == 0
    # Enough for everything: each night takes what is due and shares it, to the fen; what is left is brought and told.
    town.deposit(account.number, "300,000.00")
    for _ in range(2):
        town.close_through(town.today)
    told = list(PoolReceipt.objects.filter(own=False).order_by("id").values_list("to_pool", flat=True))
    firm, gov, bank = borne(claim)
    assert len(told) == 3 and sum(told) == 266_800_60 - firm - gov == pool_money() - (332_000_00 - 266_800_60)
    good(actions.recover(actor=who("payer"), business_date=town.today, claim=claim.pk, amount=firm + gov + bank))
    assert borne(claim) == (0, 0, 0) and pool_money() == 332_000_00
    town.close_through(town.today)
    assert PoolReceipt.objects.filter(own=False).count() == 3  # what the bank earned since is its own
    prove(town)
    assert not any(verify.verify().values())


def test_A57_a_note_the_customer_settles_himself_owes_the_bank_what_went_to_the_pool(town: Town) -> None:
    claim = compensated(town)
    said = Said()
    paid = good(
        servicing.do(Verb.SETTLE, actor="T001", business_date=town.today, key="all", note=claim.note, said=said)
    )
    assert paid["amount"] == 234_800_60 and town.owed(claim.note) == {}
    town.close_through(town.today)
    # 234,800.60 of 501,601.20: to the firms 14,979.27, to the government and the bank 109,910.66 and a half each.
    firm, gov, bank = borne(claim)
    assert (32_000_00 - firm, 234_800_60 - gov, 234_800_60 - bank) == (14_979_27, 109_910_67, 109_910_66)
    assert pool_money() == 65_199_40 + 14_979_27 + 109_910_67
    note = town.note(claim.note)
    assert note.closed is None and note.principal + note.overdue_principal > 0
    assert sum(town.owed(claim.note).values()) >= 14_979_27 + 109_910_67  # and what runs on it since
    town.close_through(town.today)
    assert PoolReceipt.objects.filter(own=False).count() == 1
    prove(town)
    assert not any(verify.verify().values())


def test_A57_what_comes_in_on_a_note_written_off_is_shared_too(town: Town) -> None:
    RuleParameter.objects.filter(code="NON_ACCRUAL_DAYS").update(value="2")  # a note that late may be written off
    claim = compensated(town)
    before = pool_money()
    at: dict[str, Any] = {"actor": "T001", "business_date": town.today, "note": claim.note}
    good(servicing.do(Verb.WRITE_OFF, **at, key="off", said=Said(reason="呆账核销批复")))
    good(servicing.do(Verb.RECOVER, **at, key="in", said=Said(amount=100_000_00)))
    town.close_through(town.today)
    assert pool_money() == before + 53_189_79
    assert borne(claim)[2] == 234_800_60 - 46_810_21
    town.close_through(town.today)
    assert PoolReceipt.objects.filter(own=False).count() == 1
    assert not recalc.differences([town.note(claim.note)], town.today - timedelta(days=1), 2)
    assert not any(verify.verify().values())


def give_back(party: Party, amount: str, customer: str = "") -> object:
    at = {"actor": who("payer"), "business_date": DAY, "code": "ZB1"}
    return actions.refund(**at, party=party, amount=fen(amount), customer=customer)  # type: ignore[arg-type]


def test_A57_money_goes_back_to_a_member_down_to_what_the_outstanding_loans_need(town: Town) -> None:
    a_pool()  # five times the government's 300,000.00; 2 % of the loan is the firm's
    pay_in(Party.FIRM, "15,000.00", "C1")
    note = lend(town, asked_for("C1", "POOL_LOAN", "ZB1", "500,000.00"), "500,000.00", date(2018, 12, 30))
    assert isinstance(note, str)
    at = {"business_date": DAY, "code": "ZB1", "party": Party.GOV, "amount": 1}
    no(actions.refund(actor=who("centre"), **at), BackingRefusal.NOT_OF_THIS_POST)  # type: ignore[arg-type]
    no(give_back(Party.BANK, "1.00"), BackingRefusal.AGREEMENT_WRONG)
    no(give_back(Party.GOV, "0.00"), BackingRefusal.AMOUNT_NOT_POSITIVE)
    no(give_back(Party.GOV, "300,000.01"), BackingRefusal.MORE_THAN_LIES_THERE)
    no(give_back(Party.FIRM, "1.00", "C2"), BackingRefusal.MORE_THAN_LIES_THERE)
    # 500,000.00 on five times the money need 100,000.00 of the government's, and 10,000.00 of the firm's.
    over = no(give_back(Party.GOV, "200,000.01"), BackingRefusal.NEEDED_FOR_LOANS)
    assert "200,000.00" in over.reason and over.field == "amount"
    no(give_back(Party.FIRM, "5,000.01", "C1"), BackingRefusal.NEEDED_FOR_LOANS)
    good(give_back(Party.GOV, "200,000.00"))
    good(give_back(Party.FIRM, "5,000.00", "C1"))
    found = figures()
    assert (found.gov_paid, found.firm_paid, found.balance) == (100_000_00, 10_000_00, 110_000_00)
    assert found.room(POOL_TERMS) == 0 and pool_money() == 110_000_00
    no(give_back(Party.GOV, "0.01"), BackingRefusal.NEEDED_FOR_LOANS)
    # Nothing more is lent on what went back.
    no(asked.stands(asked_for("C3", "POOL_LOAN", "ZB1", "50,000.00"), 1, date(2018, 12, 30), DAY),
       BackingRefusal.LEVERAGE_EXCEEDED)  # fmt: skip
    # Beside the core the ledger's line stands and nothing is posted here.
    said = Said(amount=100_000_00)
    good(servicing.do(Verb.PREPAY, actor="T001", business_date=DAY, key="early", note=note, said=said))
    RuleParameter.objects.filter(code="LEDGER_MASTER").update(value="CORE")
    good(give_back(Party.GOV, "20,000.00"))
    assert figures().gov_paid == 80_000_00 and pool_money() == 110_000_00


def test_A57_a_firm_whose_note_the_pool_paid_for_gets_nothing_back_before_the_pool_has_its_own(town: Town) -> None:
    claim = compensated(town)
    at: dict[str, Any] = {"actor": who("payer"), "business_date": town.today}
    back = {**at, "code": "ZB1", "party": Party.FIRM, "amount": 1, "customer": "C1"}
    no(actions.refund(**back), BackingRefusal.CLAIM_STILL_OPEN)
    good(actions.recover(**at, claim=claim.pk, amount=claim.total))
    good(actions.refund(**{**back, "amount": 10_000_00}))  # nothing is outstanding any more
    assert pool_money() == 322_000_00


def owing_since_october(town: Town, automatic: bool) -> str:
    """A note of 500,000.00 due on the 10th that nobody pays; the agreement waits for 3 days."""
    a_pool()
    if automatic:
        new = actions.NewAgreement("ZB-2018-2", DAY, DAY, date(2019, 9, 30), POOL_TERMS, automatic=True)
        good(actions.sign_agreement(actor=who("centre"), business_date=DAY, code="ZB1", new=new))
    pay_in(Party.FIRM, "10,000.00", "C1")
    note = lend(town, asked_for("C1", "POOL_LOAN", "ZB1", "500,000.00"), "500,000.00", date(2018, 10, 10))
    assert isinstance(note, str)
    town.close_through(date(2018, 10, 12))
    assert not PoolProposal.objects.exists() and not PoolClaim.objects.exists()  # the 13th is the third day
    town.close_through(date(2018, 10, 13))
    return note


def test_A57_what_a_pool_must_pay_for_comes_up_by_itself_once_and_a_person_confirms_it(town: Town) -> None:
    note = owing_since_october(town, automatic=False)
    risk = who("rsk")
    (line,) = desk.due_lines(risk)
    # Principal 500,000.00 and interest of ten days 1,000.00; what runs until it is paid is reckoned when it is paid.
    assert (line.row.note, line.row.oldest_due, line.row.due) == (note, date(2018, 10, 10), 501_000_00)
    item = LaneItem.objects.get(subject=f"note:{note}")
    assert StaffRole.objects.filter(staff_id=item.staff_id, role=Role.RISK).exists() and item.day == town.today
    assert not PoolClaim.objects.exists()
    town.close_through(town.today)
    assert (
        PoolProposal.objects.count() == LaneItem.objects.filter(subject=f"note:{note}", carried_from=None).count() == 1
    )
    good(actions.compensate(actor=who("payer"), business_date=town.today, note=note))
    assert desk.due_lines(risk) == []
    town.close_through(town.today)
    assert PoolProposal.objects.count() == 1 and PoolClaim.objects.count() == 1


def test_A57_where_the_agreement_says_so_the_night_compensates_by_itself_once(town: Town) -> None:
    note = owing_since_october(town, automatic=True)
    claim = PoolClaim.objects.get()
    assert (claim.note, claim.actor, claim.business_date, claim.overdue_days) == (note, "SYSTEM", date(2018, 10, 14), 4)
    assert claim.total == 501_601_20 and claim.firm == 10_000_00  # with four days of penalty and compound
    assert not LaneItem.objects.filter(subject=f"note:{note}").exists() and desk.due_lines(who("rsk")) == []
    town.close_through(town.today)
    assert PoolClaim.objects.count() == 1
    prove(town)
