"""What the classification desk asks of sealed days: the sheet of a quarter's end, and migration between two days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wuhua.areas.classification.rules import quarter_end
from wuhua.areas.reporting.read import source
from wuhua.areas.reporting.read.lake import Row
from wuhua.areas.reporting.read.returns.quality import flows_between, openings
from wuhua.areas.reporting.rules.quality import CLASSES, Migrated, matrix


@dataclass(frozen=True, slots=True)
class ClassSheet:
    """A page of notes of a sealed day, how many there are in all, and notes and balance (fen) by class."""

    rows: tuple[Row, ...]
    total: int
    sums: tuple[tuple[str, int, int, int], ...]


def class_sheet(
    day: date, *, branch: str = "", manager: str = "", klass: str = "", page: int = 1, size: int = 50
) -> ClassSheet:
    """The notes of a sealed day with their class, worst first. Raises `Refuse` where the day is not sealed."""
    wanted = {"branch": branch or None, "manager": manager or None, "klass": klass or None}
    with source.desk(day) as desk:
        rows = desk.ask("measures/class_sheet", **wanted, most=size, skip=(page - 1) * size)
        sums = {row["klass"]: row for row in desk.ask("measures/class_sums", **wanted)}
    return ClassSheet(
        rows,
        sum(int(row["notes"]) for row in sums.values()),
        tuple(
            (code, int(sums[code]["notes"]), int(sums[code]["borrowers"]), int(sums[code]["balance"]))
            if code in sums
            else (code, 0, 0, 0)
            for code, _ in CLASSES
        ),
    )


def quarters(until: date | None = None) -> list[date]:
    """Sealed quarter ends, newest first."""
    return [day for day in days_to_compare() if day == quarter_end(day) and (until is None or day <= until)]


def days_to_compare() -> list[date]:
    """Sealed days with positions, newest first."""
    return [each.day for each in reversed(source.view().days) if "positions" in each.files]


def migration(was: date, now: date) -> list[Migrated]:
    """How the classes of one sealed day stand on another. Raises `Refuse` where one is not sealed or its file is lost."""
    view = source.view()
    source.check([*view.positions(was), *view.positions(now)])
    return matrix(flows_between(view, was, now))


def migration_starts(day: date) -> list[tuple[str, date]]:
    """The ends of last month, last quarter and last year before `day`, where they are sealed."""
    return openings(source.view(), day)
