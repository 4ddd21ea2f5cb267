"""LEDGER_MASTER = CORE: a small town lives five days beside a core that takes the money; every evening the books agree.

The stand-in core is a bank of its own with the same loans, in another database: its counters and its debits move money,
and it writes the day's files. Ours takes them, closes, and is held against them.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path

import pytest

from samples.corefiles import write_core_day
from tests.core_town import FIRST, opened, standing, taken
from tests.town import Town, fen
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance.rules import ComplianceRefusal, RuleSet
from wuhua.areas.corelink import read as links
from wuhua.areas.corelink import returned
from wuhua.areas.corelink.models import CoreBreak
from wuhua.areas.corelink.rules import BreakKind, CoreFileKind, Light
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import actions
from wuhua.areas.servicing.actions.verbs import CASH
from wuhua.areas.servicing.models import LoanNote, NoteEvent, RepaymentItem
from wuhua.areas.servicing.rules import EventKind, Over, PaidBy, Said, Verb
from wuhua.books import read as books
from wuhua.bulk.corefiles import asks, booking
from wuhua.bulk.corefiles.gate import Folder
from wuhua.bulk.corefiles.receive import Received
from wuhua.bulk.corefiles.refusals import CoreFilesRefusal
from wuhua.bulk.dayend import run, verify
from wuhua.bulk.dayend.load import connect
from wuhua.core.refuse import Refused
from wuhua.platform import clock

LAST = date(2018, 9, 23)
EARLY = date(2018, 9, 22)
OWN = {"settlement": "OWN_DAY", "day_count": "act/365", "penalty_uplift": 40, "security": "CREDIT"}
OFFICER = Officer("3001", "合规甲", "B01", frozenset({Role.COMPLIANCE}), None)
TERMS = actions.NoteTerms(
    number="JD9", contract="HT9", account="62280000000001", product="MERCHANT_LOAN", managing_rm="M001", amount=100,
    rate=720_000, maturity=date(2019, 9, 1), method="bullet", settlement="AT_MATURITY", security="CREDIT", use="进货",
    industry="5212", region="140824",
)  # fmt: skip
Copy = Callable[[], AbstractContextManager[str]]


def days_of(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def core_lives(root: Path, plant_on: date | None = None, last: date = LAST) -> None:
    """The core's five days: cash comes and goes, the 21st is debited, one is late and pays, one pays principal early."""
    town = opened()
    town.close_through(FIRST)
    for day in days_of(town.today, last):
        core_day(town, day)
        town.close_through(day)
        back = {"JD00003": serial_of(root, EARLY, "JD00003")} if day == LAST else {}
        plant = (BreakKind.AMOUNT,) if day == plant_on else ()
        write_core_day(root / day.isoformat(), day, plant=plant, reverses=back)


def serial_of(root: Path, day: date, note: str) -> str:
    """Under which number the core told of that note's payment."""
    lines = (root / day.isoformat() / f"repayments_{day:%Y%m%d}.csv").read_text().splitlines()
    return next(line.split(",")[0] for line in lines if line.split(",")[1] == note)


def core_day(town: Town, day: date) -> None:
    late = "62280000000005"
    if day == date(2018, 9, 19):
        town.deposit("62280000000001", "1,234.56")
        town.withdraw("62280000000002", "700.00")
    if day == date(2018, 9, 20):
        town.lend("JD00006", "62280000000002", "60,000.00", "8.1", date(2019, 9, 1), method="equal_instalments", **OWN)
    if day == EARLY:
        assert not isinstance(early(day), Refused)
        # 500,000.00 at 7.2 % for three days: 300.00 is due since the 21st, and compound of a day runs on it.
        assert not isinstance(town.repay("JD00005", "100.00"), Refused)
        town.deposit(late, "50.00")
    if day == LAST:
        owed = town.owed("JD00005")
        assert sum(owed.values()) > fen("150.00")
        assert not isinstance(town.repay("JD00005", f"{sum(owed.values()) / 100:.2f}"), Refused)
        wrong = NoteEvent.objects.get(kind=EventKind.PREPAY)
        back = Said(event=wrong.id, reason="重复扣款,核心冲正")
        undone = actions.do(Verb.REVERSE, actor="T001", business_date=day, key="back", note="JD00003", said=back)
        assert not isinstance(undone, Refused), undone


def early(day: date) -> dict[str, object] | Refused:
    """Principal before its day, from the account."""
    said = Said(amount=fen("3,000.00"), over=Over.ACCOUNT)
    return actions.do(Verb.PREPAY, actor="T001", business_date=day, key="early", note="JD00003", said=said)


def follows(first: date = FIRST + timedelta(days=1)) -> Town:
    """Our bank on the same loans, which follows its core from `first` on."""
    town = opened()
    changed = compliance.change_parameter(
        actor=OFFICER, business_date=town.today, code="LEDGER_MASTER", ruleset=RuleSet.ALL, value="CORE",
        effective_from=first, source="省联社核心为准",
    )  # fmt: skip
    assert not isinstance(changed, Refused), changed
    town.close_through(FIRST)
    return town


def booked(folder: Path, day: date) -> booking.Booked:
    answer = booking.book_day(Folder(folder), day, actor="2001", business_date=clock.business_date())
    assert isinstance(answer, booking.Booked), answer
    return answer


def compared(folder: Path, town: Town, day: date) -> Received:
    answer = taken(folder, day, today=town.today)
    assert isinstance(answer, Received), answer
    return answer


def test_five_days_beside_a_core_agree_every_evening(bank_copy: Copy, fresh_bank: str, tmp_path: Path) -> None:
    with bank_copy():
        core_lives(tmp_path)
        core_balance, made = books.trial_balance(), as_made("JD00006")
    town = follows()
    for day in days_of(town.today, LAST):
        folder = tmp_path / day.isoformat()
        booked(folder, day)
        town.close_through(day)
        assert compared(folder, town, day).waiting == ()
        assert standing() == [], day
        found, lines = links.ledger(day)
        assert found is not None
        assert lines
        assert all(line.core == line.ours for line in lines if line.ours is not None and line.core is not None)
    assert not any(verify.verify().values())
    ways = set(RepaymentItem.objects.values_list("way", flat=True))
    assert PaidBy.AUTO not in ways, "nothing was debited here"
    with connect() as link:
        handed = {each.note for each in asks.draws(link, FIRST, LAST)}
    assert handed == {f"JD0000{n}" for n in range(1, 6)}, "what the core paid out it is not asked to pay out"
    assert NoteEvent.objects.filter(kind=EventKind.REVERSE).count() == 1
    assert LoanNote.objects.get(number="JD00003").principal == fen("300,000.00")
    # The note the core made is here what `disburse` made of it there, to the fen.
    assert as_made("JD00006") == made
    assert made["instalment"]
    # The core debited, we booked what it told: but for the world outside, the two general ledgers are one.
    assert books.trial_balance() == core_balance


def as_made(number: str) -> dict[str, object]:
    """Every column of a note but its place in the tables."""
    return {**LoanNote.objects.filter(number=number).values().get(), "id": 0}


def test_a_planted_difference_stands_as_a_break(bank_copy: Copy, fresh_bank: str, tmp_path: Path) -> None:
    with bank_copy():
        core_lives(tmp_path, plant_on=LAST)
    town = follows()
    for day in days_of(town.today, LAST):
        booked(tmp_path / day.isoformat(), day)
        town.close_through(day)
        compared(tmp_path / day.isoformat(), town, day)
    assert [each[:3] for each in standing()] == [("JD00001", "AMOUNT", "balance")]
    assert CoreBreak.objects.get().gap == 100_00


def test_a_day_whose_core_files_have_not_come_does_not_close(fresh_bank: str) -> None:
    town = follows()
    answer = run.close_day(town.today)
    assert isinstance(answer, Refused)
    assert answer.name is run.DayEndRefusal.CORE_NOT_BOOKED
    assert clock.business_date() == town.today


def test_no_money_moves_at_our_counters(fresh_bank: str) -> None:
    town = follows()
    said: dict[str, object] = {"actor": "T001", "business_date": town.today, "key": "k1"}
    account = {"account": "62280000000001", "amount": 100}
    for answer in (
        actions.deposit(**{**said, **account}),  # type: ignore[arg-type]
        actions.withdraw(**{**said, **account, "key": "k2"}),  # type: ignore[arg-type]
        actions.repay(**{**said, "note": "JD00001", "amount": 1, "key": "k3"}),  # type: ignore[arg-type]
        *(
            actions.do(verb, **{**said, "key": verb.value}, note="JD00001", said=Said(amount=100))  # type: ignore[arg-type]
            for verb in CASH
        ),
        actions.disburse(**{**said, "key": "k4"}, terms=TERMS),  # type: ignore[arg-type]
    ):
        assert isinstance(answer, Refused)
        assert answer.name is ComplianceRefusal.COUNTER_IS_THE_CORES


def test_the_same_day_is_booked_once(bank_copy: Copy, fresh_bank: str, tmp_path: Path) -> None:
    with bank_copy():
        core_lives(tmp_path, last=FIRST + timedelta(days=1))
    town = follows()
    folder = tmp_path / town.today.isoformat()
    booked(folder, town.today)
    before = books.trial_balance()
    again = booked(folder, town.today)
    assert again.taken.already
    assert books.trial_balance() == before
    assert returned.core_booked(town.today)
    lights = {each.kind: each.light for each in links.lamps([town.today])[town.today]}
    assert lights[CoreFileKind.REPAYMENTS] is Light.ARRIVED
    refused = booking.book_day(Folder(folder), town.today + timedelta(days=2), actor="2001", business_date=town.today)
    assert isinstance(refused, Refused)
    assert refused.name is CoreFilesRefusal.NOT_THE_BUSINESS_DATE


def test_where_we_keep_the_books_nothing_of_the_core_is_booked(fresh_bank: str, tmp_path: Path) -> None:
    town = opened()
    answer = booking.book_day(Folder(tmp_path), town.today, actor="2001", business_date=town.today)
    assert isinstance(answer, Refused)
    assert answer.name is CoreFilesRefusal.CORE_IS_NOT_MASTER


@pytest.mark.parametrize("name", ["customers"])
def test_a_delivery_without_repayments_is_not_booked(
    bank_copy: Copy, fresh_bank: str, tmp_path: Path, name: str
) -> None:
    town = follows()
    (tmp_path / f"{name}_{town.today:%Y%m%d}.csv").write_text("客户统一编号\nC000001\n")
    (tmp_path / f"control_{town.today:%Y%m%d}.csv").write_text(f"文件,账务日期,行数,合计\n{name},{town.today},1,\n")
    answer = booking.book_day(Folder(tmp_path), town.today, actor="2001", business_date=town.today)
    assert isinstance(answer, Refused)
    assert answer.name is CoreFilesRefusal.FILE_NOT_HERE
