"""Who may hold what, and who may see whom: every role against every kind of customer."""

import pytest

from wuhua.areas.people.rules import (
    CONSOLE,
    RIGHTS,
    SIGHT,
    Keeper,
    Officer,
    PeopleRefusal,
    Personal,
    Right,
    Role,
    Scope,
    TeamType,
    may,
    may_administer,
    may_see,
    may_unmask,
    role_of,
    roles_agree,
    scope_of,
)

MINE = Keeper("JZ1", "B1", TeamType.RETAIL)
OUTLET = Keeper("JZ2", "B1", TeamType.RETAIL)
TEAM = Keeper("JZ3", "B2", TeamType.RETAIL)
FAR = Keeper("JZ4", "B3", TeamType.CORPORATE)


def officer(*roles: Role) -> Officer:
    return Officer("JZ1", "甲", "B1", frozenset(roles), TeamType.RETAIL)


EVERYWHERE = {
    Role.SME_CENTER_HEAD, Role.EXECUTIVE, Role.REVIEWER, Role.APPROVER, Role.COMMITTEE, Role.DISB_AUDITOR, Role.RISK,
    Role.COMPLIANCE, Role.ACCOUNTANT, Role.ARCHIVIST, Role.POST_LOAN, Role.CALLBACK, Role.FUNDING, Role.AUDIT,
}  # fmt: skip
SEEN = {
    Role.RM: (True, False, False, False),
    Role.CO_RM: (True, False, False, False),
    Role.OUTLET_HEAD: (True, True, False, False),
    Role.TEAM_HEAD: (True, True, True, False),
    Role.MIDDLE: (True, True, True, False),
    Role.STATISTICS: (False, False, False, False),
    Role.HR_DISCIPLINE: (False, False, False, False),
    Role.ADMIN: (False, False, False, False),
    **dict.fromkeys(EVERYWHERE, (True, True, True, True)),
}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_as_far_as_the_table_of_sight_says(role):
    assert tuple(may_see(officer(role), keeper) for keeper in (MINE, OUTLET, TEAM, FAR)) == SEEN[role]


@pytest.mark.parametrize("role", list(Role))
def test_nothing_is_unmasked_where_nothing_is_seen(role):
    for keeper in (MINE, OUTLET, TEAM, FAR):
        if not may_see(officer(role), keeper):
            assert may_unmask(officer(role), keeper) == frozenset()


def test_every_role_has_its_line():
    assert set(SIGHT) == set(Role) == set(SEEN)


def test_post_loan_and_callback_unmask_the_phone_and_nothing_else():
    for role in (Role.POST_LOAN, Role.CALLBACK):
        assert may_unmask(officer(role), FAR) == {Personal.PHONE}


def test_a_second_role_does_not_carry_the_first_ones_rights_to_strangers():
    both = officer(Role.RM, Role.CALLBACK)
    assert may_unmask(both, MINE) == set(Personal)
    assert may_unmask(both, FAR) == {Personal.PHONE}


def test_system_management_sees_nobody_whatever_else_it_holds():
    greedy = officer(Role.ADMIN, Role.EXECUTIVE)
    assert scope_of(greedy) is Scope.NONE
    assert not may_see(greedy, MINE)
    assert may_unmask(greedy, MINE) == frozenset()


def test_an_empty_branch_is_nobodys_branch():
    nowhere = Officer("JZ9", "乙", "", frozenset({Role.OUTLET_HEAD}), None)
    assert not may_see(nowhere, Keeper("JZ4", ""))


def test_only_system_management_gives_accounts_and_not_to_itself():
    assert may_administer(CONSOLE, "JZ1") is None
    assert may_administer(officer(Role.EXECUTIVE), "JZ2").name is PeopleRefusal.NOT_AN_ADMINISTRATOR
    assert may_administer(officer(Role.ADMIN), "JZ1").name is PeopleRefusal.NOT_ONESELF


def test_roles_that_do_not_exist_or_do_not_agree_are_refused_by_name():
    assert role_of("rm") is Role.RM
    assert role_of("BOSS").name is PeopleRefusal.ROLE_UNKNOWN
    assert roles_agree([Role.ADMIN]) is None
    assert roles_agree([Role.ADMIN, Role.RM]).name is PeopleRefusal.ROLE_CONFLICT


def test_there_are_exactly_five_teams():
    assert [team.value for team in TeamType] == ["RURAL_OUTLET", "URBAN_OUTLET", "HQ_BUSINESS", "RETAIL", "CORPORATE"]


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("role", list(Role))
def test_only_the_accountant_runs_the_house(role, right):
    refused = may(officer(role), right)
    assert (refused is None) == (role is Role.ACCOUNTANT)
    assert refused is None or refused.name is PeopleRefusal.NOT_OF_THIS_POST
    assert may(officer(Role.ACCOUNTANT, role), right) is None or role is Role.ADMIN


def test_the_shell_and_system_management_hold_no_right_over_the_book():
    assert all(may(CONSOLE, right) is not None for right in Right)
    assert set(RIGHTS) == set(Right)
