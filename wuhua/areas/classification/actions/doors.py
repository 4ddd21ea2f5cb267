"""The entrances' one way to the verbs: by a note's number, once under the officer's own key. Pages and API use it alike.

A key that was used answers again what it answered; a no that passes by itself (a day being closed) is not kept with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from wuhua.areas.classification.actions.arrears import Word, write_word
from wuhua.areas.classification.actions.classes import Decided, confirm, propose, reject, take_back, worsen
from wuhua.areas.classification.actions.marks import mark, unmark
from wuhua.areas.classification.actions.quarter import confirm_quarter
from wuhua.areas.classification.rules import ClassRefusal, ClassVerb, Klass, Mark
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import pages as servicing
from wuhua.core.refuse import Refused
from wuhua.platform.once import Answer, once, was_done

Said = Mapping[str, Any]


class _NotNow(Exception):
    def __init__(self, refused: Refused) -> None:
        super().__init__(refused.reason)
        self.refused = refused


def done_before(*, actor: Officer, key: str) -> bool:
    """Whether this officer has already done something under this key."""
    return was_done(_once_key(actor, key))


def _once_key(actor: Officer, key: str) -> str:
    return f"classification/{actor.number}/{key}"


def do(verb: ClassVerb, *, actor: Officer, business_date: date, key: str, said: Said) -> Answer | Refused:
    """Do it, once. `said` are the verb's own words: `note` (a number) or `proposal`, `to`, `mark`, `since`, `reason`, …"""

    def act() -> Answer | Refused:
        answer = _DOORS[verb](actor, business_date, said)
        if isinstance(answer, Refused) and answer.name is ClassRefusal.DAY_NOT_CLOSED:
            raise _NotNow(answer)
        return answer

    plain = {name: _plain(value) for name, value in said.items()}
    try:
        with transaction.atomic():
            return once(_once_key(actor, key), {"verb": verb.value, **plain}, act)
    except _NotNow as no:
        return no.refused


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if isinstance(value, list | tuple | set | frozenset) else value


def _note(actor: Officer, said: Said) -> int:
    """The id behind a number the officer may see; 0, which is no note's, for any other."""
    found = servicing.note_for(actor, str(said["note"]))
    return 0 if found is None else found.pk


def _worsen(actor: Officer, day: date, said: Said) -> Answer | Refused:
    done = worsen(
        actor=actor, business_date=day, note_id=_note(actor, said), to=Klass(said["to"]), reason=said["reason"]
    )
    return done if isinstance(done, Refused) else {"note": said["note"], "klass": str(done.klass), "state": "LOWERED"}


def _propose(actor: Officer, day: date, said: Said) -> Answer | Refused:
    done = propose(
        actor=actor, business_date=day, note_id=_note(actor, said), to=Klass(said["to"]), reason=said["reason"]
    )
    if isinstance(done, Refused):
        return done
    return {"note": said["note"], "klass": str(done.current), "state": "PROPOSED", "proposal": done.pk}


def _take_back(actor: Officer, day: date, said: Said) -> Answer | Refused:
    done = take_back(actor=actor, business_date=day, note_id=_note(actor, said), reason=said["reason"])
    if isinstance(done, Refused):
        return done
    return {"note": said["note"], "klass": str(done.current), "state": "PROPOSED", "proposal": done.pk}


def _confirm(actor: Officer, day: date, said: Said) -> Answer | Refused:
    done = confirm(actor=actor, business_date=day, proposal=int(said["proposal"]), reason=said["reason"])
    if isinstance(done, Refused):
        return done
    return {"proposal": int(said["proposal"]), **_decided(done)}


def _decided(done: Decided) -> Answer:
    return {
        "note": done.note,
        "klass": done.klass.value,
        "approvals": done.approvals,
        "needed": done.needed,
        "state": "CONFIRMED" if done.done else "OPEN",
    }


def _reject(actor: Officer, day: date, said: Said) -> Answer | Refused:
    done = reject(actor=actor, business_date=day, proposal=int(said["proposal"]), reason=said["reason"])
    return done if isinstance(done, Refused) else {"proposal": done.pk, "klass": done.current, "state": "REJECTED"}


def _mark(actor: Officer, day: date, said: Said) -> Answer | Refused:
    done = mark(
        actor=actor, business_date=day, note_id=_note(actor, said), mark=Mark(said["mark"]), since=said["since"],
        reason=said["reason"],
    )  # fmt: skip
    return done if isinstance(done, Refused) else {"note": said["note"], "mark": str(done.mark), "state": "MARKED"}


def _unmark(actor: Officer, day: date, said: Said) -> Answer | Refused:
    done = unmark(
        actor=actor, business_date=day, note_id=_note(actor, said), mark=Mark(said["mark"]), reason=said["reason"]
    )
    return done if isinstance(done, Refused) else {"note": said["note"], "mark": str(done.mark), "state": "ENDED"}


def _quarter(actor: Officer, day: date, said: Said) -> Answer | Refused:
    done = confirm_quarter(
        actor=actor, business_date=day, quarter=said["quarter"], notes=said["notes"], reason=said["reason"]
    )
    return done if isinstance(done, Refused) else {"quarter": said["quarter"].isoformat(), "confirmed": done}


def _word(actor: Officer, day: date, said: Said) -> Answer | Refused:
    word = Word(said["reason"], said["responsible"], said["measure"], said["deadline"])
    done = write_word(actor=actor, business_date=day, note_id=_note(actor, said), word=word)
    return done if isinstance(done, Refused) else {"note": said["note"], "word": done.pk, "state": "WRITTEN"}


_DOORS: Mapping[ClassVerb, Callable[[Officer, date, Said], Answer | Refused]] = {
    ClassVerb.WORSEN: _worsen,
    ClassVerb.PROPOSE: _propose,
    ClassVerb.CONFIRM: _confirm,
    ClassVerb.REJECT: _reject,
    ClassVerb.MARK: _mark,
    ClassVerb.UNMARK: _unmark,
    ClassVerb.QUARTER: _quarter,
    ClassVerb.WORD: _word,
    ClassVerb.TAKE_BACK: _take_back,
}
