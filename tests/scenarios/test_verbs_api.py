"""Verbs on a note over HTTP: who may ask for what, once by its key, orders decided by another, the life walked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.scenarios.test_pages import officer
from tests.town import Town, fen, open_town
from wuhua.areas.customer.models import Customer
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing.actions import orders
from wuhua.areas.servicing.models import NoteEvent, NoteOrder
from wuhua.areas.servicing.rules import Verb

pytestmark = pytest.mark.usefixtures("fresh_bank")
MATURITY = "2019-08-21"


@pytest.fixture
def town(built: Callable[..., Town]) -> Town:
    return built(owing)


def owing() -> Town:
    """100,000.00 at 7.2 % from 2018-08-21, interest on the 20th; today is 2018-09-21: 31 days, 620.00 are due."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("梁秋生")
    town.lend("L1", account, "100,000.00", "7.2", date(2019, 8, 21), security="CREDIT")
    town.withdraw(account, "100,000.00")
    town.close_through(date(2018, 9, 20))
    return town


def post(client: Client, path: str, key: str = "", **body: Any) -> tuple[int, dict[str, Any]]:
    headers = {"Idempotency-Key": key} if key else {}
    answer = client.post(f"/api/v1{path}", body, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def get(client: Client, path: str) -> tuple[int, dict[str, Any]]:
    answer = client.get(f"/api/v1{path}")
    return answer.status_code, answer.json()


def test_every_role_asks_every_verb(town: Town) -> None:
    """403 NOT_YOUR_POST for whoever the table of rights leaves out, and for nobody else."""
    seen = {}
    for n, role in enumerate(Role):
        client = officer(f"R{n:03d}", role.value)
        Customer.objects.update(managing_rm=f"R{n:03d}")
        for verb in Verb:
            status, said = post(client, f"/notes/L1/{verb.value}", key=f"matrix-{role.value}-{verb.value}")
            seen[role, verb] = status, said.get("name", "")
            asks = role in orders.RIGHTS[verb].asks
            assert (status != 403) == asks, (role, verb, said)
            if not asks and role is not Role.ADMIN:
                assert said["name"] == "not_your_post"
            if asks and orders.RIGHTS[verb].decides:
                assert (status, said["name"]) == (409, "needs_an_order"), (role, verb)
    assert len(seen) == len(Role) * len(Verb)
    assert seen[Role.ACCOUNTANT, Verb.EXTEND] == (403, "not_your_post")
    assert seen[Role.RM, Verb.REPAY] == (403, "not_your_post")
    assert seen[Role.ACCOUNTANT, Verb.REPAY] == (409, "amount_not_positive")
    assert seen[Role.RM, Verb.EXTEND] == (409, "needs_an_order")


def test_a_repayment_is_previewed_done_once_and_answered_the_same(town: Town) -> None:
    teller = officer("T009", "ACCOUNTANT")
    status, seen = post(teller, "/notes/L1/repay/preview", amount="500.00")
    assert (status, seen["parts"], seen["owed"]) == (200, {"interest": "500.00"}, {"interest": "120.00"})
    assert [(each["name"], each["side"], each["amount"]) for each in seen["lines"]] == [
        ("清算资金", "D", "500.00"),
        ("应收利息", "C", "500.00"),
    ]
    assert NoteEvent.objects.filter(kind="REPAY").count() == 0
    assert post(teller, "/notes/L1/repay", amount="500.00")[0] == 422, "a write has a key"
    first = post(teller, "/notes/L1/repay", key="counter-0001", amount="500.00")
    assert (first[0], first[1]["amount"], first[1]["parts"][0]["amount"]) == (200, "500.00", "500.00")
    assert post(teller, "/notes/L1/repay", key="counter-0001", amount="500.00") == first
    assert NoteEvent.objects.filter(kind="REPAY").count() == 1
    status, no = post(teller, "/notes/L1/repay", key="counter-0001", amount="120.00")
    assert (status, no["name"], no["field"]) == (409, "key_reused", "amount")
    other = officer("T010", "ACCOUNTANT")
    assert post(other, "/notes/L1/repay", key="counter-0001", amount="120.00")[0] == 200, "another officer's own key"
    assert NoteEvent.objects.filter(kind="REPAY").count() == 2


def test_an_extension_is_asked_for_and_decided_by_another(town: Town) -> None:
    rm, boss = officer("M001", "RM"), officer("E001", "EXECUTIVE")
    other = officer("M002", "RM", branch="B02")
    asked = {"note": "L1", "verb": "extend", "until": "2020-08-21", "reason": "货款晚收"}
    status, order = post(rm, "/orders", key="extend-0001", **asked)
    assert (status, order["state"], order["asked_by"], order["said"]["until"]) == (201, "ASKED", "M001", "2020-08-21")
    number = order["id"]
    assert post(rm, "/orders", key="extend-0001", **asked)[1]["id"] == number
    assert get(boss, "/orders?state=ASKED")[1]["count"] == 1
    assert get(other, "/orders")[1]["count"] == 0
    assert get(other, f"/orders/{number}")[0] == 404
    assert post(rm, f"/orders/{number}/decide", key="decide-0001", approve=True, decision="同意")[0] == 403
    status, done = post(boss, f"/orders/{number}/decide", key="decide-0002", approve=True, decision="同意展期")
    assert (status, done["state"], done["decided_by"]) == (200, "DONE", "E001")
    assert town.note("L1").maturity == date(2020, 8, 21)
    assert post(rm, f"/orders/{number}/withdraw", key="withdraw-01")[1]["name"] == "order_decided"
    assert NoteOrder.objects.count() == 1


def test_a_sign_no_text_may_hold_is_no_fault_of_ours(town: Town) -> None:
    teller = officer("T009", "ACCOUNTANT")
    paths = {"/api/v1/notes/%00": 404, "/api/v1/notes?q=%00": 200, "/api/v1/notes?branch=%00": 422,
             "/api/v1/notes?product=%00": 422, "/api/v1/calendar?manager=%00": 422, "/api/v1/maturities?branch=%00": 422,
             "/api/v1/notes/%00/life": 422, "/notes/%00": 404,
             "/notes/%00/explained": 404, "/notes/%00/do/fee": 404, "/book?q=%00": 400}  # fmt: skip
    assert {path: teller.get(path).status_code for path in paths} == paths


def test_the_life_is_the_recomputation(town: Town) -> None:
    teller = officer("T009", "ACCOUNTANT")
    status, life = get(teller, "/notes/L1/life")
    assert (status, life["as_of"], life["owed"]["interest"]) == (200, "2018-09-21", "620.00")
    assert [(row["date"], row["event"]) for row in life["rows"]] == [("2018-08-21", "draw"), ("2018-09-20", "bill")]
    later = get(teller, "/notes/L1/life?as_of=2018-10-21")[1]
    assert later["overdue_days"] == 30
    # [09-21, 10-21) on 100,000.00 and 30 days compound on 620.00: 600.00 and 3.72
    assert fen(later["owed"]["interest"]) == fen("1,220.00")
    assert fen(later["owed"]["compound"]) == fen("3.72")
    assert get(teller, "/notes/L1/life?as_of=2018-08-20")[1]["name"] == "value_day_not_possible"
    assert get(teller, "/notes/none/life")[0] == 404
