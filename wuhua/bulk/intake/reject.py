"""Bad rows, written where the bank finds them: `rejects-<file>.csv` with line, heading, value and reason.

A secret is masked. A value that a spreadsheet would run as a formula gets an apostrophe before it and stays data.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from wuhua.bulk.intake import identity
from wuhua.bulk.intake.cells import WHY
from wuhua.bulk.intake.check import WHOLE_ROW, Folder, heading_of
from wuhua.bulk.intake.detect import REJECTS
from wuhua.bulk.intake.read import LINE, Table
from wuhua.bulk.intake.refusals import Reject

SHOWN = 200
"""So many bad cells go into the answer itself; the files hold them all."""


def rejected(folder: Folder) -> dict[str, pl.DataFrame]:
    """Per file with bad rows: (LINE, heading, value, WHY), secrets masked, in line order."""
    return {name: _readable(folder.tables[name], bad) for name, bad in folder.found.items() if len(bad)}


def _readable(table: Table, bad: pl.DataFrame) -> pl.DataFrame:
    parts = []
    for column in bad["column"].unique(maintain_order=True):
        rows = bad.filter(pl.col("column") == column)
        if column == WHOLE_ROW:
            rows = rows.with_columns(pl.lit("").alias("value"))
        else:
            rows = rows.join(table.frame.select(LINE, pl.col(column).fill_null("").alias("value")), on=LINE, how="left")
            if table.source.format.column(column).secret:
                rows = rows.with_columns(identity.masked(pl.col("value")))
        heading = heading_of(table.source.format, column)
        parts.append(rows.select(LINE, pl.lit(heading).alias("heading"), pl.col("value").str.slice(0, 200), WHY))
    return pl.concat(parts).sort(LINE, maintain_order=True)


def listed(bad: dict[str, pl.DataFrame]) -> tuple[Reject, ...]:
    """The first `SHOWN` bad cells, file by file."""
    every = (Reject(name, *row) for name, rows in bad.items() for row in rows.head(SHOWN).iter_rows())
    return tuple(each for each, _ in zip(every, range(SHOWN), strict=False))


def swept(folder: Path) -> None:
    """Remove the reject files of an earlier run, so that what lies there is about these files."""
    for old in folder.glob(f"{REJECTS}*.csv"):
        old.unlink(missing_ok=True)


def written(bad: dict[str, pl.DataFrame], folder: Path) -> tuple[str, ...]:
    """Write one file per bad file, readable by Excel and WPS; answers their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, rows in bad.items():
        path = folder / f"{REJECTS}{name}.csv"
        rows.select(
            pl.col(LINE).alias("行号"),
            pl.col("heading").alias("列"),
            _inert("value").alias("内容"),
            pl.col(WHY).alias("原因"),
        ).write_csv(path, include_bom=True, line_terminator="\r\n")
        paths.append(str(path))
    return tuple(paths)


def _inert(column: str) -> pl.Expr:
    value = pl.col(column)
    return pl.when(value.str.contains(r"^[=+\-@\t\r]")).then("'" + value).otherwise(value)
