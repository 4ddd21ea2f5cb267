"""My card: what is left, a draw after a code of its own, a repayment after a look at it (A61, A62). Nobody in between."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.creditline import offers, own
from wuhua.areas.creditline.actions.flash import Wish, hand_over
from wuhua.areas.customer.actions import portal as actions
from wuhua.areas.customer.read import Visitor
from wuhua.areas.workday import read as workday
from wuhua.core.money import grouped, yuan
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.once import was_done
from wuhua.web.portal import forms, gate


@require_safe
@gate.mine
def card(request: HttpRequest, who: Visitor) -> HttpResponse:
    """The card with what is left, what is drawn, and why nothing can be drawn if so."""
    return _card(request, who)


def _card(
    request: HttpRequest, who: Visitor, draw: forms.Sum | None = None, repay: forms.Sum | None = None,
    fall: forms.Fall | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    found = own.card_of(who.number, gate.day(request))
    if found is None:
        raise Http404
    key = gate.key(request)
    page: dict[str, Any] = {
        "card": found, "stopped": found.stopped, "tail": found.account[-4:], "done": request.GET.get("done", ""),
        "signing": offers.signing_of(found.line),
        "draw": draw or forms.Sum(initial={"key": f"{key}-d"}, auto_id="draw_%s"),
        "repay": repay or forms.Sum(initial={"key": f"{key}-r"}, auto_id="repay_%s"),
        "fall": fall or forms.Fall(initial={"key": f"{key}-f"}, auto_id="fall_%s"),
    }  # fmt: skip
    return gate.show(request, "card", status, tab="home", **page)


# --- draw ------------------------------------------------------------------------------------------------------------


@require_POST
@gate.mine
def draw(request: HttpRequest, who: Visitor) -> HttpResponse:
    """What the draw would leave, and a code for this very sum."""
    form, day = forms.Sum(request.POST, auto_id="draw_%s"), gate.day(request)
    if not form.is_valid():
        return _card(request, who, draw=form, status=422)
    said = form.cleaned_data
    seen: Any = own.draw_preview(customer=who.number, business_date=day, amount=said["amount"])
    asked: Any = seen
    if not isinstance(seen, Refused):
        asked = actions.ask_confirm(
            visitor=who, what=_what(said), words=f"您正在支用授信卡 {grouped(said['amount'])} 元",
            address=gate.address(request), at=clock.now(), rule=gate.rules(request),
        )  # fmt: skip
    if isinstance(asked, Refused):
        gate.refuse(form, asked)
        return _card(request, who, draw=form, status=422)
    confirm = forms.Confirm(initial={"key": said["key"], "amount": yuan(said["amount"]), "handle": asked.handle})
    return _confirm(request, confirm, seen, asked.code if settings.WUHUA_DEMO else "")


def _confirm(request: HttpRequest, form: forms.Confirm, seen: Any, shown: str = "", status: int = 200) -> HttpResponse:
    return gate.show(request, "card_draw", status, form=form, seen=seen, shown=shown, tab="home")


def _what(said: dict[str, Any]) -> str:
    return f"draw/{said['amount']}/{said['key']}"


@require_POST
@sensitive_post_parameters("code")
@gate.mine
def drawn(request: HttpRequest, who: Visitor) -> HttpResponse:
    """The money, at once. A second tap leads where the first led."""
    form, day = forms.Confirm(request.POST), gate.day(request)
    if not form.is_valid():
        return _confirm(request, form, None, status=422)
    said, asked_at = form.cleaned_data, clock.now()
    key = f"portal/{who.number}/draw/{said['key']}"
    if was_done(key):
        return redirect("/portal/card?done=drawn")
    no: Any = actions.confirm(
        visitor=who, handle=said["handle"], code=said["code"], what=_what(said), at=asked_at, rule=gate.rules(request)
    )
    if no is None:
        no = own.draw(customer=who.number, business_date=day, key=key, amount=said["amount"], asked_at=asked_at)
    if isinstance(no, Refused):
        gate.refuse(form, no)
        return _confirm(request, form, None, status=422)
    return redirect("/portal/card?done=drawn")


@require_POST
@gate.mine
def fall(request: HttpRequest, who: Visitor) -> HttpResponse:
    """转三日通道 (A71): the manager's case begins with what was asked; no money moves here."""
    form, day = forms.Fall(request.POST, auto_id="fall_%s"), gate.day(request)
    if not form.is_valid():
        return _card(request, who, fall=form, status=422)
    said = form.cleaned_data
    wish = Wish(who.number, said["amount"], "WORKING_CAPITAL", said["use"], True)
    answer: Any = hand_over(business_date=day, at=workday.moment(day), key=f"portal/{said['key']}", wish=wish)
    if isinstance(answer, Refused):
        gate.refuse(form, answer)
        return _card(request, who, fall=form, status=422)
    return redirect("portal_progress")


# --- repay -----------------------------------------------------------------------------------------------------------


@require_POST
@gate.mine
def repay(request: HttpRequest, who: Visitor) -> HttpResponse:
    """How a repayment would be split; the next tap does it, out of the customer's own account."""
    form, day = forms.Sum(request.POST, auto_id="repay_%s"), gate.day(request)
    if not form.is_valid():
        return _card(request, who, repay=form, status=422)
    said = form.cleaned_data
    key = f"portal/{who.number}/repay/{said['key']}"
    sure = request.POST.get("sure") == "1"
    if sure:
        answer: Any = own.repay(customer=who.number, business_date=day, key=key, amount=said["amount"])
    else:
        answer = own.repay_preview(customer=who.number, business_date=day, amount=said["amount"])
    if isinstance(answer, Refused):
        gate.refuse(form, answer)
        return _card(request, who, repay=form, status=422)
    if sure:
        return redirect("/portal/card?done=repaid")
    page: dict[str, Any] = {"key": said["key"], "amount": yuan(said["amount"]), "fen": said["amount"], "seen": answer}
    return gate.show(request, "card_repay", tab="home", **page)
