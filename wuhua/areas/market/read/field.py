"""Questions to visits, photos, pain points, follow-ups and leads, each through the officer who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from wuhua.areas.customer import read as customers
from wuhua.areas.market.models import FollowUp, Lead, ListEntry, PainPoint, Survey, Visit, VisitPhoto
from wuhua.areas.market.read.lists import SIZE
from wuhua.areas.market.read.sight import within
from wuhua.areas.market.rules import FollowUpState, LeadState, MarketRefusal, PainState, mask_name
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused

# --- visits ----------------------------------------------------------------------------------------------------------


def _seen_visits(officer: Officer) -> Q:
    """Visits of those the officer looks over, and to customers the officer may see."""
    numbers = customers.visible_to(officer).values("number")
    return within(officer, "survey__rm") | Q(survey__customer__in=numbers)


def visits(officer: Officer, limit: int = SIZE, start: int = 0) -> list[Visit]:
    """Visits made here, newest first, with their photos. Two queries."""
    rows = Visit.objects.filter(_seen_visits(officer)).select_related("survey__rm", "survey__zone", "entry")
    return list(rows.prefetch_related(_photos()).order_by("-recorded_at")[start : start + limit])


def _photos(prefix: str = "") -> Prefetch:
    return Prefetch(f"{prefix}pictures", queryset=VisitPhoto.objects.order_by("place"))


def visit_for(officer: Officer, number: str) -> Visit | Refused:
    """One visit by the number of its survey."""
    rows = Visit.objects.filter(_seen_visits(officer)).select_related("survey__rm", "survey__zone", "entry")
    found = rows.prefetch_related(_photos()).filter(pk=number).first()
    if found is None:
        return Refused(MarketRefusal.NOT_VISITED, "没有这次走访,或您无权查看。", "请从清单中打开。", "visit")
    return found


def visits_of_entry(entry: ListEntry) -> list[Visit]:
    """Visits to the entry, newest first; the caller came through the gate."""
    rows = Visit.objects.filter(entry=entry).select_related("survey__rm", "survey__zone")
    return list(rows.prefetch_related(_photos()).order_by("-survey__visited"))


def timeline(officer: Officer, number: str) -> list[Survey]:
    """走访与照片 in a customer's file: every visit, brought or made here, newest first. None for who may not see it."""
    if isinstance(customers.customer_for(officer, number), Refused):
        return []
    rows = Survey.objects.filter(customer=number).select_related("rm", "zone", "visit")
    follow_ups = Prefetch("visit__follow_ups", queryset=FollowUp.objects.select_related("owner").order_by("id"))
    return list(rows.prefetch_related(_photos("visit__"), follow_ups).order_by("-visited")[:SIZE])


def photo_for(officer: Officer, number: int) -> VisitPhoto | None:
    """A photo of a visit the officer may see."""
    seen = Visit.objects.filter(_seen_visits(officer)).filter(pk=OuterRef("visit"))
    return VisitPhoto.objects.filter(Exists(seen), pk=number).first()


def visit_of_key(key: str) -> Visit | None:
    """The visit a phone sent under this key, if it arrived."""
    return Visit.objects.filter(key=key).first()


# --- pain points and follow-ups --------------------------------------------------------------------------------------


def pains(officer: Officer) -> QuerySet[PainPoint]:
    """Raised by those the officer looks over, or with an action that is the officer's own."""
    mine = FollowUp.objects.filter(pain=OuterRef("pk"), owner=officer.number)
    return PainPoint.objects.filter(within(officer, "raised_by") | Exists(mine))


@dataclass(frozen=True, slots=True)
class PainPage:
    """A page of the register and what its head says."""

    count: int
    overdue: int
    page: int
    rows: list[PainPoint]

    @property
    def next(self) -> int | None:
        """The page after this one, if there is one."""
        return self.page + 1 if self.page * SIZE < self.count else None


def pain_page(officer: Officer, on: date, *, state: str = "", kind: str = "", page: int = 1) -> PainPage:
    """The register: what is late first, then by day. Three queries."""
    rows = pains(officer)
    late = rows.filter(due__lt=on).exclude(state=PainState.SOLVED).count()
    if state == "OVERDUE":
        rows = rows.filter(due__lt=on).exclude(state=PainState.SOLVED)
    elif state:
        rows = rows.filter(state=state)
    rows = rows.filter(kind=kind) if kind else rows
    start = (max(1, page) - 1) * SIZE
    unseen = Count("follow_ups", filter=~Q(follow_ups__state=FollowUpState.SEEN_DONE))
    found = rows.select_related("raised_by").annotate(actions=Count("follow_ups"), unseen=unseen)
    done = Case(When(state=PainState.SOLVED, then=Value(1)), default=Value(0))
    return PainPage(rows.count(), late, max(1, page), list(found.order_by(done, "due", "id")[start : start + SIZE]))


def pain_for(officer: Officer, number: int) -> PainPoint | Refused:
    """One pain point with its actions."""
    rows = pains(officer).select_related("raised_by", "visit__survey")
    actions = Prefetch("follow_ups", queryset=FollowUp.objects.select_related("owner").order_by("id"))
    found = rows.prefetch_related(actions).filter(pk=number).first()
    if found is None:
        return Refused(MarketRefusal.PAIN_UNKNOWN, "没有这个痛点,或您无权查看。", "请从登记簿中打开。", "pain")
    return found


def follow_ups(officer: Officer, on: date) -> list[FollowUp]:
    """What is not seen done yet of those the officer looks over, and of what the officer opened, the latest first."""
    seen = within(officer, "owner") | Q(opened_by=officer.number)
    rows = FollowUp.objects.filter(seen).exclude(state=FollowUpState.SEEN_DONE)
    return list(rows.select_related("owner", "visit__survey", "pain").order_by("due", "id")[:SIZE])


def follow_up_for(officer: Officer, number: int) -> FollowUp | Refused:
    """One follow-up, for its owner, who opened it, or who looks over its owner."""
    seen = within(officer, "owner") | Q(opened_by=officer.number)
    found = FollowUp.objects.filter(seen).select_related("owner", "pain").filter(pk=number).first()
    if found is None:
        return Refused(
            MarketRefusal.FOLLOW_UP_UNKNOWN, "没有这项跟进事项,或您无权查看。", "请从清单中打开。", "follow_up"
        )
    return found


# --- leads -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LeadView:
    """A lead as a page may show it: the name masked until it is taken up."""

    id: int
    firm: str
    firm_name: str
    name: str
    direction: str
    paid_in: int
    paid_out: int
    times: int
    circle: bool
    since: date
    until: date
    state: str
    words: str
    entry: int | None


def _leads(officer: Officer) -> QuerySet[Lead]:
    """Leads out of the flows of firms the officer may see."""
    return Lead.objects.filter(firm__in=customers.visible_to(officer).values("number"))


def leads(
    officer: Officer, *, firm: str = "", state: str = LeadState.SEEN, page: int = 1
) -> tuple[int, list[LeadView]]:
    """How many, and a page of them: firm by firm, the largest counterparties first. Three queries."""
    rows = _leads(officer)
    rows = rows.filter(firm=firm) if firm else rows
    rows = rows.filter(state=state) if state else rows
    start = (max(1, page) - 1) * SIZE
    found = list(rows.order_by("rank", "firm", "id")[start : start + SIZE])
    names = customers.names(each.firm for each in found)
    return rows.count(), [_shown(each, names.get(each.firm, each.firm)) for each in found]


def lead_for(officer: Officer, number: int) -> LeadView | Refused:
    """One lead, masked as on the page."""
    found = _leads(officer).filter(pk=number).first()
    if found is None:
        return Refused(MarketRefusal.LEAD_UNKNOWN, "没有这条线索,或您无权查看。", "请从线索清单中打开。", "lead")
    return _shown(found, customers.names([found.firm]).get(found.firm, found.firm))


def _shown(lead: Lead, firm_name: str) -> LeadView:
    plain = lead.state == LeadState.TAKEN_UP
    return LeadView(
        id=lead.pk,
        firm=lead.firm,
        firm_name=firm_name,
        name=lead.party_name if plain else mask_name(lead.party_name),
        direction=lead.direction,
        paid_in=lead.paid_in,
        paid_out=lead.paid_out,
        times=lead.times,
        circle=lead.circle,
        since=lead.since,
        until=lead.until,
        state=lead.state,
        words=lead.words,
        entry=lead.entry_id,
    )
