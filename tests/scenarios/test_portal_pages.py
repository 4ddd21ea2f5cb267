"""Pages of the customer's phone: the door, own loans to the fen, papers, limits, a request, complaints, what is public (A62, A69, A86)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from tests.fixtures_db import _copy_of
from tests.scenarios.test_counter_pages import hidden
from tests.scenarios.test_pages import officer
from tests.town import Town, open_town
from wuhua.areas.customer.models import Complaint, Customer, Message, PortalRequest
from wuhua.areas.market.models import BatchLine, CreditBatch, PreApproval
from wuhua.areas.product import actions as product
from wuhua.areas.servicing import pages
from wuhua.areas.servicing.contact import forecast, reminding, rules
from wuhua.areas.servicing.models import Bill, Printout
from wuhua.areas.workday.models import Inquiry
from wuhua.core.refuse import Refused
from wuhua.platform import secrets
from wuhua.platform.models import AuditRow
from wuhua.web.portal import gate

IDENTITY, OTHER, PHONE = "92140824MA0JXG999P", "140824198001010019", "13803590001"
DAY = date(2018, 9, 21)
AT = datetime(2018, 10, 18, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def known(name: str, identity: str, phone: str = PHONE, rm: str = "M001") -> Customer:
    found = Customer.objects.get(name=name)
    Customer.objects.filter(pk=found.pk).update(
        identity_sealed=secrets.seal(identity), identity_blind=secrets.blind(identity, "identity"),
        identity_masked=secrets.mask_identity(identity), phone_sealed=secrets.seal(phone),
        phone_blind=secrets.blind(phone, "phone"), phone_masked=secrets.mask_phone(phone), managing_rm=rm,
    )  # fmt: skip
    return Customer.objects.get(pk=found.pk)


def opened() -> Town:
    """梁秋生's noodle shop owes 100,000.00 at 7.2 % since 2018-09-10: 220.00 falls due on the 21st. Another owes too."""
    town = open_town(date(2018, 9, 10))
    for name, number in (("梁秋生", "L1"), ("别人", "L2")):
        account = town.customer(name)
        town.lend(number, account, "100,000.00", "7.2", date(2019, 9, 10), security="CREDIT")
        town.withdraw(account, "100,000.00")
    product.ensure_seeded(actor="SYSTEM", business_date=date(2018, 9, 10))
    officer("M001", "RM")
    known("梁秋生", IDENTITY)
    known("别人", OTHER, "13803590002")
    town.close_through(date(2018, 9, 20))
    return town


@pytest.fixture(scope="module")
def bank(bank_template: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One bank for the file: its days are closed once, and no test leaves a row behind."""
    home = tmp_path_factory.mktemp("portal")
    (home / "lake").mkdir()
    with (
        override_settings(WUHUA_HOME=home, WUHUA_LAKE=home / "lake", WUHUA_DEMO=True),
        django_db_blocker.unblock(),
        _copy_of(bank_template),
    ):
        yield opened()


@pytest.fixture
def town(bank: Town) -> Iterator[Town]:
    """The bank, as it was, afterwards."""
    with transaction.atomic():
        yield bank
        transaction.set_rollback(True)


def sign_in(identity: str = IDENTITY, phone: str = PHONE, client: Client | None = None) -> Client:
    client = client or Client()
    page = client.post("/portal/ask", {"identity": identity, "phone": phone}).content.decode()
    code = re.search(r'id="demo-code">(\d{6})<', page)
    assert code, page
    answer = client.post("/portal/enter", {"handle": hidden(page, "handle"), "code": code[1]})
    assert (answer.status_code, answer.url) == (302, "/portal/home")
    return client


def text(client: Client, path: str, status: int = 200, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


MINE = ("/portal/home", "/portal/notes/L1", "/portal/notes/L1/why", "/portal/papers", "/portal/limits", "/portal/apply",
        "/portal/progress", "/portal/complaints", "/portal/flash")  # fmt: skip
PUBLIC = ("/portal", "/portal/open", "/portal/open/times", "/portal/complain")
STAFF = ("/", "/book", "/notes/L1", "/customers/C000001", "/complaints", "/workday/inquiries", "/orders", "/reports")


def test_A69_what_i_owe_today_and_why_to_the_fen(town: Town) -> None:
    """11 days of 100,000.00 at 7.2 % on 360: 220.00. The next bill is 30 days: 600.00."""
    me = sign_in()
    home = text(me, "/portal/home")
    assert "梁秋生" in home and "220.00" in home and "600.00" in home and "2018年10月21日" in home
    note = text(me, "/portal/notes/L1")
    assert "100,220.00" in note, "what settles it today"
    why = text(me, "/portal/notes/L1/why/2018-09-21")
    assert "11 天" in why and "7.20%" in why
    assert 'id="why-total">220.00<' in why
    assert 'id="why-total">220.00<' in text(me, "/portal/notes/L1/why")


def test_a_bill_older_than_the_system_says_so_instead_of_guessing(town: Town) -> None:
    Bill.objects.create(note_id=town.note("L1").pk, due=date(2018, 8, 21), kind="I", amount=100, cut=date(2018, 8, 21))
    page = text(sign_in(), "/portal/notes/L1/why/2018-08-21")
    assert "系统切换以前出的" in page and "why-total" not in page


def test_what_settles_it_on_a_day_is_what_the_counter_asks_that_day(fresh_bank: str, settings: Any) -> None:
    settings.WUHUA_DEMO = True
    town = opened()
    me, later = sign_in(), date(2018, 9, 26)
    page = text(me, "/portal/notes/L1", day=later.isoformat())
    said = re.search(r'id="payoff-answer".*?<dd><b>([\d,]+\.\d\d)</b></dd></dl>', page, re.S)
    assert said, page
    for bad in ("2018-09-20", "2019-09-21", "x"):
        assert "field-error" in text(me, "/portal/notes/L1", day=bad), bad
    town.close_through(later - timedelta(days=1))
    owed = pages.owed_on(town.note("L1"), later)
    assert said[1].replace(",", "") == f"{owed.payoff // 100}.{owed.payoff % 100:02d}"


def test_only_own_notes_and_papers_and_never_another_ones(town: Town) -> None:
    me, other = sign_in(), sign_in(OTHER, "13803590002")
    for path in ("/portal/notes/L2", "/portal/notes/L2/why", "/portal/notes/L2/why/2018-09-21", "/portal/notes/nothing",
                 "/portal/notes/L1/why/2018-09-22", "/portal/notes/L1/why/x"):  # fmt: skip
        text(me, path, 404)
    assert "别人" not in text(me, "/portal/home")
    text(other, "/portal/notes/L2")
    paper = {"key": "k" * 20, "paper": "INTEREST_LIST", "subject": "L2", "form": "PDF"}
    assert me.post("/portal/papers/fetch", paper).status_code == 404
    account = town.note("L2").account.number
    assert (
        me.post("/portal/papers/fetch", {**paper, "paper": "ACCOUNT_STATEMENT", "subject": account}).status_code == 404
    )
    assert me.post("/portal/papers/fetch", {**paper, "paper": "DEMAND_NOTICE", "subject": "L1"}).status_code == 422
    assert not Printout.objects.exists()


def test_papers_are_fetched_as_pdf_and_word_and_counted(town: Town) -> None:
    me = sign_in()
    account = town.note("L1").account.number
    for n, (paper, subject) in enumerate((("INTEREST_LIST", "L1"), ("ACCOUNT_STATEMENT", account))):
        for form, start in (("PDF", b"%PDF"), ("WORD", b"PK")):
            sent = {"key": f"key-{n}", "paper": paper, "subject": subject, "form": form}
            answer = me.post("/portal/papers/fetch", sent)
            assert answer.status_code == 200, answer.content.decode()
            assert answer.content.startswith(start)
            assert me.post("/portal/papers/fetch", sent).content.startswith(start)
    assert Printout.objects.count() == 4
    assert set(Printout.objects.values_list("actor", flat=True)) == {"customer:C000001"}
    unsettled = me.post(
        "/portal/papers/fetch", {"key": "c", "paper": "SETTLEMENT_CERTIFICATE", "subject": "L1", "form": "PDF"}
    )
    assert unsettled.status_code == 409
    assert "100,220.00" in unsettled.content.decode()


def test_no_staff_sitting_opens_the_phone_and_no_customer_opens_the_desk(town: Town) -> None:
    me, staff = sign_in(), officer("E001", "EXECUTIVE")
    for path in MINE:
        assert me.get(path).status_code == 200, path
        for stranger in (staff, Client()):
            answer = stranger.get(path)
            assert (answer.status_code, answer.url) == (302, "/portal"), path
    for path in STAFF:
        answer = me.get(path)
        assert (answer.status_code, answer.url.split("?")[0]) == (302, "/login"), path
    for path in ("/api/v1/notes/L1", "/api/v1/customers", "/api/v1/scoreboard"):
        assert me.get(path).status_code in (401, 403, 404), path
    assert me.get("/api/v1/notes/L1").status_code != 200
    # The cookie of one is never taken for the cookie of the other.
    thief = Client()
    thief.cookies["sessionid"] = me.cookies[gate.COOKIE].value
    assert thief.get("/book").status_code == 302
    thief = Client()
    thief.cookies[gate.COOKIE] = staff.cookies["sessionid"].value
    assert thief.get("/portal/home").url == "/portal"
    assert me.cookies[gate.COOKIE]["path"] == "/portal"
    assert me.cookies[gate.COOKIE]["httponly"]


def test_signing_out_ends_the_sitting_on_the_server(town: Town) -> None:
    me = sign_in()
    copied = me.cookies[gate.COOKIE].value
    me.post("/portal/leave")
    again = Client()
    again.cookies[gate.COOKIE] = copied
    assert again.get("/portal/home").url == "/portal"


def test_the_door_says_the_same_to_strangers_and_closes_on_brute_force(town: Town, settings: Any) -> None:
    settings.WUHUA_DEMO = False
    said = []
    for identity, phone in ((IDENTITY, PHONE), ("140824198001010027", PHONE)):
        page = Client().post("/portal/ask", {"identity": identity, "phone": phone}).content.decode()
        assert "demo-code" not in page
        said.append(re.sub(r'value="[^"]{20,}"', "", page))
    assert said[0] == said[1]
    client = Client()
    page = client.post("/portal/ask", {"identity": IDENTITY, "phone": PHONE}).content.decode()
    answers = [client.post("/portal/enter", {"handle": hidden(page, "handle"), "code": "12345"}) for _ in range(5)]
    assert {each.status_code for each in answers} == {422}
    assert "验证码不对或已失效" in answers[0].content.decode()
    page = client.post("/portal/ask", {"identity": IDENTITY, "phone": PHONE}).content.decode()
    for _ in range(5):
        client.post("/portal/enter", {"handle": hidden(page, "handle"), "code": "12345"})
    assert client.post("/portal/ask", {"identity": IDENTITY, "phone": PHONE}).status_code == 429
    mistyped = client.post("/portal/ask", {"identity": "12", "phone": "13900000000"})
    assert mistyped.status_code == 422
    assert 'role="alert">证件号码应为 18 位' in mistyped.content.decode()


def test_A62_a_request_from_the_phone_reaches_its_manager_with_no_hand_between(town: Town) -> None:
    me = sign_in()
    page = text(me, "/portal/apply")
    sent = {
        "key": hidden(page, "key"), "product": "CREDIT_LOAN", "amount": "50,000", "months": "12",
        "purpose": "PURCHASE_STOCK", "needed": "2018-10-01", "words": "进面粉",
    }  # fmt: skip
    for _ in range(2):
        answer = me.post("/portal/apply", sent)
        assert (answer.status_code, answer.url) == (302, "/portal/progress")
    inquiry = Inquiry.objects.get()
    assert (inquiry.owner_id, inquiry.first_id) == ("M001", "M001")
    progress = text(me, "/portal/progress")
    assert "50,000.00" in progress and "员工M001" in progress
    assert PortalRequest.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "words", "field"),
    [({"purpose": "STOCKS"}, "信贷资金不得流入证券市场", "purpose"), ({"purpose": "NONE"}, "用途目录", "purpose"),
     ({"amount": "5000"}, "该产品的金额为", "amount"), ({"amount": "很多"}, "请填写数字", "amount"),
     ({"months": "25"}, "最长 24 个月", "months"), ({"needed": "2018-09-01"}, "用款日须在今天之后", "needed")],
)  # fmt: skip
def test_a_request_that_cannot_be_is_refused_beside_its_field(
    town: Town, more: dict[str, str], words: str, field: str
) -> None:
    me = sign_in()
    sent = {
        "key": "k1", "product": "CREDIT_LOAN", "amount": "50000", "months": "12", "purpose": "PURCHASE_STOCK",
        "needed": "2018-10-01",
    } | more  # fmt: skip
    answer = me.post("/portal/apply", sent)
    assert answer.status_code == 422
    beside = answer.content.decode().split(f'for="id_{field}"')[1].split("</div>")[0]
    assert words in beside
    assert not Inquiry.objects.exists()


def limited(customer: str = "C000001", seq: int = 1) -> PreApproval:
    batch = CreditBatch.objects.create(
        name="商户", product="MERCHANT_LOAN", state="APPROVED", source="x", content=f"c{seq}", made_by="M001", made_on=DAY,
        recorded_at="2018-09-21T08:00:00+08:00", decided_on=DAY,
    )  # fmt: skip
    words = {
        "name": "梁秋生", "identity_blind": secrets.blind(f"{customer}{seq}", "identity"), "identity_masked": "9214****",
        "customer": customer, "limit": 20_000_000, "rule_version": "LIMITS@2018-09-21#1",
    }  # fmt: skip
    inputs = {
        "income_a": 60_000_000,
        "income_b": 50_000_000,
        "years": 6,
        "tier": "BASIC",
        "deposit": 9,
        "return_rate": 8,
    }
    BatchLine.objects.create(
        batch=batch.pk, seq=seq, state="READY", formula=25_000_000, cap=20_000_000, binding="PRODUCT_CAP",
        reasons="NO_GAP", inputs=inputs, digest="d", **words,
    )  # fmt: skip
    return PreApproval.objects.create(
        batch=batch, seq=seq, product="MERCHANT_LOAN", valid_until=date(2018, 12, 31), rate=870_000, inputs=inputs,
        business_date=DAY, **words,
    )  # fmt: skip


def test_A86_why_this_limit_in_plain_words_without_a_deposit_among_the_reasons(town: Town) -> None:
    limited()
    theirs = limited("C000002", 2)
    me = sign_in()
    page = text(me, "/portal/limits")
    for words in ("200,000.00", "250,000.00", "高于该产品的最高额度", "年净收入(首次估算)", "600,000.00", "8.70%"):
        assert words in page, words
    shown = page.split("<main")[1].replace("额度不看您存多少款,也不要求您存款。", "")
    assert "存款" not in shown and "归行" not in shown and "deposit" not in shown
    own = PreApproval.objects.get(customer="C000001")
    assert me.post(f"/portal/limits/{theirs.pk}/review", {"key": "r", "words": ""}).status_code == 404
    answer = me.post(f"/portal/limits/{own.pk}/review", {"key": "r1", "words": "旺季没算进去"})
    assert answer.url == "/portal/progress"
    assert "人工复核" in Inquiry.objects.get().request
    again = me.post(f"/portal/limits/{own.pk}/review", {"key": "r2", "words": ""})
    assert again.status_code == 422


def test_A86_four_openness_is_public_dated_and_versioned(town: Town) -> None:
    page = text(Client(), "/portal/open")
    for words in ("收费项目公开", "服务质价公开", "效用功能公开", "优惠政策公开", "12378", "公示第 1 版"):
        assert words in page, words
    assert page.count("公示第") == 4
    assert "承诺费" in page and "不收(对小微企业禁止)" in page
    assert "综合年化成本" in page and "信用贷" in page
    rates = re.search(r"年利率</dt><dd>([\d.]+)%–([\d.]+)%</dd><dt>综合年化成本</dt><dd>([\d.]+)%–([\d.]+)%", page)
    assert rates, page
    low, high, cost_low, cost_high = (float(each) for each in rates.groups())
    assert (low, high) == (5.66, 9.14) or low < high
    assert low < cost_low < low + 0.5 and high < cost_high < high + 0.8, (
        "the yearly cost is above the rate, with no fee in it"
    )
    assert "利率优惠 60 个基点" in page


def test_A102_service_time_is_public_without_a_name(town: Town) -> None:
    page = text(Client(), "/portal/open/times")
    assert "四个时点" in page and "您提出 → 款到账" in page
    assert "梁秋生" not in page and "员工" not in page


def test_A86_a_complaint_is_written_by_anybody_and_handled_by_compliance(town: Town) -> None:
    nobody, me = Client(), sign_in()
    sent = {
        "key": "c1",
        "kind": "TYING",
        "name": "王某",
        "phone": PHONE,
        "about": "",
        "words": "办贷时要求先存五万元存款。",
    }
    answer = nobody.post("/portal/complain", sent)
    assert answer.status_code == 200
    number = re.search(r'id="complaint-number">(TS\d+)<', answer.content.decode())
    assert number
    assert nobody.post("/portal/complain", {**sent, "key": "c2", "words": "短"}).status_code == 422
    assert me.post("/portal/complain", {**sent, "key": "c3", "phone": "", "name": "梁"}).status_code == 200
    assert Complaint.objects.count() == 2
    rm = Client()
    from django.contrib.auth import get_user_model

    rm.force_login(get_user_model().objects.get(username="M001"))
    checker = officer("H001", "COMPLIANCE")
    assert number[1] not in text(rm, "/complaints")
    text(rm, f"/complaints/{number[1]}", 404)
    assert rm.post(f"/complaints/{number[1]}/take").status_code == 404
    assert number[1] in text(checker, "/complaints")
    assert PHONE not in text(checker, f"/complaints/{number[1]}")
    assert checker.post(f"/complaints/{number[1]}/take").status_code == 302
    assert checker.post(f"/complaints/{number[1]}/note", {"words": "短"}).status_code == 409
    assert checker.post(f"/complaints/{number[1]}/phone", {"reason": ""}).status_code == 409
    assert PHONE in checker.post(f"/complaints/{number[1]}/phone", {"reason": "电话核实经过"}).content.decode()
    assert AuditRow.objects.filter(action="customer.complaint_phone_shown", actor="H001").count() == 1
    assert rm.post(f"/complaints/{number[1]}/phone", {"reason": "电话核实经过"}).status_code == 404
    done = {"words": "已核实,批评教育并退还。", "finding": "UPHELD"}
    assert checker.post(f"/complaints/{number[1]}/close", {**done, "finding": ""}).status_code == 422
    assert checker.post(f"/complaints/{number[1]}/close", done).status_code == 302
    assert checker.post(f"/complaints/{number[1]}/close", done).status_code == 409
    text(rm, f"/complaints/{number[1]}")
    own = Complaint.objects.get(customer__isnull=False)
    assert own.number in text(me, "/portal/complaints")


@pytest.mark.parametrize(
    ("role", "status"), [("RM", 200), ("COMPLIANCE", 200), ("HR_DISCIPLINE", 200), ("AUDIT", 200), ("ADMIN", 403)]
)
def test_roles_and_the_page_of_complaints(town: Town, role: str, status: int) -> None:
    assert officer("X001", role).get("/complaints").status_code == status


def test_nothing_answers_with_a_fault(town: Town) -> None:
    me = sign_in()
    for path in (*MINE, *PUBLIC):
        me.cookies["django_language"] = "en"
        assert me.get(path).status_code == (302 if path == "/portal" else 200), path
        assert me.post(path, {"key": "\0", "day": "9", "amount": "1e9"}).status_code in (400, 405, 422), path
    for path in ("/portal/ask", "/portal/enter", "/portal/papers/fetch"):
        assert me.post(path, {"identity": "\0", "handle": "\0", "code": "\0", "subject": "\0"}).status_code == 400, path
        assert me.post(path, {"identity": "x", "handle": "x", "code": "x", "subject": "x"}).status_code == 422, path
    assert me.get("/portal/notes/%00").status_code in (400, 404)
    assert me.post("/portal/size", {"next": "https://elsewhere.example/portal"}).url == "/portal"
    assert me.post("/portal/size", {"next": "/portal/home"}).url == "/portal/home"


def test_large_type_is_kept(town: Town) -> None:
    me = sign_in()
    me.post("/portal/size", {"next": "/portal/home"})
    assert 'class="large"' in text(me, "/portal/home")
    me.post("/portal/size", {"next": "/portal/home"})
    assert 'class="large"' not in text(me, "/portal/home")


def test_every_page_asks_the_database_a_fixed_number_of_times(town: Town) -> None:
    me = sign_in()
    account = town.note("L1").account.number
    limited()
    asked: dict[str, list[int]] = {}
    for round_ in range(2):
        for path in (*MINE, *PUBLIC):
            me.get(path)
            with CaptureQueriesContext(connection) as queries:
                me.get(path)
            asked.setdefault(path, []).append(len(queries))
        for n in range(5 if round_ == 0 else 0):
            town.lend(f"M{n}", account, "1,000.00", "7.2", date(2019, 9, 10), security="CREDIT")
            limited(seq=10 + n)
    assert {path: each for path, each in asked.items() if each[0] != each[1]} == {}
    assert max(each[0] for each in asked.values()) <= 30, asked


def test_a_borrower_is_told_on_the_18th_how_much_and_from_which_account_once(town: Town) -> None:
    """30 days of 100,000.00 at 7.2 %: 600.00 on 21 October, as the calendar of the managers has it too."""
    early = reminding.remind(business_date=date(2018, 10, 17), at=AT)
    assert isinstance(early, Refused)
    account = town.note("L1").account.number
    Customer.objects.filter(name="别人").update(phone_sealed="")
    done = reminding.remind(business_date=date(2018, 10, 18), at=AT)
    assert done == {"due": "2018-10-21", "queued": 1, "without_phone": 1}
    assert reminding.remind(business_date=date(2018, 10, 20), at=AT) == done
    message = Message.objects.get(purpose="due_reminder")
    words = secrets.open_(message.text_sealed)
    assert secrets.open_(message.to_sealed) == PHONE
    assert "10月21日" in words and f"尾号{account[-4:]}" in words
    line = forecast.ask_account(
        town.note("L1").account_id, rules.coming(date(2018, 10, 18)), date(2018, 10, 18), "SELECT needed FROM line"
    )
    assert int(line[0][0]) == 60_000
    assert "应还款600.00元" in words
    assert "梁秋生" not in words and account not in words and IDENTITY not in words
