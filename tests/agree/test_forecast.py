"""The interest calendar's one statement against the rules, note by note: `figures_on` on any anchor, and `core.life`, which
walks a note day by day from its terms and events."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from tests.scenarios.test_pages import borrower
from tests.town import Town, open_town
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import history, read, rules
from wuhua.areas.servicing.contact import forecast
from wuhua.areas.servicing.contact.rules import Round, coming
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import Settlement
from wuhua.core.allocate import Kind
from wuhua.core.days import is_workday, next_workday

EVERYBODY = Officer("9001", "行长", "B01", frozenset({Role.EXECUTIVE}), None)
NEEDED = "SELECT account_id, needed, before FROM line"


def needed(round_: Round, day: date) -> dict[int, tuple[int, int]]:
    """What the statement says each account must hold, and how much of it falls due before the debit day."""
    return {row[0]: (row[1], row[2]) for row in forecast.ask(EVERYBODY, round_, day, NEEDED)}


# --- any anchor ------------------------------------------------------------------------------------------------------


def anchored_anyhow(note: LoanNote, rng: random.Random) -> None:
    """Balances, accruals and carries as a note in any state might hold them; it falls due by itself much later."""
    note.settlement = rng.choice(["MONTH20", "QUARTER20"])
    note.day_count = rng.choice(["act/360", "act/365", "30/360"])
    note.frequency_months = rng.choice([1, 1, 3])
    note.own_day = rng.choice([None, 5, 29, 31])
    note.start = date(2018, rng.randint(1, 6), rng.randint(1, 28))
    note.maturity = rng.choice([date(2019, 6, 30), date(2018, 12, 31), date(2018, 8, 31)])
    note.next_due = rng.choice([date(2018, 11, 30), date(2018, 12, 31), date(2019, 2, 28)])
    note.rate = rng.randint(1, 2_400_000)
    note.penalty_uplift, note.misuse_uplift = rng.choice([(50, 0), (30, 0), (50, 100), (0, 0)])
    note.principal = rng.choice([0, rng.randint(1, 10**6), rng.randint(1, 10**12)])
    note.overdue_principal = rng.choice([0, 0, rng.randint(1, 10**11)])
    note.in_grace = rng.choice([0, note.overdue_principal])
    note.compound_base = rng.choice([0, rng.randint(1, 10**8)])
    note.anchor_day = date(2018, 9, 21) + timedelta(days=rng.randint(-40, 9))
    year = 365 if note.day_count == "act/365" else 360
    note.accrued, note.carry = rng.randint(0, 10**6), rng.randint(0, 12 * 10**7 * 28 - 1)
    note.penalty_accrued, note.penalty_carry = rng.choice(
        [(0, 0), (rng.randint(0, 999), rng.randint(0, year * 10**9 - 1))]
    )
    note.compound_accrued, note.compound_carry = rng.choice([(0, 0), (7, rng.randint(0, year * 10**9 - 1))])
    note.save()


@pytest.mark.parametrize("due", [date(2018, 10, 21), date(2018, 12, 21)])
def test_the_settlement_bill_is_what_the_rules_say_of_any_anchor(db: None, home: object, due: date) -> None:
    rng, day = random.Random(due.month), due - timedelta(days=16)
    for n in range(1, 301):
        anchored_anyhow(borrower(n, "3001"), rng)
    found = needed(Round(due), day)
    checked = 0
    for note in LoanNote.objects.all():
        # As of today the settlement before holds; the coming one is not yet taken off.
        anchor = replace(rules.anchored(read.anchor_of(note), day), settlement=Settlement.OWN_DAY)
        settles = note.settlement == "MONTH20" or due.month in (3, 6, 9, 12)
        falls = note.next_due is not None and note.next_due <= due
        if falls:
            continue
        wanted = sum(rules.figures_on(anchor, due).bills().values()) if settles else 0
        assert found.get(note.account_id, (0, 0))[0] == wanted, note.number
        checked += wanted > 0
    assert checked > 100


# --- whole lives -----------------------------------------------------------------------------------------------------

METHODS = (
    {"settlement": "MONTH20"},
    {"settlement": "QUARTER20"},
    {"settlement": "MONTH20", "method": "on_demand", "day_count": "act/365"},
    {"settlement": "AT_MATURITY", "method": "bullet"},
    {
        "settlement": "OWN_DAY",
        "method": "equal_instalments",
        "day_count": "30/360",
        "instalment": 900_000,
        "own_day": 12,
    },
    {
        "settlement": "OWN_DAY",
        "method": "equal_instalments",
        "day_count": "30/360",
        "instalment": 700_000,
        "own_day": 31,
    },
    {"settlement": "OWN_DAY", "method": "equal_principal", "instalment": 500_000, "own_day": 21},
    {"settlement": "OWN_DAY", "method": "equal_principal", "instalment": 500_000, "own_day": 3, "frequency_months": 3},
    {"settlement": "OWN_DAY", "method": "interest_only", "own_day": 15},
    {"settlement": "MONTH20", "principal_rolls": False},
)
ENDS = (
    date(2019, 7, 1),
    date(2018, 9, 15),
    date(2018, 9, 21),
    date(2018, 9, 22),
    date(2018, 10, 6),
    date(2018, 10, 21),
)


def lend_all(town: Town) -> None:
    """Every way of paying with every kind of end; a third of the accounts hold enough, the others run into arrears."""
    for n, (terms, end) in enumerate((terms, end) for terms in METHODS for end in ENDS):
        account = town.customer(f"客户{n}", "1000000.00" if n % 3 == 0 else "10.00")
        amount = f"{20_000 + 1_000 * n}.00"
        town.lend(f"N{n:03d}", account, amount, "8.4", end, **terms)
        town.withdraw(account, amount)
    account = town.customer("枣农", "10.00")
    town.lend("SEASON", account, "90,000.00", "9.6", date(2019, 3, 1), method="custom")
    town.plan(
        "SEASON", {date(2018, 9, 22): "20,000.00", date(2018, 10, 10): "30,000.00", date(2018, 12, 1): "10,000.00"}
    )
    town.withdraw(account, "90,000.00")


def walked(note: LoanNote, due: date) -> tuple[int, int]:
    """What the walk says is unpaid at the opening of the debit day, and how much of it is penalty and compound."""
    life = history.of_note(note, 90).walked(due)
    left = [claim for claim in life.walk.claims.values() if claim.due <= due and claim.open]
    return sum(c.open for c in left), sum(c.open for c in left if c.kind in (Kind.PENALTY, Kind.COMPOUND))


def billed_again_unpaid(note: LoanNote, due: date) -> bool:
    """Whether principal falls due before the debit day and the note is billed once more by it: the walk then runs penalty
    on what nobody paid, the calendar expects it paid on its day."""
    on_the_way = note.next_due is not None and note.next_due < due
    return on_the_way and (note.maturity <= due or note.settlement in ("MONTH20", "QUARTER20"))


@pytest.mark.usefixtures("fresh_bank")
def test_what_a_debit_day_needs_is_what_the_walk_of_each_life_says() -> None:
    town = open_town(date(2018, 8, 14))
    lend_all(town)
    compared = late = 0
    for day in (date(2018, 8, 21), date(2018, 9, 8), date(2018, 9, 20), date(2018, 9, 21), date(2018, 9, 24),
                date(2018, 10, 9), date(2018, 10, 20)):  # fmt: skip
        if town.today < day:
            town.close_through(day - timedelta(days=1))
        round_ = coming(day)
        found = needed(round_, day)
        for note in LoanNote.objects.filter(closed__isnull=True):
            total, surcharge = walked(note, round_.due)
            said = found.get(note.account_id, (0, 0))[0]
            if billed_again_unpaid(note, round_.due):
                assert total - surcharge <= said <= total, (day, note.number, said - total)
            else:
                assert said == total, (day, note.number, said - total)
                compared += total > 0
            late += surcharge > 0
    assert compared > 150
    assert late > 20


def test_the_days_chosen_meet_rest_days() -> None:
    """The ends above lie on work days, a Saturday before a feast, in the national holiday and on a Sunday debit day."""
    assert [is_workday(end) for end in ENDS] == [True, False, True, False, False, False]
    assert next_workday(date(2018, 9, 22)) == date(2018, 9, 25)
