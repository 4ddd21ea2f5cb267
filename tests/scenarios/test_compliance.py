"""What holds on a day, and what money may not be for (A3)."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios.small_county import DAY, holding, people
from wuhua.areas.compliance import actions, read
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.compliance.rules import ComplianceRefusal, RuleSet
from wuhua.areas.people.rules import Role
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def county(home):
    people()


def test_the_rule_set_follows_the_day():
    assert read.ruleset_on(date(2018, 9, 30)) is RuleSet.RS2018
    assert read.ruleset_on(date(2023, 6, 30)) is RuleSet.RS2018
    assert read.ruleset_on(date(2023, 7, 1)) is RuleSet.RS_CURRENT


def test_a_value_follows_the_day_inside_a_rule_set():
    assert read.whole("NPL_TOLERANCE_PP", date(2018, 12, 31)) == 2
    assert read.whole("NPL_TOLERANCE_PP", date(2019, 1, 1)) == 3
    assert read.whole("NPL_TOLERANCE_PP", DAY, RuleSet.RS_CURRENT) == 3
    assert read.fen("INCLUSIVE_LINE_CAP", DAY) == 10_000_000_00
    assert read.parameter("TWO_INCREASES_MODE", DAY) == "HARD"
    assert read.parameters(DAY).rate("BENCHMARK_UP_TO_1Y") == 435_000


def test_a_run_asks_once_whatever_it_reads(django_assert_num_queries):
    with django_assert_num_queries(1):
        held = read.parameters(DAY)
        for code in ("NON_ACCRUAL_DAYS", "PROVISION_LOSS", "SLA_DAYS"):
            held.whole(code)


def test_A3_a_forbidden_purpose_code_is_refused_with_its_reason():
    refused = read.purpose("STOCKS")
    assert refused.name is ComplianceRefusal.PURPOSE_FORBIDDEN
    assert "证券" in refused.reason
    assert read.purpose("NOTHING").name is ComplianceRefusal.PURPOSE_UNKNOWN
    assert read.purpose("WORKING_CAPITAL").name == "流动资金周转"
    assert "STOCKS" not in {each.code for each in read.purposes()}


def test_two_bans_and_two_limits_in_the_catalogue():
    for code in ("COMMITMENT", "FUND_MANAGEMENT"):
        assert read.fee(code, small=True).name is ComplianceRefusal.FEE_BANNED
    assert read.fee("CONSULTING", small=True).name is ComplianceRefusal.FEE_NEEDS_SERVICE_RECORD
    once = read.fee("CONSULTING", small=True, service_record=True)
    assert once.name is ComplianceRefusal.FEE_NEEDS_SECOND_APPROVAL
    assert read.fee("CONSULTING", small=True, service_record=True, second_approval=True).code == "CONSULTING"
    assert read.fee("NOTHING", small=True).name is ComplianceRefusal.FEE_UNKNOWN


def change(role=Role.COMPLIANCE, **words):
    given = {"code": "SLA_DAYS", "ruleset": RuleSet.ALL, "value": "2", "effective_from": date(2018, 11, 1)}
    who = holding("JZ4", role)
    return actions.change_parameter(actor=who, business_date=DAY, source="行发〔2018〕1号", **{**given, **words})


def test_a_value_takes_over_on_its_day_and_the_old_one_stays_on_record():
    change()
    assert [read.whole("SLA_DAYS", day) for day in (date(2018, 10, 31), date(2018, 11, 1))] == [3, 2]
    assert [each.approved_by for each in read.history("SLA_DAYS")][-1] == "JZ4"


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ({"role": Role.RM}, ComplianceRefusal.MAY_NOT_CHANGE_PARAMETER),
        ({"code": "NOTHING"}, ComplianceRefusal.PARAMETER_MISSING),
        ({"effective_from": DAY}, ComplianceRefusal.PARAMETER_NOT_LATER),
    ],
)
def test_each_refusal_changes_no_row(words, name):
    before = list(RuleParameter.objects.order_by("pk").values()), AuditRow.objects.count()
    assert change(**words).name is name
    assert (list(RuleParameter.objects.order_by("pk").values()), AuditRow.objects.count()) == before


def test_the_database_refuses_two_values_at_once():
    row = {"code": "SLA_DAYS", "ruleset": "ALL", "value": "9", "source": "x", "approved_by": "x"}
    with pytest.raises(IntegrityError, match="one_value_in_force"), transaction.atomic():
        RuleParameter.objects.create(**row, effective_from=date(2018, 1, 1))


def test_shipping_again_adds_only_what_is_missing():
    assert actions.ensure_seeded(actor="JZ4", business_date=DAY) == 0
    RuleParameter.objects.filter(code="SLA_MODE").delete()
    assert actions.ensure_seeded(actor="JZ4", business_date=DAY) == 1
