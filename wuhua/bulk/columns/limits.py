"""The twin of `areas/market/rules/limits.py`: one product's formula over a list of parties, exact to the fen.

Fractions become one numerator over one denominator in Int128. Shares and coefficients are reduced first and amounts are at
most `LIMIT_LARGEST`, so no product wraps (`_room_for` refuses a book for which one could).
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd, isqrt

import polars as pl

from wuhua.areas.market.rules.limits import (
    _MONEY,
    CV_MOST,
    FORMULA_OF,
    MONTHS,
    WHOLE,
    Binding,
    Formula,
    LimitBook,
    LimitRefusal,
    Tier,
    Why,
)
from wuhua.bulk.columns.accrue import narrow, wide
from wuhua.core.refuse import ensure

INPUTS: dict[str, pl.DataType | type[pl.DataType]] = {
    "industry": pl.String, "rating": pl.String, "tier": pl.String, "flow": pl.Int64, "flow_months": pl.Int64, "cv": pl.Int64,
    "power": pl.Int64, "wage": pl.Int64, "elsewhere": pl.Int64, "ours": pl.Int64, "tax": pl.Int64, "tax_months": pl.Int64,
    "tax_grade": pl.String, "tax_arrears": pl.Int64, "income_a": pl.Int64, "income_b": pl.Int64, "years": pl.Int64,
    "planned": pl.Int64, "own_funds": pl.Int64, "confirmed": pl.Int64, "partner_room": pl.Int64,
}  # fmt: skip
CAPS = ("cap_tier", "cap_product", "cap_room", "cap_authority")
_I128 = pl.Int128


def _lit(value: int) -> pl.Expr:
    return pl.lit(value, dtype=_I128)


def _by(column: str, values: dict[str, int], default: int = 0) -> pl.Expr:
    return pl.col(column).replace_strict(values, default=default, return_dtype=pl.Int64).cast(_I128)


def _parts(values: dict[str, int]) -> tuple[dict[str, int], dict[str, int]]:
    """Hundredths of a percent by name as reduced numerators and denominators."""
    made = {name: Fraction(value, WHOLE) for name, value in values.items()}
    return {name: each.numerator for name, each in made.items()}, {
        name: each.denominator for name, each in made.items()
    }


def cv_of(total: pl.Expr, squares: pl.Expr, months: int = MONTHS) -> pl.Expr:
    """`limits.cv_of` of a year's total and sum of squares (Int128): guessed in floats, settled in whole numbers."""
    spread = (squares * _lit(months) - total * total) * _lit(WHOLE * WHOLE)
    guess = (spread.cast(pl.Float64).sqrt() / total.cast(pl.Float64)).fill_nan(0).clip(0, CV_MOST).floor().cast(_I128)
    low = pl.when((guess * total) ** 2 > spread).then(guess - 1).otherwise(guess)
    high = pl.when(((low + 1) * total) ** 2 <= spread).then(low + 1).otherwise(low)
    settled = pl.when(high > CV_MOST).then(_lit(CV_MOST)).otherwise(high)
    return pl.when(total > 0).then(settled).otherwise(_lit(CV_MOST)).cast(pl.Int64)


def _stable(book: LimitBook) -> pl.Expr:
    least = book.pct["STABILITY_LEAST"]
    steady = _lit(WHOLE) - wide("cv")
    return pl.when(steady < least).then(_lit(least)).when(steady > WHOLE).then(_lit(WHOLE)).otherwise(steady)


def _per(book: LimitBook, name: str) -> dict[str, int]:
    return {code.removeprefix(name): value for code, value in book.pct.items() if code.startswith(name)}


def _room_for(book: LimitBook) -> None:
    """The widest product of the card's formula, for this book's fractions."""
    parts = [_parts(_per(book, name)) for name in ("SHARE_POWER.", "SHARE_WAGE.", "TURN.", "RATING.")]
    (pn, pd), (wn, wd), (_, td), (rn, _) = parts
    top = book.fen["LARGEST"] * WHOLE * 100 * max(pd.values()) * max(wd.values()) * max(pn.values()) * max(wn.values())
    top *= WHOLE * max(td.values()) * max(1, max(rn.values()))
    ensure(isqrt(top) < 2**63, "shares and coefficients of limits are too fine for columns")


def _card(frame: pl.DataFrame, book: LimitBook) -> pl.DataFrame:
    """Numerators of the three estimates over one denominator, weighed, guarded, turned into a need and a gap."""
    _room_for(book)
    groups = {code: book.group(code) for code in frame["industry"].unique().to_list()}
    frame = frame.with_columns(pl.col("industry").replace_strict(groups, return_dtype=pl.String).alias("_group"))
    (pn, pd), (wn, wd), (tn, td) = (_parts(_per(book, name)) for name in ("SHARE_POWER.", "SHARE_WAGE.", "TURN."))
    p, w = _by("_group", pn), _by("_group", wn)
    sizes = frame.with_columns(
        (wide("flow") * _stable(book) * p * w).alias("_FLOW"),
        (wide("power") * _by("_group", pd) * w * _lit(WHOLE)).alias("_POWER"),
        (wide("wage") * _by("_group", wd) * p * _lit(WHOLE)).alias("_WAGE"),
        (p * w * _lit(WHOLE)).alias("_under"),
    )
    weights = {name: book.pct[f"WEIGHT.{name}"] for name in ("FLOW", "POWER", "WAGE")}
    unit = {name: value // gcd(*weights.values()) for name, value in weights.items()}
    known = {name: pl.col(f"_{name}").is_not_null() for name in unit}
    low = pl.min_horizontal(*(f"_{name}" for name in unit))
    high = pl.max_horizontal(*(f"_{name}" for name in unit))
    weighed = pl.sum_horizontal(*(pl.col(f"_{name}").fill_null(0) * value for name, value in unit.items()))
    weight = pl.sum_horizontal(*(known[name].cast(_I128) * value for name, value in unit.items()))
    sizes = sizes.with_columns(
        pl.sum_horizontal(*(each.cast(pl.Int64) for each in known.values())).alias("_count"),
        low.alias("_low"), high.alias("_high"), weighed.alias("_weighed"), weight.alias("_weight"),
    )  # fmt: skip
    guard, missing = Fraction(book.pct["GUARD"], WHOLE), Fraction(book.pct["ONE_MISSING"], WHOLE)
    spread = Fraction(book.pct["SPREAD_MAX"], WHOLE)
    plain, held = pl.col("_weighed") * guard.denominator, pl.col("_low") * guard.numerator * pl.col("_weight")
    two = pl.col("_count") == 2
    sizes = sizes.with_columns(
        (pl.col("_high") * spread.denominator > pl.col("_low") * spread.numerator).alias("_apart"),
        (held < plain).alias("_guarded"),
        (pl.min_horizontal(plain, held) * pl.when(two).then(_lit(missing.numerator)).otherwise(_lit(1))).alias("_r"),
        (pl.col("_under") * pl.col("_weight") * guard.denominator
         * pl.when(two).then(_lit(missing.denominator)).otherwise(_lit(1))).alias("_rd"),
    )  # fmt: skip
    (rn, rd), deep = _parts(_per(book, "RATING.")), pl.col("_rd") * _by("_group", td, 1)
    gap = pl.col("_r") * _by("_group", tn) - (wide("elsewhere") + wide("ours")) * deep
    sizes = sizes.with_columns(gap.alias("_gap"), deep.alias("_deep"))
    amount = pl.col("_gap") * _by("rating", rn) // (pl.col("_deep") * _by("rating", rd, 1))
    none = (pl.col("_gap") <= 0) & ~pl.col("_apart")
    return sizes.with_columns(
        pl.when(pl.col("_apart") | none).then(_lit(0)).otherwise(amount).alias("formula"),
        pl.when(pl.col("_count") < 2).then(pl.lit(LimitRefusal.TWO_INPUTS_MISSING.value)).alias("refused"),
        _said(
            (Why.SPREAD, pl.col("_apart")),
            (Why.GUARDED, pl.col("_guarded") & ~pl.col("_apart")),
            (Why.ONE_MISSING, two & ~pl.col("_apart")),
            (Why.NO_GAP, none),
        ).alias("why"),
    )


def _said(*pairs: tuple[Why, pl.Expr]) -> pl.Expr:
    """The reasons that hold, by commas, in this order."""
    words = [pl.when(holds.fill_null(False)).then(pl.lit(why.value)) for why, holds in pairs]
    return pl.concat_list(words).list.drop_nulls().list.join(",")


def _known(*names: str) -> pl.Expr:
    return pl.any_horizontal(*(pl.col(name).is_null() for name in names))


def _no(*pairs: tuple[pl.Expr, LimitRefusal]) -> pl.Expr:
    """The first refusal that holds."""
    return pl.coalesce(*(pl.when(holds.fill_null(False)).then(pl.lit(name.value)) for holds, name in pairs))


def _flow(frame: pl.DataFrame, book: LimitBook) -> pl.DataFrame:
    times = wide(book.pct["FLOW_TIMES"]) * _by("tier", _per(book, "FLOW_TIER."))
    return frame.with_columns(
        (wide("flow") * _stable(book) * times // _lit(MONTHS * WHOLE * WHOLE * WHOLE)).alias("formula"),
        _no(
            (_known("flow", "cv", "flow_months"), LimitRefusal.INPUT_MISSING),
            (pl.col("flow_months") < book.whole["FLOW_MONTHS"], LimitRefusal.MONTHS_TOO_FEW),
        ).alias("refused"),
        pl.lit("").alias("why"),
    )


def _tax(frame: pl.DataFrame, book: LimitBook) -> pl.DataFrame:
    times = {
        code.removeprefix("TAX_TIMES."): value for code, value in book.whole.items() if code.startswith("TAX_TIMES.")
    }
    return frame.with_columns(
        (wide("tax") * _by("tax_grade", times)).alias("formula"),
        _no(
            (_known("tax", "tax_months", "tax_arrears"), LimitRefusal.INPUT_MISSING),
            (~pl.col("tax_grade").is_in(list(times)), LimitRefusal.TAX_GRADE_OUTSIDE),
            (pl.col("tax_months") < book.whole["TAX_MONTHS"], LimitRefusal.MONTHS_TOO_FEW),
            (pl.col("tax_arrears") > 0, LimitRefusal.TAX_IN_ARREARS),
            (pl.col("tax") < book.fen["TAX_LEAST"], LimitRefusal.TAX_TOO_LITTLE),
        ).alias("refused"),
        pl.lit("").alias("why"),
    )


def _merchant(frame: pl.DataFrame, book: LimitBook) -> pl.DataFrame:
    low, high = (
        pl.min_horizontal("income_a", "income_b").cast(_I128),
        pl.max_horizontal("income_a", "income_b").cast(_I128),
    )
    apart = high * WHOLE > low * book.pct["SPREAD_MAX"]
    factor = _lit(0)
    for years, value in book.years:
        factor = pl.when(pl.col("years") >= years).then(_lit(value)).otherwise(factor)
    amount = low * book.pct["MERCHANT_SHARE"] * factor // _lit(WHOLE * WHOLE)
    return frame.with_columns(
        pl.when(apart).then(_lit(0)).otherwise(amount).alias("formula"),
        _no((_known("income_a", "income_b", "years"), LimitRefusal.INPUT_MISSING)).alias("refused"),
        _said((Why.SPREAD, apart)).alias("why"),
    )


def _season(frame: pl.DataFrame, book: LimitBook) -> pl.DataFrame:
    gap = wide("planned") * book.pct["SEASON_SHARE"] - wide("own_funds") * WHOLE
    return frame.with_columns(
        pl.when(gap > 0).then(gap // _lit(WHOLE)).otherwise(_lit(0)).alias("formula"),
        _no((_known("planned", "own_funds"), LimitRefusal.INPUT_MISSING)).alias("refused"),
        _said((Why.NO_GAP, gap <= 0)).alias("why"),
    )


def _chain(frame: pl.DataFrame, book: LimitBook) -> pl.DataFrame:
    return frame.with_columns(
        (wide("confirmed") * book.pct["CHAIN_SHARE"] // _lit(WHOLE)).alias("formula"),
        _no((_known("confirmed", "partner_room"), LimitRefusal.INPUT_MISSING)).alias("refused"),
        pl.lit("").alias("why"),
    )


def _pool(frame: pl.DataFrame, book: LimitBook) -> pl.DataFrame:
    missing = pl.when(pl.col("partner_room").is_null()).then(pl.lit(LimitRefusal.INPUT_MISSING.value))
    return _card(frame, book).with_columns(pl.coalesce(missing, "refused").alias("refused"))


def _rating(frame: pl.DataFrame, book: LimitBook) -> pl.DataFrame:
    amounts = {
        code.removeprefix("CREDIT_RATING."): v for code, v in book.fen.items() if code.startswith("CREDIT_RATING.")
    }
    found = _by("rating", amounts)
    return frame.with_columns(
        found.alias("formula"),
        pl.lit(None, dtype=pl.String).alias("refused"),
        _said((Why.RATING_NONE, found == 0)).alias("why"),
    )


_FORMULAS = {
    Formula.CARD: _card, Formula.FLOW: _flow, Formula.TAX: _tax, Formula.MERCHANT: _merchant, Formula.SEASON: _season,
    Formula.CHAIN: _chain, Formula.POOL: _pool, Formula.RATING: _rating,
}  # fmt: skip


def limits(frame: pl.DataFrame, product: str, book: LimitBook) -> pl.DataFrame:
    """`limits.limit` of every row. Columns in: `INPUTS` and `CAPS`; added: formula, limit, binding, why, refused."""
    formula = FORMULA_OF[product]
    rated = formula in (Formula.CARD, Formula.POOL, Formula.RATING)
    money = [name for name in _MONEY if name != "tax"]
    first = _no(
        (pl.any_horizontal(*(pl.col(name) < 0 for name in money)), LimitRefusal.NEGATIVE_INPUT),
        (~pl.col("rating").is_in(list(_per(book, "RATING."))) & rated, LimitRefusal.RATING_UNKNOWN),
        (~pl.col("tier").is_in([each.value for each in Tier]), LimitRefusal.TIER_UNKNOWN),
    )
    large = pl.any_horizontal(*(pl.col(name) > book.fen["LARGEST"] for name in _MONEY)).fill_null(False)
    frame = frame.with_columns(first.alias("_first"), large.alias("_large"))
    # What is too large is not multiplied at all: it would only be thrown away, and could wrap.
    safe = frame.with_columns(pl.when("_large").then(None).otherwise(pl.col(name)).alias(name) for name in _MONEY)
    found = _FORMULAS[formula](safe, book)
    spoken = pl.col("_large") & pl.col("_first").is_null()
    found = found.with_columns(
        pl.coalesce("_first", pl.when(~pl.col("_large")).then(pl.col("refused"))).alias("refused"),
        pl.when(spoken).then(pl.lit(Why.TOO_LARGE.value)).otherwise(pl.col("why")).alias("why"),
        pl.when(spoken).then(_lit(0)).otherwise(pl.col("formula")).alias("formula"),
    )
    kept = frame.drop("_first", "_large").with_columns(found["formula"], found["why"], found["refused"])
    return _bounded(kept, formula, book)


def _bounded(frame: pl.DataFrame, formula: Formula, book: LimitBook) -> pl.DataFrame:
    """The lowest of formula and caps, floored to the unit; the first on a tie is named."""
    partner = pl.col("partner_room") if formula in (Formula.CHAIN, Formula.POOL) else pl.lit(None, dtype=pl.Int64)
    gone = pl.col("refused").is_not_null()
    frame = frame.with_columns(pl.when(gone).then(None).otherwise(pl.col("formula")).alias("formula"))
    bounds = {
        Binding.FORMULA: pl.max_horizontal("formula", _lit(0)),
        Binding.TIER_CAP: wide("cap_tier"),
        Binding.PRODUCT_CAP: wide("cap_product"),
        Binding.ROOM: wide("cap_room"),
        Binding.AUTHORITY: wide("cap_authority"),
        Binding.PARTNER: partner.cast(_I128),
    }
    frame = frame.with_columns(pl.min_horizontal(*bounds.values()).alias("_least"))
    named = pl.coalesce(
        *(pl.when(value == pl.col("_least")).then(pl.lit(name.value)) for name, value in bounds.items())
    )
    unit = book.fen["UNIT"]
    whole = pl.when(pl.col("_least") > 0).then(pl.col("_least")).otherwise(_lit(0)) // _lit(unit) * _lit(unit)
    return frame.with_columns(
        pl.when(gone).then(None).otherwise(named).alias("binding"),
        narrow(pl.when(gone).then(_lit(0)).otherwise(whole)).alias("limit"),
        narrow(pl.col("formula")).alias("formula"),
        pl.when(gone).then(pl.lit("")).otherwise(pl.col("why")).alias("why"),
    ).drop("_least")
