"""Rules of people: the five teams, roles, who may hold what together, and the one table of sight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from wuhua.core.refuse import Refusal, Refused


class TeamType(StrEnum):
    """五大专营团队: exactly these five (domain 1.3)."""

    RURAL_OUTLET = "RURAL_OUTLET"
    URBAN_OUTLET = "URBAN_OUTLET"
    HQ_BUSINESS = "HQ_BUSINESS"
    RETAIL = "RETAIL"
    CORPORATE = "CORPORATE"


class StaffSource(StrEnum):
    """Where a member of staff was drawn from: 大学生, 精英骨干, or neither."""

    GRADUATE = "GRADUATE"
    ELITE = "ELITE"
    REGULAR = "REGULAR"


class ZoneKind(StrEnum):
    """Levels of the territory tree; park, market and mall are the radiating points (辐射点)."""

    COUNTY = "COUNTY"
    TOWNSHIP = "TOWNSHIP"
    VILLAGE = "VILLAGE"
    COMMUNITY = "COMMUNITY"
    PARK = "PARK"
    MARKET = "MARKET"
    MALL = "MALL"
    CELL = "CELL"


class Role(StrEnum):
    """岗位角色 (domain 1.21): front, middle, back, control."""

    RM = "RM"
    CO_RM = "CO_RM"
    OUTLET_HEAD = "OUTLET_HEAD"
    TEAM_HEAD = "TEAM_HEAD"
    SME_CENTER_HEAD = "SME_CENTER_HEAD"
    MIDDLE = "MIDDLE"
    EXECUTIVE = "EXECUTIVE"
    REVIEWER = "REVIEWER"
    APPROVER = "APPROVER"
    COMMITTEE = "COMMITTEE"
    DISB_AUDITOR = "DISB_AUDITOR"
    RISK = "RISK"
    COMPLIANCE = "COMPLIANCE"
    ACCOUNTANT = "ACCOUNTANT"
    ARCHIVIST = "ARCHIVIST"
    POST_LOAN = "POST_LOAN"
    CALLBACK = "CALLBACK"
    STATISTICS = "STATISTICS"
    FUNDING = "FUNDING"
    HR_DISCIPLINE = "HR_DISCIPLINE"
    AUDIT = "AUDIT"
    ADMIN = "ADMIN"
