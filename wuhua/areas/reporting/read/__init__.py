"""Questions about figures. Aggregates and codes only: a customer's name is asked of `customer.read`, by who may see it.
The one report whose form asks for names (EAST_note) says so through `names_in`, and whoever writes it out leaves a trace.

Every door takes a sealed day and raises `Refuse` (DAY_NOT_SEALED, NO_SEALED_DAY) for any other. Money is yuan as text,
percentages are text with two decimals, "—" where there is nothing to divide by.
"""

from wuhua.areas.reporting.read.cards import drill, five_scorecards, headline, trends
from wuhua.areas.reporting.read.classes import (
    class_sheet,
    days_to_compare,
    migration,
    migration_starts,
    quarters,
)
from wuhua.areas.reporting.read.note import newest_sealed, note_on
from wuhua.areas.reporting.read.offered import leave_a_trace, may_draw, on_offer
from wuhua.areas.reporting.read.reports import report, structure
from wuhua.areas.reporting.read.returns import names_in
from wuhua.areas.reporting.read.scoreboard import scoreboard
from wuhua.areas.reporting.read.source import latest_day
from wuhua.areas.reporting.read.workbook import workbook, write

__all__ = [
    "class_sheet",
    "days_to_compare",
    "drill",
    "five_scorecards",
    "headline",
    "latest_day",
    "leave_a_trace",
    "may_draw",
    "migration",
    "migration_starts",
    "names_in",
    "newest_sealed",
    "note_on",
    "on_offer",
    "quarters",
    "report",
    "scoreboard",
    "sealed_days",
    "structure",
    "trends",
    "workbook",
    "write",
]
