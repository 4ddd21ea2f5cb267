"""`wuhua scoreboard`: the figures of the brief, counted from a closed day."""

from __future__ import annotations

from typing import Any

import typer

from wuhua.cli import console


def scoreboard(
    date: str = typer.Option("", "--date", help="数据日期(默认最近一个已日终的日期)", metavar="YYYY-MM-DD"),
    growth_base: str = typer.Option("YTD", "--growth-base", help="增速基期:YTD 较年初 / YOY 同比"),
    as_json: bool = typer.Option(False, "--json", help="供程序读取"),
) -> None:
    """经营看板:余额、净增、户数、三个不低于、两增两控。"""
    base = growth_base.upper()
    if base not in ("YTD", "YOY"):
        raise typer.BadParameter("只能是 YTD 或 YOY", param_hint="--growth-base")
    console.open_house()
    from wuhua.areas.reporting import read, rules
    from wuhua.cli import reporting_day

    day = reporting_day.asked(date, as_json=as_json)
    with reporting_day.refusals(as_json=as_json):
        board = read.scoreboard(day, growth_base=rules.GrowthBase(base))
    if as_json:
        console.answer(board)
    else:
        show(board)


def show_latest() -> None:
    """The newest sealed day's figures; nothing is printed before the first."""
    from wuhua.areas.reporting import read

    day = read.latest_day()
    if day is not None:
        show(read.scoreboard(day))


def show(board: dict[str, Any]) -> None:
    """The scoreboard as Chinese tables on standard output."""
    from rich.table import Table

    from wuhua.areas.reporting.rules import GrowthBase, Universe

    table = Table(title=f"经营看板  数据日期 {board['date']}", title_justify="left", show_header=False)
    table.add_column("指标", no_wrap=True)
    table.add_column("数值", justify="right", no_wrap=True)
    for label, value in _lines(board, GrowthBase(board["growth_base"]).label):
        table.add_row(label, value)
    console.out.print(table)
    for title, key in (("三个不低于", "three_not_lower"), ("两增两控", "two_increases_two_controls")):
        tests = Table(title=title, title_justify="left")
        for heading in ("项目", "口径", "本行", "标准", "差距", "结果"):
            tests.add_column(heading, justify="left" if heading in ("项目", "口径") else "right", overflow="fold")
        for line in board[key].values():
            met = {True: "[green]达标[/]", False: "[red]未达标[/]", None: "无可比数据"}[line["met"]]
            met += "" if line["mode"] == "HARD" else "(监测)"
            unit = line["unit"]
            tests.add_row(
                line["title"],
                Universe(line["universe"]).label,
                f"{line['value']} {unit}",
                f"{line['reference']} {unit}",
                str(line["gap"]),
                met,
            )
        console.out.print(tests)


def _lines(board: dict[str, Any], base: str) -> list[tuple[str, str]]:
    served = board["application_to_disbursement"]
    return [
        ("小微企业贷款余额(元)", _grouped(board["balance"])),
        ("年初余额(元)", _grouped(board["balance_year_start"])),
        ("较年初净增(元)", _grouped(board["net_increase"])),
        ("年度净增任务(元)", _grouped(board["net_increase_target"])),
        ("完成任务(%)", board["completion_pct"]),
        (f"增速(%,{base})", board["growth_pct"]),
        ("小微企业贷款户数", _count(board["borrowers"])),
        (f"上年同期户数({board['last_year_date'] or '无数据'})", _count(board["borrowers_last_year"])),
        ("户数同比增加", _count(board["borrowers_increase"])),
        ("摸底 商户 / 中小企业(户)", f"{board['surveyed_merchants']} / {board['surveyed_enterprises']}"),
        ("建档 商户 / 中小企业(户)", f"{board['filed_merchants']} / {board['filed_enterprises']}"),
        ("本年申请再贷款(元)", _grouped(board["relending_applied"])),
        ("本年累放支小贷款(元)", _grouped(board["small_loans_disbursed_ytd"])),
        ("再贷款惠及(户)", _count(board["relending_beneficiaries"])),
        (
            "战略合作 园区 / 龙头企业 / 商超",
            f"{board['agreements_parks']} / {board['agreements_leading_enterprises']} / {board['agreements_malls']}",
        ),
        ("小微中心人员", _count(board["service_centre_staff"])),
        ("申报到放款(工作日) 中位 / 95分位", f"{_count(served['median_days'])} / {_count(served['p95_days'])}"),
        ("3天内放款占比(%)", served["within_3_days_pct"]),
    ]


def _grouped(yuan: str) -> str:
    from wuhua.core.money import fen_of, grouped

    return yuan if yuan == "—" else grouped(fen_of(yuan))


def _count(value: int | None) -> str:
    return "—" if value is None else f"{value:,}"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("scoreboard")(scoreboard)
