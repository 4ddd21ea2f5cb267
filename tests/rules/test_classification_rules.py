"""The five classes at each edge, in both rule sets, and the code a column twin takes the maximum of."""

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
    code,
    decode,
    edges,
    may_confirm,
    may_worsen,
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
    assert propose("RS2018", OLD, "PLEDGE", 0, frozenset({Mark.RESTRUCTURED_OVERDUE})).klass is D
    assert propose("RS_CURRENT", NEW, "PLEDGE", 0, frozenset({Mark.RESTRUCTURED})).klass is W
    assert propose("RS2018", OLD, "CREDIT", 0, frozenset({Mark.MISUSED})).klass is W
    assert propose("RS2018", OLD, "CREDIT", 400, frozenset({Mark.MISUSED})).klass is L


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


CASE = {
    "state": ProposalState.OPEN,
    "decider": "JZ9",
    "keepers": frozenset({"JZ1"}),
    "reason": "欠息已全部结清",
    "current": S,
    "current_now": S,
    "observed_until": date(2018, 9, 30),
    "business_date": date(2018, 9, 30),
}


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"state": ProposalState.LAPSED}, ClassRefusal.PROPOSAL_DECIDED),
        ({"decider": "JZ1"}, ClassRefusal.OWN_NOTE),
        ({"reason": "好"}, ClassRefusal.REASON_MISSING),
        ({"current_now": D}, ClassRefusal.CLASS_MOVED),
        ({"business_date": date(2018, 9, 29)}, ClassRefusal.OBSERVATION_NOT_OVER),
    ],
)
def test_an_upgrade_is_refused_by_name(change, name):
    assert may_confirm(**CASE) is None
    assert may_confirm(**{**CASE, **change}).name is name


def test_a_watched_loan_needs_no_observation():
    watched = {**CASE, "current": W, "current_now": W, "business_date": date(2018, 9, 1)}
    assert may_confirm(**watched) is None


def test_a_person_only_lowers():
    assert may_worsen(N, W, "厂房查封") is None
    assert may_worsen(W, W, "厂房查封").name is ClassRefusal.NOT_WORSE
    assert may_worsen(N, W, "").name is ClassRefusal.REASON_MISSING
