"""The desk of findings, and one finding. Parse, one call, answer."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuhua.areas.compliance import actions, read
from wuhua.areas.compliance.actions.findings import RAISERS
from wuhua.areas.compliance.rules.conduct import ConductItem, FindingState
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.bulk.conduct.run import scan
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.conduct.forms import Raising, Said
from wuhua.web.conduct.shell import shell
from wuhua.web.market.forms import page_of


def _watcher(request: HttpRequest) -> Officer:
    """Who reads findings; anybody else is told so by the page, not by an empty list."""
    who = officer.must(request)
    if read.may_watch(who) is not None:
        raise PermissionDenied
    return who


@require_http_methods(["GET", "HEAD", "POST"])
def findings(request: HttpRequest) -> HttpResponse:
    """Every finding within sight, narrowed; and one raised by hand."""
    who, day = _watcher(request), officer.day(request)
    form = Raising(request.POST or None, initial={"day": day})
    if request.method == "POST":
        made = form.once(request, who, lambda said: _raise(who, day, said))
        if made is not None:
            messages.success(request, _("已登记线索。"))
            return redirect("conduct_finding", made["id"])
    asked = {name: request.GET.get(name, "")[:32].replace("\0", "") for name in ("state", "item", "staff")}
    page = {
        "page": read.finding_page(who, **asked, page=page_of(request.GET.get("page", "1"))), "asked": asked,
        "items": [each.value for each in ConductItem], "states": [each.value for each in FindingState],
        "form": form if who.holds(*RAISERS) else None, "names": people.staff_names(),
        "scans": actions.may_scan(who) is None, "named": read.sees_customers(who), **shell(who, "findings"),
    }  # fmt: skip
    return render(request, "conduct/findings.html", page)


def _raise(who: Officer, day: Any, said: dict[str, Any]) -> Any:
    new = actions.NewFinding(
        ConductItem(said["item"]), said["subject"], said["staff"], said["day"], said["words"], said["customer"]
    )
    return actions.raise_finding(actor=who, business_date=day, new=new)


@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Look at the whole book now. A second tap finds nothing new, so it needs no key."""
    who, day = _watcher(request), officer.day(request)
    done = scan(actor=who, on=day)
    if isinstance(done, Refused):
        messages.error(request, f"{done.reason}{done.next_step}")
    else:
        words = _("已比对放款 %(notes)s 笔、销售与存款 %(flows)s 笔,发现线索 %(flags)s 条,其中新增 %(new)s 条。")
        told = {"notes": done.notes, "flows": done.flows, "flags": done.flags, "new": done.new}
        messages.success(request, words % told)
    return redirect("conduct")


@require_safe
def finding(request: HttpRequest, number: int) -> HttpResponse:
    """One finding: what was seen, and how it ended."""
    return _finding(request, number, Said())


def _finding(request: HttpRequest, number: int, form: Said) -> HttpResponse:
    who = _watcher(request)
    found = read.finding_for(who, number)
    if isinstance(found, Refused):
        raise Http404
    page = {
        "row": found, "form": form, "may_close": found.state == FindingState.FINDING_OPEN and who.holds(Role.COMPLIANCE),
        "named": read.sees_customers(who), **shell(who, "findings"), "names": people.staff_names([found.staff, found.closed_by]),
        "note": found.subject.removeprefix("note:") if found.subject.startswith("note:") else "",
    }  # fmt: skip
    return render(request, "conduct/finding.html", page)


@require_POST
def close(request: HttpRequest, number: int, verdict: str) -> HttpResponse:
    """Upheld or dismissed."""
    who, day = _watcher(request), officer.day(request)
    if verdict not in ("upheld", "dismissed"):
        raise Http404
    form = Said(request.POST)
    closing: dict[str, Any] = {"actor": who, "business_date": day, "number": number, "upheld": verdict == "upheld"}
    if form.once(request, who, lambda said: actions.close_finding(**closing, words=said["words"])) is None:
        return _finding(request, number, form)
    messages.success(request, _("已办结。"))
    return redirect("conduct_finding", number)
