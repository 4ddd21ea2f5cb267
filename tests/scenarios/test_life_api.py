"""The rest of a loan's life over HTTP: explained, supposed, as known; papers printed; calls and plans noted."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import date

import pytest

from tests.scenarios.test_pages import officer
from tests.scenarios.test_verbs_api import get, owing, post
from tests.town import Town
from wuhua.areas.servicing import actions
from wuhua.areas.servicing.models import CallNote, MaturityNote, NoteEvent, Printout
from wuhua.areas.servicing.rules import Said, Verb


@pytest.fixture
def town(built: Callable[..., Town]) -> Town:
    return built(owing)


def test_every_fen_of_a_note_is_told_and_supposing_writes_nothing(town: Town) -> None:
    """31 days on 100,000.00 at 7.2 % are 620.00; of 1,000.00 on 09-30 what is due and its compound come first, principal last."""
    rm = officer("M001", "RM")
    status, told = get(rm, "/notes/L1/spans")
    assert (status, told["older"]) == (200, 0)
    spans = [(each["start"], each["end"], each["days"], each["earned"]["interest"]) for each in reversed(told["spans"])]
    assert spans == [("2018-08-21", "2018-09-20", 30, "600.00"), ("2018-09-20", "2018-09-21", 1, "20.00")]
    status, seen = get(rm, "/notes/L1/what-if?day=2018-09-30&amount=1000")
    # 620.00 x 7.2 % x 9/360 = 1.116 of compound is settled with it
    assert (status, seen["used"]) == (200, {"compound": "1.12", "interest": "620.00", "principal": "378.88"})
    assert (seen["without"]["balance"], seen["paid"]["balance"]) == ("100000.00", "99621.12")
    assert NoteEvent.objects.filter(kind__in=("REPAY", "PREPAY")).count() == 0
    assert get(rm, "/notes/L1/what-if?day=2018-09-01&amount=10")[1]["name"] == "value_day_not_possible"
    assert get(rm, "/notes/L1/what-if?day=2018-09-30&amount=1e3")[0] == 422


def test_a_sealed_day_as_known_beside_as_corrected(town: Town) -> None:
    risk = officer("K001", "RISK")
    town.close_through(date(2018, 9, 25))
    assert not [each for each in get(risk, "/notes/L1/known?day=2018-09-24")[1]["figures"] if each["differs"]]
    said = Said(amount=62_000, day=date(2018, 9, 21))
    actions.do(Verb.REPAY, actor="T001", business_date=town.today, key="late", note="L1", said=said)
    status, told = get(risk, "/notes/L1/known?day=2018-09-24")
    differs = {each["name"]: (each["known"], each["corrected"]) for each in told["figures"] if each["differs"]}
    assert status == 200
    assert differs["interest"] == ("620.00", "0.00")
    assert differs["overdue_days"] == ("3", "0")
    assert differs["book_status"] == ("OVERDUE", "NORMAL")
    assert get(risk, "/notes/L1/known?day=2018-09-26")[1]["name"] == "day_not_sealed"
    trail = get(risk, "/notes/L1/trail")[1]["traces"]
    assert trail[0]["actor"] == "T001"
    assert get(officer("M001", "RM"), "/notes/L1/trail")[0] == 403


def test_papers_are_printed_once_a_key_and_counted(town: Town) -> None:
    teller = officer("T009", "ACCOUNTANT")
    asked = {"paper": "DEMAND_NOTICE", "subject": "L1"}
    assert post(teller, "/papers", key="print-0001", **asked)[1]["name"] == "nothing_overdue"
    town.close_through(date(2018, 9, 21))
    status, first = post(teller, "/papers", key="print-0002", **asked)
    assert (status, first["copy_number"], base64.b64decode(first["content"])[:4]) == (200, 1, b"%PDF")
    assert post(teller, "/papers", key="print-0002", **asked)[1]["copy_number"] == 1
    word = post(teller, "/papers", key="print-0003", kind="WORD", **asked)[1]
    assert (word["copy_number"], base64.b64decode(word["content"])[:2]) == (2, b"PK")
    told = get(teller, "/notes/L1/papers")[1]
    assert [(each["paper"], each["copy_number"]) for each in told["copies"]] == [
        ("DEMAND_NOTICE", 2), ("DEMAND_NOTICE", 1),
    ]  # fmt: skip
    assert told["interest_dues"] == ["2018-09-21"]
    assert post(officer("A001", "AUDIT"), "/papers", key="print-0004", **asked)[0] == 403
    assert post(teller, "/papers", key="print-0005", paper="NOTE_PAPER", subject="none")[0] == 404
    assert Printout.objects.count() == 2


def test_a_call_and_a_plan_are_noted_once(town: Town) -> None:
    rm, account = officer("M001", "RM"), town.note("L1").account.number
    said = {"outcome": "PROMISED", "promised_day": "2018-09-25", "promised_amount": "620.00", "remark": "卖了枣就还"}
    status, done = post(rm, f"/calendar/calls/{account}", key="call-0001", **said)
    assert (status, done["account"], done["outcome"]) == (200, account, "PROMISED")
    assert post(rm, f"/calendar/calls/{account}", key="call-0001", **said)[1] == done
    assert (
        post(rm, f"/calendar/calls/{account}", key="call-0002", outcome="PROMISED")[1]["name"] == "promise_incomplete"
    )
    kept = CallNote.objects.get()
    assert (kept.due, kept.promised_amount, kept.actor) == (date(2018, 9, 21), 62_000, "M001")
    assert post(rm, "/maturities/L1/plan", key="plan-0001", plan="PLAN_EXTEND")[0] == 200
    assert post(officer("S001", "STATISTICS"), "/maturities/L1/plan", key="plan-0002", plan="PLAN_SUE")[0] in (403, 404)
    assert MaturityNote.objects.get().plan == "PLAN_EXTEND"
