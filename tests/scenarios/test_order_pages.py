"""Every change of a note that needs two people, through the pages: asked by one, never approved by the same, done by another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.recalc import prove
from tests.scenarios.test_counter_pages import hidden, text
from tests.scenarios.test_pages import officer
from tests.scenarios.test_verbs_api import get, post
from tests.town import Town, fen, open_town
from wuhua.areas.servicing import actions
from wuhua.areas.servicing.models import NoteEvent, NoteOrder, PlannedRate
from wuhua.areas.servicing.rules import DueKind, ServicingRefusal
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")
YEAR = date(2019, 8, 21)


@pytest.fixture
def town(built: Callable[..., Town]) -> Town:
    return built(autumn)


def autumn() -> Town:
    """Opened 08-21. By 11-24: W1 and R1 matured unpaid more than ninety days ago; the others are paid as they fall due."""
    town = open_town(date(2018, 8, 21))
    sound = {"G1": "GUARANTEE", "A1": "CREDIT", "N1": "MORTGAGE", "M1": "CREDIT"}
    for number, security in sound.items():
        account = town.customer(f"客户{number}", "9,000.00")
        town.lend(number, account, "50,000.00", "7.2", YEAR, security=security)
        town.withdraw(account, "50,000.00")
    account = town.customer("客户P1", "9,000.00")
    own = {"settlement": "OWN_DAY", "principal_rolls": False}
    town.lend("P1", account, "50,000.00", "7.2", YEAR, **own)
    town.withdraw(account, "50,000.00")
    for number in ("W1", "R1"):
        account = town.customer(f"客户{number}")
        town.lend(number, account, "30,000.00", "7.2", date(2018, 8, 24), security="CREDIT")
        town.withdraw(account, "30,000.00")
    town.close_through(date(2018, 11, 24))
    return town


def tried(client: Client, note: str, verb: str, **said: str) -> tuple[str, dict[str, str]]:
    """The form filled in and previewed: the page, and what confirming would send."""
    path = f"/notes/{note}/do/{verb}"
    page = client.post(path, {"key": hidden(text(client, path), "key"), "step": "preview", **said}).content.decode()
    return page, {"key": hidden(page, "key"), "seen": hidden(page, "seen"), "step": "do", **said}


def beside(page: str, field: str) -> str:
    return page.split(f'id="error-{field}"')[1].split("</div>")[0]


def by_two(asker: Client, boss: Client, note: str, verb: str, **said: str) -> None:
    """Asked through the form, refused to the asker himself, done by the other."""
    page, sent = tried(asker, note, verb, **said)
    assert "提交复核" in page, (verb, page[page.find('class="remark"') :][:300])
    answer = asker.post(f"/notes/{note}/do/{verb}", sent)
    assert answer.status_code == 302, verb
    order = answer["Location"]
    approve = {"key": hidden(text(boss, order), "key"), "decision": "核对无误"}
    own = asker.post(f"{order}/approve", approve | {"key": f"own-approval-{verb}"})
    assert own.status_code == 200 and "不能复核自己提出的业务指令" in own.content.decode(), verb
    assert NoteOrder.objects.get(pk=order.rsplit("/", 1)[1]).state == "ASKED", verb
    assert boss.post(f"{order}/approve", approve).status_code == 302, verb
    assert "已办理" in text(asker, order), verb


def test_each_order_verb_is_asked_by_one_and_done_by_another(town: Town) -> None:
    asker = officer("M001", "RM", "RISK", "ACCOUNTANT", "EXECUTIVE")
    boss = officer("E001", "EXECUTIVE")
    page, _ = tried(asker, "G1", "extend", until="2020-08-21", reason="货款晚收")
    assert "保证人书面同意" in page.split('name="consent"')[1].split("</div>")[0], "beside the box"
    page, _ = tried(asker, "G1", "extend", until="2023-08-21", reason="货款晚收", consent="on")
    assert "最迟" in beside(page, "until")
    page, _ = tried(asker, "R1", "restructure", until="2018-11-01", reason="季节性停产")
    assert "须晚于今天" in beside(page, "until")
    page, _ = tried(asker, "W1", "write_off", reason="")
    assert "写明理由" in beside(page, "reason")
    steps: list[tuple[str, str, dict[str, str], Callable[[], Any]]] = [
        ("G1", "extend", {"until": "2020-08-21", "reason": "货款晚收", "consent": "on"}, lambda: town.note("G1").maturity),
        ("A1", "accelerate", {"reason": "借款人转移财产"}, lambda: town.note("A1").maturity),
        ("R1", "restructure", {"until": "2019-05-20", "reason": "季节性停产,订单在手"}, lambda: town.note("R1").issue_type),
        ("W1", "write_off", {"reason": "借款人下落不明"}, lambda: town.note("W1").book_status),
        ("M1", "misuse", {"uplift": "60", "reason": "查实转借他人"}, lambda: town.note("M1").misuse_uplift),
        ("M1", "rate", {"rate": "6.5", "reason": "竞争调价"}, lambda: town.note("M1").rate),
        ("M1", "fee", {"amount": "120", "reason": "诉讼费垫付", "cost": "on"}, lambda: town.owed("M1")[DueKind.COST]),
        ("P1", "payday", {"own_day": "5"}, lambda: town.note("P1").own_day),
        ("N1", "renew", {"until": "2020-08-21", "number": "N2", "contract": "HT-N2", "over": "ACCOUNT",
                         "reason": "经营正常,续贷"}, lambda: (town.note("N1").principal, town.note("N2").principal)),
    ]  # fmt: skip
    became: dict[str, Any] = {}
    for note, verb, said, found in steps:
        by_two(asker, boss, note, verb, **said)
        became[verb] = found()
    assert became == {
        "extend": date(2020, 8, 21), "accelerate": date(2018, 11, 25), "restructure": "RESTRUCTURED",
        "write_off": "WRITTEN_OFF", "misuse": 60, "rate": Rate.of_pct("6.5").units, "fee": fen("120.00"), "payday": 5,
        "renew": (0, fen("50,000.00")),
    }  # fmt: skip
    aim = NoteEvent.objects.get(kind="WRITE_OFF").pk
    by_two(asker, boss, "W1", "reverse", aim=f"event:{aim}", reason="核销资料不全")
    assert town.note("W1").book_status == "NON_ACCRUAL"
    town.close_through(town.today)
    prove(town)


def test_a_renewal_that_cannot_be_is_refused_beside_its_field(town: Town) -> None:
    asker = officer("M001", "RM")
    said = {"until": "2020-08-21", "number": "N2", "contract": "HT-N2", "over": "ACCOUNT", "reason": "经营正常"}
    for field, wrong in (("number", ""), ("number", "A1"), ("contract", ""), ("until", ""), ("until", "2018-11-20"),
                         ("amount", "50000.01"), ("reason", "")):  # fmt: skip
        page, _ = tried(asker, "N1", "renew", **(said | {field: wrong}))
        assert "field-error" in beside(page, field), (field, wrong)
    assert "/do/renew" not in text(asker, "/notes/W1"), "matured: the page does not offer it"
    assert not NoteOrder.objects.exists()


def test_30_360_counts_whole_months_and_is_lent_with_no_other_settlement() -> None:
    """Between two 20ths no month is whole at the start and end, and over a whole term no month is named."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("段小满")
    for settlement in ("MONTH20", "QUARTER20", "AT_MATURITY"):
        terms = actions.NoteTerms(
            number=f"T-{settlement}", contract="HT", account=account, product="MERCHANT_LOAN", managing_rm="M001",
            amount=fen("1,000.00"), rate=720_000, maturity=YEAR, method="interest_only", settlement=settlement,
            security="CREDIT", use="进货", industry="5212", region="140824", day_count="30/360",
        )  # fmt: skip
        no = actions.disburse(actor="T001", business_date=town.today, key=f"d/{settlement}", terms=terms)
        assert isinstance(no, Refused), settlement
        assert (no.name, no.field) == (ServicingRefusal.DAY_COUNT_NOT_POSSIBLE, "day_count")
    town.lend("T-OWN", account, "1,000.00", "7.2", YEAR, settlement="OWN_DAY", day_count="30/360")


# --- LPR 重定价 ------------------------------------------------------------------------------------------------------

JANUARY = "2021-01-01"


@pytest.fixture
def priced() -> Town:
    """Signed 2020-04-10 on the quote of 03-20 (4.05 %); on 2021-01-01 that of 2020-12-31 holds (3.85 %): 0.2 points less."""
    town = open_town(date(2020, 4, 10))
    account = town.customer("王铁成")
    for n in (1, 2, 3):
        town.lend(f"L{n}", account, "100,000.00", "5.05", date(2023, 4, 10), rate_type="LPR")
    town.lend("S1", account, "100,000.00", "5.05", date(2021, 4, 10), rate_type="LPR")  # a year: not re-segmented
    town.lend("F1", account, "100,000.00", "5.05", date(2023, 4, 10))
    return town


def sent(client: Client, step: str, *notes: str, **more: str) -> Any:
    page = text(client, "/orders/repricing", on=JANUARY)
    said = {"key": hidden(page, "key"), "on": JANUARY, "step": step, "note": list(notes), **more}
    return client.post("/orders/repricing/act", said)


def test_a_repricing_day_is_asked_for_and_agreed_many_at_once(priced: Town) -> None:
    risk, boss = officer("K001", "RISK", "EXECUTIVE"), officer("E001", "EXECUTIVE")
    page = text(risk, "/orders/repricing")
    assert JANUARY in page, "the next repricing day, unasked"
    assert page.count("4.85%") == 3 and "S1" not in page and "F1" not in page
    nothing = sent(risk, "ask").content.decode()
    assert "请选择借据" in beside(nothing, "everything")
    assert sent(risk, "ask", "L1").status_code == 302
    assert sent(risk, "ask", everything="on").status_code == 302
    assert NoteOrder.objects.filter(verb="reprice", state="ASKED").count() == 3, "none asked for twice"
    own = sent(risk, "approve", everything="on", decision="同意").content.decode()
    assert "不能复核自己提出的业务指令" in own
    empty = sent(boss, "approve", "L1", decision="").content.decode()
    assert "复核须写明意见" in beside(empty, "decision")
    assert not PlannedRate.objects.exists()
    order = NoteOrder.objects.get(note="L2")
    single = text(boss, f"/orders/{order.pk}")
    assert "4.85%" in single
    assert (
        boss.post(f"/orders/{order.pk}/approve", {"key": hidden(single, "key"), "decision": "同意"}).status_code == 302
    )
    assert sent(boss, "refuse", "L3", decision="客户要求协商").status_code == 302
    assert sent(boss, "approve", everything="on", decision="核对报价无误").status_code == 302
    planned = dict(PlannedRate.objects.values_list("note_id", "rate"))
    assert planned == {priced.note(n).pk: Rate.of_pct("4.85").units for n in ("L1", "L2")}
    states = dict(NoteOrder.objects.values_list("note", "state"))
    assert states == {"L1": "DONE", "L2": "DONE", "L3": "TURNED_DOWN"}
    assert "没有等待复核的业务" in text(boss, "/orders")
    assert officer("T001", "ACCOUNTANT").get("/orders/repricing").status_code == 403


def test_a_quote_that_moved_since_it_was_asked_for_is_not_agreed(priced: Town) -> None:
    risk, boss = officer("K001", "RISK"), officer("E001", "EXECUTIVE")
    assert sent(risk, "ask", everything="on").status_code == 302
    priced.change_rate("L1", "6.05")
    assert "报价已变" in text(boss, "/orders/repricing", on=JANUARY)
    assert sent(boss, "approve", everything="on", decision="核对报价无误").status_code == 302
    assert set(PlannedRate.objects.values_list("note_id", flat=True)) == {priced.note(n).pk for n in ("L2", "L3")}
    order = NoteOrder.objects.get(note="L1")
    assert order.state == "ASKED"
    page = text(boss, f"/orders/{order.pk}")
    assert "按现在的报价应为 5.85%" in page and "同意并办理" not in page


def test_a_long_list_asks_the_database_as_often_as_a_short_one_and_the_api_says_the_same(priced: Town) -> None:
    risk, boss = officer("K001", "RISK"), officer("E001", "EXECUTIVE")
    account, asked = priced.note("L1").account.number, []
    for more in ((), range(4, 34)):
        for n in more:
            priced.lend(f"L{n}", account, "1,000.00", "5.05", date(2023, 4, 10), rate_type="LPR")
        with CaptureQueriesContext(connection) as queries:
            text(risk, "/orders/repricing", on=JANUARY)
        asked.append(len(queries))
    assert asked[0] == asked[1], asked
    status, page = get(risk, f"/orders/repricing?on={JANUARY}")
    assert (status, page["count"], page["free"], page["notes"][0]["bears_pct"]) == (200, 33, 33, "4.85")
    assert post(risk, "/orders/repricing", key="reprice-1", on=JANUARY)[1]["asked"] == 33
    assert post(risk, "/orders/repricing", key="reprice-2", on="2020-04-10")[1]["field"] == "on"
    said = {"on": JANUARY, "approve": True, "decision": "核对报价无误"}
    assert post(risk, "/orders/repricing/decide", key="reprice-3", **said)[0] == 403
    with CaptureQueriesContext(connection) as queries:
        status, done = post(boss, "/orders/repricing/decide", key="reprice-4", **said)
    assert (status, done["decided"], done["stale"]) == (200, 33, 0)
    assert len(queries) < 40, "many at once, not one by one"
