"""四公开 for staff: what is public today, every version, and the two keys that publish one. Parse, one call, answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from wuhua.areas.compliance import actions, read
from wuhua.areas.compliance.rules.disclosures import DisclosureTopic
from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.conduct.forms import Keyed, Noticing
from wuhua.web.conduct.shell import shell


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """The four as the public reads them, and their versions. Everybody who works here reads them."""
    who, day = officer.must(request), officer.day(request)
    form = Noticing(request.POST or None, initial={"effective_from": day + timedelta(days=1)})
    if request.method == "POST":
        made = form.once(
            request, who,
            lambda said: actions.draft_disclosure(
                actor=who, business_date=day, **{**said, "topic": DisclosureTopic(said["topic"])}
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("已起草,须由另一名合规人员发布。"))
            return redirect("conduct_notices")
    shown = read.disclosures(day)
    page: dict[str, Any] = {
        **shell(who, "notices"), "shown": shown, "missing": [x.value for x in DisclosureTopic if x not in {y.topic for y in shown}],
        "versions": read.versions(), "form": form if who.holds(Role.COMPLIANCE) else None, "me": who.number,
        "keyed": Keyed(),
    }  # fmt: skip
    return render(request, "conduct/notices.html", page)


@require_POST
def decide(request: HttpRequest, number: int, verb: str) -> HttpResponse:
    """Publish or throw away."""
    who, day = officer.must(request), officer.day(request)
    verb_of = {"publish": actions.publish_disclosure, "drop": actions.drop_disclosure}.get(verb)
    if verb_of is None:
        raise Http404
    form = Keyed(request.POST)
    done = form.once(request, who, lambda _said: verb_of(actor=who, business_date=day, number=number))
    if done is None or isinstance(done, Refused):
        messages.error(request, " ".join(str(each) for each in form.non_field_errors()) or _("没有办成。"))
    else:
        messages.success(request, _("已办理。"))
    return redirect("conduct_notices")
