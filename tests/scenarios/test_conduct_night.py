"""The look at the book of every night: nobody presses a button (A86)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.scenarios.small_county import DAY, holding, people
from tests.town import open_town
from wuhua.areas.compliance import actions, read
from wuhua.areas.compliance.models import ConductFinding
from wuhua.areas.compliance.rules.conduct import SaleKind
from wuhua.areas.compliance.rules.disclosures import DisclosureTopic
from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")


def test_A86_NO1_NO5_the_day_end_looks_at_the_book_every_night(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody presses a button: what stands beside a loan when the day is closed is a finding the next morning, once."""
    people()
    town = open_town(DAY)
    accounts = [town.customer(name) for name in ("转存户", "搭售户")]
    for n, account in enumerate(accounts):
        town.lend(f"JD{n}", account, "100000.00", "6", DAY + timedelta(days=300))
    who = holding("JZ4", Role.COMPLIANCE)
    for n, kind in ((1, SaleKind.TIME_DEPOSIT), (2, SaleKind.INSURANCE_PRODUCT)):
        new = actions.NewSale(f"C{n:06d}", kind, "产品名称", 8_000_000, DAY, "JZ1")
        assert not isinstance(actions.record_sale(actor=who, business_date=DAY, new=new), Refused)
    monkeypatch.setattr(read, "disclosed", lambda _on: set(DisclosureTopic) - {DisclosureTopic.FEE_ITEMS})
    town.close_through(DAY)
    rows = list(ConductFinding.objects.order_by("item").values_list("item", "subject", "found_by", "business_date"))
    night, tomorrow = "DAYEND", DAY + timedelta(days=1)
    assert rows == [
        ("NO1", "note:JD0", night, tomorrow), ("NO5", "note:JD1", night, tomorrow),
        ("OPEN1", "disclosure:FEE_ITEMS", night, tomorrow),
    ]  # fmt: skip
    town.close_through(tomorrow)
    assert ConductFinding.objects.count() == 3
