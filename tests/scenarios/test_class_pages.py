"""The classification desk and the arrears list: who sees what, decisions once and by somebody else, and the API beside."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.small_lake import LakePage
from tests.scenarios.test_pages import borrower, officer
from wuhua.areas.classification import read
from wuhua.areas.classification.models import (
    ArrearsWord,
    ClassChange,
    ClassConfirmation,
    ClassProposal,
    NoteClass,
    NoteMark,
)
from wuhua.areas.classification.rules import Klass
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.servicing.models import Bill, LoanNote
from wuhua.platform import clock
from wuhua.platform.models import AuditRow, SealedDay

QUARTER, DAY = date(2018, 9, 30), date(2018, 10, 1)


@pytest.fixture
def desk(db: None, home: object) -> dict[str, Client]:
    """甲 keeps notes 1 and 2, 乙 note 3; a risk officer, a governor, a second risk officer, a clerk, an administrator."""
    clock.advance(DAY)
    SealedDay.objects.create(day=QUARTER, kind="CLOSED", seal="q", recorded_at=datetime(2018, 9, 30, tzinfo=UTC))
    clients = {
        "甲": officer("1001", "RM"),
        "乙": officer("1002", "RM", branch="B02"),
        "risk": officer("2001", "RISK"),
        "governor": officer("2002", "EXECUTIVE"),
        "clerk": officer("2003", "STATISTICS"),
        "admin": officer("2004", "ADMIN"),
    }
    borrower(1, "1001", "王记面馆")
    borrower(2, "1001", "李家纸箱厂")
    borrower(3, "1002", "赵家枣业")
    return clients


def watched(number: int, proposer: str = "DAYEND") -> ClassProposal:
    """A watched note that the day end proposes to raise."""
    NoteClass.objects.create(
        note_id=number, klass="WATCH", since=DAY - timedelta(days=30), basis="RS2018.matrix.CREDIT.1-30"
    )
    return ClassProposal.objects.create(
        note_id=number, proposed_on=QUARTER, proposed_by=proposer, current="WATCH", proposed="NORMAL", basis=""
    )


def overdue(number: int, *bills: tuple[date, str, int]) -> None:
    for due, kind, amount in bills:
        Bill.objects.create(note_id=number, due=due, kind=kind, amount=amount, cut=min(due, QUARTER))
    LoanNote.objects.filter(pk=number).update(oldest_due=min(due for due, _, _ in bills))


PAGES = ("/classes", "/classes/moved", "/classes/marks", "/classes/quarter", "/arrears", "/arrears.xlsx")


def test_every_page_answers_and_system_management_sees_none_of_them(desk: dict[str, Client]) -> None:
    for page in PAGES:
        for who, status in (("甲", 200), ("risk", 200), ("governor", 200), ("admin", 403)):
            assert desk[who].get(page).status_code == status, (page, who)
        answer = Client().get(page)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/login")
    assert desk["clerk"].get("/classes/migration").status_code == 200, "figures of the whole bank are for everybody"


def test_a_manager_sees_own_proposals_and_decides_about_none(desk: dict[str, Client]) -> None:
    watched(1)
    watched(3)
    mine, other = desk["甲"].get("/classes").content.decode(), desk["乙"].get("/classes").content.decode()
    assert "王记面馆" in mine and "赵家枣业" not in mine
    assert "赵家枣业" in other and "王记面馆" not in other
    assert "同意上调" not in mine and "由风险、审查、审批岗认定" in mine
    all_of_them = desk["risk"].get("/classes").content.decode()
    assert "王记面馆" in all_of_them and "赵家枣业" in all_of_them and "同意上调" in all_of_them
    assert "王记面馆" not in desk["risk"].get("/classes", {"q": "赵家"}).content.decode()
    assert "王记面馆" not in desk["risk"].get("/classes", {"manager": "1002"}).content.decode()


def test_an_upgrade_is_decided_once_whatever_the_finger_does(desk: dict[str, Client]) -> None:
    proposal = watched(1)
    said = {"key": "k" * 12, "reason": "欠息已结清", "next": "/classes?q=JD00001"}
    for _ in range(2):
        answer = desk["risk"].post(f"/classes/proposals/{proposal.pk}/confirm", said, follow=False)
        assert (answer.status_code, answer.url) == (302, "/classes?q=JD00001")
    assert ClassChange.objects.count() == 1
    assert read.class_of(1) is Klass.NORMAL
    assert "已认定上调" in desk["risk"].get("/classes").content.decode()


def test_a_way_back_never_leads_out_of_the_house(desk: dict[str, Client]) -> None:
    proposal = watched(1)
    said = {"key": "k" * 12, "reason": "经营仍有困难", "next": "https://elsewhere.example/"}
    answer = desk["risk"].post(f"/classes/proposals/{proposal.pk}/reject", said)
    assert answer.url == "/classes"
    assert desk["risk"].post(f"/classes/proposals/{proposal.pk}/delete", said).status_code == 404
    assert desk["risk"].get(f"/classes/proposals/{proposal.pk}/confirm").status_code == 405


def test_the_page_of_a_note_says_why_and_takes_what_may_be_done(desk: dict[str, Client]) -> None:
    overdue(1, (date(2018, 8, 21), "I", 3_700))
    page = desk["甲"].get("/classes/notes/JD00001").content.decode()
    for words in ("矩阵:信用 31-90天 → 至少次级", "参考", "2018年规则", "41 天", "下调分类", "登记标记"):
        assert words in page, words
    assert "建议上调" not in page and "解除标记" not in page
    assert desk["乙"].get("/classes/notes/JD00001").status_code == 404
    refused = desk["甲"].post("/classes/notes/JD00001/worsen", {"key": "a" * 12, "to": "WATCH", "reason": "坏"})
    assert refused.status_code == 200
    assert "不少于四个字" in refused.content.decode()
    assert not ClassChange.objects.exists()
    done = desk["甲"].post("/classes/notes/JD00001/worsen", {"key": "b" * 12, "to": "WATCH", "reason": "主要买方拖欠"})
    assert done.url == "/classes/notes/JD00001"
    marked = {"key": "c" * 12, "mark": "misused", "since": "2018-09-28", "reason": "转入他行理财"}
    assert desk["甲"].post("/classes/notes/JD00001/mark", marked).status_code == 302
    assert NoteMark.objects.get().since == date(2018, 9, 28)
    page = desk["risk"].get("/classes/notes/JD00001").content.decode()
    assert "标记:挪用 → 至少关注" in page and "解除标记" in page and "主要买方拖欠" in page
    assert desk["甲"].post("/classes/notes/JD00001/unmark", {"key": "d" * 12}).status_code == 404
    assert desk["clerk"].get("/classes/notes/JD00001").status_code == 404


def test_a_mistaken_lowering_is_taken_back_by_two_on_the_pages(desk: dict[str, Client]) -> None:
    here = "/classes/notes/JD00001"
    lowered = {"key": "l" * 12, "to": "SUBSTANDARD", "reason": "厂房被查封"}
    assert desk["甲"].post(f"{here}/worsen", lowered).status_code == 302
    assert "/take_back" in desk["甲"].get(here).content.decode()
    short = desk["甲"].post(f"{here}/take_back", {"key": "s" * 12, "reason": "错"})
    assert short.status_code == 200 and "不少于四个字" in short.content.decode()
    assert not ClassProposal.objects.exists()
    said = {"key": "t" * 12, "reason": "看错了借据号"}
    for _ in range(2):
        answer = desk["甲"].post(f"{here}/take_back", said)
        assert (answer.status_code, answer.headers.get("Location")) == (302, here), answer.content.decode()[-3000:]
    proposal = ClassProposal.objects.get()
    yes = {"key": "y" * 12, "reason": "核对查封令无此户"}
    desk["甲"].post(f"/classes/proposals/{proposal.pk}/confirm", yes | {"key": "o" * 12})
    assert read.class_of(1) is Klass.SUBSTANDARD, "never by who asked"
    assert desk["risk"].post(f"/classes/proposals/{proposal.pk}/confirm", yes).status_code == 302
    assert read.class_of(1) is Klass.NORMAL
    assert "/take_back" not in desk["甲"].get(here).content.decode(), "nothing is left to take back"


def test_the_page_of_a_loan_leads_to_its_class(desk: dict[str, Client]) -> None:
    assert 'href="/classes/notes/JD00001"' in desk["甲"].get("/notes/JD00001").content.decode()
    LoanNote.objects.filter(pk=1).update(closed=DAY, principal=0)
    assert 'href="/classes/notes/JD00001"' not in desk["甲"].get("/notes/JD00001").content.decode()


def test_what_moved_since_yesterday(desk: dict[str, Client]) -> None:
    for note, day in ((1, date(2018, 9, 1)), (2, QUARTER), (3, DAY)):
        ClassChange.objects.create(
            note_id=note, business_date=day, recorded_at=datetime(2018, 9, 30, tzinfo=UTC), before="NORMAL",
            after="WATCH", basis="RS2018.over.90", way="DAYEND", actor="DAYEND",
        )  # fmt: skip
    page = desk["risk"].get("/classes/moved").content.decode()
    assert "李家纸箱厂" in page and "赵家枣业" in page and "王记面馆" not in page
    assert "逾期超过90天" in page
    assert "王记面馆" in desk["risk"].get("/classes/moved", {"since": "2018-09-01"}).content.decode()
    assert "赵家枣业" not in desk["甲"].get("/classes/moved").content.decode()


def test_marks_whose_observation_is_over_stand_first(desk: dict[str, Client]) -> None:
    for note, mark, since in (
        (1, "misused", date(2018, 1, 1)),
        (2, "restructured", date(2018, 3, 1)),
        (3, "renewed", QUARTER),
    ):
        NoteMark.objects.create(
            note_id=note, mark=mark, since=since, reason="认定", actor="DAYEND", business_date=since,
            recorded_at=datetime(2018, 9, 30, tzinfo=UTC),
        )  # fmt: skip
    page = desk["risk"].get("/classes/marks").content.decode()
    assert page.index("李家纸箱厂") < page.index("王记面馆"), "restructured in March, six months are over"
    assert "2018-09-01" in page and "已满" in page
    assert "赵家枣业" not in page, "renewals hold no class down and are shown when asked for"
    assert "赵家枣业" in desk["risk"].get("/classes/marks", {"mark": "renewed"}).content.decode()


@pytest.fixture
def sealed(desk: dict[str, Client], lake: Path) -> LakePage:
    page = LakePage(lake)
    for n, klass in ((1, "WATCH"), (2, "NORMAL"), (3, "NORMAL")):
        rm = "1002" if n == 3 else "1001"
        page.note(date(2018, 6, 30), f"JD{n:05d}", f"C{n:05d}", 10_000_000, klass=klass, managing_rm=rm, branch="B01")
    page.note(date(2018, 3, 31), "JD00001", "C00001", 12_000_000, klass="NORMAL", managing_rm="1001", branch="B01")
    page.seal(record=True)
    return page


def test_a_quarter_is_confirmed_a_page_or_a_filter_at_a_time_and_never_ones_own(
    desk: dict[str, Client], sealed: LakePage
) -> None:
    NoteClass.objects.create(note_id=1, klass="WATCH", since=date(2018, 5, 1), basis="x")
    page = desk["risk"].get("/classes/quarter").content.decode()
    assert "2018-06-30" in page and "认定所选" in page and "王记面馆" in page
    assert "赵家枣业" not in desk["甲"].get("/classes/quarter").content.decode()
    assert "认定所选" not in desk["甲"].get("/classes/quarter").content.decode()
    said = {"key": "q" * 12, "note": ["JD00001"], "reason": "二季度认定"}
    assert desk["risk"].post("/classes/quarter?quarter=2018-06-30", said).status_code == 302
    assert [(c.note_id, c.klass) for c in ClassConfirmation.objects.all()] == [(1, "WATCH")]
    LoanNote.objects.filter(pk=3).update(first_responsible="2001")
    everything = {"key": "r" * 12, "everything": "on", "reason": "二季度认定"}
    assert desk["risk"].post("/classes/quarter?quarter=2018-06-30", everything).status_code == 302
    assert set(ClassConfirmation.objects.values_list("note_id", flat=True)) == {1, 2}, "his own is left out"
    own = {"key": "s" * 12, "note": ["JD00003"], "reason": "二季度认定"}
    refused = desk["risk"].post("/classes/quarter?quarter=2018-06-30", own)
    assert refused.status_code == 200 and "由您管户或您是第一责任人" in refused.content.decode()
    book = desk["risk"].get("/classes/quarter.xlsx?quarter=2018-06-30")
    assert book.headers["Content-Type"].endswith("sheet")
    assert AuditRow.objects.filter(action="classification.quarter_confirmed").count() == 2


def test_migration_between_two_sealed_days_as_table_and_picture(desk: dict[str, Client], sealed: LakePage) -> None:
    page = desk["governor"].get("/classes/migration", {"was": "2018-03-31", "now": "2018-06-30"}).content.decode()
    assert "10.00 万" in page and "100.00%" in page
    drawn = json.loads(page.split('<script id="migration" type="application/json">')[1].split("</script>")[0])
    assert drawn["labels"] == ["正常类"]
    assert {one["name"]: one["data"] for one in drawn["series"]}["关注类"] == ["83.33"]
    assert {one["name"]: one["data"] for one in drawn["series"]}["收回或核销"] == ["16.67"]
    for asked in ({"was": "2018-06-30", "now": "2018-03-31"}, {"was": "x", "now": "1' OR 1=1"}):
        assert desk["governor"].get("/classes/migration", asked).status_code == 200


# --- 双逾清单 ----------------------------------------------------------------------------------------------------------


def arrears(desk: dict[str, Client]) -> None:
    overdue(1, (date(2018, 7, 21), "I", 3_700), (date(2018, 8, 10), "B", 5_000_000))
    overdue(2, (date(2018, 9, 21), "I", 3_800))
    overdue(3, (date(2018, 9, 10), "B", 1_000_000), (DAY, "I", 900))


@pytest.mark.parametrize(
    ("reading", "listed"),
    [("BOTH", {"王记面馆"}), ("EITHER", {"王记面馆", "李家纸箱厂", "赵家枣业"}), ("DAYS", {"王记面馆"})],
)
def test_A94_the_list_by_the_reading_in_force(desk: dict[str, Client], reading: str, listed: set[str]) -> None:
    arrears(desk)
    RuleParameter.objects.filter(code="DUAL_OVERDUE_READING").update(value=reading)
    names = {"王记面馆", "李家纸箱厂", "赵家枣业"}
    page = desk["risk"].get("/arrears").content.decode()
    assert {name for name in names if name in page} == listed
    page = desk["risk"].get("/arrears", {"reading": "EITHER"}).content.decode()
    assert {name for name in names if name in page} == names
    page = desk["risk"].get("/arrears", {"reading": "EITHER", "kind": "PRINCIPAL"}).content.decode()
    assert {name for name in names if name in page} == {"赵家枣业"}


def test_A94_person_amount_days_and_what_is_reported(desk: dict[str, Client]) -> None:
    arrears(desk)
    page = desk["risk"].get("/arrears").content.decode()
    for words in ("王记面馆", "双逾", "72", "50,000.00", "37.00", "没有登记措施", "10.00 万"):
        assert words in page, words
    assert "王记面馆" not in desk["乙"].get("/arrears", {"reading": "EITHER"}).content.decode()
    assert desk["乙"].get("/arrears/JD00001").status_code == 404


def test_A94_reason_responsible_measure_and_deadline_are_kept_with_their_history(desk: dict[str, Client]) -> None:
    arrears(desk)
    said = {"key": "w" * 12, "reason": "纸价下跌,货款未回", "responsible": "1001", "measure": "上门催收,追加担保",
            "deadline": "2018-10-31"}  # fmt: skip
    late = desk["甲"].post("/arrears/JD00001", {**said, "deadline": "2018-09-30"})
    assert late.status_code == 200 and "早于今天" in late.content.decode()
    assert desk["甲"].post("/arrears/JD00001", {**said, "key": "x" * 12}).url == "/arrears"
    again = {**said, "key": "y" * 12, "measure": "起诉并申请保全", "deadline": "2018-12-31"}
    assert desk["risk"].post("/arrears/JD00001", again).url == "/arrears"
    assert [word.measure for word in ArrearsWord.objects.order_by("id")] == ["上门催收,追加担保", "起诉并申请保全"]
    page = desk["甲"].get("/arrears/JD00001").content.decode()
    assert "上门催收,追加担保" in page and "起诉并申请保全" in page
    assert "起诉并申请保全" in desk["甲"].get("/arrears").content.decode()
    row = AuditRow.objects.filter(action="classification.arrears_written").latest("id")
    assert (row.actor, row.before["measure"], row.after["measure"]) == ("2001", "上门催收,追加担保", "起诉并申请保全")
    assert desk["clerk"].post("/arrears/JD00001", said).status_code == 404
    LoanNote.objects.filter(pk=1).update(oldest_due=None)
    assert desk["甲"].get("/arrears/JD00001").status_code == 404


def test_the_lists_ask_the_database_as_often_for_forty_as_for_two(desk: dict[str, Client]) -> None:
    asked: dict[str, list[int]] = {"/classes": [], "/arrears?reading=EITHER": []}
    done = 10
    for upto in (12, 50):
        for n in range(done, upto):
            borrower(n, "1001")
            watched(n)
            overdue(n, (date(2018, 9, 10), "B", 1_000_000), (date(2018, 9, 21), "I", 900))
        done = upto
        for page, found in asked.items():
            with CaptureQueriesContext(connection) as queries:
                assert desk["risk"].get(page).status_code == 200
            found.append(len(queries))
    assert all(first == second <= 30 for first, second in asked.values()), asked


# --- API ---------------------------------------------------------------------------------------------------------------


def post(client: Client, path: str, body: dict[str, Any], key: str = "key-00000001", method: str = "post") -> Any:
    send = getattr(client, method)
    return send(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})


def test_the_api_decides_once_by_a_key_and_says_no_in_problem_documents(desk: dict[str, Client]) -> None:
    proposal = watched(1)
    listed = desk["risk"].get("/api/v1/classification/proposals").json()
    assert (listed["count"], listed["proposals"][0]["note"], listed["proposals"][0]["may_decide"]) == (
        1,
        "JD00001",
        True,
    )
    yes = {"decision": "confirm", "reason": "欠息已结清"}
    path = f"/classification/proposals/{proposal.pk}/decision"
    no = post(desk["甲"], path, yes)
    assert (no.status_code, no.json()["name"], no.headers["Content-Type"]) == (
        403, "may_not_classify", "application/problem+json",
    )  # fmt: skip
    without = desk["risk"].post(f"/api/v1{path}", json.dumps(yes), content_type="application/json")
    assert without.status_code == 422
    first, second = post(desk["risk"], path, yes), post(desk["risk"], path, yes)
    assert (first.status_code, first.json()) == (200, second.json())
    assert first.json() == {
        "proposal": proposal.pk,
        "state": "CONFIRMED",
        "klass": "NORMAL",
        "approvals": 1,
        "needed": 1,
    }
    other = post(desk["risk"], path, {**yes, "reason": "另外一个理由"})
    assert (other.status_code, other.json()["name"], other.json()["field"]) == (409, "key_reused", "reason")
    assert ClassChange.objects.count() == 1
    assert post(desk["risk"], "/classification/proposals/999999/decision", yes, "key-00000002").status_code == 404


def test_the_api_lowers_proposes_marks_and_tells_the_class_of_any_day(desk: dict[str, Client]) -> None:
    lower = {"klass": "WATCH", "reason": "主要买方拖欠"}
    for _ in range(2):
        done = post(desk["甲"], "/classification/notes/JD00001/lower", lower)
        assert (done.status_code, done.json()["state"]) == (200, "LOWERED")
    unseen = post(desk["乙"], "/classification/notes/JD00001/lower", lower)
    assert (unseen.status_code, unseen.json()["name"]) == (404, "note_unknown")
    asked = post(
        desk["甲"], "/classification/notes/JD00001/propose", {"klass": "NORMAL", "reason": "货款已回笼"}, "key-00000003"
    )
    assert asked.json()["state"] == "PROPOSED"
    mark = {"mark": "misused", "since": "2018-09-28", "reason": "转入他行理财"}
    assert post(desk["甲"], "/classification/notes/JD00001/marks", mark, "key-00000004").json()["state"] == "MARKED"
    end = {"mark": "misused", "reason": "已收回并整改"}
    assert post(desk["甲"], "/classification/notes/JD00001/marks/end", end, "key-00000005").status_code == 403
    assert post(desk["risk"], "/classification/notes/JD00001/marks/end", end, "key-00000006").json()["state"] == "ENDED"
    told = desk["甲"].get("/api/v1/classification/notes/JD00001", {"on": "2018-09-30"}).json()
    assert (told["klass"], told["klass_on"], told["on"]) == ("WATCH", "NORMAL", "2018-09-30")
    assert [change["after"] for change in told["history"]] == ["WATCH"]
    assert desk["乙"].get("/api/v1/classification/notes/JD00001").status_code == 404
    assert desk["admin"].get("/api/v1/classification/proposals").status_code == 403


def test_A94_the_api_lists_and_writes(desk: dict[str, Client]) -> None:
    arrears(desk)
    found = desk["risk"].get("/api/v1/arrears").json()
    assert (found["reading"], found["count"], found["notes"][0]["overdue_type"]) == ("BOTH", 1, "DUAL")
    assert (found["notes"][0]["principal"], found["notes"][0]["reported"]) == ("50000.00", "100000.00")
    word = {
        "reason": "纸价下跌,货款未回",
        "responsible": "1001",
        "measure": "上门催收,追加担保",
        "deadline": "2018-10-31",
    }
    assert post(desk["甲"], "/arrears/JD00001", word, method="put").json()["state"] == "WRITTEN"
    assert desk["risk"].get("/api/v1/arrears").json()["notes"][0]["word"]["measure"] == "上门催收,追加担保"
    strange = post(desk["甲"], "/arrears/JD00001", {**word, "responsible": "9999"}, "key-00000007", method="put")
    assert (strange.status_code, strange.json()["name"]) == (409, "staff_unknown")
    calm = post(desk["risk"], "/arrears/JD00002", word, "key-00000008", method="put")
    assert calm.status_code == 200
    LoanNote.objects.filter(pk=2).update(oldest_due=None)
    paid = post(desk["risk"], "/arrears/JD00002", word, "key-00000010", method="put")
    assert (paid.status_code, paid.json()["name"]) == (409, "not_in_arrears")


def test_a_quarter_over_the_api(desk: dict[str, Client]) -> None:
    SealedDay.objects.create(
        day=date(2018, 6, 30), kind="CLOSED", seal="q2", recorded_at=datetime(2018, 7, 1, tzinfo=UTC)
    )
    batch = {"notes": ["JD00001", "JD00002"], "reason": "二季度认定"}
    done = post(desk["risk"], "/classification/quarters/2018-06-30/confirmations", batch)
    assert done.json() == {"quarter": "2018-06-30", "confirmed": 2}
    odd = post(desk["risk"], "/classification/quarters/2018-06-29/confirmations", batch, "key-00000009")
    assert (odd.status_code, odd.json()["name"]) == (409, "quarter_not_sealed")


def test_while_a_day_is_being_closed_the_answer_is_not_kept_with_the_key(desk: dict[str, Client]) -> None:
    clock.advance(date(2018, 10, 2))
    lower = {"klass": "WATCH", "reason": "主要买方拖欠"}
    waits = post(desk["甲"], "/classification/notes/JD00001/lower", lower)
    assert (waits.status_code, waits.json()["name"]) == (409, "day_not_closed")
    SealedDay.objects.create(day=DAY, kind="CLOSED", seal="d", recorded_at=datetime(2018, 10, 1, tzinfo=UTC))
    assert post(desk["甲"], "/classification/notes/JD00001/lower", lower).json()["state"] == "LOWERED"
