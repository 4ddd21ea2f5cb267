"""A linked list into lines: rating, eligibility, caps, limit, band and price, and what stands in the way."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

import polars as pl

from wuhua.areas.compliance.rules import Parameters
from wuhua.areas.exposure import rules as exposure
from wuhua.areas.exposure.rules import Ceiling
from wuhua.areas.market.rules.batch import LineState
from wuhua.areas.market.rules.limits import FORMULA_OF, NEEDS_PERSON, LimitBook, LimitRefusal, Tier, limit_book
from wuhua.areas.product.deciding import Table
from wuhua.areas.product.rules import pricing
from wuhua.areas.product.rules.tables import TableCode
from wuhua.bulk.columns import limits, tables
from wuhua.bulk.credit import listed
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused

TENOR = 12
LINE = (
    "seq", "name", "identity_blind", "identity_masked", "customer", "industry", "tier", "tier_source", "rating", "state",
    "reasons", "rows", "band", "rate", "formula", "limit", "cap", "binding", "inputs", "rule_version",
)  # fmt: skip
FOR_A_PERSON = (
    LimitRefusal.TWO_INPUTS_MISSING, LimitRefusal.INPUT_MISSING, LimitRefusal.NEGATIVE_INPUT, LimitRefusal.RATING_UNKNOWN,
)  # fmt: skip
"""Refusals of the formula that a person may settle; the others are the rule's last word."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything a run decides by, of one day."""

    on: date
    product: str
    low: int
    high: int
    book: LimitBook
    held: dict[TableCode, Table]
    values: dict[str, str]

    @property
    def version(self) -> str:
        """The book and every table, by version."""
        return " ".join([self.book.version, *sorted(each.name for each in self.held.values())])


def rules_of(on: date, product: str, low: int, high: int, held: dict[TableCode, Table], found: Parameters) -> Rules:
    """Read once, used for every line."""
    return Rules(on, product, low, high, limit_book(on, found.values), held, dict(found.values))


def lines(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """Every line of the list with its verdict, ready to be written."""
    frame = _facts(frame, rules)
    frame = _ask(frame, rules, TableCode.RATING_TABLE, "_rated", "_row_rating")
    frame = frame.with_columns(pl.coalesce("rating", "_rated").alias("rating"))
    frame = _ask(frame, rules, TableCode.ELIGIBILITY, "_verdict", "_row_eligible")
    frame = _ask(frame, rules, TableCode.TIER_CAP_TABLE, "_cap", "_row_cap")
    frame = _ask(frame, rules, TableCode.PRICE_BAND, "band", "_row_band")
    caps = {
        code.removeprefix("TIER_CAP."): value for code, value in rules.book.fen.items() if code.startswith("TIER_CAP.")
    }
    frame = frame.with_columns(
        pl.col("_cap").replace_strict(caps, default=None, return_dtype=pl.Int64).alias("cap_tier"),
        pl.lit(rules.high, dtype=pl.Int64).alias("cap_product"),
        _room(rules).alias("cap_room"),
        pl.lit(None, dtype=pl.Int64).alias("cap_authority"),
    )
    frame = limits.limits(frame, rules.product, rules.book)
    return _digested(_judged(_priced(frame, rules), rules))


def _facts(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    owes = pl.when(pl.col("tax_arrears").is_null()).then(None).otherwise(pl.col("tax_arrears") > 0)
    words = pl.when(owes).then(pl.lit("YES")).when(owes.is_null()).then(pl.lit("UNKNOWN")).otherwise(pl.lit("NO"))
    return frame.with_columns(
        words.alias("_arrears"),
        pl.lit(rules.product).alias("product"),
        (10_000 - pl.col("cv").clip(0, 10_000)).floordiv(100).alias("stability"),
    )


def _ask(frame: pl.DataFrame, rules: Rules, code: TableCode, verdict: str, row: str) -> pl.DataFrame:
    """One table. Arrears are a word to a table and an amount to a formula."""
    asked = frame.with_columns(pl.col("_arrears").alias("tax_arrears"))
    found = tables.decide(asked, code, rules.held[code].rows, verdict, row)
    return frame.with_columns(found[verdict], found[row])


def _room(rules: Rules) -> pl.Expr:
    """What the single ceilings leave a party that is a group of its own; without capital on record nothing is known."""
    tops = exposure.ceilings(rules.values)
    if isinstance(tops, Refused):
        return pl.lit(None, dtype=pl.Int64)
    least = min(tops[Ceiling.SINGLE_LOAN], tops[Ceiling.SINGLE_EXPOSURE])
    return (pl.lit(least, dtype=pl.Int64) - pl.col("ours")).clip(0)


def _priced(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """The rate of each band and tier: fifteen prices, computed once."""
    code = pricing.base_code(rules.on, TENOR, rules.values)
    if code not in rules.values:
        return frame.with_columns(pl.lit(None, dtype=pl.Int32).alias("rate"))
    base = Rate.of_pct(rules.values[code], code).units
    rates: dict[str, int] = {}
    for band in frame["band"].unique().to_list():
        for tier in Tier:
            off = () if tier is Tier.BASIC else (pricing.Discount(tier.value),)
            found = pricing.price(base, band, off, rules.values)
            if not isinstance(found, Refused):
                rates[f"{band}/{tier.value}"] = found.rate
    both = pl.format("{}/{}", "band", "tier").replace_strict(rates, default=None, return_dtype=pl.Int32)
    return frame.with_columns(both.alias("rate"))


def _judged(frame: pl.DataFrame, rules: Rules) -> pl.DataFrame:
    """READY, EXCEPTION or REFUSED, and the reasons by commas; the amount is kept only where the line is ready."""
    twice = pl.int_range(pl.len()).over("identity_blind") > 0
    person = pl.col("why").str.contains("|".join(sorted(each.value for each in NEEDS_PERSON)))
    person = person | pl.col("refused").is_in([each.value for each in FOR_A_PERSON]).fill_null(False)
    hopeless = pl.col("refused").is_not_null() & ~person
    small = (pl.col("limit") < rules.low) & pl.col("refused").is_null() & ~person
    lost = pl.col("bad").is_not_null() | twice | (pl.col("_verdict") == "REFUSE") | hopeless | small
    state = (
        pl.when(lost)
        .then(pl.lit(LineState.REFUSED.value))
        .when(person | (pl.col("_verdict") == "PERSON"))
        .then(pl.lit(LineState.EXCEPTION.value))
        .otherwise(pl.lit(LineState.READY.value))
    )
    reasons = [
        pl.when(pl.col("bad").is_not_null()).then(pl.format("bad_{}", "bad")),
        pl.when(twice).then(pl.lit("LISTED_TWICE")),
        pl.when(pl.col("_verdict") != "ADMIT").then(pl.format("{}:{}", "_verdict", "_row_eligible")),
        pl.col("refused"),
        pl.when(pl.col("why") != "").then(pl.col("why")),
        pl.when(small).then(pl.lit("BELOW_PRODUCT_LEAST")),
    ]
    inputs = pl.struct(*listed.NAMES, "registry", "listed", "known", "klass", "overdue_days").struct.json_encode()
    fired = pl.concat_str("_row_rating", "_row_eligible", "_row_cap", "_row_band", separator=" ")
    cap = pl.min_horizontal("cap_tier", "cap_product", "cap_room")
    return frame.with_columns(
        listed.masked().alias("identity_masked"),
        pl.concat_list(reasons).list.drop_nulls().list.join(",").alias("reasons"),
        state.alias("state"),
        fired.alias("rows"),
        inputs.alias("inputs"),
        cap.fill_null(0).alias("cap"),
        pl.col("binding").fill_null(""),
        pl.lit(rules.version).alias("rule_version"),
    ).select(LINE)


def _digested(frame: pl.DataFrame) -> pl.DataFrame:
    """A digest over everything a line says."""
    text = frame.select(pl.concat_str(pl.all().cast(pl.String).fill_null("\\N"), separator="\x1f")).to_series()
    marks = [hashlib.blake2b(each.encode(), digest_size=12).hexdigest() for each in text.to_list()]
    return frame.with_columns(pl.Series("digest", marks, dtype=pl.String))


def has_formula(product: str) -> bool:
    """Whether a list of that product can be assessed at all."""
    return product in FORMULA_OF
