"""Who stands behind a request of the customer's phone, and the frame every page of it passes through."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customer
from wuhua.areas.customer.actions import portal as actions
from wuhua.areas.customer.read import Visitor
from wuhua.areas.customer.rules.portal import DoorRules, door_rules
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock
from wuhua.web import officer

COOKIE = "wuhua_portal"
LARGE = "wuhua_large"
PATH = "/portal"
View = Callable[..., HttpResponse]


def day(request: HttpRequest) -> date:
    """The business date of the bank."""
    return officer.day(request)


def rules(request: HttpRequest) -> DoorRules:
    """How the door is kept today. Asked once a request."""
    if not hasattr(request, "_portal_rules"):
        request._portal_rules = door_rules(compliance.parameters(day(request)).values)  # type: ignore[attr-defined]
    return request._portal_rules  # type: ignore[attr-defined]


def address(request: HttpRequest) -> str:
    """Where the request comes from; behind the bank's own TLS proxy, what that proxy says last."""
    said = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.HTTPS else ""
    return said.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


def visitor(request: HttpRequest) -> Visitor | None:
    """The customer who signed in; None for everybody else, whoever of the staff sits behind it. Asked once a request."""
    if not hasattr(request, "_portal_visitor"):
        token, at = request.COOKIES.get(COOKIE, ""), clock.now()
        who = customer.visitor(token, at, rules(request)) if token else None
        if who is not None:
            actions.seen(visitor=who, at=at)
        request._portal_visitor = who  # type: ignore[attr-defined]
    return request._portal_visitor  # type: ignore[attr-defined]


def key(request: HttpRequest) -> str:
    """A key for the forms of one showing of a page; a form that is shown again keeps its own."""
    return request.POST.get("key", "")[:64] or uuid.uuid4().hex


def show(request: HttpRequest, name: str, status: int = 200, /, **page: Any) -> HttpResponse:
    """A page with what all of them need."""
    words = {"who": visitor(request), "today": day(request), "large": request.COOKIES.get(LARGE) == "1"}
    return render(request, f"portal/{name}.html", {**words, **page}, status=status)


def public(view: View) -> View:
    """A page for everybody. What is not there and what is refused is said in the customer's own frame; nothing is cached."""

    @login_not_required
    @wraps(view)
    def framed(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
        try:
            answer = view(request, *args, **words)
        except Http404:
            answer = show(request, "trouble", 404)
        except Refuse as no:
            answer = show(request, "trouble", 409, refused=no.refused)
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    return framed


def mine(view: View) -> View:
    """A page for the customer who signed in: the view takes it as second argument."""

    @public
    @wraps(view)
    def let_in(request: HttpRequest, *args: Any, **words: Any) -> HttpResponse:
        who = visitor(request)
        if who is None:
            return redirect("portal")
        return view(request, who, *args, **words)

    return let_in


def refuse(form: Any, no: Refused) -> None:
    """A refusal beside the field it concerns, or above the form."""
    form.add_error(no.field if no.field in form.fields else None, f"{no.reason}{no.next_step}")
