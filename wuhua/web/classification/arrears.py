"""双逾清单 (A94): the list by a reading, a note's word with its history, and the list as a workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.classification import actions, pages
from wuhua.areas.classification.actions.common import SPEAKERS
from wuhua.areas.classification.rules import ClassVerb
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Scope, scope_of
from wuhua.core.refuse import Refused
from wuhua.web import labels, officer, sheet
from wuhua.web.classification.forms import LateFilters, WordForm

MOST = 100_000


def _form(request: HttpRequest) -> LateFilters:
    return LateFilters(request.GET, in_force=pages.reading_on(officer.day(request)))


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The list as it stands today."""
    who, form, day = officer.must_see_customers(request), _form(request), officer.day(request)
    asked = form.asked()
    page, sums = pages.late(who, asked, form.more(), day)
    part = "classification/arrears_rows.html" if request.headers.get("HX-Request") else "classification/arrears.html"
    shown = {"form": form, "page": page, "rows": page.rows, "sums": sums, "branches": form.branch_names}
    shown |= {"staff": form.staff_names, "wide": scope_of(who) > Scope.OWN, "today": day, "in_force": form.in_force}
    return render(request, part, {**shown, "tab": "arrears", "writes": who.holds(*SPEAKERS)})


@require_safe
def listed_file(request: HttpRequest) -> HttpResponse:
    """Everything the filters show, as a workbook."""
    who, form, day = officer.must_see_customers(request), _form(request), officer.day(request)
    page, _sums = pages.late(who, form.asked(size=MOST), form.more(), day)
    columns = (
        sheet.Column(_("借据号"), width=20), sheet.Column(_("客户"), width=28), sheet.Column(_("机构"), width=16),
        sheet.Column(_("客户经理")), sheet.Column(_("逾期类型")), sheet.Column(_("逾期天数"), "count", 10),
        sheet.Column(_("欠本"), "money", 16), sheet.Column(_("欠息"), "money", 16), sheet.Column(_("借据余额"), "money", 16),
        sheet.Column(_("报送逾期余额"), "money", 16), sheet.Column(_("五级分类")), sheet.Column(_("逾期原因"), width=32),
        sheet.Column(_("责任人")), sheet.Column(_("清收措施"), width=32), sheet.Column(_("完成期限"), "day"),
    )  # fmt: skip
    rows = [_row(form, each) for each in page.rows]
    return sheet.answer(sheet.workbook(_("双逾清单"), columns, rows), f"arrears-{day.isoformat()}")


def _row(form: LateFilters, each: pages.Late) -> tuple[Any, ...]:
    line = each.line
    said: tuple[Any, ...] = ("", "", "", None)
    if (word := each.word) is not None:
        said = (word.reason, form.staff_names.get(word.responsible, word.responsible), word.measure, word.deadline)
    return (
        line.number,
        line.customer_name,
        form.branch_names.get(line.branch, line.branch),
        form.staff_names.get(line.managing_rm, line.managing_rm),
        _(labels.name_of("overdue", each.kind.value)),
        each.days,
        each.arrears.principal,
        each.arrears.interest_in_all,
        line.balance,
        each.reported,
        _(labels.name_of("klass", each.klass.value)),
        *said,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest, number: str) -> HttpResponse:
    """What is written beside one note, its history, and a new word."""
    who, day = officer.must_see_customers(request), officer.day(request)
    found = pages.late_note(who, number, day)
    if found is None:
        raise Http404
    late, words = found
    staff = people.staff_names()
    last = words[0] if words else None
    names = ("reason", "responsible", "measure", "deadline")
    start = {name: getattr(last, name) for name in names} if last else {"responsible": late.line.managing_rm}
    form = WordForm(request.POST if request.method == "POST" else None, initial=start, staff=staff)
    if request.method == "POST" and form.is_valid():
        done = actions.do(
            ClassVerb.WORD,
            actor=who,
            business_date=day,
            key=form.cleaned_data["key"],
            said={"note": number, **form.said()},
        )
        if not isinstance(done, Refused):
            messages.success(request, _("已登记。"))
            return redirect("arrears")
        form.refuse(done)
    shown = {"late": late, "line": late.line, "words": words, "form": form, "staff": staff, "today": day}
    shown |= {"branches": people.branch_names(), "writes": who.holds(*SPEAKERS)}
    return render(request, "classification/arrears_word.html", shown)
