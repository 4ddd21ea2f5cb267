"""A payment by file = the same payment at the counter: bills, allocations, the note anew and the entry, to the fen."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from tests.return_file import line_of, write_return
from tests.town import Town, open_town
from wuhua.areas.corelink.rules import LineOutcome
from wuhua.areas.servicing import actions, read
from wuhua.areas.servicing.models import Bill, LoanNote, RepaymentItem
from wuhua.areas.servicing.rules import MOVING
from wuhua.books.models import Entry, Line
from wuhua.bulk.dayend import verify
from wuhua.bulk.repayfile import run
from wuhua.core.refuse import Refused

OPENS, LATE = date(2018, 6, 18), date(2018, 9, 20)
WAYS: tuple[dict[str, Any], ...] = (
    {},
    {"settlement": "QUARTER20"},
    {"settlement": "OWN_DAY", "own_day": 15, "method": "equal_instalments", "day_count": "30/360"},
    {"settlement": "OWN_DAY", "own_day": 3, "method": "equal_principal"},
    {"compound_base_penalty": True, "penalty_uplift": 30},
    {"day_count": "act/365"},
)


def lived(notes: int) -> Town:
    """Notes of every rhythm: some paid now and then, some never, some in the third month of silence, some matured."""
    rng, town = random.Random(7), open_town(OPENS)
    for n in range(notes):
        account = town.customer(f"客户{n}", branch=f"B0{1 + n % 3}")
        ends = rng.choice((date(2018, 8, 20), date(2018, 9, 10), date(2019, 6, 18)))
        terms = dict(WAYS[n % len(WAYS)])
        town.lend(f"JD{n:05d}", account, f"{rng.randint(20, 900)},{rng.randint(100, 999)}.{rng.randint(10, 99)}",
                  rng.choice(("7.2", "9.6", "8.265")), ends, **terms)  # fmt: skip
        note = town.note(f"JD{n:05d}")
        town.withdraw(account, f"{note.amount // 100}.{note.amount % 100:02d}")
        town.deposit(account, f"{rng.randint(1, 40) * (n % 4 > 0)}00.37")
    town.close_through(LATE)
    return town


def amounts(town: Town, rng: random.Random) -> dict[str, int]:
    """Something for every note that owes: a fen, a part, all the bills, a little of what runs, everything."""
    found = {}
    for note in LoanNote.objects.filter(closed=None).order_by("number"):
        if note.next_due == town.today:
            continue
        bills = sum(bill.open for bill in read.open_bills(note.pk, town.today))
        if bills:
            most = sum(read.owed(note, town.today).values())
            found[note.number] = rng.choice((1, rng.randint(1, bills), bills, rng.randint(bills, most), most))
    return found


def standing(note: LoanNote) -> tuple[Any, ...]:
    note.refresh_from_db()
    bills = sorted(Bill.objects.filter(note_id=note.pk).values_list("due", "kind", "amount", "cut"))
    items = sorted(RepaymentItem.objects.filter(note_id=note.pk).values_list("due", "kind", "paid", "amount"))
    return bills, items, [getattr(note, name) for name in MOVING]


def moved(after: int) -> Counter[tuple[Any, ...]]:
    """What the entries since moved, debit positive, by everything that keys a balance."""
    sums: Counter[tuple[Any, ...]] = Counter()
    fields = ("account", "branch", "product", "status", "sub", "side", "amount")
    for *key, side, amount in Line.objects.filter(entry_id__gt=after).values_list(*fields):
        sums[tuple(key)] += amount if side == "D" else -amount
    return Counter({key: fen_ for key, fen_ in sums.items() if fen_})


def newest() -> int:
    return Entry.objects.order_by("-id").values_list("id", flat=True)[0]


def test_payments_by_file_agree_with_the_counter(fresh_bank: str, tmp_path: Path) -> None:
    town = lived(48)
    paid = amounts(town, random.Random(11))
    states = set(LoanNote.objects.filter(number__in=paid).values_list("book_status", flat=True))
    assert states == {"NORMAL", "OVERDUE", "NON_ACCRUAL"}, states
    assert len(paid) > 30
    with transaction.atomic():
        mark = newest()
        for note, amount in paid.items():
            answer = actions.repay(actor="T1", business_date=town.today, key=f"k/{note}", note=note, amount=amount)
            assert not isinstance(answer, Refused), (note, answer)
        counter = {note: standing(town.note(note)) for note in paid}
        by_counter = moved(mark)
        transaction.set_rollback(True)
    path = write_return(
        tmp_path / "a.csv", [line_of(n, note, fen_, town.today) for n, (note, fen_) in enumerate(paid.items())]
    )
    mark = newest()
    done = run.take(path, actor="T1", business_date=town.today)
    assert not isinstance(done, Refused), done
    assert (done.of(LineOutcome.BOOKED).lines, done.singly) == (len(paid), 0), done.rejects
    assert moved(mark) == by_counter
    for note in paid:
        assert standing(town.note(note)) == counter[note], note
    town.close_through(town.today)
    assert not any(verify.verify().values())
