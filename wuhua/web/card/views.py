"""The list of cards and one card. Parse, ask, answer; what is done stands in `deeds`."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wuhua.areas.creditline import offers, read, rules
from wuhua.areas.creditline.read import CardView, Wanted
from wuhua.areas.creditline.rules import ACTS, ASKS, LIVING, CardState, CardVerb
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import pages
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.card import names
from wuhua.web.card.said import Said

SERVICE_DAYS = 30
DRAWABLE = (CardState.ACTIVE,)


@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Cards within sight with filters and sums; what waits for another; how fast and how fully draws are met."""
    return cards_page(request, officer.must_see_customers(request), Said())


def cards_page(request: HttpRequest, who: Officer, said: Said, status: int = 200) -> HttpResponse:
    """The list, with the form that was not taken if there was one."""
    day, asked = officer.day(request), request.GET
    number = asked.get("page", "1")
    wanted = Wanted(
        q=asked.get("q", "")[:60], state=_one_of(asked.get("state", ""), "card_state"),
        only=_one_of(asked.get("only", ""), "card_only"),
        page=max(1, int(number)) if number.isdecimal() and len(number) < 6 else 1,
    )  # fmt: skip
    page = {
        "found": read.page(who, wanted, day), "wanted": wanted, "today": day,
        "states": names.choices("card_state"), "onlys": names.choices("card_only"),
        "orders": list(read.orders(who)[:50]), "me": who.number, "may_decide": who.holds(*rules.DECIDERS),
        "may_open": who.holds(*ASKS[CardVerb.OPEN_CARD]),
        "service": read.service(day - timedelta(days=SERVICE_DAYS - 1), day), "service_days": SERVICE_DAYS,
        **said.page(),
    }  # fmt: skip
    return render(request, "card/list.html", page, status=status)


def _one_of(code: str, kind: str) -> str:
    return code if code in names.LABELS[kind] else ""


@require_safe
def card(request: HttpRequest, number: str) -> HttpResponse:
    """One card: what is available, its statement, what was done, and the forms of who may."""
    return card_page(request, officer.must_see_customers(request), number, Said())


def card_page(
    request: HttpRequest, who: Officer, number: str, said: Said, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The card, with the form that was not taken, or with a preview, if there is one."""
    day = officer.day(request)
    found = read.card_for(who, number, day)
    if isinstance(found, Refused):
        raise Http404
    line = request.GET.get("line", "")
    statement = read.statement_for(who, number, day, int(line) if line.isdecimal() and len(line) < 10 else None)
    note = pages.note_for(who, found.note)
    if isinstance(statement, Refused) or note is None:
        raise Http404
    page = {
        "card": found, "statement": statement, "owed": pages.owed_on(note, day), "today": day,
        "signing": offers.signing_of(found.line),
        "steps": read.steps(found.id), "asks": read.asks(found.id),
        "orders": list(read.orders(who, None, found.id)[:20]), "me": who.number,
        "may_decide": who.holds(*rules.DECIDERS), "counter": rules.may_draw(who) is None,
        "left": found.available - int(more.get("leaves", 0)), "verbs": set(_verbs(who, found)),
        "freezes": names.choices("freeze"), **said.page(), **more,
    }  # fmt: skip
    return render(request, "card/one.html", page, status=status)


def _verbs(who: Officer, card: CardView) -> list[str]:
    """The verbs this officer may use on the card as it stands: no form that would only refuse."""
    usable = card.state is CardState.ACTIVE and card.until > card.on
    bears = {
        CardVerb.FREEZE_CARD: usable,
        CardVerb.REDUCE_CARD: usable and card.limit > max(card.drawn, 1),
        CardVerb.REPLACE_CARD: usable or card.state is CardState.FROZEN,
        CardVerb.REVIEW_CARD: usable,
        CardVerb.CLOSE_CARD: card.state in LIVING and not card.drawn,
        CardVerb.THAW_CARD: card.state is CardState.FROZEN,
        CardVerb.RENEW_CARD: card.state in (CardState.ACTIVE, CardState.EXPIRED),
        CardVerb.RAISE_CARD: usable and card.limit < card.approved,
    }
    rights = {**ACTS, **ASKS}
    return [verb.value for verb, does in bears.items() if does and who.holds(*rights[verb])]
