"""Papers of a case: what stands on each, that it comes from the case's own rows, that every printing is counted, who may."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from docx import Document

from tests.scenarios import case_county as county
from tests.scenarios.case_county import WAN, act, good, no, now, who
from tests.scenarios.small_county import DAY, FIRM
from tests.scenarios.test_contracts import text_of
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Case, CasePrintout, Contract
from wuhua.areas.origination.printouts import actions, papers, read, sheets
from wuhua.areas.origination.printouts.actions import WantedForm
from wuhua.areas.origination.printouts.contract import contract_for
from wuhua.areas.origination.printouts.layouts import LAYOUTS
from wuhua.areas.origination.rules import OriginationRefusal
from wuhua.areas.origination.rules.printing import CaseForm, CasePrintRefusal
from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow
from wuhua.platform.paper import copied
from wuhua.platform.paper.layouts import PaperForm

pytestmark = pytest.mark.django_db
_keys = iter(range(10**6))


@pytest.fixture(autouse=True)
def _bank(home: object) -> None:
    county.bank()


def voted() -> str:
    """Decided by the committee, three for it."""
    case = county.reviewed()
    terms = {"amount": 40 * WAN, "months": 12, "conditions": "落实保证人面签"}
    good(act("approver", Deed.CALL_VOTE, 5.5, number=case, members=["JZ12", "JZ13", "JZ14"], **terms))
    for member in ("c1", "c2", "c3"):
        good(act(member, Deed.VOTE, 5.6, number=case, ballot="AGREE", words="看过现场照片" if member == "c2" else ""))
    good(act("approver", Deed.CLOSE_VOTE, 6, number=case, minutes="同意,限采购用途"))
    return case


def walked() -> str:
    """From the vote to the word that the money may go."""
    case = voted()
    good(contract_for(now("lead", 7), case))
    good(act("lead", Deed.SIGN, 7, number=case, way="FACE_TO_FACE", signer="某某", witness="JZ1"))
    county.papers(case, county.SIGNING)
    good(act("ctr", Deed.REVIEW, 8, number=case, kind="CTR", verdict="PASSED"))
    county.papers(case, ("DISBURSE_CHECKLIST",), "lead")
    good(act("auditor", Deed.CLEAR, 8.5, number=case))
    return case


def printed(case: str, form: CaseForm, post: str = "lead", **more: Any) -> Any:
    wanted = WantedForm(form, case, **more)
    return actions.print_form(actor=who(post), business_date=DAY, key=f"p{next(_keys)}", wanted=wanted)


def sheet(case: str, form: CaseForm, post: str = "lead", words: str = "") -> sheets.CaseSheet:
    return good(sheets.sheet_for(who(post), case, form, DAY, words))  # type: ignore[no-any-return]


def test_every_paper_of_a_case_says_what_its_rows_say() -> None:
    case = walked()
    row, contract = Case.objects.get(pk=case), Contract.objects.get(case_id=case)
    wanted: dict[CaseForm, tuple[str, ...]] = {
        CaseForm.INVESTIGATION: (
            "电费推算", "9,000,000.00", "10,000,000.00", "12 个月票据", "采信年销售额 9,000,000.00 元", "净资产 900,000.00 元",
            "月净现金流 90,000.00 元", "核查主体", "PRE3.1 的证据", "CHK.3 的证据", "公式结果 640,000.00 元", "甲(JZ1)",
        ),
        CaseForm.REVIEW_OPINION: ("指标审查", "重算额度", "合同与批复", "各项一致", contract.digest, "黑名单"),
        CaseForm.VOTE_RECORD: ("应到 3 人", "同意 3", "看过现场照片", "纪要:同意,限采购用途", "JZ12", "通过。"),
        CaseForm.APPROVAL_NOTICE: ("肆拾万元整", "400,000.00", "落实保证人面签", "审贷会", "4.35%", "+3.60%", "9.95%"),
        CaseForm.SIGNING_TALK: (contract.number, "有没有人要求您存款", "肆拾万元整"),
        CaseForm.SIGNING_PAGE: (
            contract.digest, contract.signature, "本行自有签署,非第三方 CA", "当面签署", "某某", "甲(JZ1)", "2018-09-30 15:30:00",
            "签署值与合同文本、签署人、方式和时间相符",
        ),
        CaseForm.DISBURSE_AUDIT: ("合同与批复一致、已签署", "面签记录", "在档", "审核通过", "JZ10", "622800000001"),
        CaseForm.PAYOUT_NOTICE: ("肆拾万元整", "请按合同办理出账", "待会计出账后填写", "622800000001"),
        CaseForm.ARCHIVE_INDEX: ("营业执照", "借款合同", "放款审核表", "缺少"),
        CaseForm.BORROW_SLIP: ("检查组调阅", "癸(JZ10)", "□"),
    }  # fmt: skip
    for form, words in wanted.items():
        found = sheet(case, form, "auditor" if form is CaseForm.BORROW_SLIP else "lead", "检查组调阅")
        data = papers.made(found, PaperForm.WORD, "脚", 2)
        document = Document(io.BytesIO(data))
        said = text_of(document)
        for each in (*words, row.pk, found.filled.values["borrower"], "第2次打印"):
            assert each in said, (form, each)
        assert "{{" not in said and "{%" not in said
        drawn = papers.made(found, PaperForm.PDF, "脚", 2)
        assert drawn.startswith(b"%PDF") and drawn == papers.made(found, PaperForm.PDF, "脚", 2)
    assert set(LAYOUTS) == {*wanted, CaseForm.ENTRUST_ORDER} == set(CaseForm) - {CaseForm.CONTRACT}
    index = [line["part"] for line in sheets.archived(row, DAY)]
    assert index == sorted(index, key=["申请与调查", "签约", "放款", "贷后"].index)


def test_every_printing_is_counted_and_the_contract_leaves_as_it_was_kept() -> None:
    case = county.approved()
    no(printed(case, CaseForm.CONTRACT, kind=PaperForm.WORD), CasePrintRefusal.FORM_NOT_YET)
    good(contract_for(now("lead", 7), case))
    assert [good(printed(case, CaseForm.CONTRACT, kind=PaperForm.WORD))["copy"] for _ in range(2)] == [1, 2]
    wanted = WantedForm(CaseForm.INVESTIGATION, case)
    copies = [
        good(actions.print_form(actor=who("lead"), business_date=DAY, key=key, wanted=wanted))["copy"]
        for key in ("a", "a", "b")
    ]
    assert copies == [1, 1, 2] and AuditRow.objects.filter(action="origination.printed").count() == 4
    contract = Contract.objects.get(case_id=case)
    kept = read.text_of(contract)
    assert papers.made(sheet(case, CaseForm.CONTRACT), PaperForm.WORD, "脚", 3) == kept
    drawn = papers.made(sheet(case, CaseForm.CONTRACT), PaperForm.PDF, "脚", 3)
    assert drawn.startswith(b"%PDF") and drawn == papers.made(sheet(case, CaseForm.CONTRACT), PaperForm.PDF, "脚", 3)
    words = "".join(copied.said(kept))
    assert contract.number in words and "伍拾万元整" in words and "{{" not in words
    lines = {each.form: each for each in read.forms_of(Case.objects.get(pk=case))}
    assert (lines[CaseForm.CONTRACT].copies, lines[CaseForm.INVESTIGATION].copies) == (2, 2)
    assert "没有已结束的表决" in lines[CaseForm.VOTE_RECORD].waits and not lines[CaseForm.SIGNING_TALK].waits
    with pytest.raises(IntegrityError), transaction.atomic():
        CasePrintout.objects.update(copy=9)


def test_every_refusal_leaves_nothing() -> None:
    case = county.ask()
    for form in CaseForm:
        if form in (CaseForm.ARCHIVE_INDEX, CaseForm.BORROW_SLIP, CaseForm.CONTRACT):
            continue
        no(printed(case, form), CasePrintRefusal.FORM_NOT_YET)
    no(printed(case, CaseForm.ARCHIVE_INDEX, right=31), CasePrintRefusal.OFFSET_TOO_FAR)
    no(printed("SQ0", CaseForm.ARCHIVE_INDEX), OriginationRefusal.CASE_UNKNOWN)
    audit = actions.print_form(
        actor=county.with_roles("lead", Role.AUDIT), business_date=DAY, key="x",
        wanted=WantedForm(CaseForm.ARCHIVE_INDEX, case),
    )  # fmt: skip
    no(audit, CasePrintRefusal.MAY_NOT_PRINT_CASE)
    no(printed(case, CaseForm.ARCHIVE_INDEX, "payer", identity=True), CasePrintRefusal.MAY_NOT_SHOW_IDENTITY)
    assert not CasePrintout.objects.exists()


def test_the_identity_stands_masked_unless_it_came_through_the_gate() -> None:
    case = county.ask()
    found = sheet(case, CaseForm.ARCHIVE_INDEX)
    assert "*" in found.filled.values["identity"] and FIRM not in str(found.filled)
    assert found.showing(FIRM).digest == found.digest and found.showing(FIRM).filled.values["identity"] == FIRM


def test_an_order_to_pay_a_third_party_only_where_it_was_agreed() -> None:
    case = county.approved()
    to = {"payee": "某某纸业公司", "payee_account": "95588000001", "payee_bank": "县工行"}
    account = Case.objects.get(pk=case).account
    good(act("lead", Deed.ARRANGE_PAYMENT, number=case, account=account, payout="ENTRUSTED", **to))
    good(contract_for(now("lead", 7), case))
    found = sheet(case, CaseForm.ENTRUST_ORDER)
    said = text_of(Document(io.BytesIO(papers.made(found, PaperForm.WORD, "脚", 1))))
    for words in (
        "某某纸业公司",
        "95588000001",
        "县工行",
        "500,000.00",
        "伍拾万元整",
        Contract.objects.get().number,
        "用于采购瓦楞纸",
    ):
        assert words in said
    assert not isinstance(printed(case, CaseForm.ENTRUST_ORDER), Refused)
