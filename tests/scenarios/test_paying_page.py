"""出账 on its page and over HTTP: the accountant pays once, nobody else gets the page, a no is said in the row."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.scenarios import case_county as county
from tests.scenarios.case_county import POSTS
from tests.scenarios.test_market_api import signed_in
from wuhua.areas.origination.models import Case
from wuhua.areas.servicing.models import LoanNote

pytestmark = pytest.mark.usefixtures("fresh_bank")


@pytest.fixture
def case() -> str:
    county.open_bank()
    return county.cleared()


def at(post: str) -> Client:
    return signed_in(*POSTS[post])


def test_the_accountant_pays_on_the_page_once_and_others_do_not_see_it(case: str) -> None:
    for post in ("lead", "boss", "auditor", "rsk"):
        assert at(post).get("/cases/pay").status_code == 403
    payer = at("payer")
    assert case in payer.get("/cases/pay").content.decode()
    said: dict[str, Any] = {"number": case, "key": "tap12345"}
    assert payer.post("/cases/pay", said).status_code == 302
    assert payer.post("/cases/pay", said).status_code == 302  # a second tap leads where the first did
    assert LoanNote.objects.count() == 1 and Case.objects.get(pk=case).state == "DISBURSED"
    told = payer.post("/cases/pay", {**said, "key": "another1"})
    assert (told.status_code == 200 and "不能再办理" in told.content.decode()) or "尚未通过" in told.content.decode()


def test_over_http_the_same_with_a_named_no(case: str) -> None:
    path = f"/api/v1/cases/{case}/pay"
    assert at("lead").post(path, headers={"Idempotency-Key": "k1234567"}).status_code == 403
    payer = at("payer")
    done = payer.post(path, headers={"Idempotency-Key": "k1234567"})
    assert done.status_code == 201 and done.json()["note"] == LoanNote.objects.get().number
    again = payer.post(path, headers={"Idempotency-Key": "k7654321"})
    assert again.status_code == 409 and again.json()["name"] == "step_not_next"
    assert payer.post("/api/v1/cases/SQ0/pay", headers={"Idempotency-Key": "k9999999"}).status_code == 404
