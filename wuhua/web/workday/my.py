"""我的一天: the three lanes, one's targets, what waits for an answer, the clocks one holds; and 三转变 with its live figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import read
from wuhua.areas.workday.rules import IN_FEN, Lane, WorkVerb
from wuhua.web.sheet import Column
from wuhua.web.templatetags.desk import percent, yuan
from wuhua.web.workday import forms
from wuhua.web.workday.doing import Offer, Shown, handled, here
from wuhua.web.workday.first import about, small_subjects
from wuhua.web.workday.lists import Cell, Listing, Sheet, drawn
from wuhua.web.workday.names import choices, name

SPANS = {
    Lane.MORNING: gettext_noop("8:00–12:00 实地调查"),
    Lane.NOON: gettext_noop("12:00–17:00 审批签约放款"),
    Lane.EVENING: gettext_noop("17:00–20:00 资料与数据"),
}


def quantity(measure: str, amount: int | None) -> str:
    """An amount of a measure: yuan in ten thousands for money, else a count."""
    if amount is None:
        return "—"
    return yuan(amount, "万") if measure in set(IN_FEN) else f"{amount:,}"


def target_rows(lines: Any) -> list[list[Any]]:
    """Targets as rows: what, done, missing, needed per remaining working day."""
    return [
        [
            Cell(f"{name('span', x.target.span)} {name('measure', x.target.measure)}", url=reverse("target", args=[x.target.pk])),
            quantity(x.target.measure, x.progress.amount), quantity(x.target.measure, x.progress.done),
            Cell(quantity(x.target.measure, x.progress.gap), "bad" if x.progress.gap else "good"), x.progress.days_left,
            quantity(x.target.measure, x.progress.needed_per_day),
        ]
        for x in lines
    ]  # fmt: skip


def target_columns() -> list[Column]:
    """Their columns."""
    return [
        Column(_("任务")), Column(_("任务数")), Column(_("已完成")), Column(_("差")), Column(_("剩余工作日"), "count"),
        Column(_("每个工作日需")),
    ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def today(request: HttpRequest, verb: str = "") -> HttpResponse:
    """The start page of an officer."""
    who, day, at = here(request)
    own = {who.number: who.name}
    for unit in read.led_units(who):
        own |= people.staff_names(people.staff_of_branch(unit))
    options = {"kind": choices("item"), "staff": sorted(own.items(), key=lambda x: (x[0] != who.number, x))}
    words = {"options": options, "initial": {"staff": who.number, "day": day}}
    offers = [Offer(WorkVerb.ADD, _("加一项"), forms.Add, words, "workday_do")]
    shown_day = _day(request.GET.get("day", ""), day)

    def build(doings: list[Shown]) -> HttpResponse:
        lanes = [
            (name("lane", lane), _(SPANS[lane]), own_items, done)
            for lane, own_items, done in read.lanes(read.items(who.number, shown_day))
        ]
        saved = read.saved(who, day.replace(day=1), day, who.number)
        asked = read.inquiry_page(who, read.Asked(holder="" if not read.sees_wide(who) else who.number))
        clocks = read.duty_page(who, read.Asked(holder=who.number), at, small_subjects(who))
        late = read.decision_page(who, read.Asked(holder=who.number), day)
        sums = [
            (_("首问待答"), asked.sums["open"], "bad" if asked.sums["open"] else "", reverse("inquiries")),
            (_("等我接手"), asked.sums["to_me"], "near" if asked.sums["to_me"] else "", reverse("inquiries")),
            (_("超时事项"), clocks.sums["RED"], "bad" if clocks.sums["RED"] else "", reverse("duties")),
            (_("八成事项"), clocks.sums["ORANGE"], "hot" if clocks.sums["ORANGE"] else "", reverse("duties")),
            (_("逾期决议"), late.sums["late"], "bad" if late.sums["late"] else "", reverse("decisions")),
        ]
        targets = Listing(
            _("我的任务"), target_columns(), target_rows(read.mine(who, day)), _("没有分到您名下的任务。")
        )
        extra = {"lanes": lanes, "boxes": sums, "saved": saved, "shown_day": shown_day}
        made = Sheet("workday", _("我的一天"), f"{shown_day:%Y-%m-%d}", doings=doings, more=[targets], extra=extra)
        return drawn(request, made, "workday/today.html")

    return handled(request, verb, offers, {}, lambda done: ("workday",), build)


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, number: int, verb: str = "") -> HttpResponse:
    """One thing of one's own day: done, with what came of it."""
    who, day, _at = here(request)
    found = next((x for x in read.items(who.number, day) if x.pk == number), None)
    if found is None:
        raise Http404
    offers = (
        []
        if found.done_at
        else [Offer(WorkVerb.DONE, _("办结"), forms.Done, {"initial": {"minutes": 30}}, f"item_do:{number}")]
    )

    def build(doings: list[Shown]) -> HttpResponse:
        facts = [
            (_("类别"), name("item", found.kind)), (_("时段"), name("lane", found.lane)), (_("日期"), found.day),
            (_("办结时间"), found.done_at), (_("办理结果"), found.outcome), (_("用时(分钟)"), found.minutes),
            (_("业务"), about(found.subject) if found.subject else ""),
        ]  # fmt: skip
        crumbs = [(reverse("workday"), _("我的一天")), ("", str(number))]
        return drawn(request, Sheet("workday", found.title, facts=facts, doings=doings, crumbs=crumbs))

    return handled(request, verb, offers, {"number": number}, lambda done: ("workday",), build)


@require_safe
def items_file(request: HttpRequest) -> HttpResponse:
    """The day of everybody one sees, as a workbook."""
    who, today_, _at = here(request)
    day = _day(request.GET.get("day", ""), today_)
    page = read.item_page(who, read.Asked(size=read.EVERYTHING), day)
    columns = [
        Column(_("日期"), "day", 12), Column(_("人员"), width=10), Column(_("机构"), width=16), Column(_("时段"), width=10),
        Column(_("类别"), width=12), Column(_("事项"), width=40), Column(_("办结时间"), width=18), Column(_("办理结果"), width=30),
        Column(_("用时(分钟)"), "count", 10), Column(_("客户到行"), width=8),
    ]  # fmt: skip
    rows = [
        [
            x.day, x.staff.name, x.staff.branch.name, name("lane", x.lane), name("item", x.kind), x.title, x.done_at, x.outcome,
            x.minutes, _("是") if x.trip else "",
        ]
        for x in page.rows
    ]  # fmt: skip
    return Listing(_("当日事项"), columns, rows).file(day, "workday")


def _day(text: str, day: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return day


# --- 三转变 -------------------------------------------------------------------------------------------------------------


@require_safe
def shifts(request: HttpRequest) -> HttpResponse:
    """三转变: what each shift is, and the live figures it leads to."""
    who, day, at = here(request)
    saved = read.saved(who, day.replace(day=1), day)
    report = read.report(read.cases(who, read.Asked()))
    in_time = {"share": percent(*report.share), "n": report.share[1]}
    method = [
        (_("我的一天"), _("本月 %(n)s 笔业务当日办结") % {"n": saved.same_day}, reverse("workday")),
        (_("客户跑一趟"), _("每笔到行 %(n)s 次") % {"n": saved.trips_a_case}, reverse("workday")),
        (_("经理用时"), _("每笔 %(n)s 分钟") % {"n": saved.minutes_a_case}, reverse("workday")),
    ]
    flow = [
        (_("申报至放款三天办结"), _("%(share)s 按时(%(n)s 笔)") % in_time, reverse("journeys")),
        (_("贷款台账"), _("放款之后"), reverse("book")),
        (_("工作日历与时限口径"), name("mode", read.work_time(day).mode), reverse("worktime")),
    ]
    three = [
        (_("转变管理模式:五制"), _five(who, day, at)),
        (_("转变工作方法:早调查、午办理、晚完善"), method),
        (_("转变工作流程:五步法"), flow),
    ]
    sub = _("精细管理,内涵可持续发展")
    return drawn(request, Sheet("shifts", _("三个转变"), sub, extra={"three": three}), "workday/shifts.html")


def _five(who: Officer, day: date, at: datetime) -> list[tuple[str, str, str]]:
    """五制 with what each stands at."""
    asked = read.Asked()
    clocks, decided = read.duty_page(who, asked, at, small_subjects(who)), read.decision_page(who, asked, day)
    open_ones = {"n": read.inquiry_page(who, asked).sums["open"]}
    running = {"n": sum(clocks.sums.values()), "red": clocks.sums["RED"]}
    driven = {"n": decided.sums["open"], "late": decided.sums["late"]}
    return [
        (_("首问负责制"), _("%(n)s 件未答复") % open_ones, reverse("inquiries")),
        (_("限时办结制"), _("%(n)s 项计时中,%(red)s 项超时") % running, reverse("duties")),
        (_("晨会夕会制"), _("已开 %(n)s 次") % {"n": read.meeting_page(who, asked).count}, reverse("meetings")),
        (_("日清日结制"), _("已日清 %(n)s 次") % {"n": read.clear_page(who, asked).count}, reverse("clears")),
        (_("会议推动制"), _("%(n)s 项未销号,%(late)s 项逾期") % driven, reverse("decisions")),
    ]
