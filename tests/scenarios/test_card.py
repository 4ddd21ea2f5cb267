"""授信卡: one card a customer (A59, A69), one approval drawn at will with interest by the day (A61), fast and in full (A62)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.recalc import prove
from tests.scenarios.card_town import (
    APPROVER,
    BOTH,
    COUNTER,
    MANAGER,
    OPENS,
    RISK,
    STRANGER,
    CardTown,
    grant,
    no,
    officer,
)
from tests.scenarios.test_four_trips import wire
from tests.town import TELLER, fen
from wuhua.areas.creditline import actions, read
from wuhua.areas.creditline.models import Card, CardAsk, CardOrder, CardStep, Line
from wuhua.areas.creditline.rules import (
    CardOrderState,
    CardRefusal,
    CardState,
    CardVerb,
    FreezeReason,
)
from wuhua.areas.customer.models import Customer, Document
from wuhua.areas.customer.rules import CustomerRefusal
from wuhua.areas.exposure.models import Hold
from wuhua.areas.people.rules import Role
from wuhua.areas.product.rules import ProductRefusal
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing.models import LoanNote, NoteEvent
from wuhua.areas.servicing.rules import Over, Said, ServicingRefusal, Verb
from wuhua.bulk.dayend import verify
from wuhua.core import recalc
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow, StoredFile

pytestmark = pytest.mark.usefixtures("fresh_bank")


def whole(town: CardTown) -> None:
    """The day closes, the books prove, and every note is its own recomputed life."""
    town.town.close_through(town.day)
    assert not any(verify.verify().values())
    prove(town.town)


# --- one card --------------------------------------------------------------------------------------------------------


def test_A59_a_card_is_opened_once_on_a_grant_and_nothing_is_drawn() -> None:
    town = CardTown(card=False)
    answers = [town.open(town.grant, key="same") for _ in range(2)]
    town.number = str(town.done(answers[0])["card"])
    assert answers[0] == answers[1] and Card.objects.count() == Line.objects.count() == 1
    view = town.view()
    assert (view.limit, view.available, view.drawn, view.drawn_pct) == (fen("300,000.00"), fen("300,000.00"), 0, "0.00")
    assert (view.until, view.review_on, view.case) == (date(2019, 9, 3), date(2019, 9, 3), "SX-2018-0001")
    note = LoanNote.objects.get(number=view.note)
    assert (note.amount, note.principal, note.method, note.revolving) == (fen("300,000.00"), 0, "on_demand", True)
    assert AuditRow.objects.filter(action="creditline.open_card", subject=f"card:{town.number}").count() == 1
    town.town.close_through(date(2018, 9, 21))  # a line nobody uses lives on, and costs nothing
    assert LoanNote.objects.get(number=view.note).closed is None
    whole(town)


def test_A59_A69_a_second_card_is_refused_by_name_and_by_the_database() -> None:
    town = CardTown()
    said = no(town.open(town.another()), CardRefusal.SECOND_CARD)
    assert town.number in said.reason
    card = town.card()
    with pytest.raises(IntegrityError, match="one_living_card"), transaction.atomic():
        Card.objects.create(
            number="SX99999999", customer=card.customer, line=card.line, limit=1, opened=town.day, until=card.until,
            review_on=card.until,
        )  # fmt: skip
    for state in (CardState.FROZEN, CardState.EXPIRED):
        Card.objects.filter(pk=card.pk).update(state=state, why="OTHER_CAUSE")
        no(town.open(town.another()), CardRefusal.SECOND_CARD)
    with pytest.raises(IntegrityError, match="fixed_columns"), transaction.atomic():
        Card.objects.filter(pk=card.pk).update(number="SX1")
    for table, column in ((Line, "months"), (CardStep, "words")):
        with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
            table.objects.update(**{column: 1})


def test_A59_what_a_grant_must_be() -> None:
    town = CardTown(card=False)
    other = town.town.customer("曹变梅")
    no(town.open(town.grant, actor=MANAGER), CardRefusal.NOT_YOUR_POST)
    no(town.open(town.another(customer="C999999")), CustomerRefusal.CUSTOMER_UNKNOWN)
    no(town.open(town.another(case=" ")), CardRefusal.GRANT_UNFIT)
    no(town.open(town.another(approved_by="")), CardRefusal.GRANT_UNFIT)
    no(town.open(town.another(face_to_face=False)), CardRefusal.NOT_SIGNED)
    assert no(town.open(town.another(rate=0)), CardRefusal.GRANT_UNFIT).field == "rate"
    no(town.open(town.another(product="FLOW_LOAN")), CardRefusal.GRANT_UNFIT)
    no(town.open(town.another(account=other)), CardRefusal.ACCOUNT_UNFIT)
    no(town.open(town.another(limit=fen("5,000,000.01"))), ProductRefusal.LIMIT_OUTSIDE)
    no(town.open(town.another(months=13)), ProductRefusal.TENOR_OUTSIDE)
    assert not Card.objects.exists() and not LoanNote.objects.exists()
    town.done(town.open(town.grant))
    no(town.open(grant(other, customer="C000002")), CardRefusal.GRANT_USED)


# --- drawn, repaid, interest by the day --------------------------------------------------------------------------------


def test_A61_interest_from_the_draw_day_to_the_repayment_day() -> None:
    """7.2 % over 360 days is 0.02 % a day: 20.00 a day on 100,000.00. The draw day counts, the repayment day does not.

    09-05 draw 100,000.00     balance 100,000.00    6 days (05 … 10)   6 × 20.00 = 120.00
    09-11 draw  50,000.00     balance 150,000.00    7 days (11 … 17)   7 × 30.00 = 210.00
    09-12 draw and repay 33,333.33 on one day                                       0.00
    09-18 repay 80,000.00     balance  70,000.00    3 days (18 … 20)   3 × 14.00 =  42.00
    09-20 settlement: the bill says 372.00; debited on the 21st, and the line is whole again but for 70,000.00
    09-25 repay everything: 70,000.00 and 4 days (21 … 24) × 14.00 = 56.00; nothing runs any more
    10-09 draw 10,000.00: 12 days (09 … 20) × 2.00 = 24.00 on the bill of 10-20
    """
    town = CardTown()
    close = town.town.close_through
    close(date(2018, 9, 4))
    town.done(town.draw("100,000.00"))
    close(date(2018, 9, 10))
    town.done(town.draw("50,000.00"))
    close(date(2018, 9, 11))
    town.done(town.draw("33,333.33"))
    assert town.view().available == fen("116,666.67")
    town.done(town.repay("33,333.33"))
    assert town.view().available == fen("150,000.00")  # restored at once
    close(date(2018, 9, 17))
    town.done(town.repay("80,000.00"))
    close(date(2018, 9, 20))
    statement = town.statement()
    assert [(each.days, grouped(each.principal), grouped(each.interest)) for each in statement.days] == [
        (6, "100,000.00", "120.00"), (7, "150,000.00", "210.00"), (3, "70,000.00", "42.00"),
    ]  # fmt: skip
    assert (statement.earned, statement.billed, statement.rounding) == (fen("372.00"), fen("372.00"), 0)
    close(date(2018, 9, 21))  # debited from the account the draws went to
    assert town.statement().paid == fen("372.00")
    close(date(2018, 9, 24))
    no(town.repay("70,000.01"), ServicingRefusal.MORE_THAN_IS_OWED)
    assert town.statement().running == fen("56.00")
    town.done(town.repay("70,056.00", over=Over.ACCOUNT))
    close(date(2018, 10, 8))
    assert town.card().state == CardState.ACTIVE and town.view().available == fen("300,000.00")
    town.done(town.draw("10,000.00"))
    close(date(2018, 10, 20))
    statement = town.statement()
    assert statement.earned == fen("372.00") + fen("56.00") + fen("24.00")
    assert (statement.drawn, statement.repaid) == (fen("193,333.33"), fen("183,333.33"))
    assert as_recalculated(town) == {"interest": "24.00", "principal": "0.00"}
    whole(town)


def as_recalculated(town: CardTown) -> dict[str, str]:
    """The same life typed into `recalc`: terms and events alone, nothing of the books. What is owed on the 21st of October."""
    terms = {
        "principal": "100000.00", "annual_rate_pct": "7.2", "method": "on_demand", "periods": 1, "frequency": "day",
        "every": (date(2019, 9, 3) - date(2018, 9, 5)).days, "start": "2018-09-05", "day_count": "act/360",
        "settlement": {"every": "month", "day": 20},
    }  # fmt: skip
    happened = [
        ("2018-09-05", "draw", "100000.00"), ("2018-09-11", "draw", "50000.00"), ("2018-09-12", "draw", "33333.33"),
        ("2018-09-12", "prepay", "33333.33"),
        ("2018-09-18", "prepay", "80000.00"), ("2018-09-21", "auto_debit", "372.00"),
        ("2018-09-25", "prepay", "70056.00"), ("2018-10-09", "draw", "10000.00"),
    ]  # fmt: skip
    events = [
        {"seq": seq, "date": day, "type": what, "amount": amount} for seq, (day, what, amount) in enumerate(happened, 1)
    ]
    answer = recalc.answer({"terms": terms, "events": events, "as_of": town.day.isoformat()})
    assert "refused" not in answer, answer
    paid = answer["paid"]
    assert paid["interest"] == "428.00", paid  # 372.00 and 56.00, as the statement has them
    assert town.statement().paid == fen(str(paid["interest"]))
    return {kind: fen_ for kind, fen_ in answer["owed"].items() if kind in ("interest", "principal")}


def test_A61_a_draw_and_a_repayment_of_one_day_cost_nothing() -> None:
    town = CardTown()
    town.done(town.draw("300,000.00"))
    no(town.draw("0.01"), CardRefusal.OVER_LIMIT)
    town.done(town.repay("300,000.00"))
    assert town.view().available == fen("300,000.00")
    town.town.close_through(date(2018, 9, 21))
    statement = town.statement()
    assert (statement.earned, statement.billed, statement.balance, statement.owed) == (0, 0, 0, 0)
    assert town.card().state == CardState.ACTIVE
    town.done(town.draw("1.00"))  # and the line was not ended by being paid back
    whole(town)


def test_a_line_is_what_is_neither_drawn_nor_held() -> None:
    town = CardTown()
    town.done(town.draw("100,000.00"))
    made = {
        "expires": town.day + timedelta(days=10),
        "placed_on": town.day,
        "recorded_at": clock.now(),
        "actor": "S001",
    }
    hold = Hold.objects.create(key="h", customer="C000001", amount=fen("150,000.00"), purpose="另案审批", **made)
    assert town.view().available == fen("50,000.00")
    assert "占用 150,000.00 元" in no(town.draw("50,000.01"), CardRefusal.OVER_LIMIT).reason
    no(town.draw("0.00"), ServicingRefusal.AMOUNT_NOT_POSITIVE)
    town.done(town.draw("50,000.00"))
    hold.released_on, hold.released_by = town.day, "S001"
    hold.save()
    assert town.view().available == fen("150,000.00")
    assert read.undrawn(["C000001"]) == {"C000001": fen("150,000.00")}


def test_the_note_of_a_card_is_asked_through_its_card() -> None:
    town = CardTown()
    town.done(town.draw("10,000.00"))
    note = town.view().note
    for verb in (Verb.DRAW, Verb.SETTLE, Verb.RENEW):
        said = Said(amount=fen("1,000.00"), until=date(2019, 12, 1), number="X", reason="绕过授信卡支用")
        asked = servicing.ask(verb, business_date=town.day, note=note, said=said)
        no(asked, ServicingRefusal.BY_ITS_CARD)
        no(
            servicing.do(verb, actor=TELLER, business_date=town.day, key=verb.value, note=note, said=said),
            ServicingRefusal.BY_ITS_CARD,
        )


def test_previews_say_what_would_be_and_write_nothing() -> None:
    town = CardTown()
    town.done(town.draw("60,000.00"))
    town.town.close_through(date(2018, 9, 12))
    asked = {"business_date": town.day, "card": town.number}
    drawn = actions.draw_preview(COUNTER, amount=fen("40,000.00"), **asked)
    paid = actions.repay_preview(COUNTER, amount=fen("20,000.00"), **asked)
    assert not isinstance(drawn, Refused) and not isinstance(paid, Refused)
    assert (drawn.balance, paid.balance) == (fen("100,000.00"), fen("40,000.00"))
    no(actions.draw_preview(COUNTER, amount=fen("240,000.01"), **asked), CardRefusal.OVER_LIMIT)
    no(actions.draw_preview(MANAGER, amount=1, **asked), CardRefusal.NOT_YOUR_POST)
    no(actions.repay_preview(COUNTER, amount=fen("60,120.01"), **asked), ServicingRefusal.MORE_THAN_IS_OWED)
    no(actions.repay_preview(MANAGER, amount=1, **asked), CardRefusal.NOT_YOUR_POST)
    assert town.view().drawn == fen("60,000.00") and CardAsk.objects.count() == 1


# --- fast and in full --------------------------------------------------------------------------------------------------


def test_A62_from_the_ask_to_the_money_in_the_time_and_as_much_as_asked() -> None:
    town = CardTown()
    asked_at = clock.now()
    town.done(town.draw("120,000.00", asked_at=asked_at))
    took = clock.now() - asked_at
    ask = CardAsk.objects.get()
    assert ask.done_at - ask.asked_at <= took <= timedelta(seconds=180)
    assert ask.took_ms == int((ask.done_at - ask.asked_at).total_seconds() * 1000)
    assert (ask.amount, ask.given, ask.refusal) == (fen("120,000.00"), fen("120,000.00"), "")
    event = NoteEvent.objects.latest("id")
    assert abs(event.recorded_at - ask.done_at) < timedelta(seconds=5)
    no(town.draw("200,000.00", key="much"), CardRefusal.OVER_LIMIT)
    no(town.draw("200,000.00", key="much"), CardRefusal.OVER_LIMIT)  # the same request: counted once
    slow = clock.now() - timedelta(seconds=181)
    town.done(town.draw("80,000.00", asked_at=slow))
    found = read.service(town.day, town.day)
    assert (found.asks, found.met, found.in_time) == (3, 2, 1)
    assert (found.asked, found.given) == (fen("400,000.00"), fen("200,000.00"))
    assert found.slowest_ms is not None and found.slowest_ms >= 181_000
    assert found.median_ms is not None and found.median_ms < 180_000
    assert read.service(town.day - timedelta(days=1), town.day - timedelta(days=1)).median_ms is None


def test_a_draw_on_a_card_is_four_trips() -> None:
    town = CardTown()
    key = read.card_key(COUNTER, town.number)
    assert not isinstance(key, Refused)
    with wire() as sent:
        answer = actions.drawn(actor="K001", business_date=town.day, key="d", card=key, amount=fen("5,000.00"))
    town.done(answer)
    assert len(sent) == 4, sent
    words = ("BEGIN", "SELECT platform_claim", "SELECT servicing_done", "COMMIT")
    assert all(word in message for word, message in zip(words, sent, strict=True)), sent
    assert "FOR UPDATE OF c" in sent[1] and "INSERT INTO creditline_cardask" in sent[2]
    with wire() as sent:
        no(
            actions.drawn(actor="K001", business_date=town.day, key="e", card=key, amount=fen("295,000.01")),
            CardRefusal.OVER_LIMIT,
        )
    assert len(sent) == 4, sent


# --- overdue and frozen ------------------------------------------------------------------------------------------------


def late_town() -> CardTown:
    """100,000.00 drawn on 09-03, the account emptied: the bill of 09-20 (18 days, 360.00) is due on the 21st, unpaid."""
    town = CardTown()
    town.done(town.draw("100,000.00"))
    town.town.withdraw(town.account, "100,000.00")
    town.town.close_through(date(2018, 9, 20))
    return town


def test_new_draws_stop_from_the_first_overdue_day_and_start_again_by_payment() -> None:
    town = late_town()
    town.done(town.draw("1.00"))  # due today is not overdue
    town.town.withdraw(town.account, "1.00")
    town.town.close_through(date(2018, 9, 21))
    assert "1 天" in no(town.draw("1.00"), CardRefusal.OVERDUE_FIRST).reason
    assert town.view().available == 0 and town.card().state == CardState.ACTIVE
    town.done(town.repay("360.00"))
    assert town.view().available == fen("199,999.00")
    town.done(town.draw("1.00"))
    whole(town)


def test_late_on_another_loan_of_ours_stops_the_card_too() -> None:
    town = CardTown()
    town.town.lend("D1", town.account, "50,000.00", "7.2", date(2019, 8, 21))
    town.town.withdraw(town.account, "50,000.00")
    town.town.close_through(date(2018, 9, 21))
    assert "D1" in no(town.draw("1.00"), CardRefusal.OVERDUE_ELSEWHERE).reason
    assert town.view().stopped is not None
    town.town.repay("D1", "180.00")
    town.done(town.draw("1.00"))


def test_more_than_seven_days_late_is_a_formal_freeze_by_the_day_end() -> None:
    town = late_town()
    town.town.close_through(date(2018, 9, 27))
    assert town.card().state == CardState.ACTIVE  # seven days
    town.town.close_through(date(2018, 9, 28))  # at the turn to the 29th: eight
    card = town.card()
    assert (card.state, card.why) == (CardState.FROZEN, FreezeReason.CARD_OVERDUE)
    step = CardStep.objects.get(verb=CardVerb.FREEZE_CARD)
    assert (step.actor, step.words, step.before["state"], step.business_date) == (
        "SYSTEM", "逾期 8 天", "ACTIVE", date(2018, 9, 29),
    )  # fmt: skip
    assert actions.watch(business_date=town.day) == {"expired": 0, "frozen": 0}  # asked again: nothing more
    no(town.draw("1.00"), CardRefusal.CARD_FROZEN)
    no(town.ask(CardVerb.THAW_CARD), CardRefusal.CAUSE_STANDS)
    owed = sum(town.town.owed(town.view().note).values())
    town.done(town.repay(grouped(owed)))
    no(town.draw("1.00"), CardRefusal.CARD_FROZEN)  # paid, and still frozen until two people thaw it
    order = int(town.done(town.ask(CardVerb.THAW_CARD))["order"])
    no(town.decide(order, actor=BOTH), CardRefusal.ANOTHER_MUST_DECIDE)
    no(town.decide(order, actor=RISK), CardRefusal.NOT_YOUR_POST)
    no(town.decide(order, decision="好"), CardRefusal.REASON_MISSING)
    town.done(town.decide(order))
    town.done(town.draw("1.00"))
    thawed = CardStep.objects.get(verb=CardVerb.THAW_CARD)
    assert (thawed.actor, thawed.asked_by, thawed.why) == ("S001", "M001", "CARD_OVERDUE")
    whole(town)


def test_a_licence_that_ended_and_a_red_warning_freeze_the_card() -> None:
    town = CardTown()
    customer = Customer.objects.get(number="C000001")
    kept = StoredFile.objects.create(
        digest="0" * 64, name="执照.pdf", size=1, actor="M001", business_date=OPENS, recorded_at=clock.now()
    ).pk  # fmt: skip
    Document.objects.create(
        customer=customer, type="BIZ_LICENSE", expires=date(2018, 9, 10), file_id=kept, digest="0" * 64, actor="M001",
        business_date=OPENS,
    )  # fmt: skip
    town.town.close_through(date(2018, 9, 9))  # for the 10th: the last day still counts
    assert town.card().state == CardState.ACTIVE
    town.town.close_through(date(2018, 9, 10))
    assert town.card().why == FreezeReason.LICENCE_ENDED
    no(town.ask(CardVerb.THAW_CARD), CardRefusal.CAUSE_STANDS)
    Document.objects.create(
        customer=customer, type="BIZ_LICENSE", file_id=kept, digest="0" * 64, actor="M001", business_date=town.day
    )
    town.done(town.decide(int(town.done(town.ask(CardVerb.THAW_CARD))["order"])))
    assert town.card().state == CardState.ACTIVE
    red = {customer.pk: "电表停转三周"}
    assert [actions.freeze_red(business_date=town.day, actor="P001", customers=red) for _ in range(2)] == [1, 0]
    assert (town.card().why, CardStep.objects.latest("id").words) == (FreezeReason.WARNING_RED, "电表停转三周")


def test_a_freeze_by_hand_its_reasons_and_refusals() -> None:
    town = CardTown()
    freeze = CardVerb.FREEZE_CARD
    no(town.act(freeze, actor=officer("X", Role.STATISTICS), why="CARD_LOST"), CardRefusal.NOT_YOUR_POST)
    no(town.act(freeze, actor=STRANGER, why="CARD_LOST"), CardRefusal.CARD_UNKNOWN)
    no(town.act(freeze, words="丢", why="CARD_LOST"), CardRefusal.REASON_MISSING)
    assert no(town.act(freeze, why="BORED"), CardRefusal.REASON_MISSING).field == "why"
    no(town.ask(CardVerb.THAW_CARD), CardRefusal.NOT_FROZEN)
    town.done(town.draw("1,000.00"))
    town.done(town.act(freeze, actor=MANAGER, why="MISUSE_FOUND"))
    no(town.act(freeze, why="CARD_LOST"), CardRefusal.FROZEN_ALREADY)
    assert "挪用" in no(town.draw("1.00"), CardRefusal.CARD_FROZEN).reason
    town.done(town.repay("1,000.00"))  # paying back is never stopped
    no(town.ask(CardVerb.THAW_CARD, actor=COUNTER), CardRefusal.NOT_YOUR_POST)
    order = int(town.done(town.ask(CardVerb.THAW_CARD))["order"])
    no(town.ask(CardVerb.THAW_CARD), CardRefusal.ORDER_OPEN)
    town.done(town.decide(order, approve=False, decision="资料不足不同意"))
    assert town.card().state == CardState.FROZEN
    no(town.decide(order), CardRefusal.ORDER_DECIDED)
    no(town.decide(0), CardRefusal.ORDER_UNKNOWN)
    again = int(town.done(town.ask(CardVerb.THAW_CARD))["order"])
    withdraw = {"business_date": town.day, "order": again}
    no(actions.withdraw(actor=APPROVER, key="w1", **withdraw), CardRefusal.ORDER_UNKNOWN)
    town.done(actions.withdraw(actor=MANAGER, key="w2", **withdraw))
    no(actions.withdraw(actor=MANAGER, key="w3", **withdraw), CardRefusal.ORDER_DECIDED)
    assert CardOrder.objects.get(pk=again).state == CardOrderState.WITHDRAWN


# --- replace, reduce, renew, expire, close ------------------------------------------------------------------------------


def test_A59_a_replaced_card_keeps_the_line_and_the_balance() -> None:
    town = CardTown()
    town.done(town.draw("70,000.00"))
    town.done(town.act(CardVerb.FREEZE_CARD, why="CARD_LOST"))
    old = town.view()
    no(town.act(CardVerb.REPLACE_CARD, actor=MANAGER), CardRefusal.NOT_YOUR_POST)
    town.number, lost = str(town.done(town.act(CardVerb.REPLACE_CARD, words="挂失后补卡"))["card"]), town.number
    new = town.view()
    assert new.number != lost and new.state is CardState.ACTIVE
    assert (new.line, new.note, new.limit, new.until, new.drawn, new.case) == (
        old.line, old.note, old.limit, old.until, fen("70,000.00"), old.case,
    )  # fmt: skip
    assert new.available == fen("230,000.00")
    town.done(town.draw("230,000.00"))
    no(town.draw("0.01"), CardRefusal.OVER_LIMIT)
    assert [step.card.number for step in read.steps(new.id)].count(lost) == 3  # opened, frozen, replaced
    town.number = lost
    assert new.number in no(town.draw("0.01"), CardRefusal.CARD_REPLACED).next_step
    no(town.act(CardVerb.REPLACE_CARD), CardRefusal.CARD_REPLACED)


def test_a_card_frozen_for_more_than_its_loss_stays_frozen_under_its_new_number() -> None:
    town = CardTown()
    town.done(town.act(CardVerb.FREEZE_CARD, why="MISUSE_FOUND"))
    town.number = str(town.done(town.act(CardVerb.REPLACE_CARD, words="卡面损坏换卡"))["card"])
    assert (town.card().state, town.card().why) == (CardState.FROZEN, FreezeReason.MISUSE_FOUND)


def test_a_limit_is_lowered_by_one_and_restored_by_two() -> None:
    town = CardTown()
    town.done(town.draw("120,000.00"))
    reduce, up = CardVerb.REDUCE_CARD, CardVerb.RAISE_CARD
    no(town.act(reduce, actor=MANAGER, limit=fen("200,000.00")), CardRefusal.NOT_YOUR_POST)
    assert "120,000.00" in no(town.act(reduce, actor=RISK, limit=fen("119,999.99")), CardRefusal.BELOW_DRAWN).next_step
    no(town.act(reduce, actor=RISK, limit=fen("300,000.00")), CardRefusal.NOT_LOWER)
    town.done(town.act(reduce, actor=RISK, limit=fen("120,000.00")))
    no(town.draw("0.01"), CardRefusal.OVER_LIMIT)  # nothing is called in; only nothing new goes out
    no(town.ask(up, limit=fen("300,000.01")), CardRefusal.NOT_HIGHER)
    no(town.ask(up, limit=fen("120,000.00")), CardRefusal.NOT_HIGHER)
    no(town.ask(up, actor=COUNTER, limit=fen("200,000.00")), CardRefusal.NOT_YOUR_POST)
    order = int(town.done(town.ask(up, limit=fen("200,000.00")))["order"])
    no(town.draw("0.01"), CardRefusal.OVER_LIMIT)
    town.done(town.decide(order))
    town.done(town.draw("80,000.00"))
    no(town.draw("0.01"), CardRefusal.OVER_LIMIT)
    assert town.card().line.limit == fen("300,000.00")  # what was granted is not rewritten


def test_a_line_expires_is_renewed_when_nothing_is_owed_and_is_drawn_again() -> None:
    town = CardTown(card=False)
    town.number = str(town.done(town.open(town.another("SX-1", months=1)))["card"])
    assert town.card().until == date(2018, 10, 3)
    town.done(town.draw("50,000.00"))
    fresh = town.another("SX-2", limit=fen("200,000.00"))
    no(town.ask(CardVerb.RENEW_CARD, grant=town.another("SX-1")), CardRefusal.GRANT_USED)
    early = int(town.done(town.ask(CardVerb.RENEW_CARD, grant=fresh))["order"])
    no(town.decide(early), CardRefusal.STILL_OWED)
    town.town.close_through(date(2018, 10, 2))  # the turn to the 3rd: the last day to draw has passed
    assert town.card().state == CardState.EXPIRED
    no(town.draw("1.00"), CardRefusal.LINE_EXPIRED)
    no(town.act(CardVerb.FREEZE_CARD, why="OTHER_CAUSE"), CardRefusal.LINE_EXPIRED)
    no(town.act(CardVerb.REVIEW_CARD, actor=RISK), CardRefusal.LINE_EXPIRED)
    no(town.act(CardVerb.CLOSE_CARD), CardRefusal.STILL_OWED)
    town.town.deposit(town.account, "1,000.00")
    town.town.close_through(date(2018, 10, 25))  # matured and debited
    assert town.view().drawn == 0
    old = town.view().note
    town.done(town.decide(early))
    view = town.view()
    assert (view.state, view.limit, view.until) == (CardState.ACTIVE, fen("200,000.00"), date(2019, 10, 26))
    assert view.note != old and LoanNote.objects.get(number=old).closed is not None
    assert view.number == town.number and Line.objects.count() == 2
    town.done(town.draw("200,000.00"))
    no(town.draw("0.01"), CardRefusal.OVER_LIMIT)
    older = town.statement().older
    assert [case for _, case, _ in older] == ["SX-1"]
    before = read.statement_for(COUNTER, town.number, town.day, line=older[0][0])
    assert not isinstance(before, Refused) and before.drawn == fen("50,000.00")
    town.town.close_through(date(2018, 10, 26))
    whole(town)


def test_a_frozen_card_or_another_customers_grant_renews_nothing() -> None:
    town = CardTown()
    other = town.town.customer("曹变梅")
    stranger = grant(other, customer="C000002", case="SX-3")
    no(town.ask(CardVerb.RENEW_CARD, grant=stranger), CardRefusal.GRANT_UNFIT)
    town.done(town.act(CardVerb.FREEZE_CARD, why="OTHER_CAUSE"))
    no(town.ask(CardVerb.RENEW_CARD, grant=town.another()), CardRefusal.CARD_FROZEN)


def test_a_card_is_closed_when_nothing_is_owed_and_another_may_be_opened() -> None:
    town = CardTown()
    town.done(town.draw("10,000.00"))
    town.town.close_through(date(2018, 9, 9))
    assert "10,014.00" in no(town.act(CardVerb.CLOSE_CARD), CardRefusal.STILL_OWED).reason  # 7 days × 2.00
    town.done(town.repay("10,014.00"))
    no(town.act(CardVerb.CLOSE_CARD, actor=MANAGER), CardRefusal.NOT_YOUR_POST)
    town.done(town.act(CardVerb.CLOSE_CARD, words="客户申请销卡"))
    no(town.draw("1.00"), CardRefusal.CARD_CLOSED)
    no(town.act(CardVerb.CLOSE_CARD), CardRefusal.CARD_CLOSED)
    note = town.view().note
    town.town.close_through(date(2018, 9, 10))
    assert LoanNote.objects.get(number=note).closed == date(2018, 9, 10)
    town.number = str(town.done(town.open(town.another()))["card"])
    town.done(town.draw("300,000.00"))
    town.town.close_through(date(2018, 9, 11))
    whole(town)


def test_the_yearly_review_moves_on_by_a_year_and_never_past_the_lines_end() -> None:
    town = CardTown()
    town.town.close_through(date(2018, 9, 5))
    Card.objects.update(review_on=town.day)
    assert town.view().review_due
    no(town.act(CardVerb.REVIEW_CARD, actor=MANAGER), CardRefusal.NOT_YOUR_POST)
    town.done(town.act(CardVerb.REVIEW_CARD, actor=RISK, words="年审合格继续使用"))
    assert town.card().review_on == date(2019, 9, 3) and not town.view().review_due


def test_a_card_opened_by_hand_takes_two_people() -> None:
    town = CardTown(card=False)
    no(town.ask(CardVerb.OPEN_CARD, actor=RISK, grant=town.grant), CardRefusal.NOT_YOUR_POST)
    no(town.ask(CardVerb.OPEN_CARD, grant=town.another(face_to_face=False)), CardRefusal.NOT_SIGNED)
    order = int(town.done(town.ask(CardVerb.OPEN_CARD, grant=town.grant))["order"])
    assert not Card.objects.exists()
    town.number = str(town.done(town.decide(order))["card"])
    town.done(town.draw("300,000.00"))


# --- sight ------------------------------------------------------------------------------------------------------------


def test_a_card_is_seen_by_who_may_see_its_customer_and_by_nobody_else() -> None:
    town = CardTown()
    assert town.view(MANAGER).number == town.number
    for stranger in (STRANGER, officer("A1", Role.ADMIN), officer("X1", Role.STATISTICS)):
        no(read.card_for(stranger, town.number, town.day), CardRefusal.CARD_UNKNOWN)
        no(read.statement_for(stranger, town.number, town.day), CardRefusal.CARD_UNKNOWN)
        assert not read.page(stranger, read.Wanted(), town.day).rows
    no(town.draw("1.00", actor=MANAGER), CardRefusal.NOT_YOUR_POST)
    no(read.card_for(COUNTER, "SX\0", town.day), CardRefusal.CARD_UNKNOWN)


def test_a_page_of_cards_asks_as_often_for_many_as_for_one() -> None:
    town = CardTown()
    with CaptureQueriesContext(connection) as one:
        assert len(read.page(COUNTER, read.Wanted(), town.day).rows) == 1
    for n in range(2, 8):
        account = town.town.customer(f"某{n}")
        town.number = str(
            town.done(town.open(grant(account, customer=f"C{n:06d}", case=f"SX-{n}", limit=f"{n}0,000.00")))["card"]
        )
        town.done(town.draw(f"{n},000.00"))
    with CaptureQueriesContext(connection) as many:
        page = read.page(COUNTER, read.Wanted(), town.day)
    assert (len(page.rows), page.count, page.drawn) == (7, 7, fen("27,000.00"))
    assert len(many) == len(one)
    assert page.drawn_pct == "4.74"  # 27 of 570
    assert [each.number for each in read.page(COUNTER, read.Wanted(q="某3"), town.day).rows] == ["SX00000003"]
    assert not read.page(COUNTER, read.Wanted(state="FROZEN"), town.day).rows
    town.town.close_through(date(2018, 9, 4))
    later = OPENS + timedelta(days=91)
    idle = read.page(COUNTER, read.Wanted(only="dormant"), later).rows
    assert [each.number for each in idle] == ["SX00000001"] and idle[0].dormant
    assert read.page(COUNTER, read.Wanted(only="ending"), date(2019, 7, 6)).count == 7
    assert read.page(COUNTER, read.Wanted(only="review"), date(2019, 9, 3)).count == 7
