"""Frames into the opaque rows that the bulk verbs of the rooms take. The columns stay on this side of the wall."""

from __future__ import annotations

import io
from collections.abc import Iterator

import polars as pl

from wuhua.platform.copy import Rows

_SLICE = 200_000


def rows(table: str, frame: pl.DataFrame) -> Rows:
    """All rows of the frame for COPY, its column names being the table's; an empty text stays a text, null stays null."""
    return Rows(table, tuple(frame.columns), frame.height, _chunks(frame))


def _chunks(frame: pl.DataFrame) -> Iterator[bytes]:
    for part in frame.iter_slices(_SLICE):
        buffer = io.BytesIO()
        part.write_csv(buffer, include_header=False, quote_style="non_numeric")
        yield buffer.getvalue()
