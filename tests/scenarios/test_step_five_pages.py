"""Pages of step 5 (A44): who gets them, a month looked after, use ended and begun again, how often the database is asked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import fastexcel
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.test_counter_pages import hidden
from tests.scenarios.test_pages import DAY, borrower, officer
from wuhua.areas.origination.models import ChecklistChoice
from wuhua.areas.postloan import actions
from wuhua.areas.postloan.models import MonthlyLook, StopOfUse
from wuhua.areas.servicing.models import LoanNote
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
LISTS = ("/afterloan", "/afterloan?show=all", "/afterloan/stops", "/afterloan/month.xlsx")
ONE = "/afterloan/customers/C00001"
LOOK = {"item": "ACC.1", "found": "SOUND", "evidence": "九月台账", "words": ""}
STOP = {"condition": "BUSINESS_STOPPED", "evidence": "现场停机断电"}


@pytest.fixture(autouse=True)
def _bank(home: Any) -> None:
    """甲 keeps 王记, 乙 keeps 李家."""
    clock.advance(DAY)
    borrower(1, "1001", "王记面馆")
    borrower(2, "1002", "李家纸箱厂")


def beside(page: str, field: str) -> str:
    """What stands under a field, which is where the page opens."""
    assert re.search(rf'id="{field}(_0)?"', page) and page.count(f'id="error-{field}"') == 1
    return page.split(f'id="error-{field}"')[1].split("</div>")[0]


@pytest.mark.parametrize(
    ("role", "lists", "other", "forms"),
    [("RM", 200, 404, "look stop"), ("CO_RM", 200, 404, "look stop"), ("POST_LOAN", 200, 200, "look stop"),
     ("SME_CENTER_HEAD", 200, 200, "look stop"), ("RISK", 200, 200, "stop"), ("EXECUTIVE", 200, 200, "stop"),
     ("AUDIT", 200, 200, ""), ("ACCOUNTANT", 200, 200, ""), ("STATISTICS", 403, 403, ""), ("ADMIN", 403, 403, "")],
)  # fmt: skip
def test_A44_every_role_gets_its_pages_and_no_other(role: str, lists: int, other: int, forms: str) -> None:
    for page in (*LISTS, ONE):
        assert Client().get(page).status_code == 302, page
    who = officer("1001", role)
    assert {who.get(page).status_code for page in LISTS} == {lists}
    assert who.get("/afterloan/customers/C00002").status_code == other
    mine = who.get(ONE)
    assert mine.status_code == lists
    text = mine.content.decode()
    assert [verb for verb in ("look", "stop", "lift") if f"{ONE}/{verb}" in text] == forms.split()
    assert ("/afterloan" in who.get("/").content.decode()) == (lists == 200)
    done = who.post("/afterloan/customers/C00002/stop", STOP)
    assert done.status_code == (302 if other == 200 and forms else other)
    assert StopOfUse.objects.count() == (1 if done.status_code == 302 else 0)


def test_A44_another_managers_customer_answers_like_one_that_is_not_there() -> None:
    rm = officer("1001", "RM")
    for number in ("C00002", "C99999", "%00", "9" * 300):
        at = f"/afterloan/customers/{number}"
        assert rm.get(at).status_code == 404, number
        assert rm.post(f"{at}/look", LOOK).status_code == 404, number
    assert rm.post(f"{ONE}/burn", LOOK).status_code == 404
    assert not MonthlyLook.objects.exists()
    for query in ("?page=x", "?page=99999", "?show=else"):
        assert rm.get(f"/afterloan{query}").status_code == 200, query
    assert rm.get("/afterloan/stops?page=-1").status_code == 200
    page = rm.get("/afterloan").content.decode()
    assert "王记面馆" in page and "李家" not in page


def test_A44_a_look_is_refused_beside_its_field_and_a_month_is_done_line_by_line() -> None:
    rm = officer("1001", "RM")
    for change, field, words in (
        ({"evidence": " "}, "evidence", "没有证据"), ({"found": "WRONG"}, "words", "没有写明情况"),
        ({"item": "END.1"}, "item", "END.1"), ({"found": "BEST"}, "found", "BEST"),
    ):  # fmt: skip
        page = rm.post(f"{ONE}/look", {**LOOK, **change}).content.decode()
        assert words in beside(page, f"look_{field}"), (change, field)
    assert not MonthlyLook.objects.exists()
    key = hidden(rm.get(ONE).content.decode(), "key")
    for _ in range(2):  # a second tap writes nothing
        assert rm.post(f"{ONE}/look", {**LOOK, "key": key}).status_code == 302
    assert MonthlyLook.objects.get().evidence == "九月台账"
    page = rm.get(ONE).content.decode()
    assert "1 / 5" in page and "九月台账" in page and 'value="ACC.2" selected' in page
    assert 'value="IN.2" selected' in rm.get(f"{ONE}?item=IN.2").content.decode()
    for item in ("ACC.2", "ACC.3", "IN.1"):
        rm.post(f"{ONE}/look", {**LOOK, "item": item})
    rm.post(f"{ONE}/look", {**LOOK, "item": "IN.2", "found": "CONCERN", "words": "家中无人,已电话约见"})
    assert "本月已办完" in rm.get(ONE).content.decode()
    assert "已办完 1 / 1 户" in rm.get("/afterloan").content.decode()
    assert "王记面馆" not in rm.get("/afterloan").content.decode()
    assert "王记面馆" in rm.get("/afterloan?show=all").content.decode()
    book = fastexcel.read_excel(rm.get("/afterloan/month.xlsx?show=all").content).load_sheet(0).to_polars()
    line = book.row(0)
    assert line[:2] == ("C00001", "王记面馆") and line[3:9] == (*["如常"] * 4, "需关注", 0), line
    clock.advance(DAY + timedelta(days=1))
    page = rm.get(ONE).content.decode()
    assert "0 / 5" in page and "家中无人" in page  # October begins anew, September is history
    assert 'value="2018-09"' in rm.get("/afterloan").content.decode()
    for month, done in (("", 0), ("2018-09", 1), ("2018-10", 0), ("2031-01", 0), ("九月", 0)):
        assert f"已办完 {done} / 1 户" in rm.get(f"/afterloan?show=all&month={month}").content.decode(), month
    book = rm.get("/afterloan/month.xlsx?show=all&month=2018-09")
    assert "afterloan-2018-09" in book["Content-Disposition"]


def test_A44_use_ends_on_the_page_and_another_person_lifts_it() -> None:
    rm, one, other = officer("1001", "RM"), officer("2001", "RISK"), officer("2002", "RISK")
    assert "没有证据" in beside(one.post(f"{ONE}/stop", {**STOP, "evidence": ""}).content.decode(), "stop_evidence")
    one.post(f"{ONE}/stop", STOP)
    page = one.get(ONE).content.decode()
    assert "已终止用信" in page and "停业" in page and "现场停机断电" in page and "JD00001" in page
    assert "您作出的终止" in page and f"{ONE}/lift" not in page and f"{ONE}/stop" not in page
    assert (
        "已终止用信" in rm.post(f"{ONE}/stop", STOP).content.decode()
        and f"{ONE}/lift" not in rm.get(ONE).content.decode()
    )
    assert "不能解除自己" in one.post(f"{ONE}/lift", {"words": "已复工"}).content.decode()
    assert "没有写明" in beside(other.post(f"{ONE}/lift", {"words": " "}).content.decode(), "lift_words")
    assert (
        "王记面馆" in rm.get("/afterloan/stops").content.decode()
        and "已终止用信" in rm.get("/afterloan").content.decode()
    )
    assert "王记" not in officer("1002", "RM").get("/afterloan/stops").content.decode()
    other.post(f"{ONE}/lift", {"words": "已复工,现场核实"})
    assert StopOfUse.objects.get().lifted_by == "2002"
    page = rm.get(ONE).content.decode()
    assert "已复工,现场核实" in page and "本月终止过,已解除" in page and f"{ONE}/stop" in page
    assert "王记" not in rm.get("/afterloan/stops").content.decode()
    assert "王记面馆" in rm.get("/afterloan/stops?show=lifted").content.decode()


def test_A44_a_stop_of_the_day_end_says_so_and_is_not_lifted_by_a_word() -> None:
    LoanNote.objects.filter(number="JD00001").update(misuse_uplift=50)
    actions.watch(business_date=DAY + timedelta(days=1), at=clock.now())
    risk = officer("2001", "RISK")
    page = risk.get(ONE).content.decode()
    assert (
        "贷款系统日终自动终止" in page
        and "查实挪用" in page
        and "借据已按挪用计收罚息" in page
        and "SYSTEM" not in page
    )
    page = risk.post(f"{ONE}/lift", {"words": "客户已说明"}).content.decode()
    assert "终止条件仍在" in page and "冲正" in page
    assert StopOfUse.objects.filter(lifted_on__isnull=True).count() == 1


def test_A44_a_month_has_one_reading_and_history_keeps_the_name_it_had() -> None:
    rm = officer("1001", "RM")
    ChecklistChoice.objects.create(stage="POST5", variant="B", from_day=DAY, chosen_by="2001")
    rm.post(f"{ONE}/look", LOOK)
    assert "管经营账" in rm.get(ONE).content.decode() and "管账户" not in rm.get(ONE).content.decode()
    clock.advance(DAY + timedelta(days=1))
    page = rm.get(ONE).content.decode()
    assert "管账户" in page and "管经营账" in page  # October asks B; what was looked at in September was A


def test_A44_lists_cost_the_same_for_many() -> None:
    who, counts = officer("2001", "POST_LOAN"), []
    for start, end in ((3, 5), (5, 15)):
        for n in range(start, end):
            borrower(n, "1001")
            who.post(f"/afterloan/customers/C{n:05d}/look", LOOK)
            who.post(f"/afterloan/customers/C{n:05d}/stop", STOP)
        found = []
        for page in (*LISTS, "/afterloan/customers/C00003"):
            with CaptureQueriesContext(connection) as seen:
                assert who.get(page).status_code == 200
            found.append(len(seen))
        counts.append(found)
    assert counts[0] == counts[1] and max(counts[0]) <= 22, counts
    assert MonthlyLook.objects.filter(item="ACC.1").count() == 12 and StopOfUse.objects.count() == 12
