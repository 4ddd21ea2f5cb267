"""已授信 and 已用信: entries whose customers carry a line, or have drawn, come on by what the book says, not by hand."""

from __future__ import annotations

from datetime import date

from wuhua.areas.market import actions as market
from wuhua.bulk.dayend.load import connect, query

_GRANTED = """SELECT e.id FROM market_listentry e JOIN customer_customer c ON c.number = e.customer
    WHERE e.state = 'FILED' AND c.credit_line > 0 ORDER BY e.id"""
_DRAWN = """SELECT DISTINCT e.customer FROM market_listentry e JOIN customer_customer c ON c.number = e.customer
    JOIN servicing_loannote n ON n.customer_id = c.id
    WHERE e.state IN ('FILED', 'CREDIT') AND c.credit_line > 0 AND n.closed IS NULL ORDER BY 1"""


def catch_up(*, actor: str, business_date: date) -> tuple[int, int]:
    """How many entries came to their line, and how many to their first money. Run again, it finds nothing."""
    with connect() as adbc:
        granted = query(adbc, _GRANTED)["id"].to_list()
        drawn = query(adbc, _DRAWN)["customer"].to_list()
    with_line = market.mark_granted(actor=actor, business_date=business_date, entries=granted)
    return with_line, sum(market.mark_drawn(actor=actor, business_date=business_date, customer=each) for each in drawn)
