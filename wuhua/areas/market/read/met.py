"""What the field did with one customer: steps on lists, words spoken, troubles raised. The caller has asked the customer's gate."""

from __future__ import annotations

from dataclasses import dataclass

from wuhua.areas.market.models import ContactNote, EntryStep, PainPoint


@dataclass(frozen=True, slots=True)
class Met:
    """Newest first: where the customer went on lists, what was said, what was raised."""

    steps: tuple[EntryStep, ...]
    contacts: tuple[ContactNote, ...]
    pains: tuple[PainPoint, ...]


def met(customer: str, most: int) -> Met:
    """Also from before it was a customer, where the entry came to bear its number. Three queries."""
    steps = EntryStep.objects.filter(entry__customer=customer).select_related("entry__list").order_by("-id")
    contacts = ContactNote.objects.filter(entry__customer=customer).order_by("-id")
    pains = PainPoint.objects.filter(customer=customer).order_by("-id")
    return Met(tuple(steps[:most]), tuple(contacts[:most]), tuple(pains[:most]))
