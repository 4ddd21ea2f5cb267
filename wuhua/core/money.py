"""Money is a whole number of fen, and rounding happens in one named place.

One currency, yuan renminbi; nothing here carries a currency. `Money` adds, subtracts and compares. It multiplies by
nothing, because interest is `accrue`, splitting is `share`, and there must be no operator in which to lose a fen.
Columns and formulas work on the bare `fen`; `Money` guards the doors where amounts come in and go out.

>>> Money.of("1,234.50") + Money.of("0.50")
Money(fen=123500)
>>> Money.of("1,234.50").yuan(), Money.of("1234567.8").grouped()
('1234.50', '1,234,567.80')
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Self

from wuhua.core.refuse import Refusal, Refuse, Refused, ensure

FEN_PER_YUAN = 100
LIMIT_FEN = 10**13
"""No amount read from outside exceeds this many fen (a hundred billion yuan): larger is a slip of the keyboard."""

_PLAIN = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.([0-9]+))?", re.ASCII)


class MoneyRefusal(Refusal):
    """Why an amount was not taken, in the order in which it is checked."""

    NOT_AN_AMOUNT = "not_an_amount"
    AMOUNT_FINER_THAN_FEN = "amount_finer_than_fen"
    AMOUNT_TOO_LARGE = "amount_too_large"


class Rounding(StrEnum):
    """How a fraction of a fen becomes a fen. HALF_EVEN exists for comparison runs only."""

    HALF_UP = "HALF_UP"
    HALF_EVEN = "HALF_EVEN"


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole fen; may be negative (a difference is an amount).

    >>> Money(5) - Money(7)
    Money(fen=-2)
    >>> Money(1.5)
    Traceback (most recent call last):
    TypeError: fen is a whole number, not 1.5
    >>> bool(Money(0))
    Traceback (most recent call last):
    TypeError: an amount has no truth value: compare it with Money(0)
    """

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError(f"fen is a whole number, not {self.fen!r}")

    @classmethod
    def of(cls, text: str | int | Decimal) -> Self:
        """Yuan as written ("1,234.50", 1234, Decimal("1234.5")). Raises `Refuse` when it is no amount to the fen.

        >>> Money.of("0.005")
        Traceback (most recent call last):
        wuhua.core.refuse.Refuse: amount_finer_than_fen: 金额「0.005」精确到了分以下。
        """
        return cls(fen_of(text))

    @classmethod
    def sum(cls, amounts: Iterable["Money"]) -> Self:
        """The total; of nothing, nothing."""
        return cls(sum(each.fen for each in amounts))

    def __add__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.fen + other.fen)

    def __sub__(self, other: "Money") -> "Money":
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.fen - other.fen)

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __bool__(self) -> bool:
        raise TypeError("an amount has no truth value: compare it with Money(0)")

    def yuan(self) -> str:
        """Two decimals, no separators, as JSON and files carry it: "1234.50"."""
        return yuan(self.fen)

    def grouped(self) -> str:
        """For people: "1,234.50"."""
        return grouped(self.fen)

    def __str__(self) -> str:
        return yuan(self.fen)


ZERO = Money(0)


def fen_of(text: str | int | Decimal, field: str | None = None) -> int:
    """Whole fen of an amount in yuan; `Refuse` names what is wrong with it. A binary float is never taken.

    >>> fen_of("1,234.5"), fen_of(7), fen_of("-0.01")
    (123450, 700, -1)
    """
    if isinstance(text, bool) or not isinstance(text, str | int | Decimal):
        raise TypeError(f"an amount is written as text, a whole number or a Decimal, not {text!r}")
    if isinstance(text, Decimal):
        if not text.is_finite() or abs(text.adjusted()) > 40:
            raise _refuse(MoneyRefusal.NOT_AN_AMOUNT, str(text), field)
        text = format(text, "f")
    written = text.strip().replace("，", ",") if isinstance(text, str) else str(text)
    found = _PLAIN.fullmatch(written)
    if found is None:
        raise _refuse(MoneyRefusal.NOT_AN_AMOUNT, written, field)
    sign, whole, part = found.group(1), found.group(2).replace(",", ""), (found.group(3) or "").rstrip("0")
    if len(part) > 2:
        raise _refuse(MoneyRefusal.AMOUNT_FINER_THAN_FEN, written, field)
    whole = whole.lstrip("0")
    fen = int(whole + part.ljust(2, "0")) if len(whole) < 20 else LIMIT_FEN + 1
    if fen > LIMIT_FEN:
        raise _refuse(MoneyRefusal.AMOUNT_TOO_LARGE, written, field)
    return -fen if sign == "-" else fen


def _refuse(name: MoneyRefusal, written: str, field: str | None) -> Refuse:
    shown = written if len(written) <= 40 else written[:37] + "…"
    reason, next_step = {
        MoneyRefusal.NOT_AN_AMOUNT: (f"「{shown}」不是金额。", "请以元为单位填写数字,例如 1234.50。"),
        MoneyRefusal.AMOUNT_FINER_THAN_FEN: (f"金额「{shown}」精确到了分以下。", "请把金额精确到分(两位小数)。"),
        MoneyRefusal.AMOUNT_TOO_LARGE: (f"金额「{shown}」超过一千亿元。", "请核对金额的位数。"),
    }[name]
    return Refuse(Refused(name, reason, next_step, field))


def yuan(fen: int) -> str:
    """Fen as yuan with two decimals, no separators.

    >>> yuan(123450), yuan(-5)
    ('1234.50', '-0.05')
    """
    sign, size = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{size // FEN_PER_YUAN}.{size % FEN_PER_YUAN:02d}"


def grouped(fen: int) -> str:
    """Fen as yuan with thousands separators, for people.

    >>> grouped(123456750)
    '1,234,567.50'
    """
    sign, size = ("-", -fen) if fen < 0 else ("", fen)
    return f"{sign}{size // FEN_PER_YUAN:,}.{size % FEN_PER_YUAN:02d}"


def half_up(numerator: int, denominator: int) -> int:
    """The nearest whole number, a half away from zero: the one rounding of the house.

    >>> half_up(5, 2), half_up(-5, 2), half_up(4, 3)
    (3, -3, 1)
    """
    ensure(denominator > 0, f"a denominator is positive, not {denominator}")
    if numerator < 0:
        return -((-2 * numerator + denominator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def half_even(numerator: int, denominator: int) -> int:
    """The nearest whole number, a half to the even neighbour; for comparison runs.

    >>> half_even(5, 2), half_even(7, 2), half_even(-5, 2)
    (2, 4, -2)
    """
    ensure(denominator > 0, f"a denominator is positive, not {denominator}")
    whole, rest = numerator // denominator, numerator % denominator
    up = 2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1)
    return whole + (1 if up else 0)


def rounded(numerator: int, denominator: int, mode: Rounding = Rounding.HALF_UP) -> int:
    """`half_up` or `half_even`, by name."""
    return half_up(numerator, denominator) if mode is Rounding.HALF_UP else half_even(numerator, denominator)


def share(total: int, weights: Sequence[int]) -> list[int]:
    """Split whole fen by weights: floor everyone, left-over fen to the largest remainders, ties by order.

    The total is kept, nobody is off by a whole fen, and a weight of zero never receives one.

    >>> share(100, [1, 1, 1])
    [34, 33, 33]
    >>> share(1, [0, 3])
    [0, 1]
    """
    if total < 0:
        return [-part for part in share(-total, weights)]
    whole = sum(weights)
    ensure(all(weight >= 0 for weight in weights), "weights are not negative")
    ensure(whole > 0 or total == 0, "someone must have a weight to take a share")
    if whole == 0:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    rests = [total * weight % whole for weight in weights]
    first = sorted(range(len(weights)), key=lambda i: -rests[i])
    for i in first[: total - sum(parts)]:
        parts[i] += 1
    ensure(sum(parts) == total, f"shares {sum(parts)} are not the total {total}")
    return parts


def of_percent(fen: int, hundredths: int) -> int:
    """So many hundredths of a percent of an amount, half-up to the fen (fees, caps): 1.5 % is 150.

    >>> of_percent(100000, 150)
    1500
    """
    return half_up(fen * hundredths, 10_000)


def percent(numerator: int, denominator: int) -> str:
    """A percentage of whole numbers, two decimals half-up; "—" where there is nothing to divide by.

    >>> percent(19_000_000_000, 17_848_755_284), percent(1, 0), percent(-1, 3)
    ('106.45', '—', '-33.33')
    """
    if denominator == 0:
        return "—"
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    return yuan(half_up(numerator * 10_000, denominator))
