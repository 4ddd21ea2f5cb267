"""Rules of funding: the kinds of re-lending, and what a note must be to stand behind one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.core.refuse import Refusal, Refused


class RelendingKind(StrEnum):
    """支农再贷款, 支小再贷款."""

    REL_AGRI = "REL_AGRI"
    REL_SME = "REL_SME"


class FundingRefusal(Refusal):
    """Why a note may not stand behind a borrowing, in the order in which it is checked."""

    MAY_NOT_LINK = "may_not_link"
    RELENDING_UNKNOWN = "relending_unknown"
    NOT_DRAWN = "not_drawn"
    NOTE_LINKED_ALREADY = "note_linked_already"
    LINKED_BEFORE_DRAWN = "linked_before_drawn"
    AMOUNT_NOT_POSITIVE = "amount_not_positive"
    RATE_NOT_BELOW_COMPARATOR = "rate_not_below_comparator"
    BORROWING_USED_UP = "borrowing_used_up"


@dataclass(frozen=True, slots=True)
class Link:
    """What is proposed: so much of a note at its rate, beside what the bank asks for its own funds. Fen and 10⁻⁷."""

    note: str
    amount: int
    rate: int
    comparator: int
    on: date


def check_link(link: Link, drawn: date | None, room: int, linked_notes: Collection[str]) -> Refused | None:
    """The audit rules of domain 2.13: once per note, inside the borrowing, cheaper than own funds."""
    if drawn is None:
        return Refused(FundingRefusal.NOT_DRAWN, "该笔再贷款尚未到账。", "请先登记到账日期与金额。", "relending")
    if link.note in linked_notes:
        return Refused(
            FundingRefusal.NOTE_LINKED_ALREADY,
            f"借据 {link.note} 已对应一笔再贷款。",
            "一笔借据只能对应一次,请先终止原对应。",
            "note",
        )
    if link.on < drawn:
        return Refused(
            FundingRefusal.LINKED_BEFORE_DRAWN, f"登记日 {link.on} 早于到账日 {drawn}。", "请核对登记日期。", "linked"
        )
    if link.amount <= 0:
        return Refused(FundingRefusal.AMOUNT_NOT_POSITIVE, "对应金额应大于零。", "请填写对应金额。", "amount")
    if link.rate >= link.comparator:
        return Refused(
            FundingRefusal.RATE_NOT_BELOW_COMPARATOR,
            "借据利率未低于同期自有资金同类贷款利率。",
            "运用再贷款发放的贷款须让利,请调低利率或换用其他借据。",
            "rate",
        )
    if link.amount > room:
        return Refused(
            FundingRefusal.BORROWING_USED_UP,
            "对应金额超过该笔再贷款尚可对应的余额。",
            "请减少金额或换用其他再贷款。",
            "amount",
        )
    return None
