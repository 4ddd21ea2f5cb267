"""A preview and an order as a page shows them: the split in its order, the entry by account, what stands afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wuhua.areas.people import read as people
from wuhua.areas.servicing import waiting
from wuhua.areas.servicing.actions.change import Preview
from wuhua.areas.servicing.rules import LETTER_OF, Said
from wuhua.books.rules import BY_CODE, Side
from wuhua.core.allocate import order_for
from wuhua.web.templatetags.desk import day, label, rate, yuan


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One line of the entry, debit or credit (fen)."""

    account: int
    name: str
    debit: int | None
    credit: int | None


def preview(seen: Preview, overdue_days: int) -> dict[str, Any]:
    """The preview for the template. `overdue_days` before it decide in which order money is used."""
    parts = [(LETTER_OF[kind].value, seen.parts[kind]) for kind in order_for(overdue_days) if seen.parts.get(kind)]
    lines = [
        EntryLine(
            each.account,
            _(BY_CODE[each.account].name),
            each.amount if each.side is Side.DEBIT else None,
            each.amount if each.side is Side.CREDIT else None,
        )
        for each in seen.lines
    ]
    owed = [(LETTER_OF[kind].value, fen) for kind, fen in seen.owed.items()]
    found = {"parts": parts, "lines": lines, "owed": owed, "owed_total": sum(fen for _kind, fen in owed), "seen": seen}
    return found if seen.then is None else found | {"then": preview(seen.then, seen.then.overdue_days)}


def _aimed(given: Said, aims: Mapping[int, waiting.Aimed]) -> str:
    """The business to take back by its day, its name and its amount: nobody knows it by a number."""
    if given.debit:
        return " · ".join((day(given.debit), label("AUTO", "way")))
    aim = aims.get(given.event)
    if aim is None:
        return f"#{given.event}" if given.event else ""
    return " · ".join(filter(None, (day(aim.day), label(aim.kind, "event"), yuan(aim.amount) if aim.amount else "")))


def said(given: Said, aims: Mapping[int, waiting.Aimed]) -> list[tuple[str, str]]:
    """What was asked, as names and values; nothing of what was left out."""
    found = [
        (_("金额"), yuan(given.amount) if given.amount else ""),
        (_("年利率"), rate(given.rate) if given.rate else ""),
        (_("起息日"), day(given.day) if given.day else ""),
        (_("新到期日"), day(given.until) if given.until else ""),
        (_("每月还款日"), str(given.own_day or "")),
        (_("罚息上浮"), f"{given.uplift}%" if given.uplift else ""),
        (_("款项经"), label(given.over, "over") if given.amount else ""),
        (_("保证人已书面同意"), _("是") if given.consent else ""),
        (_("为实现债权垫付(诉讼费等)"), _("是") if given.cost else ""),
        (_("记错的还款") if given.to else _("要冲正的业务"), _aimed(given, aims)),
        (_("转入借据号"), given.to),
        (_("新借据号"), given.number),
        (_("新合同号"), given.contract),
    ]
    return [(name, value) for name, value in found if value]


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One line of the orders desk."""

    order: Any
    customer: str
    said: list[tuple[str, str]]
    asked_by: str
    decided_by: str
    waits: int


def order_rows(orders: list[Any], today: date) -> list[OrderRow]:
    """The orders with names and what they aim at; three queries, however many."""
    aims = waiting.aims_of(orders)
    customers = waiting.customer_names({each.note for each in orders})
    staff = people.staff_names({each.asked_by for each in orders} | {each.decided_by for each in orders})
    return [
        OrderRow(
            each,
            customers.get(each.note, ""),
            said(Said.of(each.said), aims),
            staff.get(each.asked_by, each.asked_by),
            staff.get(each.decided_by, each.decided_by),
            (today - each.asked_on).days if each.state == "ASKED" else 0,
        )
        for each in orders
    ]
