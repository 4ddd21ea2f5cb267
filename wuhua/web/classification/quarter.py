"""五级分类认定表: a quarter's end by filters, confirmed a page or a filter at a time, and as a workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from wuhua.areas.classification import actions, pages
from wuhua.areas.classification.rules import ClassVerb
from wuhua.areas.customer import read as customers
from wuhua.areas.people.rules import Officer, Scope, scope_of
from wuhua.areas.reporting import read as reporting
from wuhua.areas.servicing import facts as servicing
from wuhua.core.refuse import Refused
from wuhua.web import labels, officer, sheet
from wuhua.web.classification.forms import Filters, Quarter

MOST = 100_000
"""So many notes are confirmed or written out at once."""


def _scope(who: Officer, form: Filters) -> dict[str, Any]:
    """The filters of the sealed sheet: an RM sees the own notes, an outlet its own, others what they ask for."""
    asked = form.asked()
    found = {"branch": asked.branch, "manager": asked.manager, "klass": asked.klass}
    scope = scope_of(who)
    if scope is Scope.OWN:
        return {**found, "branch": "", "manager": who.number}
    return {**found, "branch": who.branch} if scope is Scope.BRANCH else found


def _quarter(request: HttpRequest) -> tuple[date | None, list[date]]:
    quarters = reporting.quarters()
    asked = request.GET.get("quarter", "")
    chosen = next((each for each in quarters if each.isoformat() == asked), quarters[0] if quarters else None)
    return chosen, quarters


@require_http_methods(["GET", "HEAD", "POST"])
def quarter(request: HttpRequest) -> HttpResponse:
    """The sheet, and its confirmation."""
    who, form = officer.must_see_customers(request), Filters(request.GET)
    chosen, quarters = _quarter(request)
    doing = Quarter(request.POST if request.method == "POST" else None)
    if request.method == "POST" and chosen is not None and doing.is_valid():
        done = _confirm(request, who, form, chosen, doing)
        if not isinstance(done, Refused):
            messages.success(request, _("已认定 %(n)s 笔。") % {"n": done})
            return redirect(request.get_full_path())
        doing.refuse(done)
    page: dict[str, Any] = {"form": form, "quarters": quarters, "quarter": chosen, "tab": "quarter", "doing": doing}
    page |= {"decides": pages.decides(who), "today": officer.day(request), "wide": scope_of(who) > Scope.BRANCH}
    if chosen is not None:
        page |= _sheet(who, form, chosen)
    return render(request, "classification/quarter.html", page)


def _sheet(who: Officer, form: Filters, chosen: date) -> dict[str, Any]:
    """One page of the sealed sheet, with who has confirmed what."""
    asked = form.asked()
    found = reporting.class_sheet(chosen, **_scope(who, form), page=asked.page, size=asked.size)
    done = pages.confirmations(who, chosen, [row["note"] for row in found.rows])
    names = customers.names(row["customer"] for row in found.rows if row["note"] in done)
    rows = [
        {
            **row,
            "customer_name": names.get(row["customer"], ""),
            "branch_name": form.branch_names.get(row["branch"], row["branch"]),
            "rm_name": form.staff_names.get(row["managing_rm"], row["managing_rm"]),
            "confirmed": done[row["note"]],
            "by": form.staff_names.get(each.actor, each.actor) if (each := done[row["note"]]) else "",
            "own": row["managing_rm"] == who.number,
        }
        for row in found.rows
        if row["note"] in done
    ]
    page = pages.Page(rows, found.total, asked.page, asked.size)
    return {"rows": rows, "page": page, "sums": found.sums, "confirmed": pages.confirmed_count(chosen)}


def _confirm(request: HttpRequest, who: Officer, form: Filters, chosen: date, doing: Quarter) -> int | Refused:
    notes = request.POST.getlist("note")[:MOST]
    if doing.cleaned_data["everything"]:
        found = reporting.class_sheet(chosen, **_scope(who, form), size=MOST)
        notes = servicing.not_kept_by(who.number, [row["note"] for row in found.rows])
    done = actions.do(
        ClassVerb.QUARTER,
        actor=who,
        business_date=officer.day(request),
        key=doing.cleaned_data["key"],
        said={"quarter": chosen, "notes": notes, "reason": doing.cleaned_data["reason"]},
    )
    return done if isinstance(done, Refused) else int(done["confirmed"])


@require_safe
def quarter_file(request: HttpRequest) -> HttpResponse:
    """Everything the filters show, as a workbook to sign."""
    who, form = officer.must_see_customers(request), Filters(request.GET)
    chosen, _quarters = _quarter(request)
    if chosen is None:
        return redirect("classes_quarter")
    found = reporting.class_sheet(chosen, **_scope(who, form), size=MOST)
    done = pages.confirmations(who, chosen, [row["note"] for row in found.rows])
    names = customers.names(row["customer"] for row in found.rows if row["note"] in done)
    columns = (
        sheet.Column(_("借据号"), width=20), sheet.Column(_("客户"), width=28), sheet.Column(_("机构"), width=16),
        sheet.Column(_("客户经理")), sheet.Column(_("担保方式")), sheet.Column(_("余额"), "money", 16),
        sheet.Column(_("逾期天数"), "count", 10), sheet.Column(_("五级分类")), sheet.Column(_("认定结果")),
        sheet.Column(_("认定人")), sheet.Column(_("认定日期"), "day"), sheet.Column(_("认定理由"), width=36),
    )  # fmt: skip
    rows = [
        (
            row["note"],
            names.get(row["customer"], row["customer"]),
            form.branch_names.get(row["branch"], row["branch"]),
            form.staff_names.get(row["managing_rm"], row["managing_rm"]),
            _(labels.name_of("security", row["security"] or "")),
            int(row["balance"]),
            int(row["overdue_days"] or 0),
            _(labels.name_of("klass", row["klass"])),
            *_result(form, done[row["note"]]),
        )
        for row in found.rows
        if row["note"] in done
    ]
    title = _("五级分类认定表")
    return sheet.answer(sheet.workbook(title, columns, rows), f"classes-{chosen.isoformat()}")


def _result(form: Filters, done: Any) -> tuple[Any, ...]:
    if done is None:
        return ("", "", None, "")
    who = form.staff_names.get(done.actor, done.actor)
    return (_(labels.name_of("klass", done.klass)), who, done.business_date, done.reason)
