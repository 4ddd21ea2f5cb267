"""A town where a shopkeeper was pre-approved for a card by the committee, under the rules that let small lines be signed afar."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.scenarios.card_town import CardTown
from tests.scenarios.test_portal_pages import IDENTITY, OTHER, known
from tests.town import fen
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.market.models import CreditBatch, PreApproval
from wuhua.areas.people.models import Branch, Staff, StaffRole
from wuhua.areas.people.rules import Role, TeamType
from wuhua.platform import secrets

GIVEN, MOST = fen("300,000.00"), fen("200,000.00")


def opened(**preapproval: Any) -> CardTown:
    """任改英 holds no card and is pre-approved for 300,000.00 at 7.2 %; 甲 keeps her. Another customer got nothing."""
    town = CardTown(card=False)
    compliance.put_capital(
        actor="SYSTEM", business_date=town.day, net_capital=fen("100,000,000.00"), net_tier1=fen("90,000,000.00"),
        source="季报",
    )  # fmt: skip
    current()
    Branch.objects.create(code="B01", name="城关支行", licence="L1", team_type=TeamType.URBAN_OUTLET)
    Staff.objects.create(number="M001", name="甲", branch_id="B01", position="客户经理", joined=date(2015, 1, 1))
    StaffRole.objects.create(staff_id="M001", role=Role.RM, from_day=date(2015, 1, 1))
    known("任改英", IDENTITY)
    town.town.customer("别人")
    known("别人", OTHER, "13803590002")
    given(town.day, **preapproval)
    return town


def current(name: str = "RS_CURRENT") -> None:
    """The rules of this year, or those of 2018, for every day."""
    RuleParameter.objects.filter(code="RULESET").update(value=name)


def given(day: date, customer: str = "C000001", **more: Any) -> PreApproval:
    """One line of a batch that JZ4 made and the committee member JZ12 decided."""
    n = CreditBatch.objects.count() + 1
    batch = CreditBatch.objects.create(
        name="城关商户", product="CREDIT_CARD_LINE", state="APPROVED", source="list", content=f"c{n}", made_by="JZ4",
        made_on=day, recorded_at="2018-09-03T08:00:00+08:00", decided_by="JZ12", decided_on=day,
        valid_until=date(2018, 12, 31),
    )  # fmt: skip
    said: dict[str, Any] = {
        "name": "任改英", "identity_blind": secrets.blind(f"{customer}{n}", "identity"), "identity_masked": "9214****",
        "customer": customer, "limit": GIVEN, "rate": 720_000, "product": "CREDIT_CARD_LINE",
        "valid_until": date(2018, 12, 31), "rule_version": "LIMITS@2018-09-03#1", "business_date": day,
        "inputs": {"years": 6, "tier": "BASIC"},
    }  # fmt: skip
    return PreApproval.objects.create(batch=batch, seq=1, **(said | more))
