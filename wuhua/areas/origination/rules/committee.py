"""审贷会: who was called, who voted how, and what it comes to. No chair can turn a no into a yes."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from wuhua.areas.origination.rules.words import Ballot, OriginationRefusal
from wuhua.core.refuse import Refused

LEAST = 3
"""A committee of fewer is none: with two, one could not be outvoted."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The count of a vote: `carried` is None while the quorum is missing."""

    called: int
    voted: int
    agree: int
    disagree: int
    abstain: int
    quorum: int
    needed: int
    carried: bool | None


def tally(called: Collection[str], votes: Mapping[str, Ballot], quorum_pct: int, pass_pct: int) -> Tally:
    """Quorum over those called; the yes over those who voted (an abstention is no yes). Shares are rounded up.

    >>> tally("abcde", {"a": Ballot.AGREE, "b": Ballot.AGREE, "c": Ballot.AGREE, "d": Ballot.DISAGREE}, 67, 67).carried
    True
    """
    counted = {who: vote for who, vote in votes.items() if who in called}
    agree = sum(vote is Ballot.AGREE for vote in counted.values())
    against = sum(vote is Ballot.DISAGREE for vote in counted.values())
    quorum = max(LEAST, -(-len(called) * quorum_pct // 100))
    needed = -(-len(counted) * pass_pct // 100)
    carried = None if len(counted) < quorum else agree >= needed
    return Tally(
        len(called), len(counted), agree, against, len(counted) - agree - against, quorum, needed, carried
    )  # fmt: skip


def check_called(members: Collection[str]) -> Refused | None:
    """A committee has at least three members, all different."""
    if len(set(members)) >= LEAST:
        return None
    return Refused(
        OriginationRefusal.QUORUM_MISSING, f"审贷会至少 {LEAST} 人。", "请补足与该笔业务无关的委员。", "members"
    )
