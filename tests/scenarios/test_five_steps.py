"""五步法: one request from the knock on the door to the word that the money is there (A39–A43, A30, A100, A101)."""

from __future__ import annotations

import pytest

from tests.scenarios import case_county as county
from tests.scenarios.case_county import act, good, no, now, stands
from wuhua.areas.origination import actions
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.rules import OriginationRefusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bank(home: object) -> None:
    county.bank()


def test_A39_one_case_walks_all_five_steps_and_each_keeps_who_when_and_on_what() -> None:
    case = county.cleared()
    good(actions.funded(now("payer", 9), case, "JD1"))
    row = Case.objects.get(pk=case)
    assert row.state == "DISBURSED" and row.application.outcome == "DISBURSED"
    walked = [(step.verb, step.actor) for step in row.steps.order_by("id") if step.from_state != step.to_state]
    assert walked == [
        ("TARGET", "JZ1"), ("SUBMIT", "JZ1"), ("PRE_ASSESS", "JZ1"), ("EVALUATE", "JZ1"), ("REVIEW", "JZ7"),
        ("APPROVE", "JZ5"), ("SIGN", "JZ1"), ("CLEAR", "JZ10"), ("FUND", "JZ11"),
    ]  # fmt: skip


def test_A39_no_step_can_be_skipped() -> None:
    case = county.ask()
    no(act("lead", Deed.SUBMIT, number=case), OriginationRefusal.STEP_NOT_NEXT)
    no(act("boss", Deed.APPROVE, number=case, amount=1, months=1), OriginationRefusal.STEP_NOT_NEXT)
    no(act("auditor", Deed.CLEAR, number=case), OriginationRefusal.STEP_NOT_NEXT)
    assert stands(case) == "PROSPECT"
