"""How every command speaks.

Data for machines go to standard output and nothing else does; everything for people goes to standard error, except a
command's own answer when no `--json` was asked. Exit code 0: done. 1: refused, with the refusal's name and what to do
next. 2: wrong usage. 70: a fault of ours, with its trace on standard error.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import sys
from typing import Any, NoReturn

import typer
from rich.console import Console

from wuhua.core.refuse import Refused

REFUSED = 1
FAULT = 70

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def answer(data: Any) -> None:
    """One JSON document on standard output."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=str) + "\n")


def note(text: str) -> None:
    """A line for people, on standard error."""
    err.print(text, markup=False)


def refuse(name: str, reason: str, next_step: str, *, as_json: bool = False) -> NoReturn:
    """End the command with exit code 1: the refusal's name, why, and what to do next."""
    if as_json:
        answer({"refused": {"name": name, "reason": reason, "next_step": next_step}})
    else:
        err.print(f"[bold red]{name}[/]: {reason}\n  → {next_step}", soft_wrap=True)
    raise typer.Exit(REFUSED)


def refused(no: Refused, *, as_json: bool = False) -> NoReturn:
    """End the command with a room's own refusal."""
    refuse(no.name.value, no.reason, no.next_step, as_json=as_json)


def open_house(*, migrate: bool = False) -> None:
    """Start the embedded server unless the bank has its own, set Django up, and see that the tables are current.

    The embedded server's tables are brought up to date at once; on a server of the bank's own only when `migrate`
    says so (`wuhua up`), else the command refuses.
    """
    own_server = open_server()
    see_to_tables(bring_up_to_date=migrate or not own_server)


def open_server() -> bool:
    """Start the embedded server unless the bank has its own, and set Django up; no table is asked or changed.

    Answers whether the server is the bank's own. The embedded one is left again when the process ends.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wuhua.config.settings")
    import django

    from wuhua.platform import embedded, home

    own_server = bool(os.environ.get("WUHUA_DATABASE_URL"))
    if not own_server:
        stack = contextlib.ExitStack()
        atexit.register(stack.close)
        try:
            stack.enter_context(embedded.in_use(home.home()))
        except embedded.EmbeddedError as error:
            refuse(error.name, str(error), error.next_step)
    django.setup()
    return own_server


def see_to_tables(*, bring_up_to_date: bool) -> None:
    """Bring the tables up to this release, or refuse where they are not."""
    from django.core.management import call_command
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
    except OperationalError as error:
        refuse("database_unreachable", str(error).strip(), "检查 WUHUA_DATABASE_URL 与数据库服务")
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if not bring_up_to_date:
        refuse("tables_out_of_date", "数据库的表与本程序不一致", "先运行 wuhua up --no-serve")
    with contextlib.redirect_stdout(sys.stderr):
        call_command("migrate", verbosity=0, interactive=False)
