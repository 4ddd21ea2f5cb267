"""A content hash of columns: the same rows give the same hash on any machine, whatever file or memory they came in."""

from __future__ import annotations

import hashlib
import sys
from array import array
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import polars as pl

SIZE = 32
WORKERS, FEW = 2, 100_000
"""Columns hashed at a time, and the number of rows below which threads cost more than they give."""
HANDFUL = 500
"""Rows below which handing values to Python costs less than asking the engine column by column."""
_NULL = -(2**63)
_EPOCH = date(1970, 1, 1).toordinal()


def of(frame: pl.DataFrame) -> str:
    """BLAKE2b of the rows as they stand: over the count of rows, then each column's name and hash in the order given.

    A column's hash covers, for numbers and dates, each value as eight little-endian bytes (a day counts from 1970-01-01,
    a null is the lowest number); for texts the length of each in bytes (a null is -1) and then all texts. Columns are
    hashed side by side: hashing large buffers leaves the interpreter to others.
    """
    state = hashlib.blake2b(digest_size=SIZE)
    state.update(str(frame.height).encode())
    if frame.height == 0:
        return state.hexdigest()
    if frame.height <= HANDFUL:
        for name, values in zip(frame.columns, zip(*frame.iter_rows(), strict=True), strict=True):
            state.update(name.encode() + b"\0" + _handful(frame.schema[name], values))
        return state.hexdigest()
    columns = frame.get_columns()
    with ThreadPoolExecutor(WORKERS) as pool:
        hashes = pool.map(_column, columns) if frame.height > FEW else map(_column, columns)
        for column, value in zip(columns, hashes, strict=True):
            state.update(column.name.encode() + b"\0" + value)
    return state.hexdigest()


def _column(column: pl.Series) -> bytes:
    state = hashlib.blake2b(digest_size=SIZE)
    if column.dtype == pl.String:
        state.update(_numbers(column.str.len_bytes().cast(pl.Int64).fill_null(-1)))
        state.update(_texts(column))
    else:
        state.update(_numbers(column.to_physical().cast(pl.Int64).fill_null(_NULL)))
    return state.digest()


def _handful(dtype: pl.DataType, values: Sequence[Any]) -> bytes:
    """The hash of `_column` over a few values of that type."""
    state = hashlib.blake2b(digest_size=SIZE)
    if dtype == pl.String:
        texts = [None if value is None else value.encode() for value in values]
        state.update(_little(-1 if text is None else len(text) for text in texts))
        state.update(b"".join(filter(None, texts)))
    elif dtype == pl.Date:
        state.update(_little(_NULL if value is None else value.toordinal() - _EPOCH for value in values))
    else:
        state.update(_little(_NULL if value is None else int(value) for value in values))
    return state.digest()


def _little(values: Iterable[int]) -> bytes:
    """Whole numbers as eight little-endian bytes each."""
    numbers = array("q", values)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def chain(previous: str, *parts: str) -> str:
    """The seal after `previous`, over the parts in order."""
    state = hashlib.blake2b(digest_size=SIZE)
    for part in (previous, *parts):
        state.update(part.encode() + b"\n")
    return state.hexdigest()


def _numbers(column: pl.Series) -> memoryview:
    """The values of a column of 64-bit numbers; a slice shares its buffer and begins at its offset."""
    array = column.rechunk().to_arrow()
    return memoryview(array.buffers()[1])[array.offset * 8 : (array.offset + len(array)) * 8]


def _texts(column: pl.Series) -> memoryview:
    """The bytes of all texts, one after another: between the first offset and the last, for a buffer may be longer."""
    array = column.fill_null("").rechunk().to_frame().to_arrow(compat_level=pl.CompatLevel.oldest())
    chunk = array.column(0).combine_chunks()
    _validity, offsets, values = chunk.buffers()
    if values is None or len(chunk) == 0:
        return memoryview(b"")
    ends = memoryview(offsets).cast("b").cast("q")
    return memoryview(values)[ends[chunk.offset] : ends[chunk.offset + len(chunk)]]
