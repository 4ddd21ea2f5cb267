"""A day's files from the core: differences found with their kinds, found once, closed by the next file; nothing of ours moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from samples.corefiles import write_core_day
from tests.core_town import ACCOUNTANT, FIRST, RISK, altered, brought, closed, opened, standing, taken
from tests.house.tree import ROOT
from tests.town import Town
from wuhua.areas.corelink import actions, read
from wuhua.areas.corelink.models import BreakStep, CoreBreak, CoreFile, LedgerLine
from wuhua.areas.corelink.rules import BreakKind, CoreFileKind, CoreLinkRefusal, Light
from wuhua.areas.servicing.models import Bill, LoanNote, RepaymentItem
from wuhua.books import read as books
from wuhua.bulk.corefiles import formats, handbook
from wuhua.bulk.corefiles.refusals import CoreFilesRefusal
from wuhua.bulk.dayend import verify
from wuhua.bulk.intake.refusals import IntakeRefusal
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refused
from wuhua.platform import files, lake

DAY = FIRST
THREE = [
    ("JD00001", "AMOUNT", "balance", "100000.00", "100100.00", 10_000),
    ("JD00002", "MISSING_IN_CORE", "", "200000.00", "", -20_000_000),
    ("JD00003", "STATUS", "book_status", "NORMAL", "OVERDUE", None),
]


@pytest.fixture
def town(built: Callable[..., Town]) -> Town:
    return built(closed)


def ours() -> tuple[object, ...]:
    """Everything of ours that a file of the core might be tempted to move."""
    notes = list(LoanNote.objects.order_by("id").values_list())
    return notes, Bill.objects.count(), RepaymentItem.objects.count(), books.trial_balance()


def test_a_core_that_agrees_makes_no_break(town: Town, tmp_path: Path) -> None:
    done = brought(tmp_path, DAY, plant=())
    assert standing() == []
    assert (done.sum("found"), done.waiting) == (0, ())
    assert {each.kind for each in done.files} == set(read.EXPECTED)


def test_three_planted_breaks_are_found_with_their_kinds(town: Town, tmp_path: Path) -> None:
    before = ours()
    done = brought(tmp_path, DAY)
    assert standing() == THREE
    assert done.sum("found") == 3
    assert ours() == before
    assert [str(each) for breaks in verify.verify().values() for each in breaks] == []


def test_importing_again_finds_the_same_three_with_owner_and_age(town: Town, tmp_path: Path) -> None:
    brought(tmp_path, DAY)
    mine = CoreBreak.objects.get(kind="STATUS")
    assert not isinstance(actions.take(actor=RISK, business_date=town.today, number=mine.pk), Refused)
    again = brought(tmp_path, DAY)
    assert standing() == THREE
    assert (again.sum("found"), again.sum("again"), again.sum("gone")) == (0, 3, 0)
    assert all(each.again for each in again.files)
    assert CoreFile.objects.count() == 8
    mine.refresh_from_db()
    assert (mine.owner, mine.state, mine.first_seen) == ("2002", "TAKEN", DAY)


def test_what_the_next_file_put_right_closes_itself_and_keeps_its_history(town: Town, tmp_path: Path) -> None:
    brought(tmp_path / "1", DAY)
    amount = CoreBreak.objects.get(kind="AMOUNT")
    actions.take(actor=ACCOUNTANT, business_date=town.today, number=amount.pk)
    next_day = DAY + timedelta(days=1)
    town.close_through(next_day)
    done = brought(tmp_path / "2", next_day, plant=(BreakKind.MISSING_IN_CORE, BreakKind.STATUS))
    assert (done.sum("found"), done.sum("again"), done.sum("gone")) == (0, 2, 1)
    amount.refresh_from_db()
    assert (amount.state, amount.resolution, amount.decided_on) == ("VANISHED", "AGREED", next_day)
    assert (amount.owner, amount.ours, amount.theirs) == ("2001", "100000.00", "100100.00")
    assert [(step.what, step.actor) for step in read.history(amount.pk)] == [
        ("FOUND", "CORE"), ("TAKEN", "2001"), ("VANISHED", "CORE"),
    ]  # fmt: skip
    others = CoreBreak.objects.exclude(pk=amount.pk)
    assert {(each.first_seen, each.last_seen) for each in others} == {(DAY, next_day)}
    # As it stood on the first day the list still has all three.
    assert len(read.breaks(read.Wanted(on=DAY))) == 3
    assert len(read.breaks(read.Wanted(on=next_day))) == 2


def test_another_amount_is_the_same_break_with_a_step_of_its_own(town: Town, tmp_path: Path) -> None:
    brought(tmp_path / "1", DAY, plant=(BreakKind.AMOUNT,))
    altered(tmp_path / "2", DAY, CoreFileKind.BALANCES, "100100.00", "100200.00", plant=(BreakKind.AMOUNT,))
    found = CoreBreak.objects.get()
    assert (found.theirs, found.gap, found.state) == ("100200.00", 20_000, "FOUND")
    assert [step.what for step in read.history(found.pk)] == ["FOUND", "CHANGED"]


def test_a_settled_break_stays_settled_on_the_same_file_and_comes_back_with_a_later_one(
    town: Town, tmp_path: Path
) -> None:
    brought(tmp_path / "1", DAY, plant=(BreakKind.STATUS,))
    found = CoreBreak.objects.get()
    actions.take(actor=RISK, business_date=town.today, number=found.pk)
    done = actions.close(
        actor=RISK, business_date=town.today, number=found.pk, resolution="TIMING", reason="核心晚一天转状态"
    )
    assert not isinstance(done, Refused)
    assert done.state == "SETTLED"
    brought(tmp_path / "1", DAY, plant=(BreakKind.STATUS,))
    assert standing() == []
    next_day = DAY + timedelta(days=1)
    town.close_through(next_day)
    brought(tmp_path / "2", next_day, plant=(BreakKind.STATUS,))
    assert [each[:2] for each in standing()] == [("JD00003", "STATUS")]
    assert CoreBreak.objects.filter(subject="JD00003").count() == 2


def test_a_file_that_comes_after_a_newer_one_is_kept_and_compared_with_nothing(town: Town, tmp_path: Path) -> None:
    next_day = DAY + timedelta(days=1)
    town.close_through(next_day)
    brought(tmp_path / "2", next_day, plant=())
    late = brought(tmp_path / "1", DAY)
    told = {each.kind: each.told for each in late.files}
    assert told[CoreFileKind.BALANCES] is None
    assert told[CoreFileKind.REPAYMENTS] is not None
    assert standing() == []
    assert [each.light for each in read.lamps([DAY])[DAY]] == [Light.ARRIVED] * 8


def test_a_day_that_is_not_sealed_has_nothing_to_be_compared_with(town: Town, tmp_path: Path) -> None:
    answer = taken(tmp_path, town.today)
    assert isinstance(answer, Refused)
    assert answer.name == CoreFilesRefusal.DAY_NOT_SEALED
    assert CoreFile.objects.count() == 0


# --- files that are not what they should be --------------------------------------------------------------------------


def nothing_loaded() -> bool:
    return not (CoreBreak.objects.exists() or LedgerLine.objects.exists() or CoreFile.objects.filter(light="ARRIVED"))


def test_a_file_cut_in_the_middle_loads_nothing_and_turns_its_light_red(town: Town, tmp_path: Path) -> None:
    write_core_day(tmp_path, DAY)
    path = tmp_path / f"balances_{DAY:%Y%m%d}.csv"
    whole = path.read_bytes()
    for cut in (len(whole) - 3, len(whole) // 2, len(whole) // 2 + 1):
        path.write_bytes(whole[:cut])
        answer = taken(tmp_path, DAY)
        assert isinstance(answer, Refused), cut
        assert nothing_loaded()
    lamps = {lamp.kind: lamp.light for lamp in read.lamps([DAY])[DAY]}
    assert lamps[CoreFileKind.BALANCES] is Light.REFUSED
    assert set(lamps.values()) == {Light.REFUSED, Light.WAITING}
    path.write_bytes(whole)
    assert not isinstance(taken(tmp_path, DAY), Refused)
    assert [lamp.light for lamp in read.lamps([DAY])[DAY]] == [Light.ARRIVED] * 8
    assert [each[:2] for each in standing()] == [row[:2] for row in THREE]


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ("100000.00", "100000.01", IntakeRefusal.CONTROL_TOTALS_DIFFER),
        ("100000.00", "abc", IntakeRefusal.BAD_ROWS),
        ("JD00003", "JD00001", IntakeRefusal.BAD_ROWS),
        ("JD00003,B02,300000.00,0.00,NORMAL\r\n", "", IntakeRefusal.CONTROL_TOTALS_DIFFER),
        ("贷款余额", "余额", IntakeRefusal.COLUMNS_MISSING),
    ],
)
def test_wrong_totals_or_a_bad_row_load_nothing(
    town: Town, tmp_path: Path, old: str, new: str, name: IntakeRefusal
) -> None:
    write_core_day(tmp_path, DAY, plant=())
    path = tmp_path / f"balances_{DAY:%Y%m%d}.csv"
    text = path.read_bytes().decode("gb18030")
    assert old in text
    path.write_bytes(text.replace(old, new, 1).encode("gb18030"))
    answer = taken(tmp_path, DAY)
    assert isinstance(answer, Refused)
    assert answer.name == name, answer
    assert nothing_loaded()


def test_the_control_file_is_needed_and_must_be_of_the_day(town: Town, tmp_path: Path) -> None:
    write_core_day(tmp_path, DAY)
    control = tmp_path / f"control_{DAY:%Y%m%d}.csv"
    text = control.read_text()

    def named(wanted: CoreFilesRefusal | IntakeRefusal) -> None:
        answer = taken(tmp_path, DAY)
        assert isinstance(answer, Refused)
        assert answer.name == wanted, answer
        assert nothing_loaded()

    control.unlink()
    named(CoreFilesRefusal.CONTROL_MISSING)
    control.write_text(text.replace(DAY.isoformat(), "2018-09-17"))
    named(CoreFilesRefusal.ANOTHER_DAY)
    lines = text.splitlines(keepends=True)
    control.write_text("".join(line for line in lines if not line.startswith("arrears")))
    named(CoreFilesRefusal.NOT_IN_CONTROL)
    control.write_text(text)
    (tmp_path / f"arrears_{DAY:%Y%m%d}.csv").unlink()
    named(CoreFilesRefusal.FILE_NOT_HERE)
    control.write_text(text.replace("arrears_", "nonsense_"))
    named(IntakeRefusal.CONTROL_TOTALS_DIFFER)
    assert [lamp.light for lamp in read.lamps([DAY])[DAY]].count(Light.REFUSED) == 1


def test_a_folder_without_the_days_files_and_twins_are_refused(town: Town, tmp_path: Path) -> None:
    write_core_day(tmp_path, DAY)
    other = DAY - timedelta(days=1)
    for path in list(tmp_path.iterdir()):
        path.rename(tmp_path / path.name.replace(f"{DAY:%Y%m%d}", f"{other:%Y%m%d}"))
    answer = taken(tmp_path, DAY)
    assert isinstance(answer, Refused)
    assert answer.name == IntakeRefusal.NO_FILES
    write_core_day(tmp_path, DAY)
    (tmp_path / "核心贷款余额.csv").write_bytes((tmp_path / f"balances_{DAY:%Y%m%d}.csv").read_bytes())
    answer = taken(tmp_path, DAY)
    assert isinstance(answer, Refused)
    assert answer.name == IntakeRefusal.FILE_AMBIGUOUS
    answer = taken(tmp_path / "nowhere", DAY)
    assert isinstance(answer, Refused)
    assert answer.name == IntakeRefusal.NO_SUCH_FOLDER


# --- the other files -------------------------------------------------------------------------------------------------


def test_arrears_deposits_terms_and_repayments_agree_through_a_debit_day(fresh_bank: str, tmp_path: Path) -> None:
    """On the 21st four accounts pay their interest and the fifth falls into arrears; a core that agrees makes no break."""
    town = opened()
    town.close_through(date(2018, 9, 21))
    late = date(2018, 9, 25)
    done = brought(tmp_path / "1", date(2018, 9, 21), plant=())
    rows = {each.kind: each.rows for each in done.files}
    assert (rows[CoreFileKind.REPAYMENTS], rows[CoreFileKind.ARREARS]) == (4, 1)
    assert standing() == []
    town.close_through(late)
    altered_on = tmp_path / "2"
    write_core_day(altered_on, late, plant=())
    path = altered_on / f"arrears_{late:%Y%m%d}.csv"
    assert "2018-09-21" in path.read_text()
    path.write_text(path.read_text().replace("2018-09-21", "2018-09-20"))
    assert not isinstance(taken(altered_on, late), Refused)
    assert standing() == [("JD00005", "DATE", "oldest_due", "2018-09-21", "2018-09-20", None)]


def test_a_repayment_the_core_does_not_have_belongs_to_its_day(fresh_bank: str, tmp_path: Path) -> None:
    town = opened()
    day = date(2018, 9, 21)
    town.close_through(day)
    write_core_day(tmp_path / "1", day, plant=())
    repayments, control = (tmp_path / "1" / f"{name}_{day:%Y%m%d}.csv" for name in ("repayments", "control"))
    lines = repayments.read_text().splitlines(keepends=True)
    gone = lines.pop()
    repayments.write_text("".join(lines))
    interest = gone.split(",")[lines[0].split(",").index("归还利息(含罚息复利)")]
    row = next(line for line in control.read_text().splitlines() if line.startswith("repayments"))
    total = yuan(fen_of(row.split(",")[-1]) - fen_of(interest))
    control.write_text(control.read_text().replace(row, f"{repayments.name},{day},3,{total}"))
    assert not isinstance(taken(tmp_path / "1", day), Refused)
    assert [each[:2] for each in standing()] == [("JD00004", "MISSING_IN_CORE")]
    assert CoreBreak.objects.get().about == day
    # The next day's file says nothing of it; a whole file of the same day does.
    town.close_through(date(2018, 9, 22))
    brought(tmp_path / "2", date(2018, 9, 22), plant=())
    assert len(standing()) == 1
    brought(tmp_path / "3", day, plant=())
    assert standing() == []


def test_the_ledger_is_held_against_the_general_ledger_and_its_parts(town: Town, tmp_path: Path) -> None:
    brought(tmp_path, DAY, plant=())
    file, lines = read.ledger(DAY)
    assert file is not None
    sheet = {(line.subject, line.branch): (line.core, line.ours, line.subs) for line in lines}
    assert sheet["1301", "B01"] == (60_000_000, 60_000_000, 60_000_000)
    assert sheet["1301", "B02"] == (90_000_000, 90_000_000, 90_000_000)
    assert sheet["2011", "B02"] == (-1_000_000, -1_000_000, -1_000_000)
    assert sheet["1601", ""] == (880_000_000, None, None)
    assert all(subs is None or subs == ours for _core, ours, subs in sheet.values())
    altered(tmp_path / "2", DAY, CoreFileKind.LEDGER, "600000.00", "600000.50", plant=())
    assert standing() == [("1301/B01", "AMOUNT", "balance", "600000.00", "600000.50", 50)]
    assert read.ledger(DAY)[1][0].file_id != file.pk


def test_a_customer_the_core_has_and_we_have_not(town: Town, tmp_path: Path) -> None:
    write_core_day(tmp_path, DAY, plant=())
    path, control = (tmp_path / f"{name}_{DAY:%Y%m%d}.csv" for name in ("customers", "control"))
    path.write_text(path.read_text("utf-8-sig") + "C999999,某某,B01\r\n", newline="")
    control.write_text(control.read_text().replace(f"customers_{DAY:%Y%m%d}.csv,{DAY},5", f"customers,{DAY},6"))
    assert not isinstance(taken(tmp_path, DAY), Refused)
    assert standing() == [("C999999", "MISSING_HERE", "", "", "", None)]


def test_the_files_are_kept_as_they_came(town: Town, tmp_path: Path) -> None:
    brought(tmp_path, DAY)
    row = CoreFile.objects.get(kind="balances")
    assert row.stored is not None
    with files.open_(row.stored) as kept:
        assert kept.read() == (tmp_path / row.name).read_bytes()
    assert files.one(row.stored).digest == row.digest


def test_our_sealed_day_is_what_is_compared_not_the_books_of_today(town: Town, tmp_path: Path) -> None:
    """Money that comes after the close does not show in the comparison of the day."""
    write_core_day(tmp_path, DAY, plant=())
    town.deposit(f"6228{1:010d}", "777.00")
    assert not isinstance(taken(tmp_path, DAY), Refused)
    assert standing() == []
    assert lake.sealed_days()[-1] == DAY


def test_what_is_missing_and_amounts_to_nought_is_no_difference(town: Town, tmp_path: Path) -> None:
    """An empty account the core does not list, and a paid-up note it still does."""
    write_core_day(tmp_path, DAY, plant=())
    names = ("deposits", "balances", "control")
    deposits, balances, control = (tmp_path / f"{name}_{DAY:%Y%m%d}.csv" for name in names)
    lines = deposits.read_bytes().splitlines(keepends=True)
    assert lines[-1] == f"6228{5:010d},B02,0.00\r\n".encode()
    deposits.write_bytes(b"".join(lines[:-1]))
    balances.write_bytes(balances.read_bytes() + b"JD00099,B01,0.00,0.00,\r\n")
    said = control.read_text()
    said = said.replace(f"{deposits.name},{DAY},5", f"{deposits.name},{DAY},4")
    control.write_text(said.replace(f"{balances.name},{DAY},5", f"{balances.name},{DAY},6"))
    answer = taken(tmp_path, DAY)
    assert not isinstance(answer, Refused), answer
    assert standing() == []


def test_a_row_too_few_is_seen_where_there_is_no_amount_to_add_up(town: Town, tmp_path: Path) -> None:
    write_core_day(tmp_path, DAY, plant=())
    path = tmp_path / f"customers_{DAY:%Y%m%d}.csv"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:-1]))
    answer = taken(tmp_path, DAY)
    assert isinstance(answer, Refused)
    assert answer.name == IntakeRefusal.CONTROL_TOTALS_DIFFER
    assert nothing_loaded()


def test_taking_a_note_of_the_refusals(town: Town) -> None:
    answer = actions.take(actor=RISK, business_date=DAY, number=404)
    assert isinstance(answer, Refused)
    assert answer.name == CoreLinkRefusal.BREAK_UNKNOWN
    assert BreakStep.objects.count() == 0


def test_the_handbook_is_current() -> None:
    page = (ROOT / formats.HANDBOOK).read_text(encoding="utf-8")
    assert page == handbook.handbook(), "run python -m wuhua.bulk.corefiles.handbook"
    assert set(handbook.SAID) == set(CoreFileKind)
