"""名单客户 as columns: what must hold before they are loaded, and the rows they become. One party, one owner."""

from __future__ import annotations

from datetime import date

import polars as pl

from wuhua.areas.market.rules import REACHED, EntryState
from wuhua.bulk.intake.formats_lists import OUT, SOURCES, STATES, TINTS
from wuhua.bulk.intake.read import LINE
from wuhua.platform import secrets

Rule = tuple[str, pl.Expr]
BROUGHT = "import"


def party_key() -> pl.Expr:
    """The twin of `market.rules.party_key`: the credit code, else our customer number, else the name in its zone."""
    name = pl.format("name:{}@{}", pl.col("party_name").str.replace_all(r"\s", ""), pl.col("zone").fill_null(""))
    return (
        pl.when(pl.col("credit_code").is_not_null())
        .then(pl.format("code:{}", pl.col("credit_code")))
        .when(pl.col("customer").is_not_null())
        .then(pl.format("customer:{}", pl.col("customer")))
        .otherwise(name)
    )


def rules_of_entries(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """Twins on a list, two owners of one party, and states that lack what they need."""
    key, out = party_key(), pl.col("state").is_in(OUT)
    first = pl.col(LINE).first().over(["list", key])
    live = pl.when(~out & pl.col("owner").is_not_null())
    holder = live.then(pl.col("owner")).first(ignore_nulls=True).over(key)
    held = live.then(pl.col(LINE)).first(ignore_nulls=True).over(key)
    rules = [
        ("party_name", pl.when(first != pl.col(LINE)).then(pl.format("与第 {} 行是同一名单的同一客户", first))),
        (
            "owner",
            live.then(pl.when(holder != pl.col("owner")).then(pl.format("第 {} 行已由另一名客户经理负责", held))),
        ),
        (
            "owner",
            _unless(
                (pl.col("state") == "待分配") != pl.col("owner").is_not_null(), "待分配不填客户经理,其他状态必填", ~out
            ),
        ),
        ("reason", _unless(~out | pl.col("reason").is_not_null(), "退出名单必须写明原因")),
        ("tint_reason", _unless(pl.col("tint").is_null() | pl.col("tint_reason").is_not_null(), "白灰黑必须写明原因")),
        ("added_on", _unless(pl.col("added_on") <= cut_over, "列入日期在切换日之后")),
    ]
    for name, limit in (("longitude", 180), ("latitude", 90)):
        degrees = pl.col(name).cast(pl.Float64, strict=False)
        right = degrees.is_between(-limit, limit).fill_null(False) | pl.col(name).is_null()
        rules.append((name, _unless(right, f"应为 -{limit} 至 {limit} 的度数")))
    return rules


def _unless(holds: pl.Expr, why: str, when: pl.Expr | None = None) -> pl.Expr:
    wrong = ~holds if when is None else when & ~holds
    return pl.when(wrong).then(pl.lit(why)).otherwise(None)


def list_rows(frame: pl.DataFrame, actor: str) -> pl.DataFrame:
    """Columns of market's lists."""
    return frame.with_columns(
        pl.col("source").replace_strict(SOURCES, return_dtype=pl.String),
        pl.col("about").fill_null(""),
        pl.col("batch").fill_null(BROUGHT),
        pl.lit(actor).alias("made_by"),
    )


def entry_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of market's entries; whoever left counts where they left from, unassigned or assigned where nothing is said."""
    phones = [secrets.normalised(each, "phone") if each else "" for each in frame["phone"]]
    places = {state.value: place for state, place in REACHED.items()}
    left = pl.col("left_at").fill_null(
        pl.when(pl.col("owner").is_null()).then(pl.lit("待分配")).otherwise(pl.lit("已分配"))
    )
    stands = pl.when(pl.col("state").is_in(OUT)).then(left).otherwise(pl.col("state"))
    blanks = ("credit_code", "customer", "address", "reason", "tint_reason")
    return frame.select(
        pl.col("list").alias("list_id"), "party_kind", "party_name", party_key().alias("party_key"),
        *(pl.col(name).fill_null("") for name in blanks),
        pl.col("zone").alias("zone_id"), pl.col("owner").alias("owner_id"),
        *(pl.col(name).cast(pl.Float64, strict=False).round(6) for name in ("longitude", "latitude")),
        pl.col("state").replace_strict(STATES, return_dtype=pl.String),
        stands.replace_strict(STATES, return_dtype=pl.String).replace_strict(places, return_dtype=pl.Int64).alias("reached"),
        pl.col("tint").replace_strict(TINTS, return_dtype=pl.String, default=None).fill_null(""),
        "added_on", "last_contact", "next_contact",
        pl.Series("phone_sealed", [secrets.seal(each) if each else "" for each in phones], dtype=pl.String),
        pl.Series("phone_masked", [secrets.mask_phone(each) if each else "" for each in phones], dtype=pl.String),
    )  # fmt: skip


assert set(STATES.values()) == {state.value for state in EntryState}  # noqa: S101 (two lists of one thing)
