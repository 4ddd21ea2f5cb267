"""What the verbs of backing share: the trace, the locked row, and the entrances' once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import connection, transaction

from wuhua.areas.backing.models import CoreFirm, Pool
from wuhua.areas.backing.read import core_firm, pool
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import audit
from wuhua.platform.once import Answer, once


def trace(actor: str, day: date, action: str, subject: str, after: Mapping[str, Any]) -> None:
    """One line of the trail."""
    audit.record(actor=actor, business_date=day, action=f"backing.{action}", subject=subject, after=dict(after))


def locked_pool(code: str) -> Pool | Refused:
    """The pool's row, held until the transaction ends: what is left of it stays true."""
    found = pool(code)
    return found if isinstance(found, Refused) else Pool.objects.select_for_update().get(pk=found.pk)


def hold_number(number: str) -> None:
    """A receipt's number, held until the transaction ends: two firms that bring the same one come one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"backing/receipt/{number}"])


def locked_firm(code: str) -> CoreFirm | Refused:
    """The core firm's row, held until the transaction ends."""
    found = core_firm(code)
    return found if isinstance(found, Refused) else CoreFirm.objects.select_for_update().get(pk=found.pk)


def once_for(
    actor: Officer, key: str, said: Mapping[str, Any], act: Callable[[], Answer | Refused]
) -> Answer | Refused:
    """The entrances' way to the verbs: once under the officer's own key. A `Refuse` on the way is the answer it carries."""
    try:
        with transaction.atomic():
            return once(f"backing/{actor.number}/{key}", said, act)
    except Refuse as no:
        return no.refused
