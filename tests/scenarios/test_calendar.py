"""付息日历: the list before the debit and after it, call notes in three taps, plans for what matures; who sees what."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta

import fastexcel
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.lives import duan
from tests.scenarios.test_pages import borrower, officer
from tests.town import Town, fen
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing.contact import actions, read
from wuhua.areas.servicing.contact.rules import BANDS, Round, coming, passed
from wuhua.areas.servicing.models import CallNote, LoanNote, MaturityNote
from wuhua.areas.servicing.words import CallOutcome, ContactRefusal, MaturityPlan
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

DAY = date(2018, 9, 30)
CHIEF = Officer("9001", "行长", "B01", frozenset({Role.EXECUTIVE}), None)


def manager(number: str) -> Officer:
    return Officer(number, number, "B01", frozenset({Role.RM}), None)


Built = Callable[[Callable[[], Town]], Town]


@pytest.fixture
def bank(db: None, home: object) -> None:
    clock.advance(DAY)


def said(answer: object) -> str:
    """The name of the refusal."""
    assert isinstance(answer, Refused), answer
    return answer.name.value


# --- the round -------------------------------------------------------------------------------------------------------


def test_P2_the_list_of_the_20th_shows_the_shortfall_and_the_list_of_the_22nd_the_arrears(built: Built) -> None:
    """Due 2018-09-21 31 days, 1,653.33; the account holds 1,000.00: short 653.33. After the debit 653.33 is owed."""
    town = built(duan)
    account = town.note("P2").account.number
    assert town.today == date(2018, 9, 20)
    page = read.due_page(CHIEF, coming(town.today), read.Asked(), town.today)
    [line] = page.lines
    assert (line.account.number, line.account.customer.name) == (account, "段秀英")
    assert (line.on_due, line.before) == (fen("1,653.33"), 0)
    assert (line.morning, line.short) == (fen("1,000.00"), fen("653.33"))
    assert page.total("short") == fen("653.33") and page.total("uncalled") == 1

    # The bill is cut that night: the same figures on the day of the debit, now from a bill and not from the rules.
    town.close_through(date(2018, 9, 20))
    [line] = read.due_page(CHIEF, coming(town.today), read.Asked(), town.today).lines
    assert (line.on_due, line.short) == (fen("1,653.33"), fen("653.33"))

    # What comes in during the day lowers the gap and leaves the morning's balance as it was.
    town.deposit(account, "100.00")
    [line] = read.due_page(CHIEF, coming(town.today), read.Asked(), town.today).lines
    assert (line.morning, line.now, line.short) == (fen("1,000.00"), fen("1,100.00"), fen("553.33"))
    town.withdraw(account, "100.00")

    town.close_through(date(2018, 9, 21))
    late = read.late_page(CHIEF, passed(town.today), read.Asked(), town.today)
    [owing] = late.lines
    assert (owing.then, owing.interest, owing.principal, owing.now) == (fen("653.33"), fen("653.33"), 0, fen("653.33"))
    assert owing.oldest == date(2018, 9, 21)

    # Paid on the 28th: the list of the 22nd still names her, as paid.
    town.close_through(date(2018, 9, 27))
    assert not isinstance(town.repay("P2", "654.55"), Refused)
    late = read.late_page(CHIEF, Round(date(2018, 9, 21)), read.Asked(), town.today)
    assert [(each.then, each.now) for each in late.lines] == [(fen("653.33"), 0)]
    assert late.total("paid_lines") == 1
    assert not read.late_page(CHIEF, Round(date(2018, 9, 21)), read.Asked(missing="MONEY"), town.today).lines


def test_the_page_of_the_20th_names_her_with_what_she_lacks(built: Built) -> None:
    built(duan)
    text = officer("9001", "EXECUTIVE").get("/calendar").content.decode()
    assert "段秀英" in text and "653.33" in text and "1,653.33" in text and "1,000.00" in text
    assert "2018年9月21日扣款" in text and "联系中" in text


# --- who sees what ---------------------------------------------------------------------------------------------------

PAGES = ("/calendar", "/calendar/late", "/maturities", "/calendar.xlsx", "/calendar/late.xlsx", "/maturities.xlsx")


def test_a_manager_sees_own_borrowers_only(bank: None) -> None:
    mine, other = officer("1001", "RM"), officer("1002", "RM", branch="B02")
    note = borrower(1, "1001", "王记面馆")
    LoanNote.objects.update(maturity=DAY + timedelta(days=10))
    for page in ("/calendar", "/maturities"):
        assert "王记面馆" in mine.get(page).content.decode(), page
        assert "王记面馆" not in other.get(page).content.decode(), page
    assert mine.get(f"/calendar/calls/{note.account.number}").status_code == 200
    assert mine.get(f"/maturities/{note.number}").status_code == 200
    for page in (f"/calendar/calls/{note.account.number}", f"/maturities/{note.number}"):
        assert other.get(page).status_code == 404
        assert (
            other.post(page, {"outcome": "REACHED", "plan": "PLAN_SUE", "due": "2018-10-21", "key": "k"}).status_code
            == 404
        )
    assert other.post(f"/calendar/calls/{note.account.number}/phone").status_code == 404
    assert not CallNote.objects.exists() and not MaturityNote.objects.exists()
    assert [each["customer"] for each in mine.get("/api/v1/calendar").json()["lines"]] == ["C00001"]
    assert other.get("/api/v1/calendar").json()["lines"] == []
    assert [each["number"] for each in mine.get("/api/v1/maturities").json()["notes"]] == ["JD00001"]
    assert other.get("/api/v1/maturities").json()["count"] == 0


def test_pages_want_sign_in_and_are_not_for_system_management(bank: None) -> None:
    for page in PAGES:
        assert Client().get(page).status_code == 302, page
        assert officer(f"A{PAGES.index(page)}", "ADMIN").get(page).status_code == 403, page
    chief = officer("9001", "EXECUTIVE")
    for page in PAGES:
        assert chief.get(page).status_code == 200, page


def asked_for(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_the_database_is_asked_as_often_for_forty_borrowers_as_for_two(bank: None) -> None:
    client = officer("3001", "EXECUTIVE")
    asked = []
    for first, last in ((1, 3), (3, 41)):
        for n in range(first, last):
            borrower(n, "3001")
        LoanNote.objects.update(maturity=DAY + timedelta(days=20))
        asked.append([asked_for(client, page) for page in PAGES[:3]])
    assert asked[0] == asked[1]
    assert max(asked[1]) <= 14, asked


# --- a call in three taps --------------------------------------------------------------------------------------------


def test_a_call_is_noted_and_the_line_says_so(bank: None) -> None:
    client, note = officer("1001", "RM"), borrower(1, "1001", "王记面馆")
    place = f"/calendar/calls/{note.account.number}"
    text = client.get(place).content.decode()  # the first tap: the line
    assert "362.50" in text and "139****0001" in text
    assert 'value="362.50"' in text and 'name="promised_day" value="2018-10-21"' in text  # as it will mostly be given
    kept = {
        "due": "2018-10-21",
        "key": "k1",
        "remark": "=HYPERLINK(1)",
        "promised_day": "2018-10-21",
        "promised_amount": "362.50",
    }
    assert client.post(place, {**kept, "outcome": "PROMISED"}).status_code == 302  # the last tap: the promise
    assert client.post(place, {**kept, "outcome": "PROMISED"}).status_code == 302  # tapped twice: once
    call = CallNote.objects.get()
    assert (call.outcome, call.promised_amount, call.promised_day) == ("PROMISED", 36_250, date(2018, 10, 21))
    assert AuditRow.objects.filter(action="servicing.called", actor="1001").count() == 1
    assert "承诺还款" in client.get("/calendar").content.decode()
    assert "王记面馆" in client.get("/calendar?missing=MONEY").content.decode()
    assert "王记面馆" not in client.get("/calendar?missing=PROMISE").content.decode()
    # Without a promise the prefilled day and amount do not count.
    assert client.post(place, {**kept, "key": "k2", "outcome": "NOT_REACHED"}).status_code == 302
    assert CallNote.objects.latest("id").promised_amount is None
    assert "王记面馆" in client.get("/calendar?missing=PROMISE").content.decode()


def test_a_promise_that_lacks_something_is_said_beside_its_field(bank: None) -> None:
    client, note = officer("1001", "RM"), borrower(1, "1001")
    place, kept = f"/calendar/calls/{note.account.number}", {"due": "2018-10-21", "outcome": "PROMISED", "key": "k"}
    for wrong, word in (
        ({"promised_day": "2018-09-29", "promised_amount": "1.00"}, "早于今天"),
        ({"promised_day": "2019-09-29", "promised_amount": "1.00"}, "天以后"),
        ({"promised_day": "2018-10-21", "promised_amount": "0"}, "大于零的金额"),
        ({"promised_day": "2018-10-21", "promised_amount": "一千"}, "不是金额"),
        ({"promised_day": "", "promised_amount": "5"}, "要有日期"),
    ):
        answer = client.post(place, {**kept, **wrong, "key": word})
        assert answer.status_code == 200 and word in answer.content.decode(), wrong
    assert not CallNote.objects.exists()


def test_every_refusal_of_a_call_and_a_plan_leaves_nothing(bank: None) -> None:
    note = borrower(1, "1001")
    closed = borrower(2, "1001")
    LoanNote.objects.filter(pk=2).update(closed=DAY)
    number, rm = note.account.number, manager("1001")
    base = {"business_date": DAY, "account": number, "due": date(2018, 10, 21)}
    cases = (
        (Officer("1001", "甲", "B01", frozenset({Role.AUDIT}), None), {"outcome": CallOutcome.REACHED}, ContactRefusal.MAY_NOT_RECORD),
        (rm, {"outcome": CallOutcome.REACHED, "account": "none"}, ContactRefusal.ACCOUNT_UNKNOWN),
        (manager("1002"), {"outcome": CallOutcome.REACHED}, ContactRefusal.ACCOUNT_UNKNOWN),
        (rm, {"outcome": CallOutcome.PROMISED}, ContactRefusal.PROMISE_INCOMPLETE),
        (rm, {"outcome": CallOutcome.REACHED, "promised_amount": 5}, ContactRefusal.PROMISE_NOT_ASKED),
        (rm, {"outcome": CallOutcome.PROMISED, "promised_day": date(2018, 9, 29), "promised_amount": 5}, ContactRefusal.PROMISE_DAY_PAST),
        (rm, {"outcome": CallOutcome.PROMISED, "promised_day": date(2019, 9, 29), "promised_amount": 5}, ContactRefusal.PROMISE_TOO_FAR),
        (rm, {"outcome": CallOutcome.REACHED, "remark": "长" * 201}, ContactRefusal.REMARK_TOO_LONG),
    )  # fmt: skip
    for n, (who, words, name) in enumerate(cases):
        assert said(actions.record_call(actor=who, key=f"c{n}", **{**base, **words})) == name
    plans = (
        (Officer("1001", "甲", "B01", frozenset({Role.STATISTICS}), None), note.number, ContactRefusal.MAY_NOT_RECORD),
        (manager("1002"), note.number, ContactRefusal.NOTE_UNKNOWN),
        (rm, closed.number, ContactRefusal.NOTE_IS_CLOSED),
    )
    for n, (who, number, name) in enumerate(plans):
        answer = actions.record_plan(actor=who, business_date=DAY, key=f"p{n}", note=number, plan=MaturityPlan.SUE)
        assert said(answer) == name
    long = actions.record_plan(
        actor=rm, business_date=DAY, key="px", note=note.number, plan=MaturityPlan.SUE, remark="长" * 201
    )
    assert said(long) == ContactRefusal.REMARK_TOO_LONG
    assert not CallNote.objects.exists() and not MaturityNote.objects.exists()
    assert not AuditRow.objects.filter(action__startswith="servicing.").exists()


def test_what_was_said_is_not_unsaid(bank: None) -> None:
    note = borrower(1, "1001")
    words = {"business_date": DAY, "account": note.account.number, "due": date(2018, 10, 21)}
    assert not isinstance(
        actions.record_call(actor=manager("1001"), key="k", outcome=CallOutcome.REACHED, **words), Refused
    )
    assert not isinstance(
        actions.record_plan(
            actor=manager("1001"), business_date=DAY, key="k", note=note.number, plan=MaturityPlan.RENEW
        ),
        Refused,
    )
    for kept in (CallNote.objects, MaturityNote.objects):
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.update(remark="改")
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        CallNote.objects.create(
            account=note.account, due=DAY, outcome="PROMISED", actor="1001", business_date=DAY, recorded_at=clock.now()
        )


def test_the_phone_is_shown_through_the_one_gate_and_leaves_a_trace(bank: None) -> None:
    client, note = officer("1001", "RM"), borrower(7, "1001")
    place = f"/calendar/calls/{note.account.number}/phone"
    assert "13903590007" not in client.get("/calendar").content.decode()
    assert 'href="tel:13903590007"' in client.post(place).content.decode()
    trace = AuditRow.objects.get(subject="customer:C00007", action="customer.unmasked")
    assert (trace.actor, trace.after["field"]) == ("1001", "PHONE")
    shown = officer("1003", "ACCOUNTANT").post(place).content.decode()
    assert "13903590007" not in shown and "无权查看" in shown


# --- what matures ----------------------------------------------------------------------------------------------------


def test_every_band_has_its_notes_and_a_plan_is_kept_with_its_history(bank: None) -> None:
    client = officer("1001", "RM")
    for n, days in enumerate((0, 1, 2, 7, 8, 15, 16, 30, 31, 60, 61), 1):
        borrower(n, "1001")
        LoanNote.objects.filter(pk=n).update(maturity=DAY + timedelta(days=days))
    page = read.maturing_page(manager("1001"), read.Asked(), DAY)
    assert [(each.days, each.notes, each.unplanned) for each in page.sums] == [(band, 2, 2) for band in BANDS]
    assert page.count == 10
    for n, plan in enumerate(("PLAN_EXTEND", "PLAN_RENEW")):
        assert (
            client.post("/maturities/JD00001", {"plan": plan, "remark": f"第{n}次", "key": f"k{n}"}).status_code == 302
        )
    assert [each.plan for each in read.plans_of(1)] == ["PLAN_RENEW", "PLAN_EXTEND"]
    text = client.get("/maturities/JD00001").content.decode()
    assert "第0次" in text and "第1次" in text
    assert read.maturing_page(manager("1001"), read.Asked(), DAY).sums[0].unplanned == 1
    trace = AuditRow.objects.filter(action="servicing.maturity_planned").latest("id")
    assert (trace.before, trace.after) == ({"plan": "PLAN_EXTEND"}, {"plan": "PLAN_RENEW"})
    assert "JD00001" not in client.get("/maturities?missing=PROMISE").content.decode()
    assert "JD00001" in client.get("/maturities?plan=PLAN_RENEW&band=1").content.decode()


def test_a_workbook_keeps_text_as_text(bank: None) -> None:
    client, note = officer("1001", "RM"), borrower(1, "1001", "=1+1")
    LoanNote.objects.update(maturity=DAY + timedelta(days=3))
    words = {"outcome": "REACHED", "due": "2018-10-21", "key": "k", "remark": "=cmd|'/c calc'!A0"}
    client.post(f"/calendar/calls/{note.account.number}", words)
    client.post(f"/maturities/{note.number}", {"plan": "PLAN_REPAY", "remark": "@SUM(1)", "key": "k"})
    for page, texts in (("/calendar.xlsx", ("=1+1", "=cmd|'/c calc'!A0")), ("/maturities.xlsx", ("=1+1", "@SUM(1)"))):
        data = client.get(page).content
        cells = [str(cell) for column in fastexcel.read_excel(data).load_sheet(0).to_arrow() for cell in column]
        for text in texts:
            assert text in cells, page
        assert b"<f>" not in _sheet_of(data)


def _sheet_of(data: bytes) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as file:
        return file.read("xl/worksheets/sheet1.xml")
