"""Questions to the lists: what an officer may see of them, one entry through its gate, the funnel that adds up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet

from wuhua.areas.market.models import ContactNote, EntryStep, ListEntry, TargetList
from wuhua.areas.market.read.sight import entries_within
from wuhua.areas.market.rules import OUT, EntryState, FunnelStep, MarketRefusal, funnel, party_key
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Personal, Scope, may_unmask, scope_of
from wuhua.core.refuse import Refused

SIZE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What a list of entries is narrowed by; an empty text asks for nothing."""

    list: str = ""
    state: str = ""
    owner: str = ""
    tint: str = ""
    zone: str = ""
    words: str = ""
    targeted: bool = False
    page: int = 1
    size: int = SIZE


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows and how many there are in all."""

    count: int
    page: int
    size: int
    rows: list[ListEntry]

    @property
    def next(self) -> int | None:
        """The page after this one, if there is one."""
        return self.page + 1 if self.page * self.size < self.count else None

    @property
    def previous(self) -> int | None:
        """The page before this one, if there is one."""
        return self.page - 1 if self.page > 1 else None


@dataclass(frozen=True, slots=True)
class ListLine:
    """One list as the overview shows it: how many it holds of what the officer may see, and how far they came."""

    number: str
    name: str
    source: str
    made_on: date
    total: int
    owned: int
    visited: int
    filed: int
    credit: int
    drawn: int
    out: int


def entries(officer: Officer) -> QuerySet[ListEntry]:
    """The entries the officer may see, as a query."""
    return ListEntry.objects.filter(entries_within(officer))


def entry_page(officer: Officer, asked: Asked) -> Page:
    """A page of entries: those with a day agreed first, then the oldest. Two queries."""
    rows = entries(officer).filter(_narrowed(asked))
    found = rows.select_related("list", "owner", "zone").order_by(F("next_contact").asc(nulls_last=True), "id")
    start = (max(1, asked.page) - 1) * asked.size
    return Page(rows.count(), max(1, asked.page), asked.size, list(found[start : start + asked.size]))


def _narrowed(asked: Asked) -> Q:
    where = Q()
    for column, value in (("list", asked.list), ("state", asked.state), ("owner", asked.owner), ("tint", asked.tint)):
        if value:
            where &= Q(**{column: value})
    if asked.zone:
        where &= Q(zone__in=people.zones_under(asked.zone))
    if asked.words.strip():
        where &= Q(party_name__contains=asked.words.strip()) | Q(credit_code=asked.words.strip().upper())
    return where & Q(targeted_on__isnull=False) if asked.targeted else where


def entry_for(officer: Officer, number: int) -> ListEntry | Refused:
    """The entry, if this officer may see it; absent and another's give the same answer."""
    found = entries(officer).select_related("list", "owner", "zone").filter(pk=number).first()
    return found if found is not None else no_entry()


def no_entry() -> Refused:
    """The one answer for an entry that is not there and for one that is not yours."""
    return Refused(MarketRefusal.ENTRY_UNKNOWN, "名单中没有这个客户,或您无权查看。", "请从名单或路线中打开。", "entry")


def steps_of(entry: ListEntry) -> list[EntryStep]:
    """What happened to the entry, newest first; the caller came through the gate."""
    return list(EntryStep.objects.filter(entry=entry).order_by("-id")[:100])


def contacts_of(entry: ListEntry) -> list[ContactNote]:
    """Calls and stops, newest first."""
    return list(ContactNote.objects.filter(entry=entry).order_by("-id")[:50])


def may_phone(officer: Officer, entry: ListEntry) -> bool:
    """Whether the table of sight lets the officer see this entry's phone number."""
    if not entry.phone_sealed:
        return False
    if entry.owner_id is None:
        return scope_of(officer) >= Scope.BRANCH
    return Personal.PHONE in may_unmask(officer, people.keeper(entry.owner_id))


def holder(key: str) -> str | None:
    """Who holds the live entry of that party; None when nobody does."""
    live = ListEntry.objects.filter(party_key=key, owner__isnull=False).exclude(state__in=[each.value for each in OUT])
    return live.values_list("owner_id", flat=True).first()


def held_keys(keys: Iterable[str]) -> set[str]:
    """Those of the parties that stand on a list already, alive. One query."""
    live = ListEntry.objects.filter(party_key__in=list(keys)).exclude(state__in=[each.value for each in OUT])
    return set(live.values_list("party_key", flat=True))


def unlisted(*, customer: str, name: str, credit_code: str = "", zone: str = "") -> Refused | None:
    """名单外不放款: the gate later rooms ask. Walk-ins are put on a list first (domain 1.14)."""
    keys = {party_key(name, customer=customer), party_key(name, zone=zone)}
    keys |= {party_key(name, credit_code)} if credit_code else set()
    on_list = ListEntry.objects.filter(Q(customer=customer) | Q(party_key__in=keys)).exclude(state=EntryState.REJECTED)
    if on_list.exists():
        return None
    return Refused(MarketRefusal.NOT_ON_A_LIST, "该客户不在任何名单中。", "请先登记为随到客户,再受理申请。", "customer")


# --- the funnel ------------------------------------------------------------------------------------------------------


def funnel_of(officer: Officer, asked: Asked = Asked(), kind: str = "") -> tuple[FunnelStep, ...]:
    """The funnel over everything asked for that the officer may see. One query."""
    rows = entries(officer).filter(_narrowed(asked))
    rows = rows.filter(party_kind=kind) if kind else rows
    return funnel(rows.order_by().values_list("state", "reached").annotate(n=Count("pk")))


def overview(officer: Officer) -> list[ListLine]:
    """Every list that holds something the officer may see. One query."""
    found = (
        entries(officer)
        .order_by()
        .values("list", "list__name", "list__source", "list__made_on")
        .annotate(
            total=Count("pk"),
            owned=_came_to(1),
            visited=_came_to(3),
            filed=_came_to(4),
            credit=_came_to(5),
            drawn=_came_to(6),
            out=Count("pk", filter=Q(state__in=[each.value for each in OUT])),
        )
        .order_by("-list__made_on", "list")
    )
    return [
        ListLine(
            number=row["list"],
            name=row["list__name"],
            source=row["list__source"],
            made_on=row["list__made_on"],
            total=row["total"],
            owned=row["owned"],
            visited=row["visited"],
            filed=row["filed"],
            credit=row["credit"],
            drawn=row["drawn"],
            out=row["out"],
        )
        for row in found
    ]


def _came_to(place: int) -> Count:
    return Count("pk", filter=Q(reached__gte=place))


def list_of(officer: Officer, number: str) -> TargetList | Refused:
    """The list, if it holds anything the officer may see or the officer gives lists out."""
    found = TargetList.objects.filter(pk=number).first()
    seen = found is not None and (scope_of(officer) >= Scope.BRANCH or entries(officer).filter(list=found).exists())
    if found is None or not seen:
        return Refused(MarketRefusal.LIST_UNKNOWN, "没有这份名单,或您无权查看。", "请从名单清单中打开。", "list")
    return found
