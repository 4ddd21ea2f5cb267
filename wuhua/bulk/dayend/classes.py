"""What the day makes of the classes: which notes are looked at, the marks carried over from servicing, and the rows to write.

Only notes with cause are touched: something overdue, a class that is not normal, a mark, or a way of lending that is one;
and of a borrower who is not retail all notes, once one of them has cause. The decision itself is `columns.decide`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from wuhua.areas.classification.rules import ISSUE_MARKS, MARK_BITS, Mark, RuleBook, RuleBooks
from wuhua.bulk.columns import decide

CLASSES = {
    "id": pl.Int64, "klass": pl.String, "since": pl.Date, "basis": pl.String, "clear_from": pl.Date,
    "waived": pl.String, "waived_until": pl.Date,
}  # fmt: skip
MARKS = {"id": pl.Int64, "mark": pl.String, "since": pl.Date, "active": pl.Boolean}
EVENTS = {"id": pl.Int64, "kind": pl.String, "since": pl.Date}
TAKEN = {"id": pl.Int64, "mark": pl.String, "since": pl.Date}
AGAIN = {"id": pl.Int64, "since": pl.Date}
_RESTRUCTURED = [Mark.RESTRUCTURED.value, Mark.RESTRUCTURED_AGAIN.value]


def _none(schema: dict[str, type[pl.DataType]]) -> pl.DataFrame:
    return pl.DataFrame(schema=schema)


@dataclass
class Known:
    """What a close knows of classes beside the notes' rows.

    `classes`: of notes that are not normal or of which people set a verdict aside. `marks`: every mark ever set, and
    whether it still holds. `events`: misuse and restructuring of today, with the day they count from. `again`: restructured
    notes whose predecessor was restructured, with the day of that. `asked`: notes of which the day end has an open proposal.
    `taken`: marks whose event was reversed today, and no other stands for them.
    `written`: notes of shards that a former run of this close has written; they speak for their borrower, and stay.
    """

    classes: pl.DataFrame = field(default_factory=lambda: _none(CLASSES))
    marks: pl.DataFrame = field(default_factory=lambda: _none(MARKS))
    events: pl.DataFrame = field(default_factory=lambda: _none(EVENTS))
    again: pl.DataFrame = field(default_factory=lambda: _none(AGAIN))
    asked: pl.DataFrame = field(default_factory=lambda: _none({"id": pl.Int64}))
    taken: pl.DataFrame = field(default_factory=lambda: _none(TAKEN))
    written: pl.DataFrame | None = None


@dataclass
class Classed:
    """What is written of a day: one frame a kind, each with `shard` and the columns of classification's `loading.COLUMNS`."""

    changes: pl.DataFrame
    proposals: pl.DataFrame
    lapsed: pl.DataFrame
    cleared: pl.DataFrame
    marks: pl.DataFrame
    ended: pl.DataFrame


def classified(notes: pl.DataFrame, known: Known, books: RuleBooks, day: date) -> tuple[pl.DataFrame, Classed]:
    """The notes with their class at the close of `day`, and what is to be written. `notes` as after ageing."""
    known = _without_taken(known)
    fresh = carried(notes, known, books, day)
    facts = _facts(notes, known, fresh, books)
    mine = decide.decided(facts, books, day).filter(pl.col("shard").is_not_null())
    worse = mine.filter(pl.col("worse").is_not_null()).select("id", "worse")
    if worse.height:
        notes = (
            notes.join(worse, on="id", how="left", maintain_order="left")
            .with_columns(pl.coalesce("worse", "klass").alias("klass"))
            .drop("worse")
        )
    return notes, _rows(mine, known, fresh, notes)


def _without_taken(known: Known) -> Known:
    """A mark whose event was reversed today holds nothing down any more."""
    if known.taken.is_empty():
        return known
    gone = known.marks.join(known.taken.with_columns(gone=True), on=["id", "mark", "since"], how="left")
    return replace(known, marks=gone.with_columns(pl.col("active") & pl.col("gone").is_null()).drop("gone"))


# --- marks carried over ----------------------------------------------------------------------------------------------


def carried(notes: pl.DataFrame, known: Known, books: RuleBooks, day: date) -> pl.DataFrame:
    """Marks that servicing's facts are: how a note was lent, restructuring, and misuse that was proved. Each once."""
    eased = known.events.filter(pl.col("kind") == "RESTRUCTURE").join(notes.select("id", "start"), on="id")
    issued = _issued(notes, known.marks).join(eased, on="id", how="anti")
    return pl.concat([issued, _again(issued, known, books), _eased(eased, known, books), _misused(notes, known, day)])


def _issued(notes: pl.DataFrame, ever: pl.DataFrame) -> pl.DataFrame:
    """Ways of lending that are marks, of notes that never had the mark; since the day they were lent."""
    marks = {issue: mark.value for issue, mark in ISSUE_MARKS.items()}
    return (
        notes.filter(pl.col("issue_type").is_in(list(marks)))
        .with_columns(pl.col("issue_type").replace_strict(marks, return_dtype=pl.String).alias("mark"))
        .join(ever, on=["id", "mark"], how="anti")
        .select("id", "mark", pl.col("start").alias("since"), pl.format("发放类型 {}", "issue_type").alias("reason"))
    )


def _again(issued: pl.DataFrame, known: Known, books: RuleBooks) -> pl.DataFrame:
    """Lent to restructure a note that was itself still observed as restructured."""
    twice = issued.filter(pl.col("mark") == Mark.RESTRUCTURED.value).join(
        known.again.rename({"since": "earlier"}), on="id", how="inner"
    )
    return _mark(twice.filter(_observed(books, "since")), Mark.RESTRUCTURED_AGAIN, "观察期内再次重组")


def _eased(eased: pl.DataFrame, known: Known, books: RuleBooks) -> pl.DataFrame:
    """Restructured today, as the same note: for the first time (or anew, long after), or again inside its observation."""
    before = (
        known.marks.filter(pl.col("active") & pl.col("mark").is_in(_RESTRUCTURED))
        .group_by("id")
        .agg(pl.col("since").max().alias("earlier"))
    )
    found = eased.join(before, on="id", how="left").filter(
        pl.col("earlier").is_null() | (pl.col("earlier") < pl.col("since"))
    )
    again = _observed(books, "start").fill_null(False)
    return pl.concat(
        [
            _mark(found.filter(~again), Mark.RESTRUCTURED, "重组"),
            _mark(found.filter(again), Mark.RESTRUCTURED_AGAIN, "观察期内再次重组"),
        ]
    )


def _misused(notes: pl.DataFrame, known: Known, day: date) -> pl.DataFrame:
    """Misuse: proved today, or brought along by a note that never had the mark."""
    ever = known.marks.filter(pl.col("mark") == Mark.MISUSED.value)
    today = known.events.filter(pl.col("kind") == "MISUSE").select("id", "since")
    fresh = notes.filter(pl.col("misuse_uplift") > 0).select("id").join(today, on="id", how="left")
    held = pl.concat([ever.filter("active").select("id"), ever.join(today, on="id", how="anti").select("id")])
    found = fresh.join(held, on="id", how="anti").with_columns(pl.col("since").fill_null(day))
    return _mark(found, Mark.MISUSED, "挪用已认定")


def _mark(found: pl.DataFrame, mark: Mark, reason: str) -> pl.DataFrame:
    return found.select("id", pl.lit(mark.value).alias("mark"), "since", pl.lit(reason).alias("reason"))


def _observed(books: RuleBooks, start: str) -> pl.Expr:
    """Whether the day in `since` still lies in the observation that began on `earlier`; the book is the note's own."""
    inside = pl.lit(False)
    for book, whose in _whose(books, start):
        inside = inside | (whose & (pl.col("since") < _months_after("earlier", book.restructure_months)))
    return inside


def _whose(books: RuleBooks, start: str) -> list[tuple[RuleBook, pl.Expr]]:
    """Each book, and which rows follow it by the day in `start`."""
    if books.before is None or books.since is None:
        return [(books.now, pl.lit(True))]
    old = pl.col(start) < books.since
    return [(books.before, old), (books.now, ~old)]


def _months_after(day: str, months: int) -> pl.Expr:
    return pl.col(day).dt.offset_by(f"{months}mo")


# --- facts -----------------------------------------------------------------------------------------------------------


def _facts(notes: pl.DataFrame, known: Known, fresh: pl.DataFrame, books: RuleBooks) -> pl.DataFrame:
    """`columns.decide.FACTS` of every note with cause, and of the other notes of borrowers who are not retail.

    `shard` is null where the note is written already and only speaks for its borrower.
    """
    retail = _retail(books)
    marked = pl.concat([known.marks.filter("active").select("id"), fresh.select("id")]).unique()
    looked = _with_cause(notes, marked)
    others = known.written
    if others is not None:
        others = others.with_columns(pl.lit(None, dtype=pl.Int16).alias("shard"))
        looked = pl.concat([looked, _with_cause(others, marked)], how="diagonal_relaxed")
    whole = looked.filter(~retail).select("customer_id").unique()
    if whole.height:
        rest = [notes] if others is None else [notes, others]
        more = [each.join(whole, on="customer_id", how="semi").join(looked, on="id", how="anti") for each in rest]
        looked = pl.concat([looked, *more], how="diagonal_relaxed")
    return (
        looked.join(known.classes.drop("klass"), on="id", how="left", maintain_order="left")
        .join(_bits(known, fresh), on="id", how="left", maintain_order="left")
        .with_columns(
            pl.col("marks").fill_null(0),
            (pl.col("principal") + pl.col("overdue_principal")).alias("balance"),
            _period_months().alias("period_months"),
            retail.alias("retail"),
        )
        .select("shard", *(pl.col(name).cast(dtype) for name, dtype in decide.FACTS.items()))
    )


def _with_cause(notes: pl.DataFrame, marked: pl.DataFrame) -> pl.DataFrame:
    cause = (pl.col("overdue_days") > 0) | (pl.col("klass") != "NORMAL")
    if marked.height:
        cause = cause | pl.col("id").is_in(marked.get_column("id").implode())
    return notes.filter(cause)


def _retail(books: RuleBooks) -> pl.Expr:
    """`RuleBook.retail`; where no book looks at a borrower's other notes, everybody is."""
    if books.now.cross_pct < 0 and not books.now.none_impaired:
        return pl.lit(True)
    firm = pl.col("customer_kind").is_in(["ENTERPRISE", "FARM_ENTITY"])
    small = pl.col("size_class").fill_null("").is_in(sorted(books.now.retail_sizes))
    return (~firm | small).fill_null(True)


def _period_months() -> pl.Expr:
    return (
        pl.when(pl.col("settlement") == "MONTH20")
        .then(1)
        .when(pl.col("settlement") == "QUARTER20")
        .then(3)
        .when(pl.col("settlement") == "AT_MATURITY")
        .then(0)
        .otherwise(pl.col("frequency_months"))
    )


def _bits(known: Known, fresh: pl.DataFrame) -> pl.DataFrame:
    """Marks of each note as one number, and the last day on which it was restructured."""
    held = pl.concat([known.marks.filter("active").select("id", "mark", "since"), fresh.select("id", "mark", "since")])
    bits = {mark.value: bit for mark, bit in MARK_BITS.items()}
    return held.group_by("id").agg(
        pl.col("mark").unique().replace_strict(bits, return_dtype=pl.Int32).sum().alias("marks"),
        pl.col("since").filter(pl.col("mark").is_in(_RESTRUCTURED)).max().alias("restructured"),
    )


# --- rows ------------------------------------------------------------------------------------------------------------


def _rows(found: pl.DataFrame, known: Known, fresh: pl.DataFrame, notes: pl.DataFrame) -> Classed:
    note = pl.col("id").alias("note_id")
    late = pl.when(pl.col("overdue_days") > 0).then(pl.format("逾期{}天", "overdue_days")).otherwise(pl.lit(""))
    moved = (pl.col("klass") != "NORMAL") & pl.col("worse").is_null()
    quiet = found.filter(pl.col("worse").is_null() & pl.col("better").is_null())
    shards = found.select("id", "shard")
    return Classed(
        changes=found.filter(pl.col("worse").is_not_null()).select(
            "shard",
            note,
            pl.col("klass").alias("before"),
            pl.col("worse").alias("after"),
            pl.col("found_basis").alias("basis"),
            late.alias("reason"),
            pl.col("clear_now").alias("clear_from"),
        ),
        proposals=found.filter(pl.col("better").is_not_null()).select(
            "shard",
            note,
            pl.col("klass").alias("current"),
            pl.col("better").alias("proposed"),
            pl.col("found_basis").alias("basis"),
        ),
        lapsed=quiet.join(known.asked, on="id", how="semi").select("shard", note),
        cleared=found.filter(moved & pl.col("clear_now").ne_missing(pl.col("clear_from"))).select(
            "shard", note, pl.col("clear_now").alias("clear_from")
        ),
        marks=fresh.join(shards, on="id").select("shard", note, "mark", "since", "reason"),
        ended=known.taken.join(notes.select("id", "shard"), on="id").select("shard", note, "mark", "since"),
    )
