"""Asset quality: migration between two sealed days (G12), and what has been provided against what must be.

Percentages are computed from whole fen, half-up to two decimals; a denominator of nought gives "—".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wuhua.core.money import half_up, percent, yuan

CLASSES: tuple[tuple[str, str], ...] = (
    ("NORMAL", "正常类"),
    ("WATCH", "关注类"),
    ("SUBSTANDARD", "次级类"),
    ("DOUBTFUL", "可疑类"),
    ("LOSS", "损失类"),
)
RANK: Mapping[str, int] = {code: rank for rank, (code, _) in enumerate(CLASSES)}
NEW, GONE = "NEW", "GONE"
"""Not on the books at the opening day; no longer on them at the closing day."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Notes that went from one class to another between two days, in fen.

    `kept` is what was there on both days; `reduced` what was repaid or written off; `added` what was drawn anew.
    """

    was: str
    now: str
    notes: int
    opening: int
    kept: int
    reduced: int
    added: int


@dataclass(frozen=True, slots=True)
class Migrated:
    """One opening class (or NEW): its opening balance, what left, where the rest stands, and how much fell."""

    code: str
    opening: int
    reduced: int
    to: Mapping[str, int]

    @property
    def fallen(self) -> int:
        """向下迁徙: what stands in a worse class now."""
        if self.code not in RANK:
            return 0
        return sum(fen for code, fen in self.to.items() if RANK.get(code, -1) > RANK[self.code])

    @property
    def risen(self) -> int:
        """向上迁徙: what stands in a better class now."""
        if self.code not in RANK:
            return 0
        return sum(fen for code, fen in self.to.items() if RANK.get(code, 9) < RANK[self.code])

    @property
    def rate(self) -> str:
        """迁徙率: fallen / (opening − reduced); 核心指标 2005, what was repaid did not migrate."""
        return percent(self.fallen, self.opening - self.reduced)


def matrix(flows: Iterable[Flow]) -> list[Migrated]:
    """The rows of the migration table: five opening classes, then what is new. New drawings on old notes are new too."""
    found = list(flows)
    rows = []
    for code, _ in CLASSES:
        mine = [flow for flow in found if flow.was == code]
        to = {now: sum(flow.kept for flow in mine if flow.now == now) for now, _ in CLASSES}
        rows.append(Migrated(code, sum(f.opening for f in mine), sum(f.reduced for f in mine), to))
    fresh = {now: sum(flow.added for flow in found if flow.now == now) for now, _ in CLASSES}
    return [*rows, Migrated(NEW, 0, 0, fresh)]


def normal_rate(rows: Iterable[Migrated]) -> str:
    """正常贷款迁徙率: normal and watched loans that went bad / (both openings − both reductions)."""
    good = [row for row in rows if row.code in ("NORMAL", "WATCH")]
    bad = sum(fen for row in good for code, fen in row.to.items() if RANK[code] >= RANK["SUBSTANDARD"])
    return percent(bad, sum(row.opening - row.reduced for row in good))


@dataclass(frozen=True, slots=True)
class Coverage:
    """Provision against bad loans and against all loans. Amounts in fen; the two minima in hundredths of a percent."""

    balance: int
    npl: int
    provision: int
    coverage_min: int
    ratio_min: int

    @property
    def coverage(self) -> str:
        """拨备覆盖率: provision / bad loans."""
        return percent(self.provision, self.npl)

    @property
    def ratio(self) -> str:
        """贷款拨备率: provision / all loans."""
        return percent(self.provision, self.balance)

    @property
    def coverage_met(self) -> bool | None:
        """Whether the first minimum is kept; None where nothing is bad."""
        return None if self.npl == 0 else self.provision * 10_000 >= self.npl * self.coverage_min

    @property
    def ratio_met(self) -> bool | None:
        """Whether the second minimum is kept; None without loans."""
        return None if self.balance == 0 else self.provision * 10_000 >= self.balance * self.ratio_min

    @property
    def required(self) -> int:
        """The higher of the two minima, in fen (令2011年第4号).

        >>> Coverage(10_000_00, 100_00, 120_00, 15_000, 250).required
        25000
        """
        return max(half_up(self.npl * self.coverage_min, 10_000), half_up(self.balance * self.ratio_min, 10_000))

    @property
    def shortfall(self) -> int:
        """What is still to be provided to keep both; nought where both are kept."""
        return max(0, self.required - self.provision)


def hundredths_words(value: int) -> str:
    """A minimum in hundredths of a percent as it is shown: 15000 is 150.00."""
    return yuan(value)
