"""网格图形, 服务点 and 生态关系 as columns: what must hold before they are loaded, and the rows they become."""

from __future__ import annotations

import json
from datetime import date

import polars as pl

from wuhua.areas.market.rules import TieKind
from wuhua.bulk.intake.formats_territory import TIE_WORDS

Rule = tuple[str, pl.Expr]


def rules_of_shapes(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """A polygon whose outer ring closes and lies on earth."""
    return [("outline", pl.col("outline").map_elements(why_no_polygon, return_dtype=pl.String, skip_nulls=True))]


def why_no_polygon(text: str) -> str | None:
    """Why a text is no polygon, None where it is one.

    >>> why_no_polygon('{"type":"Polygon","coordinates":[[[110,35],[111,35],[111,36],[110,35]]]}') is None
    True
    """
    try:
        said = json.loads(text)
        ring = said["coordinates"][0]
        corners = [(float(x), float(y)) for x, y in ring]
    except (ValueError, TypeError, KeyError, IndexError):
        return "不是 GeoJSON Polygon"
    if said.get("type") != "Polygon" or len(corners) < 4 or corners[0] != corners[-1]:
        return "图形应为首尾相接、至少四点的 Polygon"
    if any(abs(x) > 180 or abs(y) > 90 for x, y in corners):
        return "经纬度超出范围"
    return None


def rules_of_points(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """Degrees on earth, a reach that is not negative, opened before the cut-over."""
    rules: list[Rule] = [
        ("reach", pl.when(pl.col("reach") < 0).then(pl.lit("服务半径不能为负"))),
        ("opened", pl.when(pl.col("opened") > cut_over).then(pl.lit("开办日期在切换日之后"))),
    ]
    for name, limit in (("longitude", 180), ("latitude", 90)):
        right = pl.col(name).cast(pl.Float64, strict=False).is_between(-limit, limit).fill_null(False)
        rules.append(
            (name, pl.when(~right & pl.col(name).is_not_null()).then(pl.lit(f"应为 -{limit} 至 {limit} 的度数")))
        )
    return rules


def rules_of_ties(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """Nobody is related to oneself."""
    return [("to_name", pl.when(pl.col("to_name") == pl.col("from_name")).then(pl.lit("甲方与乙方不能相同")))]


def shape_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of people's shapes."""
    return frame.select(pl.col("zone").alias("zone_id"), "outline", "synthetic")


def point_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of people's points."""
    return frame.select(
        "number", "name", "kind", pl.col("branch").alias("branch_id"),
        *(pl.col(name).cast(pl.Float64, strict=False).round(6) for name in ("longitude", "latitude")),
        pl.col("reach").fill_null(0), "opened",
    )  # fmt: skip


def tie_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """Columns of market's ties."""
    return frame.with_columns(
        pl.col("kind").replace_strict(TIE_WORDS, return_dtype=pl.String),
        pl.col("from_customer").fill_null(""),
        pl.col("to_customer").fill_null(""),
    )


assert set(TIE_WORDS.values()) == {kind.value for kind in TieKind}  # noqa: S101 (two lists of one thing)
