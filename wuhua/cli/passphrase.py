"""The passphrase that wraps a backup's keys: typed on the terminal, or read from a file. Never an argument: `ps` shows those."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import NoReturn

from wuhua.cli import console


def read(file: Path | None, *, as_json: bool, twice: bool) -> str:
    """The first line of the file; without one, what is typed (twice where a slip would lose the keys for good)."""
    if file is not None:
        return _from(file, as_json)
    if not sys.stdin.isatty():
        _refuse("没有终端可以输入口令。", "请把口令写进一个只有自己可读的文件,用 --passphrase-file 指出。", as_json)
    typed = getpass.getpass("口令:")
    if twice and getpass.getpass("再输一次:") != typed:
        _refuse("两次输入的口令不同。", "请重新运行一次。", as_json)
    return typed


def _from(file: Path, as_json: bool) -> str:
    try:
        text = file.read_text(encoding="utf-8-sig").partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError):
        text = ""
    if not text:
        _refuse(f"口令文件「{file}」读不到,或第一行是空的。", "请核对文件;口令写在第一行,用 UTF-8。", as_json)
    return text


def _refuse(reason: str, next_step: str, as_json: bool) -> NoReturn:
    console.refuse("passphrase_missing", reason, next_step, as_json=as_json)
