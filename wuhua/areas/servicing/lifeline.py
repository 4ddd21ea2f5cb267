"""What happened with all notes of one customer, and what of many customers' notes passes to another manager. Fixed queries;
the caller was let in to see the customers."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from wuhua.areas.servicing.models import CallNote, LoanNote, NoteEvent


def events_of(note_ids: Iterable[int], limit: int = 200) -> list[NoteEvent]:
    """Events of these notes, newest first. One query."""
    return list(NoteEvent.objects.filter(note_id__in=list(note_ids)).order_by("-value_day", "-id")[:limit])


def open_notes(customers: Collection[int]) -> list[LoanNote]:
    """Notes of these customers that are not closed, by customer. One query."""
    found = LoanNote.objects.select_related("customer").filter(customer_id__in=list(customers), closed__isnull=True)
    return list(found.order_by("customer__number", "number"))


def promises_of(customers: Collection[int]) -> list[CallNote]:
    """The last promise on each account of these customers. One query."""
    found = CallNote.objects.select_related("account__customer").filter(
        account__customer_id__in=list(customers), promised_day__isnull=False
    )
    return list(found.order_by("account_id", "-id").distinct("account_id"))
