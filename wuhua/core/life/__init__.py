"""A loan's whole life, recomputed from its terms and its events alone: no anchor, no ledger, no database.

What the books say of a note can be held against this on any day, in a nightly proof or in a dispute. A correction is
posted from it too: wanted (this) less recorded (the books) is the difference entry of `money.md`.

The walk stops only on days on which something happens: an event, a due day, a settlement, the day after one. Between two
stops every numerator grows by balance x rate x days, so seven hundred days cost what a few dozen stops cost.

>>> from datetime import date
>>> terms = LifeTerms(start=date(2018, 8, 21), maturity=date(2018, 9, 10), rate=840_000, method=Method.INTEREST_ONLY,
...     billing=Billing.MONTH20, day_count=DayCount.ACT_360)
>>> life = live(terms, [Event(1, date(2018, 8, 21), What.DRAW, 15_000_000)], as_of=date(2018, 10, 15))
>>> [(kind.value, fen) for kind, fen in life.owed.items() if fen]  # 高文斌: 152,546.08
[('penalty', 183750), ('compound', 858), ('interest', 70000), ('principal', 15000000)]
>>> life.overdue_days
35
"""

from wuhua.core.days import DayCount
from wuhua.core.life.live import Life, live
from wuhua.core.life.walk import Walk
from wuhua.core.life.words import Billing, Event, LifeRefusal, LifeTerms, Opening, Row, Span, Status, What
from wuhua.core.terms import Method, PrepayWay

__all__ = [
    "Billing",
    "DayCount",
    "Event",
    "Life",
    "LifeRefusal",
    "LifeTerms",
    "Method",
    "Opening",
    "PrepayWay",
    "Row",
    "Span",
    "Status",
    "Walk",
    "What",
    "live",
]
