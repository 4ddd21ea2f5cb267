"""The three lists of the calendar as workbooks. Phones stay masked: a file goes further than a page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wuhua.areas.servicing.contact.read import Called, Page
from wuhua.web.labels import name_of
from wuhua.web.sheet import Column, workbook

Names = tuple[Mapping[str, str], Mapping[str, str]]


def _who(each: Any, names: Names) -> list[Any]:
    branches, staff = names
    account = each.account
    return [
        branches.get(each.branch, each.branch),
        staff.get(each.managing_rm, each.managing_rm),
        account.customer.name,
        account.customer.number,
        account.customer.phone_masked,
        account.number,
    ]


def _said(called: Called | None) -> list[Any]:
    if called is None:
        return ["", None, None, None, ""]
    outcome = _(name_of("call", called.outcome))
    return [outcome, called.day, called.promised_day, called.promised_amount, called.remark]


def _who_columns() -> list[Column]:
    return [
        Column(_("机构"), width=16),
        Column(_("客户经理"), width=10),
        Column(_("客户"), width=24),
        Column(_("客户号")),
        Column(_("手机号")),
        Column(_("结算账户"), width=22),
    ]


def _said_columns() -> list[Column]:
    return [
        Column(_("联系结果"), width=10),
        Column(_("联系日"), "day", 12),
        Column(_("承诺日期"), "day", 12),
        Column(_("承诺金额"), "money"),
        Column(_("备注"), width=30),
    ]


def due(page: Page, names: Names) -> bytes:
    """The calendar before the debit."""
    money = (_("应备"), _("其中扣款日到期"), _("其中此前应还"), _("今早余额"), _("现余额"), _("缺口"))
    columns = [*_who_columns(), *(Column(each, "money") for each in money), *_said_columns()]
    rows = (
        [*_who(x, names), x.needed, x.on_due, x.before, x.morning, x.now, x.short, *_said(x.called)] for x in page.lines
    )
    return workbook(_("付息日历"), columns, rows)


def late(page: Page, names: Names) -> bytes:
    """The arrears list after the debit."""
    money = (_("扣款后欠款"), _("欠息"), _("欠本"), _("罚息复利"), _("现欠"))
    columns = [
        *_who_columns(),
        *(Column(each, "money") for each in money),
        Column(_("最早欠款日"), "day", 12),
        *_said_columns(),
    ]
    rows = (
        [*_who(x, names), x.then, x.interest, x.principal, x.surcharge, x.now, x.oldest, *_said(x.called)]
        for x in page.lines
    )
    return workbook(_("欠息清单"), columns, rows)


def maturing(page: Page, names: Names, day: date) -> bytes:
    """What matures, and what is planned."""
    columns = [
        *_who_columns(),
        Column(_("借据号"), width=20),
        Column(_("余额"), "money"),
        Column(_("到期日"), "day", 12),
        Column(_("剩余天数"), "count", 10),
        Column(_("到期安排"), width=10),
        Column(_("安排日"), "day", 12),
        Column(_("备注"), width=30),
    ]
    rows = (
        [*_who(note, names), note.number, note.balance, note.maturity, (note.maturity - day).days,
         _(name_of("plan", note.plan)) if note.plan else "", note.planned_on, note.plan_remark or ""]
        for note in page.lines
    )  # fmt: skip
    return workbook(_("到期清单"), columns, rows)
