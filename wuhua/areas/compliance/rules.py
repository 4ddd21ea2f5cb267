"""Rules of compliance: rule sets, the shipped parameters, purposes and fees, and their verdicts."""

from __future__ import annotations

from enum import StrEnum


class RuleSet(StrEnum):
    """Which book of rules: of 2018, of today, or common to both."""

    RS2018 = "RS2018"
    RS_CURRENT = "RS_CURRENT"
    ALL = "ALL"


class FeeStance(StrEnum):
    """两禁两限: banned, limited, or allowed."""

    BANNED = "BANNED"
    LIMITED = "LIMITED"
    ALLOWED = "ALLOWED"
