"""Verbs of the customer's phone: a code, a sign-in, its end, and a request that becomes an inquiry with an owner.

A refusal here keeps what was counted: a wrong code is written down whatever the answer says.
"""

from __future__ import annotations

import hmac
import secrets as random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Sum

from wuhua.areas.customer import read
from wuhua.areas.customer.actions import messages
from wuhua.areas.customer.models import Customer, PortalCode, PortalRequest, PortalSession
from wuhua.areas.customer.read.portal import Visitor
from wuhua.areas.customer.rules import portal as rules
from wuhua.areas.customer.rules.portal import Bounds, DoorRules, PortalRefusal, RequestKind
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday.rules import Channel, InquiryState
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused
from wuhua.platform import audit, secrets
from wuhua.platform.once import Answer, once

HOUR = timedelta(hours=1)
SEEN_EVERY = timedelta(seconds=30)
"""How exactly it is kept when a customer was last seen: a page a second need not write a row a second."""


# --- the door --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """What the asker holds until the code comes; `code` is for a demonstration bank's page and goes nowhere else."""

    handle: str
    masked: str
    code: str


@transaction.atomic
def ask_code(*, identity: str, phone: str, address: str, at: datetime, rule: DoorRules) -> CodeAsked | Refused:
    """获取验证码: the same answer, and the same work, whether there is such a customer or not."""
    typed = rules.check_typed(identity, phone)
    if isinstance(typed, Refused):
        return typed
    number, mobile = typed
    blind, place = secrets.blind(mobile, "phone"), _place(address)
    _one_at_a_time(blind, place)
    if _asks_too_often(blind, place, at, rule):
        return rules.too_often()

    # After this line the code must be written down.
    found = Customer.objects.filter(identity_blind=secrets.blind(number, "identity"), phone_blind=blind).first()
    handle, code = random.token_urlsafe(24), f"{random.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}"
    lives = timedelta(minutes=rule.code_minutes)
    PortalCode.objects.create(
        handle=_hash(handle), code=_hash(f"{handle}/{code}"), customer=found, phone_blind=blind, address=place, sent_at=at,
        ends_at=at + lives,
    )  # fmt: skip
    if found is not None:
        text = f"【手机银行】验证码 {code},{rule.code_minutes} 分钟内有效。任何人向您索要验证码都是诈骗。"
        messages.queue(customer_id=found.pk, purpose="portal_code", to=mobile, text=text, at=at, lives=lives)
    return CodeAsked(handle, secrets.mask_phone(mobile), code)


def _asks_too_often(blind: str, place: str, at: datetime, rule: DoorRules) -> bool:
    lately = PortalCode.objects.filter(sent_at__gt=at - HOUR)
    of_phone = lately.filter(phone_blind=blind).aggregate(n=Sum("tries"))
    return rules.asked_too_often(
        rule, lately.filter(phone_blind=blind).count(), lately.filter(address=place).count(), of_phone["n"] or 0
    )


@transaction.atomic
def sign_in(
    *, handle: str, code: str, address: str, at: datetime, business_date: date, rule: DoorRules
) -> str | Refused:
    """登录: the code that was sent opens a sitting; answers what the cookie is to hold. Used once, tried a few times."""
    found = PortalCode.objects.select_for_update().filter(handle=_hash(handle)).first()
    if found is None:
        return rules.code_wrong()
    if _wrong_lately(found.phone_blind, at) >= rule.wrong_per_phone:
        return rules.too_often()
    if found.used_at is not None or at >= found.ends_at or found.tries >= rule.code_tries:
        return rules.code_wrong()
    right = hmac.compare_digest(found.code, _hash(f"{handle}/{code.strip()}"))
    if not right or found.customer_id is None:
        found.tries += 1
        found.save(update_fields=["tries"])
        return rules.code_wrong()

    # After this line the sitting must be open.
    token = random.token_urlsafe(32)
    found.used_at = at
    found.save(update_fields=["used_at"])
    opened = PortalSession.objects.create(
        token=_hash(token), customer_id=found.customer_id, address=_place(address), opened_at=at, seen_at=at
    )
    _record(_number(found.customer_id), business_date, "portal_signed_in", f"portal:{opened.pk}", {})
    return token


def seen(*, visitor: Visitor, at: datetime) -> None:
    """The sitting was used; kept to half a minute."""
    if at - visitor.seen_at >= SEEN_EVERY:
        PortalSession.objects.filter(pk=visitor.session, ended_at__isnull=True).update(seen_at=at)


@transaction.atomic
def sign_out(*, visitor: Visitor, at: datetime, business_date: date) -> None:
    """退出: the cookie opens nothing any more, wherever it was copied to."""
    PortalSession.objects.filter(pk=visitor.session, ended_at__isnull=True).update(ended_at=at)
    _record(visitor.number, business_date, "portal_signed_out", f"portal:{visitor.session}", {})


# --- a second code before money moves --------------------------------------------------------------------------------


@transaction.atomic
def ask_confirm(
    *, visitor: Visitor, what: str, words: str, address: str, at: datetime, rule: DoorRules
) -> CodeAsked | Refused:
    """交易验证码: for one thing only. `what` is bound into it, `words` tell the customer what the code will do."""
    row = Customer.objects.get(pk=visitor.id)
    place = _place(address)
    _one_at_a_time(row.phone_blind, place)
    if _asks_too_often(row.phone_blind, place, at, rule):
        return rules.too_often()

    # After this line the code must be written down.
    handle, code = random.token_urlsafe(24), f"{random.randbelow(10**rules.CODE_DIGITS):0{rules.CODE_DIGITS}d}"
    lives, mobile = timedelta(minutes=rule.code_minutes), secrets.open_(row.phone_sealed)
    PortalCode.objects.create(
        handle=_hash(handle), code=_hash(f"{handle}/{code}/{what}"), customer=row, phone_blind=row.phone_blind,
        address=place, sent_at=at, ends_at=at + lives,
    )  # fmt: skip
    text = f"【手机银行】{words},验证码 {code},{rule.code_minutes} 分钟内有效。不是您本人操作,请勿告诉任何人。"
    messages.queue(customer_id=row.pk, purpose="portal_confirm", to=mobile, text=text, at=at, lives=lives)
    return CodeAsked(handle, secrets.mask_phone(mobile), code)


@transaction.atomic
def confirm(*, visitor: Visitor, handle: str, code: str, what: str, at: datetime, rule: DoorRules) -> Refused | None:
    """The code was sent to this customer, for this very thing, and is used up by it."""
    found = PortalCode.objects.select_for_update().filter(handle=_hash(handle), customer_id=visitor.id).first()
    if found is None:
        return rules.code_wrong()
    if _wrong_lately(found.phone_blind, at) >= rule.wrong_per_phone:
        return rules.too_often()
    if found.used_at is not None or at >= found.ends_at or found.tries >= rule.code_tries:
        return rules.code_wrong()
    if not hmac.compare_digest(found.code, _hash(f"{handle}/{code.strip()}/{what}")):
        found.tries += 1
        found.save(update_fields=["tries"])
        return rules.code_wrong()

    # After this line the code must be used up.
    found.used_at = at
    found.save(update_fields=["used_at"])
    return None


def _wrong_lately(phone: str, at: datetime) -> int:
    lately = PortalCode.objects.filter(phone_blind=phone, sent_at__gt=at - HOUR)
    return lately.aggregate(n=Sum("tries"))["n"] or 0


@transaction.atomic
def own_identity(*, visitor: Visitor, business_date: date, reason: str) -> str:
    """The signed-in customer's own number in plain, for a service that vouches for it. Every call is one row of the trail."""
    sealed = Customer.objects.values_list("identity_sealed", flat=True).get(pk=visitor.id)
    _record(visitor.number, business_date, "identity_handed_over", f"customer:{visitor.number}", {"reason": reason})
    return secrets.open_(sealed)


# --- requests --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Asking:
    """What a customer asks for first. `*_name` are what the product and the purpose are called; amount in fen."""

    product: str
    product_name: str
    amount: int
    months: int
    purpose: str
    purpose_name: str
    needed: date
    words: str = ""


def ask_loan(
    *, visitor: Visitor, key: str, business_date: date, at: datetime, asking: Asking, bounds: Bounds
) -> Answer | Refused:
    """网上申请: first contact, with the owner who answers it. The same key is the same request."""
    said = {
        "kind": RequestKind.APPLY, "product": asking.product, "amount": asking.amount, "months": asking.months,
        "purpose": asking.purpose, "needed": asking.needed.isoformat(), "words": asking.words,
    }  # fmt: skip

    def act() -> Answer | Refused:
        refused = rules.check_asked(
            asking.amount, asking.months, asking.needed, asking.words, bounds, business_date
        ) or _asked_already(visitor, asking.product)
        if refused is not None:
            return refused
        request = (
            f"网上申请「{asking.product_name}」{grouped(asking.amount)} 元,{asking.months} 个月,"
            f"用于{asking.purpose_name},{asking.needed:%Y-%m-%d} 前用款。{asking.words.strip()}"
        )
        return _ask(
            visitor, key, business_date, at, request, kind=RequestKind.APPLY, product=asking.product,
            amount=asking.amount, months=asking.months, purpose=asking.purpose, needed=asking.needed,
            words=asking.words.strip(),
        )  # fmt: skip

    with transaction.atomic():
        return once(f"portal/{visitor.number}/{key}", said, act)


def ask_review(
    *, visitor: Visitor, key: str, business_date: date, at: datetime, subject: str, title: str, words: str
) -> Answer | Refused:
    """申请人工复核: a person is to look again at what a machine decided (个人信息保护法 24)."""
    said = {"kind": RequestKind.REVIEW, "subject": subject, "words": words}

    def act() -> Answer | Refused:
        refused = rules.check_portal_words(words) or _asked_already(visitor, "", subject)
        if refused is not None:
            return refused
        request = f"请人工复核自动核定的额度:{title}。{words.strip()}"
        return _ask(
            visitor, key, business_date, at, request, kind=RequestKind.REVIEW, subject=subject, words=words.strip()
        )

    with transaction.atomic():
        return once(f"portal/{visitor.number}/{key}", said, act)


def _asked_already(visitor: Visitor, product: str, subject: str = "") -> Refused | None:
    """One open request about one thing: a second tap on another day asks nobody twice."""
    open_ones = PortalRequest.objects.filter(customer_id=visitor.id).exclude(inquiry__state=InquiryState.ANSWERED)
    if subject:
        open_ones = open_ones.filter(kind=RequestKind.REVIEW, subject=subject)
    else:
        open_ones = open_ones.filter(kind=RequestKind.APPLY, product=product)
    if not open_ones.exists():
        return None
    return Refused(
        PortalRefusal.ASKED_ALREADY,
        "您已提交过同一事项,正在办理。",
        "请在「办理进度」中查看;着急请直接致电客户经理。",
        "words" if subject else "product",
    )


def _ask(
    visitor: Visitor, key: str, business_date: date, at: datetime, request: str, **kept: object
) -> Answer | Refused:
    owner = read.owner_of(visitor, business_date)
    if owner is None:
        return Refused(PortalRefusal.NOBODY_TO_TAKE, "暂时无人受理网上申请。", "请到网点或致电客服办理。")
    by = f"customer:{visitor.number}"
    sealed = Customer.objects.values_list("phone_sealed", flat=True).get(pk=visitor.id)
    made = workday.receive_for(
        owner=owner, by=by, business_date=business_date, at=at, channel=Channel.ONLINE, name=visitor.name, request=request,
        phone=secrets.open_(sealed) if sealed else "",
    )  # fmt: skip
    if isinstance(made, Refused):
        return made

    # After this line the request must stand.
    row = PortalRequest.objects.create(
        customer_id=visitor.id, key=key, inquiry=made, business_date=business_date, asked_at=at, **kept
    )
    _record(visitor.number, business_date, "portal_asked", f"portal_request:{row.pk}", {"inquiry": made.pk})
    return {"id": row.pk, "inquiry": made.pk, "owner": owner.name}


# --- small words -----------------------------------------------------------------------------------------------------


def _number(customer_id: int) -> str:
    return Customer.objects.values_list("number", flat=True).get(pk=customer_id)


def _record(number: str, on: date, action: str, subject: str, after: dict[str, object]) -> None:
    audit.record(
        actor=f"customer:{number}", business_date=on, action=f"customer.{action}", subject=subject, after=after
    )


def _hash(text: str) -> str:
    return read.portal_hash(text)


def _place(address: str) -> str:
    return secrets.digest(address, "portal-address")


def _one_at_a_time(*keys: str) -> None:
    """Askers with one phone, and from one address, wait for each other: counting is no race."""
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
