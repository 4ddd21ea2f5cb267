"""`wuhua recalc` on the lives worked by hand, and on what a customer may write wrongly."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wuhua.core import recalc

ROOT = Path(__file__).resolve().parents[2]
MONTH20 = {"every": "month", "day": 20}


def terms(principal: str, rate: str, start: str, days: int, **more: object) -> dict[str, object]:
    """An interest-only loan that ends so many days after its start."""
    return {
        "principal": principal, "annual_rate_pct": rate, "method": "interest_only", "periods": 1, "frequency": "day",
        "every": days, "start": start, "day_count": "act/360", "settlement": MONTH20,
    } | more  # fmt: skip


def test_P2_a_partial_debit_and_compound_on_the_rest() -> None:
    """31 days 1,653.33; 1,000.00 debited; by 09-28 compound 1.22 on 653.33, in all 654.55."""
    asked = {
        "terms": terms("200000", "9.6", "2018-08-21", 364),
        "events": [{"date": "2018-09-21", "type": "auto_debit", "amount": "1000.00"}],
        "as_of": "2018-09-28",
    }
    life = recalc.answer(asked)
    assert (life["owed"]["interest"], life["owed"]["compound"], life["overdue_days"]) == ("653.33", "1.22", 7)
    paid = asked["events"] + [{"date": "2018-09-28", "type": "repay", "amount": "654.55"}]  # type: ignore[operator]
    after = recalc.answer(asked | {"events": paid, "as_of": "2018-10-21"})
    assert after["owed"]["interest"] == "1600.00" and after["paid"]["compound"] == "1.22"


@pytest.mark.parametrize(("base", "compound"), [("interest", "8.58"), ("interest_and_penalty", "13.43")])
def test_P4_matured_and_unpaid(base: str, compound: str) -> None:
    life = recalc.answer(
        {"terms": terms("150000", "8.4", "2018-08-21", 20, compound_base=base), "events": [], "as_of": "2018-10-15"}
    )
    owed = life["owed"]
    assert (owed["interest"], owed["penalty"], owed["compound"]) == ("700.00", "1837.50", compound)


def test_P7_extended_into_the_next_band() -> None:
    """21 days at 8.265 % 964.25 and 9 days at 9.025 % 451.25: 1,415.50 on 10-21."""
    extended = {"date": "2018-10-11", "type": "extend", "until": "2019-08-12", "rate": "9.025"}
    asked = {"terms": terms("200000", "8.265", "2017-12-12", 304), "events": [extended], "as_of": "2018-10-21"}
    cut = [row for row in recalc.answer(asked)["rows"] if row["event"] == "bill" and row["date"] == "2018-10-20"]
    assert cut[0]["interest"] == "1415.50"


def test_a_payment_reversed_sums_to_never_paid() -> None:
    asked = {"terms": terms("200000", "9.6", "2018-08-21", 364), "events": [], "as_of": "2018-10-05"}
    paid = [
        {"seq": 7, "date": "2018-09-25", "type": "repay", "amount": "1653.33"},
        {"seq": 8, "date": "2018-10-01", "type": "reverse", "reverses": 7},
    ]
    never, taken_back = recalc.answer(asked), recalc.answer(asked | {"events": paid})
    assert taken_back["owed"] == never["owed"] and taken_back["paid"] == never["paid"]


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"as_of": None}, "field_missing"),
        ({"as_of": "2018-13-01"}, "not_a_date"),
        ({"events": [{"date": "2018-09-01", "type": "gift"}]}, "choice_unknown"),
        ({"events": [{"date": "2019-09-01", "type": "repay", "amount": "1"}]}, "event_after_as_of"),
        ({"events": [{"date": "2018-08-01", "type": "repay", "amount": "1"}]}, "event_before_start"),
        ({"events": [{"date": "2018-09-01", "type": "reverse", "reverses": 3}]}, "event_unknown"),
        ({"colour": "red"}, "field_unknown"),
    ],
)
def test_what_cannot_be_recomputed_is_refused_by_name(change: dict[str, object], name: str) -> None:
    asked = {"terms": terms("1000", "9.6", "2018-08-21", 364), "events": [], "as_of": "2018-10-05"} | change
    assert recalc.answer(asked)["refused"]["name"] == name


def test_the_command_answers_machines_and_refuses_with_one() -> None:
    asked = {"terms": terms("150000", "8.4", "2018-08-21", 20), "events": [], "as_of": "2018-10-15"}
    run = [sys.executable, "-m", "wuhua", "recalc", "--json"]
    done = subprocess.run(run, input=json.dumps(asked), capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.returncode == 0 and json.loads(done.stdout)["owed"]["principal"] == "150000.00"
    no = subprocess.run(run, input="{}", capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert no.returncode == 1 and json.loads(no.stdout)["refused"]["name"] == "field_missing"
