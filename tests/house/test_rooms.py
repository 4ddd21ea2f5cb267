"""Tables of a room stay in the room; foreign keys point down a loan's life; the past needs no memory of the model."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from tests.house.tree import AREAS, PACKAGE, module_name, name_of, parsed, python_files

# --- imports ---------------------------------------------------------------------------------------------------------


def foreign_tables(tree: ast.Module, module: str) -> Iterator[tuple[int, str]]:
    """Places where `module` reaches into the tables of a room it does not belong to."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "get_model" and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                label = first.value.split(".")[0].lower()
                names = [f"wuhua.areas.{label}.models"] if label in AREAS else []
        for name in dict.fromkeys(names):
            parts = name.split(".")
            own = module.startswith(f"wuhua.areas.{parts[2]}.") if len(parts) > 3 else True
            if parts[:2] == ["wuhua", "areas"] and len(parts) > 3 and parts[3] == "models" and not own:
                yield node.lineno, name


SQL_TABLE = re.compile(r"\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+(?:ONLY\s+)?\"?([a-z]+)_[a-z]+", re.IGNORECASE)


def foreign_sql(tree: ast.Module, module: str) -> Iterator[tuple[int, str]]:
    """Statements of `module` that name a table of a room it does not belong to."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            for room in SQL_TABLE.findall(node.value):
                if room in AREAS and not module.startswith(f"wuhua.areas.{room}."):
                    yield node.lineno, f"a table of {room}"


def house_files() -> list[Path]:
    """All of the package but `bulk`, whose loaders read tables as columns."""
    return [path for path in python_files("wuhua") if PACKAGE / "bulk" not in path.parents]


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("wuhua.web.views", "from wuhua.areas.people.models import Staff"),
        ("wuhua.web.views", "from wuhua.areas.people import models"),
        ("wuhua.areas.servicing.read", "import wuhua.areas.customer.models"),
        ("wuhua.areas.servicing.read", "def f():\n    from wuhua.areas.customer.models import Customer"),
        ("wuhua.cli.user", "apps.get_model('people', 'Staff')"),
        ("wuhua.cli.user", "apps.get_model('people.Staff')"),
    ],
)
def test_a_planted_reach_is_found(module: str, line: str) -> None:
    assert list(foreign_tables(ast.parse(line), module))


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT number FROM servicing_loannote",
        "x AS (UPDATE ONLY people_staff SET a = 1)",
        'JOIN "customer_standing" s',
    ],
)
def test_a_planted_statement_is_found(statement: str) -> None:
    planted = ast.parse(f"_SQL = {statement!r}")
    assert list(foreign_sql(planted, "wuhua.areas.classification.read"))
    assert not list(foreign_sql(planted, f"wuhua.areas.{SQL_TABLE.findall(statement)[0]}.read"))


def test_a_room_may_use_its_own_tables() -> None:
    line = "from wuhua.areas.people import models, rules\nfrom wuhua.areas.people.models import Staff"
    assert not list(foreign_tables(ast.parse(line), "wuhua.areas.people.read"))


def test_tables_of_a_room_stay_in_the_room() -> None:
    found = [
        f"{name_of(path)}:{line}: {what}"
        for path in house_files()
        for reach in (foreign_tables, foreign_sql)
        for line, what in reach(parsed(path), module_name(path))
    ]
    assert not found


# --- foreign keys ----------------------------------------------------------------------------------------------------

# Storeys below the areas stand lowest; Django's own tables lower still.
RANK = {label: rank for rank, label in enumerate(["platform", "books", *AREAS])}


def points_up(source: str, target: str) -> bool:
    """Does a key from a table of `source` to one of `target` know the future?"""
    return RANK.get(target, -1) > RANK.get(source, -1)


def test_a_key_from_an_earlier_step_to_a_later_one_is_found() -> None:
    assert points_up("customer", "servicing")
    assert points_up("books", "people")
    assert points_up("auth", "people")
    assert not points_up("servicing", "customer")
    assert not points_up("people", "people")
    assert not points_up("people", "auth")


def test_foreign_keys_point_down_a_loans_life() -> None:
    keys = [
        (model._meta.label, field.name, model._meta.app_label, field.related_model._meta.app_label)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model is not None
    ]
    assert any(source in AREAS and target in AREAS for _, _, source, target in keys), "no key between rooms was seen"
    assert not [f"{label}.{name} -> {target}" for label, name, source, target in keys if points_up(source, target)]


# --- migrations ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_migrations_are_complete() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
def test_a_field_without_its_migration_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import models

    staff = apps.get_model("people", "Staff")
    planted = models.TextField(default="")
    planted.set_attributes_from_name("planted")
    planted.model = staff
    monkeypatch.setattr(staff._meta, "local_fields", [*staff._meta.local_fields, planted])
    try:
        with pytest.raises((SystemExit, CommandError)):
            call_command("makemigrations", check=True, dry_run=True, verbosity=0)
    finally:
        monkeypatch.undo()
        staff._meta._expire_cache()


# --- what a room is --------------------------------------------------------------------------------------------------


def test_every_room_says_what_it_is_for() -> None:
    rooms = [folder for folder in sorted((PACKAGE / "areas").iterdir()) if any(folder.glob("*.py"))]
    assert rooms
    silent = [room.name for room in rooms if not ast.get_docstring(parsed(room / "__init__.py"))]
    assert not silent
