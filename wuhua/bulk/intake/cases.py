"""在途案件 and 产品销售 as columns: what must hold before they are loaded, and the rows they become."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime

import polars as pl

from wuhua.areas.product.rules.sheets import SHEETS
from wuhua.bulk.intake.formats_cases import STATES
from wuhua.bulk.intake.read import LINE

Rule = tuple[str, pl.Expr]
MANAGERS = ("RM", "CO_RM", "OUTLET_HEAD", "TEAM_HEAD", "SME_CENTER_HEAD")
"""Posts of the front office: only they lead a case."""
WORDS = "切换前已受理,由原系统导入"


def _unless(holds: pl.Expr, why: str) -> pl.Expr:
    return pl.when(~holds).then(pl.lit(why)).otherwise(None)


def rules_of_cases(frames: Mapping[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """A case that was asked or accepted by the cut-over, one a customer and product, led by somebody of the front office."""
    front = frames["staff"].filter(pl.col("roles").str.contains("|".join(rf"\b{each}\b" for each in MANAGERS)))[
        "number"
    ]
    others = (
        frames["staff"]["number"].drop_nulls().filter(~frames["staff"]["number"].drop_nulls().is_in(front.implode()))
    )
    twice = pl.col(LINE).first().over(["customer", "product"])
    elsewhere = frames["applications"]["number"].drop_nulls().implode()
    accepted = pl.col("state") == "ACCEPTED"
    return [
        ("number", _unless(~pl.col("number").is_in(elsewhere), "已在「贷款申请」文件中,一笔申请只能列一处")),
        (
            "product",
            _unless(pl.col("product").is_in([each.code for each in SHEETS]), "该产品没有产品标准,不能走五步法"),
        ),
        ("product", pl.when(twice != pl.col(LINE)).then(pl.format("与第 {} 行是同一客户同一产品的在途案件", twice))),
        ("amount", _unless(pl.col("amount") > 0, "申请金额应大于零")),
        ("months", _unless(pl.col("months") > 0, "申请期限应大于零")),
        ("asked", _unless(pl.col("asked").dt.date() <= cut_over, "提出时间在切换日之后")),
        ("accepted", _unless(~accepted | pl.col("accepted").is_not_null(), "已受理必须填写受理时间")),
        ("accepted", _unless(accepted | pl.col("accepted").is_null(), "已提出尚未受理,不填受理时间")),
        ("accepted", _unless(pl.col("accepted") >= pl.col("asked"), "受理时间早于提出时间")),
        ("accepted", _unless(pl.col("accepted").dt.date() <= cut_over, "受理时间在切换日之后")),
        ("rm", _unless(~pl.col("rm").is_in(others.implode()), "该工号没有客户经理或网点、团队负责人的角色")),
    ]


def rules_of_sales(frames: Mapping[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """A signature or a cooling-off stands on a paper, and nothing is dated after the cut-over."""
    rules = [
        ("amount", _unless(pl.col("amount") > 0, "金额应大于零")),
        ("day", _unless(pl.col("day") <= cut_over, "日期在切换日之后")),
        ("signed_on", _unless(pl.col("signed_on") <= cut_over, "签字日在切换日之后")),
    ]
    for day, paper in (("signed_on", "signature_paper"), ("cooled_until", "cooling_paper")):
        apart = pl.col(day).is_null() == pl.col(paper).is_null()
        rules.append((paper, _unless(apart, "日期与凭证编号须同时填写,或都留空")))
    return rules


def application_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """The record of each request: pending, with the moments the bank's own system knew."""
    empty = pl.lit(None, dtype=pl.Datetime("us"))
    return frame.select(
        "number", pl.col("customer").alias("customer_id"), "product", "amount", "asked", "accepted",
        empty.alias("submitted"), empty.alias("funded"), pl.lit("PENDING").alias("outcome"), pl.lit("").alias("reason"), "rm",
    )  # fmt: skip


def case_rows(
    frame: pl.DataFrame, frames: Mapping[str, pl.DataFrame], checklists: Mapping[str, str], sheets: Mapping[str, int]
) -> pl.DataFrame:
    """The cases: in the hands of who leads them, held to the checklists and the sheets of the cut-over day."""
    units = dict(frames["staff"].select("number", "branch").iter_rows())
    about = frames["customers"].select("number", "industry", "region")
    empty = pl.lit("{}")
    return frame.join(about, left_on="customer", right_on="number", how="left").select(
        pl.col("number").alias("application_id"), pl.col("customer").alias("customer_id"),
        pl.col("state").replace_strict(STATES, return_dtype=pl.String),
        pl.col("rm").replace_strict(units, return_dtype=pl.String).alias("unit"),
        pl.col("rm").alias("holder"), pl.col("rm").alias("lead"), pl.col("asked").dt.date().alias("opened_on"),
        "product", "amount", "months", "purpose", "use", "industry", "region", "security",
        pl.col("method").fill_null("interest_only"), pl.col("account").fill_null(""),
        empty.alias("inputs"), empty.alias("conditions"), empty.alias("limit_basis"), empty.alias("price"),
        pl.lit(json.dumps(dict(checklists))).alias("checklists"),
        pl.col("product").replace_strict(sheets, return_dtype=pl.Int64).alias("sheet_version"),
    )  # fmt: skip


def hand_rows(frame: pl.DataFrame, day: date) -> pl.DataFrame:
    """Who leads it: the only part anybody has had here."""
    return frame.select(
        pl.col("number").alias("case_id"), pl.lit("LEAD").alias("part"), pl.col("rm").alias("staff"),
        pl.lit(day).alias("business_date"),
    )  # fmt: skip


def step_rows(frame: pl.DataFrame, *, actor: str, day: date, at: datetime) -> pl.DataFrame:
    """One line of history, and it says what it is: brought by the import, not done here."""
    return frame.select(
        pl.col("number").alias("case_id"), pl.lit("ASK").alias("verb"), pl.lit("").alias("from_state"),
        pl.col("state").replace_strict(STATES, return_dtype=pl.String).alias("to_state"), pl.lit(1).alias("turn"),
        pl.lit(actor).alias("actor"), pl.lit("").alias("mandate"), pl.lit(at.isoformat()).alias("at"),
        pl.lit(day).alias("business_date"), pl.lit(WORDS).alias("words"), pl.lit('{"imported": true}').alias("facts"),
    )  # fmt: skip


def sale_rows(frame: pl.DataFrame, *, actor: str, day: date, at: datetime) -> pl.DataFrame:
    """Columns of compliance's sales."""
    return frame.drop("number").rename({"customer": "customer_id", "name": "product"}).with_columns(
        pl.col("own_money").fill_null(0), pl.col("signature_paper").fill_null(""), pl.col("cooling_paper").fill_null(""),
        pl.lit(actor).alias("recorded_by"), pl.lit(day).alias("business_date"), pl.lit(at.isoformat()).alias("recorded_at"),
    )  # fmt: skip


def last_number(frame: pl.DataFrame) -> int:
    """The highest of our own numbers among those brought, so that the next case gets a fresh one; nought without any."""
    own = frame["number"].str.extract(r"^SQ[0-9]{4}([0-9]{6})$").cast(pl.Int64)
    return max((each for each in own.to_list() if each is not None), default=0)
