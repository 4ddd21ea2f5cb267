"""Pages of risk pools and of what the tax house froze. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.backing import actions
from wuhua.areas.backing.read import desk
from wuhua.areas.backing.rules import Party, may_keep, may_pay
from wuhua.areas.backing.rules.pools import PoolTerms
from wuhua.areas.compliance import read as compliance
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.backing import said as own
from wuhua.web.partners import said
from wuhua.web.partners.said import Told

LATEST = 9_999


@require_safe
def pools(request: HttpRequest) -> HttpResponse:
    """Every pool with its figures and how full its leverage is."""
    return _pools(request, officer.must_see_customers(request))


def _pools(request: HttpRequest, who: Officer, told: Told | None = None) -> HttpResponse:
    page = {
        "here": "pools", "key": said.fresh_key(), "lines": desk.pool_lines(officer.day(request)),
        "due": desk.due_lines(who), "today": officer.day(request),
        "keeps": may_keep(who) is None,
    }  # fmt: skip
    return said.shown(request, "backing/pools.html", page, told)


@require_POST
def pool_new(request: HttpRequest) -> HttpResponse:
    """Register a pool."""
    who, day = officer.must_see_customers(request), officer.day(request)
    made = own.once(
        request, who,
        lambda: actions.open_pool(
            actor=who, business_date=day, code=own.text(request, "code", 32), name=own.text(request, "name", 80),
            government=own.text(request, "government", 80),
        ),
    )  # fmt: skip
    if isinstance(made, Refused):
        return _pools(request, who, said.not_taken(request, "new", made))
    messages.success(request, _("已登记资金池。"))
    return redirect("pools")


@require_safe
def pool(request: HttpRequest, code: str) -> HttpResponse:
    """One pool: figures, agreement, ledger, claims, and the notes it may have to pay for."""
    return _pool(request, officer.must_see_customers(request), code)


def _pool(request: HttpRequest, who: Officer, code: str, told: Told | None = None) -> HttpResponse:
    day = officer.day(request)
    number = request.GET.get("page", "1")
    place = int(number) if number.isascii() and number.isdigit() and 0 < int(number) < LATEST else 1
    found = desk.pool_page(who, code, day, place)
    if isinstance(found, Refused):
        raise Http404
    page = {
        "here": "pools", "key": said.fresh_key(), "one": found, "line": found.line, "today": day,
        "keeps": may_keep(who) is None, "takes": may_pay(who) is None, "pays": may_pay(who) is None and compliance.counter(day) is None,
        "times": compliance.whole("LIMIT_POOL_TIMES", day),
    }  # fmt: skip
    return said.shown(request, "backing/pool.html", page, told)


@require_POST
def pool_do(request: HttpRequest, code: str, verb: str) -> HttpResponse:
    """Sign, pay in, give back, compensate, recover."""
    who, day = officer.must_see_customers(request), officer.day(request)
    act = _VERBS.get(verb)
    if act is None:
        raise Http404
    answer = own.once(request, who, lambda: act(request, {"actor": who, "business_date": day}, code))
    if isinstance(answer, Refused):
        told = said.not_taken(request, verb, answer)
        return _pool(request, who, code, _of_its_row(request, verb, told))
    messages.success(request, _("已登记。"))
    return redirect("pool", code)


def _of_its_row(request: HttpRequest, verb: str, told: Told) -> Told:
    """The forms that stand once a row name it."""
    row = own.text(request, {"claim": "note", "recover": "claim"}.get(verb, ""), 40)
    return Told(f"{verb}:{row}", told.values, told.no) if row else told


def _sign(request: HttpRequest, at: dict[str, Any], code: str) -> Any:
    order = [
        (party, own.hundredths(request, f"share_{party.value.lower()}")) for party in _order(own.text(request, "first"))
    ]
    terms = PoolTerms(
        own.whole(request, "multiple"), own.hundredths(request, "firm_pct"), own.whole(request, "overdue_days"),
        tuple((party, part) for party, part in order if part),
    )  # fmt: skip
    new = actions.NewAgreement(
        own.text(request, "number", 40), said.day(request, "signed"), said.day(request, "from_day"),
        said.day(request, "to_day"), terms, own.text(request, "automatic", 1) == "1",
    )  # fmt: skip
    return actions.sign_agreement(**at, code=code, new=new)


def _order(first: str) -> tuple[Party, Party]:
    return (Party.GOV, Party.FIRM) if first == Party.GOV else (Party.FIRM, Party.GOV)


def _pay(request: HttpRequest, at: dict[str, Any], code: str) -> Any:
    return actions.pay_in(
        **at, code=code, party=said.choice(request, "party", Party), amount=own.fen(request, "amount"),
        customer=own.text(request, "customer", 64), words=own.text(request, "words", 200),
    )  # fmt: skip


def _refund(request: HttpRequest, at: dict[str, Any], code: str) -> Any:
    return actions.refund(
        **at, code=code, party=said.choice(request, "party", Party), amount=own.fen(request, "amount"),
        customer=own.text(request, "customer", 64), words=own.text(request, "words", 200),
    )  # fmt: skip


def _claim(request: HttpRequest, at: dict[str, Any], _code: str) -> Any:
    return actions.compensate(**at, note=own.text(request, "note", 64))


def _recover(request: HttpRequest, at: dict[str, Any], _code: str) -> Any:
    return actions.recover(**at, claim=own.whole(request, "claim"), amount=own.fen(request, "amount"))


_VERBS: dict[str, Callable[[HttpRequest, dict[str, Any], str], Any]] = {
    "sign": _sign,
    "pay": _pay,
    "refund": _refund,
    "claim": _claim,
    "recover": _recover,
}


@require_safe
def tax(request: HttpRequest) -> HttpResponse:
    """Whose tax loans are frozen, since when and why."""
    who = officer.must_see_customers(request)
    every = request.GET.get("all") == "1"
    page = {"here": "tax", "rows": desk.frozen(who, every), "every": every}
    return said.shown(request, "backing/tax.html", page, None)
