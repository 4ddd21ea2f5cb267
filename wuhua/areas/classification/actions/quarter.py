"""五级分类认定表: the classes of a quarter's end, confirmed note by note or a page at a time by who does not keep them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from wuhua.areas.classification import read, rules
from wuhua.areas.classification.actions import common
from wuhua.areas.classification.actions.common import DECIDERS
from wuhua.areas.classification.models import ClassConfirmation
from wuhua.areas.classification.rules import ClassRefusal
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import pages as servicing
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock, seals


@transaction.atomic
def confirm_quarter(
    *, actor: Officer, business_date: date, quarter: date, notes: Iterable[str], reason: str
) -> int | Refused:
    """Confirm the classes of these notes at the end of `quarter`, as they stood then; answers how many.

    Notes confirmed before are left as they are. One of the officer's own among them refuses the whole batch: nobody
    confirms by accident what is his.
    """
    refused = common.may_speak(actor, DECIDERS) or common.gate(business_date)
    if refused is not None:
        return refused
    last = seals.last_sealed()
    refused = rules.may_confirm_quarter(quarter, last.day if last else None, reason)
    if refused is not None:
        return refused
    lent = Q(start__lte=quarter) & (Q(closed__isnull=True) | Q(closed__gt=quarter))
    chosen = list(
        servicing.notes_for(actor)
        .filter(lent, number__in=list(notes))
        .values_list("pk", "number", "managing_rm", "first_responsible")
    )
    if not chosen:
        return Refused(ClassRefusal.NOTHING_TO_CONFIRM, "没有可认定的借据。", "请先选择季末有余额的借据。", "notes")
    refused = rules.own_notes(sum(actor.number in each[2:] for each in chosen))
    if refused is not None:
        return refused
    done = set(
        ClassConfirmation.objects.filter(quarter=quarter, note_id__in=[each[0] for each in chosen]).values_list(
            "note_id", flat=True
        )
    )
    left = [each for each in chosen if each[0] not in done]
    if not left:
        return Refused(ClassRefusal.CONFIRMED_ALREADY, "所选借据本季都已认定。", "请选择未认定的借据。", "notes")

    # After this line the classes must be confirmed.
    classes = read.classes_on([each[0] for each in left], quarter)
    stamp = clock.now()
    rows = [
        ClassConfirmation(
            quarter=quarter,
            note_id=note_id,
            klass=classes[note_id],
            keeper=keeper,
            actor=actor.number,
            business_date=business_date,
            recorded_at=stamp,
            reason=reason.strip(),
        )
        for note_id, _, keeper, _ in left
    ]
    ClassConfirmation.objects.bulk_create(rows, batch_size=2000)
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="classification.quarter_confirmed",
        subject=f"quarter:{quarter.isoformat()}",
        after={"notes": len(rows), "reason": reason.strip()},
    )
    return len(rows)
