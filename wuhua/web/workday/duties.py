"""限时办结: clocks by colour, one clock, and the four clocks of every case with how the promise is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.people import read as people
from wuhua.areas.workday import read, rules
from wuhua.areas.workday.rules import DutyCode, DutyState, WorkVerb
from wuhua.core.days import add_months
from wuhua.web import officer
from wuhua.web.sheet import Column
from wuhua.web.templatetags.desk import percent
from wuhua.web.workday import forms
from wuhua.web.workday.doing import Offer, Shown, handled, here
from wuhua.web.workday.first import about, small_subjects
from wuhua.web.workday.lists import Cell, Listing, Sheet, drawn, tag
from wuhua.web.workday.names import TONES, choices, name

LATE = 100


def _listing(rows: Any) -> Listing:
    columns = [
        Column(_("事项"), width=36), Column(_("颜色"), width=10), Column(_("承办人"), width=10), Column(_("机构"), width=16),
        Column(_("时限"), width=12), Column(_("起时"), width=18), Column(_("到期"), width=18), Column(_("已用(毛)"), width=14),
        Column(_("已用(净)"), width=14),
    ]  # fmt: skip
    lines = [
        [
            Cell(x.duty.title, url=reverse("duty", args=[x.duty.pk])), _colour(x), x.duty.holder.name, x.duty.unit.name,
            name("duty", x.duty.code), x.duty.started_at, x.due or _("暂停中,顺延"), rules.spoken(x.gross), rules.spoken(x.net),
        ]
        for x in rows
    ]  # fmt: skip
    return Listing(_("限时事项"), columns, lines, _("没有计时中的事项。"))


def _colour(line: Any) -> Cell:
    if line.duty.state in rules.LIVE_DUTY:
        return tag("colour", line.colour)
    return Cell(name("duty_step", line.duty.state), "bad" if line.duty.level >= LATE else "good")


def _filters(request: HttpRequest) -> forms.Filters:
    states = [*choices("colour"), ("STOPPED", _("已办结"))]
    return forms.Filters(request.GET, states, first=_("计时中"), wide=read.sees_wide(officer.must(request)))


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, verb: str = "") -> HttpResponse:
    """Live clocks, the reddest and oldest first."""
    who, _day, at = here(request)
    form = _filters(request)
    mine = forms.staff() if read.led_units(who) else [(who.number, who.name)]
    options = {"holder": mine, "unit": choices("limit_unit")}
    offers = [
        Offer(
            WorkVerb.START,
            _("另立限时事项"),
            forms.Start,
            {"options": options, "initial": {"holder": who.number}},
            "duties_do",
        )
    ]

    def build(doings: list[Shown]) -> HttpResponse:
        page = read.duty_page(who, form.asked(), at, small_subjects(who))
        sums = [(words, page.sums[code], TONES["colour"].get(code, "")) for code, words in choices("colour")]
        sub = _("过半提醒、八成告负责人、超时立案说明原因")
        made = Sheet(
            "duties", _("限时办结"), sub, _listing(page.rows), page, sums, form, doings, reverse("duties_file")
        )
        return drawn(request, made)

    return handled(request, verb, offers, {}, lambda done: ("duty", done["id"]), build)


@require_safe
def listed_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a workbook."""
    who, day, at = here(request)
    page = read.duty_page(who, _filters(request).asked(size=read.EVERYTHING), at, small_subjects(who))
    return _listing(page.rows).file(day, "duties")


def _offers(who: Any, found: Any, leads: bool) -> list[Offer]:
    place, offers = f"duty_do:{found.pk}", []
    holds, live = found.holder_id == who.number or leads, found.state in rules.LIVE_DUTY
    if holds and found.state == DutyState.RUNNING:
        offers.append(Offer(WorkVerb.PAUSE, _("暂停"), forms.Pause, {"options": {"code": choices("pause")}}, place))
    if holds and found.state == DutyState.PAUSED:
        offers.append(Offer(WorkVerb.RESUME, _("恢复"), forms.Evidence, place=place))
    if holds and live and found.code == DutyCode.OWN_LIMIT:
        offers.append(Offer(WorkVerb.FINISH, _("办结"), place=place))
    if leads and live:
        offers.append(Offer(WorkVerb.HAND_ON, _("改派"), forms.HandOn, {"options": {"holder": forms.staff()}}, place))
    if holds and found.level >= LATE:
        offers.append(Offer(WorkVerb.EXPLAIN, _("说明超时原因"), forms.Cause, place=place))
    return offers


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int, verb: str = "") -> HttpResponse:
    """One clock: where it stands, what happened to it, and what this officer may do."""
    who, _day, at = here(request)
    found = read.duty(who, number)
    if found is None:
        raise Http404
    line, offers = read.line(found, at), _offers(who, found, read.leads(who, found.unit_id))

    def build(doings: list[Shown]) -> HttpResponse:
        names = people.staff_names()
        facts = [
            (_("颜色"), _colour(line)), (_("承办人"), found.holder.name), (_("机构"), found.unit.name),
            (_("时限"), name("duty", found.code)),
            (_("限额"), f"{found.limit_amount} {name('limit_unit', found.limit_unit)}"),
            (_("口径"), name("mode", found.limit_mode)), (_("起时"), found.started_at), (_("原到期"), found.due_at),
            (_("现到期"), found.due_now or _("暂停中,顺延")), (_("办结时间"), found.stopped_at),
            (_("已用(毛)"), rules.spoken(line.gross)), (_("已用(净)"), rules.spoken(line.net)), (_("业务"), about(found.subject)),
        ]  # fmt: skip
        columns = [Column(_("时间")), Column(_("经过")), Column(_("经办")), Column(_("告知")), Column(_("说明"))]
        steps = [
            [
                x.at, name("duty_step", x.what), names.get(x.actor, _("系统")),
                "、".join(names.get(y, y) for y in x.told.split("、")), Cell(x.words, wide=True),
            ]
            for x in read.steps(number)
        ]  # fmt: skip
        crumbs = [(reverse("duties"), _("限时")), ("", str(number))]
        more = [Listing(_("经过"), columns, steps)]
        return drawn(request, Sheet("duties", found.title, facts=facts, doings=doings, more=more, crumbs=crumbs))

    return handled(request, verb, offers, {"number": number}, lambda done: ("duty", number), build)


# --- 三天办结 ------------------------------------------------------------------------------------------------------------


def _journeys(found: Any) -> Listing:
    columns = [
        Column(_("业务"), width=30), Column(_("客户经理"), width=10), Column(_("客户提出"), width=18), Column(_("受理"), width=18),
        Column(_("申报"), width=18), Column(_("到账"), width=18), Column(_("申报前持有"), width=14), Column(_("申报至到账(毛)"), width=16),
        Column(_("净"), width=14), Column(_("客户全程"), width=14), Column(_("应办结"), "day", 12), Column(_("结果"), width=10),
        Column(_("原因"), width=30),
    ]  # fmt: skip
    lines = [
        [
            Cell(x.journey.title, url=about(x.journey.subject).url), x.journey.holder.name,
            x.journey.asked_at, x.journey.accepted_at, x.journey.submitted_at,
            x.journey.funds_at, Cell(rules.spoken(x.times.held), "bad" if x.times.held_flag else None), rules.spoken(x.times.gross),
            rules.spoken(x.times.net), rules.spoken(x.times.total), x.times.due, _verdict(x), Cell(x.cause or "—", wide=True),
        ]
        for x in found
    ]  # fmt: skip
    return Listing(_("三天办结"), columns, lines, _("还没有登记的办贷历程。"))


def _verdict(case: Any) -> Cell:
    if case.times.met is None:
        return Cell(_("办理中"), "")
    if case.times.met:
        return Cell(_("按时"), "good")
    return Cell(_("净时按时") if case.times.net_met else _("超时"), "near" if case.times.net_met else "bad")


def _since(request: HttpRequest, day: date) -> date:
    try:
        return date.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return add_months(day.replace(day=1), -1)


@require_safe
def journeys(request: HttpRequest) -> HttpResponse:
    """The four clocks of every case, the share within the promise, the breaches, and the holding per manager."""
    who, day, _at = here(request)
    form = forms.Filters(request.GET, [], wide=read.sees_wide(who))
    asked = form.asked()
    found = read.cases(who, asked)
    since = _since(request, day)
    report = read.report([x for x in found if x.journey.funds_at and read.local(x.journey.funds_at).date() >= since])
    names = people.staff_names()
    sums = [
        (_("到账笔数"), report.share[1], ""), (_("按时"), percent(*report.share), "good"),
        (_("中位用时"), rules.spoken(report.median), ""), (_("95%以内"), rules.spoken(report.p95), ""),
        (_("超时"), len(report.late), "bad" if report.late else ""),
    ]  # fmt: skip
    holding = Listing(
        _("申报前持有时间"),
        [Column(_("客户经理")), Column(_("笔数"), "count"), Column(_("压件"), "count"), Column(_("最长"))],
        [[names.get(n, n), cases, flags, rules.spoken(longest)] for n, cases, flags, longest in read.holding(found)],
    )
    sub = _("自 %(since)s 起到账的业务;毛时不扣暂停,净时扣除有凭据的暂停") % {"since": since}
    rows = found[: read.PAGE]
    made = Sheet(
        "journeys", _("申报至放款三天办结"), sub, _journeys(rows), sums=sums, filters=form, more=[holding],
        file_url=reverse("journeys_file"),
    )  # fmt: skip
    return drawn(request, made)


@require_safe
def journeys_file(request: HttpRequest) -> HttpResponse:
    """All cases as a workbook."""
    who, day, _at = here(request)
    form = forms.Filters(request.GET, [], wide=read.sees_wide(who))
    return _journeys(read.cases(who, form.asked())).file(day, "journeys")
