"""The rule book of a set: its table of triggers, and what a class needs to become better again.

Two books may hold on one day: business begun before the current set keeps the earlier one until the change-over day
(令〔2023〕第1号: old business re-classified by the end of 2025), so a note asks for its own by the day it began.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wuhua.areas.classification.rules.triggers import Trigger, triggers
from wuhua.areas.classification.rules.words import Limits, Mark
from wuhua.core.days import add_months


@dataclass(frozen=True, slots=True)
class RuleBook:
    """One rule set of classification on a day.

    `tolerance`: so many days overdue break no observation. `observe_months`, `observe_periods`: the longer of the two,
    counted from the day all arrears were paid, before a bad loan may be good. `restructure_months`: observation of a
    restructured loan; `frozen`: nothing of it is raised before. `none_impaired`: no other debt of the borrower may be bad.
    `person_holds_months`: so long the machine does not propose to undo what a person decided. `cross_pct`: more than this
    percent of a non-retail borrower's debt here bad makes all of it bad (-1 = not in this set).
    """

    ruleset: str
    table: tuple[Trigger, ...]
    tolerance: int
    observe_months: int
    observe_periods: int
    restructure_months: int
    frozen: bool
    none_impaired: bool
    person_holds_months: int
    cross_pct: int
    retail_sizes: frozenset[str]

    @property
    def cross_basis(self) -> str:
        """Basis of a class that only the borrower's other debts made."""
        return f"{self.ruleset}.least.{Mark.CROSS_DEFAULT}"

    def observed_until(self, clear_from: date, period_months: int) -> date:
        """The first day on which a bad loan paid up on `clear_from` may be good again.

        >>> book = rulebook("RS_CURRENT", {**_LIMITS, "CLASS_OBSERVE_PERIODS": "2"})
        >>> book.observed_until(date(2026, 8, 31), 1), book.observed_until(date(2026, 8, 31), 6)
        (datetime.date(2027, 2, 28), datetime.date(2027, 8, 31))
        """
        return add_months(clear_from, max(self.observe_months, self.observe_periods * period_months))

    def restructure_observed_until(self, since: date, clear_from: date | None, period_months: int) -> date:
        """The first day on which a restructured loan is out of observation; a breach inside it starts it anew."""
        begins = since if clear_from is None or self.frozen else max(since, clear_from)
        return add_months(begins, max(self.restructure_months, self.observe_periods * period_months))

    def retail(self, kind: str, size_class: str | None) -> bool:
        """零售: natural persons, shops, and firms of the small sizes the rule names (令〔2023〕第1号 第九条)."""
        return kind not in ("ENTERPRISE", "FARM_ENTITY") or (size_class or "") in self.retail_sizes


_LIMITS = {
    "CLASS_OVER.WATCH": "7",
    "CLASS_OVER.SUBSTANDARD": "90",
    "CLASS_OVER.DOUBTFUL": "270",
    "CLASS_OVER.LOSS": "360",
}
"""For the examples above."""


def rulebook(ruleset: str, limits: Limits) -> RuleBook:
    """The book of a set from its parameters; what a set does not name it does not ask for."""
    return RuleBook(
        ruleset=ruleset,
        table=triggers(ruleset, limits),
        tolerance=int(limits.get("CLASS_OVER.WATCH", "0")),
        observe_months=int(limits.get("CLASS_OBSERVE_MONTHS", "6")),
        observe_periods=int(limits.get("CLASS_OBSERVE_PERIODS", "0")),
        restructure_months=int(limits.get("CLASS_RESTRUCTURE_MONTHS", "6")),
        frozen=limits.get("CLASS_RESTRUCTURE_FROZEN") == "YES",
        none_impaired=limits.get("CLASS_UPGRADE_NONE_IMPAIRED") == "YES",
        person_holds_months=int(limits.get("CLASS_PERSON_HOLDS_MONTHS", "3")),
        cross_pct=int(limits.get("CLASS_CROSS_PCT", "-1")),
        retail_sizes=frozenset(filter(None, limits.get("CLASS_RETAIL_SIZES", "").split(","))),
    )


@dataclass(frozen=True, slots=True)
class RuleBooks:
    """The book of the day, and the earlier one that notes begun before `since` still follow (None = all follow `now`)."""

    now: RuleBook
    before: RuleBook | None = None
    since: date | None = None

    def of(self, start: date) -> RuleBook:
        """The book of a note that began on `start`."""
        if self.before is not None and self.since is not None and start < self.since:
            return self.before
        return self.now


def old_business_keeps(limits: Limits, day: date) -> date | None:
    """The first day of the set, where business begun earlier does not follow it yet; None once it does (change-over).

    >>> limits = {"CLASS_SET_FROM": "2023-07-01", "CLASS_OLD_BUSINESS_FROM": "2026-01-01"}
    >>> old_business_keeps(limits, date(2025, 12, 31)), old_business_keeps(limits, date(2026, 1, 1))
    (datetime.date(2023, 7, 1), None)
    """
    begins, turns = limits.get("CLASS_SET_FROM"), limits.get("CLASS_OLD_BUSINESS_FROM")
    if begins is None or turns is None or day >= date.fromisoformat(turns):
        return None
    return date.fromisoformat(begins)


PERIOD_MONTHS = {"MONTH20": 1, "QUARTER20": 3, "AT_MATURITY": 0}
"""Months of one period by how a note settles; on its own day it is the note's own rhythm."""


def period_months(settlement: str, frequency_months: int) -> int:
    """Months of one period of payment; none (0) where everything falls due at maturity."""
    return PERIOD_MONTHS.get(settlement, frequency_months)
