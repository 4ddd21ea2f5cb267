"""`wuhua close-day`: close business days, in order, once each."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from wuhua.cli import console

if TYPE_CHECKING:
    from wuhua.platform.models import SealedDay


def register(app: typer.Typer) -> None:
    """Add `close-day` to the command line."""
    app.command("close-day")(close_day)


def close_day(
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="要日终的日期")] = None,
    through: Annotated[datetime | None, typer.Option("--through", formats=["%Y-%m-%d"], help="依次做到这一天")] = None,
    shards: Annotated[int, typer.Option("--shards", min=1, max=16, help="同时写入的分片数")] = 1,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """日终:计息、扣款、账龄、结息、分类、拨备、封账。重复运行不改变任何结果,中断后再运行即续做。"""
    console.open_house()
    from wuhua.bulk.dayend import run, seal
    from wuhua.core.refuse import Refuse, Refused
    from wuhua.platform import seals

    last = _day(through) or _day(day) or _next(seals.last_sealed())
    first = _day(day) if through is None or day is not None else None
    try:
        answer = run.close_through(first, last, workers=shards, progress=_progress(as_json))
    except Refuse as no:
        console.refused(no.refused, as_json=as_json)
    except seal.DayDoesNotClose as broken:
        console.refuse("day_does_not_close", str(broken), "按所指科目核对;更正后重新日终。", as_json=as_json)
    if isinstance(answer, Refused):
        console.refused(answer, as_json=as_json)
    if as_json:
        console.answer([closed.as_dict() for closed in answer])
        return
    _shown(answer)


def _day(at: datetime | None) -> date | None:
    return at.date() if at is not None else None


def _next(newest: SealedDay | None) -> date:
    """The day after the newest sealed one; before the bank is opened any day, so that the refusal says so."""
    return newest.day + timedelta(days=1) if newest is not None else date.min


def _progress(as_json: bool):
    names = {
        "open": "翻日",
        "read": "读取",
        "compute": "计算",
        "write": "写入",
        "snapshot": "快照",
        "seal": "核对封账",
    }

    def step(phase: str, done: int, total: int) -> None:
        if not as_json and console.err.is_terminal:
            console.err.print(f"  {names.get(phase, phase)} {done}/{total}", end="\r")

    return step


def _shown(closed: list) -> None:
    table = Table("日期", "封账", "借据", "账单", "还款分配", "分录行", "秒", title="日终")
    for each in closed:
        counts = each.counts
        table.add_row(
            each.day.isoformat(),
            each.seal[:12] + (" (已封)" if each.already else ""),
            *(f"{counts.get(name, 0):,}" for name in ("positions", "bills", "items", "lines")),
            f"{sum(each.phases.values()):.2f}",
        )
    console.out.print(table)
