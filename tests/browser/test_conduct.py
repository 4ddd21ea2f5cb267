"""Conduct and the two boards in a real browser: every page fits a phone and a desk, and nothing is missing from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django

from tests.browser.looking import chrome, fits, serving
from tests.browser.test_desk import CHROMIUM
from tests.scenarios.market_county import county, entry_of
from tests.scenarios.small_county import DAY, holding
from tests.scenarios.test_pages import officer
from wuhua.areas.compliance import actions
from wuhua.areas.compliance.rules.conduct import ConductItem, SaleKind
from wuhua.areas.customer.models import Customer, Standing
from wuhua.areas.market.models import ListEntry
from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refused
from wuhua.platform import clock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (apt-get install chromium fonts-noto-cjk)"),
]


def filled() -> list[str]:
    """A finding, a fee that waits, sales with and without papers, a draft, a customer in arrears and one on a black list."""
    who = holding("JZ4", Role.COMPLIANCE)
    seen = actions.NewFinding(
        ConductItem.NO5,
        "note:JD20180901",
        "JZ2",
        DAY,
        "放款前后30天内购买保险 1000.00 元,缺本人签字、冷静期记录。",
        "C1",
    )
    finding = actions.raise_finding(actor=who, business_date=DAY, new=seen)
    new = actions.NewCharge(
        "note:JD20180901", "C1", "CONSULTING", 500_000, service_words="编制三年财务规划并辅导报税", service_paper="FW-2018-01",
        service_on=DAY,
    )  # fmt: skip
    fee = actions.charge_fee(actor=who, business_date=DAY, new=new)
    papers = {"signed_on": DAY, "signature_paper": "QZ-1", "cooled_until": DAY, "cooling_paper": "LJ-1"}
    for more in ({}, papers):
        sale = actions.NewSale("C1", SaleKind.INSURANCE_PRODUCT, "企业财产险", 100_000, DAY, "JZ1", **more)  # type: ignore[arg-type]
        assert not isinstance(actions.record_sale(actor=who, business_date=DAY, new=sale), Refused)
    assert not isinstance(finding, Refused) and not isinstance(fee, Refused)
    Standing.objects.create(
        customer=Customer.objects.get(number="C1"),
        as_of=DAY,
        klass="SUBSTANDARD",
        overdue_days=91,
        book_status="OVERDUE",
    )
    ListEntry.objects.filter(pk=entry_of("黑户")).update(tint="BLACK", tint_reason="法院失信被执行人")
    return [f"conduct/findings/{finding.pk}", f"conduct/fees/{fee.pk}"]


@pytest.fixture
def desk(fresh_bank: str, settings: Any) -> Iterator[tuple[str, list[str]]]:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    clock.advance(DAY)
    county()
    more = filled()
    with serving() as address:
        yield address, more


def test_A86_A88_every_page_fits_a_phone_and_a_desk(desk: tuple[str, list[str]]) -> None:
    at, more = desk
    cookie = officer("2001", "COMPLIANCE").cookies[django.SESSION_COOKIE_NAME].value
    pages = ("conduct", "conduct/fees", "conduct/sales", "conduct/notices", "risk/customers", "risk/staff", *more)
    with chrome(CHROMIUM) as browser:
        for width, height in ((390, 844), (1440, 900)):
            context = browser.new_context(viewport={"width": width, "height": height})
            context.add_cookies([{"name": django.SESSION_COOKIE_NAME, "value": cookie, "url": at}])
            page = context.new_page()
            troubles: list[str] = []
            page.on("requestfailed", lambda failed, kept=troubles: kept.append(failed.url))
            for name in pages:
                answer = page.goto(f"{at}/{name}")
                assert answer is not None and answer.status == 200, name
                fits(page, name.replace("/", "-"), width)
            assert not troubles
