"""The table of triggers: everything that can worsen a class is a row, and the verdict is the worst of those that fire.

A row: from more than so many days overdue, for one security or for all, with a mark on the note or without, it is at
least this class. Of equally bad ones the first in the table is the basis. There is no other branch, so a column twin is
the same loop over the same rows (`code`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wuhua.areas.classification.rules.words import KLASS_NAMES, MARK_NAMES, Klass, Limits, Mark

NEVER = -1
"""`over` of a trigger that does not look at days: everything is over it."""
_SECURITY_NAMES = {"CREDIT": "信用", "GUARANTEE": "保证", "MORTGAGE": "抵押", "PLEDGE": "质押"}


@dataclass(frozen=True, slots=True)
class Trigger:
    """Overdue more than `over` days, with this security ("" = any) and mark ("" = none needed): at least `klass`.

    A hard trigger binds: below it a class is brought only by two people. The matrix of 2018 is a reference (practice 2).
    """

    basis: str
    klass: Klass
    over: int = NEVER
    security: str = ""
    mark: str = ""
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """A class and the trigger that made it ("" when nothing fired)."""

    klass: Klass
    basis: str


def triggers(ruleset: str, limits: Limits) -> tuple[Trigger, ...]:
    """The table of a rule set: hard triggers by days first, then marks, then the matrix where it is switched on.

    With the matrix (2018, small firms) the days table speaks only from SUBSTANDARD on: worst(matrix, hard trigger).
    A mark may speak for itself and again, worse, once something is overdue beyond the technical tolerance.
    """
    matrix = limits.get("CLASS_MATRIX") == "YES"
    by_days = (Klass.SUBSTANDARD,) if matrix else (Klass.WATCH, Klass.SUBSTANDARD, Klass.DOUBTFUL, Klass.LOSS)
    found = [
        Trigger(f"{ruleset}.over.{limits[f'CLASS_OVER.{klass}']}", klass, int(limits[f"CLASS_OVER.{klass}"]))
        for klass in by_days
    ]
    tolerance = int(limits.get("CLASS_OVER.WATCH", "0"))
    for mark in Mark:
        for name, over in ((mark.value, NEVER), (f"{mark}_overdue", tolerance)):
            if f"CLASS_LEAST.{name}" in limits:
                klass = Klass(limits[f"CLASS_LEAST.{name}"])
                found.append(Trigger(f"{ruleset}.least.{name}", klass, over, mark=mark))
    if matrix:
        found += _matrix(ruleset, limits)
    return tuple(found)


def _matrix(ruleset: str, limits: Limits) -> list[Trigger]:
    """A cell "1-30" speaks from more than nought days on; it never has to fall silent, for a row only gets worse."""
    found = []
    for code_, value in limits.items():
        if not code_.startswith("CLASS_MATRIX."):
            continue
        _, security, band = code_.split(".")
        first = int(band.rstrip("+").split("-")[0])
        basis = f"{ruleset}.matrix.{security}.{band}"
        found.append(Trigger(basis, Klass(value), first - 1, security, hard=False))
    return sorted(found, key=lambda trigger: (trigger.security, trigger.over))


def edges(ruleset: str, limits: Limits) -> tuple[int, ...]:
    """Every count of overdue days at which some verdict may change."""
    return tuple(sorted({trigger.over + 1 for trigger in triggers(ruleset, limits)}))


def fires(trigger: Trigger, security: str, overdue_days: int, marks: frozenset[str]) -> bool:
    """Whether the facts of a note pull this trigger."""
    return (
        overdue_days > trigger.over
        and trigger.security in ("", security)
        and (trigger.mark == "" or trigger.mark in marks)
    )


def worst(table: Sequence[Trigger], security: str, overdue_days: int, marks: frozenset[str] = frozenset()) -> Verdict:
    """The worst class that fires in the table, and the first trigger that says so."""
    best = Verdict(Klass.NORMAL, "")
    for trigger in table:
        if fires(trigger, security, overdue_days, marks) and trigger.klass.rank > best.klass.rank:
            best = Verdict(trigger.klass, trigger.basis)
    return best


def propose(
    ruleset: str, limits: Limits, security: str, overdue_days: int, marks: frozenset[str] = frozenset()
) -> Verdict:
    """The class the facts call for. For one note; a run builds `triggers` once and asks `worst`."""
    return worst(triggers(ruleset, limits), security, overdue_days, marks)


def code(table: Sequence[Trigger], at: int) -> int:
    """One number for trigger `at`, larger for worse and, among equals, for earlier: the column twin takes the maximum.

    `decode` gives the verdict back; -1, when nothing fired, is NORMAL.
    """
    return table[at].klass.rank * len(table) + len(table) - 1 - at


def decode(table: Sequence[Trigger], number: int) -> Verdict:
    """The verdict of a maximum of `code`."""
    if number < len(table):
        return Verdict(Klass.NORMAL, "")
    trigger = table[len(table) - 1 - number % len(table)]
    return Verdict(trigger.klass, trigger.basis)


TAKEN_BACK = "taken_back"
"""Basis of a proposal, and of a class, by which a lowering recorded by mistake was withdrawn."""


def basis_words(basis: str) -> str:
    """A basis as an officer reads it; what is no rule of ours (a person's word, an imported class) stays as it is.

    >>> basis_words("RS2018.matrix.CREDIT.31-90"), basis_words("RS_CURRENT.over.90"), basis_words("RS2018.least.misused")
    ('矩阵:信用 31-90天', '逾期超过90天', '标记:挪用')
    """
    _, _, rule = basis.partition(".")
    kind, _, rest = rule.partition(".")
    if kind == "over":
        return f"逾期超过{rest}天"
    if kind == "matrix":
        security, _, band = rest.partition(".")
        return f"矩阵:{_SECURITY_NAMES.get(security, security)} {band}天"
    if kind == "least":
        mark = rest.removesuffix("_overdue")
        known = mark in {each.value for each in Mark}
        name = MARK_NAMES[Mark(mark)] if known else mark
        return f"标记:{name}{'且逾期' if rest != mark else ''}"
    return {"person": "人工认定", TAKEN_BACK: "撤销误记的下调"}.get(basis, basis)


def says(trigger: Trigger) -> str:
    """A trigger as a sentence: what it is and the class it calls for."""
    return f"{basis_words(trigger.basis)} → 至少{KLASS_NAMES[trigger.klass]}"
