"""Small things every request or answer passes through."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

Answer = Callable[[HttpRequest], HttpResponse]

# Everything comes from this server. Charts and HTMX set styles on elements, hence 'unsafe-inline' for styles only.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "style-src 'self' 'unsafe-inline'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)


def content_security_policy(answer: Answer) -> Answer:
    """No script runs that did not come from this server, whatever text found its way into a page."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def language_by_choice(answer: Answer) -> Answer:
    """Chinese unless the officer chose otherwise: what the browser was installed with is not a choice."""
    spoken = {code for code, _ in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in spoken else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = answer(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def no_nought(answer: Answer) -> Answer:
    """The character nought is in no text a database keeps: an address with it is nobody's, a form with it is not read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            return answer(request)  # it says in its own words what it cannot read
        if "\0" in request.path:
            raise Http404
        said = (request.GET, request.POST)
        if any("\0" in text for each in said for values in each.lists() for text in (values[0], *values[1])):
            raise BadRequest
        return answer(request)

    return middleware
