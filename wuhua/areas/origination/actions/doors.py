"""The entrances' one way to the verbs of a case: once under the officer's own key. Pages, API and command use it alike.

`said` are the verb's own words as JSON has them: codes as text, amounts whole fen, days as ISO text. The moment is no part
of what the key is held to: a repeat a minute later is the same request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from django.db import transaction

from wuhua.areas.origination.actions import (
    bending,
    closing,
    deciding,
    looking,
    mandates,
    opening,
    paying,
    refusing,
    reviewing,
    signing,
)
from wuhua.areas.origination.actions.common import Now
from wuhua.areas.origination.actions.deciding import Granted
from wuhua.areas.origination.actions.mandates import NewMandate
from wuhua.areas.origination.actions.opening import Wanted
from wuhua.areas.origination.read.figures import NOTHING, Outside
from wuhua.areas.origination.rules import (
    Answered,
    Ballot,
    EstimateMethod,
    OriginationRefusal,
    RejectCode,
    ReviewKind,
    ReviewVerdict,
    SignWay,
    Stage,
)
from wuhua.areas.origination.rules.evidence import SheetLine, SheetSide
from wuhua.core.refuse import Refused
from wuhua.platform.once import Answer, once

Said = Mapping[str, Any]


class Deed(StrEnum):
    """What an entrance can ask to be done; the case moves by `CaseVerb`, a deed may leave it where it stands."""

    ASK = "ASK"
    PAIR = "PAIR"
    TARGET = "TARGET"
    SUBMIT = "SUBMIT"
    WITHDRAW = "WITHDRAW"
    TRANSFER = "TRANSFER"
    ACCEPT = "ACCEPT"
    TELL = "TELL"
    ARRANGE_PAYMENT = "ARRANGE_PAYMENT"
    PUT_PAPER = "PUT_PAPER"
    ANSWER_ITEM = "ANSWER_ITEM"
    JUDGE_ITEM = "JUDGE_ITEM"
    PRE_ASSESS = "PRE_ASSESS"
    ESTIMATE_SALES = "ESTIMATE_SALES"
    BUILD_SHEET = "BUILD_SHEET"
    CO_SIGN = "CO_SIGN"
    EVALUATE = "EVALUATE"
    REVIEW = "REVIEW"
    MEET_CONDITION = "MEET_CONDITION"
    RETURN = "RETURN"
    APPROVE = "APPROVE"
    SECOND_KEY = "SECOND_KEY"
    CALL_VOTE = "CALL_VOTE"
    VOTE = "VOTE"
    CLOSE_VOTE = "CLOSE_VOTE"
    CONSULT = "CONSULT"
    CONSULTED = "CONSULTED"
    SIGN = "SIGN"
    CLEAR = "CLEAR"
    REJECT = "REJECT"
    LOOK_AGAIN = "LOOK_AGAIN"
    ASK_EXCEPTION = "ASK_EXCEPTION"
    DECIDE_EXCEPTION = "DECIDE_EXCEPTION"
    GIVE_MANDATE = "GIVE_MANDATE"
    STOP_MANDATE = "STOP_MANDATE"
    DECLARE_TIE = "DECLARE_TIE"
    END_TIE = "END_TIE"
    CHOOSE_CHECKLIST = "CHOOSE_CHECKLIST"


def do(deed: Deed, *, now: Now, key: str, said: Said, outside: Outside = NOTHING) -> Answer | Refused:
    """Do it, once. Answers the case's number and state, or the row's id. A word that cannot be read is refused by its field."""

    def act() -> Answer | Refused:
        words = {}
        for name, value in said.items():
            try:
                words[name] = _READ.get((deed, name), _READ.get((None, name), _as_is))(value)
            except (ValueError, TypeError, KeyError):
                return Refused(
                    OriginationRefusal.REASON_UNKNOWN, f"「{name}」不能识别。", "请从选项中选择,或核对填写。", name
                )
        if deed in _OUTSIDE:
            words["outside"] = outside
        try:
            found = _DEEDS[deed](now, **words)
        except TypeError as wrong:
            if wrong.__traceback__ is None or wrong.__traceback__.tb_next is not None:
                raise
            return Refused(OriginationRefusal.WORDS_MISSING, "办理内容不完整。", "请按要求填写。")
        if isinstance(found, Refused):
            return found
        return {"id": str(found.pk), "state": str(getattr(found, "state", ""))}

    with transaction.atomic():
        return once(f"origination/{now.actor.number}/{key}", {"deed": deed.value, **said}, act)


def _as_is(value: Any) -> Any:
    return value


def _lines(value: Any) -> list[SheetLine]:
    return [SheetLine(SheetSide(each["side"]), str(each["name"]), int(each["amount"])) for each in value]


def _opened(now: Now, **words: Any) -> Any:
    return opening.ask(now, Wanted(**words))


def _approved(now: Now, number: str, outside: Outside, **words: Any) -> Any:
    return deciding.approve(now, number, Granted(**words), outside)


def _called(now: Now, number: str, members: list[str], outside: Outside, **words: Any) -> Any:
    return deciding.call_vote(now, number, members, Granted(**words), outside)


def _mandated(now: Now, **words: Any) -> Any:
    return mandates.give(now, NewMandate(**words))


_READ: Mapping[tuple[Deed | None, str], Callable[[Any], Any]] = {
    (None, "amount"): int,
    (None, "months"): int,
    (None, "sales"): int,
    (None, "document"): int,
    (None, "payee_amount"): int,
    (None, "mandate"): int,
    (None, "tie"): int,
    (None, "from_day"): date.fromisoformat,
    (None, "to_day"): date.fromisoformat,
    (None, "code"): RejectCode,
    (None, "kind"): ReviewKind,
    (Deed.PUT_PAPER, "kind"): str,
    (None, "verdict"): ReviewVerdict,
    (None, "method"): str,
    (Deed.ESTIMATE_SALES, "method"): EstimateMethod,
    (Deed.ANSWER_ITEM, "said"): Answered,
    (None, "ballot"): Ballot,
    (None, "way"): SignWay,
    (None, "stage"): Stage,
    (None, "lines"): _lines,
}
_DEEDS: Mapping[Deed, Callable[..., Any]] = {
    Deed.ASK: _opened,
    Deed.PAIR: opening.pair,
    Deed.TARGET: opening.target,
    Deed.SUBMIT: opening.submit,
    Deed.WITHDRAW: opening.withdraw,
    Deed.TRANSFER: opening.transfer,
    Deed.ACCEPT: reviewing.accept,
    Deed.TELL: looking.tell,
    Deed.ARRANGE_PAYMENT: paying.arrange,
    Deed.PUT_PAPER: looking.put_paper,
    Deed.ANSWER_ITEM: looking.answer,
    Deed.JUDGE_ITEM: looking.judge,
    Deed.PRE_ASSESS: looking.pre_assess,
    Deed.ESTIMATE_SALES: looking.estimate,
    Deed.BUILD_SHEET: looking.build_sheet,
    Deed.CO_SIGN: looking.co_sign,
    Deed.EVALUATE: looking.evaluate,
    Deed.REVIEW: reviewing.review,
    Deed.MEET_CONDITION: reviewing.meet,
    Deed.RETURN: reviewing.send_back,
    Deed.APPROVE: _approved,
    Deed.SECOND_KEY: deciding.second_key,
    Deed.CALL_VOTE: _called,
    Deed.VOTE: deciding.vote,
    Deed.CLOSE_VOTE: deciding.close_vote,
    Deed.CONSULT: deciding.consult,
    Deed.CONSULTED: deciding.consulted,
    Deed.SIGN: signing.sign,
    Deed.CLEAR: closing.clear,
    Deed.REJECT: refusing.reject,
    Deed.LOOK_AGAIN: refusing.look_again,
    Deed.ASK_EXCEPTION: bending.ask_exception,
    Deed.DECIDE_EXCEPTION: bending.decide_exception,
    Deed.GIVE_MANDATE: _mandated,
    Deed.STOP_MANDATE: mandates.stop,
    Deed.DECLARE_TIE: mandates.declare_tie,
    Deed.END_TIE: mandates.end_tie,
    Deed.CHOOSE_CHECKLIST: mandates.choose_checklist,
}
_OUTSIDE = frozenset(
    {Deed.PRE_ASSESS, Deed.EVALUATE, Deed.REVIEW, Deed.APPROVE, Deed.CALL_VOTE, Deed.CLOSE_VOTE, Deed.CLEAR}
)
