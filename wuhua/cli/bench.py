"""`wuhua bench`: measures the product's real paths against a floor taken in the same run."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from wuhua.cli import console


def register(app: typer.Typer) -> None:
    """Add `bench` to the command line."""
    bench = typer.Typer(help="性能测量:真实路径、真实数据库,并与同一次测得的下限相比。", no_args_is_help=True)
    bench.command("batch-credit")(batch_credit)
    bench.command("day")(day)
    bench.command("repay")(repay)
    bench.command("draw")(draw)
    bench.command("flash")(flash)
    bench.command("quote")(quote)
    bench.command("backdate")(backdate)
    app.add_typer(bench, name="bench")


def day(
    notes: Annotated[int, typer.Option("--notes", min=100, help="借据数")] = 1_000_000,
    workers: Annotated[int, typer.Option("--workers", min=1, max=16, help="同时写入的分片数")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """日终:平日、结息日(20日)、扣款日(21日)各一天,另测同机读写同样列与行所需的下限。"""
    console.open_house()
    from wuhua.bulk.dayend import bench

    found = bench.run(notes, workers=workers, say=console.note)
    if as_json:
        console.answer(found)
        return
    for name in ("quiet", "settlement", "collection"):
        each = found[name]
        console.out.print(
            f"{name:<11} {each['seconds']} s  下限 {each['floor_seconds']} s  比值 {each['ratio']}"
            f"  {each['notes_per_s']} 笔/秒  {each['phases']}"
        )
    console.out.print(f"内存峰值 {found['peak_mb']} MB;核对:{'通过' if found['verified'] else '不符'}")
    sizes = found["bytes_per_note_year"]
    console.out.print(f"每笔借据每年字节数:快照 {sizes['lake']},账簿 {sizes['books']}")


def quote(
    loans: Annotated[int, typer.Option("--loans", min=100, help="试算的笔数")] = 10_000,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """还款计划试算:各不相同的贷款,从读入到写出;下限为读写同样的 JSON 而不计算。"""
    from wuhua.cli import bench_quote

    found = bench_quote.run(loans)
    if as_json:
        console.answer(found)
        return
    console.out.print(
        f"quote {found['operations']} 笔 {found['seconds']} s  {found['per_s']} 笔/秒"
        f"  p50 {found['p50_ms']} ms  p99 {found['p99_ms']} ms"
        f"  下限 {found['floor']['per_s']} 笔/秒  比值 {found['ratio']}"
    )


def backdate(
    times: Annotated[int, typer.Option("--times", min=20, help="补记的笔数,每笔一张借据")] = 40,
    days: Annotated[int, typer.Option("--days", min=30, max=1000, help="借据已过的天数,逐日日终")] = 700,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """补记一笔放款次日的提前还款:全期重算、差额入账,含提交;下限为提交同样行数的普通行。另测借据页新旧之别。"""
    console.open_house()
    from wuhua.bulk.dayend import bench_backdate
    from wuhua.cli import bench_page

    found = bench_backdate.run(times, days, page=bench_page.note, say=console.note)
    if as_json:
        console.answer(found)
        return
    console.out.print(
        f"backdate {times} 笔 × {days} 天  p50 {found['p50_ms']} ms  p99 {found['p99_ms']} ms"
        f"(本进程 {found['worked_p50_ms']} ms)  每笔 {found['rows_each']} 行"
        f"  下限 p50 {found['floor']['p50_ms']} ms  比值 {found['ratio']}"
    )
    page = found["page"]
    console.out.print(f"借据页 p50:第 1 天 {page['young_p50_ms']} ms,第 {days} 天 {page['old_p50_ms']} ms")
    console.out.print(f"核对:{'通过' if found['verified'] else '不符'}")


Operations = Annotated[int, typer.Option("--operations", min=40, help="笔数")]
FloorSeconds = Annotated[int, typer.Option("--floor-seconds", min=1, help="测下限的秒数")]
Json = Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")]


def repay(
    operations: Operations = 10_000,
    floor_seconds: FloorSeconds = 10,
    file_notes: Annotated[int, typer.Option("--file-notes", min=0, help="代扣回盘一份文件的笔数;0 不测")] = 200_000,
    as_json: Json = False,
) -> None:
    """柜面还款:四个客户端逐笔还清当天应还的利息,下限为同机 pgbench(TPC-B);另测一份代扣回盘文件成批入账。"""
    console.open_house()
    from wuhua.bulk.counter import bench
    from wuhua.bulk.repayfile import bench as by_file

    found = bench.repay(operations, floor_seconds=floor_seconds, say=console.note)
    if file_notes:
        found["file"] = by_file.measure(file_notes, workers=2, say=console.note)
    _say(found, as_json)
    if file_notes and not as_json:
        each = found["file"]
        told = "通过" if each["verified"] else "不符"
        console.out.print(f"代扣回盘 {each['operations']} 笔 {each['seconds']} s  {each['per_s']} 笔/秒  核对:{told}")


def draw(operations: Operations = 10_000, floor_seconds: FloorSeconds = 10, as_json: Json = False) -> None:
    """再次支用:四个客户端逐笔在随借随还的借据上支用;下限为同一服务器上的 pgbench(TPC-B)。"""
    console.open_house()
    from wuhua.bulk.counter import bench

    _say(bench.draw(operations, floor_seconds=floor_seconds, say=console.note), as_json)


def flash(
    operations: Annotated[int, typer.Option("--operations", min=40, help="支用的次数")] = 400,
    notes: Annotated[int, typer.Option("--notes", min=100, help="账上其他借据数(样例银行约 6,738)")] = 6_738,
    clients: Annotated[int, typer.Option("--clients", min=1, max=16, help="同时操作的客户数")] = 1,
    as_json: Json = False,
) -> None:
    """闪贷:客户在手机银行上登录、同意、验证码、支用,经真实 HTTP;测签署那一次的决定加入账,下限为同机首页。"""
    console.open_house()
    from wuhua.bulk.counter import flash as counter
    from wuhua.cli import bench_flash
    from wuhua.core.money import yuan

    drive = bench_flash.drive(clients, counter.DRAWS, yuan(counter.DRAWN), console.note)
    found = counter.measure(operations, notes, drive=drive, say=console.note)
    if as_json:
        console.answer(found)
        return
    steps = "  ".join(f"{name} p50 {each['p50_ms']} p99 {each['p99_ms']} ms" for name, each in found["steps"].items())
    console.out.print(
        f"flash {found['operations']} 次  {clients} 个客户端  p50 {found['p50_ms']} ms  p99 {found['p99_ms']} ms(要求 150)"
        f"  下限 p50 {found['floor']['p50_ms']} ms  比值 {found['ratio']}  {steps}"
        f"  网页进程每次(三页)用处理器 {found['web_processor_ms']} ms,机器负荷 {found['load']}"
        f";核对:{'通过' if found['verified'] else '不符'}"
    )


def _say(found: dict[str, Any], as_json: bool) -> None:
    if as_json:
        console.answer(found)
        return
    console.out.print(
        f"{found['name']} {found['operations']} 笔 {found['seconds']} s  {found['per_s']} 笔/秒"
        f"  p50 {found['p50_ms']} ms  p99 {found['p99_ms']} ms"
        f"  下限 {found['floor']['per_s']} 笔/秒  比值 {found['ratio']};核对:{'通过' if found['verified'] else '不符'}"
    )


def batch_credit(
    records: Annotated[int, typer.Option("--records", min=100, help="名单户数")] = 1_000_000,
    as_json: Annotated[bool, typer.Option("--json", help="在标准输出给出 JSON")] = False,
) -> None:
    """批量授信:关联、评级、定额、写入各户明细;同一名单再跑一遍不写任何行。"""
    console.open_house()
    from wuhua.bulk.credit import bench

    found = bench.measure(records, say=console.note)
    if as_json:
        console.answer(found)
        return
    console.out.print(
        f"batch-credit {found['operations']:,} 户 {found['seconds']} s  {found['per_s']:,} 户/秒"
        f"  下限 {found['floor']['per_s']:,} 户/秒  比值 {found['ratio']}  再跑 {found['second_run_seconds']} s"
        f"  {found['phases']}"
    )
