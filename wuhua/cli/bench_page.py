"""A page asked for by a bench: the view and its template, without sign-in, session and network."""

from __future__ import annotations

from datetime import date
from typing import Any


def note(number: str, day: date) -> None:
    """The page of one note, as the governor sees it on that business date."""
    from django.contrib.auth.models import AnonymousUser
    from django.test import RequestFactory
    from django.urls import resolve

    from wuhua.areas.people.rules import Officer, Role
    from wuhua.core.refuse import ensure

    path = f"/notes/{number}"
    request: Any = RequestFactory().get(path)
    request.user, request.session = AnonymousUser(), {}
    request._wuhua_officer = Officer("BENCH", "BENCH", "001", frozenset({Role.EXECUTIVE}), None)
    request._wuhua_today = day
    view = resolve(path)
    answer = view.func(request, *view.args, **view.kwargs)
    ensure(answer.status_code == 200 and number.encode() in answer.content, "the page of the note answers")
