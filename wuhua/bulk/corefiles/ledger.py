"""总分核对: the core's ledger totals by subject and branch, beside our general ledger and the sums of our sub-ledgers.

Subjects are agreed by number: a subject our chart has not is listed and compared with nothing, one of ours that the core
does not report at all likewise. A subject both have must agree in every branch.
"""

from __future__ import annotations

import polars as pl

from wuhua.areas.corelink.rules import BreakKind
from wuhua.books.rules import CHART, DEPOSITS
from wuhua.bulk.corefiles.compare import sorted_
from wuhua.bulk.intake.cells import written
from wuhua.bulk.intake.form import Kind

NAMES = {str(account.code): account.name for account in CHART}
_KEY = ["subject", "branch"]


def sheet(theirs: pl.DataFrame, control: pl.DataFrame, positions: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """(subject, name, branch, core, ours, subs), debit positive; null where a side says nothing."""
    core = theirs.select(
        "subject",
        "name",
        pl.col("branch").fill_null(""),
        (pl.col("debit") - pl.col("credit")).alias("core"),
    )
    mine = control.select(pl.col("account").cast(pl.String).alias("subject"), "branch", pl.col("amount").alias("ours"))
    subs = _sub_ledgers(positions, accounts)
    wide = (
        core.join(mine, on=_KEY, how="full", coalesce=True)
        .join(subs, on=_KEY, how="full", coalesce=True)
        .with_columns(pl.col("subject").replace_strict(NAMES, default=None).alias("known"))
    )
    charted, kept_by_sub = pl.col("known").is_not_null(), pl.col("subject").is_in(subs["subject"].unique().implode())
    return (
        wide.with_columns(
            pl.coalesce("name", "known").fill_null("").alias("name"),
            pl.when(charted).then(pl.col("ours").fill_null(0)).otherwise(None).alias("ours"),
            pl.when(kept_by_sub).then(pl.col("subs").fill_null(0)).otherwise(None).alias("subs"),
        )
        .filter(pl.any_horizontal((pl.col(side) != 0).fill_null(False) for side in ("core", "ours", "subs")))
        .select("subject", "name", "branch", "core", "ours", "subs")
        .sort("subject", "branch")
    )


def _sub_ledgers(positions: pl.DataFrame, accounts: pl.DataFrame) -> pl.DataFrame:
    """Sums of the sealed positions and of the accounts, under the subject whose general account they must make up."""
    owed = pl.sum_horizontal("accrued", "unpaid_interest", "unpaid_penalty", "unpaid_compound")
    told = {
        "1132": pl.when(pl.col("book_status") != "NON_ACCRUAL").then(owed).otherwise(0),
        "1301": pl.col("principal"),
        "1302": pl.col("overdue_principal"),
        "1304": -pl.col("provision"),
        "7001": pl.col("off_balance_interest"),
    }
    sums = positions.group_by("branch").agg(
        amount.sum().cast(pl.Int64).alias(subject) for subject, amount in told.items()
    )
    notes = sums.unpivot(list(told), index="branch", variable_name="subject", value_name="subs")
    held = accounts.group_by("branch").agg((-pl.col("balance").sum()).cast(pl.Int64).alias("subs"))
    held = held.with_columns(pl.lit(str(DEPOSITS)).alias("subject"))
    columns = ["subject", "branch", "subs"]
    return pl.concat([notes.select(columns), held.select(columns)])


def differences(found: pl.DataFrame) -> pl.DataFrame:
    """Where the core and our general ledger disagree, as the columns of a break; `subject` is "1301/0101"."""
    reported = found.filter(pl.col("core").is_not_null())["subject"].unique().implode()
    both = found.filter(pl.col("ours").is_not_null() & pl.col("subject").is_in(reported))
    unlike = both.filter(pl.col("core").fill_null(0) != pl.col("ours"))
    silent = pl.col("core").is_null()
    rows = unlike.select(
        pl.concat_str("subject", "branch", separator="/").alias("subject"),
        pl.when(silent).then(pl.lit("")).otherwise(pl.lit("balance")).alias("field"),
        pl.when(silent)
        .then(pl.lit(BreakKind.MISSING_IN_CORE.value))
        .otherwise(pl.lit(BreakKind.AMOUNT.value))
        .alias("kind"),
        "branch",
        written(pl.col("ours"), Kind.YUAN).alias("ours"),
        written(pl.col("core"), Kind.YUAN).fill_null("").alias("theirs"),
        (pl.col("core").fill_null(0) - pl.col("ours")).cast(pl.Int64).alias("gap"),
    )
    return sorted_([rows])
