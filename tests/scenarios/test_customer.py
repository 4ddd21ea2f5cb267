"""One file each, who may open it, and what it takes to see a number."""

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios.small_county import DAY, FIRM, OWNER, SHOP, customers, holding, people, rows
from wuhua.areas.customer import actions, read
from wuhua.areas.customer.actions import NewCustomer
from wuhua.areas.customer.models import Customer, Standing
from wuhua.areas.customer.rules import CustomerKind, CustomerRefusal
from wuhua.areas.people.rules import Personal, Role
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db

ALL = {"C1", "C2", "C3"}
SEEN = {
    Role.RM: {"C1"},
    Role.CO_RM: {"C1"},
    Role.OUTLET_HEAD: {"C1", "C2"},
    Role.TEAM_HEAD: {"C1", "C2"},
    Role.MIDDLE: {"C1", "C2"},
    Role.STATISTICS: set(),
    Role.HR_DISCIPLINE: set(),
    Role.ADMIN: set(),
}


@pytest.fixture(autouse=True)
def county(home):
    people()
    customers()


def state():
    return list(Customer.objects.order_by("pk").values()), AuditRow.objects.count()


@pytest.mark.parametrize("role", list(Role))
def test_every_role_gets_the_customers_it_may_see_one_by_one_and_in_lists(role):
    officer = holding("JZ1", role)
    one_by_one = {n for n in ALL if not isinstance(read.customer_for(officer, n), Refused)}
    in_a_list = set(read.visible_to(officer).values_list("number", flat=True))
    assert one_by_one == in_a_list == SEEN.get(role, ALL)


def test_forbidden_and_absent_answer_the_same():
    manager = holding("JZ1", Role.RM)
    assert read.customer_for(manager, "C3") == read.customer_for(manager, "NOBODY")


def test_numbers_are_masked_on_the_page_and_sealed_in_the_table():
    view = read.customer_for(holding("JZ1", Role.RM), "C1")
    assert view.identity_masked == "9114**********019N"
    assert view.phone_masked == "138****0001"
    assert view.address_masked == "翟店镇西位村****"
    row = Customer.objects.get(number="C1")
    assert FIRM not in row.identity_sealed + row.identity_blind + row.identity_masked


def test_unmasking_takes_a_reason_and_leaves_a_trace():
    manager = holding("JZ1", Role.RM)
    plain = actions.unmask(
        actor=manager, business_date=DAY, number="C1", field=Personal.IDENTITY, reason="核对营业执照"
    )
    assert plain == FIRM
    trace = AuditRow.objects.get(action="customer.unmasked")
    assert (trace.actor, trace.subject, trace.after) == (
        "JZ1", "customer:C1", {"field": "IDENTITY", "reason": "核对营业执照"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "role", "number", "field", "reason"),
    [
        ("CUSTOMER_UNKNOWN", Role.RM, "C3", Personal.PHONE, "到期提醒"),
        ("CUSTOMER_UNKNOWN", Role.ADMIN, "C1", Personal.PHONE, "到期提醒"),
        ("MAY_NOT_UNMASK", Role.CALLBACK, "C1", Personal.IDENTITY, "回访核对"),
        ("MAY_NOT_UNMASK", Role.FUNDING, "C1", Personal.PHONE, "台账核对"),
        ("REASON_MISSING", Role.RM, "C1", Personal.PHONE, " "),
    ],
)
def test_each_refusal_to_unmask_leaves_no_trace_and_shows_nothing(name, role, number, field, reason):
    before = state()
    answer = actions.unmask(actor=holding("JZ1", role), business_date=DAY, number=number, field=field, reason=reason)
    assert answer.name is CustomerRefusal[name]
    assert state() == before


def test_nothing_on_file_is_said():
    Customer.objects.filter(number="C1").update(phone_sealed="")
    answer = actions.unmask(
        actor=holding("JZ1", Role.RM), business_date=DAY, number="C1", field=Personal.PHONE, reason="到期提醒"
    )
    assert answer.name is CustomerRefusal.NOTHING_ON_FILE


NEW = {
    "number": "C9", "kind": CustomerKind.MERCHANT, "name": "新店", "identity": "140824197512310027",
    "industry": "5211", "region": "140824",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "role", "change"),
    [
        ("MAY_NOT_CHANGE", Role.REVIEWER, {}),
        ("NAME_MISSING", Role.RM, {"name": " "}),
        ("IDENTITY_WRONG_CHECK_DIGIT", Role.RM, {"identity": "140824197512310028"}),
        ("PHONE_WRONG", Role.RM, {"phone": "123"}),
        ("SIZE_MISSING", Role.RM, {"kind": CustomerKind.ENTERPRISE, "identity": "91140824MA0JXH027H"}),
        ("ZONE_UNKNOWN", Role.RM, {"zone": "Z9"}),
        ("IDENTITY_ON_FILE", Role.RM, {"identity": SHOP}),
        ("IDENTITY_ON_FILE", Role.RM, {"kind": CustomerKind.OWNER, "identity": f" {OWNER[:6]} {OWNER[6:]}"}),
        ("NUMBER_ON_FILE", Role.RM, {"number": "C3"}),
    ],
)
def test_A69_each_refusal_to_open_a_file_changes_no_row(name, role, change):
    before = state()
    answer = actions.open_file(actor=holding("JZ1", role), business_date=DAY, new=NewCustomer(**{**NEW, **change}))
    assert answer.name is CustomerRefusal[name]
    assert state() == before


def test_A69_the_database_itself_keeps_one_file_for_one_number():
    first = Customer.objects.get(number="C1")
    first.pk, first.number = 999, "C999"
    with pytest.raises(IntegrityError, match="identity_blind"), transaction.atomic():
        first.save(force_insert=True)


def test_a_customer_is_found_by_number_name_whole_identity_phone_or_last_four():
    everywhere = holding("JZ4", Role.RISK)
    for text, found in (
        ("c2", ["C2"]), ("面馆", ["C2"]), (FIRM.lower(), ["C1"]), ("13803590001", ["C1", "C2", "C3"]),
        ("0001", ["C1", "C2", "C3"]), ("14082419", []),
    ):  # fmt: skip
        assert [each.number for each in read.search(everywhere, text)] == found, text
    assert [each.number for each in read.search(holding("JZ1", Role.RM), "0001")] == ["C1"]


def test_the_standing_names_who_gives_cause_and_forgets_who_no_longer_does():
    ids = dict(Customer.objects.values_list("number", "id"))
    columns = "customer_id klass overdue_days book_status as_of"

    def close(day, *lines):
        brought = rows("customer_standing", columns, *lines)
        return actions.write_standing(actor="DAYEND", business_date=day, rows=brought)

    assert (
        close(DAY, f'{ids["C1"]},"WATCH",3,"OVERDUE",2018-09-30', f'{ids["C2"]},"LOSS",400,"NON_ACCRUAL",2018-09-30')
        == 2
    )
    assert read.customer_for(holding("JZ1", Role.RM), "C1").standing.klass == "WATCH"
    assert close(DAY, f'{ids["C2"]},"LOSS",400,"NON_ACCRUAL",2018-10-01') == 1
    assert Standing.objects.get(pk=ids["C2"]).as_of == DAY
    cleaned = Standing.objects.filter(pk=ids["C1"]).first()
    assert cleaned is None or (cleaned.klass, cleaned.overdue_days) == ("NORMAL", 0)


def test_records_of_other_houses_meet_the_customer_under_its_credit_code():
    told = '"b1","工商局",2018-09-30,2018-09-30T08:00:00+08:00,"c",'
    base = "batch source as_of received_at checksum"
    registry = rows("customer_registryrecord", f"{base} credit_code name status", f'{told}"{FIRM}","某某","存续"')
    tax = rows("customer_taxrecord", f"{base} credit_code month consent sales", f'{told}"{FIRM}","2018-08","SQ1",1000')
    who = {"actor": "JZ4", "business_date": DAY}
    assert actions.load_registry(**who, rows=registry) == actions.load_tax(**who, rows=tax) == 1
    found = read.records_for(holding("JZ1", Role.RM), "C1")
    assert (found.registry[0].status, found.tax[0].sales) == ("存续", 1000)
    assert isinstance(read.records_for(holding("JZ1", Role.RM), "C3"), Refused)


def test_tax_without_an_authorisation_is_not_kept():
    line = '"b1","税务局",2018-09-30,2018-09-30T08:00:00+08:00,"c","X","2018-08",""'
    brought = rows("customer_taxrecord", "batch source as_of received_at checksum credit_code month consent", line)
    with pytest.raises(IntegrityError, match="tax_needs_consent"), transaction.atomic():
        actions.load_tax(actor="JZ4", business_date=DAY, rows=brought)
