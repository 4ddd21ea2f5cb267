"""`wuhua backup`: database, lake and kept files in one file, while the bank is at work."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from wuhua.cli import console


def register(app: typer.Typer) -> None:
    """Add `backup` to the command line."""
    app.command("backup")(backup)


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="备份写成这个文件(须不存在)")],
    with_key: Annotated[bool, typer.Option("--with-key", help="连同加密密钥,以口令封装")] = False,
    passphrase_file: Annotated[
        Path | None, typer.Option("--passphrase-file", metavar="F", help="口令在这个文件的第一行;不给则在终端输入")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """备份:数据库、数据湖、档案文件同一时点合为一个文件,不必停业。密钥默认不在其中。"""
    if passphrase_file is not None and not with_key:
        raise typer.BadParameter("只与 --with-key 同用", param_hint="--passphrase-file")
    passphrase = _passphrase(passphrase_file, as_json) if with_key else None
    console.open_server()  # and no table is brought up to date: a bank is backed up before it is changed
    from wuhua.areas.people import rules
    from wuhua.platform import backup as backups
    from wuhua.platform import home

    place = backups.Place(home.home(), home.lake(), home.database_url())
    with progress("备份", as_json) as step:
        taken = backups.take(file.absolute(), place, actor=rules.CONSOLE.number, passphrase=passphrase, progress=step)
    if as_json:
        console.answer({"file": str(file), "size": taken.size, **backups.as_dict(taken.manifest)})
    else:
        _shown(taken)


def _passphrase(file: Path | None, as_json: bool) -> str:
    from wuhua.cli import passphrase
    from wuhua.platform import keyring

    return keyring.checked(passphrase.read(file, as_json=as_json, twice=True))


def _shown(taken) -> None:
    said = taken.manifest
    keys = "密钥已用口令封装在内" if said.sealed_keys() else "密钥不在其中,请另行保管 keys 文件夹"
    console.out.print(
        f"已备份到 {taken.file}:营业日期 {said.business_date},最近封账日 {said.last_seal.get('day', '无')},"
        f"{len(said.members)} 个部分,{taken.size >> 20:,} MB。{keys}。",
        markup=False,
        soft_wrap=True,
    )


@contextlib.contextmanager
def progress(title: str, as_json: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, on standard error; silence otherwise."""
    if as_json or not sys.stderr.isatty():
        yield lambda _what, _done, _all: None
        return
    from rich.progress import Progress

    with Progress(console=console.err, transient=True) as shown:
        task = shown.add_task(title, total=None)
        yield lambda what, done, all_: shown.update(task, completed=done, total=all_ or None, description=what)
