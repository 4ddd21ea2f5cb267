"""The counter's short way: how often it speaks to the database, two tellers at one bill, and twins of the long way."""

from __future__ import annotations

import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import groupby

import pytest
from django.db import DataError, connection, transaction
from psycopg.pq import Trace

from tests.town import TELLER, Town, fen, open_town
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.servicing import actions, read, rules
from wuhua.areas.servicing.actions import change, draw, trips, verbs
from wuhua.areas.servicing.models import Bill, LoanNote, NoteEvent, RepaymentItem
from wuhua.areas.servicing.rules import BookStatus, DueKind, EventKind, Said, ServicingRefusal, Verb
from wuhua.books import post
from wuhua.books.rules import BooksRefusal, Entry, Line, Side
from wuhua.bulk.dayend import verify
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused
from wuhua.platform import clock, trip
from wuhua.platform.trip import Step

FIRST = date(2018, 9, 11)
BILLED = date(2018, 9, 20)
TODAY = date(2018, 9, 21)
Built = Callable[[Callable[[], Town]], Town]
BILL = fen("200.00")  # 100,000.00 at 7.2 % for the ten days to 09-20


def whole() -> None:
    """Every proof of the books holds."""
    assert not any(verify.verify().values())


# --- the wire --------------------------------------------------------------------------------------------------------


@contextmanager
def wire() -> Iterator[list[str]]:
    """Every round trip, as libpq itself notes it: what our side sent, up to the server's answer, joined in one text."""
    trips_: list[str] = []
    connection.ensure_connection()
    wanted = connection.connection.pgconn
    with tempfile.NamedTemporaryFile("r") as file, open(file.name, "w") as noted:
        wanted.trace(noted.fileno())
        wanted.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        try:
            yield trips_
        finally:
            wanted.untrace()
            sides = [line for line in file.read().splitlines() if line[:2] in ("F\t", "B\t")]
            for side, lines in groupby(sides, key=lambda line: line[0]):
                if side == "F":
                    trips_.append("\n".join(lines))


def four(sent: list[str]) -> bool:
    """Begin, read, write, commit; besides the statements that a connection prepares when it is asked them the first time."""
    at_work = [message for message in sent if "\tParse\t" not in message]
    words = ("BEGIN", "\tBind\t", "\tBind\t", "COMMIT")
    return len(at_work) == 4 and all(each in message for each, message in zip(words, at_work, strict=True))


def test_questions_of_a_trip_are_answered_in_their_order(fresh_bank: str) -> None:
    first, second = (Step("SELECT set_config('wuhua.said', %s, true)", (word,)) for word in ("one", "two"))
    look = Step("SELECT current_setting('wuhua.said')")
    with transaction.atomic():
        for _ in range(8):  # the server makes a plan of its own for a statement it was asked five times
            assert trip.ask([first, look, second, look]) == ["one", "one", "two", "two"]


def test_a_text_with_nought_is_refused_not_cut(fresh_bank: str) -> None:
    with pytest.raises(DataError), transaction.atomic():
        trip.ask([Step("SELECT %s::text", ("a\0b",))])


def town_with_a_bill() -> Town:
    """L1 owes one bill of interest, cut last night; D1 is a note of free draws."""
    town = open_town(FIRST)
    town.lend("L1", town.customer("任改英"), "100,000.00", "7.2", date(2019, 8, 21))
    town.lend("D1", town.customer("曹变梅"), "50,000.00", "7.2", date(2019, 8, 21), method="on_demand")
    town.close_through(FIRST)
    paid_back = Said(amount=fen("30,000.00"))
    done = actions.do(Verb.PREPAY, actor=TELLER, business_date=town.today, key="back", note="D1", said=paid_back)
    assert not isinstance(done, Refused)
    town.deposit(read_account("D1"), "1,000.00")
    town.withdraw(read_account("L1"), "100,000.00")
    town.close_through(BILLED)
    assert town.owed("L1") == {DueKind.INTEREST: BILL}
    return town


def read_account(note: str) -> str:
    return LoanNote.objects.select_related("account").get(number=note).account.number


def test_a_repayment_is_four_trips(built: Built) -> None:
    town = built(town_with_a_bill)
    with wire() as sent:
        answer = actions.repay(actor=TELLER, business_date=town.today, key="r", note="L1", amount=BILL)
    assert not isinstance(answer, Refused)
    assert four(sent), sent
    paid = NoteEvent.objects.get(note_id=town.note("L1").id, kind=EventKind.REPAY)
    assert abs(paid.recorded_at - clock.now()) < timedelta(minutes=1), "the event says the moment, not only the day"
    whole()


def test_a_draw_is_four_trips(built: Built) -> None:
    town = built(town_with_a_bill)
    town.close_through(TODAY)  # the interest of D1 is debited
    with wire() as sent:
        answer = actions.do(
            Verb.DRAW, actor=TELLER, business_date=town.today, key="d", note="D1", said=Said(amount=fen("5,000.00"))
        )
    assert not isinstance(answer, Refused)
    assert four(sent), sent
    assert town.note("D1").principal == fen("25,000.00")
    whole()


def test_a_refusal_is_four_trips_and_kept(built: Built) -> None:
    town = built(town_with_a_bill)
    with wire() as sent:
        first = actions.repay(actor=TELLER, business_date=town.today, key="r", note="L1", amount=BILL + 1)
    assert four(sent), sent
    town.repay("L1", grouped(BILL))
    again = actions.repay(actor=TELLER, business_date=town.today, key="r", note="L1", amount=BILL + 1)
    assert isinstance(first, Refused) and first == again and first.name is ServicingRefusal.MORE_THAN_IS_DUE


# --- two at once -----------------------------------------------------------------------------------------------------


def both_at_once(note: str, acts: list[Callable[[], object]]) -> list[object]:
    """Start all while somebody else holds the note, so that every one of them waits for it; then let go."""
    answers: list[object] = []

    def one(act: Callable[[], object]) -> None:
        try:
            answers.append(act())
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(act,)) for act in acts]
    with transaction.atomic():
        LoanNote.objects.select_for_update().get(number=note)
        for thread in threads:
            thread.start()
        deadline = time.monotonic() + 20
        while _waiting() < len(acts):
            assert time.monotonic() < deadline, "they never came to wait"
            time.sleep(0.02)
    for thread in threads:
        thread.join(30)
    return answers


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


def test_two_tellers_take_the_whole_of_one_bill_once(built: Built) -> None:
    town = built(town_with_a_bill)

    def pay(key: str) -> Callable[[], object]:
        return lambda: actions.repay(actor=TELLER, business_date=town.today, key=key, note="L1", amount=BILL)

    answers = both_at_once("L1", [pay("a"), pay("b")])
    refused = [each for each in answers if isinstance(each, Refused)]
    assert len(answers) == 2 and [each.name for each in refused] == [ServicingRefusal.NOTHING_IS_DUE]
    assert [item.amount for item in RepaymentItem.objects.filter(note_id=town.note("L1").id)] == [BILL]
    whole()
    town.close_through(TODAY)  # and the night's own proof


def test_twins_with_one_key_pay_once_and_hear_the_same(built: Built) -> None:
    town = built(town_with_a_bill)

    def pay() -> object:
        return actions.repay(actor=TELLER, business_date=town.today, key="same", note="L1", amount=BILL)

    answers = both_at_once("L1", [pay, pay])
    assert len(answers) == 2 and answers[0] == answers[1] and not isinstance(answers[0], Refused)
    assert RepaymentItem.objects.filter(note_id=town.note("L1").id).count() == 1
    other = actions.repay(actor=TELLER, business_date=town.today, key="same", note="L1", amount=BILL - 1)
    assert isinstance(other, Refused) and other.field == "amount"
    whole()


def test_a_no_of_the_books_undoes_everything_and_is_kept(built: Built) -> None:
    town = built(town_with_a_bill)
    lines = (Line(1011, Side.DEBIT, 5, "B01"), Line(4001, Side.CREDIT, 5))
    with transaction.atomic():
        post.post(Entry("repay/k", town.today, "占用分录键", lines), actor=TELLER)
    before = LoanNote.objects.values().get(number="L1")
    answers = [actions.repay(actor=TELLER, business_date=town.today, key="k", note="L1", amount=BILL) for _ in range(2)]
    assert [each.name for each in answers if isinstance(each, Refused)] == [BooksRefusal.ENTRY_KEY_TAKEN] * 2
    assert LoanNote.objects.values().get(number="L1") == before
    assert not RepaymentItem.objects.filter(note_id=before["id"]).exists()


def test_a_day_that_is_not_closed_keeps_nothing(built: Built) -> None:
    town = built(town_with_a_bill)
    early = actions.repay(actor=TELLER, business_date=TODAY.replace(day=22), key="k", note="L1", amount=BILL)
    assert isinstance(early, Refused) and early.name is ServicingRefusal.DAY_NOT_CLOSED
    assert not isinstance(
        actions.repay(actor=TELLER, business_date=town.today, key="k", note="L1", amount=BILL), Refused
    )


# --- twins of the long way -------------------------------------------------------------------------------------------

OWN = ("id", "number", "contract", "customer_id", "account_id", "shard")
"""Columns in which two notes of one kind differ."""
SAID = random.Random(20181)


def rows_of(number: str, key: str) -> dict[str, object]:
    """All that a verb may have left of a note, without what names the note itself or the receipt."""
    row = LoanNote.objects.values().get(number=number)
    note, account = row["id"], row["account_id"]
    events = NoteEvent.objects.filter(note_id=note).order_by("id")
    return {
        "note": {name: value for name, value in row.items() if name not in OWN},
        "bills": sorted(Bill.objects.filter(note_id=note).values_list("due", "kind", "amount", "cut")),
        "items": sorted(RepaymentItem.objects.filter(note_id=note).values_list("due", "kind", "paid", "amount", "way")),
        "events": list(events.values_list("kind", "value_day", "business_date", "amount", "rate", "actor")),
        "entry": entry_of(key, note, account),
    }


def entry_of(key: str, note: int, account: int) -> dict[tuple[object, ...], int]:
    """The entry as sums by account and dimensions, debit positive; lines that cancel out are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT l.account, l.branch, l.product, l.status, CASE l.sub WHEN 0 THEN '' WHEN %s THEN 'note' ELSE"
            " 'account' END, sum(CASE l.side WHEN 'D' THEN l.amount ELSE -l.amount END)::bigint"
            " FROM books_line l JOIN books_entry e ON e.id = l.entry_id WHERE e.key = %s GROUP BY 1, 2, 3, 4, 5",
            [note, key],
        )
        return {tuple(words): amount for *words, amount in cursor.fetchall() if amount}


def pairs(town: Town, count: int, **terms: object) -> None:
    """A0 and B0, A1 and B1, …: each two the same but for their names, without a fen for the debit; every fourth matures."""
    settlements = ("MONTH20", "QUARTER20", "MONTH20", "MONTH20")
    for n in range(count):
        amount, rate = f"{SAID.randrange(20_000, 400_000)}.00", f"{SAID.randrange(400, 1200) / 100:.2f}"
        maturity = date(2018, 9, SAID.randrange(13, 19)) if n % 4 == 3 else date(2019, 3, 15)
        wanted = {"settlement": settlements[n % 4], "compound_base_penalty": n % 3 == 0} | terms
        for side in "AB":
            account = town.customer(f"{side}{n}")
            town.lend(f"{side}{n}", account, amount, rate, maturity, **wanted)
            town.withdraw(account, amount)


def same(n: int, keys: tuple[str, str]) -> None:
    one, other = (rows_of(f"{side}{n}", key) for side, key in zip("AB", keys, strict=True))
    for name in one:
        assert one[name] == other[name], (n, name)


def no_walk(*_a: object, **_k: object) -> None:
    raise AssertionError("the short way does not walk the life")


def test_the_short_way_of_a_repayment_leaves_what_the_long_way_leaves(
    fresh_bank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town(FIRST)
    RuleParameter.objects.filter(code="NON_ACCRUAL_DAYS").update(value="5")
    pairs(town, 8)
    seen: set[str] = set()
    for day in (date(2018, 9, 22), date(2018, 9, 26), date(2018, 9, 30)):
        town.close_through(day)
        for n in range(8):
            row = town.note(f"A{n}")
            bills = sum(bill.open for bill in read.open_bills(row.id, town.today))
            most = sum(town.owed(f"A{n}").values())
            if not bills:
                continue
            amount = SAID.choice([SAID.randrange(1, bills + 1), bills, SAID.randrange(bills, most + 1), most])
            seen.add(row.book_status)
            one, other = town.key("one"), town.key("other")
            with monkeypatch.context() as patch:
                patch.setattr(change, "carry_out", no_walk)
                short = actions.repay(actor=TELLER, business_date=town.today, key=one, note=f"A{n}", amount=amount)
            long = actions.do(
                Verb.REPAY,
                actor=TELLER,
                business_date=town.today,
                key=other,
                note=f"B{n}",
                said=Said(amount=amount),
            )
            assert not isinstance(short, Refused) and not isinstance(long, Refused)
            assert key_of(short["parts"]) == key_of(long["parts"])
            same(n, (f"repay/{one}", f"repay/{other}"))
    assert seen >= {BookStatus.OVERDUE, BookStatus.NON_ACCRUAL}
    town.close_through(town.today)
    whole()


def key_of(parts: object) -> list[tuple[str, str, int]]:
    assert isinstance(parts, list)
    return sorted((part["due"], part["kind"], part["amount"]) for part in parts)


def test_the_short_way_of_a_draw_leaves_what_the_long_way_leaves(
    fresh_bank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town(FIRST)
    pairs(town, 4, method="on_demand")
    for n in range(4):
        for side in "AB":
            town.deposit(read_account(f"{side}{n}"), "400,000.00")
    short_ones = 0
    for day in (FIRST, date(2018, 9, 14), date(2018, 9, 20), date(2018, 9, 22)):
        town.close_through(day)
        for n in range(4):
            row = town.note(f"A{n}")
            if not row.principal:
                continue
            back = Said(amount=SAID.randrange(row.principal // 4, row.principal // 2))
            for side in "AB":
                actions.do(
                    Verb.PREPAY, actor=TELLER, business_date=town.today, key=town.key("back"), note=f"{side}{n}",
                    said=back,
                )  # fmt: skip
            said = Said(amount=SAID.randrange(1, back.amount))
            short_ones += draws(town, n, said, monkeypatch)
    assert short_ones >= 8
    town.close_through(town.today)
    whole()


def draws(town: Town, n: int, said: Said, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Draw on both by their ways and compare; answers whether the first could go the short way."""
    taken: list[object] = []
    quick = draw.quick

    def watched(*a: object, **k: object) -> object:
        taken.append(quick(*a, **k))  # type: ignore[arg-type]
        return taken[-1]

    answers = []
    for side, way in (("A", watched), ("B", lambda *_a, **_k: None)):
        with monkeypatch.context() as patch:
            patch.setattr(draw, "quick", way)
            key = town.key(side)
            answer = actions.do(
                Verb.DRAW, actor=TELLER, business_date=town.today, key=key, note=f"{side}{n}", said=said
            )
            answers.append((key, answer))
    (one, first), (other, second) = answers
    if isinstance(first, Refused) or isinstance(second, Refused):
        assert isinstance(first, Refused) and isinstance(second, Refused) and first.name is second.name
        return False
    assert {**first, "note": "", "receipt": 0} == {**second, "note": "", "receipt": 0}
    same(n, (f"draw/{one}", f"draw/{other}"))
    return taken[0] is not None


def test_the_function_moves_every_moving_column() -> None:
    """What the day end may rewrite, the short way writes: a new column must join the function too."""
    from importlib import import_module

    text = import_module("wuhua.areas.servicing.migrations.0005_four_trips").DONE
    assert all(f"{name} = m.{name}" in text for name in rules.MOVING)
    assert verbs.draw is draw and trips.MOVING is rules.MOVING
