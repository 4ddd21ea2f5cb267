"""Identity numbers digit by digit: the vectors of domain 5.2, and each way of being wrong."""

from datetime import date

import pytest

from wuhua.areas.customer.rules import (
    CustomerKind,
    CustomerRefusal,
    Identity,
    IdentityKind,
    SizeClass,
    check_identity,
    check_phone,
    check_reason,
    check_size,
)

ON = date(2018, 9, 29)
FIRM, SHOP, OWNER, FARM = CustomerKind


@pytest.mark.parametrize(
    ("kind", "text", "which"),
    [
        (FIRM, "91140824MA0JXH019N", IdentityKind.USCC),
        (FIRM, "91140824ma0jxh027h", IdentityKind.USCC),
        (FIRM, "91110000802100433B", IdentityKind.USCC),
        (SHOP, "92140824MA0JXG999P", IdentityKind.USCC),
        (SHOP, "140824198001010019", IdentityKind.RIC),
        (OWNER, " 140824 19751231 0027 ", IdentityKind.RIC),
        (FARM, "140824197512310027", IdentityKind.RIC),
    ],
)
def test_a_right_number_is_taken_in_its_one_written_form(kind, text, which):
    answer = check_identity(kind, text, ON)
    assert isinstance(answer, Identity)
    assert answer.kind is which
    assert answer.number == text.replace(" ", "").upper()


@pytest.mark.parametrize(
    ("kind", "text", "name"),
    [
        (FIRM, "  ", CustomerRefusal.IDENTITY_MISSING),
        (OWNER, "140824800101001", CustomerRefusal.IDENTITY_OLD_FORM),
        (FIRM, "91140824MA0JXH019", CustomerRefusal.IDENTITY_WRONG_LENGTH),
        (FIRM, "91140824MA0JXHO19N", CustomerRefusal.IDENTITY_WRONG_CHARACTER),
        (OWNER, "14082419800101A019", CustomerRefusal.IDENTITY_WRONG_CHARACTER),
        (FIRM, "91140824MA0JXH019P", CustomerRefusal.IDENTITY_WRONG_CHECK_DIGIT),
        (OWNER, "140824198001010018", CustomerRefusal.IDENTITY_WRONG_CHECK_DIGIT),
        (FIRM, "92140824MA0JXG999P", CustomerRefusal.IDENTITY_WRONG_KIND),
        (SHOP, "91140824MA0JXH019N", CustomerRefusal.IDENTITY_WRONG_KIND),
    ],
)
def test_a_wrong_number_is_refused_by_name_with_a_next_step(kind, text, name):
    answer = check_identity(kind, text, ON)
    assert answer.name is name
    assert answer.next_step
    assert answer.field == "identity"


def _with_check(first_17):
    from stdnum.cn import ric

    return first_17 + ric.calc_check_digit(first_17 + "0")


def test_an_organisation_part_that_does_not_check_is_refused_though_the_whole_does():
    from stdnum.cn import uscc

    first = "91140824MA0JXH018"
    answer = check_identity(FIRM, first + uscc.calc_check_digit(first), ON)
    assert answer.name is CustomerRefusal.IDENTITY_WRONG_ORGANISATION


@pytest.mark.parametrize("born", ["19800230", "20180930", "17000101"])
def test_nobody_is_born_on_no_day_or_tomorrow(born):
    answer = check_identity(OWNER, _with_check(f"140824{born}001"), ON)
    assert answer.name is CustomerRefusal.IDENTITY_WRONG_BIRTH_DATE


def test_born_today_is_a_date():
    assert isinstance(check_identity(OWNER, _with_check("14082420180929001"), ON), Identity)


def test_a_county_that_never_was_is_refused():
    answer = check_identity(OWNER, _with_check("14999919800101001"), ON)
    assert answer.name is CustomerRefusal.IDENTITY_WRONG_AREA


def test_phones():
    assert check_phone("138 0359 0001") == "13803590001"
    assert check_phone("0359-5522001") == "0359-5522001"
    assert check_phone("") == ""
    assert check_phone("12345").name is CustomerRefusal.PHONE_WRONG


def test_a_firm_has_a_size_and_a_reason_has_words():
    assert check_size(FIRM, None).name is CustomerRefusal.SIZE_MISSING
    assert check_size(FIRM, SizeClass.MICRO) is None
    assert check_size(SHOP, None) is None
    assert check_reason(" 核对 ").name is CustomerRefusal.REASON_MISSING
    assert check_reason("到期提醒") is None
