"""测算器: every formula over one party's inputs at once, what each still lacks, and how far its estimates lie apart.

The formulas are those of `limits`; nothing here computes an amount.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wuhua.areas.market.rules.limits import FORMULA_OF, Caps, Formula, Inputs, LimitBook, Offer, limit
from wuhua.core.refuse import Refused

NEEDS: Mapping[Formula, tuple[str, ...]] = {
    Formula.CARD: ("industry", "rating", "flow", "cv", "power", "wage"),
    Formula.FLOW: ("flow", "flow_months", "cv"),
    Formula.TAX: ("tax", "tax_months", "tax_grade", "tax_arrears"),
    Formula.MERCHANT: ("income_a", "income_b", "years"),
    Formula.SEASON: ("planned", "own_funds"),
    Formula.CHAIN: ("confirmed", "partner_room"),
    Formula.POOL: ("industry", "rating", "flow", "cv", "power", "wage", "partner_room"),
    Formula.RATING: ("rating",),
}
"""What each formula reads of a party, beside its tier and what is lent already."""
ESTIMATES = ("R_FLOW", "R_POWER", "R_WAGE")


@dataclass(frozen=True, slots=True)
class Row:
    """One product: its formula's answer, the inputs not known, and the highest estimate in percent of the lowest."""

    product: str
    formula: Formula
    answer: Offer | Refused
    missing: tuple[str, ...]
    spread_pct: int | None

    @property
    def offer(self) -> Offer | None:
        """The limit where there is one."""
        return self.answer if isinstance(self.answer, Offer) else None

    @property
    def refused(self) -> Refused | None:
        """Why there is none."""
        return self.answer if isinstance(self.answer, Refused) else None


def rows(x: Inputs, caps: Callable[[str], Caps], book: LimitBook) -> list[Row]:
    """Every product with a formula, in the order of `FORMULA_OF`."""
    return [
        Row(product, formula, answer, missing(formula, x), spread_pct(formula, x, answer))
        for product, formula in FORMULA_OF.items()
        for answer in (limit(product, x, caps(product), book),)
    ]


def missing(formula: Formula, x: Inputs) -> tuple[str, ...]:
    """The inputs of the formula that are not known.

    >>> missing(Formula.MERCHANT, Inputs(income_a=1, years=0))
    ('income_b',)
    """
    return tuple(name for name in NEEDS[formula] if getattr(x, name) in (None, ""))


def spread_pct(formula: Formula, x: Inputs, answer: Offer | Refused) -> int | None:
    """The highest estimate in percent of the lowest, rounded down; None where fewer than two are known or the lowest is nought.

    >>> spread_pct(Formula.MERCHANT, Inputs(income_a=36, income_b=40), Refused)  # type: ignore[arg-type]
    111
    """
    if formula is Formula.MERCHANT:
        known = [each for each in (x.income_a, x.income_b) if each is not None]
    elif isinstance(answer, Offer):
        known = [answer.figures[name] for name in ESTIMATES if name in answer.figures]
    else:
        known = []
    return max(known) * 100 // min(known) if len(known) > 1 and min(known) > 0 else None
