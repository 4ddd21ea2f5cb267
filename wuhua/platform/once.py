"""Once: the same request twice gives one change and one answer.

The key row is inserted first, in the transaction of the change, so a twin waits for it and then reads the answer.

- An answer or a refusal is kept under the key, and a repeat gets the same one. A refusal undoes what `act` wrote (a
  savepoint), but keeps the key.
- A passing failure (lock time-out, deadlock, serialisation, a crash, any exception) keeps nothing: try again.
- The same key with other content is refused, naming the fields that differ. Of the content only a keyed hash of each field
  is kept, so a customer's identity number does not lie in a second place.

    with transaction.atomic():
        answer = once("repay/JD0001/7f3a", {"note": "JD0001", "amount": 33153}, lambda: repay(...))

A verb of the counter that counts its round trips takes the same in parts: `claim` gives the step that inserts the key,
and `Claim.keep` the one that writes the answer beneath it; `kept` and `carry_on` are for the ways that are not short.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Mapping
from importlib import import_module
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from wuhua.core.refuse import Refusal, Refuse, Refused, ensure
from wuhua.platform import clock, secrets, trip
from wuhua.platform.models import OnceKey
from wuhua.platform.trip import Step

Answer = dict[str, Any]


class OnceRefusal(Refusal):
    """Why a key was not accepted."""

    KEY_REUSED = "key_reused"


def once(key: str, arguments: Mapping[str, Any], act: Callable[[], Answer | Refused]) -> Answer | Refused:
    """Do `act` unless `key` was used before; then give its answer again. Must run inside `transaction.atomic`.

    `arguments` are everything that decides what is done, as JSON-able values. The answer must be a JSON-able dict; it
    comes back as JSON keeps it (dates are text), the first time as every time. A `Refuse` raised by `act` counts as the
    refusal it carries.
    """
    claimed = claim(key, arguments)
    return carry_on(claimed, act) if won(*trip.ask([claimed.step])) else kept(claimed)


@dataclasses.dataclass(frozen=True, slots=True)
class Claim:
    """A key with the keyed hashes of what it is used for."""

    key: str
    fingerprint: str
    marks: Mapping[str, str]

    @property
    def step(self) -> Step:
        """Insert the key; `won` reads the answer. A twin at work is waited for."""
        return Step(
            "SELECT platform_claim(%s::text, %s::text, %s::jsonb, %s::timestamptz)::text",
            (self.key, self.fingerprint, _json(self.marks), clock.now()),
        )

    def keep(self, answer: Answer | Refused) -> tuple[Step, Answer | Refused]:
        """The step that writes the answer (or the no) under the key, and the answer as everybody will read it."""
        refused = isinstance(answer, Refused)
        text = _json(_pack(answer) if isinstance(answer, Refused) else answer)
        step = Step("SELECT platform_keep(%s::text, %s::jsonb, %s::boolean)", (self.key, text, refused))
        return step, answer if isinstance(answer, Refused) else json.loads(text)


def won(answer: str | None) -> bool:
    """From the answer of `Claim.step`: the key is ours."""
    return answer == "true"


def was_done(key: str) -> bool:
    """Whether something was done under this key: a page that is sent twice then leads where it led the first time."""
    return OnceKey.objects.filter(key=key, refused=False, answer__isnull=False).exists()


def done_among(keys: Collection[str]) -> set[str]:
    """`was_done` of several keys at once: those something was done under. One query."""
    rows = OnceKey.objects.filter(key__in=list(keys), refused=False, answer__isnull=False)
    return set(rows.values_list("key", flat=True))


def claim(key: str, arguments: Mapping[str, Any]) -> Claim:
    """What `key` is asked for, hashed. Nothing is written yet."""
    ensure(connection.in_atomic_block, "once runs inside the transaction of the change")
    ensure(bool(key), "a request has a key")
    marks = {name: secrets.digest(_json(value), "once") for name, value in sorted(arguments.items())}
    return Claim(key, secrets.digest(_json(marks), "once"), marks)


def carry_on(claimed: Claim, act: Callable[[], Answer | Refused]) -> Answer | Refused:
    """Do `act` under a key that has been inserted, and keep what it answers."""
    step, answer = claimed.keep(_act(act))
    trip.ask([step])
    return answer


class _Undo(Exception):
    """Leaves the savepoint with the refusal in hand."""

    def __init__(self, refused: Refused) -> None:
        super().__init__()
        self.refused = refused


def _act(act: Callable[[], Answer | Refused]) -> Answer | Refused:
    try:
        with transaction.atomic():
            answer = act()
            if isinstance(answer, Refused):
                raise _Undo(answer)
            return answer
    except (_Undo, Refuse) as no:
        return no.refused


def kept(claimed: Claim) -> Answer | Refused:
    """What was answered under a key that was used before; a no when it was used for something else."""
    asked = Step(
        "SELECT fingerprint, arguments::text, answer::text, refused FROM platform_once WHERE key = %s", (claimed.key,)
    )
    ((found,),) = trip.go([asked])
    kept_fingerprint, kept_marks, answer, refused = found
    marks = claimed.marks
    if kept_fingerprint == claimed.fingerprint:
        said: Answer = json.loads(answer)
        return _unpack(said) if refused else said
    before = json.loads(kept_marks)
    differing = [name for name in sorted({*before, *marks}) if before.get(name) != marks.get(name)]
    return Refused(
        OnceRefusal.KEY_REUSED,
        f"同一请求编号已用于另一笔业务,不同的内容:{'、'.join(differing)}。",
        "请换一个新的请求编号提交;如要查询原业务,请用原内容重发。",
        field=differing[0],
    )


def _pack(refused: Refused) -> Answer:
    kind = type(refused.name)
    return {**refused.as_dict(), "refusal": f"{kind.__module__}:{kind.__qualname__}"}


def _unpack(kept: Answer) -> Refused:
    module, _, qualname = kept["refusal"].partition(":")
    kind: Any = import_module(module)
    for part in qualname.split("."):
        kind = getattr(kind, part)
    return Refused(kind(kept["name"]), kept["reason"], kept["next_step"], kept.get("field"))


class _Encoder(DjangoJSONEncoder):
    def default(self, o: Any) -> Any:
        if dataclasses.is_dataclass(o) and not isinstance(o, type):
            return dataclasses.asdict(o)
        return super().default(o)


_ENCODER = _Encoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _json(value: Any) -> str:
    return _ENCODER.encode(value)
