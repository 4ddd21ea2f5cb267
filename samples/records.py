"""Records of the market wing: visits, files, agreements, tasks, re-lending and applications."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from samples import lists
from samples.applications import applications
from samples.money import YUAN

if TYPE_CHECKING:
    from samples.generator import Bank
    from samples.write import Writer

Row = tuple[Any, ...]
SURVEYED = {"MERCHANT": 2711, "ENTERPRISE": 1056}
FILED = {"MERCHANT": 981, "ENTERPRISE": 126}
UNFINISHED = {"MERCHANT": 40, "ENTERPRISE": 14}
MANDATORY = 20
TASK = 178_487_600 * YUAN
AGREED = (("PARK", 2, "园区管委会"), ("LEADING_ENTERPRISE", 5, "龙头企业"), ("MALL_SUPERMARKET", 3, "商厦"))


def write(bank: Bank, writer: Writer) -> list[tuple[str, str]]:
    """The files of the market wing and of re-lending, from streams of their own; answers which visit met which customer."""
    surveys = list(_ours(bank, list(_surveys(bank, bank.rng("surveys")))))
    writer.write("applications", applications(bank))
    writer.write("surveys", surveys)
    files = list(_files(bank, surveys))
    writer.write("files", files)
    lists.write(bank, writer, surveys, files)
    writer.write("agreements", _agreements(bank))
    writer.write("targets", _targets(bank))
    writer.write("relending", _relending(bank))
    writer.write("relending_links", _links(bank))
    return [(row[0], row[4]) for row in surveys if row[4]]


def _surveys(bank: Bank, rng: Random) -> Iterator[Row]:
    """Every party once, with a place on the map; a few of last year, which this year's count leaves out."""
    cells = [zone for zone in bank.zones if zone.lead]
    first = date(bank.days.day.year, 1, 3)
    span = (bank.days.cut - first).days
    number = 0
    for kind, full in SURVEYED.items():
        wanted = bank.scale.count(full)
        for each in range(wanted + 12):
            number += 1
            zone = rng.choice(cells)
            day = first + timedelta(days=rng.randrange(span))
            if each >= wanted:
                day = day.replace(year=day.year - 1)
            at = datetime(day.year, day.month, day.day, rng.randrange(8, 12), rng.randrange(60))  # noqa: DTZ001
            place = (f"110.{rng.randrange(80000, 99999)}", f"35.{rng.randrange(50000, 69999)}")
            what = "商户" if kind == "MERCHANT" else "企业"
            name = f"{zone.name}{what}{each + 1:04d}号"
            need = rng.choice(("进货周转", "扩建厂房", "添置设备", "暂无需求"))
            yield (f"ZF{number:06d}", kind, name, "", "", zone.code, zone.lead, at, *place, need)


def _ours(bank: Bank, surveys: list[Row]) -> Iterator[Row]:
    """Some of the parties are customers of ours, seen in their own cell by their own manager; nobody is met twice.

    Every second of those who get a file and every tenth of the others, from a stream of their own: the rest stays as drawn.
    """
    customers = [each for each in bank.customers if each.small]
    bank.rng("met").shuffle(customers)
    waiting = {
        "MERCHANT": iter([each for each in customers if each.kind in ("MERCHANT", "OWNER")]),
        "ENTERPRISE": iter([each for each in customers if each.kind in ("ENTERPRISE", "FARM_ENTITY")]),
    }
    first = {kind: bank.scale.count(full) + bank.scale.count(UNFINISHED[kind]) for kind, full in FILED.items()}
    seen = dict.fromkeys(FILED, 0)
    for row in surveys:
        kind, at = row[1], row[7]
        each = None
        if at.year == bank.days.day.year:
            if seen[kind] % (2 if seen[kind] < first[kind] else 10) == 0:
                each = next(waiting[kind], None)
            seen[kind] += 1
        if each is None:
            yield row
        else:
            yield (*row[:2], each.name, "", each.number, each.zone, each.rm, *row[7:])


def _files(bank: Bank, surveys: list[Row]) -> Iterator[Row]:
    """Complete files count from 90 % on; a few stand unfinished."""
    number = 0
    for kind, full in FILED.items():
        mine = [row for row in surveys if row[1] == kind and row[7].year == bank.days.day.year]
        complete = bank.scale.count(full)
        for place, row in enumerate(mine[: complete + bank.scale.count(UNFINISHED[kind])]):
            number += 1
            filled = MANDATORY - place % 3 if place < complete else MANDATORY // 2
            filed = min(row[7].date() + timedelta(days=2), bank.days.cut)
            yield (f"DA{number:06d}", row[0], kind, filled, MANDATORY, filed)


def _agreements(bank: Bank) -> Iterator[Row]:
    year = bank.days.day.year
    heads = [person.number for person in bank.people if "EXECUTIVE" in person.roles]
    contacts = [person.number for person in bank.people if person.roles.startswith("RM")]
    number = 0
    for kind, count, what in AGREED:
        for place in range(count):
            number += 1
            signed = date(year, 1 + number % 8, 10)
            party = f"稷州{'一二三四五'[place]}号{what}"
            executive, contact = heads[number % len(heads)], contacts[number % len(contacts)]
            envelope = 3_000 * 10_000 * YUAN
            yield (
                f"XY{number:03d}",
                kind,
                party,
                "",
                signed,
                signed.replace(year=year + 3),
                executive,
                contact,
                envelope,
            )


def _targets(bank: Bank) -> Iterator[Row]:
    year = str(bank.days.day.year)
    task = TASK * bank.scale.borrowers // 5112
    yield (year, "NET_INCREASE", "BANK", f"{task // 100}.{task % 100:02d}")
    for measure, full in (("BORROWERS", 5100), ("FILED_MERCHANTS", 950), ("FILED_ENTERPRISES", 120)):
        yield (year, measure, "BANK", str(bank.scale.count(full)))


def _relending(bank: Bank) -> Iterator[Row]:
    """支农再贷款 of the year in two contracts, one of them not drawn in full; 支小 of the year before."""
    year = bank.days.day.year
    rate, million = 275_000, 1_000_000 * YUAN
    sixty, forty, twenty = (bank.scale.amount(many * million) for many in (60, 40, 20))
    owed = sum(note.amount for kind, note in bank.relent if kind == "REL_AGRI")
    yield (
        "ZN01",
        "REL_AGRI",
        date(year, 2, 6),
        sixty,
        date(year, 2, 12),
        sixty,
        date(year + 1, 2, 12),
        rate,
        min(owed, sixty),
    )
    yield ("ZN02", "REL_AGRI", date(year, 8, 1), forty, None, None, None, rate, None)
    yield (
        "ZX01",
        "REL_SME",
        date(year - 1, 11, 1),
        twenty,
        date(year - 1, 11, 8),
        twenty,
        date(year, 11, 8),
        325_000,
        sum(note.amount for kind, note in bank.relent if kind == "REL_SME"),
    )


def _links(bank: Bank) -> Iterator[Row]:
    for kind, note in bank.relent:
        if note.closed is None:
            number = "ZN01" if kind == "REL_AGRI" else "ZX01"
            yield (
                number,
                note.number,
                note.amount,
                note.rate + 150_000,
                max(note.start, date(bank.days.day.year, 2, 12)),
            )
