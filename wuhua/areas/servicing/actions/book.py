"""移交: notes follow their customer to another manager. Who was first responsible for a note never changes."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection

from wuhua.areas.servicing.models import LoanNote
from wuhua.core.refuse import ensure


def move_book(customers: Collection[int], giver: str, receiver: str) -> int:
    """The giver's notes of these customers are the receiver's; answers how many. In the transaction of the last signature,
    which writes the trace."""
    ensure(connection.in_atomic_block, "a book moves in the transaction of its last signature")
    return LoanNote.objects.filter(customer_id__in=list(customers), managing_rm=giver).update(managing_rm=receiver)
