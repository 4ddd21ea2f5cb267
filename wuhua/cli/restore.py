"""`wuhua restore`: a bank out of its backup, proved like any other, its scoreboard shown."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from wuhua.cli import console

MANIFEST_PROOF = "与备份清单一致"


def register(app: typer.Typer) -> None:
    """Add `restore` to the command line."""
    app.command("restore")(restore)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="wuhua backup 写出的文件")],
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", metavar="F", help="口令在这个文件的第一行;不给则在终端输入")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """恢复到空的 WUHUA_HOME 与空数据库:全部恢复,或什么也不写;随后核对账簿与封账,并显示看板。"""
    from wuhua.cli import backup, passphrase
    from wuhua.platform import archive, home
    from wuhua.platform import restore as restores

    with backup.progress("恢复", as_json) as step:
        manifest = archive.check(file.absolute(), step)
    examined = restores.examine(
        file.absolute(),
        manifest,
        home.home(),
        home.lake(),
        passphrase=lambda: passphrase.read(passphrase_file, as_json=as_json, twice=False),
    )
    console.open_server()
    with backup.progress("恢复", as_json) as step:
        differences = restores.restore(examined, home.database_url(), step)
    console.see_to_tables(bring_up_to_date=True)  # the database was empty: it is nobody else's
    from wuhua.areas.people import rules

    restores.trace(examined, actor=rules.CONSOLE.number)
    _prove(examined, differences, as_json)


def _prove(examined: Any, differences: list[Any], as_json: bool) -> None:
    """The proofs of `wuhua verify`, and one more; ends the command with exit code 1 where one does not hold."""
    from wuhua.bulk.dayend import verify
    from wuhua.bulk.dayend.seal import Break
    from wuhua.platform import backup

    found = {
        MANIFEST_PROOF: [Break(MANIFEST_PROOF, each.where, each.expected, each.found) for each in differences],
        **verify.verify(),
    }
    broken = [each for breaks in found.values() for each in breaks]
    board = _scoreboard(as_json)
    if as_json:
        proofs = {name: [str(each) for each in breaks] for name, breaks in found.items()}
        manifest = {**backup.as_dict(examined.manifest), "keys_placed": sorted(examined.keys)}
        console.answer({"file": str(examined.file), **manifest, "verify": proofs, "scoreboard": board})
    else:
        for name, breaks in found.items():
            console.out.print(f"{'✗' if breaks else '✓'} {name}")
        _shown(examined, board)
    if broken:
        if not as_json:
            console.refuse("proof_broken", str(broken[0]), "数据已按备份恢复;请按所指之处核对,或另取一份备份。")
        raise typer.Exit(console.REFUSED)


def _scoreboard(as_json: bool) -> dict[str, Any] | None:
    """The newest sealed day's figures; none where the day cannot be read, which the proofs say by name."""
    from wuhua.areas.reporting import read
    from wuhua.core.refuse import Refuse

    try:
        day = read.latest_day()
        return read.scoreboard(day) if day is not None else None
    except Refuse as no:
        if not as_json:
            console.note(f"看板:{no.refused.reason}")
        return None


def _shown(examined: Any, board: dict[str, Any] | None) -> None:
    from wuhua.cli import scoreboard

    said = examined.manifest
    if board is not None:
        scoreboard.show(board)
    console.note(
        f"已恢复 {said.taken} 的备份:营业日期 {said.business_date},最近封账日 {said.last_seal.get('day', '无')}。"
    )
