"""Which of the middle office's pages an officer gets: by post alone, no row is asked."""

from __future__ import annotations

from wuhua.areas.origination.read import refusals, review_desk, votes
from wuhua.areas.people.rules import Officer, Role

READS_REFUSALS = (Role.RISK, Role.COMPLIANCE, Role.AUDIT)
READS_EXCEPTIONS = (Role.RISK, Role.COMPLIANCE, Role.APPROVER, Role.EXECUTIVE, Role.AUDIT)
"""Who sees the exceptions desk; the risk desk alone decides there."""


def works_here(officer: Officer) -> bool:
    """Whether the officer's posts have anything to do, or to look over, on the review desk."""
    if officer.holds(Role.ADMIN):
        return False
    return bool(review_desk.parts_of(officer)) or refusals.looks_again(officer) or officer.holds(Role.AUDIT)


def sees_votes(officer: Officer) -> bool:
    """Whether votes of the committee are any of the officer's business."""
    return (votes.conducts(officer) or officer.holds(*votes.LOOKS)) and not officer.holds(Role.ADMIN)


def sees_refusals(officer: Officer) -> bool:
    """Whether the officer looks at refusals again, or looks over those who do."""
    return refusals.looks_again(officer) or (officer.holds(*READS_REFUSALS) and not officer.holds(Role.ADMIN))


def sees_exceptions(officer: Officer) -> bool:
    """Whether the officer sees what waits for the risk desk."""
    return officer.holds(*READS_EXCEPTIONS) and not officer.holds(Role.ADMIN)
