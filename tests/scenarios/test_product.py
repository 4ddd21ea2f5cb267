"""三个统一: a sheet needs three parts and two people (A46), and then it means what it says (A47, A48)."""

import pytest

from tests.scenarios.small_county import DAY, holding, people, rows
from wuhua.areas.people.rules import Role
from wuhua.areas.product import actions, read
from wuhua.areas.product.models import Product, ProductSheet, SheetApproval
from wuhua.areas.product.rules import Case, ProductRefusal
from wuhua.areas.product.rules.sheets import SHEETS, WAN
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
OCTOBER = DAY.replace(month=10, day=8)
PACKAGING = next(sheet for sheet in SHEETS if sheet.code == "PACKAGING_LOAN")
PARTS = {"template": PACKAGING.template(), "standard": PACKAGING.standard(), "flow": PACKAGING.flow()}


@pytest.fixture(autouse=True)
def county(home):
    people()
    actions.ensure_seeded(actor="JZ4", business_date=DAY)


def state():
    return (
        list(ProductSheet.objects.order_by("pk").values()),
        list(Product.objects.order_by("pk").values()),
        SheetApproval.objects.count(),
        AuditRow.objects.count(),
    )


def draft(**change):
    words = {**PARTS, "product": "PACKAGING_LOAN", "special": "新版", **change}
    return actions.draft(actor=holding("JZ5", Role.SME_CENTER_HEAD), business_date=OCTOBER, **words)


def approve(number, role=Role.APPROVER, version=2):
    who = holding(number, role)
    return actions.approve(actor=who, business_date=OCTOBER, product="PACKAGING_LOAN", version=version)


def publish(version=2, role=Role.EXECUTIVE):
    who = holding("JZ3", role)
    return actions.publish(actor=who, business_date=OCTOBER, product="PACKAGING_LOAN", version=version)


def test_A48_the_count_comes_from_the_catalogue_and_the_note_says_seven_or_eight():
    found = read.catalogue(DAY)
    assert found.count == 8
    assert [each.name for each in found.instruments] == ["授信卡"]
    assert found.groups == {"七大产品": 7, "产业链计划": 1, "授信卡": 1}
    assert "产品 8 个" in found.remark
    actions.retire(actor=holding("JZ4", Role.EXECUTIVE), business_date=OCTOBER, product="CHAIN_LOAN", version=1)
    assert (read.catalogue(OCTOBER).count, read.catalogue(DAY).count) == (7, 8)


def test_shipping_twice_changes_nothing():
    before = state()
    assert actions.ensure_seeded(actor="JZ4", business_date=OCTOBER) == 0
    assert state() == before


def test_A46_a_new_version_takes_two_people_who_did_not_draft_it():
    assert draft().version == 2
    assert approve("JZ1").state == "DRAFT"
    assert approve("JZ2", Role.RISK).state == "APPROVED"
    assert publish().state == "PUBLISHED"
    assert read.sheet("PACKAGING_LOAN", OCTOBER).version == 2
    assert read.sheet("PACKAGING_LOAN", DAY).version == 1


@pytest.mark.parametrize("part", ["template", "standard", "flow"])
def test_A46_a_product_without_one_of_three_parts_cannot_be_published(part):
    draft(**{part: {}})
    before = state()
    for answer in (approve("JZ1"), publish()):
        assert answer.name is ProductRefusal.PART_MISSING
        assert answer.field == part
    assert state() == before


@pytest.mark.parametrize("part", ["template", "standard", "flow"])
def test_A46_the_database_itself_refuses_a_published_sheet_without_a_part(part):
    from django.db import IntegrityError, transaction

    with pytest.raises(IntegrityError, match="three_parts"), transaction.atomic():
        ProductSheet.objects.filter(product="PACKAGING_LOAN").update(**{part: {}})


def test_A46_each_refusal_changes_no_row():
    draft()
    before = state()
    assert draft().name is ProductRefusal.DRAFT_OPEN_ALREADY
    assert draft(product="NOTHING").name is ProductRefusal.PRODUCT_UNKNOWN
    assert publish().name is ProductRefusal.NOT_APPROVED_BY_TWO
    assert publish(role=Role.RM).name is ProductRefusal.MAY_NOT_PUBLISH
    assert publish(version=9).name is ProductRefusal.SHEET_UNKNOWN
    assert publish(version=1).name is ProductRefusal.NOT_IN_THAT_STATE
    assert approve("JZ1", Role.RM).name is ProductRefusal.MAY_NOT_APPROVE
    assert approve("JZ5").name is ProductRefusal.APPROVER_DRAFTED_IT
    rm = holding("JZ1", Role.RM)
    refused = actions.draft(actor=rm, business_date=OCTOBER, product="PACKAGING_LOAN", special="", **PARTS)
    assert refused.name is ProductRefusal.MAY_NOT_DRAFT
    assert state() == before
    approve("JZ1")
    before = state()
    assert approve("JZ1").name is ProductRefusal.APPROVED_ALREADY
    assert publish().name is ProductRefusal.NOT_APPROVED_BY_TWO
    assert state() == before


CASE = Case(100 * WAN, 12, "140824", "2231", "MORTGAGE", "interest_only")


def test_A47_a_case_outside_region_industry_or_limit_is_refused_with_the_rules_id():
    assert read.check_case("PACKAGING_LOAN", DAY, CASE) is None
    for change, item in (
        ({"region": "140881"}, "regions"),
        ({"industry": "5211"}, "industries"),
        ({"amount": 1}, "limit"),
    ):
        fields = {name: getattr(CASE, name) for name in Case.__dataclass_fields__}
        refused = read.check_case("PACKAGING_LOAN", DAY, Case(**{**fields, **change}))
        assert f"PACKAGING_LOAN@1#{item}" in refused.reason


def test_A47_a_case_above_the_roles_authority_is_refused_with_the_rules_id():
    head = holding("JZ1", Role.OUTLET_HEAD)
    assert read.check_authority(head, "PACKAGING_LOAN", DAY, 30 * WAN, "MORTGAGE") is None
    refused = read.check_authority(head, "PACKAGING_LOAN", DAY, 30 * WAN + 1, "MORTGAGE")
    assert refused.name is ProductRefusal.AUTHORITY_EXCEEDED
    assert "PACKAGING_LOAN@1#authority" in refused.reason


def test_a_product_not_published_lends_nothing():
    refused = read.check_case("OTHER_CORPORATE", DAY, CASE)
    assert isinstance(refused, Refused)
    assert refused.name is ProductRefusal.PRODUCT_NOT_PUBLISHED


def test_a_banks_own_list_is_taken_and_its_sheets_stay():
    lines = ('"CREDIT_LOAN","信用贷","稷企贷","七大产品"', '"HOUSING","住房贷款","其他","其他"')
    brought = rows("product_product", "code name series headline_group", *lines)
    actions.load_products(actor="JZ4", business_date=DAY, rows=brought)
    assert read.catalogue(DAY).count == 8
    assert read.product("HOUSING").family == "OTHER"
