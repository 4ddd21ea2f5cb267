"""Who takes a break, explains it, closes it; where money is in it, two do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from samples.corefiles import PLANTED
from tests.core_town import ACCOUNTANT, AUDITOR, FIRST, MANAGER, RISK, altered, brought, closed
from tests.town import Town
from wuhua.areas.corelink import actions, read
from wuhua.areas.corelink.models import BreakStep, CoreBreak, CoreFile
from wuhua.areas.corelink.rules import BreakKind, CoreFileKind, CoreLinkRefusal
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow

WHY = "核心端更正了入账机构"


@pytest.fixture
def town(built: Callable[..., Town], tmp_path: Path) -> Town:
    town = built(closed)
    brought(tmp_path / "1", FIRST, today=town.today)
    return town


def found(kind: str) -> CoreBreak:
    return CoreBreak.objects.get(kind=kind)


def did(verb: Any, actor: Officer, town: Town, kind: str, **more: Any) -> Any:
    return verb(actor=actor, business_date=town.today, number=found(kind).pk, **more)


def refused(answer: Any, name: CoreLinkRefusal) -> None:
    assert isinstance(answer, Refused), answer
    assert answer.name == name, answer


def test_breaks_are_for_their_posts(town: Town) -> None:
    for officer in (MANAGER, AUDITOR, Officer("9", "", "", frozenset({Role.ADMIN, Role.RISK}), None)):
        steps = BreakStep.objects.count()
        refused(did(actions.take, officer, town, "STATUS"), CoreLinkRefusal.NOT_OF_THIS_POST)
        assert BreakStep.objects.count() == steps
    refused(read.may_look(MANAGER), CoreLinkRefusal.MAY_NOT_LOOK)  # type: ignore[arg-type]
    for officer in (ACCOUNTANT, RISK, AUDITOR):
        assert read.may_look(officer) is None


def test_taking_over_needs_a_reason_and_only_the_owner_explains(town: Town) -> None:
    refused(did(actions.explain, RISK, town, "STATUS", reason=WHY), CoreLinkRefusal.NOT_THE_OWNER)
    assert did(actions.take, RISK, town, "STATUS").owner == "2002"
    refused(did(actions.take, RISK, town, "STATUS"), CoreLinkRefusal.OWNED_ALREADY)
    refused(did(actions.take, ACCOUNTANT, town, "STATUS"), CoreLinkRefusal.REASON_MISSING)
    assert did(actions.take, ACCOUNTANT, town, "STATUS", reason="乙休假,由甲接手").owner == "2001"
    refused(did(actions.explain, RISK, town, "STATUS", reason=WHY), CoreLinkRefusal.NOT_THE_OWNER)
    refused(did(actions.explain, ACCOUNTANT, town, "STATUS", reason=" 是 "), CoreLinkRefusal.REASON_MISSING)
    explained = did(actions.explain, ACCOUNTANT, town, "STATUS", reason=WHY)
    assert (explained.state, explained.reason) == ("EXPLAINED", WHY)
    assert read.breaks(read.Wanted(kind="STATUS")) == [explained], "what is explained still stands"
    assert [step.what for step in read.history(explained.pk)] == ["FOUND", "TAKEN", "HANDED_ON", "EXPLAINED"]


def test_a_status_is_closed_by_its_owner_alone(town: Town) -> None:
    did(actions.take, RISK, town, "STATUS")
    refused(
        did(actions.close, RISK, town, "STATUS", resolution="AGREED", reason=WHY), CoreLinkRefusal.RESOLUTION_UNKNOWN
    )
    done = did(actions.close, RISK, town, "STATUS", resolution="CORE_CORRECTED", reason=WHY)
    assert (done.state, done.resolution, done.decided_by, done.decided_on) == (
        "SETTLED", "CORE_CORRECTED", "2002", town.today,
    )  # fmt: skip
    for verb, more in ((actions.take, {}), (actions.explain, {"reason": WHY}), (actions.confirm, {})):
        refused(did(verb, RISK, town, "STATUS", **more), CoreLinkRefusal.BREAK_OVER)
    assert AuditRow.objects.filter(subject=f"corebreak:{done.pk}", action="corelink.break_settled").exists()


@pytest.mark.parametrize("kind", ["AMOUNT", "MISSING_IN_CORE"])
def test_where_money_is_in_it_two_close_it(town: Town, kind: str) -> None:
    did(actions.take, RISK, town, kind)
    refused(did(actions.confirm, ACCOUNTANT, town, kind), CoreLinkRefusal.NOTHING_PROPOSED)
    proposed = did(actions.close, RISK, town, kind, resolution="OURS_CORRECTED", reason=WHY)
    assert (proposed.state, proposed.decided_by) == ("PROPOSED", "")
    refused(did(actions.confirm, RISK, town, kind), CoreLinkRefusal.FOUR_EYES)
    refused(did(actions.close, RISK, town, kind, resolution="TIMING", reason=WHY), CoreLinkRefusal.WAITS_FOR_ANOTHER)
    refused(did(actions.take, ACCOUNTANT, town, kind, reason=WHY), CoreLinkRefusal.WAITS_FOR_ANOTHER)
    back = did(actions.send_back, ACCOUNTANT, town, kind, reason="请附核心端的更正凭证")
    assert (back.state, back.owner, back.resolution) == ("TAKEN", "2002", "")
    did(actions.close, RISK, town, kind, resolution="OURS_CORRECTED", reason=WHY)
    settled = did(actions.confirm, ACCOUNTANT, town, kind)
    assert (settled.state, settled.owner, settled.proposed_by, settled.decided_by) == (
        "SETTLED",
        "2002",
        "2002",
        "2001",
    )
    assert [step.what for step in read.history(settled.pk)] == [
        "FOUND", "TAKEN", "PROPOSED", "SENT_BACK", "PROPOSED", "SETTLED",
    ]  # fmt: skip


def test_a_proposal_is_about_the_amounts_it_saw(town: Town, tmp_path: Path) -> None:
    """The same file again leaves a close proposed; another amount in the same place sends it back to its owner."""
    did(actions.take, RISK, town, "AMOUNT")
    did(actions.close, RISK, town, "AMOUNT", resolution="TIMING", reason=WHY)
    brought(tmp_path / "1", FIRST, today=town.today)
    assert found("AMOUNT").state == "PROPOSED"
    altered(tmp_path / "2", FIRST, CoreFileKind.BALANCES, "100100.00", "100200.00", plant=PLANTED)
    same = found("AMOUNT")
    assert (same.state, same.owner, same.proposed_by, same.resolution) == ("TAKEN", "2002", "", "")
    refused(did(actions.confirm, ACCOUNTANT, town, "AMOUNT"), CoreLinkRefusal.NOTHING_PROPOSED)


def test_a_break_is_never_edited_away(town: Town) -> None:
    for change in ({"subject": "JD9"}, {"first_seen": FIRST + timedelta(days=1)}):
        with pytest.raises(IntegrityError, match="fixed_columns"), transaction.atomic():
            CoreBreak.objects.filter(kind="STATUS").update(**change)
    with pytest.raises(IntegrityError, match="never_gone"), transaction.atomic():
        CoreBreak.objects.all().delete()
    with pytest.raises(IntegrityError, match="break_over_says_who"), transaction.atomic():
        CoreBreak.objects.filter(kind="STATUS").update(state="SETTLED")
    for table in (BreakStep, CoreFile):
        with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
            table.objects.all().delete()
    with pytest.raises(IntegrityError, match="one_live_break"), transaction.atomic():
        CoreBreak.objects.create(
            source="balances", subject="JD00003", field="book_status", kind="STATUS", first_seen=FIRST, last_seen=FIRST
        )


def test_the_list_narrows_by_kind_source_owner_and_state(town: Town) -> None:
    did(actions.take, RISK, town, "STATUS")

    def kinds(**wanted: Any) -> list[str]:
        return [each.kind for each in read.breaks(read.Wanted(**wanted))]

    assert kinds(kind="AMOUNT") == ["AMOUNT"]
    assert kinds(owner="2002") == kinds(state="TAKEN") == ["STATUS"]
    assert kinds(owner="-") == ["AMOUNT", "MISSING_IN_CORE"]
    assert kinds(source="ledger") == []
    assert read.counts() == {
        BreakKind.AMOUNT: 1, BreakKind.STATUS: 1, BreakKind.MISSING_IN_CORE: 1, BreakKind.MISSING_HERE: 0,
        BreakKind.DATE: 0, "unowned": 2,
    }  # fmt: skip
    page = read.breaks_page(read.Wanted(page=99))
    assert (page.count, page.page, page.previous, page.next, len(page.rows)) == (3, 1, None, None, 3)
