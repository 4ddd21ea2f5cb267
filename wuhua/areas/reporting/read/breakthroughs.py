"""三大重点突破 (A63): 体系, 目标, 降本增效, each by figures that are counted from what stands, none of them typed in."""

from __future__ import annotations

from datetime import date
from typing import Any

from wuhua.areas.market.read import feedback
from wuhua.areas.market.rules.feedback import Average
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import StaffSource
from wuhua.areas.reporting.read import cards, community
from wuhua.areas.reporting.rules import Kpi
from wuhua.areas.reporting.rules.cards import MeasureUnit
from wuhua.areas.reporting.rules.community import Support

GREEN_LANE = "WITHIN_3_DAYS"
"""绿色通道: an application whose money is in the customer's account within three days of being submitted."""
BOARDS = (
    ("system", "体系突破", ("CELL_COVERAGE", "CENTRE_STAFF", "MANAGERS", "PRODUCTS_ON_SALE", "AGREEMENTS", "FILING_RATE")),
    ("target", "目标突破", ("BALANCE", "NET_INCREASE", "GROWTH", "BORROWERS", "BORROWERS_INCREASE", "DISBURSED")),
    ("cost", "降本增效突破", ("LENDING_RATE", GREEN_LANE, "MEDIAN_DAYS", "SUCCESS_RATE", "UNSECURED", "NPL")),
)  # fmt: skip


def boards(day: date) -> list[dict[str, Any]]:
    """The three boards of a sealed day. Raises `Refuse` (DAY_NOT_SEALED) for any other."""
    head = cards.headline(day)
    lines = [*head["coverage"], *head["volume"]]
    for card in cards.five_scorecards(day):
        lines += card["kpis"]
    by_code = {line["code"]: line for line in lines}
    by_code |= {line["code"]: line for line in _of_people(day)}
    given = community.everybody(day)
    found: list[dict[str, Any]] = [
        {"code": code, "title": title, "kpis": [by_code[each] for each in codes if each in by_code]}
        for code, title, codes in BOARDS
    ]
    found[0]["kpis"] += [by_code["DRAWN"]]
    found[2]["kpis"] += _of_saving(day, given.whole, given.gained)
    return found


def _of_people(day: date) -> list[dict[str, object]]:
    counted = people.drawn_from(day)
    drawn = counted[StaffSource.GRADUATE] + counted[StaffSource.ELITE]
    return [Kpi("DRAWN", "抽调大学生与精英骨干", MeasureUnit.COUNT, drawn, None, day, word="人").as_dict()]


def _of_saving(day: date, given: Support, gained: int) -> list[dict[str, object]]:
    return [
        Kpi("SAVED", "本年为客户节约成本(各项贷款,净额)", MeasureUnit.YUAN, given.saved, None, day).as_dict(),
        Kpi("GAINED", "得到实惠的客户", MeasureUnit.COUNT, gained, None, day, word="户").as_dict(),
    ]


def satisfaction(day: date) -> Average:
    """What customers gave this year up to the day."""
    return feedback.satisfaction(date(day.year, 1, 1), day)
