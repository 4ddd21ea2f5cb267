"""Rules of origination: how an application can end, and the four clocks read off its times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Outcome(StrEnum):
    """申请结果."""

    DISBURSED = "DISBURSED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    PENDING = "PENDING"


@dataclass(frozen=True, slots=True)
class Clocks:
    """The four clocks of a case (practice 1, A102), gross; None where the case has not come so far.

    `waiting` customer asked → accepted, `holding` accepted → submitted (the manager's own), `promised` submitted →
    funds (the three days), `total` asked → funds (what the customer lived through).
    """

    waiting: timedelta | None
    holding: timedelta | None
    promised: timedelta | None
    total: timedelta | None


def clocks(asked: datetime, accepted: datetime | None, submitted: datetime | None, funded: datetime | None) -> Clocks:
    """Read the clocks off the times."""
    return Clocks(
        waiting=accepted - asked if accepted else None,
        holding=submitted - accepted if submitted and accepted else None,
        promised=funded - submitted if funded and submitted else None,
        total=funded - asked if funded else None,
    )
