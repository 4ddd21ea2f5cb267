"""Decision tables on the desk: the grid, a new version out of an edited grid, the second key, and a try that says which row fires."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuhua.areas.market.read import batch as batches
from wuhua.areas.product import deciding, tabling
from wuhua.areas.product.rules.tables import FACTS, LAYOUTS, MOST_ROWS, Row, TableCode
from wuhua.core.refuse import Refused
from wuhua.web import officer


def _code(text: str) -> TableCode:
    if text not in TableCode.__members__:
        raise Http404
    return TableCode(text)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every table as it stands today; rules are no secret, so everybody who works here may read them."""
    who = officer.must(request)
    held = deciding.in_force(officer.day(request))
    waiting = {each.code for each in deciding.waiting()}
    rows = [(code, LAYOUTS[code].title, held.get(code), code.value in waiting) for code in TableCode]
    return render(request, "credit/tables.html", {"rows": rows, "tab": "tables", "looks": batches.may_look(who)})


@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """One table: POST drafts the grid as it was edited; GET with facts says which row fires."""
    who, which, day = officer.must(request), _code(code), officer.day(request)
    table = deciding.in_force(day)[which]
    rows, refused = list(table.rows), None
    if request.method == "POST":
        rows = _rows(request, which)
        try:
            start = date.fromisoformat(request.POST.get("from", ""))
        except ValueError:
            start = day
        done = tabling.draft(
            actor=who, business_date=day, code=which, columns=LAYOUTS[which].columns, rows=rows, effective_from=start,
            why=request.POST.get("why", "")[:400],
        )  # fmt: skip
        if not isinstance(done, Refused):
            messages.success(request, _("草稿已保存,等待另一人审批。"))
            return redirect("credit_table", code)
        refused = done
    names = LAYOUTS[which].columns
    said = {name: request.GET.get(name, "")[:40] for name in names}
    page: dict[str, Any] = {
        "code": which.value,
        "layout": LAYOUTS[which],
        "columns": [(FACTS[name], said[name]) for name in names],
        "table": table,
        "rows": [(place, row) for place, row in enumerate(rows, 1)],
        "spare": [(place, Row("", ("",) * len(names), "")) for place in range(len(rows) + 1, len(rows) + 3)],
        "versions": deciding.versions(which),
        "edits": who.holds(*tabling.EDITORS),
        "approves": who.holds(*tabling.APPROVERS),
        "me": who.number,
        "looks": batches.may_look(who),
        "refused": refused,
        "tab": "tables",
    }
    if request.method != "POST" and any(said.values()):
        facts = deciding.facts_of(which, said)
        page["fired" if not isinstance(facts, Refused) else "refused"] = (
            facts if isinstance(facts, Refused) else deciding.decide(table, facts)
        )
    return render(request, "credit/table.html", page)


def _rows(request: HttpRequest, code: TableCode) -> list[Row]:
    """The grid as it came: by its order numbers, without rows that were emptied."""
    width, found = len(LAYOUTS[code].columns), []
    for place in range(1, MOST_ROWS + 3):
        name = request.POST.get(f"id-{place}")
        if not name or not name.strip():
            continue
        order = request.POST.get(f"order-{place}", "")
        at = int(order) if order.isascii() and order.isdigit() and len(order) < 7 else place
        cells = tuple(request.POST.get(f"c-{place}-{column}", "")[:200] for column in range(1, width + 1))
        verdict, words = request.POST.get(f"verdict-{place}", ""), request.POST.get(f"words-{place}", "")[:200]
        found.append((at, place, Row(name.strip().upper(), cells, verdict, words)))
    return [row for _at, _place, row in sorted(found, key=lambda each: each[:2])]


@require_POST
def decide(request: HttpRequest, code: str, version: int, verb: str) -> HttpResponse:
    """The second key on a draft."""
    if verb not in ("approve", "discard"):
        raise Http404
    done = tabling.decide(
        actor=officer.must(request), business_date=officer.day(request), code=_code(code), version=version,
        approve=verb == "approve",
    )  # fmt: skip
    if isinstance(done, Refused):
        messages.warning(request, f"{done.reason}{done.next_step}")
    else:
        messages.success(request, _("已办理。"))
    return redirect("credit_table", code)
