"""手机开卡与闪贷 (A71): a pre-approved customer signs for a card on the phone and draws at once; what a rule refuses walks three days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test.utils import override_settings

from tests.fixtures_db import _copy_of
from tests.recalc import prove
from tests.scenarios import afar_town
from tests.scenarios.afar_town import MOST
from tests.scenarios.card_town import CardTown, no
from tests.town import fen
from wuhua.areas.creditline import casework, read, rules
from wuhua.areas.creditline.actions import afar
from wuhua.areas.creditline.actions.flash import Wish
from wuhua.areas.creditline.contract import digest_of
from wuhua.areas.creditline.identity import OWN, Person, Proof
from wuhua.areas.creditline.models import Card, CardSigning
from wuhua.areas.creditline.rules import CardRefusal, FlashRule
from wuhua.areas.customer.models import Customer, Standing
from wuhua.areas.customer.read import Visitor
from wuhua.areas.customer.rules.identity import CustomerKind
from wuhua.areas.customer.rules.portal import PortalRefusal
from wuhua.areas.exposure.models import Hold
from wuhua.areas.exposure.rules import Owes
from wuhua.areas.market.models import PreApproval
from wuhua.areas.origination import signatures
from wuhua.areas.origination.models import Case
from wuhua.areas.servicing.models import LoanNote
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

WISH = Wish("C000001", fen("50,000.00"), "WORKING_CAPITAL", "明早进面粉", True)
CODE = "135790"


@pytest.fixture(scope="module")
def bank(bank_template: str, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CardTown]:
    """One bank for the file; no test leaves a row behind."""
    home = tmp_path_factory.mktemp("afar")
    (home / "lake").mkdir()
    with (
        override_settings(WUHUA_HOME=home, WUHUA_LAKE=home / "lake"),
        django_db_blocker.unblock(),
        _copy_of(bank_template),
    ):
        yield afar_town.opened()


@pytest.fixture
def town(bank: CardTown) -> Iterator[CardTown]:
    with transaction.atomic():
        yield bank
        transaction.set_rollback(True)


def me() -> Visitor:
    row = Customer.objects.get(number="C000001")
    return Visitor(
        row.pk, row.number, row.name, CustomerKind(row.kind), row.managing_rm, row.zone, row.identity_masked,
        row.phone_masked, 1, clock.now(),
    )  # fmt: skip


def tried(day: date, key: str = "k", code: str = CODE, wish: Wish = WISH, **more: Any) -> Any:
    """Signed with a code; the bank sent `CODE` for the very text and sum."""

    def spend(typed: str, what: str) -> Refused | None:
        asked.append(what)
        return (
            None if typed == CODE else Refused(PortalRefusal.CODE_WRONG, "验证码不对或已失效。", "请重新获取。", "code")
        )

    asked: list[str] = []
    said = {"who": me(), "asked_at": clock.now(), "at": clock.now(), **more}
    return afar.open_and_draw(business_date=day, key=key, wish=wish, spend=spend, code=code, **said)


def fell(answer: Any, rule: FlashRule) -> dict[str, Any]:
    assert not isinstance(answer, Refused), answer
    assert (answer["way"], answer["rule"]) == ("THREE_DAYS", rule), answer
    assert not Card.objects.exists() and not CardSigning.objects.exists() and not LoanNote.objects.exists()
    assert answer["why"] in Case.objects.get(pk=answer["case"]).use
    return dict(answer)


def test_A71_signed_on_the_phone_opened_and_drawn_with_nobody_between(fresh_bank: str) -> None:
    town = afar_town.opened()
    before = AuditRow.objects.count()
    got = tried(town.day)
    assert not isinstance(got, Refused) and got["way"] == "DRAWN", got
    assert tried(town.day, code="000000") == got, "a second tap, whatever it types, is led where the first was"
    card = Card.objects.select_related("line").get()
    assert (card.limit, card.line.limit, card.line.rate, card.state) == (MOST, MOST, 720_000, "ACTIVE")
    assert (card.line.approved_by, card.line.grant["first_responsible"]) == ("JZ12", "JZ4")
    assert LoanNote.objects.get().principal == WISH.amount
    kept = CardSigning.objects.get()
    assert (kept.line_id, kept.preapproval_id) == (card.line_id, PreApproval.objects.get().pk)
    assert kept.digest == digest_of(kept.text)
    assert signatures.holds(kept.digest, kept.signer, kept.sign_way, kept.signed_at, kept.signature)
    assert (kept.authority, kept.identity["authority"]) == (signatures.OWN, OWN)
    assert [part for part, _words in kept.gates][:4] == ["INVESTIGATED", "REVIEWED", "APPROVED", "USE"]
    for words in ("贰拾万元整", "批准额度人民币300,000.00元", "年利率7.20%", "明早进面粉", *rules.CONSENTS.values()):
        assert words in kept.text, words
    assert "{" not in kept.text
    assert set(AuditRow.objects.order_by("pk")[before:].values_list("actor", flat=True)) == {"customer:C000001"}
    assert not Hold.objects.filter(released_on=None).exists(), "the room is the line's now"
    assert read.owed(["C000001"]) == {"C000001": Owes(WISH.amount, MOST - WISH.amount)}
    town.town.close_through(town.day)
    prove(town.town)


def test_A71_under_the_rules_of_2018_nobody_signs_on_a_phone(town: CardTown) -> None:
    afar_town.current("RS2018")
    told = fell(tried(town.day), FlashRule.MEETING)
    assert told["why"] == "现行规定授信合同须当面签订。" and told["manager"] == "甲"


def test_A71_a_code_that_does_not_hold_opens_nothing_and_the_right_one_does(town: CardTown) -> None:
    no(tried(town.day, code="135791"), PortalRefusal.CODE_WRONG)
    assert not Card.objects.exists() and not Case.objects.exists()
    assert tried(town.day)["way"] == "DRAWN"


def test_A71_the_code_is_bound_to_the_text_the_sum_and_the_form(town: CardTown) -> None:
    def what(wish: Wish, key: str = "k") -> str:
        found = afar.ready(town.day, me(), wish)
        assert isinstance(found, afar.Ready), found
        return found.what(wish, key)

    mine = what(WISH)
    others = {what(replace(WISH, amount=WISH.amount + 1)), what(replace(WISH, use="付房租")), what(WISH, "k2")}
    assert mine not in others and len(others) == 3


def test_A71_what_the_customer_can_mend_is_said_to_him_and_walks_nowhere(town: CardTown) -> None:
    no(tried(town.day, wish=replace(WISH, agreed=False)), CardRefusal.NOT_SIGNED)
    no(tried(town.day, wish=replace(WISH, use=" ")), CardRefusal.REASON_MISSING)
    over = no(tried(town.day, wish=replace(WISH, amount=MOST + 1)), CardRefusal.OVER_LIMIT)
    assert over.field == "amount" and "200,000.00 元以内" in over.reason
    no(tried(town.day, wish=replace(WISH, amount=0)), CardRefusal.OVER_LIMIT)
    assert not Case.objects.exists() and not Card.objects.exists()
    assert tried(town.day, wish=replace(WISH, amount=MOST))["way"] == "DRAWN"


def _standing() -> None:
    customer = Customer.objects.get(number="C000001")
    Standing.objects.create(customer=customer, as_of=date(2018, 9, 2), klass="WATCH", overdue_days=3)


CHANGED = {
    FlashRule.STANDING: _standing,
    FlashRule.MEETING: lambda: Customer.objects.filter(number="C000001").update(kind="ENTERPRISE"),
    FlashRule.OFFERED: lambda: PreApproval.objects.update(rate=None),
    FlashRule.IDENTITY: lambda: Customer.objects.filter(number="C000001").update(phone_masked=""),
    FlashRule.NO_CARD: lambda: PreApproval.objects.update(valid_until=date(2018, 9, 2)),
    FlashRule.ROOM: lambda: Hold.objects.create(
        key="h", customer="C000001", amount=fen("9,900,000.00"), purpose="另案", placed_on=date(2018, 9, 3),
        expires=date(2018, 10, 3), recorded_at=clock.now(), actor="S001",
    ),
}  # fmt: skip


def test_A71_whatever_changed_since_the_committee_decided_walks_the_three_days_with_its_reason(town: CardTown) -> None:
    for rule, change in CHANGED.items():
        with transaction.atomic():
            change()
            fell(tried(town.day, key=rule), rule)
            transaction.set_rollback(True)
    assert tried(town.day)["way"] == "DRAWN", "and with nothing changed it is drawn"


def test_A71_a_preapproval_is_taken_up_once_and_by_its_own_customer(town: CardTown) -> None:
    assert tried(town.day)["way"] == "DRAWN"
    again = afar.ready(town.day, me(), WISH)
    assert isinstance(again, afar.Stop) and again.rule is FlashRule.NO_CARD
    afar_town.given(town.day)
    second = afar.ready(town.day, me(), WISH)
    assert isinstance(second, afar.Stop) and second.no.name is CardRefusal.SECOND_CARD
    no(tried(town.day, key="a second tab"), CardRefusal.SECOND_CARD)
    assert not Case.objects.exists(), "nobody is sent out for what stands already"


class Police:
    """A check that asks for the plain number, as the police's would, and knows one person."""

    def check(self, who: Person) -> Proof | Refused:
        if who.reveal() == "92140824MA0JXG999P":
            return Proof("公安身份核查", "GA-1")
        return Refused(CardRefusal.IDENTITY_UNPROVED, "核查不一致。", "请到网点办理。")


def test_A71_another_identity_check_is_named_and_its_asking_leaves_a_trace(town: CardTown, settings: Any) -> None:
    settings.WUHUA_IDENTITY = f"{__name__}:Police"
    assert tried(town.day)["way"] == "DRAWN"
    assert CardSigning.objects.get().identity == {"authority": "公安身份核查", "reference": "GA-1"}
    assert AuditRow.objects.filter(action="customer.identity_handed_over", actor="customer:C000001").exists()


def test_A71_a_case_signed_afar_opens_its_card_by_its_signature(town: CardTown) -> None:
    signed = replace(town.grant, face_to_face=False, signature="ab" * 32)
    assert rules.check_grant(signed) is None
    no(town.open(replace(town.grant, face_to_face=False)), CardRefusal.NOT_SIGNED)
    assert town.done(town.open(signed))["limit"] == town.grant.limit
    assert casework.outside().owed(["C000001"]) == {"C000001": Owes(0, town.grant.limit)}
