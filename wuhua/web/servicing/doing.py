"""A verb on a note: its form, what it would do, and (confirmed) done at once or handed to the orders desk."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import offers, pages
from wuhua.areas.servicing.actions import orders
from wuhua.areas.servicing.rules import Said, Verb
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.servicing import shown
from wuhua.web.servicing.asking import Asking


@require_http_methods(["GET", "HEAD", "POST"])
def verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """The form; a preview of it; or, when what was previewed is confirmed, the deed."""
    who, found, what = _asked(request, number, verb)
    today = officer.day(request)
    if request.method != "POST":
        form = Asking(what, found, today, initial={"key": uuid4().hex, "over": "COUNTER"})
        return _page(request, who, found, what, form)
    form = Asking(what, found, today, request.POST)
    said = form.said() if form.is_valid() else None
    if not isinstance(said, Said):
        return _page(request, who, found, what, form, said)
    if request.POST.get("step") == "do" and form.cleaned_data["seen"] == _mark(said):
        return _done(request, who, found, what, form, said)
    return _previewed(request, who, found, what, form, said)


def _asked(request: HttpRequest, number: str, verb: str) -> tuple[Officer, Any, Verb]:
    who = officer.must_see_customers(request)
    found = pages.note_for(who, number)
    if found is None or verb not in set(Verb) - {Verb.REPRICE} or Verb(verb) not in orders.allowed(who):
        raise Http404
    return who, found, Verb(verb)


def _mark(said: Said) -> str:
    """What a preview was of: another amount typed after it is previewed again, not done."""
    return json.dumps(said.plain(), sort_keys=True, ensure_ascii=True)


def _previewed(request: HttpRequest, who: Officer, note: Any, what: Verb, form: Asking, said: Said) -> HttpResponse:
    today = officer.day(request)
    seen = offers.at_counter(what, today) or orders.preview(
        who, business_date=today, verb=what, note=note.number, said=said
    )
    if isinstance(seen, Refused):
        return _page(request, who, note, what, form, seen)
    form.again(seen=_mark(said))
    more = shown.preview(seen, pages.overdue_days(note, today)) | {"rate_after": offers.rate_after(what, note, said)}
    return _page(request, who, note, what, form, **more, by_order=orders.needs_an_order(what, said, today))


def _done(request: HttpRequest, who: Officer, note: Any, what: Verb, form: Asking, said: Said) -> HttpResponse:
    today, key = officer.day(request), f"{who.number}/{form.cleaned_data['key']}"
    by_order = orders.needs_an_order(what, said, today)
    act = orders.ask if by_order else orders.act
    done = offers.at_counter(what, today) or act(
        who, business_date=today, key=key, verb=what, note=note.number, said=said
    )
    if isinstance(done, Refused):
        form.again(key=uuid4().hex)
        return _page(request, who, note, what, form, done)
    if by_order:
        messages.success(request, _("已提交复核台,等待另一人批准。"))
        return _gone(request, "order", done["order"])
    messages.success(request, _("已办理,凭证号 %(n)s。") % {"n": done["receipt"]})
    return _gone(request, "note", note.number)


def _gone(request: HttpRequest, name: str, what: Any) -> HttpResponse:
    answer = redirect(name, what)
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer


def _page(
    request: HttpRequest, who: Officer, note: Any, what: Verb, form: Asking, no: Refused | None = None, **more: Any
) -> HttpResponse:
    today = officer.day(request)
    beside = no is not None and form.refuse(no)
    page = {
        "note": note,
        "verb": what,
        "form": form,
        "refused": None if beside else no,
        "owed": pages.owed_on(note, today),
        "today": today,
        "due_first": request.method != "POST",
        **more,
    }
    part = "servicing/asking.html" if request.headers.get("HX-Request") else "servicing/verb.html"
    return render(request, part, page)
