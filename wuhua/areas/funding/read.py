"""Questions to funding: applied, drawn and outstanding are three figures; beneficiaries are borrowers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet, Sum

from wuhua.areas.funding.models import Relending, RelendingLink
from wuhua.areas.funding.rules import RelendingKind


@dataclass(frozen=True, slots=True)
class Borrowed:
    """Three figures of re-lending in fen, never to be confused (A82)."""

    applied: int
    drawn: int
    outstanding: int


def borrowed(on: date, kind: RelendingKind | None = None) -> Borrowed:
    """Applied for and drawn from the first of January to `on`, and outstanding of what was drawn by then."""
    rows = Relending.objects.all() if kind is None else Relending.objects.filter(kind=kind)
    year = date(on.year, 1, 1)
    found = rows.aggregate(
        asked=Sum("applied_amount", filter=Q(applied__gte=year, applied__lte=on)),
        taken=Sum("drawn_amount", filter=Q(drawn__gte=year, drawn__lte=on)),
        owed=Sum("outstanding", filter=Q(drawn__lte=on)),
    )
    return Borrowed(found["asked"] or 0, found["taken"] or 0, found["owed"] or 0)


def contracts() -> list[Relending]:
    """Every contract, by day of application."""
    return list(Relending.objects.order_by("applied", "number"))


def ledger(on: date, kind: RelendingKind | None = None) -> QuerySet[RelendingLink]:
    """台账 on the day: links not yet ended, with their contracts."""
    rows = RelendingLink.objects.select_related("relending").filter(linked__lte=on)
    rows = rows.filter(Q(ended__isnull=True) | Q(ended__gt=on))
    return (rows if kind is None else rows.filter(relending__kind=kind)).order_by("relending_id", "note")


def notes_behind(on: date, kind: RelendingKind | None = None) -> list[str]:
    """Numbers of the notes on the ledger: whose borrowers are the beneficiaries (A87)."""
    return list(ledger(on, kind).values_list("note", flat=True))


def room(number: str) -> int:
    """How much of a borrowing has no note behind it yet."""
    found = Relending.objects.filter(pk=number).values_list("outstanding", flat=True).first() or 0
    used = RelendingLink.objects.filter(relending_id=number, ended__isnull=True).aggregate(sum=Sum("amount"))["sum"]
    return found - (used or 0)
