"""One client of the counter bench: a process of its own that does the verbs it is told and says how long each took.

    python -m wuhua.bulk.counter.client        (standard input: one line of JSON, then a line to start)

It connects, does the first few unmeasured, says it is ready, and waits for the others.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from datetime import date
from typing import Any

WARM = 10
"""Operations before the clock runs: modules are read, the server's caches of this connection are filled."""


def main() -> None:
    """Take the work, wait for the word, do it, and answer with the times (seconds of the machine's own clock)."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuhua.config.settings")
    import django

    django.setup()
    work = json.loads(sys.stdin.readline())
    verb, day = _verb(work["verb"]), date.fromisoformat(work["day"])
    jobs = [(str(note), int(amount)) for note, amount in work["jobs"]]
    for note, amount in jobs[:WARM]:
        verb(day, note, amount)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    took = []
    start = time.monotonic()
    for note, amount in jobs[WARM:]:
        before = time.perf_counter()
        verb(day, note, amount)
        took.append(time.perf_counter() - before)
    sys.stdout.write(json.dumps({"start": start, "end": time.monotonic(), "took": took}) + "\n")


def _verb(name: str) -> Callable[[date, str, int], None]:
    from wuhua.areas.servicing import actions
    from wuhua.areas.servicing.rules import Said, Verb
    from wuhua.core.refuse import Refused, ensure

    def done(answer: dict[str, Any] | Refused) -> None:
        ensure(not isinstance(answer, Refused), f"a measured {name} was refused: {answer}")

    def repay(day: date, note: str, amount: int) -> None:
        done(actions.repay(actor="BENCH", business_date=day, key=f"bench/{note}", note=note, amount=amount))

    def draw(day: date, note: str, amount: int) -> None:
        said = Said(amount=amount)
        done(actions.do(Verb.DRAW, actor="BENCH", business_date=day, key=f"bench/{note}", note=note, said=said))

    return {"repay": repay, "draw": draw}[name]


if __name__ == "__main__":
    main()
