"""`wuhua receipts`: a file of what core firms paid (回款文件), each line booked as one receipt."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wuhua.cli import console

SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add `receipts` to the command line."""
    app.command("receipts")(receipts)


def receipts(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="核心企业回款文件(CSV、TXT 或 Excel)")],
    actor: Annotated[str, typer.Option("--actor", help="经办会计工号")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="全部核对并试算,什么也不写入")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """回款文件:核对合计,逐笔归集还款;有误的行列出,其余照常入账;同一份文件再来一次不变。"""
    console.open_house()
    from wuhua.areas.people import read as people
    from wuhua.bulk.receipts.run import take
    from wuhua.core.refuse import Refused
    from wuhua.platform import clock

    day = clock.business_date()
    who = people.officer(actor, day)
    if who is None:
        console.refuse("no_such_staff", f"没有在岗员工 {actor}。", "请用 --actor 给出出账会计的工号。", as_json=as_json)
    answer = take(file, actor=who, business_date=day, dry_run=dry_run)
    if isinstance(answer, Refused):
        console.refused(answer, as_json=as_json)
    elif as_json:
        console.answer(answer.as_dict())
    else:
        for each in answer.rejects[:SHOWN]:
            console.note(f"  第 {each.line} 行「{each.heading}」{each.value}:{each.reason}")
        console.out.print(answer.sentence, markup=False, soft_wrap=True)
