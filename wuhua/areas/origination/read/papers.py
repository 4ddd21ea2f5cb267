"""Papers of a case: what the product asks for, when, and how each stands.

Papers of the person (identity, licence, premises) are taken from the customer's file as they are; papers of the business
at hand (application, contract, orders) count only when they were put to the case.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from wuhua.areas.customer.read import kept
from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES, DocumentState
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.rules import OriginationRefusal
from wuhua.areas.origination.rules.evidence import CONDITIONS, PERSONAL, PaperTime, paper_state, time_of
from wuhua.areas.product import read as products
from wuhua.core.refuse import Refused


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper a case needs or has."""

    code: str
    title: str
    time: PaperTime
    state: DocumentState
    document: int | None
    expires: date | None


def lines(case: Case, on: date, documents: Sequence[Any] | None = None) -> list[PaperLine]:
    """Every paper of the sheet, and whatever else was put to the case. Three queries, two where the customer's papers
    (`kept.documents_of`) are at hand.
    """
    sheet = products.sheet(case.product, case.opened_on)
    wanted = [] if isinstance(sheet, Refused) else list(dict.fromkeys([*sheet.template["documents"], *CONDITIONS]))
    put = {each.type: each.document for each in case.papers.select_related("document").order_by("id")}
    for each in kept.documents_of(case.customer_id) if documents is None else documents:
        if each.type in PERSONAL:
            put.setdefault(each.type, each)
    conditions = {**case.conditions, **_said_by_terms(case)}
    found = []
    for code in [*wanted, *(each for each in put if each not in wanted and each not in PERSONAL)]:
        paper = put.get(code)
        state = paper_state(code, conditions, paper.expires if paper else None, paper is not None, on)
        found.append(
            PaperLine(
                code, DOCUMENT_TYPES.get(code, code), time_of(code), state, paper.pk if paper else None,
                paper.expires if paper else None,
            )
        )  # fmt: skip
    return found


def _said_by_terms(case: Case) -> dict[str, bool]:
    """Conditions that the terms answer by themselves."""
    return {
        "entrusted": case.payout != "SELF",
        "self_paid": case.payout == "SELF",
        "guaranteed": case.security == "GUARANTEE",
        "secured": case.security in ("MORTGAGE", "PLEDGE"),
    }


def lacking(case: Case, on: date, times: Collection[PaperTime]) -> Refused | None:
    """Why the papers due at these times do not stand: missing, or no longer valid. 'To be decided' must be decided."""
    rows = [each for each in lines(case, on) if each.time in times]
    for state, name, words, next_step in (
        (DocumentState.MISSING, OriginationRefusal.PAPERS_MISSING, "缺少", "请补齐后再继续。"),
        (DocumentState.EXPIRED, OriginationRefusal.PAPER_EXPIRED, "已过有效期", "请换成有效的资料。"),
        (DocumentState.UNDECIDED, OriginationRefusal.PAPERS_MISSING, "是否需要尚未确定", "请先回答对应的情况。"),
    ):
        found = "、".join(each.title for each in rows if each.state is state)
        if found:
            return Refused(name, f"资料{words}:{found}。", next_step, "papers")
    return None
