"""Verbs of the working day, one noun a file. Upper rooms call the doors by subject; pages and API call `do`."""

from wuhua.areas.workday.actions.doors import do
from wuhua.areas.workday.actions.duties import (
    escalate,
    mark_journey,
    open_duty,
    pause_duty,
    resume_duty,
    stop_duty,
)
from wuhua.areas.workday.actions.inquiries import receive_for
from wuhua.areas.workday.actions.lanes import add_item, feed_figures, stamp_items

__all__ = [
    "add_item",
    "do",
    "escalate",
    "feed_figures",
    "mark_journey",
    "open_duty",
    "pause_duty",
    "receive_for",
    "resume_duty",
    "stamp_items",
    "stop_duty",
]
