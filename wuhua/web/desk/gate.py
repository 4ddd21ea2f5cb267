"""Nobody sees a page without signing in: the default is closed, and a page that is open says so at its head."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wuhua.core.refuse import Refuse


class SignedIn(LoginRequiredMiddleware):
    """Django's closed default, with two manners: the API answers for itself, and a part of a page sends the whole page
    to the door instead of showing the door inside a table."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> Any:
        """None lets the request through."""
        if request.path.startswith("/api/"):
            return None
        return super().process_view(request, view, args, kwargs)

    def handle_no_permission(self, request: HttpRequest, view: Any) -> Any:
        """To the door, and back here afterwards."""
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401, headers={"HX-Redirect": self.get_login_url(view)})
        return super().handle_no_permission(request, view)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """What an officer saw stays in no cache, neither in a proxy nor behind the back button."""
        if getattr(request, "user", None) is not None and request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal nobody turned into an answer is still an answer, not a fault."""
        if isinstance(exception, Refuse) and not request.path.startswith("/api/"):
            return render(request, "desk/trouble.html", {"number": 409, "refused": exception.refused}, status=409)
        return None
