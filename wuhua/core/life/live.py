"""From terms and events to where a life stands: the door of the package."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from wuhua.core.allocate import Kind
from wuhua.core.life.walk import SURCHARGES, Walk
from wuhua.core.life.words import Event, LifeRefusal, LifeTerms, Opening, What
from wuhua.core.refuse import Refuse, Refused

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Life:
    """Where a life stands, and the walk that led there (its claims, rows and spans)."""

    as_of: date
    owed: Mapping[Kind, int]
    accrued: int
    overdue_days: int
    paid: Mapping[Kind, int]
    prepaid: int
    held: int
    walk: Walk


def in_force(events: Sequence[Event]) -> list[Event]:
    """The events that count, in their order: what was reversed never happened. `Refuse` names a reversal of nothing."""
    by_seq = {event.seq: event for event in events}
    gone: set[int] = set()
    for event in events:
        if event.what is not What.REVERSE:
            continue
        aim = by_seq.get(event.reverses or -1) if event.debit is None else _debit_of(event.debit, events)
        if aim is None or aim.what is What.REVERSE:
            raise Refuse(
                Refused(
                    LifeRefusal.EVENT_UNKNOWN, f"没有可冲正的事件 {event.reverses}。", "请核对事件序号。", "reverses"
                )
            )
        if aim.seq in gone:
            raise Refuse(
                Refused(LifeRefusal.REVERSED_TWICE, f"事件 {aim.seq} 已冲正过。", "一笔业务只能冲正一次。", "reverses")
            )
        gone |= {aim.seq, event.seq}
    return sorted((event for event in events if event.seq not in gone), key=lambda event: (event.day, event.seq))


def _debit_of(day: date, events: Sequence[Event]) -> Event | None:
    return next((event for event in events if event.what is What.AUTO_DEBIT and event.day == day), None)


def live(
    terms: LifeTerms,
    events: Sequence[Event],
    *,
    as_of: date,
    opening: Opening | None = None,
    closed: bool = False,
) -> Life:
    """Walk the life to `as_of`: its opening with its events and with what falls due that day, or (`closed`) its close.

    At the opening the day's automatic debits have not been taken: they come at the close.
    """
    walk = Walk(terms, opening)
    todo = in_force(events)
    _checked(todo, walk.last, as_of)
    at = 0
    while True:
        event_day = todo[at].day if at < len(todo) else None
        own = walk.next_stop()
        day = min((each for each in (event_day, own) if each is not None), default=None)
        if day is None or day > as_of or (day == as_of and not closed):
            break
        at, debits = _day(walk, todo, at, day)
        walk.close(day, debits)
    if closed:
        walk.age(as_of)
        walk.earn(as_of + ONE_DAY)
    else:
        walk.age(as_of - ONE_DAY)
        _day(walk, todo, at, as_of)
        walk.fall_due(as_of)
        walk.earn(as_of)
    return _life(walk, as_of)


def _day(walk: Walk, todo: Sequence[Event], at: int, day: date) -> tuple[int, list[Event]]:
    """Let the day's events happen; automatic debits are handed back for the close."""
    debits = []
    while at < len(todo) and todo[at].day == day:
        event = todo[at]
        at += 1
        if event.what is What.AUTO_DEBIT:
            debits.append(event)
        else:
            walk.happen(event)
    return at, debits


def _checked(events: Sequence[Event], start: date, as_of: date) -> None:
    for event in events:
        if event.day < start:
            raise Refuse(
                Refused(
                    LifeRefusal.EVENT_BEFORE_START,
                    f"{event.day} 的事件早于起始日 {start}。",
                    "请核对事件日期或贷款起始日。",
                    "events",
                )
            )
        if event.day > as_of:
            raise Refuse(
                Refused(
                    LifeRefusal.EVENT_AFTER_AS_OF,
                    f"{event.day} 的事件晚于重算日 {as_of}。",
                    "请改用更晚的重算日。",
                    "as_of",
                )
            )


def _life(walk: Walk, as_of: date) -> Life:
    owed = dict.fromkeys(Kind, 0)
    paid = dict.fromkeys(Kind, 0)
    for claim in walk.claims.values():
        paid[claim.kind] += claim.paid
        if claim.due <= as_of:
            owed[claim.kind] += claim.open
    for kind in SURCHARGES:
        owed[kind] += walk.bill_of(kind)
    paid[Kind.PRINCIPAL] += walk.prepaid
    oldest = min((c.due for c in walk.claims.values() if c.open and c.due <= as_of), default=None)
    late = (as_of - oldest).days if oldest else 0
    return Life(as_of, owed, walk.earned[Kind.INTEREST].whole, late, paid, walk.prepaid, walk.held, walk)
