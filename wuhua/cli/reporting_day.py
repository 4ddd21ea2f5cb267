"""What the figures' commands share: which day is asked for, and how a refusal ends the command."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date

from wuhua.cli import console


def asked(text: str, *, as_json: bool) -> date:
    """The day as typed, or the newest sealed day; ends the command where there is none."""
    from wuhua.areas.reporting import read, rules

    if text:
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            console.refuse("not_a_date", f"「{text}」不是日期。", "请按 2018-09-30 的样子填写。", as_json=as_json)
    found = read.latest_day()
    if found is None:
        no = rules.no_sealed_day()
        console.refuse(no.name.value, no.reason, no.next_step, as_json=as_json)
    return found


@contextlib.contextmanager
def refusals(*, as_json: bool) -> Iterator[None]:
    """A `Refuse` from below ends the command with exit code 1, by name."""
    from wuhua.core.refuse import Refuse

    try:
        yield
    except Refuse as no:
        console.refuse(no.refused.name.value, no.refused.reason, no.refused.next_step, as_json=as_json)
