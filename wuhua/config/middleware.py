"""Small things every request or answer passes through."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from wuhua.api import problem

Answer = Callable[[HttpRequest], HttpResponse]
NOUGHT = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
"""The character nought as JSON writes it: behind an even number of backslashes it is six ordinary signs."""

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


def no_way_as_problem(answer: Answer) -> Answer:
    """A wrong method of the API is answered in its one shape too, with the methods there are: its routes say it in HTML."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if response.status_code != 405 or not request.path.startswith("/api/"):
            return response
        allowed = response.headers.get("Allow", "")
        told = problem.answer(405, detail="这个地址没有这种办法。", next_step=f"可用的办法:{allowed}。")
        told.headers["Allow"] = allowed
        return told

    return middleware


def no_nought(answer: Answer) -> Answer:
    """The character nought is in no text a database keeps: an address with it is nobody's, a form with it is not read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith("/api/"):
            return _unreadable() if _tells_nought(request) else answer(request)
        if "\0" in request.path:
            raise Http404
        said = (request.GET, request.POST)
        if any("\0" in text for each in said for values in each.lists() for text in (values[0], *values[1])):
            raise BadRequest
        return answer(request)

    return middleware


def _tells_nought(request: HttpRequest) -> bool:
    """Whether a body of JSON holds it: addresses and questions are looked at by their routes. Too long a one is left to them."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if "json" not in (request.content_type or "") or not length.isdigit():
        return False
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    return int(length) <= most and b"u0000" in request.body and NOUGHT.search(request.body) is not None


def _unreadable() -> HttpResponse:
    return problem.answer(422, detail="内容里有编号为零的字符。", next_step="请去掉这个看不见的字符后再调用。")
