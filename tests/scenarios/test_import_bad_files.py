"""Every kind of bad file is refused by name, every bad row is named, and nothing is half-loaded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tests import bank_files as bank
from tests.scenarios.test_import import nothing_written
from wuhua.bulk.intake import run
from wuhua.bulk.intake.refusals import ImportRefused
from wuhua.core.money import yuan

RIGHT = bank.resident(1)
WRONG = RIGHT[:-1] + ("0" if RIGHT[-1] != "0" else "1")

pytestmark = pytest.mark.django_db


def refused(folder: Path) -> ImportRefused:
    answer = run.import_folder(folder, actor="1002")
    assert isinstance(answer, ImportRefused), answer
    assert nothing_written()
    return answer


def bent(folder: Path, name: str, row: int, **cells: Any) -> Path:
    files = bank.small_bank()
    files[name][row] |= cells
    return bank.write(folder, files)


@pytest.mark.parametrize(
    ("name", "row", "cells", "heading", "reason"),
    [
        ("customers", 0, {"identity": WRONG}, "证件号码", "身份证号校验位不符"),
        ("customers", 0, {"identity": "14082419800230001X"}, "证件号码", "身份证号中的出生日期不存在"),
        ("customers", 1, {"identity": "91140824MA0000020X"}, "证件号码", "统一社会信用代码校验位不符"),
        ("customers", 0, {"phone": "12345"}, "手机号", "电话号码格式不对"),
        ("customers", 2, {"identity": bank.resident(1, "19600101")}, "证件号码", "证件号码与第 2 行的客户相同"),
        ("notes", 0, {"start": "2018-02-30"}, "发放日期", "没有这一天"),
        ("notes", 0, {"start": "三月五日"}, "发放日期", "不是日期(例如 2018-09-30)"),
        ("notes", 0, {"amount": "-100000"}, "贷款金额", "金额为负"),
        ("notes", 0, {"amount": "100000.005"}, "贷款金额", "金额精确到了分以下"),
        ("notes", 0, {"amount": "1,00,000"}, "贷款金额", "不是金额(以元为单位,例如 1234.50)"),
        ("notes", 0, {"amount": "100000000000.01"}, "贷款金额", "金额超过一千亿元"),
        ("notes", 0, {"rate": "7.2000001"}, "年利率%", "利率超过五位小数"),
        ("notes", 0, {"customer": "KH99999999"}, "客户统一编号", "在「客户」文件中找不到"),
        ("notes", 0, {"product": "NONE"}, "产品代码", "没有这个产品代码"),
        ("notes", 0, {"number": "JD00000002"}, "信贷借据号", "与第 2 行重复"),
        ("notes", 0, {"principal": "100000.01"}, "未到期本金余额", "未到期本金与逾期本金之和大于贷款金额"),
        (
            "notes",
            0,
            {"klass": "好"},
            "五级分类",
            "应为:NORMAL(正常)、WATCH(关注)、SUBSTANDARD(次级)、DOUBTFUL(可疑)、LOSS(损失)",
        ),
        ("notes", 0, {"use": ""}, "借据贷款用途", "必填项为空"),
        ("notes", 1, {"oldest_due": "2018-09-02"}, "最早未还日期", "最早未还日期与未结清账单不符"),
        ("notes", 1, {"overdue_principal": "39999.99"}, "逾期本金", "逾期本金与未结清本金账单之和不等"),
        ("notes", 1, {"book_status": "NORMAL"}, "账面状态", "有逾期未还,账面状态不应为正常"),
        ("bills", 1, {"paid": "1840.01"}, "已还金额", "已还金额大于应还金额"),
        ("plans", 1, {"principal": "59999"}, "未到期本金余额", "自定义还本计划中切换日之后的本金之和与未到期本金不等"),
        ("staff", 1, {"roles": "KING"}, "角色(分号分隔)", "角色应为"),
    ],
)
def test_a_bad_row_is_named(
    tmp_path: Path, name: str, row: int, cells: dict[str, str], heading: str, reason: str
) -> None:
    answer = refused(bent(tmp_path / "files", name, row, **cells))
    assert answer.name == "bad_rows"
    assert (heading, reason) in {(each.heading, each.reason[: len(reason)]) for each in answer.rejects}


def test_every_bad_row_of_every_file_is_named_and_secrets_are_masked(tmp_path: Path) -> None:
    files = bank.small_bank()
    files["customers"][0]["identity"] = WRONG
    files["notes"][0]["amount"] = "=1+1"
    files["notes"][2]["start"] = "2018-02-30"
    folder = bank.write(tmp_path / "files", files)
    answer = refused(folder)
    assert dict(answer.counts) == {"customers": 1, "notes": 2}
    assert [(each.file, each.line) for each in answer.rejects] == [("customers", 2), ("notes", 2), ("notes", 4)]
    written = (folder / "rejects-customers.csv").read_text(encoding="utf-8-sig")
    assert f"140…{WRONG[-2:]}" in written
    assert WRONG not in written
    # A spreadsheet must not run what a bad cell holds.
    assert "'=1+1" in (folder / "rejects-notes.csv").read_text(encoding="utf-8-sig")


def test_reject_files_go_when_the_files_are_good(tmp_path: Path, lake: Path) -> None:
    folder = bent(tmp_path / "files", "notes", 0, amount="-1")
    refused(folder)
    assert (folder / "rejects-notes.csv").exists()
    answer = run.import_folder(bank.write(folder, bank.small_bank()), actor="1002")
    assert isinstance(answer, run.ImportReport)
    assert not (folder / "rejects-notes.csv").exists()


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    folder = bank.write(tmp_path / "files", bank.small_bank())
    path = folder / "notes.csv"
    path.write_text(path.read_text().replace("年利率%", "利率"))
    answer = refused(folder)
    assert answer.name == "columns_missing"
    assert "年利率%(rate)" in answer.reason


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    files = bank.small_bank()
    del files["accounts"]
    answer = refused(bank.write(tmp_path / "files", files))
    assert answer.name == "file_missing"
    assert "结算账户(accounts)" in answer.reason


def test_two_files_of_a_kind_are_refused(tmp_path: Path) -> None:
    folder = bank.write(tmp_path / "files", bank.small_bank())
    (folder / "信贷借据_20180929.csv").write_bytes((folder / "notes.csv").read_bytes())
    assert refused(folder).name == "file_ambiguous"


def _short_last_line(raw: bytes) -> bytes:
    return raw[: raw.rindex(b",100000.00")]


def _half_a_character(raw: bytes) -> bytes:
    return raw[: raw.rindex("进货".encode()) + 1]


def _inside_the_last_cell(raw: bytes) -> bytes:
    return raw[:-4]


def _open_quote(raw: bytes) -> bytes:
    return raw[: raw.rindex(b'"100,000.00"') + 5]


@pytest.mark.parametrize("cut", [_short_last_line, _half_a_character, _inside_the_last_cell, _open_quote])
def test_a_file_cut_in_the_middle_is_refused(tmp_path: Path, cut: Callable[[bytes], bytes]) -> None:
    folder = bank.write(tmp_path / "files", bank.small_bank())
    path = folder / "notes.csv"
    path.write_bytes(cut(path.read_bytes()))
    answer = refused(folder)
    assert answer.name == "file_cut"
    assert "notes.csv" in answer.reason


def test_a_file_cut_between_two_lines_is_found_by_its_control_totals(tmp_path: Path) -> None:
    folder = bank.write(tmp_path / "files", bank.small_bank())
    (folder / "控制总数.csv").write_text("文件,行数,主要金额合计\n信贷借据,3,300000.00\naccounts.csv,3,3000.00\n")
    path = folder / "notes.csv"
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:-2]) + b"\n")
    answer = refused(folder)
    assert answer.name == "control_totals_differ"
    assert "行数应为 3,实为 2" in answer.reason
    assert f"合计应为 {yuan(30_000_000)} 元,实为 {yuan(20_000_000)} 元" in answer.reason


def test_a_line_with_a_column_too_many_is_named(tmp_path: Path) -> None:
    folder = bank.write(tmp_path / "files", bank.small_bank())
    path = folder / "accounts.csv"
    lines = path.read_text().splitlines()
    lines[2] += ",多"
    path.write_text("\n".join(lines) + "\n")
    answer = refused(folder)
    assert [(each.line, each.heading, each.reason) for each in answer.rejects] == [
        (3, "(整行)", "本行有 5 列,标题有 4 列")
    ]


def test_a_broken_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    folder = bank.write(tmp_path / "files", bank.small_bank())
    path = folder / "notes.csv"
    lines = path.read_bytes().split(b"\n")
    lines[2] = lines[2].replace("进货".encode(), b"\xff\xff")
    path.write_bytes(b"\n".join(lines))
    answer = refused(folder)
    assert answer.name == "file_unreadable"
    assert "第 3 行" in answer.reason


def test_a_million_lines_are_checked_and_one_bad_one_is_found(tmp_path: Path) -> None:
    """10⁶ movements, the last but one of them with an impossible day."""
    folder = bank.write(tmp_path / "files", bank.small_bank())
    count = 1_000_000
    frame = pl.DataFrame({"流水号": pl.int_range(count, eager=True).cast(pl.String)}).with_columns(
        pl.lit("ZH00000001").alias("账号"),
        pl.when(pl.int_range(count) == count - 2)
        .then(pl.lit("2018-06-31"))
        .otherwise(pl.lit("2018-06-30"))
        .alias("交易日期"),
        pl.lit("IN").alias("借贷"),
        pl.lit("12.30").alias("金额"),
        pl.lit("POS").alias("类型"),
    )
    frame.write_csv(folder / "transactions.csv")
    answer = refused(folder)
    assert dict(answer.counts) == {"transactions": 1}
    assert (answer.rejects[0].line, answer.rejects[0].heading) == (count, "交易日期")
