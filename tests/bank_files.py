"""A tiny bank's files for tests of the import: every number valid, every name invented, any size by columns.

`small_bank()` is a dict of file → rows a test may bend before `write(folder, bank)`.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from wuhua.bulk.intake import formats

Bank = dict[str, list[dict[str, Any]]]
CUT_OVER = date(2018, 9, 29)


def resident(order: int, born: str = "19800101", place: str = "140824") -> str:
    """A valid 18-digit resident number of an invented person."""
    body = f"{place}{born}{order:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def credit_code(order: int, kind: str = "91") -> str:
    """A valid unified social credit code of an invented firm."""
    organisation = f"MA{order:06d}"
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    total = sum(letters.index(c) * w for c, w in zip(organisation, (3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    body = f"{kind}140824{organisation}" + "0123456789X"[(11 - total % 11) % 11]
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    return body + alphabet[(31 - sum(alphabet.index(c) * w for c, w in zip(body, weights, strict=True)) % 31) % 31]


def _customer(number: int, **more: Any) -> dict[str, Any]:
    return {
        "number": f"KH{number:08d}",
        "kind": "OWNER",
        "name": f"测试{number}",
        "identity": resident(number % 1000, f"19{60 + number // 1000 % 40:02d}0101"),
        "phone": f"138{number:08d}",
        "industry": "F5212",
        "region": "140824",
        "managing_rm": "1001",
        "credit_line": "500,000.00",
        "is_farm": "否",
        "since": "2015-03-01",
    } | more


def note(number: int, **more: Any) -> dict[str, Any]:
    """A healthy quarterly note of 100,000.00 at 7.2 %, eight days of interest earned since the 21st less a day."""
    return {
        "number": f"JD{number:08d}",
        "contract": f"HT{number:08d}",
        "customer": f"KH{number:08d}",
        "account": f"ZH{number:08d}",
        "product": "CREDIT_LOAN",
        "branch": "0001",
        "managing_rm": "1001",
        "first_responsible": "1001",
        "amount": "100,000.00",
        "rate": "7.2",
        "start": "2018-03-05",
        "maturity": "2019-03-05",
        "method": "interest_only",
        "settlement": "QUARTER20",
        "day_count": "act/360",
        "issue_type": "NEW",
        "payout": "SELF",
        "security": "CREDIT",
        "purpose": "BUSINESS",
        "use": "进货",
        "industry": "F5212",
        "region": "140824",
        "rate_type": "BENCHMARK",
        "penalty_uplift": "50",
        "principal": "100000.00",
        "overdue_principal": "0",
        "accrued": "180.00",
        "carry": "0",
        "book_status": "NORMAL",
        "klass": "NORMAL",
    } | more


def small_bank() -> Bank:
    """One branch, two people, three borrowers: a healthy note, an overdue one with its bills, a season's plan."""
    overdue = {
        "principal": "60000.00", "overdue_principal": "40000.00", "oldest_due": "2018-09-01", "book_status": "OVERDUE",
        "klass": "WATCH", "accrued": "96.00",
    }  # fmt: skip
    return {
        "bank": [{"code": "140824001", "name": "测试农商银行", "licence": "B0000H314080001", "county": "140824",
                  "cut_over": "2018-09-29", "net_capital": "300,000,000.00", "net_tier1": "280000000"}],
        "branches": [{"code": "0001", "name": "营业部", "licence": "B0000B314080001", "team_type": "URBAN_OUTLET"}],
        "staff": [
            {"number": "1001", "name": "王一", "branch": "0001", "position": "客户经理", "roles": "RM"},
            {"number": "1002", "name": "李二", "branch": "0001", "position": "行长", "roles": "EXECUTIVE"},
        ],
        "customers": [_customer(1), _customer(2, kind="ENTERPRISE", identity=credit_code(2), size_class="MICRO"),
                      _customer(3, kind="FARM_ENTITY", is_farm="是")],
        "accounts": [{"number": f"ZH{each:08d}", "customer": f"KH{each:08d}", "branch": "0001", "balance": "1,000.00"}
                     for each in (1, 2, 3)],
        "notes": [note(1), note(2, **overdue), note(3, method="custom", farm="是")],
        "bills": [
            {"note": "JD00000002", "due": "2018-09-01", "kind": "PRINCIPAL", "amount": "50000", "paid": "10000"},
            {"note": "JD00000002", "due": "2018-09-21", "kind": "INTEREST", "amount": "1,840.00", "paid": "0"},
        ],
        "plans": [{"note": "JD00000003", "due": "2018-11-30", "principal": "40000"},
                  {"note": "JD00000003", "due": "2019-03-05", "principal": "60000"}],
    }  # fmt: skip


def many_notes(count: int) -> Bank:
    """A bank of `count` borrowers with one note each: for measuring."""
    bank = small_bank()
    bank["customers"] = [_customer(each, identity=_spread(each)) for each in range(1, count + 1)]
    bank["accounts"] = [
        {"number": f"ZH{each:08d}", "customer": f"KH{each:08d}", "branch": "0001", "balance": "1000.00"}
        for each in range(1, count + 1)
    ]
    bank["notes"] = [note(each) for each in range(1, count + 1)]
    del bank["bills"], bank["plans"]
    return bank


def _spread(number: int) -> str:
    born = date(1950, 1, 1) + timedelta(days=number // 900)
    return resident(number % 900 + 1, f"{born:%Y%m%d}")


def csv_of(name: str, rows: list[dict[str, Any]], *, codes: bool = False) -> str:
    """The file's text: Chinese headings, or code names."""
    format_ = formats.format_of(name)
    used = [column for column in format_.columns if column.required or any(column.code in row for row in rows)]
    out = io.StringIO()
    sheet = csv.writer(out, lineterminator="\r\n")
    sheet.writerow([column.code if codes else column.heading for column in used])
    sheet.writerows([row.get(column.code, "") for column in used] for row in rows)
    return out.getvalue()


def write(folder: Path, bank: Bank, *, encoding: str = "utf-8", codes: bool = False) -> Path:
    """Write every file of the bank into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in bank.items():
        (folder / f"{name}.csv").write_text(csv_of(name, rows, codes=codes), encoding=encoding, newline="")
    return folder
