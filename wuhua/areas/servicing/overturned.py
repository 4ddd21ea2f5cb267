"""What was undone of whose work (A88): orders turned down by the second key, and entries reversed, counted by staff."""

from __future__ import annotations

from datetime import date

from django.db.models import Count

from wuhua.areas.servicing import payments
from wuhua.areas.servicing.models import NoteEvent, NoteOrder
from wuhua.areas.servicing.rules import OrderState


def overturned_by(since: date) -> dict[str, int]:
    """Orders turned down and events reversed since a day, by who had asked or done them. The caller is the gate."""
    orders = NoteOrder.objects.filter(state=OrderState.TURNED_DOWN, decided_on__gte=since)
    found = dict(orders.values_list("asked_by").annotate(n=Count("pk")))
    undone = NoteEvent.objects.filter(business_date__gte=since, reverses__isnull=False)
    mistakes = undone.exclude(detail__reason=payments.SHARED).values("reverses")
    for actor, n in NoteEvent.objects.filter(pk__in=mistakes).values_list("actor").annotate(n=Count("pk")):
        found[actor] = found.get(actor, 0) + n
    return found
