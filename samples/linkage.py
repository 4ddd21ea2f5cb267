"""What an office's list, a court and the credit bureau write of the same people, with the slips of real hands; and the truth.

Rosters misspell names, shorten them, keep the address from before the move and give the market office's phone for twenty
stalls. Strangers bear a customer's name. The truth lies beside them in a file that no import reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from samples.business import Business
from samples.customers import Customer
from samples.licences import Licence
from samples.money import WAN, YUAN
from samples.places import COUNTY, SPECIAL, TOWNSHIPS
from samples.write import Writer

if TYPE_CHECKING:
    from samples.generator import Bank

Row = tuple[Any, ...]
Truth = tuple[str, str, str]
ROSTER = 620
"""Of the customers with a licence, at 5,112 borrowers; besides a fifth as many that are no customers."""
SHARED = 20
"""Stalls under the market office's phone."""
HOMONYMS = 24
REPORTS = 400
CASES = 36
SLIPS = str.maketrans("鑫盛达恒瑞丰源泰隆兴华建国志强秀英红丽晓", "新胜大横锐风原太龙新花健囯智墙绣瑛宏莉小")
"""How a name is heard and written by somebody in a hurry."""
KINDS = {"PARK": "园区", "MARKET": "市场", "MALL": "商厦"}
TRUTH = "truth-links.csv"


def write(bank: Bank, writer: Writer, met: list[tuple[str, str]], held: list[Licence], known: list[Business]) -> None:
    """The three files from streams of their own, and the truth beside them."""
    told = date(bank.days.cut.year, bank.days.cut.month, 20)
    truth = [*_known(held, known), *(("SURVEY", number, customer) for number, customer in met)]
    rosters = [*_rosters(bank, held, told, truth)]
    cases = [*_cases(bank, told, truth)]
    writer.write("credit_reports", _reports(bank, told))
    writer.write("court", cases)
    writer.write("rosters", rosters)
    _truth(writer, truth)


def _truth(writer: Writer, truth: list[Truth]) -> None:
    lines = ["source,key,customer", *(",".join(row) for row in sorted(truth))]
    (writer.out / TRUTH).write_bytes(("\n".join(lines) + "\n").encode())


def _known(held: list[Licence], known: list[Business]) -> Iterator[Truth]:
    """Whose licence and whose meter it is."""
    for each in held:
        if each.customer is not None:
            yield "REGISTRY", each.code, each.customer.number
    for place, business in enumerate(known, 1):
        yield "POWER", f"D{COUNTY}{place:07d}", business.customer.number


def _misspelt(text: str, rng: Random) -> str:
    """One sign written as it sounds; where none of the usual ones is there, the one before the last is doubled wrong."""
    places = [place for place, sign in enumerate(text) if sign.translate(SLIPS) != sign]
    place = rng.choice(places) if places else max(0, len(text) - 2)
    wrong = text[place].translate(SLIPS) if places else "某"
    return text[:place] + wrong + text[place + 1 :]


def _moved(rng: Random) -> str:
    township, kind, places = rng.choice(TOWNSHIPS)
    tail = "社区" if kind == "COMMUNITY" else "村"
    return f"{township}{rng.choice(places.split())}{tail}{rng.randrange(1, 200)}号"


def _on_paper(each: Licence, who: Customer, rng: Random) -> tuple[str, str, str, str]:
    """Name, owner, phone and address as the list has them."""
    name, owner, phone, address = each.name, each.head, who.phone, each.address.removeprefix("山西省")
    chance = rng.random()
    if chance < 0.22:
        name = _misspelt(name, rng)
    elif chance < 0.34:
        name = name.removeprefix("稷州县").removesuffix("有限公司").removesuffix("专业合作社")
    if rng.random() < 0.08:
        owner = _misspelt(owner, rng)
    elif rng.random() < 0.06:
        owner = ""
    if rng.random() < 0.15:
        address = _moved(rng)
    if rng.random() < 0.15:
        phone = ""
    return name, owner, phone, address


def _rosters(bank: Bank, held: list[Licence], told: date, truth: list[Truth]) -> Iterator[Row]:
    rng = bank.rng("rosters")
    ours = [(each, each.customer) for each in held if each.customer is not None]
    strangers = [each for each in held if each.customer is None]
    chosen = rng.sample(ours, min(len(ours), bank.scale.count(ROSTER)))
    office = bank.numbers.phone()
    shared = {each.code for each, _ in chosen[: bank.scale.count(SHARED)]}
    number = 0
    for each, who in chosen:
        number += 1
        name, owner, phone, address = _on_paper(each, who, rng)
        phone = office if each.code in shared else phone
        code = each.code if rng.random() < 0.12 else ""
        truth.append(("ROSTER", f"MD{number:05d}", who.number))
        yield _roster(number, name, code, owner, phone, address, told, rng)
    some = rng.sample(strangers, min(len(strangers), bank.scale.count(ROSTER // 5)))
    for each in some:
        number += 1
        phone = office if rng.random() < 0.1 else bank.numbers.phone()
        yield _roster(number, each.name, "", each.head, phone, each.address.removeprefix("山西省"), told, rng)
    for each, _ in rng.sample(ours, min(len(ours), bank.scale.count(HOMONYMS))):
        number += 1
        name = bank.names.shop(each.industry, each.address[7:9])
        yield _roster(number, name, "", each.head, bank.numbers.phone(), _moved(rng), told, rng)


def _roster(number: int, name: str, code: str, owner: str, phone: str, address: str, told: date, rng: Random) -> Row:
    kind, _, where = rng.choice(SPECIAL)
    stall = f"{rng.choice('ABCD')}区{rng.randrange(1, 90):02d}号" if kind != "PARK" else ""
    rent = rng.randrange(3, 60) * 1_000 * YUAN
    area = str(rng.randrange(8, 400))
    consent = f"SQ{told.year}MD{number:05d}"
    return f"MD{number:05d}", KINDS[kind], where, name, code, owner, phone, stall, address, rent, area, consent, told


def _cases(bank: Bank, told: date, truth: list[Truth]) -> Iterator[Row]:
    """Some lists give the number, some only the name; strangers are sued too."""
    rng = bank.rng("court")
    for place, each in enumerate(rng.sample(bank.customers, bank.scale.count(CASES)), 1):
        case = f"({told.year})晋0824民初{place:04d}号"
        numbered = rng.random() < 0.8 or len(each.name) <= 4
        truth.append(("COURT", f"{case}|{each.name}", each.number))
        role = rng.choice(("被告", "被执行人", "原告"))
        amount = rng.randrange(1, 40) * WAN
        bad = role == "被执行人" and rng.random() < 0.2
        yield case, each.name, each.identity if numbered else "", "民间借贷纠纷", role, amount, "审理中", bad, told
    for place in range(bank.scale.count(CASES // 3)):
        case = f"({told.year})晋0824民初{9000 + place:04d}号"
        who = bank.names.person(rng.random() < 0.6)
        yield case, who, "", "买卖合同纠纷", "被告", rng.randrange(1, 20) * WAN, "已结", False, told


def _reports(bank: Bank, told: date) -> Iterator[Row]:
    """A query before a loan; most are clean, unknown is left empty."""
    rng = bank.rng("reports")
    owing = [each for each in bank.customers if each.notes]
    for place, each in enumerate(rng.sample(owing, min(len(owing), bank.scale.count(REPORTS))), 1):
        day = told - timedelta(days=rng.randrange(5, 300))
        at = datetime(day.year, day.month, day.day, rng.randrange(8, 18), rng.randrange(60))  # noqa: DTZ001
        late = rng.random() < 0.08
        history = "".join("12"[rng.randrange(2)] if late and rng.random() < 0.15 else "N" for _ in range(24))
        elsewhere = rng.random() < 0.4
        yield (
            f"ZX{told.year}{place:06d}",
            each.identity,
            at,
            rng.choice(("贷款审批", "贷后管理", "授信审批")),
            f"SQ{told.year}ZX{place:06d}",
            rng.randrange(1, 60) * WAN if elsewhere else 0,
            rng.randrange(1, 9) * 1_000 * YUAN if late and rng.random() < 0.3 else 0,
            history,
            rng.randrange(0, 9),
            rng.randrange(0, 30) * WAN if rng.random() < 0.2 else None,
            "WATCH" if late else "NORMAL" if elsewhere else "",
            1 if rng.random() < 0.03 else 0,
            told,
            "经营贷款" if elsewhere else "",
        )
