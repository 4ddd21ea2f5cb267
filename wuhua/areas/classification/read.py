"""Questions to classification: the class of a note, its history, what waits for a decision, and what rules say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection
from django.db.models import Count, Exists, OuterRef, Q

from wuhua.areas.classification import rules
from wuhua.areas.classification.models import ClassChange, ClassProposal, NoteClass, NoteMark
from wuhua.areas.classification.rules import Decision, Klass, Mark, NoteFacts, RuleBook, RuleBooks, Trigger
from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import Parameters, RuleSet
from wuhua.areas.servicing import facts as servicing
from wuhua.areas.servicing.facts import NoteLine
from wuhua.core.days import add_months

# --- rules in force --------------------------------------------------------------------------------------------------


def table(on: date, ruleset: RuleSet | None = None) -> tuple[Trigger, ...]:
    """The triggers in force on the day; a run asks once."""
    chosen = ruleset or compliance.ruleset_on(on)
    return rules.triggers(chosen.value, compliance.class_limits(on, chosen))


def books(held: Parameters) -> RuleBooks:
    """The rule books of a day: of its rule set, and while old business keeps the earlier one, that too."""
    limits = held.class_limits()
    now = rules.rulebook(held.ruleset.value, limits)
    keeps = rules.old_business_keeps(limits, held.on)
    if keeps is None:
        return RuleBooks(now)
    earlier = compliance.ruleset_on(keeps - timedelta(days=1))
    before = rules.rulebook(earlier.value, compliance.class_limits(held.on, earlier))
    return RuleBooks(now, before, keeps)


def books_on(day: date) -> RuleBooks:
    """`books` of that day. For one question; a run keeps its parameters."""
    return books(compliance.parameters(day))


def provision_rates(on: date) -> dict[Klass, int]:
    """Whole percent to provide for each class (1/2/25/50/100)."""
    parameters = compliance.parameters(on)
    return {klass: parameters.whole(f"PROVISION_{klass.value}") for klass in Klass}


# --- classes ---------------------------------------------------------------------------------------------------------


def class_of(note_id: int) -> Klass:
    """The class now. A note nobody ever classified is normal."""
    found = NoteClass.objects.filter(pk=note_id).values_list("klass", flat=True).first()
    return Klass(found) if found else Klass.NORMAL


def classes_of(note_ids: Iterable[int]) -> dict[int, Klass]:
    """The classes of these notes, every one of them answered for."""
    wanted = list(note_ids)
    found = dict(NoteClass.objects.filter(pk__in=wanted).values_list("note_id", "klass"))
    return {note_id: Klass(found.get(note_id, Klass.NORMAL)) for note_id in wanted}


_ON = """
SELECT w.id, COALESCE(
  (SELECT c.before FROM classification_classchange c
   WHERE c.note_id = w.id AND c.business_date > %(day)s ORDER BY c.business_date, c.id LIMIT 1),
  n.klass, 'NORMAL')
FROM unnest(%(notes)s::bigint[]) AS w(id) LEFT JOIN classification_noteclass n ON n.note_id = w.id
"""


def classes_on(note_ids: Iterable[int], day: date) -> dict[int, Klass]:
    """The classes at the close of `day`: today's, with what has changed since taken back."""
    with connection.cursor() as cursor:
        cursor.execute(_ON, {"day": day, "notes": list(note_ids)})
        return {note_id: Klass(klass or Klass.NORMAL) for note_id, klass in cursor.fetchall()}


def class_on(note_id: int, day: date) -> Klass:
    """The class at the close of `day`, as it was known then."""
    return classes_on([note_id], day)[note_id]


def history(note_id: int) -> list[ClassChange]:
    """Every change of class of a note, newest first."""
    return list(ClassChange.objects.filter(note_id=note_id).order_by("-business_date", "-id"))


def changes_of(note_ids: Iterable[int], limit: int = 200) -> list[ClassChange]:
    """Changes of class of these notes, newest first. One query."""
    rows = ClassChange.objects.filter(note_id__in=list(note_ids))
    return list(rows.order_by("-business_date", "-id")[:limit])


def open_proposals() -> list[ClassProposal]:
    """Upgrades that wait for a person, oldest first."""
    return list(ClassProposal.objects.filter(state="OPEN").order_by("proposed_on", "note_id"))


def counts() -> dict[Klass, int]:
    """Notes by class, of those ever classified."""
    found = dict(NoteClass.objects.values_list("klass").annotate(n=Count("pk")))
    return {klass: found.get(klass.value, 0) for klass in Klass}


# --- marks -----------------------------------------------------------------------------------------------------------


def marks_on(note_ids: Iterable[int], day: date) -> list[NoteMark]:
    """The marks these notes carry on `day`, as known then; oldest first."""
    ended = NoteMark.objects.filter(ends=OuterRef("pk"), until__lte=day, business_date__lte=day)
    opened = Q(ends__isnull=True, since__lte=day, business_date__lte=day)
    return list(
        NoteMark.objects.filter(opened, ~Exists(ended), note_id__in=list(note_ids)).order_by("note_id", "since", "id")
    )


def every_mark(note_id: int) -> list[NoteMark]:
    """Every row about a note's marks, those that end one too, newest first."""
    return list(NoteMark.objects.filter(note_id=note_id).order_by("-id"))


# --- what the rules say of a note today --------------------------------------------------------------------------------

RESTRUCTURED = (Mark.RESTRUCTURED, Mark.RESTRUCTURED_AGAIN)


@dataclass(frozen=True, slots=True)
class Case:
    """One note among its borrower's, as a decision about its class sees it on a day."""

    line: NoteLine
    facts: NoteFacts
    book: RuleBook
    decision: Decision
    marks: frozenset[str]
    others_bad: bool

    @property
    def floor(self) -> Klass:
        """The class that hard triggers call for."""
        return rules.hard_floor(self.book.table, self.facts.security, self.facts.overdue_days, self.marks)

    @property
    def fired(self) -> list[Trigger]:
        """Every trigger that the facts pull, worst first."""
        found = [
            each
            for each in self.book.table
            if each.klass is not Klass.NORMAL
            and rules.fires(each, self.facts.security, self.facts.overdue_days, self.marks)
        ]
        return sorted(found, key=lambda each: -each.klass.rank)

    @property
    def observed_until(self) -> date | None:
        """The first day on which a bad note may be good again; None when it is not bad or not paid up."""
        facts = self.facts
        if not facts.klass.bad or facts.clear_from is None:
            return None
        return self.book.observed_until(facts.clear_from, facts.period_months)

    @property
    def frozen_until(self) -> date | None:
        """The first day on which a restructured note may be raised at all, where the set forbids it before."""
        if not self.book.frozen or self.facts.restructured is None:
            return None
        return add_months(self.facts.restructured, self.book.restructure_months)

    @property
    def restructure_until(self) -> date | None:
        """The first day on which the mark of a restructured note may end."""
        facts = self.facts
        if facts.restructured is None:
            return None
        return self.book.restructure_observed_until(facts.restructured, facts.clear_from, facts.period_months)

    def standing(self) -> rules.Standing:
        """As `rules.may_confirm` asks."""
        return rules.Standing(
            klass=self.facts.klass,
            overdue_days=self.facts.overdue_days,
            observed_until=self.observed_until,
            frozen_until=self.frozen_until,
            borrower_still_bad=self.book.none_impaired and self.others_bad,
        )


def case(note_id: int, day: date) -> Case | None:
    """The note as its class is decided on `day`; None when it is not among the living. A fixed number of queries."""
    return cases([note_id], day).get(note_id)


def cases(note_ids: Iterable[int], day: date) -> dict[int, Case]:
    """`case` of many notes, each among its borrower's; those not living are left out. As many queries as for one."""
    wanted = set(note_ids)
    customers = {each.customer_id for each in servicing.lines(Q(pk__in=wanted))}
    if not customers:
        return {}
    both = books_on(day)
    lines = servicing.lines(Q(customer_id__in=customers))
    facts = facts_of(lines, both, day)
    places: dict[int, list[int]] = {}
    for at, each in enumerate(lines):
        places.setdefault(each.customer_id, []).append(at)
    found: dict[int, Case] = {}
    for mine in places.values():
        found |= _of_borrower(both, lines, facts, mine, wanted, day)
    return found


def _of_borrower(
    both: RuleBooks, lines: list[NoteLine], facts: list[NoteFacts], places: list[int], wanted: set[int], day: date
) -> dict[int, Case]:
    notes = [facts[at] for at in places]
    decided, bad = rules.decide(both, notes, day), rules.bad_notes(both, notes, day)
    return {
        lines[place].id: Case(
            line=lines[place],
            facts=notes[at],
            book=both.of(notes[at].start),
            decision=decided[at],
            marks=rules.marks_among(both, notes, bad, at),
            others_bad=any(flag for other, flag in enumerate(bad) if other != at),
        )
        for at, place in enumerate(places)
        if lines[place].id in wanted
    }


def facts_of(lines: list[NoteLine], both: RuleBooks, day: date) -> list[NoteFacts]:
    """What the rules look at of these notes on `day`. Two queries."""
    numbers = [each.id for each in lines]
    held = {row.note_id: row for row in NoteClass.objects.filter(pk__in=numbers)}
    marks: dict[int, list[NoteMark]] = {}
    for mark in marks_on(numbers, day):
        marks.setdefault(mark.note_id, []).append(mark)
    return [_facts(each, held.get(each.id), marks.get(each.id, []), both, day) for each in lines]


def _facts(line: NoteLine, held: NoteClass | None, marks: list[NoteMark], both: RuleBooks, day: date) -> NoteFacts:
    again = [mark.since for mark in marks if mark.mark in RESTRUCTURED]
    return NoteFacts(
        start=line.start,
        security=line.security,
        overdue_days=line.overdue_days(day),
        balance=line.balance,
        marks=frozenset(mark.mark for mark in marks),
        klass=Klass(held.klass) if held else Klass.NORMAL,
        basis=held.basis if held else "",
        since=held.since if held else None,
        clear_from=held.clear_from if held else None,
        period_months=rules.period_months(line.settlement, line.frequency_months),
        restructured=max(again, default=None),
        waived=Klass(held.waived) if held and held.waived else None,
        waived_until=held.waived_until if held else None,
        retail=both.now.retail(line.customer_kind, line.size_class),
    )
