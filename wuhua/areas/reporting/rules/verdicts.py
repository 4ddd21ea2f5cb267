"""The seven supervisory tests and the flow identity: whole numbers in, a verdict with its gap out.

Comparisons are made by cross-multiplying, never on rounded percentages, so a figure shown as equal may still be named
as short by a hair, and the gap says by how much. Sources: domain.md 2.1-2.4 (银监发〔2015〕8号, 银监办发〔2018〕29号,
银保监办发〔2019〕48号), money.md "Measures".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wuhua.areas.reporting.rules.parameters import Thresholds
from wuhua.areas.reporting.rules.words import NOTHING, Mode, TestCode, Universe, Way
from wuhua.core.money import half_up, percent, yuan


@dataclass(frozen=True, slots=True)
class Book:
    """One universe at one day, in fen. `lent` is lent since January, `interest` what that yields in a whole year."""

    balance: int
    borrowers: int
    npl: int = 0
    lent: int = 0
    interest: int = 0


@dataclass(frozen=True, slots=True)
class Asked:
    """Applications of a period, by customer: who applied and was answered, and who of them obtained a loan."""

    applied: int
    obtained: int


@dataclass(frozen=True, slots=True)
class Standing:
    """All that the seven tests look at. `None` where the lake or the records hold no such day."""

    small: Book
    inclusive: Book
    all: Book
    small_before: Book | None
    inclusive_before: Book | None
    all_before: Book | None
    asked: Asked | None
    asked_before: Asked | None


@dataclass(frozen=True, slots=True)
class TestLine:
    """One test with its inputs and its gap. `met` is None where it cannot be computed (no day to compare with)."""

    __test__ = False

    code: TestCode
    universe: Universe
    unit: str
    value: str | int
    reference: str | int
    gap: str
    met: bool | None
    mode: Mode
    note: str = ""

    def as_dict(self) -> dict[str, object]:
        """For the scoreboard: the contract's three words, and what makes them readable."""
        return {
            "value": self.value,
            "reference": self.reference,
            "met": self.met,
            "gap": self.gap,
            "unit": self.unit,
            "code": self.code.value,
            "title": self.code.label,
            "universe": self.universe.value,
            "mode": self.mode.value,
            "note": self.note,
        }


def growth(now: int, before: int | None) -> str:
    """Growth in percent, two decimals; "—" without a base.

    >>> growth(88_040_700_000, 69_040_700_000), growth(5, 0), growth(5, None)
    ('27.52', '—', '—')
    """
    return NOTHING if before is None else percent(now - before, before)


def points(a: tuple[int, int], b: tuple[int, int]) -> str:
    """a − b in percentage points of two fractions, computed exactly and rounded once; "—" where one cannot be.

    >>> points((1, 3), (1, 4)), points((1, 0), (1, 4))
    ('8.33', '—')
    """
    if a[1] <= 0 or b[1] <= 0:
        return NOTHING
    return yuan(half_up((a[0] * b[1] - b[0] * a[1]) * 10_000, a[1] * b[1]))


def _growth_line(
    code: TestCode, universe: Universe, ours: Book, before: Book | None, rest: tuple[Book, Book | None], mode: Mode
) -> TestLine:
    all_now, all_before = rest
    if before is None or all_before is None or before.balance <= 0 or all_before.balance <= 0:
        return TestLine(code, universe, "%", NOTHING, NOTHING, NOTHING, None, mode, "缺少上年同期数据")
    own = (ours.balance - before.balance, before.balance)
    whole = (all_now.balance - all_before.balance, all_before.balance)
    met = own[0] * whole[1] >= whole[0] * own[1]
    return TestLine(code, universe, "%", percent(*own), percent(*whole), points(own, whole), met, mode)


def _count_line(code: TestCode, universe: Universe, now: Book, before: Book | None, mode: Mode) -> TestLine:
    if before is None:
        return TestLine(code, universe, "户", now.borrowers, NOTHING, NOTHING, None, mode, "缺少上年同期数据")
    gap = now.borrowers - before.borrowers
    return TestLine(code, universe, "户", now.borrowers, before.borrowers, str(gap), gap >= 0, mode)


def _success_line(now: Asked | None, before: Asked | None) -> TestLine:
    code, universe = TestCode.T3, Universe.SMALL
    if now is None or before is None or now.applied == 0 or before.applied == 0:
        shown = NOTHING if now is None else percent(now.obtained, now.applied)
        return TestLine(code, universe, "%", shown, NOTHING, NOTHING, None, Mode.HARD, "缺少可比的申请记录")
    ours, theirs = (now.obtained, now.applied), (before.obtained, before.applied)
    met = ours[0] * theirs[1] >= theirs[0] * ours[1]
    return TestLine(code, universe, "%", percent(*ours), percent(*theirs), points(ours, theirs), met, Mode.HARD)


def _npl_line(now: Standing, tolerance: int, mode: Mode) -> TestLine:
    """K1: n_s/b_s ≤ n_a/b_a + tolerance, on whole numbers. `tolerance` in hundredths of a percentage point."""
    ours, whole = now.small, now.all
    note = f"容忍度{yuan(tolerance)}个百分点"
    if ours.balance <= 0 or whole.balance <= 0:
        return TestLine(TestCode.K1, Universe.SMALL, "%", NOTHING, NOTHING, NOTHING, None, mode, note)
    limit = (whole.npl * 10_000 + tolerance * whole.balance, whole.balance * 10_000)
    own = (ours.npl, ours.balance)
    met = own[0] * limit[1] <= limit[0] * own[1]
    return TestLine(
        TestCode.K1, Universe.SMALL, "%", percent(*own), percent(*limit), points(limit, own), met, mode, note
    )


def _cost_line(now: Book, before: Book | None, mode: Mode) -> TestLine:
    code, universe = TestCode.K2, Universe.INCLUSIVE
    if now.lent <= 0 or before is None or before.lent <= 0:
        shown = percent(now.interest, now.lent)
        return TestLine(code, universe, "%", shown, NOTHING, NOTHING, None, mode, "缺少可比期间的放款")
    ours, theirs = (now.interest, now.lent), (before.interest, before.lent)
    met = ours[0] * theirs[1] <= theirs[0] * ours[1]
    return TestLine(code, universe, "%", percent(*ours), percent(*theirs), points(theirs, ours), met, mode)


def three_not_lower(now: Standing) -> tuple[TestLine, TestLine, TestLine]:
    """三个不低于: T1 growth, T2 borrowers, T3 success rate; a positive gap is what there is to spare."""
    return (
        _growth_line(TestCode.T1, Universe.SMALL, now.small, now.small_before, (now.all, now.all_before), Mode.HARD),
        _count_line(TestCode.T2, Universe.SMALL, now.small, now.small_before, Mode.HARD),
        _success_line(now.asked, now.asked_before),
    )


def two_increases_two_controls(now: Standing, held: Thresholds) -> tuple[TestLine, TestLine, TestLine, TestLine]:
    """两增两控: Z1 growth, Z2 borrowers, K1 bad loans, K2 cost, by the tolerance and mode held against them."""
    mode = held.mode
    return (
        _growth_line(
            TestCode.Z1, Universe.INCLUSIVE, now.inclusive, now.inclusive_before, (now.all, now.all_before), mode
        ),
        _count_line(TestCode.Z2, Universe.INCLUSIVE, now.inclusive, now.inclusive_before, mode),
        _npl_line(now, held.npl_tolerance, Mode.HARD),
        _cost_line(now.inclusive, now.inclusive_before, Mode.HARD),
    )


def all_met(lines: Iterable[TestLine]) -> bool | None:
    """Whether every binding line is met; None when nothing fails but one could not be computed."""
    hard = [line.met for line in lines if line.mode is Mode.HARD]
    if False in hard:
        return False
    return None if None in hard else True


@dataclass(frozen=True, slots=True)
class FlowIdentity:
    """期初 + 发放 − 收回 − 核销 = 期末, in one universe. Fen; `moved` holds every way, with 0 where nothing moved."""

    universe: Universe
    opening: int
    moved: Mapping[Way, int]
    closing: int

    @property
    def expected(self) -> int:
        """What the closing balance must be."""
        lent = sum(amount for way, amount in self.moved.items() if way.lends)
        return self.opening + lent - self.moved[Way.REPAID] - self.moved[Way.WRITTEN_OFF]

    @property
    def difference(self) -> int:
        """Closing less expected: nought, or there is something to explain."""
        return self.closing - self.expected

    @property
    def holds(self) -> bool:
        """Whether the identity is true to the fen."""
        return self.difference == 0
