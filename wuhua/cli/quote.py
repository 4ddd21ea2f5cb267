"""`wuhua quote`: repayment plans for one loan or many, without opening the house.

Nothing of Django or the database is loaded: ten thousand loans are a matter of seconds.
"""

from __future__ import annotations

import gc
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from wuhua.cli import console
from wuhua.core import quote as desk
from wuhua.core.refuse import Refuse

WRONG_USAGE = 2
_SHOW_PROGRESS_FROM = 2_000


def register(app: typer.Typer) -> None:
    """Add `quote` to the command line."""
    app.command("quote")(quote)


def quote(
    source: Annotated[Path | None, typer.Option("--in", help="JSON 列表或 CSV;不给或「-」时读标准输入")] = None,
    target: Annotated[Path | None, typer.Option("--out", help="把 JSON 答案写入文件")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """还款计划试算:一笔或多笔。一条有误不影响其他各条。"""
    data = _taken(source)
    try:
        lines = desk.read(data, csv_wanted=_kind(source))
    except Refuse as no:
        console.refused(no.refused, as_json=as_json)
    gc.disable()  # answers hold no circles; walking millions of them again and again is a third of the time
    answers = list(_watched(lines))
    refused = sum("refused" in each for each in answers)
    if target is not None:
        try:
            target.write_bytes(_written(answers))
        except OSError as fault:
            _wrong(f"写不了 {target}:{fault.strerror}")
    if as_json:
        sys.stdout.buffer.write(_written(answers))
        sys.stdout.buffer.flush()
    elif target is None:
        _shown(answers)
    if not as_json or refused:
        console.note(f"试算 {len(answers)} 笔,其中 {refused} 笔被拒。")


def _wrong(text: str) -> None:
    console.note(text)
    raise typer.Exit(WRONG_USAGE)


def _taken(source: Path | None) -> bytes:
    if source is None or str(source) == "-":
        if sys.stdin.isatty():
            _wrong("请用 --in 指定文件,或从标准输入给出 JSON 列表。")
        return sys.stdin.buffer.read()
    try:
        return source.read_bytes()
    except OSError as fault:
        _wrong(f"读不了 {source}:{fault.strerror}")
        raise


def _kind(source: Path | None) -> bool | None:
    suffix = source.suffix.lower() if source is not None else ""
    return {".csv": True, ".json": False}.get(suffix)


def _written(answers: list[dict[str, Any]]) -> bytes:
    return (json.dumps(answers, ensure_ascii=False) + "\n").encode("utf-8", "replace")


def _watched(lines: list[Any]) -> Any:
    made = desk.answers(lines)
    if len(lines) < _SHOW_PROGRESS_FROM or not sys.stderr.isatty():
        return made
    from rich.progress import track

    return track(made, description="试算", total=len(lines), console=console.err)


def _shown(answers: list[dict[str, Any]]) -> None:
    from rich.table import Table

    if len(answers) == 1 and "refused" not in answers[0]:
        (only,) = answers
        table = Table("期次", "到期日", "本金", "利息", "应还", "剩余本金", title=f"{only['id']} 还款计划")
        for column in table.columns[2:]:
            column.justify = "right"
        for row in only["rows"]:
            paid = desk.grouped(row["principal"], row["interest"])
            table.add_row(
                str(row["n"]),
                row["due"],
                *(desk.grouped(row[name]) for name in ("principal", "interest")),
                paid,
                desk.grouped(row["balance"]),
            )
        console.out.print(table)
    else:
        table = Table("编号", "每期(首期)应还", "利息合计", "年化成本 %", "期数", "结果", title="还款试算")
        for each in answers:
            table.add_row(*_summary(each))
        console.out.print(table)
        return
    cost = only["irr_pct"] or "—"
    shown = desk.grouped(only["instalment"]), desk.grouped(only["total_interest"])
    console.out.print(f"每期(首期)应还 {shown[0]} 元,利息合计 {shown[1]} 元,年化综合成本 {cost}%")


def _summary(each: dict[str, Any]) -> list[str]:
    from rich.markup import escape

    name = escape(str(each["id"] if each["id"] is not None else "—"))
    if "refused" in each:
        no = each["refused"]
        return [name, "", "", "", "", escape(f"{no['name']}:{no['reason']}{no['next_step']}")]
    shown = desk.grouped(each["instalment"]), desk.grouped(each["total_interest"])
    return [name, *shown, each["irr_pct"] or "—", str(len(each["rows"])), "成"]
