"""The five-step case over HTTP: walked to the full look, every no by name, a self-approval refused alike at every door."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.scenarios import case_county as county
from tests.scenarios.case_county import act, good, no, now, stands, with_roles
from tests.scenarios.small_county import DAY
from tests.scenarios.test_case_pages import account, at_desk, holding
from wuhua.areas.origination.actions import do
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Case, CaseHand, CaseStep
from wuhua.areas.origination.rules import OriginationRefusal
from wuhua.areas.people.rules import Role
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
API = "/api/v1/cases"


@pytest.fixture(autouse=True)
def _bank(home: object) -> None:
    county.bank()
    clock.advance(DAY)


_n = iter(range(10**9))


def send(client: Client, path: str, said: dict[str, Any] | None = None, key: str = "") -> Any:
    headers = {"Idempotency-Key": key or f"key-{next(_n):08d}"}
    return client.post(f"{API}{path}", said or {}, content_type="application/json", headers=headers)


def done(client: Client, path: str, **said: Any) -> dict[str, Any]:
    answer = send(client, path, said)
    assert answer.status_code == 201, (path, answer.content.decode())
    return dict(answer.json())


def problem(client: Client, path: str, status: int, **said: Any) -> dict[str, Any]:
    answer = send(client, path, said)
    assert answer.status_code == status, (path, answer.status_code, answer.content.decode())
    assert answer.headers["Content-Type"] == "application/problem+json"
    return dict(answer.json())


WANTED = {
    "customer": "C1", "product": "PACKAGING_LOAN", "amount": "500000.00", "months": 12, "purpose": "WORKING_CAPITAL",
    "use": "采购瓦楞纸", "security": "GUARANTEE", "account": county.ACCOUNT,
}  # fmt: skip


def test_A39_A40_A41_A42_a_case_is_walked_over_http_to_the_full_look() -> None:
    account()
    lead, co = at_desk("lead"), at_desk("co")
    assert problem(lead, "", 409, **{**WANTED, "amount": "0"})["name"] == "amount_not_positive"
    assert problem(lead, "", 404, **{**WANTED, "customer": "C2"})["name"] == "customer_unknown"
    assert problem(lead, "", 422, **{**WANTED, "amount": "很多"})["errors"]
    assert problem(lead, "", 422, **WANTED, sneaked="in")["errors"]
    first = send(lead, "", WANTED, "the-same-key")
    assert (first.status_code, send(lead, "", WANTED, "the-same-key").json()) == (201, first.json())
    assert send(lead, "", {**WANTED, "months": 6}, "the-same-key").json()["name"] == "key_reused"
    number = first.json()["id"]
    one = f"/{number}/deeds"
    assert Case.objects.count() == 1
    county.visited()
    done(lead, f"{one}/target")
    done(lead, f"{one}/pair", co="JZ2")
    assert problem(lead, f"{one}/submit", 409)["name"] == "papers_missing"
    for kind in county.APPLYING:
        done(lead, f"{one}/put-paper", kind=kind, document=county.paper(kind))
    done(
        lead,
        f"{one}/tell",
        planned="1200000.00",
        own_funds="200000",
        married=False,
        permit_needed=False,
        co_owned=False,
    )
    done(lead, f"{one}/submit")
    assert (
        problem(lead, f"{one}/answer-item", 409, item="PRE3.1", said="PASS", evidence=" ")["name"] == "evidence_missing"
    )
    for item in county.PRE3:
        done(lead, f"{one}/answer-item", item=item, said="PASS", evidence="查询回执")
    assert done(lead, f"{one}/pre-assess")["state"] == "PRE_ASSESSED"
    for item in county.STEP3:
        done(lead, f"{one}/answer-item", item=item, said="PASS", evidence="照片")
    for method, sales in (("POWER", "9000000"), ("WAGE", "10000000.00")):
        done(lead, f"{one}/estimate-sales", method=method, sales=sales, basis="票据")
    lines = [
        {"side": side, "name": name, "amount": amount}
        for side, name, amount in (
            ("ASSET", "设备", "800000"),
            ("DEBT", "应付", "300000.00"),
            ("CASH_IN", "销售", "750000"),
        )
    ]
    done(lead, f"{one}/build-sheet", lines=lines)
    done(co, f"{one}/co-sign")
    assert done(lead, f"{one}/evaluate")["state"] == "EVALUATED"
    told = lead.get(f"{API}/{number}").json()
    assert (told["amount"], told["step"], told["co"], told["sales"]) == (
        "500000.00",
        "THREE_REVIEWS",
        "JZ2",
        "9000000.00",
    )
    assert [each["part"] for each in told["hands"]] == ["LEAD", "CO"]
    assert [x["verb"] for x in told["steps"] if x["before"] != x["after"]][-1] == "EVALUATE"
    listed = lead.get(API, {"state": "EVALUATED", "q": "纸箱"}).json()
    assert [each["number"] for each in listed["cases"]] == [number] and listed["by_state"] == {"EVALUATED": 1}


def test_A39_what_is_not_yours_is_not_there_and_system_management_is_kept_out() -> None:
    case = county.submitted()
    stranger, admin = holding("JZ3", Role.RM), holding("JZ10", Role.ADMIN)
    nothing = stranger.get(f"{API}/SQ9999999999")
    assert (nothing.status_code, nothing.json()["name"]) == (404, "case_unknown")
    assert stranger.get(f"{API}/{case}").json() == nothing.json()
    assert stranger.get(API).json()["cases"] == []
    assert problem(stranger, f"/{case}/deeds/withdraw", 404, words="不要了")["name"] == "case_unknown"
    assert send(stranger, f"/{case}/deeds/no-such-deed").status_code == 404
    assert (admin.get(API).status_code, admin.get(f"{API}/{case}").status_code) == (403, 403)
    assert problem(admin, f"/{case}/deeds/reject", 403, code="PURPOSE", words="不符")
    assert Client().get(API).status_code == 401 and stands(case) == "SUBMITTED"


def test_A43_what_was_found_may_not_change_under_the_reviewers() -> None:
    case = county.evaluated()
    said = {"number": case, "method": "FLOW", "sales": 1, "basis": "改小"}
    good(act("ind", Deed.REVIEW, 5, number=case, kind="IND", verdict="PASSED"))
    assert Case.objects.get(pk=case).holder == "JZ6", "the reviewer holds it now, and may change it no more than they"
    for post in ("lead", "co", "ind"):
        no(act(post, Deed.ESTIMATE_SALES, 5, **said), OriginationRefusal.STEP_NOT_NEXT)
        no(act(post, Deed.BUILD_SHEET, 5, number=case, lines=list(county.SHEET)), OriginationRefusal.STEP_NOT_NEXT)
        no(act(post, Deed.TELL, 5, number=case, inputs={"planned": 1}, conditions={}), OriginationRefusal.STEP_NOT_NEXT)
    good(act("ind", Deed.RETURN, 6, number=case, points=["补流水"]))
    good(act("lead", Deed.ESTIMATE_SALES, 7, **said))


def test_A100_a_self_approval_is_refused_alike_through_page_api_and_verb() -> None:
    case = county.reviewed()
    before = CaseStep.objects.count(), CaseHand.objects.count()
    said = {"amount": county.WAN, "months": 12}
    verb = no(
        act(with_roles("lead", Role.EXECUTIVE), Deed.APPROVE, 6, number=case, **said),
        OriginationRefusal.PARTS_MUST_DIFFER,
    )
    lead = holding("JZ1", Role.EXECUTIVE)
    told = problem(lead, f"/{case}/deeds/approve", 403, amount="10000.00", months=12)
    assert (told["name"], told["detail"], told["next_step"]) == (verb.name, verb.reason, verb.next_step)
    for page in (f"/cases/{case}/do/approve", f"/cases/{case}/review/do/approve"):
        answer = lead.post(page, {"key": f"key-{next(_n):08d}", "amount": "10000.00", "months": "12"})
        assert answer.status_code == 200 and f"{verb.reason}{verb.next_step}" in answer.content.decode(), page
    assert (CaseStep.objects.count(), CaseHand.objects.count()) == before and stands(case) == "REVIEWED"
    done_by = do(
        Deed.APPROVE, now=now("boss", 6), key="the-boss", said={"number": case, **said}, outside=county.OUTSIDE
    )
    assert done_by == {"id": case, "state": "APPROVED"}, "somebody else may"
