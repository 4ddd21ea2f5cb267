"""One run over one list: read, link, assess, write what is new. Begun again it writes what is missing, finished it writes nothing."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

from wuhua.areas.compliance import read as compliance
from wuhua.areas.market.actions import batch as market
from wuhua.areas.market.models import CreditBatch
from wuhua.areas.market.rules.batch import BatchRefusal
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import deciding
from wuhua.areas.product import read as product_read
from wuhua.bulk.credit import assess, gather, listed
from wuhua.bulk.dayend.load import connect, query
from wuhua.bulk.dayend.rows import rows
from wuhua.core.refuse import Refused

TABLE = "market_batchline"
Progress = Callable[[int, int, str], None]


def _quiet(_done: int, _total: int, _message: str) -> None:
    return None


def assess_list(
    raw: bytes, label: str, *, actor: Officer, on: date, product: str, name: str, progress: Progress = _quiet
) -> dict[str, Any] | Refused:
    """The whole way from bytes to lines; answers the batch's number, its figures and seconds by phase."""
    sheet = product_read.sheet(product, on)
    if isinstance(sheet, Refused):
        return sheet
    if not assess.has_formula(product):
        return Refused(BatchRefusal.PRODUCT_NOT_FOR_BATCH, f"产品 {product} 没有额度公式。", "请换产品。", "product")
    clock = _Clock()
    progress(0, 5, "读取名单")
    frame = listed.read(raw, label)
    if isinstance(frame, Refused):
        return frame
    content = hashlib.blake2b(raw, digest_size=16).hexdigest()
    made = market.open_batch(actor=actor, business_date=on, name=name, product=product, source="FILE", content=content)
    if isinstance(made, Refused):
        return made
    clock.lap("read")
    low, high = int(sheet.standard["limit_low"]), int(sheet.standard["limit_high"])
    rules = assess.rules_of(on, product, low, high, deciding.in_force(on), compliance.parameters(on))
    with connect() as link:
        progress(1, 5, "关联")
        frame = frame.with_columns(listed.blinds(frame["identity"]))
        frame = gather.join(frame, gather.columns(link, on), on)
        clock.lap("link")
        progress(2, 5, "测算")
        found = assess.lines(frame, rules)
        clock.lap("assess")
        before = query(link, f"SELECT seq, digest AS before FROM {TABLE} WHERE batch = {int(made.pk)}")
    progress(3, 5, "写入")
    figures = figures_of(found)
    written = _write(actor, on, made.pk, found, before, figures, rules.version)
    if isinstance(written, Refused):
        return written
    clock.lap("write")
    progress(5, 5, "完成")
    batch, fresh, changed = written
    words = {"fresh": fresh, "changed": changed, "seconds": clock.laps}
    return {"batch": batch.pk, "state": batch.state, "rule_version": rules.version, **figures, **words}


class _Clock:
    """Seconds by phase."""

    def __init__(self) -> None:
        self.at, self.laps = time.perf_counter(), {}  # type: ignore[var-annotated]

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name] = f"{now - self.at:.2f}"
        self.at = now


def _write(
    actor: Officer,
    on: date,
    batch: int,
    found: pl.DataFrame,
    before: pl.DataFrame,
    figures: dict[str, Any],
    version: str,
) -> tuple[CreditBatch, int, int] | Refused:
    """New lines and lines that say something else; equal ones are not touched."""
    told = found.join(before.with_columns(pl.col("seq").cast(pl.Int32)), on="seq", how="left")
    lines = told.with_columns(pl.lit(batch, dtype=pl.Int64).alias("batch"))
    fresh = lines.filter(pl.col("before").is_null()).drop("before")
    changed = lines.filter(pl.col("before").is_not_null() & (pl.col("before") != pl.col("digest"))).drop("before")
    answer = market.write_lines(
        actor=actor, business_date=on, batch=batch, fresh=rows(TABLE, fresh), changed=rows(TABLE, changed),
        figures=figures, rule_version=version,
    )  # fmt: skip
    return answer if isinstance(answer, Refused) else (answer, fresh.height, changed.height)


def figures_of(found: pl.DataFrame) -> dict[str, Any]:
    """What a batch comes to: lines by state, how many are customers of ours, the sum of limits."""
    states = dict(found.group_by("state").len().iter_rows())
    ready = found.filter(pl.col("state") == "READY")
    return {
        "lines": found.height,
        "linked": found.filter(pl.col("customer") != "").height,
        **{name.lower(): int(states.get(name, 0)) for name in ("READY", "EXCEPTION", "REFUSED")},
        "limit_total": int(ready["limit"].sum()),
        "bindings": dict(ready.group_by("binding").len().sort("binding").iter_rows()),
    }
