"""到期代偿 (A57): a note overdue longer than its agreement says comes up by itself, once an arrear.

Each night such a note is put on the list of the pools and into the day of risk; the accountant compensates, unless the
agreement lets the night do it. One the night could not (the pool is empty) is tried again every night.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from wuhua.areas.backing.actions.claims import compensate_by
from wuhua.areas.backing.actions.common import trace
from wuhua.areas.backing.models import Pool, PoolAgreement, PoolClaim, PoolEntry, PoolProposal
from wuhua.areas.backing.read import pools
from wuhua.areas.backing.rules import PoolEntryKind
from wuhua.areas.backing.rules.pools import check_late
from wuhua.areas.compliance import read as compliance
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing import facts
from wuhua.areas.servicing.facts import NoteLine
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday.rules import ItemKind
from wuhua.core.money import grouped
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import clock

MACHINE = "SYSTEM"


def propose_due(*, business_date: date, actor: str = MACHINE) -> dict[str, int]:
    """What a pool must pay for from this day on; how many notes are new on the list, and how many the night paid for."""
    told = {"proposed": 0, "compensated": 0}
    for line, pool, agreement in _due(business_date):
        told["proposed"] += _proposed(line, pool, agreement, business_date, actor)
        if agreement.automatic and not _answered(line) and compliance.counter(business_date) is None:
            told["compensated"] += _compensated(line, business_date, actor)
    return told


def _compensated(line: NoteLine, day: date, actor: str) -> int:
    """1 where the pool paid; whatever refuses it, the night goes on and the note stays on the list."""
    try:
        return int(not isinstance(compensate_by(actor, day, line.number), Refused))
    except Refuse:
        return 0


def _due(day: date) -> Iterable[tuple[NoteLine, Pool, PoolAgreement]]:
    """Late notes on a pool, by number, whose agreement says it is time. Two queries, and one a late note."""
    rows = PoolEntry.objects.filter(kind=PoolEntryKind.COMMITTED).exclude(case__note="")
    held = {each.case.note: each for each in rows.select_related("case", "pool") if each.case is not None}
    for line in facts.lines(Q(number__in=list(held)) & Q(oldest_due__lt=day)):
        entry = held[line.number]
        agreement = pools.agreement_on(entry.pool_id, entry.business_date)
        if agreement is not None and check_late(pools.terms_of(agreement), line.oldest_due, day) is None:
            yield line, entry.pool, agreement


def _answered(line: NoteLine) -> bool:
    """Whether the pool has paid for this arrear."""
    return PoolClaim.objects.filter(note=line.number, business_date__gt=line.oldest_due).exists()


@transaction.atomic
def _proposed(line: NoteLine, pool: Pool, agreement: PoolAgreement, day: date, actor: str) -> int:
    since = line.oldest_due
    if since is None or PoolProposal.objects.filter(note=line.number, oldest_due=since).exists() or _answered(line):
        return 0
    arrears = facts.arrears_of([line.id], day)[line.id]

    # After this line the note must stand on the list.
    made = PoolProposal.objects.create(
        pool=pool, customer_id=line.customer_id, note=line.number, oldest_due=since, due=arrears.total,
        business_date=day, recorded_at=clock.now(),
    )  # fmt: skip
    trace(actor, day, "pool_proposed", f"note:{line.number}", {"pool": pool.code, "due": made.due})
    holder = None if agreement.automatic else _holder(pool, day)
    if holder is not None:
        workday.add_item(
            actor=actor, business_date=day, day=day, staff=holder, kind=ItemKind.OTHER_ITEM,
            title=f"代偿提示:借据 {line.number} 逾期 {line.overdue_days(day)} 天,{grouped(made.due)} 元,资金池 {pool.code}",
            subject=f"note:{line.number}",
        )  # fmt: skip
    return 1


def _holder(pool: Pool, day: date) -> str | None:
    """Who of risk answers for the pool: of its own house first."""
    found = people.in_posts([Role.RISK], day)
    home = people.branch_names().get(pool.branch)
    return next((number for number, _, branch in [*[x for x in found if x[2] == home], *found]), None)
