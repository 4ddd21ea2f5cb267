"""The counter's pages: only what may be done is offered, previewed before it is done, done once, refused beside its field."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.test_pages import officer
from tests.town import Town, open_town
from wuhua.areas.reporting import read as reporting
from wuhua.areas.servicing.models import NoteEvent, NoteOrder


@pytest.fixture
def town(built: Callable[..., Town]) -> Town:
    return built(owing)


def owing() -> Town:
    """100,000.00 at 7.2 % from 2018-08-21; on 2018-09-21 interest of 620.00 is due."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("梁秋生")
    town.lend("L1", account, "100,000.00", "7.2", date(2019, 8, 21), security="CREDIT")
    town.withdraw(account, "100,000.00")
    town.close_through(date(2018, 9, 20))
    return town


def text(client: Client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page) or re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    return found[1].replace("&quot;", '"') if found else ""


def buttons(page: str) -> set[str]:
    return set(re.findall(r"/notes/L1/do/([a-z_]+)", page))


def previewed(client: Client, verb: str, **said: Any) -> tuple[str, dict[str, Any]]:
    """The form filled in and previewed; answers the page and what confirming it would send."""
    path = f"/notes/L1/do/{verb}"
    key = hidden(text(client, path), "key")
    assert len(key) == 32
    page = client.post(path, {"key": key, "step": "preview", "over": "COUNTER", **said}).content.decode()
    sent = {"key": hidden(page, "key"), "seen": hidden(page, "seen"), "step": "do", "over": "COUNTER", **said}
    assert sent["key"] == key
    return page, sent


def test_an_officer_is_offered_what_his_post_and_the_note_allow(town: Town) -> None:
    teller, rm, boss = officer("T009", "ACCOUNTANT"), officer("M001", "RM"), officer("E001", "EXECUTIVE")
    assert buttons(text(teller, "/notes/L1")) == {"repay", "prepay", "settle", "fee"}
    assert buttons(text(rm, "/notes/L1")) == {"fee", "rate", "extend", "misuse", "accelerate"}
    assert buttons(text(boss, "/notes/L1")) == set()
    assert teller.get("/notes/L1/do/extend").status_code == 404
    assert rm.get("/notes/L1/do/repay").status_code == 404
    assert teller.get("/notes/L1/do/nonsense").status_code == 404
    for client in (teller, rm):
        for verb in buttons(text(client, "/notes/L1")):
            assert client.get(f"/notes/L1/do/{verb}").status_code == 200, verb
    town.repay("L1", "620.00")
    assert buttons(text(teller, "/notes/L1")) == {"prepay", "settle", "fee", "reverse", "move"}


def test_a_repayment_is_seen_before_it_is_done_and_done_once(town: Town) -> None:
    teller = officer("T009", "ACCOUNTANT")
    page, sent = previewed(teller, "repay", amount="500")
    assert "应收利息" in page
    assert "120.00" in page, "what stands afterwards"
    assert not NoteEvent.objects.filter(kind="REPAY").exists()
    changed = teller.post("/notes/L1/do/repay", {**sent, "amount": "600"}).content.decode()
    assert not NoteEvent.objects.filter(kind="REPAY").exists(), "another amount is previewed again"
    assert "20.00" in changed
    for _ in range(2):
        assert teller.post("/notes/L1/do/repay", sent).status_code == 302
    assert [each.amount for each in NoteEvent.objects.filter(kind="REPAY")] == [50_000]


def test_a_refusal_stands_beside_the_field_it_concerns(town: Town) -> None:
    teller = officer("T009", "ACCOUNTANT")
    for amount, words in (("700", "620.00"), ("", "大于零"), ("六百", "六百"), ("1.005", "分以下")):
        page, _ = previewed(teller, "repay", amount=amount)
        beside = page.split('id="error-amount"')[1].split("</div>")[0]
        assert words in beside, (amount, beside)
    page, _ = previewed(teller, "prepay", amount="1000", way="fewer_instalments")
    assert "620.00" in page.split('id="error-amount"')[1].split("</div>")[0]


def test_a_back_dated_payment_goes_to_the_orders_desk(town: Town) -> None:
    teller, risk = officer("T009", "ACCOUNTANT"), officer("K001", "RISK")
    town.close_through(date(2018, 9, 24))
    page, sent = previewed(teller, "repay", amount="620", day="2018-09-21", reason="当日已到账")
    assert "提交复核" in page
    answer = teller.post("/notes/L1/do/repay", sent)
    order = NoteOrder.objects.get()
    assert answer["Location"] == f"/orders/{order.pk}"
    assert not NoteEvent.objects.filter(kind="REPAY").exists()
    own = text(teller, f"/orders/{order.pk}")
    assert "/withdraw" in own
    assert "/approve" not in own
    theirs = text(risk, f"/orders/{order.pk}")
    assert "/approve" in theirs
    assert "/withdraw" not in theirs
    assert "梁秋生" in text(risk, "/orders")
    no = risk.post(f"/orders/{order.pk}/approve", {"key": hidden(theirs, "key"), "decision": ""}).content.decode()
    assert "复核须写明意见" in no.split('id="error-decision"')[1].split("</div>")[0]
    done = risk.post(f"/orders/{order.pk}/approve", {"key": hidden(no, "key"), "decision": "已核对流水"})
    assert done.status_code == 302
    assert NoteEvent.objects.get(kind="REPAY").value_day == date(2018, 9, 21)
    assert "已核对流水" in text(teller, f"/orders/{order.pk}")
    assert officer("S001", "STATISTICS").get("/orders").status_code == 403
    assert officer("M002", "RM", branch="B02").get(f"/orders/{order.pk}").status_code == 404


def test_an_extension_into_a_longer_band_shows_the_rate_it_will_bear(town: Town) -> None:
    """7.2 % on 4.35 % (up to a year) becomes 7.2 x 4.75 / 4.35 = 7.86207 % on 4.75 % (up to five years)."""
    rm, boss = officer("M001", "RM"), officer("E001", "EXECUTIVE")
    page, sent = previewed(rm, "extend", until="2020-08-21", reason="货款晚收")
    assert "7.86207%" in page
    rm.post("/notes/L1/do/extend", sent)
    assert "7.86207%" in text(boss, f"/orders/{NoteOrder.objects.get().pk}")


def test_every_fen_is_explained_and_supposing_writes_nothing(town: Town) -> None:
    """31 days on 100,000.00 at 7.2 % earn 620.00; 50,620.00 on 09-30 leave 50,000.00 less nine days' interest later."""
    risk, teller = officer("K001", "RISK"), officer("T009", "ACCOUNTANT")
    page = text(risk, "/notes/L1/explained")
    assert "620.00" in page
    assert "发放" in page.split('id="trail"')[1], "the trail, for those who look after others"
    assert 'id="trail"' not in text(teller, "/notes/L1/explained")
    said = {"amount": "50620", "day": "2018-09-21", "way": "fewer_instalments"}
    page = text(teller, "/notes/L1/explained/if", **said)
    assert "50,000.00" in page
    page = text(teller, "/notes/L1/explained/if", **(said | {"day": "2018-09-01"}))
    assert "2018-09-21 或之后" in page
    assert NoteEvent.objects.count() == 1


def test_as_it_was_known_stands_beside_as_corrected(town: Town) -> None:
    """The interest of 09-21 was late on 09-24 as the bank knew it; the payment found later made it not late."""
    from wuhua.areas.servicing import actions
    from wuhua.areas.servicing.rules import Said, Verb

    risk = officer("K001", "RISK")
    town.close_through(date(2018, 9, 25))
    held = text(risk, "/notes/L1/explained", known="2018-09-24")
    assert "当时封存" in held
    assert "已更正" not in held
    said = Said(amount=62_000, day=date(2018, 9, 21))
    actions.do(Verb.REPAY, actor="T001", business_date=town.today, key="late", note="L1", said=said)
    held = text(risk, "/notes/L1/explained", known="2018-09-24")
    assert held.count("已更正") == 4, "status, overdue days, the interest that was unpaid and the compound it bore"
    unpaid = held.split("未还利息</td>")[1].split("</tr>")[0]
    assert "620.00" in unpaid and "0.00" in unpaid.split("620.00")[1]


def test_any_sealed_day_can_be_asked_for_not_only_the_newest(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    risk = officer("K001", "RISK")
    monkeypatch.setattr(reporting, "newest_sealed", lambda: [date(2018, 9, 20)])
    assert "当时封存" in text(risk, "/notes/L1/explained", known="2018-09-10")
    for wrong in ("2018-09-21", "2018-08-20", "2018-02-30"):
        assert "当时封存" not in text(risk, "/notes/L1/explained", known=wrong)


def test_a_note_of_three_months_asks_the_database_as_often_as_one_of_a_month(town: Town) -> None:
    risk = officer("K001", "RISK", "ACCOUNTANT")
    asked = []
    for last in (date(2018, 9, 24), date(2018, 11, 24)):
        town.close_through(last)
        for path in ("/notes/L1", "/notes/L1/explained", "/notes/L1/do/fee"):
            with CaptureQueriesContext(connection) as queries:
                text(risk, path)
            asked.append(len(queries))
    assert asked[:3] == asked[3:], asked
    assert max(asked) <= 28, asked


def test_settled_at_the_counter_and_taken_back_over_the_orders_desk(town: Town) -> None:
    """620.00 due and 100,000.00 in term, settled 09-21; taken back by another's yes: all of it is owed as before."""
    teller, boss = officer("T009", "ACCOUNTANT"), officer("E001", "EXECUTIVE")
    page, sent = previewed(teller, "settle")
    assert "100,620.00" in page
    assert teller.post("/notes/L1/do/settle", sent).status_code == 302
    assert town.note("L1").principal == 0 and town.owed("L1") == {}
    paid = NoteEvent.objects.get(kind="PREPAY")
    form = text(teller, "/notes/L1/do/reverse")
    aim = next(code for code in re.findall(r'<option value="([^"]+)"', form) if code.endswith(str(paid.pk)))
    page, sent = previewed(teller, "reverse", aim=aim, reason="记错借据号")
    assert teller.post("/notes/L1/do/reverse", sent).status_code == 302
    order = NoteOrder.objects.get()
    seen = text(boss, f"/orders/{order.pk}")
    assert "2018-09-21 · 提前还款 · 100,620.00" in seen, "the decider reads what is taken back, not a number"
    said = {"key": hidden(seen, "key"), "decision": "核对凭证无误"}
    assert teller.post(f"/orders/{order.pk}/approve", said).status_code != 302, "never by who asked"
    assert boss.post(f"/orders/{order.pk}/approve", said).status_code == 302
    assert town.note("L1").principal == 10_000_000
    assert sum(town.owed("L1").values()) == 62_000
