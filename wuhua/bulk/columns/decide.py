"""The twin of `areas/classification/rules/decide.py`: the classes of many borrowers' notes at once.

The same table of triggers, read row by row as expressions; marks are bits of one whole number. What needs the borrower's
other notes is a window over the customer. `tests/agree/test_decide.py` proves the pair equal on random borrowers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from wuhua.areas.classification.rules import PERSON, RANKS, Klass, Mark, RuleBook, RuleBooks, Trigger, code, decode
from wuhua.areas.classification.rules.words import BAD_FROM

FACTS = {
    "id": pl.Int64,
    "customer_id": pl.Int64,
    "start": pl.Date,
    "security": pl.String,
    "overdue_days": pl.Int32,
    "balance": pl.Int64,
    "marks": pl.Int32,
    "klass": pl.String,
    "basis": pl.String,
    "since": pl.Date,
    "clear_from": pl.Date,
    "period_months": pl.Int32,
    "restructured": pl.Date,
    "waived": pl.String,
    "waived_until": pl.Date,
    "retail": pl.Boolean,
}
"""What a note brings, as `rules.NoteFacts` does; nothing set aside is null or an empty text."""

DECIDED = {
    "found": pl.String,
    "found_basis": pl.String,
    "worse": pl.String,
    "better": pl.String,
    "clear_now": pl.Date,
}
"""What is added: the verdict and its basis, a worse class taken, a better one proposed, and `clear_from` from now on."""

_NAMES = {klass.rank: klass.value for klass in Klass}
_RANKS = {klass.value: rank for klass, rank in RANKS.items()}


def worst(table: Sequence[Trigger]) -> pl.Expr:
    """The largest `rules.code` of the triggers that fire; -1 where none does. Columns: overdue_days, security, marks."""
    codes = []
    for at, trigger in enumerate(table):
        fires = pl.col("overdue_days") > trigger.over
        if trigger.security:
            fires = fires & (pl.col("security") == trigger.security)
        if trigger.mark:
            fires = fires & ((pl.col("marks") & Mark(trigger.mark).bit) != 0)
        codes.append(pl.when(fires).then(code(table, at)).otherwise(-1))
    return pl.max_horizontal(codes)


def decided(notes: pl.DataFrame, books: RuleBooks, day: date) -> pl.DataFrame:
    """The notes with `DECIDED`. Of a borrower who is not retail every note must be there, those without cause too."""
    own = _each_by_its_book(notes, books, lambda part, book: _own(part, book, day))
    many = own.with_columns(
        pl.col("balance").sum().over("customer_id").alias("all_debt"),
        pl.when("bad").then("balance").otherwise(0).sum().over("customer_id").alias("bad_debt"),
        (pl.col("bad").sum().over("customer_id") - pl.col("bad").cast(pl.UInt32) > 0).alias("others_bad"),
    )
    return _each_by_its_book(many, books, lambda part, book: _decided(part, book, day)).select(
        *notes.columns, *(pl.col(name).cast(dtype) for name, dtype in DECIDED.items())
    )


def _each_by_its_book(
    notes: pl.DataFrame, books: RuleBooks, work: Callable[[pl.DataFrame, RuleBook], pl.DataFrame]
) -> pl.DataFrame:
    """Old business by the earlier book where one still holds, the rest by the one in force; the order is kept."""
    if books.before is None or books.since is None:
        return work(notes, books.now)
    placed = notes.with_row_index("_place")
    old = pl.col("start") < books.since
    parts = [work(placed.filter(old), books.before), work(placed.filter(~old), books.now)]
    return pl.concat(parts).sort("_place").drop("_place")


def _verdict(notes: pl.DataFrame, book: RuleBook) -> pl.DataFrame:
    """Adds `rank` of the verdict and `found_basis`."""
    size = len(book.table)
    bases = {code(book.table, at): decode(book.table, code(book.table, at)).basis for at in range(size)}
    return notes.with_columns(worst(book.table).cast(pl.Int32).alias("_code")).with_columns(
        pl.when(pl.col("_code") < size).then(0).otherwise(pl.col("_code") // size).cast(pl.Int8).alias("rank"),
        pl.col("_code").replace_strict(bases, default="", return_dtype=pl.String).alias("found_basis"),
    )


def _waives(day: date) -> pl.Expr:
    """Whether the verdict, and none worse, has been set aside by people and the day is still within it."""
    aside = pl.col("waived").replace_strict(_RANKS, default=-1, return_dtype=pl.Int8)
    return (pl.col("rank") <= aside) & (pl.lit(day) < pl.col("waived_until")).fill_null(False)


def _own(notes: pl.DataFrame, book: RuleBook, day: date) -> pl.DataFrame:
    """Adds `bad`: by its own facts or by a class that stands, not by what other notes of the borrower made of it."""
    now = pl.col("klass").replace_strict(_RANKS, return_dtype=pl.Int8)
    stands = (pl.col("rank_now") >= BAD_FROM) & (pl.col("basis").fill_null("") != book.cross_basis)
    return _verdict(notes.with_columns(now.alias("rank_now")), book).with_columns(
        (((pl.col("rank") >= BAD_FROM) & ~_waives(day)) | stands).alias("bad")
    )


def _decided(notes: pl.DataFrame, book: RuleBook, day: date) -> pl.DataFrame:
    if book.cross_pct >= 0:
        others = pl.when(pl.col("others_bad")).then(Mark.BORROWER_BAD.bit).otherwise(0)
        over = 100 * pl.col("bad_debt") > book.cross_pct * pl.col("all_debt")
        crossed = pl.when(over).then(Mark.CROSS_DEFAULT.bit).otherwise(0)
        bits = pl.when("retail").then(0).otherwise(others | crossed)
        kept = notes.get_column("marks")
        notes = _verdict(notes.with_columns((pl.col("marks") | bits).cast(pl.Int32).alias("marks")), book)
        notes = notes.with_columns(kept)
    worse = (pl.col("rank") > pl.col("rank_now")) & ~_waives(day)
    better = (pl.col("rank") < pl.col("rank_now")) & _observed(book, day)
    name = pl.col("rank").replace_strict(_NAMES, return_dtype=pl.String)
    notes = notes.with_columns(
        name.alias("found"),
        pl.when(worse).then(name).otherwise(None).alias("worse"),
        pl.when(better).then(name).otherwise(None).alias("better"),
    )
    return notes.with_columns(_clear_from(book, day).alias("clear_now"))


def _after(start: str, months: int | pl.Expr) -> pl.Expr:
    """`core.days.add_months`: the same day number, clamped to the month's end."""
    return pl.col(start).dt.offset_by(pl.format("{}mo", pl.lit(months) if isinstance(months, int) else months))


def _observed(book: RuleBook, day: date) -> pl.Expr:
    """Whether a class that the facts no longer call for may be proposed for raising today."""
    today = pl.lit(day)
    months = pl.max_horizontal(pl.lit(book.observe_months), book.observe_periods * pl.col("period_months"))
    paid_up = (pl.col("overdue_days") == 0) & (today >= _after("clear_from", months)).fill_null(False)
    if book.none_impaired:
        paid_up = paid_up & ~pl.col("others_bad")
    by_person = (pl.col("basis") == PERSON).fill_null(False) & pl.col("since").is_not_null()
    held = today >= _after("since", book.person_holds_months)
    observed = (
        pl.when(pl.col("rank_now") >= BAD_FROM).then(paid_up).otherwise(pl.when(by_person).then(held).otherwise(True))
    )
    if book.frozen:
        observed = observed & (today >= _after("restructured", book.restructure_months)).fill_null(True)
    return observed


def _clear_from(book: RuleBook, day: date) -> pl.Expr:
    """Since when nothing has been overdue: begins when the last arrears are paid, ends with new ones past the tolerance."""
    nothing = pl.lit(None, dtype=pl.Date)
    paid_up = pl.when(pl.col("overdue_days") == 0).then(pl.lit(day)).otherwise(nothing)
    return (
        pl.when((pl.col("rank_now") == 0) & pl.col("worse").is_null())
        .then(nothing)
        .when(pl.col("worse").is_not_null() | pl.col("clear_from").is_null())
        .then(paid_up)
        .when(pl.col("overdue_days") > book.tolerance)
        .then(nothing)
        .otherwise("clear_from")
    )
