"""Pages of core firms. Parse, one call, answer."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.backing import actions
from wuhua.areas.backing.actions.chain import NewConfirmation
from wuhua.areas.backing.read import desk
from wuhua.areas.backing.rules import BackingRefusal, ConfirmationKind, may_confirm, may_keep, may_pay
from wuhua.areas.compliance import read as compliance
from wuhua.areas.people.rules import Officer
from wuhua.bulk.receipts.run import Taken, take
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.backing import said as own
from wuhua.web.backing.names import choices
from wuhua.web.partners import said
from wuhua.web.partners.said import Told


@require_safe
def firms(request: HttpRequest) -> HttpResponse:
    """Every core firm with what it carries and what is left."""
    return _firms(request, officer.must_see_customers(request))


def _firms(request: HttpRequest, who: Officer, told: Told | None = None, taken: Taken | None = None) -> HttpResponse:
    day = officer.day(request)
    page = {
        "here": "firms", "key": said.fresh_key(), "lines": desk.core_lines(day), "keeps": may_keep(who) is None,
        "cap": compliance.fen("LIMIT_CORE_CAP", day), "taken": taken,
        "pays": may_pay(who) is None and compliance.counter(day) is None,
    }  # fmt: skip
    return said.shown(request, "backing/firms.html", page, told)


@require_POST
def firm_new(request: HttpRequest) -> HttpResponse:
    """Register a core firm."""
    who, day = officer.must_see_customers(request), officer.day(request)
    made = own.once(
        request, who,
        lambda: actions.open_core_firm(
            actor=who, business_date=day, code=own.text(request, "code", 32), name=own.text(request, "name", 80),
            credit_code=own.text(request, "credit_code", 18), cap=said.maybe_fen(request, "cap"),
        ),
    )  # fmt: skip
    if isinstance(made, Refused):
        return _firms(request, who, said.not_taken(request, "new", made))
    messages.success(request, _("已登记核心企业。"))
    return redirect("core_firms")


MOST_BYTES = 4 << 20
"""A file of receipts of a day is a few hundred lines; more is for the command line."""


@require_POST
def receipts(request: HttpRequest) -> HttpResponse:
    """Take a file of receipts, or try it; what came of it stands on the page. The same file again books nothing."""
    who, day = officer.must_see_customers(request), officer.day(request)
    sent = request.FILES.get("file")
    if sent is None or not sent.size or sent.size > MOST_BYTES:
        reason = _("没有选择文件。") if sent is None else _("文件是空的或超过 4 MB。")
        no = Refused(BackingRefusal.WORDS_MISSING, reason, _("请选择回款文件;大文件用 wuhua receipts 导入。"), "file")
        return _firms(request, who, said.not_taken(request, "receipts", no))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("receipts" + Path(sent.name or "").suffix.casefold()[:6])
        path.write_bytes(sent.read())
        taken = take(
            path, actor=who, business_date=day, dry_run=own.text(request, "try", 1) == "1",
            name=(sent.name or "").replace("\0", "")[:80],
        )  # fmt: skip
    if isinstance(taken, Refused):
        return _firms(request, who, said.not_taken(request, "receipts", replace(taken, field="file")))
    return _firms(request, who, taken=taken)


@require_safe
def firm(request: HttpRequest, code: str) -> HttpResponse:
    """One core firm: its cap, what it confirmed, what it paid."""
    return _firm(request, officer.must_see_customers(request), code)


def _firm(request: HttpRequest, who: Officer, code: str, told: Told | None = None) -> HttpResponse:
    day = officer.day(request)
    found = desk.core_page(who, code, day)
    if isinstance(found, Refused):
        raise Http404
    page = {
        "here": "firms", "key": said.fresh_key(), "one": found, "line": found.line, "today": day,
        "keeps": may_keep(who) is None, "confirms": may_confirm(who) is None,
        "pays": may_pay(who) is None and compliance.counter(day) is None, "kinds": choices("confirmation"),
    }  # fmt: skip
    return said.shown(request, "backing/firm.html", page, told)


@require_POST
def firm_do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Set the cap, enter a confirmation, book a receipt."""
    who, day = officer.must_see_customers(request), officer.day(request)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    answer = own.once(request, who, lambda: act(request, {"actor": who, "business_date": day, "code": code}))
    if isinstance(answer, Refused):
        return _firm(request, who, code, said.not_taken(request, verb, answer))
    rest = answer.get("rest")
    if rest is None:
        messages.success(request, _("已登记。"))
    else:
        words = _("已归集:还款 {paid} 元,余 {rest} 元留在客户结算账户。")
        messages.success(request, words.format(paid=grouped(answer["amount"] - rest), rest=grouped(rest)))
    return redirect("core_firm", code)


def _cap(request: HttpRequest, at: dict[str, Any]) -> Any:
    return actions.put_cap(**at, cap=own.fen(request, "cap"), words=own.text(request, "words", 200))


def _confirm(request: HttpRequest, at: dict[str, Any]) -> Any:
    new = NewConfirmation(
        own.text(request, "number", 40), own.text(request, "customer", 64),
        said.choice(request, "kind", ConfirmationKind), own.fen(request, "amount"), said.day(request, "due"),
        own.text(request, "words", 200),
    )  # fmt: skip
    return actions.confirm(**at, new=new)


def _sweep(request: HttpRequest, at: dict[str, Any]) -> Any:
    return actions.sweep_receipt(
        **at, receipt=own.text(request, "receipt", 64), customer=own.text(request, "customer", 64),
        amount=own.fen(request, "amount"),
    )  # fmt: skip


_VERBS: dict[str, Callable[[HttpRequest, dict[str, Any]], Any]] = {
    "cap": _cap,
    "confirm": _confirm,
    "sweep": _sweep,
}
