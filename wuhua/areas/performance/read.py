"""Questions to performance: what happened in a contest's days, its standing, and what was taken back since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db.models import F, Sum

from wuhua.areas.compliance import read as compliance
from wuhua.areas.market.read import scoring as market
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.people.rules import may_see as sees_customers_of
from wuhua.areas.performance import rules
from wuhua.areas.performance.models import Contest, ContestFact, ContestResult, ContestTeam, TakenBack
from wuhua.areas.performance.rules import Fact, FactKind, Metric, PerformanceRefusal, Terms
from wuhua.areas.servicing import scoring as servicing
from wuhua.areas.workday.read.duties import funded
from wuhua.core.refuse import Refused
from wuhua.platform import seals


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a ranking, of teams or of blocs. Points in hundredths; `back` is what was taken since the end."""

    name: str
    place: int
    total: int
    values: Mapping[str, tuple[int, int]]
    points: Mapping[str, int]
    back: int = 0
    bloc: str = ""

    @property
    def now(self) -> int:
        """What is left of the points."""
        return self.total - self.back


def terms_on(day: date) -> Terms:
    """What a contest opened on that day counts, unless it says otherwise."""
    values = compliance.parameters(day)
    points = {metric: values.whole(f"CONTEST_POINTS.{metric}") for metric in Metric}
    return Terms(points, values.whole("CONTEST_OVERDUE_FULL_PCT"), values.whole("CONTEST_BACK_MONTHS"))


def terms_of(contest: Contest) -> Terms:
    """The terms it was opened with."""
    said = contest.terms
    return Terms(
        {Metric(name): int(most) for name, most in said["points"].items()}, said["full_pct"], said["back_months"]
    )


def contest(number: int) -> Contest | Refused:
    """One contest."""
    found = Contest.objects.filter(pk=number).first()
    if found is None:
        return Refused(PerformanceRefusal.CONTEST_UNKNOWN, "没有这场竞赛。", "请从列表中打开。")
    return found


def contests() -> list[Contest]:
    """All of them, those still open first, the newest first."""
    return list(Contest.objects.order_by(F("closed_on").desc(nulls_first=True), "-first_day", "-id"))


def blocs_of(number: int) -> dict[str, str]:
    """The teams that take part, with the bloc of each. One query."""
    rows = ContestTeam.objects.filter(contest_id=number).order_by("team_id")
    return dict(rows.values_list("team_id", "bloc"))


# --- what happened ---------------------------------------------------------------------------------------------------


def happened(first: date, last: date, teams: Collection[str], on: date) -> list[Fact]:
    """Every event of these teams in [first, last], in a fixed order. A fixed number of queries, whatever the book's size.

    A loan belongs to the team of the manager who keeps it; a borrower with several new loans counts once, with his first.
    """
    facts = [*_of_loans(first, last), *_of_fieldwork(first, last, compliance.whole("FILE_COMPLETE_PCT", on))]
    facts += _of_cases(first, last)
    keepers = people.keepers({each.staff for each in facts})
    own = [
        Fact(each.kind, keepers[each.staff].branch, each.staff, each.subject, each.amount, each.note) for each in facts
    ]
    return sorted((each for each in own if each.team in teams), key=_order)


def _order(each: Fact) -> tuple[str, ...]:
    return (each.team, each.kind.value, each.subject, each.note)


def _of_loans(first: date, last: date) -> Iterable[Fact]:
    seen: set[int] = set()
    for each in servicing.moved(first, last):
        if each.before != each.after:
            yield Fact(FactKind.MOVED, "", each.rm, each.note, each.after - each.before, each.note)
        if each.late and each.after > 0:
            yield Fact(FactKind.LATE_NOTE, "", each.rm, each.note, each.after)
        if each.after <= 0 or each.customer in seen or not each.fresh:
            continue
        seen.add(each.customer)
        yield Fact(FactKind.BORROWER, "", each.rm, each.note, 1, each.note)
        if each.first:
            yield Fact(FactKind.FIRST, "", each.rm, each.note, 1, each.note)
    for rm, held in servicing.held_by(first, last).items():
        if held:
            yield Fact(FactKind.BOOK, "", rm, rm, held)


def _of_fieldwork(first: date, last: date, complete_pct: int) -> Iterable[Fact]:
    for rm, visit in market.valid_visits(first, last):
        yield Fact(FactKind.VISITED, "", rm, visit, 1)
    for rm, file in market.completed_files(first, last, complete_pct):
        yield Fact(FactKind.FILED, "", rm, file, 1)


def _of_cases(first: date, last: date) -> Iterable[Fact]:
    for each in funded(first, last):
        if each.times.met is not None:
            yield Fact(FactKind.CASE, "", each.journey.holder_id, each.journey.subject, int(each.times.met))


def digest(facts: Iterable[Fact]) -> str:
    """One print of the events, so that a ranking says which events it was made of."""
    text = json.dumps([list(asdict(each).values()) for each in facts], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def facts_of(contest: Contest) -> list[Fact]:
    """The events a closed contest was scored from, in their order. One query."""
    rows = ContestFact.objects.filter(contest=contest).order_by("id")
    fields = rows.values_list("kind", "team", "staff", "subject", "amount", "note")
    return [
        Fact(FactKind(kind), team, staff, subject, amount, note) for kind, team, staff, subject, amount, note in fields
    ]


# --- who stands where ------------------------------------------------------------------------------------------------


def recomputed(contest: Contest) -> list[Place]:
    """The ranking of a closed contest, reckoned again from its events alone."""
    blocs = blocs_of(contest.pk)
    lines = rules.scores(list(blocs), facts_of(contest), terms_of(contest))
    return places(lines, blocs)


def places(lines: Collection[rules.Score], blocs: Mapping[str, str]) -> list[Place]:
    """Scores with their places."""
    at = rules.ranked({each.team: each.total for each in lines})
    return [
        Place(
            each.team, at[each.team], each.total, {key.value: value for key, value in each.values.items()},
            {key.value: value for key, value in each.points.items()}, bloc=blocs[each.team],
        )
        for each in sorted(lines, key=lambda line: (at[line.team], line.team))
    ]  # fmt: skip


def standing(contest: Contest) -> list[Place]:
    """The ranking now: fixed at the end less what was taken back since, or that of the last closed day. Three queries."""
    blocs = blocs_of(contest.pk)
    if contest.state == rules.ContestState.OPEN:
        return [_said(each, blocs) for each in contest.latest or []]
    back = dict(TakenBack.objects.filter(contest=contest).values_list("team").annotate(sum=Sum("points")))
    rows = ContestResult.objects.filter(contest=contest).order_by("place", "team")
    return [
        Place(
            each.team, each.place, each.total, each.values, each.points, int(back.get(each.team, 0)), blocs[each.team]
        )
        for each in rows
    ]


def _said(each: Mapping[str, object], blocs: Mapping[str, str]) -> Place:
    return Place(**{**each, "bloc": blocs[str(each["name"])]})  # type: ignore[arg-type]  # as `plain` wrote it


def plain(place: Place) -> dict[str, object]:
    """A line as JSON keeps it."""
    return {
        "name": place.name,
        "place": place.place,
        "total": place.total,
        "values": place.values,
        "points": place.points,
    }


def blocs_standing(contest: Contest, lines: Collection[Place]) -> list[Place]:
    """The same of the blocs, after what was taken back; none where teams stand alone."""
    blocs = {each.name: each.bloc for each in lines}
    totals = rules.bloc_totals({each.name: each.now for each in lines}, blocs, rules.BlocRule(contest.bloc_rule))
    at = rules.ranked(totals)
    return [Place(name, at[name], totals[name], {}, {}) for name in sorted(totals, key=lambda each: (at[each], each))]


def taken(contest: Contest) -> list[TakenBack]:
    """Loans that took their points back, the newest first."""
    return list(TakenBack.objects.filter(contest=contest).order_by("-id"))


# --- what pages ask --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One contest of the list. `over`: its last day is sealed and nobody has closed it; `leaders`: teams on the first place."""

    row: Contest
    over: bool
    leaders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One event as it may be shown: what it is about is left out where the customer is not the reader's."""

    fact: Fact
    shown: bool


@dataclass(frozen=True, slots=True)
class Events:
    """A page of what happened in a team, and how much there is of each kind: (number of events, their amounts together)."""

    sums: Mapping[FactKind, tuple[int, int]]
    events: Sequence[Event]
    more: bool


@dataclass(frozen=True, slots=True)
class Again:
    """A fixed ranking beside the one its events give now."""

    digest: str
    lines: Sequence[tuple[Place, Place | None]]
    same: bool


PAGE = 100
"""So many events of a team stand on a page."""


def is_over(contest: Contest) -> bool:
    """Whether it waits to be closed: open, and its last day is sealed."""
    newest = seals.last_sealed()
    return contest.state == rules.ContestState.OPEN and newest is not None and newest.day >= contest.last_day


def list_of(rows: Collection[Contest]) -> list[Line]:
    """These contests with who leads them. Two queries."""
    newest = seals.last_sealed()
    first: dict[int, list[str]] = {}
    won = ContestResult.objects.filter(contest__in=[each.pk for each in rows], place=1).order_by("team")
    for number, team in won.values_list("contest_id", "team"):
        first.setdefault(number, []).append(team)
    found = []
    for each in rows:
        running = each.state == rules.ContestState.OPEN
        ahead = [line["name"] for line in each.latest or [] if line["place"] == 1] if running else first[each.pk]
        over = running and newest is not None and newest.day >= each.last_day
        found.append(Line(each, over, tuple(ahead)))
    return found


def again(contest: Contest) -> Again | None:
    """The fixed ranking reckoned again from its events; None while it runs."""
    if contest.state == rules.ContestState.OPEN:
        return None
    said = digest(facts_of(contest))
    now = {each.name: each for each in recomputed(contest)}
    lines = [(each, now.get(each.name)) for each in standing(contest)]
    same = all(
        other is not None
        and (each.place, each.total, dict(each.points)) == (other.place, other.total, dict(other.points))
        for each, other in lines
    )
    return Again(said, lines, same and said == contest.facts_digest)


def events_of(officer: Officer, contest: Contest, team: str, page: int = 1) -> Events | Refused:
    """What happened in a team: kept with the fixed ranking, or up to the last closed day while it runs.

    Another's team is to a manager like one that takes no part.
    """
    if team not in blocs_of(contest.pk) or not rules.may_see_events(officer, team):
        return Refused(PerformanceRefusal.TEAM_UNKNOWN, f"没有团队 {team}。", "请从名次表中打开。", "team")
    if contest.state == rules.ContestState.CLOSED:
        facts = [each for each in facts_of(contest) if each.team == team]
    elif contest.latest_on is not None:
        facts = happened(contest.first_day, contest.latest_on, {team}, contest.latest_on)
    else:
        facts = []
    sums: dict[FactKind, tuple[int, int]] = {}
    for each in facts:
        had = sums.get(each.kind, (0, 0))
        sums[each.kind] = (had[0] + 1, had[1] + each.amount)
    start = (page - 1) * PAGE
    shown = [each for each in facts if each.kind is not FactKind.BOOK]
    some = shown[start : start + PAGE]
    keepers = people.keepers({each.staff for each in some})
    events = [Event(each, sees_customers_of(officer, keepers[each.staff])) for each in some]
    return Events(sums, events, len(shown) > start + PAGE)


def taken_for(officer: Officer, contest: Contest) -> list[tuple[TakenBack, bool]]:
    """Loans that took points back, and whether their number may be shown to this officer. Three queries."""
    rows = taken(contest)
    kept = ContestFact.objects.filter(contest=contest, note__in=[each.note for each in rows])
    whose = dict(kept.values_list("note", "staff"))
    keepers = people.keepers(set(whose.values()))
    return [(each, sees_customers_of(officer, keepers[whose[each.note]])) for each in rows]
