"""`wuhua bench quote`: plans of a book of loans, against merely reading and writing the same JSON."""

from __future__ import annotations

import gc
import json
import time
from datetime import date, timedelta
from statistics import quantiles
from typing import Any

from wuhua.core import quote as desk
from wuhua.core.refuse import ensure

_METHODS = ("equal_instalments", "equal_principal", "interest_only", "bullet")
_COUNTS = ("act/360", "act/365", "30/360")


def run(loans: int) -> dict[str, Any]:
    """Times `loans` different loans from the bytes that come in to the bytes that go out; nothing is cached.

    The floor does the same without the arithmetic: read the questions, write the very answers.
    """
    asked = json.dumps([_loan(each) for each in range(loans)]).encode()
    gc.disable()
    try:
        start = time.perf_counter()
        lines = desk.read(asked, csv_wanted=False)
        answers, took = [], []
        for line in lines:
            before = time.perf_counter()
            answers.append(desk.answer(line))
            took.append(time.perf_counter() - before)
        written = json.dumps(answers, ensure_ascii=False).encode()
        seconds = time.perf_counter() - start
        floor = _floor(asked, written)
    finally:
        gc.enable()
    ensure(not any("refused" in each for each in answers), "every loan of the bench has a plan")
    ensure(all(each["rows"][-1]["balance"] == "0.00" for each in answers), "every plan ends at nought")
    cuts = quantiles(took, n=100)
    return {
        "name": "quote",
        "operations": loans,
        "seconds": f"{seconds:.2f}",
        "per_s": int(loans / seconds),
        "p50_ms": f"{cuts[49] * 1000:.2f}",
        "p99_ms": f"{cuts[98] * 1000:.2f}",
        "floor": {"what": "读入同样的问题、写出同样的答案,不做计算", "per_s": int(loans / floor)},
        "ratio": f"{seconds / floor:.2f}",
    }


def _loan(number: int) -> dict[str, Any]:
    """A loan like none of its neighbours: method, term, rate, day count and start all differ."""
    return {
        "id": number,
        "principal": f"{10_000 + number * 37 % 490_000}.00",
        "annual_rate_pct": f"{4 + number * 13 % 800 / 100:.2f}",
        "method": _METHODS[number % len(_METHODS)],
        "periods": 6 + number % 55,
        "frequency": "month",
        "every": 1,
        "start": (date(2018, 1, 1) + timedelta(days=number % 365)).isoformat(),
        "day_count": _COUNTS[number % len(_COUNTS)],
    }


def _floor(asked: bytes, written: bytes) -> float:
    answers = json.loads(written)
    start = time.perf_counter()
    desk.read(asked, csv_wanted=False)
    json.dumps(answers, ensure_ascii=False).encode()
    return time.perf_counter() - start
