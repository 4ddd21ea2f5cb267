"""Which files answer for which day, and how a measure is asked of them.

A measure is a SQL file of ours and is never put together from anything a user typed: dates, amounts and filters are
bound, file names come from sealed days. A sealed day never changes, so an answer is kept in this process under the
names of the files it was read from (the names carry the content's digest).
"""

from __future__ import annotations

import functools
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb

from wuhua.areas.reporting import rules
from wuhua.core.refuse import Refuse

HERE = Path(__file__).resolve().parents[1]
LAST_YEAR_SLACK = timedelta(days=31)
"""How much earlier than the same day last year a sealed day may lie and still be compared with, by name."""

Row = Mapping[str, Any]
Value = str | int | date | None


@dataclass(frozen=True, slots=True)
class LakeDay:
    """One sealed day: its seal and the files of the lake that belong to it, as full paths by kind."""

    day: date
    seal: str
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LakeView:
    """All sealed days, oldest first. Built from `SealedDay`, or by hand in a test."""

    days: tuple[LakeDay, ...]

    def at(self, day: date) -> LakeDay | None:
        """The sealed day of that date with positions, or None."""
        return next((each for each in self.days if each.day == day and "positions" in each.files), None)

    def latest(self, until: date | None = None) -> date | None:
        """The newest sealed day with positions, up to `until`."""
        found = [each.day for each in self.days if "positions" in each.files and (until is None or each.day <= until)]
        return found[-1] if found else None

    def near(self, day: date) -> LakeDay | None:
        """The sealed day of that date, else the nearest earlier one within `LAST_YEAR_SLACK`."""
        latest = self.latest(day)
        return self.at(latest) if latest is not None and day - latest <= LAST_YEAR_SLACK else None

    def positions(self, day: date | None) -> tuple[str, ...]:
        """The positions file of that day, if it is sealed."""
        found = None if day is None else self.at(day)
        return () if found is None else (found.files["positions"],)

    def flows(self, from_day: date, to_day: date) -> tuple[str, ...]:
        """Every flows file that can hold a movement of [from_day, to_day].

        Imported movements lie with the sealed day their span ends on, so the first sealed day at or after `to_day` is
        read too; the measure itself keeps to the dates.
        """
        found: list[str] = []
        for each in self.days:
            if each.day < from_day:
                continue
            if "flows" in each.files:
                found.append(each.files["flows"])
            if each.day >= to_day:
                break
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Moments:
    """The days one question compares. `last_year` is the sealed day really used, which may be a little earlier."""

    day: date
    year_start: date
    last_year: date | None
    last_year_start: date

    @classmethod
    def of(cls, view: LakeView, day: date) -> Moments:
        """The moments of a sealed day; `Refuse` DAY_NOT_SEALED where it is not one."""
        if view.at(day) is None:
            raise Refuse(rules.day_not_sealed(day, view.latest()))
        near = view.near(same_day_last_year(day))
        return cls(
            day=day,
            year_start=date(day.year - 1, 12, 31),
            last_year=None if near is None else near.day,
            last_year_start=date(day.year - 2, 12, 31),
        )


def same_day_last_year(day: date) -> date:
    """29 February answers to 28 February."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


# --- asking ----------------------------------------------------------------------------------------------------------

_READ = "SELECT * FROM read_parquet(getvariable('{name}'), union_by_name = true, hive_partitioning = false"
_SHAPES = {
    "positions": "positions_shape",
    "positions_year_start": "positions_shape",
    "positions_last_year": "positions_shape",
    "flows": "flows_shape",
}


@functools.cache
def sql(name: str) -> str:
    """The text of a measure or report, by its path under this room without the ending ("measures/balance")."""
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


@functools.cache
def _wanted(name: str) -> frozenset[str]:
    body = re.sub(r"--[^\n]*", "", sql(name))
    return frozenset(re.findall(r"\$([a-z_]+)", body))


class _Engine:
    """One in-memory DuckDB a process, with shapes and macros; each question works on a cursor of its own."""

    def __init__(self) -> None:
        self.pid = 0
        self.lock = threading.Lock()
        self.root: duckdb.DuckDBPyConnection | None = None

    def cursor(self) -> duckdb.DuckDBPyConnection:
        with self.lock:
            if self.root is None or self.pid != os.getpid():  # a forked child starts its own
                self.root = duckdb.connect(":memory:", config={"threads": min(4, os.cpu_count() or 1)})
                self.root.execute(sql("measures/lake"))
                self.pid = os.getpid()
            return self.root.cursor()


class _Kept:
    """The last so many answers. Keys name files by digest, so nothing here ever goes stale."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.lock = threading.Lock()
        self.answers: OrderedDict[object, tuple[Row, ...]] = OrderedDict()

    def get(self, key: object) -> tuple[Row, ...] | None:
        with self.lock:
            if key in self.answers:
                self.answers.move_to_end(key)
                return self.answers[key]
            return None

    def put(self, key: object, answer: tuple[Row, ...]) -> None:
        with self.lock:
            self.answers[key] = answer
            while len(self.answers) > self.limit:
                self.answers.popitem(last=False)


_ENGINE = _Engine()
_KEPT = _Kept(1024)


def forget() -> None:
    """Drop every kept answer (tests measure cold)."""
    _KEPT.answers.clear()


class Desk:
    """Measures asked about one day. The connection opens at the first question whose answer is not kept."""

    def __init__(self, view: LakeView, day: date, *, inclusive_line: int) -> None:
        self.view = view
        self.moments = Moments.of(view, day)
        self.inclusive_line = inclusive_line
        m = self.moments
        self.files: dict[str, tuple[str, ...]] = {
            "positions": view.positions(m.day),
            "positions_year_start": view.positions(m.year_start),
            "positions_last_year": view.positions(m.last_year),
            "flows": view.flows(m.last_year_start + timedelta(days=1), m.day),
        }
        self._cursor: duckdb.DuckDBPyConnection | None = None

    def ask(self, name: str, **bound: Value) -> tuple[Row, ...]:
        """The rows of one measure, as mappings. Values bind to the `$names` of the file."""
        key = (name, tuple(sorted(bound.items())), tuple(self.files.values()), self.moments, self.inclusive_line)
        kept = _KEPT.get(key)
        if kept is None:
            given = {each: bound[each] for each in _wanted(name)}
            kept = _rows(self._open().execute(sql(name), given or None))
            _KEPT.put(key, kept)
        return kept

    def close(self) -> None:
        """Let the cursor go."""
        if self._cursor is not None:
            self._cursor.close()
            self._cursor = None

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> duckdb.DuckDBPyConnection:
        if self._cursor is None:
            cursor = _ENGINE.cursor()
            m = self.moments
            for name, value in (
                ("inclusive_line", self.inclusive_line),
                ("day", m.day),
                ("year_start", m.year_start),
                ("last_year", m.last_year),
                ("last_year_start", m.last_year_start),
            ):
                cursor.execute(f"SET VARIABLE {name} = $value", {"value": value})
            for name, shape in _SHAPES.items():
                _view(cursor, name, shape, self.files[name])
            cursor.execute(sql("measures/views"))
            self._cursor = cursor
        return self._cursor


def ask_history(view: LakeView, days: Sequence[date]) -> dict[date, Row]:
    """`measures/trend` for many sealed days at once; days already kept are not read again."""
    wanted = {view.positions(day)[0]: day for day in days if view.positions(day)}
    points: dict[date, Row] = {}
    missing: list[str] = []
    for file, day in wanted.items():
        kept = _KEPT.get(("trend", file))
        if kept is None:
            missing.append(file)
        else:
            points[day] = kept[0]
    if missing:
        with _ENGINE.cursor() as cursor:
            cursor.execute("SET VARIABLE inclusive_line = 0")
            _view(cursor, "history", "positions_shape", tuple(missing), named=True)
            for row in _rows(cursor.execute(sql("measures/trend"))):
                _KEPT.put(("trend", row["file"]), (row,))
                points[wanted[row["file"]]] = row
    return dict(sorted(points.items()))


def ask_pair(view: LakeView, was: date, now: date, name: str) -> tuple[Row, ...]:
    """A measure over two sealed days, as `positions_was` and `positions_now`; `Refuse` where one is not sealed."""
    for day in (was, now):
        if view.at(day) is None:
            raise Refuse(rules.day_not_sealed(day, view.latest()))
    files = {"positions_was": view.positions(was), "positions_now": view.positions(now)}
    key = (name, *files.values())
    kept = _KEPT.get(key)
    if kept is None:
        with _ENGINE.cursor() as cursor:
            cursor.execute("SET VARIABLE inclusive_line = 0")
            for each, paths in files.items():
                _view(cursor, each, "positions_shape", paths)
            kept = _rows(cursor.execute(sql(name)))
        _KEPT.put(key, kept)
    return kept


def _view(
    cursor: duckdb.DuckDBPyConnection, name: str, shape: str, files: tuple[str, ...], *, named: bool = False
) -> None:
    """A view of our own name over files bound as a variable; without files, an empty table of the same shape."""
    text = f"CREATE TEMP VIEW {name} AS SELECT * FROM {shape}"  # noqa: S608  # names are constants of this file
    if files:
        cursor.execute(f"SET VARIABLE {name} = $files", {"files": list(files)})
        text += " UNION ALL BY NAME " + _READ.format(name=name) + (", filename = true)" if named else ")")
    cursor.execute(text)


def _rows(cursor: duckdb.DuckDBPyConnection) -> tuple[Row, ...]:
    names = [column[0] for column in cursor.description or ()]
    return tuple(dict(zip(names, row, strict=True)) for row in cursor.fetchall())
