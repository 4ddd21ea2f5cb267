"""`wuhua link`: which records of other houses are our customers', and how sure that is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuhua.cli import console

if TYPE_CHECKING:
    from wuhua.bulk.linkage.run import Answer

ACTOR = "SYSTEM"
SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add `link` to the command line."""
    app.command("link")(link)


def link(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只比对,什么也不写入")] = False,
    truth: Annotated[
        Path | None, typer.Option("--truth", metavar="FILE", help="真值文件(source,key,customer),给出准确率与召回率")
    ] = None,
    actor: Annotated[str, typer.Option("--actor", help="经办人工号")] = ACTOR,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """数据关联:把工商、用电、名单、司法、走访的记录与客户对上;同样的数据再来一次不变。"""
    console.open_house()
    from wuhua.bulk.linkage import run
    from wuhua.bulk.linkage.truth import NoTruth, read
    from wuhua.platform import clock

    try:
        true = None if truth is None else read(truth)
    except NoTruth as no:
        console.note(f"真值文件读不出来:{no}。请给出含 source、key、customer 三列的 CSV。")
        raise typer.Exit(2) from no
    answer = run.link(actor=actor, business_date=clock.business_date(), dry_run=dry_run, true=true)
    if as_json:
        console.answer(answer.as_dict())
    else:
        _shown(answer, dry_run)


def _shown(answer: Answer, dry_run: bool) -> None:
    from wuhua.areas.customer.read import bits
    from wuhua.areas.customer.rules.linkage import SOURCE_NAMES, LinkSource, LinkState

    out = console.out
    for row in answer.pairs.filter(answer.pairs["state"] == LinkState.WAITING.value).head(SHOWN).to_dicts():
        source = SOURCE_NAMES[LinkSource(row["source"])]
        out.print(f"  待判断 {source} {row['key']} → {row['customer']} {bits(row['weight'])} 比特", markup=False)
    took = sum(answer.seconds.values())
    out.print(
        f"{answer.records} 条记录对 {answer.customers} 个客户:自动关联 {answer.count(LinkState.LINKED)} 对,"
        f"待人工判断 {answer.count(LinkState.WAITING)} 对,用时 {took:.1f} 秒。",
        markup=False,
        soft_wrap=True,
    )
    for name, each in answer.measures.items():
        label = "全部" if name == "ALL" else SOURCE_NAMES[LinkSource(name)]
        out.print(
            f"  {label}:准确率 {each.precision}%({each.right}/{each.linked}),召回率 {each.recall}%"
            f"({each.right}/{each.true}),另有 {each.waiting} 对真值在待判断中。",
            markup=False,
            soft_wrap=True,
        )
    if dry_run:
        out.print("试算,没有写入。", markup=False)
    elif answer.again:
        out.print(f"与批次 {answer.run} 的数据和阈值相同,没有改变。", markup=False)
    else:
        out.print(f"批次 {answer.run},改变 {answer.changed} 对。", markup=False)
