"""A file of a sealed day that was lost or altered is put back byte for byte, or the refusal names it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.town import Town, open_town
from wuhua.bulk.dayend import rebuild, verify
from wuhua.core.refuse import Refuse
from wuhua.platform import lake
from wuhua.platform.lake import LakeRefusal

OPENS, LATER = date(2018, 9, 19), date(2018, 9, 21)


@pytest.fixture
def town(fresh_bank: str) -> Town:
    town = open_town(OPENS)
    town.lend("N1", town.customer("段某", "3,000.00"), "100,000.00", "7.2", date(2019, 8, 20))
    town.close_through(LATER)
    return town


def broken() -> list[str]:
    return [each.proof for breaks in verify.verify().values() for each in breaks]


def done(day: date | None = None) -> set[str]:
    return {each.done for each in rebuild.rebuild(day)}


@pytest.mark.usefixtures("town")
def test_a_lost_and_an_altered_file_come_back_byte_for_byte() -> None:
    lost, altered = lake.file_of(OPENS, "positions"), lake.file_of(LATER, "flows")
    was = lost.read_bytes(), altered.read_bytes()
    assert done() == {lake.WHOLE}
    lost.unlink()
    altered.write_bytes(b"PAR1")
    assert len(broken()) == 2
    assert done(OPENS) == {lake.WHOLE, lake.PUT_BACK}
    assert done(LATER) == {lake.WHOLE, lake.PUT_BACK}
    assert (lost.read_bytes(), altered.read_bytes()) == was
    assert broken() == []


@pytest.mark.usefixtures("town")
def test_a_lost_copy_is_copied_again() -> None:
    place = lake.spare() / lake.file_of(OPENS, "positions").relative_to(lake.root())
    was = place.read_bytes()
    place.write_bytes(b"rotten")
    assert done() == {lake.WHOLE, lake.COPIED}
    assert place.read_bytes() == was


@pytest.mark.usefixtures("town")
def test_lost_twice_and_a_day_that_is_not_sealed_are_refused_by_name() -> None:
    file = lake.file_of(OPENS, "positions")
    (lake.spare() / file.relative_to(lake.root())).write_bytes(b"other bytes")
    file.unlink()
    with pytest.raises(Refuse) as no:
        rebuild.rebuild()
    assert no.value.refused.name is LakeRefusal.LOST_TWICE and file.name in no.value.refused.reason
    assert not file.exists(), "what is not the sealed file is not put under its name"
    with pytest.raises(Refuse) as no:
        rebuild.rebuild(date(2018, 9, 22))
    assert no.value.refused.name is LakeRefusal.DAY_NOT_SEALED


@pytest.mark.usefixtures("town")
def test_a_file_whose_rows_are_not_those_of_the_seal_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    lake.file_of(OPENS, "positions").unlink()
    monkeypatch.setattr(rebuild.digest, "of", lambda _: "00")
    with pytest.raises(Refuse) as no:
        rebuild.rebuild()
    assert no.value.refused.name is rebuild.RebuildRefusal.DIGEST_DIFFERS


@pytest.mark.usefixtures("town")
def test_the_command_says_what_it_put_back_and_refuses_by_name(wuhua, home: Path) -> None:  # type: ignore[no-untyped-def]
    file = lake.file_of(OPENS, "positions")
    file.unlink()
    came = wuhua("lake", "rebuild", "--date", OPENS.isoformat())
    assert came.returncode == 0 and "已从备份夹放回" in came.stdout, came.stderr
    assert file.exists()
    said = wuhua("lake", "rebuild", "--date", "2018-09-22", "--json")
    assert said.returncode == 1 and LakeRefusal.DAY_NOT_SEALED.value in said.stdout + said.stderr
