"""`wuhua corelink`: files from and to the provincial core system, and where the two books differ.

The command is not called `core`: that is the storey of this house that knows no system at all.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wuhua.cli import console

if TYPE_CHECKING:
    from wuhua.bulk.corefiles.receive import Received
    from wuhua.bulk.corefiles.send import Sent

ACTOR = "SYSTEM"
Day = Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="账务日期")]
Json = Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")]
Actor = Annotated[str, typer.Option("--actor", help="经办人工号")]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="写进这个文件夹")]


def register(app: typer.Typer) -> None:
    """Add `corelink` and its commands to the command line."""
    inner = typer.Typer(help="核心对接:收核心文件、查差异、发指令。", no_args_is_help=True)
    inner.command("import")(import_)
    inner.command("book")(book)
    inner.command("export")(export)
    inner.command("breaks")(breaks)
    inner.command("sample")(sample)
    app.add_typer(inner, name="corelink")


def import_(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="核心文件所在的文件夹")],
    day: Day,
    actor: Actor = ACTOR,
    as_json: Json = False,
) -> None:
    """收一天的核心文件:核对行数与合计,与当天封账逐笔比较,登记差异;全部收下,或什么也不收。"""
    console.open_house()
    from wuhua.bulk.corefiles.gate import Folder
    from wuhua.bulk.corefiles.receive import receive
    from wuhua.core.refuse import Refused
    from wuhua.platform import clock

    def step(message: str) -> None:
        if not as_json and console.err.is_terminal:
            console.err.print(f"  {message}", end="\r")

    answer = receive(Folder(folder), day.date(), actor=actor, business_date=clock.business_date(), step=step)
    if isinstance(answer, Refused):
        _refused(answer, as_json)
    elif as_json:
        console.answer(answer.as_dict())
    else:
        _received(answer)


def book(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="核心文件所在的文件夹")],
    day: Day,
    workers: Annotated[int, typer.Option("--workers", min=1, max=16, help="同时写入的分片数")] = 2,
    actor: Actor = ACTOR,
    as_json: Json = False,
) -> None:
    """核心还款入账(LEDGER_MASTER=CORE):封账前把核心当天的还款和账户存取记入本系统;同一批再来一次不变。"""
    console.open_house()
    from wuhua.bulk.corefiles.booking import book_day
    from wuhua.bulk.corefiles.gate import Folder
    from wuhua.core.refuse import Refused
    from wuhua.platform import clock

    answer = book_day(Folder(folder), day.date(), actor=actor, business_date=clock.business_date(), workers=workers)
    if isinstance(answer, Refused):
        _refused(answer, as_json)
    elif as_json:
        console.answer(answer.as_dict())
    else:
        console.out.print(answer.sentence, markup=False, soft_wrap=True)


def export(day: Day, out: Out, actor: Actor = ACTOR, as_json: Json = False) -> None:
    """发当前营业日期的文件:放款指令、代扣清单、利率调整、放款查证;每项只发一次,结果不明的只查证、不重发。"""
    console.open_house()
    from wuhua.bulk.corefiles.gate import Folder
    from wuhua.bulk.corefiles.send import send
    from wuhua.core.refuse import Refused
    from wuhua.platform import clock

    try:
        answer = send(Folder(out), day.date(), actor=actor, business_date=clock.business_date())
    except OSError as error:
        why = error.strerror or str(error)
        console.refuse("cannot_write", f"写不进「{out}」:{why}。", "换一个可以写的文件夹再试。", as_json=as_json)
    if isinstance(answer, Refused):
        console.refused(answer, as_json=as_json)
    elif as_json:
        console.answer(answer.as_dict())
    else:
        _sent(answer)


def breaks(
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="截至这一天(默认现在未了结的)")
    ] = None,
    as_json: Json = False,
) -> None:
    """差异清单:两边哪里不一致,谁在查,挂了几天。"""
    console.open_house()
    from wuhua.areas.compliance import read as compliance
    from wuhua.areas.corelink import read
    from wuhua.platform import clock

    today = clock.business_date()
    asked = day.date() if day is not None else today
    found = [read.shown(each, asked) for each in read.breaks(read.Wanted(on=asked if day is not None else None))]
    if as_json:
        console.answer(
            {"date": asked.isoformat(), "ledger_master": compliance.ledger_master(asked).value, "breaks": found}
        )
    else:
        _listed(found, asked)


def sample(day: Day, out: Out, as_json: Json = False) -> None:
    """按本系统某一封账日,写出一套核心文件,并埋下三处差异;供试接口用。"""
    console.open_house()
    from samples import corefiles

    planted = corefiles.write_core_day(out, day.date())
    answer = {"date": day.date().isoformat(), "folder": str(out), "planted": [each.as_dict() for each in planted]}
    if as_json:
        console.answer(answer)
    else:
        console.out.print(
            f"核心文件已写到 {out},埋了 {len(planted)} 处差异。下一步:wuhua corelink import {out} --date {day.date()}",
            markup=False,
            soft_wrap=True,
        )


# --- shown to people -------------------------------------------------------------------------------------------------


def _refused(no: Any, as_json: bool) -> None:
    if as_json:
        console.answer({"refused": no.as_dict()})
        raise typer.Exit(console.REFUSED)
    for each in getattr(no, "rejects", ())[:20]:
        console.note(f"  {each.file} 第 {each.line} 行「{each.heading}」{each.value}:{each.reason}")
    for path in getattr(no, "written", ()):
        console.note(f"  错误清单:{path}")
    console.refused(no)


def _received(answer: Received) -> None:
    from rich.table import Table

    table = Table("文件", "行数", "合计", "新差异", "仍在", "销账")
    for column in table.columns[1:]:
        column.justify = "right"
    for each in answer.files:
        told = each.told
        counts = ("—", "—", "—") if told is None else (str(told.found), str(told.again), str(told.gone))
        table.add_row(each.title, f"{each.rows:,}", each.total_grouped, *counts)
    console.out.print(table)
    for name in answer.ignored:
        console.note(f"提示:文件「{name}」认不出,没有读取")
    console.out.print(answer.sentence)


def _sent(answer: Sent) -> None:
    from rich.table import Table

    if answer.files:
        table = Table("文件名", "行数", "合计")
        for each in answer.files:
            table.add_row(each.name, f"{each.rows:,}", each.total_grouped)
        console.out.print(table)
    for why in answer.held.values():
        console.note(f"提示:{why}")
    console.out.print(answer.sentence)


def _listed(found: list[dict[str, Any]], asked: date) -> None:
    """A line each, whole however narrow the window: figures are not cut for a table."""
    for each in found:
        place = f"{each['source']}.{each['field']}" if each["field"] else each["source"]
        sides = f"本系统 {each['ours'] or '—'},核心 {each['theirs'] or '—'},相差 {each['gap'] or '—'}"
        since = f"{each['first_seen']} 起 {each['age_days']} 天"
        who = f"{each['state']},{each['owner'] or '待认领'}"
        line = f"{each['id']}  {each['subject']}  {each['kind']} {place}  {sides}  {since}  {who}"
        console.out.print(line, markup=False, soft_wrap=True)
    console.out.print(f"{asked}:{len(found)} 条差异。" if found else f"{asked}:没有差异。")
