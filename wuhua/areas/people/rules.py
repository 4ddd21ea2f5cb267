"""Rules of people: the five teams, roles, who may hold what together, and the one table of sight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from wuhua.core.days import add_months
from wuhua.core.refuse import Refusal, Refused

# --- words -----------------------------------------------------------------------------------------------------------


class TeamType(StrEnum):
    """五大专营团队: exactly these five (domain 1.3)."""

    RURAL_OUTLET = "RURAL_OUTLET"
    URBAN_OUTLET = "URBAN_OUTLET"
    HQ_BUSINESS = "HQ_BUSINESS"
    RETAIL = "RETAIL"
    CORPORATE = "CORPORATE"


TEAM_NAMES: Mapping[TeamType, str] = {
    TeamType.RURAL_OUTLET: "农村型办贷机构",
    TeamType.URBAN_OUTLET: "城区型办贷机构",
    TeamType.HQ_BUSINESS: "总行营业部",
    TeamType.RETAIL: "零售部",
    TeamType.CORPORATE: "公司部",
}


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


WORKED_ZONES = (ZoneKind.VILLAGE, ZoneKind.COMMUNITY, ZoneKind.PARK, ZoneKind.MARKET, ZoneKind.MALL, ZoneKind.CELL)
"""Zones in which people live and trade: each must have an owner. County and township only group them."""


class PointKind(StrEnum):
    """What stands on the map beside the zones: 网点, 助农服务点, 同业网点."""

    OUTLET = "OUTLET"
    AGENT = "AGENT"
    COMPETITOR = "COMPETITOR"


class ChangeState(StrEnum):
    """责任区调整: asked, agreed to, turned down."""

    ASKED = "ASKED"
    AGREED = "AGREED"
    TURNED_DOWN = "TURNED_DOWN"


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


ROLE_NAMES: Mapping[Role, str] = {
    Role.RM: "客户经理",
    Role.CO_RM: "协办客户经理",
    Role.OUTLET_HEAD: "网点负责人",
    Role.TEAM_HEAD: "团队负责人",
    Role.SME_CENTER_HEAD: "小微中心负责人",
    Role.MIDDLE: "中层",
    Role.EXECUTIVE: "班子成员",
    Role.REVIEWER: "审查",
    Role.APPROVER: "审批",
    Role.COMMITTEE: "审贷会",
    Role.DISB_AUDITOR: "放款审核",
    Role.RISK: "风险",
    Role.COMPLIANCE: "合规",
    Role.ACCOUNTANT: "出账会计",
    Role.ARCHIVIST: "档案",
    Role.POST_LOAN: "贷后监督",
    Role.CALLBACK: "回访",
    Role.STATISTICS: "统计",
    Role.FUNDING: "再贷款管理",
    Role.HR_DISCIPLINE: "人事纪检",
    Role.AUDIT: "审计",
    Role.ADMIN: "系统管理",
}

HELD_ALONE = frozenset({Role.ADMIN})
"""Who keeps the keys holds no other role: system management sees no customer (domain 1.21)."""


class PeopleRefusal(Refusal):
    """Why people says no, in the order in which it is checked."""

    NOT_AN_ADMINISTRATOR = "not_an_administrator"
    STAFF_UNKNOWN = "staff_unknown"
    STAFF_HAS_LEFT = "staff_has_left"
    NOT_ONESELF = "not_oneself"
    STAFF_KNOWN_ALREADY = "staff_known_already"
    BRANCH_UNKNOWN = "branch_unknown"
    ROLE_UNKNOWN = "role_unknown"
    ROLE_HELD_ALREADY = "role_held_already"
    ROLE_NOT_HELD = "role_not_held"
    ROLE_CONFLICT = "role_conflict"
    ACCOUNT_EXISTS = "account_exists"
    OPENED_ALREADY = "opened_already"
    ACCOUNT_MISSING = "account_missing"
    PASSWORD_TOO_WEAK = "password_too_weak"  # noqa: S105  # a name, not a password
    SECOND_FACTOR_OFF = "second_factor_off"
    SECOND_FACTOR_ON = "second_factor_on"
    CODE_WRONG = "code_wrong"
    ZONE_UNKNOWN = "zone_unknown"
    ZONE_OWNED_ALREADY = "zone_owned_already"
    NOT_OF_THIS_POST = "not_of_this_post"
    ZONE_NOT_A_CELL = "zone_not_a_cell"
    REASON_MISSING = "reason_missing"
    FROM_DAY_PASSED = "from_day_passed"
    CHANGE_OPEN_ALREADY = "change_open_already"
    CHANGE_UNKNOWN = "change_unknown"
    CHANGE_DECIDED_ALREADY = "change_decided_already"
    ANOTHER_MUST_DECIDE = "another_must_decide"
    POINT_KNOWN_ALREADY = "point_known_already"
    POINT_NOT_ON_EARTH = "point_not_on_earth"


# --- who acts --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Officer:
    """A member of staff on a day: what every gate and every verb takes as `actor`.

    `number` is what goes into the audit; `team` is None for those outside the five teams (the console).
    """

    number: str
    name: str
    branch: str
    roles: frozenset[Role]
    team: TeamType | None

    def holds(self, *roles: Role) -> bool:
        """Whether any of these roles is among the officer's."""
        return not self.roles.isdisjoint(roles)


CONSOLE = Officer("console", "命令行", "", frozenset({Role.ADMIN}), None)
"""Whoever has the shell of the server: may administer accounts, sees no customer."""


# --- who may see whom ------------------------------------------------------------------------------------------------


class Scope(IntEnum):
    """How far a role looks: nobody, own customers, of the outlet, of the team, of the bank."""

    NONE = 0
    OWN = 1
    BRANCH = 2
    TEAM = 3
    ALL = 4


class Personal(StrEnum):
    """What stays masked until somebody says why it must be seen."""

    IDENTITY = "IDENTITY"
    PHONE = "PHONE"
    ADDRESS = "ADDRESS"


_EVERYTHING = frozenset(Personal)
_PHONE = frozenset({Personal.PHONE})
_NOTHING: frozenset[Personal] = frozenset()


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose customers a role sees, and which personal fields it may unmask (each time with a reason, logged)."""

    scope: Scope
    unmasks: frozenset[Personal]


SIGHT: Mapping[Role, Sight] = {
    Role.RM: Sight(Scope.OWN, _EVERYTHING),
    Role.CO_RM: Sight(Scope.OWN, _EVERYTHING),
    Role.OUTLET_HEAD: Sight(Scope.BRANCH, _EVERYTHING),
    Role.TEAM_HEAD: Sight(Scope.TEAM, _EVERYTHING),
    Role.SME_CENTER_HEAD: Sight(Scope.ALL, _PHONE),
    Role.MIDDLE: Sight(Scope.TEAM, _PHONE),
    Role.EXECUTIVE: Sight(Scope.ALL, _EVERYTHING),
    Role.REVIEWER: Sight(Scope.ALL, _EVERYTHING),
    Role.APPROVER: Sight(Scope.ALL, _EVERYTHING),
    Role.COMMITTEE: Sight(Scope.ALL, _EVERYTHING),
    Role.DISB_AUDITOR: Sight(Scope.ALL, _EVERYTHING),
    Role.RISK: Sight(Scope.ALL, _EVERYTHING),
    Role.COMPLIANCE: Sight(Scope.ALL, _EVERYTHING),
    Role.ACCOUNTANT: Sight(Scope.ALL, _NOTHING),
    Role.ARCHIVIST: Sight(Scope.ALL, _NOTHING),
    Role.POST_LOAN: Sight(Scope.ALL, _PHONE),
    Role.CALLBACK: Sight(Scope.ALL, _PHONE),
    Role.STATISTICS: Sight(Scope.NONE, _NOTHING),
    Role.FUNDING: Sight(Scope.ALL, _NOTHING),
    Role.HR_DISCIPLINE: Sight(Scope.NONE, _NOTHING),
    Role.AUDIT: Sight(Scope.ALL, _EVERYTHING),
    Role.ADMIN: Sight(Scope.NONE, _NOTHING),
}
"""Domain 7, "who must not see what". Statistics and discipline work on aggregates; system management sees nobody."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps a customer: the managing RM, and that RM's outlet and team."""

    rm: str
    branch: str = ""
    team: TeamType | None = None


def scope_of(officer: Officer) -> Scope:
    """How far the officer looks with all roles together; system management looks nowhere, whatever else it holds."""
    if officer.holds(Role.ADMIN):
        return Scope.NONE
    return max((SIGHT[role].scope for role in officer.roles), default=Scope.NONE)


def _covers(scope: Scope, officer: Officer, keeper: Keeper) -> bool:
    if scope is Scope.OWN:
        return keeper.rm == officer.number
    if scope is Scope.BRANCH:
        return keeper.rm == officer.number or (officer.branch != "" and keeper.branch == officer.branch)
    if scope is Scope.TEAM:
        return keeper.rm == officer.number or (officer.team is not None and keeper.team is officer.team)
    return scope is Scope.ALL


def may_see(officer: Officer, keeper: Keeper) -> bool:
    """Whether the officer may open the customer of that keeper at all."""
    return not officer.holds(Role.ADMIN) and any(_covers(SIGHT[role].scope, officer, keeper) for role in officer.roles)


def may_unmask(officer: Officer, keeper: Keeper) -> frozenset[Personal]:
    """The personal fields of that customer the officer may ask to see, from the roles that reach this customer."""
    if officer.holds(Role.ADMIN):
        return _NOTHING
    reached = [SIGHT[role].unmasks for role in officer.roles if _covers(SIGHT[role].scope, officer, keeper)]
    return _NOTHING.union(*reached)


# --- who may run the house -------------------------------------------------------------------------------------------


class Right(StrEnum):
    """What is done to the whole bank at once, and so not by whoever may see a customer."""

    CLOSE_DAY = "CLOSE_DAY"
    IMPORT_BOOK = "IMPORT_BOOK"


RIGHT_NAMES: Mapping[Right, str] = {Right.CLOSE_DAY: "日终封账", Right.IMPORT_BOOK: "导入切换数据"}

RIGHTS: Mapping[Right, frozenset[Role]] = {
    Right.CLOSE_DAY: frozenset({Role.ACCOUNTANT}),
    Right.IMPORT_BOOK: frozenset({Role.ACCOUNTANT}),
}
"""Both are the accountant's, who neither grants nor collects. The end of a day decides what is overdue, so it is not moved
by those who are measured by it; the cut-over must meet the old general ledger, which accounting keeps; and system
management, which keeps the machine, sees no customer and no book."""


def may(officer: Officer, right: Right) -> Refused | None:
    """Whether the officer's post gives that right.

    >>> may(Officer("1", "会计", "B01", frozenset({Role.ACCOUNTANT}), None), Right.CLOSE_DAY) is None
    True
    """
    if officer.holds(Role.ADMIN) or not officer.holds(*RIGHTS[right]):
        names = "、".join(sorted(ROLE_NAMES[role] for role in RIGHTS[right]))
        return Refused(
            PeopleRefusal.NOT_OF_THIS_POST,
            f"您的岗位不能办理{RIGHT_NAMES[right]}。",
            f"请由「{names}」岗位的人员办理。",
        )
    return None


# --- verdicts --------------------------------------------------------------------------------------------------------


def may_administer(actor: Officer, subject: str) -> Refused | None:
    """Accounts and roles are given by system management, and by nobody to oneself."""
    if not actor.holds(Role.ADMIN):
        return Refused(
            PeopleRefusal.NOT_AN_ADMINISTRATOR, "只有系统管理岗可以管理账号与角色。", "请联系系统管理员办理。"
        )
    if actor.number == subject:
        return Refused(PeopleRefusal.NOT_ONESELF, "不能为自己开立账号或授予角色。", "请由另一名系统管理员办理。")
    return None


def role_of(text: str) -> Role | Refused:
    """The role of that code.

    >>> role_of("RM")
    <Role.RM: 'RM'>
    """
    try:
        return Role(text.strip().upper())
    except ValueError:
        return Refused(
            PeopleRefusal.ROLE_UNKNOWN,
            f"没有「{text}」这个角色。",
            "可用的角色:" + "、".join(role.value for role in Role) + "。",
            "role",
        )


def roles_agree(roles: Iterable[Role]) -> Refused | None:
    """Whether one person may hold these roles together.

    >>> roles_agree([Role.RM, Role.CO_RM]) is None
    True
    >>> str(roles_agree([Role.RM, Role.ADMIN]).name)
    'role_conflict'
    """
    held = frozenset(roles)
    alone = sorted(held & HELD_ALONE)
    if alone and len(held) > 1:
        return Refused(
            PeopleRefusal.ROLE_CONFLICT,
            f"「{ROLE_NAMES[alone[0]]}」不得与其他角色兼任。",
            "请先解除其他角色,或另行指定人员。",
            "role",
        )
    return None


# --- who may cut the county ------------------------------------------------------------------------------------------

ASKERS = (Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.MIDDLE, Role.SME_CENTER_HEAD, Role.EXECUTIVE)
DECIDERS = (Role.SME_CENTER_HEAD, Role.EXECUTIVE)
LEAST_WORDS = 4


def may_ask(actor: Officer) -> Refused | None:
    """A change of duty, an outlet, a customer out of the pool: asked for by those who lead."""
    if actor.holds(Role.ADMIN) or not actor.holds(*ASKERS):
        return Refused(PeopleRefusal.NOT_OF_THIS_POST, "您的岗位不能调整责任区。", "请提交网点、团队或小微中心负责人。")
    return None


def may_decide(actor: Officer, asked_by: str) -> Refused | None:
    """Whether this officer may agree to a change: the centre's head or an executive, and never who asked for it."""
    if actor.holds(Role.ADMIN) or not actor.holds(*DECIDERS):
        return Refused(
            PeopleRefusal.NOT_OF_THIS_POST, "您的岗位不能审批责任区调整。", "请由小微中心负责人或班子成员审批。"
        )
    if actor.number == asked_by:
        return Refused(PeopleRefusal.ANOTHER_MUST_DECIDE, "本人提出的调整不能自己审批。", "请由另一人审批。")
    return None


METRES_A_DEGREE = 111_320


def within_reach(place: tuple[int, int], centre: tuple[int, int], reach: int) -> bool:
    """Whether a centre lies within so many metres; both (longitude, latitude) in millionths of a degree.

    The county is small enough for a flat map; the cosine of the latitude is Bhaskara's, true to two parts in a thousand.

    >>> within_reach((110_980_000, 35_600_000), (110_980_000, 35_610_000), 1_113)
    False
    >>> within_reach((110_980_000, 35_600_000), (110_980_000, 35_610_000), 1_114)
    True
    """
    square = place[1] * place[1] // 10**12
    shrink = (32_400 - 4 * square) * 1_000 // (32_400 + square)
    across = (place[0] - centre[0]) * METRES_A_DEGREE * shrink // 10**9
    up = (place[1] - centre[1]) * METRES_A_DEGREE // 10**6
    return across * across + up * up <= reach * reach


# --- 轮岗与强制休假 --------------------------------------------------------------------------------------------------


class AwayKind(StrEnum):
    """离岗: a post is changed (轮岗), or its holder must take leave and be covered (强制休假)."""

    ROTATION = "ROTATION"
    COMPULSORY_LEAVE = "COMPULSORY_LEAVE"


class AwayState(StrEnum):
    """Where it stands: planned with a cover, taken, called off in words."""

    AWAY_PLANNED = "AWAY_PLANNED"
    AWAY_TAKEN = "AWAY_TAKEN"
    AWAY_OFF = "AWAY_OFF"


class AwayRefusal(Refusal):
    """Why a rotation or leave is not planned or recorded, in the order in which it is checked."""

    NOT_A_PLANNER = "not_a_planner"
    AWAY_UNKNOWN = "away_unknown"
    AWAY_STAFF_UNKNOWN = "away_staff_unknown"
    AWAY_ONESELF = "away_oneself"
    COVER_UNFIT = "cover_unfit"
    AWAY_DAYS_WRONG = "away_days_wrong"
    LEAVE_TOO_SHORT = "leave_too_short"
    AWAY_TWICE = "away_twice"
    AWAY_WORDS_MISSING = "away_words_missing"
    NOT_YET_BEGUN = "not_yet_begun"


ROTATING = (
    Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.DISB_AUDITOR, Role.ACCOUNTANT, Role.REVIEWER,
    Role.ARCHIVIST,
)  # fmt: skip
"""要害岗位: who holds one of these must change post after some years, and be away for some days each year."""
OF_UNIT = (Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.MIDDLE)
PLANNERS = (*OF_UNIT, Role.SME_CENTER_HEAD, Role.EXECUTIVE, Role.HR_DISCIPLINE)
"""Heads plan for their own unit, the others for the whole bank."""
LOOKERS = (Role.SME_CENTER_HEAD, Role.EXECUTIVE, Role.HR_DISCIPLINE, Role.COMPLIANCE, Role.AUDIT)


def may_plan(actor: Officer, branch: str) -> bool:
    """Whether this officer plans for somebody of that unit."""
    if actor.holds(Role.ADMIN) or not actor.holds(*PLANNERS):
        return False
    whole = actor.holds(Role.SME_CENTER_HEAD, Role.EXECUTIVE, Role.HR_DISCIPLINE)
    return whole or actor.branch == branch


def rotation_due(since: date, years: int) -> date:
    """The day by which a post held since then must have changed hands.

    >>> rotation_due(date(2016, 2, 29), 3)
    datetime.date(2019, 2, 28)
    """
    return add_months(since, 12 * years)


def leave_due(last: date, months: int) -> date:
    """The day by which leave must be taken again, counted from the end of the last or from the first day of work."""
    return add_months(last, months)


def check_away(
    kind: AwayKind, first: date, last: date, business_date: date, staff: str, cover: str, least_days: int
) -> Refused | None:
    """Days that can still be planned, a cover who is somebody else, a leave long enough to let something be found."""
    if not cover or cover == staff:
        return Refused(
            AwayRefusal.COVER_UNFIT, "接替人不能为空,也不能是本人。", "请填写另一名在岗员工的工号。", "cover"
        )
    if last < first or first < business_date:
        return Refused(AwayRefusal.AWAY_DAYS_WRONG, "起止日不成立,或起日已过。", "请填写今天或以后的日期。", "first")
    if kind is AwayKind.COMPULSORY_LEAVE and last - first < timedelta(days=least_days - 1):
        return Refused(AwayRefusal.LEAVE_TOO_SHORT, f"强制休假须连续不少于 {least_days} 天。", "请延后止日。", "last")
    return None
