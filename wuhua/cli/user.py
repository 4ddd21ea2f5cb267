"""`wuhua user`: who may sign in, in which roles. The shell administers and sees no customer."""

from __future__ import annotations

import secrets
import sys
from datetime import date
from typing import Any

import typer

from wuhua.cli import console

NUMBER = typer.Argument(help="工号", metavar="NUMBER")
NAME = typer.Argument(help="登录名", metavar="NAME")
JSON = typer.Option(False, "--json", help="供程序读取")
ROLES = typer.Option([], "--role", "-r", help="角色,可多次给出;不给则保留原有角色")
GRANT = typer.Option([], "--add", help="授予角色")
REVOKE = typer.Option([], "--remove", help="解除角色")
STDIN = typer.Option(False, "--password-stdin", help="从标准输入读取密码(一行);否则自动生成并显示一次")


def register(app: typer.Typer) -> None:
    """Hang the commands on `wuhua user`."""
    user = typer.Typer(help="账号与角色。", no_args_is_help=True)
    user.command("add")(add)
    user.command("opener")(opener)
    user.command("role")(role)
    user.command("list")(list_)
    user.command("password")(password)
    user.command("lock")(lock)
    user.command("unlock")(unlock)
    user.command("second-factor-off")(second_factor_off)
    app.add_typer(user, name="user")


def add(
    number: str = NUMBER,
    roles: list[str] = ROLES,
    name: str = typer.Option("", "--name", help="姓名(工号尚未登记时必填)"),
    branch: str = typer.Option("", "--branch", help="内部机构号(工号尚未登记时必填)"),
    position: str = typer.Option("", "--position", help="岗位"),
    password_stdin: bool = STDIN,
    as_json: bool = JSON,
) -> None:
    """开立登录账号,并可授予角色。"""
    day = _today()
    from django.db import transaction

    from wuhua.areas.people import actions, read, rules

    with transaction.atomic():
        who: dict[str, Any] = {"actor": rules.CONSOLE, "business_date": day, "number": number}
        if not read.is_staff(number) and name and branch:
            _done(actions.engage(**who, name=name, branch=branch, position=position or "员工"), as_json)
        for text in roles:
            _done(actions.appoint(**who, role=_done(rules.role_of(text), as_json)), as_json)
        opened = _done(actions.open_account(**who, password=_password(password_stdin)), as_json)
    _show_password(opened, given=password_stdin, as_json=as_json)


def opener(name: str = NAME, password_stdin: bool = STDIN, as_json: bool = JSON) -> None:
    """空账簿的开业账号:只能在网页上导入切换数据,开业以后什么也办不了。"""
    console.open_house()
    from wuhua.areas.people import actions, rules
    from wuhua.platform import clock

    opened = actions.open_first_account(
        actor=rules.CONSOLE, day=clock.now().date(), name=name, password=_password(password_stdin)
    )
    _show_password(_done(opened, as_json), given=password_stdin, as_json=as_json)


def role(
    number: str = NUMBER,
    grant: list[str] = GRANT,
    revoke: list[str] = REVOKE,
    as_json: bool = JSON,
) -> None:
    """授予或解除角色;先解除,后授予。"""
    day = _today()
    from django.db import transaction

    from wuhua.areas.people import actions, read, rules

    with transaction.atomic():
        who: dict[str, Any] = {"actor": rules.CONSOLE, "business_date": day, "number": number}
        for text in revoke:
            _done(actions.dismiss(**who, role=_done(rules.role_of(text), as_json)), as_json)
        for text in grant:
            _done(actions.appoint(**who, role=_done(rules.role_of(text), as_json)), as_json)
    officer = read.officer(number, day)
    held = sorted(officer.roles) if officer else []
    if as_json:
        console.answer({"number": number, "roles": held})
    else:
        console.out.print(f"{number}: {'、'.join(rules.ROLE_NAMES[each] for each in held) or '无角色'}")


def list_(as_json: bool = JSON) -> None:
    """全部在岗员工、角色与登录状态。"""
    day = _today()
    from rich.table import Table

    from wuhua.areas.people import read, rules

    found = read.accounts(day)
    if as_json:
        console.answer(
            [
                {
                    "number": each.number,
                    "name": each.name,
                    "branch": each.branch,
                    "position": each.position,
                    "roles": list(each.roles),
                    "signs_in": each.signs_in,
                    "locked": each.locked,
                    "second_factor": each.second_factor,
                }
                for each in found
            ]
        )
        return
    table = Table("工号", "姓名", "机构", "岗位", "角色", "登录")
    for each in found:
        names = "、".join(rules.ROLE_NAMES[role] for role in each.roles)
        state = "停用" if each.locked else "可登录" if each.signs_in else "—"
        table.add_row(each.number, each.name, each.branch, each.position, names, state)
    console.out.print(table)


def password(number: str = NUMBER, password_stdin: bool = STDIN, as_json: bool = JSON) -> None:
    """重置密码,并解除因输错密码造成的锁定。"""
    day = _today()
    from wuhua.areas.people import actions, rules

    answer = actions.set_password(
        actor=rules.CONSOLE, business_date=day, number=number, password=_password(password_stdin)
    )
    _show_password(_done(answer, as_json), given=password_stdin, as_json=as_json)


def lock(number: str = NUMBER, as_json: bool = JSON) -> None:
    """停用账号。"""
    _on_account("lock", number, "已停用", as_json)


def unlock(number: str = NUMBER, as_json: bool = JSON) -> None:
    """恢复账号。"""
    _on_account("unlock", number, "可登录", as_json)


def second_factor_off(number: str = NUMBER, as_json: bool = JSON) -> None:
    """解除二次验证(手机遗失时)。"""
    _on_account("drop_second_factor", number, "已解除二次验证", as_json)


def _on_account(verb: str, number: str, said: str, as_json: bool) -> None:
    day = _today()
    from wuhua.areas.people import actions, rules

    _done(getattr(actions, verb)(actor=rules.CONSOLE, business_date=day, number=number), as_json)
    if as_json:
        console.answer({"number": number, "done": verb})
    else:
        console.out.print(f"{number} {said}。")


def _today() -> date:
    console.open_house()
    from wuhua.platform import clock

    return clock.business_date()


def _done(answer: Any, as_json: bool) -> Any:
    from wuhua.core.refuse import Refuse, Refused

    if isinstance(answer, Refused):
        raise Refuse(answer)  # undoes the transaction; `main` says it and exits 1
    return answer


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        return secrets.token_urlsafe(12)
    return sys.stdin.readline().rstrip("\r\n")


def _show_password(answer: dict[str, str], *, given: bool, as_json: bool) -> None:
    shown = {"number": answer["number"]} if given else answer
    if as_json:
        console.answer(shown)
    elif given:
        console.out.print(f"{answer['number']}: 密码已设置。")
    else:
        console.out.print(f"{answer['number']}: 初始密码 {answer['password']}(只显示这一次)", markup=False)
