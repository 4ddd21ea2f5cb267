"""What a form of contests said, done once under its key; how its words are read is the same as on the pages of partners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from wuhua.areas.people.rules import Officer
from wuhua.areas.performance.actions import NewContest, once_for
from wuhua.areas.performance.rules import BlocRule, Metric
from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.web.partners import said
from wuhua.web.partners.said import choice, day, fresh_key, maybe_whole

TICKED, SIDE, LINE = "team-", "bloc-", "points-"
"""How the fields of a team and of a line begin: a field of its own for each, so that the key covers every tick."""
MOST_POINTS = 1_000


class ContestFormRefusal(Refusal):
    """Why a form of contests cannot be read."""

    NOT_SURE = "not_sure"
    POINTS_TOO_MANY = "points_too_many"


def text(request: HttpRequest, name: str, most: int = 500) -> str:
    """Words, less the one sign the database holds in no text."""
    return said.text(request, name, most).replace("\0", "")


def new_contest(request: HttpRequest) -> NewContest:
    """The contest as the form asks for it."""
    ticked = [name.removeprefix(TICKED) for name in request.POST if name.startswith(TICKED)]
    return NewContest(
        name=text(request, "name", 60),
        first_day=day(request, "first_day"),
        last_day=day(request, "last_day"),
        blocs={team.replace("\0", ""): text(request, SIDE + team, 30) for team in ticked},
        points={metric: _points(request, LINE + metric) for metric in Metric},
        bloc_rule=choice(request, "bloc_rule", BlocRule),
        reward=text(request, "reward", 200),
    )


def _points(request: HttpRequest, name: str) -> int:
    found = maybe_whole(request, name) or 0
    if found > MOST_POINTS:
        reason = _("一项指标的分值过大。")
        raise Refuse(Refused(ContestFormRefusal.POINTS_TOO_MANY, reason, _("请填写不超过 1000 的整数。"), name))
    return found


def must_be_sure(request: HttpRequest) -> Refused | None:
    """What cannot be taken back is ticked first."""
    if text(request, "sure", 1) == "1":
        return None
    return Refused(ContestFormRefusal.NOT_SURE, _("尚未确认。"), _("请先勾选确认,再结束竞赛。"), "sure")


def once(request: HttpRequest, who: Officer, act: Callable[[], Any]) -> Any:
    """Do what the form says, once under its key: a second tap gets the first answer."""
    key = f"{text(request, 'key', 64) or fresh_key()}{request.path}"
    body = {name: value for name, value in request.POST.items() if name not in ("key", "csrfmiddlewaretoken")}
    try:
        return once_for(who, key, {"form": request.path, **body}, act)
    except Refuse as no:
        return no.refused
