"""A list as it is brought: its columns, and amounts, numbers and identities as columns. A bad cell costs its line, not the list."""

from __future__ import annotations

import io
from collections.abc import Iterable

import polars as pl

from wuhua.areas.market.rules.batch import BatchRefusal
from wuhua.bulk.columns.limits import INPUTS
from wuhua.bulk.intake.detect import decoded
from wuhua.core.refuse import Refused
from wuhua.platform import secrets

HEADS = {
    "identity": "证件号码", "name": "名称", "industry": "行业代码", "tier": "层级", "rating": "评级", "listed": "名单",
    "years": "经营年数", "flow": "年净贷方流水", "flow_months": "有流水月数", "cv": "流水波动系数", "power": "年电费",
    "wage": "年工资", "elsewhere": "他行流动资金贷款", "tax": "近12月纳税", "tax_months": "纳税月数", "tax_grade": "纳税信用",
    "tax_arrears": "欠税", "income_a": "年净收入甲", "income_b": "年净收入乙", "planned": "计划收购", "own_funds": "自有资金",
    "confirmed": "确认订单", "partner_room": "合作方余额",
}  # fmt: skip
"""Code and Chinese heading of each column; the first two must be there, an empty cell is unknown. `cv` is in percent."""
REQUIRED = ("identity", "name")
WHOLES = ("years", "flow_months", "tax_months")
CODES = ("industry", "tier", "rating", "listed", "tax_grade")
AMOUNTS = tuple(name for name in HEADS if name not in (*REQUIRED, *WHOLES, *CODES))
_AMOUNT, _WHOLE = r"^-?\d{1,13}(\.\d{1,2})?$", r"^\d{1,6}$"


def read(raw: bytes, label: str) -> pl.DataFrame | Refused:
    """The list with a line number `seq`, `bad` naming the first unreadable cell, and every known column typed."""
    text, _ = decoded(raw, label)
    try:
        frame = pl.read_csv(io.BytesIO(text), infer_schema=False)
    except pl.exceptions.PolarsError as error:
        return Refused(
            BatchRefusal.LIST_UNREADABLE,
            f"名单「{label}」读不出来:{str(error).splitlines()[0][:80]}",
            "请另存为 CSV 后重试。",
            "file",
        )
    by_head = {head: name for name, head in HEADS.items()}
    names = {column: by_head.get(column.strip(), column.strip()) for column in frame.columns}
    frame = frame.rename(names).select(pl.col([name for name in names.values() if name in HEADS]).str.strip_chars())
    missing = [HEADS[name] for name in REQUIRED if name not in frame.columns]
    if missing:
        return Refused(
            BatchRefusal.LIST_COLUMN_MISSING, f"名单缺少列:{'、'.join(missing)}。", "请按模板补齐表头。", "file"
        )
    if frame.is_empty():
        return Refused(BatchRefusal.BATCH_EMPTY, "名单没有一行。", "请核对文件。", "file")
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in HEADS if name not in frame.columns]
    return _typed(frame.with_columns(absent).with_columns(pl.all().replace("", None)))


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    plain = pl.col(AMOUNTS).str.replace_all(",", "").str.replace_all("，", "")
    frame = frame.with_row_index("seq", offset=1).with_columns(pl.col("seq").cast(pl.Int32), plain)
    wrong = [
        pl.when(pl.col(name).is_not_null() & ~pl.col(name).str.contains(shape)).then(pl.lit(name))
        for group, shape in ((AMOUNTS, _AMOUNT), (WHOLES, _WHOLE))
        for name in group
    ]
    empty = [pl.when(pl.col(name).is_null()).then(pl.lit(name)) for name in REQUIRED]
    frame = frame.with_columns(pl.coalesce(*empty, *wrong).alias("bad"))
    return frame.with_columns(
        *(_fen(name) for name in AMOUNTS),
        *(pl.col(name).cast(pl.Int64, strict=False) for name in WHOLES),
        pl.col(CODES).str.to_uppercase(),
        pl.col("identity").str.replace_all(r"[\s-]", "").str.to_uppercase().fill_null(""),
        pl.col("name").fill_null(""),
    )


def _fen(name: str) -> pl.Expr:
    """Hundredths of what is written, by its digits: no float on the way."""
    cut = pl.col(name).str.splitn(".", 2)
    part = cut.struct.field("field_1").fill_null("").str.pad_end(2, "0").str.slice(0, 2)
    return (cut.struct.field("field_0") + part).cast(pl.Int64, strict=False).alias(name)


def blinds(identities: Iterable[str]) -> pl.Series:
    """The blind index of every identity; they are in their one written form already."""
    return pl.Series("identity_blind", [secrets.digest(each, "identity") for each in identities], dtype=pl.String)


def masked() -> pl.Expr:
    """An identity number for the page, as `secrets.mask_identity` has it."""
    number = pl.col("identity")
    stars = pl.lit("*").repeat_by(number.str.len_chars().cast(pl.Int64).sub(8).clip(0)).list.join("")
    shown = number.str.slice(0, 4) + stars + number.str.slice(-4)
    return pl.when(number.str.len_chars() > 8).then(shown).otherwise(pl.lit("********"))


NAMES = tuple(INPUTS)
