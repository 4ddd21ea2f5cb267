"""回款文件 (A55): a file of what a core firm paid repays the loans; its totals are held, its bad lines named, and it is booked once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.recalc import prove
from tests.scenarios.case_county import DAY, POSTS, good, no, who
from tests.scenarios.test_market_api import signed_in
from tests.scenarios.test_special_products import asked_for, lend, town
from tests.town import Town, fen
from wuhua.areas.backing import actions
from wuhua.areas.backing.actions.chain import NewConfirmation
from wuhua.areas.backing.models import Sweep
from wuhua.areas.backing.rules import BackingRefusal, ConfirmationKind
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.books import read as books
from wuhua.books.rules import DEPOSITS
from wuhua.bulk.intake.refusals import IntakeRefusal
from wuhua.bulk.receipts.run import Taken, take
from wuhua.bulk.repayfile.refusals import RepayFileRefusal
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")
__all__ = ["town"]
HEAD = "回单编号,核心企业编号,客户编号,回款金额,到账日期,笔数\n"


def chain_note(town: Town, code: str = "HX1") -> str:
    """300,000.00 lent to C1 on the word of a core firm."""
    at = {"business_date": DAY, "code": code}
    good(actions.open_core_firm(actor=who("centre"), **at, name=f"某某饮料集团{code}", cap=1_000_000_00))  # type: ignore[arg-type]
    said = NewConfirmation(f"QR{code}", "C1", ConfirmationKind.RECEIVABLE, fen("1,000,000.00"), date(2018, 12, 20))
    good(actions.confirm(actor=who("rsk"), **at, new=said))  # type: ignore[arg-type]
    note = lend(town, asked_for("C1", "CHAIN_LOAN", code, "300,000.00"), "300,000.00", date(2019, 1, 19))
    assert isinstance(note, str)
    return note


def took(path: Path, text: str, dry_run: bool = False) -> Taken | Refused:
    path.write_text(HEAD + text, encoding="gb18030")
    return take(path, actor=who("payer"), business_date=DAY, dry_run=dry_run)


def test_A55_a_file_of_receipts_is_held_to_its_totals_and_booked_once(town: Town, tmp_path: Path) -> None:
    note, file = chain_note(town), tmp_path / "回款.csv"
    lines = (
        'HD1,HX1,C1,"100,000.00",2018-09-30,\n'
        "HD2,HX1,没有,10.00,2018-09-30,\n"
        "HD3,HX9,C1,10.00,2018-09-30,\n"
        "HD1,HX1,C1,20.00,2018-09-30,\n"
        "HD4,HX1,C1,很多,2018-09-30,\n"
        "HD5,HX1,C1,10.00,2018-10-01,\n"
        "HD6,HX1,C2,10.00,2018-09-30,\n"
        "HD7,HX1,C1,50000.01,20180930,\n"
    )
    no(took(file, lines), RepayFileRefusal.TOTALS_MISSING)
    for totals in ("合计,,,150060.00,,8\n", "合计,,,150060.01,,7\n"):
        no(took(file, lines.replace("很多", "0.00") + totals), IntakeRefusal.CONTROL_TOTALS_DIFFER)
    assert not Sweep.objects.exists()

    right = lines.replace("很多", "0.00") + "合计,,,150060.01,,8\n"
    tried = took(file, right, dry_run=True)
    assert isinstance(tried, Taken), tried
    assert (tried.booked, tried.booked_fen, tried.bad) == (2, fen("150,000.01"), 6) and not Sweep.objects.exists()
    assert town.note(note).principal == fen("300,000.00")
    done = took(file, right)
    assert isinstance(done, Taken), done
    assert [(each.line, each.heading, each.value) for each in done.rejects] == [
        (3, "客户编号", "没有"), (4, "核心企业编号", "HX9"), (5, "回单编号", "HD1"), (6, "回款金额", "0.00"),
        (7, "到账日期", "2018-10-01"), (8, "客户编号", "C2"),
    ]  # fmt: skip
    assert (done.rows, done.booked, done.already) == (8, 2, 0)
    # Nothing was due: all of it went to the principal.
    assert town.note(note).principal == fen("149,999.99")

    again = took(file, right)
    assert isinstance(again, Taken), again
    assert (again.booked, again.booked_fen, again.already, again.bad) == (0, 0, 2, 6)
    assert Sweep.objects.count() == 2 and town.note(note).principal == fen("149,999.99")
    assert books.balance_of(DEPOSITS, SettlementAccount.objects.get(customer__number="C1").pk) == 0
    no(take(file, actor=who("rsk"), business_date=DAY), BackingRefusal.NOT_OF_THIS_POST)
    town.close_through(DAY)
    prove(town)


def test_A55_the_page_takes_a_file_or_tries_it_and_says_what_is_wrong(town: Town) -> None:
    chain_note(town)
    number, role = POSTS["payer"]
    client = signed_in(number, role)
    text = HEAD + "HD1,HX1,C1,100.00,2018-09-30,\nHD2,HX9,C1,1.00,2018-09-30,\n合计,,,101.00,,2\n"

    def send(**more: object) -> str:
        file = SimpleUploadedFile("回款.csv", text.encode())
        answer = client.post("/backing/receipts", {"file": file, **more})
        assert answer.status_code == 200
        return answer.content.decode()

    assert "导入回款文件" in client.get("/backing/firms").content.decode()
    tried = send(**{"try": "1"})
    assert "可入账 1 笔 100.00 元" in tried and "没有核心企业「HX9」" in tried and not Sweep.objects.exists()
    assert "入账 1 笔 100.00 元,以前已入账 0 笔,有误未入账 1 笔" in send()
    assert "入账 0 笔 0.00 元,以前已入账 1 笔" in send() and Sweep.objects.count() == 1
    bad = client.post("/backing/receipts", {"file": SimpleUploadedFile("回款.csv", HEAD.encode())})
    assert bad.status_code == 422 and "应有且只有一行合计" in bad.content.decode()
    assert client.post("/backing/receipts", {}).status_code == 422
    lead = signed_in("JZ1", Role.RM)
    assert "导入回款文件" not in lead.get("/backing/firms").content.decode()
    refused = lead.post("/backing/receipts", {"file": SimpleUploadedFile("回款.csv", text.encode())})
    assert refused.status_code == 422 and Sweep.objects.count() == 1
