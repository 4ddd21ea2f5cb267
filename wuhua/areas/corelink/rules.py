"""Words and verdicts of the link to the core system: lights of files, the life of a break, the life of a hand-over. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.core.refuse import Refusal, Refused

# --- words -----------------------------------------------------------------------------------------------------------


class CoreFileKind(StrEnum):
    """Kinds of daily files; the value is the file's code name. In from the core, then out to it."""

    CUSTOMERS = "customers"
    CONTRACTS = "contracts"
    NOTES = "notes"
    BALANCES = "balances"
    REPAYMENTS = "repayments"
    ARREARS = "arrears"
    DEPOSITS = "deposits"
    LEDGER = "ledger"
    RESULTS = "results"
    DISBURSEMENTS = "disbursements"
    DEBITS = "debits"
    RATES = "rates"
    INQUIRIES = "inquiries"


KIND_NAMES: Mapping[CoreFileKind, str] = {
    CoreFileKind.CUSTOMERS: "客户",
    CoreFileKind.CONTRACTS: "合同",
    CoreFileKind.NOTES: "借据",
    CoreFileKind.BALANCES: "贷款余额",
    CoreFileKind.REPAYMENTS: "还款",
    CoreFileKind.ARREARS: "欠款",
    CoreFileKind.DEPOSITS: "存款账户",
    CoreFileKind.LEDGER: "总账",
    CoreFileKind.RESULTS: "放款结果",
    CoreFileKind.DISBURSEMENTS: "放款指令",
    CoreFileKind.DEBITS: "代扣清单",
    CoreFileKind.RATES: "利率调整",
    CoreFileKind.INQUIRIES: "放款查证",
}

EXPECTED = (
    CoreFileKind.CUSTOMERS,
    CoreFileKind.CONTRACTS,
    CoreFileKind.NOTES,
    CoreFileKind.BALANCES,
    CoreFileKind.REPAYMENTS,
    CoreFileKind.ARREARS,
    CoreFileKind.DEPOSITS,
    CoreFileKind.LEDGER,
)
"""What the core brings every day; each has a light. `RESULTS` comes only when something was handed over."""

SENT_OUT = (CoreFileKind.DISBURSEMENTS, CoreFileKind.DEBITS, CoreFileKind.RATES, CoreFileKind.INQUIRIES)

OF_ONE_DAY = frozenset({CoreFileKind.REPAYMENTS, CoreFileKind.RESULTS})
"""Files that tell what happened on their day. Every other tells how things stand, so that a newer one says it again."""


class Direction(StrEnum):
    """From the core, or to it."""

    IN = "IN"
    OUT = "OUT"


class Light(StrEnum):
    """灯: whether the file of a kind and day is here."""

    WAITING = "WAITING"
    ARRIVED = "ARRIVED"
    REFUSED = "REFUSED"
    SENT = "SENT"


class BreakKind(StrEnum):
    """差异类型."""

    MISSING_IN_CORE = "MISSING_IN_CORE"
    MISSING_HERE = "MISSING_HERE"
    AMOUNT = "AMOUNT"
    STATUS = "STATUS"
    DATE = "DATE"


class BreakState(StrEnum):
    """差异状态: found, taken by an owner, explained (still there), proposed to be closed, settled, or gone by itself."""

    FOUND = "FOUND"
    TAKEN = "TAKEN"
    EXPLAINED = "EXPLAINED"
    PROPOSED = "PROPOSED"
    SETTLED = "SETTLED"
    VANISHED = "VANISHED"


LIVE = (BreakState.FOUND, BreakState.TAKEN, BreakState.EXPLAINED, BreakState.PROPOSED)
"""Still to be dealt with; the others are over and keep their history."""


class BreakStepKind(StrEnum):
    """What a step of a break's history records, besides the states it reached."""

    CHANGED = "CHANGED"
    HANDED_ON = "HANDED_ON"
    SENT_BACK = "SENT_BACK"


class Resolution(StrEnum):
    """差异了结方式."""

    OURS_CORRECTED = "OURS_CORRECTED"
    CORE_CORRECTED = "CORE_CORRECTED"
    TIMING = "TIMING"
    ACCEPTED = "ACCEPTED"
    AGREED = "AGREED"


BY_PERSONS = (Resolution.OURS_CORRECTED, Resolution.CORE_CORRECTED, Resolution.TIMING, Resolution.ACCEPTED)
"""What a person may choose; `AGREED` is what the next file says."""


class HandOverState(StrEnum):
    """放款移交状态: to go with the next file (or withdrawn before it went), handed to the core, carried out, turned down, or
    nobody knows."""

    TO_SEND = "TO_SEND"
    SENT = "SENT"
    CONFIRMED = "CONFIRMED"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    WITHDRAWN = "WITHDRAWN"


HAND_OVER_MOVES: Mapping[HandOverState, frozenset[HandOverState]] = {
    HandOverState.TO_SEND: frozenset({HandOverState.SENT, HandOverState.WITHDRAWN}),
    HandOverState.WITHDRAWN: frozenset(),
    HandOverState.SENT: frozenset({HandOverState.CONFIRMED, HandOverState.FAILED, HandOverState.UNKNOWN}),
    HandOverState.UNKNOWN: frozenset({HandOverState.CONFIRMED, HandOverState.FAILED}),
    HandOverState.FAILED: frozenset({HandOverState.SENT, HandOverState.CONFIRMED}),
    HandOverState.CONFIRMED: frozenset(),
}
"""From where to where. There is no way from UNKNOWN to SENT: the money may be out already, so the core is asked, and only
its no (FAILED) opens the way to a second instruction. A note the core is to make is not even then sent again: it is
started anew under another reference. The database keeps both promises."""

AS_ANSWERED = (HandOverState.CONFIRMED, HandOverState.FAILED, HandOverState.UNKNOWN)
"""What the core can say of a hand-over."""
OVER = (HandOverState.FAILED, HandOverState.WITHDRAWN)
"""Nothing was paid and nothing will be: a note may be started anew from here."""


class PaidOut(StrEnum):
    """放款方式: where the money of a note comes from, by whose books count."""

    DISBURSED = "DISBURSED"
    HANDED_OVER = "HANDED_OVER"


class ReturnSource(StrEnum):
    """Who tells of the money in a file of repayments: the bank that was asked to debit, or the core by its own books."""

    BANK = "BANK"
    CORE = "CORE"


class LineOutcome(StrEnum):
    """What became of a line of a file of repayments: booked, failed at the bank, or not taken by us."""

    BOOKED = "BOOKED"
    FAILED = "FAILED"
    REJECTED = "REJECTED"


class CoreLinkRefusal(Refusal):
    """Why the link says no, in the order in which it is checked."""

    MAY_NOT_LOOK = "may_not_look"
    NOT_OF_THIS_POST = "not_of_this_post"
    BREAK_UNKNOWN = "break_unknown"
    BREAK_OVER = "break_over"
    REASON_MISSING = "reason_missing"
    OWNED_ALREADY = "owned_already"
    NOT_THE_OWNER = "not_the_owner"
    WAITS_FOR_ANOTHER = "waits_for_another"
    NOTHING_PROPOSED = "nothing_proposed"
    FOUR_EYES = "four_eyes"
    RESOLUTION_UNKNOWN = "resolution_unknown"
    HAND_OVER_UNKNOWN = "hand_over_unknown"
    UNKNOWN_IS_ASKED_NOT_SENT = "unknown_is_asked_not_sent"
    ON_ITS_WAY_ALREADY = "on_its_way_already"
    CONFIRMED_ALREADY = "confirmed_already"
    HAND_OVER_DOES_NOT_MOVE = "hand_over_does_not_move"
    ONLY_UNKNOWN_IS_ASKED = "only_unknown_is_asked"
    BOOKS_ARE_OURS = "books_are_ours"
    ASKED_ALREADY = "asked_already"
    STARTED_ANEW_INSTEAD = "started_anew_instead"
    STARTED_ANEW_ALREADY = "started_anew_already"
    ONLY_UNSENT_IS_WITHDRAWN = "only_unsent_is_withdrawn"
    NOTE_NOT_OPENED = "note_not_opened"


# --- lights ----------------------------------------------------------------------------------------------------------


def light_of(arrivals: Iterable[Light]) -> Light:
    """The light of a kind and day from everything that came for it. A good file stays good whatever comes after it.

    >>> light_of([]), light_of([Light.ARRIVED, Light.REFUSED]), light_of([Light.REFUSED])
    (<Light.WAITING: 'WAITING'>, <Light.ARRIVED: 'ARRIVED'>, <Light.REFUSED: 'REFUSED'>)
    """
    found = set(arrivals)
    for each in (Light.ARRIVED, Light.SENT, Light.REFUSED):
        if each in found:
            return each
    return Light.WAITING


# --- breaks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """A break as the verdicts see it."""

    kind: BreakKind
    state: BreakState
    gap: int | None
    owner: str
    proposed_by: str


def needs_two(kind: BreakKind, gap: int | None) -> bool:
    """Whether money is in it: then somebody else must agree to the close (四眼).

    >>> needs_two(BreakKind.AMOUNT, None), needs_two(BreakKind.MISSING_HERE, 100), needs_two(BreakKind.DATE, None)
    (True, True, False)
    """
    return kind is BreakKind.AMOUNT or bool(gap)


def check_reason(reason: str) -> Refused | None:
    """A sentence somebody else can judge by."""
    if len(reason.strip()) >= 4:
        return None
    return Refused(CoreLinkRefusal.REASON_MISSING, "没有写明理由。", "请用一句话写明查到了什么、依据是什么。", "reason")


def check_live(found: Standing) -> Refused | None:
    """What is over stays over."""
    if found.state in LIVE:
        return None
    return Refused(CoreLinkRefusal.BREAK_OVER, "这条差异已了结。", "请刷新清单;如再次出现,会另列一条。")


def check_take(found: Standing, actor: str, reason: str) -> Refused | None:
    """Anybody of the post takes what nobody has; from somebody else only with a reason."""
    refused = check_live(found)
    if refused is not None:
        return refused
    if found.state is BreakState.PROPOSED:
        return _waits()
    if found.owner == actor:
        return Refused(CoreLinkRefusal.OWNED_ALREADY, "这条差异已由您认领。", "请继续查明并说明。")
    return check_reason(reason) if found.owner else None


def check_owner(found: Standing, actor: str, reason: str) -> Refused | None:
    """Explaining and closing are the owner's, with a reason, unless a close is waiting for its second key."""
    refused = check_live(found)
    if refused is not None:
        return refused
    if found.state is BreakState.PROPOSED:
        return _waits()
    if found.owner != actor:
        return Refused(CoreLinkRefusal.NOT_THE_OWNER, "这条差异不是您认领的。", "请先认领,再说明或销账。")
    return check_reason(reason)


def check_second(found: Standing, actor: str) -> Refused | None:
    """The second key: somebody else than who proposed the close."""
    refused = check_live(found)
    if refused is not None:
        return refused
    if found.state is not BreakState.PROPOSED:
        return Refused(CoreLinkRefusal.NOTHING_PROPOSED, "这条差异没有待复核的销账。", "请由认领人先提出销账。")
    if found.proposed_by == actor:
        return Refused(
            CoreLinkRefusal.FOUR_EYES, "金额差异的销账不能由提出人自己复核。", "请另一名会计或风险岗人员复核。"
        )
    return None


def resolution_of(text: str) -> Resolution | Refused:
    """What a person chose."""
    if text in {each.value for each in BY_PERSONS}:
        return Resolution(text)
    return Refused(
        CoreLinkRefusal.RESOLUTION_UNKNOWN, f"没有「{text}」这种了结方式。", "请从清单中选择。", "resolution"
    )


def _waits() -> Refused:
    return Refused(CoreLinkRefusal.WAITS_FOR_ANOTHER, "销账已提出,正等另一人复核。", "请复核人同意或退回后再办。")


def age(first_seen: date, day: date) -> int:
    """Days a break has stood at `day`; found today it is nought days old."""
    return max(0, (day - first_seen).days)


# --- hand-overs ------------------------------------------------------------------------------------------------------


def check_move(state: HandOverState, to: HandOverState, number: str) -> Refused | None:
    """Whether a hand-over may move, by the table. The one that must never happen has a name of its own."""
    if to in HAND_OVER_MOVES[state]:
        return None
    if state is HandOverState.UNKNOWN and to is HandOverState.SENT:
        return Refused(
            CoreLinkRefusal.UNKNOWN_IS_ASKED_NOT_SENT,
            f"放款指令 {number} 的结果不明,不得重发:款项可能已经付出。",
            "请向核心查证;核心确认没有付款的,登记为失败后才能重发。",
        )
    if state in (HandOverState.SENT, HandOverState.TO_SEND) and to is HandOverState.SENT:
        return on_its_way(state, number)
    if state is HandOverState.CONFIRMED:
        return Refused(
            CoreLinkRefusal.CONFIRMED_ALREADY, f"放款指令 {number} 核心已付款。", "不能再改;如付错,请办理冲正。"
        )
    return Refused(
        CoreLinkRefusal.HAND_OVER_DOES_NOT_MOVE,
        f"放款指令 {number} 不能由 {state} 变为 {to}。",
        "请刷新页面,按现在的状态办理。",
    )


def on_its_way(state: HandOverState, number: str) -> Refused:
    """The refusal of a second instruction while the first is under way."""
    said = "待随下一批发出" if state is HandOverState.TO_SEND else "已发出,正等核心答复"
    return Refused(
        CoreLinkRefusal.ON_ITS_WAY_ALREADY,
        f"放款指令 {number} {said}。",
        "请等放款结果;到期仍无结果的会转为不明,再行查证。",
    )


def check_resend(
    state: HandOverState, number: str, answered_by: str, actor: str, reason: str, *, asked: bool = False
) -> Refused | None:
    """A second instruction: only after the core's no, and by somebody else than who wrote the no down."""
    refused = check_move(state, HandOverState.SENT, number)
    if refused is not None:
        return refused
    if asked:
        return Refused(
            CoreLinkRefusal.STARTED_ANEW_INSTEAD,
            f"放款指令 {number} 请核心建立借据,同一指令号只发一次。",
            "请用「重新发起」以新的指令号办理。",
        )
    if answered_by == actor:
        return Refused(
            CoreLinkRefusal.FOUR_EYES, "登记失败的人不能自己重发这一笔。", "请另一名放款审核或会计人员核对后重发。"
        )
    return check_reason(reason)


def check_ask(state: HandOverState, number: str) -> Refused | None:
    """Only what nobody knows is asked about."""
    if state is HandOverState.UNKNOWN:
        return None
    return Refused(
        CoreLinkRefusal.ONLY_UNKNOWN_IS_ASKED, f"放款指令 {number} 的结果不是「不明」。", "只有结果不明的才需要查证。"
    )


def check_start_anew(
    state: HandOverState, number: str, answered_by: str, actor: str, reason: str, followed_by: str
) -> Refused | None:
    """The same note under a new reference: only where nothing was paid, once, and after a person's no by somebody else."""
    if followed_by:
        return Refused(
            CoreLinkRefusal.STARTED_ANEW_ALREADY,
            f"放款指令 {number} 已重新发起为 {followed_by}。",
            f"请看 {followed_by} 的办理情况,不要再发起一笔。",
        )
    if state is HandOverState.UNKNOWN:
        return check_move(state, HandOverState.SENT, number)
    if state not in OVER:
        return on_its_way(state, number) if state is not HandOverState.CONFIRMED else check_move(state, state, number)
    if answered_by == actor and state is HandOverState.FAILED:
        return Refused(
            CoreLinkRefusal.FOUR_EYES,
            "登记失败的人不能自己重新发起这一笔。",
            "请另一名放款审核或会计人员核对后重新发起。",
        )
    return check_reason(reason)


def check_withdraw(state: HandOverState, number: str, reason: str) -> Refused | None:
    """What has not gone out yet may stay; what has gone out is the core's to answer."""
    if state is HandOverState.TO_SEND:
        return check_reason(reason)
    return Refused(
        CoreLinkRefusal.ONLY_UNSENT_IS_WITHDRAWN,
        f"放款指令 {number} 已不在待发中,不能撤回。",
        "已发出的请等核心答复或查证;已付款的请办理冲正。",
    )


def next_reference(note: str, starts: int) -> str:
    """The reference of a note started for the so-manieth time.

    >>> next_reference("JD9", 1), next_reference("JD9", 2)
    ('JD9', 'JD9-R2')
    """
    return note if starts == 1 else f"{note}-R{starts}"
