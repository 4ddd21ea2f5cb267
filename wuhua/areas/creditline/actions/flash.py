"""闪贷 (A71): a customer who has a card draws from the phone in one go, nobody in between; where one rule says no, the
request walks the three days instead, with that rule's own words.

Under the 2018 rules a flash loan is a draw on a line that was signed face to face (practice 1). Where the day's rules let a
small line be signed afar, a pre-approved customer opens its card on the phone first (`actions.afar`), and then draws here
like anybody. The rules are asked in the order of `FlashRule`, cheapest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline import read
from wuhua.areas.creditline.actions.money import drawn
from wuhua.areas.creditline.read import CardKey
from wuhua.areas.creditline.rules import CardRefusal, FlashRule, FlashWay
from wuhua.areas.customer.read import kept
from wuhua.areas.market.read import proof
from wuhua.areas.origination.actions import Now
from wuhua.areas.origination.actions.opening import Wanted, ask
from wuhua.areas.people import read as people
from wuhua.core.refuse import Refused
from wuhua.platform.once import done_among, once


@dataclass(frozen=True, slots=True)
class Wish:
    """What the customer asks on the phone: fen, what for, and whether he has read and agreed to what is drawn upon."""

    customer: str
    amount: int
    purpose: str
    use: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """The rule that said no, in the words the customer reads."""

    rule: FlashRule
    no: Refused


def flash(
    *,
    business_date: date,
    at: datetime,
    key: str,
    wish: Wish,
    asked_at: datetime | None = None,
    card: CardKey | None = None,
) -> dict[str, Any] | Refused:
    """Money at once, or a case with the reason. The same key again gives the same answer, whichever it was.

    `at` is the moment as the bank's clocks count it, `asked_at` when the customer tapped, where that is another clock. `card` is
    his card where the caller has looked it up already.
    """
    stop = known_stop(wish)
    found = None if stop else card or read.own_key(wish.customer)
    if found is not None:
        done = drawn(
            actor=f"customer:{wish.customer}", business_date=business_date, key=draw_key(wish.customer, key), card=found,
            amount=wish.amount, asked_at=asked_at or at,
        )  # fmt: skip
        if not isinstance(done, Refused):
            return {"way": FlashWay.DRAWN.value, **done}
        if not isinstance(done.name, CardRefusal):
            return done
        stop = Stop(FlashRule.CARD_SAYS_NO, done)
    stop = stop or Stop(FlashRule.NO_CARD, _no_card())
    if stop.rule in (FlashRule.AGREEMENT, FlashRule.USE):
        return stop.no
    return three_days(business_date=business_date, at=at, key=key, wish=wish, stop=stop)


def draw_key(customer: str, key: str) -> str:
    """Under which the money is drawn: whoever taps twice is led where the first tap led."""
    return f"flash/{customer}/{key}"


MONEY, CASE, CARD = "money", "case", "open"
"""Where a form led: to the money, to the three days, or (only) to its card."""


def led(customer: str, key: str) -> set[str]:
    """Where this form led already. One query."""
    own = draw_key(customer, key)
    keys = {own: MONEY, f"{own}/{CASE}": CASE, f"{own}/{CARD}": CARD}
    return {keys[each] for each in done_among(keys)}


def first_stop(day: date, wish: Wish) -> Stop | None:
    """The first rule that says no. A draw's own rules are asked under its lock."""
    stop = known_stop(wish)
    if stop is None and read.own_key(wish.customer) is None:
        stop = Stop(FlashRule.NO_CARD, _no_card())
    return stop


def known_stop(wish: Wish) -> Stop | None:
    """The rules about what is asked and who asks, whether there is a card yet or not."""
    if not wish.agreed:
        no = Refused(CardRefusal.NOT_SIGNED, "请先阅读并同意这一条。", "勾选后再提交。", "agreed")
        return Stop(FlashRule.AGREEMENT, no)
    purpose = compliance.purpose(wish.purpose)
    if isinstance(purpose, Refused):
        return Stop(FlashRule.USE, purpose)
    if not wish.use.strip():
        return Stop(FlashRule.USE, Refused(CardRefusal.REASON_MISSING, "没有写明用途。", "请写明用途。", "use"))
    black = proof.black_listed(wish.customer)
    if black is not None:
        no = Refused(CardRefusal.CARD_FROZEN, "需要客户经理与您核实。", "客户经理会与您联系。")
        return Stop(FlashRule.LISTED, no)
    if kept.worst_of(wish.customer) not in ("", "NONE", "NORMAL"):
        no = Refused(CardRefusal.OVERDUE_ELSEWHERE, "您有贷款需要先处理。", "客户经理会与您联系。")
        return Stop(FlashRule.STANDING, no)
    return None


def hand_over(*, business_date: date, at: datetime, key: str, wish: Wish) -> dict[str, Any] | Refused:
    """The customer himself chooses the three days: no money moves here, whatever the rules would have said."""
    stop = first_stop(business_date, wish)
    if stop is not None and stop.rule in (FlashRule.AGREEMENT, FlashRule.USE):
        return stop.no
    asked = Refused(CardRefusal.OVER_LIMIT, "客户选择由客户经理办理。", "客户经理会与您联系。")
    why = stop or Stop(FlashRule.CARD_SAYS_NO, asked)
    return three_days(business_date=business_date, at=at, key=key, wish=wish, stop=why)


def _no_card() -> Refused:
    return Refused(CardRefusal.CARD_UNKNOWN, "您还没有授信卡。", "可由客户经理上门办理,三个工作日内办结。")


def three_days(*, business_date: date, at: datetime, key: str, wish: Wish, stop: Stop) -> dict[str, Any] | Refused:
    """转三日通道: the manager's case, begun for him with the reason; the customer reads who will come."""
    keeper = people.officer(kept.keeper_of(kept.id_of(wish.customer) or 0), business_date)
    if keeper is None:
        return stop.no

    def act() -> dict[str, Any] | Refused:
        wanted = Wanted(
            customer=wish.customer, product="CREDIT_CARD_LINE", amount=wish.amount, months=12, purpose=wish.purpose,
            use=f"{wish.use.strip()}(闪贷转入:{stop.no.reason})", method="on_demand",
        )  # fmt: skip
        case = ask(Now(keeper, business_date, at), wanted)
        if isinstance(case, Refused):
            return stop.no if case.name == "case_open_already" else case
        return {
            "way": FlashWay.THREE_DAYS.value, "case": case.pk, "rule": stop.rule.value, "why": stop.no.reason,
            "next_step": stop.no.next_step, "manager": keeper.name,
        }  # fmt: skip

    with transaction.atomic():
        return once(f"{draw_key(wish.customer, key)}/{CASE}", {"amount": wish.amount, "purpose": wish.purpose}, act)
