"""What the scoreboard counts: visits, files, agreements, tasks, applications, re-lending."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios.small_county import DAY, customers, holding, people, rows
from wuhua.areas.funding import actions as funding
from wuhua.areas.funding import read as funds
from wuhua.areas.funding.models import RelendingLink
from wuhua.areas.funding.rules import FundingRefusal, Link, RelendingKind
from wuhua.areas.market import actions, read
from wuhua.areas.market.rules import AgreementKind, PartyKind
from wuhua.areas.origination import actions as origination
from wuhua.areas.origination import read as applications
from wuhua.areas.origination.models import Application
from wuhua.areas.people.rules import Role
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
WHO = {"actor": "JZ4", "business_date": DAY}
SURVEY = "number party_kind party_name credit_code zone_id rm_id visited longitude latitude"


@pytest.fixture(autouse=True)
def county(home):
    people()


def visits():
    here = "110.98,35.60"
    lines = (
        f'"V1","MERCHANT","面馆","","Z1","JZ1",2018-03-01T10:00:00+08:00,{here}',
        f'"V2","MERCHANT","面馆","","Z1","JZ1",2018-04-01T10:00:00+08:00,{here}',
        '"V3","MERCHANT","粮油店","","Z1","JZ1",2018-09-30T23:59:00+08:00,,',
        f'"V4","ENTERPRISE","纸箱厂","91140824MA0JXH019N","Z1","JZ2",2018-05-01T10:00:00+08:00,{here}',
        f'"V5","ENTERPRISE","纸箱厂","91140824MA0JXH019N","Z1","JZ2",2017-12-31T10:00:00+08:00,{here}',
        f'"V6","MERCHANT","后天去的店","","Z1","JZ1",2018-10-01T00:00:00+08:00,{here}',
    )
    actions.load_surveys(**WHO, rows=rows("market_survey", SURVEY, *lines))


def test_A72_a_party_visited_twice_this_year_counts_once():
    visits()
    assert read.surveyed(DAY) == {PartyKind.MERCHANT: 2, PartyKind.ENTERPRISE: 1}
    assert read.surveyed(date(2018, 3, 1)) == {PartyKind.MERCHANT: 1, PartyKind.ENTERPRISE: 0}
    assert read.located_share(DAY) == (3, 4)
    assert read.visits_by_rm(DAY) == {"JZ1": 3, "JZ2": 1}


def test_A73_a_file_counts_at_ninety_percent_and_with_a_located_visit():
    visits()
    lines = (
        '"F1","V1","MERCHANT",18,20,2018-03-02',
        '"F2","V2","MERCHANT",17,20,2018-04-02',
        '"F3","V3","MERCHANT",20,20,2018-09-30',
        '"F4","V4","ENTERPRISE",27,30,2018-05-02',
        '"F5","V5","ENTERPRISE",30,30,2017-12-31',
    )
    columns = "number survey_id party_kind filled mandatory filed"
    actions.load_files(**WHO, rows=rows("market_customerfile", columns, *lines))
    assert read.filed(DAY, 90) == {PartyKind.MERCHANT: 1, PartyKind.ENTERPRISE: 1}
    assert read.filed(DAY, 91) == {PartyKind.MERCHANT: 0, PartyKind.ENTERPRISE: 0}


def test_a_file_fuller_than_full_breaks_the_load():
    visits()
    columns = "number survey_id party_kind filled mandatory filed"
    brought = rows("market_customerfile", columns, '"F1","V1","MERCHANT",21,20,2018-03-02')
    with pytest.raises(IntegrityError, match="file_items_make_sense"), transaction.atomic():
        actions.load_files(**WHO, rows=brought)


def test_A79_agreements_in_force_by_kind_and_those_that_end_soon():
    columns = "number kind party signed expires executive_id contact_id"
    lines = (
        '"A1","PARK","西社园区",2018-01-01,2018-11-01,"JZ4","JZ1"',
        '"A2","PARK","翟店园区",2018-10-01,2020-01-01,"JZ4","JZ1"',
        '"A3","MALL_SUPERMARKET","后稷商厦",2017-01-01,2018-09-29,"JZ4","JZ1"',
    )
    actions.load_agreements(**WHO, rows=rows("market_agreement", columns, *lines))
    assert read.agreements(DAY)[AgreementKind.PARK] == 1
    assert read.agreements(DAY)[AgreementKind.MALL_SUPERMARKET] == 0
    assert [each.number for each in read.expiring(DAY, 60)] == ["A1"]


def test_A7_the_years_task_is_what_the_bank_wrote():
    brought = rows("market_target", "year measure scope value", '2018,"NET_INCREASE","BANK","178487600.00"')
    actions.load_targets(**WHO, rows=brought)
    assert read.target(2018, "NET_INCREASE") == "178487600.00"
    assert read.targets(2018) == {"NET_INCREASE": "178487600.00"}
    assert read.target(2019, "NET_INCREASE") is None


APPLICATION = "number customer_id product amount asked accepted submitted funded outcome reason rm"


def test_A11_customers_who_asked_and_customers_who_obtained():
    customers()
    ids = list(Application.objects.model.customer.field.related_model.objects.values_list("id", flat=True))
    one, two, three = sorted(ids)
    at = "2018-09-1{}T10:00:00+08:00"
    lines = (
        f'"S1",{one},"P",100,{at.format(0)},{at.format(0)},{at.format(1)},{at.format(3)},"DISBURSED","","JZ1"',
        f'"S2",{one},"P",100,{at.format(0)},{at.format(0)},,,"REJECTED","负债过高","JZ1"',
        f'"S3",{two},"P",100,{at.format(0)},{at.format(0)},,,"REJECTED","征信逾期","JZ1"',
        f'"S4",{three},"P",100,{at.format(0)},{at.format(0)},,,"PENDING","","JZ1"',
    )
    brought = rows("origination_application", APPLICATION, *lines)
    origination.load_applications(**WHO, rows=brought)
    found = applications.asked(date(2018, 1, 1), DAY)
    assert (found.customers_obtained, found.customers_asked) == (1, 2)
    assert (found.applications_obtained, found.applications_asked) == (1, 3)
    assert applications.refused(date(2018, 1, 1), DAY) == 2
    [(submitted, funded)] = applications.funded(date(2018, 1, 1), DAY)
    assert (funded - submitted).days == 2
    clocks = applications.clocks_of(applications.of_customer(one).get(number="S1"))
    assert (clocks.holding.days, clocks.promised.days, clocks.total.days) == (1, 2, 3)


def test_A30_a_refusal_without_a_reason_is_impossible():
    customers()
    first = Application.customer.field.related_model.objects.first().pk
    line = f'"S1",{first},"P",100,2018-09-10T10:00:00+08:00,,,,"REJECTED","","JZ1"'
    with pytest.raises(IntegrityError, match="rejection_has_a_reason"), transaction.atomic():
        origination.load_applications(**WHO, rows=rows("origination_application", APPLICATION, line))


def relending():
    columns = "number kind applied applied_amount drawn drawn_amount due rate outstanding"
    lines = (
        '"R1","REL_AGRI",2018-02-01,10000,2018-03-01,8000,2019-03-01,275000,6000',
        '"R2","REL_SME",2018-05-01,5000,,,,,',
        '"R3","REL_AGRI",2017-05-01,7000,2017-06-01,7000,2018-06-01,275000,0',
    )
    funding.load_relending(**WHO, rows=rows("funding_relending", columns, *lines))


def test_A82_applied_drawn_and_outstanding_are_three_figures():
    relending()
    agri = funds.borrowed(DAY, RelendingKind.REL_AGRI)
    assert (agri.applied, agri.drawn, agri.outstanding) == (10_000, 8_000, 6_000)
    assert funds.borrowed(DAY).applied == 15_000
    assert [each.number for each in funds.contracts()] == ["R3", "R1", "R2"]


def test_A87_notes_behind_a_borrowing_and_the_room_that_is_left():
    relending()
    link = {"actor": holding("JZ4", Role.FUNDING), "business_date": DAY, "relending": "R1"}
    assert funding.link(**link, proposed=Link("JD1", 4_000, 700_000, 800_000, DAY)).note == "JD1"
    assert funds.room("R1") == 2_000
    assert funds.notes_behind(DAY, RelendingKind.REL_AGRI) == ["JD1"]
    assert funds.notes_behind(DAY, RelendingKind.REL_SME) == []


@pytest.mark.parametrize(
    ("role", "relending_number", "proposed", "name"),
    [
        (Role.RM, "R1", Link("JD1", 1, 1, 2, DAY), FundingRefusal.MAY_NOT_LINK),
        (Role.FUNDING, "R9", Link("JD1", 1, 1, 2, DAY), FundingRefusal.RELENDING_UNKNOWN),
        (Role.FUNDING, "R2", Link("JD1", 1, 1, 2, DAY), FundingRefusal.NOT_DRAWN),
        (Role.FUNDING, "R1", Link("JD1", 1, 2, 2, DAY), FundingRefusal.RATE_NOT_BELOW_COMPARATOR),
        (Role.FUNDING, "R1", Link("JD1", 6_001, 1, 2, DAY), FundingRefusal.BORROWING_USED_UP),
    ],
)
def test_each_refusal_to_link_changes_no_row(role, relending_number, proposed, name):
    relending()
    before = AuditRow.objects.count()
    who = holding("JZ4", role)
    answer = funding.link(actor=who, business_date=DAY, relending=relending_number, proposed=proposed)
    assert answer.name is name
    assert (RelendingLink.objects.count(), AuditRow.objects.count()) == (0, before)


def test_the_database_lets_a_note_stand_behind_one_borrowing_at_a_time():
    relending()
    columns = "relending_id note amount comparator linked"
    lines = ('"R1","JD1",100,800000,2018-03-02', '"R3","JD1",100,800000,2018-03-02')
    with pytest.raises(IntegrityError, match="note_linked_once"), transaction.atomic():
        funding.load_relending_links(**WHO, rows=rows("funding_relendinglink", columns, *lines))
