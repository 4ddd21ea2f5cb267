"""额度授权: how much a person may decide, from the product's matrix by post, from what was passed on to him, and what was stopped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wuhua.areas.origination.rules.words import OriginationRefusal
from wuhua.areas.people.rules import ROLE_NAMES, Officer, Role
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused

EVERY = "*"


@dataclass(frozen=True, slots=True)
class Passed:
    """转授权 of one person as it stands: nought is a stop of what the post gives."""

    product: str
    secured: bool
    amount: int
    from_day: date
    to_day: date
    stopped_on: date | None = None

    def holds(self, product: str, secured: bool, on: date) -> bool:
        """Whether it speaks of this product and security on that day; the day it was stopped is no longer covered."""
        return (
            self.product in (EVERY, product)
            and self.secured is secured
            and self.from_day <= on <= self.to_day
            and (self.stopped_on is None or on < self.stopped_on)
        )


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person may decide: `amount` None is up to the single-borrower limit; `mandate` says out of what."""

    amount: int | None
    mandate: str


def reach(
    officer: Officer, product: str, secured: bool, on: date, flow: Mapping[str, Any], passed: Iterable[Passed]
) -> Reach:
    """The widest of what his posts give and what was passed on to him; a stop takes the posts' part away.

    The committee decides by its vote: a member alone has no mandate out of being one.
    """
    column = "secured" if secured else "credit"
    own = [
        (row[column], row["role"]) for row in flow["authority"]
        if row["role"] != Role.COMMITTEE and Role(row["role"]) in officer.roles
    ]  # fmt: skip
    standing = [each for each in passed if each.holds(product, secured, on)]
    if any(each.amount == 0 for each in standing):
        own = []
    found = [Reach(amount, f"岗位授权:{ROLE_NAMES[Role(role)]}") for amount, role in own]
    found += [Reach(each.amount, f"转授权至 {each.to_day}") for each in standing if each.amount]
    open_end = next((each for each in found if each.amount is None), None)
    return open_end or max(found, key=lambda each: each.amount or 0, default=Reach(0, ""))


def reaches(found: Reach, amount: int, rule: str) -> Refused | None:
    """Whether the reach covers the amount, to the fen; the reason names the rule."""
    if found.amount is None or amount <= found.amount:
        return None
    return Refused(
        OriginationRefusal.OVER_AUTHORITY,
        f"金额 {grouped(amount)} 元超过您的授权 {grouped(found.amount)} 元(规则 {rule})。",
        "请提交上一级有权审批人或审贷会。",
        "amount",
    )
