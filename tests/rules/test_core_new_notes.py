"""What the core tells of its own notes and reversals: which lines can be booked, and why the others cannot."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from wuhua.bulk.corefiles import booking, newnotes, ours
from wuhua.bulk.intake.read import LINE
from wuhua.core.refuse import Refused

ROW: dict[str, object] = {
    "note": "JD9", "customer": "C000001", "account": "6228", "product": "MERCHANT_LOAN", "method": "bullet",
    "settlement": "AT_MATURITY", "day_count": "act/360", "security": "CREDIT",
}  # fmt: skip
KNOWN: dict[str, dict[str, object]] = {"6228": {"account": "6228", "customer": "C000001"}}


def why(row: dict[str, object]) -> str:
    """Why a line of the core is left."""
    opening = newnotes._Opening(pl.DataFrame(), KNOWN, date(2018, 9, 20), "SYSTEM")
    answer = opening._terms(row, None)
    assert isinstance(answer, Refused)
    return answer.reason


@pytest.mark.parametrize("code", newnotes.SIGNED)
def test_a_line_that_lacks_a_term_is_left_by_name(code: str) -> None:
    assert code in why(ROW | {code: None})


def test_a_stranger_or_the_account_of_another_is_left_by_name() -> None:
    assert "没有客户 C000001 的账户 6229" in why(ROW | {"account": "6229"})
    assert "是客户 C000001 的,不是 C000002 的" in why(ROW | {"customer": "C000002"})


def test_a_line_that_names_another_takes_its_amounts_back() -> None:
    told = pl.DataFrame({"principal": [5, 5], "interest": [1, 1], "reverses": [None, "H1"]})
    assert ours.signed(told).rows() == [(5, 1, None), (-5, -1, "H1")]


def test_paid_and_taken_back_on_one_day_comes_to_nothing() -> None:
    lines = pl.DataFrame(
        [
            (2, "JD1", 600, "H1", None),
            (3, "JD1", -600, "H2", "H1"),
            (4, "JD1", 600, "H3", None),
            (5, "JD2", -600, "H4", "H3"),
            (6, "JD1", -500, "H5", "H3"),
            (7, "JD1", -600, "H6", "H0"),
        ],
        schema=[LINE, "note", "amount", "reference", "reverses"],
        orient="row",
    )
    told, paired = booking._paired(lines)
    assert sorted(paired) == [2, 3], "the same serial, note and amount"
    assert told.filter(pl.col("reverses").is_not_null())[LINE].to_list() == [5, 6, 7]
