"""The weights: how much it says when two fields agree, by Fellegi and Sunter, reckoned by splink on DuckDB.

`m` is how often a field comes out so when both sides are the same party, `u` how often when they are not. They are shipped
numbers and no training of the day, so that a pair weighs the same tomorrow; what does depend on the data is how often a value
stands in one house's records (`_shares`): a phone that twenty stalls give says little. A new set of numbers is a new `VERSION`.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import polars as pl

from wuhua.areas.customer.rules.linkage import LinkField, LinkLevel

VERSION = "county-1"
COUNTY = 5000
"""Parties a county has at least: in a small file a value that stands once is no rarer and no more common for it."""
PRIOR = 1 / COUNTY
"""The chance that a record and a customer drawn blindly are one."""
FLOOR = -10
"""Pairs below so many bits are not even brought back."""


@dataclass(frozen=True, slots=True)
class Level:
    """One outcome of a comparison, as a DuckDB condition over `…_l` and `…_r`."""

    level: LinkLevel
    when: str
    m: float
    u: float


LEVELS: dict[LinkField, tuple[Level, ...]] = {
    LinkField.NAME: (
        Level(LinkLevel.SAME, "name_l = name_r", 0.55, 0.0001),
        Level(
            LinkLevel.CLOSE,
            "length(name_l) >= 4 AND signs_off(name_l, name_r) = 1",
            0.25,
            0.0005,
        ),
        Level(
            LinkLevel.PART,
            "least(length(name_l), length(name_r)) >= 4 AND (contains(name_l, name_r) OR contains(name_r, name_l)"
            " OR length(name_l) >= 6 AND signs_off(name_l, name_r) = 2)",
            0.12,
            0.003,
        ),
        Level(LinkLevel.DIFFERENT, "", 0.08, 0.9964),
    ),
    LinkField.PERSON: (
        Level(LinkLevel.SAME, "person_l = person_r", 0.86, 0.0002),
        Level(
            LinkLevel.CLOSE,
            "length(person_l) = 3 AND signs_off(person_l, person_r) = 1",
            0.07,
            0.004,
        ),
        Level(LinkLevel.DIFFERENT, "", 0.07, 0.9958),
    ),
    LinkField.ADDRESS: (
        Level(LinkLevel.SAME, "address_l = address_r", 0.62, 0.0004),
        Level(LinkLevel.CLOSE, "village_l = village_r", 0.22, 0.02),
        Level(LinkLevel.PART, "township_l = township_r", 0.08, 0.12),
        Level(LinkLevel.DIFFERENT, "", 0.08, 0.8596),
    ),
    LinkField.PHONE: (
        Level(LinkLevel.SAME, "phone_l = phone_r", 0.75, 0.0002),
        Level(LinkLevel.PART, "last4_l = last4_r", 0.02, 0.0003),
        Level(LinkLevel.DIFFERENT, "", 0.23, 0.9995),
    ),
}
SIGNS_OFF = """
CREATE OR REPLACE MACRO signs_off(a, b) AS CASE WHEN length(a) = length(b) THEN
  list_sum(list_transform(range(1, length(a) + 1), lambda i: CASE WHEN a[i] = b[i] THEN 0 ELSE 1 END)) ELSE 99 END
"""
"""In how many signs two texts of one length differ. DuckDB's own distances count bytes: one wrong Chinese sign is three."""
BLOCKS = (
    "l.person = r.person",
    "l.name = r.name",
    "l.address = r.address",
    "l.phone = r.phone",
    "l.village = r.village AND left(l.person, 1) = left(r.person, 1)",
    "l.village = r.village AND right(l.name, 2) = right(r.name, 2)",
    "l.township = r.township AND left(l.name, 4) = left(r.name, 4)",
)
"""Which pairs are looked at: one of these must hold."""
NUMBERS = (VERSION, COUNTY, LEVELS, BLOCKS)
"""Everything a pair's weight comes from besides the data."""
_KEPT = ("name", "person", "address", "village", "township", "phone", "last4")


def _settings() -> Any:
    import splink.comparison_level_library as levels
    import splink.comparison_library as comparisons
    from splink import SettingsCreator

    made: list[Any] = []
    for field, outcomes in LEVELS.items():
        built: list[Any] = [levels.NullLevel(field.value)]
        for each in outcomes:
            if each.level is LinkLevel.SAME:
                plain: Any = levels.ExactMatchLevel(field.value, term_frequency_adjustments=True)
            else:
                plain = levels.CustomLevel(each.when) if each.when else levels.ElseLevel()
            built.append(plain.configure(m_probability=each.m, u_probability=each.u))
        made.append(comparisons.CustomComparison(output_column_name=field.value, comparison_levels=built))
    rules: list[Any] = [*BLOCKS]
    return SettingsCreator(
        link_type="link_only",
        comparisons=made,
        blocking_rules_to_generate_predictions=rules,
        probability_two_random_records_match=PRIOR,
        retain_intermediate_calculation_columns=True,
        additional_columns_to_retain=["village", "township", "last4"],
    )


def weighed(faces: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Candidate pairs: `face` and `record` (row numbers), `weight`, and by field `w_…` (hundredths of a bit) and `g_…`.

    Same frames, same answer: nothing is drawn at random.
    """
    fields = list(LEVELS)
    schema = {"face": pl.Int64, "record": pl.Int64, "weight": pl.Int64}
    for field in fields:
        schema |= {f"w_{field.value}": pl.Int64, f"g_{field.value}": pl.Int64}
    if faces.is_empty() or records.is_empty():
        return pl.DataFrame(schema=schema)
    from splink import Linker
    from splink.internals.duckdb.database_api import DuckDBAPI

    logging.getLogger("splink").setLevel(logging.ERROR)
    api = DuckDBAPI()
    api.duckdb_con.execute(SIGNS_OFF)
    # splink tells left from right by the order of the names.
    left = api.register(_table(faces), dataset_display_name="a_faces")
    right = api.register(_table(records), dataset_display_name="b_records")
    linker = Linker([left, right], _settings(), log_level=logging.ERROR)
    for field in fields:
        rarity = api.register(_shares(field.value, faces, records).to_arrow(compat_level=pl.CompatLevel.oldest()))
        linker.table_management.register_term_frequency_lookup(rarity, field.value)
    found = linker.inference.predict(threshold_match_weight=FLOOR)
    pairs = found.as_duckdbpyrelation().pl()
    weights = []
    for field in fields:
        name = field.value
        adjusted = pl.col(f"mw_{name}") + pl.col(f"mw_tf_adj_{name}")
        weights.append((adjusted * 100).round().cast(pl.Int64).alias(f"w_{name}"))
        weights.append(pl.col(f"gamma_{name}").cast(pl.Int64).alias(f"g_{name}"))
    return pairs.select(
        pl.col("unique_id_l").cast(pl.Int64).alias("face"),
        pl.col("unique_id_r").cast(pl.Int64).alias("record"),
        (pl.col("match_weight") * 100).round().cast(pl.Int64).alias("weight"),
        *weights,
    ).sort("record", "face")


def _shares(name: str, faces: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """How large a part of a county bears the value: the most that one house's records give it."""
    every = pl.concat([faces.select("source", "key", name), records.select("source", "key", name)]).drop_nulls(name)
    counted = every.unique().group_by("source", name).len().group_by(name).agg(pl.col("len").max())
    return counted.sort(name).select(name, (pl.col("len") / max(COUNTY, len(faces))).alias(f"tf_{name}"))


def _table(frame: pl.DataFrame) -> Any:
    return frame.select(pl.int_range(pl.len()).cast(pl.String).alias("unique_id"), *_KEPT).to_arrow(
        compat_level=pl.CompatLevel.oldest()
    )


def level(field: LinkField, gamma: int) -> LinkLevel:
    """The level that splink's number stands for: the nearest has the highest, unknown is -1."""
    outcomes = LEVELS[field]
    return LinkLevel.NOT_BOTH if gamma < 0 else outcomes[len(outcomes) - 1 - gamma].level
