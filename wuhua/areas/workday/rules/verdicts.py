"""Verdicts of the working day: who may do what to an inquiry, a clock, a meeting, a day's close, a decision, a target."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from wuhua.areas.people.rules import Keeper, Officer, Role, may_see
from wuhua.areas.workday.rules.clock import ClockMode
from wuhua.areas.workday.rules.words import (
    HEADS,
    LIVE_DECISION,
    LIVE_DUTY,
    DecisionState,
    DutyState,
    InquiryState,
    WorkdayRefusal,
    WorkRule,
)
from wuhua.core.refuse import Refused

SHORTEST = 4
LONGEST_WORDS = 400


# --- who -------------------------------------------------------------------------------------------------------------


def may_work(actor: Officer) -> Refused | None:
    """Everybody who works here, system management excepted: it sees no customer."""
    if actor.roles and not actor.holds(Role.ADMIN):
        return None
    return Refused(WorkdayRefusal.NOT_OF_THIS_POST, "您的岗位不办理业务事项。", "请由业务岗位的人员办理。")


def may_lead(actor: Officer, unit: Keeper) -> Refused | None:
    """Who leads a unit: its head, the head of its team, the small-and-micro centre, the executives."""
    refused = may_work(actor)
    if refused is not None:
        return refused
    if not actor.holds(*HEADS):
        return Refused(WorkdayRefusal.NOT_OF_THIS_POST, "此事须由负责人办理。", "请提交网点、团队或小微中心负责人。")
    leader = Officer(actor.number, actor.name, actor.branch, frozenset(actor.roles & set(HEADS)), actor.team)
    if may_see(leader, unit):
        return None
    return Refused(WorkdayRefusal.NOT_YOUR_UNIT, f"机构 {unit.branch} 不归您负责。", "请由该机构的负责人办理。", "unit")


def check_words(text: str, field: str, what: str) -> Refused | None:
    """A sentence somebody else can judge by."""
    if SHORTEST <= len(text.strip()) <= LONGEST_WORDS:
        return None
    return Refused(
        WorkdayRefusal.WORDS_MISSING,
        f"没有写明{what},或文字过长。",
        f"请写明{what},不少于四个字、不超过四百字。",
        field,
    )


def check_evidence(text: str) -> Refused | None:
    """Where it can be looked up: a receipt's number, a file, a photo."""
    if SHORTEST <= len(text.strip()) <= LONGEST_WORDS:
        return None
    return Refused(
        WorkdayRefusal.EVIDENCE_MISSING, "没有写明凭据。", "请写明凭据(回执号、文件名、照片或登记编号)。", "evidence"
    )


# --- 首问 --------------------------------------------------------------------------------------------------------------

NO_ANSWERS = ("不归我管", "不是我", "不知道", "找别人", "不归本", "与我无关")
"""Openings of an answer that answers nothing (domain 1.9): "not my job" closes no inquiry."""


def check_holder(state: InquiryState, owner: str, actor: str) -> Refused | None:
    """Whoever received it keeps it until somebody else has said yes."""
    if state is InquiryState.ANSWERED:
        return Refused(WorkdayRefusal.OVER_ALREADY, "这件首问已经答复。", "如客户另有所问,请另行登记。")
    if owner != actor:
        return Refused(
            WorkdayRefusal.NOT_THE_OWNER, f"这件首问由 {owner} 负责。", "请由首问责任人办理,或等其移交给您。"
        )
    return None


def check_taker(state: InquiryState, offered_to: str, actor: str) -> Refused | None:
    """Only who was asked may say yes or no."""
    if state is InquiryState.ANSWERED:
        return Refused(WorkdayRefusal.OVER_ALREADY, "这件首问已经答复。", "如客户另有所问,请另行登记。")
    if state is not InquiryState.OFFERED or offered_to != actor:
        return Refused(WorkdayRefusal.NOT_OFFERED_TO_YOU, "这件首问没有移交给您。", "请刷新清单。")
    return None


def check_answer(text: str) -> Refused | None:
    """An answer says what was done; sending the customer away is none."""
    refused = check_words(text, "outcome", "答复内容")
    if refused is not None:
        return refused
    if text.strip().startswith(NO_ANSWERS):
        return Refused(
            WorkdayRefusal.NOT_AN_ANSWER,
            "「不归我管」不能作为答复。",
            "请写明答复了什么,或移交给能办的人并等其接手。",
            "outcome",
        )
    return None


# --- 限时 --------------------------------------------------------------------------------------------------------------


def check_running(state: DutyState) -> Refused | None:
    """What has stopped stays stopped."""
    if state in LIVE_DUTY:
        return None
    return Refused(WorkdayRefusal.OVER_ALREADY, "这项限时事项已经办结。", "请刷新清单。")


def check_pause(state: DutyState, evidence: str) -> Refused | None:
    """One pause at a time, each with evidence."""
    refused = check_running(state)
    if refused is not None:
        return refused
    if state is DutyState.PAUSED:
        return Refused(WorkdayRefusal.RESTS_ALREADY, "这项事项已在暂停中。", "请先恢复,再另行暂停。")
    return check_evidence(evidence)


def check_resume(state: DutyState, evidence: str) -> Refused | None:
    """It runs again, with what came."""
    refused = check_running(state)
    if refused is not None:
        return refused
    if state is not DutyState.PAUSED:
        return Refused(WorkdayRefusal.DOES_NOT_REST, "这项事项没有暂停。", "无需恢复。")
    return check_evidence(evidence)


def check_forward(at: datetime, last: datetime) -> Refused | None:
    """Nothing happens before what has happened."""
    if at >= last:
        return None
    return Refused(WorkdayRefusal.TIME_GOES_BACK, "时间早于已登记的上一时点。", "请核对时间,按发生的先后登记。", "at")


# --- 晨会夕会、日清、决议 ------------------------------------------------------------------------------------------------------


def check_day(day: date, business_date: date) -> Refused | None:
    """A meeting and a close belong to their day: afterwards its minutes are frozen, before it there is nothing to say."""
    if day == business_date:
        return None
    if day > business_date:
        return Refused(WorkdayRefusal.DAY_NOT_YET, f"{day} 还没有到。", "请在当天办理。", "day")
    return Refused(WorkdayRefusal.DAY_IS_OVER, f"{day} 已过,记录不再改动。", "请记入今天的会议或日清。", "day")


def check_carried(open_items: Iterable[str], reasons: dict[str, str]) -> Refused | None:
    """日清: every item that is still open is carried with a reason, or the close is refused and names it."""
    bare = [each for each in open_items if len(reasons.get(each, "").strip()) < SHORTEST]
    if not bare:
        return None
    return Refused(
        WorkdayRefusal.ITEM_WITHOUT_REASON,
        f"有 {len(bare)} 项未办结且没有写明结转原因:{'、'.join(bare[:3])}。",
        "请办结,或写明结转原因(不少于四个字)后再日清。",
        "reasons",
    )


def check_due(due: date, business_date: date) -> Refused | None:
    """A decision is for the future."""
    if due >= business_date:
        return None
    return Refused(WorkdayRefusal.DUE_IN_THE_PAST, f"期限 {due} 已过。", "请改为今天或以后的日期。", "due")


def check_report(state: DecisionState, owner: str, actor: str) -> Refused | None:
    """Its owner says that it is done."""
    if state not in LIVE_DECISION:
        return Refused(WorkdayRefusal.OVER_ALREADY, "这项决议已了结。", "请刷新清单。")
    if owner != actor:
        return Refused(WorkdayRefusal.NOT_THE_OWNER, f"这项决议由 {owner} 落实。", "请由责任人办理。")
    return None


def check_close(state: DecisionState, owner: str, actor: str) -> Refused | None:
    """Somebody else than its owner agrees that it is done, and only what was reported with evidence."""
    if state not in LIVE_DECISION:
        return Refused(WorkdayRefusal.OVER_ALREADY, "这项决议已了结。", "请刷新清单。")
    if state is not DecisionState.REPORTED:
        return Refused(WorkdayRefusal.NOTHING_REPORTED, "责任人还没有报告落实情况和凭据。", "请先由责任人报告。")
    if owner == actor:
        return Refused(WorkdayRefusal.FOUR_EYES, "责任人不能自己销号。", "请由另一名负责人核对凭据后销号。")
    return None


# --- 工作日历与时限口径 ---------------------------------------------------------------------------------------------------------


def check_year(year: int, off: Sequence[date], worked: Sequence[date]) -> Refused | None:
    """A year's notice: days of that year only, days off on weekdays, days worked on weekends, none in both."""
    days = [*off, *worked]
    wrong = [each for each in days if each.year != year]
    wrong += [each for each in off if each.weekday() >= 5] + [each for each in worked if each.weekday() < 5]
    wrong += sorted(set(off) & set(worked))
    if 2000 <= year <= 2199 and off and not wrong:
        return None
    named = f":{wrong[0].isoformat()}" if wrong else ""
    return Refused(
        WorkdayRefusal.YEAR_WRONG,
        f"{year} 年的日历不合要求{named}。",
        "放假日只填周一至周五的日期,调休上班日只填周六周日,均须在该年之内且至少有一天放假。",
        "off",
    )


def read_hours(text: str) -> tuple[tuple[time, time], ...] | None:
    """Hours of work as a bank writes them: `08:00-12:00,14:00-18:00`; None where they cannot be.

    >>> read_hours("08:00-12:00,14:00-18:00") == ((time(8), time(12)), (time(14), time(18)))
    True
    >>> read_hours("12:00-08:00") is None
    True
    """
    try:
        spans = tuple(
            (time.fromisoformat(a.strip()), time.fromisoformat(b.strip()))
            for a, b in (part.split("-") for part in text.split(","))
        )
    except ValueError:
        return None
    flat = [moment for span in spans for moment in span]
    return spans if flat == sorted(set(flat)) else None


def check_rule(rule: WorkRule, value: str) -> Refused | None:
    """Whether a bank may set this to that."""
    good = {
        WorkRule.SLA_MODE: value in set(ClockMode),
        WorkRule.PROMISE_DAYS: value.isascii() and value.isdigit() and 1 <= int(value) <= 60,
        WorkRule.HOLDING_FLAG_HOURS: value.isascii() and value.isdigit() and 1 <= int(value) <= 2000,
        WorkRule.HOURS: read_hours(value) is not None,
        WorkRule.CUT_OFF: read_hours(f"00:00-{value}") is not None,
    }[rule]
    if good:
        return None
    return Refused(
        WorkdayRefusal.RULE_WRONG,
        f"「{value}」不能作为 {rule} 的值。",
        "口径填 WORKDAY 或 CALENDAR_CIVIL_CODE,天数与小时填整数,时间填 20:00,作息填 08:00-12:00,14:00-18:00。",
        "value",
    )
