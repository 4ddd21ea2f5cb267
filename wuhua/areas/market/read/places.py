"""The ecology map's own questions: what was surveyed and filed in each cell, the pool, who keeps whom when, relations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import rustworkx as rx
from django.db.models import Count, F, Max, Q

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.read import zones as placed
from wuhua.areas.market.models import CustomerFile, Placement, Survey, Tie
from wuhua.areas.market.read.counted import party_key
from wuhua.areas.market.rules import mask_name
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.workday.read.common import calendar
from wuhua.core.days import add_workdays
from wuhua.core.refuse import Refused

_HERE = ZoneInfo("Asia/Shanghai")
MOST_NODES = 120


@dataclass(frozen=True, slots=True)
class Touched:
    """What the field did in one cell, ever until a day."""

    surveyed: int = 0
    filed: int = 0
    last_visit: date | None = None


def touched(on: date, complete_pct: int) -> dict[str, Touched]:
    """Parties surveyed, parties whose file counts, and the last visit, by cell. Two queries for the whole county."""
    end = datetime(on.year, on.month, on.day, tzinfo=_HERE) + timedelta(days=1)
    rows = Survey.objects.filter(visited__lt=end).values("zone_id")
    seen = {
        each["zone_id"]: (each["parties"], each["last"].astimezone(_HERE).date())
        for each in rows.annotate(parties=Count(party_key(), distinct=True), last=Max("visited"))
    }
    full = CustomerFile.objects.filter(filed__lte=on).annotate(
        have=F("filled") * 100, need=F("mandatory") * complete_pct
    )
    full = full.filter(have__gte=F("need"), survey__longitude__isnull=False, survey__latitude__isnull=False)
    filed = dict(full.values_list("survey__zone_id").annotate(n=Count(party_key("survey__"), distinct=True)))
    return {code: Touched(parties, filed.get(code, 0), last) for code, (parties, last) in seen.items()}


# --- where a customer belongs ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Belongs:
    """One cell, one team, one manager."""

    zone: str
    team: str
    rm: str


def belongs(customer: str, on: date) -> Belongs | None:
    """Where the customer belongs on that day (A17): its cell then, and who answered for the cell then; None in the pool."""
    found = placed.zone_and_start(customer)
    if found is None:
        return None
    number, zone, _since = found
    rows = Placement.objects.filter(customer_id=number)
    then = rows.filter(
        Q(from_day__isnull=True) | Q(from_day__lte=on), Q(to_day__isnull=True) | Q(to_day__gt=on)
    ).first()
    code = zone if then is None else then.zone_id
    owner = people.zone_owner(code, on) if code else None
    if code is None or owner is None or owner.lead_rm_id is None:
        return None
    return Belongs(code, owner.team_type, owner.lead_rm_id)


@dataclass(frozen=True, slots=True)
class Outside:
    """A customer in no cell: since when, and by when it must have one."""

    number: str
    name: str
    managing_rm: str
    zone: str
    since: date
    due: date
    late: bool


def pool(officer: Officer, on: date, opened: date, most: int = 500) -> list[Outside]:
    """Customers outside every cell, the most urgent first. Nobody waits since before the books were opened here."""
    rows = list(placed.outside(officer, people.leaf_codes())[:most])
    if not rows:
        return []
    days, table = pool_days(on), calendar()
    found = []
    for each in rows:
        since = max(each.since or opened, opened)
        due = add_workdays(since, days, table)
        found.append(Outside(each.number, each.name, each.managing_rm, each.zone, since, due, due < on))
    return sorted(found, key=lambda line: (line.due, line.number))


def pool_days(on: date) -> int:
    """Working days a customer may stand in the pool."""
    return compliance.whole("POOL_DAYS", on)


# --- who deals with whom ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Party:
    """A node of the graph. `open` says whether the officer may see who it is."""

    key: str
    name: str
    customer: str
    open: bool


@dataclass(frozen=True, slots=True)
class Ties:
    """A neighbourhood: the parties, and (from, to, kind) by their place in the list."""

    parties: Sequence[Party]
    ties: Sequence[tuple[int, int, str]]
    cut: bool


def ties(officer: Officer, customer: str, steps: int) -> Ties | Refused:
    """Everybody within so many steps of a customer the officer may see. Customers who are not the officer's are masked."""
    centre = customers.customer_for(officer, customer)
    if isinstance(centre, Refused):
        return centre
    rows = Tie.objects.values_list("kind", "from_name", "from_customer", "to_name", "to_customer")
    graph: rx.PyGraph[tuple[str, str], str] = rx.PyGraph()
    nodes: dict[str, int] = {}

    def node(name: str, number: str) -> int:
        key = number or name
        if key not in nodes:
            nodes[key] = graph.add_node((name, number))
        return nodes[key]

    root = node(centre.name, centre.number)
    lines = [(node(one, first), node(other, second), kind) for kind, one, first, other, second in rows.iterator(5_000)]
    graph.add_edges_from([(a, b, kind) for a, b, kind in lines])
    far = rx.dijkstra_shortest_path_lengths(graph, root, lambda _kind: 1.0, goal=None)
    near = [root, *sorted((at for at, steps_away in far.items() if steps_away <= steps), key=lambda at: (far[at], at))]
    kept = near[:MOST_NODES]
    at = {index: order for order, index in enumerate(kept)}
    numbers = [graph[index][1] for index in kept if graph[index][1]]
    mine = set(customers.visible_to(officer).filter(number__in=numbers).values_list("number", flat=True))
    parties = [_party_of(*graph[index], mine) for index in kept]
    return Ties(parties, [(at[a], at[b], kind) for a, b, kind in lines if a in at and b in at], len(near) > len(kept))


def _party_of(name: str, number: str, mine: set[str]) -> Party:
    seen = not number or number in mine
    return Party(number or name, name if seen else mask_name(name), number if number in mine else "", seen)
