"""Many draw on one card at the same moment, from processes of their own; and a draw whose answer never arrived (A61, A62)."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction

from tests.conftest import ROOT, child_environment
from tests.recalc import prove
from tests.scenarios.card_town import CardTown, no
from tests.town import fen
from tests.workers import until
from wuhua.areas.creditline.models import CardAsk
from wuhua.areas.creditline.rules import CardRefusal
from wuhua.areas.exposure import actions as exposure
from wuhua.areas.exposure.models import Hold
from wuhua.areas.servicing.models import LoanNote, NoteEvent
from wuhua.books import read as books
from wuhua.books.rules import LOANS
from wuhua.bulk.dayend import verify
from wuhua.core.refuse import Refused
from wuhua.platform import clock, trip

pytestmark = pytest.mark.usefixtures("fresh_bank")

CLIENTS, EACH = 8, 25

PROGRAM = """
import json, os, signal, sys
import django
django.setup()
from datetime import date
from wuhua.areas.creditline import actions, read
from wuhua.areas.creditline.actions import money
from wuhua.areas.servicing.actions import trips
from wuhua.core.refuse import Refused

def dies(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

said = json.loads(sys.stdin.readline())
{hand}
card = read.key_of(said["card"])
print("ready", flush=True)
sys.stdin.readline()
given, noes = [], []
for key, amount in said["draws"]:
    answer = actions.drawn(actor="K001", business_date=date.fromisoformat(said["day"]), key=key, card=card, amount=amount)
    if isinstance(answer, Refused):
        noes.append(answer.name.value)
    else:
        given.append(amount)
{after}
print(json.dumps({{"given": given, "noes": noes}}), flush=True)
"""


@contextmanager
def client(
    town: CardTown, draws: list[tuple[str, int]], hand: str = "", after: str = ""
) -> Iterator[subprocess.Popen[str]]:
    """A process with a connection of its own, ready to draw; it waits for the word."""
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(hand=hand, after=after)], cwd=ROOT, env=child_environment(), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        tell(process, json.dumps({"card": town.number, "day": town.day.isoformat(), "draws": draws}))
        assert line(process) == "ready", process.stderr.read() if process.stderr else ""
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def tell(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdin is not None
    process.stdin.write(words + "\n")
    process.stdin.flush()


def line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def amounts(client_number: int) -> list[tuple[str, int]]:
    """Odd sums between 1,000.01 and some 9,000: twice the line in all, and nothing that divides it."""
    return [(f"d/{client_number}/{n}", 100_001 + (client_number * EACH + n) * 7_919 % 800_011) for n in range(EACH)]


def test_A61_two_hundred_draws_at_once_never_pass_the_limit_by_a_fen() -> None:
    town = CardTown("500,000.00")
    wanted = [amounts(n) for n in range(CLIENTS)]
    with ExitStack() as stack:
        clients = [stack.enter_context(client(town, each)) for each in wanted]
        for each in clients:
            tell(each, "go")
        answers = [json.loads(line(each)) for each in clients]
    given = [fen_ for each in answers for fen_ in each["given"]]
    noes = [name for each in answers for name in each["noes"]]
    limit = fen("500,000.00")
    assert len(given) + len(noes) == CLIENTS * EACH == CardAsk.objects.count()
    assert set(noes) == {CardRefusal.OVER_LIMIT.value} and len(given) > 20
    view = town.view()
    note = LoanNote.objects.get(number=view.note)
    assert sum(given) == note.principal == books.balance_of(LOANS, note.pk) <= limit
    assert view.available == limit - sum(given) < max(fen_ for each in wanted for _, fen_ in each)
    no(town.draw(f"{(view.available + 1) // 100}.{(view.available + 1) % 100:02d}"), CardRefusal.OVER_LIMIT)
    town.done(town.draw(f"{view.available // 100}.{view.available % 100:02d}"))  # to the last fen
    assert town.view().available == 0
    town.town.close_through(town.day)
    assert not any(verify.verify().values())
    prove(town.town)


def draws_of(town: CardTown) -> list[int | None]:
    note = LoanNote.objects.get(number=town.view().note)
    return list(NoteEvent.objects.filter(note_id=note.pk, kind="DRAW", amount__gt=0).values_list("amount", flat=True))


def test_money_posted_answer_lost_and_asked_again_is_one_draw() -> None:
    """Killed between the commit and the answer; and, another time, between the posting and the commit."""
    town = CardTown()
    amount = fen("40,000.00")
    with client(town, [("lost", amount)], after="dies()") as process:
        tell(process, "go")
        assert line(process) == "" and process.wait(30) == -signal.SIGKILL
    assert draws_of(town) == [amount]  # the money is there, and nobody has been told
    again = town.draw("40,000.00", key="lost")
    assert town.done(again)["amount"] == amount and draws_of(town) == [amount]
    assert CardAsk.objects.count() == 1 and town.view().drawn == amount

    hand = "money.line.trips._write = (lambda real: lambda *a: (real(*a), dies()))(trips._write)"
    with client(town, [("cut", amount)], hand=hand) as process:
        tell(process, "go")
        assert line(process) == "" and process.wait(30) == -signal.SIGKILL
    assert draws_of(town) == [amount]  # posted and never committed: it did not happen
    assert town.done(town.draw("40,000.00", key="cut"))["amount"] == amount
    assert draws_of(town) == [amount, amount] and town.view().drawn == 2 * amount
    town.town.close_through(town.day)
    assert not any(verify.verify().values())


def test_the_same_key_with_another_amount_is_refused() -> None:
    town = CardTown()
    town.done(town.draw("1,000.00", key="k"))
    other = town.draw("2,000.00", key="k")
    assert isinstance(other, Refused) and other.field == "amount"
    assert town.view().drawn == fen("1,000.00")


def test_a_draw_and_a_hold_never_both_take_the_same_room() -> None:
    """A hold being placed while a draw is asked for: the draw waits for it, and then counts it."""
    town = CardTown()
    with client(town, [("d", fen("200,000.00"))]) as process:
        with transaction.atomic():
            trip.go([exposure.lock_step(["C000001"])])
            tell(process, "go")
            until(waiting)
            Hold.objects.create(
                key="h", customer="C000001", amount=fen("150,000.00"), purpose="另案审批", placed_on=town.day,
                expires=town.day + timedelta(days=10), recorded_at=clock.now(), actor="S001",
            )  # fmt: skip
        assert json.loads(line(process)) == {"given": [], "noes": ["over_limit"]}


def waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])
