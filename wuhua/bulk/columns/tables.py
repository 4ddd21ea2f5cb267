"""The twin of `areas/product/rules/tables.first_hit`: a decision table over columns. First row whose every cell holds."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from wuhua.areas.product.rules.tables import LAYOUTS, Condition, Row, TableCode, conditions


def _holds(name: str, cell: Condition) -> pl.Expr | None:
    """The cell as an expression; an empty one asks nothing, and of the unknown nothing holds."""
    if cell.open:
        return None
    column = pl.col(name)
    if cell.codes:
        found = column.is_in(list(cell.codes))
    elif cell.low is not None and cell.high is not None:
        found = column.is_between(cell.low, cell.high)
    else:
        found = column >= cell.low if cell.low is not None else column <= cell.high
    return found.fill_null(False)


def decide(frame: pl.DataFrame, code: TableCode, rows: Sequence[Row], verdict: str, row: str) -> pl.DataFrame:
    """The frame with the verdict and the row that fired, under these names."""
    place = pl.lit(len(rows) - 1, dtype=pl.Int32)
    for at in reversed(range(len(rows) - 1)):
        cells = zip(LAYOUTS[code].columns, conditions(code, rows[at : at + 1])[0], strict=True)
        asked = [found for name, cell in cells if (found := _holds(name, cell)) is not None]
        place = pl.when(pl.all_horizontal(asked) if asked else pl.lit(True)).then(at).otherwise(place)
    fired = frame.with_columns(place.alias("_at"))
    names = {at: each.id for at, each in enumerate(rows)}
    said = {at: each.verdict for at, each in enumerate(rows)}
    return fired.with_columns(
        pl.col("_at").replace_strict(said, return_dtype=pl.String).alias(verdict),
        pl.col("_at").replace_strict(names, return_dtype=pl.String).alias(row),
    ).drop("_at")
