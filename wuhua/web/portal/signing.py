"""My contracts: each to read and keep, and to sign here by a code of its own where no meeting is asked for."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms as django_forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.customer.actions import portal as actions
from wuhua.areas.customer.read import Visitor
from wuhua.areas.origination.printouts import own
from wuhua.areas.product import read as products
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.web.portal import gate

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Sign(django_forms.Form):
    """The code that was sent for this contract."""

    handle = django_forms.CharField(max_length=64, widget=django_forms.HiddenInput)
    code = django_forms.CharField(
        label=gettext_lazy("短信验证码(6位)"),
        max_length=12,
        widget=django_forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code"}),
    )


@require_safe
@gate.mine
def contracts(request: HttpRequest, who: Visitor) -> HttpResponse:
    """Every contract of one's own, and which wait to be signed."""
    day, at = gate.day(request), clock.now()
    found = [(each, own.may_sign(each, day, at) is None) for each in own.contracts_of(who.id)]
    return gate.show(request, "contracts", found=found, names=products.names(), tab="papers")


@require_safe
@gate.mine
def text(request: HttpRequest, who: Visitor, number: str) -> HttpResponse:
    """The contract as it is kept."""
    found = _mine(who, number)
    name = quote(f"借款合同-{found.number}.docx")
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{name}"}
    return HttpResponse(own.text(found), content_type=DOCX, headers=headers)


def _mine(who: Visitor, number: str) -> Any:
    found = own.contract_of(who.id, number)
    if found is None:
        raise Http404
    return found


@require_POST
@gate.mine
def ask(request: HttpRequest, who: Visitor, number: str) -> HttpResponse:
    """A code for this very text; the terms stand above it once more."""
    found, at = _mine(who, number), clock.now()
    asked: Any = own.may_sign(found, gate.day(request), at)
    if asked is None:
        asked = actions.ask_confirm(
            visitor=who, what=own.what(found), words=f"您正在签署借款合同 {grouped(found.terms['amount'])} 元",
            address=gate.address(request), at=at, rule=gate.rules(request),
        )  # fmt: skip
    if isinstance(asked, Refused):
        return gate.show(request, "trouble", 409, refused=asked)
    form = Sign(initial={"handle": asked.handle})
    return _shown(request, found, form, asked.code if settings.WUHUA_DEMO else "")


def _shown(request: HttpRequest, found: Any, form: Sign, shown: str = "", status: int = 200) -> HttpResponse:
    return gate.show(request, "contract_sign", status, contract=found, form=form, shown=shown, tab="papers")


@require_POST
@sensitive_post_parameters("code")
@gate.mine
def signed(request: HttpRequest, who: Visitor, number: str) -> HttpResponse:
    """Signed by the code; a second tap leads where the first led."""
    found, form, at = _mine(who, number), Sign(request.POST), clock.now()
    if found.signed_at is not None:
        return redirect("portal_contracts")
    if not form.is_valid():
        return _shown(request, found, form, status=422)
    handle = form.cleaned_data["handle"]
    answer = own.sign(
        customer=who.id, number=who.number, contract=number, day=gate.day(request), at=at, code=form.cleaned_data["code"],
        spend=lambda code: actions.confirm(
            visitor=who, handle=handle, code=code, what=own.what(found), at=at, rule=gate.rules(request)
        ),
    )  # fmt: skip
    if isinstance(answer, Refused):
        gate.refuse(form, answer)
        return _shown(request, found, form, status=422)
    return redirect("portal_contracts")
