"""Steps 2 and 3: verifications, looks and checks, two estimates of sales, the sheet built on site; two people sign for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer.read import kept
from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES
from wuhua.areas.origination.actions.common import (
    Now,
    holds,
    move,
    not_tied,
    opened,
    words_missing,
)
from wuhua.areas.origination.actions.refusing import refuse
from wuhua.areas.origination.models import Case, CaseItem, CasePaper, SalesEstimate, SiteLine
from wuhua.areas.origination.read import figures, gate, standards
from wuhua.areas.origination.read.figures import NAMED, NOTHING, TYPED, Outside
from wuhua.areas.origination.rules import (
    Answered,
    CaseState,
    CaseVerb,
    EstimateMethod,
    OriginationRefusal,
    RejectCode,
    Stage,
)
from wuhua.areas.origination.rules.checklists import check_answer, complete, find
from wuhua.areas.origination.rules.evidence import CONDITIONS, Estimate, SheetLine, SheetSide, cross, sheet
from wuhua.areas.origination.rules.steps import LIVE
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit

STAGE_AT = {CaseState.SUBMITTED: Stage.PRE3, CaseState.PRE_ASSESSED: Stage.STEP3}
"""Which checklist the investigators are on."""


def investigating(now: Now, number: str) -> Case | Refused:
    """`working`, by an investigator and before the first review of the turn: what reviewers recompute may not change under them."""
    case = working(now, number)
    if isinstance(case, Refused):
        return case
    if now.actor.number not in (case.lead, case.co) or case.reviews.filter(turn=case.turn).exists():
        return Refused(
            OriginationRefusal.STEP_NOT_NEXT, "该笔业务已在审查,调查内容不能再改。", "如需补充,请审查岗退回。", "state"
        )
    return case


def working(now: Now, number: str) -> Case | Refused:
    """The case, locked, in the hands of its holder or one of its investigators, before it is over."""
    found = gate.case_for(now.actor, number)
    if isinstance(found, Refused):
        return found
    case = Case.objects.select_for_update().select_related("application", "customer").get(pk=number)
    refused = holds(now, case) or not_tied(now, case.customer_id)
    if refused is None and CaseState(case.state) not in LIVE:
        refused = Refused(OriginationRefusal.CASE_OVER, "该笔业务已经办结。", "如客户仍有需要,请另行受理。")
    return refused or case


def _trace(now: Now, case: Case, action: str, after: dict[str, Any]) -> None:
    audit.record(
        actor=now.actor.number, business_date=now.day, action=f"origination.{action}", subject=f"case:{case.pk}",
        after=after,
    )  # fmt: skip


@transaction.atomic
def answer(now: Now, number: str, item: str, said: Answered, evidence: str, words: str = "") -> Case | Refused:
    """逐项核查: one line, on evidence. A red line ends the case on the spot (A41)."""
    case = working(now, number)
    if isinstance(case, Refused):
        return case
    stage = STAGE_AT.get(CaseState(case.state))
    if stage is None:
        return Refused(OriginationRefusal.STEP_NOT_NEXT, "现在不是核查的步骤。", "请在申报后逐项核查。", "state")
    line = find(standards.items(case, stage), item)
    if isinstance(line, Refused):
        return line
    refused = check_answer(line, said, evidence, words)
    if refused is not None:
        return refused

    # After this line the answer must stand.
    CaseItem.objects.create(
        case=case, stage=stage, item=item, answer=said, evidence=evidence.strip(), words=words.strip(), turn=case.turn,
        actor=now.actor.number, at=now.at, business_date=now.day,
    )  # fmt: skip
    _trace(now, case, "item_answered", {"item": item, "answer": said})
    if said is Answered.FAIL and line.red_line:
        return refuse(now, case, RejectCode.RED_LINE, f"{line.title}:{line.red_line}。{words.strip()}")
    return case


@transaction.atomic
def judge(now: Now, number: str, item: str, passes: bool, words: str) -> Case | Refused:
    """风险岗判断: a question put to a person (a small forgotten fee with its proof, practice A30) is answered by the risk desk."""
    if not now.actor.holds(Role.RISK):
        return Refused(OriginationRefusal.NOT_OF_THIS_POST, "您的岗位不能判断待定事项。", "请由风险岗判断。")
    found = gate.case_for(now.actor, number)
    if isinstance(found, Refused):
        return found
    case = Case.objects.select_for_update().select_related("application", "customer").get(pk=number)
    stage = STAGE_AT.get(CaseState(case.state))
    given = standards.given(case, stage).get(item) if stage else None
    if stage is None or given is None or given.answer is not Answered.PERSON:
        return Refused(OriginationRefusal.ITEM_UNKNOWN, "没有待判断的这一项。", "请从待判断的清单中选择。", "item")
    refused = not_tied(now, case.customer_id) or words_missing(words, "words", "判断的依据")
    if refused is not None:
        return refused

    # After this line the judgement must stand.
    CaseItem.objects.create(
        case=case, stage=stage, item=item, answer=Answered.PERSON if passes else Answered.FAIL, waived=passes,
        evidence=f"风险岗判断:{words.strip()}", words=words.strip(), turn=case.turn, actor=now.actor.number, at=now.at,
        business_date=now.day,
    )  # fmt: skip
    _trace(now, case, "item_judged", {"item": item, "passes": passes})
    return case


@transaction.atomic
def tell(now: Now, number: str, *, inputs: dict[str, Any], conditions: dict[str, bool]) -> Case | Refused:
    """补充情况: what only the customer can say, and conditions of papers (married, a permit is needed, co-owned)."""
    case = investigating(now, number)
    if isinstance(case, Refused):
        return case
    strange = [name for name in inputs if name not in (*TYPED, *NAMED)] + [
        name for name in conditions if name not in set(CONDITIONS.values())
    ]
    if strange:
        return Refused(
            OriginationRefusal.ITEM_UNKNOWN,
            f"没有「{strange[0]}」这一项,或它由系统取数。",
            "请只填写表上的项目。",
            strange[0],
        )

    # After this line what was told must stand.
    case.inputs = {**case.inputs, **inputs}
    case.conditions = {**case.conditions, **conditions}
    case.save(update_fields=["inputs", "conditions"])
    _trace(now, case, "told", {"inputs": inputs, "conditions": conditions})
    return case


@transaction.atomic
def put_paper(now: Now, number: str, kind: str, document: int) -> Case | Refused:
    """放入资料: a file of this customer under a type. The auditor of the money may put what he draws up."""
    case = working(now, number)
    if isinstance(case, Refused):
        found = gate.case_for(now.actor, number)
        if isinstance(found, Refused) or not now.actor.holds(Role.DISB_AUDITOR, *_REVIEW):
            return case
        case = Case.objects.select_for_update().select_related("application", "customer").get(pk=number)
    paper = kept.document_of(case.customer_id, document)
    if kind not in DOCUMENT_TYPES or paper is None:
        return Refused(
            OriginationRefusal.PAPER_UNKNOWN,
            "客户档案中没有这份资料,或类型不对。",
            "请先在客户档案上传,再放入业务。",
            "document",
        )

    # After this line the paper must lie in the case.
    CasePaper.objects.get_or_create(
        case=case, type=kind, document_id=document, defaults={"actor": now.actor.number, "business_date": now.day}
    )
    _trace(now, case, "paper_put", {"type": kind, "document": document})
    return case


_REVIEW = (Role.REVIEWER, Role.COMPLIANCE)


@transaction.atomic
def pre_assess(now: Now, number: str, outside: Outside = NOTHING) -> Case | Refused:
    """预评估: three verifications hold, and a first limit is above nought (A41)."""
    case = opened(now, number, CaseVerb.PRE_ASSESS)
    if isinstance(case, Refused):
        return case
    refused = holds(now, case) or complete(standards.items(case, Stage.PRE3), standards.given(case, Stage.PRE3))
    if refused is not None:
        return refused
    refused = _computed(now.actor, now, case, outside)
    if refused is not None:
        return refused

    # After this line step 2 must be done.
    return move(now, case, CaseVerb.PRE_ASSESS, CaseState.PRE_ASSESSED, facts={"limit": case.limit})


def _computed(who: Officer, now: Now, case: Case, outside: Outside) -> Refused | None:
    """Put the limit of now on the case; where the formula must not speak, a granted exception lets a person's figure stand."""
    found = figures.figures(who, case, now.day, outside)
    if isinstance(found, Refused):
        return found
    case.limit_basis = found.as_dict()
    by_hand = standards.BY_HAND in standards.granted(case)
    offer = found.offer
    if by_hand and (isinstance(offer, Refused) or offer.needs_person):
        case.limit = case.amount
        return None
    if isinstance(offer, Refused):
        return offer
    if offer.needs_person or offer.limit <= 0:
        why = "、".join(offer.as_dict()["reasons"]) or "公式额度为零。"
        return Refused(
            OriginationRefusal.NO_LIMIT,
            f"不能自动核定额度:{why}",
            "请核对数据;确需人工核定的,写明理由提出例外申请。",
            "limit",
        )
    case.limit = offer.limit
    return None


@transaction.atomic
def estimate(now: Now, number: str, method: EstimateMethod, sales: int, basis: str) -> Case | Refused:
    """销售额推算: one road to a year's sales, with what it was computed from."""
    case = investigating(now, number)
    if isinstance(case, Refused):
        return case
    refused = words_missing(basis, "basis", "推算的依据")
    if refused is None and sales < 0:
        refused = Refused(OriginationRefusal.AMOUNT_NOT_POSITIVE, "销售额不能为负。", "请核对金额。", "sales")
    if refused is not None:
        return refused

    # After this line the estimate must stand.
    SalesEstimate.objects.create(
        case=case, method=method, sales=sales, basis=basis.strip(), actor=now.actor.number, at=now.at
    )
    _trace(now, case, "estimated", {"method": method, "sales": sales})
    return case


@transaction.atomic
def build_sheet(now: Now, number: str, lines: Sequence[SheetLine]) -> Case | Refused:
    """现场编表: assets, debts and a month's cash, counted where they are."""
    case = investigating(now, number)
    if isinstance(case, Refused):
        return case
    summed = sheet(lines)
    if isinstance(summed, Refused):
        return summed

    # After this line the sheet must stand.
    last = case.site_lines.order_by("-sheet").values_list("sheet", flat=True).first() or 0
    SiteLine.objects.bulk_create(
        SiteLine(
            case=case, sheet=last + 1, side=each.side, name=each.name, amount=each.amount, actor=now.actor.number, at=now.at
        )
        for each in lines
    )  # fmt: skip
    _trace(now, case, "sheet_built", {"sheet": last + 1, "own": summed.own, "monthly_left": summed.monthly_left})
    return case


@transaction.atomic
def co_sign(now: Now, number: str) -> Case | Refused:
    """协办签字: the second investigator stands by what was found; without it there is no two-person investigation."""
    case = working(now, number)
    if isinstance(case, Refused):
        return case
    if CaseState(case.state) is not CaseState.PRE_ASSESSED or now.actor.number != case.co:
        return Refused(
            OriginationRefusal.NOT_THE_HOLDER, "只有协办可以在全面评估时签字。", "请由协办客户经理签字。", "co"
        )

    # After this line the co must have signed.
    case.co_signed_on = now.day
    case.save(update_fields=["co_signed_on"])
    _trace(now, case, "co_signed", {"co": case.co})
    return case


@transaction.atomic
def evaluate(now: Now, number: str, apart_reason: str = "", outside: Outside = NOTHING) -> Case | Refused:
    """全面评估: six lines with evidence, two roads to sales, the sheet, both signatures; the limit computed once more (A42)."""
    case = opened(now, number, CaseVerb.EVALUATE)
    if isinstance(case, Refused):
        return case
    case.apart_reason = apart_reason.strip()
    refused = holds(now, case) or _evaluated(now, case) or standards.outside(case, now.day)
    refused = refused or _computed(now.actor, now, case, outside)
    if refused is not None:
        return refused

    # After this line step 3 must be done.
    return move(
        now, case, CaseVerb.EVALUATE, CaseState.EVALUATED, words=apart_reason,
        facts={"limit": case.limit, "sales": case.sales},
    )  # fmt: skip


def _evaluated(now: Now, case: Case) -> Refused | None:
    refused = complete(standards.items(case, Stage.STEP3), standards.given(case, Stage.STEP3))
    if refused is not None:
        return refused
    rows = {each.method: each for each in case.estimates.order_by("id")}
    roads = [Estimate(EstimateMethod(each.method), each.sales, each.actor) for each in rows.values()]
    crossed = cross(roads, compliance.whole("CASE_ESTIMATES_APART_PCT", now.day), case.apart_reason)
    if isinstance(crossed, Refused):
        return crossed
    case.sales = crossed.sales
    if case.amount >= compliance.fen("CASE_SHEET_FROM", now.day):
        built = sheet(site_lines(case))
        if isinstance(built, Refused):
            return built
    if case.co_signed_on is None:
        return Refused(OriginationRefusal.CO_HAS_NOT_SIGNED, f"协办 {case.co} 尚未签字。", "请协办核对后签字。", "co")
    return None


def site_lines(case: Case) -> list[SheetLine]:
    """The newest sheet built on site."""
    last = case.site_lines.order_by("-sheet").values_list("sheet", flat=True).first()
    rows = case.site_lines.filter(sheet=last).order_by("id") if last else []
    return [SheetLine(SheetSide(each.side), each.name, each.amount) for each in rows]
