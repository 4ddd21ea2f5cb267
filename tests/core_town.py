"""A small town beside a core system: five borrowers, days that close, and the files its core would bring."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Any

from samples.corefiles import GB18030, PLANTED, write_core_day
from tests.town import Town, open_town
from wuhua.areas.corelink.models import CoreBreak
from wuhua.areas.corelink.rules import BreakKind, CoreFileKind
from wuhua.areas.people.rules import Officer, Role
from wuhua.bulk.corefiles import receive, send
from wuhua.bulk.corefiles.gate import Folder
from wuhua.core.money import fen_of, yuan
from wuhua.core.refuse import Refused

FIRST = date(2018, 9, 18)
ACCOUNTANT = Officer("2001", "会计甲", "B01", frozenset({Role.ACCOUNTANT}), None)
RISK = Officer("2002", "风险乙", "B01", frozenset({Role.RISK}), None)
AUDITOR = Officer("2003", "放款审核丙", "B01", frozenset({Role.DISB_AUDITOR}), None)
MANAGER = Officer("2004", "客户经理丁", "B01", frozenset({Role.RM}), None)


def opened(borrowers: int = 5) -> Town:
    """Borrowers with a monthly note each; the last one's account is empty, so that it falls into arrears on the 21st."""
    town = open_town(FIRST)
    for n in range(1, borrowers + 1):
        account = town.customer(f"客户{n}", "0.00" if n == borrowers else "5,000.00", branch=f"B0{1 + n % 2}")
        town.lend(f"JD{n:05d}", account, f"{n}00,000.00", "7.2", date(2019, 3, 5))
        town.withdraw(account, f"{n}00,000.00")
    return town


def closed() -> Town:
    """The morning after their first day."""
    town = opened()
    town.close_through(FIRST)
    return town


def billed() -> Town:
    """The morning of the 21st: five notes, each with a bill due today."""
    town = opened()
    town.close_through(FIRST.replace(day=20))
    return town


def brought(
    folder: Path, day: date, *, plant: Collection[BreakKind] = PLANTED, today: date | None = None
) -> receive.Received:
    """The core's files of the day, written and taken."""
    write_core_day(folder, day, plant=plant)
    answer = taken(folder, day, today=today)
    assert isinstance(answer, receive.Received), answer
    return answer


def taken(folder: Path, day: date, *, today: date | None = None) -> receive.Received | Refused:
    return receive.receive(Folder(folder), day, actor="2001", business_date=today or day)


def altered(
    folder: Path, day: date, kind: CoreFileKind, old: str, new: str, *, plant: Collection[BreakKind] = ()
) -> None:
    """The day's files with one amount changed, and a control file that agrees with it; taken."""
    write_core_day(folder, day, plant=plant)
    path, control = (folder / f"{name}_{day:%Y%m%d}.csv" for name in (kind.value, "control"))
    encoding = "gb18030" if kind in GB18030 else "utf-8-sig"
    text = path.read_bytes().decode(encoding)
    assert text.count(old) == 1, text
    path.write_bytes(text.replace(old, new).encode(encoding))
    rows = control.read_text().splitlines()
    for place, row in enumerate(rows):
        name, on, count, total = row.split(",")
        if name == path.name:
            rows[place] = ",".join((name, on, count, yuan(fen_of(total) + fen_of(new) - fen_of(old))))
    control.write_text("\n".join(rows) + "\n")
    answer = taken(folder, day)
    assert not isinstance(answer, Refused), answer


def sent(folder: Path, day: date) -> send.Sent:
    """What goes out on the business date."""
    answer = send.send(Folder(folder), day, actor="2001", business_date=day)
    assert isinstance(answer, send.Sent), answer
    return answer


def standing() -> list[tuple[Any, ...]]:
    """Every break that is not over, as a page of the list."""
    found = CoreBreak.objects.exclude(state__in=("SETTLED", "VANISHED")).order_by("subject", "kind")
    return list(found.values_list("subject", "kind", "field", "ours", "theirs", "gap"))
