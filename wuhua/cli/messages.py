"""`wuhua messages`: what waits in the outbox of short messages, handed to the bank's gateway by a courier of its own."""

from __future__ import annotations

import time
from importlib import import_module
from typing import Annotated, Any

import typer

from wuhua.cli import console


def register(app: typer.Typer) -> None:
    """Add `messages` to the command line."""
    app.command("messages")(messages)


def messages(
    courier: Annotated[
        str, typer.Option(envvar="WUHUA_COURIER", help="短信通道:模块:名称,有 send(手机号, 内容) 并答复是否收下")
    ] = "",
    remind: Annotated[bool, typer.Option("--remind", help="先把本期还款提醒放进发件箱(每期一次)")] = False,
    every: Annotated[int, typer.Option(min=0, max=3600, help="隔几秒再看一次;0 只做一次")] = 0,
    json_: Annotated[bool, typer.Option("--json", help="只在标准输出写 JSON")] = False,
) -> None:
    """把短信发件箱里待发的交给短信通道;没有指定通道时只报还有几条。"""
    console.open_house()
    from wuhua.areas.customer import read
    from wuhua.areas.customer.actions import messages as outbox
    from wuhua.platform import clock

    if remind:
        _remind(as_json=json_)
    carrier = _courier(courier) if courier else None
    while True:
        done = outbox.deliver(courier=carrier, at=clock.now()) if carrier is not None else {}
        answer = {
            "waiting": read.messages_waiting(),
            **{each.value.lower(): n for each, n in done.items() if each != "WAITING"},
        }
        if json_:
            console.answer(answer)
        else:
            console.note(
                f"待发 {answer['waiting']} 条,本次发出 {answer.get('sent', 0)} 条,未发出 {answer.get('failed', 0)} 条。"
            )
        if not every:
            return
        time.sleep(every)


def _remind(*, as_json: bool) -> None:
    """This round's reminders, where they have not been written yet."""
    from wuhua.areas.servicing.contact import reminding
    from wuhua.core.refuse import Refused
    from wuhua.platform import clock

    done = reminding.remind(business_date=clock.business_date(), at=clock.now())
    if isinstance(done, Refused):
        console.refused(done, as_json=as_json)
    console.note(f"{done['due']} 的还款提醒 {done['queued']} 条,没有登记手机的 {done['without_phone']} 户。")


def _courier(name: str) -> Any:
    """The bank's gateway, by the name of its object or class."""
    module, _colon, attribute = name.partition(":")
    try:
        found = getattr(import_module(module), attribute)
    except (ImportError, AttributeError, ValueError):
        console.refuse("courier_unknown", f"找不到短信通道 {name}。", "请写成 模块:名称,并确认模块可以导入。")
    return found() if isinstance(found, type) else found
