"""The bank as it stands at the cut-over: institution, staff, zones, products, customers, accounts, notes, bills, plans."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from random import Random
from typing import TYPE_CHECKING, Any

from samples.customers import Customer
from samples.life import class_of
from samples.money import WAN
from samples.notes import Note
from samples.places import BANK_CODE, COUNTY
from samples.products import PRODUCTS
from samples.write import Writer

if TYPE_CHECKING:
    from samples.generator import Bank

Row = tuple[Any, ...]
BANK_NAME = "稷州农村商业银行(示例)"
LICENCE = "B0000H214080001"
NET_CAPITAL = 42_000 * WAN
NET_TIER1 = 36_000 * WAN


def write(bank: Bank, writer: Writer) -> None:
    """All files of the state at the cut-over."""
    writer.write("bank", [(BANK_CODE, BANK_NAME, LICENCE, COUNTY, bank.days.cut, NET_CAPITAL, NET_TIER1)])
    writer.write("branches", _branches(bank))
    writer.write("staff", _staff(bank))
    writer.write("zones", _zones(bank))
    writer.write("products", _products())
    writer.write("customers", (_customer(each) for each in bank.customers))
    writer.write("accounts", accounts(bank))
    alive = [note for note in bank.notes if note.closed is None]
    rng = bank.rng("notes")
    writer.write("notes", (_note(note, bank.days.cut, rng) for note in alive))
    writer.write("bills", _bills(alive))
    writer.write("plans", ((note.number, due, principal) for note in alive for due, principal in note.plan))


def _branches(bank: Bank) -> Iterator[Row]:
    for number, each in enumerate(bank.branches):
        licence = f"B0000S314080{number:03d}"
        yield each.code, each.name, licence, each.team, each.township, each.address, each.centre


def _staff(bank: Bank) -> Iterator[Row]:
    for each in bank.people:
        yield (each.number, each.name, each.branch, each.position, each.roles, each.source, each.phone, each.joined)


def _zones(bank: Bank) -> Iterator[Row]:
    for each in bank.zones:
        yield (
            each.code,
            each.name,
            each.kind,
            each.parent,
            each.team,
            each.lead,
            each.backup,
            each.supervisor,
            each.since,
            each.households,
        )


def _products() -> Iterator[Row]:
    for each in PRODUCTS:
        yield (
            each.code,
            each.name,
            each.series,
            each.group,
            each.floor,
            each.cap,
            each.months,
            each.regions,
            each.industries,
            each.farm,
        )


def _customer(each: Customer) -> Row:
    return (
        each.number,
        each.kind,
        each.name,
        each.identity,
        each.phone,
        each.address,
        each.size,
        each.industry,
        COUNTY,
        each.zone,
        each.rm,
        each.line,
        each.farm,
        each.tech,
        each.since,
    )


def accounts(bank: Bank) -> Iterator[Row]:
    """One settlement account a customer. Whoever is in arrears has nothing in it, or it would have been taken."""
    rng = bank.rng("accounts")
    for each in bank.customers:
        notes = [note for note in each.notes if note.closed is None]
        if any(note.life.bills for note in notes):
            balance = 0
        else:
            interest = sum(note.amount * note.rate // 120_000_000 for note in notes)
            instalments = sum(note.instalment or note.amount // note.months for note in notes if not note.linear)
            need = interest + instalments
            chance = rng.random()
            if chance < 0.05:
                balance = int(need * rng.random() * 0.9)  # will fall short on the next due day
            else:
                balance = int(need * (1 + rng.random() * 5)) + rng.randrange(200_000)
            if any(note.maturity.month == 10 and note.maturity.year == bank.days.day.year for note in notes):
                balance += sum(note.amount for note in notes) if rng.random() < 0.7 else 0
        yield each.account, each.number, each.branch, balance, each.since


def _note(note: Note, cut: date, rng: Random) -> Row:
    life, customer = note.life, note.customer
    overdue_days = life.overdue_days(cut)
    status = "NON_ACCRUAL" if overdue_days > 90 else "OVERDUE" if overdue_days > 0 else "NORMAL"
    accrued, penalty, compound = life.accrued, life.penalty, life.compound
    off = 0
    if status == "NON_ACCRUAL":
        off = life.unpaid("INTEREST", "PENALTY", "COMPOUND") + accrued[0] + penalty[0] + compound[0]
    payout = "ENTRUSTED" if note.amount >= 50 * WAN else "MIXED" if note.amount >= 40 * WAN else "SELF"
    industry = customer.industry if note.purpose == "BUSINESS" else "7010"
    green = note.purpose == "BUSINESS" and customer.industry in ("0141", "3021") and rng.random() < 0.1
    return (
        note.number,
        note.contract,
        customer.number,
        customer.account,
        note.product,
        customer.branch,
        customer.rm,
        customer.rm,
        note.amount,
        note.rate,
        note.start,
        note.maturity,
        note.method,
        note.settlement,
        note.start.day if note.settlement == "OWN_DAY" else None,
        None,
        note.day_count,
        note.instalment or None,
        note.issue,
        note.previous.number if note.previous and note.issue != "NEW" else "",
        payout,
        note.security,
        note.purpose,
        note.use,
        industry,
        COUNTY,
        "BENCHMARK",
        50,
        life.principal,
        life.overdue,
        accrued[0],
        accrued[1],
        penalty[0],
        compound[0],
        off,
        life.first_unpaid,
        status,
        class_of(note.security, overdue_days, note.issue),
        0,
        note.farm,
        green,
        False,
        note.method == "on_demand",
    )


def _bills(alive: list[Note]) -> Iterator[Row]:
    for note in alive:
        for bill in note.life.bills:
            yield note.number, bill.due, bill.kind, bill.amount, bill.paid
