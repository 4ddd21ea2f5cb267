"""How right the links are, where somebody wrote down what is true: precision and recall, whole and by source."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from wuhua.areas.customer.rules.linkage import LinkSource, LinkState

COLUMNS = ("source", "key", "customer")


@dataclass(frozen=True, slots=True)
class Measure:
    """`right` of the `linked` pairs are true; the truth holds `true` pairs. Of those, `waiting` lie before a person."""

    linked: int
    right: int
    true: int
    waiting: int

    @property
    def precision(self) -> str:
        """Right of linked, in per cent."""
        return _pct(self.right, self.linked)

    @property
    def recall(self) -> str:
        """Found of true, in per cent."""
        return _pct(self.right, self.true)

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return {
            "linked": self.linked,
            "right": self.right,
            "true": self.true,
            "true_in_review": self.waiting,
            "precision_pct": self.precision,
            "recall_pct": self.recall,
        }


def _pct(part: int, whole: int) -> str:
    """Per cent with two decimals, cut and not rounded up; nothing of nothing is nought.

    >>> _pct(199, 200), _pct(2, 3)
    ('99.50', '66.66')
    """
    hundredths = part * 10_000 // whole if whole else 0
    return f"{hundredths // 100}.{hundredths % 100:02d}"


class NoTruth(ValueError):
    """The file is no truth: it lacks a column, or cannot be read."""


def read(path: Path) -> pl.DataFrame:
    """A CSV with source, key, customer."""
    try:
        found = pl.read_csv(path, infer_schema=False)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise NoTruth(str(error)) from error
    missing = [each for each in COLUMNS if each not in found.columns]
    if missing:
        raise NoTruth(f"{path.name}: {', '.join(missing)}")
    return found.select(COLUMNS).unique()


def measured(pairs: pl.DataFrame, truth: pl.DataFrame) -> dict[str, Measure]:
    """By source, and "ALL" for all of them. Duplicates of our own are people's matter and are left out."""
    pairs = pairs.filter(pl.col("source") != LinkSource.CUSTOMER.value)
    sources = sorted({*truth["source"], *pairs["source"]})
    answer = {"ALL": _one(pairs, truth)}
    for source in sources:
        answer[source] = _one(pairs.filter(pl.col("source") == source), truth.filter(pl.col("source") == source))
    return answer


def _one(pairs: pl.DataFrame, truth: pl.DataFrame) -> Measure:
    linked = pairs.filter(pl.col("state") == LinkState.LINKED.value)
    waiting = pairs.filter(pl.col("state") == LinkState.WAITING.value)
    on = list(COLUMNS)
    right = linked.join(truth, on=on, how="semi")
    return Measure(len(linked), len(right), len(truth), len(waiting.join(truth, on=on, how="semi")))
