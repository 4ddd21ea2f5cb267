"""The words of the room: five classes, marks, how a class came to be, refusals, readings of 双逾."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from wuhua.core.refuse import Refusal


class Klass(StrEnum):
    """五级分类, best first."""

    NORMAL = "NORMAL"
    WATCH = "WATCH"
    SUBSTANDARD = "SUBSTANDARD"
    DOUBTFUL = "DOUBTFUL"
    LOSS = "LOSS"

    @property
    def rank(self) -> int:
        """0 for the best, 4 for the worst."""
        return RANKS[self]

    @property
    def bad(self) -> bool:
        """不良: substandard, doubtful or loss."""
        return RANKS[self] >= BAD_FROM


RANKS: Mapping[Klass, int] = {klass: rank for rank, klass in enumerate(Klass)}
BAD_FROM = 2
KLASS_NAMES: Mapping[Klass, str] = dict(zip(Klass, ("正常", "关注", "次级", "可疑", "损失"), strict=True))
SECURITIES = ("CREDIT", "GUARANTEE", "MORTGAGE", "PLEDGE")


class Way(StrEnum):
    """How a class came to be: brought by the import, by the day end, or decided by a person."""

    IMPORT = "IMPORT"
    DAYEND = "DAYEND"
    PERSON = "PERSON"


class ProposalState(StrEnum):
    """An upgrade waits, is confirmed, is rejected, or lapses because the note got worse again."""

    OPEN = "OPEN"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"
    LAPSED = "LAPSED"


class Mark(StrEnum):
    """What a note may carry beside its days, each with a class it cannot be better than (`CLASS_LEAST.<mark>`).

    The order is that of the table of triggers: of two that call for the same class the first is the basis, so those
    found in other notes come last. In the column twin a mark is one bit, by its place here.
    """

    REFINANCED = "refinanced"
    RENEWED = "renewed"
    MISUSED = "misused"
    RESTRUCTURED = "restructured"
    RESTRUCTURED_AGAIN = "restructured_again"
    MAJOR_EVENT = "major_event"
    DEBT_ELSEWHERE = "debt_elsewhere"
    DOWNGRADED = "downgraded"
    IMPAIRED = "impaired"
    LOSS_HALF = "loss_half"
    EVADING = "evading"
    LOSS_NINETY = "loss_ninety"
    BANKRUPT = "bankrupt"
    BORROWER_BAD = "borrower_bad"
    CROSS_DEFAULT = "cross_default"

    @property
    def bit(self) -> int:
        """Its place in the column twin's whole number."""
        return MARK_BITS[self]


MARK_BITS: Mapping[Mark, int] = {mark: 1 << place for place, mark in enumerate(Mark)}
MARK_NAMES: Mapping[Mark, str] = {
    Mark.REFINANCED: "借新还旧",
    Mark.RENEWED: "无还本续贷",
    Mark.MISUSED: "挪用",
    Mark.RESTRUCTURED: "重组",
    Mark.RESTRUCTURED_AGAIN: "观察期内再次重组",
    Mark.MAJOR_EVENT: "重大不利事项",
    Mark.DEBT_ELSEWHERE: "他行债务逾期90天以上超过20%",
    Mark.DOWNGRADED: "外部评级大幅下调",
    Mark.IMPAIRED: "已发生信用减值",
    Mark.LOSS_HALF: "预期信用损失50%及以上",
    Mark.EVADING: "逃废银行债务",
    Mark.LOSS_NINETY: "预期信用损失90%及以上",
    Mark.BANKRUPT: "破产清算",
    Mark.BORROWER_BAD: "同一债务人有不良债务",
    Mark.CROSS_DEFAULT: "同一债务人本行债务不良超过比例",
}
FOUND = frozenset({Mark.BORROWER_BAD, Mark.CROSS_DEFAULT})
"""Marks the rules find in the borrower's other notes, each day anew; nobody sets them."""

ISSUE_MARKS: Mapping[str, Mark] = {
    "REFINANCE": Mark.REFINANCED,
    "RENEWAL_NO_PRINCIPAL": Mark.RENEWED,
    "RESTRUCTURED": Mark.RESTRUCTURED,
}
"""贷款发放类型 that are marks: servicing writes the note, the day end carries the mark over."""


class ClassVerb(StrEnum):
    """What people may do about classes, each once under a key of their own."""

    WORSEN = "worsen"
    PROPOSE = "propose"
    CONFIRM = "confirm"
    REJECT = "reject"
    MARK = "mark"
    UNMARK = "unmark"
    QUARTER = "confirm_quarter"
    WORD = "write_word"
    TAKE_BACK = "take_back"


class OverdueType(StrEnum):
    """Which of a note's dues are overdue: none, interest alone (欠息), principal alone (逾期), both (双逾)."""

    NONE = "NONE"
    INTEREST = "INTEREST"
    PRINCIPAL = "PRINCIPAL"
    DUAL = "DUAL"


class DualReading(StrEnum):
    """双逾 as the bank reads it (`DUAL_OVERDUE_READING`): both overdue, either overdue, or by days (over 60, over 90)."""

    BOTH = "BOTH"
    EITHER = "EITHER"
    DAYS = "DAYS"


class ClassRefusal(Refusal):
    """Why classification says no, in the order in which it is checked."""

    DAY_NOT_CLOSED = "day_not_closed"
    MAY_NOT_CLASSIFY = "may_not_classify"
    NOTE_UNKNOWN = "note_unknown"
    NOTE_ENDED = "note_ended"
    PROPOSAL_UNKNOWN = "proposal_unknown"
    PROPOSAL_DECIDED = "proposal_decided"
    PROPOSAL_OPEN_ALREADY = "proposal_open_already"
    OWN_NOTE = "own_note"
    OWN_PROPOSAL = "own_proposal"
    VOTED_ALREADY = "voted_already"
    REASON_MISSING = "reason_missing"
    CLASS_MOVED = "class_moved"
    ARREARS_UNPAID = "arrears_unpaid"
    OBSERVATION_NOT_OVER = "observation_not_over"
    BORROWER_STILL_BAD = "borrower_still_bad"
    NOT_WORSE = "not_worse"
    NOT_BETTER = "not_better"
    MARK_NOT_SET_BY_HAND = "mark_not_set_by_hand"
    MARK_SET_ALREADY = "mark_set_already"
    MARK_NOT_SET = "mark_not_set"
    MARK_IN_FUTURE = "mark_in_future"
    QUARTER_NOT_SEALED = "quarter_not_sealed"
    NOTHING_TO_CONFIRM = "nothing_to_confirm"
    CONFIRMED_ALREADY = "confirmed_already"
    NOT_IN_ARREARS = "not_in_arrears"
    DEADLINE_PAST = "deadline_past"
    STAFF_UNKNOWN = "staff_unknown"
    NOTHING_TO_TAKE_BACK = "nothing_to_take_back"
    RULES_CALL_FOR_IT = "rules_call_for_it"


Limits = Mapping[str, str]
"""Parameters whose codes begin with CLASS_, in force on the day (compliance keeps them)."""
