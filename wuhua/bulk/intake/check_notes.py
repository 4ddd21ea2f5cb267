"""What a note's row must agree with: its own terms, its bills, its plan, the cut-over day."""

from __future__ import annotations

from datetime import date

import polars as pl

from wuhua.core import days

NON_ACCRUAL_AFTER = 90
"""Days overdue beyond which interest leaves the balance sheet (`money.md`, Overdue)."""
_REST_DAYS = 10
_CARRY_LIMIT = {"act/360": 360 * 10**7, "act/365": 365 * 10**7, "30/360": 366 * 360 * 10**7}


def rules_of_notes(frames: dict[str, pl.DataFrame], cut_over: date) -> list[tuple[str, pl.Expr]]:
    """The checks of the notes file beyond its cells and references."""
    return [
        *_terms(cut_over),
        *_balances(cut_over),
        *_bills(frames["bills"], cut_over),
        *_plan(frames["plans"], cut_over),
    ]


def _unless(holds: pl.Expr, why: str) -> pl.Expr:
    return pl.when(~holds).then(pl.lit(why)).otherwise(None)


def _terms(cut_over: date) -> list[tuple[str, pl.Expr]]:
    own_day, method = pl.col("own_day"), pl.col("method")
    own = pl.col("settlement") == "OWN_DAY"
    # Matured on the rest days just before the cut-over: principal may still wait for the next work day.
    waits = days.next_workday(cut_over) > cut_over
    recent = (pl.lit(cut_over) - pl.col("maturity")).dt.total_days() < _REST_DAYS if waits else pl.lit(False)
    ahead = (pl.col("maturity") > cut_over) | (pl.col("principal") == 0) | recent
    level = (method != "equal_instalments") | pl.col("instalment").is_not_null()
    return [
        ("start", _unless(pl.col("start") <= cut_over, "发放日期在切换日之后")),
        ("maturity", _unless(pl.col("maturity") > pl.col("start"), "到期日期应晚于发放日期")),
        ("amount", _unless(pl.col("amount") > 0, "贷款金额应大于零")),
        ("own_day", _unless(own_day.is_between(1, 31), "对日扣款日应为1至31")),
        ("own_day", _unless((pl.col("settlement") != "OWN_DAY") | own_day.is_not_null(), "对日结息必须填写对日扣款日")),
        ("instalment", _unless(level, "等额本息必须填写每期还款额")),
        ("frequency_months", _unless(pl.col("frequency_months").is_between(1, 12), "还款周期应为1至12个月")),
        ("settlement", _unless(~method.is_in(["equal_instalments", "equal_principal"]) | own, "等额还款应为对日结息")),
        ("day_count", _unless((pl.col("day_count") != "30/360") | own, "30/360按整月计息,只能对日结息")),
        ("principal", _unless(ahead, "已到期借据的本金应全部列为逾期本金")),
        ("penalty_uplift", _unless(pl.col("penalty_uplift") <= 100, "罚息上浮不超过100%")),
        ("extensions", _unless(pl.col("extensions") <= 100, "展期次数过大")),
    ]


def _balances(cut_over: date) -> list[tuple[str, pl.Expr]]:
    balance = pl.col("principal") + pl.col("overdue_principal")
    oldest, status, off = pl.col("oldest_due"), pl.col("book_status"), pl.col("off_balance_interest").fill_null(0)
    limit = pl.col("day_count").replace_strict(_CARRY_LIMIT, default=None, return_dtype=pl.Int64)
    long_overdue = (pl.lit(cut_over) - oldest).dt.total_days() > NON_ACCRUAL_AFTER
    return [
        ("principal", _unless(balance <= pl.col("amount"), "未到期本金与逾期本金之和大于贷款金额")),
        ("carry", _unless(pl.col("carry") < limit, "应计尾数不足一分,应小于计息分母")),
        ("oldest_due", _unless(oldest > pl.col("start"), "最早未还日期应晚于发放日期")),
        (
            "oldest_due",
            _unless((pl.col("overdue_principal") == 0) | oldest.is_not_null(), "有逾期本金必须填写最早未还日期"),
        ),
        (
            "book_status",
            _unless((status != "NORMAL") | oldest.is_null() | (oldest >= cut_over), "有逾期未还,账面状态不应为正常"),
        ),
        ("book_status", _unless((status != "OVERDUE") | oldest.is_not_null(), "账面状态为逾期,应有最早未还日期")),
        ("book_status", _unless((status == "NON_ACCRUAL") | ~long_overdue.fill_null(False), "逾期超过90天应为非应计")),
        ("off_balance_interest", _unless((status == "NON_ACCRUAL") | (off == 0), "只有非应计借据才有表外欠息")),
    ]


def _bills(bills: pl.DataFrame, cut_over: date) -> list[tuple[str, pl.Expr]]:
    """Overdue principal = what principal bills leave unpaid; the oldest due day = that of the oldest unpaid bill."""
    unpaid = bills.filter(pl.col("amount") > pl.col("paid"))
    by_note = unpaid.group_by("note").agg(
        (pl.col("amount") - pl.col("paid")).filter(pl.col("kind") == "PRINCIPAL").sum().alias("principal"),
        pl.col("due").min(),
        (pl.col("amount") - pl.col("paid")).filter(pl.col("kind") != "PRINCIPAL").sum().alias("interest"),
    )
    notes = by_note["note"].to_list()
    principal = pl.col("number").replace_strict(notes, by_note["principal"], default=0, return_dtype=pl.Int64)
    oldest = pl.col("number").replace_strict(notes, by_note["due"], default=None, return_dtype=pl.Date)
    billed = pl.col("number").replace_strict(notes, by_note["interest"], default=0, return_dtype=pl.Int64)
    told = ("accrued", "penalty_accrued", "compound_accrued")
    owed = billed + pl.sum_horizontal(pl.col(name).fill_null(0) for name in told)
    off = pl.col("off_balance_interest")
    covers = (pl.col("book_status") != "NON_ACCRUAL") | off.is_null() | (off >= owed)
    said = pl.col("oldest_due")
    agrees = (oldest == said).fill_null(False) | (oldest.is_null() & said.is_null())
    return [
        ("overdue_principal", _unless(pl.col("overdue_principal") == principal, "逾期本金与未结清本金账单之和不等")),
        ("oldest_due", _unless(agrees, "最早未还日期与未结清账单不符")),
        ("off_balance_interest", _unless(covers, "表外欠息小于未结清利息账单与本期应计之和")),
    ]


def _plan(plans: pl.DataFrame, cut_over: date) -> list[tuple[str, pl.Expr]]:
    """What a custom plan still asks for is the principal not yet due."""
    ahead = plans.filter(pl.col("due") > cut_over).group_by("note").agg(pl.col("principal").sum())
    asked = pl.col("number").replace_strict(ahead["note"], ahead["principal"], default=0, return_dtype=pl.Int64)
    right = (pl.col("method") != "custom") | (asked == pl.col("principal"))
    return [("principal", _unless(right, "自定义还本计划中切换日之后的本金之和与未到期本金不等"))]
