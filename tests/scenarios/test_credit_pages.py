"""Batch credit and the decision tables on the desk: who may look, a grid edited in the browser, the row that fires."""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.test_pages import officer
from wuhua.areas.market.models import BatchLine, CreditBatch
from wuhua.areas.product.models import DecisionTable
from wuhua.platform import clock

DAY = date(2018, 10, 1)


@pytest.fixture
def desk(db: None, home: object) -> dict[str, Client]:
    clock.advance(DAY)
    batch = CreditBatch.objects.create(
        name="包装园", product="CREDIT_CARD_LINE", state="ASSESSED", source="FILE", content="x", made_by="2001", made_on=DAY,
        recorded_at=clock.now(), figures={"lines": 1, "ready": 0, "exception": 1, "limit_total": 0},
    )  # fmt: skip
    BatchLine.objects.create(
        batch=batch.pk, seq=1, name="某纸箱厂", identity_blind="b", identity_masked="9114****", state="EXCEPTION",
        reasons="SPREAD", cap=50_000_000, inputs={"power": 1}, rule_version="v", digest="d",
    )  # fmt: skip
    return {
        "rm": officer("1001", "RM"),
        "maker": officer("2001", "SME_CENTER_HEAD"),
        "risk": officer("2002", "RISK"),
        "committee": officer("2003", "COMMITTEE"),
        "admin": officer("2004", "ADMIN"),
    }


def number() -> int:
    return CreditBatch.objects.get().pk


def test_a_batch_is_for_those_who_make_judge_and_decide(desk: dict[str, Client]) -> None:
    for page in ("/credit/batches", f"/credit/batches/{number()}", f"/credit/batches/{number()}.xlsx"):
        for who, status in (("rm", 403), ("admin", 403), ("maker", 200), ("risk", 200), ("committee", 200)):
            assert desk[who].get(page).status_code == status, (page, who)
    assert desk["maker"].get("/credit/batches/999999").status_code == 404
    assert desk["rm"].get("/credit/tables").status_code == 200, "rules are no secret"


def test_the_way_of_a_batch_over_the_desk(desk: dict[str, Client]) -> None:
    at = f"/credit/batches/{number()}"
    over = desk["risk"].post(f"{at}/admit", {"seq": 1, "amount": "500000.01", "reason": "现场核实"}, follow=True)
    assert "500,000.01" in over.content.decode()
    desk["risk"].post(f"{at}/admit", {"seq": 1, "amount": "200000", "reason": "现场核实"})
    desk["maker"].post(f"{at}/submit")
    desk["committee"].post(f"{at}/approve", {"reason": "同意授信", "until": "2018-12-31"})
    assert CreditBatch.objects.get().state == "APPROVED"
    assert "下载预授信名单" in desk["maker"].get(at).content.decode()


def test_a_grid_is_edited_by_one_and_approved_by_another(desk: dict[str, Client]) -> None:
    page = "/credit/tables/TIER_CAP_TABLE"
    fired = desk["rm"].get(f"{page}?tier=KEY&rating=AA").content.decode()
    assert "<b>T02</b> → <b>KEY</b>" in fired
    words = {"from": "2018-10-02", "why": "试行"}
    rows = (("T03", "QUALITY", "", "QUALITY"), ("T02", "KEY", "", "KEY"), ("T99", "", "", "BASIC"))
    for place, (name, tier, rating, verdict) in enumerate(rows, 1):
        words |= {f"id-{place}": name, f"order-{place}": str(10 - place if place < 3 else 99), f"c-{place}-1": tier,
                  f"c-{place}-2": rating, f"verdict-{place}": verdict}  # fmt: skip
    assert desk["risk"].post(page, words).status_code == 302
    made = DecisionTable.objects.get(code="TIER_CAP_TABLE", version=2)
    assert [line["_id"] for line in made.content["nodes"][1]["content"]["rules"]] == ["T02", "T03", "T99"]
    desk["risk"].post(f"{page}/2/approve")
    made.refresh_from_db()
    assert made.state == "DRAFT", "not by who drafted it"
    desk["committee"].post(f"{page}/2/approve")
    made.refresh_from_db()
    assert (made.state, made.decided_by) == ("APPROVED", "2003")


def send(client: Client, at: str, body: dict[str, object], key: str = "") -> tuple[int, dict[str, object]]:
    more = {"HTTP_IDEMPOTENCY_KEY": key} if key else {}
    answer = client.post(f"/api/v1/{at}", json.dumps(body), content_type="application/json", **more)  # type: ignore[arg-type]
    return answer.status_code, answer.json()


def test_the_same_over_http(desk: dict[str, Client]) -> None:
    golden = {"product": "CREDIT_CARD_LINE", "industry": "2231", "rating": "A", "tier": "QUALITY", "flow": 960_000_000,
              "cv": 1_000, "power": 36_000_000, "wage": 120_000_000, "elsewhere": 50_000_000}  # fmt: skip
    status, found = send(desk["rm"], "limits", golden)
    assert (status, found["limit"], found["binding"]) == (200, 130_000_000, "FORMULA")
    status, no = send(desk["rm"], "limits", {**golden, "power": None, "wage": None})
    assert (status, no["name"]) == (409, "two_inputs_missing")
    status, fired = send(desk["rm"], "decision-tables/ELIGIBILITY/try", {"facts": {"registry": "GONE"}})
    assert (status, fired["row"], fired["verdict"]) == (200, "E01", "REFUSE")
    assert desk["rm"].get("/api/v1/batches").status_code == 403
    assert desk["maker"].get("/api/v1/batches").json()[0]["name"] == "包装园"
    at = f"batches/{number()}"
    assert desk["maker"].get(f"/api/v1/{at}/lines?state=EXCEPTION").json()["lines"][0]["reasons"] == "SPREAD"
    desk["maker"].post(f"/credit/{at}/submit")
    word = {"decision": "reject", "reason": "资料不足,重新核实"}
    assert send(desk["maker"], f"{at}/decision", word, "key-00001")[0] == 403
    for _ in range(2):
        assert send(desk["committee"], f"{at}/decision", word, "key-00002") == (
            200,
            {"batch": number(), "state": "REJECTED"},
        )
    assert send(desk["committee"], f"{at}/decision", {**word, "reason": "另一说法"}, "key-00002")[0] == 409


def test_a_list_of_lines_asks_no_more_for_fifty_than_for_one(desk: dict[str, Client]) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk["risk"].get(f"/credit/batches/{number()}").status_code == 200
        return len(queries)

    few = asked()
    BatchLine.objects.bulk_create(
        BatchLine(batch=number(), seq=n, name="某", identity_blind=f"b{n}", identity_masked="*", state="READY", rule_version="v",
                  digest="d")
        for n in range(2, 60)
    )  # fmt: skip
    assert asked() == few


def test_A70_a_batch_goes_its_way_over_http(desk: dict[str, Client]) -> None:
    at = f"batches/{number()}"
    line = f"{at}/lines/1/word"
    admit = {"word": "admit", "reason": "实地核实两项差异", "amount": "300000"}
    assert send(desk["maker"], line, admit, "key-00001")[0] == 403
    for _ in range(2):
        assert send(desk["risk"], line, admit, "key-00002") == (200, {"batch": number(), "seq": 1, "word": "admit"})
    veto = {"word": "veto", "reason": "涉及重大诉讼"}
    assert send(desk["committee"], line, veto, "key-00003")[1]["name"] == "line_not_open"
    assert send(desk["rm"], f"{at}/submit", {}, "key-00004")[0] == 403
    assert send(desk["maker"], f"{at}/submit", {}, "key-00005") == (200, {"batch": number(), "state": "SUBMITTED"})
    assert send(desk["committee"], line, veto, "key-00006")[0] == 200
    assert send(desk["committee"], f"{at}/lines/9/word", veto, "key-00007")[0] == 404
    assert send(desk["maker"], f"{at}/cancel", {}, "key-00008")[1]["state"] == "CANCELLED"
    assert send(desk["maker"], "batches/999999/cancel", {}, "key-00009")[0] == 404
    brought = {"name": "商户", "product": "CREDIT_CARD_LINE", "content": "5ZCN56ew"}
    status, asked = send(desk["maker"], "batches", brought, "key-00010")
    assert status == 202 and desk["maker"].get(f"/api/v1/jobs/{asked['job']}").json()["task"] == "credit.assess"
    assert send(desk["maker"], "batches", brought, "key-00010")[1] == asked
    assert send(desk["risk"], "batches", brought, "key-00011")[0] == 403


def test_a_grid_is_drafted_and_agreed_to_over_http_by_two(desk: dict[str, Client]) -> None:
    url = "decision-tables/TIER_CAP_TABLE"
    held = desk["rm"].get(f"/api/v1/{url}").json()
    said = {"rows": held["rows"], "effective_from": "2018-10-08", "why": "季度复核"}
    assert send(desk["rm"], f"{url}/versions", said, "key-00001")[0] == 403
    status, made = send(desk["risk"], f"{url}/versions", said, "key-00002")
    assert (status, made["state"], made["version"]) == (201, "DRAFT", held["version"] + 1)
    key = f"{url}/versions/{made['version']}/decision"
    assert send(desk["risk"], key, {"decision": "approve"}, "key-00003")[0] == 403
    assert send(desk["committee"], f"{url}/versions/99/decision", {"decision": "approve"}, "key-00004")[0] == 404
    assert send(desk["committee"], key, {"decision": "approve"}, "key-00005")[1]["state"] == "APPROVED"
    now = desk["rm"].get(f"/api/v1/{url}").json()
    assert now["version"] == held["version"] and now["versions"][0]["effective_from"] == "2018-10-08"
    assert DecisionTable.objects.get(code="TIER_CAP_TABLE", version=made["version"]).drafted_by == "2002"
