"""Who stands behind a request, as the value every gate takes."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Right, Role, may
from wuhua.areas.reporting import read as reporting
from wuhua.platform import clock


def today(request: HttpRequest) -> date | None:
    """The online business date; None before the bank has been opened. Asked once a request."""
    if not hasattr(request, "_wuhua_today"):
        request._wuhua_today = clock.business_date() if clock.opened() else reporting.latest_day()  # type: ignore[attr-defined]
    return request._wuhua_today  # type: ignore[attr-defined]


def of(request: HttpRequest) -> Officer | None:
    """The officer who signed in; None for an account nobody of the staff holds. Asked once a request."""
    if not hasattr(request, "_wuhua_officer"):
        day = today(request) or clock.now().date()
        request._wuhua_officer = people.officer_of_user(request.user.pk, day)  # type: ignore[attr-defined, arg-type]
    return request._wuhua_officer  # type: ignore[attr-defined]


def must(request: HttpRequest) -> Officer:
    """The officer, or the page says that this account has no post."""
    who = of(request)
    if who is None:
        raise PermissionDenied
    return who


def must_see_figures(request: HttpRequest) -> Officer:
    """Aggregates are for everybody who works here, system management excepted only from customers (domain 7)."""
    return must(request)


def must_see_customers(request: HttpRequest) -> Officer:
    """Pages of customers and notes are not for system management; the gates decide the rest row by row."""
    who = must(request)
    if who.holds(Role.ADMIN):
        raise PermissionDenied
    return who


def day(request: HttpRequest) -> date:
    """The business date a page works with; before the bank is opened there is nothing on it, whatever the day."""
    return today(request) or clock.now().date()


def must_close_days(request: HttpRequest) -> Officer:
    """Closing a day is done by those who hold the right, and not even asked by others."""
    who = must(request)
    if may(who, Right.CLOSE_DAY) is not None:
        raise PermissionDenied
    return who


def name(request: HttpRequest) -> str:
    """The name that signed in: a staff number, or before the opening the account that brings the first files."""
    return str(request.user.get_username())
