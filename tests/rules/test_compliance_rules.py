"""Parameters by date, purposes and fees."""

from datetime import date, timedelta

import pytest

from wuhua.areas.compliance.rules import (
    ComplianceRefusal,
    FeeStance,
    Parameters,
    PurposeCategory,
    RuleSet,
    check_fee,
    check_new_value,
    check_purpose,
    seeds,
)
from wuhua.core.refuse import Refuse

ON = date(2018, 9, 30)


def test_no_two_shipped_values_hold_at_once():
    seen = {}
    for seed in seeds.PARAMETERS:
        for _start, end in seen.get((seed.code, seed.ruleset), []):
            assert seed.start >= end, seed
        seen.setdefault((seed.code, seed.ruleset), []).append((seed.start, seed.end or date.max))


def test_a_value_is_read_as_what_it_is_or_refused_by_name():
    held = Parameters(ON, RuleSet.RS2018, {"DAYS": "90", "CAP": "10000000", "ON": "YES", "RATE": "4.35", "ODD": "x"})
    assert (held.whole("DAYS"), held.fen("CAP"), held.flag("ON"), held.rate("RATE")) == (90, 10**9, True, 435_000)
    with pytest.raises(Refuse) as missing:
        held.text("NOTHING")
    assert missing.value.refused.name is ComplianceRefusal.PARAMETER_MISSING
    for reader in (held.whole, held.flag):
        with pytest.raises(Refuse) as odd:
            reader("ODD")
        assert odd.value.refused.name is ComplianceRefusal.PARAMETER_UNREADABLE


def test_a_forbidden_purpose_is_refused_with_its_reason():
    for _code, name, category, why, _source in seeds.PURPOSES:
        refused = check_purpose(name, category, why)
        assert (refused is not None) is (category is PurposeCategory.FORBIDDEN)
        if refused is not None:
            assert refused.name is ComplianceRefusal.PURPOSE_FORBIDDEN
            assert why in refused.reason


def test_two_bans_and_two_limits():
    plain = {"small": True, "syndicated": False, "service_record": False, "second_approval": False}
    banned = check_fee("承诺费", FeeStance.BANNED, **plain)
    assert banned.name is ComplianceRefusal.FEE_BANNED
    assert check_fee("承诺费", FeeStance.BANNED, **{**plain, "syndicated": True}) is None
    assert check_fee("承诺费", FeeStance.BANNED, **{**plain, "small": False}) is None
    limited = check_fee("咨询费", FeeStance.LIMITED, **plain)
    assert limited.name is ComplianceRefusal.FEE_NEEDS_SERVICE_RECORD
    recorded = {**plain, "service_record": True}
    alone = check_fee("咨询费", FeeStance.LIMITED, **recorded)
    assert alone.name is ComplianceRefusal.FEE_NEEDS_SECOND_APPROVAL
    assert check_fee("咨询费", FeeStance.LIMITED, **{**recorded, "second_approval": True}) is None


def test_the_past_is_not_rewritten():
    assert check_new_value(ON, ON).name is ComplianceRefusal.PARAMETER_NOT_LATER
    assert check_new_value(ON, ON + timedelta(days=1)) is None
