"""Tables that staff edit: two people, a day from which, the row that fired, and no deposit as a condition."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios.small_county import DAY, holding, people
from wuhua.areas.people.rules import Role
from wuhua.areas.product import deciding, tabling
from wuhua.areas.product.models import DecisionTable
from wuhua.areas.product.rules import tables
from wuhua.areas.product.rules.tables import FACTS, LAYOUTS, SHIPPED, Row, TableCode, TableRefusal
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
TOMORROW = DAY + timedelta(days=1)
CODE = TableCode.ELIGIBILITY
COLUMNS = LAYOUTS[CODE].columns
ROWS = SHIPPED[CODE]


@pytest.fixture(autouse=True)
def county(home: object) -> None:
    people()


def draft(rows: tuple[Row, ...] = ROWS, columns: tuple[str, ...] = COLUMNS, start: date = TOMORROW, role: Role = Role.RISK):  # type: ignore[no-untyped-def]  # fmt: skip
    return tabling.draft(
        actor=holding("JZ4", role), business_date=DAY, code=CODE, columns=columns, rows=rows, effective_from=start, why="收紧",
    )  # fmt: skip


def decide(number: str, version: int = 2, role: Role = Role.EXECUTIVE, approve: bool = True):  # type: ignore[no-untyped-def]
    return tabling.decide(actor=holding(number, role), business_date=DAY, code=CODE, version=version, approve=approve)


def test_a_version_takes_two_people_and_its_day() -> None:
    stricter = (*ROWS[:-1], Row("E50", ("", "", "", "", "", "", "<3", "", ""), "PERSON", "不满三年"), ROWS[-1])
    assert draft(stricter).version == 2
    no = decide("JZ4", role=Role.RISK)
    assert no.name is TableRefusal.DRAFTER_APPROVES_NOT
    assert decide("JZ5").state == "APPROVED"
    facts = {"registry": "ACTIVE", "known": "YES", "klass": "NORMAL", "overdue_days": 0, "years": 2, "rating": "A"}
    today = deciding.decide(deciding.in_force(DAY)[CODE], facts)
    later = deciding.decide(deciding.in_force(TOMORROW)[CODE], facts)
    assert (today.table, today.verdict, today.row) == ("ELIGIBILITY@1", "ADMIT", "E99")
    assert (later.table, later.verdict, later.row, later.words) == ("ELIGIBILITY@2", "PERSON", "E50", "不满三年")


def test_the_order_of_rows_is_the_order_of_asking() -> None:
    facts = {"registry": "GONE", "overdue_days": 5}
    assert deciding.decide(deciding.in_force(DAY)[CODE], facts).row == "E01"
    turned = (ROWS[4], *ROWS[:4], *ROWS[5:])
    draft(turned)
    decide("JZ5")
    assert deciding.decide(deciding.in_force(TOMORROW)[CODE], facts).row == "E05"


@pytest.mark.parametrize("column", ["return_rate", "deposit_average", "日均存款", "归行率"])
def test_a_deposit_cannot_become_a_condition(column: str) -> None:
    no = draft(columns=(*COLUMNS[:-1], column))
    assert no.name is TableRefusal.DEPOSIT_IS_NO_CONDITION and "七不准" in no.reason
    assert not set(tables.DEPOSIT_FACTS) & set(FACTS)


def test_every_refusal_leaves_nothing_behind() -> None:
    def with_cell(place: int, text: str) -> tuple[Row, ...]:
        cells = (*ROWS[0].cells[:place], text, *ROWS[0].cells[place + 1 :])
        return (replace(ROWS[0], cells=cells), *ROWS[1:])

    before = (DecisionTable.objects.count(), AuditRow.objects.count())
    for answer, name in (
        (draft(role=Role.RM), TableRefusal.MAY_NOT_EDIT_TABLE),
        (decide("JZ5", version=9), TableRefusal.TABLE_UNKNOWN),
        (decide("JZ5", version=1), TableRefusal.TABLE_NOT_DRAFT),
        (draft(start=DAY), TableRefusal.TABLE_FROM_NOT_LATER),
        (draft(columns=COLUMNS[1:]), TableRefusal.FACT_UNKNOWN),
        (draft(rows=()), TableRefusal.ROWS_MISSING),
        (draft(rows=(replace(ROWS[0], cells=("",)),)), TableRefusal.ROW_WIDTH_WRONG),
        (draft(with_cell(4, "很多")), TableRefusal.CELL_UNREADABLE),
        (draft(with_cell(0, "ALIVE")), TableRefusal.CODE_UNKNOWN),
        (draft((replace(ROWS[0], verdict="YES"), *ROWS[1:])), TableRefusal.VERDICT_UNKNOWN),
        (draft((ROWS[0], *ROWS)), TableRefusal.ROW_ID_TWICE),
        (draft(ROWS[:-1]), TableRefusal.LAST_ROW_NOT_OPEN),
    ):
        assert isinstance(answer, Refused) and answer.name is name
    assert (DecisionTable.objects.count(), AuditRow.objects.count()) == before
    draft()
    assert draft().name is TableRefusal.TABLE_DRAFT_OPEN
    assert decide("JZ4", role=Role.RISK, approve=False).state == "DISCARDED"
    assert draft().version == 3


def test_a_version_is_never_edited_and_never_approved_by_its_drafter() -> None:
    draft()
    for change in ({"content": {}}, {"state": "APPROVED", "decided_by": "JZ4"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DecisionTable.objects.filter(code=CODE, version=2).update(**change)


@pytest.mark.parametrize("code", list(TableCode))
def test_what_is_shipped_is_a_table_and_reads_back_as_it_was_written(code: TableCode) -> None:
    shipped = SHIPPED[code]
    assert tables.check_rows(code, shipped) is None
    back = tables.rows_of(code, tables.content_of(code, shipped))
    assert [each.verdict for each in back] == [each.verdict for each in shipped]
    assert tables.content_of(code, back) == tables.content_of(code, shipped)


def test_the_scalar_reading_is_the_engines() -> None:
    rng = random.Random(7)
    held = deciding.in_force(DAY)
    for code in TableCode:
        fired = set()
        for _ in range(300):
            facts = {}
            for name in LAYOUTS[code].columns:
                fact = FACTS[name]
                numbers = (0, 1, 2, 3, 5, 8, 12, 31, 75, 90)
                some = fact.codes or (("FLOW_LOAN",) if name == "product" else numbers)
                facts[name] = rng.choice((*some, None))
            engine, ours = deciding.decide(held[code], facts), tables.first_hit(code, held[code].rows, facts)
            assert (engine.row, engine.verdict) == (ours.id, ours.verdict), facts
            fired.add(ours.id)
        assert len(fired) > 3
