"""调账: a payment booked on the wrong note is put on the right one by two people, as if it had come there on its own day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from tests.recalc import prove
from tests.scenarios.test_counter_pages import hidden, previewed, text
from tests.scenarios.test_orders import BOSS, TELLER, name, who
from tests.scenarios.test_pages import officer
from tests.town import Town, fen, open_town
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.actions import orders
from wuhua.areas.servicing.models import NoteEvent, NoteOrder, RepaymentItem
from wuhua.areas.servicing.rules import DueKind, Over, Said, ServicingRefusal, Verb
from wuhua.books.models import Entry
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.usefixtures("fresh_bank")


@pytest.fixture
def town(built: Callable[..., Town]) -> Town:
    return built(misbooked)


def misbooked() -> Town:
    """Two borrowers, 100,000.00 each at 7.2 % from 08-21. On 09-21 the 620.00 of L2 were booked on L1; today is 09-25."""
    town = open_town(date(2018, 8, 21))
    for number, borrower in (("L1", "梁秋生"), ("L2", "贾志强")):
        account = town.customer(borrower)
        town.lend(number, account, "100,000.00", "7.2", date(2019, 8, 21), security="CREDIT")
        town.withdraw(account, "100,000.00")
    town.close_through(date(2018, 9, 20))
    assert not isinstance(town.repay("L1", "620.00"), Refused)
    town.close_through(date(2018, 9, 24))
    return town


def paid() -> int:
    return int(NoteEvent.objects.get(kind="REPAY", note_id=note_id("L1")).pk)


def note_id(number: str) -> int:
    from wuhua.areas.servicing.models import LoanNote

    return int(LoanNote.objects.get(number=number).pk)


def ask(town: Town, **said: object) -> dict[str, object] | Refused:
    given: dict[str, object] = {"event": paid(), "to": "L2", "reason": "柜员输错借据号"} | said
    return orders.ask(
        TELLER, business_date=town.today, key=town.key("move"), verb=Verb.MOVE, note="L1", said=Said(**given)  # type: ignore[arg-type]
    )  # fmt: skip


def decide(town: Town, order: object, **more: object) -> dict[str, object] | Refused:
    said: dict[str, object] = {"actor": BOSS, "approve": True, "decision": "核对凭证无误"} | more
    actor = said.pop("actor")
    return orders.decide(actor, business_date=town.today, key=town.key("yes"), order=int(str(order)), **said)  # type: ignore[arg-type]


def test_the_payment_stands_on_the_right_note_as_if_it_had_come_there(town: Town) -> None:
    """L2 was late four days and owed 0.50 of compound; paid on its due day it owes nothing. L1 owes what L2 owed."""
    late = {DueKind.INTEREST: fen("620.00"), DueKind.COMPOUND: fen("0.50")}
    assert (town.owed("L1"), town.owed("L2")) == ({}, late)
    asked = ask(town)
    assert not isinstance(asked, Refused), asked
    before = AuditRow.objects.filter(action__in=("servicing.move", "servicing.reverse", "servicing.repay")).count()
    assert not isinstance(decide(town, asked["order"]), Refused)
    assert (town.owed("L1"), town.owed("L2")) == (late, {})
    came = NoteEvent.objects.get(note_id=note_id("L2"), kind="REPAY")
    assert (came.value_day, came.business_date, came.amount) == (date(2018, 9, 21), date(2018, 9, 25), fen("620.00"))
    gone = NoteEvent.objects.get(note_id=note_id("L1"), kind="REVERSE")
    assert came.detail["moved"] == {"note": "L1", "event": gone.reverses}
    assert gone.detail["moved"] == {"note": "L2"}
    traces = AuditRow.objects.filter(action__in=("servicing.move", "servicing.reverse", "servicing.repay"))
    assert [each.action for each in traces.order_by("-id")[: traces.count() - before]] == ["servicing.move"]
    entries = Entry.objects.filter(key__endswith=f"/order/{asked['order']}").order_by("key")
    assert [each.why for each in entries] == ["调账:由借据 L1 转入", "调账:转到借据 L2"], "the same order names both"
    town.close_through(date(2018, 9, 26))
    prove(town)


def test_what_cannot_be_moved_is_refused_by_name_and_changes_nothing(town: Town) -> None:
    rows = RepaymentItem.objects.count()
    assert name(ask(town, event=10**9)) is ServicingRefusal.EVENT_NOT_FOUND
    assert name(ask(town, to="L1")) is ServicingRefusal.SAME_NOTE
    assert name(ask(town, to="L9")) is ServicingRefusal.NOTE_NOT_FOUND
    assert name(ask(town, reason="")) is ServicingRefusal.REASON_MISSING
    drawn = NoteEvent.objects.get(note_id=note_id("L1"), kind="DRAW").pk
    assert name(ask(town, event=drawn)) is ServicingRefusal.EVENT_NOT_REVERSIBLE
    account = town.customer("段小满")
    town.lend("L3", account, "5,000.00", "7.2", date(2019, 8, 21), security="CREDIT")
    no = ask(town, to="L3")
    assert name(no) is ServicingRefusal.MOVE_NOT_POSSIBLE, "lent after the money came"
    assert isinstance(no, Refused) and no.field == "to"
    assert RepaymentItem.objects.count() == rows and not NoteOrder.objects.exists()


def test_more_than_the_right_note_can_take_is_refused_with_what_to_do(town: Town) -> None:
    """L2's own 620.00 came too: of the 620.00 booked on L1 it would use nothing but what falls due next."""
    assert not isinstance(town.repay("L2", "620.50"), Refused)
    no = ask(town)
    assert name(no) is ServicingRefusal.MORE_THAN_IS_OWED
    assert isinstance(no, Refused)
    assert "0.50 元" in no.reason, "moved back to its day, the 0.50 of compound would not have been"
    assert "先冲正" in no.next_step


def test_a_settled_note_takes_nothing(town: Town) -> None:
    done = orders.act(TELLER, business_date=town.today, key="s-1", verb=Verb.SETTLE, note="L2", said=Said())
    assert not isinstance(done, Refused), done
    town.close_through(town.today)
    assert name(ask(town)) is ServicingRefusal.MOVE_NOT_POSSIBLE


def test_a_payment_is_moved_once_and_by_two(town: Town) -> None:
    asked = ask(town)
    assert not isinstance(asked, Refused)
    twin = ask(town, reason="柜员输错借据号了")
    assert not isinstance(twin, Refused), "asked for twice"
    assert name(decide(town, asked["order"], actor=who("T001", Role.RISK))) is ServicingRefusal.OWN_ORDER
    assert name(decide(town, asked["order"], actor=who("M001", Role.RM))) is ServicingRefusal.NOT_YOUR_POST
    assert not isinstance(decide(town, asked["order"]), Refused)
    assert name(decide(town, twin["order"])) is ServicingRefusal.REVERSED_ALREADY
    town.close_through(town.today)
    prove(town)


def test_a_target_out_of_sight_does_not_exist(town: Town) -> None:
    """A manager who is also a teller sees his own customers only, whatever number he types."""
    mine = who("M001", Role.ACCOUNTANT)
    assert pages.note_for(mine, "L2") is not None
    from wuhua.areas.customer.models import Customer

    Customer.objects.filter(name="贾志强").update(managing_rm="M002")
    narrow = who("M001", Role.RM)
    assert pages.note_for(narrow, "L2") is None
    said = Said(event=paid(), to="L2", reason="柜员输错借据号")
    no = orders._not_his(narrow, "L1", said)
    assert name(no) is ServicingRefusal.NOTE_NOT_FOUND and isinstance(no, Refused) and no.field == "to"


def test_an_early_repayment_keeps_its_way_and_its_account(town: Town) -> None:
    """30,000.00 of principal paid early on the wrong note from its account: back to it, and out of the right one's."""
    for borrower in (1, 2):
        town.deposit(f"6228{borrower:010d}", "40,000.00")
    town.close_through(town.today)
    said = Said(amount=fen("30,000.00"), over=Over.ACCOUNT)
    done = orders.act(TELLER, business_date=town.today, key="p-1", verb=Verb.PREPAY, note="L1", said=said)
    assert not isinstance(done, Refused), done
    aim = NoteEvent.objects.get(kind="PREPAY").pk
    asked = ask(town, event=aim)
    assert not isinstance(asked, Refused), asked
    assert not isinstance(decide(town, asked["order"]), Refused)
    assert (town.note("L1").principal, town.note("L2").principal) == (fen("100,000.00"), fen("70,000.00"))
    town.close_through(town.today)
    prove(town)


def test_the_page_shows_both_notes_and_puts_the_refusal_beside_the_field(town: Town) -> None:
    teller, boss = officer("T009", "ACCOUNTANT"), officer("E001", "EXECUTIVE")
    assert "/notes/L1/do/move" in text(teller, "/notes/L1")
    assert "/notes/L2/do/move" not in text(teller, "/notes/L2"), "nothing was paid there"
    said = {"aim": f"event:{paid()}", "reason": "柜员输错借据号"}
    page, _ = previewed(teller, "move", **said, to="L1")
    assert "另一笔借据号" in page.split('id="error-to"')[1].split("</div>")[0]
    page, sent = previewed(teller, "move", **said, to="L2")
    assert page.index("转出") < page.index("转入 <span") < page.index("提交复核")
    assert teller.post("/notes/L1/do/move", sent).status_code == 302
    order = NoteOrder.objects.get()
    seen = text(boss, f"/orders/{order.pk}")
    assert "2018-09-21 · 还款 · 620.00" in seen and "L2" in seen
    done = boss.post(f"/orders/{order.pk}/approve", {"key": hidden(seen, "key"), "decision": "核对凭证无误"})
    assert done.status_code == 302
    assert town.owed("L2") == {}


def test_the_same_over_http(town: Town) -> None:
    from tests.scenarios.test_verbs_api import post

    teller, boss = officer("T009", "ACCOUNTANT"), officer("E001", "EXECUTIVE")
    said = {"event": paid(), "to": "L2", "reason": "柜员输错借据号"}
    status, seen = post(teller, "/notes/L1/move/preview", **said)
    assert (status, seen["owed"], seen["then"]["note"], seen["then"]["owed"]) == (
        200, {"compound": "0.50", "interest": "620.00"}, "L2", {},
    )  # fmt: skip
    assert post(teller, "/notes/L1/move", key="move-0001", **said)[1]["name"] == "needs_an_order"
    status, no = post(teller, "/orders", key="move-0002", note="L1", verb="move", **{**said, "to": "L9"})
    assert (status, no["name"], no["field"]) == (404, "note_not_found", "to")
    status, order = post(teller, "/orders", key="move-0003", note="L1", verb="move", **said)
    assert (status, order["said"]["to"]) == (201, "L2")
    assert post(teller, f"/orders/{order['id']}/decide", key="yes-00001", approve=True, decision="同意")[0] == 403
    assert post(boss, f"/orders/{order['id']}/decide", key="yes-00002", approve=True, decision="核对无误")[0] == 200
    assert town.owed("L2") == {}
