"""`wuhua batch-credit`: assess a list of parties for one product."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wuhua.cli import console


def register(app: typer.Typer) -> None:
    """Add `batch-credit` to the command line."""
    app.command("batch-credit")(batch_credit)


def batch_credit(
    list_: Annotated[Path, typer.Argument(metavar="LIST.csv", help="名单(CSV,表头见手册「批量授信」)", exists=True)],
    product: Annotated[str, typer.Option("--product", help="产品代码")],
    staff: Annotated[str, typer.Option("--staff", help="发起人工号")],
    name: Annotated[str, typer.Option("--name", help="批次名称")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """批量授信:关联、校验、评级、定额,逐户写明依据与约束。同一名单重复运行不改变任何结果。"""
    console.open_house()
    from wuhua.areas.people import read as people
    from wuhua.bulk.credit import run
    from wuhua.core.refuse import Refused
    from wuhua.platform import clock

    on = clock.business_date()
    actor = people.officer(staff, on)
    if actor is None:
        console.refuse("staff_unknown", f"没有工号 {staff}。", "请用 --staff 给出在岗人员的工号。", as_json=as_json)

    def progress(done: int, total: int, message: str) -> None:
        if not as_json and console.err.is_terminal:
            console.err.print(f"  {message} {done}/{total}", end="\r")

    answer = run.assess_list(
        list_.read_bytes(), list_.name, actor=actor, on=on, product=product, name=name or list_.stem, progress=progress
    )
    if isinstance(answer, Refused):
        console.refused(answer, as_json=as_json)
    if as_json:
        console.answer(answer)
        return
    console.out.print(
        f"批次 {answer['batch']}:{answer['lines']:,} 户,关联本行客户 {answer['linked']:,},可授信 {answer['ready']:,},"
        f"例外 {answer['exception']:,},不准入 {answer['refused']:,};新写 {answer['fresh']:,},改写 {answer['changed']:,}"
    )
