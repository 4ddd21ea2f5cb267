"""Two borrowers of `practice.md` up to the day on which several tests begin; `built` lives them once a run."""

from __future__ import annotations

from datetime import date

from tests.town import Town, fen, open_town
from wuhua.areas.servicing.rules import DueKind


def duan() -> Town:
    """段秀英 (P2) on the morning of 09-20: 200,000.00 at 9.6 %, interest monthly; her account holds 1,000.00."""
    town = open_town(date(2018, 8, 20))
    account = town.customer("段秀英")
    town.lend("P2", account, "200,000.00", "9.6", date(2019, 8, 20))
    town.withdraw(account, "200,000.00")
    town.close_through(date(2018, 8, 20))  # the settlement of the draw day itself: one day, 53.33
    assert town.owed("P2") == {DueKind.INTEREST: fen("53.33")}
    town.repay("P2", "53.33")
    town.deposit(account, "1,000.00")
    town.close_through(date(2018, 9, 19))
    return town


def gao() -> Town:
    """高文斌 (P4): 150,000.00 at 8.4 %, matured Mon 2018-09-10, nothing paid by 10-14.

    P4+ is the same with penalty in the compound base.
    """
    town = open_town(date(2018, 8, 21))
    for number, compound_base_penalty in (("P4", False), ("P4+", True)):
        account = town.customer("高文斌")
        town.lend(number, account, "150,000.00", "8.4", date(2018, 9, 10), compound_base_penalty=compound_base_penalty)
        town.withdraw(account, "150,000.00")
    town.close_through(date(2018, 10, 14))
    return town
