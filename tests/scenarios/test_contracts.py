"""The contract: drawn from its product's template with what was decided, kept by its hash, signed and read against the decision."""

from __future__ import annotations

import hashlib
import importlib.util
import io
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from tests.scenarios import case_county as county
from tests.scenarios.case_county import WAN, act, good, no, now
from tests.scenarios.small_county import DAY, FIRM
from wuhua.areas.compliance.models import Disclosure
from wuhua.areas.compliance.rules.conduct import ConductRefusal
from wuhua.areas.origination import signatures
from wuhua.areas.origination.actions import signing
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.models import Case, Contract
from wuhua.areas.origination.printouts import actions, clauses
from wuhua.areas.origination.printouts import contract as drawing
from wuhua.areas.origination.read import contracts
from wuhua.areas.origination.rules import OriginationRefusal, SignWay
from wuhua.areas.origination.rules.printing import CasePrintRefusal
from wuhua.areas.product.rules.sheets import SHEETS
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import files
from wuhua.platform.files import place_of
from wuhua.platform.filewords import FileRefusal
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _bank(home: object) -> None:
    county.bank()


def kept(case: str) -> tuple[Contract, bytes]:
    """The contract of a case and its text as it lies in the house."""
    row = Contract.objects.get(case_id=case)
    with files.open_(row.document.file_id) as file:
        return row, file.read()


def text_of(document: Any) -> str:
    """Everything that is read on it, tables included."""
    cells = [cell.text for table in document.tables for line in table.rows for cell in line.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def table_of(document: Any, heading: str) -> list[list[str]]:
    """The rows below the heading line of the table that begins with it."""
    found = next(table for table in document.tables if table.rows[0].cells[0].text == heading)
    return [[cell.text for cell in line.cells] for line in found.rows[1:]]


def fen(text: str) -> int:
    return fen_of(text.replace(",", ""))


def drawn(**more: Any) -> str:
    case = county.approved(**more)
    good(drawing.contract_for(now("lead", 7), case))
    return case


def test_A46_the_contract_says_what_was_decided_and_is_kept_by_its_hash() -> None:
    case = county.approved()
    first = good(actions.draw(now("lead", 7), "tap", case))
    assert good(actions.draw(now("lead", 7.1), "tap", case)) == first and Contract.objects.count() == 1
    no(actions.draw(now("lead", 7.2), "again", case), OriginationRefusal.REVIEW_DONE_ALREADY)
    row, data = kept(case)
    assert row.digest == row.document.digest == first["digest"] == (hashlib.blake2b(data, digest_size=32).hexdigest())
    assert row.template == "PACKAGING_LOAN.docx"
    template = drawing.TEMPLATES / row.template
    assert row.template_digest == hashlib.blake2b(template.read_bytes(), digest_size=32).hexdigest()
    assert re.fullmatch(r"HT2018\d{7}", row.number) and row.terms == contracts.terms_of(Case.objects.get(pk=case))

    document = Document(io.BytesIO(data))
    said = text_of(document)
    for words in (
        "伍拾万元整", "500,000.00", row.number, FIRM, "12个月", "采购瓦楞纸", "2018年9月30日起至2019年9月30日止",
        "本笔借款采用自主支付", "本笔借款由保证人提供保证", "加收50%计收罚息", "加收100%计收罚息", "对罚息和复利不再计收复利",
        "投诉电话:12378", "有担保的借款中信用部分不超过百分之三十", f"版本 {clauses.VERSION}",
    ):  # fmt: skip
        assert words in said + document.sections[0].footer.paragraphs[0].text, words
    for other in ("受托支付。借款人委托", "不设担保", "评估费、登记费由贷款人承担。", "{{", "{%"):
        assert other not in said, other
    assert f"年利率 {9.95}%(月 8.2917‰)" in said  # 4.35 + 3.60 + 1.20 + 0.80, and a twelfth of it in thousandths
    assert AuditRow.objects.filter(action="customer.unmasked", actor="JZ1").count() == 1


def test_A46_the_plan_sums_to_the_amount_and_the_customer_reads_what_it_costs() -> None:
    document = Document(io.BytesIO(kept(drawn())[1]))
    plan = table_of(document, "期次")
    assert sum(fen(row[2]) for row in plan) == 50 * WAN and fen(plan[-1][5]) == 0
    # From 30 September to the cut of the 20th inclusive: 21 days on 500,000 at 9.95 %, then 31 days.
    assert [row[1] for row in plan[:2]] == ["2018-10-21", "2018-11-21"] and plan[-1][1] == "2019-09-30"
    assert [fen(row[3]) for row in plan[:2]] == [290208, 428403]
    said = text_of(document)
    irr = re.search(r"内部收益率\)为 ([\d.]+)%", said)
    assert irr and 10.4 < float(irr.group(1)) < 10.7  # 9.95 % paid monthly on 360 days, as a year of 365 counts it
    fees = {row[0]: row[1] for row in table_of(document, "项目")}
    assert (fees["承诺费"], fees["资金管理费"]) == ("不收取", "不收取")
    assert (fees["押品评估费"], fees["结算手续费"]) == ("贷款人", "借款人")
    assert "本笔借款向借款人收取的费用:无" in said
    for topic in ("收费项目公开", "服务质价公开", "效用功能公开", "优惠政策公开"):
        assert topic in said


def test_A46_a_product_without_its_template_or_with_a_lame_one_draws_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = county.approved()
    whole = drawing.TEMPLATES / "PACKAGING_LOAN.docx"
    monkeypatch.setattr(drawing, "TEMPLATES", tmp_path)
    no(drawing.contract_for(now("lead", 7), case), CasePrintRefusal.CONTRACT_TEMPLATE_MISSING)
    lame = Document(str(whole))
    for line in lame.paragraphs:
        if "{{ irr }}" in line.text:
            line._element.getparent().remove(line._element)
    lame.save(str(tmp_path / whole.name))
    told = no(drawing.contract_for(now("lead", 7), case), CasePrintRefusal.CONTRACT_TEMPLATE_INCOMPLETE)
    assert "irr" in told.reason
    strange = Document(str(whole))
    strange.add_paragraph("{{ promised_by_nobody }}")
    strange.save(str(tmp_path / whole.name))
    told = no(drawing.contract_for(now("lead", 7), case), CasePrintRefusal.CONTRACT_TEMPLATE_STRANGE)
    assert "promised_by_nobody" in told.reason
    assert isinstance(drawing.template_of("X", "../contract.py"), Refused)
    assert not Contract.objects.exists() and not AuditRow.objects.filter(action="customer.unmasked").exists()
    monkeypatch.undo()
    good(drawing.contract_for(now("lead", 7), case))
    assert Contract.objects.get().number.endswith("000001")  # no number was lost on the way


def test_A46_each_of_the_nine_products_has_a_contract_of_its_own_and_it_can_be_made_again() -> None:
    spec = importlib.util.spec_from_file_location("contract_templates", ROOT / "scripts/contract_templates.py")
    assert spec and spec.loader
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    case, bodies = Case.objects.get(pk=county.approved()), set()
    for sheet in SHEETS:
        case.product, case.method = sheet.code, sheet.methods[0]
        found = drawing.rendered(now("lead", 7), case, "HT1")
        assert not isinstance(found, Refused), (sheet.code, found)
        document = Document(io.BytesIO(b"".join(found.chunks)))
        said = text_of(document)
        assert clauses.TITLES[sheet.code] in said and clauses.SPECIAL[sheet.code].title in said and "{{" not in said
        assert sum(fen(row[2]) for row in table_of(document, "期次")) == 50 * WAN
        kept_template = Document(str(drawing.TEMPLATES / f"{sheet.code}.docx"))
        assert text_of(maker.contract(sheet.code)) == text_of(kept_template), sheet.code
        bodies.add(found.template_digest)
    assert len(bodies) == 9


def test_A86_no_contract_leans_on_a_notice_that_is_not_public() -> None:
    case = county.approved()
    Disclosure.objects.filter(topic="FEE_ITEMS").update(state="THROWN_AWAY")
    no(drawing.contract_for(now("lead", 7), case), ConductRefusal.NOT_DISCLOSED)


def test_entrusted_payment_names_the_payee_and_a_credit_loan_has_no_guarantor() -> None:
    case = Case.objects.get(pk=county.approved())
    case.payout, case.payee, case.security = "ENTRUSTED", "某某纸业公司", "CREDIT"
    found = drawing.rendered(now("lead", 7), case, "HT1")
    assert not isinstance(found, Refused)
    said = text_of(Document(io.BytesIO(b"".join(found.chunks))))
    assert "支付给符合约定用途的收款人某某纸业公司" in said and "不设担保" in said
    assert "采用自主支付" not in said and "提供保证" not in said


def test_only_the_hands_of_the_case_draw_it_and_not_before_the_decision() -> None:
    case = county.reviewed()
    no(drawing.contract_for(now("lead", 6), case), OriginationRefusal.STEP_NOT_NEXT)
    good(act("boss", Deed.APPROVE, 6, number=case, amount=50 * WAN, months=12))
    assert isinstance(drawing.contract_for(now("ind", 7), case), Refused)
    assert isinstance(drawing.contract_for(now("outlet", 7), case), Refused)


# --- signing ---------------------------------------------------------------------------------------------------------


def test_A43_a_term_that_changed_after_the_drawing_is_red_at_the_contract_review() -> None:
    case = drawn()
    good(act("lead", Deed.SIGN, 7.5, number=case, way="FACE_TO_FACE", signer="某某", witness="JZ1"))
    row = Case.objects.get(pk=case)
    assert contracts.compared(row)["stops"] == ""
    Case.objects.filter(pk=case).update(account="622800009999")
    told = no(act("ctr", Deed.REVIEW, 8, number=case, kind="CTR", verdict="PASSED"), OriginationRefusal.REVIEW_FAILED)
    assert "account" in told.reason
    Case.objects.filter(pk=case).update(account=row.account)
    good(act("ctr", Deed.REVIEW, 8, number=case, kind="CTR", verdict="PASSED"))


def test_A43_a_signature_is_over_the_text_the_signer_the_way_and_the_moment() -> None:
    case = drawn()
    good(act("lead", Deed.SIGN, 7.5, number=case, way="FACE_TO_FACE", signer="某某", witness="JZ1"))
    row, _data = kept(case)
    assert row.signed_at is not None
    said = (row.digest, row.signer, row.sign_way, row.signed_at, row.signature)
    assert signatures.holds(*said)
    for place, other in enumerate(("0" * 64, "别人", SignWay.ONE_TIME_CODE, now("lead", 7.6).at, "0" * 64)):
        assert not signatures.holds(*said[:place], other, *said[place + 1 :]), place  # type: ignore[arg-type]
    place_of(row.digest).chmod(0o600)
    place_of(row.digest).write_bytes(b"another contract")
    with pytest.raises(Refuse) as caught:
        kept(case)
    assert caught.value.refused.name is FileRefusal.FILE_ALTERED


class _Authority:
    """A third party's service, as one would be plugged in."""

    def seal(self, asked: signatures.Asked) -> signatures.Seal | Refused:
        return signatures.Seal(f"CA:{asked.digest[:8]}", "某 CA")


def test_another_signer_takes_the_place_of_the_embedded_one() -> None:
    case = drawn()
    good(signing.sign(now("lead", 7.5), case, SignWay.FACE_TO_FACE, "某某", "JZ1", by=_Authority()))
    row, _data = kept(case)
    assert row.signature == f"CA:{row.digest[:8]}" and row.signed_on == DAY


def test_a_one_time_code_is_spent_or_nothing_is_signed() -> None:
    spent: list[str] = []

    def spend(code: str) -> Refused | None:
        spent.append(code)
        return None if code == "123456" else Refused(OriginationRefusal.SIGNATURE_MISSING, "验证码不对。", "重新获取。")

    signer, at = signatures.OneTimeCode(spend), now("lead", 7).at
    asked = signatures.Asked("0" * 64, "某某", SignWay.ONE_TIME_CODE, at)
    assert isinstance(signer.seal(asked), Refused) and not spent
    assert isinstance(signer.seal(signatures.Asked("0" * 64, "某某", SignWay.ONE_TIME_CODE, at, "000000")), Refused)
    seal = signer.seal(signatures.Asked("0" * 64, "某某", SignWay.ONE_TIME_CODE, at, "123456"))
    assert isinstance(seal, signatures.Seal) and seal.authority == signatures.OWN and spent == ["000000", "123456"]


def test_the_day_of_the_golden_life_is_the_plans() -> None:
    """money.md: 300,000.00 at 7.2 % drawn 2018-03-05, by quarter: 960.00 to 03-20, then 92 days 5,520.00."""
    from wuhua.areas.origination.rules.plans import Signed, all_in, laid_out

    signed = Signed(30 * WAN, 720_000, "interest_only", 12, "QUARTER20", date(2018, 3, 5))
    rows = laid_out(signed).rows
    assert [(str(row.due), row.interest) for row in rows[:2]] == [("2018-03-21", 960_00), ("2018-06-21", 5_520_00)]
    assert [row.principal for row in rows] == [0] * (len(rows) - 1) + [30 * WAN]
    assert str(rows[-1].due) == "2019-03-05" and sum(row.interest for row in rows) == 30 * WAN * 720_000 * 365 // (
        360 * 10**7
    )
    cost, dearer = all_in(signed, 0), all_in(signed, 3_000_00)
    assert cost is not None and dearer is not None and float(dearer) > float(cost) + 0.9


def test_the_handbook_names_every_placeholder_of_a_contract() -> None:
    page = (ROOT / "docs/手册/合同与打印.md").read_text()
    named = set(re.findall(r"`([a-z_.]+)`", page.split("## 模板")[1]))
    for product in clauses.TITLES:
        document = Document(str(drawing.TEMPLATES / f"{product}.docx"))
        used = set(re.findall(r"{{ ([\w.]+) }}", text_of(document) + document.sections[0].footer.paragraphs[0].text))
        assert used - named == set() and used, product
    assert drawing.REQUIRED <= named
