"""Rules of origination: how an application can end, and the four clocks read off its times."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """申请结果."""

    DISBURSED = "DISBURSED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    PENDING = "PENDING"
