"""The desk's pages: every one answers, with a bank behind it and with none; who sees what; how often the database is asked."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from wuhua.areas.customer.models import Customer
from wuhua.areas.people.models import Branch, Staff, StaffRole
from wuhua.areas.product.models import Product
from wuhua.areas.servicing.models import LoanNote, SettlementAccount
from wuhua.platform import clock, secrets
from wuhua.platform.models import AuditRow

DAY = date(2018, 9, 30)
PASSWORD = "wuhua-pages-2018"


def officer(number: str, *roles: str, branch: str = "B01") -> Client:
    """A member of staff with an account; answers a signed-in browser."""
    Branch.objects.get_or_create(
        code=branch, defaults={"name": f"网点{branch}", "licence": "L", "team_type": "RURAL_OUTLET"}
    )
    user = get_user_model().objects.create_user(number, password=PASSWORD)
    staff = Staff.objects.create(number=number, name=f"员工{number}", branch_id=branch, position="岗", user=user)
    for role in roles:
        StaffRole.objects.create(staff=staff, role=role, from_day=date(2018, 1, 1))
    client = Client()
    client.force_login(user)
    return client


def borrower(n: int, rm: str, name: str = "") -> LoanNote:
    """A customer with one note of 100,000.00 at 4.35 %, interest on the 20th, principal in March."""
    customer = Customer.objects.create(
        id=n, number=f"C{n:05d}", kind="MERCHANT", name=name or f"客户{n}", managing_rm=rm, industry="5219",
        region="140824", identity_sealed=secrets.seal(f"14082419800101{n:04d}"),
        identity_blind=secrets.blind(f"14082419800101{n:04d}", "identity"), identity_masked=f"140824********{n:04d}",
        phone_sealed=secrets.seal(f"1390359{n:04d}"), phone_blind=secrets.blind(f"1390359{n:04d}", "phone"),
        phone_last4=f"{n:04d}", phone_masked=f"139****{n:04d}",
    )  # fmt: skip
    account = SettlementAccount.objects.create(id=n, number=f"62{n:08d}", customer=customer, branch="B01", shard=0)
    return LoanNote.objects.create(
        id=n, number=f"JD{n:05d}", contract=f"HT{n}", customer=customer, account=account, shard=0,
        product="CREDIT_LOAN", branch="B01", managing_rm=rm, first_responsible=rm, amount=10_000_000, rate=435_000,
        start=date(2018, 3, 10), maturity=date(2019, 3, 10), original_maturity=date(2019, 3, 10),
        method="interest_only", settlement="MONTH20", day_count="act/360", issue_type="NEW", payout="SELF",
        security="CREDIT", purpose="BUSINESS", use="进货", industry="5219", region="140824", rate_type="BENCHMARK",
        principal=10_000_000, anchor_day=date(2018, 9, 21),
    )  # fmt: skip


@pytest.fixture
def bank(db: None, home: object) -> None:
    """A business date, two borrowers of two managers."""
    clock.advance(DAY)
    Product.objects.update_or_create(code="CREDIT_LOAN", defaults={"name": "信用贷", "series": "稷企贷"})


PAGES = ("/", "/book", "/book.xlsx", "/products", "/me/password", "/me/second-factor", "/five/team", "/five/mechanism",
         "/five/product", "/five/service", "/five/risk")  # fmt: skip


def test_every_page_asks_for_sign_in_first(db: None, client: Client) -> None:
    for page in PAGES:
        answer = client.get(page)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/login"), page
    assert client.get("/login").status_code == 200
    assert client.get("/healthz").json()["status"] == "ok"


def test_every_page_answers_with_an_empty_database(db: None, home: object) -> None:
    client = officer("9001", "EXECUTIVE")
    for page in PAGES:
        assert client.get(page).status_code == 200, page
    for page in ("/notes/none", "/customers/none", "/products/none", "/drill/balance", "/nowhere"):
        assert client.get(page).status_code == 404, page


def test_a_part_of_a_page_sends_the_whole_page_to_the_door(db: None, client: Client) -> None:
    answer = client.get("/book", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (401, "/login")


def test_a_manager_sees_own_notes_and_a_stranger_sees_404(bank: None) -> None:
    mine, other = officer("1001", "RM"), officer("1002", "RM", branch="B02")
    note = borrower(1, "1001", "王记面馆")
    page = mine.get(f"/notes/{note.number}")
    assert page.status_code == 200
    assert "王记面馆" in page.content.decode()
    assert mine.get("/customers/C00001").status_code == 200
    assert other.get(f"/notes/{note.number}").status_code == 404
    assert other.get("/customers/C00001").status_code == 404
    assert "王记面馆" not in other.get("/book").content.decode()


@pytest.mark.parametrize(
    ("role", "book", "cockpit"),
    [("RM", 200, 200), ("OUTLET_HEAD", 200, 200), ("EXECUTIVE", 200, 200), ("RISK", 200, 200), ("AUDIT", 200, 200),
     ("STATISTICS", 200, 200), ("ADMIN", 403, 200)],
)  # fmt: skip
def test_roles_and_pages(bank: None, role: str, book: int, cockpit: int) -> None:
    client = officer("2001", role)
    assert client.get("/book").status_code == book
    assert client.get("/").status_code == cockpit


def test_the_loan_book_asks_the_database_as_often_for_forty_notes_as_for_two(bank: None) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = officer("3001", "EXECUTIVE")
    asked = []
    for upto in (3, 41):
        for n in range(1 if upto == 3 else 3, upto):
            borrower(n, "3001")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/book").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 14, [q["sql"][:90] for q in queries]


def test_finding_by_note_customer_name_and_last_four(bank: None) -> None:
    client = officer("3001", "EXECUTIVE")
    borrower(1234, "3001", "李家纸箱厂")
    borrower(2, "3001", "王记面馆")
    for words in ("JD01234", "c01234", "李家", "1234"):
        text = client.get("/book", {"q": words}).content.decode()
        assert "李家纸箱厂" in text, words
        assert "王记面馆" not in text, words


def test_a_wrong_filter_is_said_beside_its_field_and_nothing_breaks(bank: None) -> None:
    client = officer("3001", "EXECUTIVE")
    answer = client.get("/book", {"klass": "WORST", "page": "x", "sort": "-nonsense", "matures": "9' OR 1=1"})
    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()


@pytest.mark.parametrize(
    ("address", "status"),
    [("/customers/%00", 404), ("/tiers/customers/%00", 404), ("/notes?text=%00", 400), ("/customers?text=a%00b", 400)],
)
def test_the_character_no_database_keeps_is_no_fault_of_ours(bank: None, address: str, status: int) -> None:
    who = officer("R001", "RM")
    assert who.get(address).status_code == status
    assert who.post("/customers/C1/unmask", {"reason": "a\0b"}).status_code == 400


def test_owed_today_and_the_plan(bank: None) -> None:
    """100,000.00 at 4.35 % on 360 days: 12.0833… a day; [21 September, 21 October) is 362.50."""
    client = officer("3001", "EXECUTIVE")
    borrower(1, "3001")
    text = client.get("/notes/JD00001").content.decode()
    assert "2018-10-21" in text
    assert "362.50" in text
    assert "100,000.00" in text


def test_a_full_number_is_seen_with_a_reason_and_leaves_a_trace(bank: None) -> None:
    client = officer("1001", "RM")
    borrower(7, "1001")
    assert "140824198001010007" not in client.get("/customers/C00007").content.decode()
    refused = client.post("/customers/C00007/unmask", {"reason": ""}).content.decode()
    assert "field-error" in refused
    assert not AuditRow.objects.filter(subject="customer:C00007").exists()
    shown = client.post("/customers/C00007/unmask", {"reason": "核对身份证复印件"})
    assert "140824198001010007" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert AuditRow.objects.filter(subject="customer:C00007", actor="1001").exists()


def test_wrong_passwords_close_the_door_and_say_so(db: None, client: Client) -> None:
    get_user_model().objects.create_user("1001", password=PASSWORD)
    answers = [client.post("/login", {"username": "1001", "password": "wrong"}) for _ in range(5)]
    assert "连续错五次" in answers[0].content.decode()
    assert answers[-1].status_code == 429
    assert "锁定十五分钟" in answers[-1].content.decode()
    assert client.post("/login", {"username": "1001", "password": PASSWORD}).status_code == 429


def test_the_second_factor_is_asked_for_after_the_password(db: None, home: object) -> None:
    from django_otp.oath import totp
    from django_otp.plugins.otp_totp.models import TOTPDevice

    client = officer("1001", "RM")
    assert "<svg" in client.get("/me/second-factor").content.decode()
    device = TOTPDevice.objects.get()
    assert "field-error" in client.post("/me/second-factor", {"code": "000000"}).content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert client.post("/me/second-factor", {"code": f"{totp(device.bin_key):06d}"}).status_code == 302
    assert AuditRow.objects.get().action == "people.second_factor_switched_on"
    stranger = Client()
    halfway = stranger.post("/login", {"username": "1001", "password": PASSWORD})
    assert halfway.url == "/login/code"
    assert stranger.get("/book").status_code == 302
    TOTPDevice.objects.update(last_t=-1)
    assert stranger.post("/login/code", {"code": f"{totp(device.bin_key):06d}"}).url == "/workday"
    assert stranger.get("/book").status_code == 200


def test_A38_a_manager_begins_with_the_three_lanes_and_who_leads_with_the_cockpit(db: None, home: object) -> None:
    officer("1001", "RM"), officer("1003", "RM", "OUTLET_HEAD"), officer("1004", "EXECUTIVE")
    for number, wanted, first in (
        ("1001", "", "/workday"), ("1001", "?next=/", "/workday"), ("1001", "?next=/book", "/book"), ("1003", "", "/"),
        ("1004", "", "/"),
    ):  # fmt: skip
        said = {"username": number, "password": PASSWORD}
        assert Client().post(f"/login{wanted}", said).url == first, (number, wanted)


def test_a_new_password_keeps_this_session_and_leaves_a_trace(db: None, home: object) -> None:
    client = officer("1001", "RM")
    twice = {"new_password1": "枣花香里说丰年-2018", "new_password2": "枣花香里说丰年-2018"}
    assert "field-error" in client.post("/me/password", {"old_password": "wrong", **twice}).content.decode()
    assert client.post("/me/password", {"old_password": PASSWORD, **twice}).status_code == 302
    assert client.get("/me/password").status_code == 200
    assert [row.action for row in AuditRow.objects.all()] == ["people.own_password_changed"]


def test_english_on_request(bank: None) -> None:
    client = officer("3001", "EXECUTIVE")
    assert "贷款台账" in client.get("/book").content.decode()
    client.post("/language", {"language": "en", "next": "/book"})
    text = client.get("/book").content.decode()
    assert "Loan book" in text


def test_no_page_carries_script_or_style_of_its_own(bank: None) -> None:
    import re

    client = officer("3001", "EXECUTIVE")
    borrower(1, "3001")
    for page in (*[p for p in PAGES if not p.endswith("xlsx")], "/notes/JD00001", "/customers/C00001"):
        answer = client.get(page)
        text = answer.content.decode()
        assert not re.search(r"<style|\sstyle=|\son\w+=", text), page
        for script in re.findall(r"<script([^>]*)>", text):
            assert "src=" in script or 'type="application/json"' in script, page
        assert (
            "script-src" in answer.headers["Content-Security-Policy"]
            or "default-src 'self'" in answer.headers["Content-Security-Policy"]
        )


@pytest.fixture
def shelf(bank: None) -> None:
    """The shipped sheets."""
    from wuhua.areas.product import actions

    Product.objects.all().delete()
    actions.ensure_seeded(actor="SYSTEM", business_date=DAY)


def test_A48_the_catalogue_is_counted_and_the_remark_stands_beside_it(shelf: None) -> None:
    text = officer("3001", "EXECUTIVE").get("/products").content.decode()
    assert "七大产品" in text
    for name in ("信用贷", "流水贷", "富商贷", "包装贷", "金枣丰", "强企贷", "信税通", "助保贷", "授信卡"):
        assert name in text
    assert "产品 8 个、授信工具 1 个" in text


def test_A46_the_series_page_lists_all_and_each_sheet_shows_its_three_parts(shelf: None) -> None:
    client = officer("3001", "EXECUTIVE")
    assert "稷企贷" in client.get("/products").content.decode()
    for code in Product.objects.values_list("code", flat=True):
        answer = client.get(f"/products/{code}")
        assert answer.status_code == 200, code
        for part in ("统一模板", "统一标准", "统一流程"):
            assert part in answer.content.decode(), (code, part)


def test_the_api_speaks_problem_documents(bank: None, client: Client) -> None:
    assert client.get("/api/v1/openapi.json").status_code == 200
    assert client.get("/api/v1/docs").status_code == 200
    stranger = client.get("/api/v1/notes")
    assert (stranger.status_code, stranger.headers["Content-Type"]) == (401, "application/problem+json")
    mine = officer("1001", "RM")
    borrower(1, "1001")
    assert mine.get("/api/v1/notes").json()["count"] == 1
    detail = mine.get("/api/v1/notes/JD00001").json()
    assert (detail["balance"], detail["plan"][0]["interest"]) == ("100000.00", "362.50")
    assert mine.get("/api/v1/notes/none").json()["status"] == 404
    assert mine.get("/api/v1/nowhere").headers["Content-Type"] == "application/problem+json"
    assert mine.get("/api/v1/scoreboard?date=2018-99-99").status_code == 422
