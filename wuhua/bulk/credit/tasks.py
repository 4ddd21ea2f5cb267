"""批量授信 as background work: a kept list, assessed by a worker with a bar that moves."""

from __future__ import annotations

from datetime import date

from wuhua.areas.market.rules import batch as rules
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.bulk.credit import run
from wuhua.core.refuse import Refused
from wuhua.platform import files, jobs
from wuhua.platform.models import Job

ASSESS = "credit.assess"


def ask(*, actor: Officer, business_date: date, file: int, product: str, name: str, key: str) -> Job | Refused:
    """Ask for the assessment of a kept list."""
    refused = rules.may_make(actor)
    if refused is not None:
        return refused
    kept = files.one(file)
    return jobs.ask(
        actor=actor.number,
        business_date=business_date,
        title=f"批量授信 · {name or kept.name}",
        task=ASSESS,
        arguments={"content": kept.digest, "product": product, "name": name or kept.name},
        noted={"file": file, "label": kept.name},
        key=key,
    )


@jobs.task(ASSESS)
def assess(work: jobs.Work) -> jobs.Answer | Refused:
    """Read, link, assess, write. Begun again it writes what is missing."""
    actor = people.officer(work.actor, work.business_date)
    if actor is None:
        return rules.may_make(Officer(work.actor, "", "", frozenset(), None)) or {}
    with files.open_(work.arguments["file"]) as sent:
        raw = sent.read()
    return run.assess_list(
        raw, work.arguments["label"], actor=actor, on=work.business_date, product=work.arguments["product"],
        name=work.arguments["name"], progress=work.progress,
    )  # fmt: skip
