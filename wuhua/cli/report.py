"""`wuhua report`: the supervisor's and the bank's own sheets, from a closed day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from wuhua.cli import console

if TYPE_CHECKING:
    from wuhua.areas.reporting.rules import Report


def report(
    name: str = typer.Argument("", help="报表名(见 --list)"),
    date: str = typer.Option("", "--date", help="数据日期(默认最近一个已日终的日期)", metavar="YYYY-MM-DD"),
    out: Path | None = typer.Option(None, "--out", help="写成 Excel 文件 (.xlsx)"),  # noqa: B008
    listed: bool = typer.Option(False, "--list", help="列出全部报表"),
    as_json: bool = typer.Option(False, "--json", help="供程序读取"),
) -> None:
    """监管报表底稿与经营报表。"""
    from wuhua.areas.reporting.rules import ReportName

    if listed:
        _list([(each.value, each.label) for each in ReportName], as_json=as_json)
        return
    if not name:
        raise typer.BadParameter("请给出报表名,或用 --list 查看", param_hint="NAME")
    console.open_house()
    from wuhua.areas.reporting import read
    from wuhua.cli import reporting_day

    with reporting_day.refusals(as_json=as_json):
        made = read.report(name, reporting_day.asked(date, as_json=as_json))
    _leave_a_trace(made)
    if out is not None:
        _save(made, out, as_json=as_json)
    if as_json:
        console.answer(made.as_dict())
    elif out is None:
        show(made)


def _leave_a_trace(made: Report) -> None:
    """A report with customers' names in it is an export: who took it out, when, and how many rows."""
    from django.db import transaction

    from wuhua.areas.people.rules import CONSOLE
    from wuhua.areas.reporting import read
    from wuhua.platform import audit, clock

    rows = read.names_in(made)
    if rows == 0:
        return
    with transaction.atomic():
        audit.record(
            actor=CONSOLE.number,
            business_date=clock.business_date() if clock.opened() else made.day,
            action="reporting.exported",
            subject=f"report:{made.name.value}",
            after={"day": made.day, "rows_with_names": rows},
        )


def _list(names: list[tuple[str, str]], *, as_json: bool) -> None:
    if as_json:
        console.answer([{"name": name, "title": title} for name, title in names])
        return
    for name, title in names:
        console.out.print(f"{name:<28} {title}", markup=False)


def _save(made: Report, out: Path, *, as_json: bool) -> None:
    from wuhua.areas.reporting import read

    try:
        read.write(made, out)
    except OSError as error:
        console.refuse("cannot_write", f"写不了 {out}:{error}", "换一个可以写的文件夹再试。", as_json=as_json)
    console.note(f"已写入 {out}")


def show(made: Report) -> None:
    """The sheets as tables; a sheet too wide for a screen is named, for Excel or `--json`."""
    from rich.markup import escape
    from rich.table import Table

    from wuhua.areas.reporting.rules import CellKind, plain

    for sheet in made.sheets:
        if len(sheet.headings) > 16 or len(sheet.rows) > 200:
            console.out.print(f"{sheet.title}:{len(sheet.rows)} 行 × {len(sheet.headings)} 列,请用 --out 或 --json。")
            continue
        table = Table(title=f"{made.name.label} — {sheet.title}  {made.day}", title_justify="left")
        for heading in sheet.headings:
            table.add_column(
                heading.title, justify="left" if heading.kind is CellKind.TEXT else "right", overflow="fold"
            )
        for row in sheet.rows:
            cells = [plain(cell, heading.kind) for heading, cell in zip(sheet.headings, row, strict=True)]
            table.add_row(*(_shown(cell) for cell in cells))
        console.out.print(table)
        for note in sheet.notes:
            console.out.print(escape(note))


def _shown(cell: object) -> str:
    from rich.markup import escape

    return {None: "—", True: "达标", False: "未达标"}.get(cell) or escape(str(cell))  # type: ignore[call-overload]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report")(report)
