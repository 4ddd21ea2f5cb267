"""`wuhua sample`: the sample bank as the files a real bank would bring. No database is asked."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from wuhua.cli import console

DRAFT = ".partial"
"""Files are written here and moved out when all of them stand: an import never meets half a bank."""
Step = Callable[[str, int, int], None]


def register(app: typer.Typer) -> None:
    """Add `sample` to the command line."""
    app.command("sample")(sample)


def sample(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="写进这个文件夹(不存在则新建,须为空)")],
    borrowers: Annotated[int, typer.Option("--borrowers", help="小微贷款户数")] = 5112,
    seed: Annotated[int, typer.Option("--seed", help="随机种子;参数相同,文件逐字节相同")] = 20180930,
    day: Annotated[
        datetime, typer.Option("--day", formats=["%Y-%m-%d"], help="首个营业日(某年 9 月 30 日)")
    ] = datetime(2018, 9, 30),  # noqa: DTZ001  # a calendar day, no moment
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """生成样例银行的文件(全部为合成数据),供 wuhua import 导入。"""
    _refuse_a_used_folder(out, as_json)
    with _draft(out, as_json) as draft, _progress(as_json) as step:
        made = _written(draft, borrowers, seed, day.date(), step, as_json)
    answer = {**made, "folder": str(out), "borrowers": borrowers, "rows": sum(made["files"].values())}
    if as_json:
        console.answer(answer)
    else:
        console.out.print(
            f"样例银行已写到 {out}:{len(made['files'])} 个文件 {answer['rows']:,} 行。下一步:wuhua import {out}",
            markup=False,
            soft_wrap=True,
        )


def _refuse_a_used_folder(out: Path, as_json: bool) -> None:
    if out.exists() and not out.is_dir():
        console.refuse("not_a_folder", f"「{out}」是一个文件。", "请给出一个文件夹。", as_json=as_json)
    found = sorted(each.name for each in out.iterdir() if each.name != DRAFT) if out.exists() else []
    if found:
        console.refuse(
            "folder_not_empty",
            f"文件夹「{out}」不是空的(有 {found[0]} 等 {len(found)} 项),样例不会与别的文件混在一起。",
            "请换一个空的或新的文件夹。",
            as_json=as_json,
        )


@contextlib.contextmanager
def _draft(out: Path, as_json: bool) -> Iterator[Path]:
    """A folder inside the wanted one; what is in it afterwards moves up, after a refusal nothing is left."""
    new, draft = not out.exists(), out / DRAFT
    try:
        shutil.rmtree(draft, ignore_errors=True)  # of a run that was killed
        draft.mkdir(parents=True)
        yield draft
        for each in sorted(draft.iterdir()):
            each.rename(out / each.name)
    except OSError as error:
        why = error.strerror or str(error)
        console.refuse(
            "cannot_write", f"写不进「{out}」:{why}。", "换一个可以写、空间够的文件夹再试。", as_json=as_json
        )
    finally:
        shutil.rmtree(draft, ignore_errors=True)
        if new:
            with contextlib.suppress(OSError):
                out.rmdir()  # only where nothing came to stand in it


def _written(draft: Path, borrowers: int, seed: int, day: date, step: Step, as_json: bool) -> dict[str, Any]:
    from samples import generator
    from samples.calibrate import CannotCalibrate

    def refuse(name: str, reason: str, next_step: str) -> None:
        console.refuse(name, reason, next_step, as_json=as_json)

    if borrowers < generator.LEAST:
        refuse("too_few_borrowers", f"{borrowers} 户太少,各项总数摆布不开。", f"请给出至少 {generator.LEAST} 户。")
    if borrowers > generator.MOST:
        refuse("too_many_borrowers", f"{borrowers} 户超出虚构名称的库存。", f"请给出至多 {generator.MOST} 户。")
    try:
        return generator.write_sample(draft, borrowers=borrowers, seed=seed, day=day, progress=step)
    except generator.UnsuitableDay:
        reason = f"{day} 不合用:样例银行的季节、登记簿与比较期按首个营业日 9 月 30 日安排。"
        console.refuse("unsuitable_day", reason, f"请改为某年的 9 月 30 日,例如 {day.year}-09-30。", as_json=as_json)
    except CannotCalibrate:
        reason = f"种子 {seed} 抽出的 {borrowers} 户摆布不出各项总数。"
        console.refuse("cannot_calibrate", reason, "请换一个 --seed,或多要一些户数。", as_json=as_json)


@contextlib.contextmanager
def _progress(as_json: bool) -> Iterator[Step]:
    """On standard error: a bar on a terminal, else a line a step; silence for machines."""
    if as_json:
        yield lambda _what, _done, _all: None
    elif not sys.stderr.isatty():
        yield lambda what, done, all_: console.note(f"{what} {done}/{all_}")
    else:
        from rich.progress import Progress

        with Progress(console=console.err, transient=True) as shown:
            task = shown.add_task("样例银行", total=None)
            yield lambda what, done, all_: shown.update(task, completed=done, total=all_, description=what)
