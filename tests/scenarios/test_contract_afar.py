"""A contract signed on the customer's phone: its own text, a code good for that text only, where the day's rules allow it."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from django.test import Client

from tests.scenarios import case_county as county
from tests.scenarios.case_county import good, no, now
from tests.scenarios.small_county import DAY, FIRM
from tests.scenarios.test_counter_pages import hidden
from tests.scenarios.test_portal_pages import PHONE, known, sign_in, text
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.actions import portal
from wuhua.areas.customer.models import Customer, PortalCode
from wuhua.areas.customer.rules.portal import DoorRules
from wuhua.areas.origination import signatures
from wuhua.areas.origination.actions import signing
from wuhua.areas.origination.models import Case, CaseStep, Contract
from wuhua.areas.origination.printouts.contract import contract_for
from wuhua.areas.origination.rules import OriginationRefusal, SignWay
from wuhua.core.refuse import Refused
from wuhua.platform import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def me(home: object, settings: Any) -> Client:
    """The owner of C1 on the phone; its contract over 500,000.00 is drawn."""
    settings.WUHUA_DEMO = True
    county.bank()
    clock.advance(DAY)
    case = county.approved()
    good(contract_for(now("lead", 7), case))
    known(Customer.objects.get(number="C1").name, FIRM, PHONE, "JZ1")
    return sign_in(FIRM)


def allow(yuan: str) -> None:
    RuleParameter.objects.filter(code="REMOTE_SIGN_MOST").update(value=yuan)


def asked(me: Client, contract: str) -> tuple[str, str]:
    page = me.post(f"/portal/contracts/{contract}/ask").content.decode()
    code = re.search(r'id="demo-code">(\d{6})<', page)
    assert code, page
    return hidden(page, "handle"), code[1]


def test_a_contract_is_signed_on_the_phone_by_a_code_for_that_text_and_nobody_else(me: Client) -> None:
    row = Contract.objects.get()
    shown = text(me, "/portal/contracts")
    assert row.number in shown and "请到网点面签" in shown, "by the rules of 2018 everybody signs face to face"
    assert me.post(f"/portal/contracts/{row.number}/ask").status_code == 409
    allow("500000")
    assert "待您签署" in text(me, "/portal/contracts")
    kept = me.get(f"/portal/contracts/{row.number}/text")
    assert hashlib.blake2b(kept.content, digest_size=32).hexdigest() == row.digest

    handle, code = asked(me, row.number)
    wrong = {"handle": handle, "code": f"{(int(code) + 1) % 10**6:06d}"}
    assert me.post(f"/portal/contracts/{row.number}/signed", wrong).status_code == 422
    assert PortalCode.objects.order_by("-sent_at").first().tries == 1, "a wrong code is counted, whatever was refused"  # type: ignore[union-attr]
    assert Case.objects.get().state == "APPROVED"
    for _tap in range(2):
        answer = me.post(f"/portal/contracts/{row.number}/signed", {"handle": handle, "code": code})
        assert (answer.status_code, answer.url) == (302, "/portal/contracts")  # type: ignore[attr-defined]
    row.refresh_from_db()
    assert (row.sign_way, row.signed_on, row.witness) == ("ONE_TIME_CODE", DAY, "")
    assert row.signed_at is not None
    assert signatures.holds(row.digest, row.signer, row.sign_way, row.signed_at, row.signature)
    step = CaseStep.objects.get(verb="SIGN")
    assert (step.actor, step.to_state, step.facts["authority"]) == ("customer:C1", "SIGNED", signatures.OWN)
    assert "已签署" in text(me, "/portal/contracts") and "待您签署" not in text(me, "/portal/contracts")


def test_anothers_contract_is_no_page_and_a_code_for_another_thing_signs_nothing(me: Client) -> None:
    allow("500000")
    row = Contract.objects.get()
    other = Client()
    assert other.get("/portal/contracts").status_code in (302, 403)
    for path in ("text", "ask", "signed"):
        answer = me.get if path == "text" else me.post
        assert answer(f"/portal/contracts/HT0/{path}").status_code == 404
    visitor = customers.visitor(me.cookies["wuhua_portal"].value, clock.now(), DoorRules())
    assert visitor is not None
    asked_for = portal.ask_confirm(
        visitor=visitor, what="draw/100/k", words="支用", address="", at=clock.now(), rule=DoorRules()
    )
    assert not isinstance(asked_for, Refused)
    wrong = me.post(f"/portal/contracts/{row.number}/signed", {"handle": asked_for.handle, "code": asked_for.code})
    assert wrong.status_code == 422 and Case.objects.get().state == "APPROVED"
    handle, code = asked(me, row.number)
    assert me.post(f"/portal/contracts/{row.number}/signed", {"handle": handle, "code": code}).status_code == 302


def test_a_clerk_does_not_sign_from_afar(me: Client) -> None:
    allow("500000")
    case = Case.objects.get().pk
    told = no(signing.sign(now("lead", 7.5), case, SignWay.ONE_TIME_CODE, "某某"), OriginationRefusal.SIGNATURE_MISSING)
    assert "验证码" in told.reason
    told = no(
        signing.sign(now("lead", 7.5), case, SignWay.ONE_TIME_CODE, "某某", code="123456"),
        OriginationRefusal.SIGNATURE_MISSING,
    )
    assert "手机" in told.next_step
