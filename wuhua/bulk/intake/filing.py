"""Customers' files as columns: what must hold before they are loaded, and the rows they become."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

import polars as pl

from wuhua.areas.customer.rules import CustomerKind
from wuhua.areas.customer.rules.filing import NO, YES, FieldType, fields_of
from wuhua.areas.customer.rules.relations import RELATION_NAMES, RelationKind
from wuhua.bulk.intake.formats_filing import RELATIONS_BY_WORD
from wuhua.platform import secrets

Rule = tuple[str, pl.Expr]
_SHAPES = {
    FieldType.COUNT: (r"^\d{1,9}$", "不是整数"),
    FieldType.YUAN: (r"^\d{1,13}(\.\d{1,2})?$", "不是金额(元,至多两位小数)"),
    FieldType.DAY: (r"^\d{4}-\d{2}-\d{2}$", "不是日期(例如 2018-09-30)"),
    FieldType.YES_NO: (r"^(是|否|YES|NO)$", "应为 是 或 否"),
}
_PCT_OF_SHARE = 1_000
"""A share is kept in hundredths of a percent, a cell in per cent holds 10⁻⁷."""


def _fields(on: date) -> pl.DataFrame:
    """The field list of every kind on the day: by what a file may write (code or name) the code, type and whose column it is."""
    rows = [
        (kind.value, written, field.code, field.type.value, field.own)
        for kind in CustomerKind
        for field in fields_of(kind, on)
        for written in dict.fromkeys((field.code, field.name))
    ]
    return pl.DataFrame(rows, schema=["kind", "written", "code", "type", "own"], orient="row")


def _told(frames: dict[str, pl.DataFrame], on: date) -> tuple[pl.Expr, dict[str, dict[str, str]]]:
    """ "kind/what was written" of a line, and by it code, type and own column."""
    kinds = frames["customers"].select("number", "kind").drop_nulls().unique("number", keep="first")
    key = pl.format("{}/{}", pl.col("customer").replace_strict(dict(kinds.iter_rows()), default=None), pl.col("field"))
    fields = _fields(on).with_columns(pl.format("{}/{}", "kind", "written").alias("key"))
    return key, {name: dict(fields.select("key", name).iter_rows()) for name in ("code", "type", "own")}


def rules_of_values(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """A field of the list of that kind of customer, no column of the customer itself, a value of its type."""
    key, by = _told(frames, cut_over)
    code, own = key.replace_strict(by["code"], default=None), key.replace_strict(by["own"], default="")
    kind, plain = key.replace_strict(by["type"], default=None), _plain()
    rules = [
        ("field", pl.when(key.is_not_null() & code.is_null()).then(pl.lit("不是这类客户的档案要素"))),
        ("field", pl.when(own != "").then(pl.lit("请在「客户」文件中填写"))),
        ("field", pl.when(pl.struct("customer", code.alias("c")).is_duplicated() & code.is_not_null() & _later(code))
         .then(pl.lit("同一客户的同一要素写了两次"))),
    ]  # fmt: skip
    for type_, (shape, why) in _SHAPES.items():
        rules.append(("value", pl.when((kind == type_.value) & ~plain.str.contains(shape)).then(pl.lit(why))))
    bad_day = plain.str.to_date("%Y-%m-%d", strict=False).is_null() & plain.str.contains(_SHAPES[FieldType.DAY][0])
    return [*rules, ("value", pl.when((kind == FieldType.DAY.value) & bad_day).then(pl.lit("没有这一天")))]


def _later(code: pl.Expr) -> pl.Expr:
    """The second and later line of one customer and field."""
    return pl.int_range(pl.len()).over("customer", code) > 0


def _plain() -> pl.Expr:
    """The value without the commas of an amount and the blanks around it."""
    text = pl.col("value").str.strip_chars()
    return pl.when(text.str.contains(r"^[\d,,.]+$")).then(text.str.replace_all("[,,]", "")).otherwise(text)


def rules_of_relations(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """Nobody is tied to himself; a share where there is one, and only there; nothing of tomorrow."""
    holder, share = pl.col("kind") == RELATION_NAMES[RelationKind.SHAREHOLDER], pl.col("share")
    return [
        ("party_customer", pl.when(pl.col("party_customer") == pl.col("customer")).then(pl.lit("对方不能是客户自己"))),
        ("share", pl.when(holder & share.is_null()).then(pl.lit("股东必须填写持股比例"))),
        ("share", pl.when(~holder & share.is_not_null()).then(pl.lit("只有股东填写持股比例"))),
        ("share", pl.when((share <= 0) | (share > 10_000_000)).then(pl.lit("持股比例应大于 0、不超过 100"))),
        ("since", pl.when(pl.col("since") > cut_over).then(pl.lit("起始日期在切换日之后"))),
    ]


def rules_of_papers(frames: dict[str, pl.DataFrame], cut_over: date, roles: frozenset[str]) -> list[Rule]:
    """Days that follow each other."""
    issued = pl.col("issued")
    return [
        ("issued", pl.when(issued > cut_over).then(pl.lit("签发日期在切换日之后"))),
        ("expires", pl.when(pl.col("expires") < issued).then(pl.lit("到期日期早于签发日期"))),
    ]


def rule_of_scans(scans: Collection[str]) -> Rule:
    """Every paper's scan lies in the folder."""
    return "file", pl.when(~pl.col("file").is_in(sorted(scans))).then(pl.lit("文件夹里没有这个扫描件"))


# --- rows ------------------------------------------------------------------------------------------------------------


def value_rows(
    frames: dict[str, pl.DataFrame], ids: dict[str, int], *, actor: str, on: date, at: datetime
) -> pl.DataFrame:
    """Columns of the file's items: amounts in fen, yes and no by code."""
    key, by = _told(frames, on)
    fen = pl.col("_plain").str.splitn(".", 2)
    cents = fen.struct.field("field_1").fill_null("").str.pad_end(2, "0")
    frame = frames["customer_values"].with_columns(
        key.replace_strict(by["type"], default="").alias("_type"), _plain().alias("_plain")
    )
    value = (
        pl.when(pl.col("_type") == FieldType.YUAN.value)
        .then((fen.struct.field("field_0") + cents).cast(pl.Int64, strict=False).cast(pl.String))
        .when(pl.col("_type") == FieldType.YES_NO.value)
        .then(pl.col("_plain").replace({"是": YES, "否": NO}))
        .when(pl.col("_type") == FieldType.TEXT.value)
        .then(pl.col("value").str.strip_chars())
        .otherwise(pl.col("_plain"))
    )
    return frame.select(
        _id("customer", ids), key.replace_strict(by["code"], default="").alias("code"), value.alias("value"),
        pl.lit(actor).alias("actor"), pl.lit(on).alias("business_date"), pl.lit(at.isoformat()).alias("recorded_at"),
    )  # fmt: skip


def _id(column: str, ids: dict[str, int]) -> pl.Expr:
    known = pl.col(column).replace_strict(ids, default=None, return_dtype=pl.Int64)
    return known.alias("party_id" if column == "party_customer" else "customer_id")


def relation_rows(frame: pl.DataFrame, ids: dict[str, int], *, actor: str, on: date) -> pl.DataFrame:
    """Columns of customer's relations; a number of the other party is kept blind and masked only."""
    numbers = [secrets.normalised(each, "identity") if each else "" for each in frame["party_identity"]]
    return frame.select(
        _id("customer", ids),
        pl.col("kind").replace_strict(RELATIONS_BY_WORD, return_dtype=pl.String),
        _id("party_customer", ids), "party_name",
        pl.Series("party_blind", [secrets.blind(each, "identity") if each else "" for each in numbers], dtype=pl.String),
        pl.Series("party_masked", [secrets.mask_identity(each) if each else "" for each in numbers], dtype=pl.String),
        (pl.col("share") // _PCT_OF_SHARE).cast(pl.Int32), "evidence", "since", pl.lit(actor).alias("actor"),
        pl.lit(on).alias("business_date"),
    )  # fmt: skip
