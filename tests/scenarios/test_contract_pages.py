"""Contract and papers of a case on their pages: drawn and signed once, refusals beside the field, counted files, who sees what."""

from __future__ import annotations

import base64
import hashlib
import io
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document

from tests.scenarios import case_county as county
from tests.scenarios.case_county import act, good
from tests.scenarios.small_county import DAY, FIRM
from tests.scenarios.test_contracts import text_of
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Case, CasePrintout, Contract
from wuhua.areas.people.models import Staff, StaffRole
from wuhua.areas.people.rules import Role
from wuhua.platform import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _bank(home: object) -> None:
    county.bank()
    clock.advance(DAY)


def browser(post: str) -> Client:
    """The person of a post, signed in."""
    number, _role = county.POSTS.get(post, (post, Role.RM))
    staff = Staff.objects.get(number=number)
    if staff.user is None:
        staff.user = get_user_model().objects.create_user(number)
        staff.save(update_fields=["user"])
    client = Client()
    client.force_login(staff.user)
    return client


def test_A43_the_contract_is_drawn_signed_and_handed_out_from_its_page() -> None:
    case = county.approved()
    lead, page = browser("lead"), f"/cases/{case}/contract"
    shown = lead.get(page)
    assert shown.status_code == 200 and "合同尚未出具" in shown.text and "尚未出具合同" in shown.text
    for _tap in range(2):
        assert lead.post(f"{page}/draw", {"key": "tap"}).status_code == 302
    contract = Contract.objects.get()
    assert contract.number in lead.get(page).text and contract.digest in lead.get(page).text

    word = lead.post(f"{page}/print", {"key": "w1", "form": "CONTRACT_TEXT", "kind": "WORD"})
    said = text_of(Document(io.BytesIO(word.content)))
    assert word.status_code == 200 and "伍拾万元整" in said and FIRM in said
    copy = lead.post(f"{page}/print", {"key": "w2", "form": "CONTRACT_TEXT", "kind": "PDF"})
    assert copy.status_code == 200 and copy.content.startswith(b"%PDF") and copy.content.count(b"/Type /Page") >= 2
    early = lead.post(f"{page}/print", {"key": "w3", "form": "SIGNING_PAGE", "kind": "PDF"})
    assert early.status_code == 409 and "合同尚未签署" in early.text
    talk = lead.post(f"{page}/print", {"key": "w4", "form": "SIGNING_TALK", "kind": "PDF"})
    assert talk.status_code == 200 and talk.content.startswith(b"%PDF")

    wrong = lead.post(f"{page}/sign", {"key": "s1", "way": "FACE_TO_FACE", "signer": "某某", "witness": ""})
    assert wrong.status_code == 409 and "error-witness" in wrong.text and "面签须有经办客户经理在场见证" in wrong.text
    empty = lead.post(f"{page}/sign", {"key": "s2", "way": "FACE_TO_FACE", "signer": "", "witness": "JZ1"})
    assert empty.status_code == 422 and Case.objects.get(pk=case).state == "APPROVED"
    for _tap in range(2):
        done = lead.post(f"{page}/sign", {"key": "s3", "way": "FACE_TO_FACE", "signer": "某某", "witness": "JZ1"})
        assert done.status_code == 302
    assert Case.objects.get(pk=case).state == "SIGNED"
    shown = lead.get(page).text
    contract.refresh_from_db()
    assert contract.signature in shown and "本行自有签署" in shown and "已打印 1 次" in shown
    masked = lead.post(f"{page}/print", {"key": "w5", "form": "SIGNING_PAGE", "kind": "WORD"})
    assert FIRM not in text_of(Document(io.BytesIO(masked.content)))
    whole = lead.post(f"{page}/print", {"key": "w6", "form": "SIGNING_PAGE", "kind": "WORD", "identity": "on"})
    assert FIRM in text_of(Document(io.BytesIO(whole.content)))
    assert CasePrintout.objects.filter(form="SIGNING_PAGE").count() == 2
    assert lead.post(f"{page}/print", {"key": "w7", "form": "NONE", "kind": "PDF"}).status_code == 422


def test_who_sees_the_page_and_who_may_do_what_on_it() -> None:
    case = county.approved()
    page = f"/cases/{case}/contract"
    StaffRole.objects.create(staff_id="JZ11", role=Role.ADMIN, from_day=DAY)
    Staff.objects.create(number="JZ99", name="外", position="客户经理", joined=DAY, branch_id="B3")
    StaffRole.objects.create(staff_id="JZ99", role=Role.RM, from_day=DAY)
    posts = ("lead", "co", "boss", "auditor", "outlet", "payer", "JZ99")
    seen = {post: browser(post).get(page).status_code for post in posts}
    assert seen == {"lead": 200, "co": 200, "boss": 200, "auditor": 200, "outlet": 200, "payer": 403, "JZ99": 404}
    assert (
        "出具合同</button>" in browser("lead").get(page).text
        and "出具合同</button>" not in browser("boss").get(page).text
    )
    assert browser("boss").post(f"{page}/draw", {"key": "x"}).status_code == 302 and not Contract.objects.exists()
    assert Client().get(page).status_code == 302
    assert browser("lead").get("/cases/SQ0/contract").status_code == 404


def test_the_page_asks_a_fixed_number_of_questions() -> None:
    case = county.approved()
    lead, page = browser("lead"), f"/cases/{case}/contract"
    lead.get(page)
    counts = []
    for n in range(2):
        if n:
            lead.post(f"{page}/draw", {"key": "tap"})
            for k in range(4):
                lead.post(f"{page}/print", {"key": f"p{k}", "form": "INVESTIGATION_REPORT", "kind": "PDF"})
            good(act("lead", Deed.SIGN, 7, number=case, way="FACE_TO_FACE", signer="某某", witness="JZ1"))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert lead.get(page).status_code == 200
        counts.append(len(asked))
    assert counts[1] <= 22 and abs(counts[1] - counts[0]) <= 4, counts


def test_the_contract_and_its_papers_over_http() -> None:
    case = county.approved()
    lead, at = browser("lead"), f"/api/v1/cases/{case}"

    def post(path: str, key: str, body: dict[str, object] | None = None, who: Client = lead) -> Any:
        return who.post(f"{at}/{path}", body or {}, "application/json", headers={"Idempotency-Key": key})

    first = post("contract", "draw-0001")
    assert first.status_code == 200 and post("contract", "draw-0001").json() == first.json()
    again = post("contract", "draw-0002")
    assert (again.status_code, again.json()["name"]) == (409, "review_done_already")
    assert post("contract", "draw-0003", who=browser("boss")).status_code == 403
    told = lead.get(f"{at}/papers").json()
    assert told["contract"]["digest"] == first.json()["digest"] and told["contract"]["amount"] == "500000.00"
    assert {each["form"] for each in told["papers"] if not each["waits"]} >= {"CONTRACT_TEXT", "SIGNING_TALK"}
    paper = post("papers/CONTRACT_TEXT", "print-0001", {"kind": "WORD"}).json()
    assert hashlib.blake2b(base64.b64decode(paper["content"]), digest_size=32).hexdigest() == told["contract"]["digest"]
    assert post("papers/CONTRACT_TEXT", "print-0001", {"kind": "WORD"}).json()["copy_number"] == 1
    assert post("papers/PAYOUT_NOTICE", "print-0002").status_code == 409
    assert post("papers/SIGNING_TALK", "print-0003", {"right": 31}).status_code == 422
    assert lead.get("/api/v1/cases/SQ0/papers").status_code == 404
