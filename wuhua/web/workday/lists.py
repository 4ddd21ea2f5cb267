"""A list once: the page draws it and the workbook writes it from the same columns and rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wuhua.areas.workday import read
from wuhua.web import officer, sheet
from wuhua.web.templatetags.desk import yuan
from wuhua.web.workday.names import TONES, name

TABS = (
    ("workday", gettext_noop("我的一天")),
    ("inquiries", gettext_noop("首问")),
    ("duties", gettext_noop("限时")),
    ("journeys", gettext_noop("三天办结")),
    ("meetings", gettext_noop("晨会夕会")),
    ("decisions", gettext_noop("决议")),
    ("clears", gettext_noop("日清")),
    ("targets", gettext_noop("任务")),
    ("shifts", gettext_noop("三转变")),
    ("wall", gettext_noop("晨墙")),
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text for both, and for the page a tone, an address, whether it takes the whole line on a phone."""

    text: str
    tone: str | None = None
    url: str = ""
    wide: bool = False

    def __str__(self) -> str:
        return self.text


def tag(kind: str, code: object) -> Cell:
    """A code as a coloured tag."""
    return Cell(name(kind, code), TONES.get(kind, {}).get(str(code), ""))


@dataclass(frozen=True, slots=True)
class Listing:
    """Columns and rows of a list."""

    name: str
    columns: Sequence[sheet.Column]
    rows: Sequence[Sequence[Any]]
    empty: str = ""

    @property
    def drawn(self) -> list[list[tuple[sheet.Column, Cell]]]:
        """The rows for a page."""
        return [[(c, shown(c.kind, v)) for c, v in zip(self.columns, row, strict=True)] for row in self.rows]

    def file(self, day: date, code: str) -> HttpResponse:
        """The same as a workbook."""
        plain = [[_plain(v) for v in row] for row in self.rows]
        return sheet.answer(sheet.workbook(self.name, self.columns, plain), f"{code}-{day.isoformat()}")


def shown(kind: str, value: Any) -> Cell:
    """A value as a page shows it."""
    if value is None or str(value) == "":
        return Cell("—")
    if isinstance(value, Cell):
        return value
    if kind == "money":
        return Cell(yuan(value))
    if isinstance(value, datetime):
        return Cell(moment(value))
    return Cell(f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value))


def _plain(value: Any) -> Any:
    if isinstance(value, Cell):
        return value.text
    return moment(value) if isinstance(value, datetime) else value


def moment(value: datetime) -> str:
    """A moment to the minute, in the bank's own time."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"


@dataclass(slots=True)
class Sheet:
    """What a page of this folder is made of."""

    tab: str
    title: str
    sub: str = ""
    listing: Listing | None = None
    page: read.Page | None = None
    sums: Sequence[tuple[str, Any, str]] = ()
    filters: Any = None
    doings: Sequence[Any] = ()
    file_url: str = ""
    facts: Sequence[tuple[str, Any]] = ()
    more: Sequence[Listing] = ()
    crumbs: Sequence[tuple[str, str]] = ()
    extra: dict[str, Any] = field(default_factory=dict)


def drawn(request: HttpRequest, made: Sheet, template: str = "workday/page.html") -> HttpResponse:
    """The page."""
    facts = [(label, shown("text", value)) for label, value in made.facts]
    words = {
        "it": made,
        "facts": facts,
        "tabs": [(code, _(title)) for code, title in TABS],
        "today": officer.day(request),
        **made.extra,
    }
    return render(request, template, words)
