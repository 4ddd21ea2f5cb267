"""Papers of the county's work: which there are, who puts them on paper, why one is not printed."""

from __future__ import annotations

from enum import StrEnum

from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refusal, Refused


class CountyPaper(StrEnum):
    """户信息卡 of a customer, 预授信通知书 of a line of a batch, 银企共同体信息表 of a span, 交接清单 of a book handed over."""

    HOUSEHOLD_CARD = "HOUSEHOLD_CARD"
    PREAPPROVAL_LETTER = "PREAPPROVAL_LETTER"
    COMMUNITY_INFO = "COMMUNITY_INFO"
    HANDOVER_LIST = "HANDOVER_LIST"


class CountyPaperRefusal(Refusal):
    """Why a paper is not printed, in the order in which it is checked."""

    MAY_NOT_PRINT_COUNTY = "may_not_print_county"
    PAPER_SUBJECT_UNKNOWN = "paper_subject_unknown"
    PREAPPROVAL_OVER = "preapproval_over"


PRINTERS = (
    Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.MIDDLE, Role.SME_CENTER_HEAD, Role.EXECUTIVE,
    Role.ARCHIVIST, Role.RISK, Role.POST_LOAN,
)  # fmt: skip
"""Who hands these papers over or puts them into a file. Auditors read on the screen."""


def may_print(actor: Officer) -> Refused | None:
    """Whether the post puts anything of the kind on paper."""
    if actor.holds(*PRINTERS) and not actor.holds(Role.ADMIN):
        return None
    return Refused(
        CountyPaperRefusal.MAY_NOT_PRINT_COUNTY, "您的岗位不出具纸质单据。", "请由客户经理、网点负责人或档案岗打印。"
    )


def unknown_subject(what: str) -> Refused:
    """The one answer for what is not there and for what is not this officer's."""
    return Refused(
        CountyPaperRefusal.PAPER_SUBJECT_UNKNOWN, f"没有这个{what},或您无权查看。", f"请核对{what}编号。", "subject"
    )
