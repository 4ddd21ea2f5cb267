"""Contract and papers of a case: draw it, have it signed, hand out each paper counted. Parse, one call, answer."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.customer import actions as customers
from wuhua.areas.origination.actions import Now, do
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.printouts import actions, papers, read, sheets
from wuhua.areas.origination.printouts.actions import PRINTERS, WantedForm
from wuhua.areas.origination.rules import CaseState, CaseVerb, SignWay
from wuhua.areas.origination.rules.printing import FORM_NAMES, CaseForm
from wuhua.areas.origination.rules.steps import may
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Personal
from wuhua.areas.workday import read as workday
from wuhua.core.refuse import Refused
from wuhua.platform.paper import pdf
from wuhua.platform.paper.layouts import FURTHEST_OFFSET, PaperForm
from wuhua.web import officer

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
WORDS = (
    gettext_noop("调查报告"), gettext_noop("审查意见表"), gettext_noop("审贷会表决记录"), gettext_noop("批复"),
    gettext_noop("借款合同"), gettext_noop("面签记录"), gettext_noop("合同签署页"), gettext_noop("受托支付委托书"),
    gettext_noop("放款审核表"), gettext_noop("放款通知书"), gettext_noop("档案目录"), gettext_noop("档案借阅单"),
    gettext_noop("当面签署"), gettext_noop("手机验证码签署"), gettext_noop("本行自有签署,非第三方 CA"),
    gettext_noop("由外部签署服务签署,以其凭证为准"), gettext_noop("签署值与合同文本、签署人、方式和时间相符"),
    gettext_noop("签署值不是本行内置算法所出"), gettext_noop("全面评估尚未完成"), gettext_noop("尚无审查意见"),
    gettext_noop("没有已结束的表决"), gettext_noop("尚无生效的批复"), gettext_noop("尚未出具合同"),
    gettext_noop("合同尚未签署"), gettext_noop("不是受托支付,或尚未出具合同"), gettext_noop("放款审核尚未通过"),
)  # fmt: skip
"""What papers, signatures and what they wait for are called, so that the other language knows them."""
_TEXT, _PICK = {"class": "form-control", "autocomplete": "off"}, {"class": "form-select"}
_OFF = {"class": "form-control", "min": -FURTHEST_OFFSET, "max": FURTHEST_OFFSET}


class SignForm(forms.Form):
    """Who signed face to face, before whom. From afar the customer signs by himself, not here."""

    key = forms.CharField(max_length=64, widget=forms.HiddenInput)
    way = forms.ChoiceField(choices=[(SignWay.FACE_TO_FACE.value, "")], widget=forms.HiddenInput)
    signer = forms.CharField(max_length=60, label=gettext_lazy("签署人"), widget=forms.TextInput(attrs=_TEXT))
    witness = forms.ChoiceField(required=False, label=gettext_lazy("见证人"), widget=forms.Select(attrs=_PICK))

    def __init__(self, *args: Any, witnesses: list[tuple[str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        who: Any = self.fields["witness"]
        who.choices = [*witnesses, ("", "—")]


class PrintCaseForm(forms.Form):
    """One paper of a case."""

    key = forms.CharField(max_length=64)
    form = forms.ChoiceField(choices=[(each.value, each.value) for each in CaseForm])
    kind = forms.ChoiceField(choices=[(each.value, each.value) for each in PaperForm])
    right = forms.IntegerField(required=False)
    down = forms.IntegerField(required=False)
    identity = forms.BooleanField(required=False)
    words = forms.CharField(required=False, max_length=200)

    def wanted(self, number: str) -> WantedForm:
        """The frozen question."""
        said = self.cleaned_data
        return WantedForm(
            CaseForm(said["form"]), number, PaperForm(said["kind"]), said["right"] or 0, said["down"] or 0,
            said["identity"], said["words"],
        )  # fmt: skip


def _case(request: HttpRequest, number: str) -> tuple[Officer, date, Any, Any]:
    """Who asks, the day, the case in sight and its contract; anything else is no page."""
    who, day = officer.must_see_customers(request), officer.day(request)
    found = read.contract_for_page(who, number)
    if isinstance(found, Refused):
        raise Http404
    return who, day, *found


def _now(who: Officer, day: date) -> Now:
    return Now(who, day, workday.moment(day))


def at_hand(who: Officer, case: Any, contract: Any) -> dict[str, Any]:
    """What this officer may do about the contract now."""
    holds = who.number in (case.holder, case.lead, case.co)
    open_ = CaseState(case.state) is CaseState.APPROVED and holds and may(who, CaseVerb.SIGN) is None
    return {
        "contract": contract, "may_draw": open_ and contract is None,
        "may_sign": open_ and contract is not None and contract.signed_at is None,
        "may_print": who.holds(*PRINTERS), "key": uuid.uuid4().hex,
    }  # fmt: skip


def _page(request: HttpRequest, number: str, form: SignForm | None = None, status: int = 200) -> HttpResponse:
    who, _day, case, contract = _case(request, number)
    found = at_hand(who, case, contract)
    staff = people.staff_names()
    if found["may_sign"] and form is None:
        form = SignForm(
            initial={"key": uuid.uuid4().hex, "way": SignWay.FACE_TO_FACE.value, "signer": case.customer.name, "witness": who.number},
            witnesses=_witnesses(case, staff),
        )  # fmt: skip
    page = {
        **found, "case": case, "customer": case.customer, "staff": staff,
        "forms": [(line, uuid.uuid4().hex) for line in read.forms_of(case)], "printed": read.printouts_of(case),
        "names": {each.value: name for each, name in FORM_NAMES.items()}, "sign_form": form if found["may_sign"] else None,
        "furthest": FURTHEST_OFFSET, "words": None if contract is None else sheets.signing_words(contract),
    }  # fmt: skip
    return render(request, "origination/contract.html", page, status=status)


def _witnesses(case: Any, staff: dict[str, str]) -> list[tuple[str, str]]:
    return [(each, f"{staff.get(each, each)} {each}") for each in (case.lead, case.co) if each]


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Contract, signature, every paper with how often it was printed."""
    return _page(request, number)


@require_POST
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """出具合同."""
    who, day, _case_row, _contract = _case(request, number)
    answer = actions.draw(_now(who, day), request.POST.get("key", "")[:64] or uuid.uuid4().hex, number)
    if isinstance(answer, Refused):
        messages.error(request, f"{answer.reason}{answer.next_step}")
    else:
        messages.success(request, _("合同已出具,请打印后面签。"))
    return redirect("case_contract", number)


@require_POST
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """签约; what was refused stands beside its field."""
    who, day, case, _contract = _case(request, number)
    form = SignForm(request.POST, witnesses=_witnesses(case, people.staff_names()))
    if not form.is_valid():
        return _page(request, number, form, 422)
    said = {name: form.cleaned_data[name] for name in ("way", "signer", "witness")}
    answer = do(Deed.SIGN, now=_now(who, day), key=form.cleaned_data["key"], said={"number": number, **said})
    if isinstance(answer, Refused):
        place = answer.field if answer.field in form.fields else None
        form.add_error(place, f"{answer.reason}{answer.next_step}")
        return _page(request, number, form, 409)
    messages.success(request, _("合同已签署,请转合同审查。"))
    return redirect("case_contract", number)


@require_POST
def print_(request: HttpRequest, number: str) -> HttpResponse:
    """One paper, counted and handed out as a file; or why not, on a page."""
    who, day, _case_row, _contract = _case(request, number)
    form = PrintCaseForm(request.POST)
    if not form.is_valid():
        return render(request, "papers/refused.html", {"errors": form.errors}, status=422)
    wanted = form.wanted(number)
    done = actions.print_form(actor=who, business_date=day, key=form.cleaned_data["key"], wanted=wanted)
    sheet = done if isinstance(done, Refused) else sheets.sheet_for(who, number, wanted.form, day, wanted.words)
    if isinstance(done, Refused) or isinstance(sheet, Refused):
        return render(request, "papers/refused.html", {"refused": sheet}, status=409)
    if wanted.identity:
        shown = customers.unmask(
            actor=who, business_date=day, number=sheet.customer, field=Personal.IDENTITY,
            reason=f"打印{FORM_NAMES[wanted.form]}",
        )  # fmt: skip
        sheet = sheet if isinstance(shown, Refused) else sheet.showing(shown)
    return handed_out(sheet, wanted, _foot(who, day, done), done["copy"])


def _foot(who: Officer, day: date, done: dict[str, Any]) -> str:
    return f"第{done['copy']}次打印  {day.isoformat()}  {who.name}({who.number})  打印编号 {done['printout']:06d}"


def handed_out(sheet: sheets.CaseSheet, wanted: WantedForm, foot: str, copy: int) -> HttpResponse:
    """The paper as a file: PDF is shown, Word is saved."""
    data = papers.made(sheet, wanted.kind, foot, copy, pdf.Tray(wanted.right, wanted.down))
    drawn = wanted.kind is PaperForm.PDF
    kind, ending = ("application/pdf", "pdf") if drawn else (DOCX, "docx")
    name = quote(f"{FORM_NAMES[wanted.form]}-{sheet.case}-第{copy}次.{ending}")
    place = "inline" if drawn else "attachment"
    return HttpResponse(data, content_type=kind, headers={"Content-Disposition": f"{place}; filename*=UTF-8''{name}"})
