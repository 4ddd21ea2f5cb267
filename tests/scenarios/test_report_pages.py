"""Reports from the page: drawn by a worker, offered by post, traced where names are in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import fastexcel
import pytest

from tests.scenarios.test_job_pages import key_on
from tests.scenarios.test_pages import officer
from tests.simulation.test_town import settle_in
from tests.workers import run_worker
from wuhua.areas.people.models import StaffRole
from wuhua.areas.people.rules import Role
from wuhua.areas.reporting import read as reporting
from wuhua.areas.reporting.read.offered import BY_ROWS
from wuhua.areas.reporting.rules import ReportName
from wuhua.platform.models import AuditRow, Job, JobState

FIRST = date(2018, 9, 18)


@pytest.fixture
def town(built: Callable[..., None]) -> None:
    built(sealed)


def sealed() -> None:
    """A dozen notes and one sealed day."""
    settle_in(FIRST, seed=3).close_through(FIRST)


def draw(client: Any, name: str, key: str | None = None) -> Any:
    return client.post("/reports", {"name": name, "day": "2018-09-18", "key": key or key_on(client.get("/reports"))})


def offered(client: Any) -> set[str]:
    text = client.get("/reports").content.decode()
    return {name.value for name in ReportName if f'value="{name.value}"' in text}


def test_every_report_is_drawn_and_fetched_and_names_leave_a_trace(town: None) -> None:
    client = officer("9001", "EXECUTIVE")
    asked = {name: draw(client, name.value) for name in ReportName}
    assert {answer.status_code for answer in asked.values()} == {302}
    assert run_worker()[0] == 0
    for name, answer in asked.items():
        job = Job.objects.get(pk=int(answer.url.rsplit("/", 1)[1]))
        assert job.state == JobState.DONE, (name, job.result)
        file = client.get(f"{answer.url}/files/{job.result['kept'][0]['id']}")
        assert f"{name.value}-2018-09-18.xlsx" in file.headers["Content-Disposition"]
        assert fastexcel.read_excel(b"".join(file.streaming_content)).sheet_names, name
    traces = AuditRow.objects.filter(action="reporting.exported").values_list("subject", "actor")
    assert list(traces) == [("report:EAST_note", "9001")]


def test_the_button_pressed_twice_is_one_report(town: None) -> None:
    client = officer("9001", "EXECUTIVE")
    key = key_on(client.get("/reports"))
    assert draw(client, "S71_I", key).url == draw(client, "S71_I", key).url
    assert "同一请求编号" in draw(client, "G12", key).content.decode()


def test_reports_by_rows_are_for_those_who_may_see_every_customer(town: None) -> None:
    aggregates = {name.value for name in ReportName} - {name.value for name in BY_ROWS}
    for number, (role, rows) in enumerate({"RM": False, "STATISTICS": False, "ADMIN": False, "RISK": True}.items()):
        client = officer(f"20{number}", role)
        assert offered(client) == aggregates | ({each.value for each in BY_ROWS} if rows else set()), role
        answer = draw(client, "EAST_note")
        assert (answer.status_code == 302) == rows, role
        assert rows or "field-error" in answer.content.decode()


def test_whoever_has_lost_the_post_by_then_does_not_get_the_report(town: None) -> None:
    client = officer("9001", "RISK")
    number = int(draw(client, "dual-overdue").url.rsplit("/", 1)[1])
    StaffRole.objects.filter(staff="9001").update(role=Role.RM.value)
    assert run_worker()[0] == 0
    assert Job.objects.get(pk=number).result["refused"]["name"] == "not_for_this_post"


def test_without_a_sealed_day_there_is_nothing_to_choose(db: None, home: Any) -> None:
    text = officer("9001", "EXECUTIVE").get("/reports").content.decode()
    assert "还没有封过账" in text and 'name="day"' not in text


def test_the_api_answers_what_the_command_says_and_leaves_the_same_trace(town: None) -> None:
    chief, rm = officer("9001", "EXECUTIVE"), officer("2001", "RM")
    offers = chief.get("/api/v1/reports").json()
    assert {each["name"] for each in offers["reports"]} == {name.value for name in ReportName}
    assert FIRST.isoformat() in offers["days"]
    for name in ("G11", "G12", "EAST_note", "G11_I"):
        answer = chief.get(f"/api/v1/reports/{name}?date={FIRST.isoformat()}")
        assert answer.status_code == 200, (name, answer.json())
        assert answer.json()["sheets"] == reporting.report(name, FIRST).as_dict()["sheets"], name
    assert AuditRow.objects.filter(action="reporting.exported", actor="9001").count() == 1, "names leave a trace"
    assert rm.get("/api/v1/reports/EAST_note").json()["name"] == "not_for_this_post"
    assert rm.get("/api/v1/reports/G11").status_code == 200
    assert chief.get("/api/v1/reports/G99").json()["name"] == "report_unknown"
    assert chief.get("/api/v1/reports/G11?date=2018-09-19").json()["name"] == "day_not_sealed"


def test_migration_over_http(town: None) -> None:
    chief = officer("9001", "EXECUTIVE")
    assert chief.get("/api/v1/migration?was=2018-09-18&now=2018-09-18").status_code == 422
    assert chief.get("/api/v1/migration?was=2018-09-17&now=2018-09-18").json()["name"] == "day_not_sealed"
