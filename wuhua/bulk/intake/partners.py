"""Partners as columns: what must hold before they are loaded, and the rows they become."""

from __future__ import annotations

from datetime import date

import polars as pl

from wuhua.bulk.intake.formats_partners import KINDS, LINES, STAGES

Rule = tuple[str, pl.Expr]


def rules_of_strategic(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """Only who cooperates has an agreement; nothing of tomorrow."""
    signed = pl.col("agreement").is_not_null()
    return [
        ("stage", pl.when(signed & (pl.col("stage") != "已合作")).then(pl.lit("已签协议的对象应为已合作"))),
        ("opened_on", pl.when(pl.col("opened_on") > cut_over).then(pl.lit("登记日期在切换日之后"))),
    ]


def rules_of_services(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """Not before the agreement, not of tomorrow."""
    signed = frames["agreements"].select("number", "signed").drop_nulls().unique("number", keep="first")
    since = pl.col("agreement").replace_strict(dict(signed.iter_rows()), default=None, return_dtype=pl.Date)
    return [
        ("from_day", pl.when(pl.col("from_day") < since).then(pl.lit("启用日期早于协议签订日期"))),
        ("from_day", pl.when(pl.col("from_day") > cut_over).then(pl.lit("启用日期在切换日之后"))),
    ]


def strategic_rows(frame: pl.DataFrame, actor: str) -> pl.DataFrame:
    """Columns of market's targets."""
    return frame.with_columns(
        pl.col("kind").replace_strict({word: each.value for word, each in KINDS.items()}, return_dtype=pl.String),
        pl.col("stage").replace_strict({word: each.value for word, each in STAGES.items()}, return_dtype=pl.String),
        pl.col("credit_code").fill_null(""),
        pl.lit(actor).alias("opened_by"),
    ).rename({"executive": "executive_id", "contact": "contact_id", "agreement": "agreement_id"})


def service_rows(frame: pl.DataFrame, actor: str) -> pl.DataFrame:
    """Columns of what is taken up."""
    return frame.select(
        pl.col("agreement").alias("agreement_id"),
        pl.col("line").replace_strict({word: each.value for word, each in LINES.items()}, return_dtype=pl.String),
        pl.lit(True).alias("taken"), "from_day", pl.lit(actor).alias("actor"),
    )  # fmt: skip
