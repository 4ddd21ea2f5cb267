"""Rules of classification: what class the facts of a note call for, and who may make it better.

>>> limits = {"CLASS_MATRIX": "NO", "CLASS_OVER.WATCH": "7", "CLASS_OVER.SUBSTANDARD": "90",
...           "CLASS_OVER.DOUBTFUL": "270", "CLASS_OVER.LOSS": "360"}
>>> [propose("RS_CURRENT", limits, "CREDIT", days).klass.value for days in (7, 8, 90, 91, 271, 361)]
['NORMAL', 'WATCH', 'WATCH', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS']
"""

from wuhua.areas.classification.rules.arrears import check_word, listed, overdue_type, reported_overdue
from wuhua.areas.classification.rules.book import (
    RuleBook,
    RuleBooks,
    old_business_keeps,
    period_months,
    rulebook,
)
from wuhua.areas.classification.rules.decide import PERSON, Decision, NoteFacts, bad_notes, decide, marks_among
from wuhua.areas.classification.rules.people import (
    Standing,
    approvals_needed,
    check_reason,
    hard_floor,
    may_confirm,
    may_confirm_quarter,
    may_mark,
    may_propose,
    may_take_back,
    may_unmark,
    may_worsen,
    own_notes,
    quarter_end,
)
from wuhua.areas.classification.rules.triggers import (
    NEVER,
    TAKEN_BACK,
    Trigger,
    Verdict,
    basis_words,
    code,
    decode,
    edges,
    fires,
    propose,
    says,
    triggers,
    worst,
)
from wuhua.areas.classification.rules.words import (
    FOUND,
    ISSUE_MARKS,
    KLASS_NAMES,
    MARK_BITS,
    MARK_NAMES,
    RANKS,
    SECURITIES,
    ClassRefusal,
    ClassVerb,
    DualReading,
    Klass,
    Limits,
    Mark,
    OverdueType,
    ProposalState,
    Way,
)
from wuhua.core.money import half_up

__all__ = [
    "FOUND",
    "ISSUE_MARKS",
    "KLASS_NAMES",
    "MARK_BITS",
    "MARK_NAMES",
    "NEVER",
    "PERSON",
    "TAKEN_BACK",
    "RANKS",
    "SECURITIES",
    "ClassRefusal",
    "ClassVerb",
    "Decision",
    "DualReading",
    "Klass",
    "Limits",
    "Mark",
    "NoteFacts",
    "OverdueType",
    "ProposalState",
    "RuleBook",
    "RuleBooks",
    "Standing",
    "Trigger",
    "Verdict",
    "Way",
    "approvals_needed",
    "bad_notes",
    "basis_words",
    "check_reason",
    "check_word",
    "code",
    "decide",
    "decode",
    "edges",
    "fires",
    "hard_floor",
    "listed",
    "marks_among",
    "may_confirm",
    "may_confirm_quarter",
    "may_mark",
    "may_propose",
    "may_take_back",
    "may_unmark",
    "may_worsen",
    "old_business_keeps",
    "overdue_type",
    "own_notes",
    "period_months",
    "propose",
    "provision",
    "quarter_end",
    "reported_overdue",
    "rulebook",
    "says",
    "triggers",
    "worst",
]


def provision(balance: int, percent: int) -> int:
    """拨备 of a balance in fen at whole percent, half-up to the fen (1/2/25/50/100, 银发〔2002〕98号).

    >>> provision(30_000_000, 25), provision(150, 1)
    (7500000, 2)
    """
    return half_up(balance * percent, 100)
