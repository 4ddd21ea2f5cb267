"""What the officers' pages ask about classes of notes they were let in to see."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from wuhua.areas.classification.models import NoteClass


def notes_in(klass: str) -> QuerySet[NoteClass, Any]:
    """The notes of a class, as a query to filter by."""
    return NoteClass.objects.filter(klass=klass).values_list("note_id", flat=True)
