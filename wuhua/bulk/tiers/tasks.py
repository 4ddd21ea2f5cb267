"""季度分层测算 as background work, asked for by who sorts customers."""

from __future__ import annotations

from datetime import date

from wuhua.areas.market.rules.tiers import may_sort, quarter_of
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.bulk.tiers import run
from wuhua.core.refuse import Refused
from wuhua.platform import jobs
from wuhua.platform.models import Job

SORT = "tiers.sort"


def ask_sorting(*, actor: Officer, business_date: date, key: str) -> Job | Refused:
    """Ask for the run of the quarter the business date lies in."""
    refused = may_sort(actor)
    if refused is not None:
        return refused
    return jobs.ask(
        actor=actor.number, business_date=business_date, title=f"客户分层测算 · {quarter_of(business_date)}", task=SORT,
        arguments={"on": business_date.isoformat()}, key=key,
    )  # fmt: skip


@jobs.task(SORT)
def sort(work: jobs.Work) -> jobs.Answer | Refused:
    """One reading and one writing; begun twice it writes nothing the second time."""
    on = date.fromisoformat(work.arguments["on"])
    actor = people.officer(work.actor, work.business_date) or Officer(work.actor, "", "", frozenset(), None)
    return run.sort_customers(actor=actor, on=on)
