"""The yearly all-in cost of a stream of payments: XIRR over 365 days, two decimals half-up.

Solved in decimals with 34 digits, never in binary floats, so that the second decimal is the same on every machine. The
unknown is the value today of one fen a day later, v: the sum of flow x v^day is a polynomial that grows with v, and
Newton's step with a bracket around it cannot leave the root.

>>> from datetime import date
>>> yearly_cost([(date(2018, 1, 1), -10_000), (date(2019, 1, 1), 10_435)])
'4.35'
"""

from collections.abc import Sequence
from datetime import date
from decimal import Context, Decimal, localcontext
from itertools import pairwise

_WORK = Context(prec=34)
_NEAR = Decimal("1e-15")
_ROUNDS = 200
_MIDDLE = Decimal("0.9998")
LIMIT_PCT = Decimal(10_000)
"""A cost above this is shown as none: it is an accident of a very short span, not a price."""


def yearly_cost(flows: Sequence[tuple[date, int]]) -> str | None:
    """XIRR over 365 as a percentage with two decimals; money paid out is negative, money coming back positive.

    None where there is no yearly cost: nothing paid out, nothing back, less back than out, or all on one day.
    """
    by_day = _by_day(flows)
    if len(by_day) < 2 or by_day[0][1] >= 0:
        return None
    total = sum(amount for _, amount in by_day)
    if total < 0:
        return None
    if total == 0:
        return "0.00"
    with localcontext(_WORK):
        value = _value_of_a_day_later(by_day)
        if value is None or value <= 0:
            return None
        pct = (1 / value**365 - 1) * 100
        if pct > LIMIT_PCT:
            return None
        return str(pct.quantize(Decimal("0.01"), rounding="ROUND_HALF_UP"))


def _by_day(flows: Sequence[tuple[date, int]]) -> list[tuple[int, int]]:
    """(days since the first flow, amount), one a day, in order, without noughts."""
    first = min(day for day, _ in flows) if flows else None
    total: dict[int, int] = {}
    for day, amount in flows:
        held = (day - first).days if first else 0
        total[held] = total.get(held, 0) + amount
    return sorted((held, amount) for held, amount in total.items() if amount)


def _value_of_a_day_later(by_day: list[tuple[int, int]]) -> Decimal | None:
    amounts = [Decimal(amount) for _, amount in reversed(by_day)]
    days = [held for held, _ in by_day]
    gaps = [late - early for early, late in pairwise(days)][::-1]
    low, high, value = Decimal(0), Decimal(1), _guess(by_day)
    for _ in range(_ROUNDS):
        present, slope = _present_value(amounts, gaps, value)
        if present > 0:
            high = value
        else:
            low = value
        step = present / slope if slope > 0 else None
        following = value - step if step is not None else (low + high) / 2
        if not low < following < high:
            following = (low + high) / 2
        if abs(following - value) < _NEAR:
            return following
        value = following
    return None


def _guess(by_day: list[tuple[int, int]]) -> Decimal:
    """One Newton step from v = 1, bent by the second derivative: near enough that two more settle an ordinary loan."""
    total = sum(amount for _, amount in by_day)
    first = sum(amount * held for held, amount in by_day)
    second = sum(amount * held * (held - 1) for held, amount in by_day)
    if first <= 0:
        return _MIDDLE
    off = Decimal(total) / first
    guess = 1 - off * (1 + off * second / (2 * first))
    return guess if 0 < guess < 1 else _MIDDLE


def _present_value(amounts: list[Decimal], gaps: list[int], value: Decimal) -> tuple[Decimal, Decimal]:
    """The polynomial and its slope at `value`, by Horner from the last flow back to the first."""
    powers = {gap: (value**gap, gap * value ** (gap - 1)) for gap in set(gaps)}
    present, slope = amounts[0], Decimal(0)
    for gap, amount in zip(gaps, amounts[1:], strict=True):
        power, steep = powers[gap]
        slope = slope * power + present * steep
        present = present * power + amount
    return present, slope
