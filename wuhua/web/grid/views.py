"""Pages of the map and the grid. Parse, one call, answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer.read import zones as customers
from wuhua.areas.market import actions as market
from wuhua.areas.market.read import places
from wuhua.areas.market.rules import TIE_NAMES, TieKind
from wuhua.areas.people import read as people
from wuhua.areas.people import zoning
from wuhua.areas.people.rules import ASKERS, DECIDERS, ChangeState, PointKind, Scope, scope_of
from wuhua.areas.reporting.read import county as figures
from wuhua.areas.reporting.read.owed import opened_on
from wuhua.core.refuse import Refused
from wuhua.web import officer, sheet

LEVELS = {
    "TOWNSHIP": (gettext_noop("乡镇"), ("TOWNSHIP",)),
    "PLACE": (gettext_noop("村、社区与辐射点"), ("VILLAGE", "COMMUNITY", "PARK", "MARKET", "MALL")),
    "CELL": (gettext_noop("网格"), ("CELL",)),
}
HEATS = {
    "surveyed_pct": gettext_noop("摸底率(户数)"),
    "filed_pct": gettext_noop("建档率(已摸底)"),
    "credit_pct": gettext_noop("授信率(客户)"),
    "drawn_pct": gettext_noop("用信率(已授信)"),
    "balance": gettext_noop("贷款余额(万元)"),
    "overdue": gettext_noop("逾期余额(万元)"),
}
WAN = 1_000_000
SORTS = ("code", "households", "surveyed", "filed", "customers", "credit", "drawn", "balance", "overdue", "last_visit")


def _told(request: HttpRequest, answer: Any, done: str) -> None:
    if isinstance(answer, Refused):
        messages.error(request, f"{answer.reason}{answer.next_step}")
    else:
        messages.success(request, done)


# --- the map ---------------------------------------------------------------------------------------------------------


@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The county, or a part of it, at one level of the tree."""
    officer.must_see_figures(request)
    county = figures.county(officer.day(request))
    level = request.GET.get("level", "")
    inside = county.lines.get(request.GET.get("in", "")) or county.root()
    level = level if level in LEVELS else "PLACE"
    shapes = people.outlines()
    shown = [line for line in county.lines.values() if line.kind in LEVELS[level][1] and _under(county, line, inside)]
    page = {
        "county": county, "inside": inside, "level": level, "levels": {key: words for key, (words, _) in LEVELS.items()},
        "heats": HEATS, "trail": _trail(county, inside), "shapes": bool(shapes),
        "synthetic": any(made_up for _outline, made_up in shapes.values()), "picture": picture(shown, shapes),
        "below": county.below(inside.code) if inside else [],
    }  # fmt: skip
    return render(request, "grid/map.html", page)


def _under(county: figures.County, line: figures.Line, inside: figures.Line | None) -> bool:
    code = line.code
    while code:
        if inside is None or code == inside.code:
            return True
        code = county.lines[code].parent
    return False


def _trail(county: figures.County, inside: figures.Line | None) -> list[figures.Line]:
    trail: list[figures.Line] = []
    while inside is not None:
        trail.insert(0, inside)
        inside = county.lines.get(inside.parent)
    return trail


def picture(shown: list[figures.Line], shapes: dict[str, tuple[dict[str, Any], bool]]) -> dict[str, Any]:
    """What the chart draws: outlines, heats by zone, counts at their middle, points."""
    drawn = [line for line in shown if line.code in shapes]
    features = [
        {"type": "Feature", "properties": {"name": line.code}, "geometry": shapes[line.code][0]} for line in drawn
    ]
    rows = [
        {"code": line.code, "name": line.name, "kind": line.kind, "customers": line.customers, "cores": line.cores,
         "prospects": max(0, line.surveyed - line.customers), **_heats(line)}
        for line in drawn
    ]  # fmt: skip
    points = [
        {"name": each.name, "kind": each.kind, "at": [f"{each.longitude}", f"{each.latitude}"]}
        for each in people.points()
    ]
    kinds = {kind.value: _(KIND_NAMES[kind]) for kind in PointKind}
    words = {
        "customers": _("客户"), "prospects": _("潜在客户(已摸底)"), "cores": _("核心企业"), "none": _("无数据"),
    }  # fmt: skip
    return {
        "map": {"type": "FeatureCollection", "features": features}, "rows": rows, "points": points, "kinds": kinds,
        "words": words, "heats": {key: _(name) for key, name in HEATS.items()},
    }  # fmt: skip


KIND_NAMES = {
    PointKind.OUTLET: gettext_noop("网点"),
    PointKind.AGENT: gettext_noop("助农服务点"),
    PointKind.COMPETITOR: gettext_noop("同业网点"),
}


def _heats(line: figures.Line) -> dict[str, int | None]:
    shares = {key: line.share(*pair) for key, pair in figures.SHARES.items()}
    return {**shares, "balance": line.balance // WAN, "overdue": line.overdue // WAN}


@require_safe
def cell(request: HttpRequest, code: str) -> HttpResponse:
    """One zone: its figures, who keeps it, its customers as far as the officer may see them."""
    who, day = officer.must_see_figures(request), officer.day(request)
    county = figures.county(day)
    line = county.lines.get(code)
    if line is None:
        raise Http404
    held = customers.in_zones(who, people.zones_under(code)) if scope_of(who) > Scope.NONE else None
    page = {
        "line": line, "money": county.money, "customers": list(held[:60]) if held is not None else [],
        "count": held.count() if held is not None else 0, "history": people.duty_history(code) if line.leaf else [],
        "below": county.below(code), "trail": _trail(county, line),
    }  # fmt: skip
    part = "grid/cell_part.html" if request.headers.get("HX-Request") else "grid/cell.html"
    return render(request, part, page)


# --- the board -------------------------------------------------------------------------------------------------------


def _chosen(request: HttpRequest) -> tuple[figures.County, list[figures.Line]]:
    county = figures.county(officer.day(request))
    said = request.GET
    words, team, sort = said.get("q", "").strip(), said.get("team", ""), said.get("sort", "code")
    rows = [
        line for line in county.leaves()
        if (not words or words in line.name or words in line.code or words in line.rm_name or words == line.rm)
        and (not team or line.team == team) and (not said.get("untouched") or line.untouched)
        and (not said.get("overdue") or line.overdue)
    ]  # fmt: skip
    sort = sort if sort in SORTS else "code"
    if sort == "last_visit":
        rows.sort(key=lambda line: (line.last_visit or date.min, line.code))
    elif sort != "code":
        rows.sort(key=lambda line: (-getattr(line, sort), line.code))
    return county, rows


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """A line a cell."""
    officer.must_see_figures(request)
    county, rows = _chosen(request)
    page = {"rows": rows, "money": county.money, "all": len(county.leaves()),
            "untouched": sum(line.untouched for line in rows), "teams": list(people.teams_seeded())}  # fmt: skip
    return render(request, "grid/board.html", page)


@require_safe
def board_file(request: HttpRequest) -> HttpResponse:
    """The same lines as a workbook."""
    officer.must_see_figures(request)
    _county, rows = _chosen(request)
    columns = [
        sheet.Column(_("网格编号")), sheet.Column(_("网格"), width=28), sheet.Column(_("客户经理"), width=18),
        *(sheet.Column(_(name), "count") for name in ("总户数", "已摸底", "已建档", "客户", "已授信", "已用信")),
        sheet.Column(_("余额"), "money"), sheet.Column(_("逾期"), "money"), sheet.Column(_("最近走访"), "day"),
        sheet.Column(_("30天未走访")),
    ]  # fmt: skip
    lines = [
        (line.code, line.name, f"{line.rm_name} {line.rm}".strip(), line.households, line.surveyed, line.filed,
         line.customers, line.credit, line.drawn, line.balance, line.overdue, line.last_visit,
         _("是") if line.untouched else "")
        for line in rows
    ]  # fmt: skip
    return sheet.answer(sheet.workbook("网格", columns, lines), "grid")


# --- duty ------------------------------------------------------------------------------------------------------------


@require_safe
def duty(request: HttpRequest) -> HttpResponse:
    """Coverage, loads, changes that wait."""
    who, day = officer.must_see_figures(request), officer.day(request)
    county = figures.county(day)
    cells, owned = people.cells(day)
    wide = scope_of(who) >= Scope.BRANCH
    page = {
        "cells": cells, "owned": owned, "missing": people.cells_without_owner(day), "teams": people.teams_seeded(),
        "loads": figures.loads(county) if wide else [], "least": county.least, "most": county.most, "money": county.money,
        "waiting": people.changes([ChangeState.ASKED]),
        "past": people.changes([ChangeState.AGREED, ChangeState.TURNED_DOWN], 20),
        "may_ask": who.holds(*ASKERS), "may_decide": who.holds(*DECIDERS), "me": who.number, "today": day,
        "leaves": county.leaves() if who.holds(*ASKERS) else [],
        "staff": sorted(people.staff_names().items()) if who.holds(*ASKERS) else [],
    }  # fmt: skip
    return render(request, "grid/duty.html", page)


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Ask that a cell be handed over."""
    who, day, said = officer.must_see_figures(request), officer.day(request), request.POST
    try:
        start = date.fromisoformat(said.get("from_day", ""))
    except ValueError:
        messages.error(request, _("请填写生效日。"))
        return redirect("grid_duty")
    new = zoning.NewDuty(said.get("zone", ""), said.get("lead_rm", ""), start, said.get("reason", "")[:200],
                         said.get("backup_rm", ""))  # fmt: skip
    _told(request, zoning.ask_change(actor=who, business_date=day, wanted=new), _("已提交,请另一人审批。"))
    return redirect("grid_duty")


@require_POST
def decide(request: HttpRequest, change: int, verb: str) -> HttpResponse:
    """Agree, or turn down in words."""
    who, day = officer.must_see_figures(request), officer.day(request)
    if verb == "agree":
        answer: Any = zoning.agree(actor=who, business_date=day, change=change)
    elif verb == "turn-down":
        words = request.POST.get("words", "")[:200]
        answer = zoning.turn_down(actor=who, business_date=day, change=change, words=words)
    else:
        raise Http404
    _told(request, answer, _("已办结。"))
    return redirect("grid_duty")


# --- the pool --------------------------------------------------------------------------------------------------------


@require_safe
def pool(request: HttpRequest) -> HttpResponse:
    """Customers outside every cell, by when they must have one."""
    who, day = officer.must_see_customers(request), officer.day(request)
    rows = places.pool(who, day, _opened(day))
    leads = who.holds(*ASKERS)
    leaves = figures.county(day).leaves() if leads and rows else []
    page = {"rows": rows, "days": places.pool_days(day), "leads": leads, "leaves": leaves}
    return render(request, "grid/pool.html", page)


def _opened(day: date) -> date:
    """Nobody waits since before the books were opened here."""
    return opened_on() or day


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Give a customer of the pool a cell."""
    who, day, said = officer.must_see_customers(request), officer.day(request), request.POST
    answer = market.place(actor=who, business_date=day, customer=said.get("customer", ""), zone=said.get("zone", ""))
    _told(request, answer, _("已归入网格。"))
    return redirect("grid_pool")


# --- points and ties -------------------------------------------------------------------------------------------------


@require_safe
def points(request: HttpRequest) -> HttpResponse:
    """Outlets, agents and competitors; what each new one covered first and whether it was gone through."""
    who, day = officer.must_see_figures(request), officer.day(request)
    lines = figures.county(day).lines
    rows = [
        (each, [(cover, lines[cover.zone_id].last_visit) for cover in each.covers.all()]) for each in people.points()
    ]
    page = {"rows": rows, "kinds": [(kind.value, KIND_NAMES[kind]) for kind in PointKind],
            "may_ask": who.holds(*ASKERS), "branches": people.branches(), "today": day}  # fmt: skip
    return render(request, "grid/points.html", page)


@require_POST
def open_point(request: HttpRequest) -> HttpResponse:
    """Enter a service point."""
    who, day, said = officer.must_see_figures(request), officer.day(request), request.POST
    try:
        kind = PointKind(said.get("kind", ""))
        longitude, latitude = (_millionths(said.get(name, "")) for name in ("longitude", "latitude"))
        reach = int(said.get("reach") or 0)
    except ValueError:
        messages.error(request, _("请核对类型、经纬度和服务半径。"))
        return redirect("grid_points")
    number, name = said.get("number", "").strip()[:32], said.get("name", "").strip()[:80]
    if not number or not name:
        messages.error(request, _("请填写编号和名称。"))
        return redirect("grid_points")
    new = zoning.NewPoint(number, name, kind, longitude, latitude, min(reach, 100_000), said.get("branch", ""))
    made = zoning.open_point(actor=who, business_date=day, new=new, within=compliance.whole("CELL_DUE_DAYS", day))
    fresh = 0 if isinstance(made, Refused) else made.covers.count()
    _told(request, made, _("已登记,新增覆盖 %(n)s 个网格。") % {"n": fresh})
    return redirect("grid_points")


def _millionths(text: str) -> int:
    whole, _dot, part = text.strip().partition(".")
    sign = -1 if whole.startswith("-") else 1
    if not (whole.lstrip("-").isdigit() and whole.isascii()) or (part and not (part.isascii() and part.isdigit())):
        raise ValueError
    return sign * (abs(int(whole[:5])) * 1_000_000 + int(part[:6].ljust(6, "0") or 0))


@require_safe
def ties(request: HttpRequest, number: str) -> HttpResponse:
    """Who deals with a customer, one or two steps away."""
    who = officer.must_see_customers(request)
    steps = 2 if request.GET.get("steps") == "2" else 1
    found = places.ties(who, number, steps)
    if isinstance(found, Refused):
        raise Http404
    names = [each.name for each in found.parties]
    lines = [(names[a], _(TIE_NAMES[TieKind(kind)]), names[b], found.parties[a], found.parties[b])
             for a, b, kind in found.ties]  # fmt: skip
    picture = {
        "nodes": [{"id": str(at), "name": each.name, "ours": bool(each.customer), "root": at == 0}
                  for at, each in enumerate(found.parties)],
        "links": [{"source": str(a), "target": str(b), "kind": _(TIE_NAMES[TieKind(kind)])}
                  for a, b, kind in found.ties],
    }  # fmt: skip
    return render(request, "grid/ties.html", {"number": number, "name": names[0], "lines": lines, "steps": steps,
                                              "picture": picture, "cut": found.cut})  # fmt: skip
