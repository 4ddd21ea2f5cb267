"""Rules of contests (domain 1.5): what counts, how events become points, what a loan gone bad takes back. No clock, no table.

Points are whole hundredths. Of what is counted in numbers the best team has all the points of the line and the others have
theirs in proportion; the share kept in time gives its share of the points; arrears only take away.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.areas.people.rules import Officer, Role
from wuhua.core.days import add_months
from wuhua.core.refuse import Refusal, Refused

WHOLE = 100
"""Hundredths of a point in a point."""


class Metric(StrEnum):
    """竞赛指标: the lines of a contest."""

    NET_INCREASE = "NET_INCREASE"
    NEW_BORROWERS = "NEW_BORROWERS"
    FIRST_LOANS = "FIRST_LOANS"
    VALID_VISITS = "VALID_VISITS"
    FILES_COMPLETED = "FILES_COMPLETED"
    IN_TIME = "IN_TIME"
    ARREARS = "ARREARS"


METRIC_NAMES: Mapping[Metric, str] = {
    Metric.NET_INCREASE: "净增余额",
    Metric.NEW_BORROWERS: "新增借款户",
    Metric.FIRST_LOANS: "首贷户",
    Metric.VALID_VISITS: "有效走访",
    Metric.FILES_COMPLETED: "建成档案",
    Metric.IN_TIME: "限时办结率",
    Metric.ARREARS: "逾期扣分",
}
COUNTED = (
    Metric.NET_INCREASE, Metric.NEW_BORROWERS, Metric.FIRST_LOANS, Metric.VALID_VISITS, Metric.FILES_COMPLETED,
)  # fmt: skip
OF_LOANS = (Metric.NET_INCREASE, Metric.NEW_BORROWERS, Metric.FIRST_LOANS)
"""Lines whose points a loan gone bad takes back."""


class FactKind(StrEnum):
    """竞赛事项: what really happened, one row an event. Arrears are said note by note, the book they are a part of once."""

    MOVED = "MOVED"
    BORROWER = "BORROWER"
    FIRST = "FIRST"
    VISITED = "VISITED"
    FILED = "FILED"
    CASE = "CASE"
    LATE_NOTE = "LATE_NOTE"
    BOOK = "BOOK"


class BlocRule(StrEnum):
    """抱团计分: a bloc has the points of its teams together, or of one team on the average."""

    TOGETHER = "TOGETHER"
    AVERAGE = "AVERAGE"


class ContestState(StrEnum):
    """竞赛状态."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"


class PerformanceRefusal(Refusal):
    """Why performance says no, in the order in which it is checked."""

    NOT_YOUR_POST = "not_your_post"
    CONTEST_UNKNOWN = "contest_unknown"
    NAME_MISSING = "name_missing"
    SPAN_IMPOSSIBLE = "span_impossible"
    TEAMS_TOO_FEW = "teams_too_few"
    TEAM_UNKNOWN = "team_unknown"
    BLOCS_TOO_FEW = "blocs_too_few"
    POINTS_IMPOSSIBLE = "points_impossible"
    NAME_TAKEN = "name_taken"
    CLOSED_ALREADY = "closed_already"
    NOT_OVER = "not_over"


KEEPERS = (Role.SME_CENTER_HEAD, Role.EXECUTIVE)
SEE_PEOPLE = (
    Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.MIDDLE, Role.EXECUTIVE,
    Role.STATISTICS, Role.HR_DISCIPLINE, Role.AUDIT,
)  # fmt: skip
"""Who sees the ranking (domain 7). A manager sees whose events they are in his own team only."""
OWN_TEAM_ONLY = (Role.RM, Role.CO_RM)
"""To whom other teams are names with points."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One event of a team. `amount` is fen where money is meant, else a count (of a case: 1 in time, 0 late)."""

    kind: FactKind
    team: str
    staff: str
    subject: str
    amount: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contest counts: points a line, arrears in percent of the book that cost all of theirs, months of take-back."""

    points: Mapping[Metric, int]
    full_pct: int
    back_months: int


Values = dict[Metric, tuple[int, int]]
"""Of each line (value, whole): the whole is nought where a value is only counted."""


@dataclass(frozen=True, slots=True)
class Score:
    """One team's line of the ranking."""

    team: str
    values: Values
    points: Mapping[Metric, int]

    @property
    def total(self) -> int:
        """Hundredths of a point."""
        return sum(self.points.values())


def values(teams: Collection[str], facts: Iterable[Fact], without: Collection[str] = ()) -> dict[str, Values]:
    """Each team's sums; events of the notes in `without` bring nothing. One pass."""
    found: dict[str, Values] = {team: dict.fromkeys(Metric, (0, 0)) for team in teams}
    for each in facts:
        own = found.get(each.team)
        if own is None or (each.note in without and each.kind in _TAKEN):
            continue
        metric, value, whole = _COUNTS[each.kind]
        had = own[metric]
        own[metric] = (had[0] + each.amount * value, had[1] + (each.amount if whole < 0 else whole))
    return found


_TAKEN = (FactKind.MOVED, FactKind.BORROWER, FactKind.FIRST)
_COUNTS: Mapping[FactKind, tuple[Metric, int, int]] = {
    FactKind.MOVED: (Metric.NET_INCREASE, 1, 0),
    FactKind.BORROWER: (Metric.NEW_BORROWERS, 1, 0),
    FactKind.FIRST: (Metric.FIRST_LOANS, 1, 0),
    FactKind.VISITED: (Metric.VALID_VISITS, 1, 0),
    FactKind.FILED: (Metric.FILES_COMPLETED, 1, 0),
    FactKind.CASE: (Metric.IN_TIME, 1, 1),
    FactKind.LATE_NOTE: (Metric.ARREARS, 1, 0),
    FactKind.BOOK: (Metric.ARREARS, 0, -1),
}
"""Of each kind of event its line, how often its amount counts as the value, and what it adds to the whole (-1: its amount)."""


def best_of(found: Mapping[str, Values]) -> dict[Metric, int]:
    """The best value of each counted line; nought where nobody has any."""
    return {metric: max((each[metric][0] for each in found.values()), default=0) for metric in COUNTED}


def points_of(own: Values, best: Mapping[Metric, int], terms: Terms) -> dict[Metric, int]:
    """Hundredths of a point on each line, rounded toward nought.

    >>> terms = Terms({Metric.NET_INCREASE: 30, Metric.IN_TIME: 10, Metric.ARREARS: 30}, 5, 6)
    >>> own = {Metric.NET_INCREASE: (200, 0), Metric.IN_TIME: (2, 3), Metric.ARREARS: (1, 100)}
    >>> [int(each) for each in points_of(own, {Metric.NET_INCREASE: 300}, terms).values()]
    [2000, 666, -600]
    """
    found: dict[Metric, int] = {}
    for metric, most in terms.points.items():
        value, whole = own[metric]
        if metric is Metric.ARREARS:
            found[metric] = -min(most * WHOLE, most * WHOLE * value * 100 // (whole * terms.full_pct)) if whole else 0
        elif metric is Metric.IN_TIME:
            found[metric] = most * WHOLE * value // whole if whole else 0
        else:
            top = best.get(metric, 0)
            found[metric] = most * WHOLE * max(value, 0) // top if top > 0 else 0
    return found


def scores(teams: Collection[str], facts: Collection[Fact], terms: Terms, without: Collection[str] = ()) -> list[Score]:
    """The ranking of the teams, best first. What was the best at the end stays the measure when loans are taken back."""
    best = best_of(values(teams, facts))
    found = values(teams, facts, without)
    lines = [Score(team, own, points_of(own, best, terms)) for team, own in found.items()]
    return sorted(lines, key=lambda each: (-each.total, each.team))


def ranked(totals: Mapping[str, int]) -> dict[str, int]:
    """The place of each; equal totals share a place and the next one is left out.

    >>> ranked({"a": 500, "b": 700, "c": 500, "d": 100})
    {'b': 1, 'a': 2, 'c': 2, 'd': 4}
    """
    order = sorted(totals, key=lambda each: (-totals[each], each))
    found: dict[str, int] = {}
    for place, name in enumerate(order, 1):
        before = order[place - 2] if place > 1 else None
        found[name] = found[before] if before is not None and totals[before] == totals[name] else place
    return found


def bloc_totals(totals: Mapping[str, int], blocs: Mapping[str, str], rule: BlocRule) -> dict[str, int]:
    """What each bloc has, in hundredths of a point: its teams together, or one of them on the average (rounded down)."""
    found: dict[str, list[int]] = {}
    for team, bloc in blocs.items():
        if bloc:
            found.setdefault(bloc, []).append(totals[team])
    together = rule is BlocRule.TOGETHER
    return {bloc: sum(own) if together else sum(own) // len(own) for bloc, own in found.items()}


def watched_until(last: date, terms: Terms) -> date:
    """The last day on which a loan gone bad takes its points back."""
    return add_months(last, terms.back_months)


# --- may it be -------------------------------------------------------------------------------------------------------


def may_keep(officer: Officer) -> Refused | None:
    """Contests are opened and closed by the head of the centre or an executive."""
    if officer.holds(*KEEPERS) and not officer.holds(Role.ADMIN):
        return None
    return Refused(PerformanceRefusal.NOT_YOUR_POST, "您的岗位不能组织竞赛。", "请由小微中心负责人或班子成员办理。")


def may_see(officer: Officer) -> bool:
    """Whether the ranking is for this post."""
    return officer.holds(*SEE_PEOPLE) and not officer.holds(Role.ADMIN)


def may_look(officer: Officer) -> Refused | None:
    """The same as a refusal."""
    if may_see(officer):
        return None
    return Refused(PerformanceRefusal.NOT_YOUR_POST, "您的岗位不能查看竞赛。", "请向小微中心负责人了解名次。")


def may_see_events(officer: Officer, team: str) -> bool:
    """Whether the officer may read what happened in that team: managers in their own, everybody else who sees the ranking."""
    beyond = set(SEE_PEOPLE) - set(OWN_TEAM_ONLY)
    return may_see(officer) and (officer.branch == team or officer.holds(*beyond))


FARTHEST = 366
"""A contest begins and ends within so many days of the day it is opened; beyond, a year was mistyped."""


def check_near(first: date, last: date, today: date) -> Refused | None:
    """The window is not over, for rules are said before it is known who wins, and lies where a day end will reach it."""
    if last < today:
        return Refused(
            PerformanceRefusal.SPAN_IMPOSSIBLE,
            f"{last} 已经过去。",
            "规则须在比赛结束以前公布,请核对结束日。",
            "last_day",
        )
    for field, day in (("first_day", first), ("last_day", last)):
        if abs((day - today).days) > FARTHEST:
            return Refused(PerformanceRefusal.SPAN_IMPOSSIBLE, f"{day} 距今超过一年。", "请核对起止日期。", field)
    return None


def check_new(
    name: str, first: date, last: date, blocs: Mapping[str, str], known: Collection[str], points: Mapping[Metric, int]
) -> Refused | None:
    """A contest has a name, a window, two teams that exist, blocs for all or for none, and points for something."""
    if not name.strip():
        return Refused(PerformanceRefusal.NAME_MISSING, "没有竞赛名称。", "请填写名称。", "name")
    if last < first:
        return Refused(PerformanceRefusal.SPAN_IMPOSSIBLE, "结束日早于开始日。", "请核对起止日期。", "last_day")
    if len(blocs) < 2:
        return Refused(PerformanceRefusal.TEAMS_TOO_FEW, "参赛团队不足两个。", "请至少选择两个团队。", "teams")
    unknown = sorted(set(blocs) - set(known))
    if unknown:
        return Refused(PerformanceRefusal.TEAM_UNKNOWN, f"没有团队 {unknown[0]}。", "请从列表中选择。", "teams")
    sides = {bloc for bloc in blocs.values() if bloc}
    if sides and (len(sides) < 2 or not all(blocs.values())):
        return Refused(
            PerformanceRefusal.BLOCS_TOO_FEW,
            "抱团须至少两方,且每个团队都归入一方。",
            "请补全各团队所属的一方。",
            "teams",
        )
    if any(each < 0 for each in points.values()) or not any(points[metric] for metric in COUNTED):
        return Refused(
            PerformanceRefusal.POINTS_IMPOSSIBLE, "没有可计分的指标。", "请为至少一项指标设定分值。", "points"
        )
    return None
