"""The figures of the brief, counted from the sample bank's files: written, imported, its day closed."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from samples.generator import write_sample
from wuhua.areas.customer import read as customer
from wuhua.areas.customer.models import AccountFlow, Customer, PowerRecord, RegistryRecord, TaxRecord, WageRecord
from wuhua.areas.people import read as people
from wuhua.areas.reporting import read
from wuhua.areas.servicing import recalc
from wuhua.areas.servicing.models import LoanNote, SettlementAccount
from wuhua.bulk.dayend import run as dayend
from wuhua.bulk.intake import run as intake
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refused

DAY = date(2018, 9, 30)
PUBLISHED = {
    "balance": "880407000.00",
    "balance_year_start": "690407000.00",
    "net_increase": "190000000.00",
    "completion_pct": "106.45",
    "growth_pct": "27.52",
    "growth_base": "YTD",
    "borrowers": 5112,
    "borrowers_last_year": 4926,
    "borrowers_increase": 186,
    "surveyed_merchants": 2711,
    "surveyed_enterprises": 1056,
    "filed_merchants": 981,
    "filed_enterprises": 126,
    "relending_applied": "100000000.00",
    "small_loans_disbursed_ytd": "360000000.00",
    "agreements_parks": 2,
    "agreements_leading_enterprises": 5,
    "agreements_malls": 3,
    "service_centre_staff": 8,
}
OUTSIDE = {
    "registry": RegistryRecord,
    "tax": TaxRecord,
    "power": PowerRecord,
    "wages": WageRecord,
    "transactions": AccountFlow,
}


def opened(folder: Path) -> None:
    assert not isinstance(intake.import_folder(folder, actor="SYSTEM"), Refused)
    assert not isinstance(dayend.close_day(DAY), Refused)


@pytest.mark.slow
def test_A5_A6_A7_A8_A9_A10_A11_A12_A26_A64_A72_A73_A79_A82_A83_A87_the_figures_of_the_brief(
    fresh_bank: str, tmp_path: Path
) -> None:
    written = write_sample(tmp_path / "files")["files"]
    opened(tmp_path / "files")
    assert {name: table.objects.count() for name, table in OUTSIDE.items()} == {name: written[name] for name in OUTSIDE}
    board = read.scoreboard(DAY)
    assert {key: board[key] for key in PUBLISHED} == PUBLISHED
    assert 20 <= board["relending_beneficiaries"] < 30
    tests = (*board["three_not_lower"].values(), *board["two_increases_two_controls"].values())
    assert [line["met"] for line in tests] == [True] * 7
    served = board["application_to_disbursement"]
    assert served["median_days"] <= served["p95_days"] <= 3
    contracts, behind = (sheet.records() for sheet in read.report("relending", DAY).sheets)
    kinds = {row["number"]: row["kind"] for row in contracts}
    notes_behind = Counter(kinds[row["relending"]] for row in behind)
    assert notes_behind == {"REL_AGRI": board["relending_beneficiaries"], "REL_SME": 5}
    flows = read.report("flow-identity", DAY).sheets[0].records()
    assert [row["difference"] for row in flows] == ["0.00", "0.00"]
    assert any("差额 0.00元" in note for note in read.report("S71_I", DAY).sheets[0].notes)
    small = next(row for row in read.structure(DAY) if row["class"] == "SMALL_AND_MICRO")
    assert fen_of(str(small["change_points"])) > 0

    # Next month the same question has the same answer.
    assert not isinstance(dayend.close_day(date(2018, 10, 1)), Refused)
    assert json.dumps(read.scoreboard(DAY)) == json.dumps(board)

    # And the whole book is what its notes' lives come to, walked anew from terms and events alone.
    living = list(LoanNote.objects.filter(closed__isnull=True))
    assert len(living) > 6_000 and not recalc.differences(living, date(2018, 10, 1), 90)


def test_one_note_changed_in_the_files_changes_the_scoreboard(
    bank_copy,  # type: ignore[no-untyped-def]
    tmp_path: Path,
) -> None:
    """A yuan less on one note of the bank's file is a yuan less on the scoreboard: it counts, and recites nothing."""
    folder = tmp_path / "files"
    write_sample(folder, borrowers=300)
    with bank_copy():
        opened(folder)
        before = read.scoreboard(DAY)
    changed = one_yuan_less(folder / "notes.csv")
    (folder / "控制总数.csv").unlink()
    with bank_copy():
        opened(folder)
        after = read.scoreboard(DAY)
    assert changed
    assert fen_of(after["balance"]) == fen_of(before["balance"]) - 100
    assert after["borrowers"] == before["borrowers"]


def test_a_firms_file_shows_what_other_houses_know_of_it(fresh_bank: str, tmp_path: Path) -> None:
    """Records meet the firm under its credit code and its name, and its account tells the year before the cut-over."""
    write_sample(tmp_path / "files", borrowers=200)
    assert not isinstance(intake.import_folder(tmp_path / "files", actor="SYSTEM"), Refused)
    accounts = AccountFlow.objects.values("account")
    firm = (
        Customer.objects.filter(kind="ENTERPRISE", size_class__in=("SMALL", "MICRO"))
        .filter(pk__in=SettlementAccount.objects.filter(number__in=accounts).values("customer"))
        .order_by("number")[0]
    )
    manager = people.officer(firm.managing_rm, DAY)
    assert manager is not None
    found = customer.records_for(manager, firm.number)
    assert isinstance(found, customer.Records)
    assert [row.name for row in found.registry] == [firm.name]
    assert len(found.tax) in (12, 24)
    assert (
        [row.month for row in found.power]
        == [row.month for row in found.wages]
        == [row.month for row in found.tax][:12]
    )
    assert found.tax[0].month == "2018-08"
    account = SettlementAccount.objects.get(customer=firm).number
    flows = customer.flows(account, date(2017, 10, 1))
    assert len({(flow.day.year, flow.day.month) for flow in flows}) == 12
    assert len(flows) == AccountFlow.objects.filter(account=account).count()


def one_yuan_less(file: Path) -> str:
    """Lower the principal of the first plain interest-only note to a shop; answers its number."""
    with file.open(encoding="utf-8", newline="") as opened_file:
        rows = list(csv.reader(opened_file))
    head = {name: place for place, name in enumerate(rows[0])}
    for row in rows[1:]:
        plain = row[head["还款方式"]] == "interest_only" and row[head["用途类别"]] == "BUSINESS"
        if plain and row[head["账面状态"]] == "NORMAL" and row[head["产品代码"]] in ("CREDIT_LOAN", "MERCHANT_LOAN"):
            row[head["未到期本金余额"]] = str(int(row[head["未到期本金余额"]].split(".")[0]) - 1)
            with file.open("w", encoding="utf-8", newline="") as opened_file:
                csv.writer(opened_file).writerows(rows)
            return row[head["信贷借据号"]]
    return ""
