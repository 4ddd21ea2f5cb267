"""What the tiers are decided on, a customer a row. Deposits, accounts and flows are not read: no threshold can reach them."""

from __future__ import annotations

from datetime import date

import polars as pl
from adbc_driver_manager import AdbcConnection

from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.tiers import WATCHERS
from wuhua.areas.people.rules import Role
from wuhua.bulk.arrow import query
from wuhua.core.days import add_months

CUSTOMERS = """
SELECT c.id AS customer, c.number, c.managing_rm,
       coalesce(12 * extract(year FROM age($1, c.since)) + extract(month FROM age($1, c.since)), 0)::bigint AS months,
       greatest(coalesce(late.days, 0), coalesce(n.open_days, 0))::bigint AS late,
       greatest(coalesce(c.credit_line, 0), coalesce(n.owed, 0))::bigint AS size,
       coalesce(sales.fen, 0)::bigint AS sales, coalesce(late.interest, 0)::bigint AS paid,
       EXISTS (SELECT FROM market_agreement a WHERE a.party = c.name AND a.kind IN ('PARK', 'LEADING_ENTERPRISE')
               AND a.signed <= $1 AND a.expires >= $1) AS anchor
FROM customer_customer c
LEFT JOIN (SELECT customer_id, sum(principal) AS owed, max($1 - oldest_due) AS open_days FROM servicing_loannote
           WHERE closed IS NULL AND start <= $1 GROUP BY 1) n ON n.customer_id = c.id
LEFT JOIN (SELECT o.customer_id, max(r.paid - r.due) AS days, sum(r.amount) FILTER (WHERE r.kind = 'I') AS interest
           FROM servicing_repaymentitem r JOIN servicing_loannote o ON o.id = r.note_id
           WHERE r.paid > $2 AND r.paid <= $1 GROUP BY 1) late ON late.customer_id = c.id
LEFT JOIN (SELECT customer_id, max(CASE code WHEN 'turnover' THEN 12 ELSE 1 END * value::bigint) AS fen
           FROM (SELECT DISTINCT ON (customer_id, code) customer_id, code, value FROM customer_fileitem
                 WHERE code IN ('income', 'turnover') AND business_date <= $1 ORDER BY customer_id, code, id DESC) newest
           WHERE value ~ '^[0-9]+$' GROUP BY 1) sales ON sales.customer_id = c.id
ORDER BY c.number
"""
"""Since when a customer, the latest payment of twelve months and what is late now, line or what is owed, sales of the file,
interest paid in twelve months, an agreement in force."""
_TIERS = """
SELECT customer_id AS customer, tier AS before, from_day, cause FROM market_customertier WHERE to_day IS NULL
"""
_OWNERS = (
    "SELECT customer_id AS customer, staff_id AS owner, tier AS owner_tier FROM market_tierowner WHERE to_day IS NULL"
)
_STAFF = """
SELECT r.role, s.number AS staff, b.team_type AS team FROM people_staffrole r
JOIN people_staff s ON s.number = r.staff_id JOIN people_branch b ON b.code = s.branch_id
WHERE r.from_day <= $1 AND (r.to_day IS NULL OR r.to_day > $1) AND (s.joined IS NULL OR s.joined <= $1)
  AND (s."left" IS NULL OR s."left" > $1) ORDER BY s.number
"""
_KEEPERS = "SELECT s.number AS managing_rm, b.team_type AS team FROM people_staff s JOIN people_branch b ON b.code = s.branch_id"


def customers(link: AdbcConnection, on: date) -> pl.DataFrame:
    """Facts with the tier and the owner each customer has now."""
    frame = query(link, CUSTOMERS, on, add_months(on, -12))
    for sql in (_TIERS, _OWNERS):
        frame = frame.join(query(link, sql), on="customer", how="left", maintain_order="left")
    return frame.join(query(link, _KEEPERS), on="managing_rm", how="left", maintain_order="left")


def staff(link: AdbcConnection, on: date) -> pl.DataFrame:
    """Who may market which tier on the day: tier, staff number, team, and whether customers are dealt to them."""
    grades = {
        Role.EXECUTIVE.value: Tier.KEY.value,
        Role.MIDDLE.value: Tier.QUALITY.value,
        Role.RM.value: Tier.BASIC.value,
    }
    held = query(link, _STAFF, on)
    watching = pl.col("role").is_in([role.value for role in WATCHERS]).any().over("staff")
    found = held.with_columns((~watching).alias("deals")).filter(pl.col("role").is_in(list(grades)))
    return found.select(pl.col("role").replace_strict(grades).alias("tier"), "staff", "team", "deals")
