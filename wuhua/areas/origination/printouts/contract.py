"""借款合同: the product's template filled with the decision's terms, the plan, the fees of the day and the four notices.

A product without its template, or a template that leaves out what a contract must say, is refused by name: nobody signs it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from docx import Document

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import FeeStance
from wuhua.areas.compliance.rules.disclosures import DisclosureTopic, check_disclosed
from wuhua.areas.customer import actions as customers
from wuhua.areas.origination.actions.common import SUBJECT, Now, opened
from wuhua.areas.origination.actions.signing import Drawn, draw_contract, may_draw, next_contract
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.printouts import facts
from wuhua.areas.origination.printouts.names import METHODS, SETTLEMENTS
from wuhua.areas.origination.rules import CaseVerb
from wuhua.areas.origination.rules.plans import Signed, all_in, laid_out
from wuhua.areas.origination.rules.printing import CasePrintRefusal
from wuhua.areas.people.rules import Personal
from wuhua.areas.product import read as products
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused
from wuhua.core.terms import Method
from wuhua.platform.paper import word

TEMPLATES = Path(__file__).parent / "templates" / "contracts"
REQUIRED = frozenset({
    "contract", "bank", "borrower", "identity", "product", "amount", "amount_words", "months", "start", "maturity",
    "rate", "month_rate", "method", "settlement", "use", "account", "is_self", "is_entrusted", "payee", "is_credit",
    "is_guaranteed", "is_secured", "uplift", "misuse", "compound", "plan", "fees", "charged", "irr", "prices", "notices",
    "phone", "template_version",
})  # fmt: skip
"""What a contract must say. The plan, the fees, the notices and the conditions of payment and security are among it."""
BEARS: Mapping[FeeStance, tuple[str, str]] = {
    FeeStance.ALLOWED: ("借款人", "先服务后收费,按公示的价格目录"),
    FeeStance.LIMITED: ("借款人", "限制收取:须有书面服务记录并经第二人审批,借款人有权拒绝"),
    FeeStance.BANK_BEARS: ("贷款人", "由贷款人承担,不转嫁给借款人"),
    FeeStance.BANNED: ("不收取", "禁止收取"),
    FeeStance.DISGUISED: ("不收取", "禁止收取:变相的利息"),
}


@transaction.atomic
def contract_for(now: Now, number: str) -> Case | Refused:
    """出具合同: rendered from the product's template on the decision as it stands, kept by its hash, numbered."""
    case = opened(now, number, CaseVerb.SIGN)
    if isinstance(case, Refused):
        return case
    refused = may_draw(now, case)
    if refused is not None:
        return refused
    contract = next_contract(case)
    drawn = rendered(now, case, contract)
    answer = drawn if isinstance(drawn, Refused) else draw_contract(now, number, contract, drawn)
    if isinstance(answer, Refused):
        transaction.set_rollback(True)  # the number goes back, and nobody was shown the identity
    return answer


def rendered(now: Now, case: Case, contract: str) -> Drawn | Refused:
    """The contract as it will be kept."""
    sheet = products.sheet(case.product, case.opened_on)
    if isinstance(sheet, Refused):
        return sheet
    place = template_of(case.product, str(sheet.template.get("contract", "")))
    if isinstance(place, Refused):
        return place
    told = _told(now, case, contract, str(sheet.standard.get("settlement", "")))
    if isinstance(told, Refused):
        return told
    digest = hashlib.blake2b(place.read_bytes(), digest_size=32).hexdigest()
    told |= {"template": place.name, "template_short": digest[:16]}
    told["template_version"] = Document(str(place)).core_properties.version or "未注明"
    refused = check_template(place.name, word.asked_for(place), told.keys())
    if refused is not None:
        return refused
    return Drawn(place.name, digest, f"借款合同-{contract}.docx", [word.rendered(place, told)])


def template_of(product: str, said: str) -> Path | Refused:
    """The template the product's sheet names; a name is a name and no path."""
    place = TEMPLATES / said
    if said and Path(said).name == said and place.suffix == ".docx" and place.is_file():
        return place
    return Refused(
        CasePrintRefusal.CONTRACT_TEMPLATE_MISSING,
        f"产品 {product} 要素表所列的合同模板「{said}」不存在。",
        "请法务岗放入该产品的合同模板后再出具合同。",
        "contract",
    )


def check_template(name: str, asked: set[str], known: Any) -> Refused | None:
    """Everything a contract must say is asked for, and nothing that nobody can fill in (it would stand blank)."""
    lacking, strange = sorted(REQUIRED - asked), sorted(asked - set(known))
    if lacking:
        return Refused(
            CasePrintRefusal.CONTRACT_TEMPLATE_INCOMPLETE,
            f"合同模板「{name}」缺少必备内容:{'、'.join(lacking)}。",
            "请法务岗按占位符清单补齐模板。",
            "contract",
        )
    if strange:
        return Refused(
            CasePrintRefusal.CONTRACT_TEMPLATE_STRANGE,
            f"合同模板「{name}」有系统不认识的占位符:{'、'.join(strange)}。",
            "请法务岗按占位符清单改正模板。",
            "contract",
        )
    return None


def _payee(case: Case) -> str:
    """收款人 with account and bank; of a shared payment, how much is his."""
    if not case.payee:
        return "——"
    part = f",受托支付金额 {grouped(case.payee_amount)} 元" if case.payout == "MIXED" else ""
    known = f"(账号 {case.payee_account},开户行 {case.payee_bank}{part})" if case.payee_account else ""
    return f"{case.payee}{known}"


def _told(now: Now, case: Case, contract: str, settlement: str) -> dict[str, Any] | Refused:
    """Every placeholder of a contract."""
    shared = facts.of(now.actor, case, now.day)
    if isinstance(shared, Refused):
        return shared
    notices = _notices(now.day)
    if isinstance(notices, Refused):
        return notices
    signed = signed_of(case, settlement, now.day)
    if isinstance(signed, Refused):
        return signed
    charged = charges(case)
    values = compliance.parameters(now.day)
    return {
        **shared,
        "contract": contract,
        "identity": _identity(now, case) or shared["identity"],
        "payee": _payee(case),
        **_days(signed),
        **_plan(signed),
        "uplift": values.text("PENALTY_OVERDUE_UPLIFT"),
        "misuse": values.text("PENALTY_MISUSE_UPLIFT"),
        "compound": compound_words(values.text("PENALTY_COMPOUND_BASE")),
        "phone": values.text("COMPLAINT_PHONE"),
        "entrust_from": grouped(values.fen("ENTRUST_FROM")),
        "fees": _fees(),
        "charged": "、".join(f"{name} {grouped(fen)} 元" for name, fen in charged.items()) or "无",
        "irr": all_in(signed, sum(charged.values())) or "——",
        "prices": facts.prices(case.price, signed.rate),
        "notices": notices,
        "is_self": case.payout == "SELF",
        "is_entrusted": case.payout != "SELF",
        "is_credit": case.security == "CREDIT",
        "is_guaranteed": case.security == "GUARANTEE",
        "is_secured": case.security in ("MORTGAGE", "PLEDGE"),
    }


def signed_of(case: Case, settlement: str, start: date) -> Signed | Refused:
    """The decision's terms as a plan takes them."""
    if case.method not in METHODS:
        return Refused(
            CasePrintRefusal.METHOD_WITHOUT_PLAN,
            f"还款方式「{case.method}」排不出还款计划。",
            "请核对还款方式。",
            "method",
        )
    return Signed(
        case.approved_amount or 0, case.approved_rate or 0, case.method, case.approved_months or 0,
        settlement, start,
    )  # fmt: skip


def _days(signed: Signed) -> dict[str, str]:
    own = (Method.EQUAL_INSTALMENTS, Method.EQUAL_PRINCIPAL)
    words = SETTLEMENTS.get(signed.settlement, SETTLEMENTS["MONTH20"])
    if signed.method in own:
        words = "按月结息,每月放款对应日为还款日"
    elif signed.method == Method.BULLET:
        words = "利息随本金到期一次付清"
    return {"start": facts.day(signed.start), "maturity": facts.day(signed.maturity), "settlement": words}


def _plan(signed: Signed) -> dict[str, Any]:
    rows = laid_out(signed).rows
    principal, interest = sum(row.principal for row in rows), sum(row.interest for row in rows)
    note = ""
    if signed.method == Method.ON_DEMAND:
        note = "额度可随借随还,本表按首日全额支用、到期归还测算,实际以借据和用款天数为准。"
    elif signed.method == Method.CUSTOM:
        note = "双方另行签字的还本计划优先于本表的还本日。"
    return {
        "plan": [
            {
                "n": str(row.n), "due": row.due.isoformat(), "principal": grouped(row.principal),
                "interest": grouped(row.interest), "total": grouped(row.principal + row.interest),
                "balance": grouped(row.balance),
            }
            for row in rows
        ],
        "plan_principal": grouped(principal),
        "plan_interest": grouped(interest),
        "plan_total": grouped(principal + interest),
        "plan_note": note,
    }  # fmt: skip


def compound_words(base: str) -> str:
    """复利: on what, at which rate; as the parameter of the day says."""
    words = "对到期未付的利息计收复利:借款期内按合同利率,借款到期后按罚息利率。"
    if base == "INTEREST_AND_PENALTY":
        return f"{words}对到期未付的罚息同样计收复利。"
    return f"{words}对罚息和复利不再计收复利。"


def _fees() -> list[dict[str, str]]:
    """The whole catalogue, who bears each; the two bans and interest under another name are never charged."""
    rows = []
    place = list(BEARS)
    for each in sorted(compliance.fee_codes(), key=lambda fee: (place.index(FeeStance(fee.stance)), fee.code)):
        bears, words = BEARS[FeeStance(each.stance)]
        rows.append({"name": each.name, "bears": bears, "words": words})
    return rows


def charges(case: Case) -> dict[str, int]:
    """Fees that stand on this case for the borrower, fen by name."""
    borne = (FeeStance.ALLOWED, FeeStance.LIMITED)
    rows = [each for each in compliance.fee_codes() if FeeStance(each.stance) in borne]
    found = {each.name: compliance.approved(f"{SUBJECT}{case.pk}", each.code) for each in rows}
    return {name: fen for name, fen in found.items() if fen}


def _notices(on: date) -> list[dict[str, str]] | Refused:
    """四公开: all four must be public before a contract may lean on them."""
    held = compliance.disclosures(on)
    for topic in DisclosureTopic:
        refused = check_disclosed(topic, [each.topic for each in held])
        if refused is not None:
            return refused
    return [
        {
            "name": each.name, "title": each.title, "version": str(each.version), "since": each.effective_from.isoformat(),
            "content": each.content,
        }
        for each in held
    ]  # fmt: skip


def _identity(now: Now, case: Case) -> str:
    """The whole number for whoever may see it, through the one gate that writes it down; else the paper keeps it masked."""
    shown = customers.unmask(
        actor=now.actor, business_date=now.day, number=case.customer.number, field=Personal.IDENTITY,
        reason=f"出具借款合同 {case.pk}",
    )  # fmt: skip
    return "" if isinstance(shown, Refused) else shown
