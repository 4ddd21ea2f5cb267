"""The door: read, weigh, settle, and hand the pairs to the customer's room."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import actions, read
from wuhua.areas.customer.rules.linkage import LinkSource, LinkState, Thresholds
from wuhua.bulk.intake.rows import rows_of
from wuhua.bulk.linkage import model, settle, truth
from wuhua.bulk.linkage.records import faces as faces_now
from wuhua.bulk.linkage.records import records as records_now
from wuhua.bulk.linkage.records import with_licences


@dataclass(slots=True)
class Answer:
    """What a run found. `run` is its number, None for a trial; `again` says that the same run was written before."""

    pairs: pl.DataFrame
    records: int
    customers: int
    limits: Thresholds
    seconds: dict[str, float] = field(default_factory=dict)
    run: int | None = None
    again: bool = False
    changed: int = 0
    measures: dict[str, truth.Measure] = field(default_factory=dict)

    def count(self, state: LinkState) -> int:
        """Pairs in that state."""
        return len(self.pairs.filter(pl.col("state") == state.value))

    def as_dict(self) -> dict[str, Any]:
        """For `--json`; weights in hundredths of a bit."""
        return {
            "model": model.VERSION,
            "thresholds": {"auto": self.limits.auto, "review": self.limits.review, "margin": self.limits.margin},
            "run": self.run,
            "again": self.again,
            "changed": self.changed,
            "records": self.records,
            "customers": self.customers,
            "linked": self.count(LinkState.LINKED),
            "waiting": self.count(LinkState.WAITING),
            "seconds": {name: round(value, 2) for name, value in self.seconds.items()},
            "truth": {name: each.as_dict() for name, each in self.measures.items()},
            "pairs": self.pairs.drop("fields").to_dicts(),
        }


def thresholds(on: date) -> Thresholds:
    """The bank's own, by date."""
    held = compliance.parameters(on)
    return Thresholds(held.whole("LINK_AUTO_ABOVE"), held.whole("LINK_REVIEW_ABOVE"), held.whole("LINK_MARGIN"))


def link(*, actor: str, business_date: date, dry_run: bool = False, true: pl.DataFrame | None = None) -> Answer:
    """Compare everything as it stands. Written unless `dry_run`; the same run twice changes nothing."""
    limits, watch = thresholds(business_date), _Watch()
    base, records = faces_now(), records_now()
    folded = read.folded()
    watch.lap("read")
    pairs = _pairs(base, records, folded, limits)
    watch.lap("compare")
    answer = Answer(pairs, len(records), len(base), limits, watch.laps)
    if true is not None:
        answer.measures = truth.measured(pairs, true)
    if not dry_run:
        _write(answer, actor, business_date, _digest(base, records, folded, limits))
        watch.lap("write")
    return answer


def _pairs(base: pl.DataFrame, records: pl.DataFrame, folded: dict[str, str], limits: Thresholds) -> pl.DataFrame:
    """Numbers first; then licences, because a licence lends its customer a name; then all the rest."""
    licences = pl.col("source") == LinkSource.REGISTRY.value
    by_number = settle.exact(base, records.filter(licences), folded)
    rest = records.filter(licences).join(by_number, on=["source", "key"], how="anti", maintain_order="left")
    known = with_licences(base, _of(by_number, records))
    by_weight = settle.probable(known.filter(pl.col("source") == LinkSource.CUSTOMER.value), rest, folded, limits)
    linked = pl.concat([by_number, by_weight.filter(pl.col("state") == LinkState.LINKED.value)])
    known = with_licences(base, _of(linked, records))

    others = records.filter(~licences)
    exact = settle.exact(known, others, folded)
    rest = others.join(exact, on=["source", "key"], how="anti", maintain_order="left")
    own = known.filter((pl.col("source") == LinkSource.CUSTOMER.value) & ~pl.col("key").is_in(list(folded)))
    weighed = settle.probable(known, pl.concat([rest, own]), folded, limits)
    return pl.concat([by_number, by_weight, exact, weighed]).sort("source", "key", "customer")


def _of(pairs: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    return records.join(
        pairs.select("source", "key", "customer"), on=["source", "key"], how="inner", maintain_order="left"
    )


def _digest(base: pl.DataFrame, records: pl.DataFrame, folded: dict[str, str], limits: Thresholds) -> str:
    """Of everything compared and every setting."""
    total = hashlib.blake2b(repr((model.NUMBERS, limits, sorted(folded.items()))).encode(), digest_size=32)
    for frame in (base.sort("key"), records.sort("source", "key")):
        total.update(frame.write_csv().encode())
    return total.hexdigest()


@transaction.atomic
def _write(answer: Answer, actor: str, business_date: date, digest: str) -> None:
    ids = dict(read.link_ids())
    rows = answer.pairs.with_columns(
        pl.col("customer").replace_strict(ids, return_dtype=pl.Int64).alias("customer_id")
    ).drop("customer")
    written = actions.write_links(
        actor=actor,
        business_date=business_date,
        run=actions.NewRun(digest, model.VERSION, answer.limits, answer.records, answer.customers),
        rows=rows_of("customer_link", rows),
    )
    answer.run, answer.again, answer.changed = written.run, written.again, written.changed


class _Watch:
    """Seconds between laps."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self.laps[name], self._last = now - self._last, now
