"""What every paper of a case may say: the bank, the borrower, what was asked and what was decided. From the case's rows only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.printouts.names import METHODS, PAYOUTS, SECURITIES, part
from wuhua.areas.origination.read import contracts
from wuhua.areas.origination.rules import STATE_NAMES, CaseState
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import pages as products
from wuhua.areas.product.rules.pricing import BP
from wuhua.core.money import grouped
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused
from wuhua.platform.paper.words import in_words

NOTHING = "无"


def day(value: date | None) -> str:
    """A day as papers write it."""
    return f"{value.year}年{value.month}月{value.day}日" if value else ""


def moment(value: datetime | None) -> str:
    """A moment as papers write it, in the bank's own time."""
    return f"{localtime(value):%Y-%m-%d %H:%M:%S}" if value else ""


def person(number: str, named: dict[str, str]) -> str:
    """A member of staff by name and number."""
    return f"{named[number]}({number})" if number in named else number


def names(numbers: Iterable[str]) -> dict[str, str]:
    """Staff by number, in one query."""
    return people.staff_names({each for each in numbers if each})


def of(officer: Officer, case: Case, on: date) -> dict[str, str] | Refused:
    """The placeholders all papers share. A customer out of the officer's sight has no paper."""
    view = customers.customer_for(officer, case.customer.number)
    if isinstance(view, Refused):
        return view
    named = names((case.lead, case.co))
    branches = people.branch_names()
    branch = branches.get(case.unit, case.unit)
    bank = compliance.parameters(on).values.get("BANK_NAME", "")
    purposes = {each.code: each.name for each in compliance.purposes()}
    return {
        "bank": bank or branch,
        "branch": branch,
        "lead_unit": branch,
        "printed_on": day(on),
        "case": case.pk,
        "customer": view.number,
        "borrower": view.name,
        "identity": view.identity_masked,
        "product": products.product_names().get(case.product, case.product),
        "state": STATE_NAMES[CaseState(case.state)],
        "asked": grouped(case.amount),
        "asked_months": f"{case.months} 个月",
        "purpose_name": purposes.get(case.purpose, case.purpose),
        "use": case.use,
        "method": METHODS.get(case.method, case.method),
        "security_name": SECURITIES.get(case.security, case.security),
        "payout_name": PAYOUTS.get(case.payout, case.payout),
        "payee_shown": case.payee or "——",
        "account": case.account,
        "lead_name": person(case.lead, named),
        "co_name": person(case.co, named),
        **_granted(case),
        **_contract(case),
    }


def _granted(case: Case) -> dict[str, str]:
    """What was decided; blank before the decision."""
    amount, rate = case.approved_amount, case.approved_rate
    if not amount or not rate:
        empty = ("amount", "amount_words", "months", "months_words", "rate", "month_rate", "rates")
        return dict.fromkeys(empty, "")
    year, month = Rate(rate).pct(), Rate(rate).month_permille()
    return {
        "amount": grouped(amount),
        "amount_words": in_words(amount),
        "months": str(case.approved_months),
        "months_words": f"{case.approved_months} 个月",
        "rate": year,
        "month_rate": month,
        "rates": f"年利率 {year}%(月 {month}‰)",
    }


def _contract(case: Case) -> dict[str, str]:
    found = contracts.contract_of(case)
    if found is None:
        return {"contract": "", "drawn_on": "", "template": "", "template_short": ""}
    return {
        "contract": found.number,
        "drawn_on": day(found.drawn_on),
        "template": found.template,
        "template_short": found.template_digest[:16],
    }


def prices(found: dict[str, Any], rate: int) -> list[dict[str, str]]:
    """The price by its parts, base first, what was decided last."""
    if not found:
        return [{"name": "执行年利率", "value": f"{Rate(rate).pct()}%"}]
    rows = [{"name": "定价基准", "value": f"{Rate(int(found['base'])).pct()}%"}]
    for code, points in dict(found.get("parts", {})).items():
        rows.append({"name": part(code), "value": f"{'-' if points < 0 else '+'}{Rate(abs(points) * BP).pct()}%"})
    summed = int(found["base"]) + sum(dict(found.get("parts", {})).values()) * BP
    if summed != rate:
        bound = {"FLOOR": "按利率下限执行", "CEILING": "按利率上限执行"}.get(str(found.get("bound", "")), "按批复执行")
        rows.append({"name": f"定价合计 {Rate(max(0, summed)).pct()}%,{bound}", "value": ""})
    return [*rows, {"name": "执行年利率", "value": f"{Rate(rate).pct()}%"}]
