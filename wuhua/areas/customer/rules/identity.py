"""Rules of customer: the four kinds, identity numbers, and what may be written on a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from stdnum import numdb
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, ValidationError

from wuhua.core.refuse import Refusal, Refused


class CustomerKind(StrEnum):
    """客户类型 (domain 0.3)."""

    ENTERPRISE = "ENTERPRISE"
    MERCHANT = "MERCHANT"
    OWNER = "OWNER"
    FARM_ENTITY = "FARM_ENTITY"


KIND_NAMES = {
    CustomerKind.ENTERPRISE: "企业",
    CustomerKind.MERCHANT: "个体工商户",
    CustomerKind.OWNER: "小微企业主",
    CustomerKind.FARM_ENTITY: "农业经营主体",
}


class SizeClass(StrEnum):
    """企业规模 (工信部联企业〔2011〕300号)."""

    LARGE = "LARGE"
    MEDIUM = "MEDIUM"
    SMALL = "SMALL"
    MICRO = "MICRO"


class IdentityKind(StrEnum):
    """Which number a customer is known by: 统一社会信用代码 or 居民身份证."""

    USCC = "USCC"
    RIC = "RIC"


class CustomerRefusal(Refusal):
    """Why customer says no, in the order in which it is checked."""

    CUSTOMER_UNKNOWN = "customer_unknown"
    IDENTITY_MISSING = "identity_missing"
    IDENTITY_OLD_FORM = "identity_old_form"
    IDENTITY_WRONG_LENGTH = "identity_wrong_length"
    IDENTITY_WRONG_CHARACTER = "identity_wrong_character"
    IDENTITY_WRONG_CHECK_DIGIT = "identity_wrong_check_digit"
    IDENTITY_WRONG_ORGANISATION = "identity_wrong_organisation"
    IDENTITY_WRONG_BIRTH_DATE = "identity_wrong_birth_date"
    IDENTITY_WRONG_AREA = "identity_wrong_area"
    IDENTITY_WRONG_KIND = "identity_wrong_kind"
    IDENTITY_ON_FILE = "identity_on_file"
    NUMBER_ON_FILE = "number_on_file"
    NAME_MISSING = "name_missing"
    PHONE_WRONG = "phone_wrong"
    SIZE_MISSING = "size_missing"
    ZONE_UNKNOWN = "zone_unknown"
    MAY_NOT_CHANGE = "may_not_change"
    MAY_NOT_UNMASK = "may_not_unmask"
    REASON_MISSING = "reason_missing"
    NOTHING_ON_FILE = "nothing_on_file"


@dataclass(frozen=True, slots=True)
class Identity:
    """A checked identity number in its one written form (capitals, no spaces)."""

    kind: IdentityKind
    number: str


_FIELD = "identity"
_RIC_SHAPE = re.compile(r"[0-9]{17}[0-9X]", re.ASCII)
_USCC_SHAPE = re.compile(r"[1-9][1-9][0-9]{6}[0-9ABCDEFGHJKLMNPQRTUWXY]{10}", re.ASCII)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_HEADS = {
    CustomerKind.ENTERPRISE: ("91", "93", "52", "12"),
    CustomerKind.MERCHANT: ("92",),
    CustomerKind.FARM_ENTITY: ("91", "92", "93"),
}
_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_LANDLINE = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}", re.ASCII)


def normalised(text: str) -> str:
    """The one written form of an identity number: capitals, no spaces or hyphens.

    >>> normalised(" 1408 2419800101 001x ")
    '14082419800101001X'
    """
    return re.sub(r"[\s-]", "", text).upper()


def check_identity(kind: CustomerKind, text: str, on: date) -> Identity | Refused:
    """The identity number of a customer of that kind, checked digit by digit; `on` is the day nobody is born after.

    Firms carry a 统一社会信用代码 (GB 32100-2015, with the organisation part of GB 11714); owners a 居民身份证
    (GB 11643-1999); shops and farm bodies either.

    >>> check_identity(CustomerKind.ENTERPRISE, "91140824MA0JXH019N", date(2018, 9, 29)).number
    '91140824MA0JXH019N'
    >>> str(check_identity(CustomerKind.OWNER, "140824198001010018", date(2018, 9, 29)).name)
    'identity_wrong_check_digit'
    """
    number = normalised(text)
    if not number:
        return _no(CustomerRefusal.IDENTITY_MISSING, "证件号码没有填写。", "请填写统一社会信用代码或居民身份证号。")
    if len(number) == 15 and number.isdigit():
        return _no(CustomerRefusal.IDENTITY_OLD_FORM, "这是 15 位旧号码。", "请换成 18 位身份证号或统一社会信用代码。")
    if len(number) != 18:
        return _no(CustomerRefusal.IDENTITY_WRONG_LENGTH, f"证件号码应为 18 位,现为 {len(number)} 位。", "请核对原件。")
    if kind is CustomerKind.ENTERPRISE or (kind is not CustomerKind.OWNER and _looks_like_uscc(number)):
        return _check_uscc(kind, number)
    return _check_ric(number, on)


def identity_kind(number: str) -> IdentityKind:
    """Which of the two a checked number is.

    >>> identity_kind("92140824MA0JXG999P").value, identity_kind("140824198001010019").value
    ('USCC', 'RIC')
    """
    return IdentityKind.USCC if _looks_like_uscc(number) else IdentityKind.RIC


def _looks_like_uscc(number: str) -> bool:
    """No place of birth begins with 9, and a resident number has letters nowhere but at its end."""
    return number.startswith("9") or not _RIC_SHAPE.fullmatch(number)


def _check_uscc(kind: CustomerKind, number: str) -> Identity | Refused:
    if not _USCC_SHAPE.fullmatch(number):
        return _no(
            CustomerRefusal.IDENTITY_WRONG_CHARACTER,
            "统一社会信用代码含有不允许的字符(前 8 位为数字,其余不用 I、O、S、V、Z)。",
            "请对照营业执照逐位核对。",
        )
    try:
        uscc.validate(number)
    except InvalidChecksum:
        return _no(
            CustomerRefusal.IDENTITY_WRONG_CHECK_DIGIT,
            f"统一社会信用代码的末位校验码不对,按前 17 位应为「{uscc.calc_check_digit(number[:17])}」。",
            "请对照营业执照逐位核对。",
        )
    wanted = organisation_check(number[8:16])
    if number[16] != wanted:
        return _no(
            CustomerRefusal.IDENTITY_WRONG_ORGANISATION,
            f"统一社会信用代码中的组织机构代码(第 9 至 17 位)校验不符,第 17 位应为「{wanted}」。",
            "请对照营业执照逐位核对。",
        )
    heads = _HEADS.get(kind, ())
    if number[:2] not in heads:
        return _no(
            CustomerRefusal.IDENTITY_WRONG_KIND,
            f"「{KIND_NAMES[kind]}」的统一社会信用代码应以 {'、'.join(heads)} 开头,现为 {number[:2]}。",
            "请核对客户类型或代码。",
        )
    return Identity(IdentityKind.USCC, number)


def organisation_check(first_8: str) -> str:
    """The check character of a GB 11714 organisation code.

    >>> organisation_check("MA0JXH01"), organisation_check("80210043")
    ('9', '3')
    """
    total = sum(
        _ORGANISATION_ALPHABET.index(char) * weight for char, weight in zip(first_8, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def _check_ric(number: str, on: date) -> Identity | Refused:
    if not _RIC_SHAPE.fullmatch(number):
        return _no(
            CustomerRefusal.IDENTITY_WRONG_CHARACTER,
            "居民身份证号应为 17 位数字加 1 位数字或 X。",
            "请对照身份证逐位核对。",
        )
    if number[-1] != ric.calc_check_digit(number):
        return _no(
            CustomerRefusal.IDENTITY_WRONG_CHECK_DIGIT, "居民身份证号的末位校验码不对。", "请对照身份证逐位核对。"
        )
    try:
        born = ric.get_birth_date(number)
    except ValidationError:
        born = date.max
    if not date(1880, 1, 1) <= born <= on:
        return _no(
            CustomerRefusal.IDENTITY_WRONG_BIRTH_DATE,
            f"居民身份证号中的出生日期「{number[6:14]}」不存在或晚于业务日期。",
            "请对照身份证逐位核对。",
        )
    if not _is_county(number[:6]):
        return _no(
            CustomerRefusal.IDENTITY_WRONG_AREA,
            f"居民身份证号开头的行政区划「{number[:6]}」不存在。",
            "请对照身份证逐位核对。",
        )
    return Identity(IdentityKind.RIC, number)


@lru_cache(maxsize=8192)
def _is_county(code: str) -> bool:
    """Whether the six digits were ever a county; when does not matter, numbers are issued later in life too."""
    return any("county" in properties for _, properties in numdb.get("cn/loc").info(code))


def check_phone(text: str) -> str | Refused:
    """A phone number without blanks, or "" when none was given: a mobile number or a landline with its area code.

    >>> check_phone("138 0359 0001")
    '13803590001'
    """
    number = re.sub(r"\s", "", text)
    if number and not _MOBILE.fullmatch(number) and not _LANDLINE.fullmatch(number):
        return Refused(
            CustomerRefusal.PHONE_WRONG,
            "联系电话不是有效的手机号或带区号的座机号。",
            "请填写 11 位手机号,例如 13800000000。",
            "phone",
        )
    return number


def check_size(kind: CustomerKind, size: SizeClass | None) -> Refused | None:
    """A firm is counted by its size; without one it would be counted nowhere."""
    if kind is CustomerKind.ENTERPRISE and size is None:
        return Refused(
            CustomerRefusal.SIZE_MISSING,
            "企业客户必须填写企业规模。",
            "请按划型标准选择大、中、小、微型。",
            "size_class",
        )
    return None


def check_reason(reason: str) -> Refused | None:
    """Unmasking needs words a reader of the log can judge: at least four characters."""
    if len(reason.strip()) < 4:
        return Refused(
            CustomerRefusal.REASON_MISSING,
            "查看未脱敏信息必须写明理由。",
            "请用一句话说明用途(不少于四个字)。",
            "reason",
        )
    return None


def _no(name: CustomerRefusal, reason: str, next_step: str) -> Refused:
    return Refused(name, reason, next_step, _FIELD)
