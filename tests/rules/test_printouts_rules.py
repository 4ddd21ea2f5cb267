"""Amounts in words at every edge, held against the rule written out a second time and read back."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wuhua.areas.servicing.printouts.rules import Wanted, check_offset
from wuhua.areas.servicing.words import Paper, PaperRefusal
from wuhua.core.money import LIMIT_FEN
from wuhua.core.refuse import BrokenInvariant
from wuhua.platform.paper.layouts import FURTHEST_OFFSET
from wuhua.platform.paper.words import in_words

NUMBERS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")


def four(number: int, *, led: bool) -> str:
    """Four figures in words; `led` when figures stand before them, so that a nought in front is spoken."""
    text, silent = "", led
    for place in (3, 2, 1, 0):
        figure = number // 10**place % 10
        if figure:
            text += ("零" if silent and (text or led) else "") + NUMBERS[figure] + PLACES[place]
            silent = False
        else:
            silent = silent or bool(text)
    return text


def written(fen: int) -> str:
    """The People's Bank's rule spelt out by hand: groups of four, one 零 for a gap, 整 after 元 and 角."""
    whole, jiao, rest = fen // 100, fen // 10 % 10, fen % 10
    text, led, gap = "", False, False
    for size, unit in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group = whole // size % 10_000 if size < 10**8 else whole // size
        if group:
            text += four(group, led=led and (group < 1000 or gap)) + unit
            led, gap = True, False
        else:
            gap = led
    text = f"{text}元" if text else ""
    if not jiao and not rest:
        return f"{text}整" if text else "零元整"
    if jiao:
        text += f"{NUMBERS[jiao]}角"
    elif text:
        text += "零"
    return text + (f"{NUMBERS[rest]}分" if rest else "整")


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"), (1, "壹分"), (10, "壹角整"), (11, "壹角壹分"), (100, "壹元整"), (101, "壹元零壹分"), (110, "壹元壹角整"),
        (1_000, "壹拾元整"), (1_050, "壹拾元伍角整"), (10_005, "壹佰元零伍分"), (100_100, "壹仟零壹元整"), (101_000, "壹仟零壹拾元整"),
        (1_000_000, "壹万元整"), (1_000_100, "壹万零壹元整"), (10_000_105, "壹拾万零壹元零伍分"), (1_000_010_000, "壹仟万零壹佰元整"),
        (10_000_000_000, "壹亿元整"), (10_000_000_100, "壹亿零壹元整"), (10_001_000_000, "壹亿零壹万元整"),
        (165_333, "壹仟陆佰伍拾叁元叁角叁分"), (15_254_608, "壹拾伍万贰仟伍佰肆拾陆元零捌分"), (LIMIT_FEN, "壹仟亿元整"),
    ],
)  # fmt: skip
def test_amounts_in_words(fen: int, text: str) -> None:
    assert in_words(fen) == text


@given(st.one_of(st.integers(0, LIMIT_FEN), st.integers(0, 10**6), st.integers(0, 10**5).map(lambda n: n * 10_000)))
@example(10_000_000_000_000 - 1)
@example(30_050_07)
@example(100_010_000_00)
@example(100_000_010_00)
def test_any_amount_is_written_as_the_rule_says(fen: int) -> None:
    assert in_words(fen) == written(fen)


@pytest.mark.parametrize("fen", [-1, LIMIT_FEN + 1])
def test_no_words_for_what_is_no_amount(fen: int) -> None:
    with pytest.raises(BrokenInvariant):
        in_words(fen)


@pytest.mark.parametrize("off", [-FURTHEST_OFFSET, 0, FURTHEST_OFFSET])
def test_an_offset_within_the_tray_is_taken(off: int) -> None:
    assert check_offset(Wanted(Paper.NOTE, "JD1", right=off, down=off)) is None


def test_an_offset_beyond_it_is_refused_by_its_field() -> None:
    for field, wanted in (
        ("right", Wanted(Paper.NOTE, "JD1", right=31)),
        ("down", Wanted(Paper.NOTE, "JD1", down=-31)),
    ):
        no = check_offset(wanted)
        assert no is not None and (no.name, no.field) == (PaperRefusal.OFFSET_OUT_OF_RANGE, field)


def test_the_same_name_is_the_same_paper() -> None:
    day = date(2018, 9, 21)
    assert Wanted(Paper.INTEREST_LIST, "JD1", first=day).name == "JD1/2018-09-21"
    assert Wanted(Paper.RECEIPT, "JD1", first=day, receipt=7).name == "JD1/2018-09-21/7"
    assert Wanted(Paper.NOTE, "JD1", right=5).name == Wanted(Paper.NOTE, "JD1").name == "JD1"
