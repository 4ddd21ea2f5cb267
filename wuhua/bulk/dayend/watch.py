"""Step 10: judgement about customers, written down for earlier rooms as dated standing; limits of time that ran out."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import polars as pl
from django.utils import timezone

from wuhua.areas.backing import actions as backing
from wuhua.areas.creditline import actions as creditline
from wuhua.areas.customer import standing as customer
from wuhua.areas.performance import actions as performance
from wuhua.areas.postloan import actions as postloan
from wuhua.areas.postloan.read.halted import halted
from wuhua.areas.workday import actions as workday
from wuhua.bulk.conduct import run as conduct
from wuhua.bulk.dayend import brought
from wuhua.bulk.dayend.rows import rows
from wuhua.bulk.tiers import run as tiers

_ORDER = ["NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL", "LOSS"]
_STATUSES = ["NORMAL", "OVERDUE", "NON_ACCRUAL", "WRITTEN_OFF"]


def write_standing(day: date, notes: pl.DataFrame, actor: str) -> None:
    """The worst class, overdue days and book status of each customer whose notes give cause; the others are clean."""
    cause = (pl.col("klass") != "NORMAL") | (pl.col("overdue_days") > 0)
    worst = (
        notes.filter(cause & pl.col("closed").is_null())
        .group_by("customer_id")
        .agg(
            pl.col("klass").replace_strict(_ORDER, range(5), return_dtype=pl.Int8).max().alias("klass"),
            pl.col("overdue_days").max().alias("overdue_days"),
            pl.col("book_status").replace_strict(_STATUSES, range(4), return_dtype=pl.Int8).max().alias("book_status"),
        )
        .with_columns(
            pl.lit(day).alias("as_of"),
            pl.col("klass").replace_strict(range(5), _ORDER, return_dtype=pl.String),
            pl.col("book_status").replace_strict(range(4), _STATUSES, return_dtype=pl.String),
        )
        .sort("customer_id")
    )
    customer.write_standing(actor=actor, business_date=day, rows=rows("customer_standing", worst))


def watch_cards(day: date) -> dict[str, int]:
    """授信卡: what ran out or must stop, by the standing of the closed day, under the date that has begun."""
    return creditline.watch(business_date=day + timedelta(days=1))


def stop_use(day: date) -> dict[str, int]:
    """一终止: what the records prove by themselves ends use, under the date that has begun."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    return postloan.watch(business_date=day + timedelta(days=1), at=midnight)


def freeze_tax(day: date) -> dict[str, int]:
    """信税通: what the tax house's newest word freezes or thaws, under the date that has begun."""
    return backing.watch_tax(business_date=day + timedelta(days=1), kept=halted())


def share_payments(day: date) -> dict[str, int]:
    """助保贷: what customers paid on notes a pool has paid for goes back to the pool in its share."""
    return backing.share_payments(business_date=day + timedelta(days=1))


def propose_compensations(day: date) -> dict[str, int]:
    """助保贷: what has been overdue longer than its agreement says is put on the list, or paid by the pool at once."""
    return backing.propose_due(business_date=day + timedelta(days=1))


def scan_conduct(day: date, actor: str) -> int:
    """七不准: loans of the closed book beside sales and placements, the public notices; how many flags are new."""
    return conduct.scan_of_day(day, actor)


def write_levels(day: date) -> int:
    """限时办结: the levels that clocks reached by the end of the day, written under the date that has begun; how many."""
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    return workday.escalate(business_date=day + timedelta(days=1), at=midnight)


def sort_customers(day: date, actor: str) -> dict[str, int] | None:
    """客户分层: on the first morning of a quarter every customer is sorted again; None on any other day."""
    return tiers.sort_due(day, actor)


def score_contests(day: date, actor: str) -> dict[str, int]:
    """团队竞赛: where running contests stand after the closed day, and whose loans gone bad take their points back."""
    return performance.watch(day=day, actor=actor)


def after_seal(day: date, actor: str) -> None:
    """Every look that follows a seal. Each finds only what it has not written yet, so all of them may be had again."""
    write_levels(day)
    watch_cards(day)
    stop_use(day)
    freeze_tax(day)
    share_payments(day)
    propose_compensations(day)
    sort_customers(day, actor)
    scan_conduct(day, actor)
    score_contests(day, actor)
    brought.feed(day, actor)
