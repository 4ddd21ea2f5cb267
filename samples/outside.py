"""What other houses know: 工商登记, 纳税, 用电, 工资社保, and our own 账户流水, all of the same trades."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from samples import flows
from samples.business import Business, businesses
from samples.licences import Licence, licences
from samples.money import WAN, half_up
from samples.oddities import STATUSES, planted
from samples.places import COUNTY
from samples.write import Writer

if TYPE_CHECKING:
    from samples.generator import Bank

Row = tuple[Any, ...]
GENERAL = 500 * WAN
"""Turnover from which a firm is a general taxpayer (财税〔2018〕33号)."""
EXEMPT = 9 * WAN
"""A small taxpayer owes no VAT on a quarter up to here."""
LATE = 4
"""Months for which an irregularity has lasted."""
DROPPED = 30
"""Per cent of the power that is left where it falls."""
TYPES = {"91": "有限责任公司", "92": "个体工商户", "93": "农民专业合作社"}
METERS = {51: "农业生产", 66: "大工业", 76: "一般工商业"}
"""By the price of a kWh (`_price`)."""


def write(bank: Bank, writer: Writer) -> tuple[list[Licence], list[Business]]:
    """The five files, from streams of their own; answers whose licences and trades they tell of."""
    held = licences(bank)
    known = businesses(bank, held)
    odd = planted(bank, known)
    told = date(bank.days.cut.year, bank.days.cut.month, 20)
    writer.write("registry", _registry(held, odd, told))
    writer.write("tax", _tax(bank, known, odd["TAX_ARREARS"], told))
    writer.write("power", _power(bank, known, odd, told))
    writer.write("wages", _wages(bank, known, odd["LAID_OFF"], told))
    writer.write("transactions", flows.transactions(bank, known, held, odd["ROUND_TRIP"]))
    return held, known


def _registry(held: list[Licence], odd: Mapping[str, set[str]], told: date) -> Iterator[Row]:
    status = {number: STATUSES[name] for name in STATUSES for number in odd[name]}
    for each in held:
        found = status.get(each.customer.number, "存续") if each.customer is not None else "存续"
        plain = each.code, each.name, each.head, found, each.industry, each.capital, each.founded, each.address, told
        # The old number, the scope and past changes are not made up: unknown is empty.
        yield *plain, "", TYPES.get(each.code[:2], ""), "", each.head if each.code[:2] == "91" else "", ""


def _consent(each: Business, source: str, told: date) -> str:
    return f"SQ{told.year}{source}{each.customer.number[-6:]}"


def _tax(bank: Bank, known: list[Business], owing: set[str], told: date) -> Iterator[Row]:
    """A year of every firm, two where a tax loan rests on it.

    A general taxpayer pays VAT by the month, a small one by the quarter, and everybody income tax by the quarter.
    """
    rng = bank.rng("tax")
    for each in known:
        if not each.firm or each.customer.kind == "FARM_ENTITY" or each.licence is None:
            continue
        owes = each.customer.number in owing
        grade = "D" if owes else rng.choices("ABM", (20, 50, 30))[0]
        declared, burden, income = rng.randrange(88, 101), rng.randrange(20, 39), rng.randrange(6, 16)
        months = list(each.months)[-25 if any(note.product == "TAX_LOAN" for note in each.customer.notes) else -13 : -1]
        net = [each.months[month] * declared // (116 if each.sales >= GENERAL else 103) for month in months]
        arrears = 0
        for place, month in enumerate(months):
            quarter = sum(net[max(0, place - 2) : place + 1]) if month.month % 3 == 0 else 0
            vat = half_up(net[place] * burden, 1_000) if each.sales >= GENERAL else half_up(quarter * 3, 100)
            if each.sales < GENERAL and quarter <= EXEMPT:
                vat = 0
            if owes and place >= len(months) - LATE:
                arrears, vat = arrears + vat + half_up(net[place], 1_000), 0
            code, consent = each.licence.code, _consent(each, "SW", told)
            plain = code, grade, month, net[place], vat, half_up(quarter * income, 1_000), 0, arrears, consent, told
            yield *plain, date(told.year, told.month, 15), net[place], None, date(told.year + 1, told.month, told.day)


def _price(industry: str) -> int:
    """Fen a kWh: for farms, for shops, for works."""
    return 51 if industry[:2] in ("01", "03", "05") else 76 if industry[:2] in ("52", "62", "80", "81") else 66


def _power(bank: Bank, known: list[Business], odd: Mapping[str, set[str]], told: date) -> Iterator[Row]:
    """A year of every meter. It stands in the firm's name, in the shopkeeper's, now and then in the shop's."""
    rng = bank.rng("power")
    for place, each in enumerate(known, 1):
        who, price = each.customer, _price(each.customer.industry)
        shop = each.licence is not None and (who.kind == "OWNER" or (who.kind == "MERCHANT" and rng.random() < 0.15))
        name = each.licence.name if shop and each.licence is not None else who.name
        drops, late = who.number in odd["POWER_DROP"], who.number in odd["POWER_ARREARS"]
        months, unpaid = list(each.months)[-13:-1], 0
        for order, month in enumerate(months, 1):
            recent = order > len(months) - LATE
            kwh = each.power(month) * (DROPPED if drops and recent else rng.randrange(95, 106)) // (100 * price)
            owing = late and order > len(months) - 2
            each.billed[month] = 0 if owing else kwh * price
            unpaid += kwh * price if owing else 0
            consent = _consent(each, "DL", told)
            plain = f"D{COUNTY}{place:07d}", name, who.address, month, kwh, kwh * price, unpaid, consent, told
            yield *plain, METERS[price], None


def _wages(bank: Bank, known: list[Business], laid_off: set[str], told: date) -> Iterator[Row]:
    """A year of every firm; January brings a bonus."""
    rng = bank.rng("wages")
    for each in known:
        if not each.firm or each.licence is None:
            continue
        insured = rng.randrange(40, 96)
        months = list(each.months)[-13:-1]
        for order, month in enumerate(months, 1):
            half = 50 if each.customer.number in laid_off and order > len(months) - LATE else 100
            people = max(1, half_up(each.staff * half * rng.randrange(96, 105), 10_000))
            pay = each.paid[month] = each.wages(month) * half // 100
            consent = _consent(each, "RS", told)
            yield each.licence.code, month, people, pay, max(1, people * insured // 100), consent, told, None, None
