"""Groups of the customers' files where they count: in the sheet of large exposures and at the gate of exposure."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.scenarios.small_county import customers, people
from tests.scenarios.small_lake import LakePage
from tests.scenarios.test_customer_file import OWNER, tied
from tests.scenarios.test_returns import DAY, WAN, bank  # noqa: F401
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.customer import read as customer
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.areas.exposure import actions as exposure
from wuhua.areas.exposure.rules import Owes
from wuhua.areas.reporting import read
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def tied_county(home: object, bank: LakePage) -> None:  # noqa: F811
    """C1 (firm, 500) belongs to C3 (owner, 100); C2 stands alone until its shares are bought."""
    people()
    compliance.ensure_seeded(actor="JZ4", business_date=DAY)
    compliance.put_capital(
        actor="HQ", business_date=DAY, source="董事会报告", net_capital=5000 * WAN, net_tier1=3000 * WAN
    )
    customers()
    assert not isinstance(tied("C1", RelationKind.OWNER, name="某某", identity=OWNER), Refused)


def test_A89_G14_puts_owner_and_firm_into_one_group(tied_county: None) -> None:
    sheet = read.report("G14", DAY).sheets[3]
    assert sheet.rows == ((1, "C1、C3", 2, 600 * WAN, "20.00", "20.00", True),)
    tied("C2", RelationKind.SHAREHOLDER, party="C1", share=6_000)
    (row,) = read.report("G14", DAY).sheets[3].rows
    assert row[1:5] == ("C1、C2、C3", 3, 900 * WAN, "30.00") and row[6] is False


def test_A89_exposure_stops_a_firm_for_what_its_owner_owes(tied_county: None) -> None:
    owes = {"C1": Owes(100 * WAN), "C3": Owes(400 * WAN)}

    def hold(key: str, amount: int, members: tuple[str, ...]) -> object:
        return exposure.hold(
            actor="JZ4", business_date=DAY, key=key, customer="C1", amount=amount, expires=DAY + timedelta(days=5),
            purpose="审批", owed=lambda asked: {each: owes[each] for each in asked if each in owes}, members=members,
        )  # fmt: skip

    members = customer.group_of("C1", DAY).members
    assert members == ("C1", "C3")
    stopped = hold("h-1", 100 * WAN + 1, members)
    assert isinstance(stopped, Refused) and "关联客户组风险暴露" in stopped.reason
    alone = hold("h-2", 100 * WAN + 1, ())
    assert not isinstance(alone, Refused), "without its group the same amount goes through"
