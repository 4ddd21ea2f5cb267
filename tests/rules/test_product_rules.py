"""Sheets, parts, approvals and cases (A46–A48), without a database."""

import pytest

from wuhua.areas.people.rules import Role
from wuhua.areas.product.rules import (
    PARTS,
    Case,
    Family,
    Origin,
    ProductRefusal,
    SheetState,
    check_authority,
    check_case,
    may_approve,
    may_move,
    may_publish,
    parts_filled,
)
from wuhua.areas.product.rules.sheets import AUTHORITY, SHEETS, WAN
from wuhua.areas.servicing import rules as servicing

BY_CODE = {sheet.code: sheet for sheet in SHEETS}
PACKAGING = BY_CODE["PACKAGING_LOAN"]
CASE = Case(100 * WAN, 12, "140824", "2231", "MORTGAGE", "interest_only")


def test_eight_products_and_the_card():
    assert [sheet.name for sheet in SHEETS] == [
        "信用贷", "流水贷", "富商贷", "包装贷", "金枣丰", "强企贷", "信税通", "助保贷", "授信卡",
    ]  # fmt: skip
    assert [sheet.code for sheet in SHEETS if sheet.family is Family.INSTRUMENT] == ["CREDIT_CARD_LINE"]


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.code)
def test_every_shipped_sheet_says_everything_in_words_the_house_knows(sheet):
    assert parts_filled(sheet.template(), sheet.standard(), sheet.flow()) is None
    assert set(sheet.methods) <= set(servicing.Method)
    assert set(sheet.securities) <= set(servicing.Security)
    assert sheet.settlement in set(servicing.Settlement)
    assert {row["role"] for row in AUTHORITY} <= set(Role)
    assert 0 < sheet.low <= sheet.high


@pytest.mark.parametrize("part", list(PARTS))
def test_a_part_without_an_item_is_no_part(part):
    parts = {"template": PACKAGING.template(), "standard": PACKAGING.standard(), "flow": PACKAGING.flow()}
    for item in PARTS[part][1]:
        lacking = {**parts, part: {key: value for key, value in parts[part].items() if key != item}}
        refused = parts_filled(**lacking)
        assert refused.name is ProductRefusal.PART_MISSING
        assert item in refused.reason


def test_two_people_who_did_not_draft_it():
    assert may_approve("JZ1", "JZ1", ()).name is ProductRefusal.APPROVER_DRAFTED_IT
    assert may_approve("JZ1", "JZ2", ("JZ2",)).name is ProductRefusal.APPROVED_ALREADY
    assert may_approve("JZ1", "JZ3", ("JZ2",)) is None
    assert may_publish(Origin.BANK, "JZ1", ("JZ2",)).name is ProductRefusal.NOT_APPROVED_BY_TWO
    assert may_publish(Origin.BANK, "JZ1", ("JZ1", "JZ2")).name is ProductRefusal.NOT_APPROVED_BY_TWO
    assert may_publish(Origin.BANK, "JZ1", ("JZ2", "JZ3")) is None
    assert may_publish(Origin.FACTORY, "JZ1", ()) is None


def test_arrows_not_in_the_table_are_refused():
    assert may_move(SheetState.DRAFT, SheetState.APPROVED) is None
    assert may_move(SheetState.DRAFT, SheetState.PUBLISHED).name is ProductRefusal.NOT_IN_THAT_STATE
    assert may_move(SheetState.RETIRED, SheetState.PUBLISHED).name is ProductRefusal.NOT_IN_THAT_STATE


@pytest.mark.parametrize(
    ("change", "name", "item"),
    [
        ({"region": "140881"}, ProductRefusal.REGION_OUTSIDE, "regions"),
        ({"industry": "5211"}, ProductRefusal.INDUSTRY_OUTSIDE, "industries"),
        ({"amount": 20 * WAN - 1}, ProductRefusal.LIMIT_OUTSIDE, "limit"),
        ({"amount": 500 * WAN + 1}, ProductRefusal.LIMIT_OUTSIDE, "limit"),
        ({"months": 37}, ProductRefusal.TENOR_OUTSIDE, "months_max"),
        ({"security": "NOTHING"}, ProductRefusal.SECURITY_OUTSIDE, "securities"),
        ({"method": "bullet"}, ProductRefusal.METHOD_OUTSIDE, "methods"),
    ],
)
def test_a_case_outside_the_sheet_is_refused_with_the_rules_id(change, name, item):
    fields = {field: getattr(CASE, field) for field in Case.__dataclass_fields__}
    refused = check_case("PACKAGING_LOAN", 3, PACKAGING.standard(), Case(**{**fields, **change}))
    assert refused.name is name
    assert f"PACKAGING_LOAN@3#{item}" in refused.reason


def test_a_case_at_the_edges_fits():
    for amount, months in ((20 * WAN, 1), (500 * WAN, 36)):
        case = Case(amount, months, "140824001", "C2231", "PLEDGE", "equal_instalments")
        assert check_case("PACKAGING_LOAN", 1, PACKAGING.standard(), case) is None


@pytest.mark.parametrize(
    ("roles", "amount", "security", "fits"),
    [
        ({"RM"}, 1, "CREDIT", False),
        ({"OUTLET_HEAD"}, 10 * WAN, "CREDIT", True),
        ({"OUTLET_HEAD"}, 10 * WAN + 1, "CREDIT", False),
        ({"OUTLET_HEAD"}, 30 * WAN, "PLEDGE", True),
        ({"RM", "TEAM_HEAD"}, 30 * WAN, "CREDIT", True),
        ({"COMMITTEE"}, 5000 * WAN, "CREDIT", True),
        ({"AUDIT"}, 1, "CREDIT", False),
    ],
)
def test_authority_at_below_and_above(roles, amount, security, fits):
    refused = check_authority("CREDIT_LOAN", 1, BY_CODE["CREDIT_LOAN"].flow(), roles, amount, security)
    assert (refused is None) is fits
    if refused is not None:
        assert refused.name is ProductRefusal.AUTHORITY_EXCEEDED
        assert "CREDIT_LOAN@1#authority" in refused.reason
