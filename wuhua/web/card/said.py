"""What a form of the card's pages said, and the page with what was said and why it was not done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest

from wuhua.areas.creditline.rules import Grant
from wuhua.areas.customer.read import CustomerView
from wuhua.core.money import fen_of
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock
from wuhua.web.partners.said import fresh_key, text

FIELDS: dict[str, tuple[str, ...]] = {
    "draw": ("amount",),
    "repay": ("amount",),
    "freeze_card": ("why", "words"),
    "reduce_card": ("limit", "words"),
    "replace_card": ("words",),
    "review_card": ("words",),
    "close_card": ("words",),
    "thaw_card": ("reason",),
    "raise_card": ("limit", "reason"),
    "renew_card": ("case", "limit", "months", "rate", "approved_by", "account", "face_to_face", "reason"),
    "open_card": ("customer", "case", "limit", "months", "rate", "approved_by", "account", "face_to_face", "reason"),
    "decide": ("decision",),
}
"""The fields of each form, so that a no stands beside the one it concerns."""


@dataclass(frozen=True, slots=True)
class Said:
    """One form as it came: which, its fields as text, and the no it got."""

    form: str = ""
    values: dict[str, str] = field(default_factory=dict)
    no: Refused | None = None

    def page(self) -> dict[str, Any]:
        """For a template: `at` the form, `typed` its fields, and the no beside its field or above the form."""
        beside = self.no.field if self.no and self.no.field in FIELDS.get(self.form, ()) else ""
        return {"at": self.form, "typed": self.values, "no": self.no, "no_field": beside, "key": fresh_key()}


def said(request: HttpRequest, form: str, no: Refused | None = None) -> Said:
    """The form with what was typed."""
    return Said(form, {name: text(request, name) for name in FIELDS[form]}, no)


def fen(request: HttpRequest, name: str) -> int | Refused:
    """A sum in yuan; what is none is refused at its field."""
    try:
        return fen_of(text(request, name, 24), name)
    except Refuse as no:
        return no.refused


def key(request: HttpRequest, who: str) -> str:
    """The form's own key, under the officer's number: a second tap gets the first answer."""
    return f"card/{who}/{text(request, 'key', 64) or fresh_key()}"


def asked_at(request: HttpRequest) -> str:
    """When the customer asked: kept from the first preview on, signed, so that nobody is faster on paper."""
    given = request.POST.get("asked", "")
    return given if moment(given) else signing.dumps(clock.now().isoformat(), salt="card")


def moment(token: str) -> datetime | None:
    """What `asked_at` signed; None when it was not us."""
    try:
        return datetime.fromisoformat(signing.loads(token, salt="card")) if token else None
    except signing.BadSignature:
        return None


def grant(request: HttpRequest, owner: CustomerView) -> Grant | Refused:
    """The grant as typed from the approval; what the customer's own file says is not typed."""
    limit = fen(request, "limit")
    if isinstance(limit, Refused):
        return limit
    months = text(request, "months", 3)
    try:
        rate = Rate.of_pct(text(request, "rate", 12)).units
    except Refuse as no:
        return Refused(no.refused.name, no.refused.reason, no.refused.next_step, "rate")
    return Grant(
        case=text(request, "case", 40), limit=limit, months=int(months) if months.isdecimal() else 0, rate=rate,
        account=text(request, "account", 40), face_to_face=text(request, "face_to_face") == "1",
        approved_by=text(request, "approved_by", 32), use=text(request, "use", 60) or "流动资金周转",
        customer=owner.number, managing_rm=owner.managing_rm, first_responsible=owner.managing_rm,
        industry=owner.industry, region=owner.region,
    )  # fmt: skip
