"""The five classes at each edge, in both rule sets, and the code a column twin takes the maximum of."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wuhua.areas.classification.rules import (
    SECURITIES,
    ClassRefusal,
    Klass,
    Mark,
    ProposalState,
    Standing,
    approvals_needed,
    code,
    decode,
    edges,
    hard_floor,
    may_confirm,
    may_confirm_quarter,
    may_mark,
    may_propose,
    may_unmark,
    may_worsen,
    own_notes,
    propose,
    provision,
    triggers,
    worst,
)
from wuhua.areas.compliance.rules import RuleSet, seeds


def limits(ruleset):
    return {s.code: s.value for s in seeds.PARAMETERS if s.ruleset is ruleset and s.code.startswith("CLASS_")}


OLD, NEW = limits(RuleSet.RS2018), limits(RuleSet.RS_CURRENT)
N, W, S, D, L = Klass

# domain 2.5, with "more than 90 days is bad" laid over the matrix.
MATRIX_2018 = {
    "CREDIT": (N, W, S, D, D, L),
    "GUARANTEE": (N, N, W, S, D, L),
    "MORTGAGE": (N, N, W, S, S, D),
    "PLEDGE": (N, N, N, S, S, D),
}


@pytest.mark.parametrize("security", SECURITIES)
def test_rs2018_matrix_at_both_ends_of_every_band(security):
    ends = ((0, 0), (1, 30), (31, 90), (91, 180), (181, 360), (361, 5000))
    for (first, last), klass in zip(ends, MATRIX_2018[security], strict=True):
        assert propose("RS2018", OLD, security, first).klass is klass
        assert propose("RS2018", OLD, security, last).klass is klass


@pytest.mark.parametrize(
    ("days", "klass"), [(0, N), (7, N), (8, W), (90, W), (91, S), (270, S), (271, D), (360, D), (361, L)]
)
def test_rs_current_looks_at_days_alone(days, klass):
    for security in SECURITIES:
        assert propose("RS_CURRENT", NEW, security, days).klass is klass


def test_marks_hold_a_class_down():
    assert propose("RS2018", OLD, "PLEDGE", 0, frozenset({Mark.RESTRUCTURED})).klass is S
    assert propose("RS2018", OLD, "PLEDGE", 1, frozenset({Mark.RESTRUCTURED})).klass is D
    assert propose("RS_CURRENT", NEW, "PLEDGE", 0, frozenset({Mark.RESTRUCTURED})).klass is W
    assert propose("RS2018", OLD, "CREDIT", 0, frozenset({Mark.MISUSED})).klass is W
    assert propose("RS2018", OLD, "CREDIT", 400, frozenset({Mark.MISUSED})).klass is L


@pytest.mark.parametrize(
    ("mark", "old", "new"),
    [
        (Mark.REFINANCED, W, W),
        (Mark.RENEWED, N, N),
        (Mark.MISUSED, W, W),
        (Mark.RESTRUCTURED, S, W),
        (Mark.RESTRUCTURED_AGAIN, D, D),
        (Mark.MAJOR_EVENT, W, W),
        (Mark.DEBT_ELSEWHERE, N, S),
        (Mark.DOWNGRADED, N, S),
        (Mark.IMPAIRED, S, S),
        (Mark.LOSS_HALF, D, D),
        (Mark.EVADING, W, D),
        (Mark.LOSS_NINETY, L, L),
        (Mark.BANKRUPT, L, L),
        (Mark.BORROWER_BAD, N, W),
        (Mark.CROSS_DEFAULT, N, S),
    ],
)
def test_every_mark_in_both_rule_sets(mark, old, new):
    assert propose("RS2018", OLD, "PLEDGE", 0, frozenset({mark})).klass is old
    assert propose("RS_CURRENT", NEW, "PLEDGE", 0, frozenset({mark})).klass is new


@pytest.mark.parametrize(
    ("mark", "ruleset", "quiet", "klass"),
    [
        (Mark.RESTRUCTURED, "RS2018", 0, D),
        (Mark.RESTRUCTURED, "RS_CURRENT", 7, S),
        (Mark.RENEWED, "RS2018", 0, W),
        (Mark.RENEWED, "RS_CURRENT", 7, W),
        (Mark.EVADING, "RS2018", 0, S),
    ],
)
def test_a_mark_says_more_once_something_is_overdue_past_the_tolerance(mark, ruleset, quiet, klass):
    values = OLD if ruleset == "RS2018" else NEW
    before = propose(ruleset, values, "PLEDGE", quiet, frozenset({mark})).klass
    after = propose(ruleset, values, "PLEDGE", quiet + 1, frozenset({mark})).klass
    assert before.rank < after.rank
    assert after is klass


def test_the_basis_names_the_rule_that_bound():
    assert propose("RS2018", OLD, "CREDIT", 31).basis == "RS2018.matrix.CREDIT.31-90"
    assert propose("RS2018", OLD, "PLEDGE", 91).basis == "RS2018.over.90"
    assert propose("RS2018", OLD, "CREDIT", 0).basis == ""


def test_the_matrix_switched_off_leaves_days_alone():
    off = {**OLD, "CLASS_MATRIX": "NO"}
    assert [propose("RS2018", off, "CREDIT", days).klass for days in (0, 1, 91, 181, 361)] == [N, W, S, D, L]


TABLES = {name: triggers(name, values) for name, values in (("RS2018", OLD), ("RS_CURRENT", NEW))}


@given(
    st.sampled_from(sorted(TABLES)), st.sampled_from(SECURITIES), st.integers(0, 800), st.sets(st.sampled_from(Mark))
)
def test_the_maximum_of_codes_is_the_verdict(name, security, days, marks):
    table = TABLES[name]
    fired = [
        code(table, at)
        for at, each in enumerate(table)
        if days > each.over and each.security in ("", security) and (each.mark == "" or each.mark in marks)
    ]
    assert decode(table, max(fired, default=-1)) == worst(table, security, days, frozenset(marks))


@given(st.sampled_from(sorted(TABLES)), st.sampled_from(SECURITIES), st.integers(0, 799))
def test_one_day_more_never_makes_a_class_better_and_changes_it_only_at_an_edge(name, security, days):
    table, values = TABLES[name], OLD if name == "RS2018" else NEW
    today, tomorrow = worst(table, security, days).klass, worst(table, security, days + 1).klass
    assert tomorrow.rank >= today.rank
    if tomorrow is not today:
        assert days + 1 in edges(name, values)


def test_provision_by_class():
    rates = {s.code.removeprefix("PROVISION_"): int(s.value) for s in seeds.PROVISION}
    assert [provision(10_000_000, rates[klass.value]) for klass in Klass] == [
        100_000, 200_000, 2_500_000, 5_000_000, 10_000_000,
    ]  # fmt: skip


UP = Standing(
    klass=S,
    overdue_days=0,
    observed_until=date(2018, 9, 30),
    frozen_until=None,
    borrower_still_bad=False,
)
CASE = {
    "state": ProposalState.OPEN,
    "decider": "JZ9",
    "proposer": "DAYEND",
    "keepers": frozenset({"JZ1"}),
    "voters": frozenset(),
    "reason": "欠息已全部结清",
    "current": S,
    "now": UP,
    "business_date": date(2018, 9, 30),
}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": ProposalState.LAPSED}, ClassRefusal.PROPOSAL_DECIDED),
        ({"decider": "JZ1"}, ClassRefusal.OWN_NOTE),
        ({"proposer": "JZ9"}, ClassRefusal.OWN_PROPOSAL),
        ({"voters": frozenset({"JZ9"})}, ClassRefusal.VOTED_ALREADY),
        ({"reason": "好"}, ClassRefusal.REASON_MISSING),
        ({"now": replace(UP, klass=D)}, ClassRefusal.CLASS_MOVED),
        ({"now": replace(UP, frozen_until=date(2018, 10, 1))}, ClassRefusal.OBSERVATION_NOT_OVER),
        ({"now": replace(UP, overdue_days=1)}, ClassRefusal.ARREARS_UNPAID),
        ({"now": replace(UP, observed_until=None)}, ClassRefusal.OBSERVATION_NOT_OVER),
        ({"business_date": date(2018, 9, 29)}, ClassRefusal.OBSERVATION_NOT_OVER),
        ({"now": replace(UP, borrower_still_bad=True)}, ClassRefusal.BORROWER_STILL_BAD),
    ],
)
def test_an_upgrade_is_refused_by_name(change, name):
    assert may_confirm(**CASE) is None
    assert may_confirm(**{**CASE, **change}).name is name


def test_a_watched_loan_needs_no_observation():
    watched = replace(UP, klass=W, observed_until=None, overdue_days=5, borrower_still_bad=True)
    assert may_confirm(**{**CASE, "current": W, "now": watched}) is None


def test_below_a_hard_trigger_two_must_agree_and_the_matrix_is_a_reference():
    table = triggers("RS2018", OLD)
    assert hard_floor(table, "CREDIT", 31, frozenset()) is N
    assert worst(table, "CREDIT", 31).klass is S
    assert [approvals_needed(k, hard_floor(table, "CREDIT", 31, frozenset())) for k in Klass] == [1, 1, 1, 1, 1]
    assert hard_floor(table, "CREDIT", 90, frozenset()) is N
    assert hard_floor(table, "CREDIT", 91, frozenset()) is S
    assert [approvals_needed(k, hard_floor(table, "CREDIT", 91, frozenset())) for k in Klass] == [2, 2, 1, 1, 1]
    assert hard_floor(table, "CREDIT", 0, frozenset({Mark.RESTRUCTURED})) is S


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"mark": Mark.CROSS_DEFAULT}, ClassRefusal.MARK_NOT_SET_BY_HAND),
        ({"mark": Mark.BORROWER_BAD}, ClassRefusal.MARK_NOT_SET_BY_HAND),
        ({"reason": "挪"}, ClassRefusal.REASON_MISSING),
        ({"since": date(2018, 10, 1)}, ClassRefusal.MARK_IN_FUTURE),
        ({"set_already": True}, ClassRefusal.MARK_SET_ALREADY),
    ],
)
def test_a_mark_is_refused_by_name(change, name):
    case = {
        "mark": Mark.MISUSED, "reason": "资金流入股市", "since": date(2018, 9, 30), "business_date": date(2018, 9, 30),
        "set_already": False,
    }  # fmt: skip
    assert may_mark(**case) is None
    assert may_mark(**{**case, **change}).name is name


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"is_set": False}, ClassRefusal.MARK_NOT_SET),
        ({"reason": ""}, ClassRefusal.REASON_MISSING),
        ({"overdue_days": 1}, ClassRefusal.ARREARS_UNPAID),
        ({"business_date": date(2019, 9, 29)}, ClassRefusal.OBSERVATION_NOT_OVER),
    ],
)
def test_the_mark_of_a_restructured_loan_ends_only_after_its_observation(change, name):
    case = {
        "mark": Mark.RESTRUCTURED, "reason": "观察期内按时足额", "business_date": date(2019, 9, 30), "is_set": True,
        "overdue_days": 0, "observed_until": date(2019, 9, 30),
    }  # fmt: skip
    assert may_unmark(**case) is None
    assert may_unmark(**{**case, **change}).name is name
    assert may_unmark(**{**case, "mark": Mark.MISUSED, "overdue_days": 9, "observed_until": None}) is None


def test_a_better_class_is_asked_for_only_upwards_and_once():
    assert may_propose(S, W, "抵押物已足值", open_already=False) is None
    assert may_propose(S, S, "抵押物已足值", open_already=False).name is ClassRefusal.NOT_BETTER
    assert may_propose(S, W, "好", open_already=False).name is ClassRefusal.REASON_MISSING
    assert may_propose(S, W, "抵押物已足值", open_already=True).name is ClassRefusal.PROPOSAL_OPEN_ALREADY


def test_a_quarter_is_confirmed_once_its_last_day_is_sealed():
    end = date(2018, 9, 30)
    assert may_confirm_quarter(end, end, "按季认定") is None
    for quarter, sealed in ((end, None), (end, date(2018, 9, 29)), (date(2018, 9, 29), end)):
        assert may_confirm_quarter(quarter, sealed, "按季认定").name is ClassRefusal.QUARTER_NOT_SEALED
    assert may_confirm_quarter(end, end, "").name is ClassRefusal.REASON_MISSING
    assert own_notes(0) is None
    assert own_notes(2).name is ClassRefusal.OWN_NOTE


def test_a_person_only_lowers():
    assert may_worsen(N, W, "厂房查封") is None
    assert may_worsen(W, W, "厂房查封").name is ClassRefusal.NOT_WORSE
    assert may_worsen(N, W, "").name is ClassRefusal.REASON_MISSING
