"""The character nought in a body of the API: no text of a database keeps it, so 422 on every route; six ordinary signs are not it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.case_county import ask, open_bank
from tests.scenarios.small_county import DAY
from tests.scenarios.test_access import signed_in
from wuhua.areas.people.rules import Role
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
PAPER = "INVESTIGATION_REPORT"
"""A paper whose words no pattern of the route looks at."""


def test_a_body_with_nought_is_sent_back_and_another_is_not(home: Any) -> None:
    open_bank()
    case = ask()
    clock.advance(DAY)
    rm = signed_in("JZ1", Role.RM)
    rm.raise_request_exception = False
    seen = {}
    for n, said in enumerate((r"a\u0000b", r"\\\u0000", r"a\\u0000b", r"\ud800", "abc")):
        answer = rm.generic(
            "POST", f"/api/v1/cases/{case}/papers/{PAPER}", f'{{"words": "{said}"}}', "application/json",
            headers={"Idempotency-Key": f"nought-{n:04d}"},
        )  # fmt: skip
        seen[said] = answer.status_code
        assert answer.status_code == 200 or answer["Content-Type"] == "application/problem+json"
    refused = {said for said, status in seen.items() if status == 422}
    assert refused == {r"a\u0000b", r"\\\u0000", r"\ud800"}, seen
    assert seen[r"a\\u0000b"] == seen["abc"] < 500
