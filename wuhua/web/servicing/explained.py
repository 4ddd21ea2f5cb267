"""算给我看: how every fen of a note came about, what if money came on a day, as it was known on a sealed day, who did what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.reporting import read as reporting
from wuhua.areas.servicing import explain, pages
from wuhua.areas.servicing.rules import LETTER_OF
from wuhua.core.allocate import Kind
from wuhua.core.life import Life, Row, Span
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refuse, Refused
from wuhua.core.terms import PrepayWay
from wuhua.platform import audit
from wuhua.web import labels, officer
from wuhua.web.templatetags.desk import day, label, rate, yuan

MONEY = ("amount", "principal", "overdue_principal", "accrued", "penalty_accrued", "compound_accrued", "compound_base",
         "in_grace", "advance", "instalment")  # fmt: skip


class Supposing(forms.Form):
    """What if so much came on a day."""

    amount = forms.CharField(
        label=gettext_lazy("还款金额(元)"),
        max_length=20,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "inputmode": "decimal"}),
    )
    day = forms.DateField(
        label=gettext_lazy("还款日"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"}),
    )
    way = forms.ChoiceField(label=gettext_lazy("提前还款方式"), widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(each.value, _(labels.name_of("prepay", each.value))) for each in PrepayWay]
        self.fields["way"].choices = words  # type: ignore[attr-defined]


def _note(request: HttpRequest, number: str) -> tuple[Officer, Any]:
    who = officer.must_see_customers(request)
    found = pages.note_for(who, number)
    if found is None:
        raise Http404
    return who, found


@require_safe
def explained(request: HttpRequest, number: str) -> HttpResponse:
    """Every span and every bill, the newest first; the form of what if; the trail for whoever looks after others."""
    (who, note), today = _note(request, number), officer.day(request)
    found = explain.explained(note, today, today=today)
    page: dict[str, Any] = {"note": note, "today": today, "form": Supposing(initial={"day": today})}
    if isinstance(found, Refused):
        return render(request, "servicing/explained.html", page | {"refused": found})
    page |= {
        "found": found,
        "spans": [_span(each) for each in found.spans],
        "rows": [_row(each) for each in found.rows],
    }
    page |= _known(request, note, today)
    if who.holds(*explain.AUDITORS):
        page["trail"] = _trail(number)
    return render(request, "servicing/explained.html", page)


@require_safe
def supposed(request: HttpRequest, number: str) -> HttpResponse:
    """What if: nothing is written."""
    (_who, note), today = _note(request, number), officer.day(request)
    form, found = Supposing(request.GET), None
    if form.is_valid():
        found = _supposed(note, today, form)
    page = {"note": note, "form": form, "found": found, "split": found and _parts(found.split)}
    page |= {"compared": _compared(found)} if found else {}
    part = "servicing/supposed.html" if request.headers.get("HX-Request") else "servicing/supposed_page.html"
    return render(request, part, page)


def _supposed(note: Any, today: date, form: Supposing) -> explain.WhatIf | None:
    said = form.cleaned_data
    try:
        amount = fen_of(said["amount"], "amount")
        found = explain.what_if(note, said["day"], amount, today=today, way=PrepayWay(said["way"]))
    except Refuse as no:
        found = no.refused
    if isinstance(found, Refused):
        place = {"as_of": "day"}.get(found.field or "", found.field)
        form.add_error(place if place in form.fields else None, f"{found.reason}{found.next_step}")
        return None
    return found


def _parts(row: Row | None) -> list[tuple[str, int]]:
    return [(LETTER_OF[kind].value, row.parts[kind]) for kind in Kind if row.parts.get(kind)] if row else []


def _compared(found: explain.WhatIf) -> list[tuple[str, str, str]]:
    def words(life: Life) -> list[str]:
        walk, owed = life.walk, sum(life.owed.values())
        return [yuan(owed), yuan(walk.balance), day(walk.next_due), yuan(walk.level or None), day(walk.maturity)]

    names = (_("当日应还"), _("贷款余额"), _("下次到期日"), _("每期应还"), _("到期日"))
    return list(zip(names, words(found.without), words(found.paid), strict=True))


def _span(each: Span) -> dict[str, Any]:
    """So many days on the same balances, and what each kind earned in them."""
    return {
        "each": each,
        "days": (each.end - each.start).days,
        "earned": [(LETTER_OF[kind].value, fen) for kind, fen in each.earned.items() if fen],
    }


def _row(each: Row) -> dict[str, Any]:
    return {"each": each, "parts": _parts(each)}


# --- as it was known -------------------------------------------------------------------------------------------------


def _known(request: HttpRequest, note: Any, today: date) -> dict[str, Any]:
    """A sealed day's own row beside the walk of today's knowledge at the close of that day: any sealed day, old or new."""
    days = [each for each in reporting.newest_sealed() if note.start <= each < today]
    chosen = _day_of(request.GET.get("known", ""))
    words: dict[str, Any] = {"sealed": days, "chosen": chosen, "last": days[0] if days else None}
    if chosen is None:
        return words
    if not note.start <= chosen < today:
        return words | {"absent": True}
    try:
        row = reporting.note_on(chosen, note.number)
    except Refuse as no:
        return words | {"lost": no.refused}
    life = explain.life_on(note, chosen, today=today, closed=True)
    if row is None or isinstance(life, Refused):
        return words | {"absent": True}
    return words | {"held": [_worded(each) for each in explain.held_against(row, life)]}


def _day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _worded(each: explain.Held) -> tuple[str, str, str, bool]:
    """A figure of both readings as an officer reads it."""
    names = {
        "rate": _("年利率"), "maturity": _("到期日"), "book_status": _("账面状态"), "principal": _("未到期本金"),
        "overdue_principal": _("逾期本金"), "interest": _("未还利息"), "penalty": _("未还罚息"),
        "compound": _("未还复利"), "accrued": _("已计未结利息"), "overdue_days": _("逾期天数"),
    }  # fmt: skip

    def words(value: Any) -> str:
        if each.name == "rate":
            return rate(value)
        if each.name == "maturity":
            return day(value)
        if each.name == "book_status":
            return label(value, "status")
        return str(value) if each.name == "overdue_days" else yuan(value)

    return names[each.name], words(each.known), words(each.corrected), each.known != each.corrected


def _trail(number: str) -> list[dict[str, Any]]:
    """Who did what to the note, newest first, from what to what."""
    rows = audit.trail(f"note:{number}")
    staff = people.staff_names({row.actor for row in rows})
    return [
        {
            "row": row,
            "actor": staff.get(row.actor, row.actor),
            "changes": [
                (label(name, "column"), _value(name, (row.before or {}).get(name)), _value(name, value))
                for name, value in (row.after or {}).items()
                if not isinstance(value, list | dict) and value not in (None, "") and not name.endswith("carry")
            ],
        }
        for row in rows
    ]


def _value(name: str, value: Any) -> str | None:
    """A kept value as a person reads it: fen as yuan, ten-millionths as percent, codes by name."""
    if value is None or value == "":
        return None
    if name in MONEY:
        return yuan(int(value))
    if name == "rate":
        return rate(int(value))
    kind = {"verb": "verb", "book_status": "status", "issue_type": "issue"}.get(name)
    return label(value, kind) if kind else str(value)
