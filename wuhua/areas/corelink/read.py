"""Questions to the link: lights, breaks, hand-overs, 总分核对. What is here names notes and amounts, never a person's number;
it is for the posts in `LOOK` and for nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from wuhua.areas.compliance import read as compliance
from wuhua.areas.corelink import rules
from wuhua.areas.corelink.models import (
    BreakStep,
    CoreBreak,
    CoreFile,
    CoreNoteLeft,
    HandOver,
    HandOverStep,
    LedgerLine,
)
from wuhua.areas.corelink.rules import (
    EXPECTED,
    BreakKind,
    BreakState,
    CoreFileKind,
    CoreLinkRefusal,
    Direction,
    HandOverState,
    Light,
    Standing,
)
from wuhua.areas.people.rules import ROLE_NAMES, Officer, Role
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused

OWN = (Role.ACCOUNTANT, Role.RISK)
"""Who takes, explains and closes a break."""
PAY = (Role.ACCOUNTANT, Role.DISB_AUDITOR)
"""Who writes down what the core says of a hand-over."""
LOOK = (*OWN, Role.DISB_AUDITOR, Role.EXECUTIVE, Role.AUDIT)
"""Who may see the breaks of the whole bank."""

PAGE = 50


# --- who may ---------------------------------------------------------------------------------------------------------


def may_look(officer: Officer) -> Refused | None:
    """Whether the officer may see the link at all."""
    return _post(officer, LOOK, CoreLinkRefusal.MAY_NOT_LOOK, "查看核心对接")


def may_own(officer: Officer) -> Refused | None:
    """Whether the officer may take and close breaks."""
    return _post(officer, OWN, CoreLinkRefusal.NOT_OF_THIS_POST, "处理核心差异")


def may_pay(officer: Officer) -> Refused | None:
    """Whether the officer may answer for hand-overs."""
    return _post(officer, PAY, CoreLinkRefusal.NOT_OF_THIS_POST, "办理放款移交")


def _post(officer: Officer, roles: Sequence[Role], name: CoreLinkRefusal, what: str) -> Refused | None:
    if officer.holds(*roles) and not officer.holds(Role.ADMIN):
        return None
    names = "、".join(ROLE_NAMES[role] for role in roles)
    return Refused(name, f"您的岗位不能{what}。", f"请由「{names}」岗位的人员办理。")


# --- files -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lamp:
    """One kind's light on one day, and the file that gives it."""

    kind: CoreFileKind
    light: Light
    file: CoreFile | None


def lamps(days: Iterable[date], kinds: Sequence[CoreFileKind] = EXPECTED) -> dict[date, list[Lamp]]:
    """The lights of these kinds on each of the days. One query."""
    wanted = list(days)
    came: dict[tuple[date, str], list[CoreFile]] = {}
    for each in CoreFile.objects.filter(day__in=wanted, kind__in=kinds).order_by("id"):
        came.setdefault((each.day, each.kind), []).append(each)
    return {day: [_lamp(kind, came.get((day, kind.value), [])) for kind in kinds] for day in wanted}


def _lamp(kind: CoreFileKind, arrivals: list[CoreFile]) -> Lamp:
    light = rules.light_of(Light(each.light) for each in arrivals)
    shown = next((each for each in reversed(arrivals) if each.light == light), None)
    return Lamp(kind, light, shown)


def files_of(day: date) -> list[CoreFile]:
    """Everything that came and went for the day, in the order it did."""
    return list(CoreFile.objects.filter(day=day).order_by("id"))


def taken(kind: CoreFileKind, day: date) -> CoreFile | None:
    """The newest file of that kind and day that was taken."""
    return CoreFile.objects.filter(kind=kind, day=day, light=Light.ARRIVED).order_by("-id").first()


def newest_compared(kind: CoreFileKind) -> date | None:
    """The last day whose file of that kind was held against ours."""
    found = CoreFile.objects.filter(kind=kind, compared=True).order_by("-day").values_list("day", flat=True)
    return found.first()


def last_sent(kind: CoreFileKind) -> date | None:
    """The last day for which a file of that kind went out."""
    found = CoreFile.objects.filter(kind=kind, direction=Direction.OUT).order_by("-day").values_list("day", flat=True)
    return found.first()


def batches(day: date) -> int:
    """How many batches went out for the day."""
    newest = (
        CoreFile.objects.filter(day=day, direction=Direction.OUT).order_by("-batch").values_list("batch", flat=True)
    )
    return newest.first() or 0


def sent(kind: CoreFileKind, day: date) -> bool:
    """Whether a file of that kind went out for the day."""
    return CoreFile.objects.filter(kind=kind, day=day, direction=Direction.OUT).exists()


def last_day() -> date | None:
    """The newest day any file came for."""
    return (
        CoreFile.objects.filter(direction=Direction.IN, light=Light.ARRIVED)
        .order_by("-day")
        .values_list("day", flat=True)
        .first()
    )


# --- breaks ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wanted:
    """Filters of the break list; empty means all. Without a state, what is still to be dealt with."""

    on: date | None = None
    state: str = ""
    kind: str = ""
    source: str = ""
    owner: str = ""
    page: int = 1


def _wanted(wanted: Wanted) -> QuerySet[CoreBreak]:
    found = CoreBreak.objects.all()
    if wanted.on is not None:
        # As it stood at that day: found by then, and not over by then.
        found = found.filter(Q(decided_on__isnull=True) | Q(decided_on__gt=wanted.on), first_seen__lte=wanted.on)
    elif not wanted.state:
        found = found.filter(state__in=rules.LIVE)
    if wanted.state:
        found = found.filter(state=wanted.state)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.source:
        found = found.filter(source=wanted.source)
    if wanted.owner:
        found = found.filter(owner="" if wanted.owner == "-" else wanted.owner)
    return found.order_by("first_seen", "subject", "source", "field", "id")


def breaks(wanted: Wanted, limit: int | None = None) -> list[CoreBreak]:
    """The breaks asked for, oldest first."""
    found = _wanted(wanted)
    return list(found if limit is None else found[:limit])


@dataclass(frozen=True, slots=True)
class BreakPage:
    """One page of breaks, oldest first."""

    rows: list[CoreBreak]
    count: int
    page: int

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page * PAGE < self.count else None


def breaks_page(wanted: Wanted) -> BreakPage:
    """One page of what was asked for. Two queries."""
    found = _wanted(wanted)
    count = found.count()
    page = min(max(1, wanted.page), max(1, -(-count // PAGE)))
    return BreakPage(list(found[(page - 1) * PAGE : page * PAGE]), count, page)


def one(number: int) -> CoreBreak | None:
    """One break."""
    return CoreBreak.objects.filter(pk=number).first()


def standing(found: CoreBreak) -> Standing:
    """The break as the verdicts want it."""
    return Standing(BreakKind(found.kind), BreakState(found.state), found.gap, found.owner, found.proposed_by)


def shown(found: CoreBreak, day: date) -> dict[str, Any]:
    """The break for other programs; amounts are text in yuan."""
    return {
        "id": found.pk,
        "source": found.source,
        "about": found.about.isoformat() if found.about else None,
        "subject": found.subject,
        "field": found.field,
        "kind": found.kind,
        "branch": found.branch,
        "ours": found.ours,
        "theirs": found.theirs,
        "gap": None if found.gap is None else yuan(found.gap),
        "first_seen": found.first_seen.isoformat(),
        "last_seen": found.last_seen.isoformat(),
        "age_days": rules.age(found.first_seen, day),
        "owner": found.owner,
        "state": found.state,
        "resolution": found.resolution,
        "reason": found.reason,
    }


def history(number: int) -> list[BreakStep]:
    """What happened to a break, oldest first."""
    return list(BreakStep.objects.filter(break_id=number).order_by("id"))


def siblings(found: CoreBreak) -> list[CoreBreak]:
    """Other breaks of the same subject, newest first: what an officer looks at before deciding."""
    return list(CoreBreak.objects.filter(subject=found.subject).exclude(pk=found.pk).order_by("-id")[:20])


def counts() -> dict[str, int]:
    """Live breaks by kind, with `unowned` beside them."""
    rows = CoreBreak.objects.filter(state__in=rules.LIVE).values("kind").annotate(n=Count("pk"))
    found = {row["kind"]: row["n"] for row in rows}
    unowned = CoreBreak.objects.filter(state__in=rules.LIVE, owner="").count()
    return {**{kind.value: found.get(kind.value, 0) for kind in BreakKind}, "unowned": unowned}


def owners() -> list[str]:
    """Everybody who owns a live break."""
    found = CoreBreak.objects.filter(state__in=rules.LIVE).exclude(owner="")
    return sorted(set(found.values_list("owner", flat=True)))


# --- hand-overs ------------------------------------------------------------------------------------------------------


_RANK = {state: place for place, state in enumerate((
    HandOverState.UNKNOWN, HandOverState.FAILED, HandOverState.TO_SEND, HandOverState.SENT, HandOverState.WITHDRAWN,
    HandOverState.CONFIRMED,
))}  # fmt: skip
"""What has to be looked after first."""


def hand_overs(limit: int = 100) -> list[HandOver]:
    """Hand-overs to look after first (unknown, failed, waiting, on their way), then the newest confirmed ones."""
    still = HandOver.objects.exclude(state=HandOverState.CONFIRMED).order_by("drawn", "number")[:limit]
    done = HandOver.objects.filter(state=HandOverState.CONFIRMED).order_by("-drawn", "number")[: limit // 4]
    return [*sorted(still, key=lambda each: _RANK[HandOverState(each.state)]), *done]


@dataclass(frozen=True, slots=True)
class HandOverPage:
    """One page of hand-overs, oldest first."""

    rows: list[HandOver]
    count: int
    page: int

    @property
    def previous(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        return self.page + 1 if self.page * PAGE < self.count else None


NOT_OPENED = "NOT_OPENED"
"""Of the list of hand-overs: paid by the core, and the note not here yet."""


def hand_overs_page(state: str = "", owner: str = "", page: int = 1) -> HandOverPage:
    """Hand-overs in one state (or `NOT_OPENED`), of one person who started them; without a state, all not over. Two queries."""
    if state == NOT_OPENED:
        found = HandOver.objects.filter(state=HandOverState.CONFIRMED, terms__isnull=False, opened_on__isnull=True)
    elif state:
        found = HandOver.objects.filter(state=state)
    else:
        found = HandOver.objects.exclude(state__in=(HandOverState.CONFIRMED, HandOverState.WITHDRAWN))
    found = found.filter(asked_by=owner) if owner else found
    count = found.count()
    at = min(max(1, page), max(1, -(-count // PAGE)))
    return HandOverPage(list(found.order_by("drawn", "id")[(at - 1) * PAGE : at * PAGE]), count, at)


def not_opened() -> int:
    """How many notes the core paid out on our word that are not here yet."""
    return HandOver.objects.filter(state=HandOverState.CONFIRMED, terms__isnull=False, opened_on__isnull=True).count()


def started_by() -> list[str]:
    """Everybody who started a hand-over that is not over."""
    found = HandOver.objects.exclude(asked_by="").exclude(state__in=(HandOverState.CONFIRMED, HandOverState.WITHDRAWN))
    return sorted(set(found.values_list("asked_by", flat=True)))


def follower(number: str) -> str:
    """The reference under which a hand-over was started anew, or nothing."""
    return HandOver.objects.filter(follows=number).values_list("number", flat=True).first() or ""


def shown_hand_over(found: HandOver, day: date) -> dict[str, Any]:
    """The hand-over for other programs; amounts are text in yuan."""
    return {
        "number": found.number,
        "note": found.note,
        "contract": found.contract,
        "amount": yuan(found.amount),
        "state": found.state,
        "started": found.drawn.isoformat(),
        "age_days": rules.age(found.drawn, day),
        "owner": found.asked_by,
        "sent_on": found.sent_on.isoformat() if found.sent_on else None,
        "answer_by": found.answer_by.isoformat() if found.answer_by else None,
        "asked": found.asked,
        "follows": found.follows,
        "core_note": found.core_note,
        "opened_on": found.opened_on.isoformat() if found.opened_on else None,
        "evidence": found.evidence,
    }


ANSWER_DAYS = "HAND_OVER_ANSWER_DAYS"


def answer_by(sent_on: date) -> date:
    """The last business date on which the core may still be silent about what was sent that day. A bank opened before this
    was asked gives it one day."""
    values = compliance.parameters(sent_on)
    return sent_on + timedelta(days=values.whole(ANSWER_DAYS) if ANSWER_DAYS in values.values else 1)


def left(note: str) -> CoreNoteLeft | None:
    """Why a note of the core's is not in our books, as last found."""
    return CoreNoteLeft.objects.filter(note=note).order_by("-id").first()


def lefts(notes: Iterable[str]) -> dict[str, CoreNoteLeft]:
    """The same of many. One query."""
    return {each.note: each for each in CoreNoteLeft.objects.filter(note__in=list(notes)).order_by("id")}


def asked_and_made(day: date) -> list[HandOver]:
    """Notes the core was asked for that came into being here on that day."""
    return list(HandOver.objects.filter(opened_on=day, terms__isnull=False).order_by("core_note"))


def hand_over(number: str) -> HandOver | None:
    """The hand-over of that number."""
    return HandOver.objects.filter(number=number).first()


def hand_over_history(number: int) -> list[HandOverStep]:
    """What happened to a hand-over, oldest first."""
    return list(HandOverStep.objects.filter(hand_over_id=number).order_by("id"))


def hand_over_counts() -> dict[str, int]:
    """Hand-overs by state."""
    rows = HandOver.objects.values("state").annotate(n=Count("pk"))
    found = {row["state"]: row["n"] for row in rows}
    return {state.value: found.get(state.value, 0) for state in HandOverState}


def waiting(upto: date) -> list[str]:
    """Numbers of hand-overs sent by that day of which the core has not said anything. A note it is to make is in none of its
    balances before it is made: of that only the last day for an answer tells.
    """
    silent = Q(terms__isnull=True) | Q(answer_by__lte=upto)
    still = HandOver.objects.filter(silent, state=HandOverState.SENT, sent_on__lte=upto)
    return list(still.order_by("number").values_list("number", flat=True))


def unpaid(upto: date) -> list[str]:
    """Numbers of hand-overs sent by that day that are not said to be paid: also those the core turned down."""
    still = HandOver.objects.filter(sent_on__lte=upto).exclude(state=HandOverState.CONFIRMED)
    return list(still.order_by("number").values_list("number", flat=True))


def handed_over(numbers: Iterable[str]) -> list[tuple[str, str, int]]:
    """(number, branch, amount) of those of these that were handed over."""
    found = HandOver.objects.filter(number__in=list(numbers)).order_by("number")
    return list(found.values_list("number", "branch", "amount"))


# --- 总分核对 --------------------------------------------------------------------------------------------------------


def ledger(day: date) -> tuple[CoreFile | None, list[LedgerLine]]:
    """The sheet of the day's newest ledger file, by subject and branch."""
    file = taken(CoreFileKind.LEDGER, day)
    if file is None:
        return None, []
    lines = LedgerLine.objects.filter(file_id=file.pk).order_by(F("subject"), F("branch"))
    return file, list(lines)
