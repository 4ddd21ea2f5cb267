"""Rules of classification: what class the facts of a note call for, and who may make it better.

Everything that can worsen a class is a `Trigger`, a row: from more than so many days overdue, for one security or for
all, or for a mark on the note, it is at least this class. The verdict is the worst of those that fire; of equally bad
ones the first in the table is the basis. There is no other branch, so a column twin is the same loop over the same rows
(`code`).

>>> limits = {"CLASS_MATRIX": "NO", "CLASS_OVER.WATCH": "7", "CLASS_OVER.SUBSTANDARD": "90",
...           "CLASS_OVER.DOUBTFUL": "270", "CLASS_OVER.LOSS": "360"}
>>> [propose("RS_CURRENT", limits, "CREDIT", days).klass.value for days in (7, 8, 90, 91, 271, 361)]
['NORMAL', 'WATCH', 'WATCH', 'SUBSTANDARD', 'DOUBTFUL', 'LOSS']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.core.money import half_up
from wuhua.core.refuse import Refusal, Refused


class Klass(StrEnum):
    """五级分类, best first."""

    NORMAL = "NORMAL"
    WATCH = "WATCH"
    SUBSTANDARD = "SUBSTANDARD"
    DOUBTFUL = "DOUBTFUL"
    LOSS = "LOSS"

    @property
    def rank(self) -> int:
        """0 for the best, 4 for the worst."""
        return RANKS[self]

    @property
    def bad(self) -> bool:
        """不良: substandard, doubtful or loss."""
        return RANKS[self] >= 2


RANKS: Mapping[Klass, int] = {klass: rank for rank, klass in enumerate(Klass)}
KLASS_NAMES: Mapping[Klass, str] = dict(zip(Klass, ("正常", "关注", "次级", "可疑", "损失"), strict=True))
SECURITIES = ("CREDIT", "GUARANTEE", "MORTGAGE", "PLEDGE")


class Way(StrEnum):
    """How a class came to be: brought by the import, by the day end, or decided by a person."""

    IMPORT = "IMPORT"
    DAYEND = "DAYEND"
    PERSON = "PERSON"


class ProposalState(StrEnum):
    """An upgrade waits, is confirmed, is rejected, or lapses because the note got worse again."""

    OPEN = "OPEN"
    CONFIRMED = "CONFIRMED"
    REJECTED = "REJECTED"
    LAPSED = "LAPSED"


class Mark(StrEnum):
    """What a note may carry beside its days, each with a class it cannot be better than."""

    REFINANCED = "refinanced"
    MISUSED = "misused"
    RESTRUCTURED = "restructured"
    RESTRUCTURED_OVERDUE = "restructured_overdue"
    MAJOR_EVENT = "major_event"


class ClassRefusal(Refusal):
    """Why classification says no, in the order in which it is checked."""

    MAY_NOT_CLASSIFY = "may_not_classify"
    NOTE_UNKNOWN = "note_unknown"
    PROPOSAL_UNKNOWN = "proposal_unknown"
    PROPOSAL_DECIDED = "proposal_decided"
    OWN_NOTE = "own_note"
    REASON_MISSING = "reason_missing"
    CLASS_MOVED = "class_moved"
    OBSERVATION_NOT_OVER = "observation_not_over"
    NOT_WORSE = "not_worse"


Limits = Mapping[str, str]
"""Parameters whose codes begin with CLASS_, in force on the day (compliance keeps them)."""

NEVER = -1
"""`over` of a trigger that does not look at days: everything is over it."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """Overdue more than `over` days, with this security ("" = any) and mark ("" = none needed): at least `klass`."""

    basis: str
    klass: Klass
    over: int = NEVER
    security: str = ""
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A class and the trigger that made it ("" when nothing fired)."""

    klass: Klass
    basis: str


def triggers(ruleset: str, limits: Limits) -> tuple[Trigger, ...]:
    """The table of a rule set: hard triggers by days first, then marks, then the matrix where it is switched on.

    With the matrix (2018, small firms) the days table speaks only from SUBSTANDARD on: worst(matrix, hard trigger).
    """
    matrix = limits.get("CLASS_MATRIX") == "YES"
    by_days = (Klass.SUBSTANDARD,) if matrix else (Klass.WATCH, Klass.SUBSTANDARD, Klass.DOUBTFUL, Klass.LOSS)
    found = [
        Trigger(f"{ruleset}.over.{limits[f'CLASS_OVER.{klass}']}", klass, int(limits[f"CLASS_OVER.{klass}"]))
        for klass in by_days
    ]
    found += [
        Trigger(f"{ruleset}.least.{mark}", Klass(limits[f"CLASS_LEAST.{mark}"]), mark=mark)
        for mark in Mark
        if f"CLASS_LEAST.{mark}" in limits
    ]
    if matrix:
        found += _matrix(ruleset, limits)
    return tuple(found)


def _matrix(ruleset: str, limits: Limits) -> list[Trigger]:
    """A cell "1-30" speaks from more than nought days on; it never has to fall silent, for a row only gets worse."""
    found = []
    for code, value in limits.items():
        if not code.startswith("CLASS_MATRIX."):
            continue
        _, security, band = code.split(".")
        first = int(band.rstrip("+").split("-")[0])
        found.append(Trigger(f"{ruleset}.matrix.{security}.{band}", Klass(value), first - 1, security))
    return sorted(found, key=lambda trigger: (trigger.security, trigger.over))


def edges(ruleset: str, limits: Limits) -> tuple[int, ...]:
    """Every count of overdue days at which some verdict may change."""
    return tuple(sorted({trigger.over + 1 for trigger in triggers(ruleset, limits)}))


def worst(table: Sequence[Trigger], security: str, overdue_days: int, marks: frozenset[str] = frozenset()) -> Verdict:
    """The worst class that fires in the table, and the first trigger that says so."""
    best = Verdict(Klass.NORMAL, "")
    for trigger in table:
        fires = (
            overdue_days > trigger.over
            and trigger.security in ("", security)
            and (trigger.mark == "" or trigger.mark in marks)
        )
        if fires and trigger.klass.rank > best.klass.rank:
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


def provision(balance: int, percent: int) -> int:
    """拨备 of a balance in fen at whole percent, half-up to the fen (1/2/25/50/100, 银发〔2002〕98号).

    >>> provision(30_000_000, 25), provision(150, 1)
    (7500000, 2)
    """
    return half_up(balance * percent, 100)


# --- what people may do ----------------------------------------------------------------------------------------------


def check_reason(reason: str) -> Refused | None:
    """A decision about a class carries words an inspector can judge."""
    if len(reason.strip()) >= 4:
        return None
    return Refused(ClassRefusal.REASON_MISSING, "分类认定必须写明理由。", "请写明依据(不少于四个字)。", "reason")


def may_confirm(
    *,
    state: ProposalState,
    decider: str,
    keepers: frozenset[str],
    reason: str,
    current: Klass,
    current_now: Klass,
    observed_until: date,
    business_date: date,
) -> Refused | None:
    """Four eyes on an upgrade: open, not one's own note, with a reason, still the same class, observed long enough.

    `observed_until` is the first day on which a bad loan may be good again (RS2018: six months after it last worsened).
    """
    if state is not ProposalState.OPEN:
        return Refused(ClassRefusal.PROPOSAL_DECIDED, "该上调建议已处理。", "请刷新列表。", "proposal")
    if decider in keepers:
        return Refused(
            ClassRefusal.OWN_NOTE, "管户客户经理不得认定本人管户贷款的上调。", "请由风险岗或其他有权人认定。", "actor"
        )
    refused = check_reason(reason)
    if refused is not None:
        return refused
    if current_now is not current:
        return Refused(ClassRefusal.CLASS_MOVED, "提出建议后分类已变动。", "请等待下一日终重新提出建议。", "klass")
    if current.bad and business_date < observed_until:
        return Refused(
            ClassRefusal.OBSERVATION_NOT_OVER,
            f"不良贷款上调须满观察期,最早 {observed_until}。",
            "请在观察期满后办理。",
            "klass",
        )
    return None


def may_worsen(current: Klass, to: Klass, reason: str) -> Refused | None:
    """A person may always lower a class, with a reason; raising goes through a proposal."""
    refused = check_reason(reason)
    if refused is not None:
        return refused
    if to.rank > current.rank:
        return None
    return Refused(
        ClassRefusal.NOT_WORSE,
        f"{KLASS_NAMES[to]}不低于现分类{KLASS_NAMES[current]}。",
        "上调分类须经日终建议并由他人认定。",
        "klass",
    )
