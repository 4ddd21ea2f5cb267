"""The pains that come with age: loans of eight months, every night of it closed, against loans of yesterday.

Two years of it are `wuhua bench backdate`. One bank and one test: the pains go over it in the order of `AGES`, each
reported by its name. Expectations are counted here in exact fractions from the terms, never taken from the product. See
`test_peers_pains.PAINS`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.scenarios.test_pages import officer
from tests.town import Town, fen, open_town
from wuhua.areas.servicing import actions, recalc
from wuhua.areas.servicing.models import Bill, LoanNote
from wuhua.areas.servicing.rules import Said, Verb
from wuhua.bulk.dayend import verify
from wuhua.core.refuse import Refused
from wuhua.platform import lake

pytestmark = pytest.mark.slow

OPENS, DAYS = date(2018, 9, 3), 240
ENDS = OPENS + timedelta(days=DAYS)
SEEN = OPENS + timedelta(days=40)
"""A night whose figures are noted when it is the newest, and asked for again when it is old."""


@dataclass
class Aged:
    """The bank, and what was known on the night SEEN."""

    town: Town
    known: pl.DataFrame


def said_of(day: date) -> pl.DataFrame:
    return pl.read_parquet(lake.file_of(day, "positions"))


def grown_old() -> Aged:
    """OLD pays every bill from an account with plenty; LATE has an empty account from the first bill on."""
    town = open_town(OPENS)
    rich, poor = town.customer("老李", "100,000.00"), town.customer("老赵")
    for number, account in (("OLD", rich), ("LATE", poor)):
        town.lend(number, account, "100,000.00", "7.2", date(2021, 8, 20), managing_rm="M001")
    town.withdraw(rich, "100,000.00")
    town.withdraw(poor, "100,000.00")
    town.close_through(SEEN)
    known = said_of(SEEN)
    town.close_through(ENDS - timedelta(days=1))
    return Aged(town, known)


def done(town: Town, verb: Verb, note: str, **said: Any) -> dict[str, object]:
    answer = actions.do(
        verb, actor="T001", business_date=town.today, key=town.key(verb.value), note=note, said=Said(**said)
    )
    assert not isinstance(answer, Refused), answer
    return answer


def as_recomputed(town: Town) -> None:
    """Close the night: the books prove, and every note is its life walked from events alone."""
    town.close_through(town.today)
    assert recalc.differences(list(LoanNote.objects.all()), town.today - timedelta(days=1), 90) == []
    assert not [each for breaks in verify.verify().values() for each in breaks]


def settlements() -> list[tuple[date, date]]:
    """Interest periods of a monthly note from its first day: [from, to), billed to the 20th inclusive."""
    spans, begin = [], OPENS
    for n in range(24):
        month = 9 + n
        to = date(2018 + (month - 1) // 12, (month - 1) % 12 + 1, 21)
        if to > ENDS:
            break
        spans.append((begin, to))
        begin = to
    return spans


def interest(balance: int, days: int) -> int:
    """Half-up, once a bill, by 360 days."""
    return int(Fraction(balance * 720_000 * days, 360 * 10**7) + Fraction(1, 2))


def pain_a_loan_read_slows_with_its_age(aged: Aged) -> None:
    """Fineract: 50 ms new, 161 ms after 700 days. Ours: as many questions when old as when new."""
    town = aged.town
    town.lend("NEW", town.customer("小李", "100,000.00"), "100,000.00", "7.2", date(2021, 8, 20), managing_rm="M001")
    town.close_through(town.today)
    client = officer("K001", "RISK")
    asked = {}
    for number in ("NEW", "OLD"):
        assert client.get(f"/notes/{number}").status_code == 200
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/notes/{number}")
        asked[number] = len(queries)
    assert asked["OLD"] == asked["NEW"], asked


def pain_rows_of_one_loan_over_many_months(aged: Aged) -> None:
    """Frappe: 4,076 ledger rows for one loan. A loan's own rows are its draw, and a line and a bill a month."""
    months = len(settlements())
    note = aged.town.note("OLD")
    assert Bill.objects.filter(note_id=note.id).count() == months
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM books_line WHERE account IN (1301, 1302) AND sub = %s", [note.id])
        assert cursor.fetchone() == (1,)
        cursor.execute("SELECT count(*) FROM books_line")
        lines = cursor.fetchone()[0]
    # The whole bank, both loans, late interest off the balance sheet and all: fewer lines than one loan of theirs.
    nights = DAYS + 1
    assert lines < 10 * nights, lines


def pain_one_payment_back_dated_to_the_first_bill(aged: Aged) -> None:
    """Frappe: 709 s for one repost. Here for what it comes to; how long it takes is `wuhua bench backdate`.

    10,000.00 of principal was paid the day after the draw and is booked today: every bill since was too high by the
    interest of a tenth, and what the account paid too much for comes back to it.
    """
    town = aged.town
    months = settlements()
    answer = done(town, Verb.PREPAY, "OLD", amount=fen("10,000.00"), day=OPENS + timedelta(days=1))
    first, *others = months
    too_much = interest(fen("100,000.00"), (first[1] - first[0]).days) - (
        int(
            Fraction((fen("100,000.00") + fen("90,000.00") * ((first[1] - first[0]).days - 1)) * 720_000, 360 * 10**7)
            + Fraction(1, 2)
        )
    )
    too_much += sum(
        interest(fen("100,000.00"), (to - begin).days) - interest(fen("90,000.00"), (to - begin).days)
        for begin, to in others
    )
    assert answer["refund"] == too_much
    assert town.note("OLD").principal == fen("90,000.00")
    as_recomputed(town)


def pain_backdating_leaves_penalties_wrong(aged: Aged) -> None:
    """Fineract: after a back-dated payment the penalties stay. Late from the first bill: everything was paid in time after all."""
    town = aged.town
    owed = town.owed("LATE")
    assert {kind.name for kind in owed} >= {"INTEREST", "COMPOUND"} and town.note("LATE").book_status == "NON_ACCRUAL"
    for begin, to in settlements():
        done(town, Verb.REPAY, "LATE", amount=interest(fen("100,000.00"), (to - begin).days), day=to)
    assert town.owed("LATE") == {}
    assert town.note("LATE").book_status == "NORMAL" and town.note("LATE").compound_base == 0
    as_recomputed(town)


def pain_no_as_of_reports(aged: Aged) -> None:
    """Fineract answers as of today only. After both corrections the old night says what it said that night."""
    assert said_of(SEEN).equals(aged.known)
    old = aged.known.filter(pl.col("note") == "OLD").row(0, named=True)
    days = (SEEN - date(2018, 9, 21)).days + 1
    assert old["principal"] == fen("100,000.00")
    assert old["accrued"] == fen("100,000.00") * 720_000 * days // (360 * 10**7)


AGES: tuple[Callable[[Aged], None], ...] = (
    pain_a_loan_read_slows_with_its_age,
    pain_rows_of_one_loan_over_many_months,
    pain_one_payment_back_dated_to_the_first_bill,
    pain_backdating_leaves_penalties_wrong,
    pain_no_as_of_reports,
)


def test_pains_that_come_with_age(fresh_bank: str, subtests: Any) -> None:
    aged = grown_old()
    for pain in AGES:
        with subtests.test(pain.__name__):
            pain(aged)
