"""The entrances' one way to the verbs: once under the officer's own key. Pages and API use it alike.

`said` are the verb's own words as JSON has them (codes as text, days as ISO text or dates). The moment is no part of what
the key is held to: a repeat a minute later is the same request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from wuhua.areas.people.rules import Officer
from wuhua.areas.workday.actions import duties, inquiries, lanes, meetings, targets
from wuhua.areas.workday.actions.targets import Part
from wuhua.areas.workday.rules import (
    Channel,
    ItemKind,
    Lane,
    LimitUnit,
    Measure,
    MeetingKind,
    PauseCode,
    TargetScope,
    TargetSpan,
    WorkRule,
    WorkVerb,
)
from wuhua.core.refuse import Refused
from wuhua.platform.once import Answer, once

Said = Mapping[str, Any]


def do(verb: WorkVerb, *, actor: Officer, business_date: date, at: datetime, key: str, said: Said) -> Answer | Refused:
    """Do it, once."""
    plain = {name: _plain(value) for name, value in said.items()}

    def act() -> Answer | Refused:
        words = {name: _READ.get(name, _as_is)(value) for name, value in plain.items()}
        found = _VERBS[verb](actor=actor, business_date=business_date, at=at, **words)
        if isinstance(found, Refused):
            return found
        return {"id": found.pk, "state": str(getattr(found, "state", "") or verb.name)}

    with transaction.atomic():
        return once(f"workday/{actor.number}/{key}", {"verb": verb.value, **plain}, act)


def _plain(value: Any) -> Any:
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list | tuple) else value


def _as_is(value: Any) -> Any:
    return value


def _day(value: str) -> date:
    return date.fromisoformat(value)


def _days(values: list[str]) -> list[date]:
    return [date.fromisoformat(each) for each in values]


def _hour(value: str | None) -> time | None:
    return time.fromisoformat(value) if value else None


def _lane(value: str | None) -> Lane | None:
    return Lane(value) if value else None


def _parts(values: list[dict[str, Any]]) -> list[Part]:
    return [Part(TargetScope(x["scope"]), x["about"], x["owner"], x["amount"]) for x in values]


def _meeting(**words: Any) -> Any:
    return meetings.meet(**{**words, "kind": MeetingKind(words["kind"])})


def _item(**words: Any) -> Any:
    return lanes.add(**{**words, "kind": ItemKind(words["kind"])})


def _own(**words: Any) -> Any:
    return duties.start(**{**words, "unit": LimitUnit(words["unit"])})


_READ: Mapping[str, Callable[[Any], Any]] = {
    "channel": Channel,
    "code": PauseCode,
    "measure": Measure,
    "span": TargetSpan,
    "rule": WorkRule,
    "day": _day,
    "due": _day,
    "off": _days,
    "worked": _days,
    "hour": _hour,
    "lane": _lane,
    "parts": _parts,
}
"""How a word that is not plain text is read."""

_VERBS: Mapping[WorkVerb, Callable[..., Any]] = {
    WorkVerb.RECEIVE: inquiries.receive,
    WorkVerb.OFFER: inquiries.offer,
    WorkVerb.ACCEPT: inquiries.accept,
    WorkVerb.DECLINE: inquiries.decline,
    WorkVerb.ANSWER: inquiries.answer,
    WorkVerb.START: _own,
    WorkVerb.PAUSE: duties.pause,
    WorkVerb.RESUME: duties.resume,
    WorkVerb.HAND_ON: duties.hand_on,
    WorkVerb.FINISH: duties.finish,
    WorkVerb.EXPLAIN: duties.explain,
    WorkVerb.MEET: _meeting,
    WorkVerb.SAY: meetings.say,
    WorkVerb.MINUTE: meetings.minute,
    WorkVerb.DECIDE: meetings.decide,
    WorkVerb.PROGRESS: meetings.progress,
    WorkVerb.REPORT: meetings.report,
    WorkVerb.SEND_BACK: meetings.send_back,
    WorkVerb.CLOSE: meetings.close,
    WorkVerb.CLEAR: lanes.clear,
    WorkVerb.TARGET: targets.target,
    WorkVerb.SPLIT_TIME: targets.split_time,
    WorkVerb.SPLIT_PEOPLE: targets.split_people,
    WorkVerb.ADD: _item,
    WorkVerb.DONE: lanes.done,
    WorkVerb.YEAR: targets.year,
    WorkVerb.SET: targets.set_rule,
}
