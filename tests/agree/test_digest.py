"""The content hash sees rows, not the memory or file they came in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuhua.bulk.dayend import digest


def frame(n: int) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "note": [f"借据{k:05d}" for k in range(n)],
            "size": [None if k % 3 else "MICRO" for k in range(n)],
            "amount": [None if k % 7 == 0 else k * k for k in range(n)],
            "rate": list(range(n)),
            "farm": [k % 2 == 0 for k in range(n)],
        },
        schema={"note": pl.String, "size": pl.String, "amount": pl.Int64, "rate": pl.Int64, "farm": pl.Boolean},
    )


def test_a_file_a_slice_and_pieces_hash_as_the_rows_do(tmp_path: Path) -> None:
    whole = frame(5000)
    part = whole.slice(1000, 700)
    path = tmp_path / "x.parquet"
    part.write_parquet(path, row_group_size=100)
    expected = digest.of(pl.DataFrame(part.to_dicts(), schema=part.schema))
    pieces = pl.concat([part.slice(0, 123), part.slice(123)], rechunk=False)
    filtered = whole.with_row_index().filter(pl.col("index").is_between(1000, 1699)).drop("index")
    assert {digest.of(part), digest.of(pl.read_parquet(path)), digest.of(pieces), digest.of(filtered)} == {expected}


def test_one_changed_cell_or_two_swapped_texts_change_the_hash() -> None:
    whole = frame(50)
    changed = whole.with_columns(pl.when(pl.col("amount") == 4).then(5).otherwise("amount").alias("amount"))
    moved = pl.DataFrame({"a": ["ab", "c"]}), pl.DataFrame({"a": ["a", "bc"]})
    assert digest.of(whole) != digest.of(changed)
    assert digest.of(moved[0]) != digest.of(moved[1])


ROW = st.tuples(
    st.none() | st.text(max_size=6),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.none() | st.integers(-(2**31), 2**31 - 1),
    st.none() | st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.none() | st.booleans(),
)
SCHEMA = {"text": pl.String, "fen": pl.Int64, "days": pl.Int32, "due": pl.Date, "farm": pl.Boolean}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=9))
def test_a_handful_of_rows_hashes_as_a_million_would(
    rows: list[tuple[object, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    few = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    assert few.height <= digest.HANDFUL
    by_hand = digest.of(few)
    with monkeypatch.context() as patch:
        patch.setattr(digest, "HANDFUL", 0)
        assert digest.of(few) == by_hand
