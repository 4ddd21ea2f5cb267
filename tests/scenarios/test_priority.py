"""资源优先服务小微 (A84): at equal time the small case goes first in the list of clocks, and its quota is used first."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.scenarios.market_county import HERE, county, head
from tests.scenarios.small_county import DAY
from tests.scenarios.test_market_api import signed_in
from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.models import Customer
from wuhua.areas.origination.models import Application, Case
from wuhua.areas.people.rules import Role
from wuhua.areas.workday import actions, read, rules
from wuhua.areas.workday.rules import Allotted, Limit, Wish, allot, priority_key
from wuhua.areas.workday.rules.clock import ClockMode, LimitUnit
from wuhua.core.refuse import Refused
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
NINE = datetime(2018, 9, 28, 9, 0, tzinfo=HERE)


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()


def clocks() -> dict[str, str]:
    """Four clocks: a large firm at nine, a small one at ten, a small one the day after, and one of a day before."""
    held = {}
    for name, at in (
        ("large", NINE), ("small", NINE + timedelta(hours=1)), ("later", NINE + timedelta(days=1)),
        ("earlier", NINE - timedelta(days=1)),
    ):  # fmt: skip
        held[name] = f"case:{name}"
        made = actions.open_duty(
            actor="JZ1", business_date=at.date(), at=at, subject=held[name], code=rules.DutyCode.OWN_LIMIT, title=name,
            holder="JZ1", limit=Limit(200, LimitUnit.DAYS, ClockMode.WORKDAY),
        )  # fmt: skip
        assert not isinstance(made, Refused), made
    return held


def titles(small: Any) -> list[str]:
    page = read.duty_page(head(), read.Asked(), NINE + timedelta(days=1))
    plain = [each.duty.title for each in page.rows]
    found = read.duty_page(head(), read.Asked(), NINE + timedelta(days=1), small).rows
    by_rule = sorted(
        found,
        key=lambda x: priority_key(
            level=x.duty.level, at=read.local(x.duty.started_at), small=x.duty.subject in set(small), number=x.duty.pk
        ),
    )
    assert [x.duty.pk for x in found] == [x.duty.pk for x in by_rule]
    assert plain == ["earlier", "large", "small", "later"]
    return [each.duty.title for each in found]


def test_A84_a_small_case_sorts_before_a_large_one_of_the_same_day() -> None:
    held = clocks()
    assert titles([held["small"], held["later"]]) == ["earlier", "small", "large", "later"]
    assert titles([held["later"]]) == ["earlier", "large", "small", "later"]
    assert titles([]) == ["earlier", "large", "small", "later"]


def test_A84_a_pressing_large_case_is_not_pushed_back() -> None:
    """Priority is among equals: what is late, or a day older, still goes first."""
    late = priority_key(level=100, at=NINE, small=False, number=9)
    older = priority_key(level=0, at=NINE - timedelta(days=1), small=False, number=8)
    small = priority_key(level=0, at=NINE, small=True, number=1)
    assert sorted([small, older, late]) == [late, older, small]


def test_A84_the_quota_is_used_first_and_never_by_the_large() -> None:
    pct = compliance.whole("SMALL_FIRST_QUOTA_PCT", DAY)
    assert pct == 60
    dealt = allot(1_000, pct, [Wish("大", False, 700), Wish("小一", True, 500), Wish("小二", True, 200)])
    assert dealt == [Allotted("大", 0, 400, 300), Allotted("小一", 500, 0, 0), Allotted("小二", 100, 0, 100)]
    dealt = allot(1_000, pct, [Wish("小一", True, 700), Wish("大", False, 700)])
    assert dealt == [Allotted("小一", 600, 100, 0), Allotted("大", 0, 300, 400)]
    assert sum(x.from_quota + x.from_rest for x in dealt) == 1_000
    assert allot(1_000, 0, [Wish("小", True, 10)]) == [Allotted("小", 0, 10, 0)]
    assert allot(999, 150, [Wish("大", False, 10)]) == [Allotted("大", 0, 0, 10)]


def test_A84_the_desk_brings_cases_and_clocks_together() -> None:
    """The page asks origination which subjects are small or micro: C1 is a small firm, here made large, C2 a merchant."""
    Customer.objects.filter(number="C1").update(size_class="LARGE")
    assert set(customers.small_and_micro().values_list("number", flat=True)) == {"C2", "C3"}
    for name, customer in (("large", "C1"), ("small", "C2")):
        owner = Customer.objects.get(number=customer)
        asked = Application.objects.create(
            number=name, customer=owner, product="MERCHANT_LOAN", amount=1, asked=NINE, outcome="OPEN", rm="JZ1"
        )
        Case.objects.create(
            application=asked, customer=owner, state="PROSPECT", unit="B1", holder="JZ1", lead="JZ1", opened_on=date(2018, 9, 28),
            product="MERCHANT_LOAN", amount=1, months=12, purpose="BUSINESS", use="进货", industry="5212", region="140824",
            security="CREDIT", method="bullet", sheet_version=1,
        )  # fmt: skip
    clocks()
    clock.advance(DAY)
    page = signed_in("JZ4", Role.SME_CENTER_HEAD).get("/workday/duties").content.decode()
    places = [page.index(f">{name}<") for name in ("earlier", "small", "large", "later")]
    assert places == sorted(places)
