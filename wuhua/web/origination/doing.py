"""A deed posted from a page of a case: read by its form, done once, shown again with what was refused."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest

from wuhua.areas.customer import actions as customer
from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES
from wuhua.areas.market.actions import once_for
from wuhua.areas.origination.actions import Now
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.read import gate
from wuhua.core.refuse import Refused
from wuhua.web.origination import said
from wuhua.web.origination.offers import FORMS, Desk, Posted, options_of


def seen(request: HttpRequest, number: str) -> tuple[Now, Any]:
    """The case, if this officer may see it; absent and not yours are the same page."""
    now = said.now(request)
    found = gate.case_for(now.actor, number)
    if isinstance(found, Refused):
        raise Http404
    return now, found


def did(request: HttpRequest, desk: Desk, slug: str) -> Desk | None:
    """Do what was posted: None when it was done, else the desk with the refused form on it."""
    name = slug.upper()
    if name not in Deed.__members__ or Deed[name] not in FORMS:
        raise Http404
    deed = Deed[name]
    item = request.POST.get("item", "")[:16] if deed in (Deed.ANSWER_ITEM, Deed.JUDGE_ITEM) else ""
    words: dict[str, Any] = {**options_of(desk, deed), **_papers(desk, deed)}
    form = FORMS[deed](request.POST, request.FILES, auto_id=f"{slug}{item}_%s", **words)
    number = desk.file.case.pk
    done = _put(request, desk, form) if deed is Deed.PUT_PAPER else said.deed(request, deed, form, number=number)
    return None if done is not None else replace(desk, posted=Posted(deed, form, item))


def paper_options(desk: Desk) -> dict[str, list[tuple[str, str]]]:
    """The customer's papers to choose from, and the types the case asks for before the rest."""
    rows = desk.file.documents
    wanted = [each.code for each in desk.file.papers]
    codes = [*wanted, *(each for each in DOCUMENT_TYPES if each not in wanted)]
    on_file = [(str(x.pk), f"{DOCUMENT_TYPES.get(x.type, x.type)} {x.file.name} {x.business_date}") for x in rows]
    return {"kind": [(each, DOCUMENT_TYPES.get(each, each)) for each in codes], "document": [("", "—"), *on_file]}


def _papers(desk: Desk, deed: Deed) -> dict[str, Any]:
    return {"options": paper_options(desk)} if deed is Deed.PUT_PAPER else {}


def _put(request: HttpRequest, desk: Desk, form: Any) -> dict[str, Any] | None:
    """A paper on file, or one put on file first: once under the same key, so that a second tap files nothing twice."""
    if not form.is_valid():
        return None
    told, now = form.cleaned_data, said.now(request)
    document, file = told["document"], told["file"]
    if file:
        content = file.read()
        paper = customer.NewPaper(told["kind"], file.name, [content], file.content_type or "", expires=told["expires"])

        def keep() -> Any:
            made = customer.add_document(
                actor=now.actor, business_date=now.day, number=desk.file.case.customer.number, paper=paper
            )
            return made if isinstance(made, Refused) else {"id": made.pk}

        marks = {"form": request.path, "file": hashlib.sha256(content).hexdigest(), "kind": told["kind"]}
        answer = once_for(now.actor, f"{told['key']}/file", marks, keep)
        if isinstance(answer, Refused):
            form.refuse(answer)
            return None
        document = answer["id"]
    form.cleaned_data = {"key": told["key"], "kind": told["kind"], "document": int(document)}
    return said.act(request, Deed.PUT_PAPER, form, number=desk.file.case.pk)
