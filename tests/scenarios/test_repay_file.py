"""代扣回盘: one file, booked once; each bad line named with its number, field and reason; what the bank could not debit is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import xlsxwriter

from tests.core_town import FIRST, billed, opened
from tests.house.tree import ROOT
from tests.return_file import HEADS, Line, line_of, totals_of, write_return
from tests.town import Town, fen
from wuhua.areas.corelink import returned
from wuhua.areas.corelink.models import ReturnFile, ReturnLine
from wuhua.areas.corelink.rules import LineOutcome
from wuhua.areas.servicing.models import NoteEvent, RepaymentItem
from wuhua.books import read as books
from wuhua.bulk.dayend import verify
from wuhua.bulk.intake.refusals import IntakeRefusal
from wuhua.bulk.repayfile import formats, handbook, run
from wuhua.bulk.repayfile.batch import Taken
from wuhua.bulk.repayfile.refusals import RepayFileRefusal
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow

DUE = date(2018, 9, 21)
# 100,000.00 at 7.2 % for three days of 360 is 60.00; twice, three, four and five times that.
OWED = {f"JD{n:05d}": fen(f"{n * 60}.00") for n in range(1, 6)}


@pytest.fixture
def town(built: Callable[..., Town]) -> Town:
    return built(billed)


def took(path: Path, town: Town, **how: object) -> Taken:
    answer = run.take(path, actor="2001", business_date=town.today, **how)  # type: ignore[arg-type]
    assert isinstance(answer, Taken), answer
    return answer


def whole(town: Town) -> list[Line]:
    return [line_of(n, note, amount, town.today) for n, (note, amount) in enumerate(OWED.items(), 1)]


def counted(done: Taken) -> tuple[int, int, int]:
    booked, failed, rejected = (done.of(each).lines for each in LineOutcome)
    return booked, failed, rejected


def all_is_well() -> bool:
    return not any(verify.verify().values())


def test_a_good_file_is_booked_whole(town: Town, tmp_path: Path) -> None:
    done = took(write_return(tmp_path / "a.csv", whole(town)), town)
    assert counted(done) == (5, 0, 0)
    assert done.of(LineOutcome.BOOKED).amount == sum(OWED.values()) == fen("900.00")
    assert all(town.owed(note) == {} for note in OWED)
    assert set(RepaymentItem.objects.values_list("way", flat=True)) == {"FILE"}
    event = NoteEvent.objects.filter(kind="REPAY").order_by("note_id")[0]
    assert (event.detail["reference"], event.actor) == ("YH0921000001", "2001")
    assert AuditRow.objects.filter(action="servicing.received").exists()
    town.close_through(town.today)
    assert all_is_well()
    assert set(RepaymentItem.objects.values_list("way", flat=True)) == {"FILE"}, "the day end had nothing to debit"


def test_the_same_file_again_changes_nothing_and_says_so(town: Town, tmp_path: Path) -> None:
    path = write_return(tmp_path / "a.csv", whole(town))
    first = took(path, town)
    before = books.trial_balance(), RepaymentItem.objects.count(), ReturnLine.objects.count()
    again = took(path, town)
    assert (again.already, again.number, counted(again)) == (True, first.number, (5, 0, 0))
    assert "没有任何变动" in again.sentence
    assert (books.trial_balance(), RepaymentItem.objects.count(), ReturnLine.objects.count()) == before


def test_a_trial_counts_and_writes_nothing(town: Town, tmp_path: Path) -> None:
    before = books.trial_balance()
    done = took(write_return(tmp_path / "a.csv", whole(town)), town, dry_run=True)
    assert (counted(done), done.number, done.dry_run) == ((5, 0, 0), None, True)
    assert (books.trial_balance(), ReturnFile.objects.count(), RepaymentItem.objects.count()) == (before, 0, 0)


def test_every_bad_line_is_named_and_the_good_ones_are_booked(town: Town, tmp_path: Path) -> None:
    took(write_return(tmp_path / "before.csv", [line_of(90, "JD00001", OWED["JD00001"], town.today)]), town)
    day = town.today
    lines = [
        line_of(1, "JD00002", OWED["JD00002"], day),
        line_of(2, "JD09999", 100, day),
        line_of(3, "JD00003", OWED["JD00003"] + 1, day),
        line_of(1, "JD00004", 100, day),
        line_of(90, "JD00004", 100, day),
        line_of(6, "JD00005", 100, day + timedelta(days=1)),
        line_of(7, "JD00001", 100, day),
        line_of(8, "JD00005", OWED["JD00005"], day, why="余额不足"),
        ("JD00005", "1.00", "也许", "", "YHX", str(day), ""),
    ]
    done = took(write_return(tmp_path / "a.csv", lines), town, rejects=tmp_path)
    assert counted(done) == (1, 1, 7)
    assert [(each.line, each.heading, each.reason) for each in done.rejects] == [
        (3, "信贷借据号", "没有这笔借据"),
        (4, "扣款金额", "收款超过今天应还的 180.00 元"),
        (5, "银行流水号", "与第 2 行重复"),
        (6, "银行流水号", "这个流水号以前已入账"),
        (7, "扣款日期", "扣款日期晚于营业日期 2018-09-21"),
        (8, "扣款金额", "今天没有应还的款项"),
        (10, "扣款结果", "应为:SUCCESS(成功)、FAILED(失败)"),
    ]
    text = (tmp_path / "rejects-debit_return.csv").read_text(encoding="utf-8-sig")
    assert text.splitlines()[0] == "行号,列,内容,原因"
    assert len(text.splitlines()) == 8
    failed = returned.failures_of("JD00005")
    assert [(each.reason, each.amount) for each in failed] == [("余额不足", OWED["JD00005"])]
    assert town.owed("JD00002") == {}
    town.close_through(town.today)
    assert all_is_well()


@pytest.mark.parametrize(
    ("totals", "name"),
    [
        (("合计", "900.01", "", "", "", "", "5"), IntakeRefusal.CONTROL_TOTALS_DIFFER),
        (("合计", "900.00", "", "", "", "", "6"), IntakeRefusal.CONTROL_TOTALS_DIFFER),
        (("合计", "900.00", "", "", "", "", ""), IntakeRefusal.CONTROL_TOTALS_DIFFER),
        (("小计", "900.00", "", "", "", "", "5"), RepayFileRefusal.TOTALS_MISSING),
    ],
)
def test_totals_that_differ_refuse_the_whole_file(town: Town, tmp_path: Path, totals: Line, name: object) -> None:
    answer = run.take(
        write_return(tmp_path / "a.csv", whole(town), totals=totals), actor="2001", business_date=town.today
    )
    assert isinstance(answer, Refused)
    assert answer.name is name
    assert (RepaymentItem.objects.count(), ReturnFile.objects.count()) == (0, 0)


def test_any_encoding_a_header_of_totals_and_a_workbook(town: Town, tmp_path: Path) -> None:
    lines = whole(town)
    took(write_return(tmp_path / "gb.csv", lines[:1], encoding="gb18030"), town)
    took(write_return(tmp_path / "bom.csv", lines[1:2], encoding="utf-8-sig"), town)
    first = [HEADS, totals_of(lines[2:3]), *lines[2:3]]
    (tmp_path / "head.txt").write_text("\n".join("\t".join(row) for row in first) + "\n")
    took(tmp_path / "head.txt", town)
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet("回盘")
        for place, row in enumerate([HEADS, *lines[3:], totals_of(lines[3:])]):
            sheet.write_row(place, 0, row)
    assert counted(took(tmp_path / "a.xlsx", town)) == (2, 0, 0)
    assert all(town.owed(note) == {} for note in OWED)


def test_what_columns_cannot_take_goes_one_by_one(fresh_bank: str, tmp_path: Path) -> None:
    """Due today, days of grace, a second payment on the same note, and money that came yesterday."""
    town = opened()
    account = town.customer("分期户")
    town.lend("JD00006", account, "12,000.00", "7.2", date(2019, 9, 18), method="equal_principal",
              settlement="OWN_DAY", own_day=22)  # fmt: skip
    town.lend("JD00007", account, "12,000.00", "7.2", date(2019, 9, 18), grace_days=3)
    town.withdraw(account, "24,000.00")
    town.close_through(DUE)
    lines = [
        line_of(1, "JD00006", fen("100.00"), town.today),
        line_of(2, "JD00007", fen("1.00"), town.today),
        line_of(3, "JD00005", fen("100.00"), town.today),
        line_of(4, "JD00005", fen("50.00"), town.today),
        line_of(5, "JD00005", fen("20.00"), town.today - timedelta(days=1)),
    ]
    path = write_return(tmp_path / "a.csv", lines)
    tried = took(path, town, dry_run=True)
    done = took(path, town)
    assert (counted(tried), tried.singly) == ((5, 0, 0), 4), tried.rejects
    assert (counted(done), done.singly) == ((5, 0, 0), 4), done.rejects
    town.close_through(town.today)
    assert all_is_well()


def test_a_start_that_was_cut_off_is_taken_up(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_return(tmp_path / "a.csv", whole(town))
    plain, calls = run.write.write, []

    def cut(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        plain(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(run.write, "write", cut)
    with pytest.raises(KeyboardInterrupt):
        took(path, town)
    assert ReturnLine.objects.count() == 2
    monkeypatch.setattr(run.write, "write", plain)
    assert counted(took(path, town)) == (5, 0, 0)
    assert RepaymentItem.objects.count() == 5
    town.close_through(town.today)
    assert all_is_well()


def test_the_handbook_says_what_the_file_is() -> None:
    assert (ROOT / formats.HANDBOOK).read_text(encoding="utf-8") == handbook.handbook()


def test_the_template_comes_back_as_a_file(tmp_path: Path) -> None:
    path = handbook.write_template(tmp_path)
    answer = run.checked
    with pytest.raises(Exception, match="合计"):
        answer(path, FIRST)
