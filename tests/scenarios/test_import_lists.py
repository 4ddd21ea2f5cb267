"""名单 as files, and what the flows of the sample bank give: lists (A66, A68), mined leads (A76), chains."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from samples.generator import write_sample
from wuhua.areas.customer.models import Customer
from wuhua.areas.market import read
from wuhua.areas.market.models import Lead, ListEntry, Survey
from wuhua.areas.market.rules import PartyKind, party_key
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing.models import LoanNote
from wuhua.bulk.intake import lists
from wuhua.bulk.intake import run as intake
from wuhua.bulk.intake.read import LINE
from wuhua.bulk.mining import flows, graph, progress, run
from wuhua.core.refuse import Refused

DAY = date(2018, 9, 30)
BOSS = Officer("X1", "班子", "", frozenset({Role.EXECUTIVE}), None)
CENTRE = Officer("X2", "中心", "", frozenset({Role.SME_CENTER_HEAD}), None)


def test_A66_A68_A76_the_sample_brings_its_lists_and_its_flows_give_leads(fresh_bank: str, tmp_path: Path) -> None:
    write_sample(tmp_path / "files", borrowers=300)
    assert not isinstance(intake.import_folder(tmp_path / "files", actor="SYSTEM"), Refused)
    surveyed, filed = read.surveyed(DAY), read.filed(DAY, 90)
    for kind in PartyKind:
        steps = read.funnel_of(BOSS, kind=kind.value)
        assert (steps[3].reached, steps[4].reached) == (surveyed[kind], filed[kind]), kind
        assert surveyed[kind] > filed[kind] > 0
    held = ListEntry.objects.values_list("party_name", "credit_code", "customer", "zone", "party_key")
    assert all(party_key(name, code, customer, zone or "") == key for name, code, customer, zone, key in held)
    assert {line.source for line in read.overview(BOSS)} == {"PARK", "MARKET", "MALL", "REGISTRY"}
    customers_of_the_sample()
    leads_of_the_sample()
    chain_of_the_sample()
    entries_come_on_by_the_book()


def customers_of_the_sample() -> None:
    """Those of the lists that are ours stand where the book says, so that nothing is left for the book to move."""
    ours = {each.number: each for each in Customer.objects.all()}
    entries = list(ListEntry.objects.exclude(customer=""))
    assert all((each.party_name, each.zone_id, each.owner_id) == whose(ours[each.customer]) for each in entries)
    assert len({each.customer for each in entries}) == len(entries) == Survey.objects.exclude(customer="").count() > 40
    alive = set(LoanNote.objects.filter(closed__isnull=True).values_list("customer__number", flat=True))
    assert {each.customer for each in entries if each.state == "DRAWN"} <= alive
    for kind in PartyKind:
        steps = read.funnel_of(BOSS, kind=kind.value)
        assert steps[3].reached > steps[4].reached > steps[5].reached >= steps[6].reached > 0, kind
    assert progress.catch_up(actor="SYSTEM", business_date=DAY) == (0, 0)
    one = next(each for each in entries if each.state == "DRAWN")
    manager = people.officer(str(one.owner_id), DAY)
    assert manager is not None and any(each.customer == one.customer for each in read.entries(manager))


def whose(customer: Customer) -> tuple[str, str, str]:
    return customer.name, customer.zone, customer.managing_rm


def leads_of_the_sample() -> None:
    found = run.mine(actor="SYSTEM", business_date=DAY)
    assert found.leads == Lead.objects.count() > 20
    ours = set(Customer.objects.values_list("name", flat=True))
    assert not [each for each in Lead.objects.values_list("party_name", flat=True) if each in ours]
    assert not Lead.objects.filter(party_name__contains="清算户").exists()
    assert found.circling == Lead.objects.filter(circle=True).count() > 0
    one = Lead.objects.order_by("id")[0]
    Lead.objects.filter(pk=one.pk).update(state="LET_GO", words="外省")
    again = run.mine(actor="SYSTEM", business_date=DAY)
    assert (again.leads, Lead.objects.count()) == (found.leads, found.leads)
    assert Lead.objects.get(firm=one.firm, party_name=one.party_name).words == "外省", "what was decided stays decided"


def chain_of_the_sample() -> None:
    firm = Lead.objects.filter(state="SEEN", rank=1).order_by("firm")[0]
    assert isinstance(run.chain_list(actor=BOSS, business_date=DAY, core=firm.firm), Refused)
    made = run.chain_list(actor=CENTRE, business_date=DAY, core=firm.firm)
    assert not isinstance(made, Refused), made
    names = set(ListEntry.objects.filter(list=made).values_list("party_name", flat=True))
    assert firm.party_name in names
    assert set(ListEntry.objects.filter(list=made).values_list("state", flat=True)) == {"NEW"}


def entries_come_on_by_the_book() -> None:
    """Two filed entries whose customers have a line: one with a loan that is open, one whose loans are over."""
    alive = LoanNote.objects.filter(closed__isnull=True, customer__credit_line__gt=0).values_list("customer__number")
    borrower = alive.order_by("id")[0][0]
    other = Customer.objects.filter(credit_line__gt=0).exclude(number__in=alive).order_by("id")[0].number
    two = list(ListEntry.objects.filter(state="FILED").order_by("id")[:2])
    for entry, customer in zip(two, (borrower, other), strict=True):
        ListEntry.objects.filter(pk=entry.pk).update(customer=customer)
    assert progress.catch_up(actor="SYSTEM", business_date=DAY) == (2, 1)
    assert [ListEntry.objects.get(pk=each.pk).state for each in two] == ["DRAWN", "CREDIT"]
    assert progress.catch_up(actor="SYSTEM", business_date=DAY) == (0, 0)


FLOW = {"firm": "C1", "firm_name": "纸箱公司", "kind": "TRANSFER", "day": DAY}


def movements(*lines: tuple[str, str, int], **more: Any) -> pl.DataFrame:
    rows = [{**FLOW, "counterparty": party, "side": side, "amount": amount, **more} for party, side, amount in lines]
    return pl.DataFrame(rows)


def test_A76_customers_clearing_accounts_and_single_payments_are_no_leads() -> None:
    book = pl.concat(
        [
            movements(("纸厂", "OUT", 500), ("纸厂", "OUT", 400), ("粮店", "IN", 300), ("粮店", "IN", 1)),
            movements(("本行客户", "IN", 900), ("本行客户", "IN", 900), ("纸箱公司", "IN", 7), ("纸箱公司", "IN", 7)),
            movements(("一次", "IN", 9_999)),
            movements(("清算户", "IN", 5), ("清算户", "IN", 5), kind="POS"),
        ]
    )
    found = flows.leads(book, {"本行客户"}, {("纸箱公司", "粮店")}, DAY)
    rows = found.select("party_name", "direction", "paid_in", "paid_out", "times", "rank", "circle").rows()
    assert rows == [("纸厂", "UPSTREAM", 0, 900, 2, 1, False), ("粮店", "DOWNSTREAM", 301, 0, 2, 2, True)]


def test_A76_a_circle_of_three_is_seen_and_a_line_is_none() -> None:
    assert graph.circling([("a", "b"), ("b", "c")]) == set()
    assert len(graph.circling([("a", "b"), ("b", "c"), ("c", "a")])) == 6


def entry(line: int, **more: Any) -> dict[str, Any]:
    empty = dict.fromkeys(("credit_code", "customer", "reason", "tint", "tint_reason", "longitude", "latitude"))
    plain = {"list": "M1", "party_name": "面馆", "zone": "Z1", "owner": "JZ1", "state": "已分配", "added_on": DAY}
    return {LINE: line, **empty, **plain, **more}


@pytest.mark.parametrize(
    ("second", "column", "why"),
    [
        ({}, "party_name", "第 2 行"),
        ({"list": "M2", "owner": "JZ2"}, "owner", "第 2 行已由另一名客户经理负责"),
        ({"party_name": "别家", "state": "待分配"}, "owner", "待分配不填客户经理"),
        ({"party_name": "别家", "state": "无意向"}, "reason", "退出名单必须写明原因"),
        ({"party_name": "别家", "tint": "黑"}, "tint_reason", "白灰黑必须写明原因"),
        ({"party_name": "别家", "added_on": date(2018, 10, 1)}, "added_on", "切换日之后"),
        ({"party_name": "别家", "longitude": "200"}, "longitude", "-180 至 180"),
        ({"list": "M2", "owner": "JZ2", "state": "无意向", "reason": "搬走"}, None, ""),
    ],
)
def test_A66_what_a_lists_file_may_not_hold_is_named(second: dict[str, Any], column: str | None, why: str) -> None:
    frame = pl.DataFrame([entry(2), entry(3, **second)], infer_schema_length=None).with_columns(
        pl.col("credit_code", "customer", "reason", "tint", "tint_reason", "longitude", "latitude").cast(pl.String)
    )
    found = [
        (name, line, said)
        for name, rule in lists.rules_of_entries({}, DAY, frozenset())
        for line, said in frame.select(LINE, rule.cast(pl.String).alias("said")).iter_rows()
        if said is not None
    ]
    assert [(name, line) for name, line, _ in found] == ([] if column is None else [(column, 3)])
    assert all(why in said for _, _, said in found)
