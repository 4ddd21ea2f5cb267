"""The command killed by the machine (SIGKILL, no farewell) at six places of a close, and run again.

The child is the real `wuhua close-day`; only the hand that kills it stands in the few lines put before it here.
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import ROOT, child_environment
from tests.simulation.test_town import seals_of, settle_in
from tests.town import Town
from tests.workers import until
from wuhua.areas.reporting import read as reporting
from wuhua.areas.servicing.rules import ServicingRefusal
from wuhua.bulk.dayend import load, verify
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import lake, seals
from wuhua.platform.models import ShardRun

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fresh_bank")]

PROGRAM = """
import os, signal, sys
import django
django.setup()
from wuhua.bulk.dayend import seal, snapshot, write
from wuhua.platform import lake

def dies(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

def dies_after(real, times):
    def act(*given, **named):
        answer, times[0] = real(*given, **named), times[0] - 1
        return answer if times[0] else dies()
    return act

{hand}
from wuhua.cli.main import run
run()
"""
IN_A_SHARD = "write.servicing_actions.write_day = dies_after(write.servicing_actions.write_day, [3])"
KILLS = (
    (date(2018, 9, 18), "snapshot.positions = dies", ()),
    (date(2018, 9, 19), "lake.os.replace = dies", ()),
    (date(2018, 9, 20), IN_A_SHARD, ()),
    (date(2018, 9, 21), IN_A_SHARD, ("--shards", "4")),
    (date(2018, 9, 22), "write.post_summed = dies_after(write.post_summed, [1])", ()),
    (date(2018, 9, 23), "seal.seal = dies_after(seal.seal, [1])", ()),
)
"""Day, what kills it, how it is run. The 20th cuts every bill, the 21st debits them."""


@pytest.fixture
def unhurt(bank_copy: Callable[[], AbstractContextManager[str]]) -> list[str]:
    """Seals of the same town in a database of its own that nobody ever killed."""
    with bank_copy():
        town = settle_in(KILLS[0][0], seed=3)
        town.close_through(KILLS[-1][0])
        return seals_of(town, [day for day, _, _ in KILLS])


def close(day: date, *options: str, hand: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM.format(hand=hand), "close-day", "--date", day.isoformat(), *options],
        cwd=ROOT,
        env=child_environment(),
        capture_output=True,
        text=True,
        timeout=120,
    )


def nothing_shows(town: Town, day: date) -> None:
    """The day before is the newest anyone sees, and the lock died with its holder."""
    assert seals.sealed(day) is None and day not in lake.sealed_days()
    with pytest.raises(Refuse) as no:
        lake.file_of(day, "positions")
    assert no.value.refused.name is lake.LakeRefusal.DAY_NOT_SEALED
    assert reporting.latest_day() == (None if day == KILLS[0][0] else day.replace(day=day.day - 1))
    town.today = day.replace(day=day.day + 1)
    early = town.repay("N00", "1.00")
    assert isinstance(early, Refused) and early.name is ServicingRefusal.DAY_NOT_CLOSED
    lock_is_free()


def lock_is_free() -> None:
    """The server notices within moments that the holder is gone."""
    assert until(seals.take_closing_lock)
    seals.release_closing_lock()


def leftovers(day: date) -> set[Path]:
    """Files in the day's folder that its seal does not name."""
    named = {(lake.root() / entry["path"]) for entry in getattr(seals.sealed(day), "files", {}).values()}
    return set(lake.root().glob(f"bank=*/day={day}/*")) - named


def test_killed_outright_and_run_again_the_days_seal_as_if_nothing_had_been(unhurt: list[str]) -> None:
    town = settle_in(KILLS[0][0], seed=3)
    for day, hand, options in KILLS:
        killed = close(day, *options, hand=hand)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        written = ShardRun.objects.filter(day=day).count()
        assert 0 < written < load.SHARDS if hand == IN_A_SHARD else written == load.SHARDS
        nothing_shows(town, day)
        again = close(day, "--json")
        assert again.returncode == 0, again.stderr
        town.today = day.replace(day=day.day + 1)
    assert seals_of(town, [day for day, _, _ in KILLS]) == unhurt
    assert not [each for breaks in verify.verify().values() for each in breaks]


def test_files_no_seal_names_are_no_data() -> None:
    """A file half written by the dead, and a whole one under a good name: readers and the proof pass them by."""
    first = KILLS[0][0]
    town = settle_in(first, seed=3)
    assert close(first, hand="lake.os.replace = dies").returncode == -signal.SIGKILL
    assert [path.suffix for path in leftovers(first)] == [".part"]
    lock_is_free()
    town.close_through(first)
    before = reporting.scoreboard(first)
    stray = lake.file_of(first, "positions").with_name(f"positions-{'0' * 32}.parquet")
    stray.write_bytes(lake.file_of(first, "positions").read_bytes())
    assert {path.suffix for path in leftovers(first)} == {".part", ".parquet"}
    assert reporting.scoreboard(first) == before
    assert not [each for breaks in verify.verify().values() for each in breaks]
