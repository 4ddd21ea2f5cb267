"""The scoreboard's records on an empty county: every door answers, and nothing is invented."""

import pytest

from tests.scenarios.small_county import DAY, people, rows
from wuhua.areas.market import actions as market
from wuhua.areas.reporting.read import records

pytestmark = pytest.mark.django_db


def test_an_empty_county_has_counted_nothing(home):
    people()
    found = records.records(DAY)
    assert (found.surveyed_merchants, found.filed_enterprises, found.relending_beneficiaries) == (0, 0, 0)
    assert (found.cells, found.cells_owned, found.service_centre_staff) == (1, 0, 2)
    assert found.asked is None
    assert found.net_increase_target is None
    assert [len(sheet.rows) for sheet in records.relending_sheets(DAY)] == [0, 0]


def test_A7_tasks_are_read_in_their_own_unit(home):
    lines = (
        '2018,"NET_INCREASE","BANK","178487600.00"',
        '2018,"BORROWERS","BANK","5000"',
        '2018,"GROWTH","BANK","25.5"',
    )
    brought = rows("market_target", "year measure scope value", *lines)
    market.load_targets(actor="JZ4", business_date=DAY, rows=brought)
    assert records.targets(2018) == {"NET_INCREASE": 17_848_760_000, "BORROWERS": 5_000, "GROWTH": 2_550}
