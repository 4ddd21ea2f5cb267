"""Pages of contests. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.performance import actions, read, rules
from wuhua.areas.performance.read import Place
from wuhua.areas.performance.rules import FactKind, Metric
from wuhua.core.refuse import Refused
from wuhua.web import officer, sheet
from wuhua.web.contests import said
from wuhua.web.contests.figures import BLANK, percent_of, rows_of
from wuhua.web.contests.names import LABELS
from wuhua.web.market.forms import page_of
from wuhua.web.partners.said import Told, fresh_key, not_taken, shown

IN_YUAN = (FactKind.MOVED, FactKind.LATE_NOTE, FactKind.BOOK)
"""Events whose amount is money."""


def _reader(request: HttpRequest) -> Officer:
    """Who sees rankings; anybody else is told so by the page."""
    who = officer.must_see_customers(request)
    if not rules.may_see(who):
        raise PermissionDenied
    return who


def _found(number: int) -> read.Contest:
    found = read.contest(number)
    if isinstance(found, Refused):
        raise Http404
    return found


# --- all of them -----------------------------------------------------------------------------------------------------


@require_safe
def contests(request: HttpRequest) -> HttpResponse:
    """Those that run first; who leads; what waits to be closed."""
    return _contests(request, _reader(request))


def _contests(request: HttpRequest, who: Officer, told: Told | None = None) -> HttpResponse:
    day = officer.day(request)
    keeps = rules.may_keep(who) is None
    names = people.branch_names()
    page: dict[str, Any] = {
        "lines": read.list_of(read.contests()), "names": names, "keeps": keeps, "today": day, "key": fresh_key(),
    }  # fmt: skip
    if keeps:
        points = read.terms_on(day).points
        page |= {
            "teams": [(code, name, said.TICKED + code, said.SIDE + code) for code, name in sorted(names.items())],
            "points": [(metric, said.LINE + metric, points[metric]) for metric in Metric],
            "bloc_rules": list(LABELS["bloc_rule"]),
        }
    return shown(request, "contests/contests.html", page, told)


@require_POST
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a contest: its rules are fixed from here."""
    who, day = _reader(request), officer.day(request)

    def act() -> Any:
        return actions.open_contest(actor=who, business_date=day, new=said.new_contest(request))

    answer = said.once(request, who, act)
    if isinstance(answer, Refused):
        return _contests(request, who, not_taken(request, "open", answer))
    messages.success(request, _("竞赛已发起,规则从现在起不再更改。"))
    return redirect("contest", answer["id"])


# --- one of them -----------------------------------------------------------------------------------------------------


@require_safe
def contest(request: HttpRequest, number: int) -> HttpResponse:
    """The ranking, and on demand the ranking reckoned again from its events."""
    return _contest(request, _reader(request), number)


def _contest(request: HttpRequest, who: Officer, number: int, told: Told | None = None) -> HttpResponse:
    found = _found(number)
    names, lines, terms = people.branch_names(), read.standing(found), read.terms_of(found)
    over = read.is_over(found)
    blocs = read.blocs_of(found.pk)
    page = {
        "row": found, "state": "OVER" if over else found.state, "over": over, "terms": terms, "names": names,
        "rows": rows_of(lines, names), "blocs": rows_of(read.blocs_standing(found, lines), {}),
        "metrics": [metric for metric in rules.Metric if metric is not Metric.ARREARS and terms.points[metric]],
        "given": [(metric, terms.points[metric]) for metric in Metric if terms.points[metric]],
        "members": _members(blocs, names), "open": {team for team in blocs if rules.may_see_events(who, team)},
        "taken": read.taken_for(who, found), "closes": over and rules.may_keep(who) is None, "key": fresh_key(),
        "watched": rules.watched_until(found.last_day, terms), "again": read.again(found) if "again" in request.GET else None,
    }  # fmt: skip
    return shown(request, "contests/contest.html", page, told)


def _members(blocs: dict[str, str], names: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Each bloc with the names of its teams; where teams stand alone all of them under no name."""
    found: dict[str, list[str]] = {}
    for team, bloc in blocs.items():
        found.setdefault(bloc, []).append(names.get(team, team))
    return sorted(found.items())


@require_safe
def events(request: HttpRequest, number: int, team: str) -> HttpResponse:
    """What happened in a team; another's team is to a manager like one that takes no part."""
    who, found = _reader(request), _found(number)
    at = page_of(request.GET.get("page", "1"))
    happened = read.events_of(who, found, team.replace("\0", ""), at)
    if isinstance(happened, Refused):
        raise Http404
    names = people.branch_names()
    page = {
        "row": found, "team": names.get(team, team), "found": happened, "sums": happened.sums.items(), "in_yuan": IN_YUAN,
        "staff": people.staff_names({each.fact.staff for each in happened.events}),
        "previous": at - 1, "next": at + 1 if happened.more else 0,
    }  # fmt: skip
    return render(request, "contests/events.html", page)


@require_POST
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Close a contest: the ranking is fixed."""
    who, day = _reader(request), officer.day(request)
    _found(number)

    def act() -> Any:
        return actions.close_contest(actor=who, business_date=day, number=number)

    answer = said.must_be_sure(request) or said.once(request, who, act)
    if isinstance(answer, Refused):
        return _contest(request, who, number, not_taken(request, "close", answer))
    messages.success(request, _("竞赛已结束,名次已定。"))
    return redirect("contest", number)


@require_safe
def ranking_file(request: HttpRequest, number: int) -> HttpResponse:
    """The ranking as a workbook."""
    _reader(request)
    found = _found(number)
    names, lines, terms = people.branch_names(), read.standing(found), read.terms_of(found)
    metrics = [metric for metric in Metric if terms.points[metric]]
    columns = [
        sheet.Column(_("名次"), "count", 8),
        sheet.Column(_("团队"), width=24),
        sheet.Column(_("抱团"), width=14),
    ]
    for metric in metrics:
        title = _(LABELS["contest_metric"][metric])
        columns += [
            sheet.Column(title, *_KINDS.get(metric, ("count", 12))),
            sheet.Column(f"{title} {_('得分')}", "money"),
        ]
    columns += [sheet.Column(_("合计"), "money"), sheet.Column(_("扣回"), "money"), sheet.Column(_("余分"), "money")]
    rows = [_cells(each, names, metrics) for each in lines]
    blocs = read.blocs_standing(found, lines)
    rows += [
        (each.place, "", each.name, *("" for _each in range(2 * len(metrics))), "", "", each.now) for each in blocs
    ]
    return sheet.answer(sheet.workbook(_("名次"), columns, rows), f"contest-{number}-{_until(found):%Y-%m-%d}")


_KINDS: dict[Metric, tuple[str, int]] = {
    Metric.NET_INCREASE: ("money", 18), Metric.IN_TIME: ("text", 14), Metric.ARREARS: ("text", 14),
}  # fmt: skip
"""How a line's value stands in the workbook, where it is not a count: shares as words."""


def _cells(each: Place, names: dict[str, str], metrics: Sequence[Metric]) -> tuple[Any, ...]:
    cells: list[Any] = [each.place, names.get(each.name, each.name), each.bloc]
    for metric in metrics:
        value, whole = each.values.get(metric, (0, 0))
        share = _KINDS.get(metric, ("count",))[0] == "text"
        in_time = f"{value}/{whole}" if whole else BLANK
        words = in_time if metric is Metric.IN_TIME else percent_of(value, whole)
        cells += [words if share else value, each.points.get(metric, 0)]
    return (*cells, each.total, each.back, each.now)


def _until(found: read.Contest) -> date:
    return found.latest_on or found.last_day
