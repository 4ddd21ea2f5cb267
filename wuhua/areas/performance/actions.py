"""Verbs of contests: `open_contest`, `close_contest`; `watch` keeps the standing of each night and takes points back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.performance import read, rules
from wuhua.areas.performance.models import Contest, ContestFact, ContestResult, ContestTeam, TakenBack
from wuhua.areas.performance.rules import BlocRule, ContestState, Fact, Metric, PerformanceRefusal
from wuhua.areas.servicing import scoring
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock, seals
from wuhua.platform.once import Answer, once

_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class NewContest:
    """A contest as it is asked for: teams with the bloc of each (empty: each for itself), points a line."""

    name: str
    first_day: date
    last_day: date
    blocs: Mapping[str, str]
    points: Mapping[Metric, int]
    bloc_rule: BlocRule = BlocRule.TOGETHER
    reward: str = ""


@transaction.atomic
def open_contest(*, actor: Officer, business_date: date, new: NewContest) -> Contest | Refused:
    """发起竞赛: the rules are said before it is decided who wins by them; from then on nobody changes them."""
    known = {branch.code for branch in people.branches()}
    refused = (
        rules.may_keep(actor)
        or rules.check_new(new.name, new.first_day, new.last_day, new.blocs, known, new.points)
        or rules.check_near(new.first_day, new.last_day, business_date)
    )
    if refused is None and Contest.objects.filter(name=new.name.strip()).exists():
        refused = Refused(PerformanceRefusal.NAME_TAKEN, f"已有竞赛「{new.name.strip()}」。", "请换一个名称。", "name")
    if refused is not None:
        return refused
    shipped = read.terms_on(business_date)
    terms = {
        "points": {metric.value: new.points.get(metric, 0) for metric in Metric},
        "full_pct": shipped.full_pct,
        "back_months": shipped.back_months,
    }

    # After this line the contest must stand.
    made = Contest.objects.create(
        name=new.name.strip(), first_day=new.first_day, last_day=new.last_day, terms=terms, bloc_rule=new.bloc_rule,
        reward=new.reward.strip(), opened_on=business_date, opened_by=actor.number,
    )  # fmt: skip
    ContestTeam.objects.bulk_create(
        ContestTeam(contest=made, team_id=team, bloc=bloc) for team, bloc in sorted(new.blocs.items())
    )
    after = {"name": made.name, "from": made.first_day.isoformat(), "to": made.last_day.isoformat(), **terms}
    _trace(actor.number, business_date, "contest_opened", made, after | {"teams": dict(sorted(new.blocs.items()))})
    return made


@transaction.atomic
def close_contest(*, actor: Officer, business_date: date, number: int) -> Contest | Refused:
    """结束竞赛: the events of its days are kept, and the ranking they give is fixed. Only over days that are sealed."""
    found = Contest.objects.select_for_update().filter(pk=number).first()
    refused = rules.may_keep(actor) or (_may_close(found) if found is not None else None)
    if refused is not None:
        return refused
    if found is None:
        return Refused(PerformanceRefusal.CONTEST_UNKNOWN, "没有这场竞赛。", "请从列表中打开。")
    blocs = read.blocs_of(found.pk)
    facts = read.happened(found.first_day, found.last_day, set(blocs), found.last_day)
    lines = read.places(rules.scores(list(blocs), facts, read.terms_of(found)), blocs)

    # After this line the ranking must stand.
    ContestFact.objects.bulk_create(_kept(found, facts), batch_size=5_000)
    ContestResult.objects.bulk_create(
        ContestResult(
            contest=found, team=each.name, place=each.place, total=each.total, values=dict(each.values),
            points=dict(each.points),
        )
        for each in lines
    )  # fmt: skip
    found.state, found.closed_on, found.closed_by = ContestState.CLOSED, business_date, actor.number
    found.facts_digest, found.latest = read.digest(facts), None
    found.save(update_fields=["state", "closed_on", "closed_by", "facts_digest", "latest"])
    after = {"events": len(facts), "digest": found.facts_digest, "places": {each.name: each.place for each in lines}}
    _trace(actor.number, business_date, "contest_closed", found, after)
    return found


def _may_close(found: Contest) -> Refused | None:
    if found.state == ContestState.CLOSED:
        return Refused(PerformanceRefusal.CLOSED_ALREADY, "竞赛已经结束,名次已定。", "请查看名次。")
    newest = seals.last_sealed()
    if newest is None or newest.day < found.last_day:
        return Refused(
            PerformanceRefusal.NOT_OVER, f"竞赛到 {found.last_day} 为止,当天尚未日终。", "请在当天日终以后再结束。"
        )
    return None


def _kept(contest: Contest, facts: Collection[Fact]) -> list[ContestFact]:
    return [
        ContestFact(
            contest=contest, kind=each.kind, team=each.team, staff=each.staff, subject=each.subject, amount=each.amount,
            note=each.note,
        )
        for each in facts
    ]  # fmt: skip


@transaction.atomic
def watch(*, day: date, actor: str) -> dict[str, int]:
    """After the close of `day`: open contests show where they stand, and loans gone bad take their points back."""
    running = list(Contest.objects.select_for_update().filter(state=ContestState.OPEN, first_day__lte=day))
    for each in running:
        last = min(day, each.last_day)
        if each.latest_on == last:
            continue
        blocs = read.blocs_of(each.pk)
        facts = read.happened(each.first_day, last, set(blocs), last)
        lines = read.places(rules.scores(list(blocs), facts, read.terms_of(each)), blocs)
        each.latest, each.latest_on = [read.plain(line) for line in lines], last
        each.save(update_fields=["latest", "latest_on"])
    return {"standing": len(running), "taken_back": _take_back(day, actor)}


def _take_back(day: date, actor: str) -> int:
    """Of contests still watched: each counted loan that is overdue now, once, with what its team loses by it."""
    rows = []
    for each in Contest.objects.filter(state=ContestState.CLOSED):
        terms = read.terms_of(each)
        if day > rules.watched_until(each.last_day, terms):
            continue
        gone = list(TakenBack.objects.filter(contest=each).values_list("note", flat=True))
        brought = ContestFact.objects.filter(contest=each, amount__gt=0).exclude(note="")
        counted = set(brought.values_list("note", flat=True))
        bad = scoring.overdue_since(counted - set(gone), day + _ONE)
        if bad:
            rows += _taken(each, terms, gone, bad, day)
    TakenBack.objects.bulk_create(rows)
    for row in rows:
        _trace(actor, row.business_date, "points_taken_back", row.contest, {"note": row.note, "points": row.points})
    return len(rows)


def _taken(
    contest: Contest, terms: rules.Terms, gone: list[str], bad: Mapping[str, date], day: date
) -> list[TakenBack]:
    facts, teams = read.facts_of(contest), list(read.blocs_of(contest.pk))
    owner = {each.note: each.team for each in facts if each.note}
    before = {each.team: each.total for each in rules.scores(teams, facts, terms, gone)}
    rows = []
    for note, since in sorted(bad.items()):
        gone = [*gone, note]
        after = {each.team: each.total for each in rules.scores(teams, facts, terms, gone)}
        team = owner[note]
        rows.append(
            TakenBack(
                contest=contest, team=team, note=note, overdue_since=since, points=before[team] - after[team],
                business_date=day + _ONE, recorded_at=clock.now(),
            )
        )  # fmt: skip
        before = after
    return rows


def once_for(actor: Officer, key: str, said: Mapping[str, Any], act: Callable[[], Any]) -> Answer | Refused:
    """The entrances' way to the verbs: once under the officer's own key."""

    def do() -> Answer | Refused:
        made = act()
        return made if isinstance(made, Refused) else {"id": made.pk}

    with transaction.atomic():
        return once(f"performance/{actor.number}/{key}", said, do)


def _trace(actor: str, day: date, action: str, contest: Contest, after: Mapping[str, Any]) -> None:
    audit.record(
        actor=actor,
        business_date=day,
        action=f"performance.{action}",
        subject=f"contest:{contest.pk}",
        after=dict(after),
    )
