"""任务倒逼: the tree of targets, one target with its parts, and the calendar and rules the reckoning rests on."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import TEAM_NAMES, Role
from wuhua.areas.workday import read, rules
from wuhua.areas.workday.rules import TargetScope, TargetSpan, WorkRule, WorkVerb
from wuhua.web import officer
from wuhua.web.sheet import Column
from wuhua.web.workday import forms
from wuhua.web.workday.doing import Offer, Shown, handled, here
from wuhua.web.workday.lists import Cell, Listing, Sheet, drawn
from wuhua.web.workday.my import quantity
from wuhua.web.workday.names import choices, name

NEXT = {
    TargetScope.WHOLE_BANK: TargetScope.ONE_TEAM,
    TargetScope.ONE_TEAM: TargetScope.ONE_UNIT,
    TargetScope.ONE_UNIT: TargetScope.ONE_PERSON,
}
MAKERS = (Role.EXECUTIVE, Role.SME_CENTER_HEAD)


def _about(target: Any, units: dict[str, str], staff: dict[str, str]) -> str:
    names = {
        TargetScope.ONE_TEAM: {str(k): v for k, v in TEAM_NAMES.items()},
        TargetScope.ONE_UNIT: units,
        TargetScope.ONE_PERSON: staff,
    }
    found = names.get(TargetScope(target.scope), {}).get(target.about, target.about)
    return f"{name('scope', target.scope)} {found}".strip()


def _cell(line: Any) -> Cell:
    words = f"{name('span', line.target.span)} {name('measure', line.target.measure)}"
    return Cell(f"└ {words}" if line.depth else words, url=reverse("target", args=[line.target.pk]))


def _listing(lines: Any) -> Listing:
    units, staff = read.units(), people.staff_names()
    columns = [
        Column(_("任务"), width=16), Column(_("对象"), width=20), Column(_("责任人"), width=10), Column(_("自"), "day", 12),
        Column(_("至"), "day", 12), Column(_("任务数"), width=14), Column(_("已完成"), width=14), Column(_("差"), width=14),
        Column(_("剩余工作日"), "count", 10), Column(_("每个工作日需"), width=14), Column(_("分解"), width=8),
    ]  # fmt: skip
    rows = [
        [
            _cell(x),
            _about(x.target, units, staff), x.target.owner.name, x.target.start, x.target.end - rules.clock.ONE_DAY,
            quantity(x.target.measure, x.progress.amount), quantity(x.target.measure, x.progress.done),
            Cell(quantity(x.target.measure, x.progress.gap), "bad" if x.progress.gap else "good"), x.progress.days_left,
            quantity(x.target.measure, x.progress.needed_per_day), _("已分解") if x.split else "",
        ]
        for x in lines
    ]  # fmt: skip
    return Listing(_("任务"), columns, rows, _("还没有下达任务。"))


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, verb: str = "") -> HttpResponse:
    """The targets nothing stands above, and one's own."""
    who, day, _at = here(request)
    options = {"measure": choices("measure"), "span": choices("span"), "owner": forms.staff()}
    words = {"options": options, "initial": {"day": day, "owner": who.number}}
    offers = [Offer(WorkVerb.TARGET, _("下达任务"), forms.Target, words, "targets_do")] if who.holds(*MAKERS) else []

    def build(doings: list[Shown]) -> HttpResponse:
        mine = _listing(read.mine(who, day))
        sub = _("层层分解,倒排到周,责任到人;各级合计等于上级")
        more = [Listing(_("我名下的任务"), mine.columns, mine.rows, _("没有分到您名下的任务。"))]
        made = Sheet(
            "targets",
            _("任务倒逼"),
            sub,
            _listing(read.roots(day)),
            doings=doings,
            more=more,
            file_url=reverse("targets_file"),
        )
        return drawn(request, made)

    return handled(request, verb, offers, {}, lambda done: ("target", done["id"]), build)


@require_safe
def listed_file(request: HttpRequest) -> HttpResponse:
    """The tree as a workbook: every whole target and the parts under it."""
    _who, day, _at = here(request)
    lines = [line for root in read.roots(day) for line in read.branch(root.target.pk, day)]
    return _listing(lines).file(day, "targets")


def _split_offers(who: Any, found: Any) -> list[Offer]:
    if found.parts.exists() or (found.owner_id != who.number and not who.holds(*MAKERS)):
        return []
    place, offers = f"target_do:{found.pk}", []
    if found.span > TargetSpan.WEEK:
        spans = rules.parts_of(TargetSpan(found.span), found.start, found.end)
        amounts = rules.back_cast(read.calendar(), found.amount, spans)
        parts = [(f"{a} – {b - rules.clock.ONE_DAY}", n) for (a, b), n in zip(spans, amounts, strict=True)]
        offers.append(
            Offer(
                WorkVerb.SPLIT_TIME, _("按时间倒排"), forms.SplitTime, {"measure": found.measure, "parts": parts}, place
            )
        )
    deeper = NEXT.get(TargetScope(found.scope))
    if deeper:
        title = _("按人分解到%(scope)s") % {"scope": name("scope", deeper)}
        words = {"measure": found.measure, "scope": deeper.value}
        offers.append(Offer(WorkVerb.SPLIT_PEOPLE, title, forms.SplitPeople, words, place))
    return offers


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int, verb: str = "") -> HttpResponse:
    """One target, its parts, and how it may be split."""
    who, day, _at = here(request)
    found = read.target(number)
    if found is None:
        raise Http404

    def build(doings: list[Shown]) -> HttpResponse:
        units, staff = read.units(), people.staff_names()
        above = [
            (reverse("target", args=[x.pk]), f"{name('span', x.span)} {_about(x, units, staff)}")
            for x in read.path(found)
        ]
        crumbs = [
            (reverse("targets"), _("任务")),
            *above,
            ("", f"{name('span', found.span)} {name('measure', found.measure)}"),
        ]
        title = f"{_about(found, units, staff)} {name('measure', found.measure)}"
        made = Sheet(
            "targets",
            title,
            f"{found.start} – {found.end - rules.clock.ONE_DAY}",
            _listing(read.branch(number, day)),
            doings=doings,
            crumbs=crumbs,
        )
        return drawn(request, made)

    return handled(request, verb, _split_offers(who, found), {"number": number}, lambda done: ("target", number), build)


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, verb: str = "") -> HttpResponse:
    """工作日历与时限口径: years the bank entered, and the rules of its limits. Open to system management too."""
    who, day = officer.must(request), officer.day(request)
    offers = []
    if who.holds(Role.EXECUTIVE) and not who.holds(Role.ADMIN):
        rules_ = {"options": {"rule": choices("rule")}}
        offers.append(Offer(WorkVerb.SET, _("调整口径"), forms.Setting, rules_, "worktime_do"))
    if who.holds(Role.ADMIN):
        offers.append(
            Offer(WorkVerb.YEAR, _("录入工作日历"), forms.Year, {"initial": {"number": day.year + 1}}, "worktime_do")
        )
    if request.method == "POST" and not offers:
        raise PermissionDenied

    def build(doings: list[Shown]) -> HttpResponse:
        now = read.settings_now(day)
        said = Listing(
            _("现行口径"), [Column(_("口径")), Column(_("取值"))],
            [[name("rule", x), name("mode", now[x]) if x is WorkRule.SLA_MODE else now[x]] for x in WorkRule],
        )  # fmt: skip
        years = Listing(
            _("自行录入的年份"), [Column(_("年份")), Column(_("放假日"), "count"), Column(_("调休上班"), "count"), Column(_("依据文件"))],
            [[x.year, len(x.off), len(x.worked), Cell(x.source, wide=True)] for x in read.years()], _("没有自行录入的年份。"),
        )  # fmt: skip
        known = [
            (
                _("%(y)s 年工作日历") % {"y": y},
                _("已有") if read.knows(y) else _("缺"),
                "good" if read.knows(y) else "bad",
            )
            for y in (day.year, day.year + 1)
        ]
        made = Sheet(
            "", _("工作日历与时限口径"), _("缺少的年份不推算,会指名拒绝"), sums=known, doings=doings, more=[said, years]
        )
        return drawn(request, made)

    return handled(request, verb, offers, {}, lambda done: ("worktime",), build)
