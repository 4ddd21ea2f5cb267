"""LEDGER_MASTER = CORE: a note is handed over to be made and paid out there, once, and comes into being here as the core made it.

The stand-in core is a bank of its own in another database, as in `test_core_master`: it gives its own numbers to the notes
it makes, and names the instruction or only the contract.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from samples.corefiles import write_core_day
from tests.core_town import ACCOUNTANT, AUDITOR, FIRST, MANAGER, opened, sent, standing, taken
from tests.scenarios.test_core_master import as_made, booked, compared, days_of, follows
from tests.town import Town, fen
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.corelink import actions, read
from wuhua.areas.corelink.models import CoreNoteLeft, HandOver
from wuhua.areas.corelink.rules import CoreLinkRefusal, HandOverState
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing.models import LoanNote, NoteEvent
from wuhua.areas.servicing.rules import ServicingRefusal
from wuhua.books import read as books
from wuhua.bulk.corefiles import asks, formats
from wuhua.bulk.dayend import verify
from wuhua.bulk.dayend.load import connect
from wuhua.core.refuse import Refused
from wuhua.platform import audit
from wuhua.platform.once import OnceRefusal

SECOND, THIRD, FOURTH = (FIRST + timedelta(days=n) for n in (1, 2, 3))
ACCOUNT = "62280000000002"
WANTED = servicing.NoteTerms(
    number="JD90001", contract="HT90001", account=ACCOUNT, product="MERCHANT_LOAN", managing_rm="M007",
    amount=60_000_00, rate=810_000, maturity=date(2019, 9, 1), method="equal_instalments", settlement="OWN_DAY",
    security="CREDIT", use="进红枣", industry="5112", region="140825", day_count="act/365", penalty_uplift=40,
)  # fmt: skip
Copy = Callable[[], AbstractContextManager[str]]
Act = Callable[[Town], Any]


def core_lends(town: Town, number: str = "HX1", **changed: Any) -> LoanNote:
    """The core makes the note that was asked for, under its own number."""
    said = {
        "contract": WANTED.contract, "method": WANTED.method, "settlement": WANTED.settlement, "day_count": WANTED.day_count,
        "penalty_uplift": WANTED.penalty_uplift, "security": WANTED.security,
    }  # fmt: skip
    amount = changed.pop("amount", "60,000.00")
    return town.lend(number, ACCOUNT, amount, "8.1", WANTED.maturity, **{**said, **changed})


def core_lives(root: Path, acts: Mapping[date, Act], answers: Mapping[str, str] = {}, last: date = THIRD) -> None:
    """The core's days with what happens on them, written as the files it brings."""
    town = opened()
    town.close_through(FIRST)
    for day in days_of(town.today, last):
        acts.get(day, lambda _: None)(town)
        town.close_through(day)
        write_core_day(root / day.isoformat(), day, plant=(), answers=answers)


def adds(folder: Path, day: date, text: str, total: str) -> None:
    """A file of results beside the day's others."""
    (folder / f"results_{day:%Y%m%d}.csv").write_text(f"指令号,放款金额,结果,核心流水号,说明,核心借据号\n{text}")
    with (folder / f"control_{day:%Y%m%d}.csv").open("a") as control:
        control.write(f"results_{day:%Y%m%d}.csv,{day},{text.count(chr(10))},{total}\r\n")


def without(folder: Path, day: date, *names: str) -> None:
    """Lines of the day's notes file left out: the core tells of these notes later."""
    path, control = (folder / f"{name}_{day:%Y%m%d}.csv" for name in ("notes", "control"))
    lines = path.read_text().splitlines()
    kept = [line for line in lines if line.split(",")[0] not in names]
    path.write_text("\r\n".join(kept) + "\r\n")
    gone = sum(fen(line.split(",")[3]) for line in lines if line not in kept)
    said = [row.split(",") for row in control.read_text().splitlines()]
    for row in said:
        if row[0] == path.name:
            row[2], row[3] = str(len(kept) - 1), f"{(fen(row[3]) - gone) / 100:.2f}"
    control.write_text("\r\n".join(",".join(row) for row in said) + "\r\n")


def day_done(root: Path, town: Town) -> None:
    """Our day beside the core: booked, closed, compared."""
    day = town.today
    booked(root / day.isoformat(), day)
    town.close_through(day)
    compared(root / day.isoformat(), town, day)


def pay_out(town: Town, key: str = "case/1", **changed: Any) -> Any:
    return actions.pay_out(actor=ACCOUNTANT.number, business_date=town.today, key=key, terms=replace(WANTED, **changed))


def refused(answer: Any, name: object) -> None:
    assert isinstance(answer, Refused), answer
    assert answer.name == name, answer


def state(number: str) -> str:
    return str(HandOver.objects.get(number=number).state)


def instructions(folder: Path) -> list[str]:
    """Numbers of every instruction in every file that went out."""
    found = []
    for path in sorted(folder.glob("disbursements-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [row["指令号"] for row in csv.DictReader(file)]
    return found


# --- which way -------------------------------------------------------------------------------------------------------


def test_one_door_pays_out_under_either_master(fresh_bank: str) -> None:
    town = opened(2)
    answer = pay_out(town)
    assert answer == {"way": "DISBURSED", "note": "JD90001", "amount": 60_000_00}
    assert LoanNote.objects.filter(number="JD90001").exists()
    refused(
        actions.ask_core_to_disburse(
            actor="2001", business_date=town.today, key="k", terms=replace(WANTED, number="JD90002")
        ),
        CoreLinkRefusal.BOOKS_ARE_OURS,
    )
    assert not HandOver.objects.exists()


def test_where_the_core_keeps_the_books_the_note_waits_to_be_sent(fresh_bank: str) -> None:
    town = follows()
    answer = pay_out(town)
    assert answer == {
        "way": "HANDED_OVER", "hand_over": "JD90001", "state": "TO_SEND", "amount": 60_000_00, "note": "JD90001",
    }  # fmt: skip
    assert pay_out(town) == answer
    refused(pay_out(town, amount=1_00), OnceRefusal.KEY_REUSED)
    refused(pay_out(town, key="case/2"), CoreLinkRefusal.ASKED_ALREADY)
    refused(pay_out(town, key="case/3", number="JD9", account="6228"), ServicingRefusal.ACCOUNT_NOT_FOUND)
    refused(pay_out(town, key="case/4", number="JD9", maturity=FIRST), ServicingRefusal.TERM_NOT_POSSIBLE)
    found = HandOver.objects.get()
    assert (found.state, found.asked_by, found.attempt, found.sent_on) == ("TO_SEND", "2001", 0, None)
    assert [row.action for row in audit.trail("handover:JD90001")] == ["corelink.hand_over_to_send"]
    assert not LoanNote.objects.filter(number="JD90001").exists(), "nothing is booked before the core has made it"


def test_a_person_starts_one_only_from_the_post_that_pays(fresh_bank: str) -> None:
    town = follows()
    said: dict[str, Any] = {"business_date": town.today, "key": "k", "terms": WANTED}
    refused(actions.start(actor=MANAGER, **said), CoreLinkRefusal.NOT_OF_THIS_POST)
    assert not isinstance(actions.start(actor=AUDITOR, **said), Refused)


def test_it_goes_out_once_with_its_terms(fresh_bank: str, tmp_path: Path) -> None:
    town = follows()
    sent(tmp_path, town.today)  # the draws of the day before
    pay_out(town)
    done = sent(tmp_path, town.today)
    assert [(each.kind.value, each.rows, each.total) for each in done.files] == [("disbursements", 1, 60_000_00)]
    assert sent(tmp_path, town.today).files == []
    with (tmp_path / f"disbursements-{town.today:%Y%m%d}-02.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    named = (
        "指令号",
        "信贷合同号",
        "入账账号",
        "放款金额",
        "年利率%",
        "到期日期",
        "还款方式",
        "第几次发送",
        "罚息计复利",
    )
    assert [row[name] for name in named] == [
        "JD90001", "HT90001", ACCOUNT, "60000.00", "8.10000", "2019-09-01", "equal_instalments", "1", "否",
    ]  # fmt: skip
    found = HandOver.objects.get(number="JD90001")
    assert (found.state, found.sent_on, found.answer_by) == ("SENT", town.today, town.today + timedelta(days=1))


def test_what_has_not_gone_out_can_be_withdrawn_and_started_anew(fresh_bank: str, tmp_path: Path) -> None:
    town = follows()
    sent(tmp_path, town.today)
    pay_out(town)
    gone: dict[str, Any] = {"business_date": town.today, "number": "JD90001"}
    refused(actions.withdraw(actor=AUDITOR, reason="", **gone), CoreLinkRefusal.REASON_MISSING)
    assert not isinstance(actions.withdraw(actor=AUDITOR, reason="账号录错,撤回重办", **gone), Refused)
    assert sent(tmp_path, town.today).files == []
    assert "JD90001" not in instructions(tmp_path)
    refused(actions.withdraw(actor=AUDITOR, reason="再撤一次", **gone), CoreLinkRefusal.ONLY_UNSENT_IS_WITHDRAWN)
    again = actions.start_anew(actor=AUDITOR, key="a", reason="账号已核对", **gone)
    assert isinstance(again, dict)
    assert again["hand_over"] == "JD90001-R2"
    sent(tmp_path, town.today)
    assert instructions(tmp_path)[-1] == "JD90001-R2"
    refused(actions.withdraw(actor=AUDITOR, reason="想撤回", business_date=town.today, number="JD90001-R2"),
            CoreLinkRefusal.ONLY_UNSENT_IS_WITHDRAWN)  # fmt: skip


# --- the core made it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("names_it", [True, False])
def test_the_cores_notes_file_confirms_what_was_sent(
    bank_copy: Copy, fresh_bank: str, tmp_path: Path, names_it: bool
) -> None:
    """Under the core's number, and by the instruction it names or else by its contract."""
    with bank_copy():
        core_lives(tmp_path, {SECOND: core_lends}, {"HX1": "JD90001"} if names_it else {})
        made, core_balance = as_made("HX1"), books.trial_balance()
    town = follows()
    pay_out(town)
    sent(tmp_path / "out", town.today)
    day_done(tmp_path, town)
    found = HandOver.objects.get(number="JD90001")
    assert (found.state, found.core_note, found.opened_on) == ("CONFIRMED", "HX1", SECOND)
    assert [step.what for step in read.hand_over_history(found.pk)] == ["TO_SEND", "SENT", "CONFIRMED", "OPENED"]
    assert not LoanNote.objects.filter(number="JD90001").exists()
    assert as_made("HX1") == made
    day_done(tmp_path, town)
    assert standing() == []
    assert books.trial_balance() == core_balance
    assert not any(verify.verify().values())
    with connect() as link:
        handed = {each.note for each in asks.draws(link, SECOND, THIRD)}
    assert handed == set(), "what the core made it is not asked to pay out again"


def test_what_the_core_does_not_say_of_it_comes_from_what_was_asked(
    bank_copy: Copy, fresh_bank: str, tmp_path: Path
) -> None:
    with bank_copy():
        core_lives(tmp_path, {SECOND: core_lends}, {"HX1": "JD90001"}, last=SECOND)
    path = tmp_path / SECOND.isoformat() / f"notes_{SECOND:%Y%m%d}.csv"
    lines = path.read_text().splitlines()
    heads = lines[0].split(",")
    silent = {column.heading for column in formats.SIGNED} - {"还款账号"}
    places = [place for place, name in enumerate(heads) if name in silent]
    for n, line in enumerate(lines):
        if line.startswith("HX1,"):
            cells = line.split(",")
            for place in places:
                cells[place] = ""
            lines[n] = ",".join(cells)
    path.write_text("\r\n".join(lines) + "\r\n")
    town = follows()
    pay_out(town)
    sent(tmp_path / "out", town.today)
    day_done(tmp_path, town)
    note = LoanNote.objects.get(number="HX1")
    said = "product method settlement day_count penalty_uplift managing_rm use industry region".split()
    assert {name: getattr(note, name) for name in said} == {name: getattr(WANTED, name) for name in said}


def test_a_note_made_on_other_terms_follows_the_core_and_stands_as_a_break(
    bank_copy: Copy, fresh_bank: str, tmp_path: Path
) -> None:
    with bank_copy():
        core_lives(tmp_path, {SECOND: lambda town: core_lends(town, amount="50,000.00")}, {"HX1": "JD90001"})
    town = follows()
    pay_out(town)
    sent(tmp_path / "out", town.today)
    day_done(tmp_path, town)
    assert LoanNote.objects.get(number="HX1").amount == 50_000_00
    told = [("HX1", "AMOUNT", "amount", "60000.00", "50000.00", -10_000_00)]
    assert standing() == told
    day_done(tmp_path, town)
    assert standing() == told, "it does not go by itself: a person says what is right"


def test_two_alike_under_one_contract_are_not_guessed_at(bank_copy: Copy, fresh_bank: str, tmp_path: Path) -> None:
    def both(town: Town) -> None:
        core_lends(town)
        core_lends(town, "HX2")

    with bank_copy():
        core_lives(tmp_path, {SECOND: both}, last=SECOND)
    town = follows()
    pay_out(town)
    sent(tmp_path / "out", town.today)
    day_done(tmp_path, town)
    assert state("JD90001") == "SENT"
    assert set(LoanNote.objects.filter(contract="HT90001").values_list("number", flat=True)) == {"HX1", "HX2"}


# --- the core said no ------------------------------------------------------------------------------------------------


def test_a_failed_one_says_why_and_starts_anew_under_another_reference(
    bank_copy: Copy, fresh_bank: str, tmp_path: Path
) -> None:
    with bank_copy():
        core_lives(tmp_path, {THIRD: core_lends}, {"HX1": "JD90001-R2"})
    adds(tmp_path / SECOND.isoformat(), SECOND, "JD90001,60000.00,失败,,账户已冻结,\n", "60000.00")
    town = follows()
    pay_out(town)
    sent(tmp_path / "out", town.today)
    answer = booked(tmp_path / SECOND.isoformat(), town.today)
    assert "核心退回放款 1 笔" in answer.sentence
    found = HandOver.objects.get(number="JD90001")
    assert (found.state, "账户已冻结" in found.evidence) == ("FAILED", True)
    refused(
        actions.resend(actor=AUDITOR, business_date=town.today, number="JD90001", reason="账户已解冻"),
        CoreLinkRefusal.STARTED_ANEW_INSTEAD,
    )
    anew: dict[str, Any] = {"actor": AUDITOR, "business_date": town.today, "number": "JD90001"}
    refused(actions.start_anew(**anew, key="a", reason=" "), CoreLinkRefusal.REASON_MISSING)
    made = actions.start_anew(**anew, key="b", reason="账户已解冻")
    assert isinstance(made, dict)
    assert actions.start_anew(**anew, key="b", reason="账户已解冻") == made
    refused(actions.start_anew(**anew, key="c", reason="账户已解冻"), CoreLinkRefusal.STARTED_ANEW_ALREADY)
    with pytest.raises(IntegrityError, match="sent_once"), transaction.atomic():
        HandOver.objects.filter(number="JD90001").update(state="SENT")
    town.close_through(SECOND)
    compared(tmp_path / SECOND.isoformat(), town, SECOND)
    sent(tmp_path / "out", town.today)
    day_done(tmp_path, town)
    assert instructions(tmp_path / "out").count("JD90001") == 1
    assert instructions(tmp_path / "out").count("JD90001-R2") == 1
    assert (state("JD90001"), state("JD90001-R2")) == ("FAILED", "CONFIRMED")
    assert LoanNote.objects.get(number="HX1").start == THIRD
    assert standing() == []


# --- nobody knows ----------------------------------------------------------------------------------------------------


def test_a_timed_out_sending_is_never_sent_twice(bank_copy: Copy, fresh_bank: str, tmp_path: Path) -> None:
    """Silent past its day it is UNKNOWN; it is asked about every day, and the note told of late is opened as of its own day."""
    with bank_copy():
        core_lives(tmp_path, {SECOND: core_lends}, {"HX1": "JD90001"}, last=FOURTH)
        core_balance = books.trial_balance()
    for day in (SECOND, THIRD):
        without(tmp_path / day.isoformat(), day, "HX1")
    out = tmp_path / "out"
    town = follows()
    pay_out(town)
    sent(out, town.today)
    day_done(tmp_path, town)
    assert state("JD90001") == "SENT", "the core has until the close of the next day"
    sent(out, town.today)
    day_done(tmp_path, town)
    found = HandOver.objects.get(number="JD90001")
    assert (found.state, found.evidence) == ("UNKNOWN", f"到 {THIRD} 日终核心没有答复")
    (trace,) = audit.of_action("corelink.hand_over_unknown", THIRD, THIRD)
    assert trace.after is not None
    assert trace.after["numbers"] == ["JD90001"]
    said: dict[str, Any] = {"actor": AUDITOR, "business_date": town.today, "number": "JD90001", "reason": "客户急用"}
    refused(actions.resend(**said), CoreLinkRefusal.UNKNOWN_IS_ASKED_NOT_SENT)
    refused(actions.start_anew(**said, key="a"), CoreLinkRefusal.UNKNOWN_IS_ASKED_NOT_SENT)
    refused(pay_out(town, key="case/9"), CoreLinkRefusal.ASKED_ALREADY)
    with pytest.raises(IntegrityError, match=r"sent_once|unknown_not_sent"), transaction.atomic():
        HandOver.objects.filter(number="JD90001").update(state="SENT")
    for _ in range(2):
        sent(out, town.today)
    assert instructions(out).count("JD90001") == 1
    asked = (out / f"inquiries-{town.today:%Y%m%d}-01.csv").read_text()
    assert "JD90001" in asked

    day_done(tmp_path, town)  # the core tells of the note on the fourth day
    found.refresh_from_db()
    assert (found.state, found.core_note, found.opened_on) == ("CONFIRMED", "HX1", FOURTH)
    note = LoanNote.objects.get(number="HX1")
    assert (note.start, note.principal) == (SECOND, 60_000_00)
    assert books.trial_balance() == core_balance
    assert not any(verify.verify().values())


def test_how_long_the_core_may_be_silent_is_a_parameter_by_date(fresh_bank: str, tmp_path: Path) -> None:
    town = opened(1)
    assert read.answer_by(FIRST) == SECOND
    RuleParameter.objects.filter(code="HAND_OVER_ANSWER_DAYS").update(value="3")
    sent(tmp_path, town.today)
    assert HandOver.objects.get(number="JD00001").answer_by == FIRST + timedelta(days=3)
    town.close_through(THIRD)
    assert state("JD00001") == "SENT"
    town.close_through(FOURTH)
    assert state("JD00001") == "UNKNOWN", "and of what our own books drew likewise, though no file of the core came"


def test_a_persons_word_after_asking_settles_an_unknown_one(fresh_bank: str, tmp_path: Path) -> None:
    town = follows()
    pay_out(town)
    sent(tmp_path, town.today)
    HandOver.objects.filter(number="JD90001").update(state="UNKNOWN")
    said: dict[str, Any] = {"business_date": town.today, "number": "JD90001"}
    assert not isinstance(actions.ask(actor=AUDITOR, **said), Refused)
    no = actions.answer(actor=AUDITOR, state=HandOverState.FAILED, evidence="核心查证单 7 号:未受理", **said)
    assert not isinstance(no, Refused)
    refused(actions.start_anew(actor=AUDITOR, key="a", reason="核心确认没有付", **said), CoreLinkRefusal.FOUR_EYES)
    assert not isinstance(actions.start_anew(actor=ACCOUNTANT, key="b", reason="核心确认没有付", **said), Refused)


# --- told of late ----------------------------------------------------------------------------------------------------


def test_an_earlier_note_is_opened_as_of_its_day_with_what_was_paid_on_it(
    bank_copy: Copy, fresh_bank: str, tmp_path: Path
) -> None:
    """Made on the 19th, its first interest due on the 21st and paid by the core, told of on the 22nd: the books then agree."""
    last = date(2018, 9, 22)

    def lends(town: Town) -> None:
        town.deposit(ACCOUNT, "100.00")
        core_lends(town, method="interest_only", settlement="MONTH20", day_count="act/360")

    with bank_copy():
        core_lives(tmp_path, {SECOND: lends}, last=last)
        core_balance, made = books.trial_balance(), as_made("HX1")
    for day in days_of(SECOND, last - timedelta(days=1)):
        without(tmp_path / day.isoformat(), day, "HX1")
    town = follows()
    for _day in days_of(SECOND, last):
        day_done(tmp_path, town)
    note = as_made("HX1")
    moved = {"anchor_day", "accrued", "carry", "next_due"}
    assert {name: value for name, value in note.items() if name not in moved} == {
        name: value for name, value in made.items() if name not in moved
    }
    assert books.trial_balance() == core_balance
    assert not any(verify.verify().values())
    assert NoteEvent.objects.get(kind="REPAY", note_id=LoanNote.objects.get(number="HX1").pk).value_day == date(
        2018, 9, 21
    )


def test_a_note_that_cannot_be_opened_says_what_to_do_where_it_stands(
    bank_copy: Copy, fresh_bank: str, tmp_path: Path
) -> None:
    """One of before our books opened, one on an account we do not know."""

    def lends(town: Town) -> None:
        town.lend("HX7", town.customer("外来客户"), "1,000.00", "7.2", date(2019, 3, 5))
        town.lend("HX8", ACCOUNT, "2,000.00", "7.2", date(2019, 3, 5))
        LoanNote.objects.filter(number="HX8").update(start=FIRST - timedelta(days=1))

    with bank_copy():
        core_lives(tmp_path, {SECOND: lends}, last=SECOND)
    town = follows()
    day_done(tmp_path, town)
    assert not LoanNote.objects.filter(number__in=("HX7", "HX8")).exists()
    told = {each.note: each for each in CoreNoteLeft.objects.all()}
    assert set(told) == {"HX7", "HX8"}
    assert "请先为该客户建档" in told["HX7"].next_step
    assert "期初数据" in told["HX8"].next_step
    missing = {(each[0], each[1]) for each in standing()}
    assert {("HX7", "MISSING_HERE"), ("HX8", "MISSING_HERE")} <= missing
    assert read.left("HX7") == told["HX7"]
    answer = taken(tmp_path / SECOND.isoformat(), SECOND, today=town.today)
    assert not isinstance(answer, Refused)
    assert CoreNoteLeft.objects.count() == 2


def test_a_file_of_many_notes_asks_the_database_as_often_as_one_of_few(fresh_bank: str) -> None:
    """10,000 notes: 5 s, and 7 s where an instalment has to be solved for each, in 20 statements."""
    town = opened(2)
    asked = []
    for count in (3, 40):
        told = [
            replace(WANTED, number=f"HX{count}-{n}", plan=(), method="equal_principal" if n % 2 else "bullet")
            for n in range(count)
        ]
        with CaptureQueriesContext(connection) as queries, transaction.atomic():
            assert servicing.open_told(actor="2001", business_date=town.today, subject="x", told=told) == {}
        asked.append(len(queries))
    assert asked[0] == asked[1], [query["sql"][:90] for query in queries]
    with transaction.atomic():
        twice = [
            replace(WANTED, number="HX3-0"),
            replace(WANTED, number="HX9", account="6"),
            replace(WANTED, number="HX8"),
        ]
        left = servicing.open_told(actor="2001", business_date=town.today, subject="y", told=twice)
    assert {note: no.name for note, no in left.items()} == {
        "HX3-0": ServicingRefusal.NUMBER_TAKEN, "HX9": ServicingRefusal.ACCOUNT_NOT_FOUND,
    }  # fmt: skip
    assert LoanNote.objects.filter(number="HX8").exists()
    town.close_through(FIRST)
    assert not any(verify.verify().values())
