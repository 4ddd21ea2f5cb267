"""Notes outside the plain run of small-and-micro lending: arrears, larger firms, consumption."""

from __future__ import annotations

from datetime import date, timedelta

from samples.calendars import is_workday, workday_on_or_before
from samples.calibrate import Scale
from samples.customers import Customer, Town
from samples.lending import Lender
from samples.money import WAN, YUAN
from samples.notes import Note, Terms
from wuhua.core.days import add_months

MATURED = ((2, 28, 22), (31, 89, 20), (92, 179, 34), (182, 358, 30), (362, 620, 15))
"""Matured and not repaid: days overdue from, to, how many of 5,112 borrowers."""
INTEREST = ((0, 48), (1, 14), (2, 9), (4, 12), (7, 9), (13, 3))
"""Interest not paid inside the term: since how many settlements before the last, how many borrowers."""
INSTALMENT = ((0, 20), (1, 8), (2, 5), (3, 7))
"""Instalments not paid: how many more than one, how many borrowers."""


def arrears_wanted(scale: Scale) -> list[tuple[str, int, int]]:
    """One line per borrower in arrears: kind and its two numbers."""
    wanted = [("MATURED", low, high) for low, high, full in MATURED for _ in range(scale.count(full))]
    wanted += [("INTEREST", back, 0) for back, full in INTEREST for _ in range(scale.count(full))]
    wanted += [("INSTALMENT", back, 0) for back, full in INSTALMENT for _ in range(scale.count(full))]
    return wanted


def in_arrears(lender: Lender, customer: Customer, kind: str, low: int, high: int) -> Note:
    """One note of a borrower who owed last year and has stopped paying since."""
    customer.stop = True
    make = {"MATURED": _matured, "INTEREST": _interest, "INSTALMENT": _instalment}[kind]
    newest = make(lender, customer, low, high)
    if newest.start > lender.days.register_from:
        lender.chain(newest)
    return newest


def _matured(lender: Lender, customer: Customer, low: int, high: int) -> Note:
    rng, cut = lender.rng, lender.days.cut
    while True:
        matured = workday_on_or_before(cut - timedelta(days=rng.randrange(low, high + 1)))
        start = add_months(matured, -12)
        if low <= (cut - matured).days <= high and matured.day <= 28 and start <= lender.days.last_year:
            break
    terms = Terms("CREDIT_LOAN" if rng.random() < 0.4 else "FLOW_LOAN", "interest_only", "MONTH20", "act/360", 12)
    stop = matured
    if low > 31 and rng.random() < 0.4:
        stop = date(matured.year, matured.month, 21)
        stop = add_months(stop, -2) if stop >= matured else add_months(stop, -1)
    security = "" if terms.product == "CREDIT_LOAN" else rng.choice(("GUARANTEE", "MORTGAGE", "GUARANTEE"))
    if terms.product == "FLOW_LOAN":
        terms = Terms("FLOW_LOAN", "on_demand", "MONTH20", "act/360", 12)
        security = "GUARANTEE"
    return lender.note(customer, terms, start, "D", stop=stop, security=security)


def _interest(lender: Lender, customer: Customer, back: int, _high: int) -> Note:
    rng, days = lender.rng, lender.days
    stop = add_months(days.settled, -back)
    earliest = add_months(days.day, -24) + timedelta(days=12)
    latest = min(add_months(stop, -2), date(days.day.year - 1, 8, 28))
    start = lender.between(earliest, latest)
    terms = Terms("CREDIT_LOAN", "interest_only", "MONTH20", "act/360", 24)
    if customer.kind in ("ENTERPRISE", "FARM_ENTITY") or rng.random() < 0.5:
        terms = Terms("MERCHANT_LOAN", "interest_only", "MONTH20", "act/360", 24)
    part = rng.randrange(50, 900) * YUAN if rng.random() < 0.4 else 0
    return lender.note(customer, terms, start, "D", stop=stop, part=part)


def _instalment(lender: Lender, customer: Customer, back: int, _high: int) -> Note:
    days = lender.days
    earliest = add_months(days.day, -24) + timedelta(days=12)
    while True:
        start = lender.between(earliest, date(days.day.year - 1, 8, 28))
        last = _last_due(start, days.cut)
        missed = [add_months(last, -each) for each in range(back + 1)]
        if all(is_workday(due) for due in missed) and (days.cut - last).days > 1:
            break
    terms = Terms("MERCHANT_LOAN", "equal_instalments", "OWN_DAY", "30/360", 24)
    return lender.note(customer, terms, start, "FIXED", stop=missed[-1])


def _last_due(start: date, cut: date) -> date:
    months = (cut.year - start.year) * 12 + cut.month - start.month
    due = add_months(start, months)
    return due if due <= cut else add_months(start, months - 1)


def larger_firms(lender: Lender, town: Town, scale: Scale) -> list[Customer]:
    """Medium and large enterprises: no part of small-and-micro, more than half of all loans, growing slowly."""
    rng, days = lender.rng, lender.days
    made = []
    for number in range(scale.count(66, 3)):
        size = "LARGE" if number % 8 == 5 else "MEDIUM"
        customer = town.firm(size)
        made.append(customer)
        amount = rng.randrange(700, 1500) * WAN if size == "MEDIUM" else rng.randrange(2400, 3500) * WAN
        months, settlement = rng.choice(((12, "MONTH20"), (12, "QUARTER20"), (36, "QUARTER20")))
        terms = Terms("OTHER_CORPORATE", "interest_only", settlement, "act/360", months)
        if number == 1:  # the one large bad loan of the bank
            matured = workday_on_or_before(days.cut - timedelta(days=146))
            terms = Terms("OTHER_CORPORATE", "interest_only", "MONTH20", "act/360", 12)
            start = add_months(matured, -12)
            customer.stop = True
            lender.note(customer, terms, start, "FIXED", amount=1_150 * WAN, stop=matured, security="GUARANTEE")
            continue
        earliest = add_months(days.day, -months) + timedelta(days=9)
        start = lender.between(earliest, days.cut - timedelta(days=12))
        newest = lender.note(customer, terms, start, "FIXED", amount=amount)
        lender.chain(newest)
    return made


def consumption(lender: Lender, customers: list[Customer], scale: Scale) -> None:
    """Shopkeepers' and owners' own consumption loans: never counted as small-and-micro."""
    rng, days = lender.rng, lender.days
    people = [each for each in customers if each.kind in ("MERCHANT", "OWNER") and not each.stop]
    for customer in rng.sample(people, min(len(people), scale.count(820))):
        terms = Terms("OTHER_PERSONAL", "equal_instalments", "OWN_DAY", "30/360", rng.choice((36, 36, 60)))
        start = lender.between(date(days.day.year - 2, 1, 5), days.cut - timedelta(days=3))
        amount = rng.randrange(8, 30) * WAN
        note = lender.note(customer, terms, start, "FIXED", amount=amount)
        note.purpose = "CONSUMPTION"
    for customer in rng.sample(people, min(len(people), scale.count(260))):
        terms = Terms("OTHER_PERSONAL", "equal_instalments", "OWN_DAY", "30/360", 36)
        closed = lender.between(date(days.day.year - 1, 10, 9), days.cut - timedelta(days=3))
        start = add_months(closed, -36)
        amount = rng.randrange(8, 40) * WAN
        note = lender.note(customer, terms, start, "FIXED", amount=amount, closed=closed, maturity=closed)
        note.purpose = "CONSUMPTION"
