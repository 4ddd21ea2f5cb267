"""Questions to classification: the class of a note, its history, what waits for a decision."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Count

from wuhua.areas.classification.models import ClassChange, ClassProposal, NoteClass
from wuhua.areas.classification.rules import Klass, Trigger, triggers
from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import RuleSet


def table(on: date, ruleset: RuleSet | None = None) -> tuple[Trigger, ...]:
    """The triggers in force on the day; a run asks once."""
    chosen = ruleset or compliance.ruleset_on(on)
    return triggers(chosen.value, compliance.class_limits(on, chosen))


def provision_rates(on: date) -> dict[Klass, int]:
    """Whole percent to provide for each class (1/2/25/50/100)."""
    parameters = compliance.parameters(on)
    return {klass: parameters.whole(f"PROVISION_{klass.value}") for klass in Klass}


def class_of(note_id: int) -> Klass:
    """The class now. A note nobody ever classified is normal."""
    found = NoteClass.objects.filter(pk=note_id).values_list("klass", flat=True).first()
    return Klass(found) if found else Klass.NORMAL


def classes_of(note_ids: Iterable[int]) -> dict[int, Klass]:
    """The classes of these notes, every one of them answered for."""
    wanted = list(note_ids)
    found = dict(NoteClass.objects.filter(pk__in=wanted).values_list("note_id", "klass"))
    return {note_id: Klass(found.get(note_id, Klass.NORMAL)) for note_id in wanted}


def history(note_id: int) -> list[ClassChange]:
    """Every change of class of a note, newest first."""
    return list(ClassChange.objects.filter(note_id=note_id).order_by("-business_date", "-id"))


def open_proposals() -> list[ClassProposal]:
    """Upgrades that wait for a person, oldest first."""
    return list(ClassProposal.objects.filter(state="OPEN").order_by("proposed_on", "note_id"))


def counts() -> dict[Klass, int]:
    """Notes by class, of those ever classified."""
    found = dict(NoteClass.objects.values_list("klass").annotate(n=Count("pk")))
    return {klass: found.get(klass.value, 0) for klass in Klass}
