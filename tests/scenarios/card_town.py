"""A town with one cardholder: its officers, a grant as a case would hand it over, and the verbs in one word each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tests.town import Town, fen, open_town
from wuhua.areas.creditline import actions, read
from wuhua.areas.creditline.actions.changes import Asked
from wuhua.areas.creditline.models import Card
from wuhua.areas.creditline.rules import CardRefusal, CardVerb, Grant
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import actions as product
from wuhua.areas.servicing.rules import Over
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused

OPENS = date(2018, 9, 3)


def officer(number: str, *roles: Role) -> Officer:
    return Officer(number, number, "B01", frozenset(roles), None)


COUNTER = officer("K001", Role.ACCOUNTANT)
MANAGER = officer("M001", Role.RM)
STRANGER = officer("M009", Role.RM)
RISK = officer("F001", Role.RISK)
APPROVER = officer("S001", Role.APPROVER)
BOTH = officer("M001", Role.RM, Role.APPROVER)


def grant(account: str, customer: str = "C000001", limit: str = "300,000.00", **other: Any) -> Grant:
    """Approved at 7.2 %, for a year."""
    said: dict[str, Any] = {
        "case": "SX-2018-0001", "customer": customer, "limit": fen(limit), "months": 12, "rate": Rate.of_pct("7.2").units,
        "account": account, "managing_rm": "M001", "first_responsible": "M001", "face_to_face": True,
        "approved_by": "S001", "use": "进货周转", "industry": "5212", "region": "140824",
    }  # fmt: skip
    return Grant(**(said | other))


class CardTown:
    """A bank open since 2018-09-03 with the products published, and one customer with a settlement account."""

    def __init__(self, limit: str = "300,000.00", *, card: bool = True) -> None:
        self.town: Town = open_town(OPENS)
        product.ensure_seeded(actor="SYSTEM", business_date=OPENS)
        self.account = self.town.customer("任改英")
        self.grant = grant(self.account, limit=limit)
        self.number = ""
        if card:
            self.number = str(self.done(self.open(self.grant))["card"])

    @property
    def day(self) -> date:
        return self.town.today

    def done(self, answer: Any) -> dict[str, Any]:
        assert not isinstance(answer, Refused), answer
        return dict(answer)

    def open(self, what: Grant, actor: Officer = COUNTER, key: str = "") -> Any:
        return actions.open_card(actor=actor, business_date=self.day, key=key or self.town.key("open"), grant=what)

    def draw(self, amount: str, key: str = "", actor: Officer = COUNTER, **other: Any) -> Any:
        return actions.draw(
            actor=actor, business_date=self.day, key=key or self.town.key("draw"), card=self.number, amount=fen(amount), **other
        )  # fmt: skip

    def repay(self, amount: str, key: str = "", over: Over = Over.COUNTER, actor: Officer = COUNTER) -> Any:
        return actions.repay(
            actor=actor, business_date=self.day, key=key or self.town.key("repay"), card=self.number, amount=fen(amount),
            over=over,
        )  # fmt: skip

    def act(self, verb: CardVerb, actor: Officer = COUNTER, words: str = "按规定办理", **said: Any) -> Any:
        return actions.act(
            actor=actor, business_date=self.day, key=self.town.key(verb.value), verb=verb, card=self.number,
            said=Asked(words, **said),
        )  # fmt: skip

    def ask(self, verb: CardVerb, actor: Officer = MANAGER, reason: str = "客户已整改完毕", **said: Any) -> Any:
        return actions.ask(
            actor=actor, business_date=self.day, key=self.town.key("ask"), verb=verb, reason=reason, card=self.number, **said
        )  # fmt: skip

    def decide(
        self, order: int, actor: Officer = APPROVER, approve: bool = True, decision: str = "情况属实同意"
    ) -> Any:
        return actions.decide(
            actor=actor, business_date=self.day, key=self.town.key("decide"), order=order, approve=approve,
            decision=decision,
        )  # fmt: skip

    def card(self) -> Card:
        return Card.objects.select_related("line", "customer").get(number=self.number)

    def view(self, actor: Officer = COUNTER) -> read.CardView:
        found = read.card_for(actor, self.number, self.day)
        assert not isinstance(found, Refused), found
        return found

    def statement(self) -> read.Statement:
        found = read.statement_for(COUNTER, self.number, self.day)
        assert not isinstance(found, Refused), found
        return found

    def another(self, case: str = "SX-2018-0002", **other: Any) -> Grant:
        return replace(self.grant, case=case, **other)


def no(answer: object, name: object) -> Refused:
    assert isinstance(answer, Refused), answer
    assert answer.name is name, answer
    return answer


__all__ = ["CardRefusal", "CardTown", "CardVerb", "no"]
