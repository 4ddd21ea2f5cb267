"""Papers: what stands on them, that every printing is counted, who may print, and what is refused by name."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from tests.lives import duan, gao
from tests.scenarios.test_pages import borrower, officer
from tests.town import Town, fen, open_town
from wuhua.areas.customer.models import Relation
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing.actions import orders
from wuhua.areas.servicing.models import LoanNote, Printout, RepaymentItem
from wuhua.areas.servicing.printouts import actions, pdf, read, sheets, word
from wuhua.areas.servicing.printouts.layouts import LAYOUTS
from wuhua.areas.servicing.printouts.rules import Wanted
from wuhua.areas.servicing.printouts.sheets import Sheet
from wuhua.areas.servicing.rules import Said, Verb
from wuhua.areas.servicing.words import Paper, PaperForm, PaperRefusal
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

DAY = date(2018, 9, 30)
CHIEF = Officer("9001", "行长", "B01", frozenset({Role.EXECUTIVE}), None)


def manager(number: str, *roles: Role) -> Officer:
    return Officer(number, number, "B01", frozenset(roles or {Role.RM}), None)


Built = Callable[[Callable[[], Town]], Town]


@pytest.fixture
def bank(db: None, home: object) -> None:
    clock.advance(DAY)


def sheet(town: Town, paper: Paper, subject: str, **more: object) -> Sheet:
    found = sheets.sheet_for(CHIEF, Wanted(paper, subject, **more), town.today)  # type: ignore[arg-type]
    assert isinstance(found, Sheet), found
    return found


def printed(key: str, wanted: Wanted, who: Officer = CHIEF, day: date = DAY) -> dict[str, object] | Refused:
    return actions.print_paper(actor=who, business_date=day, key=key, wanted=wanted)


# --- what stands on them ---------------------------------------------------------------------------------------------


def test_P2_the_papers_say_what_was_paid_and_why(built: Built) -> None:
    """段秀英: 1,653.33 due 09-21 for 31 days, 1,000.00 taken, 654.55 paid on 09-28 with 1.22 compound for seven days."""
    town = built(duan)
    town.close_through(date(2018, 9, 27))

    demand = sheet(town, Paper.DEMAND_NOTICE, "P2").values
    assert (demand["total"], demand["interest"], demand["compound_due"], demand["days"]) == (
        "654.55",
        "653.33",
        "1.22",
        "7",
    )
    assert demand["total_words"] == "陆佰伍拾肆元伍角伍分"

    listed = sheet(town, Paper.INTEREST_LIST, "P2", first=date(2018, 9, 21))
    assert listed.values["total"] == "1,653.33"
    spans = [(row["start"], row["end"], row["days"], row["base"], row["product"]) for row in listed.rows if row["days"]]
    assert spans == [("2018-08-21", "2018-09-21", "31", "200,000.00", "6,200,000.00")]

    assert not isinstance(town.repay("P2", "654.55"), Refused)
    taken = RepaymentItem.objects.get(note_id=town.note("P2").pk, way="AUTO")
    debit = sheet(town, Paper.RECEIPT, "P2", first=taken.paid)
    assert (debit.values["total"], debit.values["total_words"], debit.values["way"]) == (
        "1,000.00",
        "壹仟元整",
        "账户扣收",
    )
    assert debit.values["still_due"] == "653.33"
    counter = RepaymentItem.objects.filter(note_id=town.note("P2").pk, paid=town.today).first()
    assert counter is not None
    paid = sheet(town, Paper.RECEIPT, "P2", first=town.today, receipt=counter.number)
    assert [(row["kind"], row["amount"]) for row in paid.rows] == [("利息", "653.33"), ("复利", "1.22")]

    note = sheet(town, Paper.NOTE, "P2")
    assert note.values["amount_words"] == "贰拾万元整"
    assert [row["interest"] for row in note.rows] == ["53.33", "1,000.00", "653.33"]
    statement = sheet(town, Paper.STATEMENT, town.note("P2").account.number, first=date(2018, 8, 20), last=town.today)
    assert (statement.values["opening"], statement.values["ending"]) == ("0.00", "0.00")
    assert (statement.values["received"], statement.values["paid_out"]) == ("201,000.00", "201,000.00")
    check = sheet(town, Paper.BALANCE_CHECK, "C000001", first=date(2018, 9, 20))
    assert (check.values["deposits"], check.values["loans"]) == ("1,000.00", "200,000.00")


def test_P4_the_interest_list_of_a_matured_note_and_the_certificate_once_it_is_settled(built: Built) -> None:
    """高文斌: penalty 577.50 + 1,260.00, compound 2.70 + 5.88; the certificate is refused until the last fen is in."""
    town = built(gao)
    first = sheet(town, Paper.INTEREST_LIST, "P4", first=date(2018, 9, 21))
    sums = {kind: sum(fen(row["amount"]) for row in first.rows if row["kind"] == kind) for kind in ("罚息", "复利")}
    assert sums == {"罚息": fen("577.50"), "复利": fen("2.70")}
    assert {row["rate"] for row in first.rows if row["days"]} == {"12.60%"}
    refused = sheets.sheet_for(CHIEF, Wanted(Paper.CERTIFICATE, "P4"), town.today)
    assert isinstance(refused, Refused) and refused.name is PaperRefusal.NOT_SETTLED
    assert "152,546.08" in refused.reason
    assert not isinstance(town.repay("P4", "152,546.08"), Refused)
    town.close_through(date(2018, 10, 15))
    settled = sheet(town, Paper.CERTIFICATE, "P4").values
    assert (settled["closed"], settled["amount_words"]) == ("2018年10月15日", "壹拾伍万元整")
    for wrong, name in (
        (Paper.DUE_NOTICE, PaperRefusal.ALREADY_SETTLED),
        (Paper.DEMAND_NOTICE, PaperRefusal.ALREADY_SETTLED),
    ):
        no = sheets.sheet_for(CHIEF, Wanted(wrong, "P4"), town.today)
        assert isinstance(no, Refused) and no.name is name


# --- every printing is counted ---------------------------------------------------------------------------------------


def guaranteed() -> Town:
    """任爱国, P7: 200,000.00 at 8.265 % from 2017-12-12 to 2018-10-12, guaranteed; on 2018-10-11."""
    town = open_town(date(2018, 9, 3))
    account = town.customer("任爱国")
    town.lend("P7", account, "200,000.00", "8.265", date(2018, 10, 12), security="GUARANTEE")
    LoanNote.objects.filter(number="P7").update(start=date(2017, 12, 12), original_maturity=date(2018, 10, 12))
    return town


def test_P7_the_agreement_says_the_band_and_the_guarantor(built: Built) -> None:
    """From the order that waits, then from the extension as it was done: 8.265 % x 4.75/4.35 = 9.025 % from 10-12."""
    town = built(guaranteed)
    wanted = Wanted(Paper.EXTENSION_AGREEMENT, "P7")
    none = sheets.sheet_for(CHIEF, wanted, town.today)
    assert isinstance(none, Refused) and none.name is PaperRefusal.NOT_EXTENDED
    Relation.objects.create(
        customer=town.note("P7").customer, kind="GUARANTOR", party_name="高秀兰", since=date(2017, 12, 12),
        evidence="保证合同", actor="M001", business_date=date(2018, 9, 3),
    )  # fmt: skip
    said = Said(until=date(2019, 8, 12), consent=True, reason="枣款晚收")
    rm, boss = manager("M001", Role.RM), manager("E001", Role.EXECUTIVE)
    asked = orders.ask(rm, business_date=town.today, key="extend-P7", verb=Verb.EXTEND, note="P7", said=said)
    assert not isinstance(asked, Refused), asked
    told = {"before": "2018年10月12日", "until": "2019年8月12日", "rate": "8.265%", "rate_after": "9.025%",
            "longer": "10个月", "whole_term": "20个月", "guarantors": "高秀兰", "reason": "枣款晚收"}  # fmt: skip
    waits = sheet(town, Paper.EXTENSION_AGREEMENT, "P7").values
    assert {name: waits[name] for name in told} == told
    done = orders.decide(
        boss, business_date=town.today, key="decide-P7", order=int(str(asked["order"])), approve=True, decision="同意"
    )
    assert not isinstance(done, Refused), done
    stands = sheet(town, Paper.EXTENSION_AGREEMENT, "P7").values
    assert {name: stands[name] for name in told} == told
    assert read.special(town.note("P7"), town.today) == [Paper.EXTENSION_AGREEMENT]


def test_P4_whoever_stands_surety_is_told_what_is_owed(built: Built) -> None:
    """高文斌, matured 09-10 and unpaid: the notice to his guarantor says the same sum as the demand on himself."""
    town = built(gao)
    town.close_through(date(2018, 10, 14))
    no = sheets.sheet_for(CHIEF, Wanted(Paper.GUARANTOR_NOTICE, "P4"), town.today)
    assert isinstance(no, Refused) and no.name is PaperRefusal.NO_GUARANTOR
    for name in ("卫东升", "尉小红"):
        Relation.objects.create(
            customer=town.note("P4").customer, kind="GUARANTOR", party_name=name, since=date(2017, 9, 10),
            evidence="保证合同", actor="M001", business_date=date(2018, 9, 3),
        )  # fmt: skip
    told = sheet(town, Paper.GUARANTOR_NOTICE, "P4").values
    demand = sheet(town, Paper.DEMAND_NOTICE, "P4").values
    assert told["guarantors"] == "卫东升、尉小红"
    assert told["days"] == "35"
    assert {name: told[name] for name in demand} == demand
    town.repay("P4", demand["total"])
    again = sheets.sheet_for(CHIEF, Wanted(Paper.GUARANTOR_NOTICE, "P4"), town.today)
    assert isinstance(again, Refused) and again.name is PaperRefusal.NOTHING_OVERDUE


def test_the_second_time_is_the_second_copy_and_the_same_click_the_same(bank: None) -> None:
    note = borrower(1, "1001")
    wanted = Wanted(Paper.NOTE, note.number)
    assert [printed(key, wanted)["copy"] for key in ("a", "a", "b")] == [1, 1, 2]  # type: ignore[index]
    assert printed("c", Wanted(Paper.DUE_NOTICE, note.number))["copy"] == 1  # type: ignore[index]
    assert printed("d", Wanted(Paper.NOTE, note.number, form=PaperForm.WORD, right=3))["copy"] == 3  # type: ignore[index]
    kept = Printout.objects.filter(paper=Paper.NOTE).order_by("copy")
    assert [each.form for each in kept] == ["PDF", "PDF", "WORD"] and len({each.digest for each in kept}) == 1
    assert AuditRow.objects.filter(action="servicing.printed").count() == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        Printout.objects.update(copy=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Printout.objects.all().delete()


@pytest.mark.usefixtures("fresh_bank")
def test_two_who_print_at_once_get_two_numbers() -> None:
    town = open_town(date(2018, 8, 20))
    town.lend("N1", town.customer("某某"), "10,000.00", "8.4", date(2019, 8, 20))
    copies: list[object] = []

    def one(key: str) -> None:
        try:
            answer = printed(key, Wanted(Paper.NOTE, "N1"), day=town.today)
            copies.append(answer if isinstance(answer, Refused) else answer["copy"])
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(f"k{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(copies) == [1, 2, 3, 4]  # type: ignore[type-var]


def test_every_refusal_leaves_nothing(bank: None) -> None:
    note, number = borrower(1, "1001"), "JD00001"
    cases = (
        (manager("1001", Role.AUDIT), Wanted(Paper.NOTE, number), PaperRefusal.MAY_NOT_PRINT),
        (CHIEF, Wanted(Paper.NOTE, "none"), PaperRefusal.SUBJECT_UNKNOWN),
        (manager("1002"), Wanted(Paper.NOTE, number), PaperRefusal.SUBJECT_UNKNOWN),
        (manager("1002"), Wanted(Paper.BALANCE_CHECK, "C00001"), PaperRefusal.SUBJECT_UNKNOWN),
        (manager("1002"), Wanted(Paper.STATEMENT, note.account.number), PaperRefusal.SUBJECT_UNKNOWN),
        (CHIEF, Wanted(Paper.NOTE, number, right=31), PaperRefusal.OFFSET_OUT_OF_RANGE),
        (manager("1003", Role.ACCOUNTANT), Wanted(Paper.NOTE, number, identity=True), PaperRefusal.MAY_NOT_SHOW_IDENTITY),
        (CHIEF, Wanted(Paper.BALANCE_CHECK, "C00001", first=date(2018, 10, 1)), PaperRefusal.PERIOD_NOT_POSSIBLE),
        (CHIEF, Wanted(Paper.STATEMENT, note.account.number, first=DAY, last=date(2018, 9, 1)), PaperRefusal.PERIOD_NOT_POSSIBLE),
        (CHIEF, Wanted(Paper.CERTIFICATE, number), PaperRefusal.NOT_SETTLED),
        (CHIEF, Wanted(Paper.DEMAND_NOTICE, number), PaperRefusal.NOTHING_OVERDUE),
        (CHIEF, Wanted(Paper.RECEIPT, number, first=DAY), PaperRefusal.RECEIPT_UNKNOWN),
        (CHIEF, Wanted(Paper.INTEREST_LIST, number, first=date(2018, 9, 21)), PaperRefusal.NO_INTEREST_YET),
    )  # fmt: skip
    for n, (who, wanted, name) in enumerate(cases):
        no = printed(f"k{n}", wanted, who)
        assert isinstance(no, Refused) and no.name is name, (name, no)
    LoanNote.objects.update(maturity=DAY)
    no = printed("due", Wanted(Paper.DUE_NOTICE, number))
    assert isinstance(no, Refused) and no.name is PaperRefusal.NOTHING_TO_REMIND
    LoanNote.objects.update(closed=DAY)
    no = printed("closed", Wanted(Paper.DUE_NOTICE, number))
    assert isinstance(no, Refused) and no.name is PaperRefusal.ALREADY_SETTLED
    assert not Printout.objects.exists() and not AuditRow.objects.filter(action="servicing.printed").exists()


def test_a_written_off_note_is_not_settled(bank: None) -> None:
    borrower(1, "1001")
    LoanNote.objects.update(closed=DAY, book_status="WRITTEN_OFF")
    no = printed("k", Wanted(Paper.CERTIFICATE, "JD00001"))
    assert isinstance(no, Refused) and no.name is PaperRefusal.NOT_SETTLED


# --- PDF and Word ----------------------------------------------------------------------------------------------------


def made_up(paper: Paper, **more: str) -> Sheet:
    layout = LAYOUTS[paper]
    named = {field.code: f"值{field.code}" for field in layout.fields}
    texts = " ".join((*layout.lead, *layout.closing, *layout.receipt))
    codes = {part.split("}")[0]: "某某" for part in texts.split("{")[1:]}
    always = {"bank": "某某农村商业银行", "branch": "城关支行", "printed_on": "2018年9月30日"}
    rows = tuple({column.code: f"{n}行" for column in layout.columns} for n in range(60))
    return Sheet(paper, 1, "C1", {**codes, **named, **always, **more}, rows if layout.columns else ())


@pytest.mark.parametrize("paper", list(Paper))
def test_every_paper_is_drawn_with_its_font_inside_and_filled_in_word(paper: Paper) -> None:
    data = pdf.drawn(made_up(paper), Wanted(paper, "X"), "第2次打印", 2)
    assert data.startswith(b"%PDF") and b"FontFile2" in data and b"NotoSerif" in data
    assert data == pdf.drawn(made_up(paper), Wanted(paper, "X"), "第2次打印", 2)  # the same paper, the same bytes
    text = _word_text(word.filled(made_up(paper), "第2次打印 张三", 2))
    assert "第2次打印" in text and "某某农村商业银行" in text and "{{" not in text and "{%" not in text
    assert "59行" in text or not LAYOUTS[paper].columns


def test_a_form_that_is_printed_already_gets_only_what_was_filled_in(bank: None) -> None:
    plain = pdf.drawn(made_up(Paper.RECEIPT), Wanted(Paper.RECEIPT, "X"), "脚", 1)
    form = pdf.drawn(made_up(Paper.RECEIPT), Wanted(Paper.RECEIPT, "X", preprinted=True), "脚", 1)
    moved = pdf.drawn(made_up(Paper.RECEIPT), Wanted(Paper.RECEIPT, "X", preprinted=True, right=5, down=10), "脚", 1)
    assert len({plain, form, moved}) == 3


def test_what_is_filled_in_is_never_read_as_markup_or_as_a_template() -> None:
    nasty = "<b>&{{ 7*7 }}{% raw %}</w:t>"
    data = word.filled(made_up(Paper.NOTE, borrower=nasty), "脚", 1)
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        xml = file.read("word/document.xml").decode()
    assert "&lt;b&gt;&amp;{{ 7*7 }}{% raw %}&lt;/w:t&gt;" in xml and ">49<" not in xml
    assert pdf.drawn(made_up(Paper.NOTE, borrower=nasty), Wanted(Paper.NOTE, "X"), "脚", 1)
    assert b"STSong-Light" in pdf.drawn(made_up(Paper.NOTE, borrower="𬍛"), Wanted(Paper.NOTE, "X"), "脚", 1)


def _word_text(data: bytes) -> str:
    import re

    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = [
            file.read(name).decode() for name in file.namelist() if re.match(r"word/(document|footer\d*)\.xml", name)
        ]
    return re.sub(r"<[^>]+>", "", "".join(parts))


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_page_prints_and_shows_what_was_printed(bank: None) -> None:
    client, note = officer("1001", "RM"), borrower(1, "1001", "王记面馆")
    place = f"/papers/notes/{note.number}"
    assert client.get(place).status_code == 200
    asked = {"paper": "NOTE_PAPER", "subject": note.number, "form": "PDF", "key": "k1"}
    answer = client.post("/papers/print", asked)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/pdf")
    wordy = client.post("/papers/print", {**asked, "form": "WORD", "key": "k2", "identity": "on"})
    assert "140824198001010001" in _word_text(wordy.content) and "第2次打印" in _word_text(wordy.content)
    assert AuditRow.objects.filter(action="customer.unmasked", actor="1001").count() == 1
    masked = client.post("/papers/print", {**asked, "form": "WORD", "key": "k3"})
    assert "140824198001010001" not in _word_text(masked.content)
    refused = client.post("/papers/print", {**asked, "paper": "SETTLEMENT_CERTIFICATE", "key": "k4"})
    assert refused.status_code == 409 and "尚未结清" in refused.content.decode()
    assert client.post("/papers/print", {**asked, "right": "99", "key": "k5"}).status_code == 409
    assert client.post("/papers/print", {"paper": "NOTHING"}).status_code == 422
    text = client.get(place).content.decode()
    assert "打印登记" in text and 'data-name="第几次">3<' in text
    assert client.get("/papers/customers/C00001").status_code == 200


def test_a_stranger_prints_nothing(bank: None) -> None:
    other, note = officer("1002", "RM", branch="B02"), borrower(1, "1001")
    assert other.get(f"/papers/notes/{note.number}").status_code == 404
    assert other.get("/papers/customers/C00001").status_code == 404
    asked = {"paper": "NOTE_PAPER", "subject": note.number, "form": "PDF", "key": "k"}
    assert other.post("/papers/print", asked).status_code == 409
    assert officer("A1", "ADMIN").get(f"/papers/notes/{note.number}").status_code == 403
    assert not Printout.objects.exists()


def test_the_handbook_lists_every_placeholder_of_every_template() -> None:
    import re
    from pathlib import Path

    text = (Path(__file__).resolve().parents[2] / "docs" / "手册" / "打印.md").read_text("utf-8")
    for paper in Paper:
        section = text.split(f"`{word.template_of(paper).name}`")[1].split("\n### ")[0]
        used = set(re.findall(r"{{ ([\w.]+) }}", _word_text(word.template_of(paper).read_bytes())))
        assert used == set(re.findall(r"^\| `([\w.]+)` \|", section, re.M)), paper
        assert {f"row.{column.code}" for column in LAYOUTS[paper].columns} <= used
