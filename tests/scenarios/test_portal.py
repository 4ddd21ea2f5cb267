"""The customer's phone, beneath the pages: a code lets one customer in and nobody else; requests find an owner; complaints."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios.small_county import DAY, FIRM, OWNER, SHOP, customers, holding, people
from wuhua.areas.customer import read
from wuhua.areas.customer.actions import complaints, messages, portal
from wuhua.areas.customer.models import Complaint, Customer, Message, PortalCode, PortalRequest, PortalSession
from wuhua.areas.customer.rules.complaints import ComplaintFinding, ComplaintKind, ComplaintRefusal
from wuhua.areas.customer.rules.portal import Bounds, DoorRules, MessageState, PortalRefusal
from wuhua.areas.people.models import Staff
from wuhua.areas.people.rules import Role
from wuhua.areas.workday.models import Inquiry
from wuhua.core.refuse import Refused
from wuhua.platform import secrets
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
AT = datetime(2018, 9, 30, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
PHONE = "13803590001"
RULE = DoorRules()


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    people()
    customers()


def ask(identity: str = SHOP, phone: str = PHONE, address: str = "10.0.0.1", at: datetime = AT) -> Any:
    return portal.ask_code(identity=identity, phone=phone, address=address, at=at, rule=RULE)


def enter(handle: str, code: str, at: datetime = AT) -> Any:
    return portal.sign_in(handle=handle, code=code, address="10.0.0.1", at=at, business_date=DAY, rule=RULE)


def visitor(identity: str = SHOP) -> read.Visitor:
    asked = ask(identity)
    token = enter(asked.handle, asked.code)
    assert isinstance(token, str)
    found = read.visitor(token, AT, RULE)
    assert found is not None
    return found


def asking(**more: Any) -> portal.Asking:
    said = {
        "product": "CREDIT_LOAN", "product_name": "信用贷", "amount": 3_000_000, "months": 12, "purpose": "PURCHASE_STOCK",
        "purpose_name": "采购原材料或货物", "needed": date(2018, 10, 8), "words": "国庆前后进一批面粉。",
    } | more  # fmt: skip
    return portal.Asking(**said)


def loan(who: read.Visitor, key: str = "k1", **more: Any) -> Any:
    return portal.ask_loan(
        visitor=who, key=key, business_date=DAY, at=AT, asking=asking(**more), bounds=Bounds(1_000_000, 100_000_000, 24)
    )


# --- the door --------------------------------------------------------------------------------------------------------


def test_the_code_that_was_sent_lets_its_customer_in_once() -> None:
    asked = ask()
    message = Message.objects.get()
    assert asked.code in secrets.open_(message.text_sealed)
    assert asked.code not in repr(PortalCode.objects.values().get())
    token = enter(asked.handle, asked.code)
    who = read.visitor(token, AT, RULE)
    assert who is not None
    assert (who.number, who.name) == ("C2", "某某面馆")
    assert token not in repr(PortalSession.objects.values().get())
    again = enter(asked.handle, asked.code)
    assert again.name is PortalRefusal.CODE_WRONG
    assert AuditRow.objects.filter(actor="customer:C2", action="customer.portal_signed_in").count() == 1


def test_a_stranger_gets_the_same_answer_as_a_customer_and_never_comes_in() -> None:
    """Same kind of answer, same row, no message; what would have been the code opens nothing."""
    known, unknown = ask(SHOP), ask("140824198001010027")
    other_phone = ask(SHOP, "13900000000")
    for each in (unknown, other_phone):
        assert (type(each), len(each.handle), each.masked[:3]) == (type(known), len(known.handle), each.masked[:3])
        assert enter(each.handle, each.code).name is PortalRefusal.CODE_WRONG
    assert enter("no such handle", "123456").name is PortalRefusal.CODE_WRONG
    assert enter(known.handle, "12").name is PortalRefusal.CODE_WRONG
    assert Message.objects.count() == 1
    assert PortalCode.objects.filter(customer=None).count() == 2


def test_what_is_mistyped_is_said_beside_its_field() -> None:
    assert ask("1408").field == "identity"
    assert ask(SHOP, "12").field == "phone"
    assert not PortalCode.objects.exists()


def test_a_code_dies_of_age_and_of_wrong_tries() -> None:
    asked = ask()
    late = AT + timedelta(minutes=RULE.code_minutes)
    assert enter(asked.handle, asked.code, late).name is PortalRefusal.CODE_WRONG
    wrong = "000000" if asked.code != "000000" else "111111"
    for _ in range(RULE.code_tries):
        assert enter(asked.handle, wrong).name is PortalRefusal.CODE_WRONG
    assert enter(asked.handle, asked.code).name is PortalRefusal.CODE_WRONG
    assert not PortalSession.objects.exists()


def test_brute_force_closes_the_phone_for_an_hour_customer_or_not() -> None:
    for identity, phone in ((SHOP, PHONE), ("140824198001010027", "13900000001")):
        asked = [ask(identity, phone) for _ in range(2)]
        for each in asked:
            wrong = "000000" if each.code != "000000" else "111111"
            for _ in range(RULE.code_tries):
                enter(each.handle, wrong)
        assert ask(identity, phone).name is PortalRefusal.TOO_OFTEN
        assert enter(asked[0].handle, asked[0].code).name is PortalRefusal.TOO_OFTEN
        later = ask(identity, phone, at=AT + timedelta(hours=1, seconds=1))
        assert not isinstance(later, Refused)


def test_codes_are_few_per_phone_and_per_address() -> None:
    for n in range(RULE.codes_per_phone):
        assert not isinstance(ask(address=f"10.0.1.{n}"), Refused)
    assert ask(address="10.0.2.1").name is PortalRefusal.TOO_OFTEN
    for n in range(RULE.codes_per_address):
        assert not isinstance(ask(phone=f"139000000{n:02d}", address="10.9.9.9"), Refused)
    assert ask(phone="13911111111", address="10.9.9.9").name is PortalRefusal.TOO_OFTEN


def test_a_sitting_ends_idle_at_its_longest_and_on_leaving() -> None:
    asked = ask()
    token = enter(asked.handle, asked.code)
    idle = AT + timedelta(minutes=RULE.idle_minutes)
    who = read.visitor(token, idle - timedelta(seconds=1), RULE)
    assert who is not None
    assert read.visitor(token, idle, RULE) is None
    at = AT
    while at < AT + timedelta(minutes=RULE.longest_minutes):
        who = read.visitor(token, at, RULE)
        assert who is not None, at
        portal.seen(visitor=who, at=at)
        at += timedelta(minutes=10)
    assert read.visitor(token, at, RULE) is None
    second = visitor()
    portal.sign_out(visitor=second, at=AT, business_date=DAY)
    assert PortalSession.objects.get(pk=second.session).ended_at == AT


def test_a_courier_carries_what_waits_and_gives_up_what_is_late() -> None:
    class Taking:
        def __init__(self) -> None:
            self.sent: list[tuple[str, str]] = []

        def send(self, to: str, text: str) -> bool:
            self.sent.append((to, text))
            return True

    asked, courier = ask(), Taking()
    assert messages.deliver(courier=courier, at=AT)[MessageState.SENT] == 1
    assert courier.sent[0][0] == PHONE
    assert asked.code in courier.sent[0][1]
    assert messages.deliver(courier=courier, at=AT) == dict.fromkeys(MessageState, 0)
    ask()
    assert messages.deliver(courier=courier, at=AT + timedelta(minutes=6))[MessageState.FAILED] == 1
    assert len(courier.sent) == 1


# --- requests --------------------------------------------------------------------------------------------------------


def test_A62_a_request_becomes_an_inquiry_of_the_managing_rm_once() -> None:
    who = visitor()
    first, again = loan(who), loan(who)
    assert first == again
    assert first["owner"] == "乙"
    inquiry = Inquiry.objects.get()
    assert (inquiry.owner_id, inquiry.channel, inquiry.state) == ("JZ2", "ONLINE", "HELD")
    assert "信用贷" in inquiry.request and "30,000.00" in inquiry.request
    assert secrets.open_(inquiry.phone_sealed) == PHONE
    step = inquiry.steps.get()
    assert (step.what, step.actor, step.to) == ("RECEIVED", "customer:C2", "JZ2")
    assert [each.pk for each in read.requests_of(who)] == [first["id"]]
    assert read.requests_of(visitor(OWNER)) == []


def test_another_key_for_the_same_open_thing_is_refused_and_other_content_under_a_key_too() -> None:
    who = visitor()
    loan(who)
    assert loan(who, "k2").name is PortalRefusal.ASKED_ALREADY
    assert loan(who, "k1", amount=4_000_000).field == "amount"
    assert not isinstance(loan(who, "k3", product="CARD"), Refused)
    Inquiry.objects.update(state="ANSWERED", outcome="已联系", answered_at=AT)
    assert not isinstance(loan(who, "k4"), Refused)
    assert PortalRequest.objects.count() == 3


@pytest.mark.parametrize(
    ("more", "field"),
    [({"amount": 0}, "amount"), ({"amount": 999_999}, "amount"), ({"amount": 100_000_001}, "amount"),
     ({"months": 25}, "months"), ({"months": 0}, "months"), ({"needed": DAY - timedelta(days=1)}, "needed"),
     ({"words": "长" * 501}, "words")],
)  # fmt: skip
def test_what_the_product_does_not_give_is_refused_beside_its_field(more: dict[str, Any], field: str) -> None:
    answer = loan(visitor(), **more)
    assert isinstance(answer, Refused)
    assert answer.field == field
    assert not Inquiry.objects.exists()


def test_who_takes_a_request_where_the_manager_has_left() -> None:
    who = visitor()
    Staff.objects.filter(number="JZ2").update(left=date(2018, 9, 1))
    assert loan(who).name is PortalRefusal.NOBODY_TO_TAKE
    from wuhua.areas.people.models import StaffRole

    StaffRole.objects.create(staff_id="JZ4", role=Role.SME_CENTER_HEAD, from_day=date(2015, 1, 1))
    assert loan(who, "k2")["owner"] == "丁"


def test_a_limit_a_machine_gave_is_looked_at_by_a_person() -> None:
    who = visitor()
    words = {"visitor": who, "business_date": DAY, "at": AT, "subject": "preapproval:7", "title": "信用贷 5 万元"}
    asked = portal.ask_review(key="r1", words="淡季流水少,旺季多。", **words)
    assert asked["owner"] == "乙"
    assert "人工复核" in Inquiry.objects.get().request
    assert portal.ask_review(key="r2", words="", **words).name is PortalRefusal.ASKED_ALREADY


def test_a_request_is_not_rewritten() -> None:
    loan(visitor())
    with pytest.raises(IntegrityError), transaction.atomic():
        PortalRequest.objects.update(amount=1)


# --- complaints ------------------------------------------------------------------------------------------------------


def complain(who: read.Visitor | None = None, key: str = "c1", days: int = 15, **more: Any) -> Any:
    said = {
        "kind": ComplaintKind.TYING,
        "name": "王某某",
        "phone": PHONE,
        "words": "办贷时要求先存五万元存款才给办。",
    } | more
    return complaints.complain(
        new=complaints.NewComplaint(**said), key=key, business_date=DAY, at=AT, address="10.0.0.1", days=days, a_day=5,
        visitor=who,
    )  # fmt: skip


def test_A86_a_complaint_is_hidden_from_whom_it_concerns_until_it_is_closed() -> None:
    made = complain(visitor())
    number = made["number"]
    keeper, checker = holding("JZ2", Role.RM), holding("JZ4", Role.COMPLIANCE)
    also_checker = holding("JZ2", Role.RM, Role.COMPLIANCE)
    assert read.complaint_for(keeper, number) is None
    assert read.complaint_for(also_checker, number) is None
    assert read.complaint_for(holding("JZ1", Role.RM), number) is None
    assert read.complaint_for(holding("JZ5", Role.ADMIN), number) is None
    assert read.complaint_for(checker, number) is not None
    taken = complaints.take(actor=checker, business_date=DAY, number=number)
    assert not isinstance(taken, Refused)
    other = holding("JZ5", Role.HR_DISCIPLINE)
    words = {"business_date": DAY, "number": number, "words": "已调阅录音,确有要求存款的话。"}
    assert complaints.note(actor=other, **words).name is ComplaintRefusal.TAKEN_BY_ANOTHER
    assert not isinstance(complaints.note(actor=checker, **words), Refused)
    assert read.complaint_for(keeper, number) is None
    closed = complaints.close(actor=checker, finding=ComplaintFinding.UPHELD, **words)
    assert not isinstance(closed, Refused)
    assert read.complaint_for(keeper, number) is not None
    assert complaints.note(actor=keeper, **words).name is ComplaintRefusal.NOT_A_HANDLER
    assert complaints.note(actor=checker, **words).name is ComplaintRefusal.CLOSED_ALREADY


def test_A86_a_complaint_is_due_in_working_days_and_anybody_may_write_one() -> None:
    """2018-09-30 plus three working days: the National Day week is no work."""
    made = complain(days=3)
    assert made["due"] == "2018-10-10"
    row = Complaint.objects.get()
    assert row.customer_id is None
    assert row.concerned == ["JZ1"], "the keeper of whoever has that phone, known inside only"
    assert PHONE not in repr(Complaint.objects.values().get())
    assert complain(days=3) == made
    assert complain(key="c2", words="太短").field == "words"
    assert complain(key="c3", phone="").field == "phone"
    assert complain(key="c4", name=" ").field == "name"
    for n in range(4):
        complain(key=f"more{n}", words=f"第{n}次反映:办贷时要求先存五万元。")
    assert complain(key="c9").name is ComplaintRefusal.TOO_MANY_TODAY


def test_whom_a_complaint_names_does_not_see_it_either() -> None:
    made = complain(about="城关支行 丁", phone="13900000009")
    assert Complaint.objects.get().concerned == ["JZ4"]
    assert read.complaint_for(holding("JZ4", Role.COMPLIANCE), made["number"]) is None
    assert read.complaint_for(holding("JZ5", Role.HR_DISCIPLINE), made["number"]) is not None


def test_the_three_customers_of_one_phone_are_told_apart_by_their_number() -> None:
    assert {visitor(each).number for each in (FIRM, SHOP, OWNER)} == {"C1", "C2", "C3"}
    assert Customer.objects.filter(phone_blind=secrets.blind(PHONE, "phone")).count() == 3
