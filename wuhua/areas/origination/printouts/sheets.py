"""What is true of each paper of a case on a day, from the case's rows only; refused by name where it is too early for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from wuhua.areas.customer.rules.filing import DocumentState
from wuhua.areas.origination import signatures
from wuhua.areas.origination.models import Case, CaseStep, Contract
from wuhua.areas.origination.printouts import facts
from wuhua.areas.origination.printouts.found import (
    audit_rows,
    checks,
    estimates,
    limit_words,
    recomputed,
    site,
)
from wuhua.areas.origination.printouts.names import KEPT, REVIEWS, TIMES, VERDICTS, VOTES, WAYS
from wuhua.areas.origination.read import contracts, gate, papers, paying, votes
from wuhua.areas.origination.rules import CaseState, CaseVerb, Stage
from wuhua.areas.origination.rules.evidence import PaperTime
from wuhua.areas.origination.rules.printing import FORM_NAMES, CaseForm, CasePrintRefusal
from wuhua.areas.people.rules import Officer
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused
from wuhua.platform.paper.layouts import Filled, digest_of

QUESTIONS = (
    "您是借款人本人(法定代表人)吗?请出示证件。", "本次借款的金额、期限和用途是什么?", "年利率和每次还款的日期、金额您清楚吗?",
    "逾期罚息、挪用罚息和复利怎样计收,您清楚吗?", "除合同列明的以外,有没有人向您收取费用?", "有没有人要求您存款、购买理财、保险或基金?",
    "借款由您自己使用吗?有没有替他人借款?", "资金将支付给谁?有什么合同?", "还款来源是什么?", "投诉电话和提前还款的办法您清楚吗?",
)  # fmt: skip
"""What is asked at the signing."""


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """One paper of a case filled in."""

    form: CaseForm
    case: str
    customer: str
    filled: Filled

    @property
    def digest(self) -> str:
        """Of everything on it but the identity number."""
        return digest_of(self.form, self.filled)

    def showing(self, identity: str) -> CaseSheet:
        """The same with the whole identity number."""
        values = {**self.filled.values, "identity": identity}
        return replace(self, filled=replace(self.filled, values=values))


Part = tuple[dict[str, str], list[dict[str, str]], dict[str, list[dict[str, str]]]]


def sheet_for(officer: Officer, number: str, form: CaseForm, on: date, words: str = "") -> CaseSheet | Refused:
    """The paper as of the day, or why it is not printed."""
    case = gate.case_for(officer, number)
    if isinstance(case, Refused):
        return case
    refused = not_yet(case, form)
    if refused is not None:
        return refused
    shared = facts.of(officer, case, on)
    if isinstance(shared, Refused):
        return shared
    more, rows, tables = _FILL[form](case, on)
    if form is CaseForm.BORROW_SLIP:
        more |= {"borrowed_by": f"{officer.name}({officer.number})", "borrow_words": words.strip()}
    return CaseSheet(form, case.pk, case.customer.number, Filled({**shared, **more}, rows, tables))


# --- whether it is time for it ---------------------------------------------------------------------------------------

_LATE = (CaseState.CLEARED, CaseState.DISBURSED)


def waits_for(case: Case, form: CaseForm) -> str:
    """What must have happened before this paper can say anything; empty when it has."""
    wants = _WANTS.get(form)
    return "" if wants is None or wants[0](case) else wants[1]


def not_yet(case: Case, form: CaseForm) -> Refused | None:
    """The same as a refusal."""
    why = waits_for(case, form)
    if not why:
        return None
    return Refused(
        CasePrintRefusal.FORM_NOT_YET, f"还不能打印「{FORM_NAMES[form]}」:{why}。", "请在办理到该环节后打印。", "form"
    )


def _signed(case: Case) -> bool:
    found = contracts.contract_of(case)
    return found is not None and found.signed_at is not None


def _decided(case: Case) -> bool:
    found = contracts.decision_of(case)
    return found is not None and (not found.key_needed or bool(found.key_by))


_WANTS: Mapping[CaseForm, tuple[Callable[[Case], bool], str]] = {
    CaseForm.INVESTIGATION: (lambda case: case.sales is not None, "全面评估尚未完成"),
    CaseForm.REVIEW_OPINION: (lambda case: case.reviews.filter(turn=case.turn).exists(), "尚无审查意见"),
    CaseForm.VOTE_RECORD: (
        lambda case: case.votes.filter(turn=case.turn, closed_on__isnull=False).exists(),
        "没有已结束的表决",
    ),
    CaseForm.APPROVAL_NOTICE: (_decided, "尚无生效的批复"),
    CaseForm.CONTRACT: (lambda case: contracts.contract_of(case) is not None, "尚未出具合同"),
    CaseForm.SIGNING_TALK: (lambda case: contracts.contract_of(case) is not None, "尚未出具合同"),
    CaseForm.SIGNING_PAGE: (_signed, "合同尚未签署"),
    CaseForm.ENTRUST_ORDER: (
        lambda case: case.payout != "SELF" and contracts.contract_of(case) is not None,
        "不是受托支付,或尚未出具合同",
    ),
    CaseForm.DISBURSE_AUDIT: (_signed, "合同尚未签署"),
    CaseForm.PAYOUT_NOTICE: (lambda case: CaseState(case.state) in _LATE, "放款审核尚未通过"),
}


# --- one form each ---------------------------------------------------------------------------------------------------


def _investigation(case: Case, on: date) -> Part:
    told, sales_words = estimates(case)
    lines, site_words = site(case)
    more = {
        "sales_words": sales_words,
        "site_words": site_words,
        "limit_words": limit_words(case),
        "co_signed": facts.day(case.co_signed_on),
    }
    return more, told, {"site": lines, "pre": checks(case, Stage.PRE3), "step": checks(case, Stage.STEP3)}


def _review(case: Case, on: date) -> Part:
    done = list(case.reviews.filter(turn=case.turn).order_by("id"))
    named = facts.names(each.reviewer for each in done)
    rows = [
        {
            "kind": REVIEWS[each.kind],
            "verdict": VERDICTS[each.verdict],
            "points": ";".join(each.points) or facts.NOTHING,
            "met": f"{each.met_on}:{each.met_evidence}" if each.met_on else "",
            "who": facts.person(each.reviewer, named),
            "day": each.business_date.isoformat(),
        }
        for each in done
    ]
    found = [{"kind": REVIEWS[each.kind], **line} for each in done for line in recomputed(each.figures)]
    return {}, rows, {"found": found}


def _votes(case: Case, on: date) -> Part:
    call = case.votes.filter(turn=case.turn, closed_on__isnull=False).order_by("-id").first()
    if call is None:  # asked before, by `not_yet`
        return {"called_on": "", "called_by": "", "vote_words": "", "minutes": ""}, [], {}
    ballots = {each.member: each for each in call.ballots.order_by("id")}
    named = facts.names([*call.members, call.called_by])
    rows = [
        {
            "member": facts.person(each, named),
            "vote": VOTES[ballots[each].vote] if each in ballots else "未投票",
            "words": ballots[each].words if each in ballots else "",
            "at": facts.moment(ballots[each].at) if each in ballots else "",
        }
        for each in call.members
    ]
    summed = votes.counted(call, on)
    words = (
        f"应到 {summed.called} 人,投票 {summed.voted} 人:同意 {summed.agree}、不同意 {summed.disagree}、"
        f"弃权 {summed.abstain};法定 {summed.quorum} 票,通过需同意 {summed.needed} 票。{'通过' if call.carried else '未通过'}。"
    )
    more = {
        "called_on": facts.day(call.called_on),
        "called_by": facts.person(call.called_by, named),
        "vote_words": words,
        "minutes": f"纪要:{call.minutes}",
    }
    return more, rows, {}


def _approval(case: Case, on: date) -> Part:
    found = contracts.decision_of(case)
    if found is None:
        return {}, [], {}
    named = facts.names((found.decided_by, found.key_by))
    second = f"第二把钥匙:{facts.person(found.key_by, named)},{facts.day(found.key_on)}。" if found.key_by else ""
    by = "审贷会" if found.decided_by.startswith("VOTE") else facts.person(found.decided_by, named)
    more = {
        "conditions": found.conditions or facts.NOTHING,
        "rate_reason": found.rate_reason or "按定价模型执行。",
        "mandate": found.mandate,
        "decided_by": by,
        "decided_on": facts.day(found.decided_on),
        "second_key": second,
    }
    return more, facts.prices(found.price, found.rate), {}


def _talk(case: Case, on: date) -> Part:
    return {}, [{"n": str(n), "ask": ask, "said": ""} for n, ask in enumerate(QUESTIONS, 1)], {}


def _signing(case: Case, on: date) -> Part:
    found = contracts.contract_of(case)
    return ({} if found is None else signing_words(found)), [], {}


def signing_words(found: Contract) -> dict[str, str]:
    """How a contract was signed, and whether the signature still is the one over these words."""
    named = facts.names((found.witness,))
    sound = found.signed_at is not None and signatures.holds(
        found.digest, found.signer, found.sign_way, found.signed_at, found.signature
    )
    return {
        "way": WAYS.get(found.sign_way, ""),
        "signed_at": facts.moment(found.signed_at),
        "signer": found.signer,
        "witness": facts.person(found.witness, named) if found.witness else "——",
        "digest": found.digest,
        "signature": found.signature,
        "authority": signatures.OWN if sound else "由外部签署服务签署,以其凭证为准",
        "sound": "签署值与合同文本、签署人、方式和时间相符" if sound else "签署值不是本行内置算法所出",
    }


def _entrust(case: Case, on: date) -> Part:
    paid = paying.payment_of(case).entrusted(case.approved_amount or 0)
    told = {"payee_account": case.payee_account, "payee_bank": case.payee_bank, "paid": grouped(paid) if paid else ""}
    return {**told, "blank_basis": ""}, [], {}


def _cleared(case: Case) -> str:
    step = CaseStep.objects.filter(case=case, verb=CaseVerb.CLEAR, turn=case.turn).order_by("-id").first()
    if step is None:
        return "放款审核尚未作出结论。"
    named = facts.names((step.actor,))
    return f"审核通过,{facts.person(step.actor, named)},{facts.moment(step.at)}。"


def _audit(case: Case, on: date) -> Part:
    due = (PaperTime.APPLYING, PaperTime.SIGNING, PaperTime.CLEARING)
    lines = [
        {"time": TIMES[each.time], "title": each.title, "state": KEPT[each.state]}
        for each in sorted(papers.lines(case, on), key=lambda line: due.index(line.time) if line.time in due else 9)
        if each.time in due
    ]
    return {"cleared_words": _cleared(case)}, audit_rows(case), {"papers": lines}


def _payout(case: Case, on: date) -> Part:
    return {"cleared_words": _cleared(case), "note_words": case.note or "待会计出账后填写"}, [], {}


def archived(case: Case, on: date) -> list[dict[str, str]]:
    """卷内目录: what the product asks for and what was printed, step by step of the case's life."""
    printed: dict[str, Any] = {}
    for each in case.printouts.order_by("id"):
        printed[each.form] = each
    own = [
        (_PART_OF[form], FORM_NAMES[form], f"打印 {printed[form].copy} 次", printed[form].business_date, "已打印")
        for form in CaseForm
        if form in printed and form in _PART_OF
    ]
    kept = {each.document_id: each.business_date for each in case.papers.all()}
    put = [
        (
            TIMES[each.time], each.title, str(each.document or ""), kept.get(each.document or 0), KEPT[each.state],
        )
        for each in papers.lines(case, on)
        if each.state is not DocumentState.NOT_NEEDED
    ]  # fmt: skip
    places = list(TIMES.values())
    rows = sorted([*put, *own], key=lambda row: places.index(row[0]))
    return [
        {
            "n": str(n), "part": row[0], "title": row[1], "number": row[2], "day": row[3].isoformat() if row[3] else "",
            "state": row[4],
        }
        for n, row in enumerate(rows, 1)
    ]  # fmt: skip


_PART_OF: Mapping[CaseForm, str] = {
    CaseForm.INVESTIGATION: TIMES[PaperTime.APPLYING],
    CaseForm.REVIEW_OPINION: TIMES[PaperTime.APPLYING],
    CaseForm.VOTE_RECORD: TIMES[PaperTime.APPLYING],
    CaseForm.APPROVAL_NOTICE: TIMES[PaperTime.APPLYING],
    CaseForm.SIGNING_TALK: TIMES[PaperTime.SIGNING],
    CaseForm.SIGNING_PAGE: TIMES[PaperTime.SIGNING],
    CaseForm.ENTRUST_ORDER: TIMES[PaperTime.SIGNING],
    CaseForm.DISBURSE_AUDIT: TIMES[PaperTime.CLEARING],
    CaseForm.PAYOUT_NOTICE: TIMES[PaperTime.CLEARING],
}


def _archive(case: Case, on: date) -> Part:
    rows = archived(case, on)
    lacking = sum(row["state"] in (KEPT["MISSING"], KEPT["EXPIRED"], KEPT["UNDECIDED"]) for row in rows)
    return {"archive_words": f"共 {len(rows)} 项,其中缺少、过期或待定 {lacking} 项。"}, rows, {}


def _borrow(case: Case, on: date) -> Part:
    held = [row for row in archived(case, on) if row["number"]]
    rows = [
        {"n": str(n), "title": row["title"], "number": row["number"], "out": "□", "back": "□"}
        for n, row in enumerate(held, 1)
    ]
    return {}, rows, {}


_FILL: Mapping[CaseForm, Callable[[Case, date], Part]] = {
    CaseForm.INVESTIGATION: _investigation,
    CaseForm.REVIEW_OPINION: _review,
    CaseForm.VOTE_RECORD: _votes,
    CaseForm.APPROVAL_NOTICE: _approval,
    CaseForm.CONTRACT: lambda case, on: ({}, [], {}),
    CaseForm.SIGNING_TALK: _talk,
    CaseForm.SIGNING_PAGE: _signing,
    CaseForm.ENTRUST_ORDER: _entrust,
    CaseForm.DISBURSE_AUDIT: _audit,
    CaseForm.PAYOUT_NOTICE: _payout,
    CaseForm.ARCHIVE_INDEX: _archive,
    CaseForm.BORROW_SLIP: _borrow,
}
