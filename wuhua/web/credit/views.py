"""Batches: the list of them, one of them, verbs about it, and the list of letters. Parse, one call, answer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from wuhua.areas.market.actions import batch as actions
from wuhua.areas.market.read import batch as read
from wuhua.areas.market.rules.batch import COMMITTEE, MAKERS, REVIEWERS, STATE_WORDS, BatchState, BatchVerb, LineState
from wuhua.areas.market.rules.limits import FORMULA_OF
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import read as products
from wuhua.bulk.credit import tasks
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import files
from wuhua.web import officer, sheet


class Bring(forms.Form):
    """A list for one product."""

    name = forms.CharField(max_length=80)
    product = forms.ChoiceField()
    file = forms.FileField()
    key = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = products.names()
        offered: Any = self.fields["product"]
        offered.choices = [(code, names[code]) for code in FORMULA_OF if code in names]
        for each in ("name", "file"):
            self.fields[each].widget.attrs["class"] = "form-control"
        offered.widget.attrs["class"] = "form-select"


class Word(forms.Form):
    """What is said about a line or a batch."""

    reason = forms.CharField(max_length=400, required=False)
    seq = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    amount = forms.CharField(required=False, max_length=24)
    until = forms.DateField(required=False)


def _looker(request: HttpRequest) -> Officer:
    who = officer.must_see_customers(request)
    if not read.may_look(who):
        raise PermissionDenied
    return who


def _batch(number: int) -> Any:
    found = read.batch(number)
    if isinstance(found, Refused):
        raise Http404
    return found


def _figures(found: Any) -> dict[str, Any]:
    """What it came to; before it is assessed nothing is known."""
    return {**dict.fromkeys(("lines", "linked", "ready", "exception", "refused", "limit_total")), **found.figures}


@require_http_methods(["GET", "HEAD", "POST"])
def batches(request: HttpRequest) -> HttpResponse:
    """Every batch, and a form to bring another list."""
    who = _looker(request)
    form = Bring(request.POST or None, request.FILES or None, initial={"key": uuid4().hex})
    if request.method == "POST" and form.is_valid():
        said, day = form.cleaned_data, officer.day(request)
        upload = said["file"]
        kept = files.keep(
            actor=who.number, business_date=day, name=upload.name, chunks=upload.chunks(), media_type="text/csv"
        )
        asked = kept if isinstance(kept, Refused) else tasks.ask(
            actor=who, business_date=day, file=kept.pk, product=said["product"], name=said["name"], key=said["key"]
        )  # fmt: skip
        if not isinstance(asked, Refused):
            return redirect("job", asked.pk)
        form.add_error("file", f"{asked.reason}{asked.next_step}")
    rows = [(each, _figures(each), STATE_WORDS[BatchState(each.state)]) for each in read.batches()]
    page = {"rows": rows, "names": products.names(), "form": form, "makes": who.holds(*MAKERS), "tab": "batches"}
    return render(request, "credit/batches.html", page)


@require_safe
def batch(request: HttpRequest, number: int) -> HttpResponse:
    """One batch with a page of its lines."""
    who, found = _looker(request), _batch(number)
    state = request.GET.get("state", "")
    page_text = request.GET.get("page", "1")
    page = int(page_text) if page_text.isascii() and page_text.isdigit() and len(page_text) < 7 else 1
    shown = read.lines(number, state if state in LineState.__members__ else "", page)
    more = {
        "batch": found,
        "figures": _figures(found),
        "state_word": STATE_WORDS[BatchState(found.state)],
        "product": products.names().get(found.product, found.product),
        "lines": shown,
        "state": state,
        "open": found.state in (BatchState.ASSESSED, BatchState.SUBMITTED),
        "makes": who.holds(*MAKERS),
        "admits": who.holds(*REVIEWERS),
        "decides": who.holds(*COMMITTEE) and found.state == BatchState.SUBMITTED,
        "tab": "batches",
        "key": uuid4().hex,
    }
    return render(request, "credit/batch.html", more)


@require_POST
def act(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """One verb about a batch or one of its lines; what it says stands above the page."""
    who, form = _looker(request), Word(request.POST)
    _batch(number)
    if not form.is_valid():
        messages.warning(request, _("填写有误,请核对。"))
        return redirect("credit_batch", number)
    done = _do(who, officer.day(request), number, verb, form.cleaned_data)
    if isinstance(done, Refused):
        messages.warning(request, f"{done.reason}{done.next_step}")
    else:
        messages.success(request, _("已办理。"))
    return redirect("credit_batch", number)


def _do(who: Officer, day: Any, number: int, verb: str, said: dict[str, Any]) -> Any:
    words = {"actor": who, "business_date": day, "batch": number}
    if verb == "admit":
        try:
            amount = fen_of(said["amount"], "amount")
        except Refuse as no:
            return no.refused
        return actions.admit(**words, seq=said["seq"] or 0, amount=amount, reason=said["reason"])
    if verb == "veto":
        return actions.veto(**words, seq=said["seq"] or 0, reason=said["reason"])
    if verb == BatchVerb.SUBMIT:
        return actions.submit(**words)
    if verb == BatchVerb.CANCEL:
        return actions.cancel(**words)
    if verb in (BatchVerb.APPROVE, BatchVerb.REJECT, BatchVerb.RETURN):
        return actions.decide(**words, verb=BatchVerb(verb), reason=said["reason"], valid_until=said["until"])
    raise Http404


@require_safe
def letters(request: HttpRequest, number: int) -> HttpResponse:
    """The pre-approvals of a batch as a workbook, for letters."""
    _looker(request)
    found = _batch(number)
    columns = (
        sheet.Column(_("序号"), "count", 8), sheet.Column(_("名称"), width=32), sheet.Column(_("证件号码"), width=22),
        sheet.Column(_("客户号")), sheet.Column(_("预授信额度"), "money", 16), sheet.Column(_("定价档次")),
        sheet.Column(_("年利率%"), "rate"), sheet.Column(_("有效期至"), "day"), sheet.Column(_("规则版本"), width=40),
    )  # fmt: skip
    rows = (
        (each.seq, each.name, each.identity_masked, each.customer, each.limit, each.band, each.rate, each.valid_until,
         each.rule_version)
        for each in read.preapprovals(found.pk).iterator()
    )  # fmt: skip
    return sheet.answer(sheet.workbook(_("预授信名单"), columns, rows), f"preapprovals-{number}")
