"""`wuhua verify` against a hand that reached past the promises of the database: each thing it altered is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests import bank_files as bank
from tests.town import Town, open_town
from wuhua.areas.servicing import actions
from wuhua.books.rules import BooksRefusal
from wuhua.bulk.dayend import load, run, verify
from wuhua.bulk.intake import run as intake
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform.models import SealedDay, ShardRun

OPENS, DEBIT = date(2018, 9, 18), date(2018, 9, 21)


@pytest.fixture
def town(fresh_bank: str) -> Town:
    """Three notes, billed on the 20th and debited on the 21st; proved before anything is altered."""
    town = open_town(OPENS)
    for n in range(3):
        town.lend(f"N{n}", town.customer(f"户{n}", "3,000.00"), "100,000.00", "7.2", date(2019, 8, 20))
    town.close_through(DEBIT)
    assert broken() == []
    return town


def broken() -> list[str]:
    return [each.proof for breaks in verify.verify().values() for each in breaks]


def altered(statement: str, *values: Any) -> None:
    """By a hand that may drop a promise: the owner of the tables, with the triggers off."""
    table = statement.split()[1]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        assert cursor.rowcount > 0, statement
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.mark.usefixtures("town")
def test_two_lines_exchanged_between_loans_are_seen_in_their_shards() -> None:
    """A repayment's line moved to another product: debits still equal credits."""
    altered(
        "UPDATE books_line SET product = 'CREDIT_LOAN' WHERE account = 1132 AND entry_id IN"
        " (SELECT id FROM books_entry WHERE key LIKE %s)",
        f"dayend/{DEBIT}/__/collect",
    )
    assert "分片分录行与摘要一致" in broken()


@pytest.mark.usefixtures("town")
def test_the_days_sums_are_those_of_its_shards() -> None:
    altered(
        "UPDATE books_line SET amount = amount + 1 WHERE entry_id = (SELECT id FROM books_entry WHERE key = %s)",
        f"dayend/{OPENS}/accrue",
    )
    assert "全日分录=各分片之和" in broken()


@pytest.mark.usefixtures("town")
def test_a_digest_that_is_not_of_its_parts_is_seen() -> None:
    run_ = ShardRun.objects.exclude(parts=[]).filter(day=DEBIT).first()
    assert run_ is not None
    altered(
        "UPDATE platform_shardrun SET parts = %s::jsonb WHERE day = %s AND shard = %s",
        '["0", "-", "-", "-"]', DEBIT, run_.shard,
    )  # fmt: skip
    assert {"分片摘要可重算", "分片分录行与摘要一致"} <= set(broken())


@pytest.mark.usefixtures("town")
def test_a_seal_before_the_first_is_seen() -> None:
    altered("UPDATE platform_sealedday SET previous = 'aa' WHERE kind = 'GENESIS'")
    assert broken()[:2] == ["封账成链", "封账可重算"]


@pytest.mark.usefixtures("fresh_bank")
def test_seals_of_imported_days_and_of_the_opening_are_recomputed(tmp_path: Path) -> None:
    files = bank.small_bank()
    row = {"note": "JD00000001", "customer": "KH00000001", "customer_kind": "OWNER", "purpose": "BUSINESS",
           "product": "CREDIT_LOAN", "branch": "0001", "security": "CREDIT", "rate": "7.2", "balance": "100000",
           "klass": "NORMAL"}  # fmt: skip
    files["positions"] = [row | {"day": "2018-08-31"}]
    answer = intake.import_folder(bank.write(tmp_path / "files", files), actor="1002")
    assert isinstance(answer, intake.ImportReport), answer
    assert broken() == []
    for kind in ("IMPORTED", "GENESIS"):
        was = SealedDay.objects.get(kind=kind).seal
        altered(f"UPDATE platform_sealedday SET seal = 'ff' WHERE kind = '{kind}'")  # noqa: S608
        assert "封账可重算" in broken(), kind
        altered(f"UPDATE platform_sealedday SET seal = %s WHERE kind = '{kind}'", was)  # noqa: S608
    assert broken() == []


def test_money_taken_away_between_reading_and_writing_names_the_account(
    fresh_bank: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = open_town(OPENS)
    account = town.customer("段某", "3,000.00")
    town.lend("N1", account, "100,000.00", "7.2", date(2019, 8, 20))
    town.withdraw(account, "100,000.00")
    town.close_through(date(2018, 9, 20))
    read = load.load

    def read_then_robbed(*asked: Any) -> load.Book:
        book = read(*asked)
        answer = actions.withdraw(
            actor="T002", business_date=date(2018, 9, 22), key="taken", account=account, amount=300_000
        )
        assert not isinstance(answer, Refused), answer
        return book

    monkeypatch.setattr(load, "load", read_then_robbed)
    with pytest.raises(Refuse) as no:
        run.close_day(DEBIT)
    assert no.value.refused.name is BooksRefusal.INSUFFICIENT_FUNDS
    assert account in no.value.refused.reason and str(DEBIT) in no.value.refused.reason
    monkeypatch.setattr(load, "load", read)
    town.close_through(DEBIT)
    assert town.owed("N1"), "what could not be debited is owed"
    assert broken() == []
