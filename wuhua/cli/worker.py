"""`wuhua worker`: the process that does what was asked for on the pages. `wuhua up` keeps one; more may run elsewhere."""

from __future__ import annotations

from typing import Annotated

import typer

from wuhua.cli import console


def register(app: typer.Typer) -> None:
    """Add `worker` to the command line."""
    app.command("worker")(worker)


def worker(
    one_shot: Annotated[bool, typer.Option("--one-shot", help="做完排队的任务就退出,不再等待")] = False,
) -> None:
    """后台进程:办理网页和接口交来的日终、导入与导出。中断后由下一个后台进程接着做。"""
    console.open_house()
    from wuhua.platform import jobs

    jobs.work(until_idle=one_shot)
