"""Rules of the card: its states and verbs, who may use which, and the verdicts on a draw and on a change. Amounts in fen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from wuhua.areas.people.rules import Officer, Role
from wuhua.core.money import grouped, percent
from wuhua.core.refuse import Refusal, Refused

PRODUCT = "CREDIT_CARD_LINE"


class CardState(StrEnum):
    """授信卡状态."""

    ACTIVE = "ACTIVE"
    FROZEN = "FROZEN"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"
    CLOSED = "CLOSED"


LIVING = (CardState.ACTIVE, CardState.FROZEN, CardState.EXPIRED)
"""A customer has one card in these states at most (一户一卡); an expired one is renewed or closed before another is opened."""


class CardVerb(StrEnum):
    """What happened to a card, or is asked for."""

    OPEN_CARD = "open_card"
    FREEZE_CARD = "freeze_card"
    THAW_CARD = "thaw_card"
    REPLACE_CARD = "replace_card"
    RENEW_CARD = "renew_card"
    REDUCE_CARD = "reduce_card"
    RAISE_CARD = "raise_card"
    REVIEW_CARD = "review_card"
    EXPIRE_CARD = "expire_card"
    CLOSE_CARD = "close_card"


class FreezeReason(StrEnum):
    """冻结原因. The first three are the daily run's as well, in the order in which one is told when several hold."""

    WARNING_RED = "WARNING_RED"
    CARD_OVERDUE = "CARD_OVERDUE"
    LICENCE_ENDED = "LICENCE_ENDED"
    CARD_LOST = "CARD_LOST"
    MISUSE_FOUND = "MISUSE_FOUND"
    CUSTOMER_ASKED = "CUSTOMER_ASKED"
    OTHER_CAUSE = "OTHER_CAUSE"


class CardRefusal(Refusal):
    """Why a card says no, in the order in which it is checked."""

    NOT_YOUR_POST = "not_your_post"
    CARD_UNKNOWN = "card_unknown"
    JUST_CHANGED = "just_changed"
    CARD_REPLACED = "card_replaced"
    CARD_CLOSED = "card_closed"
    LINE_EXPIRED = "line_expired"
    CARD_FROZEN = "card_frozen"
    OVERDUE_FIRST = "overdue_first"
    OVERDUE_ELSEWHERE = "overdue_elsewhere"
    OVER_LIMIT = "over_limit"
    SECOND_CARD = "second_card"
    GRANT_USED = "grant_used"
    GRANT_UNFIT = "grant_unfit"
    NOT_SIGNED = "not_signed"
    ACCOUNT_UNFIT = "account_unfit"
    REASON_MISSING = "reason_missing"
    FROZEN_ALREADY = "frozen_already"
    NOT_FROZEN = "not_frozen"
    CAUSE_STANDS = "cause_stands"
    BELOW_DRAWN = "below_drawn"
    NOT_LOWER = "not_lower"
    NOT_HIGHER = "not_higher"
    STILL_OWED = "still_owed"
    ORDER_UNKNOWN = "order_unknown"
    ORDER_OPEN = "order_open"
    ORDER_DECIDED = "order_decided"
    ANOTHER_MUST_DECIDE = "another_must_decide"
    MEET_FIRST = "meet_first"
    OFFER_UNFIT = "offer_unfit"
    IDENTITY_UNPROVED = "identity_unproved"


class FlashWay(StrEnum):
    """闪贷结果: the money, or the three days with a reason."""

    DRAWN = "DRAWN"
    THREE_DAYS = "THREE_DAYS"


class FlashRule(StrEnum):
    """闪贷规则, in the order in which they are asked (A71). From `MEETING` to `ROOM`: only where a card is to be opened first."""

    AGREEMENT = "AGREEMENT"
    USE = "USE"
    LISTED = "LISTED"
    STANDING = "STANDING"
    NO_CARD = "NO_CARD"
    MEETING = "MEETING"
    OFFERED = "OFFERED"
    IDENTITY = "IDENTITY"
    ROOM = "ROOM"
    CARD_SAYS_NO = "CARD_SAYS_NO"


MENDABLE = (
    CardRefusal.NOT_SIGNED, CardRefusal.REASON_MISSING, CardRefusal.OVER_LIMIT, CardRefusal.SECOND_CARD,
    CardRefusal.GRANT_USED,
)  # fmt: skip
"""What the customer can put right himself, or has already (a second tab), is said to him; it walks no three days unless he asks."""


# --- what was granted ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grant:
    """What a case approved and the customer signed: all that a card is opened or renewed on. The rate in 10⁻⁷ a year.

    The case hands it over as it stands; nothing of it is asked again here but whether it fits the product and the account.
    `signature` stands where the contract was signed on the customer's phone, as the rules of that day allowed.
    """

    case: str
    customer: str
    limit: int
    months: int
    rate: int
    account: str
    managing_rm: str
    first_responsible: str
    face_to_face: bool
    approved_by: str
    use: str
    industry: str
    region: str
    security: str = "CREDIT"
    product: str = PRODUCT
    settlement: str = "MONTH20"
    day_count: str = "act/360"
    penalty_uplift: int = 50
    signature: str = ""

    def plain(self) -> dict[str, Any]:
        """For the key, the order and the trace."""
        return asdict(self)

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Grant:
        """What `plain` wrote, read again."""
        return cls(**plain)


def check_grant(grant: Grant) -> Refused | None:
    """Whether it can be a card's at all: approved, signed, for a sum, a term and a rate."""
    if not grant.case.strip() or not grant.approved_by.strip():
        return Refused(
            CardRefusal.GRANT_UNFIT, "没有批复编号或批准人,不能开卡。", "请先完成授信审批,再凭批复开卡。", "case"
        )
    if not grant.face_to_face and not grant.signature:
        return Refused(
            CardRefusal.NOT_SIGNED, "授信合同没有当面签订。", "请双人当面签约并留存签约记录后再开卡。", "face_to_face"
        )
    if grant.limit <= 0 or grant.months <= 0 or grant.rate <= 0:
        field = "limit" if grant.limit <= 0 else "months" if grant.months <= 0 else "rate"
        return Refused(CardRefusal.GRANT_UNFIT, "批复的额度、期限和利率须大于零。", "请核对批复。", field)
    return None


# --- a card opened on the phone ---------------------------------------------------------------------------------------

IN_PERSON = ("MERCHANT", "OWNER")
"""Kinds of customers who are a person: who holds the phone is who signs. A firm's seal and its legal representative are not."""

CONSENTS: Mapping[str, str] = {
    "CONTRACT": "我已阅读并同意授信卡额度合同,知道额度、利率、还款日和逾期的后果。",
    "DATA": "我同意本行为这次授信和贷后管理使用我已授权的征信、税务、用电、流水等信息,并依法报送信用信息。",
}
"""What is agreed to, each by a tap of its own and in these words; the words are kept with the signature."""


@dataclass(frozen=True, slots=True)
class Offer:
    """预授信 as the phone offers it: what the committee gave (`approved`, fen), and what of it may be signed for afar (`limit`)."""

    id: int
    batch: int
    customer: str
    approved: int
    limit: int
    months: int
    rate: int
    valid_until: date
    account: str
    decided_by: str
    decided_on: date
    brought_by: str

    @property
    def number(self) -> str:
        """The number of the contract it becomes, and of the grant: a pre-approval is taken up once."""
        return f"YSX{self.id:08d}"


def may_sign_afar(most: int, kind: str) -> Refused | None:
    """Whether the rules of the day let such a customer sign without a meeting; `most` is REMOTE_SIGN_MOST (fen)."""
    come = "客户经理会上门与您面签,三个工作日内办结。"
    if most <= 0:
        return Refused(CardRefusal.MEET_FIRST, "现行规定授信合同须当面签订。", come)
    if kind not in IN_PERSON:
        return Refused(CardRefusal.MEET_FIRST, "单位客户的授信合同须由法定代表人当面签订。", come)
    return None


def check_offer(offer: Offer) -> Refused | None:
    """Whether the pre-approval says enough to be signed for: a sum, a price, and an account of the customer's own."""
    if offer.limit <= 0 or offer.rate <= 0:
        return Refused(CardRefusal.OFFER_UNFIT, "预授信还没有定价。", "客户经理会与您核定利率后办理。")
    if not offer.account:
        return Refused(CardRefusal.OFFER_UNFIT, "您在本行还没有结算账户。", "客户经理会帮您开户后办理。")
    return None


def within_offer(amount: int, offer: Offer) -> Refused | None:
    """The first draw lies within what is to be signed for."""
    if 0 < amount <= offer.limit:
        return None
    return Refused(
        CardRefusal.OVER_LIMIT,
        f"这次可用 {grouped(offer.limit)} 元以内,须大于零。",
        "请改金额;要更多的,可请客户经理上门办理。",
        "amount",
    )


# --- a draw ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CardNow:
    """The card as the reading trip found it, locked. `why` is the reason it is frozen for; `successor` what replaced it."""

    number: str
    state: CardState
    limit: int
    until: date
    why: str = ""
    successor: str = ""


def available(limit: int, principal: int, held: int) -> int:
    """可用额度 = limit − outstanding principal − holds on the customer's room; never below nought.

    >>> available(100, 30, 20), available(100, 90, 20)
    (50, 0)
    """
    return max(0, limit - principal - held)


def usable(card: CardNow, on: date) -> Refused | None:
    """Whether the card itself lets anything be drawn on that day, whatever the amount."""
    if card.state is CardState.REPLACED:
        return Refused(
            CardRefusal.CARD_REPLACED, f"卡 {card.number} 已换卡。", f"请使用新卡{card.successor}办理。", "card"
        )
    if card.state is CardState.CLOSED:
        return Refused(CardRefusal.CARD_CLOSED, f"卡 {card.number} 已销卡。", "如需用款,请重新申请授信。", "card")
    if card.state is CardState.EXPIRED or card.until <= on:
        return Refused(
            CardRefusal.LINE_EXPIRED,
            f"卡 {card.number} 的额度已于 {card.until} 到期,不能再支用。",
            "已用款项照常还款;如需继续使用,请办理续期。",
            "card",
        )
    if card.state is CardState.FROZEN:
        return Refused(
            CardRefusal.CARD_FROZEN,
            f"卡 {card.number} 已冻结({FREEZE_NAMES.get(card.why, card.why)})。",
            "消除原因后申请解冻;还款不受影响。",
            "card",
        )
    return None


def fits(amount: int, limit: int, principal: int, held: int) -> Refused | None:
    """Whether the amount goes into what is left of the line: one fen more is stopped."""
    left = available(limit, principal, held)
    if amount <= left:
        return None
    kept = f"、占用 {grouped(held)} 元" if held else ""
    return Refused(
        CardRefusal.OVER_LIMIT,
        f"额度 {grouped(limit)} 元,已用 {grouped(principal)} 元{kept},最多可支用 {grouped(left)} 元。",
        "请减少支用金额,或先还款。",
        "amount",
    )


def late(days: int) -> Refused:
    """New draws stop from the first overdue day of the line, and start again by payment; nobody has to thaw anything."""
    return Refused(
        CardRefusal.OVERDUE_FIRST, f"本卡已逾期 {days} 天,暂停支用。", "还清逾期款项后即可支用,无需解冻。", "card"
    )


def late_elsewhere(note: str, days: int) -> Refused:
    """The customer is late on another loan of ours."""
    return Refused(
        CardRefusal.OVERDUE_ELSEWHERE,
        f"该客户借据 {note} 已逾期 {days} 天,暂停支用。",
        "还清该笔逾期款项后即可支用。",
        "card",
    )


def just_changed(card: str) -> Refused:
    """The card went over to another line while the draw was waiting for it; nothing is kept, so the same key may try again."""
    return Refused(CardRefusal.JUST_CHANGED, f"卡 {card} 刚刚续期。", "请重新提交。", "card")


# --- changes ---------------------------------------------------------------------------------------------------------

FREEZE_NAMES: Mapping[str, str] = {
    FreezeReason.WARNING_RED: "红色预警",
    FreezeReason.CARD_OVERDUE: "逾期超过宽限天数",
    FreezeReason.LICENCE_ENDED: "营业执照到期",
    FreezeReason.CARD_LOST: "挂失",
    FreezeReason.MISUSE_FOUND: "挪用",
    FreezeReason.CUSTOMER_ASKED: "客户申请",
    FreezeReason.OTHER_CAUSE: "其他",
}


def living(card: CardNow) -> Refused | None:
    """Whether anything of the card can be changed."""
    if card.state in (CardState.REPLACED, CardState.CLOSED):
        return usable(card, card.until)
    return None


def frozen_already(card: CardNow) -> Refused | None:
    """A card is frozen once, for its first reason."""
    if card.state is not CardState.FROZEN:
        return None
    why = FREEZE_NAMES.get(card.why, card.why)
    return Refused(CardRefusal.FROZEN_ALREADY, f"卡 {card.number} 已因「{why}」冻结。", "无需重复冻结。", "card")


def may_thaw(card: CardNow, causes: Mapping[FreezeReason, str]) -> Refused | None:
    """Thawed when it is frozen and no cause that the daily run knows still stands."""
    if card.state is not CardState.FROZEN:
        return Refused(CardRefusal.NOT_FROZEN, f"卡 {card.number} 没有冻结。", "无需解冻。", "card")
    if causes:
        first = next(each for each in FreezeReason if each in causes)
        return Refused(
            CardRefusal.CAUSE_STANDS,
            f"冻结原因仍在:{FREEZE_NAMES[first]}({causes[first]})。",
            "请先消除原因,再申请解冻。",
            "card",
        )
    return None


def may_reduce(limit: int, now: int, drawn: int) -> Refused | None:
    """Lower than it was, and never below what is drawn: at that sum there are only no new draws."""
    if limit < drawn:
        return Refused(
            CardRefusal.BELOW_DRAWN,
            f"额度不能低于已用的 {grouped(drawn)} 元。",
            f"最低可降至 {grouped(drawn)} 元,降后不能再支用新的款项。",
            "limit",
        )
    if limit >= now or limit <= 0:
        return Refused(
            CardRefusal.NOT_LOWER, f"调减后的额度须大于零、低于现额度 {grouped(now)} 元。", "请核对金额。", "limit"
        )
    return None


def may_raise(limit: int, now: int, line: int) -> Refused | None:
    """Back up, at most to what was granted; more is a new grant."""
    if now < limit <= line:
        return None
    return Refused(
        CardRefusal.NOT_HIGHER,
        f"恢复后的额度须高于现额度 {grouped(now)} 元、不超过批复额度 {grouped(line)} 元。",
        "需要更高额度的,请重新申请授信后续期。",
        "limit",
    )


def check_reason(words: str, field: str = "reason") -> Refused | None:
    """A change that others will ask about carries words an inspector can judge."""
    if len(words.strip()) >= 4:
        return None
    return Refused(CardRefusal.REASON_MISSING, "这项业务必须写明理由。", "请写明依据(不少于四个字)。", field)


# --- who may ---------------------------------------------------------------------------------------------------------

COUNTER = (Role.ACCOUNTANT,)
FRONT = (Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD)
WATCHERS = (Role.RISK, Role.POST_LOAN, Role.COMPLIANCE)
DECIDERS = (Role.APPROVER, Role.COMMITTEE, Role.EXECUTIVE)

ACTS: Mapping[CardVerb, tuple[Role, ...]] = {
    CardVerb.FREEZE_CARD: (*COUNTER, *FRONT, *WATCHERS, *DECIDERS),
    CardVerb.REDUCE_CARD: (Role.OUTLET_HEAD, Role.SME_CENTER_HEAD, Role.RISK, *DECIDERS),
    CardVerb.REPLACE_CARD: COUNTER,
    CardVerb.REVIEW_CARD: (Role.OUTLET_HEAD, Role.SME_CENTER_HEAD, Role.RISK),
    CardVerb.CLOSE_CARD: COUNTER,
}
"""What one person does at once: nothing of it lets anybody draw more."""

ASKS: Mapping[CardVerb, tuple[Role, ...]] = {
    CardVerb.OPEN_CARD: (*COUNTER, *FRONT),
    CardVerb.THAW_CARD: (*FRONT, Role.RISK),
    CardVerb.RENEW_CARD: FRONT,
    CardVerb.RAISE_CARD: FRONT,
}
"""What one person asks for and another, a decider, carries out (四眼)."""


class CardOrderState(StrEnum):
    """An asked-for loosening waits, was carried out, turned down, or withdrawn."""

    ASKED = "ASKED"
    DONE = "DONE"
    TURNED_DOWN = "TURNED_DOWN"
    WITHDRAWN = "WITHDRAWN"


def not_your_post() -> Refused:
    """The post does not do this."""
    return Refused(CardRefusal.NOT_YOUR_POST, "您的岗位不能办理这项业务。", "请由有权岗位办理。")


def may_draw(officer: Officer) -> Refused | None:
    """Money over the counter is the accountant's."""
    return None if officer.holds(*COUNTER) else not_your_post()


def may_act(officer: Officer, verb: CardVerb) -> Refused | None:
    """Whether the post does this verb at once."""
    return None if officer.holds(*ACTS[verb]) else not_your_post()


def may_ask(officer: Officer, verb: CardVerb) -> Refused | None:
    """Whether the post asks for this verb."""
    return None if officer.holds(*ASKS[verb]) else not_your_post()


def may_decide(officer: Officer, asked_by: str) -> Refused | None:
    """A decider, and never who asked."""
    if not officer.holds(*DECIDERS):
        return not_your_post()
    if officer.number == asked_by:
        return Refused(CardRefusal.ANOTHER_MUST_DECIDE, "不能复核自己提出的申请。", "请由另一名有权人复核。", "order")
    return None


# --- how fast --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Service:
    """满足周转 (A62) over some days: what was asked and given, and how long from the ask to the money."""

    asks: int
    met: int
    asked: int
    given: int
    median_ms: int | None
    p95_ms: int | None
    slowest_ms: int | None
    in_time: int

    @property
    def given_pct(self) -> str:
        """金额满足率."""
        return percent(self.given, self.asked)
