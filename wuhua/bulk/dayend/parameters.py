"""The rule parameters that hold on a day, read once and handed to the steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from wuhua.areas.classification import rules as classification
from wuhua.areas.compliance import read as compliance
from wuhua.bulk.dayend.steps import Parameters

_LAST = 100_000


def of(day: date) -> Parameters:
    """Parameters of `day` by the rule set in force."""
    held = compliance.parameters(day)
    limits = held.class_limits()
    return Parameters(
        non_accrual_days=held.whole("NON_ACCRUAL_DAYS"),
        ruleset=held.ruleset.value,
        provision_pct={klass.value: held.whole(f"PROVISION_{klass.value}") for klass in classification.Klass},
        class_bands=class_bands(held.ruleset.value, limits),
    )


def class_bands(ruleset: str, limits: Mapping[str, str]) -> pl.DataFrame:
    """The verdict of `classification.rules` as bands of overdue days: its own edges, asked one by one.

    Columns: security, from_days, to_days (both in), band_class, basis.
    """
    table = classification.triggers(ruleset, limits)
    starts = sorted({0, *classification.edges(ruleset, limits)})
    starts = [start for start in starts if start < _LAST]
    rows: list[tuple[str, int, int, str, str]] = []
    for security in ("CREDIT", "GUARANTEE", "MORTGAGE", "PLEDGE"):
        for start, after in zip(starts, [*starts[1:], _LAST], strict=True):
            verdict = classification.worst(table, security, start)
            rows.append((security, start, after - 1, verdict.klass.value, verdict.basis))
    schema = {"security": pl.String, "from_days": pl.Int32, "to_days": pl.Int32, "band_class": pl.String}
    return pl.DataFrame(rows, schema=schema | {"basis": pl.String}, orient="row")
