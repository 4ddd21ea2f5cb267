"""`wuhua up`: from an empty folder to a bank that answers. Run again, it starts what is there and changes nothing."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from wuhua.cli import console

SAMPLE_DAY = date(2018, 9, 30)
SYSTEM = "SYSTEM"
DEMO_POSTS = ("EXECUTIVE", "SME_CENTER_HEAD", "OUTLET_HEAD", "RM", "RISK", "ACCOUNTANT")


def register(app: typer.Typer) -> None:
    """Add `up` to the command line."""
    app.command("up")(up)


def up(
    port: Annotated[int, typer.Option(envvar="PORT", min=1, max=65535, help="网页端口")] = 8000,
    host: Annotated[str, typer.Option(envvar="WUHUA_HOST", help="监听地址")] = "127.0.0.1",
    sample: Annotated[
        bool, typer.Option("--sample/--no-sample", help="账簿为空时装样例银行;留给自己的数据时用 --no-sample")
    ] = True,
    serve: Annotated[bool, typer.Option("--serve/--no-serve", help="只准备、不启动网页服务时用 --no-serve")] = True,
) -> None:
    """启动数据库、建表,账本为空时装入样例银行并结账,打印看板,然后提供网页。"""
    from wuhua.cli import children

    if serve and not children.port_is_free(host, port):
        console.refuse("port_in_use", f"{host}:{port} 已被占用。", f"换一个端口:PORT={port + 1} make run")
    console.open_house(migrate=True)
    if sample:
        _fill()
    _show()
    if serve:
        _serve(host, port)


def _fill() -> None:
    """The sample bank where there is no bank yet, its business day closed."""
    from wuhua.platform import clock, home

    sample = home.home() / "sample"
    if not clock.opened():
        _write_sample(sample)
        _import_sample(sample)
    # Also after a run that was killed between import and close; a bank of one's own is never closed unasked.
    if sample.exists() and clock.business_date() <= SAMPLE_DAY:
        _walk_and_close()


def _write_sample(folder: Path) -> None:
    """The files of the sample bank, whole or not at all."""
    from samples import generator

    if folder.exists():
        return
    console.note("生成样例银行 …")
    draft = folder.with_name("sample.partial")
    shutil.rmtree(draft, ignore_errors=True)
    generator.write_sample(draft)
    draft.rename(folder)


def _import_sample(folder: Path) -> None:
    from wuhua.bulk.intake import run

    console.note("导入样例银行 …")
    answer = run.import_folder(folder, actor=SYSTEM)
    _refuse_unless_done(answer)


def _walk_and_close() -> None:
    """Cases walked up to the money on the first day, paid on the next: the figures of the brief stay as the files brought them."""
    from samples import cases
    from wuhua.platform import clock

    console.note("走办样例案件 …")
    cleared = cases.before_the_close(SAMPLE_DAY)
    _close_sample_day()
    cases.after_the_close(clock.business_date(), cleared)


def _close_sample_day() -> None:
    from wuhua.bulk.dayend import run

    console.note(f"日终 {SAMPLE_DAY} …")
    _refuse_unless_done(run.close_day(SAMPLE_DAY))


def _refuse_unless_done(answer: object) -> None:
    from wuhua.core.refuse import Refused

    if isinstance(answer, Refused):
        console.refused(answer)


def _show() -> None:
    """The figures of the brief, and who may sign in to the sample bank."""
    from wuhua.cli import scoreboard
    from wuhua.platform import clock, home

    scoreboard.show_latest()
    if (home.home() / "sample").exists():
        _show_accounts()
        _show_customer(home.home() / "sample")
    elif not clock.opened():
        console.note("账簿是空的。用 wuhua import DIR 导入;或用 wuhua user opener NAME 开立开业账号,在网页上导入。")


def _show_accounts() -> None:
    """One sign-in per post of the sample bank, all with this installation's own random password."""
    from wuhua.areas.people import actions, read, rules
    from wuhua.platform import clock, embedded, home

    day = clock.business_date()
    password = embedded.secret_file(home.home() / "keys" / "demo", lambda: secrets.token_urlsafe(9))
    staff = read.accounts(day)
    console.note(f"\n样例银行的登录账号(密码均为 {password}):")
    for post in DEMO_POSTS:
        holder = next((each for each in staff if post in each.roles), None)
        if holder is None:
            continue
        if not holder.signs_in:
            opened = actions.open_account(
                actor=rules.CONSOLE, business_date=day, number=holder.number, password=password
            )
            _refuse_unless_done(opened)
        console.note(f"  {holder.number}  {holder.name}  {rules.ROLE_NAMES[rules.Role(post)]}")


def _show_customer(folder: Path) -> None:
    """An invented shopkeeper of the sample files, to walk through the customer's phone with."""
    import csv

    from wuhua.bulk.intake.detect import decoded

    text, _label = decoded((folder / "customers.csv").read_bytes(), "customers.csv")
    rows = csv.DictReader(text.decode().splitlines())
    found = next((row for row in rows if row.get("客户类型") == "MERCHANT" and row.get("手机号")), None)
    if found is not None:
        console.note(
            f"客户手机银行 /portal(虚构客户 {found['客户名称']}):证件号 {found['证件号码']},手机 {found['手机号']}"
        )


def _serve(host: str, port: int) -> None:
    from wuhua.cli import children
    from wuhua.platform import home

    address = f"http://{host}:{port}/"
    children.environment_for_children()
    if (home.home() / "sample").exists():
        # Invented customers have no phones: the code that would be sent stands on the page instead.
        os.environ.setdefault("WUHUA_DEMO", "1")
    failed = children.run(
        children.bank(host, port),
        ready=lambda: children.answers(f"{address}healthz"),
        announce=lambda: console.note(f"\n五化已就绪:{address}\n停止:Ctrl-C"),
    )
    if failed:
        console.note(f"{failed} 进程反复退出,见上面的原因。")
        raise typer.Exit(console.FAULT)
