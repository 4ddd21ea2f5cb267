"""Words of the working day: the five systems, the lanes, states, and the names of refusals."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum

from wuhua.areas.people.rules import Role
from wuhua.core.refuse import Refusal


class FiveSystem(StrEnum):
    """五制 (domain 1.9)."""

    FIRST_CONTACT = "FIRST_CONTACT"
    TIME_LIMIT = "TIME_LIMIT"
    DAILY_MEETING = "DAILY_MEETING"
    DAILY_CLEAR = "DAILY_CLEAR"
    MEETING_DRIVE = "MEETING_DRIVE"


class Lane(StrEnum):
    """早调查、午办理、晚完善 (domain 1.10): 08:00 to 12:00, to 17:00, to 20:00."""

    MORNING = "MORNING"
    NOON = "NOON"
    EVENING = "EVENING"


LANE_ENDS: Mapping[Lane, int] = {Lane.MORNING: 12, Lane.NOON: 17, Lane.EVENING: 20}
"""The hour at which each lane ends; what is done later counts in the evening."""


class ItemKind(StrEnum):
    """What stands in a lane."""

    INVESTIGATION = "INVESTIGATION"
    VISIT = "VISIT"
    APPOINTMENT = "APPOINTMENT"
    APPROVAL = "APPROVAL"
    SIGNING = "SIGNING"
    DISBURSING = "DISBURSING"
    FILING = "FILING"
    CALL = "CALL"
    OTHER_ITEM = "OTHER_ITEM"


LANE_OF: Mapping[ItemKind, Lane] = {
    ItemKind.INVESTIGATION: Lane.MORNING,
    ItemKind.VISIT: Lane.MORNING,
    ItemKind.CALL: Lane.MORNING,
    ItemKind.APPOINTMENT: Lane.NOON,
    ItemKind.APPROVAL: Lane.NOON,
    ItemKind.SIGNING: Lane.NOON,
    ItemKind.DISBURSING: Lane.NOON,
    ItemKind.FILING: Lane.EVENING,
    ItemKind.OTHER_ITEM: Lane.EVENING,
}
"""Where a kind of work stands unless somebody says otherwise."""


class Channel(StrEnum):
    """How an inquiry came."""

    COUNTER = "COUNTER"
    PHONE = "PHONE"
    VISIT = "VISIT"
    ONLINE = "ONLINE"
    REFERRED = "REFERRED"


class InquiryState(StrEnum):
    """首问: held by its owner, offered to somebody who has not said yes, or answered."""

    HELD = "HELD"
    OFFERED = "OFFERED"
    ANSWERED = "ANSWERED"


class InquiryStepKind(StrEnum):
    """What happened to an inquiry."""

    RECEIVED = "RECEIVED"
    OFFERED = "OFFERED"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    ANSWERED = "ANSWERED"


class DutyCode(StrEnum):
    """Which limit binds (domain 6): the promise of three days, the steps within it, or one of its own."""

    PROMISE = "PROMISE"
    STEP2 = "STEP2"
    STEP3 = "STEP3"
    STEP4 = "STEP4"
    SIGN = "SIGN"
    DISBURSE = "DISBURSE"
    INQUIRY = "INQUIRY"
    OWN_LIMIT = "OWN_LIMIT"


class DutyState(StrEnum):
    """A clock runs, rests, or has stopped; the last without its work done is CANCELLED."""

    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    STOPPED = "STOPPED"
    CANCELLED = "CANCELLED"


LIVE_DUTY = (DutyState.RUNNING, DutyState.PAUSED)


class DutyStepKind(StrEnum):
    """What happened to a clock; the levels are written once each."""

    OPENED = "OPENED"
    PAUSED = "PAUSED"
    RESUMED = "RESUMED"
    HANDED_ON = "HANDED_ON"
    LEVEL_50 = "LEVEL_50"
    LEVEL_80 = "LEVEL_80"
    LEVEL_100 = "LEVEL_100"
    CAUSE = "CAUSE"
    STOPPED = "STOPPED"
    CANCELLED = "CANCELLED"


class PauseCode(StrEnum):
    """Why a clock may rest, each time with evidence (domain 6)."""

    CUSTOMER_MATERIAL = "CUSTOMER_MATERIAL"
    REGISTRATION_OFFICE = "REGISTRATION_OFFICE"
    THIRD_PARTY = "THIRD_PARTY"
    SYSTEM_DOWN = "SYSTEM_DOWN"
    UNION_CONSULT = "UNION_CONSULT"


class Milestone(StrEnum):
    """四个时点: customer asked, bank accepted, manager submitted, funds in the account."""

    ASKED = "ASKED"
    ACCEPTED = "ACCEPTED"
    SUBMITTED = "SUBMITTED"
    FUNDS = "FUNDS"


class Colour(StrEnum):
    """How a clock stands: under half, from half, from four fifths, used up, or resting."""

    GREEN = "GREEN"
    YELLOW = "YELLOW"
    ORANGE = "ORANGE"
    RED = "RED"
    GREY = "GREY"


class MeetingKind(StrEnum):
    """晨会, 夕会, and the weekly and monthly meetings that drive decisions."""

    MORNING = "MORNING"
    EVENING = "EVENING"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class DecisionState(StrEnum):
    """决议: open, reported done with evidence, closed by somebody else, or withdrawn."""

    OPEN = "OPEN"
    REPORTED = "REPORTED"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


LIVE_DECISION = (DecisionState.OPEN, DecisionState.REPORTED)


class DecisionStepKind(StrEnum):
    """What happened to a decision."""

    DECIDED = "DECIDED"
    PROGRESS = "PROGRESS"
    REPORTED = "REPORTED"
    SENT_BACK = "SENT_BACK"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


class TargetSpan(IntEnum):
    """How long a target is for; a part is never longer than its whole."""

    WEEK = 1
    MONTH = 2
    QUARTER = 3
    YEAR = 4


class TargetScope(StrEnum):
    """Whose work a target asks for: the bank's, a team's, a unit's, one person's."""

    WHOLE_BANK = "WHOLE_BANK"
    ONE_TEAM = "ONE_TEAM"
    ONE_UNIT = "ONE_UNIT"
    ONE_PERSON = "ONE_PERSON"


class Measure(StrEnum):
    """What a target or a day's figure counts: amounts in fen, else in pieces."""

    NET_INCREASE = "NET_INCREASE"
    GRANTED = "GRANTED"
    COLLECTED = "COLLECTED"
    NEW_BORROWERS = "NEW_BORROWERS"
    VISITS = "VISITS"
    FILES = "FILES"


IN_FEN = frozenset({Measure.NET_INCREASE, Measure.GRANTED, Measure.COLLECTED})


class WorkRule(StrEnum):
    """What a bank sets for itself, with a day from which it holds."""

    SLA_MODE = "SLA_MODE"
    PROMISE_DAYS = "PROMISE_DAYS"
    CUT_OFF = "CUT_OFF"
    HOURS = "HOURS"
    HOLDING_FLAG_HOURS = "HOLDING_FLAG_HOURS"


HEADS = (Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.MIDDLE, Role.EXECUTIVE)
"""Who leads: opens meetings, closes a unit's day, decides, splits targets, takes over."""


class WorkVerb(StrEnum):
    """What people do here through the one door of pages and API (`actions.do`)."""

    RECEIVE = "receive"
    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    ANSWER = "answer"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    HAND_ON = "hand_on"
    FINISH = "finish"
    EXPLAIN = "explain"
    MEET = "meet"
    SAY = "say"
    MINUTE = "minute"
    DECIDE = "decide"
    PROGRESS = "progress"
    REPORT = "report"
    SEND_BACK = "send_back"
    CLOSE = "close"
    CLEAR = "clear"
    TARGET = "target"
    SPLIT_TIME = "split_time"
    SPLIT_PEOPLE = "split_people"
    ADD = "add"
    DONE = "done"
    YEAR = "year"
    SET = "set"


class WorkdayRefusal(Refusal):
    """Why the working day says no, in the order in which it is checked."""

    NOT_OF_THIS_POST = "not_of_this_post"
    NOT_YOUR_UNIT = "not_your_unit"
    NOT_FOUND = "not_found"
    NOT_THE_OWNER = "not_the_owner"
    NOT_OFFERED_TO_YOU = "not_offered_to_you"
    STAFF_UNKNOWN = "staff_unknown"
    NOT_ONESELF = "not_oneself"
    OVER_ALREADY = "over_already"
    WORDS_MISSING = "words_missing"
    NOT_AN_ANSWER = "not_an_answer"
    EVIDENCE_MISSING = "evidence_missing"
    RUNS_ALREADY = "runs_already"
    RESTS_ALREADY = "rests_already"
    DOES_NOT_REST = "does_not_rest"
    TIME_GOES_BACK = "time_goes_back"
    LIMIT_MISSING = "limit_missing"
    NO_BREACH = "no_breach"
    MILESTONE_STANDS = "milestone_stands"
    HELD_ALREADY = "held_already"
    DAY_IS_OVER = "day_is_over"
    DAY_NOT_YET = "day_not_yet"
    CLEARED_ALREADY = "cleared_already"
    ITEM_WITHOUT_REASON = "item_without_reason"
    DUE_IN_THE_PAST = "due_in_the_past"
    FOUR_EYES = "four_eyes"
    NOTHING_REPORTED = "nothing_reported"
    AMOUNT_WRONG = "amount_wrong"
    SUM_DIFFERS = "sum_differs"
    SPAN_DIFFERS = "span_differs"
    SPLIT_ALREADY = "split_already"
    YEAR_WRONG = "year_wrong"
    RULE_WRONG = "rule_wrong"
