"""`wuhua verify`: prove the books and every seal."""

from __future__ import annotations

from typing import Annotated

import typer

from wuhua.cli import console


def register(app: typer.Typer) -> None:
    """Add `verify` to the command line."""
    app.command("verify")(verify)


def verify(as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False) -> None:
    """核对账簿与每一个封账日;有不符即指出第一处,退出码 1。"""
    console.open_house()
    from wuhua.bulk.dayend import verify as proofs

    found = proofs.verify()
    broken = [each for breaks in found.values() for each in breaks]
    if as_json:
        console.answer({name: [str(each) for each in breaks] for name, breaks in found.items()})
    else:
        for name, breaks in found.items():
            console.out.print(f"{'✗' if breaks else '✓'} {name}")
    if broken:
        if not as_json:
            console.refuse("proof_broken", str(broken[0]), "请按所指之处核对;账簿只追加,更正以冲正入账。")
        raise typer.Exit(console.REFUSED)
