"""风控关口前移,客户、员工两大风险 (A88): red lines act in steps 1 and 2, and both boards stand with their access rules."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import HERE, county, entry_of, first, head
from tests.scenarios.small_county import DAY, holding
from tests.scenarios.test_market_api import signed_in
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance import read as conduct
from wuhua.areas.compliance.rules.conduct import ConductItem
from wuhua.areas.customer import actions as customer
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.models import Complaint, CourtRecord, Customer, Relation, Standing
from wuhua.areas.market.actions import visits
from wuhua.areas.market.models import ListEntry
from wuhua.areas.market.rules import MarketRefusal, Tint
from wuhua.areas.origination.models import Application, Case, CaseStep, RefusalLook
from wuhua.areas.people.rules import Personal, Role
from wuhua.areas.product.rules.tables import SHIPPED, TableCode
from wuhua.areas.reporting.read import risk
from wuhua.areas.reporting.read.risk import Signal
from wuhua.areas.workday.models import Duty
from wuhua.core.refuse import Refused
from wuhua.platform import clock, secrets

pytestmark = pytest.mark.django_db
NOON = datetime(2018, 9, 28, 12, tzinfo=HERE)


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()
    clock.advance(DAY)


def refused_case(number: str, owner: str, stood: str, words: str) -> None:
    """A case turned away from the state it stood in."""
    row = Customer.objects.get(number=owner)
    asked = Application.objects.create(
        number=number, customer=row, product="MERCHANT_LOAN", amount=1, asked=NOON, outcome="REFUSED", rm="JZ1"
    )
    case = Case.objects.create(
        application=asked, customer=row, state="REJECTED", unit="B1", holder="JZ1", lead="JZ1", opened_on=date(2018, 9, 28),
        product="MERCHANT_LOAN", amount=1, months=12, purpose="BUSINESS", use="进货", industry="5212", region="140824",
        security="CREDIT", method="bullet", sheet_version=1,
    )  # fmt: skip
    CaseStep.objects.create(
        case=case,
        verb="REJECT",
        from_state=stood,
        to_state="REJECTED",
        turn=1,
        actor="JZ4",
        at=NOON,
        business_date=DAY,
        words=words,
    )


def surety(one: str, other: str) -> None:
    Relation.objects.create(
        customer=Customer.objects.get(number=one), party=Customer.objects.get(number=other), kind="GUARANTOR",
        since=date(2018, 1, 1), evidence="保证合同", business_date=DAY, actor="JZ4",
    )  # fmt: skip


def black(number: str = "C1") -> int:
    entry = entry_of("黑户")
    ListEntry.objects.filter(pk=entry).update(tint=Tint.BLACK, tint_reason="多头失信", customer=number)
    return entry


def test_A88_red_lines_act_before_anybody_spends_a_visit() -> None:
    """Black on a list is refused at step 1; the first rows of the eligibility table refuse at step 2; the board shows both."""
    entry = black()
    refused = visits.target(actor=first(), business_date=DAY, entry=entry)
    assert isinstance(refused, Refused) and refused.name is MarketRefusal.BLACK_LISTED
    rows = {row.id: row for row in SHIPPED[TableCode.ELIGIBILITY]}
    assert rows["E02"].verdict == "REFUSE" and "BLACK" in rows["E02"].cells
    refused_case("SQ1", "C1", "SUBMITTED", "法院被执行人")
    refused_case("SQ2", "C2", "REVIEWED", "审查后否决")
    found = risk.signs(head(), DAY, Signal.REFUSED_AT_INTAKE, 1)
    assert [(x.case, x.number, x.words) for x in found.rows] == [("SQ1", "C1", "法院被执行人")] and found.count == 1
    assert risk.signals(head(), DAY)[Signal.BLACK_ON_A_LIST] == 1
    assert risk.STEPS[Signal.BLACK_ON_A_LIST] == "第一步"
    later = DAY + timedelta(days=risk.BACK + 1)
    assert risk.signals(head(), later)[Signal.REFUSED_AT_INTAKE] == 0


def test_A88_signs_of_customers_are_those_in_sight() -> None:
    ids = {each.number: each.pk for each in Customer.objects.all()}
    Standing.objects.create(
        customer_id=ids["C1"], as_of=DAY, klass="SUBSTANDARD", overdue_days=91, book_status="OVERDUE"
    )
    Standing.objects.create(customer_id=ids["C2"], as_of=DAY, klass="NORMAL", overdue_days=0, book_status="NORMAL")
    Standing.objects.create(customer_id=ids["C3"], as_of=DAY, klass="WATCH", overdue_days=5, book_status="OVERDUE")
    surety("C1", "C2")
    assert customers.circles(DAY) == []
    surety("C2", "C1")
    assert customers.circles(DAY) == [("C1", "C2")]
    counts = risk.signals(head(), DAY)
    assert (counts[Signal.IN_ARREARS], counts[Signal.CLASS_BELOW_NORMAL], counts[Signal.GUARANTEE_CIRCLE]) == (2, 2, 2)
    own = risk.signals(first(), DAY)
    assert (own[Signal.IN_ARREARS], own[Signal.CLASS_BELOW_NORMAL], own[Signal.GUARANTEE_CIRCLE]) == (1, 1, 1)
    assert [x.words for x in risk.signs(head(), DAY, Signal.IN_ARREARS, 1).rows] == ["逾期 91 天", "逾期 5 天"]
    assert risk.signs(first(), DAY, Signal.GUARANTEE_CIRCLE, 1).rows[0].words == "2 户互相担保"
    assert risk.signs(head(), DAY, Signal.IN_ARREARS, 2).rows == []


def staff_signs() -> None:
    """乙: one finding, a complaint, a broken limit. 甲 looked at an identity number."""
    new = compliance.NewFinding(ConductItem.NO3, "note:JD9", "JZ2", DAY, "客户反映放款时被收手续费", "C2")
    made = compliance.raise_finding(actor=holding("JZ4", Role.COMPLIANCE), business_date=DAY, new=new)
    assert not isinstance(made, Refused)
    Complaint.objects.create(
        number="TS1", kind="FEE", name="某某", phone_sealed=secrets.seal("13800000000"), phone_masked="138****",
        words="被多收费用了", concerned=["JZ2"],
        address="127.0.0.1", business_date=DAY, received_at=NOON, due=DAY + timedelta(days=15),
    )  # fmt: skip
    Duty.objects.create(
        subject="x:1", code="OWN_LIMIT", title="超时", holder_id="JZ2", unit_id="B1", opened_on=DAY, started_at=NOON,
        limit_amount=1, limit_unit="DAYS", limit_mode="WORKDAY", due_at=NOON, level=100,
    )  # fmt: skip
    shown = customer.unmask(
        actor=first(), business_date=DAY, number="C1", field=Personal.IDENTITY, reason="核对身份证信息"
    )
    assert not isinstance(shown, Refused)


def test_A88_the_board_of_staff_counts_live_rows_and_hides_oneself() -> None:
    staff_signs()
    lines = risk.staff_board(holding("JZ5", Role.HR_DISCIPLINE), DAY)
    assert [(x.number, x.open, x.upheld, x.complaints, x.limits, x.unmasked) for x in lines] == [
        ("JZ2", 1, 0, 1, 1, 0), ("JZ1", 0, 0, 0, 0, 1),
    ]  # fmt: skip
    assert [x.number for x in risk.staff_board(holding("JZ2", Role.COMPLIANCE), DAY)] == ["JZ1"]
    assert risk.staff_board(holding("JZ5", Role.EXECUTIVE), DAY + timedelta(days=risk.BACK + 1)) == []
    for role in Role:
        assert bool(risk.staff_board(holding("JZ5", role), DAY)) == (role in conduct.STAFF_BOARD), role


def test_A88_an_overturned_refusal_counts_against_who_refused() -> None:
    refused_case("SQ1", "C1", "SUBMITTED", "没有依据")
    look = {"code": "OTHER", "words": "没有依据", "stood_at": "SUBMITTED", "refused_on": DAY, "due": NOON}
    RefusalLook.objects.create(case_id="SQ1", refused_by="JZ3", **look)
    assert risk.staff_board(holding("JZ5", Role.HR_DISCIPLINE), DAY) == []
    RefusalLook.objects.update(state="OVERTURNED", looked_by="JZ4", looked_on=DAY)
    (line,) = risk.staff_board(holding("JZ5", Role.HR_DISCIPLINE), DAY)
    assert (line.number, line.overturned) == ("JZ3", 1)


def test_A88_both_boards_answer_by_role() -> None:
    staff_signs()
    black()
    for page in ("/risk/customers", "/risk/staff"):
        assert Client().get(page).status_code == 302
    expected = {
        Role.RM: (200, 403), Role.RISK: (200, 403), Role.COMPLIANCE: (200, 200), Role.EXECUTIVE: (200, 200),
        Role.HR_DISCIPLINE: (403, 200), Role.AUDIT: (200, 403), Role.STATISTICS: (403, 403), Role.ADMIN: (403, 403),
    }  # fmt: skip
    for role, wanted in expected.items():
        who = signed_in("JZ5", role)
        assert tuple(who.get(page).status_code for page in ("/risk/customers", "/risk/staff")) == wanted, role
    discipline = signed_in("JZ4", Role.HR_DISCIPLINE).get("/risk/staff").content.decode()
    assert "/conduct?staff=JZ2" in discipline and "面馆" not in discipline
    boss = signed_in("JZ5", Role.EXECUTIVE)
    assert "黑户" in boss.get("/risk/customers?signal=BLACK_ON_A_LIST").content.decode()
    assert "黑户" not in boss.get("/risk/customers?signal=IN_COURT").content.decode()
    assert boss.get("/risk/customers?signal=MOOD").status_code == 404
    assert boss.get("/risk/customers?signal=IN_COURT&page=999999999999").status_code == 200


def test_A88_boards_cost_the_same_for_many() -> None:
    who, counts = signed_in("JZ5", Role.EXECUTIVE), []
    pages = ("/risk/staff", *(f"/risk/customers?signal={each.value}" for each in Signal))
    for start, end, ring in ((0, 2, ("C1", "C2")), (2, 20, ("C2", "C3"))):
        surety(*ring)
        surety(*reversed(ring))
        for number in ring[-1:]:
            CourtRecord.objects.create(
                case_no=f"({number})", name="某某", role="被执行人", as_of=DAY, received_at=NOON,
                identity_blind=Customer.objects.get(number=number).identity_blind,
            )  # fmt: skip
        for n in range(start, end):
            refused_case(f"SQ{n}", f"C{n % 2 + 1}", "TARGETED", "红线") if n < 2 else None
            entry = entry_of(f"黑户{n}")
            ListEntry.objects.filter(pk=entry).update(tint=Tint.BLACK, tint_reason="失信")
            new = compliance.NewFinding(ConductItem.NO3, f"note:{n}", f"JZ{n % 3 + 1}", DAY, "放款时被收手续费")
            compliance.raise_finding(actor=holding("JZ4", Role.COMPLIANCE), business_date=DAY, new=new)
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as seen:
                assert who.get(page).status_code == 200
            found.append(len(seen))
        counts.append(found)
    assert counts[0] == counts[1] and max(counts[0]) <= 24, counts
