"""What people may do: worsen at once, raise by proposal and four eyes (six under a hard trigger), set and end marks,
confirm a quarter's classes. Verdicts only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from wuhua.areas.classification.rules.triggers import Trigger, fires
from wuhua.areas.classification.rules.words import (
    FOUND,
    KLASS_NAMES,
    MARK_NAMES,
    ClassRefusal,
    Klass,
    Mark,
    ProposalState,
)
from wuhua.core.refuse import Refused

REASON_LETTERS = 4


def check_reason(reason: str) -> Refused | None:
    """A decision about a class carries words an inspector can judge."""
    if len(reason.strip()) >= REASON_LETTERS:
        return None
    return Refused(ClassRefusal.REASON_MISSING, "分类认定必须写明理由。", "请写明依据(不少于四个字)。", "reason")


def may_worsen(current: Klass, to: Klass, reason: str) -> Refused | None:
    """A person may always lower a class, with a reason; raising goes through a proposal."""
    refused = check_reason(reason)
    if refused is not None:
        return refused
    if to.rank > current.rank:
        return None
    return Refused(
        ClassRefusal.NOT_WORSE,
        f"{KLASS_NAMES[to]}不低于现分类{KLASS_NAMES[current]}。",
        "上调分类须提出建议并由他人认定。",
        "klass",
    )


def may_propose(current: Klass, to: Klass, reason: str, *, open_already: bool) -> Refused | None:
    """Anybody who may classify asks for a better class with a reason; one question about a note at a time."""
    refused = check_reason(reason)
    if refused is not None:
        return refused
    if to.rank >= current.rank:
        return Refused(
            ClassRefusal.NOT_BETTER,
            f"{KLASS_NAMES[to]}不高于现分类{KLASS_NAMES[current]}。",
            "下调分类请直接认定,不必提出建议。",
            "klass",
        )
    if open_already:
        return Refused(
            ClassRefusal.PROPOSAL_OPEN_ALREADY, "该借据已有待认定的上调建议。", "请先认定或退回现有建议。", "note"
        )
    return None


def hard_floor(table: Sequence[Trigger], security: str, overdue_days: int, marks: frozenset[str]) -> Klass:
    """The worst class that a hard trigger calls for: below it only two people bring a note."""
    ranks = [t.klass for t in table if t.hard and fires(t, security, overdue_days, marks)]
    return max(ranks, key=lambda klass: klass.rank, default=Klass.NORMAL)


def approvals_needed(proposed: Klass, floor: Klass) -> int:
    """One confirmer, or two where the proposed class is better than a hard trigger calls for.

    >>> approvals_needed(Klass.WATCH, Klass.WATCH), approvals_needed(Klass.NORMAL, Klass.WATCH)
    (1, 2)
    """
    return 2 if proposed.rank < floor.rank else 1


@dataclass(frozen=True, slots=True)
class Standing:
    """How a note stands when somebody decides about raising it."""

    klass: Klass
    overdue_days: int
    observed_until: date | None
    frozen_until: date | None
    borrower_still_bad: bool


def may_confirm(
    *,
    state: ProposalState,
    decider: str,
    proposer: str,
    keepers: frozenset[str],
    voters: frozenset[str],
    reason: str,
    current: Klass,
    now: Standing,
    business_date: date,
    observed: bool = True,
) -> Refused | None:
    """Four eyes on an upgrade: open, neither one's own note nor one's own proposal, with a reason, still the same class,
    and what the rules ask of a bad loan before it may be good.

    `observed_until` is the first day on which a bad loan may be good again; None when arrears are still being counted.
    Not `observed` is a lowering that was a mistake: there was never anything to observe.
    """
    if state is not ProposalState.OPEN:
        return Refused(ClassRefusal.PROPOSAL_DECIDED, "该上调建议已处理。", "请刷新列表。", "proposal")
    if decider in keepers:
        return Refused(
            ClassRefusal.OWN_NOTE, "管户客户经理不得认定本人管户贷款的上调。", "请由风险岗或其他有权人认定。", "actor"
        )
    if decider == proposer:
        return Refused(ClassRefusal.OWN_PROPOSAL, "不得认定本人提出的上调建议。", "请由他人认定。", "actor")
    if decider in voters:
        return Refused(ClassRefusal.VOTED_ALREADY, "您已认定过该建议。", "请等待第二名有权人认定。", "actor")
    refused = check_reason(reason)
    if refused is not None:
        return refused
    if now.klass is not current:
        return Refused(ClassRefusal.CLASS_MOVED, "提出建议后分类已变动。", "请等待下一日终重新提出建议。", "klass")
    return _observed(now, business_date) if observed else None


def may_take_back(
    *, by_person: bool, on_a_mark: bool, before: Klass, after: Klass, current: Klass, verdict: Klass, open_already: bool
) -> Refused | None:
    """Only the last lowering is withdrawn, if a person or a mark brought it, and nothing that stands calls for it now.

    What the days overdue brought was no mistake of anybody's: that is raised by a proposal, after its observation.
    """
    if after is not current or before.rank >= after.rank or not (by_person or on_a_mark):
        return Refused(
            ClassRefusal.NOTHING_TO_TAKE_BACK,
            "最近一次变动不是人工或标记引起的下调。",
            "按逾期天数下调的分类,请在观察期满后建议上调。",
            "note",
        )
    if verdict.rank > before.rank:
        return Refused(
            ClassRefusal.RULES_CALL_FOR_IT,
            f"按现有事实至少应为{KLASS_NAMES[verdict]}。",
            "标记登记错的,请先解除标记(冲正的业务由当日日终解除);其余请建议上调。",
            "note",
        )
    if open_already:
        return Refused(
            ClassRefusal.PROPOSAL_OPEN_ALREADY, "该借据已有待认定的上调建议。", "请先认定或退回现有建议。", "note"
        )
    return None


def _observed(now: Standing, business_date: date) -> Refused | None:
    if now.frozen_until is not None and business_date < now.frozen_until:
        return Refused(
            ClassRefusal.OBSERVATION_NOT_OVER,
            f"重组贷款在观察期内不得调高分类,最早 {now.frozen_until}。",
            "请在观察期满后办理。",
            "klass",
        )
    if not now.klass.bad:
        return None
    if now.overdue_days > 0:
        return Refused(
            ClassRefusal.ARREARS_UNPAID,
            f"仍有逾期{now.overdue_days}天的欠款未还清。",
            "不良贷款上调须先还清全部逾期本息,再满观察期。",
            "klass",
        )
    if now.observed_until is None or business_date < now.observed_until:
        until = now.observed_until or "还清欠款后下一日终起算"
        return Refused(
            ClassRefusal.OBSERVATION_NOT_OVER, f"不良贷款上调须满观察期,最早 {until}。", "请在观察期满后办理。", "klass"
        )
    if now.borrower_still_bad:
        return Refused(
            ClassRefusal.BORROWER_STILL_BAD,
            "该债务人在本行还有其他不良债务。",
            "请先处置其他不良债务,再认定上调。",
            "klass",
        )
    return None


def may_mark(mark: Mark, reason: str, since: date, business_date: date, *, set_already: bool) -> Refused | None:
    """A mark is a fact with a day and a reason; what the borrower's other notes say is found, not set."""
    if mark in FOUND:
        return Refused(
            ClassRefusal.MARK_NOT_SET_BY_HAND,
            f"「{MARK_NAMES[mark]}」由系统按债务人全部债务认定,不能手工登记。",
            "如认为分类应下调,请直接认定。",
            "mark",
        )
    refused = check_reason(reason)
    if refused is not None:
        return refused
    if since > business_date:
        return Refused(
            ClassRefusal.MARK_IN_FUTURE, f"{since} 晚于今天 {business_date}。", "请填写事实发生之日。", "since"
        )
    if set_already:
        again = "再次重组请登记「观察期内再次重组」。" if mark is Mark.RESTRUCTURED else "无须重复登记。"
        return Refused(ClassRefusal.MARK_SET_ALREADY, f"该借据已有「{MARK_NAMES[mark]}」标记。", again, "mark")
    return None


def may_unmark(
    mark: Mark, reason: str, business_date: date, *, is_set: bool, overdue_days: int, observed_until: date | None
) -> Refused | None:
    """A mark ends with a reason; that of a restructured loan not before its observation is over and paid."""
    if not is_set:
        return Refused(ClassRefusal.MARK_NOT_SET, f"该借据没有「{MARK_NAMES[mark]}」标记。", "请刷新页面。", "mark")
    refused = check_reason(reason)
    if refused is not None:
        return refused
    if observed_until is None:
        return None
    if overdue_days > 0:
        return Refused(
            ClassRefusal.ARREARS_UNPAID,
            f"仍有逾期{overdue_days}天的欠款未还清。",
            "请先还清欠款,观察期重新计算。",
            "mark",
        )
    if business_date < observed_until:
        return Refused(
            ClassRefusal.OBSERVATION_NOT_OVER,
            f"重组贷款须满观察期,最早 {observed_until} 解除标记。",
            "请在观察期满后办理。",
            "mark",
        )
    return None


def quarter_end(day: date) -> date:
    """The last day of the quarter that `day` lies in.

    >>> quarter_end(date(2018, 9, 30)), quarter_end(date(2018, 2, 1))
    (datetime.date(2018, 9, 30), datetime.date(2018, 3, 31))
    """
    month = (day.month + 2) // 3 * 3
    return date(day.year, month, 30 if month in (6, 9) else 31)


def may_confirm_quarter(quarter: date, last_sealed: date | None, reason: str) -> Refused | None:
    """A quarter's classes are confirmed once its last day is sealed."""
    if quarter != quarter_end(quarter) or last_sealed is None or quarter > last_sealed:
        return Refused(
            ClassRefusal.QUARTER_NOT_SEALED,
            f"{quarter} 不是已封账的季末。",
            f"请选已封账的季末(最近封账日 {last_sealed or '无'})。",
            "quarter",
        )
    return check_reason(reason)


def own_notes(own: int) -> Refused | None:
    """Whoever keeps a note does not confirm its class."""
    if own == 0:
        return None
    return Refused(
        ClassRefusal.OWN_NOTE,
        f"所选借据中有 {own} 笔由您管户或您是第一责任人。",
        "管户人不得认定本人管户的贷款,请去掉这些借据,由他人认定。",
        "notes",
    )
