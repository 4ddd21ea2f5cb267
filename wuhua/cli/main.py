"""The `wuhua` command: finds the command files beside it and hands them the app."""

from __future__ import annotations

import contextlib
import importlib
import logging
import pkgutil
import signal
import sys
from types import FrameType

import typer

from wuhua import __version__, cli
from wuhua.cli import console
from wuhua.core.refuse import Refuse


def build() -> typer.Typer:
    """Every module of `wuhua.cli` that has `register` adds its command, in the order of the alphabet."""
    app = typer.Typer(
        name="wuhua",
        help="五化：县域银行小微贷款。每条命令都有 --help。",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,  # a trace with local values could show a customer's data
    )

    @app.callback(invoke_without_command=True)
    def top(version: bool = typer.Option(False, "--version", help="版本")) -> None:
        if version:
            typer.echo(__version__)
            raise typer.Exit

    for found in sorted(pkgutil.iter_modules(cli.__path__), key=lambda module: module.name):
        if found.name in ("main", "console"):
            continue
        module = importlib.import_module(f"{cli.__name__}.{found.name}")
        if hasattr(module, "register"):
            module.register(app)
    return app


def _terminated(number: int, _frame: FrameType | None) -> None:
    sys.exit(128 + number)  # as an exit, so that what is open is closed


def run() -> None:
    """The console script."""
    signal.signal(signal.SIGTERM, _terminated)
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    try:
        build()(prog_name="wuhua")
    except Refuse as no:
        with contextlib.suppress(typer.Exit):
            console.refused(no.refused, as_json="--json" in sys.argv)
        sys.exit(console.REFUSED)
    except Exception:  # the last resort: a fault must not look like a refusal (exit code 1)
        logging.getLogger("wuhua").exception("程序出错")
        sys.exit(console.FAULT)
