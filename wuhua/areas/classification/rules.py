"""Rules of classification."""

from __future__ import annotations

from enum import StrEnum


class Klass(StrEnum):
    """五级分类, best first."""

    NORMAL = "NORMAL"
    WATCH = "WATCH"
    SUBSTANDARD = "SUBSTANDARD"
    DOUBTFUL = "DOUBTFUL"
    LOSS = "LOSS"


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
