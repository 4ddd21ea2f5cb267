"""台账: handed out, filled in, brought back, confirmed once; what may not be written is refused by line and column."""

from __future__ import annotations

import base64
import io
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import fastexcel
import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.scenarios.test_pages import borrower, officer
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing.ledgers import actions, read, workbook
from wuhua.areas.servicing.ledgers.rules import LEDGERS
from wuhua.areas.servicing.models import Bill, LedgerFile, LedgerTaken, LedgerWord, LoanNote, MaturityNote, NoteEvent
from wuhua.areas.servicing.words import Ledger, LedgerRefusal
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

DAY = date(2018, 9, 30)
Grid = list[list[Any]]


def manager(number: str, *roles: Role) -> Officer:
    return Officer(number, number, "B01", frozenset(roles or {Role.RM}), None)


RM = manager("1001")


@pytest.fixture
def bank(db: None, home: object) -> None:
    """Three notes of one manager, one of another; one in arrears, one maturing soon."""
    clock.advance(DAY)
    for n, rm in ((1, "1001"), (2, "1001"), (3, "1001"), (4, "1002")):
        borrower(n, rm, f"=客户{n}" if n == 1 else "")
    LoanNote.objects.filter(pk=2).update(oldest_due=date(2018, 9, 21), compound_base=36_250)
    Bill.objects.create(note_id=2, due=date(2018, 9, 21), kind="I", amount=36_250, cut=date(2018, 9, 20))
    LoanNote.objects.filter(pk=3).update(maturity=DAY + timedelta(days=9))


def handed_out(ledger: Ledger, who: Officer = RM) -> bytes:
    done = actions.hand_out(actor=who, business_date=DAY, ledger=ledger)
    assert not isinstance(done, Refused), done
    return done[1]


def grids(data: bytes) -> dict[str, Grid]:
    """Every sheet as rows of text, as a spreadsheet program shows them."""
    book = fastexcel.read_excel(data)
    found = {}
    for name in book.sheet_names:
        columns = book.load_sheet(name, header_row=None, dtypes="string").to_arrow().columns
        found[name] = [list(row) for row in zip(*(column.to_pylist() for column in columns), strict=True)]
    return found


def saved(sheets: dict[str, Grid]) -> bytes:
    """The workbook as somebody saved it: every cell as text."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for line, row in enumerate(rows):
            for at, cell in enumerate(row):
                sheet.write_string(line, at, "" if cell is None else str(cell))
    book.close()
    return out.getvalue()


def filled_in(data: bytes, ledger: Ledger, cells: dict[tuple[str, str], str]) -> bytes:
    """The ledger with (note, heading) written over."""
    sheets = grids(data)
    rows = sheets[workbook.TITLES[ledger]]
    for (note, title), text in cells.items():
        line = next(n for n, row in enumerate(rows) if row[0] == note)
        rows[line][rows[0].index(title)] = text
    return saved(sheets)


def brought(data: bytes, who: Officer = RM, day: date = DAY) -> LedgerFile:
    row = actions.bring_back(actor=who, business_date=day, name="台账.xlsx", data=data)
    assert isinstance(row, LedgerFile), row
    return row


def faults(data: bytes, who: Officer = RM) -> list[tuple[int, str, str]]:
    return [
        (each.line, each.title, each.refused.name.value)
        for each in read.difference(who, brought(data, who), DAY).faults
    ]


# --- out and back ----------------------------------------------------------------------------------------------------


def test_every_ledger_has_its_lines_and_its_columns(bank: None) -> None:
    for ledger, numbers in (
        (Ledger.LOANS, ["JD00001", "JD00002", "JD00003"]),
        (Ledger.MATURITIES, ["JD00003"]),
        (Ledger.ARREARS, ["JD00002"]),
        (Ledger.WRITE_OFFS, []),
    ):
        rows = grids(handed_out(ledger))[workbook.TITLES[ledger]]
        assert rows[0] == [column.title for column in LEDGERS[ledger]]
        assert [row[0] for row in rows[1:]] == numbers, ledger
    line = read.rows(RM, Ledger.ARREARS, DAY)[0]
    assert (line["late_interest"], line["days_late"], line["oldest"]) == ("362.50", "9", "2018-09-21")


def test_a_written_off_note_stands_in_its_own_ledger_only(bank: None) -> None:
    LoanNote.objects.filter(pk=1).update(book_status="WRITTEN_OFF")
    for kind, amount in (("WRITE_OFF", 10_000_000), ("RECOVERY", 250_000), ("RECOVERY", 50_000)):
        NoteEvent.objects.create(
            note_id=1, value_day=DAY, business_date=DAY, recorded_at=clock.now(), kind=kind, amount=amount, actor="T"
        )
    [line] = read.rows(RM, Ledger.WRITE_OFFS, DAY)
    assert (line["written_off"], line["recovered"], line["written_off_on"]) == ("100000.00", "3000.00", "2018-09-30")
    assert "JD00001" not in [row["number"] for row in read.rows(RM, Ledger.LOANS, DAY)]


def test_open_cells_come_back_are_shown_and_are_taken_once(bank: None) -> None:
    data = handed_out(Ledger.LOANS)
    assert not read.difference(RM, brought(data), DAY).changes  # untouched, whatever program saved it
    changed = filled_in(data, Ledger.LOANS, {("JD00001", "备注"): "=1+1", ("JD00002", "下次联系日"): "2018/10/8"})
    row = brought(changed)
    found = read.difference(RM, row, DAY)
    assert [(each.line, each.note, each.column.title, each.before, each.after) for each in found.changes] == [
        (2, "JD00001", "备注", "", "=1+1"), (3, "JD00002", "下次联系日", "", "2018-10-08"),
    ]  # fmt: skip
    assert not LedgerWord.objects.exists()
    for _twice in range(2):
        assert actions.take(actor=RM, business_date=DAY, key="k", file=row.pk) == {"file": row.pk, "changes": 2}
    assert LedgerWord.objects.count() == 2
    again = actions.take(actor=RM, business_date=DAY, key="other", file=row.pk)
    assert isinstance(again, Refused) and again.name is LedgerRefusal.ALREADY_APPLIED
    trace = AuditRow.objects.get(action="servicing.ledger_taken")
    assert trace.after["changes"][0] == {"note": "JD00001", "field": "remark", "before": "", "after": "=1+1"}
    # What was written stands in every ledger of the note, as text.
    out = handed_out(Ledger.LOANS)
    rows = grids(out)["贷款台账"]
    assert rows[1][rows[0].index("备注")] == "=1+1" and rows[1][2] == "=客户1"
    with zipfile.ZipFile(io.BytesIO(out)) as file:
        assert b"<f>" not in file.read("xl/worksheets/sheet1.xml")
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerWord.objects.update(value="改")
    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerTaken.objects.all().delete()


def test_a_plan_written_into_the_ledger_is_the_plan_of_the_calendar(bank: None) -> None:
    row = brought(filled_in(handed_out(Ledger.MATURITIES), Ledger.MATURITIES, {("JD00003", "到期安排"): "展期"}))
    assert actions.take(actor=RM, business_date=DAY, key="k", file=row.pk) == {"file": row.pk, "changes": 1}
    assert MaturityNote.objects.get().plan == "PLAN_EXTEND"
    assert read.rows(RM, Ledger.MATURITIES, DAY)[0]["plan"] == "展期"


# --- refused by line and column --------------------------------------------------------------------------------------


def test_a_locked_column_is_refused_by_its_line_and_name(bank: None) -> None:
    data = handed_out(Ledger.LOANS)
    wrong = filled_in(
        data, Ledger.LOANS, {("JD00002", "余额"): "1.00", ("JD00001", "备注"): "好", ("JD00003", "客户名称"): "别人"}
    )
    assert faults(wrong) == [(3, "余额", "column_locked"), (4, "客户名称", "column_locked")]
    row = brought(wrong)
    no = actions.take(actor=RM, business_date=DAY, key="k", file=row.pk)
    assert isinstance(no, Refused) and no.name is LedgerRefusal.LINES_REFUSED and "第 3 行「余额」" in no.reason
    assert not LedgerWord.objects.exists()


def test_cells_that_cannot_be_read_are_refused(bank: None) -> None:
    data = handed_out(Ledger.MATURITIES)
    for title, text in (
        ("到期安排", "再说"),
        ("下次联系日", "明天"),
        ("备注", "长" * 201),
        ("下次联系日", "2018-02-30"),
    ):
        assert faults(filled_in(data, Ledger.MATURITIES, {("JD00003", title): text})) == [(2, title, "cell_unreadable")]
    brought_plan = brought(filled_in(data, Ledger.MATURITIES, {("JD00003", "到期安排"): "诉讼"}))
    actions.take(actor=RM, business_date=DAY, key="k", file=brought_plan.pk)
    emptied = filled_in(handed_out(Ledger.MATURITIES), Ledger.MATURITIES, {("JD00003", "到期安排"): ""})
    assert faults(emptied) == [(2, "到期安排", "cell_unreadable")]


def test_lines_added_doubled_or_of_somebody_else_are_refused(bank: None) -> None:
    sheets = grids(handed_out(Ledger.LOANS))
    rows = sheets["贷款台账"]
    stranger = ["JD00004", *rows[1][1:]]
    assert faults(saved({**sheets, "贷款台账": [*rows, stranger]})) == [(5, "借据号", "line_unknown")]
    assert faults(saved({**sheets, "贷款台账": [*rows, rows[1]]})) == [(5, "借据号", "line_twice")]
    nameless = ["", *rows[1][1:]]
    assert faults(saved({**sheets, "贷款台账": [*rows, nameless]})) == [(5, "借据号", "line_unknown")]
    whole = handed_out(Ledger.LOANS, manager("9001", Role.EXECUTIVE))
    assert faults(whole) == [(5, "借据号", "line_not_yours")]
    # Lines left out, put in another order or with columns of one's own beside them are no trouble.
    own = [[*row, "我的算式" if n == 0 else "1"] for n, row in enumerate([rows[0], rows[3], rows[1]])]
    assert faults(saved({**sheets, "贷款台账": own})) == []


def test_a_line_that_changed_since_the_export_is_stale(bank: None) -> None:
    data = handed_out(Ledger.LOANS)
    mine = filled_in(data, Ledger.LOANS, {("JD00001", "备注"): "我的"})
    theirs = brought(filled_in(data, Ledger.LOANS, {("JD00001", "备注"): "先到的"}))
    assert not isinstance(actions.take(actor=RM, business_date=DAY, key="a", file=theirs.pk), Refused)
    assert faults(mine) == [(2, "备注", "line_stale")]
    other = filled_in(data, Ledger.LOANS, {("JD00002", "备注"): "还款前写的"})
    LoanNote.objects.filter(pk=2).update(principal=5_000_000)
    assert faults(other) == [(3, "余额", "line_stale")]
    row = brought(other)
    no = actions.take(actor=RM, business_date=DAY, key="b", file=row.pk)
    assert isinstance(no, Refused) and no.name is LedgerRefusal.LINES_REFUSED


def test_days_going_by_make_no_line_stale(bank: None) -> None:
    changed = filled_in(handed_out(Ledger.ARREARS), Ledger.ARREARS, {("JD00002", "责任措施"): "管户上门,每周一次"})
    later = DAY + timedelta(days=5)
    row = brought(changed, day=later)
    assert actions.take(actor=RM, business_date=later, key="k", file=row.pk) == {"file": row.pk, "changes": 1}
    assert LedgerWord.objects.get().value == "管户上门,每周一次"


def test_every_file_that_is_no_ledger_is_refused_by_name(bank: None) -> None:
    sheets = grids(handed_out(Ledger.LOANS))
    short = [row[1:] for row in sheets["贷款台账"]]
    cases = (
        (b"", LedgerRefusal.NOT_A_WORKBOOK),
        (b"not a workbook", LedgerRefusal.NOT_A_WORKBOOK),
        (saved({"贷款台账": sheets["贷款台账"]}), LedgerRefusal.NOT_OUR_LEDGER),
        (saved({**sheets, "说明": [["导出编号", "999999"]]}), LedgerRefusal.NOT_OUR_LEDGER),
        (saved({**sheets, "贷款台账": short}), LedgerRefusal.COLUMN_MISSING),
    )
    for data, name in cases:
        no = actions.bring_back(actor=RM, business_date=DAY, name="x.xlsx", data=data)
        assert isinstance(no, Refused) and no.name is name, (name, no)
    for who in (manager("1001", Role.AUDIT), manager("1001", Role.ACCOUNTANT)):
        no = actions.bring_back(actor=who, business_date=DAY, name="x.xlsx", data=saved(sheets))
        assert isinstance(no, Refused) and no.name is LedgerRefusal.MAY_NOT_EDIT
    row = brought(saved(sheets))
    none = actions.take(actor=RM, business_date=DAY, key="k", file=row.pk)
    assert isinstance(none, Refused) and none.name is LedgerRefusal.NOTHING_CHANGED
    foreign = actions.take(actor=manager("1002"), business_date=DAY, key="k", file=row.pk)
    assert isinstance(foreign, Refused) and foreign.name is LedgerRefusal.NOT_OUR_LEDGER


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_pages_from_export_to_confirmation(bank: None) -> None:
    client = officer("1001", "RM")
    assert client.get("/ledgers").status_code == 200
    out = client.post("/ledgers/out", {"ledger": "LOAN_LEDGER"})
    assert out.status_code == 200 and "attachment" in out.headers["Content-Disposition"]
    changed = filled_in(out.content, Ledger.LOANS, {("JD00001", "备注"): "<script>alert(1)</script>"})
    sent = client.post("/ledgers/back", {"file": SimpleUploadedFile("填好.xlsx", changed)})
    assert sent.status_code == 302
    text = client.get(sent.url).content.decode()
    assert "&lt;script&gt;" in text and "<script>alert" not in text and "确认写入" in text
    assert client.post(sent.url, {"key": "k"}).status_code == 302
    assert "已经确认写入" in client.get(sent.url).content.decode()
    assert LedgerWord.objects.get().value == "<script>alert(1)</script>"
    refused = client.post("/ledgers/back", {"file": SimpleUploadedFile("x.xlsx", b"no")})
    assert refused.status_code == 409 and "打不开" in refused.content.decode()
    assert client.post("/ledgers/back", {}).status_code == 422
    assert client.post("/ledgers/out", {"ledger": "NOTHING"}).status_code == 404
    other = officer("1002", "RM", branch="B02")
    assert other.get(sent.url).status_code == 404
    assert officer("A1", "ADMIN").get("/ledgers").status_code == 403


def test_over_http_from_export_to_confirmation(bank: None) -> None:
    client = officer("1001", "RM")

    def sent(path: str, said: dict[str, object], key: str = "confirm-1") -> Any:
        asked = client.post(f"/api/v1/ledgers{path}", said, content_type="application/json", HTTP_IDEMPOTENCY_KEY=key)
        return asked.status_code, asked.json()

    status, out = sent("/out", {"ledger": "LOAN_LEDGER"})
    assert (status, out["lines"]) == (200, 3)
    changed = filled_in(base64.b64decode(out["content"]), Ledger.LOANS, {("JD00001", "备注"): "走访过"})
    status, back = sent("/back", {"name": "填好.xlsx", "content": base64.b64encode(changed).decode()})
    assert status == 200 and back["answers"] == out["number"] and (back["changed"], back["refused"]) == (1, 0)
    assert back["changes"] == [{"line": 2, "note": "JD00001", "column": "备注", "before": "", "after": "走访过"}]
    assert not LedgerWord.objects.exists(), "shown is not written"
    confirmation = f"/{back['number']}/confirmation"
    for _twice in range(2):
        assert sent(confirmation, {}) == (200, {"file": back["number"], "changes": 1})
    assert sent(confirmation, {}, "confirm-2")[1]["name"] == "already_applied"
    assert LedgerWord.objects.get().value == "走访过"
    assert client.get(f"/api/v1/ledgers/{back['number']}").json()["taken"]
    files = client.get("/api/v1/ledgers").json()["files"]
    assert [each["number"] for each in files] == [back["number"], out["number"]]
    locked = filled_in(base64.b64decode(out["content"]), Ledger.LOANS, {("JD00001", "客户名称"): "别人"})
    status, refused = sent("/back", {"name": "改错.xlsx", "content": base64.b64encode(locked).decode()})
    assert refused["faults"][0]["name"] == "column_locked" and not refused["changes"]
    assert sent("/back", {"name": "x.xlsx", "content": base64.b64encode(b"no").decode()})[0] == 422
    other = officer("1002", "RM", branch="B02")
    assert other.get(f"/api/v1/ledgers/{back['number']}").status_code == 404
    assert officer("R1", "REVIEWER").get("/api/v1/ledgers").status_code == 200


def test_a_ledger_asks_the_database_as_often_for_forty_notes_as_for_three(bank: None) -> None:
    asked = []
    for first, last in ((5, 5), (5, 41)):
        for n in range(first, last):
            borrower(n, "1001")
        LoanNote.objects.filter(pk__gte=5).update(oldest_due=date(2018, 9, 21), maturity=DAY + timedelta(days=5))
        counts = []
        for ledger in Ledger:
            with CaptureQueriesContext(connection) as queries:
                read.rows(RM, ledger, DAY)
            counts.append(len(queries))
        asked.append(counts)
    assert asked[0] == asked[1]


def test_the_handbook_lists_every_column_of_every_ledger() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "手册" / "台账.md").read_text("utf-8")
    sections = {part.split("\n", 1)[0]: part for part in text.split("\n## ")}
    for ledger, columns in LEDGERS.items():
        listed = sections[workbook.TITLES[ledger]]
        for column in columns:
            row = next(line for line in listed.splitlines() if line.startswith(f"| {column.title} |"))
            assert [cell.strip() == "是" for cell in row.split("|")[3:5]] == [column.open, column.moves], column.title


def test_a_wrong_method_is_answered_as_a_problem_with_the_right_ones(bank: None) -> None:
    told = officer("1001", "RM").put("/api/v1/ledgers", {}, content_type="application/json")
    assert (told.status_code, told["Content-Type"], told["Allow"]) == (405, "application/problem+json", "GET")
    assert told.json()["status"] == 405 and "GET" in told.json()["next_step"]
