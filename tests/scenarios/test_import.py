"""A bank's files come in, whole or not at all."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.db import connection

from tests import bank_files as bank
from wuhua.areas.servicing.models import Bill, LoanNote, RepaymentItem, SettlementAccount
from wuhua.books import read as books
from wuhua.bulk.intake import run
from wuhua.core.refuse import Refused
from wuhua.platform import clock, lake
from wuhua.platform.models import SealedDay

pytestmark = pytest.mark.django_db


def brought(folder: Path, **more: Any) -> run.ImportReport:
    answer = run.import_folder(folder, actor="1002", **more)
    assert isinstance(answer, run.ImportReport), answer
    return answer


def nothing_written() -> bool:
    tables = ("customer_customer", "people_staff", "servicing_loannote", "books_entry", "platform_sealedday")
    with connection.cursor() as cursor:
        for table in (*tables, "intake_importbatch", "platform_businessday", "platform_audit"):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608
            if cursor.fetchone()[0]:
                return False
    return True


def test_a_small_bank_opens(tmp_path: Path, lake: Path) -> None:
    report = brought(bank.write(tmp_path / "files", bank.small_bank()))
    assert {each.name: each.rows for each in report.files}["notes"] == 3

    assert clock.business_date() == date(2018, 9, 30)
    seal = SealedDay.objects.get()
    assert (seal.day, seal.kind) == (bank.CUT_OVER, "GENESIS")

    note = LoanNote.objects.get(number="JD00000002")
    assert (note.principal, note.overdue_principal, note.compound_base) == (6_000_000, 4_000_000, 184_000)
    assert (note.anchor_day, note.next_due) == (date(2018, 9, 30), date(2019, 3, 5))
    assert LoanNote.objects.get(number="JD00000003").next_due == date(2018, 11, 30)
    # A settlement bill was cut the day before it fell due, and what had been paid of a bill is an allocation.
    assert Bill.objects.get(note_id=note.id, kind="I").cut == date(2018, 9, 20)
    assert RepaymentItem.objects.get(note_id=note.id, kind="B").amount == 1_000_000


def test_the_books_open_balanced(tmp_path: Path, lake: Path) -> None:
    brought(bank.write(tmp_path / "files", bank.small_bank()))
    trial = books.trial_balance()
    assert trial[1301] == 26_000_000
    assert trial[1302] == 4_000_000
    # 180.00 + 96.00 + 180.00 earned and not billed, 1,840.00 billed and not paid.
    assert trial[1132] == 18_000 + 9_600 + 18_000 + 184_000
    assert trial[2011] == -300_000
    assert sum(trial.values()) == 0
    account = SettlementAccount.objects.get(number="ZH00000001")
    assert books.balance_of(2011, account.id) == -100_000


def test_the_genesis_day_is_in_the_lake(tmp_path: Path, settings: Any) -> None:
    settings.WUHUA_LAKE = tmp_path / "lake"
    brought(bank.write(tmp_path / "files", bank.small_bank()))
    frame = pl.read_parquet(lake.file_of(bank.CUT_OVER, "positions"))
    assert frame["balance"].to_list() == [10_000_000, 10_000_000, 10_000_000]
    assert frame["overdue_days"].to_list() == [0, 28, 0]


def test_history_becomes_sealed_days(tmp_path: Path, settings: Any) -> None:
    settings.WUHUA_LAKE = tmp_path / "lake"
    files = bank.small_bank()
    row = {"note": "JD00000001", "customer": "KH00000001", "customer_kind": "OWNER", "purpose": "BUSINESS",
           "product": "CREDIT_LOAN", "branch": "0001"}  # fmt: skip
    files["positions"] = [
        row | {"day": day, "security": "CREDIT", "rate": "7.2", "balance": "100000", "klass": "NORMAL"}
        for day in ("2018-07-31", "2018-08-31")
    ]
    files["disbursements"] = [row | {"day": "2018-03-05", "issue_type": "NEW", "rate": "7.2", "amount": "100000"}]
    files["repayments"] = [row | {"day": "2018-09-21", "principal": "0", "interest": "1840", "way": "REPAID"}]
    brought(bank.write(tmp_path / "files", files))
    kinds = dict(SealedDay.objects.order_by("day").values_list("day", "kind"))
    assert kinds == {date(2018, 7, 31): "IMPORTED", date(2018, 8, 31): "IMPORTED", bank.CUT_OVER: "GENESIS"}
    # A movement lies with the first sealed day on or after it.
    assert pl.read_parquet(lake.file_of(date(2018, 7, 31), "flows"))["way"].to_list() == ["NEW"]
    assert pl.read_parquet(lake.file_of(bank.CUT_OVER, "flows"))["way"].to_list() == ["REPAID"]


def test_the_same_files_again_change_nothing(tmp_path: Path, lake: Path) -> None:
    folder = bank.write(tmp_path / "files", bank.small_bank())
    assert not brought(folder).already
    before = LoanNote.objects.count(), SealedDay.objects.count(), books.trial_balance()
    assert brought(folder).already
    assert (LoanNote.objects.count(), SealedDay.objects.count(), books.trial_balance()) == before


def test_other_files_after_the_cut_over_are_refused(tmp_path: Path, lake: Path) -> None:
    files = bank.small_bank()
    folder = bank.write(tmp_path / "files", files)
    brought(folder)
    files["accounts"][0]["balance"] = "1,000.01"
    answer = run.import_folder(bank.write(folder, files), actor="1002")
    assert isinstance(answer, Refused)
    assert answer.name == "book_not_empty"
    assert "空的 WUHUA_HOME" in answer.next_step


def test_a_dry_run_goes_all_the_way_and_writes_nothing(tmp_path: Path, lake: Path) -> None:
    report = brought(bank.write(tmp_path / "files", bank.small_bank()), dry_run=True)
    assert report.dry_run
    assert report.rows == 17
    assert nothing_written()
    assert not list(lake.rglob("*.parquet"))


def test_gb18030_codes_and_excel_come_to_the_same(tmp_path: Path, lake: Path) -> None:
    folder = bank.write(tmp_path / "files", bank.small_bank(), encoding="gb18030", codes=True)
    report = brought(folder)
    assert {each.encoding for each in report.files} >= {"GB18030"}
    assert books.trial_balance()[1301] == 26_000_000


def test_change_one_note_and_the_totals_change(tmp_path: Path, lake: Path) -> None:
    files = bank.small_bank()
    files["notes"][0] |= {"amount": "100,000.01", "principal": "100000.01"}
    report = brought(bank.write(tmp_path / "files", files))
    assert books.trial_balance()[1301] == 26_000_001
    assert next(each.total for each in report.files if each.name == "notes") == 30_000_001
