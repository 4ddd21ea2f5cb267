"""Rules of step 5: the six lines of a month, the conditions that end use, who says and who lifts. No deposit decides here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.areas.origination.rules import Stage
from wuhua.areas.origination.rules.checklists import DEFAULT_VARIANT, TEMPLATES, Item
from wuhua.areas.people.rules import Officer, Role, Scope, scope_of
from wuhua.core.refuse import Refusal, Refused


class Found(StrEnum):
    """管户结论: as it should be, worth a word, or wrong."""

    SOUND = "SOUND"
    CONCERN = "CONCERN"
    WRONG = "WRONG"


class StopCondition(StrEnum):
    """终止条件 (domain 1.11). The return rate is none of them (七不准 2)."""

    MISUSE_PROVED = "MISUSE_PROVED"
    TWO_RED_SCREENS = "TWO_RED_SCREENS"
    BUSINESS_STOPPED = "BUSINESS_STOPPED"
    OVERDUE_OUTSIDE = "OVERDUE_OUTSIDE"
    ASSETS_HIDDEN = "ASSETS_HIDDEN"
    DISHONEST_LISTED = "DISHONEST_LISTED"


STOP_NAMES: Mapping[StopCondition, str] = {
    StopCondition.MISUSE_PROVED: "查实挪用",
    StopCondition.TWO_RED_SCREENS: "连续两月过筛为红",
    StopCondition.BUSINESS_STOPPED: "停业",
    StopCondition.OVERDUE_OUTSIDE: "他行逾期超过 60 天",
    StopCondition.ASSETS_HIDDEN: "隐匿资产",
    StopCondition.DISHONEST_LISTED: "列入失信被执行人",
}


class PostloanRefusal(Refusal):
    """Why postloan says no, in the order in which it is checked."""

    NOT_YOUR_POST = "not_your_post"
    NO_LIVING_NOTE = "no_living_note"
    LINE_UNKNOWN = "line_unknown"
    EVIDENCE_MISSING = "evidence_missing"
    WORDS_MISSING = "words_missing"
    STOPPED_ALREADY = "stopped_already"
    NOT_STOPPED = "not_stopped"
    ANOTHER_MUST_LIFT = "another_must_lift"
    CONDITION_STANDS = "condition_stands"


KEEPERS = (Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.POST_LOAN)
STOPPERS = (*KEEPERS, Role.RISK, Role.EXECUTIVE)
LIFTERS = (Role.RISK, Role.EXECUTIVE)
RECORDS: Mapping[StopCondition, tuple[str, str]] = {
    StopCondition.MISUSE_PROVED: ("借据已按挪用计收罚息", "请先冲正挪用认定,再解除。"),
    StopCondition.DISHONEST_LISTED: ("司法信息列为失信被执行人", "请待司法信息更新后再解除。"),
}
"""What the records prove by themselves: how it is said, and what undoes it. Each day end looks (`actions.watch`)."""


@dataclass(frozen=True, slots=True)
class Month:
    """One borrower's month: which of the six lines were looked at, and the worst word of each."""

    customer: str
    first_day: date
    seen: Mapping[str, Found]
    wanted: tuple[Item, ...]

    @property
    def open(self) -> list[Item]:
        """Lines nobody has looked at yet. The last one is only written when use ends."""
        return [each for each in self.wanted if each.code != END and each.code not in self.seen]

    @property
    def done(self) -> bool:
        """Whether the month is looked after."""
        return not self.open


END = "END.1"
MACHINE = "SYSTEM"
"""Who says it where the day end does."""


def lines(variant: str = DEFAULT_VARIANT) -> tuple[Item, ...]:
    """The six lines in the reading in force."""
    return TEMPLATES[Stage.POST5, variant]


def month_of(day: date) -> date:
    """The month a look belongs to, by its first day.

    >>> month_of(date(2018, 9, 30))
    datetime.date(2018, 9, 1)
    """
    return day.replace(day=1)


def may(officer: Officer, roles: Collection[Role]) -> Refused | None:
    """Whether the post has a part in it."""
    if officer.holds(*roles) and not officer.holds(Role.ADMIN):
        return None
    return Refused(PostloanRefusal.NOT_YOUR_POST, "您的岗位不能办理此项。", "请由客户经理、贷后或风险岗办理。")


def may_read(officer: Officer) -> Refused | None:
    """Whether the post reads customers at all; which of them, the customer's gate says."""
    if scope_of(officer) is not Scope.NONE:
        return None
    return Refused(PostloanRefusal.NOT_YOUR_POST, "您的岗位不能查看客户。", "如有需要,请联系风险岗。")


def check_look(code: str, found: Found, evidence: str, words: str, wanted: Iterable[Item]) -> Refused | None:
    """A look has evidence, and what is not sound is said in words."""
    if code not in {each.code for each in wanted if each.code != END}:
        return Refused(PostloanRefusal.LINE_UNKNOWN, f"没有「{code}」这一项。", "请从五项中选择。", "item")
    if not evidence.strip():
        return Refused(PostloanRefusal.EVIDENCE_MISSING, "没有证据。", "请登记台账、流水或走访记录。", "evidence")
    if found is not Found.SOUND and not words.strip():
        return Refused(PostloanRefusal.WORDS_MISSING, "没有写明情况。", "请写明发现了什么。", "words")
    return None


def check_lift(actor: Officer, stopped_by: str, words: str) -> Refused | None:
    """Use begins again only at another person's word."""
    refused = may(actor, LIFTERS)
    if refused is not None:
        return refused
    if actor.number == stopped_by:
        return Refused(PostloanRefusal.ANOTHER_MUST_LIFT, "不能解除自己作出的终止。", "请由其他风险岗解除。")
    if not words.strip():
        return Refused(PostloanRefusal.WORDS_MISSING, "没有写明解除的理由。", "请写明条件如何消除。", "words")
    return None
