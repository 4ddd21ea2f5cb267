"""Rules of the call after a disbursement (A63): what the customer gave us, asked once by somebody who did not lend it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from wuhua.areas.market.rules.lists import check_text
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.money import half_up
from wuhua.core.refuse import Refusal, Refused

LOWEST, HIGHEST = 1, 5
CALLERS = (
    Role.CALLBACK,
    Role.POST_LOAN,
    Role.OUTLET_HEAD,
    Role.TEAM_HEAD,
    Role.SME_CENTER_HEAD,
    Role.MIDDLE,
)
"""Whose post it is to call a customer back; a manager does not ask about one's own work."""


class FeedbackRefusal(Refusal):
    """Why an answer of a customer is not taken, in the order in which it is checked."""

    NOT_A_CALLER = "not_a_caller"
    NOTE_UNKNOWN = "note_unknown"
    OWN_NOTE = "own_note"
    NOT_YET_DISBURSED = "not_yet_disbursed"
    SCORE_WRONG = "score_wrong"
    ANSWERED_ALREADY = "answered_already"


@dataclass(frozen=True, slots=True)
class Lent:
    """What the entrance knows of the note from servicing: whose it is, who works it, since when the money is out."""

    note: str
    customer: str
    manager: str
    first_responsible: str
    start: date


@dataclass(frozen=True, slots=True)
class Average:
    """满意度 of a span: how many answered, what they gave in all, and how often each score was given."""

    answers: int
    total: int
    scores: Mapping[int, int]

    @property
    def hundredths(self) -> int | None:
        """The average in whole hundredths (4.67 is 467), half-up; None where nobody answered."""
        return half_up(self.total * 100, self.answers) if self.answers else None


def check_caller(actor: Officer) -> Refused | None:
    """Whether it is the officer's post to call customers back."""
    if actor.holds(Role.ADMIN) or not actor.holds(*CALLERS):
        return Refused(
            FeedbackRefusal.NOT_A_CALLER,
            "您的岗位不登记放款后回访。",
            "请由回访岗、贷后岗或网点、团队、小微中心负责人登记。",
        )
    return None


def note_unknown() -> Refused:
    """The one answer for a note that is not there and for one that is not yours to see."""
    return Refused(FeedbackRefusal.NOTE_UNKNOWN, "没有这笔借据,或您无权查看。", "请核对借据号。", "note")


def check_answer(actor: Officer, lent: Lent, score: int, words: str, business_date: date) -> Refused | None:
    """A whole score of the scale with words, about money that is out, asked by somebody who did not lend it."""
    if actor.number in (lent.manager, lent.first_responsible):
        return Refused(FeedbackRefusal.OWN_NOTE, "不能回访自己经办的贷款。", "请由另一人回访。")
    if business_date < lent.start:
        return Refused(FeedbackRefusal.NOT_YET_DISBURSED, "贷款还没有发放。", "请在放款后回访。")
    if type(score) is not int or not LOWEST <= score <= HIGHEST:
        return Refused(
            FeedbackRefusal.SCORE_WRONG, f"评分应为 {LOWEST} 至 {HIGHEST} 的整数。", "请按客户所说重新选择。", "score"
        )
    return check_text(words, "客户原话", "words")


def average(scores: Mapping[int, int]) -> Average:
    """The average of answers counted by score.

    >>> average({5: 2, 4: 1}).hundredths, average({}).hundredths
    (467, None)
    """
    counted = {score: scores.get(score, 0) for score in range(LOWEST, HIGHEST + 1)}
    return Average(sum(counted.values()), sum(score * times for score, times in counted.items()), counted)
