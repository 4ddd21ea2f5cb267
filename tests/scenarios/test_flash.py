"""闪贷 (A71): a card opened on its case, money drawn from the phone in one go, and the three days where a rule says no."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.recalc import prove
from tests.scenarios import case_county as county
from tests.scenarios.case_county import WAN, act, good, no, now
from tests.scenarios.small_county import DAY
from tests.town import Town
from wuhua.areas.compliance.rules import ComplianceRefusal
from wuhua.areas.corelink import casework as paying
from wuhua.areas.creditline import casework
from wuhua.areas.creditline.actions.flash import Wish, flash
from wuhua.areas.creditline.models import Card, CardAsk
from wuhua.areas.creditline.rules import CardRefusal
from wuhua.areas.customer.models import Customer, Standing
from wuhua.areas.market.models import ListEntry
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.rules import OriginationRefusal
from wuhua.areas.servicing.models import LoanNote

pytestmark = pytest.mark.usefixtures("fresh_bank")
WISH = Wish("C1", 5 * WAN, "WORKING_CAPITAL", "明早进货", True)


@pytest.fixture
def town() -> Town:
    return county.open_bank()


def carded() -> str:
    """The five steps of a card: power 36 万, wages 120 万, flow 80 万 a month; the basic tier stops at 50 万."""
    case = county.ask(product="CREDIT_CARD_LINE", security="CREDIT", method="on_demand")
    county.cleared_from(case, inputs={"elsewhere": 0}, amount=50 * WAN, months=12)
    return case


def wish(key: str = "k", hours: float = 10, **more: Any) -> Any:
    said = {**{name: getattr(WISH, name) for name in WISH.__slots__}, **more}
    return flash(business_date=DAY, at=county.MORNING + timedelta(hours=hours), key=key, wish=Wish(**said))


def test_a_card_is_opened_on_its_case_by_the_accountant_once(town: Town) -> None:
    case = carded()
    no(paying.pay(now("payer", 9), case, "k"), OriginationRefusal.STEP_NOT_NEXT)
    no(casework.open_from_case(now("lead", 9), case, "k"), OriginationRefusal.NOT_OF_THIS_POST)
    assert not Card.objects.exists()
    made = good(casework.open_from_case(now("payer", 9), case, "k1"))
    assert good(casework.open_from_case(now("payer", 9), case, "k1")) == made
    row = Case.objects.get(pk=case)
    card = Card.objects.get()
    assert row.state == "DISBURSED" and row.note == card.line.note_number
    assert (card.limit, card.line.rate) == (row.approved_amount, row.approved_rate)
    assert LoanNote.objects.get().principal == 0


def test_A71_money_in_one_go_without_a_human_and_once(town: Town) -> None:
    good(casework.open_from_case(now("payer", 9), carded(), "k1"))
    got = good(wish())
    assert got["way"] == "DRAWN" and good(wish()) == got
    assert LoanNote.objects.get().principal == 5 * WAN
    asked = CardAsk.objects.get()
    assert (asked.actor, asked.given) == ("customer:C1", 5 * WAN)
    town.close_through(DAY)
    prove(town)


def test_A71_a_rule_that_says_no_leads_to_the_three_days_with_its_reason(town: Town) -> None:
    good(casework.open_from_case(now("payer", 9), carded(), "k1"))
    fell = good(wish("k2", amount=50 * WAN + 1))
    assert fell["way"] == "THREE_DAYS" and "最多可支用 500,000.00 元" in fell["why"]
    case = Case.objects.get(pk=fell["case"])
    assert (case.state, case.lead, case.customer.number) == ("PROSPECT", "JZ1", "C1")
    assert "闪贷转入" in case.use
    assert good(wish("k2", amount=50 * WAN + 1)) == fell and Case.objects.count() == 2
    assert LoanNote.objects.get().principal == 0


def test_A71_what_the_customer_can_mend_is_said_beside_the_field_and_opens_no_case(town: Town) -> None:
    good(casework.open_from_case(now("payer", 9), carded(), "k1"))
    assert no(wish("a", agreed=False), CardRefusal.NOT_SIGNED).field == "agreed"
    assert no(wish("b", purpose="STOCKS"), ComplianceRefusal.PURPOSE_FORBIDDEN).field
    assert no(wish("c", use=" "), CardRefusal.REASON_MISSING).field == "use"
    assert Case.objects.count() == 1


def test_A71_late_payers_and_those_without_a_card_meet_a_person(town: Town) -> None:
    without = good(wish("a"))
    assert (without["way"], without["rule"]) == ("THREE_DAYS", "NO_CARD")
    good(act("lead", Deed.WITHDRAW, number=without["case"], words="改日再办"))
    Standing.objects.create(customer=Customer.objects.get(number="C1"), as_of=DAY, klass="WATCH", overdue_days=3)
    late = good(wish("b"))
    assert (late["way"], late["rule"]) == ("THREE_DAYS", "STANDING")
    assert not ListEntry.objects.filter(tint="BLACK").exists()
