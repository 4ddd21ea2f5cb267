"""`quote`: every bad line refused by name, none stops the others, nothing ends in a fault."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuhua.core.quote import FIELDS, REQUIRED, answer, answers, read
from wuhua.core.refuse import Refuse

GOOD: dict[str, Any] = {
    "id": "L1",
    "principal": "100000",
    "annual_rate_pct": "7.2",
    "method": "equal_instalments",
    "periods": 24,
    "frequency": "month",
    "every": 1,
    "start": "2018-01-05",
    "day_count": "30/360",
}

BAD = [
    ({"principal": "0"}, "principal_out_of_range"),
    ({"principal": -1}, "principal_out_of_range"),
    ({"principal": "abc"}, "not_an_amount"),
    ({"principal": True}, "field_of_wrong_kind"),
    ({"principal": [1]}, "field_of_wrong_kind"),
    ({"principal": "9" * 30}, "amount_too_large"),
    ({"annual_rate_pct": "-3"}, "not_a_rate"),
    ({"annual_rate_pct": "4.350001"}, "rate_not_exact"),
    ({"method": "magic"}, "choice_unknown"),
    ({"method": "custom"}, "plan_missing"),
    ({"periods": 0}, "periods_out_of_range"),
    ({"periods": "1.5"}, "not_a_whole_number"),
    ({"periods": 10**9}, "periods_out_of_range"),
    ({"every": 0}, "every_out_of_range"),
    ({"start": "2018-02-30"}, "not_a_date"),
    ({"start": "9990-01-01"}, "date_out_of_range"),
    ({"first_due": "2018-01-05"}, "first_due_out_of_range"),
    ({"grace_principal": 24}, "grace_out_of_range"),
    ({"round_to": "0"}, "round_to_out_of_range"),
    ({"round_to": "50000"}, "round_to_out_of_range"),
    ({"rates": [{"from": "2018-06-01"}]}, "field_of_wrong_kind"),
    ({"draws": [{"date": "2030-01-01", "amount": "1"}]}, "draw_out_of_term"),
    ({"grace_principle": 1}, "field_unknown"),
    ({"id": None}, "field_missing"),
]


@pytest.mark.parametrize(("change", "name"), BAD)
def test_a_bad_line_is_refused_by_name(change: dict[str, Any], name: str) -> None:
    refused = answer(GOOD | change)["refused"]
    assert refused["name"] == name
    assert refused["reason"]
    assert refused["next_step"]


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_field_is_named(name: str) -> None:
    refused = answer({key: value for key, value in GOOD.items() if key != name})["refused"]
    assert (refused["name"], refused["field"]) == ("field_missing", name)


def test_one_bad_line_never_stops_the_others() -> None:
    made = list(answers([GOOD, None, GOOD | {"id": 7}, "x", GOOD | {"periods": -1}, GOOD]))
    assert ["refused" in each for each in made] == [False, True, False, True, True, False]
    assert [each["id"] for each in made] == ["L1", None, 7, None, "L1", "L1"]


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "input_empty"),
        (b"\xff\xff\xff", "input_not_text"),
        (b"[{]", "input_not_json"),
        (b"[" * 100_000, "input_not_json"),
        (b'{"id": 1}', "input_not_a_list"),
        (b"a,b\n1,2\n", "csv_without_header"),
    ],
)
def test_an_input_without_lines_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(Refuse) as no:
        read(data)
    assert no.value.refused.name == name


def test_csv_and_json_answer_the_same() -> None:
    header = ",".join(GOOD) + ",rates\n"
    line = (
        ",".join(str(value) for value in GOOD.values()) + ',"[{""from"":""2018-06-01"",""annual_rate_pct"":""6""}]"\n'
    )
    from_csv = read((header + line).encode("gb18030"))
    from_json = read(json.dumps([GOOD | {"rates": [{"from": "2018-06-01", "annual_rate_pct": 6.0}]}]).encode())
    assert list(answers(from_csv)) == list(answers(from_json))
    assert "rows" in answer(from_csv[0])


def test_numbers_of_json_are_never_binary_floats() -> None:
    lines = read(json.dumps([GOOD | {"principal": 100000.10, "annual_rate_pct": 7.2}]).encode())
    assert answer(lines[0])["rows"][-1]["balance"] == "0.00"
    nan = b'[{"id": 1, "principal": NaN, "every": 1e999999999}]'
    assert answer(read(nan)[0])["refused"]["name"] == "field_missing"


garbage = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from(sorted(FIELDS)), garbage, max_size=4))
def test_no_line_ends_in_a_fault(change: dict[str, Any]) -> None:
    made = answer(GOOD | change)
    assert ("refused" in made) != ("rows" in made)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=60))
def test_no_input_ends_in_a_fault(data: bytes) -> None:
    try:
        list(answers(read(data)))
    except Refuse as no:
        assert no.refused.name
