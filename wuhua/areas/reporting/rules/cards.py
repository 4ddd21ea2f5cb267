"""A line of a scorecard: actual, target, gap, and what each remaining working day must bring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.areas.reporting.rules.words import NOTHING
from wuhua.core.money import half_up, percent, yuan


class Aim(StrEnum):
    """Which way a figure should go: up to its target, or stay under it; or it only informs."""

    REACH = "REACH"
    STAY_UNDER = "STAY_UNDER"
    INFORM = "INFORM"


class MeasureUnit(StrEnum):
    """What a KPI's whole number counts. YUAN is stored in fen, PCT in hundredths of a percent."""

    YUAN = "YUAN"
    COUNT = "COUNT"
    PCT = "PCT"
    DAYS = "DAYS"

    def show(self, value: int | None) -> str:
        """The number for people and JSON; "—" when there is none."""
        if value is None:
            return NOTHING
        return yuan(value) if self in (MeasureUnit.YUAN, MeasureUnit.PCT) else str(value)

    @property
    def label(self) -> str:
        """The unit beside the number."""
        return {"YUAN": "元", "COUNT": "个", "PCT": "%", "DAYS": "工作日"}[self.value]


@dataclass(frozen=True, slots=True)
class Kpi:
    """One line of a scorecard. `per_day` is what is still needed on each working day left in the year."""

    code: str
    name: str
    unit: MeasureUnit
    actual: int | None
    target: int | None
    as_of: date
    aim: Aim = Aim.INFORM
    per_day: int | None = None
    word: str = ""
    drill: str = ""

    @property
    def gap(self) -> int | None:
        """Target less actual for what is to be reached, actual less target for a ceiling; positive = still to do."""
        if self.actual is None or self.target is None:
            return None
        return self.actual - self.target if self.aim is Aim.STAY_UNDER else self.target - self.actual

    @property
    def met(self) -> bool | None:
        """Whether the target is reached (or kept)."""
        return None if self.gap is None or self.aim is Aim.INFORM else self.gap <= 0

    @property
    def done_pct(self) -> str:
        """完成率, for bars: actual of target; "—" without a target."""
        if self.actual is None or self.target is None:
            return NOTHING
        return percent(self.actual, self.target)

    def as_dict(self) -> dict[str, object]:
        """For pages and JSON: numbers as text in their unit."""
        return {
            "code": self.code,
            "name": self.name,
            "unit": self.unit.value,
            "unit_title": self.word or self.unit.label,
            "actual": self.unit.show(self.actual),
            "target": self.unit.show(self.target),
            "gap": self.unit.show(self.gap),
            "done_pct": self.done_pct,
            "met": self.met,
            "aim": self.aim.value,
            "needed_per_remaining_working_day": self.unit.show(self.per_day),
            "as_of": self.as_of.isoformat(),
            "link": self.drill,
        }


def needed_per_day(actual: int | None, target: int | None, workdays_left: int) -> int | None:
    """What each remaining working day must bring, rounded up so that the sum reaches the target; 0 once it is reached.

    >>> needed_per_day(100, 110, 3), needed_per_day(120, 110, 3), needed_per_day(100, 110, 0)
    (4, 0, None)
    """
    if actual is None or target is None:
        return None
    if actual >= target:
        return 0
    if workdays_left <= 0:
        return None
    return -((actual - target) // workdays_left)


def hundredths(numerator: int, denominator: int) -> int | None:
    """A percentage in whole hundredths (27.52 % is 2752), half-up; None where there is nothing to divide by."""
    return None if denominator <= 0 else half_up(numerator * 10_000, denominator)
