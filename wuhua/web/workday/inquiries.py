"""首问: the list of what is unanswered, and one inquiry with its chain of hands."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.people import read as people
from wuhua.areas.workday import read
from wuhua.areas.workday.rules import InquiryState, WorkVerb
from wuhua.web import officer
from wuhua.web.sheet import Column
from wuhua.web.workday import forms
from wuhua.web.workday.doing import Offer, Shown, handled, here
from wuhua.web.workday.lists import Cell, Listing, Sheet, drawn, tag
from wuhua.web.workday.names import choices, name


def _listing(rows: Any) -> Listing:
    columns = [
        Column(_("客户所问"), width=40), Column(_("客户"), width=14), Column(_("电话")), Column(_("来源"), width=8),
        Column(_("受理时间"), width=18), Column(_("状态"), width=12), Column(_("责任人"), width=10),
        Column(_("首问人"), width=10), Column(_("机构"), width=16), Column(_("移交给"), width=10),
    ]  # fmt: skip
    lines = [
        [
            Cell(x.request, url=reverse("inquiry", args=[x.pk])), x.name, x.phone_masked, name("channel", x.channel),
            x.received_at, tag("inquiry", x.state), x.owner.name, x.first.name, x.unit.name,
            x.offered_to.name if x.offered_to else "",
        ]
        for x in rows
    ]  # fmt: skip
    return Listing(_("首问清单"), columns, lines, _("没有未答复的首问。"))


def _filters(request: HttpRequest) -> forms.Filters:
    wide = read.sees_wide(officer.must(request))
    return forms.Filters(request.GET, choices("inquiry"), first=_("未答复"), wide=wide)


@require_http_methods(["GET", "HEAD", "POST"])
def listed(request: HttpRequest, verb: str = "") -> HttpResponse:
    """Unanswered ones, the oldest first; and the form to write one down."""
    who, _day, _at = here(request)
    form = _filters(request)
    offers = [
        Offer(
            WorkVerb.RECEIVE, _("登记首问"), forms.Receive, {"options": {"channel": choices("channel")}}, "inquiries_do"
        )
    ]

    def build(doings: list[Shown]) -> HttpResponse:
        page = read.inquiry_page(who, form.asked())
        sums = [
            (_("未答复"), page.sums["open"], "bad" if page.sums["open"] else ""),
            (_("移交待接手"), page.sums["offered"], ""),
            (_("等我接手"), page.sums["to_me"], "near" if page.sums["to_me"] else ""),
        ]
        sub = _("谁先受理谁负责,对方接手之前不得推出")
        return drawn(
            request,
            Sheet(
                "inquiries",
                _("首问负责"),
                sub,
                _listing(page.rows),
                page,
                sums,
                form,
                doings,
                reverse("inquiries_file"),
            ),
        )

    return handled(request, verb, offers, {}, lambda done: ("inquiry", done["id"]), build)


@require_safe
def listed_file(request: HttpRequest) -> HttpResponse:
    """The same, all of it, as a workbook."""
    who, day, _at = here(request)
    page = read.inquiry_page(who, _filters(request).asked(size=read.EVERYTHING))
    return _listing(page.rows).file(day, "inquiries")


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int, verb: str = "") -> HttpResponse:
    """One inquiry: what is asked, whose it is, through whose hands it went, and what this officer may do."""
    who, _day, _at = here(request)
    found = read.inquiry(who, number)
    if found is None:
        raise Http404
    place, offers = f"inquiry_do:{number}", []
    if found.state != InquiryState.ANSWERED and found.owner_id == who.number:
        offers = [
            Offer(WorkVerb.ANSWER, _("答复"), forms.Answer, place=place),
            Offer(WorkVerb.OFFER, _("移交"), forms.Offer, {"options": {"to": forms.staff()}}, place),
        ]
    if found.offered_to_id == who.number:
        offers += [
            Offer(WorkVerb.ACCEPT, _("接手"), place=place),
            Offer(WorkVerb.DECLINE, _("不接手"), forms.Words, place=place),
        ]

    def build(doings: list[Shown]) -> HttpResponse:
        names = people.staff_names()
        facts = [
            (_("状态"), tag("inquiry", found.state)), (_("责任人"), found.owner.name), (_("首问人"), found.first.name),
            (_("机构"), found.unit.name), (_("客户"), found.name), (_("电话"), found.phone_masked),
            (_("来源"), name("channel", found.channel)), (_("受理时间"), found.received_at),
            (_("移交给"), found.offered_to.name if found.offered_to else ""), (_("答复"), found.outcome),
        ]  # fmt: skip
        columns = [Column(_("时间")), Column(_("经过")), Column(_("经办")), Column(_("对方")), Column(_("说明"))]
        chain = [
            [
                x.at,
                name("inquiry_step", x.what),
                names.get(x.actor, x.actor),
                names.get(x.to, x.to),
                Cell(x.words, wide=True),
            ]
            for x in read.chain(number)
        ]
        crumbs = [(reverse("inquiries"), _("首问")), ("", str(number))]
        more = [Listing(_("移交链"), columns, chain)]
        return drawn(request, Sheet("inquiries", found.request, facts=facts, doings=doings, more=more, crumbs=crumbs))

    return handled(request, verb, offers, {"number": number}, lambda done: ("inquiry", number), build)
