"""挖潜 as background work, asked for by who leads."""

from __future__ import annotations

import dataclasses
from datetime import date

from wuhua.areas.market.rules import may_lead
from wuhua.areas.people.rules import Officer
from wuhua.bulk.mining import progress, run
from wuhua.core.refuse import Refused
from wuhua.platform import jobs
from wuhua.platform.models import Job

MINE = "mining.leads"


def ask_mining(*, actor: Officer, business_date: date, key: str) -> Job | Refused:
    """Ask for the leads out of the year up to the business date."""
    refused = may_lead(actor)
    if refused is not None:
        return refused
    return jobs.ask(
        actor=actor.number, business_date=business_date, title=f"上下游挖潜 · {business_date}", task=MINE,
        arguments={"on": business_date.isoformat()}, key=key,
    )  # fmt: skip


@jobs.task(MINE)
def mine(work: jobs.Work) -> jobs.Answer | Refused:
    """Once begun it is one reading and one writing; begun twice it says the same."""
    on = date.fromisoformat(work.arguments["on"])
    found = run.mine(actor=work.actor, business_date=on)
    granted, drawn = progress.catch_up(actor=work.actor, business_date=on)
    return {**dataclasses.asdict(found), "granted": granted, "drawn": drawn}
