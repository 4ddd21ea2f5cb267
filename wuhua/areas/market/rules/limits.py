"""Limits of every product (domain 1.13.1, 1.13.2): exact fractions inside, floored to the fen once, then to the unit.

Return rate and deposits are no input here (七不准 2, practice 1). What a formula needs stands in `Inputs`; unknown is None
and never nought. The answer is an `Offer` that can be read to the customer: the amount, what bound it, why, the inputs and
the version of the rules; or a named refusal. `bulk/columns/limits.py` is the twin, `tests/agree/test_limits.py` the proof.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from fractions import Fraction
from hashlib import blake2b
from math import isqrt
from typing import Any

from wuhua.core.money import fen_of, grouped
from wuhua.core.refuse import Refusal, Refused

WHOLE = 10_000
"""Shares and coefficients are hundredths of a percent."""
MONTHS = 12
CV_MOST = 10_000


class Formula(StrEnum):
    """额度公式: which one a product follows."""

    CARD = "CARD"
    FLOW = "FLOW"
    TAX = "TAX"
    MERCHANT = "MERCHANT"
    SEASON = "SEASON"
    CHAIN = "CHAIN"
    POOL = "POOL"
    RATING = "RATING"


FORMULA_OF: Mapping[str, Formula] = {
    "CREDIT_CARD_LINE": Formula.CARD,
    "FLOW_LOAN": Formula.FLOW,
    "TAX_LOAN": Formula.TAX,
    "MERCHANT_LOAN": Formula.MERCHANT,
    "PACKAGING_LOAN": Formula.SEASON,
    "JUJUBE_LOAN": Formula.SEASON,
    "CHAIN_LOAN": Formula.CHAIN,
    "POOL_LOAN": Formula.POOL,
    "CREDIT_LOAN": Formula.RATING,
}


class Tier(StrEnum):
    """客户层级: 重点, 优质, 基础 (domain 1.15)."""

    KEY = "KEY"
    QUALITY = "QUALITY"
    BASIC = "BASIC"


class Binding(StrEnum):
    """约束: what the limit stopped at, in the order in which a tie is told."""

    FORMULA = "FORMULA"
    TIER_CAP = "TIER_CAP"
    PRODUCT_CAP = "PRODUCT_CAP"
    ROOM = "ROOM"
    AUTHORITY = "AUTHORITY"
    PARTNER = "PARTNER"


class Why(StrEnum):
    """额度说明: what the customer and the file are told beside the amount."""

    GUARDED = "GUARDED"
    ONE_MISSING = "ONE_MISSING"
    NO_GAP = "NO_GAP"
    SPREAD = "SPREAD"
    TOO_LARGE = "TOO_LARGE"
    RATING_NONE = "RATING_NONE"


WHY_WORDS: Mapping[Why, str] = {
    Why.GUARDED: "三项推算差距较大,已按最低一项的限定倍数取值。",
    Why.ONE_MISSING: "缺一项资料,按其余两项重新分配权重并打折。",
    Why.NO_GAP: "资金需求已由现有贷款满足,没有缺口。",
    Why.SPREAD: "几项推算相差过大,不能自动核定,须人工评估并写明理由。",
    Why.TOO_LARGE: "金额超过自动核定的范围,须人工评估。",
    Why.RATING_NONE: "该评级没有信用额度。",
}
NEEDS_PERSON = frozenset({Why.SPREAD, Why.TOO_LARGE})


class LimitRefusal(Refusal):
    """Why no limit is computed, in the order in which it is checked."""

    FORMULA_UNKNOWN = "formula_unknown"
    NEGATIVE_INPUT = "negative_input"
    RATING_UNKNOWN = "rating_unknown"
    TIER_UNKNOWN = "tier_unknown"
    TWO_INPUTS_MISSING = "two_inputs_missing"
    INPUT_MISSING = "input_missing"
    MONTHS_TOO_FEW = "months_too_few"
    TAX_GRADE_OUTSIDE = "tax_grade_outside"
    TAX_IN_ARREARS = "tax_in_arrears"
    TAX_TOO_LITTLE = "tax_too_little"
    SEASON_OUTSIDE = "season_outside"
    LEASE_ENDS_FIRST = "lease_ends_first"


@dataclass(frozen=True, slots=True)
class Inputs:
    """What is known of one party. Fen, months, and `cv` in hundredths of a percent; None is unknown.

    `flow` is the net credit turnover of twelve months, `flow_months` how many of them had any; `tax` what was paid in
    twelve months less refunds, `tax_months` how many months are on record.
    """

    industry: str = ""
    rating: str = ""
    tier: str = Tier.BASIC
    flow: int | None = None
    flow_months: int | None = None
    cv: int | None = None
    power: int | None = None
    wage: int | None = None
    elsewhere: int = 0
    ours: int = 0
    tax: int | None = None
    tax_months: int | None = None
    tax_grade: str = ""
    tax_arrears: int | None = None
    income_a: int | None = None
    income_b: int | None = None
    years: int | None = None
    planned: int | None = None
    own_funds: int | None = None
    confirmed: int | None = None
    partner_room: int | None = None


@dataclass(frozen=True, slots=True)
class Caps:
    """What holds a formula down besides itself; None is no bound."""

    tier: int | None = None
    product: int | None = None
    room: int | None = None
    authority: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A limit and how it came about. `formula` is what the formula gave before any cap, whole fen."""

    product: str
    formula: int
    limit: int
    binding: Binding
    why: tuple[Why, ...]
    figures: Mapping[str, int]
    inputs: Inputs
    rule_version: str

    @property
    def needs_person(self) -> bool:
        """Whether the formula may not speak for itself."""
        return not NEEDS_PERSON.isdisjoint(self.why)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: everything that a file keeps."""
        return {
            "product": self.product,
            "formula": self.formula,
            "limit": self.limit,
            "binding": self.binding.value,
            "needs_person": self.needs_person,
            "why": [each.value for each in self.why],
            "reasons": [WHY_WORDS[each] for each in self.why],
            "figures": dict(self.figures),
            "inputs": {name: value for name, value in asdict(self.inputs).items() if value not in (None, "")},
            "rule_version": self.rule_version,
        }


# --- the book of shares, coefficients and caps -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LimitBook:
    """Every parameter of a day that a limit rests on; `version` changes whenever one of them does."""

    on: date
    version: str
    pct: Mapping[str, int]
    fen: Mapping[str, int]
    whole: Mapping[str, int]
    industries: tuple[tuple[str, tuple[str, ...]], ...]
    years: tuple[tuple[int, int], ...] = field(default=())

    def group(self, industry: str) -> str:
        """The industry group of a GB/T 4754 code; the longest prefix wins, else OTHER."""
        code = industry.lstrip("ABCDEFGHIJKLMNOPQRST")
        hits = [(len(each), group) for group, codes in self.industries for each in codes if code.startswith(each)]
        return max(hits)[1] if hits else "OTHER"


_YUAN = ("LIMIT_TIER_CAP.", "LIMIT_CREDIT_RATING.", "LIMIT_UNIT", "LIMIT_LARGEST", "LIMIT_TAX_LEAST", "LIMIT_CORE_CAP")
_WHOLE = ("LIMIT_FLOW_MONTHS", "LIMIT_TAX_MONTHS", "LIMIT_TAX_TIMES.", "LIMIT_POOL_TIMES")
_YEARS, _INDUSTRY = "LIMIT_MERCHANT_YEARS.", "LIMIT_INDUSTRY."


def limit_book(on: date, values: Mapping[str, str]) -> LimitBook:
    """The book of a day out of compliance's values; percentages become hundredths of a percent."""
    mine = {code: value for code, value in sorted(values.items()) if code.startswith("LIMIT_")}
    seal = blake2b("\n".join(f"{code}={value}" for code, value in mine.items()).encode(), digest_size=4).hexdigest()
    pct, fen, whole, industries, years = {}, {}, {}, [], []
    for code, value in mine.items():
        name = code.removeprefix("LIMIT_")
        if code.startswith(_INDUSTRY):
            industries.append((code.removeprefix(_INDUSTRY), tuple(value.split(","))))
        elif code.startswith(_YEARS):
            years.append((int(code.removeprefix(_YEARS)), fen_of(value, code)))
        elif code.startswith(_YUAN):
            fen[name] = fen_of(value, code)
        elif code.startswith(_WHOLE):
            whole[name] = int(value)
        else:
            pct[name] = fen_of(value, code)
    return LimitBook(on, f"LIMITS@{on.isoformat()}#{seal}", pct, fen, whole, tuple(industries), tuple(sorted(years)))


# --- pieces ----------------------------------------------------------------------------------------------------------


def cv_of(months: tuple[int, ...]) -> int:
    """Variation of a year's months (deviation over mean), hundredths of a percent, rounded down, at most 100 %.

    >>> cv_of((100,) * 12), cv_of((90, 110) * 6), cv_of((0,) * 12)
    (0, 1000, 10000)
    """
    total, n = sum(months), len(months)
    if total <= 0:
        return CV_MOST
    spread = n * sum(each * each for each in months) - total * total
    return min(CV_MOST, isqrt(spread * WHOLE * WHOLE) // total)


def stability(cv: int, book: LimitBook) -> int:
    """clamp(1 - CV) between the least stability and one."""
    return max(book.pct["STABILITY_LEAST"], min(WHOLE, WHOLE - cv))


def bounded(formula: int, caps: Caps, partner: int | None, book: LimitBook) -> tuple[int, Binding]:
    """The lowest of formula and caps, floored to the unit, and which of them it was (the first on a tie)."""
    found = [(Binding.FORMULA, max(0, formula)), (Binding.TIER_CAP, caps.tier), (Binding.PRODUCT_CAP, caps.product)]
    found += [(Binding.ROOM, caps.room), (Binding.AUTHORITY, caps.authority), (Binding.PARTNER, partner)]
    binding, lowest = min(((name, value) for name, value in found if value is not None), key=lambda pair: pair[1])
    return max(0, lowest) // book.fen["UNIT"] * book.fen["UNIT"], binding


def _no(name: LimitRefusal, reason: str, next_step: str, at: str | None = None) -> Refused:
    return Refused(name, reason, next_step, at)


_MONEY = (
    "flow", "power", "wage", "elsewhere", "ours", "tax", "tax_arrears", "income_a", "income_b", "planned", "own_funds",
    "confirmed",
)  # fmt: skip


def check(product: str, x: Inputs, book: LimitBook) -> Refused | None:
    """What every formula asks first: a product with a formula, no negative input, a rating and a tier we know."""
    if product not in FORMULA_OF:
        return _no(LimitRefusal.FORMULA_UNKNOWN, f"产品 {product} 没有额度公式。", "请选择有公式的产品。", "product")
    for name in _MONEY:
        value = getattr(x, name)
        if value is not None and value < 0 and name != "tax":
            return _no(LimitRefusal.NEGATIVE_INPUT, f"「{name}」不能为负数。", "请核对数据来源。", name)
    if FORMULA_OF[product] in (Formula.CARD, Formula.POOL, Formula.RATING) and f"RATING.{x.rating}" not in book.pct:
        return _no(LimitRefusal.RATING_UNKNOWN, f"没有评级「{x.rating}」。", "请先完成客户评级。", "rating")
    if x.tier not in Tier.__members__:
        return _no(LimitRefusal.TIER_UNKNOWN, f"没有层级「{x.tier}」。", "请填写 KEY、QUALITY 或 BASIC。", "tier")
    return None


def lacks(x: Inputs, *names: str) -> Refused | None:
    """The first of these that is not known."""
    for name in names:
        if getattr(x, name) is None:
            return _no(LimitRefusal.INPUT_MISSING, f"缺少「{name}」。", "请补齐资料后再核定额度。", name)
    return None


Raw = tuple[Fraction, tuple[Why, ...], dict[str, int]]
"""What a formula gives before caps: the exact amount, why, and figures to show."""


def _apart(low: Fraction | int, high: Fraction | int, book: LimitBook) -> bool:
    return high * WHOLE > low * book.pct["SPREAD_MAX"]


# --- the formulas ----------------------------------------------------------------------------------------------------


def _card(x: Inputs, book: LimitBook) -> Raw | Refused:
    """授信卡 (A60): three estimates of a year's turnover, weighted and guarded; need less what is lent already."""
    group = book.group(x.industry)
    sizes: dict[str, Fraction] = {}
    if x.flow is not None and x.cv is not None:
        sizes["FLOW"] = Fraction(x.flow * stability(x.cv, book), WHOLE)
    if x.power is not None:
        sizes["POWER"] = Fraction(x.power * WHOLE, book.pct[f"SHARE_POWER.{group}"])
    if x.wage is not None:
        sizes["WAGE"] = Fraction(x.wage * WHOLE, book.pct[f"SHARE_WAGE.{group}"])
    if len(sizes) < 2:
        return _no(
            LimitRefusal.TWO_INPUTS_MISSING,
            "流水、电费、工资三项中缺两项,公式不适用。",
            "请补充至少一项资料,或转人工评估。",
            "flow" if "FLOW" not in sizes else "power",
        )
    figures = {f"R_{name}": int(size) for name, size in sizes.items()}
    low, high = min(sizes.values()), max(sizes.values())
    if _apart(low, high, book):
        return Fraction(0), (Why.SPREAD,), figures
    weights = {name: book.pct[f"WEIGHT.{name}"] for name in sizes}
    share = Fraction(1, sum(weights.values()))
    weighted = sum((weights[name] * size * share for name, size in sizes.items()), Fraction(0))
    guard = low * Fraction(book.pct["GUARD"], WHOLE)
    why: list[Why] = [Why.GUARDED] if guard < weighted else []
    turnover = min(weighted, guard)
    if len(sizes) == 2:
        turnover *= Fraction(book.pct["ONE_MISSING"], WHOLE)
        why.append(Why.ONE_MISSING)
    need = turnover * Fraction(book.pct[f"TURN.{group}"], WHOLE)
    gap = need - x.elsewhere - x.ours
    figures |= {"R": int(turnover), "guard": int(guard), "need": int(need), "gap": gap.__floor__()}
    if gap <= 0:
        return Fraction(0), (*why, Why.NO_GAP), figures
    return gap * Fraction(book.pct[f"RATING.{x.rating}"], WHOLE), tuple(why), figures


def _flow(x: Inputs, book: LimitBook) -> Raw | Refused:
    """流水贷 (A51): so many times the stable month's net credit. The return rate is no condition (七不准)."""
    refused = lacks(x, "flow", "cv", "flow_months")
    if refused is not None:
        return refused
    flow, cv, months = x.flow or 0, x.cv or 0, x.flow_months or 0
    least = book.whole["FLOW_MONTHS"]
    if months < least:
        return _no(LimitRefusal.MONTHS_TOO_FEW, f"有流水的月份只有 {months} 个,须满 {least} 个。",
                   "请待流水满期,或改用其他产品。", "flow_months")  # fmt: skip
    steady = Fraction(flow * stability(cv, book), MONTHS * WHOLE)
    times = book.pct["FLOW_TIMES"] * book.pct[f"FLOW_TIER.{x.tier}"]
    return steady * Fraction(times, WHOLE * WHOLE), (), {"month": int(steady)}


def _tax(x: Inputs, book: LimitBook) -> Raw | Refused:
    """信税通 (A56): so many times the tax of twelve months, by grade."""
    refused = lacks(x, "tax", "tax_months", "tax_arrears")
    if refused is not None:
        return refused
    tax, months, arrears = x.tax or 0, x.tax_months or 0, x.tax_arrears or 0
    if f"TAX_TIMES.{x.tax_grade}" not in book.whole:
        return _no(
            LimitRefusal.TAX_GRADE_OUTSIDE, f"纳税信用「{x.tax_grade}」级不适用。", "请改用其他产品。", "tax_grade"
        )
    if months < book.whole["TAX_MONTHS"]:
        least = book.whole["TAX_MONTHS"]
        return _no(LimitRefusal.MONTHS_TOO_FEW, f"纳税记录只有 {months} 个月,须满 {least} 个月。", "请补充纳税记录。",
                   "tax_months")  # fmt: skip
    if arrears > 0:
        return _no(LimitRefusal.TAX_IN_ARREARS, f"欠税 {grouped(arrears)} 元。", "请先缴清欠税。", "tax_arrears")
    if tax < book.fen["TAX_LEAST"]:
        return _no(LimitRefusal.TAX_TOO_LITTLE, f"近 12 个月纳税 {grouped(tax)} 元,不足 {grouped(book.fen['TAX_LEAST'])} 元。",
                   "请改用其他产品。", "tax")  # fmt: skip
    return Fraction(tax * book.whole[f"TAX_TIMES.{x.tax_grade}"]), (), {"tax": tax}


def _merchant(x: Inputs, book: LimitBook) -> Raw | Refused:
    """富商贷 (A52): half the year's net income, the lower of two independent estimates, by years in the trade."""
    refused = lacks(x, "income_a", "income_b", "years")
    if refused is not None:
        return refused
    low, high = sorted((x.income_a or 0, x.income_b or 0))
    figures = {"income": low}
    if _apart(low, high, book):
        return Fraction(0), (Why.SPREAD,), figures
    factor = max((each for each in book.years if each[0] <= (x.years or 0)), default=(0, 0))[1]
    return Fraction(low * book.pct["MERCHANT_SHARE"] * factor, WHOLE * WHOLE), (), figures


def _season(x: Inputs, book: LimitBook) -> Raw | Refused:
    """包装贷, 金枣丰 (A53, A54): the season's purchase by share, less own funds."""
    refused = lacks(x, "planned", "own_funds")
    if refused is not None:
        return refused
    gap = Fraction((x.planned or 0) * book.pct["SEASON_SHARE"], WHOLE) - (x.own_funds or 0)
    figures = {"gap": gap.__floor__()}
    return (Fraction(0), (Why.NO_GAP,), figures) if gap <= 0 else (gap, (), figures)


def _chain(x: Inputs, book: LimitBook) -> Raw | Refused:
    """强企贷 (A55): a share of what the core firm confirmed; what it may still carry is its own cap."""
    refused = lacks(x, "confirmed", "partner_room")
    if refused is not None:
        return _nobody_behind(x) or refused
    return Fraction((x.confirmed or 0) * book.pct["CHAIN_SHARE"], WHOLE), (), {"confirmed": x.confirmed or 0}


def _pool(x: Inputs, book: LimitBook) -> Raw | Refused:
    """助保贷 (A57): the card's formula, and no more than the pool's leverage leaves."""
    return _nobody_behind(x) or _card(x, book)


def _nobody_behind(x: Inputs) -> Refused | None:
    """A loan that rests on a pool or a core firm needs one, with an agreement in force (practice 2)."""
    if x.partner_room is not None:
        return None
    return _no(
        LimitRefusal.INPUT_MISSING,
        "没有可用的合作方额度:未指定资金池或核心企业,或协议未生效。",
        "请在「补充情况」中指定合作方,并核对协议与核心企业确认。",
        "partner_room",
    )


def _rating(x: Inputs, book: LimitBook) -> Raw | Refused:
    """信用贷 (A50): a table by rating."""
    amount = book.fen.get(f"CREDIT_RATING.{x.rating}", 0)
    return Fraction(amount), () if amount else (Why.RATING_NONE,), {}


_FORMULAS = {
    Formula.CARD: _card, Formula.FLOW: _flow, Formula.TAX: _tax, Formula.MERCHANT: _merchant, Formula.SEASON: _season,
    Formula.CHAIN: _chain, Formula.POOL: _pool, Formula.RATING: _rating,
}  # fmt: skip


def limit(product: str, x: Inputs, caps: Caps, book: LimitBook) -> Offer | Refused:
    """The limit of one party for one product."""
    refused = check(product, x, book)
    if refused is not None:
        return refused
    formula = FORMULA_OF[product]
    if any((getattr(x, name) or 0) > book.fen["LARGEST"] for name in _MONEY):
        raw: Raw | Refused = (Fraction(0), (Why.TOO_LARGE,), {})
    else:
        raw = _FORMULAS[formula](x, book)
    if isinstance(raw, Refused):
        return raw
    amount, why, figures = raw
    fen = amount.__floor__()
    partner = x.partner_room if formula in (Formula.CHAIN, Formula.POOL) else None
    most, binding = bounded(fen, caps, partner, book)
    return Offer(product, fen, most, binding, why, figures, x, book.version)


def pool_room(gov_paid: int, outstanding: int, book: LimitBook) -> int:
    """What a risk pool's leverage leaves (A57).

    >>> pool_room(100, 900, limit_book(date(2018, 9, 30), {"LIMIT_POOL_TIMES": "10"}))
    100
    """
    return max(0, gov_paid * book.whole["POOL_TIMES"] - outstanding)


def core_room(outstanding: int, book: LimitBook, cap: int | None = None) -> int:
    """What may still be lent on one core firm's confirmations (A55): its own cap, else the bank's."""
    return max(0, (book.fen["CORE_CAP"] if cap is None else cap) - outstanding)
