"""Pages and API of background work: who may, what is asked twice, what is seen while it runs, what is fetched at the end."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import fastexcel
import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests import bank_files as bank
from tests.scenarios.test_import_jobs import bank_zip
from tests.scenarios.test_pages import PASSWORD, borrower, officer
from tests.simulation.test_town import settle_in
from tests.workers import run_worker
from wuhua.areas.product.models import Product
from wuhua.areas.servicing.models import LoanNote
from wuhua.bulk.dayend import tasks
from wuhua.platform import clock, files, jobs, seals
from wuhua.platform.models import Job, JobState, StoredFile
from wuhua.web.intake import report
from wuhua.web.servicing import tasks as book

FIRST = date(2018, 9, 18)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def town(fresh_bank: str) -> None:
    """A dozen notes, the day before FIRST sealed."""
    settle_in(FIRST, seed=3)


@pytest.fixture
def still_town(db: None, home: Any) -> None:
    """The same, for tests in which no worker looks at it."""
    settle_in(FIRST, seed=3)


def key_on(page: Any) -> str:
    found = re.search(r'name="key" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def closing(client: Client, through: date) -> Any:
    """The two looks: the form, the confirmation, the button."""
    page = client.get("/dayend/confirm", {"through": through.isoformat()})
    assert page.status_code == 200
    assert "确认封账" in page.content.decode(), page.content.decode()
    return client.post("/dayend/close", {"through": through.isoformat(), "key": key_on(page)})


# --- the day end -----------------------------------------------------------------------------------------------------


def test_an_accountant_closes_a_day_and_sees_it_sealed(town: None) -> None:
    client = officer("K001", "ACCOUNTANT")
    text = client.get("/dayend").content.decode()
    assert "2018-09-18" in text and "可以封账" not in text and "后台进程没有运行" in text
    answer = closing(client, FIRST)
    assert (answer.status_code, answer.url) == (302, "/dayend")
    waiting = client.get("/dayend").content.decode()
    assert "排队中" in waiting and "员工K001 提交" in waiting and 'hx-trigger="every 1s"' in waiting
    assert "dayend_confirm" not in waiting and 'name="through"' not in waiting, "no second asking while one waits"
    part = client.get("/dayend/bar", headers=HTMX)
    assert "排队中" in part.content.decode() and "HX-Refresh" not in part.headers
    assert run_worker()[0] == 0
    assert client.get("/dayend/bar", headers=HTMX).headers["HX-Refresh"] == "true"
    done = client.get("/dayend").content.decode()
    sealed = seals.sealed(FIRST)
    assert sealed is not None and sealed.seal[:12] in done
    assert "2018-09-19" in done and "核对封账" in done, "the next day, and the seconds of the phases"
    assert "hx-trigger" not in done


def test_the_button_pressed_twice_is_one_closing(still_town: None) -> None:
    client = officer("K001", "ACCOUNTANT")
    page = client.get("/dayend/confirm", {"through": FIRST.isoformat()})
    order = {"through": FIRST.isoformat(), "key": key_on(page)}
    assert [client.post("/dayend/close", order).status_code for _ in range(2)] == [302, 302]
    assert Job.objects.count() == 1
    other = client.post("/dayend/close", {**order, "through": "2018-09-19"})
    assert "同一请求编号已用于另一笔业务" in other.content.decode()


@pytest.mark.parametrize("role", ["RM", "EXECUTIVE", "SME_CENTER_HEAD", "RISK", "AUDIT", "ADMIN"])
def test_other_posts_look_and_do_not_close(still_town: None, role: str) -> None:
    client = officer("9001", role)
    text = client.get("/dayend").content.decode()
    assert "封账由会计岗位办理" in text and 'name="through"' not in text
    assert client.get("/dayend/confirm", {"through": FIRST.isoformat()}).status_code == 403
    assert client.post("/dayend/close", {"through": FIRST.isoformat(), "key": "k" * 32}).status_code == 403
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("through", "said"),
    [("2018-09-17", "已经封账"), ("2081-09-18", "超过 31 天"), ("", "请选一个日期"), ("明天", "日期写成")],
)
def test_a_wrong_day_is_said_beside_the_field(still_town: None, through: str, said: str) -> None:
    client = officer("K001", "ACCOUNTANT")
    text = client.get("/dayend/confirm", {"through": through}).content.decode()
    assert said in text and "field-error" in text and "确认封账" not in text
    asked = client.post("/dayend/close", {"through": through, "key": "k" * 32}).content.decode()
    assert said in asked and not Job.objects.exists()


def test_a_close_that_broke_off_is_said_beforehand(still_town: None) -> None:
    seals.mark_shard(day=FIRST, shard=0, digest="00", counts={}, vouchers=[])
    text = officer("K001", "ACCOUNTANT").get("/dayend").content.decode()
    assert "上一次日终在 1/16 个分片处中断" in text


def test_an_unopened_bank_says_what_stands_in_the_way(db: None, home: Any) -> None:
    text = officer("K001", "ACCOUNTANT").get("/dayend").content.decode()
    assert "账簿还没有开业" in text and 'name="through"' not in text


# --- one's own work --------------------------------------------------------------------------------------------------


def test_a_job_is_seen_by_whoever_asked_and_by_nobody_else(town: None) -> None:
    mine, other = officer("K001", "ACCOUNTANT"), officer("K002", "ACCOUNTANT")
    closing(mine, FIRST)
    number = Job.objects.get().pk
    assert "2018-09-18" in mine.get("/jobs").content.decode()
    assert "还没有提交过后台任务" in other.get("/jobs").content.decode()
    for page in (f"/jobs/{number}", f"/jobs/{number}/bar", f"/jobs/{number}/files/1", f"/api/v1/jobs/{number}"):
        assert other.get(page).status_code == 404, page
        assert Client().get(page).status_code in (302, 401), page
    waiting = mine.get(f"/jobs/{number}").content.decode()
    assert 'hx-trigger="every 1s"' in waiting
    Job.objects.update(state=JobState.RUNNING, done=31, total=63, message="写入 · 2018-09-18")
    part = mine.get(f"/jobs/{number}/bar", headers=HTMX).content.decode()
    assert "写入 · 2018-09-18" in part and "49%" in part and 'value="31"' in part
    assert run_worker()[0] == 0
    assert mine.get(f"/jobs/{number}/bar", headers=HTMX).headers["HX-Refresh"] == "true"
    done = mine.get(f"/jobs/{number}").content.decode()
    assert "已完成" in done and seals.sealed(FIRST).seal[:12] in done and "hx-trigger" not in done  # type: ignore[union-attr]


def test_english_on_the_pages_of_work(still_town: None) -> None:
    client = officer("K001", "ACCOUNTANT")
    closing(client, FIRST)
    assert "已提交封账" in client.get("/dayend").content.decode()
    client.post("/language", {"language": "en", "next": "/dayend"})
    Job.objects.update(state=JobState.RUNNING, done=31, total=63, message="写入 · 2018-09-18")
    text = client.get("/dayend").content.decode()
    assert "Writing · 2018-09-18" in text and "Day end · 2018-09-18" in text and "asked for by" in text
    assert not re.search(r"[一-鿿]", re.sub(r"五化|中文|员工K001|网点B01", "", _visible(text)))


def _visible(text: str) -> str:
    return re.sub(r"<[^>]+>", " ", text.split("<main", 1)[1].split("</main>", 1)[0])


# --- the loan book as a file -----------------------------------------------------------------------------------------


def test_a_long_book_is_exported_by_a_worker_for_the_eyes_of_whoever_asked(
    fresh_bank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.advance(FIRST)
    Product.objects.update_or_create(code="CREDIT_LOAN", defaults={"name": "信用贷", "series": "稷企贷"})
    client, stranger = officer("1001", "RM"), officer("1002", "RM", branch="B02")
    for n in range(1, 6):
        borrower(n, "1001", "=HYPERLINK(1)" if n == 3 else "")
    borrower(6, "1002")
    assert client.get("/book.xlsx").headers["Content-Type"] == book.XLSX
    monkeypatch.setattr(book, "LONG", 4)
    text = client.get("/book?sort=-number").content.decode()
    assert "后台导出 Excel" in text and "/book.xlsx" not in text
    assert client.get("/book.xlsx?sort=-number").url == "/book?sort=-number"
    assert "后台导出 Excel" not in stranger.get("/book").content.decode(), "one row is at once"

    asked = client.post("/book/export", {"query": "sort=-number", "key": key_on(client.get("/book?sort=-number"))})
    number = Job.objects.get().pk
    assert asked.url == f"/jobs/{number}"
    assert run_worker()[0] == 0
    job = Job.objects.get()
    assert (job.state, job.result["rows"]) == (JobState.DONE, 5)
    file = job.result["kept"][0]
    answer = client.get(f"/jobs/{number}/files/{file['id']}")
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = fastexcel.read_excel(b"".join(answer.streaming_content)).load_sheet(0, header_row=None, dtypes="string")
    rows = sheet.to_polars().rows()
    assert [row[0] for row in rows] == ["借据号", *(f"JD{n:05d}" for n in (5, 4, 3, 2, 1))]
    assert (rows[3][1], rows[1][5], rows[1][2]) == ("=HYPERLINK(1)", "100000", "信用贷")
    assert stranger.get(f"/jobs/{number}/files/{file['id']}").status_code == 404


def test_a_file_of_the_outcome_that_was_altered_is_refused_by_name(fresh_bank: str) -> None:
    clock.advance(FIRST)
    client = officer("1001", "RM")
    client.post("/book/export", {"query": "", "key": "k" * 32})
    assert run_worker()[0] == 0
    for wrong in ({}, {"key": "k" * 65}, {"key": "k\0k"}, {"key": "k" * 32, "query": "x" * 2001}):
        assert client.post("/book/export", wrong).status_code == 400
    for page in (f"/jobs/{10**30}", f"/jobs/1/files/{10**30}", f"/api/v1/jobs/{10**30}"):
        assert client.get(page).status_code == 404, page
    kept = StoredFile.objects.get()
    files.place_of(kept.digest).write_bytes(b"x")
    answer = client.get(f"/jobs/{Job.objects.get().pk}/files/{kept.pk}")
    assert answer.status_code == 409 and "与当时交来的不同" in answer.content.decode()


# --- the import ------------------------------------------------------------------------------------------------------


@pytest.fixture
def setup(db: None, home: Any) -> Client:
    """The account of nobody's that brings the first files of an empty bank."""
    client = Client()
    client.force_login(get_user_model().objects.create_user("setup", password=PASSWORD))
    return client


def send(client: Client, content: bytes, name: str = "切换数据.zip") -> Any:
    key = key_on(client.get("/import"))
    return client.post("/import", {"file": SimpleUploadedFile(name, content, "application/zip"), "key": key})


def test_a_bank_is_opened_from_the_page(fresh_bank: str) -> None:
    setup = Client()
    setup.force_login(get_user_model().objects.create_user("setup", password=PASSWORD))
    assert setup.get("/").url == "/import"
    rows = bank.small_bank()
    rows["notes"][0]["amount"] = "-1"
    wrong = send(setup, bank_zip(rows))
    assert run_worker()[0] == 0
    text = setup.get(wrong.url).content.decode()
    assert "rejects-notes.csv" in text and "请下载错误清单" in text and "正式导入" not in text
    (link,) = re.findall(r'href="(/jobs/\d+/files/\d+)"', text)
    assert "金额" in b"".join(setup.get(link).streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]

    tried = send(setup, bank_zip(bank.small_bank()))
    assert run_worker()[0] == 0
    page = setup.get(tried.url)
    text = page.content.decode()
    assert "试导通过" in text and "300,000.00" in text and not LoanNote.objects.exists()
    taken = setup.post(tried.url.replace("/jobs/", "/import/") + "/take", {"key": key_on(page)})
    assert run_worker()[0] == 0
    assert "已导入" in setup.get(taken.url).content.decode()
    assert LoanNote.objects.count() == 3
    assert setup.get("/import").status_code == 403, "once opened, an account of nobody's brings nothing more"
    assert setup.get("/jobs").status_code == 200


def test_an_upload_too_large_or_empty_is_said_beside_the_field(setup: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "文件是空的" in send(setup, b"").content.decode()
    monkeypatch.setattr(report, "LIMIT", 10)
    assert "超过 10 字节的上限" in send(setup, b"x" * 11).content.decode()
    assert not Job.objects.exists() and not StoredFile.objects.exists()


@pytest.mark.parametrize("role", ["RM", "EXECUTIVE", "ADMIN"])
def test_once_opened_other_posts_do_not_import(still_town: None, role: str) -> None:
    client = officer("9001", role)
    assert client.get("/import").status_code == 403
    assert client.post("/import", {"key": "k" * 32}).status_code == 403
    assert "导入切换数据" not in client.get("/dayend").content.decode()


def test_two_clicks_are_one_trial_and_nobody_else_takes_it(setup: Client) -> None:
    key, content = key_on(setup.get("/import")), bank_zip(bank.small_bank())
    twice = [setup.post("/import", {"file": SimpleUploadedFile("a.zip", content), "key": key}).url for _ in range(2)]
    number = Job.objects.get().pk
    assert twice == [f"/jobs/{number}"] * 2, "two clicks are one trial"
    other = officer("K001", "ACCOUNTANT")
    assert other.post(f"/import/{number}/take", {"key": "k" * 32}).status_code == 404


# --- the API ---------------------------------------------------------------------------------------------------------


def order(client: Client, through: str, key: str | None = "a-key-of-mine") -> Any:
    headers = {"Idempotency-Key": key} if key is not None else {}
    return client.post("/api/v1/jobs/close-day", {"through": through}, content_type="application/json", headers=headers)


def test_a_program_closes_a_day_once_and_follows_it(town: None) -> None:
    client = officer("K001", "ACCOUNTANT")
    first = order(client, "2018-09-18")
    assert first.status_code == 202, first.content
    number = first.json()["id"]
    assert (first.headers["Location"], first.json()["state"]) == (f"/api/v1/jobs/{number}", "WAITING")
    assert order(client, "2018-09-18").json()["id"] == number
    other = order(client, "2018-09-19")
    assert (other.status_code, other.json()["name"], other.json()["field"]) == (409, "key_reused", "through")
    second = order(client, "2018-09-18", "another-key")
    assert (second.status_code, second.json()["name"]) == (409, "close_asked_already")
    assert run_worker()[0] == 0
    done = client.get(f"/api/v1/jobs/{number}").json()
    assert (done["state"], done["result"]["closed"][0]["seal"]) == ("DONE", seals.sealed(FIRST).seal)  # type: ignore[union-attr]
    assert order(client, "2018-09-18").json()["state"] == "DONE", "the same key answers the same, when it is long done"


@pytest.mark.parametrize("role", ["RM", "EXECUTIVE", "ADMIN"])
def test_a_program_of_another_post_is_refused_with_the_refusals_name(still_town: None, role: str) -> None:
    answer = order(officer("9001", role), "2018-09-18")
    assert (answer.status_code, answer.json()["name"]) == (403, "not_of_this_post")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not Job.objects.exists()


def test_what_a_program_did_not_say_is_named(still_town: None) -> None:
    client = officer("K001", "ACCOUNTANT")
    for answer in (order(client, "2018-09-18", None), order(client, "2018-09-18", "short"), order(client, "never")):
        assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert "Idempotency-Key" in order(client, "2018-09-18", None).json()["errors"][0]["field"]
    assert order(Client(), "2018-09-18").status_code == 401
    guarded = Client(enforce_csrf_checks=True)
    guarded.force_login(get_user_model().objects.get(username="K001"))
    assert order(guarded, "2018-09-18").status_code in (401, 403)
    assert client.get("/api/v1/jobs/0").status_code == 404
    assert not Job.objects.exists()


def test_the_document_names_both_doors(db: None, client: Client) -> None:
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    post = paths["/api/v1/jobs/close-day"]["post"]
    assert [each["name"] for each in post["parameters"]] == ["Idempotency-Key"]
    assert {"202", "401", "403", "409", "422"} <= set(post["responses"])
    assert "/api/v1/jobs/{number}" in paths


def test_before_the_opening_a_program_is_refused(db: None, home: Any) -> None:
    answer = order(officer("K001", "ACCOUNTANT"), (FIRST + timedelta(1)).isoformat())
    assert (answer.status_code, answer.json()["name"]) == (409, "no_business_date")
    assert jobs.under_way(tasks.CLOSE) == []
