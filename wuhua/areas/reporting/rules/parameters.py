"""What the measures ask of the day's rules: dated parameters, which compliance keeps (domain.md 0.2)."""

from __future__ import annotations

from dataclasses import dataclass

from wuhua.areas.reporting.rules.words import Mode


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The parameters in force on a day, or of a named rule set on that day (a replay under other rules).

    `npl_tolerance` in hundredths of a percentage point (K1), `inclusive_line` in fen (the inclusive universe), `mode`
    of the two increases.
    """

    npl_tolerance: int
    inclusive_line: int
    mode: Mode
