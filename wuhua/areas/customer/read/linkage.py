"""Questions about linked records: what waits for a person, one pair side by side, what belongs to a customer.

Everything shown was masked when it was written: a pair holds no door, no phone and no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from wuhua.areas.customer.models import Customer, Link, LinkRun, LinkStep, Merge
from wuhua.areas.customer.read.customers import customer_for, visible_to
from wuhua.areas.customer.rules.linkage import (
    HOLDS,
    LinkField,
    LinkHow,
    LinkLevel,
    LinkSource,
    LinkState,
    LinkVerb,
    MergeState,
)
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused

PAGE = 50


@dataclass(frozen=True, slots=True)
class Weight:
    """One field of a pair: both sides as they may be shown, how near they come, what that says (hundredths of a bit)."""

    field: LinkField
    record: str
    customer: str
    level: LinkLevel
    weight: int


@dataclass(frozen=True, slots=True)
class LinkLine:
    """A record beside a customer."""

    id: int
    source: LinkSource
    key: str
    customer: str
    customer_name: str
    alias: str
    how: LinkHow
    weight: int
    fields: tuple[Weight, ...]
    state: LinkState
    run: int
    model: str
    run_on: date
    asked_by: str

    @property
    def bits(self) -> str:
        """The weight in bits, one decimal."""
        return bits(self.weight)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the queue is worked off, in the officer's sight."""

    waiting: int
    decided: int

    @property
    def pct(self) -> int:
        """Whole per cent."""
        return self.decided * 100 // (self.decided + self.waiting) if self.decided + self.waiting else 100


@dataclass(frozen=True, slots=True)
class LinkPage:
    """A page of pairs, heaviest first."""

    lines: tuple[LinkLine, ...]
    count: int
    page: int
    next: int | None


def bits(weight: int) -> str:
    """Hundredths of a bit as a person reads them.

    >>> bits(1234), bits(-56)
    ('12.3', '-0.6')
    """
    tenths = (abs(weight) + 5) // 10
    return f"{'-' if weight < 0 else ''}{tenths // 10}.{tenths % 10}"


def _seen(officer: Officer) -> QuerySet[Link]:
    """Links of customers the officer may see; of two files of our own, both."""
    seen = visible_to(officer)
    other = Exists(seen.filter(number=OuterRef("key")))
    return Link.objects.filter(Q(customer__in=seen.values("pk"))).filter(~Q(source=LinkSource.CUSTOMER.value) | other)


def _line(row: Link, asked: dict[int, str]) -> LinkLine:
    return LinkLine(
        row.pk,
        LinkSource(row.source),
        _shown_key(row),
        row.customer.number,
        row.customer.name,
        row.alias,
        LinkHow(row.how),
        row.weight,
        tuple(_weights(row.fields)),
        LinkState(row.state),
        row.run_id,
        row.run.model,
        row.run.business_date,
        asked.get(row.pk, ""),
    )


def _shown_key(row: Link) -> str:
    """A power account or a credit code is shown by its ends only."""
    if row.source in (LinkSource.POWER, LinkSource.REGISTRY):
        return row.key[:4] + "*" * max(len(row.key) - 8, 4) + row.key[-4:]
    return row.key


def _weights(fields: dict[str, Any]) -> list[Weight]:
    order = {name.value: place for place, name in enumerate(LinkField)}
    return [
        Weight(LinkField(name), said["record"], said["customer"], LinkLevel(said["level"]), said["weight"])
        for name, said in sorted(fields.items(), key=lambda each: order[each[0]])
    ]


def _lines(rows: QuerySet[Link]) -> tuple[LinkLine, ...]:
    held = list(rows.select_related("customer", "run"))
    open_ = Merge.objects.filter(link__in=[row.pk for row in held], state=MergeState.SUSPECTED.value)
    asked = dict(open_.values_list("link_id", "asked_by"))
    return tuple(_line(row, asked) for row in held)


def queue(
    officer: Officer, *, state: LinkState = LinkState.WAITING, source: LinkSource | None = None, page: int = 1
) -> LinkPage:
    """Pairs in a state, heaviest first. Four queries."""
    rows = _seen(officer).filter(state=state.value)
    if source is not None:
        rows = rows.filter(source=source.value)
    count = rows.count()
    lines = _lines(rows.order_by("-weight", "id")[(page - 1) * PAGE : page * PAGE])
    return LinkPage(lines, count, page, page + 1 if page * PAGE < count else None)


def progress(officer: Officer) -> Progress:
    """Waiting and decided by people."""
    found = _seen(officer).aggregate(
        waiting=Count("id", filter=Q(state=LinkState.WAITING.value)),
        decided=Count("id", filter=Q(state__in=[LinkState.KEPT.value, LinkState.REJECTED.value])),
    )
    return Progress(found["waiting"], found["decided"])


def pair(officer: Officer, link: int) -> LinkLine | None:
    """One pair, where the officer may see it."""
    lines = _lines(_seen(officer).filter(pk=link))
    return lines[0] if lines else None


def steps(link: int) -> list[LinkStep]:
    """What people said of the pair, newest first; the caller has asked for the pair."""
    return list(LinkStep.objects.filter(link=link).order_by("-id"))


def undoable(link: int) -> int | None:
    """The last decision about the pair, where it still stands; the caller has asked for the pair."""
    last = LinkStep.objects.filter(link=link).order_by("-id").first()
    return None if last is None or last.verb == LinkVerb.UNDO else last.pk


def links_for(officer: Officer, number: str) -> tuple[LinkLine, ...] | Refused:
    """Records that belong to the customer, heaviest first, those of files folded into it included."""
    view = customer_for(officer, number)
    if isinstance(view, Refused):
        return view
    under = Merge.objects.filter(kept=view.id, state=MergeState.MERGED.value).values("folded")
    holds = [state.value for state in HOLDS]
    rows = Link.objects.filter(Q(customer=view.id) | Q(customer__in=under), state__in=holds)
    return _lines(rows.order_by("-weight", "source", "key"))


def merged_into(customer_id: int) -> str:
    """The number of the file this one is read under; nothing where it stands for itself. Gate asked before."""
    found = Merge.objects.filter(folded=customer_id, state=MergeState.MERGED.value)
    return found.values_list("kept__number", flat=True).first() or ""


def folded() -> dict[str, str]:
    """Numbers of files that are read under another one, with that one's number. For the linkage."""
    rows = Merge.objects.filter(state=MergeState.MERGED.value)
    return dict(rows.values_list("folded__number", "kept__number"))


def link_ids() -> list[tuple[str, int]]:
    """Every customer's number and id, for the linkage's bulk verb."""
    return list(Customer.objects.values_list("number", "id"))


def last_run() -> LinkRun | None:
    """The newest run."""
    return LinkRun.objects.order_by("-id").first()
