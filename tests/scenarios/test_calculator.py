"""额度测算器: the golden card of 130 on the page, what binds, what is missing, and a customer's own records loaded (A51–A60)."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY, FIRM
from tests.scenarios.test_market_api import signed_in
from wuhua.areas.customer.models import WageRecord
from wuhua.areas.market.rules.calculator import NEEDS
from wuhua.areas.market.rules.limits import FORMULA_OF, Formula, Inputs
from wuhua.areas.people.rules import Role
from wuhua.areas.product import actions as product
from wuhua.platform import clock

pytestmark = pytest.mark.django_db
PAGE = "/credit/calculator"
GOLDEN = {
    "industry": "2231", "rating": "A", "tier": "QUALITY", "flow": "9,600,000", "flow_months": "12", "cv": "10",
    "power": "360000", "wage": "1200000", "elsewhere": "500000",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()
    clock.advance(DAY)
    product.ensure_seeded(actor="T", business_date=DAY)


def row_of(client: Client, said: dict[str, str], name: str) -> list[str]:
    """The cells of one product as text."""
    answer = client.get(PAGE, said)
    assert answer.status_code == 200
    for row in re.findall(r"<tr>(.*?)</tr>", answer.content.decode(), re.S):
        cells = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", row, re.S)]
        if cells and cells[0] == name:
            return cells
    raise AssertionError(f"{name} is not on the page")


def test_A60_the_golden_card_is_130_on_the_page_with_what_bound_it_and_how_far_the_estimates_lie_apart() -> None:
    mine = signed_in("JZ1", Role.RM)
    cells = row_of(mine, GOLDEN, "授信卡")
    assert cells[1:6] == ["130.00 万", "公式", "1,304,000.00", "115%", "—"]
    assert "流水推算 8,640,000.00" in cells[6] and "缺口 1,304,000.00" in cells[6]
    capped = row_of(mine, {**GOLDEN, "tier": "BASIC"}, "授信卡")
    assert capped[1:3] == ["50.00 万", "层级上限"]
    apart = row_of(mine, {**GOLDEN, "power": "3600000"}, "授信卡")
    assert apart[1] == "0.00 万" and "须人工评估" in apart[6] and apart[4] == "1041%"


def test_A51_A60_what_is_missing_is_named_by_product_and_nought_is_not_unknown() -> None:
    mine = signed_in("JZ1", Role.RM)
    one_missing = {name: text for name, text in GOLDEN.items() if name != "wage"}
    cells = row_of(mine, one_missing, "授信卡")
    assert cells[1] == "90.00 万" and cells[5] == "年工资(元)"
    assert row_of(mine, GOLDEN, "信税通")[5] == "近12月纳税(元) 、 纳税月数 、 纳税信用 、 欠税(元)".replace(
        " 、 ", "、"
    )
    assert row_of(mine, {**one_missing, "wage": "0"}, "授信卡")[5] == "—"
    page = mine.get(PAGE, {**GOLDEN, "flow": "很多"}).content.decode()
    assert 'id="no-flow"' in page and "各产品额度" not in page
    assert "各产品额度" not in mine.get(PAGE).content.decode()


def test_every_formula_says_what_it_reads() -> None:
    known = set(Inputs.__dataclass_fields__)
    assert set(NEEDS) == set(Formula) == set(FORMULA_OF.values())
    assert all(set(names) <= known for names in NEEDS.values())


def test_A60_a_customers_own_records_are_loaded_for_who_may_see_it() -> None:
    WageRecord.objects.bulk_create(
        WageRecord(
            credit_code=FIRM, month=f"2018-{n:02d}" if n < 10 else f"2017-{n:02d}", insured=20,
            wage_total=10_000_000, batch="1", source="T", as_of=date(2018, 9, 30), received_at=clock.now(), checksum=str(n),
        )
        for n in range(1, 13)
    )  # fmt: skip
    page = signed_in("JZ1", Role.RM).get(PAGE, {"customer": "C1", "load": "1"}).content.decode()
    assert re.search(r'name="wage" value="1200000.00"', page) and re.search(r'name="flow" value=""', page)
    assert "各产品额度" in page
    foreign = signed_in("JZ3", Role.RM).get(PAGE, {"customer": "C1", "load": "1"}).content.decode()
    assert "1200000.00" not in foreign and "没有" in foreign
    assert signed_in("JZ4", Role.ADMIN).get(PAGE).status_code == 403 and Client().get(PAGE).status_code == 302


def test_the_page_asks_a_fixed_number_of_questions_and_one_for_the_sheets_of_all_products() -> None:
    mine, counts = signed_in("JZ1", Role.RM), []
    for said in (GOLDEN, {"customer": "C1", "load": "1"}):
        mine.get(PAGE, said)
        with CaptureQueriesContext(connection) as asked:
            mine.get(PAGE, said)
        counts.append(len(asked))
        sheets = [each for each in asked.captured_queries if 'FROM "product_productsheet"' in each["sql"]]
        assert len(sheets) <= (2 if "customer" in said else 1), "of the trial itself one more"
    assert counts[0] <= 12 and counts[1] <= 34, counts
