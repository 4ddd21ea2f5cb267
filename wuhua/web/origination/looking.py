"""The investigation on the phone, at the customer's: six lines, two roads to the sales, the sheet, what was told, the signature."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuhua.areas.customer.rules.filing import DocumentState
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.read import page as read
from wuhua.areas.origination.rules import CaseState, CaseVerb
from wuhua.areas.origination.rules.evidence import PaperTime, SheetLine, SheetSide
from wuhua.areas.origination.rules.steps import LIVE
from wuhua.core.money import yuan
from wuhua.web.origination import case, doing, forms
from wuhua.web.origination.offers import Desk

EMPTY_ROWS = 3
"""So many empty lines stand below those of the newest sheet; the page adds more at a touch."""
LACKING = (DocumentState.MISSING, DocumentState.EXPIRED, DocumentState.UNDECIDED)
PLACE = "case_looking_do"


@require_safe
def show(request: HttpRequest, number: str) -> HttpResponse:
    """The page of the investigation."""
    now, found = doing.seen(request, number)
    return _drawn(request, Desk(now.actor, read.file_of(found, now.day), now.day, place=PLACE), now)


@require_POST
def do(request: HttpRequest, number: str, deed: str) -> HttpResponse:
    """One deed; after the last one of the step the case's own page is shown."""
    now, found = doing.seen(request, number)
    refused = doing.did(request, Desk(now.actor, read.file_of(found, now.day), now.day, place=PLACE), deed)
    if refused is None:
        return redirect("case" if deed == Deed.EVALUATE.value.lower() else "case_looking", number)
    now, found = doing.seen(request, number)
    fresh = Desk(now.actor, read.file_of(found, now.day), now.day, refused.posted, PLACE)
    return _drawn(request, fresh, now)


def _drawn(request: HttpRequest, desk: Desk, now: Any) -> HttpResponse:
    row, items, look = desk.file.case, case.checked(desk), read.look_of(desk.file.case, now.day)
    offered = _offers(desk)
    put = desk.offer(Deed.PUT_PAPER, _("拍照放入资料"), options=doing.paper_options(desk)) if _works(desk) else None
    shown = [*offered.values(), *(each["offer"] for each in items if each["offer"]), *([put] if put else [])]
    page = {
        **case.heading(desk, now), **offered, "items": items, "look": look, "put": put, "stage": read.stage_of(row),
        "open_items": sum(not each["check"].stands for each in items), "rows": _rows(look.lines, offered.get("sheet")),
        "told": _told(row), "lacking": [x for x in desk.file.papers if x.time is PaperTime.APPLYING and x.state in LACKING],
        "sides": forms.named("sheet_side"), "sheet_asked": row.amount >= look.sheet_from,
        "stray": None if desk.posted is None or desk.shows(shown) else desk.posted.form,
    }  # fmt: skip
    return render(request, "origination/looking.html", page)


def _works(desk: Desk) -> bool:
    return desk.holds and desk.state in LIVE


def _offers(desk: Desk) -> dict[str, Any]:
    """The forms of the page by name; nobody else's hands get any."""
    if not _works(desk) or not any(desk.can(x) for x in (CaseVerb.PAIR, CaseVerb.EVALUATE, CaseVerb.PRE_ASSESS)):
        return {}
    row = desk.file.case
    found = {
        "tell": desk.offer(Deed.TELL, _("保存"), initial=_initial(row)),
        "estimate": desk.offer(Deed.ESTIMATE_SALES, _("登记推算")),
        "sheet": desk.offer(Deed.BUILD_SHEET, _("保存现场报表")),
    }
    if desk.state is CaseState.SUBMITTED:
        found["next"] = desk.offer(Deed.PRE_ASSESS, _("预评估"))
    if desk.state is CaseState.PRE_ASSESSED:
        found["next"] = desk.offer(Deed.EVALUATE, _("完成全面评估"), initial={"apart_reason": row.apart_reason})
        if desk.who.number == row.co and row.co_signed_on is None:
            found["co_sign"] = desk.offer(Deed.CO_SIGN, _("协办签字"))
    return found


def _initial(row: Any) -> dict[str, Any]:
    """What was told before, as it was typed."""
    money = {name for name, field in forms.Telling.base_fields.items() if isinstance(field, forms.Yuan)}
    told = {name: yuan(value) if name in money else value for name, value in row.inputs.items()}
    return {**told, **{name: "1" if value else "0" for name, value in row.conditions.items()}}


def _told(row: Any) -> int:
    return len(row.inputs) + len(row.conditions)


def _rows(lines: Any, offer: Any) -> list[tuple[str, str, str]]:
    """The lines of the sheet to be typed over: what was just refused, or the newest sheet, and empty ones of each side."""
    if offer is not None and offer.form.is_bound:
        columns = [offer.form.data.getlist(name)[: forms.MOST_LINES] for name in ("side", "name", "amount")]
        return list(zip(*columns, strict=False))
    kept = [(each.side.value, each.name, yuan(each.amount)) for each in lines if isinstance(each, SheetLine)]
    empty = [SheetSide.ASSET, SheetSide.DEBT, SheetSide.CASH_IN, SheetSide.CASH_OUT] if not kept else []
    return [*kept, *((side.value, "", "") for side in empty), *(("ASSET", "", "") for _n in range(EMPTY_ROWS))]
