"""受托支付 (domain 2.11): arranged before the contract, asked at the audit, paid on with the money and never back to the borrower."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios import case_county as county
from tests.scenarios.case_county import ACCOUNT, WAN, act, good, no, now
from tests.town import Town
from wuhua.areas.corelink import casework
from wuhua.areas.customer.models import Customer
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Case, Contract, PaymentOrder
from wuhua.areas.origination.read.paying import hindered
from wuhua.areas.origination.rules import OriginationRefusal
from wuhua.areas.servicing import pages
from wuhua.bulk.dayend import verify

pytestmark = pytest.mark.usefixtures("fresh_bank")
WRONG = OriginationRefusal.PAYMENT_NOT_ALLOWED
MILL: dict[str, Any] = {
    "account": ACCOUNT, "payout": "ENTRUSTED", "payee": "某某纸业公司", "payee_account": "95588000001", "payee_bank": "县工行",
}  # fmt: skip


@pytest.fixture
def town() -> Town:
    return county.open_bank()


def held() -> int:
    """What lies in the borrower's account."""
    return next(
        each.balance for each in pages.accounts_of(Customer.objects.get(number="C1").pk) if each.number == ACCOUNT
    )


def arranged(post: str, case: str, **more: Any) -> Any:
    return act(post, Deed.ARRANGE_PAYMENT, 6.5, number=case, **{**MILL, **more})


def test_A43_the_way_of_payment_is_arranged_until_the_contract_and_each_no_names_its_field(town: Town) -> None:
    case = county.approved()
    for change, field in (
        ({"payee": " "}, "payee"), ({"payee_account": ""}, "payee_account"), ({"payee_bank": ""}, "payee_bank"),
        ({"payee_account": ACCOUNT}, "payee_account"), ({"payout": "CASH"}, "payout"),
        ({"payout": "MIXED"}, "payee_amount"), ({"payout": "MIXED", "payee_amount": 50 * WAN}, "payee_amount"),
    ):  # fmt: skip
        assert no(arranged("lead", case, **change), WRONG).field == field, change
    assert Case.objects.get(pk=case).payout == "SELF"
    no(arranged("boss", case), OriginationRefusal.NOT_THE_HOLDER)
    good(arranged("co", case))
    good(arranged("lead", case, payout="SELF"))
    assert Case.objects.get(pk=case).payee == ""  # who pays himself has no payee
    row = Case.objects.get(pk=case)
    row.approved_amount = 50 * WAN + 1  # a fen above the line of 50 万
    told = hindered(row, county.DAY)
    assert told is not None and "受托支付" in told.reason
    row.payout, row.payee, row.payee_account, row.payee_bank, row.payee_amount = "MIXED", "纸厂", "95", "工行", 1
    assert hindered(row, county.DAY) is None
    good(arranged("lead", case))
    county.sign_contract(case)
    terms = Contract.objects.get(case_id=case).terms
    assert (terms["payee"], terms["payee_account"]) == ("某某纸业公司", "95588000001")
    no(arranged("lead", case, payee="别的公司"), WRONG)


def test_A43_the_payee_is_paid_with_the_money_once_and_the_borrower_holds_nothing_of_it(town: Town) -> None:
    case = county.approved()
    good(arranged("lead", case, payout="MIXED", payee_amount=42 * WAN))
    county.sign_contract(case)
    county.papers(
        case, ("GUARANTEE_CONTRACT", "SIGN_RECORD", "INTERVIEW_RECORD", "ENTRUST_PAY_ORDER", "DISBURSE_CHECKLIST")
    )
    good(act("ctr", Deed.REVIEW, 8, number=case, kind="CTR", verdict="PASSED"))
    Case.objects.filter(pk=case).update(payee_account="62280000000999")
    assert no(act("auditor", Deed.CLEAR, 8.5, number=case), OriginationRefusal.CONTRACT_MISSING).field == "contract"
    Case.objects.filter(pk=case).update(payee_account=MILL["payee_account"])
    own = county.OUTSIDE
    back = type(own)(
        owed=own.owed, accounts=lambda _: [ACCOUNT, MILL["payee_account"]], backed=own.backed, stands=own.stands
    )
    assert no(act("auditor", Deed.CLEAR, 8.5, outside=back, number=case), WRONG).field == "payee_account"
    good(act("auditor", Deed.CLEAR, 8.5, number=case))
    before = held()
    paid = good(casework.pay(now("payer", 9), case, "k1"))
    assert good(casework.pay(now("payer", 9.1), case, "k1")) == paid
    order = PaymentOrder.objects.get()
    assert (order.payee, order.amount, order.note, order.paid_by) == ("某某纸业公司", 42 * WAN, paid["note"], "JZ11")
    assert held() == before + 8 * WAN
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        PaymentOrder.objects.update(amount=1)
    town.close_through(county.DAY)
    assert not any(verify.verify().values())
