"""Rows as the pages show them: a note with the names of its product, branch and manager, class and overdue days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wuhua.areas.classification import read as classification
from wuhua.areas.people import read as people
from wuhua.areas.product import pages as products
from wuhua.areas.servicing import pages as servicing


@dataclass(frozen=True, slots=True)
class NoteRow:
    """One line of the loan book. Amounts in fen."""

    number: str
    customer_number: str
    customer_name: str
    product: str
    product_name: str
    branch_name: str
    rm_name: str
    amount: int
    balance: int
    rate: int
    start: date
    maturity: date
    overdue_days: int
    klass: str
    book_status: str


def rows(
    notes: Iterable[Any], day: date, names: tuple[dict[str, str], dict[str, str], dict[str, str]] | None = None
) -> list[NoteRow]:
    """The notes with their words; a fixed number of queries, whatever the number of notes."""
    found = list(notes)
    classes = classification.classes_of(note.pk for note in found)
    product, branch, staff = names or (
        products.product_names(),
        people.branch_names(),
        people.staff_names({note.managing_rm for note in found}),
    )
    return [
        NoteRow(
            number=note.number,
            customer_number=note.customer.number,
            customer_name=note.customer.name,
            product=note.product,
            product_name=_(product.get(note.product, note.product) or "—"),
            branch_name=branch.get(note.branch, note.branch),
            rm_name=staff.get(note.managing_rm, note.managing_rm),
            amount=note.amount,
            balance=note.balance,
            rate=note.rate,
            start=note.start,
            maturity=note.maturity,
            overdue_days=servicing.overdue_days(note, day),
            klass=classes.get(note.pk, ""),
            book_status="CLOSED" if note.closed else note.book_status,
        )
        for note in found
    ]


HEADS = (
    ("number", "借据号", False),
    ("customer", "客户", False),
    ("", "产品", False),
    ("", "机构", False),
    ("", "客户经理", False),
    ("amount", "金额", True),
    ("balance", "余额", True),
    ("rate", "利率", True),
    ("maturity", "到期日", False),
    ("overdue", "逾期天数", True),
    ("", "五级分类", False),
    ("", "状态", False),
)


def heads(sort: str) -> list[dict[str, Any]]:
    """The table's heads: what a click would sort by, and which way it is sorted now."""
    down, name = sort.startswith("-"), sort.lstrip("-")
    return [
        {
            "title": _(title),
            "num": num,
            "sort": f"-{key}" if key and key == name and not down else key,
            "order": ("descending" if down else "ascending") if key and key == name else "",
        }
        for key, title, num in HEADS
    ]
