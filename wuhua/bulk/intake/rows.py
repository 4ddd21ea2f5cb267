"""Columns become the opaque rows a room's bulk verb takes."""

from __future__ import annotations

import io
from collections.abc import Iterator

import polars as pl

from wuhua.platform.copy import Rows

_SLICE = 50_000


def rows_of(table: str, frame: pl.DataFrame) -> Rows:
    """The frame as CSV for COPY: null is an empty field, an empty text is a quoted one. Made slice by slice."""
    return Rows(table, tuple(frame.columns), len(frame), _chunks(frame), "csv")


def _chunks(frame: pl.DataFrame) -> Iterator[bytes]:
    for part in frame.iter_slices(_SLICE):
        out = io.BytesIO()
        part.write_csv(out, include_header=False, quote_style="non_numeric")
        yield out.getvalue()
