"""The whole of /api/v1 asked at random by several roles: no fault of ours, and no answer the description does not name."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from django.conf import settings
from django.test import Client
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as pace
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import status_code_conformance

from tests.scenarios.test_pages import officer
from tests.town import open_town
from wuhua.areas.people.rules import Role
from wuhua.config.wsgi import application

pytestmark = pytest.mark.usefixtures("fresh_bank")
EXAMPLES = int(os.environ.get("WUHUA_FUZZ", "3"))
"""So many questions at random of every route, each asked by every role; always the same ones. More when somebody asks for more."""
ROLES = ("ACCOUNTANT", "ADMIN")
"""Asked of every route; so is every post, in turns, so that each of them goes through a good part of the routes."""
OTHERS = tuple(role.value for role in Role if role.value not in ROLES)
THOROUGH = "WUHUA_FUZZ" in os.environ
"""Then every post is asked every question."""
TOKEN = "f" * 32
PACE = pace(
    max_examples=EXAMPLES, deadline=None, phases=[Phase.explicit, Phase.generate], database=None, derandomize=True,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
CHECKS = [not_a_server_error, status_code_conformance]


def session_of(client: Client) -> dict[str, str]:
    """The cookies of a signed-in browser."""
    held = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {settings.SESSION_COOKIE_NAME: held, settings.CSRF_COOKIE_NAME: TOKEN}


def asker(
    sessions: dict[str, dict[str, str]], asked: dict[str, set[int]], turn: Iterator[str]
) -> Callable[[Any], None]:
    """Asks the same as several posts, one after another, and keeps the status, by role and by operation."""

    def ask(case: Any) -> None:
        if "number" in (case.path_parameters or {}) and "notes" in case.operation.path:
            case.path_parameters["number"] = "L1"  # a note that is there, or nothing but 404 would be seen
        for role in (*ROLES, *(OTHERS if THOROUGH else (next(turn), next(turn)))):
            cookies = sessions[role]
            answer = case.call_and_validate(headers={"X-CSRFToken": TOKEN}, cookies=cookies, checks=CHECKS)
            for name in (role, case.operation.label):
                asked.setdefault(name, set()).add(answer.status_code)

    return ask


def test_no_fault_and_nothing_undocumented(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    town = open_town(date(2018, 8, 21))
    account = town.customer("梁秋生")
    town.lend("L1", account, "100,000.00", "7.2", date(2019, 8, 21), security="CREDIT")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    asked: dict[str, set[int]] = {}
    turn = cycle(OTHERS)
    sessions = {role: session_of(officer(f"M{n:03d}", role)) for n, role in enumerate((*ROLES, *OTHERS))}
    for (
        result
    ) in schema.get_all_operations():  # what is asked takes longer to make up than to answer: made up once for all
        PACE(given(case=result.ok().as_strategy())(asker(sessions, asked, turn)))()
    assert len(asked) >= len(Role) + 14, asked
    assert all(asked[role] - {401} for role in OTHERS), (
        "every post was asked, and answered as somebody who is signed in"
    )
    assert asked["ACCOUNTANT"] >= {200, 409, 422}, asked
    assert asked["ADMIN"] >= {403}, asked
