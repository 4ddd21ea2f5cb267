"""A day killed at any place of docs/DAYEND.md and started again seals as one that was never hurt."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulation.test_town import DAYS, seals_of, settle_in, unhurt
from wuhua.bulk.dayend import run, seal, snapshot, verify, write
from wuhua.platform import lake, seals

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("fresh_bank")]
__all__ = ["unhurt"]  # the fixture


def die(*_: Any, **__: Any) -> None:
    raise KeyboardInterrupt


def die_after_one(real: Any) -> Any:
    """Does the first call and dies at the second."""
    done: list[Any] = []

    def dying(*given: Any) -> Any:
        if done:
            raise KeyboardInterrupt
        done.append(given)
        return real(*given)

    return dying


PLACES = {
    "before the first shard": lambda m: m.setattr(write, "write_shard", die),
    "all shards written, no snapshot": lambda m: m.setattr(snapshot, "positions", die),
    "one file in the lake": lambda m: m.setattr(lake, "write", die_after_one(lake.write)),
    "both files, nothing of the last transaction": lambda m: m.setattr(write, "post_summed", die),
    "everything but the seal": lambda m: m.setattr(seal, "seal", die),
}


@pytest.mark.parametrize("place", PLACES)
def test_started_again_it_seals_equal(unhurt: list[str], monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    town = settle_in(DAYS[0].replace(day=18), seed=3)
    town.close_through(DAYS[0].replace(day=19))
    for day in DAYS:
        with monkeypatch.context() as killed:
            PLACES[place](killed)
            with pytest.raises(KeyboardInterrupt):
                run.close_day(day)
        assert seals.sealed(day) is None, "nothing of the day shows as closed"
        town.close_through(day)
    assert len(unhurt) == len(DAYS) and seals_of(town, DAYS) == unhurt
    assert not [each for breaks in verify.verify().values() for each in breaks]
