"""手机开卡 (A71): a pre-approved customer without a card signs for one on its phone and draws at once, nobody in between.

The committee's decision on the batch stands for the investigation, the reviews and the approval of a case (docs/DECISIONS.md);
everything that can have changed since is asked again here, in the order of `FlashRule`. Two transactions: the line with its
signature, then a draw like any other. A second tap goes on where the first stopped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline import contract, offers, read, rules
from wuhua.areas.creditline.actions.flash import CARD, Stop, Wish, draw_key, flash, known_stop, three_days
from wuhua.areas.creditline.actions.opening import may_open, opened_for
from wuhua.areas.creditline.identity import Person, Proof, checker
from wuhua.areas.creditline.models import CardSigning, Line
from wuhua.areas.creditline.rules import CONSENTS, MENDABLE, CardRefusal, FlashRule, Grant, Offer
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.actions import portal
from wuhua.areas.customer.read import Visitor, kept
from wuhua.areas.exposure import actions as exposure
from wuhua.areas.exposure import read as room
from wuhua.areas.exposure import rules as ceilings
from wuhua.areas.origination.rules import SignWay
from wuhua.areas.origination.signatures import Asked, OneTimeCode, Seal, Signer
from wuhua.core.refuse import Refused
from wuhua.platform import audit
from wuhua.platform.once import once, was_done

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ready:
    """Every rule has been asked and none says no: what will be signed, and who vouched for the person."""

    offer: Offer
    text: str
    digest: str
    proof: Proof

    def what(self, wish: Wish, key: str) -> str:
        """What the code on the phone is bound to: this text, this first draw, this form."""
        return f"open/{self.digest}/{wish.amount}/{key}"


def ready(day: date, who: Visitor, wish: Wish) -> Ready | Stop:
    """The rules of the way, before the signature. Nothing is written but that an identity was handed to its check."""
    stop = known_stop(wish)
    offer = None if stop else offers.offer_of(who.number, day)
    if stop is not None or offer is None:
        return stop or Stop(FlashRule.NO_CARD, _nothing_offered())
    no = offers.must_meet(who.kind, day)
    if no is not None:
        return Stop(FlashRule.MEETING, no)
    no = rules.check_offer(offer) or may_open(_grant(offer, who, wish, "-"), who.id, day)
    if no is not None:
        return Stop(FlashRule.OFFERED, no)
    no = rules.within_offer(wish.amount, offer)
    if no is not None:
        return Stop(FlashRule.CARD_SAYS_NO, no)
    proof = checker().check(_person(who, day))
    if isinstance(proof, Refused):
        return Stop(FlashRule.IDENTITY, proof)
    no = _room(offer, day)
    if no is not None:
        return Stop(FlashRule.ROOM, no)
    text = contract.text_of(offer, _reader(who, wish), day)
    return Ready(offer, text, contract.digest_of(text), proof)


def open_and_draw(
    *, business_date: date, at: datetime, asked_at: datetime, key: str, who: Visitor, wish: Wish,
    spend: Callable[[str, str], Refused | None], code: str, by: Signer | None = None,
) -> Answer | Refused:  # fmt: skip
    """签约、开卡、首次支用: `spend` uses up the code that was sent for `what`; `by` is another's signing in its place.

    A rule that says no meanwhile leads to the three days with its reason; what the customer can mend is answered to him.
    """
    opens = f"{draw_key(who.number, key)}/{CARD}"
    if not was_done(opens):
        found = ready(business_date, who, wish)
        if isinstance(found, Stop):
            return fall(business_date=business_date, at=at, key=key, wish=wish, stop=found)
        signer = by or OneTimeCode(lambda typed: spend(typed, found.what(wish, key)))
        way = SignWay.ONE_TIME_CODE
        seal = signer.seal(Asked(found.digest, who.name, way, asked_at, code))
        if isinstance(seal, Refused):
            return seal
        made = _opened(opens, business_date, asked_at, who, wish, found, seal)
        if isinstance(made, Refused):
            stop = Stop(FlashRule.OFFERED, made)
            return fall(business_date=business_date, at=at, key=key, wish=wish, stop=stop)
    return flash(business_date=business_date, at=at, asked_at=asked_at, key=key, wish=wish)


def fall(*, business_date: date, at: datetime, key: str, wish: Wish, stop: Stop) -> Answer | Refused:
    """What the customer can mend is said to him; anything else walks the three days."""
    if stop.no.name in MENDABLE or stop.rule in (FlashRule.AGREEMENT, FlashRule.USE):
        return stop.no
    return three_days(business_date=business_date, at=at, key=key, wish=wish, stop=stop)


def _opened(key: str, day: date, at: datetime, who: Visitor, wish: Wish, found: Ready, seal: Seal) -> Answer | Refused:
    """The line, the card and the signature, once and together; the room is taken under its lock until the line stands."""
    offer, actor = found.offer, f"customer:{who.number}"

    def act() -> Answer | Refused:
        held = exposure.hold(
            actor=actor, business_date=day, key=f"{key}/room", customer=who.number, amount=offer.limit,
            expires=day + timedelta(days=1), purpose=f"手机开卡 {offer.number}", owed=read.owed,
            members=customers.group_of(who.number, day).members,
        )  # fmt: skip
        if isinstance(held, Refused):
            return held
        grant = _grant(offer, who, wish, seal.signature)
        made = opened_for(actor, day, grant, who.id, words=f"预授信 {offer.number},第 {offer.batch} 批,手机签约")
        if isinstance(made, Refused):
            return made
        # After this line the signature must be kept and the room given back.
        line = Line.objects.get(case=grant.case)
        signed = CardSigning.objects.create(
            customer_id=who.id, line=line, preapproval_id=offer.id, contract=offer.number, text=found.text,
            digest=found.digest, consents=dict(CONSENTS), identity=found.proof.plain(), gates=gates(offer),
            sign_way=SignWay.ONE_TIME_CODE.value, signer=who.name, signed_at=at, signed_on=day,
            signature=seal.signature, authority=seal.authority,
        )  # fmt: skip
        exposure.release(actor=actor, business_date=day, key=f"{key}/room", why=f"额度已启用 {line.note_number}")
        audit.record(
            actor=actor, business_date=day, action="creditline.signed_afar", subject=f"card:{made['card']}",
            after={"contract": signed.contract, "digest": signed.digest, "authority": signed.authority,
                   "identity": signed.identity, "gates": signed.gates},
        )  # fmt: skip
        return made

    with transaction.atomic():
        return once(key, {"preapproval": offer.id, "digest": found.digest}, act)


def gates(offer: Offer) -> list[list[str]]:
    """What satisfied each part of the five steps, in their order and in words an inspector can follow."""
    batch = f"审贷会 {offer.decided_on} 对第 {offer.batch} 批的决定({offer.decided_by})"
    said = {
        "INVESTIGATED": f"批次测算:工商、税务、用电、流水等数据与例外核定;{batch}",
        "REVIEWED": batch,
        "APPROVED": batch,
        FlashRule.USE.value: "用途目录,签约当日核对",
        FlashRule.LISTED.value: "黑名单,签约当日核对",
        FlashRule.STANDING.value: "五级分类,签约当日核对",
        FlashRule.MEETING.value: "REMOTE_SIGN_MOST,签约当日的规则",
        FlashRule.OFFERED.value: "预授信有效、已定价、在产品要素内,签约当日核对",
        FlashRule.ROOM.value: "单一与集团限额,锁定后核对",
        "CONTRACT": "授信卡合同范本与手机签约特别约定",
        "PAID": "系统逐条核对后支用,无人经手",
    }
    return [[part, words] for part, words in said.items()]


def _room(offer: Offer, day: date) -> Refused | None:
    members = customers.group_of(offer.customer, day).members
    left = room.room(offer.customer, members, day, read.owed)
    return left if isinstance(left, Refused) else ceilings.fits(offer.limit, left)


def _person(who: Visitor, day: date) -> Person:
    return Person(
        who.number, who.name, who.kind, who.identity_masked, who.phone_masked,
        lambda: portal.own_identity(visitor=who, business_date=day, reason="手机开卡身份核验"),
    )  # fmt: skip


def _reader(who: Visitor, wish: Wish) -> contract.Reader:
    found = compliance.purpose(wish.purpose)
    name = wish.purpose if isinstance(found, Refused) else found.name
    return contract.Reader(who.name, who.identity_masked, name, wish.use)


def _grant(offer: Offer, who: Visitor, wish: Wish, signature: str) -> Grant:
    """The pre-approval as a grant: who brought the list is first responsible, who keeps the customer manages it."""
    industry, region = kept.trade_of(who.id)
    return Grant(
        case=offer.number, customer=who.number, limit=offer.limit, months=offer.months, rate=offer.rate,
        account=offer.account, managing_rm=who.managing_rm, first_responsible=offer.brought_by, face_to_face=False,
        approved_by=offer.decided_by, use=wish.use, industry=industry, region=region, signature=signature,
    )  # fmt: skip


def _nothing_offered() -> Refused:
    return Refused(
        CardRefusal.CARD_UNKNOWN, "您还没有授信卡,也没有可用的预授信。", "可由客户经理上门办理,三个工作日内办结。"
    )
