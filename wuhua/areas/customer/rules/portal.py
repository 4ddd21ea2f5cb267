"""Rules of the customer's phone: how a code lets somebody in, for how long, and what may be asked there.

What is answered at the door never depends on whether there is such a customer: only on what was typed and how often.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from wuhua.areas.customer.rules.identity import check_phone, normalised
from wuhua.core.money import LIMIT_FEN, grouped
from wuhua.core.refuse import Refusal, Refused

CODE_DIGITS = 6
IDENTITY_LENGTH = 18
LATEST = timedelta(days=366)
"""How far ahead money may be asked for: beyond a year it is a plan, not a request."""
WORDS_MOST = 500


class MessageState(StrEnum):
    """短信发件箱: waiting for the gateway, sent, or given up."""

    WAITING = "WAITING"
    SENT = "SENT"
    FAILED = "FAILED"


class RequestKind(StrEnum):
    """客户网上所求: a loan, or that a person looks again at a limit a machine gave."""

    APPLY = "APPLY"
    REVIEW = "REVIEW"


class PortalRefusal(Refusal):
    """Why the customer's phone says no, in the order in which it is checked."""

    IDENTITY_MISTYPED = "portal_identity_mistyped"
    PHONE_MISTYPED = "portal_phone_mistyped"
    TOO_OFTEN = "portal_too_often"
    CODE_WRONG = "portal_code_wrong"
    AMOUNT_NOT_POSITIVE = "portal_amount_not_positive"
    AMOUNT_OUTSIDE = "portal_amount_outside"
    MONTHS_OUTSIDE = "portal_months_outside"
    NEEDED_OUTSIDE = "portal_needed_outside"
    PURPOSE_WORDS_LONG = "portal_words_long"
    ASKED_ALREADY = "portal_asked_already"
    NOBODY_TO_TAKE = "portal_nobody_to_take"


@dataclass(frozen=True, slots=True)
class DoorRules:
    """How the door is kept: lives of a code and of a sign-in, and how often somebody may try in an hour."""

    code_minutes: int = 5
    code_tries: int = 5
    codes_per_phone: int = 5
    codes_per_address: int = 30
    wrong_per_phone: int = 10
    idle_minutes: int = 15
    longest_minutes: int = 120


_NAMES = {
    "code_minutes": "PORTAL_CODE_MINUTES",
    "code_tries": "PORTAL_CODE_TRIES",
    "codes_per_phone": "PORTAL_CODES_PER_PHONE",
    "codes_per_address": "PORTAL_CODES_PER_ADDRESS",
    "wrong_per_phone": "PORTAL_WRONG_PER_PHONE",
    "idle_minutes": "PORTAL_IDLE_MINUTES",
    "longest_minutes": "PORTAL_LONGEST_MINUTES",
}


def door_rules(values: Mapping[str, str]) -> DoorRules:
    """The rules of a day out of compliance's values; what a bank does not keep is as shipped.

    >>> door_rules({"PORTAL_CODE_MINUTES": "3"}).code_minutes
    3
    """
    return DoorRules(**{name: int(values[code]) for name, code in _NAMES.items() if code in values})


def check_typed(identity: str, phone: str) -> tuple[str, str] | Refused:
    """What was typed at the door in its one form; refused only for its own shape.

    >>> check_typed("140824 1980 0101 0019", "138 0359 0001")
    ('140824198001010019', '13803590001')
    """
    number = normalised(identity)
    if len(number) != IDENTITY_LENGTH or not (number.isascii() and number.isalnum()):
        return Refused(
            PortalRefusal.IDENTITY_MISTYPED,
            "证件号码应为 18 位。",
            "请按身份证或营业执照填写。",
            "identity",
        )
    found = check_phone(phone)
    if isinstance(found, Refused) or not found:
        return Refused(PortalRefusal.PHONE_MISTYPED, "手机号不是 11 位。", "请填写在本行登记的手机号。", "phone")
    return number, found


def too_often() -> Refused:
    """The answer to whoever asks or tries too often; the same for everybody."""
    return Refused(PortalRefusal.TOO_OFTEN, "操作过于频繁,已暂停。", "请一小时后再试,或到网点、致电客服办理。", "phone")


def code_wrong() -> Refused:
    """The one answer for a wrong code, a code that has gone, and a code nobody was sent."""
    return Refused(
        PortalRefusal.CODE_WRONG,
        "验证码不对或已失效。",
        "请核对短信;如未收到,请确认证件号和手机号与本行登记一致,再重新获取。",
        "code",
    )


def asked_too_often(rules: DoorRules, of_phone: int, of_address: int, wrong: int) -> bool:
    """Whether another code may not be asked for: counted over the last hour.

    >>> asked_too_often(DoorRules(), 4, 29, 9), asked_too_often(DoorRules(), 5, 0, 0)
    (False, True)
    """
    return of_phone >= rules.codes_per_phone or of_address >= rules.codes_per_address or wrong >= rules.wrong_per_phone


def session_lives(rules: DoorRules, at: datetime, seen: datetime, opened: datetime) -> bool:
    """Whether a sign-in still holds: used lately, and not longer than a sitting."""
    idle, longest = timedelta(minutes=rules.idle_minutes), timedelta(minutes=rules.longest_minutes)
    return at < seen + idle and at < opened + longest


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the product's sheet allows to be asked for; None is no bound."""

    low: int | None = None
    high: int | None = None
    months: int | None = None


def check_asked(amount: int, months: int, needed: date, words: str, bounds: Bounds, on: date) -> Refused | None:
    """A first request: an amount and a term the product has, needed from today on."""
    if not 0 < amount <= LIMIT_FEN:
        return Refused(PortalRefusal.AMOUNT_NOT_POSITIVE, "金额须大于零。", "请填写想借的金额,单位是元。", "amount")
    low, high = bounds.low or 0, bounds.high or LIMIT_FEN
    if not low <= amount <= high:
        return Refused(
            PortalRefusal.AMOUNT_OUTSIDE,
            f"该产品的金额为 {grouped(low)} 至 {grouped(high)} 元。",
            "请改填金额,或换一个产品。",
            "amount",
        )
    if not 0 < months <= (bounds.months or 360):
        return Refused(
            PortalRefusal.MONTHS_OUTSIDE,
            f"该产品的期限最长 {bounds.months or 360} 个月。",
            "请改填期限,或换一个产品。",
            "months",
        )
    if not on <= needed <= on + LATEST:
        return Refused(PortalRefusal.NEEDED_OUTSIDE, "用款日须在今天之后一年以内。", "请改填用款日期。", "needed")
    return check_portal_words(words)


def check_portal_words(words: str) -> Refused | None:
    """What is written beside a request stays readable."""
    if len(words) <= WORDS_MOST:
        return None
    return Refused(PortalRefusal.PURPOSE_WORDS_LONG, f"说明超过 {WORDS_MOST} 字。", "请写短一些。", "words")
