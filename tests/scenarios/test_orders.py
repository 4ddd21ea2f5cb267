"""业务指令: asked for by one, decided by another, carried out once; what the rules refuse at approval goes on waiting."""

from __future__ import annotations

from datetime import date

import pytest

from tests.recalc import prove
from tests.town import Town, fen, open_town
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import waiting
from wuhua.areas.servicing.actions import orders
from wuhua.areas.servicing.models import NoteEvent, NoteOrder
from wuhua.areas.servicing.rules import DueKind, OrderState, Said, ServicingRefusal, Verb
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")


def who(number: str, *roles: Role) -> Officer:
    return Officer(number, number, "B01", frozenset(roles), None)


RM, BOSS = who("M001", Role.RM), who("E001", Role.EXECUTIVE)
TELLER, RISK = who("T001", Role.ACCOUNTANT), who("K001", Role.RISK)


@pytest.fixture
def town() -> Town:
    """100,000.00 at 7.2 % from 2018-08-21 to 2019-08-21, interest on the 20th, nothing secured."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("梁秋生")
    town.lend("L1", account, "100,000.00", "7.2", date(2019, 8, 21), security="CREDIT")
    town.withdraw(account, "100,000.00")
    return town


def asked(town: Town, actor: Officer, verb: Verb, **said: object) -> int:
    answer = orders.ask(
        actor, business_date=town.today, key=town.key("ask"), verb=verb, note="L1", said=Said(**said)  # type: ignore[arg-type]
    )  # fmt: skip
    assert not isinstance(answer, Refused), answer
    return int(str(answer["order"]))


def decided(
    town: Town, actor: Officer, order: int, approve: bool = True, key: str = "", words: str = "情况属实"
) -> dict[str, object] | Refused:
    return orders.decide(
        actor, business_date=town.today, key=key or town.key("decide"), order=order, approve=approve, decision=words
    )


def night(town: Town) -> None:
    """Close today; books and walk agree."""
    town.close_through(town.today)
    prove(town)


def name(answer: object) -> object:
    assert isinstance(answer, Refused), answer
    return answer.name


def test_nobody_decides_about_his_own_order(town: Town) -> None:
    """A risk officer may ask for a fee and decide about fees, but not about his own."""
    order = asked(town, RISK, Verb.FEE, amount=fen("300.00"), cost=True, reason="诉讼费垫付")
    assert name(decided(town, RISK, order)) is ServicingRefusal.OWN_ORDER
    assert NoteOrder.objects.get(pk=order).state == OrderState.ASKED
    assert not waiting.may_decide(RISK, NoteOrder.objects.get(pk=order))
    assert not isinstance(decided(town, BOSS, order), Refused)
    assert town.owed("L1") == {DueKind.COST: fen("300.00")}
    night(town)


def test_the_wrong_post_neither_asks_nor_decides(town: Town) -> None:
    order = asked(town, RM, Verb.EXTEND, until=date(2020, 8, 21), reason="货款晚收")
    assert name(decided(town, TELLER, order)) is ServicingRefusal.NOT_YOUR_POST
    assert name(decided(town, RISK, order)) is ServicingRefusal.NOT_YOUR_POST
    said = Said(until=date(2020, 8, 21), reason="货款晚收")
    no = orders.ask(TELLER, business_date=town.today, key="k-1", verb=Verb.EXTEND, note="L1", said=said)
    assert name(no) is ServicingRefusal.NOT_YOUR_POST
    other = who("M002", Role.RM)
    no = orders.ask(other, business_date=town.today, key="k-2", verb=Verb.EXTEND, note="L1", said=said)
    assert name(no) is ServicingRefusal.NOTE_NOT_FOUND, "another manager's customer"
    assert waiting.order_for(other, order) is None
    assert waiting.orders_page(other).count == 0
    assert waiting.orders_page(BOSS).count == 1
    assert town.note("L1").maturity == date(2019, 8, 21)


def test_an_order_is_decided_once(town: Town) -> None:
    order = asked(town, RM, Verb.EXTEND, until=date(2020, 8, 21), reason="货款晚收")
    assert name(decided(town, BOSS, order, words="")) is ServicingRefusal.REASON_MISSING
    first = decided(town, BOSS, order, key="decide-once")
    assert decided(town, BOSS, order, key="decide-once") == first
    assert name(decided(town, BOSS, order)) is ServicingRefusal.ORDER_DECIDED
    assert name(decided(town, who("A001", Role.APPROVER), order, approve=False)) is ServicingRefusal.ORDER_DECIDED
    no = orders.withdraw(RM, business_date=town.today, key="w-1", order=order)
    assert name(no) is ServicingRefusal.ORDER_DECIDED
    assert NoteEvent.objects.filter(kind="EXTEND").count() == 1
    assert (town.note("L1").maturity, town.note("L1").extensions) == (date(2020, 8, 21), 1)
    night(town)


def test_turned_down_and_withdrawn_orders_change_nothing(town: Town) -> None:
    town.close_through(date(2018, 8, 22))
    down = asked(town, RM, Verb.ACCELERATE, reason="借款人失联")
    back = asked(town, RM, Verb.ACCELERATE, reason="借款人失联了")
    assert not isinstance(decided(town, BOSS, down, approve=False), Refused)
    no = orders.withdraw(who("M009", Role.RM), business_date=town.today, key="w-1", order=back)
    assert name(no) is ServicingRefusal.ORDER_NOT_FOUND, "somebody else's"
    assert not isinstance(orders.withdraw(RM, business_date=town.today, key="w-2", order=back), Refused)
    states = {each.pk: each.state for each in NoteOrder.objects.all()}
    assert states == {down: OrderState.TURNED_DOWN, back: OrderState.WITHDRAWN}
    assert not NoteEvent.objects.filter(kind="ACCELERATE").exists()


def test_a_back_dated_payment_needs_an_order_and_keeps_its_value_day(town: Town) -> None:
    """Interest of 620.00 fell due 09-21 and came that day; booked 09-25 with its value day it bears no compound."""
    town.close_through(date(2018, 9, 24))
    assert town.owed("L1") == {DueKind.INTEREST: fen("620.00"), DueKind.COMPOUND: fen("0.50")}
    said = Said(amount=fen("620.00"), day=date(2018, 9, 21), reason="当日已到账")
    no = orders.act(TELLER, business_date=town.today, key="a-1", verb=Verb.REPAY, note="L1", said=said)
    assert name(no) is ServicingRefusal.NEEDS_AN_ORDER
    order = asked(town, TELLER, Verb.REPAY, amount=said.amount, day=said.day, reason=said.reason)
    town.close_through(date(2018, 9, 26))
    assert not isinstance(decided(town, RISK, order), Refused)
    event = NoteEvent.objects.get(kind="REPAY")
    assert (event.value_day, event.business_date) == (date(2018, 9, 21), date(2018, 9, 27))
    assert town.owed("L1") == {}
    night(town)


def test_todays_payment_approved_later_belongs_to_the_day_it_was_asked_for(town: Town) -> None:
    town.close_through(date(2018, 9, 20))
    order = asked(town, TELLER, Verb.REPAY, amount=fen("620.00"))
    town.close_through(date(2018, 9, 23))
    found = NoteOrder.objects.get(pk=order)
    assert waiting.said_now(found, town.today).day == date(2018, 9, 21)
    assert not isinstance(waiting.preview_now(RISK, found, town.today), Refused)
    assert not isinstance(decided(town, RISK, order), Refused)
    assert NoteEvent.objects.get(kind="REPAY").value_day == date(2018, 9, 21)
    assert town.owed("L1") == {}
    night(town)


def test_what_the_rules_refuse_at_approval_goes_on_waiting(town: Town) -> None:
    """Asked for in time; by the day of approval the note is settled, so nothing can be extended."""
    order = asked(town, RM, Verb.EXTEND, until=date(2020, 8, 21), reason="货款晚收")
    done = orders.act(TELLER, business_date=town.today, key="s-1", verb=Verb.SETTLE, note="L1", said=Said())
    assert not isinstance(done, Refused), done
    town.close_through(date(2018, 8, 21))
    assert name(decided(town, BOSS, order)) is ServicingRefusal.NOTE_CLOSED
    found = NoteOrder.objects.get(pk=order)
    assert (found.state, found.decided_by) == (OrderState.ASKED, "")
    assert not isinstance(decided(town, BOSS, order, approve=False), Refused)
