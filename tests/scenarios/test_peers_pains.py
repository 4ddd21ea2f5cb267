"""Where other systems hurt their banks, each a test of ours; what each pain was, and where it was seen, is in the words.

Each line below is one pain and the tests that keep it away; `tests/house/test_peers.py` looks that they are there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scenarios.test_pages import officer
from tests.town import Town, fen, open_town
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance.rules import RuleSet
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.reporting import read as reporting
from wuhua.areas.reporting.rules import ReportName
from wuhua.areas.servicing import recalc
from wuhua.areas.servicing.models import Bill, LoanNote, NoteEvent, RepaymentItem
from wuhua.books import read as books
from wuhua.books.rules import PROVISION, RECEIVABLE
from wuhua.bulk.dayend import bench, run, seal, verify, write
from wuhua.bulk.dayend.results import Shard
from wuhua.core.days import DayCount, Unit, year_fraction
from wuhua.core.refuse import Refuse, Refused
from wuhua.core.schedule import plan
from wuhua.core.terms import Method, Terms
from wuhua.platform import clock, lake, seals

HERE, OLD = "tests/scenarios/test_peers_pains.py", "tests/scenarios/test_peers_old_note.py"
CORE, SIM = "tests/rules/test_core_interest_and_plans.py", "tests/simulation"
PAINS: tuple[tuple[str, str], ...] = (
    ("quarterly schedules charge days twice", f"{CORE}::test_peers_quarterly_interest_is_exact_in_every_period"),
    ("30/360 gives thirty days for any period", f"{CORE}::test_peers_one_day_under_30_360_is_not_a_month"),
    ("30/360 gives thirty days for any period", f"{CORE}::test_peers_a_broken_first_period_is_exact_in_30_360"),
    ("broken periods are inexact", f"{HERE}::test_pain_a_broken_period_is_exact_in_every_day_count"),
    ("daily rounding leaves money over", f"{HERE}::test_pain_daily_accrual_leaves_money_over_and_ledger_rows_grow"),
    ("instalments always rounded up", f"{HERE}::test_pain_instalments_are_always_rounded_up_to_a_whole_unit"),
    ("a back-dated repost runs for hours", f"{OLD}::pain_one_payment_back_dated_to_the_first_bill"),
    ("thousands of ledger rows a loan", f"{HERE}::test_pain_daily_accrual_leaves_money_over_and_ledger_rows_grow"),
    ("thousands of ledger rows a loan", f"{OLD}::pain_rows_of_one_loan_over_many_months"),
    ("a deadlocked loan is skipped", f"{HERE}::test_pain_a_shard_that_fails_is_skipped"),
    ("floats for money", "tests/house/test_money.py::test_money_is_whole"),
    ("settings queried inside formulas", "tests/house/test_walls.py::test_a_planted_violation_turns_the_wall_red"),
    ("loans stay locked after a failed close", f"{HERE}::test_pain_loans_stay_locked_and_missed_days_are_not_caught_up"),
    ("loans stay locked after a failed close", f"{SIM}/test_killed_outright.py::"
     "test_killed_outright_and_run_again_the_days_seal_as_if_nothing_had_been"),
    ("the 360-day setting is ignored", f"{HERE}::test_pain_the_360_day_setting_is_ignored"),
    ("backdating leaves penalties wrong", f"{OLD}::pain_backdating_leaves_penalties_wrong"),
    ("totals go stale", f"{SIM}/test_recalc_town.py::test_every_night_of_a_season_the_books_are_the_walk"),
    ("a loan read slows with its age", f"{OLD}::pain_a_loan_read_slows_with_its_age"),
    ("no as-of reports", f"{OLD}::pain_no_as_of_reports"),
    ("no as-of reports", "tests/scenarios/test_measures.py::"
     "test_A5_figures_of_a_sealed_day_are_the_same_after_later_days_close"),
    ("SQL injection in report parameters", f"{HERE}::test_pain_sql_injection_in_report_parameters"),
    ("SQL injection in report parameters", f"{HERE}::test_pain_sql_injection_in_the_report_command"),
    ("holes in the access of offices", f"{HERE}::test_pain_holes_in_the_access_of_other_offices"),
    ("no penalty rate or compound interest", "tests/golden/test_recalc.py::test_P4_matured_and_unpaid"),
    ("no revolving line", "tests/scenarios/test_card.py::test_A61_interest_from_the_draw_day_to_the_repayment_day"),
    ("a provisioning table that no code reads", f"{HERE}::test_pain_a_provisioning_table_that_no_code_reads"),
    ("offline is not thought of", "tests/browser/test_field.py::"
     "test_A49_three_visits_without_a_network_arrive_once_each"),
    ("setup takes an afternoon", "tests/scenarios/test_sample_command.py::*"),
)  # fmt: skip
"""(pain, where its test stands). `*` means any test of the file."""

FIRST = date(2018, 9, 18)


# --- arithmetic ------------------------------------------------------------------------------------------------------


def exact(count: DayCount, start: date, end: date) -> Fraction:
    """The years between two days as the day count says it, day by day; act/act has 31 December in the year it leads to."""
    if count is DayCount.ACT_ACT:
        days = (start + timedelta(days=n + 1) for n in range((end - start).days))
        return sum((Fraction(1, 366 if each.year % 4 == 0 and each.year % 100 else 365) for each in days), Fraction(0))
    return Fraction((end - start).days, int(count.value.removeprefix("act/")))


@settings(max_examples=200, deadline=None)
@given(
    st.dates(date(2012, 1, 1), date(2028, 12, 31)), st.integers(1, 500), st.sampled_from([Unit.MONTH, Unit.QUARTER]),
    st.sampled_from([each for each in DayCount if each is not DayCount.THIRTY_360]),
)  # fmt: skip
def test_pain_a_broken_period_is_exact_in_every_day_count(start: date, days: int, unit: Unit, count: DayCount) -> None:
    """Frappe takes a month for any period under 30/360; whatever the count, a first period of any days is those days."""
    first = start + timedelta(days=days)
    made = Terms(10**9, 720_000, Method.INTEREST_ONLY, 2, unit, 1, start, count, first_due=first)
    wanted = 10**9 * Fraction(720_000, 10**7) * exact(count, start, first)
    assert plan(made).rows[0].interest == int(wanted + Fraction(1, 2))
    top, bottom = year_fraction(count, start, first)
    assert Fraction(top, bottom) == exact(count, start, first)


def test_pain_instalments_are_always_rounded_up_to_a_whole_unit() -> None:
    """Frappe rounds every instalment up to a whole unit; ours to the fen, or as the product asks, and repays the same."""
    levels = {}
    for unit in (1, 100, 1_000):
        made = plan(
            Terms(
                10_000_000,
                720_000,
                Method.EQUAL_INSTALMENTS,
                24,
                Unit.MONTH,
                1,
                FIRST,
                DayCount.THIRTY_360,
                round_to=unit,
            )
        )
        levels[unit] = made.rows[0].principal + made.rows[0].interest
        assert sum(row.principal for row in made.rows) == 10_000_000
    assert levels == {1: 448_633, 100: 448_600, 1_000: 449_000}


def test_pain_the_360_day_setting_is_ignored() -> None:
    """Fineract charges a 360-day loan by 365: over the same days the two differ as 365 to 360, to the fen."""
    interest = {}
    for count in (DayCount.ACT_360, DayCount.ACT_365):
        made = Terms(10**9, 720_000, Method.INTEREST_ONLY, 12, Unit.MONTH, 1, date(2018, 1, 1), count)
        interest[count] = [row.interest for row in plan(made).rows]
    begin = date(2018, 1, 1)
    for month, (short, long) in enumerate(zip(*interest.values(), strict=True), 1):
        end = date(2018 + month // 12, month % 12 + 1, 1)
        wanted = [int(10**9 * Fraction(72, 1000) * (end - begin).days / year + Fraction(1, 2)) for year in (360, 365)]
        assert [short, long] == wanted and short > long
        begin = end


# --- five hundred loans ----------------------------------------------------------------------------------------------


def rows_in_the_books() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM books_line")
        lines = cursor.fetchone()[0]
    facts = {"bills": Bill.objects.count(), "items": RepaymentItem.objects.count(), "events": NoteEvent.objects.count()}
    return {"lines": lines, **facts}


def closed(day: date) -> int:
    """Close the day; answers the interest receivable of the whole bank that night."""
    answer = run.close_day(day)
    assert not isinstance(answer, Refused), answer
    return sum(books.control_totals(RECEIVABLE).values())


@pytest.mark.usefixtures("fresh_bank")
def test_pain_daily_accrual_leaves_money_over_and_ledger_rows_grow() -> None:
    """Frappe: 10.00 left over on 500 loans after six days, 4,076 ledger rows a loan, 1.4 MB a loan-year.

    Ours, over the six days 09-19 to 09-24 with a bill in their midst: every night the account is the sum of the exact
    loans, and a quiet night of 500 loans is a handful of lines and tens of bytes a loan.
    """
    bench.fill(500)
    loans, year = list(LoanNote.objects.values_list("principal", "rate")), 360 * 10**7

    def whole(days: int) -> int:
        return sum(balance * rate * days // year for balance, rate in loans)

    before = rows_in_the_books()
    assert closed(bench.OPENS) == whole(1)
    added = {name: count - before[name] for name, count in rows_in_the_books().items()}
    assert added["bills"] == added["items"] == added["events"] == 0
    lines_of_all = len({(note.branch, note.product) for note in LoanNote.objects.all()}) * 4
    assert 0 < added["lines"] <= lines_of_all, (
        "two lines accrued and two of provision for a branch and product, no more"
    )
    size = sum(lake.file_of(bench.OPENS, kind).stat().st_size for kind in ("positions", "flows"))
    assert size / len(loans) < 100
    # At the bill each loan is rounded once, half up, over both its days; the debit of the 21st leaves nothing behind.
    billed = sum(int(Fraction(balance * rate * 2, year) + Fraction(1, 2)) for balance, rate in loans)
    assert closed(date(2018, 9, 20)) == billed == sum(Bill.objects.values_list("amount", flat=True))
    for nights in range(1, 5):
        assert closed(date(2018, 9, 20) + timedelta(days=nights)) == whole(nights), nights
    assert whole(4) - 4 * whole(1) > 500, "rounded day by day, more than five yuan would be missing"


# --- the close -------------------------------------------------------------------------------------------------------


@pytest.fixture
def town(fresh_bank: str) -> Town:
    """Two loans in two offices, of two managers, proved and closed once."""
    town = open_town(FIRST)
    for n, (branch, manager) in enumerate((("B01", "M001"), ("B02", "M002")), 1):
        account = town.customer(f"梁秋生{n}", "3,000.00", branch=branch)
        town.lend(f"L{n}", account, "100,000.00", "7.2", date(2019, 8, 21), managing_rm=manager)
        note = town.note(f"L{n}")
        note.customer.managing_rm = manager
        note.customer.save(update_fields=["managing_rm"])
    town.close_through(FIRST)
    return town


def breaking(monkeypatch: pytest.MonkeyPatch, shard: int) -> Callable[[], None]:
    """The shard of that number meets a fault of the server, as often as it is tried; answers how to mend it."""
    real = write.write_shard

    def faulty(each: Shard, number: int, day: date) -> None:
        if number == shard:
            raise RuntimeError("deadlock detected")
        real(each, number, day)

    monkeypatch.setattr(write, "write_shard", faulty)
    return lambda: monkeypatch.setattr(write, "write_shard", real)


def test_pain_a_provisioning_table_that_no_code_reads(town: Town) -> None:
    """Frappe keeps rates of provision nobody reads. Ours: another rate from a day on, and that night's close provides it."""
    assert sum(books.control_totals(PROVISION).values()) == -fen("2,000.00")  # 1 % of 200,000.00
    changed = compliance.change_parameter(
        actor=Officer("C001", "合规", "B01", frozenset({Role.COMPLIANCE}), None), business_date=town.today,
        code="PROVISION_NORMAL", ruleset=RuleSet.ALL, value="2", effective_from=town.today + timedelta(days=1),
        source="行文",
    )  # fmt: skip
    assert not isinstance(changed, Refused), changed
    town.close_through(town.today)
    assert sum(books.control_totals(PROVISION).values()) == -fen("2,000.00"), "not before its day"
    town.close_through(town.today)
    assert sum(books.control_totals(PROVISION).values()) == -fen("4,000.00")
    assert not [each for breaks in verify.verify().values() for each in breaks]


def test_pain_a_shard_that_fails_is_skipped(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Frappe logs the deadlock and goes on without the loan. Ours: the day is not closed, and neither is the next."""
    shard = town.note("L1").shard
    mend = breaking(monkeypatch, shard)
    with pytest.raises(RuntimeError):
        run.close_day(town.today)
    assert seals.sealed(town.today) is None
    answer = run.close_day(town.today + timedelta(days=1))
    assert isinstance(answer, Refused) and answer.name is run.DayEndRefusal.DAY_BEFORE_NOT_CLOSED
    mend()
    town.close_through(town.today)
    # And were a note left out of the snapshot all the same, the last proof would not have it.
    real = run.snapshot.positions
    monkeypatch.setattr(run.snapshot, "positions", lambda *asked: real(*asked).head(1))
    with pytest.raises(seal.DayDoesNotClose):
        run.close_day(town.today)
    monkeypatch.setattr(run.snapshot, "positions", real)
    import polars as pl

    short = pl.read_parquet(lake.file_of(town.today - timedelta(days=1), "positions")).head(1)
    assert "借据齐全" in {each.proof for each in seal.prove(town.today - timedelta(days=1), short)}


def test_pain_loans_stay_locked_and_missed_days_are_not_caught_up(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Fineract leaves loans locked after a failed close and skips the day. Ours: no lock stays, `--through` runs them all."""
    mend = breaking(monkeypatch, 15)
    with pytest.raises(RuntimeError):
        run.close_day(town.today)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
                       "(SELECT oid FROM pg_database WHERE datname = current_database())")  # fmt: skip
        assert cursor.fetchone() == (0,)
    mend()
    failed = town.today
    town.today = clock.business_date()
    town.deposit(town.note("L1").account.number, "10.00")
    answer = run.close_through(None, failed + timedelta(days=3))
    assert not isinstance(answer, Refused)
    assert [each.day for each in answer] == [failed + timedelta(days=n) for n in range(4)]
    town.today = failed + timedelta(days=4)
    assert town.repay("L1", "1.00") is not None
    assert not [each for breaks in verify.verify().values() for each in breaks]
    assert recalc.differences(list(LoanNote.objects.all()), failed + timedelta(days=3), 90) == []


# --- parameters ------------------------------------------------------------------------------------------------------

INJECTED = (
    "' OR 1=1 --", "2018-09-18' OR '1'='1", "1; DROP TABLE servicing_loannote; --", "x' UNION SELECT password FROM auth_user --",
    "'; SELECT pg_sleep(9); --", "read_parquet('/etc/passwd')", "%s", "$1", "\\'; COPY auth_user TO '/tmp/x'; --",
)  # fmt: skip
PLACES = (
    ("/book", ("q", "branch", "product", "manager", "klass", "status", "overdue", "matures", "sort", "page")),
    ("/book.xlsx", ("q", "branch", "sort")),
    ("/calendar", ("branch", "manager", "missing", "page")),
    ("/calendar/late", ("due", "branch", "manager", "missing", "page")),
    ("/maturities", ("band", "plan", "branch", "manager", "page")),
    ("/arrears", ("branch", "manager", "q", "page", "reading")),
    ("/classes", ("branch", "manager", "page")),
    ("/classes/migration", ("from", "to", "start", "end")),
    ("/classes/quarter", ("quarter", "day", "branch", "page")),
    ("/", ("day", "date", "branch")),
    ("/api/v1/scoreboard", ("date",)),
    ("/api/v1/notes", ("q", "branch", "product", "page")),
)  # fmt: skip


def world() -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM servicing_loannote), (SELECT count(*) FROM auth_user),"
                       " (SELECT count(*) FROM platform_sealedday), (SELECT count(*) FROM books_line)")  # fmt: skip
        return tuple(cursor.fetchone())


def test_pain_sql_injection_in_report_parameters(town: Town) -> None:
    """Fineract: CVEs in its report parameters up to 2026. Whatever stands in a parameter is a text that finds nothing."""
    client = officer("E001", "EXECUTIVE")
    before = world()
    for path, names in PLACES:
        for place, name in enumerate(names):
            for text in INJECTED if name == "q" else INJECTED[place % 4 :: 4]:
                answer = client.get(path, {name: text})
                assert answer.status_code in (200, 302, 400, 404, 409, 422), (path, name, text, answer.status_code)
                body = b"".join(answer) if answer.streaming else answer.content
                assert b"pbkdf2" not in body and b"root:x:" not in body, (path, name, text)
                if name == "q":
                    assert "梁秋生1".encode() not in body, (path, text)
    for text in INJECTED:
        page = client.get("/reports")
        key = page.content.decode().split('name="key" value="')[1][:32]
        for said in ({"name": text, "day": FIRST.isoformat()}, {"name": ReportName.G12.value, "day": text}):
            assert client.post("/reports", {**said, "key": key}).status_code == 200, said
        assert client.get(f"/drill/{text.replace('/', '')}").status_code == 404
        with pytest.raises((Refuse, ValueError, KeyError, TypeError)):
            reporting.report(text, FIRST)
    assert world() == before


def test_pain_sql_injection_in_the_report_command(town: Town, wuhua: Any) -> None:
    before = world()
    for said in (("report", INJECTED[2]), ("report", ReportName.G12.value, "--date", INJECTED[1])):
        came = wuhua(*said)
        assert came.returncode in (1, 2), (said, came.stdout, came.stderr)
        assert "Traceback" not in came.stderr
    assert world() == before


# --- offices ---------------------------------------------------------------------------------------------------------

OF_A_NOTE = (
    "/notes/{}", "/notes/{}/explained", "/notes/{}/do/extend", "/maturities/{}", "/classes/notes/{}",
    "/papers/notes/{}", "/api/v1/notes/{}",
)  # fmt: skip
OF_A_CUSTOMER = ("/customers/{}", "/papers/customers/{}")
OF_AN_ACCOUNT = ("/calendar/calls/{}",)


def told(client: Client, path: str, number: str) -> tuple[int, str]:
    """Status and text of an answer, the number asked for left out of it; the form's token first, for it may hold "L1"."""
    answer = client.get(path.format(number))
    body = re.sub(r"[A-Za-z0-9]{64}", "(token of the form)", answer.content.decode())
    return answer.status_code, body.replace(number, "…")


def test_pain_holes_in_the_access_of_other_offices(town: Town) -> None:
    """Fineract: an office reads another's loans. To who may not see it a thing of another office is a thing there is not."""
    own, other = officer("M001", "RM", branch="B01"), officer("M002", "RM", branch="B02")
    head = officer("H002", "OUTLET_HEAD", branch="B02")
    note = town.note("L1")
    things = [(path, note.number) for path in OF_A_NOTE]
    things += [(path, note.customer.number) for path in OF_A_CUSTOMER]
    things += [(path, note.account.number) for path in OF_AN_ACCOUNT]
    for path, number in things:
        absent = "9" * len(number)
        assert told(own, path, number)[0] == 200, path
        for stranger in (other, head):
            assert told(stranger, path, number) == told(stranger, path, absent), path
            assert told(stranger, path, absent)[0] == 404, path
    for path in ("/book", "/calendar", "/maturities", "/arrears", "/api/v1/notes"):
        page = re.sub(r"[A-Za-z0-9]{64}", "(token)", other.get(path).content.decode())
        assert note.number not in page and "梁秋生1" not in page, path
