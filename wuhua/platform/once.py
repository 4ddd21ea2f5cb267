"""Once: the same request twice gives one change and one answer.

The key row is inserted first, in the transaction of the change, so a twin waits for it and then reads the answer.

- An answer or a refusal is kept under the key, and a repeat gets the same one. A refusal undoes what `act` wrote (a
  savepoint), but keeps the key.
- A passing failure (lock time-out, deadlock, serialisation, a crash, any exception) keeps nothing: try again.
- The same key with other content is refused, naming the fields that differ. Of the content only a keyed hash of each field
  is kept, so a customer's identity number does not lie in a second place.

    with transaction.atomic():
        answer = once("repay/JD0001/7f3a", {"note": "JD0001", "amount": 33153}, lambda: repay(...))
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction

from wuhua.core.refuse import Refusal, Refuse, Refused, ensure
from wuhua.platform import clock, secrets

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
    ensure(connection.in_atomic_block, "once runs inside the transaction of the change")
    ensure(bool(key), "a request has a key")
    marks = {name: secrets.digest(_json(value), "once") for name, value in sorted(arguments.items())}
    fingerprint = secrets.digest(_json(marks), "once")
    if not _insert(key, fingerprint, marks):
        return _kept(key, fingerprint, marks)
    answer = _act(act)
    refused = isinstance(answer, Refused)
    text = _json(_pack(answer) if isinstance(answer, Refused) else answer)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE platform_once SET answer = %s::jsonb, refused = %s WHERE key = %s", [text, refused, key])
    return answer if isinstance(answer, Refused) else json.loads(text)


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


def _insert(key: str, fingerprint: str, marks: Mapping[str, str]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_once (key, fingerprint, arguments, refused, recorded_at)"
            " VALUES (%s, %s, %s::jsonb, false, %s) ON CONFLICT (key) DO NOTHING",
            [key, fingerprint, _json(marks), clock.now()],
        )
        return bool(cursor.rowcount == 1)


def _kept(key: str, fingerprint: str, marks: Mapping[str, str]) -> Answer | Refused:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT fingerprint, arguments::text, answer::text, refused FROM platform_once WHERE key = %s", [key]
        )
        kept_fingerprint, kept_marks, answer, refused = cursor.fetchone()
    if kept_fingerprint == fingerprint:
        found: Answer = json.loads(answer)
        return _unpack(found) if refused else found
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


def _json(value: Any) -> str:
    return json.dumps(value, cls=_Encoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
