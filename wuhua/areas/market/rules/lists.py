"""Rules of 名单制 (domain 1.14, A66): where a list comes from, how an entry moves, and how the funnel adds up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from wuhua.areas.market.rules.refusals import MarketRefusal
from wuhua.areas.people.rules import Officer, Role, ZoneKind
from wuhua.core.refuse import Refused


class ListSource(StrEnum):
    """Where the names of a list come from (A68: chains and radiating points)."""

    CHAIN = "CHAIN"
    PARK = "PARK"
    MARKET = "MARKET"
    MALL = "MALL"
    REGISTRY = "REGISTRY"
    COUNTERPARTIES = "COUNTERPARTIES"
    WALK_IN = "WALK_IN"


POINTS: Mapping[ZoneKind, ListSource] = {
    ZoneKind.PARK: ListSource.PARK,
    ZoneKind.MARKET: ListSource.MARKET,
    ZoneKind.MALL: ListSource.MALL,
}
"""辐射点: the zones from which a list may be drawn, and what such a list is called."""


class EntryState(StrEnum):
    """How far a party of a list has come (domain 1.14); the last two are the ways out."""

    NEW = "NEW"
    ASSIGNED = "ASSIGNED"
    CONTACTED = "CONTACTED"
    VISITED = "VISITED"
    FILED = "FILED"
    CREDIT = "CREDIT"
    DRAWN = "DRAWN"
    NO_INTENT = "NO_INTENT"
    REJECTED = "REJECTED"


STEPS = (
    EntryState.NEW,
    EntryState.ASSIGNED,
    EntryState.CONTACTED,
    EntryState.VISITED,
    EntryState.FILED,
    EntryState.CREDIT,
    EntryState.DRAWN,
)
"""The way forward, in order; `reached` of an entry is a place in it."""

OUT = (EntryState.NO_INTENT, EntryState.REJECTED)
REACHED: Mapping[EntryState, int] = {state: place for place, state in enumerate(STEPS)}


class EntryVerb(StrEnum):
    """What is done with an entry."""

    ASSIGN = "assign"
    HAND_ON = "hand_over"
    CONTACT = "contact"
    VISIT = "visit"
    BUILD_FILE = "build_file"
    GRANT = "grant"
    DRAW_DOWN = "draw_down"
    DECLINE = "decline_entry"
    TURN_DOWN = "turn_down_entry"
    REOPEN = "reopen"


_S = EntryState
MOVES: Mapping[EntryVerb, Mapping[EntryState, EntryState]] = {
    EntryVerb.ASSIGN: {_S.NEW: _S.ASSIGNED},
    EntryVerb.HAND_ON: {state: state for state in STEPS[1:]},
    EntryVerb.CONTACT: {_S.ASSIGNED: _S.CONTACTED, **{state: state for state in STEPS[2:]}},
    EntryVerb.VISIT: {_S.ASSIGNED: _S.VISITED, _S.CONTACTED: _S.VISITED, **{state: state for state in STEPS[3:]}},
    EntryVerb.BUILD_FILE: {_S.VISITED: _S.FILED},
    EntryVerb.GRANT: {_S.FILED: _S.CREDIT},
    EntryVerb.DRAW_DOWN: {_S.CREDIT: _S.DRAWN},
    EntryVerb.DECLINE: dict.fromkeys(STEPS[1:6], _S.NO_INTENT),
    EntryVerb.TURN_DOWN: dict.fromkeys(STEPS[:6], _S.REJECTED),
    EntryVerb.REOPEN: {_S.NO_INTENT: _S.ASSIGNED},
}
"""The one table of how an entry moves. What is not in it is refused; a state that maps to itself keeps only a trace."""

STATE_NAMES: Mapping[EntryState, str] = {
    _S.NEW: "待分配",
    _S.ASSIGNED: "已分配",
    _S.CONTACTED: "已联系",
    _S.VISITED: "已走访",
    _S.FILED: "已建档",
    _S.CREDIT: "已授信",
    _S.DRAWN: "已用信",
    _S.NO_INTENT: "无意向",
    _S.REJECTED: "不予准入",
}


class Tint(StrEnum):
    """白灰黑 of a list, as in a comparable bank (1 grey, 2 white, 3 black), each with its reason."""

    WHITE = "WHITE"
    GREY = "GREY"
    BLACK = "BLACK"


TINT_CODES: Mapping[str, Tint] = {"1": Tint.GREY, "2": Tint.WHITE, "3": Tint.BLACK}
"""As the comparable bank's files write them."""


class ContactOutcome(StrEnum):
    """A call or a stop, noted in three taps."""

    SPOKE = "SPOKE"
    NO_ANSWER = "NO_ANSWER"
    CALLED_BY = "CALLED_BY"
    NOT_INTERESTED = "NOT_INTERESTED"


CHIPS = ("有资金需求", "旺季前再联系", "他行有贷款", "嫌利率高", "缺担保", "手续有顾虑", "已约面谈", "停业或搬走")
"""What is said most often, one tap each; the note keeps the words themselves."""

FRONT = (Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD)
LEADERS = (Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD)
GRADERS = (*LEADERS, Role.RISK, Role.EXECUTIVE)
LONGEST = 500


def next_state(verb: EntryVerb, state: EntryState, reached: int = 0) -> EntryState | Refused:
    """Where the verb leads from here, by the table; whoever comes back stands where they left from (`reached`).

    >>> next_state(EntryVerb.VISIT, EntryState.ASSIGNED).value
    'VISITED'
    >>> next_state(EntryVerb.BUILD_FILE, EntryState.ASSIGNED).name.value
    'wrong_state'
    """
    found = MOVES[verb].get(state)
    if found is None:
        wanted = "、".join(STATE_NAMES[each] for each in MOVES[verb])
        return Refused(
            MarketRefusal.WRONG_STATE,
            f"名单客户现为「{STATE_NAMES[state]}」,不能这样办理。",
            f"须先处于:{wanted}。",
            "state",
        )
    return STEPS[max(reached, 1)] if verb is EntryVerb.REOPEN else found


def may_work(actor: Officer) -> Refused | None:
    """Lists are worked by the front office; executives look in through their own visits."""
    return _of_post(actor, FRONT, "名单由前台人员办理。", "请交由客户经理或网点、团队、小微中心负责人办理。")


def may_lead(actor: Officer) -> Refused | None:
    """Lists are made and given out by those who lead."""
    return _of_post(actor, LEADERS, "名单由负责人建立和分配。", "请提交网点、团队或小微中心负责人。")


def may_grade(actor: Officer, owner: str | None) -> Refused | None:
    """White, grey and black are said by a leader or risk, and by nobody about their own entry."""
    refused = _of_post(actor, GRADERS, "白灰黑由负责人或风险岗认定。", "请提交网点负责人或风险岗认定。")
    if refused is None and owner == actor.number:
        return Refused(MarketRefusal.NOT_YOUR_OWN, "不能认定自己名下的客户。", "请由另一名有权人认定。")
    return refused


def _of_post(actor: Officer, roles: tuple[Role, ...], reason: str, next_step: str) -> Refused | None:
    if actor.holds(Role.ADMIN) or not actor.holds(*roles):
        return Refused(MarketRefusal.NOT_OF_THIS_POST, reason, next_step)
    return None


def check_text(text: str, what: str, field: str, *, needed: bool = True) -> Refused | None:
    """Words that are there where they must be, and not a book."""
    if needed and not text.strip():
        return Refused(MarketRefusal.REASON_MISSING, f"没有填写{what}。", f"请填写{what}。", field)
    if len(text) > LONGEST:
        return Refused(MarketRefusal.TOO_LONG, f"{what}超过 {LONGEST} 字。", "请写得简短些。", field)
    return None


def party_key(name: str, credit_code: str = "", customer: str = "", zone: str = "") -> str:
    """What makes two entries the same party: the credit code, else our customer number, else the name in its zone.

    >>> party_key("面馆", "92140824MA0JXG999P"), party_key(" 面 馆", zone="Z1")
    ('code:92140824MA0JXG999P', 'name:面馆@Z1')
    """
    if credit_code.strip():
        return f"code:{credit_code.strip().upper()}"
    if customer.strip():
        return f"customer:{customer.strip()}"
    return f"name:{''.join(name.split())}@{zone}"


# --- the funnel ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """One step: everybody who came so far = who stands here + who left from here + who went on."""

    state: EntryState
    reached: int
    here: int
    no_intent: int
    rejected: int
    went_on: int


def funnel(counted: Iterable[tuple[str, int, int]]) -> tuple[FunnelStep, ...]:
    """The funnel out of (state, furthest step, how many). It adds up by its making, or a row was not understood.

    >>> steps = funnel([("NEW", 0, 2), ("VISITED", 3, 4), ("NO_INTENT", 3, 1)])
    >>> [(each.reached, each.here, each.no_intent, each.went_on) for each in steps[:4]]
    [(7, 2, 0, 5), (5, 0, 0, 5), (5, 0, 0, 5), (5, 4, 1, 0)]
    """
    rows = [(EntryState(state), reached, number) for state, reached, number in counted]
    steps = []
    for place, state in enumerate(STEPS):
        at = [(each, number) for each, reached, number in rows if reached == place]
        beyond = sum(number for _, reached, number in rows if reached > place)
        left = {out: sum(number for each, number in at if each is out) for out in OUT}
        here = sum(number for each, number in at if each not in OUT)
        reached = here + beyond + sum(left.values())
        steps.append(FunnelStep(state, reached, here, left[_S.NO_INTENT], left[_S.REJECTED], beyond))
    return tuple(steps)
