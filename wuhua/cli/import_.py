"""`wuhua import`: load a bank's files, all of them or nothing."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wuhua.cli import console

if TYPE_CHECKING:
    from wuhua.bulk.intake.run import ImportReport

ACTOR = "SYSTEM"


def register(app: typer.Typer) -> None:
    """Add `import` to the command line."""
    app.command("import")(import_)


def import_(
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="银行文件所在的文件夹")] = None,
    template: Annotated[Path | None, typer.Option("--template", metavar="DIR", help="把导入模板写进这个文件夹")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="全部核对,什么也不写入")] = False,
    rejects: Annotated[Path | None, typer.Option("--rejects", metavar="DIR", help="错误清单写到这里")] = None,
    actor: Annotated[str, typer.Option("--actor", help="经办人工号")] = ACTOR,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """导入一家银行的文件:核对编码、列、证件、金额、关系与控制总数;全部写入,或什么也不写。"""
    if (folder is None) == (template is None):
        console.note("请给出要导入的文件夹,或用 --template DIR 写出模板。")
        raise typer.Exit(2)
    if template is not None:
        _template(template, as_json)
        return
    console.open_house()
    from wuhua.bulk.intake import run
    from wuhua.core.refuse import Refused

    assert folder is not None  # noqa: S101 (for the type checker: wrong usage left above)
    with _progress(as_json) as step:
        answer = run.import_folder(folder, actor=actor, dry_run=dry_run, progress=step, rejects=rejects)
    if isinstance(answer, Refused):
        _refused(answer, as_json)
    elif as_json:
        console.answer(answer.as_dict())
    else:
        _shown(answer)


def _template(folder: Path, as_json: bool) -> None:
    from wuhua.bulk.intake.template import write_template

    path = write_template(folder)
    if as_json:
        console.answer({"template": str(path)})
    else:
        console.note(f"模板已写到 {path}")


def _progress(as_json: bool) -> Any:
    """A bar on a terminal; silence for machines."""
    import contextlib

    if as_json or not sys.stderr.isatty():
        return contextlib.nullcontext()
    return _bar()


def _bar() -> Any:
    from contextlib import contextmanager

    from rich.progress import Progress

    @contextmanager
    def bar() -> Any:
        with Progress(console=console.err, transient=True) as shown:
            task = shown.add_task("导入", total=None)
            yield lambda done, total, message: shown.update(task, completed=done, total=total, description=message)

    return bar()


def _refused(no: Any, as_json: bool) -> None:
    if as_json:
        console.answer({"refused": no.as_dict()})
        raise typer.Exit(console.REFUSED)
    for each in getattr(no, "rejects", ())[:20]:
        console.note(f"  {each.file} 第 {each.line} 行「{each.heading}」{each.value}:{each.reason}")
    for path in getattr(no, "written", ()):
        console.note(f"  错误清单:{path}")
    console.refused(no)


def _shown(report: ImportReport) -> None:
    from rich.table import Table

    table = Table("文件", "名称", "编码", "行数", "主要金额合计")
    for column in table.columns[3:]:
        column.justify = "right"
    for each in report.files:
        table.add_row(each.title, each.path, each.encoding, f"{each.rows:,}", each.total_grouped)
    console.out.print(table)
    for warning in report.warnings:
        console.note(f"提示:{warning}")
    console.out.print(report.sentence)
