"""From weights to pairs: who is linked, who waits for a person, who stays apart."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from wuhua.areas.customer.rules.linkage import LinkField, LinkHow, LinkLevel, LinkSource, LinkState, Thresholds
from wuhua.bulk.linkage import model
from wuhua.bulk.linkage.records import shown

EXACT_WEIGHT = 3_000
"""One number on both sides: thirty bits, more than all fields together."""
CANDIDATES = 3
"""So many customers of one record go to a person, not more."""
PAIRS = {
    "source": pl.String,
    "key": pl.String,
    "customer": pl.String,
    "alias": pl.String,
    "how": pl.String,
    "weight": pl.Int64,
    "fields": pl.String,
    "state": pl.String,
}


def exact(faces: pl.DataFrame, records: pl.DataFrame, folded: dict[str, str]) -> pl.DataFrame:
    """Records that bear the customer's number, or its credit code or identity number."""
    codes = faces.filter(pl.col("code").is_not_null()).select("code", pl.col("key").alias("customer"))
    codes = codes.unique("code", keep="first", maintain_order=True)
    by_code = records.join(codes, on="code", how="inner", maintain_order="left")
    known = faces.select(pl.col("key").alias("customer")).unique()
    by_number = records.with_columns(pl.col("ours").alias("customer")).join(known, on="customer", how="semi")
    both = pl.concat([by_code, by_number]).unique(["source", "key"], keep="first", maintain_order=True)
    said = json.dumps(
        {LinkField.IDENTITY: {"weight": EXACT_WEIGHT, "level": LinkLevel.SAME, "record": "", "customer": ""}}
    )
    return both.select(
        "source",
        "key",
        pl.col("customer").replace(folded),
        pl.lit("").alias("alias"),
        pl.lit(LinkHow.EXACT.value).alias("how"),
        pl.lit(EXACT_WEIGHT, pl.Int64).alias("weight"),
        pl.lit(said).alias("fields"),
        pl.lit(LinkState.LINKED.value).alias("state"),
    )


def probable(faces: pl.DataFrame, records: pl.DataFrame, folded: dict[str, str], limits: Thresholds) -> pl.DataFrame:
    """Pairs of the model from `limits.review` up. The best customer is linked where it is far enough ahead."""
    pairs = model.weighed(faces, records).filter(pl.col("weight") >= limits.review)
    named = pairs.with_columns(
        faces["key"].gather(pairs["face"]).alias("own"),
        records["source"].gather(pairs["record"]).alias("source"),
        records["key"].gather(pairs["record"]).alias("key"),
    ).with_columns(pl.col("own").replace(folded).alias("customer"))
    ours = pl.col("source") == LinkSource.CUSTOMER.value
    # Two files of our own make one pair, whichever is looked at first.
    named = named.filter(~ours | (pl.col("own") < pl.col("key")) & (pl.col("customer") != pl.col("key")))
    best = (
        named.sort("weight", "customer", "face", descending=[True, False, False])
        .unique(["source", "key", "customer"], keep="first", maintain_order=True)
        .with_columns(
            pl.int_range(pl.len()).over("source", "key").alias("rank"),
            pl.col("weight").shift(-1).over("source", "key").alias("next"),
            pl.col("weight").first().over("source", "key").alias("top"),
        )
    )
    ahead = (pl.col("next").is_null() | (pl.col("weight") - pl.col("next") >= limits.margin)) & (pl.col("rank") == 0)
    linked = ahead & (pl.col("weight") >= limits.auto) & ~ours
    settled = best.with_columns(linked.alias("linked")).with_columns(
        pl.col("linked").any().over("source", "key").alias("done")
    )
    settled = settled.filter(pl.col("linked") | ~pl.col("done") & (pl.col("rank") < CANDIDATES))
    return _told(settled, faces, records)


def _told(settled: pl.DataFrame, faces: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """The pairs with their fields in words."""
    left, right = faces.rows(named=True), records.rows(named=True)
    rows = []
    for each in settled.iter_rows(named=True):
        face, record = left[each["face"]], right[each["record"]]
        state = LinkState.LINKED if each["linked"] else LinkState.WAITING
        alias = "" if face["source"] == LinkSource.CUSTOMER else face["shown_name"]
        fields = json.dumps(_fields(each, face, record), ensure_ascii=False)
        rows.append(
            (
                each["source"],
                each["key"],
                each["customer"],
                alias,
                LinkHow.PROBABLE.value,
                each["weight"],
                fields,
                state.value,
            )
        )
    return pl.DataFrame(rows, schema=PAIRS, orient="row")


def _fields(pair: dict[str, Any], face: dict[str, Any], record: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for field in model.LEVELS:
        name = field.value
        found[name] = {
            "weight": pair[f"w_{name}"],
            "level": model.level(field, pair[f"g_{name}"]).value,
            "record": shown(name, record[name], record["last4"]),
            "customer": shown(name, face[name], face["last4"]),
        }
    return found
