"""`wuhua repay-file`: a bank's answer to the day's debits (代扣回盘), booked as one bulk repayment."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wuhua.cli import console

if TYPE_CHECKING:
    from wuhua.bulk.repayfile.batch import Taken

ACTOR = "SYSTEM"
SHOWN = 20


def register(app: typer.Typer) -> None:
    """Add `repay-file` to the command line."""
    app.command("repay-file")(repay_file)


def repay_file(
    file: Annotated[Path | None, typer.Argument(metavar="FILE", help="代扣回盘文件(CSV、TXT 或 Excel)")] = None,
    template: Annotated[Path | None, typer.Option("--template", metavar="DIR", help="把模板写进这个文件夹")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="全部核对并试算,什么也不写入")] = False,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="DIR", help="错误清单写到这里(默认文件所在的文件夹)")
    ] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, max=16, help="同时写入的分片数")] = 2,
    actor: Annotated[str, typer.Option("--actor", help="经办人工号")] = ACTOR,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """代扣回盘:核对整份文件的合计,成功的成批入账,失败的登记原因,有误的行列入错误清单;同一份文件再来一次不变。"""
    if (file is None) == (template is None):
        console.note("请给出回盘文件,或用 --template DIR 写出模板。")
        raise typer.Exit(2)
    if template is not None:
        _template(template, as_json)
        return
    assert file is not None  # noqa: S101 (for the type checker: wrong usage left above)
    console.open_house()
    from wuhua.bulk.repayfile.run import take
    from wuhua.core.refuse import Refused
    from wuhua.platform import clock

    def step(done: int, total: int, message: str) -> None:
        if not as_json and console.err.is_terminal:
            console.err.print(f"  {message} {done}/{total}   ", end="\r")

    answer = take(
        file,
        actor=actor,
        business_date=clock.business_date(),
        dry_run=dry_run,
        rejects=rejects or file.parent,
        workers=workers,
        progress=step,
    )
    if isinstance(answer, Refused):
        console.refused(answer, as_json=as_json)
    elif as_json:
        console.answer(answer.as_dict())
    else:
        _shown(answer)


def _template(folder: Path, as_json: bool) -> None:
    from wuhua.bulk.repayfile.handbook import write_template

    path = write_template(folder)
    if as_json:
        console.answer({"template": str(path)})
    else:
        console.out.print(f"模板已写到 {path}", markup=False, soft_wrap=True)


def _shown(answer: Taken) -> None:
    for each in answer.rejects[:SHOWN]:
        console.note(f"  第 {each.line} 行「{each.heading}」{each.value}:{each.reason}")
    for path in answer.written:
        console.note(f"  错误清单:{path}")
    if answer.singly:
        console.note(f"其中 {answer.singly} 笔逐笔入账(当天到期、有宽限期、已核销、扣款日在前,或同一借据第二笔)。")
    console.out.print(answer.sentence, markup=False, soft_wrap=True)
