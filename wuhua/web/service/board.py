"""What the screen shows, gathered from the doors of the rooms; order and links only, no figure is made here.

Every figure carries the address of the page it stands on, so that the reader can ask who is behind it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wuhua.areas.funding import read as funding
from wuhua.areas.market import read as market
from wuhua.areas.market.read import attended, feedback, partners, places, tiers
from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.partners import AgreementState
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.reporting import read as reporting
from wuhua.areas.reporting.read import community
from wuhua.areas.reporting.read import county as figures
from wuhua.areas.reporting.read.owed import opened_on
from wuhua.core.money import yuan
from wuhua.web.grid.views import HEATS, LEVELS, picture
from wuhua.web.market.views import picture as funnel_picture
from wuhua.web.templatetags.desk import yuan as spoken

SHOWN = 6
"""So many lines of each list; the page behind it shows all."""
SHAPES = {
    "MARKET": gettext_noop("市场"),
    "PARK": gettext_noop("园区"),
    "MALL": gettext_noop("商厦"),
    "COMMUNITY": gettext_noop("社区"),
    "VILLAGE": gettext_noop("村"),
}
"""Kinds of place the funnel is divided by."""
MANY = 50
"""The door of follow-ups answers no more than this; a count at that height is said to be more."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure: its name, what it says, the words beside it, where it stands. `bad` is red."""

    name: str
    value: int | str | None
    url: str
    note: str = ""
    bad: bool = False
    money: bool = False

    @property
    def counted(self) -> bool:
        """Whether the figure is a whole number of something."""
        return isinstance(self.value, int) and not self.money


# --- for everybody ---------------------------------------------------------------------------------------------------


def county(who: Officer, day: date) -> dict[str, Any]:
    """The map with its heat, the funnel by kind of place, cells nobody walked through, and what service costs and saves."""
    found, shapes = figures.county(day), people.outlines()
    shown = [line for line in found.lines.values() if line.kind in LEVELS["PLACE"][1]]
    quiet = [line for line in found.leaves() if line.untouched]
    quiet.sort(key=lambda line: (line.rm != who.number, line.last_visit or date.min, line.code))
    return {
        "county": found, "kinds": _kinds(shown), "heats": HEATS, "shapes": bool(shapes), "quiet": quiet[:SHOWN],
        "synthetic": any(made_up for _outline, made_up in shapes.values()), "map": picture(shown, shapes),
        "mine": sum(line.rm == who.number for line in quiet),
        "bank_tiles": [
            Tile(_("30天未走访网格"), len(quiet), reverse("grid_board") + "?untouched=1",
                 _("共 %(n)s 个网格") % {"n": len(found.leaves())}, bool(quiet)),
            *_saved(who), *_relending(day),
        ],
    }  # fmt: skip


def _kinds(shown: list[figures.Line]) -> list[tuple[str, figures.Line, int]]:
    """The places of each kind added up, and how many they are."""
    found = []
    for kind, name in SHAPES.items():
        of_kind = [line for line in shown if line.kind == kind]
        whole = figures.Line("", "", kind, "", False)
        for line in of_kind:
            whole.take(line)
        if of_kind:
            found.append((name, whole, len(of_kind)))
    return found


def _saved(who: Officer) -> list[Tile]:
    """What customers saved against the base price this year, up to the last sealed day."""
    day = reporting.latest_day()
    if day is None:
        return []
    given = community.everybody(day)
    url = reverse("breakthroughs" if who.holds(Role.ADMIN) else "community")
    return [Tile(_("本年为客户节约"), given.whole.saved, url, _("%(n)s 户受益") % {"n": given.gained}, money=True)]


def _relending(day: date) -> list[Tile]:
    """Re-lending outstanding, with what has notes behind it and what room is left."""
    owed = funding.borrowed(day).outstanding
    used = sum(funding.ledger(day).values_list("amount", flat=True))
    room = _("已用 %(used)s,可用 %(room)s") % {"used": spoken(used, "万"), "room": spoken(owed - used, "万")}
    return [Tile(_("再贷款余额"), owed, reverse("reports"), room, money=True)]


# --- within sight ----------------------------------------------------------------------------------------------------


def own(who: Officer, day: date) -> dict[str, Any]:
    """Lists, route, follow-ups, pain points, leads, the pool, key customers and agreements, as this officer sees them."""
    steps, key = market.funnel_of(who), tiers.tier_page(who, tier=Tier.KEY.value)
    lines = partners.agreement_lines(who, day)
    soon = [each for each in lines if each.state is AgreementState.ENDING_SOON]
    standing = [each for each in lines if each.state in (AgreementState.IN_FORCE, AgreementState.ENDING_SOON)]
    numbers = [each.number for each in key.rows[:SHOWN]]
    seen, promised = attended.last_visits(numbers, day), attended.open_promises(numbers)
    return {
        "steps": steps, "funnel": funnel_picture(steps), "lists": market.overview(who)[:SHOWN], "soon": soon[:SHOWN],
        "key_customers": [(each, seen.get(each.number), promised.get(each.number)) for each in key.rows[:SHOWN]],
        "own_tiles": [
            Tile(_("名单客户"), steps[0].reached, reverse("lists")),
            *_field(who, day),
            Tile(_("重点客户"), key.counts[Tier.KEY.value], reverse("tiers") + "?tier=KEY",
                 _("未分层 %(n)s") % {"n": key.unsorted}),
            Tile(_("战略协议"), len(standing), reverse("partners"), _("即将到期 %(n)s") % {"n": len(soon)}, bool(soon)),
            *_given(day),
        ],
    }  # fmt: skip


def _field(who: Officer, day: date) -> list[Tile]:
    """What the field has to do."""
    stops, jobs = market.stops(who.number, day), market.follow_ups(who, day)
    late = sum(each.due < day for each in jobs)
    pains, pool = market.pain_page(who, day), places.pool(who, day, opened_on() or day)
    leads, _rows = market.leads(who)
    overdue = sum(each.late for each in pool)
    return [
        Tile(_("我的今日路线"), len(stops), reverse("route"),
             _("已走 %(n)s") % {"n": sum(each.visited for each in stops)}),  # type: ignore[attr-defined]
        Tile(_("未办结跟进"), f"{MANY}+" if len(jobs) >= MANY else len(jobs), reverse("route"),
             _("逾期 %(n)s") % {"n": late}, bool(late)),
        Tile(_("痛点难点"), pains.count, reverse("pains"), _("逾期 %(n)s") % {"n": pains.overdue}, bool(pains.overdue)),
        Tile(_("待认领线索"), leads, reverse("leads")),
        Tile(_("待归格客户"), len(pool), reverse("grid_pool"), _("超期 %(n)s") % {"n": overdue}, bool(overdue)),
    ]  # fmt: skip


def _given(day: date) -> list[Tile]:
    """What customers gave in calls after a disbursement, this year."""
    given = feedback.satisfaction(day.replace(month=1, day=1), day)
    average = None if given.hundredths is None else yuan(given.hundredths)
    return [Tile(_("回访满意度"), average, reverse("feedback"), _("%(n)s 人次") % {"n": sum(given.scores.values())})]
