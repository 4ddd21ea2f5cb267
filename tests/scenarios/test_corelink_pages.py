"""Pages, API and commands of the link to the core: who sees what, and a break worked on from the page to its end."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from samples.corefiles import write_core_day
from tests.core_town import FIRST, altered, brought, closed, opened, sent, standing, taken
from tests.scenarios.test_pages import officer
from tests.town import Town
from wuhua.areas.corelink.models import CoreBreak, HandOver
from wuhua.areas.corelink.rules import CoreFileKind
from wuhua.core.refuse import Refused

WHY = "核心端更正了入账机构"


@pytest.fixture
def town(built: Callable[..., Town]) -> Town:
    return built(closed)


def page(client: Client, path: str, **more: Any) -> str:
    answer = client.get(path, **more)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def post(client: Client, path: str, **said: str) -> str:
    answer = client.post(path, said, follow=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return str(answer.content.decode())


def test_pages_answer_with_an_empty_database_and_only_to_their_posts(db: None, home: object) -> None:
    for role, status in (("ACCOUNTANT", 200), ("RISK", 200), ("DISB_AUDITOR", 200), ("EXECUTIVE", 200), ("AUDIT", 200),
                         ("RM", 403), ("OUTLET_HEAD", 403), ("STATISTICS", 403), ("ADMIN", 403)):  # fmt: skip
        client = officer(f"9{role}", role)
        for path in ("/corelink", "/corelink/days/2018-09-18"):
            assert client.get(path).status_code == status, (role, path)
    client = officer("9001", "RISK")
    for path in ("/corelink/days/yesterday", "/corelink/breaks/1", "/corelink/hand-overs/JD1"):
        assert client.get(path).status_code == 404, path
    for path in ("/corelink/breaks/1/take", "/corelink/hand-overs/JD1/ask"):
        assert client.post(path).status_code == 404, path


def test_lights_breaks_and_whose_books(town: Town, tmp_path: Path) -> None:
    client = officer("9001", "RISK")
    assert "未到" in page(client, "/corelink")
    brought(tmp_path, FIRST, today=town.today)
    text = page(client, "/corelink")
    assert text.count('<span class="tag good">已到</span>') == 8
    assert "LEDGER_MASTER = WUHUA" in text
    assert all(f'"nowrap" href="/corelink/breaks/{each.pk}"' in text for each in CoreBreak.objects.all())
    assert "100,100.00" in text
    part = page(client, "/corelink", query_params={"kind": "STATUS"}, headers={"HX-Request": "true"})
    assert "JD00003" in part
    assert "JD00001" not in part
    wrong = page(client, "/corelink", query_params={"kind": "WORST", "page": "x", "owner": "' OR 1=1"})
    assert "field-error" in wrong


def test_a_day_with_its_files_and_its_ledger(town: Town, tmp_path: Path) -> None:
    altered(tmp_path, FIRST, CoreFileKind.LEDGER, "600000.00", "600000.50")
    control = tmp_path / f"control_{FIRST:%Y%m%d}.csv"
    said = f"balances_{FIRST:%Y%m%d}.csv,{FIRST},5"
    assert said in control.read_text()
    control.write_text(control.read_text().replace(said, f"{said[:-1]}4"))
    assert isinstance(taken(tmp_path, FIRST), Refused)
    text = page(officer("9001", "AUDIT"), f"/corelink/days/{FIRST}")
    assert "总分核对表" in text
    assert "600,000.50" in text
    assert '<td class="num bad" data-name="总账差异">0.50</td>' in text
    assert "行数应为 4,实为 5" in text
    assert "固定资产" in text


def test_a_break_from_the_page_to_its_end_with_two_keys(town: Town, tmp_path: Path) -> None:
    brought(tmp_path, FIRST, today=town.today)
    one, two = officer("9001", "RISK"), officer("9002", "ACCOUNTANT")
    address = f"/corelink/breaks/{CoreBreak.objects.get(kind='AMOUNT').pk}"
    assert "/close" not in page(one, address)
    assert "已登记。" in post(one, f"{address}/take")
    assert "员工9001" in page(two, address)
    assert "field-error" in post(one, f"{address}/close", resolution="", reason=WHY), (
        "a way to settle is chosen, not preset"
    )
    refused = post(one, f"{address}/close", resolution="CORE_CORRECTED", reason="")
    assert "没有写明理由" in refused
    assert "正等另一人复核" in post(one, f"{address}/close", resolution="CORE_CORRECTED", reason=WHY)
    assert "/confirm" not in page(one, address)
    assert "不能由提出人自己复核" in post(one, f"{address}/confirm")
    assert "/confirm" in page(two, address)
    assert "已销账" in post(two, f"{address}/confirm")
    found = CoreBreak.objects.get(kind="AMOUNT")
    assert (found.state, found.owner, found.decided_by, found.reason) == ("SETTLED", "9001", "9002", WHY)
    assert post(one, f"{address}/take").count("已了结") == 1
    assert one.post(f"{address}/erase").status_code == 404


def test_who_may_only_look_is_told_so(town: Town, tmp_path: Path) -> None:
    brought(tmp_path, FIRST, today=town.today)
    client = officer("9003", "EXECUTIVE")
    address = f"/corelink/breaks/{CoreBreak.objects.get(kind='STATUS').pk}"
    assert "/take" not in page(client, address)
    assert "您的岗位不能处理核心差异" in post(client, f"{address}/take")
    assert CoreBreak.objects.get(kind="STATUS").owner == ""


def test_an_unknown_hand_over_is_asked_about_on_the_page_and_not_sent(fresh_bank: str, tmp_path: Path) -> None:
    town = opened(3)
    sent(tmp_path / "out", town.today)
    town.close_through(FIRST)
    brought(tmp_path / "in", FIRST, today=town.today)
    client, other = officer("9001", "DISB_AUDITOR"), officer("9002", "ACCOUNTANT")
    address = "/corelink/hand-overs/JD00002"
    text = page(client, address)
    assert "不能重发" in text
    assert "/resend" not in text
    assert "不得重发" in post(client, f"{address}/resend", reason="着急用款")
    assert "已登记。" in post(client, f"{address}/ask")
    assert "已登记。" in post(client, f"{address}/answer", state="FAILED", reason="查证单七号:未受理")
    assert "不能自己重发" in post(client, f"{address}/resend", reason="核心确认没有付")
    assert "随下一批重发" in post(other, f"{address}/resend", reason="核心确认没有付")
    assert "只有结果不明的才需要查证" in post(client, f"{address}/ask")
    found = HandOver.objects.get(number="JD00002")
    assert (found.state, found.again, found.asked) == ("FAILED", True, 1)
    assert client.post(f"{address}/pay").status_code == 404


def test_the_list_asks_the_database_as_often_for_many_breaks_as_for_few(fresh_bank: str, tmp_path: Path) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = officer("9001", "RISK")
    asked = []
    for count in (2, 40):
        for n in range(count):
            CoreBreak.objects.create(
                source="balances", subject=f"JD{count}{n}", kind="STATUS", field="book_status", first_seen=FIRST,
                last_seen=FIRST, owner="9001" if n % 2 else "",
            )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            page(client, "/corelink")
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 24, [query["sql"][:90] for query in queries]


def test_the_api_gives_breaks_to_their_posts(town: Town, tmp_path: Path) -> None:
    brought(tmp_path, FIRST, today=town.today)
    client = officer("9001", "RISK")
    answer = client.get("/api/v1/corelink/breaks").json()
    assert (answer["count"], answer["ledger_master"], answer["date"]) == (3, "WUHUA", town.today.isoformat())
    assert answer["lights"]["balances"] == "ARRIVED"
    first = answer["breaks"][0]
    assert (first["subject"], first["kind"], first["gap"], first["age_days"]) == ("JD00001", "AMOUNT", "100.00", 1)
    assert client.get("/api/v1/corelink/breaks", {"kind": "STATUS"}).json()["count"] == 1
    before = (FIRST - timedelta(days=1)).isoformat()
    assert client.get("/api/v1/corelink/breaks", {"date": before}).json()["count"] == 0
    assert client.get("/api/v1/corelink/breaks", {"kind": "WORST"}).status_code == 422
    no = officer("9002", "RM").get("/api/v1/corelink/breaks")
    assert (no.status_code, no.json()["name"]) == (403, "may_not_look")
    assert Client().get("/api/v1/corelink/breaks").status_code == 401


def test_a_break_over_http_to_its_end_with_two_keys(town: Town, tmp_path: Path) -> None:
    """Taken over, proposed by its owner, agreed to by another; the same key answers the same, and nothing is edited away."""
    brought(tmp_path, FIRST, today=town.today)
    one, two = officer("9001", "RISK"), officer("9002", "ACCOUNTANT")
    number = CoreBreak.objects.get(kind="AMOUNT").pk

    def sent(client: Client, verb: str, key: str, **said: str) -> tuple[int, dict[str, Any]]:
        answer = client.post(
            f"/api/v1/corelink/breaks/{number}/{verb}", said, content_type="application/json",
            headers={"Idempotency-Key": f"break-{key}"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    assert sent(one, "close", "0001", resolution="CORE_CORRECTED", reason=WHY)[0] == 409, "not his yet"
    status, taken = sent(one, "take", "0002")
    assert (status, taken["owner"], taken["needs_two"]) == (200, "9001", True)
    assert sent(one, "close", "0003", resolution="WISHED", reason=WHY)[0] == 422
    assert sent(one, "close", "0004", resolution="CORE_CORRECTED", reason="")[1]["name"] == "reason_missing"
    status, proposed = sent(one, "close", "0005", resolution="CORE_CORRECTED", reason=WHY)
    assert (status, proposed["state"], proposed["proposed_by"]) == (200, "PROPOSED", "9001")
    assert sent(one, "confirm", "0006")[0] == 409, "never his own"
    settled = sent(two, "confirm", "0007")
    assert (settled[0], settled[1]["state"]) == (200, "SETTLED")
    assert sent(two, "confirm", "0007") == settled
    assert [each["what"] for each in settled[1]["steps"]][-3:] == ["TAKEN", "PROPOSED", "SETTLED"]
    assert sent(officer("9003", "RM"), "take", "0008")[0] == 403
    answer = two.get(f"/api/v1/corelink/days/{FIRST.isoformat()}").json()
    assert answer["lights"]["balances"] == "ARRIVED"
    assert "balances" in {each["kind"] for each in answer["files"]}
    assert two.get("/api/v1/corelink/breaks/999999").status_code == 404


def test_the_commands_from_the_sample_to_the_list(town: Town, tmp_path: Path, wuhua: Any) -> None:
    folder, out = str(tmp_path / "core"), str(tmp_path / "out")
    made = json.loads(wuhua("corelink", "sample", "--date", str(FIRST), "--out", folder, "--json").stdout)
    assert [each["kind"] for each in made["planted"]] == ["AMOUNT", "MISSING_IN_CORE", "STATUS"]
    done = json.loads(wuhua("corelink", "import", folder, "--date", str(FIRST), "--json").stdout)
    assert done["breaks"] == {"new": 3, "again": 0, "gone": 0}
    assert done["files"]["balances"]["rows"] == 4
    listed = json.loads(wuhua("corelink", "breaks", "--json").stdout)
    assert [(each["subject"], each["kind"]) for each in listed["breaks"]] == [row[:2] for row in standing()]
    text = wuhua("corelink", "breaks", "--date", str(FIRST))
    assert (text.returncode, "JD00003" in text.stdout) == (0, True)
    went = json.loads(wuhua("corelink", "export", "--date", str(town.today), "--out", out, "--json").stdout)
    assert went["files"]["disbursements"]["rows"] == 0
    assert "debits" in went["held"]
    assert "没有新的内容" in wuhua("corelink", "export", "--date", str(town.today), "--out", out).stdout


def test_the_commands_refuse_by_name(town: Town, tmp_path: Path, wuhua: Any) -> None:
    write_core_day(tmp_path / "core", FIRST)
    path = tmp_path / "core" / f"balances_{FIRST:%Y%m%d}.csv"
    path.write_bytes(path.read_bytes()[:-7])
    no = wuhua("corelink", "import", str(tmp_path / "core"), "--date", str(FIRST), "--json")
    assert (no.returncode, json.loads(no.stdout)["refused"]["name"]) == (1, "file_cut")
    no = wuhua("corelink", "export", "--date", str(FIRST), "--out", str(tmp_path / "out"))
    assert (no.returncode, "not_the_business_date" in no.stderr) == (1, True)
    (tmp_path / "file").write_text("")
    no = wuhua("corelink", "export", "--date", str(town.today), "--out", str(tmp_path / "file"))
    assert (no.returncode, "cannot_write" in no.stderr) == (1, True)
    assert standing() == []
