"""A rate is a whole number of ten-millionths per year: 4.35 % is 435 000, and 8.15625 % (4.35 % + 87.5 %) is 815 625.

What the unit cannot hold exactly is refused, never rounded: a rate stands in a contract. Penalty never becomes a rate;
it is an uplift in the numerator (`accrue.penalty_numerator`).

>>> Rate.of_pct("4.35").units, Rate.of_pct("4.35").floated("87.5").pct()
(435000, '8.15625')
>>> Rate.of_month_permille("7.2").pct()
'8.64'
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Self

from wuhua.core.money import half_up
from wuhua.core.refuse import Refusal, Refuse, Refused

ONE = 10_000_000
"""Units in a rate of 100 % a year."""
UNITS_PER_PERCENT = ONE // 100
UNITS_PER_MONTH_PERMILLE = ONE // 1000 * 12
LIMIT_UNITS = 10 * ONE
"""1000 % a year; a larger figure is a month's or a permille's figure written in the wrong box."""

_DECIMAL = re.compile(r"([0-9]{1,9})(?:\.([0-9]{1,30}))?", re.ASCII)


class RateRefusal(Refusal):
    """Why a rate was not taken, in the order in which it is checked."""

    NOT_A_RATE = "not_a_rate"
    RATE_NOT_EXACT = "rate_not_exact"
    RATE_TOO_HIGH = "rate_too_high"


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """A yearly rate in whole 10⁻⁷; never negative."""

    units: int

    def __post_init__(self) -> None:
        if type(self.units) is not int:
            raise TypeError(f"a rate is a whole number of ten-millionths, not {self.units!r}")
        if self.units < 0:
            raise ValueError("a rate is not negative")

    @classmethod
    def of_pct(cls, text: str | int | Decimal, field: str | None = None) -> Self:
        """A yearly percentage as written ("4.35"), exact to 10⁻⁷ or `Refuse`.

        >>> Rate.of_pct("4.350001")
        Traceback (most recent call last):
        wuhua.core.refuse.Refuse: rate_not_exact: 利率「4.350001」超出百分比小数点后五位,无法精确表示。
        """
        return cls(_units(text, UNITS_PER_PERCENT, field))

    @classmethod
    def of_month_permille(cls, text: str | int | Decimal, field: str | None = None) -> Self:
        """A month rate in ‰ as written ("7.2"), twelve times which is exact to 10⁻⁷ a year, or `Refuse`."""
        return cls(_units(text, UNITS_PER_MONTH_PERMILLE, field))

    def floated(self, percent: str) -> "Rate":
        """The benchmark floated up by so many percent of itself: 4.35 % floated 90 % is 8.265 %; exact or `Refuse`."""
        top, bottom = _exact(percent, None)
        numerator = self.units * (100 * bottom + top)
        if numerator % (100 * bottom):
            raise _refuse(RateRefusal.RATE_NOT_EXACT, f"{self.pct()} × (1 + {percent}%)", None)
        return Rate(numerator // (100 * bottom))

    def __add__(self, other: "Rate") -> "Rate":
        if not isinstance(other, Rate):
            return NotImplemented
        return Rate(self.units + other.units)

    def __sub__(self, other: "Rate") -> "Rate":
        if not isinstance(other, Rate):
            return NotImplemented
        return Rate(self.units - other.units)

    def __bool__(self) -> bool:
        raise TypeError("a rate has no truth value: compare it with Rate(0)")

    def pct(self) -> str:
        """The yearly percentage, exactly, with at least two decimals.

        >>> Rate(435000).pct(), Rate(1_000_000).pct(), Rate(815_625).pct()
        ('4.35', '10.00', '8.15625')
        """
        part = f"{self.units % UNITS_PER_PERCENT:05d}".rstrip("0").ljust(2, "0")
        return f"{self.units // UNITS_PER_PERCENT}.{part}"

    def month_permille(self) -> str:
        """The month rate in ‰ beside the year rate, four decimals half-up; for people, never for arithmetic.

        >>> Rate(864_000).month_permille()
        '7.2000'
        """
        shown = half_up(self.units * 10_000, UNITS_PER_MONTH_PERMILLE)
        return f"{shown // 10_000}.{shown % 10_000:04d}"


def _exact(text: str | int | Decimal, field: str | None) -> tuple[int, int]:
    if isinstance(text, bool) or not isinstance(text, str | int | Decimal):
        raise TypeError(f"a rate is written as text, a whole number or a Decimal, not {text!r}")
    if isinstance(text, Decimal) and (not text.is_finite() or abs(text.adjusted()) > 40):
        raise _refuse(RateRefusal.NOT_A_RATE, str(text), field)
    written = format(text, "f") if isinstance(text, Decimal) else str(text).strip().removesuffix("%").rstrip()
    found = _DECIMAL.fullmatch(written)
    if found is None:
        raise _refuse(RateRefusal.NOT_A_RATE, written, field)
    part = (found.group(2) or "").rstrip("0")
    return int(found.group(1) + part), 10 ** len(part)


def _units(text: str | int | Decimal, per_one: int, field: str | None) -> int:
    top, bottom = _exact(text, field)
    if top * per_one % bottom:
        raise _refuse(RateRefusal.RATE_NOT_EXACT, str(text), field)
    units = top * per_one // bottom
    if units > LIMIT_UNITS:
        raise _refuse(RateRefusal.RATE_TOO_HIGH, str(text), field)
    return units


def _refuse(name: RateRefusal, written: str, field: str | None) -> Refuse:
    shown = written if len(written) <= 40 else written[:37] + "…"
    reason, next_step = {
        RateRefusal.NOT_A_RATE: (f"「{shown}」不是利率。", "请填写不带百分号的非负数字,例如 4.35。"),
        RateRefusal.RATE_NOT_EXACT: (
            f"利率「{shown}」超出百分比小数点后五位,无法精确表示。",
            "请改用可精确到千万分之一的利率。",
        ),
        RateRefusal.RATE_TOO_HIGH: (f"利率「{shown}」超过年化 1000%。", "请核对是年利率还是月利率。"),
    }[name]
    return Refuse(Refused(name, reason, next_step, field))
