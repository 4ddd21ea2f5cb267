"""`wuhua bench repay` and `wuhua bench draw` at their smallest: the contract of their answers, and books that hold."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable

import pytest


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["repay", "draw"])
def test_four_clients_do_the_verb_beside_the_floor(
    fresh_bank: str, wuhua: Callable[..., subprocess.CompletedProcess[str]], verb: str
) -> None:
    by_file = ("--file-notes", "200") if verb == "repay" else ()
    done = wuhua("bench", verb, "--operations", "40", "--floor-seconds", "1", *by_file, "--json", timeout=300)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["name"] == verb and found["operations"] == 40 and found["verified"] is True
    assert {"seconds", "per_s", "p50_ms", "p99_ms", "ratio"} < set(found)
    if by_file:
        assert (found["file"]["operations"], found["file"]["verified"]) == (200, True)
        assert found["file"]["per_s"] > 0
    assert "pgbench" in found["floor"]["what"] and found["floor"]["per_s"] > 0 and float(found["p50_ms"]) > 0
