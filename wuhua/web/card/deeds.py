"""What the forms of a card do: parse, one call, answer. A no comes back with the page, beside the field it concerns."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from wuhua.areas.creditline import actions, read
from wuhua.areas.creditline.actions.changes import Asked
from wuhua.areas.creditline.rules import ACTS, ASKS, CardRefusal, CardVerb, Grant
from wuhua.areas.customer import read as customer
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing.rules import LETTER_OF, Over
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.card import said as told
from wuhua.web.card.said import said
from wuhua.web.card.views import card_page, cards_page
from wuhua.web.partners.said import text

NOT_TAKEN = 422
"""The page that comes back with the form that was not taken."""


def _back(request: HttpRequest, who: Officer, number: str, form: str, no: Refused, **more: Any) -> HttpResponse:
    if no.name is CardRefusal.CARD_UNKNOWN:
        raise Http404
    return card_page(request, who, number, said(request, form, no), status=NOT_TAKEN, **more)


def _confirmed(request: HttpRequest, amount: int) -> bool:
    """Whether just this was previewed: another sum typed after the preview is previewed again, not done."""
    return text(request, "step") == "do" and text(request, "seen", 24) == str(amount)


@require_POST
def draw(request: HttpRequest, number: str) -> HttpResponse:
    """支用: what it would leave, and confirmed, done."""
    who, day = officer.must_see_customers(request), officer.day(request)
    amount = told.fen(request, "amount")
    if isinstance(amount, Refused):
        return _back(request, who, number, "draw", amount)
    asked = told.asked_at(request)
    if not _confirmed(request, amount):
        seen = actions.draw_preview(who, business_date=day, card=number, amount=amount)
        if isinstance(seen, Refused):
            return _back(request, who, number, "draw", seen)
        shown: dict[str, Any] = {"preview": seen, "seen": amount, "asked": asked, "leaves": amount}
        return card_page(request, who, number, said(request, "draw"), **shown)
    done = actions.draw(
        actor=who, business_date=day, key=told.key(request, who.number), card=number, amount=amount,
        asked_at=told.moment(asked),
    )  # fmt: skip
    if isinstance(done, Refused):
        return _back(request, who, number, "draw", done)
    messages.success(request, _("已支用,凭证号 %(n)s。") % {"n": done["receipt"]})
    return redirect("card", number)


@require_POST
def repay(request: HttpRequest, number: str) -> HttpResponse:
    """还款: how it would be split, and confirmed, done."""
    who, day = officer.must_see_customers(request), officer.day(request)
    amount = told.fen(request, "amount")
    if isinstance(amount, Refused):
        return _back(request, who, number, "repay", amount)
    over = Over.ACCOUNT if text(request, "over") == Over.ACCOUNT else Over.COUNTER
    if not _confirmed(request, amount):
        seen = actions.repay_preview(who, business_date=day, card=number, amount=amount, over=over)
        if isinstance(seen, Refused):
            return _back(request, who, number, "repay", seen)
        parts = [(LETTER_OF[kind].value, fen) for kind, fen in seen.parts.items() if fen]
        shown: dict[str, Any] = {"preview": seen, "seen": amount, "over": over.value, "parts": parts}
        return card_page(request, who, number, said(request, "repay"), **shown)
    done = actions.repay(
        actor=who, business_date=day, key=told.key(request, who.number), card=number, amount=amount, over=over
    )
    if isinstance(done, Refused):
        return _back(request, who, number, "repay", done)
    messages.success(request, _("已还款,凭证号 %(n)s。") % {"n": done["receipt"]})
    return redirect("card", number)


@require_POST
def do(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """冻结, 调减, 换卡, 年审, 销卡: at once."""
    who, day = officer.must_see_customers(request), officer.day(request)
    what = _verb(verb, ACTS)
    limit = told.fen(request, "limit") if what is CardVerb.REDUCE_CARD else 0
    if isinstance(limit, Refused):
        return _back(request, who, number, verb, limit)
    asked = Asked(text(request, "words"), text(request, "why", 32), limit)
    done = actions.act(
        actor=who, business_date=day, key=told.key(request, who.number), verb=what, card=number, said=asked
    )
    if isinstance(done, Refused):
        return _back(request, who, number, verb, done)
    messages.success(request, _("已办理。"))
    return redirect("card", str(done["card"]))


@require_POST
def ask(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """解冻, 续期, 恢复额度: asked of another."""
    who, day = officer.must_see_customers(request), officer.day(request)
    what = _verb(verb, ASKS)
    found = read.card_key(who, number)
    if isinstance(found, Refused) or what is CardVerb.OPEN_CARD:
        raise Http404
    more = _more(request, who, what, found.customer)
    if isinstance(more, Refused):
        return _back(request, who, number, verb, more)
    done = actions.ask(
        actor=who, business_date=day, key=told.key(request, who.number), verb=what, card=number,
        reason=text(request, "reason"), **more,
    )  # fmt: skip
    if isinstance(done, Refused):
        return _back(request, who, number, verb, done)
    messages.success(request, _("已提交,等待另一名有权人复核。"))
    return redirect("card", number)


def _more(request: HttpRequest, who: Officer, verb: CardVerb, number: str) -> dict[str, Any] | Refused:
    if verb is CardVerb.THAW_CARD:
        return {}
    if verb is CardVerb.RAISE_CARD:
        limit = told.fen(request, "limit")
        return limit if isinstance(limit, Refused) else {"limit": limit}
    grant = _grant(request, who, number)
    return grant if isinstance(grant, Refused) else {"grant": grant}


def _grant(request: HttpRequest, who: Officer, number: str) -> Grant | Refused:
    """The grant typed, with what the customer's own file says."""
    found = customer.customer_for(who, number)
    if isinstance(found, Refused):
        return Refused(found.name, found.reason, found.next_step, "customer")
    return told.grant(request, found)


@require_POST
def open_(request: HttpRequest) -> HttpResponse:
    """开卡 on an approval: asked of another."""
    who, day = officer.must_see_customers(request), officer.day(request)
    grant = _grant(request, who, text(request, "customer", 40))
    done: Any = grant
    if not isinstance(grant, Refused):
        done = actions.ask(
            actor=who, business_date=day, key=told.key(request, who.number), verb=CardVerb.OPEN_CARD,
            reason=text(request, "reason"), grant=grant,
        )  # fmt: skip
    if isinstance(done, Refused):
        return cards_page(request, who, said(request, "open_card", done), status=NOT_TAKEN)
    messages.success(request, _("已提交,等待另一名有权人复核。"))
    return redirect("cards")


@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """复核: yes, no, or taken back by who asked."""
    who, day = officer.must_see_customers(request), officer.day(request)
    what, at = text(request, "what", 16), {"actor": who, "business_date": day, "order": number}
    key = told.key(request, who.number)
    if what == "withdraw":
        done = actions.withdraw(**at, key=key)  # type: ignore[arg-type]
    elif what in ("yes", "no"):
        words = text(request, "decision")
        done = actions.decide(**at, key=key, approve=what == "yes", decision=words)  # type: ignore[arg-type]
    else:
        raise Http404
    if isinstance(done, Refused):
        messages.error(request, f"{done.reason}{done.next_step}")
    else:
        messages.success(request, _("已办理。"))
    card = done.get("card") if isinstance(done, dict) else None
    return redirect("card", str(card)) if card else redirect("cards")


def _verb(verb: str, among: Any) -> CardVerb:
    if verb not in set(CardVerb) or CardVerb(verb) not in among:
        raise Http404
    return CardVerb(verb)
