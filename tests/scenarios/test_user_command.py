"""`wuhua user`, as typed: what it answers, and what it refuses with exit code 1."""

import json

import pytest
from typer.testing import CliRunner

from tests.scenarios.small_county import DAY, people
from wuhua.areas.people import read
from wuhua.areas.people.rules import Role
from wuhua.cli import console
from wuhua.cli.main import build
from wuhua.core.refuse import Refuse
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db


@pytest.fixture
def type_(home, monkeypatch):
    people()
    clock.advance(DAY)
    monkeypatch.setattr(console, "open_house", lambda **_: None)
    app = build()

    def typed(*words, given=None):
        done = CliRunner().invoke(app, ["user", *words, "--json"], input=given)
        if isinstance(done.exception, Refuse):
            return done.exception.refused.name
        assert done.exit_code == 0, done.output
        return json.loads(done.stdout)

    return typed


def test_add_answers_a_password_once_unless_it_was_given(type_):
    assert set(type_("add", "JZ4", "--role", "risk")) == {"number", "password"}
    assert type_("add", "JZ5", "--password-stdin", given="correct horse\n") == {"number": "JZ5"}
    assert read.officer("JZ4", DAY).roles == {Role.RISK}


def test_a_refused_add_leaves_no_role_behind(type_):
    assert type_("add", "JZ4", "--role", "RISK", "--password-stdin", given="123\n") == "password_too_weak"
    assert read.officer("JZ4", DAY).roles == frozenset()
    assert type_("add", "JZ4", "--role", "BOSS") == "role_unknown"
    assert type_("add", "JZ9") == "staff_unknown"


def test_an_opening_account_is_given_before_there_is_a_bank_and_never_after(home, monkeypatch):
    monkeypatch.setattr(console, "open_house", lambda **_: None)
    app = build()

    def opener(name, given="correct horse\n"):
        done = CliRunner().invoke(app, ["user", "opener", name, "--password-stdin", "--json"], input=given)
        return done.exception.refused.name if isinstance(done.exception, Refuse) else json.loads(done.stdout)

    assert opener("setup", "123\n") == "password_too_weak"
    assert opener("setup") == {"number": "setup"}
    assert opener("setup") == "account_exists"
    assert AuditRow.objects.get().action == "people.first_account_opened"
    people()
    assert opener("other") == "opened_already"


def test_somebody_new_with_name_and_branch(type_):
    type_("add", "JZ9", "--name", "辛", "--branch", "B1", "--role", "RM")
    assert read.officer("JZ9", DAY).holds(Role.RM)


def test_role_list_lock_unlock_password(type_):
    type_("add", "JZ4")
    assert type_("role", "JZ4", "--add", "RISK", "--add", "COMMITTEE")["roles"] == ["COMMITTEE", "RISK"]
    assert type_("role", "JZ4", "--remove", "RISK")["roles"] == ["COMMITTEE"]
    type_("lock", "JZ4")
    assert next(each for each in type_("list") if each["number"] == "JZ4")["locked"]
    type_("unlock", "JZ4")
    assert type_("password", "JZ4")["password"]
    assert type_("second-factor-off", "JZ4") == "second_factor_off"
