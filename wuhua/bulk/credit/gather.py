"""What the bank knows beside a list: its own customers, what they owe, how they stand, and the records of other houses."""

from __future__ import annotations

from datetime import date

import polars as pl
from adbc_driver_manager import AdbcConnection

from wuhua.areas.market.rules.batch import TierSource
from wuhua.areas.market.rules.limits import Tier
from wuhua.bulk.columns import turnover
from wuhua.bulk.columns.limits import cv_of
from wuhua.bulk.dayend.load import query

_CUSTOMERS = """
SELECT c.identity_blind, c.number AS customer, c.industry AS own_industry, s.klass, s.overdue_days::bigint AS overdue_days,
       n.ours, t.tier AS own_tier
FROM customer_customer c
LEFT JOIN customer_standing s ON s.customer_id = c.id
LEFT JOIN market_customertier t ON t.customer_id = c.id AND t.from_day <= $1 AND (t.to_day IS NULL OR t.to_day > $1)
LEFT JOIN (SELECT customer_id, sum(principal)::bigint AS ours FROM servicing_loannote
           WHERE closed IS NULL AND start <= $1 GROUP BY 1) n ON n.customer_id = c.id
"""
_REGISTRY = """
SELECT DISTINCT ON (credit_code) credit_code AS identity, status, founded FROM customer_registryrecord
WHERE as_of <= $1 ORDER BY credit_code, as_of DESC
"""
TAX = """
SELECT credit_code AS identity, sum(paid) FILTER (WHERE place <= 12)::bigint AS own_tax, count(*)::bigint AS own_tax_months,
       (array_agg(grade ORDER BY place))[1] AS own_grade, (array_agg(arrears ORDER BY place))[1]::bigint AS own_arrears
FROM (SELECT credit_code, grade, arrears, coalesce(vat_paid, 0) + coalesce(income_tax_paid, 0) - coalesce(refund, 0) AS paid,
             row_number() OVER (PARTITION BY credit_code ORDER BY month DESC) AS place
      FROM (SELECT DISTINCT ON (credit_code, month) * FROM customer_taxrecord
            WHERE as_of <= $1 AND (consent_until IS NULL OR consent_until >= $1)
            ORDER BY credit_code, month, as_of DESC) newest) counted
WHERE place <= 24 GROUP BY 1
"""
"""Counted only as long as its authorisation stands."""
_WAGES = """
SELECT credit_code AS identity, sum(wage_total)::bigint AS own_wage
FROM (SELECT credit_code, wage_total, row_number() OVER (PARTITION BY credit_code ORDER BY month DESC) AS place
      FROM (SELECT DISTINCT ON (credit_code, month) * FROM customer_wagerecord WHERE as_of <= $1
            ORDER BY credit_code, month, as_of DESC) newest) counted
WHERE place <= 12 GROUP BY 1 HAVING count(*) = 12 AND count(wage_total) = 12
"""
_POWER = """
SELECT name, sum(cost)::bigint AS own_power FROM
  (SELECT account, name, cost, row_number() OVER (PARTITION BY account ORDER BY month DESC) AS place
   FROM (SELECT DISTINCT ON (account, month) * FROM customer_powerrecord WHERE as_of <= $1
         ORDER BY account, month, as_of DESC) newest) counted
WHERE place <= 12 GROUP BY account, name HAVING count(*) = 12 AND count(cost) = 12
"""
_FLOWS = """
SELECT c.number AS account, c.name, f.day, f.side, f.amount, f.kind, f.counterparty, f.memo
FROM customer_accountflow f JOIN servicing_settlementaccount a ON a.number = f.account
JOIN customer_customer c ON c.id = a.customer_id WHERE f.day > $1 - 400 AND f.day <= $1
"""
_STATUS = {"存续": "ACTIVE", "在业": "ACTIVE", "经营异常": "ABNORMAL", "注销": "GONE", "吊销": "GONE", "迁出": "GONE",
           "严重违法": "GONE"}  # fmt: skip


def columns(link: AdbcConnection, on: date) -> dict[str, pl.DataFrame]:
    """One read of each; a meter name that several meters share is nobody's in particular."""
    found = {
        name: query(link, sql, on)
        for name, sql in (
            ("customers", _CUSTOMERS), ("registry", _REGISTRY), ("tax", TAX), ("wages", _WAGES), ("power", _POWER),
        )
    }  # fmt: skip
    found["power"] = found["power"].unique("name", keep="none")
    found["flows"] = _years(query(link, _FLOWS, on), on)
    return found


def _years(moves: pl.DataFrame, on: date) -> pl.DataFrame:
    """A customer's year of net credit over all accounts here: total, months with any, variation. Own name is no buyer."""
    own = moves.select("account", pl.col("name").alias("counterparty")).unique()
    months = turnover.turnover(moves.drop("name"), own, on).with_columns(pl.col("net").cast(pl.Int128))
    total, squares = pl.col("net").sum(), (pl.col("net") * pl.col("net")).sum()
    return months.group_by(pl.col("account").alias("customer")).agg(
        total.cast(pl.Int64).alias("own_flow"),
        (pl.col("net") > 0).sum().cast(pl.Int64).alias("own_flow_months"),
        cv_of(total, squares).alias("own_cv"),
    )


def join(frame: pl.DataFrame, known: dict[str, pl.DataFrame], on: date) -> pl.DataFrame:
    """The list with everything linked on exact keys: blind index, credit code, meter name. The list's own word comes first."""
    frame = frame.join(known["customers"], on="identity_blind", how="left", maintain_order="left")
    for name in ("registry", "tax", "wages"):
        frame = frame.join(known[name], on="identity", how="left", maintain_order="left")
    frame = frame.join(known["power"], on="name", how="left", maintain_order="left")
    frame = frame.join(known["flows"], on="customer", how="left", maintain_order="left")
    silent = pl.col("flow").is_null()  # turnover, its months and its variation come from one house
    born = pl.col("founded")
    not_yet = (born.dt.month() * 100 + born.dt.day()) > on.month * 100 + on.day
    age = (on.year - born.dt.year() - not_yet.cast(pl.Int32)).cast(pl.Int64).clip(0)
    return frame.with_columns(
        pl.col("customer").fill_null(""),
        pl.when(pl.col("customer").is_null()).then(pl.lit("NO")).otherwise(pl.lit("YES")).alias("known"),
        pl.col("status").replace_strict(_STATUS, default="UNKNOWN", return_dtype=pl.String).fill_null("UNKNOWN").alias("registry"),
        pl.coalesce("industry", "own_industry").fill_null("").alias("industry"),
        pl.coalesce("klass", pl.when(pl.col("ours") > 0).then(pl.lit("NORMAL"))).fill_null("NONE").alias("klass"),
        pl.col("overdue_days").fill_null(0),
        pl.col("ours").fill_null(0),
        pl.col("elsewhere").fill_null(0),
        pl.coalesce("years", age).alias("years"),
        pl.coalesce("flow", "own_flow").alias("flow"),
        pl.when(silent).then(pl.col("own_flow_months")).otherwise(pl.col("flow_months")).alias("flow_months"),
        pl.when(silent).then(pl.col("own_cv")).otherwise(pl.col("cv")).alias("cv"),
        pl.coalesce("wage", "own_wage").alias("wage"),
        pl.coalesce("power", "own_power").alias("power"),
        pl.coalesce("tax", "own_tax").alias("tax"),
        pl.coalesce("tax_months", "own_tax_months").alias("tax_months"),
        pl.coalesce("tax_grade", "own_grade").replace("", None).fill_null("NONE").alias("tax_grade"),
        pl.coalesce("tax_arrears", "own_arrears").alias("tax_arrears"),
        pl.when(pl.col("tier").is_not_null())
        .then(pl.lit(TierSource.FROM_LIST.value))
        .when(pl.col("own_tier").is_not_null())
        .then(pl.lit(TierSource.FROM_RUN.value))
        .otherwise(pl.lit(TierSource.NOT_SORTED.value))
        .alias("tier_source"),
        pl.coalesce("tier", "own_tier").fill_null(Tier.BASIC.value).alias("tier"),
        pl.col("listed").fill_null("NONE"),
    )  # fmt: skip
