"""Mandates, ties and the readings of the checklists. Parse, one call, answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.actions.mandates import GIVERS, WATCHERS
from wuhua.areas.origination.read import authority, standards
from wuhua.areas.origination.rules import Stage
from wuhua.areas.origination.rules.checklists import TEMPLATES
from wuhua.areas.origination.rules.mandates import EVERY
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import read as products
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.origination import middle
from wuhua.web.origination.middle import NOTHING, Said, Typed
from wuhua.web.origination.review import tabs

CHOOSES = (Role.RISK, Role.COMPLIANCE)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, verb: str = "") -> HttpResponse:
    """The matrix, what was passed on, who reaches what today, ties, and the checklists in force."""
    who, day = officer.must_see_customers(request), officer.day(request)
    typed, place = NOTHING, ""
    if request.method == "POST":
        if verb not in _FORMS:
            raise Http404
        deed, read, done = _FORMS[verb]
        place = middle.text(request, "mandate", 9) or middle.text(request, "tie", 9)
        no = middle.did(request, deed, lambda: read(request), _(done), verb=verb)
        if no is None:
            return redirect("mandates")
        typed = no
    names = products.names()
    looks = authority.looks(who)
    product = request.GET.get("product", "")
    matrices = authority.matrices(day) if looks else []
    product = product if product in names else _first(matrices, names)
    reaches = authority.who_reaches(people.accounts(day), product, day) if looks and product else []
    given = authority.mandates(who, day)
    return render(request, "origination/mandates.html", {
        "matrices": matrices, "rows": given, "products": names, "product": product,
        "reaches": [] if isinstance(reaches, Refused) else reaches, "looks": looks, "day": day, "who": who,
        "staff": people.staff_names(), "ties": authority.ties(who), "key": middle.fresh_key(), "place": place,
        "stages": _stages(standards.checklists(day)), "chosen": authority.checklist_choices(), **_may(who),
        "forms": _values(typed, who), **tabs(who),
    })  # fmt: skip


def _first(found: list[authority.Matrix], names: Mapping[str, str]) -> str:
    """The first product on sale."""
    shown = found[0].products[0] if found else ""
    return next((code for code, name in names.items() if name == shown), "")


def _may(who: Officer) -> dict[str, bool]:
    return {"gives": who.holds(*GIVERS), "watches": who.holds(*WATCHERS), "chooses": who.holds(*CHOOSES),
            "stops_all": who.holds(Role.EXECUTIVE)}  # fmt: skip


def _stages(chosen: Mapping[str, str]) -> list[tuple[str, str, list[str], list[str]]]:
    """Stage, reading in force, the titles of its lines, and the readings there are."""
    return [
        (stage.value, chosen[stage.value], [each.title for each in TEMPLATES[stage, chosen[stage.value]]],
         sorted(variant for other, variant in TEMPLATES if other is stage))
        for stage in Stage
    ]  # fmt: skip


def _values(typed: Typed, who: Officer) -> dict[str, Any]:
    return {
        "give": typed.form(
            "give", staff="", product=EVERY, secured="no", amount="", from_day="", to_day="", why=""
        ),
        "stop": typed.form("stop", why=""),
        "tie": typed.form("tie", staff=who.number, customer="", words=""),
        "untie": typed.form("untie", why=""),
        "choose": typed.form("choose", stage="", variant="", from_day="", why=""),
    }  # fmt: skip


def _give(request: HttpRequest) -> Said:
    return {
        "staff": middle.text(request, "staff", 32), "product": _product(request),
        "secured": middle.text(request, "secured", 3) == "yes", "amount": middle.fen(request, "amount"),
        "from_day": middle.day(request, "from_day"), "to_day": middle.day(request, "to_day"),
        "why": middle.text(request, "why"),
    }  # fmt: skip


def _product(request: HttpRequest) -> str:
    """A product on the list, or every product."""
    code = middle.text(request, "product", 40)
    if code != EVERY and code not in products.names():
        raise middle.Unread("product", _("请从产品清单中选择。"))
    return code


_FORMS: Mapping[str, tuple[Deed, Callable[[HttpRequest], Said], str]] = {
    "give": (Deed.GIVE_MANDATE, _give, gettext_noop("授权已登记。")),
    "stop": (
        Deed.STOP_MANDATE,
        lambda request: {"mandate": middle.whole(request, "mandate"), "why": middle.text(request, "why")},
        gettext_noop("授权已停止。"),
    ),
    "tie": (
        Deed.DECLARE_TIE,
        lambda request: {
            "staff": middle.text(request, "staff", 32), "customer": middle.text(request, "customer", 32),
            "words": middle.text(request, "words"),
        },
        gettext_noop("关联关系已申报,从今天起回避。"),
    ),
    "untie": (
        Deed.END_TIE,
        lambda request: {"tie": middle.whole(request, "tie"), "why": middle.text(request, "why")},
        gettext_noop("关联已解除。"),
    ),
    "choose": (
        Deed.CHOOSE_CHECKLIST,
        lambda request: {
            "stage": middle.choice(request, "stage", Stage), "variant": middle.text(request, "variant", 3),
            "from_day": middle.day(request, "from_day"), "why": middle.text(request, "why"),
        },
        gettext_noop("清单版本已选用。"),
    ),
}  # fmt: skip
