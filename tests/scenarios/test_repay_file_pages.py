"""代扣回盘 from the desk: a trial with its totals, the confirmation, the file's page; only for whoever answers for the books."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.core_town import billed
from tests.return_file import line_of, write_return
from tests.scenarios.test_pages import officer
from tests.scenarios.test_repay_file import DUE, OWED, whole
from tests.town import Town
from tests.workers import run_worker
from wuhua.areas.corelink.models import ReturnFile
from wuhua.areas.servicing.models import RepaymentItem
from wuhua.platform import clock
from wuhua.platform.models import Job

TASKS = "wuhua.bulk.repayfile.tasks"


@pytest.fixture
def town(built: Callable[..., Town]) -> Town:
    return built(billed)


def test_a_file_is_tried_confirmed_and_shown(town: Town, tmp_path: Path) -> None:
    client = officer("9001", "ACCOUNTANT")
    lines = [*whole(town)[:4], line_of(8, "JD00005", OWED["JD00005"], town.today, why="余额不足"),
             line_of(9, "JD09999", 100, town.today)]  # fmt: skip
    content = write_return(tmp_path / "a.csv", lines).read_bytes()
    sent = client.post("/repay-files", {"file": SimpleUploadedFile("回盘.csv", content), "key": "key-000001"})
    assert sent.status_code == 302, sent.content.decode()[:2000]
    assert run_worker(TASKS)[0] == 0
    text = client.get(sent["Location"]).content.decode()
    assert "试算:将入账 4 笔 600.00 元" in text
    assert "没有这笔借据" in text
    assert RepaymentItem.objects.count() == 0
    tried = Job.objects.get()
    took = client.post(f"/repay-files/jobs/{tried.pk}/take", {"key": "key-000002"})
    assert run_worker(TASKS)[0] == 0
    assert "确认入账" not in client.get(took["Location"]).content.decode()
    assert RepaymentItem.objects.count() == 4
    number = client.get("/api/v1/repay-files").json()["files"][0]["id"]
    shown = client.get(f"/repay-files/{number}").content.decode()
    assert "余额不足" in shown
    assert "没有这笔借据" in shown
    assert "银行扣款失败" in client.get("/notes/JD00005").content.decode()
    assert "银行扣款失败" not in client.get("/notes/JD00001").content.decode()
    answer = client.get(f"/api/v1/repay-files/{number}").json()
    assert (answer["booked"], answer["failed"], answer["rejected"]) == (4, 1, 1)
    assert answer["lines"][0] | {"reference": ""} == {
        "line": 6, "note": "JD00005", "amount": "300.00", "reference": "", "outcome": "FAILED", "reason": "余额不足",
    }  # fmt: skip
    again = client.post("/repay-files", {"file": SimpleUploadedFile("回盘2.csv", content), "key": "key-000003"})
    assert run_worker(TASKS)[0] == 0
    assert "没有任何变动" in client.get(again["Location"]).content.decode()


def test_a_file_sent_over_http_is_tried_and_then_booked_once(town: Town, tmp_path: Path) -> None:
    client = officer("9001", "ACCOUNTANT")
    content = write_return(tmp_path / "a.csv", whole(town)[:4]).read_bytes()

    def sent(key: str, who: Client = client, **more: object) -> tuple[int, dict[str, Any]]:
        said = {"name": "回盘.csv", "content": base64.b64encode(content).decode(), **more}
        answer = who.post(
            "/api/v1/repay-files", said, content_type="application/json", headers={"Idempotency-Key": key}
        )
        return answer.status_code, answer.json()

    status, tried = sent("trial-0001")
    assert (status, tried["task"]) == (202, "repayfile.take")
    assert sent("trial-0001")[1]["id"] == tried["id"], "the same key is the same job"
    assert run_worker(TASKS)[0] == 0
    assert client.get(f"/api/v1/jobs/{tried['id']}").json()["state"] == "DONE"
    assert RepaymentItem.objects.count() == 0, "a trial"
    booked = sent("book-00001", dry_run=False)
    assert booked[0] == 202
    assert run_worker(TASKS)[0] == 0
    assert RepaymentItem.objects.count() == 4
    assert client.get("/api/v1/repay-files").json()["files"][0]["booked"] == 4
    assert sent("wrong-0001", content="不是")[0] == 422
    assert sent("other-0001", officer("9002", "RM"))[0] == 403


def test_only_whoever_answers_for_the_books(db: None, home: object) -> None:
    for role, status in (("ACCOUNTANT", 200), ("RM", 403), ("RISK", 403), ("ADMIN", 403)):
        client = officer(f"9{role}", role)
        assert client.get("/repay-files").status_code == status, role
    client = officer("9001", "ACCOUNTANT")
    assert client.get("/repay-files/1").status_code == 404
    assert client.post("/repay-files/jobs/1/take", {"key": "key-000001"}).status_code == 404


def test_the_list_of_files_asks_as_often_for_many_as_for_few(db: None, home: object) -> None:
    client = officer("9001", "ACCOUNTANT")
    asked = []
    for count in (1, 20):
        for n in range(count):
            ReturnFile.objects.create(
                source="BANK", day=DUE, name=f"{n}.csv", digest=f"{count}/{n}", stored=1, rows=1, total=1, receipt=1,
                actor="9001", recorded_at=clock.now(), finished=True,
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/repay-files").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1], [query["sql"][:90] for query in queries]
