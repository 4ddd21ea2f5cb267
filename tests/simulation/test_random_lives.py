"""Random lives: draws, payments early, late, back-dated and reversed, rates, extensions, misuse, restructuring.

After every step the books are the walk of events alone, to the fen; every night the bank proves itself. A refusal is an
answer like any other, and changes nothing.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta

import pytest

from tests.recalc import prove
from tests.town import TELLER, Town, open_town
from wuhua.areas.servicing import actions, pages
from wuhua.areas.servicing.models import LoanNote, NoteEvent, RepaymentItem
from wuhua.areas.servicing.rules import Over, PrepayWay, Said, Verb
from wuhua.bulk.dayend import verify
from wuhua.core.refuse import Refused

pytestmark = [pytest.mark.usefixtures("fresh_bank"), pytest.mark.slow]

FIRST, NIGHTS = date(2018, 9, 3), 50
SHAPES: tuple[dict[str, object], ...] = (
    {"method": "interest_only", "settlement": "MONTH20"},
    {"method": "interest_only", "settlement": "QUARTER20", "grace_days": 2},
    {"method": "bullet", "settlement": "AT_MATURITY"},
    {"method": "equal_instalments", "settlement": "OWN_DAY", "day_count": "30/360", "principal_rolls": False},
    {"method": "equal_instalments", "settlement": "OWN_DAY", "principal_rolls": False},
    {"method": "equal_principal", "settlement": "OWN_DAY", "principal_rolls": False},
    {"method": "on_demand", "settlement": "MONTH20", "day_count": "act/365"},
    {"method": "interest_only", "settlement": "MONTH20", "compound_base_penalty": True},
)


def settle_in(luck: random.Random) -> Town:
    """One borrower a shape; half of them end within the weeks that are lived."""
    town = open_town(FIRST)
    for n, shape in enumerate(SHAPES * 2):
        account = town.customer(f"住户{n}")
        end = FIRST + timedelta(days=luck.choice((33, 120, 200, 400)))
        town.lend(f"N{n}", account, f"{luck.randrange(1_000, 90_000)}.{luck.randrange(100):02d}", "7.2", end, **shape)
    return town


def wish(luck: random.Random, town: Town, note: LoanNote) -> tuple[Verb, Said]:
    """Something a person might ask of the note today; often enough what the rules refuse."""
    owed = pages.owed_on(note, town.today)
    back = town.today - timedelta(days=luck.randrange(12)) if luck.random() < 0.4 else None
    over = luck.choice(tuple(Over))
    some = luck.randrange(1, max(owed.due_total, owed.payoff // 7, 2) + 1)
    ahead = town.today + timedelta(days=luck.randrange(20, 300))
    events = list(NoteEvent.objects.filter(note_id=note.pk).values_list("id", flat=True))
    debits = list(RepaymentItem.objects.filter(note_id=note.pk, way="AUTO").values_list("paid", flat=True))
    choices: list[tuple[Verb, Said]] = [
        (Verb.REPAY, Said(amount=some, day=back, over=over)),
        (Verb.REPAY, Said(amount=owed.due_total or 1, over=over)),
        (Verb.PREPAY, Said(amount=some, day=back, way=luck.choice(tuple(PrepayWay)), over=over)),
        (Verb.SETTLE, Said(over=over)),
        (Verb.DRAW, Said(amount=some)),
        (Verb.RATE, Said(rate=luck.randrange(400_000, 900_000), day=back)),
        (Verb.FEE, Said(amount=luck.randrange(1, 9_000), cost=luck.random() < 0.5, reason="代垫费用")),
        (Verb.MISUSE, Said(uplift=luck.randrange(50, 101), reason="用途不符", day=back)),
        (Verb.PAYDAY, Said(own_day=luck.randrange(1, 32))),
        (Verb.EXTEND, Said(until=ahead, consent=True)),
        (Verb.RESTRUCTURE, Said(until=ahead, rate=luck.choice((0, 500_000)), reason="资金周转困难")),
        (Verb.ACCELERATE, Said(reason="停业失联")),
        (Verb.REVERSE, Said(event=luck.choice(events), reason="记账有误")),
        (Verb.REVERSE, Said(event=luck.choice(events), reason="记账有误")),
        (Verb.REVERSE, Said(debit=luck.choice(debits) if debits else None, reason="误扣款项")),
    ]
    weights = [5, 5, 5, 0.5, 3, 2, 2, 1, 2, 2, 2, 0.3, 2, 2, 2]
    return luck.choices(choices, weights)[0]


@pytest.mark.parametrize("seed", [11, 12])
def test_after_every_step_the_books_are_the_walk(seed: int) -> None:
    luck = random.Random(seed)
    town = settle_in(luck)
    seen: Counter[str] = Counter()
    for _ in range(NIGHTS):
        for note in LoanNote.objects.order_by("number"):
            if luck.random() < 0.15:
                town.deposit(note.account.number, f"{luck.randrange(1, 4_000)}.{luck.randrange(100):02d}")
            if luck.random() < 0.4:
                verb, said = wish(luck, town, note)
                answer = actions.do(
                    verb, actor=TELLER, business_date=town.today, key=town.key("any"), note=note.number, said=said
                )
                seen[f"{verb.value} {'refused' if isinstance(answer, Refused) else 'done'}"] += 1
        town.close_through(town.today)
        prove(town)
        low = LoanNote.objects.filter(principal__lt=0) | LoanNote.objects.filter(overdue_principal__lt=0)
        assert not low.exists()
    assert not [each for breaks in verify.verify().values() for each in breaks]
    done = {name.split()[0] for name in seen if name.endswith("done")}
    assert len(done) >= 9, f"too few kinds of things happened to prove anything: {sorted(seen.items())}"
