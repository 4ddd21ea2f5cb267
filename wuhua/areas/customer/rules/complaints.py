"""Rules of complaints: what one may be about, who handles it, and who must not see it before it is closed (domain 7)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from enum import StrEnum

from wuhua.areas.customer.rules.identity import check_phone
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refusal, Refused

WORDS_LEAST = 8
WORDS_MOST = 2000
ANSWER_LEAST = 8


class ComplaintKind(StrEnum):
    """投诉类别."""

    FEE = "FEE"
    PRICE = "PRICE"
    SERVICE = "SERVICE"
    TYING = "TYING"
    COLLECTION = "COLLECTION"
    PRIVACY = "PRIVACY"
    CORRUPTION = "CORRUPTION"
    OTHER = "OTHER"


class ComplaintState(StrEnum):
    """投诉状态: received, being looked into by somebody, answered and closed."""

    RECEIVED = "RECEIVED"
    TAKEN = "TAKEN"
    CLOSED = "CLOSED"


class ComplaintVerb(StrEnum):
    """What is done to a complaint."""

    TAKE = "take"
    NOTE = "note"
    CLOSE = "close"


class ComplaintFinding(StrEnum):
    """投诉结论: the complaint was right, partly right, or not borne out."""

    UPHELD = "UPHELD"
    PARTLY = "PARTLY"
    NOT_UPHELD = "NOT_UPHELD"


class ComplaintRefusal(Refusal):
    """Why a complaint is not written or moved, in the order in which it is checked."""

    NOT_A_HANDLER = "complaint_not_a_handler"
    COMPLAINT_UNKNOWN = "complaint_unknown"
    TOO_MANY_TODAY = "complaint_too_many_today"
    NAME_MISSING = "complaint_name_missing"
    PHONE_MISSING = "complaint_phone_missing"
    WORDS_SHORT = "complaint_words_short"
    WORDS_LONG = "complaint_words_long"
    CLOSED_ALREADY = "complaint_closed_already"
    TAKEN_BY_ANOTHER = "complaint_taken_by_another"
    NOT_TAKEN = "complaint_not_taken"
    ANSWER_SHORT = "complaint_answer_short"


HANDLERS = (Role.COMPLIANCE, Role.HR_DISCIPLINE)
"""Who looks into complaints."""
READERS = (*HANDLERS, Role.AUDIT)

MOVES_OF_COMPLAINT: Mapping[ComplaintVerb, frozenset[ComplaintState]] = {
    ComplaintVerb.TAKE: frozenset({ComplaintState.RECEIVED}),
    ComplaintVerb.NOTE: frozenset({ComplaintState.TAKEN}),
    ComplaintVerb.CLOSE: frozenset({ComplaintState.TAKEN}),
}


def may_read(actor: Officer) -> bool:
    """Whether the officer's post reads complaints at all."""
    return actor.holds(*READERS) and not actor.holds(Role.ADMIN)


def sees(actor: Officer, concerned: Collection[str], state: ComplaintState) -> bool:
    """Whether this officer may open this complaint: whom it concerns sees it when it is closed, whatever the post."""
    if actor.holds(Role.ADMIN):
        return False
    if actor.number in concerned:
        return state is ComplaintState.CLOSED
    return may_read(actor)


def may_handle(actor: Officer) -> Refused | None:
    """Handling is for compliance and discipline."""
    if actor.holds(*HANDLERS) and not actor.holds(Role.ADMIN):
        return None
    return Refused(ComplaintRefusal.NOT_A_HANDLER, "您的岗位不办理投诉。", "请由合规岗或人事纪检岗办理。")


def check_complaint(name: str, phone: str, words: str) -> str | Refused:
    """Somebody who can be answered, about something that can be looked into; answers the phone in its one form.

    >>> check_complaint("王某某", "138 0359 0001", "办贷时要求先存款五万元")
    '13803590001'
    """
    if not name.strip():
        return Refused(ComplaintRefusal.NAME_MISSING, "称呼没有填写。", "请填写怎么称呼您。", "name")
    number = check_phone(phone)
    if isinstance(number, Refused) or not number:
        return Refused(
            ComplaintRefusal.PHONE_MISSING, "联系电话没有填写或不是有效号码。", "请填写能找到您的电话。", "phone"
        )
    said = re.sub(r"\s", "", words)
    if len(said) < WORDS_LEAST:
        return Refused(
            ComplaintRefusal.WORDS_SHORT, "事情经过写得太短。", f"请写明时间、地点和经过(不少于{WORDS_LEAST}个字)。", "words"
        )  # fmt: skip
    if len(words) > WORDS_MOST:
        return Refused(ComplaintRefusal.WORDS_LONG, f"事情经过超过 {WORDS_MOST} 字。", "请写短一些。", "words")
    return number


def check_move(verb: ComplaintVerb, state: ComplaintState, handler: str, actor: str) -> Refused | None:
    """Whether the complaint can be taken, noted or closed by this officer now."""
    if state in MOVES_OF_COMPLAINT[verb]:
        if verb is ComplaintVerb.TAKE or handler == actor:
            return None
        return Refused(ComplaintRefusal.TAKEN_BY_ANOTHER, f"这件投诉由 {handler} 承办。", "请由承办人办理。")
    if state is ComplaintState.CLOSED:
        return Refused(ComplaintRefusal.CLOSED_ALREADY, "这件投诉已办结。", "如有新情况,请另行登记。")
    if state is ComplaintState.RECEIVED:
        return Refused(ComplaintRefusal.NOT_TAKEN, "这件投诉还没有人承办。", "请先点「承办」。")
    return Refused(ComplaintRefusal.TAKEN_BY_ANOTHER, f"这件投诉由 {handler} 承办。", "请由承办人办理。")


def check_words(words: str) -> Refused | None:
    """What is noted or answered is a sentence the customer could be read."""
    if len(re.sub(r"\s", "", words)) >= ANSWER_LEAST:
        return None
    return Refused(
        ComplaintRefusal.ANSWER_SHORT, "内容太短。", f"请写明核查情况或答复(不少于{ANSWER_LEAST}个字)。", "words"
    )
