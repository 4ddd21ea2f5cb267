"""`wuhua lake rebuild`: files of sealed days that were lost or altered are put back, byte for byte."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from wuhua.cli import console

_SAID = {"whole": "完好", "put_back": "已从备份夹放回", "copied": "已补备份"}


def register(app: typer.Typer) -> None:
    """Add `lake` to the command line."""
    group = typer.Typer(help="数据湖:封账日快照文件的检查与放回。", no_args_is_help=True)
    group.callback()(lambda: None)
    group.command("rebuild")(rebuild)
    app.add_typer(group, name="lake")


def rebuild(
    day: Annotated[datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="只查这一个封账日")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """放回缺失或被改动的快照文件,并补齐备份夹;与封账摘要不一致的拒绝,退出码 1。"""
    console.open_house()
    from wuhua.bulk.dayend import rebuild as again

    found = again.rebuild(day.date() if day else None)
    told = [each for each in found if each.done != "whole"]
    if as_json:
        console.answer([{"day": str(x.day), "kind": x.kind, "path": x.path, "done": x.done} for x in found])
        return
    for each in told:
        console.out.print(f"{each.day} {each.kind}: {_SAID[each.done]} {each.path}", soft_wrap=True)
    console.out.print(f"{len(found)} 个文件,处理 {len(told)} 个,其余完好。")
