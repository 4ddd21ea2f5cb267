"""One run over every customer: read, decide, give an owner of the grade, write only what is new. Run again it writes nothing."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import Any

import polars as pl
from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import Parameters
from wuhua.areas.market.actions import tiers as market
from wuhua.areas.market.read import tiers as tiers_read
from wuhua.areas.market.rules.limits import Tier
from wuhua.areas.market.rules.tiers import FACTS, GRADE, TierBook, TierCause, may_sort, run_is_due, tier_book
from wuhua.areas.people.rules import Officer
from wuhua.bulk.arrow import connect, rows
from wuhua.bulk.columns import tiers as columns
from wuhua.bulk.tiers import gather
from wuhua.core.days import add_months
from wuhua.core.refuse import Refused
from wuhua.platform import clock


def sort_customers(*, actor: Officer, on: date) -> dict[str, Any] | Refused:
    """季度分层测算: answers how many stand in each tier, how many rose and fell, and who has no owner of the grade."""
    return may_sort(actor) or _sorted(actor, on)


def sort_due(day: date, actor: str) -> dict[str, Any] | None:
    """After the close of `day`: the run of the quarter that begins next morning, or of one whose first morning was missed."""
    on = day + timedelta(days=1)
    last = tiers_read.last_run()
    if not run_is_due(on, last.quarter if last is not None else None):
        return None
    return _sorted(Officer(actor, "", "", frozenset(), None), on)


def _sorted(actor: Officer, on: date) -> dict[str, Any]:
    values = compliance.parameters(on)
    with transaction.atomic():
        market.hold_tiers()
        with connect() as link:
            found, staff = gather.customers(link, on), gather.staff(link, on)
        sorted_ = sort(found, book_of(values), add_months(on, -values.whole("TIER_BY_HAND_MONTHS")))
        return _write(actor, on, give_owners(sorted_, staff), values)


def book_of(values: Parameters) -> TierBook:
    """The lines in force."""
    whole = {"TIER_SLACK_PCT": values.whole("TIER_SLACK_PCT")}
    fen: dict[str, int] = {}
    for tier in (Tier.KEY, Tier.QUALITY):
        whole |= {code: values.whole(code) for code in (f"TIER_MONTHS.{tier}", f"TIER_LATE.{tier}")}
        fen |= {code: values.fen(code) for code in (f"TIER_SIZE.{tier}", f"TIER_SALES.{tier}", f"TIER_PAID.{tier}")}
    return tier_book(whole, fen)


def sort(found: pl.DataFrame, book: TierBook, by_hand_since: date) -> pl.DataFrame:
    """The tier each stands in from today: as decided, or as a person said since that day."""
    by_hand = ((pl.col("cause") == TierCause.TIER_BY_HAND.value) & (pl.col("from_day") > by_hand_since)).fill_null(
        False
    )
    decided = found.with_columns(columns.decided(book))
    return decided.with_columns(pl.when(by_hand).then("before").otherwise("tier").alias("tier"))


def give_owners(found: pl.DataFrame, staff: pl.DataFrame) -> pl.DataFrame:
    """`new_owner`: who markets the customer now. An owner of the grade stays; the managing manager owns the basic ones.

    The others are dealt out in turn among those of the grade in the manager's own team, or where there is none in the bank.
    """
    right = (
        staff.select(pl.col("tier"), pl.col("staff").alias("owner")).unique().with_columns(pl.lit(True).alias("fits"))
    )
    frame = found.join(right, on=["tier", "owner"], how="left", maintain_order="left")
    keeps = right.select("tier", pl.col("owner").alias("managing_rm"), pl.col("fits").alias("own_rm"))
    frame = frame.join(keeps, on=["tier", "managing_rm"], how="left", maintain_order="left")
    staff = staff.filter("deals")
    of_team = staff.group_by("tier", "team").agg(pl.col("staff").unique().sort().alias("near"))
    of_bank = staff.group_by("tier").agg(pl.col("staff").unique().sort().alias("far"))
    frame = frame.join(of_team, on=["tier", "team"], how="left", maintain_order="left")
    frame = frame.join(of_bank, on="tier", how="left", maintain_order="left")
    among = pl.coalesce("near", "far")
    stays = pl.col("fits").fill_null(False) & (pl.col("owner_tier") == pl.col("tier")).fill_null(False)
    turn = (~stays).cast(pl.Int64).cum_sum().over("tier", "team") % among.list.len().cast(pl.Int64)
    dealt = among.list.get(turn, null_on_oob=True)
    own = pl.col("own_rm").fill_null(False)
    return frame.with_columns(
        pl.when(stays).then("owner").when(own).then("managing_rm").otherwise(dealt).alias("new_owner"),
        (~stays).alias("moves"),
    ).drop("near", "far", "fits", "own_rm")


def _write(actor: Officer, on: date, found: pl.DataFrame, values: Parameters) -> dict[str, Any]:
    """What differs from what stands goes to the room, in one transaction there."""
    at = clock.now().isoformat()
    fresh = found.filter(pl.col("before").is_null() | (pl.col("before") != pl.col("tier")))
    moved = found.filter(pl.col("moves") & (pl.col("new_owner").is_not_null() | pl.col("owner").is_not_null()))
    stamp = [
        pl.lit(on.isoformat()).alias("from_day"),
        pl.lit(actor.number).alias("actor"),
        pl.lit(at).alias("recorded_at"),
    ]
    tiers = fresh.select(
        pl.col("customer").alias("customer_id"), "tier", pl.lit(TierCause.TIER_COUNTED.value).alias("cause"),
        pl.format('["{}"]', pl.col("reasons").list.join('","')).str.replace('[""]', "[]", literal=True).alias("reasons"),
        pl.struct(FACTS).struct.json_encode().alias("facts"), *stamp,
    )  # fmt: skip
    owners = moved.filter(pl.col("new_owner").is_not_null()).select(
        pl.col("customer").alias("customer_id"), pl.col("new_owner").alias("staff_id"), "tier",
        pl.col("tier").replace_strict({tier.value: role.value for tier, role in GRADE.items()}).alias("grade"), *stamp,
    )  # fmt: skip
    figures = figures_of(found)
    market.write_run(
        actor=actor, business_date=on, digest=digest_of(found, values), figures=figures,
        changed=fresh.filter(pl.col("before").is_not_null())["customer"].to_list(), tiers=rows("market_customertier", tiers),
        moved=moved.filter(pl.col("owner").is_not_null())["customer"].to_list(), owners=rows("market_tierowner", owners),
    )  # fmt: skip
    return {**figures, "tiers_written": tiers.height, "owners_written": owners.height}


def figures_of(found: pl.DataFrame) -> dict[str, int]:
    """Customers by tier, those new to it, risen and fallen, and those nobody of the grade can be found for."""
    order = {Tier.BASIC.value: 0, Tier.QUALITY.value: 1, Tier.KEY.value: 2}
    step = pl.col("tier").replace_strict(order, return_dtype=pl.Int64) - pl.col("before").replace_strict(
        order, default=None, return_dtype=pl.Int64
    )
    counted = dict(found.group_by("tier").len().iter_rows())
    told = found.select(
        pl.col("before").is_null().sum().alias("first"), (step > 0).sum().alias("risen"), (step < 0).sum().alias("fallen"),
        pl.col("new_owner").is_null().sum().alias("without_owner"),
    ).row(0, named=True)  # fmt: skip
    return {tier.value: int(counted.get(tier.value, 0)) for tier in Tier} | {
        name: int(each) for name, each in told.items()
    }


def digest_of(found: pl.DataFrame, values: Parameters) -> str:
    """What the run read: the facts, and the lines in force."""
    lines = {code: value for code, value in sorted(values.values.items()) if code.startswith("TIER_")}
    text = found.select("number", *FACTS).write_csv() + json.dumps(lines)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
