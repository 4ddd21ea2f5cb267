"""`wuhua recalc`: a loan's whole life from its terms and events, without opening the house."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from wuhua.cli import console
from wuhua.core import recalc as desk
from wuhua.core.refuse import Refuse

WRONG_USAGE = 2
WORDS = {
    "penalty": "罚息",
    "compound": "复利",
    "interest": "利息",
    "principal": "本金",
    "fee": "手续费",
    "cost": "费用",
}


def register(app: typer.Typer) -> None:
    """Add `recalc` to the command line."""
    app.command("recalc")(recalc)


def recalc(
    source: Annotated[Path | None, typer.Option("--in", help="JSON 文件;不给或「-」时读标准输入")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """全期重算:只凭合同条款和发生的事件,逐笔重算一笔贷款的一生。"""
    try:
        data = sys.stdin.buffer.read() if source is None or str(source) == "-" else source.read_bytes()
    except OSError as fault:
        console.note(f"读不了 {source}:{fault.strerror}")
        raise typer.Exit(WRONG_USAGE) from None
    try:
        asked = desk.read(data)
    except Refuse as no:
        console.refused(no.refused, as_json=as_json)
    answers = [desk.answer(each) for each in asked] if isinstance(asked, list) else desk.answer(asked)
    if as_json:
        sys.stdout.write(json.dumps(answers, ensure_ascii=False) + "\n")
    else:
        for each in answers if isinstance(answers, list) else [answers]:
            _shown(each)
    if not isinstance(answers, list) and "refused" in answers:
        raise typer.Exit(console.REFUSED)


def _shown(life: dict[str, Any]) -> None:
    from rich.table import Table

    if "refused" in life:
        no = life["refused"]
        console.note(f"{no['name']}:{no['reason']}{no['next_step']}")
        return
    table = Table("日期", "事项", "金额", "本金余额", title=f"截至 {life['as_of']}")
    for row in life["rows"]:
        table.add_row(row["date"], row["event"], row["amount"], row["balance"])
    console.out.print(table)
    owed = "、".join(f"{WORDS[kind]} {amount}" for kind, amount in life["owed"].items() if amount != "0.00")
    console.out.print(f"应还:{owed or '无'};逾期 {life['overdue_days']} 天;未到期应计利息 {life['accrued']}。")
