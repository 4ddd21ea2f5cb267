"""闪贷 (A71): what is offered, what is agreed to, a code, and the money; where a rule says no, the three days with its reason.

Whoever has a card draws on it; whoever has none but was pre-approved signs for one first, as far as the day's rules let him.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline import offers, own, read
from wuhua.areas.creditline.actions import afar
from wuhua.areas.creditline.actions.flash import CARD, CASE, MONEY, Stop, Wish, known_stop, led
from wuhua.areas.creditline.actions.flash import flash as draw
from wuhua.areas.creditline.read import CardKey
from wuhua.areas.creditline.rules import CardRefusal, FlashRule, FlashWay
from wuhua.areas.customer.actions import portal as actions
from wuhua.areas.customer.read import Visitor
from wuhua.areas.workday import read as workday
from wuhua.core.money import grouped, yuan
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.web.portal import forms, gate

DONE = "/portal/card?done=drawn"


@require_safe
@gate.mine
def flash(request: HttpRequest, who: Visitor) -> HttpResponse:
    """How much there is at once, at which price, and the form."""
    return _offered(request, who)


def _offered(request: HttpRequest, who: Visitor, form: forms.Flash | None = None, status: int = 200) -> HttpResponse:
    day = gate.day(request)
    card = own.card_of(who.number, day)
    offer = None if card else offers.offer_of(who.number, day)
    shown = form or forms.Flash(_purposes, initial={"key": gate.key(request)}, afar=card is None)
    meet = offers.must_meet(who.kind, day) if offer else None
    return gate.show(request, "flash", status, card=card, offer=offer, meet=meet, form=shown, tab="home")


def _purposes() -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in compliance.purposes()]


def _wish(who: Visitor, form: forms.Flash) -> Wish:
    said = form.cleaned_data
    return Wish(who.number, said["amount"], said["purpose"], said["use"], form.all_agreed)


# --- asked -----------------------------------------------------------------------------------------------------------


@require_POST
@gate.mine
def ask(request: HttpRequest, who: Visitor) -> HttpResponse:
    """The rules, and a code for this very thing; what a rule refuses walks the three days at once."""
    day, has_card = gate.day(request), read.own_key(who.number) is not None
    form = forms.Flash(_purposes, request.POST, afar=not has_card)
    if not form.is_valid():
        return _offered(request, who, form, 422)
    wish, key = _wish(who, form), _key(form)
    found = _drawable(day, who, wish) if has_card else afar.ready(day, who, wish)
    if isinstance(found, Stop):
        at = workday.moment(day)
        answer = afar.fall(business_date=day, at=at, key=key, wish=wish, stop=found)
        return _fallen(request, who, form, answer)
    words = "支用授信卡" if has_card else "签署授信卡额度合同并支用"
    asked = actions.ask_confirm(
        visitor=who, what=_what(found, wish, key), words=f"您正在{words} {grouped(wish.amount)} 元",
        address=gate.address(request), at=clock.now(), rule=gate.rules(request),
    )  # fmt: skip
    if isinstance(asked, Refused):
        return _beside(request, who, form, asked)
    given = {**form.cleaned_data, "amount": yuan(wish.amount), "handle": asked.handle}
    sign = forms.FlashSign(_purposes, initial=given, afar=not has_card)
    return _sign(request, sign, found, asked.code if settings.WUHUA_DEMO else "")


def _key(form: forms.Flash) -> str:
    return f"portal/{form.cleaned_data['key']}"


def _what(found: Any, wish: Wish, key: str) -> str:
    """What the code is bound to: a contract's text, or a draw."""
    if isinstance(found, afar.Ready):
        return found.what(wish, key)
    return f"flash/{wish.amount}/{wish.purpose}/{key}"


def _drawable(day: date, who: Visitor, wish: Wish) -> Any:
    """What a draw on the card would leave, or the rule that stops it."""
    stop = known_stop(wish)
    if stop is not None:
        return stop
    seen = own.draw_preview(customer=who.number, business_date=day, amount=wish.amount)
    return Stop(FlashRule.CARD_SAYS_NO, seen) if isinstance(seen, Refused) else seen


def _sign(request: HttpRequest, form: forms.FlashSign, found: Any, shown: str = "", status: int = 200) -> HttpResponse:
    ready = found if isinstance(found, afar.Ready) else None
    seen = None if ready else found
    return gate.show(request, "flash_sign", status, form=form, ready=ready, seen=seen, shown=shown, tab="home")


# --- signed ----------------------------------------------------------------------------------------------------------


@require_POST
@sensitive_post_parameters("code")
@gate.mine
def sign(request: HttpRequest, who: Visitor) -> HttpResponse:
    """Signed, decided and posted in one go. A second tap leads where the first led."""
    asked_at, card = clock.now(), read.own_key(who.number)
    form = forms.FlashSign(_purposes, request.POST, afar=card is None)
    if not form.is_valid():
        return _sign(request, form, _again(gate.day(request), who, form), status=422)
    wish, key = _wish(who, form), _key(form)
    before = led(who.number, key)
    if MONEY in before:
        return redirect(DONE)
    if CASE in before:
        return redirect("portal_progress")
    if card is None or CARD in before:
        answer = _open(request, who, form, wish, key, asked_at)
    else:
        answer = _draw(request, who, form, wish, key, asked_at, card)
    if isinstance(answer, Refused):
        gate.refuse(form, answer)
        return _sign(request, form, _again(gate.day(request), who, form), status=422)
    return redirect(DONE) if answer["way"] == FlashWay.DRAWN else _told(request, answer)


def _again(day: date, who: Visitor, form: forms.FlashSign) -> Any:
    """The contract once more beside what was wrong; nothing where it is a draw, or no contract any longer."""
    said = form.cleaned_data
    if not form.afar or not {"amount", "purpose", "use"} <= set(said):
        return None
    found = afar.ready(day, who, Wish(who.number, said["amount"], said["purpose"], said["use"], True))
    return None if isinstance(found, Stop) else found


def _spend(request: HttpRequest, who: Visitor, form: forms.Flash, code: str, what: str) -> Refused | None:
    handle = form.cleaned_data["handle"]
    return actions.confirm(visitor=who, handle=handle, code=code, what=what, at=clock.now(), rule=gate.rules(request))


def _draw(
    request: HttpRequest, who: Visitor, form: Any, wish: Wish, key: str, asked_at: datetime, card: CardKey
) -> Any:
    no = _spend(request, who, form, form.cleaned_data["code"], _what(None, wish, key))
    day = gate.day(request)
    return no or draw(business_date=day, at=workday.moment(day), key=key, wish=wish, asked_at=asked_at, card=card)


def _open(request: HttpRequest, who: Visitor, form: Any, wish: Wish, key: str, asked_at: datetime) -> Any:
    day = gate.day(request)
    return afar.open_and_draw(
        business_date=day, at=workday.moment(day), asked_at=asked_at, key=key, who=who, wish=wish,
        code=form.cleaned_data["code"], spend=lambda code, what: _spend(request, who, form, code, what),
    )  # fmt: skip


# --- refused ---------------------------------------------------------------------------------------------------------


def _fallen(request: HttpRequest, who: Visitor, form: forms.Flash, answer: Any) -> HttpResponse:
    """Told beside its field where the customer can mend it, else who comes and why."""
    return _beside(request, who, form, answer) if isinstance(answer, Refused) else _told(request, answer)


def _beside(request: HttpRequest, who: Visitor, form: forms.Flash, no: Refused) -> HttpResponse:
    if no.name is CardRefusal.NOT_SIGNED and "agreed" not in form.fields:
        no = replace(no, field="records")
    gate.refuse(form, no)
    return _offered(request, who, form, 422)


def _told(request: HttpRequest, answer: dict[str, Any]) -> HttpResponse:
    return gate.show(request, "flash_fell", answer=answer, tab="progress")


@require_safe
@gate.mine
def signed(request: HttpRequest, who: Visitor, number: str) -> HttpResponse:
    """The contract as it was signed, whenever its customer wants to read it."""
    found = offers.own_contract(who.id, number)
    if found is None:
        raise Http404
    return gate.show(request, "flash_contract", found=found, tab="home")
