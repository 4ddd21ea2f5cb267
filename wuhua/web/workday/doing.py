"""How a page of the working day does something: the forms one may use, one verb posted, said back beside its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import actions, read
from wuhua.areas.workday.rules import WorkVerb
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.classification.forms import Doing
from wuhua.web.workday.names import DONE


@dataclass(frozen=True, slots=True)
class Offer:
    """A verb a page offers: its title, its form, the form's own words, where it is posted."""

    verb: WorkVerb
    title: str
    kind: type[Doing] = Doing
    words: Mapping[str, Any] | None = None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An offer with its form, as a template draws it."""

    title: str
    form: Doing
    url: str
    open: bool
    plain: bool


def here(request: HttpRequest) -> tuple[Officer, Any, datetime]:
    """Who asks, on which business date, at what moment; levels reached by now are written before anything is read."""
    who, day = officer.must_see_customers(request), officer.day(request)
    at = read.moment(day)
    actions.escalate(business_date=day, at=at)
    return who, day, at


def handled(
    request: HttpRequest,
    verb: str,
    offers: list[Offer],
    said: Mapping[str, Any],
    back: Callable[[dict[str, Any]], tuple[Any, ...]],
    build: Callable[[list[Shown]], HttpResponse],
) -> HttpResponse:
    """GET draws the page; POST does the verb and goes `back`, or draws the page with what was refused."""
    forms = {
        each.verb.value: each.kind(
            request.POST if verb == each.verb and request.method == "POST" else None,
            auto_id=f"{each.verb.value}_%s",
            **(each.words or {}),
        )
        for each in offers
    }
    if request.method == "POST":
        form = forms.get(verb)
        if form is None:
            raise Http404
        if form.is_valid():
            done = did(request, WorkVerb(verb), form, said)
            if not isinstance(done, Refused):
                messages.success(request, _(DONE[verb]))
                return redirect(*back(done))
            form.refuse(done)
    shown = [
        Shown(
            each.title, forms[each.verb.value], reverse(*_place(each)), verb == each.verb, not forms[each.verb.value].asked_fields
        )
        for each in offers
    ]  # fmt: skip
    return build(shown)


def _place(each: Offer) -> tuple[str, None, list[Any]]:
    name, _sep, number = each.place.partition(":")
    return name, None, [*([int(number)] if number else []), each.verb.value]


def did(request: HttpRequest, verb: WorkVerb, form: Doing, said: Mapping[str, Any]) -> dict[str, Any] | Refused:
    """The verb, with the form's words and the page's."""
    day = officer.day(request)
    return actions.do(
        verb,
        actor=officer.must(request),
        business_date=day,
        at=read.moment(day),
        key=form.cleaned_data["key"],
        said={**form.said(), **said},
    )
