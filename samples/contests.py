"""A contest of the sample bank: the outlets whose managers are at work, in two blocs, from the first business day on.

Opened by an executive through the verb, before the first day is closed: its points are those the night reckons from the
visits, loans and arrears of the book.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from wuhua.areas.people.rules import Officer
from wuhua.areas.performance import actions, read
from wuhua.areas.performance.rules import BlocRule
from wuhua.core.refuse import Refused, ensure

NAME = "四季度小微攻坚 PK 赛(样例)"
BLOCS = ("汾河联队", "稷王联队")
MOST = 8
"""So many teams at most take part."""


def open_one(boss: Officer, day: date, managers: Iterable[Officer]) -> None:
    """To the end of the year, by the points that compliance ships; two blocs where there are teams enough for them."""
    teams = list(dict.fromkeys(each.branch for each in managers))[:MOST]
    if len(teams) < len(BLOCS):
        return
    alone = len(teams) < 2 * len(BLOCS)
    blocs = {team: "" if alone else BLOCS[place % len(BLOCS)] for place, team in enumerate(teams)}
    new = actions.NewContest(
        NAME, day, date(day.year, 12, 31), blocs, read.terms_on(day).points, BlocRule.AVERAGE,
        reward="第一名团队(样例):外出学习一次",
    )  # fmt: skip
    made = actions.open_contest(actor=boss, business_date=day, new=new)
    ensure(not isinstance(made, Refused), f"the sample's contest was refused: {made}")
