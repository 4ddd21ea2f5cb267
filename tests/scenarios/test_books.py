"""A page of the bank's books: what is posted, what the database itself refuses, and that the three balances agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import Error, connection, transaction

from wuhua.books import post, read
from wuhua.books.models import Account
from wuhua.books.rules import CHART, BooksRefusal, Entry, Line, Side
from wuhua.core.refuse import BrokenInvariant, Refuse
from wuhua.platform import clock
from wuhua.platform.copy import Rows
from wuhua.platform.models import SealedDay

pytestmark = pytest.mark.django_db
D, C = Side.DEBIT, Side.CREDIT
DAY = date(2018, 9, 30)


def draw(amount: int, note: int = 1, account: int = 7, key: str = "draw/JD0001") -> Entry:
    return Entry(
        key, DAY, "发放贷款",
        (Line(1301, D, amount, "B01", "P01", "NORMAL", note), Line(2011, C, amount, "B01", sub=account)),
    )  # fmt: skip


def repay(amount: int, key: str = "repay/JD0001/1") -> Entry:
    return draw(amount).reversed_on(DAY, key, why="还本")


def sql(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text)


def balances() -> tuple[int, int]:
    return read.balance_of(1301, 1), read.balance_of(2011, 7)


def refused(entry: Entry) -> BooksRefusal:
    """Post, expect a named no, and see that nothing moved."""
    before = read.trial_balance(), balances()
    with pytest.raises(Refuse) as no, transaction.atomic():
        post.post(entry, actor="S001")
    assert (read.trial_balance(), balances()) == before
    return no.value.refused.name  # type: ignore[return-value]


def test_draw_repay_and_take_back() -> None:
    post.post(draw(10_000_000), actor="S001")
    assert balances() == (10_000_000, -10_000_000)
    paid = post.post(repay(3_000_000), actor="S001")
    assert balances() == (7_000_000, -7_000_000)
    back = repay(3_000_000).reversed_on(DAY, "repay/JD0001/1/back", entry_id=paid)
    post.post(back, actor="S002")
    assert balances() == (10_000_000, -10_000_000)
    assert [(m.key, m.amount) for m in read.movements(1301, 1)] == [
        ("repay/JD0001/1/back", 3_000_000),
        ("repay/JD0001/1", -3_000_000),
        ("draw/JD0001", 10_000_000),
    ]
    assert read.control_totals(1301) == {("B01", "P01", "NORMAL"): 10_000_000}
    assert sum(read.trial_balance().values()) == 0
    assert refused(repay(3_000_000).reversed_on(DAY, "once more", entry_id=paid)) is BooksRefusal.ALREADY_REVERSED


def test_the_same_key_is_posted_once() -> None:
    post.post(draw(100), actor="S001")
    assert refused(draw(100)) is BooksRefusal.ENTRY_KEY_TAKEN


def test_a_settlement_account_is_never_overdrawn() -> None:
    post.post(draw(100, note=2), actor="S001")
    post.post(draw(100, note=1, account=8, key="draw/JD0002"), actor="S001")
    spend = (Line(2011, D, 101, "B01", sub=7), Line(1011, C, 101, "B01"))
    assert refused(Entry("cash/1", DAY, "取款", spend)) is BooksRefusal.INSUFFICIENT_FUNDS
    spend = (Line(2011, D, 100, "B01", sub=7), Line(1011, C, 100, "B01"))
    post.post(Entry("cash/1", DAY, "取款", spend), actor="S001")
    assert read.balance_of(2011, 7) == 0


def test_principal_is_never_overpaid() -> None:
    post.post(draw(100), actor="S001")
    over = (Line(1011, D, 101, "B01"), Line(1301, C, 101, "B01", "P01", "NORMAL", 1))
    assert refused(Entry("repay/over", DAY, "还本", over)) is BooksRefusal.PRINCIPAL_OVERPAID


def test_a_sealed_day_takes_no_entry() -> None:
    SealedDay.objects.create(day=DAY, kind="CLOSED", seal="00", recorded_at=clock.now())
    assert refused(draw(100)) is BooksRefusal.DAY_SEALED


HEAD = "INSERT INTO books_entry (id, key, business_date, recorded_at, why, actor, line_count, total) VALUES"
ROW = "INSERT INTO books_line (entry_id, seq, account, side, amount, branch, product, status, sub) VALUES"
ENTRY = f"{HEAD} (900, 'raw', '2018-09-30', now(), 'w', 'a', 2, 5);"


@pytest.mark.parametrize(
    ("promise", "attempt"),
    [
        ("entry_balances", f"{ENTRY} {ROW} (900,1,4001,'D',5,'','','',0), (900,2,4001,'C',4,'','','',0)"),
        ("entry_balances", f"{ENTRY} {ROW} (900,1,7001,'D',5,'','','',0), (900,2,4001,'C',5,'','','',0)"),
        ("entry_balances", f"{ENTRY} {ROW} (900,1,4001,'D',5,'','','',0), (900,3,4001,'C',5,'','','',0)"),
        ("entry_balances", f"{ENTRY} {ROW} (900,1,4001,'D',6,'','','',0), (900,2,4001,'C',6,'','','',0)"),
        ("entry_balances", f"{ROW} (901,1,4001,'D',5,'','','',0), (901,2,4001,'C',5,'','','',0)"),
        ("entry_has_lines", f"{ENTRY} SET CONSTRAINTS ALL IMMEDIATE"),
        ("books_line_amount_positive", f"{ENTRY} {ROW} (900,1,4001,'D',0,'','','',0)"),
        ("books_line_side", f"{ENTRY} {ROW} (900,1,4001,'X',5,'','','',0)"),
        ("append_only", "UPDATE books_entry SET why = 'other'"),
        ("append_only", "DELETE FROM books_entry"),
        ("append_only", "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE books_entry CASCADE"),
        ("append_only", "UPDATE books_line SET amount = 1"),
        ("append_only", "DELETE FROM books_line"),
        ("append_only", "TRUNCATE books_line"),
        # django-pgtrigger's own way past its triggers does not lead past these.
        (
            "append_only",
            "SET LOCAL pgtrigger.ignore = '{pgtrigger_append_only_cafde}'; UPDATE books_line SET amount = 1",
        ),
    ],
)
def test_the_database_keeps_its_promises_against_raw_sql(promise: str, attempt: str) -> None:
    post.post(draw(100), actor="S001")
    with pytest.raises(Error, match=promise), transaction.atomic():
        sql(attempt)
    assert balances() == (100, -100)


def bulk(lines: list[str], total: int, count: int | None = None) -> None:
    (first,) = post.entry_ids(1)
    text = "".join(f"{first},{seq},{line}\n" for seq, line in enumerate(lines, 1)).encode()
    head = f'{first},"bulk/{first}","日终",{count or len(lines)},{total}\n'.encode()
    with transaction.atomic():
        post.post_bulk(
            business_date=DAY,
            actor="DAYEND",
            entries=Rows("books_entry", ("id", "key", "why", "line_count", "total"), 1, [head]),
            lines=Rows("books_line", post.LINE_COLUMNS, len(lines), [text]),
        )


def test_columns_move_the_same_balances_as_single_entries() -> None:
    post.post(draw(100), actor="S001")
    bulk(['1301,D,40,"B01","P01","NORMAL",1', '1301,D,5,"B01","P01","NORMAL",9', '2011,C,45,"B01","","",7'], 45)
    assert balances() == (140, -145)
    assert read.balance_of(1301, 9) == 5
    assert read.control_totals(1301) == {("B01", "P01", "NORMAL"): 145}
    assert read.balance_on(2011, 7, DAY) == -145
    assert sum(read.trial_balance().values()) == 0


@pytest.mark.parametrize(
    ("lines", "total", "why"),
    [
        (['1301,D,40,"B01","P01","NORMAL",1', '2011,C,39,"B01","","",7'], 40, "entry_balances"),
        (['1301,D,40,"B01","P01","",1', '2011,C,40,"B01","","",7'], 40, "status is wanted"),
        (['1301,D,40,"B01","P01","NORMAL",0', '2011,C,40,"B01","","",7'], 40, "sub is wanted"),
        (['1999,D,40,"","","",0', '4001,C,40,"","","",0'], 40, "not in the chart"),
    ],
)
def test_columns_that_break_a_rule_leave_nothing(lines: list[str], total: int, why: str) -> None:
    with pytest.raises(BrokenInvariant, match=why):
        bulk(lines, total)
    assert read.trial_balance() == {}


def test_columns_are_refused_by_name_too() -> None:
    post.post(draw(100), actor="S001")
    with pytest.raises(Refuse) as no:
        bulk(['2011,D,101,"B01","","",7', '1011,C,101,"B01","","",0'], 101)
    assert no.value.refused.name is BooksRefusal.INSUFFICIENT_FUNDS
    assert balances() == (100, -100)


def test_a_post_is_one_round_trip(django_assert_num_queries: Callable[..., object]) -> None:
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        post.post_many([draw(100), draw(5, note=2, key="draw/JD0002")], actor="S001")


def test_the_chart_in_the_database_is_the_chart_in_the_rules() -> None:
    rows = Account.objects.order_by("code").values_list("code", "name", "normal", "on_balance", "dims", "sub")
    assert list(rows) == [
        (a.code, a.name, a.normal.value, a.on_balance, ",".join(a.dims), a.sub.value) for a in CHART
    ]  # fmt: skip
