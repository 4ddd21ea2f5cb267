"""Verbs of classification, one noun a file. What arrives in bulk is in `loading`.

The day end may only worsen a class; what would make it better waits as a proposal for somebody else than the keeper.
"""

from wuhua.areas.classification.actions.arrears import Word, write_word
from wuhua.areas.classification.actions.classes import (
    Decided,
    confirm,
    may_take_back,
    propose,
    reject,
    take_back,
    worsen,
)
from wuhua.areas.classification.actions.doors import do, done_before
from wuhua.areas.classification.actions.marks import mark, unmark
from wuhua.areas.classification.actions.quarter import confirm_quarter
from wuhua.areas.classification.loading import load_classes, write_day

__all__ = [
    "Decided",
    "Word",
    "confirm",
    "confirm_quarter",
    "do",
    "done_before",
    "load_classes",
    "mark",
    "may_take_back",
    "propose",
    "reject",
    "take_back",
    "unmark",
    "worsen",
    "write_day",
    "write_word",
]
