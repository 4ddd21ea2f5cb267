"""The door: identity and phone, the code, in; out again; large type. What it answers never tells who is a customer."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.customer.actions import portal as actions
from wuhua.areas.customer.rules.portal import PortalRefusal
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.web.portal import forms, gate


@require_safe
@gate.public
def front(request: HttpRequest) -> HttpResponse:
    """Where a customer begins: to its own pages when signed in, else the door and what is public."""
    if gate.visitor(request) is not None:
        return redirect("portal_home")
    return gate.show(request, "front", form=forms.Door())


@require_POST
@sensitive_post_parameters()
@gate.public
def ask(request: HttpRequest) -> HttpResponse:
    """A code is sent where the number and the phone belong together; the page says the same either way."""
    form = forms.Door(request.POST)
    if not form.is_valid():
        return gate.show(request, "front", 422, form=form)
    said = form.cleaned_data
    asked = actions.ask_code(
        identity=said["identity"], phone=said["phone"], address=gate.address(request), at=clock.now(),
        rule=gate.rules(request),
    )  # fmt: skip
    if isinstance(asked, Refused):
        gate.refuse(form, asked)
        return gate.show(request, "front", _status(asked), form=form)
    code = forms.Code(initial={"handle": asked.handle, "masked": asked.masked})
    shown = asked.code if settings.WUHUA_DEMO else ""
    return gate.show(
        request, "code", form=code, masked=asked.masked, shown=shown, minutes=gate.rules(request).code_minutes
    )


@require_POST
@sensitive_post_parameters()
@gate.public
def enter(request: HttpRequest) -> HttpResponse:
    """The code opens a sitting, under a cookie that is sent to these pages only."""
    form = forms.Code(request.POST)
    masked = request.POST.get("masked", "")[:20]
    rule = gate.rules(request)
    if not form.is_valid():
        return gate.show(request, "code", 422, form=form, masked=masked, minutes=rule.code_minutes)
    said = form.cleaned_data
    token = actions.sign_in(
        handle=said["handle"], code=said["code"], address=gate.address(request), at=clock.now(),
        business_date=gate.day(request), rule=rule,
    )  # fmt: skip
    if isinstance(token, Refused):
        gate.refuse(form, token)
        return gate.show(request, "code", _status(token), form=form, masked=masked, minutes=rule.code_minutes)
    answer = redirect("portal_home")
    answer.set_cookie(
        gate.COOKIE, token, max_age=rule.longest_minutes * 60, path=gate.PATH, httponly=True, samesite="Lax",
        secure=settings.HTTPS,
    )  # fmt: skip
    return answer


@require_POST
@gate.public
def leave(request: HttpRequest) -> HttpResponse:
    """Out: the sitting ends on the server, and the cookie goes."""
    who = gate.visitor(request)
    if who is not None:
        actions.sign_out(visitor=who, at=clock.now(), business_date=gate.day(request))
    answer = redirect("portal")
    answer.delete_cookie(gate.COOKIE, path=gate.PATH)
    return answer


@require_POST
@gate.public
def size(request: HttpRequest) -> HttpResponse:
    """Large type on or off, and back to the page."""
    back = request.POST.get("next", "")
    if not back.startswith(gate.PATH) or not url_has_allowed_host_and_scheme(back, None):
        back = reverse("portal")
    answer = redirect(back)
    large = "" if request.COOKIES.get(gate.LARGE) == "1" else "1"
    answer.set_cookie(gate.LARGE, large, max_age=365 * 86400, path=gate.PATH, samesite="Lax", secure=settings.HTTPS)
    return answer


def _status(no: Refused) -> int:
    return 429 if no.name is PortalRefusal.TOO_OFTEN else 422
