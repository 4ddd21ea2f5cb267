"""出账: cleared cases are paid, or their card is opened, by the accountant. Parse, one call, answer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wuhua.areas.corelink.casework import LINES
from wuhua.areas.creditline import casework
from wuhua.areas.origination.actions import Now
from wuhua.areas.origination.read import paying as read
from wuhua.areas.people import read as people
from wuhua.areas.product import read as products
from wuhua.core.refuse import Refused
from wuhua.web.origination import middle


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for its money, and the button that lets it go once."""
    who, day, at = middle.here(request)
    if read.may_pay(who) is not None:
        raise PermissionDenied
    no: Refused | None = None
    number = middle.text(request, "number", 40)
    if request.method == "POST":
        answer = casework.pay_case(Now(who, day, at), number, middle.text(request, "key", 64))
        if not isinstance(answer, Refused):
            messages.success(request, _("已办理:%(what)s。") % {"what": told(answer)})
            return redirect("case_paying")
        no = answer
    page = {
        "rows": read.waiting(who), "lines": LINES, "no": no, "number": number, "key": middle.fresh_key(),
        "staff": people.staff_names(), "products": products.names(),
    }  # fmt: skip
    return render(request, "origination/paying.html", page)


def told(answer: dict[str, object]) -> str:
    """The number that came of it."""
    return str(answer.get("card") or answer.get("note") or answer.get("hand_over") or answer.get("case"))
