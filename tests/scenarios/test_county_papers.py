"""Papers of the county's work on paper: what stands on them, who gets them, each time counted (A69, A70, practice 3)."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY, FIRM, holding
from tests.scenarios.test_customer_file import fill, tied
from tests.scenarios.test_market_api import signed_in
from tests.scenarios.test_pages import borrower
from wuhua.areas.customer.models import Handover
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.areas.market.models import CountyPrintout, CreditBatch, PreApproval
from wuhua.areas.market.printouts import sheets
from wuhua.areas.market.printouts.actions import template_of
from wuhua.areas.market.printouts.layouts import LAYOUTS
from wuhua.areas.market.printouts.sheets import CountySheet
from wuhua.areas.market.rules.printing import CountyPaper, CountyPaperRefusal
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow
from wuhua.platform.paper import word

pytestmark = pytest.mark.django_db
PRINT = "/papers/county"


@pytest.fixture(autouse=True)
def _county(home: Any) -> None:
    county()
    clock.advance(DAY)


def asked(paper: CountyPaper, subject: str, form: str = "PDF", key: str = "k") -> dict[str, str]:
    return {"paper": paper.value, "subject": subject, "form": form, "key": key}


def told(who: Officer, paper: CountyPaper, subject: str) -> CountySheet:
    found = sheets.sheet_for(who, paper, subject, DAY)
    assert isinstance(found, CountySheet), found
    return found


def preapproval(seq: int = 1, **more: Any) -> PreApproval:
    batch = CreditBatch.objects.create(
        name="包装园", product="CREDIT_CARD_LINE", source="FILE", content=f"x{seq}", made_by="JZ4", made_on=DAY,
        recorded_at=clock.now(), state="APPROVED", decided_on=DAY,
    )  # fmt: skip
    said = {"name": "金例包装", "customer": "C1", "limit": 130_000_000, "rate": 785_000, "band": "P3"} | more
    return PreApproval.objects.create(
        batch=batch, seq=seq, identity_blind=f"b{seq}", identity_masked="9114**********019N", product="CREDIT_CARD_LINE",
        valid_until=DAY + timedelta(days=90), rule_version="x", business_date=DAY, **said,
    )  # fmt: skip


def test_every_word_template_says_what_its_layout_says() -> None:
    for paper, layout in LAYOUTS.items():
        names = word.asked_for(template_of(paper))
        fields = {each.code for each in layout.fields} | {each.code for each in layout.sections if each.code}
        assert fields <= names, (paper, fields - names)


def test_A69_the_card_of_a_household_as_pdf_and_word_counted_and_masked() -> None:
    fill("C1")
    tied("C1", RelationKind.OWNER, name="某某")
    sheet = told(holding("JZ1", Role.RM), CountyPaper.HOUSEHOLD_CARD, "C1")
    assert "注册资本" in {row["field"] for row in sheet.filled.rows if row["value"] != "——"}
    assert sheet.filled.values["complete"] == "95.00%", "all but the cell on the map"
    assert FIRM not in str(sheet.filled)
    assert [row["party"] for row in sheet.filled.tables["relations"]] == ["某某"]
    mine = signed_in("JZ1")
    pdf = mine.post(PRINT, asked(CountyPaper.HOUSEHOLD_CARD, "C1"))
    assert (pdf.status_code, pdf["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    again = mine.post(PRINT, asked(CountyPaper.HOUSEHOLD_CARD, "C1"))
    assert again.status_code == 200 and CountyPrintout.objects.get().copy == 1, "the same key is the same copy"
    docx = mine.post(PRINT, asked(CountyPaper.HOUSEHOLD_CARD, "C1", "WORD", "k2"))
    text = ZipFile(BytesIO(docx.content)).read("word/document.xml").decode()
    assert "第2次打印" in text and "稷州县某某纸箱包装有限公司" in text and FIRM not in text
    assert list(CountyPrintout.objects.order_by("pk").values_list("copy", "kind")) == [(1, "PDF"), (2, "WORD")]
    assert AuditRow.objects.filter(action="market.printed").count() == 2
    with pytest.raises(IntegrityError, match="append_only"), transaction.atomic():
        CountyPrintout.objects.update(copy=9)


def test_who_may_not_see_or_print_gets_no_paper() -> None:
    row = preapproval()
    letter = f"{row.batch_id}-1"
    other, audit, admin = signed_in("JZ3"), signed_in("JZ2", Role.AUDIT), signed_in("JZ4", Role.ADMIN)
    for paper, subject in ((CountyPaper.HOUSEHOLD_CARD, "C1"), (CountyPaper.PREAPPROVAL_LETTER, letter)):
        foreign, nothing = other.post(PRINT, asked(paper, subject)), other.post(PRINT, asked(paper, "9-9"))
        assert (foreign.status_code, nothing.status_code) == (409, 409), paper
        assert "无权查看" in foreign.content.decode() and "无权查看" in nothing.content.decode()
        assert admin.post(PRINT, asked(paper, subject)).status_code == 403
    assert "不出具" in audit.post(PRINT, asked(CountyPaper.HOUSEHOLD_CARD, "C1")).content.decode()
    assert signed_in("JZ1").post(PRINT, {**asked(CountyPaper.HOUSEHOLD_CARD, "C1"), "paper": "X"}).status_code == 422
    assert not CountyPrintout.objects.exists()


def test_A70_a_letter_of_pre_approval_says_sum_term_and_that_it_is_no_promise() -> None:
    row = preapproval()
    values = told(holding("JZ1", Role.RM), CountyPaper.PREAPPROVAL_LETTER, f"{row.batch_id}-1").filled.values
    assert (values["limit"], values["limit_words"]) == ("1,300,000.00", "壹佰叁拾万元整")
    assert values["rate"] == "7.85%" and values["valid_until"] == "2018年12月29日" and "甲" in values["contact"]
    assert "不是放款承诺" in LAYOUTS[CountyPaper.PREAPPROVAL_LETTER].closing[0]
    page = signed_in("JZ4", Role.SME_CENTER_HEAD).post(
        PRINT, asked(CountyPaper.PREAPPROVAL_LETTER, f"{row.batch_id}-1")
    )
    assert page.status_code == 200 and page.content[:5] == b"%PDF-"
    for change in ({"state": "SUPERSEDED"}, {"state": "OPEN", "valid_until": DAY - timedelta(days=1)}):
        PreApproval.objects.filter(pk=row.pk).update(**change)
        no = sheets.sheet_for(holding("JZ1", Role.RM), CountyPaper.PREAPPROVAL_LETTER, f"{row.batch_id}-1", DAY)
        assert isinstance(no, Refused) and no.name is CountyPaperRefusal.PREAPPROVAL_OVER


def test_the_list_of_a_handover_is_reprinted_and_counted_and_says_who_signed() -> None:
    note = borrower(901, "JZ1", "王家果园")
    head = signed_in("JZ4", Role.SME_CENTER_HEAD)
    said = {
        "giver": "JZ1",
        "receiver": "JZ2",
        "supervisor": "JZ4",
        "reason": "轮岗到期",
        "customer": [note.customer.number],
    }
    head.post("/handovers/open", said)
    row = Handover.objects.get()
    giver = signed_in("JZ1")
    assert "打印交接清单" in giver.get(f"/handovers/{row.number}").content.decode()
    giver.post(f"/handovers/{row.number}/sign", {"part": "GIVER"})
    sheet = told(holding("JZ4", Role.SME_CENTER_HEAD), CountyPaper.HANDOVER_LIST, row.number)
    assert [line["note"] for line in sheet.filled.rows] == [note.number] and sheet.filled.values["customers"] == "1"
    assert [line["when"] for line in sheet.filled.tables["signed"]] == ["2018年9月30日", "未签", "未签"]
    for n in (1, 2):
        assert giver.post(PRINT, asked(CountyPaper.HANDOVER_LIST, row.number, key=f"k{n}")).status_code == 200
    assert list(CountyPrintout.objects.order_by("pk").values_list("copy", flat=True)) == [1, 2]
    assert len(set(CountyPrintout.objects.values_list("digest", flat=True))) == 1, "both copies say the same"
    assert "已打印 2 次" in giver.get(f"/handovers/{row.number}").content.decode()
    assert "已打印" not in giver.get("/papers/customers/C1").content.decode()
    assert signed_in("JZ3").post(PRINT, asked(CountyPaper.HANDOVER_LIST, row.number)).status_code == 409


def test_what_is_on_the_pages_prints() -> None:
    mine = signed_in("JZ1")
    assert 'value="HOUSEHOLD_CARD"' in mine.get("/papers/customers/C1").content.decode()
    nothing = mine.post(PRINT, {**asked(CountyPaper.COMMUNITY_INFO, "C1"), "start": date(2018, 1, 1).isoformat()})
    assert nothing.status_code == 409, "no day is closed yet"
