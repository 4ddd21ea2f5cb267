"""What the core is asked to do goes out once; what nobody knows the outcome of is asked about and never sent again."""

from __future__ import annotations

import csv
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.core_town import ACCOUNTANT, AUDITOR, FIRST, MANAGER, brought, opened, sent, standing, taken
from tests.town import Town
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance import read as rules_in_force
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.compliance.rules import ComplianceRefusal, LedgerMaster, RuleSet
from wuhua.areas.corelink import actions, read
from wuhua.areas.corelink.models import CoreFile, HandOver
from wuhua.areas.corelink.rules import CoreFileKind, CoreLinkRefusal, HandOverState
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing.actions import verbs
from wuhua.areas.servicing.models import LoanNote, NoteEvent
from wuhua.areas.servicing.rules import Said, Verb
from wuhua.bulk.corefiles import send
from wuhua.bulk.corefiles.gate import Folder
from wuhua.bulk.corefiles.refusals import CoreFilesRefusal
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock

COMPLIANCE = Officer("2009", "合规戊", "B01", frozenset({Role.COMPLIANCE}), None)


@pytest.fixture
def town(fresh_bank: str) -> Town:
    return opened(3)


def instructions(folder: Path) -> list[str]:
    """Note numbers of every disbursement file of a folder, in order."""
    return [row["信贷借据号"] for path in sorted(folder.glob("disbursements-*.csv")) for row in rows_of(path)]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def refused(answer: Any, name: object) -> None:
    assert isinstance(answer, Refused), answer
    assert answer.name == name, answer


def lost(town: Town, folder: Path) -> str:
    """A disbursement whose outcome nobody knows: sent, and not in the core's balances of the day."""
    sent(folder, town.today)
    town.close_through(FIRST)
    brought(folder / "in", FIRST, today=town.today)  # the second note is the one the core does not have
    assert state("JD00002") == "UNKNOWN"
    return "JD00002"


def state(note: str) -> str:
    return str(HandOver.objects.get(number=note).state)


def test_draws_go_out_once_with_their_counts_and_sums(town: Town, tmp_path: Path) -> None:
    done = sent(tmp_path, town.today)
    assert {each.kind.value: (each.rows, each.total) for each in done.files} == {
        "disbursements": (3, 60_000_000), "rates": (0, None), "inquiries": (0, 0),
    }  # fmt: skip
    assert CoreFileKind.DEBITS in done.held
    assert instructions(tmp_path) == ["JD00001", "JD00002", "JD00003"]
    control = {row["文件"]: (row["行数"], row["合计"]) for row in rows_of(tmp_path / "control-20180918-01.csv")}
    assert control["disbursements-20180918-01.csv"] == ("3", "600000.00")
    row = rows_of(tmp_path / "disbursements-20180918-01.csv")[0]
    assert (row["批次号"], row["第几次发送"], row["放款金额"], row["放款日期"]) == (
        "2018091801",
        "1",
        "100000.00",
        "2018-09-18",
    )

    assert sent(tmp_path, town.today).files == []
    town.lend("JD00009", f"6228{1:010d}", "1,000.00", "7.2", date(2019, 3, 5))
    assert [each.kind.value for each in sent(tmp_path, town.today).files] == ["disbursements"]
    assert instructions(tmp_path) == ["JD00001", "JD00002", "JD00003", "JD00009"]
    assert not list(tmp_path.glob("*.part"))


def test_what_was_drawn_after_the_last_batch_of_a_day_goes_with_the_next_day(town: Town, tmp_path: Path) -> None:
    sent(tmp_path, town.today)
    town.lend("JD00009", f"6228{1:010d}", "1,000.00", "7.2", date(2019, 3, 5))
    town.close_through(FIRST)
    sent(tmp_path, town.today)
    assert instructions(tmp_path) == ["JD00001", "JD00002", "JD00003", "JD00009"]


def test_a_draw_taken_back_before_it_was_handed_over_does_not_go_out(town: Town, tmp_path: Path) -> None:
    drawn = NoteEvent.objects.get(kind="DRAW", note_id=town.note("JD00002").pk)
    NoteEvent.objects.create(
        note_id=drawn.note_id, value_day=town.today, business_date=town.today, recorded_at=clock.now(), kind="REVERSE",
        amount=drawn.amount, actor="2001", reverses=drawn.pk,
    )  # fmt: skip
    sent(tmp_path, town.today)
    assert instructions(tmp_path) == ["JD00001", "JD00003"]


def test_a_later_draw_on_the_same_note_is_an_instruction_of_its_own(town: Town, tmp_path: Path) -> None:
    """The note stands in the core's balances already, so they confirm nothing: only an answer does."""
    account = town.customer("随借随还")
    note = town.lend("JD00008", account, "50,000.00", "7.2", date(2019, 3, 5), method="on_demand")
    sent(tmp_path, town.today)
    for key, verb, amount in (("back", Verb.PREPAY, 10_000_00), ("again", Verb.DRAW, 7_000_00)):
        answer = verbs.do(
            verb, actor="T001", business_date=town.today, key=key, note=note.number, said=Said(amount=amount)
        )
        assert not isinstance(answer, Refused), answer
    done = sent(tmp_path, town.today)
    assert [(each.rows, each.total) for each in done.files] == [(1, 7_000_00)]
    row = rows_of(tmp_path / "disbursements-20180918-02.csv")[0]
    assert (row["指令号"], row["信贷借据号"], row["放款金额"]) == ("JD00008-2", "JD00008", "7000.00")
    town.close_through(FIRST)
    brought(tmp_path / "in", FIRST, plant=(), today=town.today)
    assert {number: state(number) for number in ("JD00008", "JD00008-2")} == {
        "JD00008": "CONFIRMED",
        "JD00008-2": "UNKNOWN",
    }


def test_a_renewal_pays_nothing_out_and_a_draw_on_a_note_of_the_cut_over_has_a_serial(
    town: Town, tmp_path: Path
) -> None:
    LoanNote.objects.filter(number="JD00002").update(issue_type="RENEWAL_NO_PRINCIPAL", previous="JD00001")
    old = town.note("JD00003")
    first = NoteEvent.objects.get(kind="DRAW", note_id=old.pk)
    brought_over = town.note("JD00001")
    with connection.cursor() as cursor:  # as the cut-over would have written it: events are never edited
        cursor.execute("ALTER TABLE servicing_noteevent DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE servicing_noteevent SET kind = 'IMPORTED' WHERE note_id = %s AND kind = 'DRAW'", [brought_over.pk]
        )
        cursor.execute("ALTER TABLE servicing_noteevent ENABLE TRIGGER USER")
    NoteEvent.objects.create(
        note_id=brought_over.pk, value_day=town.today, business_date=town.today, recorded_at=clock.now(), kind="DRAW",
        amount=1_000_00, actor="2001",
    )  # fmt: skip
    sent(tmp_path, town.today)
    told = [row["指令号"] for row in rows_of(tmp_path / "disbursements-20180918-01.csv")]
    assert told == ["JD00001-2", "JD00003"]
    assert first.amount == 30_000_000


def test_only_the_business_date_goes_out_and_only_after_the_day_before_is_closed(town: Town, tmp_path: Path) -> None:
    gate = Folder(tmp_path / "out")
    refused(
        send.send(gate, FIRST - timedelta(days=1), actor="2001", business_date=FIRST),
        CoreFilesRefusal.NOT_THE_BUSINESS_DATE,
    )
    clock.advance(FIRST + timedelta(days=1))
    refused(
        send.send(gate, clock.business_date(), actor="2001", business_date=clock.business_date()),
        CoreFilesRefusal.DAY_NOT_SEALED,
    )
    assert not (tmp_path / "out").exists()


def test_the_cores_balances_confirm_and_their_silence_leaves_unknown(town: Town, tmp_path: Path) -> None:
    lost(town, tmp_path)
    assert [state(f"JD0000{n}") for n in (1, 2, 3)] == ["CONFIRMED", "UNKNOWN", "CONFIRMED"]
    assert read.hand_over_counts()["UNKNOWN"] == 1


def test_an_unknown_one_is_asked_about_and_never_sent_again(town: Town, tmp_path: Path) -> None:
    note = lost(town, tmp_path)
    refused(
        actions.resend(actor=AUDITOR, business_date=town.today, number=note, reason="核心没有收到"),
        CoreLinkRefusal.UNKNOWN_IS_ASKED_NOT_SENT,
    )
    refused(
        actions.answer(
            actor=AUDITOR, business_date=town.today, number=note, state=HandOverState.SENT, evidence="再发一次"
        ),
        CoreLinkRefusal.HAND_OVER_DOES_NOT_MOVE,
    )
    assert not isinstance(actions.ask(actor=AUDITOR, business_date=town.today, number=note), Refused)
    for _ in range(3):
        sent(tmp_path, town.today)
    town.close_through(town.today)
    sent(tmp_path, town.today)
    assert instructions(tmp_path).count(note) == 1
    assert state(note) == "UNKNOWN"
    asked = [row["信贷借据号"] for path in sorted(tmp_path.glob("inquiries-*.csv")) for row in rows_of(path)]
    assert asked == [note, note]
    assert HandOver.objects.get(note=note).asked == 3


def test_the_database_itself_refuses_the_way_from_unknown_to_sent(town: Town, tmp_path: Path) -> None:
    note = lost(town, tmp_path)
    with pytest.raises(IntegrityError, match="unknown_not_sent"), transaction.atomic():
        HandOver.objects.filter(note=note).update(state="SENT")
    with pytest.raises(IntegrityError, match="fixed_columns"), transaction.atomic():
        HandOver.objects.filter(note=note).update(amount=1)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """The acts side by side, each on a connection of its own, started together."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_two_exports_at_once_send_each_note_once(town: Town, tmp_path: Path) -> None:
    places = [tmp_path / "a", tmp_path / "b"]
    answers = at_once(*[lambda place=place: sent(place, town.today) for place in places])
    assert sorted(each.batch for each in answers) == [0, 1]
    assert sorted([*instructions(places[0]), *instructions(places[1])]) == ["JD00001", "JD00002", "JD00003"]


def test_an_unknown_one_is_not_sent_twice_by_four_at_once(town: Town, tmp_path: Path) -> None:
    note = lost(town, tmp_path)
    places = [tmp_path / "a", tmp_path / "b"]

    def resend() -> Any:
        return actions.resend(actor=AUDITOR, business_date=town.today, number=note, reason="着急用款")

    answers = at_once(resend, resend, *[lambda place=place: sent(place, town.today) for place in places])
    for answer in answers[:2]:
        refused(answer, CoreLinkRefusal.UNKNOWN_IS_ASKED_NOT_SENT)
    assert [*instructions(places[0]), *instructions(places[1])] == []
    assert state(note) == "UNKNOWN"


def test_a_failed_one_goes_again_once_by_another_person(town: Town, tmp_path: Path) -> None:
    note = lost(town, tmp_path)
    answer = actions.answer(
        actor=AUDITOR,
        business_date=town.today,
        number=note,
        state=HandOverState.FAILED,
        evidence="核心查证单 7 号:未受理",
    )
    assert not isinstance(answer, Refused)
    refused(
        actions.resend(actor=AUDITOR, business_date=town.today, number=note, reason="核心确认没有付"),
        CoreLinkRefusal.FOUR_EYES,
    )
    refused(
        actions.resend(actor=ACCOUNTANT, business_date=town.today, number=note, reason=" "),
        CoreLinkRefusal.REASON_MISSING,
    )
    sent(tmp_path, town.today)
    assert instructions(tmp_path).count(note) == 1, "a failed one waits for a person's word"
    both = at_once(
        *[lambda: actions.resend(actor=ACCOUNTANT, business_date=town.today, number=note, reason="核心确认没有付")] * 2
    )
    assert not any(isinstance(each, Refused) for each in both)
    places = [tmp_path / "a", tmp_path / "b"]
    at_once(*[lambda place=place: sent(place, town.today) for place in places])
    assert [*instructions(places[0]), *instructions(places[1])] == [note]
    found = HandOver.objects.get(note=note)
    assert (found.state, found.attempt, found.again) == ("SENT", 2, False)
    refused(
        actions.resend(actor=ACCOUNTANT, business_date=town.today, number=note, reason="再发一次"),
        CoreLinkRefusal.ON_ITS_WAY_ALREADY,
    )
    steps = [step.what for step in read.hand_over_history(found.pk)]
    assert steps == ["SENT", "UNKNOWN", "FAILED", "AGAIN", "AGAIN", "SENT"]


def test_a_failed_one_that_stands_in_the_cores_balances_after_all_is_not_sent_again(town: Town, tmp_path: Path) -> None:
    note = lost(town, tmp_path)
    actions.answer(
        actor=AUDITOR, business_date=town.today, number=note, state=HandOverState.FAILED, evidence="电话查证:未受理"
    )
    actions.resend(actor=ACCOUNTANT, business_date=town.today, number=note, reason="核心确认没有付")
    town.close_through(town.today)
    brought(tmp_path / "late", FIRST + timedelta(days=1), plant=(), today=town.today)
    assert state(note) == "CONFIRMED"
    sent(tmp_path, town.today)
    assert instructions(tmp_path).count(note) == 1


def test_the_cores_own_answers(town: Town, tmp_path: Path) -> None:
    """Carried out, turned down with a reason, and one about another amount than was asked for."""
    sent(tmp_path, town.today)
    town.close_through(FIRST)
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "results.csv").write_text(
        "指令号,放款金额,结果,核心流水号,说明\n"
        "JD00001,100000.00,成功,H1,\nJD00002,200000.00,失败,,账户冻结\nJD00003,300000.01,不明,,超时\n"
    )
    (folder / "control.csv").write_text(f"文件,账务日期,行数,合计\nresults,{FIRST},3,600000.01\n")
    answer = taken(folder, FIRST, today=town.today)
    assert not isinstance(answer, Refused), answer
    assert [state(f"JD0000{n}") for n in (1, 2, 3)] == ["CONFIRMED", "FAILED", "UNKNOWN"]
    assert "账户冻结" in HandOver.objects.get(note="JD00002").evidence
    assert standing() == [("JD00003", "AMOUNT", "amount", "300000.00", "300000.01", 1)]
    assert answer.heard == {"CONFIRMED": 1, "FAILED": 1, "UNKNOWN": 1}
    # What the core turned down itself needs one person's word, not two.
    assert not isinstance(
        actions.resend(actor=AUDITOR, business_date=town.today, number="JD00002", reason="账户已解冻"), Refused
    )
    refused(
        actions.ask(actor=AUDITOR, business_date=town.today, number="JD00001"), CoreLinkRefusal.ONLY_UNKNOWN_IS_ASKED
    )
    for to in (HandOverState.FAILED, HandOverState.UNKNOWN):
        refused(
            actions.answer(actor=AUDITOR, business_date=town.today, number="JD00001", state=to, evidence="另有说法"),
            CoreLinkRefusal.CONFIRMED_ALREADY,
        )
    refused(
        actions.answer(
            actor=AUDITOR, business_date=town.today, number="JD00002", state=HandOverState.UNKNOWN, evidence="说不清楚"
        ),
        CoreLinkRefusal.HAND_OVER_DOES_NOT_MOVE,
    )


def test_hand_overs_are_for_their_posts(town: Town, tmp_path: Path) -> None:
    note = lost(town, tmp_path)
    refused(actions.ask(actor=MANAGER, business_date=town.today, number=note), CoreLinkRefusal.NOT_OF_THIS_POST)
    refused(actions.ask(actor=AUDITOR, business_date=town.today, number="JD404"), CoreLinkRefusal.HAND_OVER_UNKNOWN)


class _Dies(Folder):
    """A folder whose process is killed before the files get their names."""

    def release(self, names: Any) -> None:
        raise KeyboardInterrupt


def test_a_process_killed_before_the_release_is_finished_by_the_next(town: Town, tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        send.send(_Dies(tmp_path), town.today, actor="2001", business_date=town.today)
    assert instructions(tmp_path) == []
    assert state("JD00001") == "SENT"
    done = sent(tmp_path, town.today)
    assert len(done.finished) == 4
    assert done.files == []
    assert instructions(tmp_path) == ["JD00001", "JD00002", "JD00003"]
    assert (tmp_path / "control-20180918-01.csv").exists()
    assert not list(tmp_path.glob("*.part"))


def test_what_was_laid_by_a_transaction_that_failed_is_never_released(
    town: Town, tmp_path: Path, monkeypatch: Any
) -> None:
    def broken(*_: Any) -> bytes:
        raise RuntimeError("power cut")

    monkeypatch.setattr(send, "_control", broken)
    with pytest.raises(RuntimeError):
        send.send(Folder(tmp_path), town.today, actor="2001", business_date=town.today)
    monkeypatch.undo()
    assert list(tmp_path.glob("*.part"))
    assert not HandOver.objects.exists()
    town.lend("JD00009", f"6228{1:010d}", "1,000.00", "7.2", date(2019, 3, 5))
    assert sent(tmp_path, town.today).finished == ()
    assert instructions(tmp_path) == ["JD00001", "JD00002", "JD00003", "JD00009"]
    assert CoreFile.objects.filter(kind="disbursements").count() == 1


# --- whose books -----------------------------------------------------------------------------------------------------


def test_the_core_debits_only_where_it_keeps_the_books(fresh_bank: str, tmp_path: Path) -> None:
    """With LEDGER_MASTER = CORE the morning of the 21st has the list of what the accounts owe, to the fen of the day end."""
    town = opened(3)
    assert rules_in_force.ledger_master(town.today) is LedgerMaster.WUHUA
    assert rules_in_force.counter(town.today) is None
    changed = compliance.change_parameter(
        actor=COMPLIANCE,
        business_date=town.today,
        code="LEDGER_MASTER",
        ruleset=RuleSet.ALL,
        value="CORE",
        effective_from=date(2018, 9, 21),
        source="省联社核心为准",
    )
    assert not isinstance(changed, Refused), changed
    assert rules_in_force.ledger_master(town.today) is LedgerMaster.WUHUA
    town.close_through(date(2018, 9, 20))
    assert rules_in_force.ledger_master(town.today) is LedgerMaster.CORE
    refused(rules_in_force.counter(town.today), ComplianceRefusal.COUNTER_IS_THE_CORES)

    done = sent(tmp_path, town.today)
    assert (done.master, [each.kind.value for each in done.files]) == (
        "CORE", ["disbursements", "debits", "rates", "inquiries"],
    )  # fmt: skip
    debits = {row["信贷借据号"]: row["应扣合计"] for row in rows_of(tmp_path / "debits-20180921-01.csv")}
    # 100,000.00 at 7.2 % for three days of 360: 60.00; twice and three times that.
    assert debits == {"JD00001": "60.00", "JD00002": "120.00", "JD00003": "180.00"}
    again = sent(tmp_path, town.today)
    assert again.files == []
    assert CoreFileKind.DEBITS in again.held


def test_a_changed_rate_is_told_once_on_the_next_day(town: Town, tmp_path: Path) -> None:
    sent(tmp_path, town.today)
    town.change_rate("JD00001", "6.5")
    town.close_through(FIRST)
    sent(tmp_path, town.today)
    town.close_through(town.today)
    sent(tmp_path, town.today)
    told = [row for path in sorted(tmp_path.glob("rates-*.csv")) for row in rows_of(path)]
    assert [(row["信贷借据号"], row["调整后年利率%"], row["生效日期"]) for row in told] == [
        ("JD00001", "6.50000", "2018-09-18")
    ]


def test_a_word_that_is_no_system_is_named(fresh_bank: str) -> None:
    opened(1)
    RuleParameter.objects.filter(code="LEDGER_MASTER").update(value="BOTH")
    with pytest.raises(Refuse, match="parameter_unreadable"):
        rules_in_force.ledger_master(FIRST)
    RuleParameter.objects.filter(code="LEDGER_MASTER").delete()
    assert rules_in_force.ledger_master(FIRST) is LedgerMaster.WUHUA
