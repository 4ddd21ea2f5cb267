"""Where the figures come from in a living bank: the sealed days on record, and the parameters in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import RuleSet
from wuhua.areas.reporting.read.lake import Desk, LakeDay, LakeView
from wuhua.areas.reporting.rules import Mode, Thresholds
from wuhua.core.refuse import Refuse
from wuhua.platform import lake
from wuhua.platform.models import SealedDay


def view() -> LakeView:
    """Every sealed day, oldest first, with the full paths of its files."""
    root = lake.root()
    return LakeView(
        tuple(
            LakeDay(day, seal, {kind: str(root / each["path"]) for kind, each in files.items()})
            for day, seal, files in SealedDay.objects.order_by("day").values_list("day", "seal", "files")
        )
    )


def desk(day: date) -> Desk:
    """Measures about one sealed day; `Refuse` where it is not sealed."""
    found = Desk(view(), day, inclusive_line=thresholds(day).inclusive_line)
    check(file for files in found.files.values() for file in files)
    return found


def thresholds(day: date, rule_set: RuleSet | None = None) -> Thresholds:
    """The parameters in force on `day` in that day's rule set, or in the one asked for; `Refuse` where one is missing."""
    held = compliance.parameters(day, rule_set)
    return Thresholds(
        npl_tolerance=held.fen("NPL_TOLERANCE_PP"),  # two decimals: points have hundredths as yuan have fen
        inclusive_line=held.fen("INCLUSIVE_LINE_CAP"),
        mode=Mode(held.text("TWO_INCREASES_MODE")),
    )


def check(files: Iterable[str]) -> None:
    """See that the files about to be read are the ones that were sealed; `Refuse` FILE_LOST or FILE_ALTERED, by name."""
    sealed = _entries()
    for file in files:
        lake.checked(sealed[file])


def sound(found: LakeView, days: Iterable[date]) -> list[date]:
    """Those of the days whose positions are still what was sealed: a series goes on without the others."""
    sealed = _entries()
    return [day for day in days if all(_holds(sealed[file]) for file in found.positions(day))]


def _holds(entry: dict[str, str]) -> bool:
    try:
        lake.checked(entry)
    except Refuse:
        return False
    return True


def _entries() -> dict[str, dict[str, str]]:
    """What the seals record of each file, by its full path."""
    return {
        str(lake.root() / entry["path"]): entry
        for named in SealedDay.objects.values_list("files", flat=True)
        for entry in named.values()
    }


def latest_day(until: date | None = None) -> date | None:
    """The newest sealed day with positions, up to `until`; None before the first."""
    return view().latest(until)
