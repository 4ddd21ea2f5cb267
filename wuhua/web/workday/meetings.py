"""晨会夕会, 决议 and 日清日结: lists, one meeting, one decision, and the close of a unit's day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.people import read as people
from wuhua.areas.workday import read
from wuhua.areas.workday.rules import DecisionState, WorkVerb
from wuhua.web import officer
from wuhua.web.sheet import Column
from wuhua.web.workday import forms
from wuhua.web.workday.doing import Offer, Shown, handled, here
from wuhua.web.workday.lists import Cell, Listing, Sheet, drawn, tag
from wuhua.web.workday.names import choices, name

LOOK_BACK = timedelta(days=14)


def _filters(request: HttpRequest, kind: str, first: str = "") -> forms.Filters:
    wide = read.sees_wide(officer.must(request))
    return forms.Filters(request.GET, choices(kind) if kind else [], first=first, wide=wide)


def _unit_options(who: Any) -> list[tuple[str, str]]:
    led = read.led_units(who)
    return sorted(led.items(), key=lambda each: (each[0] != who.branch, each))


# --- meetings --------------------------------------------------------------------------------------------------------


def _listing(rows: Any) -> Listing:
    columns = [
        Column(_("会议"), width=14), Column(_("日期"), "day", 12), Column(_("机构"), width=16), Column(_("主持"), width=10),
        Column(_("到会"), "count", 8), Column(_("红单"), "count", 8), Column(_("决议"), "count", 8), Column(_("记录"), width=50),
    ]  # fmt: skip
    lines = [
        [
            Cell(name("meeting", x.kind), url=reverse("meeting", args=[x.pk])), x.day, x.unit.name, x.chair.name,
            sum(y.present for y in x.lines.all()), len(x.red), len(x.decisions.all()), Cell(x.minutes or "—", wide=True),
        ]
        for x in rows
    ]  # fmt: skip
    return Listing(_("会议清单"), columns, lines, _("还没有会议。"))


def _missing(who: Any, day: Any) -> Listing:
    units = read.units()
    columns = [Column(_("日期"), "day", 12), Column(_("机构"), width=16), Column(_("缺"), width=30)]
    rows = [
        [x.day, units.get(x.unit, x.unit), Cell("、".join(name("lacks", y) for y in x.lacks), "bad")]
        for x in read.missing(who, day - LOOK_BACK, day)
    ]
    return Listing(_("近十四天未开会、未日清"), columns, rows, _("没有缺项。"))


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, verb: str = "") -> HttpResponse:
    """Meetings, the newest first; what is missing; and the form to open one."""
    who, day, _at = here(request)
    form, led = _filters(request, "meeting"), _unit_options(who)
    options = {"unit": led, "kind": choices("meeting")}
    offers = [Offer(WorkVerb.MEET, _("开会"), forms.Meet, {"options": options}, "meetings_do")] if led else []

    def build(doings: list[Shown]) -> HttpResponse:
        page = read.meeting_page(who, form.asked())
        sub = _("晨会以昨日红单开场,不因红单停会")
        more = [_missing(who, day)] if led else []
        made = Sheet(
            "meetings", _("晨会夕会"), sub, _listing(page.rows), page, filters=form, doings=doings, more=more,
            file_url=reverse("meetings_file"),
        )  # fmt: skip
        return drawn(request, made)

    return handled(request, verb, offers, {}, lambda done: ("meeting", done["id"]), build)


@require_safe
def listed_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a workbook."""
    who, day, _at = here(request)
    page = read.meeting_page(who, _filters(request, "meeting").asked(size=read.EVERYTHING))
    return _listing(page.rows).file(day, "meetings")


def _meeting_offers(who: Any, found: Any, day: Any) -> list[Offer]:
    if found.day != day:
        return []
    leads, place = read.leads(who, found.unit_id), f"meeting_do:{found.pk}"
    own = people.staff_names(people.staff_of_branch(found.unit_id)) if leads else {who.number: who.name}
    say = {"options": {"staff": sorted(own.items())}, "initial": {"staff": who.number, "present": True}}
    offers = [Offer(WorkVerb.SAY, _("到会与计划、结果"), forms.Say, say, place)]
    if leads:
        decide = {"options": {"owner": forms.staff()}, "initial": {"due": day}}
        offers += [
            Offer(WorkVerb.DECIDE, _("登记决议"), forms.Decide, decide, place),
            Offer(WorkVerb.MINUTE, _("会议记录"), forms.Minute, {"initial": {"minutes": found.minutes}}, place),
        ]
    return offers


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int, verb: str = "") -> HttpResponse:
    """One meeting: the red list first, who was there with plan or result, what was decided, the minutes."""
    who, day, _at = here(request)
    found = read.meeting(who, number)
    if found is None:
        raise Http404

    def build(doings: list[Shown]) -> HttpResponse:
        names = people.staff_names()
        facts = [
            (_("机构"), found.unit.name), (_("日期"), found.day), (_("主持"), found.chair.name), (_("开会时间"), found.opened_at),
            (_("会议记录"), found.minutes),
        ]  # fmt: skip
        red = Listing(
            _("昨日红单"),
            [Column(_("事项")), Column(_("类别")), Column(_("责任人")), Column(_("自"))],
            [
                [
                    Cell(x["title"] or _("前一工作日没有日清"), wide=True),
                    Cell(name("red", x["kind"]), "bad"),
                    names.get(x["owner"], x["owner"]),
                    x["since"],
                ]
                for x in found.red
            ],
            _("昨日没有遗留。"),
        )  # fmt: skip
        lines = Listing(
            _("到会与计划、结果"),
            [Column(_("人员")), Column(_("到会")), Column(_("内容"))],
            [
                [x.staff.name, Cell(_("到会"), "good") if x.present else Cell(_("缺席"), "bad"), Cell(x.words or "—", wide=True)]
                for x in found.lines.all()
            ],
            _("还没有人报到。"),
        )  # fmt: skip
        decided = _decisions(found.decisions.select_related("owner", "unit", "meeting"), day)
        crumbs = [(reverse("meetings"), _("晨会夕会")), ("", f"{found.day} {name('meeting', found.kind)}")]
        title = f"{found.unit.name} {name('meeting', found.kind)}"
        more = [red, lines, decided]
        return drawn(request, Sheet("meetings", title, facts=facts, doings=doings, more=more, crumbs=crumbs))

    offers = _meeting_offers(who, found, day)
    return handled(request, verb, offers, {"number": number}, lambda done: ("meeting", number), build)


# --- decisions -------------------------------------------------------------------------------------------------------


def _decisions(rows: Any, day: Any) -> Listing:
    columns = [
        Column(_("决议"), width=50), Column(_("状态"), width=14), Column(_("责任人"), width=10), Column(_("机构"), width=16),
        Column(_("期限"), "day", 12), Column(_("作出"), "day", 12), Column(_("凭据"), width=30),
    ]  # fmt: skip
    lines = [
        [
            Cell(x.words, url=reverse("decision", args=[x.pk])), _state(x, day), x.owner.name, x.unit.name, x.due, x.decided_on,
            Cell(x.evidence or "—", wide=True),
        ]
        for x in rows
    ]  # fmt: skip
    return Listing(_("决议"), columns, lines, _("没有待落实的决议。"))


def _state(found: Any, day: Any) -> Cell:
    late = found.state in (DecisionState.OPEN, DecisionState.REPORTED) and found.due < day
    return Cell(_("逾期 %(n)s 天") % {"n": (day - found.due).days}, "bad") if late else tag("decision", found.state)


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """Live decisions, the overdue first."""
    who, day, _at = here(request)
    form = _filters(request, "decision", _("未销号"))
    page = read.decision_page(who, form.asked(), day)
    sums = [(_("未销号"), page.sums["open"], ""), (_("逾期"), page.sums["late"], "bad" if page.sums["late"] else "")]
    sub = _("一事一人一期限,凭据销号")
    made = Sheet(
        "decisions",
        _("会议推动"),
        sub,
        _decisions(page.rows, day),
        page,
        sums,
        form,
        file_url=reverse("decisions_file"),
    )
    return drawn(request, made)


@require_safe
def decisions_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a workbook."""
    who, day, _at = here(request)
    page = read.decision_page(who, _filters(request, "decision").asked(size=read.EVERYTHING), day)
    return _decisions(page.rows, day).file(day, "decisions")


@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: HttpRequest, number: int, verb: str = "") -> HttpResponse:
    """One decision, what became of it, and what this officer may do."""
    who, day, _at = here(request)
    found = read.decision(who, number)
    if found is None:
        raise Http404
    live, place, offers = found.state in (DecisionState.OPEN, DecisionState.REPORTED), f"decision_do:{number}", []
    if live and found.owner_id == who.number:
        offers += [
            Offer(WorkVerb.REPORT, _("报告落实"), forms.Evidence, place=place),
            Offer(WorkVerb.PROGRESS, _("报进展"), forms.Progress, place=place),
        ]
    if found.state == DecisionState.REPORTED and read.leads(who, found.unit_id) and found.owner_id != who.number:
        offers += [
            Offer(WorkVerb.CLOSE, _("销号"), place=place),
            Offer(WorkVerb.SEND_BACK, _("退回"), forms.Words, place=place),
        ]

    def build(doings: list[Shown]) -> HttpResponse:
        names = people.staff_names()
        held = f"{found.meeting.day} {name('meeting', found.meeting.kind)}"
        meeting = Cell(held, url=reverse("meeting", args=[found.meeting_id]))
        facts = [
            (_("状态"), _state(found, day)), (_("责任人"), found.owner.name), (_("机构"), found.unit.name), (_("期限"), found.due),
            (_("会议"), meeting),
            (_("凭据"), found.evidence), (_("销号人"), names.get(found.closed_by, found.closed_by)),
        ]  # fmt: skip
        columns = [Column(_("日期")), Column(_("经过")), Column(_("经办")), Column(_("说明"))]
        steps = [
            [
                x.business_date,
                name("decision_step", x.what),
                names.get(x.actor, x.actor),
                Cell(x.words or "—", wide=True),
            ]
            for x in read.decision_steps(number)
        ]
        crumbs = [(reverse("decisions"), _("决议")), ("", str(number))]
        more = [Listing(_("经过"), columns, steps)]
        return drawn(request, Sheet("decisions", found.words, facts=facts, doings=doings, more=more, crumbs=crumbs))

    return handled(request, verb, offers, {"number": number}, lambda done: ("decision", number), build)


# --- 日清 --------------------------------------------------------------------------------------------------------------


def _clears(rows: Any) -> Listing:
    names = people.staff_names()
    columns = [
        Column(_("日期"), "day", 12), Column(_("机构"), width=16), Column(_("日清人"), width=10), Column(_("时间"), width=18),
        Column(_("办结"), "count", 8), Column(_("结转"), "count", 8), Column(_("相符"), width=10), Column(_("结转事项与原因"), width=60),
    ]  # fmt: skip
    lines = [
        [
            x.day, x.unit.name, x.closed_by.name, x.closed_at, x.done_items, len(x.carried.all()),
            Cell(_("相符"), "good") if not x.remark else Cell(x.remark, "bad"),
            Cell(";".join(f"{y.title}({names.get(y.owner, y.owner)}:{y.reason})" for y in x.carried.all()) or "—", wide=True),
        ]
        for x in rows
    ]  # fmt: skip
    return Listing(_("日清清单"), columns, lines, _("还没有日清。"))


@require_http_methods(["GET", "HEAD", "POST"])
def clears(request: HttpRequest, verb: str = "") -> HttpResponse:
    """Closes, the newest first; and a unit's close of today: everything open with room for its reason."""
    who, day, at = here(request)
    form, led = _filters(request, ""), dict(_unit_options(who))
    chosen = (
        request.POST.get("unit")
        or request.GET.get("close")
        or (who.branch if who.branch in led else next(iter(led), ""))
    )
    offers = []
    if chosen in led and read.cleared(chosen, day) is None:
        names = people.staff_names()
        still = [(x.about, f"{x.title}({names.get(x.owner, x.owner)})") for x in read.open_items(chosen, day, at)]
        words = {"reasons": still, "initial": {"unit": chosen, "cash": True, "papers": True, "system": True}}
        title = _("%(unit)s 今日日清") % {"unit": led[chosen]}
        offers = [Offer(WorkVerb.CLEAR, title, forms.Clear, words, "clears_do")]

    def build(doings: list[Shown]) -> HttpResponse:
        page = read.clear_page(who, form.asked())
        sub = _("今日事今日毕;未办结的写明原因结转,不影响日终记账")
        extra = {"led": sorted(led.items()), "chosen": chosen, "place": "clears"} if len(led) > 1 else {}
        made = Sheet(
            "clears", _("日清日结"), sub, _clears(page.rows), page, filters=form, doings=doings, file_url=reverse("clears_file"),
            extra=extra,
        )  # fmt: skip
        return drawn(request, made)

    return handled(request, verb, offers, {}, lambda done: ("clears",), build)


@require_safe
def clears_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a workbook."""
    who, day, _at = here(request)
    page = read.clear_page(who, _filters(request, "").asked(size=read.EVERYTHING))
    return _clears(page.rows).file(day, "clears")
