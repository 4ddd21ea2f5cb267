"""Rules of partners: whom we court (A78), what we sign (A79), what of the package is used (A80), who stands in a circle (A77).

Nothing here is an input of a limit, a price's refusal or an approval: a package is offered, counted, and never a condition
of a loan (七不准 5; `tests/house/test_packages.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refusal, Refused


class PartnerRefusal(Refusal):
    """Why a partner's record is not what was asked for, in the order in which it is checked."""

    NOT_A_PARTNERS_POST = "not_a_partners_post"
    AGREEMENT_UNKNOWN = "agreement_unknown"
    STRATEGIC_UNKNOWN = "strategic_unknown"
    ALLIANCE_UNKNOWN = "alliance_unknown"
    MILESTONE_UNKNOWN = "milestone_unknown"
    BENEFIT_UNKNOWN = "benefit_unknown"
    EXECUTIVE_MISSING = "executive_missing"
    EXECUTIVE_UNFIT = "executive_unfit"
    CONTACT_MISSING = "contact_missing"
    CONTACT_UNFIT = "contact_unfit"
    NUMBER_TAKEN = "number_taken"
    NAME_TAKEN = "name_taken"
    TERM_WRONG = "term_wrong"
    DAY_WRONG = "day_wrong"
    AMOUNT_WRONG = "amount_wrong"
    OVER_ALREADY = "over_already"
    NOTHING_CHANGED = "nothing_changed"
    ANCHOR_WRONG = "anchor_wrong"
    CONSENT_MISSING = "consent_missing"
    CONSENT_DAY_WRONG = "consent_day_wrong"
    MEMBER_ALREADY = "member_already"
    NOT_A_MEMBER = "not_a_member"
    BENEFIT_WRONG = "benefit_wrong"
    DISCOUNT_TOO_LARGE = "discount_too_large"


# --- whom we court ---------------------------------------------------------------------------------------------------


class StrategicKind(StrEnum):
    """战略发展对象: 龙头企业, 优质企业."""

    LEADING_FIRM = "LEADING_FIRM"
    FINE_FIRM = "FINE_FIRM"


class StrategicStage(StrEnum):
    """How far the bank has come with a strategic target."""

    PLANNED = "PLANNED"
    IN_TALKS = "IN_TALKS"
    COOPERATING = "COOPERATING"
    GIVEN_UP = "GIVEN_UP"


SIGNERS = (Role.SME_CENTER_HEAD, Role.MIDDLE, Role.EXECUTIVE)
"""Who registers targets, signs agreements and founds circles."""


def may_sign(officer: Officer) -> Refused | None:
    """Partners of the whole bank are the centre's and the leaders'."""
    if officer.holds(*SIGNERS):
        return None
    return Refused(
        PartnerRefusal.NOT_A_PARTNERS_POST,
        "您的岗位不能登记战略对象、协议或联盟。",
        "请提交小微中心负责人、中层或班子成员。",
    )


def may_note(officer: Officer, executive: str, contact: str) -> Refused | None:
    """Progress is written by the two who answer for the partner, or by who may sign."""
    if officer.number in (executive, contact):
        return None
    return may_sign(officer)


def check_pair(
    executive: str, executive_officer: Officer | None, contact: str, contact_officer: Officer | None
) -> Refused | None:
    """班子成员分别负责、专人对接: both are named, both work here, and the first is an executive."""
    if not executive.strip():
        return Refused(
            PartnerRefusal.EXECUTIVE_MISSING, "没有指定负责的班子成员。", "请填写班子成员工号。", "executive"
        )
    if executive_officer is None or not executive_officer.holds(Role.EXECUTIVE):
        return Refused(
            PartnerRefusal.EXECUTIVE_UNFIT, f"{executive} 不是在岗的班子成员。", "请核对班子成员工号。", "executive"
        )
    if not contact.strip():
        return Refused(PartnerRefusal.CONTACT_MISSING, "没有指定对接专人。", "请填写对接人工号。", "contact")
    if contact_officer is None:
        return Refused(PartnerRefusal.CONTACT_UNFIT, f"没有在岗工号 {contact}。", "请核对对接人工号。", "contact")
    return None


# --- what we sign ----------------------------------------------------------------------------------------------------


class AgreementVerb(StrEnum):
    """What happened to an agreement."""

    SIGN_AGREEMENT = "sign_agreement"
    AMEND_AGREEMENT = "amend_agreement"
    REVIEW_AGREEMENT = "review_agreement"
    END_AGREEMENT = "end_agreement"


class AgreementState(StrEnum):
    """Where an agreement stands on a day: in force, ending soon, run out, ended early."""

    IN_FORCE = "IN_FORCE"
    ENDING_SOON = "ENDING_SOON"
    RUN_OUT = "RUN_OUT"
    ENDED_EARLY = "ENDED_EARLY"


def agreement_state(expires: date, ended: date | None, on: date, warn_days: int) -> AgreementState:
    """The last day of the term still counts; an early end counts from its own day.

    >>> day = date(2018, 9, 30)
    >>> [agreement_state(day + timedelta(days=n), None, day, 60).value for n in (-1, 0, 60, 61)]
    ['RUN_OUT', 'ENDING_SOON', 'ENDING_SOON', 'IN_FORCE']
    """
    if ended is not None and ended <= on:
        return AgreementState.ENDED_EARLY
    if expires < on:
        return AgreementState.RUN_OUT
    return AgreementState.ENDING_SOON if expires <= on + timedelta(days=warn_days) else AgreementState.IN_FORCE


def check_term(signed: date, expires: date, on: date) -> Refused | None:
    """Signed by today, in force for today or longer."""
    if signed > on:
        return Refused(PartnerRefusal.TERM_WRONG, "签约日晚于今天。", "请在签约后登记。", "signed")
    if expires <= signed or expires < on:
        return Refused(PartnerRefusal.TERM_WRONG, "到期日不晚于签约日或已过。", "请核对协议期限。", "expires")
    return None


def check_envelope(envelope: int | None) -> Refused | None:
    """意向授信 is a sum or nothing."""
    if envelope is not None and not 0 < envelope < 10**15:
        return Refused(PartnerRefusal.AMOUNT_WRONG, "意向授信金额不合理。", "请填写大于零的金额或留空。", "envelope")
    return None


def over() -> Refused:
    """What has ended stays as it is."""
    return Refused(PartnerRefusal.OVER_ALREADY, "已终止或已到期,不能再变更。", "如需继续合作,请另签新协议或另建。")


# --- the package -----------------------------------------------------------------------------------------------------


class ServiceLine(StrEnum):
    """ "一揽子"金融服务: what a partner may take up, each by itself (A80)."""

    LOAN_SERVICE = "LOAN_SERVICE"
    SETTLEMENT_SERVICE = "SETTLEMENT_SERVICE"
    PAYROLL_SERVICE = "PAYROLL_SERVICE"
    POS_QR = "POS_QR"
    DEPOSIT_SERVICE = "DEPOSIT_SERVICE"
    MOBILE_BANK = "MOBILE_BANK"
    AGENCY_SERVICE = "AGENCY_SERVICE"


def check_flag_day(day: date, last: date | None, on: date) -> Refused | None:
    """A flag is dated by today, and after the one before: what was true on a past day stays true."""
    if day > on:
        return Refused(PartnerRefusal.DAY_WRONG, "启用或停用日晚于今天。", "请填写今天或以前的日期。", "day")
    if last is not None and day <= last:
        return Refused(PartnerRefusal.DAY_WRONG, f"该项服务在 {last:%Y-%m-%d} 已有记录。", "请填写其后的日期。", "day")
    return None


# --- circles ---------------------------------------------------------------------------------------------------------


class AllianceKind(StrEnum):
    """银商联盟圈, 银企联盟圈."""

    MERCHANT_CIRCLE = "MERCHANT_CIRCLE"
    FIRM_CIRCLE = "FIRM_CIRCLE"


class AnchorKind(StrEnum):
    """What a circle stands around."""

    MARKET_ANCHOR = "MARKET_ANCHOR"
    MALL_ANCHOR = "MALL_ANCHOR"
    PARK_ANCHOR = "PARK_ANCHOR"
    CORE_FIRM = "CORE_FIRM"


ANCHOR_ZONES: Mapping[AnchorKind, str] = {
    AnchorKind.MARKET_ANCHOR: "MARKET",
    AnchorKind.MALL_ANCHOR: "MALL",
    AnchorKind.PARK_ANCHOR: "PARK",
}
"""Anchors that are a zone of the map, and of which kind."""


class BenefitKind(StrEnum):
    """What members get: a lower rate, a fee waived, a discount among themselves."""

    RATE_DISCOUNT = "RATE_DISCOUNT"
    FEE_WAIVER = "FEE_WAIVER"
    MUTUAL_DISCOUNT = "MUTUAL_DISCOUNT"


def next_run(day: date) -> date:
    """The price run after what is decided today: prices of a day were made in the morning, tomorrow's are made tomorrow.

    >>> next_run(date(2018, 9, 30))
    datetime.date(2018, 10, 1)
    """
    return day + timedelta(days=1)


def check_consent(consent_on: date | None, paper: str, on: date) -> Refused | None:
    """Joining and leaving are the member's own will: on a day, on a paper."""
    if consent_on is None or not paper.strip():
        return Refused(
            PartnerRefusal.CONSENT_MISSING,
            "没有客户本人同意的日期和凭证。",
            "请先取得书面同意并填写日期、编号。",
            "consent",
        )
    if consent_on > on:
        return Refused(PartnerRefusal.CONSENT_DAY_WRONG, "同意日期晚于今天。", "请填写今天或以前的日期。", "consent")
    return None


def check_benefit(kind: BenefitKind, bp: int | None, fee_code: str, most_bp: int) -> Refused | None:
    """A rate discount says how much and stays within the shipped discount of a circle; a waiver says of which fee."""
    if kind is BenefitKind.RATE_DISCOUNT:
        if bp is None or bp <= 0 or fee_code:
            return Refused(PartnerRefusal.BENEFIT_WRONG, "利率优惠须填写基点数。", "请填写大于零的基点数。", "bp")
        if bp > most_bp:
            return Refused(
                PartnerRefusal.DISCOUNT_TOO_LARGE,
                f"利率优惠 {bp} 个基点,超过联盟优惠上限 {most_bp} 个基点。",
                "请调低,或先由合规调整参数 PRICE_OFF.ALLIANCE。",
                "bp",
            )
        return None
    if bp is not None:
        return Refused(PartnerRefusal.BENEFIT_WRONG, "只有利率优惠才填写基点数。", "请清空基点数。", "bp")
    if (kind is BenefitKind.FEE_WAIVER) != bool(fee_code.strip()):
        return Refused(
            PartnerRefusal.BENEFIT_WRONG, "收费减免须写明收费项目,其他权益不写。", "请核对收费项目。", "fee_code"
        )
    return None
