"""Two at once over one note or one receipt, each on a connection of his own: one does it, the other is refused or told the same
(A55, A57).
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tests.recalc import prove
from tests.scenarios.case_county import DAY, good, who
from tests.scenarios.test_pool_shares import borne, compensated, pool_money
from tests.scenarios.test_receipts_file import chain_note
from tests.scenarios.test_special_products import town
from tests.town import Town, fen
from wuhua.areas.backing import actions
from wuhua.areas.backing.models import PoolClaim, PoolReceipt, Sweep
from wuhua.areas.backing.rules import BackingRefusal
from wuhua.areas.origination.models import Case
from wuhua.areas.servicing.models import SettlementAccount
from wuhua.books import read as books
from wuhua.books.rules import DEPOSITS
from wuhua.bulk.dayend import verify, watch
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")
__all__ = ["town"]


def at_once(*acts: Callable[[], Any]) -> tuple[list[Any], list[Any]]:
    """All of them at the same moment; what was done, and the names of the refusals. An error counts as neither."""
    line, told = Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        try:
            line.wait(20)
            told.append(act())
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    noes = [each.name for each in told if isinstance(each, Refused)]
    assert len(told) == len(acts), "somebody got no answer"
    return [each for each in told if not isinstance(each, Refused)], noes


def test_A57_compensated_recovered_and_shared_at_once_is_done_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    claim = compensated(town)
    at: dict[str, Any] = {"actor": who("payer"), "business_date": town.today}
    PAID = 266_800_60
    # A second compensation of the same arrears beside two recoveries, of which only one still fits.
    most, before = claim.total, pool_money()

    def recover() -> Any:
        return actions.recover(**at, claim=claim.pk, amount=most - 100_000_00)

    done, noes = at_once(lambda: actions.compensate(**at, note=claim.note), recover, recover)
    assert len(done) == 1 and sorted(noes) == [BackingRefusal.MORE_THAN_IS_OPEN, BackingRefusal.NOTHING_TO_PAY]
    assert PoolClaim.objects.count() == 1 and sum(borne(claim)) == 100_000_00
    assert pool_money() == before + PAID - borne(claim)[0] - borne(claim)[1]

    # The customer pays; two nights look for it and a recovery comes at the same moment.
    monkeypatch.setattr(watch, "share_payments", lambda _day: {})
    good(town.repay(claim.note, "10,000.00"))
    town.close_through(town.today)
    at["business_date"] = town.today

    def night() -> Any:
        return actions.share_payments(business_date=town.today)

    done, noes = at_once(night, night, lambda: actions.recover(**at, claim=claim.pk, amount=1_000_00))
    assert noes == [] and sum(each.get("shared", 0) for each in done) == 1
    assert PoolReceipt.objects.filter(own=False).count() == 1 and sum(borne(claim)) == 89_000_00
    assert pool_money() == before + PAID - borne(claim)[0] - borne(claim)[1]
    town.close_through(town.today)
    prove(town)
    assert not any(verify.verify().values())


def test_A57_two_compensations_of_one_note_at_once_pay_once(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.scenarios.test_pool_shares.actions.compensate", _twice)
    claim = compensated(town)
    assert PoolClaim.objects.get().pk == claim.pk and pool_money() == 332_000_00 - 266_800_60


_ONE = actions.compensate


def _twice(**at: Any) -> Any:
    done, noes = at_once(*[lambda: _ONE(**at)] * 3)
    assert len(done) == 1 and noes == [BackingRefusal.NOTHING_TO_PAY] * 2
    return done[0]


def test_A55_one_receipt_booked_at_once_is_one_and_of_two_firms_one_gets_the_number(town: Town) -> None:
    note = chain_note(town)
    Case.objects.update(state="WITHDRAWN")  # so that the same customer may ask for another; the note stands
    other = chain_note(town, "HX2")
    said: dict[str, Any] = {"actor": who("payer"), "business_date": DAY, "customer": "C1"}

    def sweep(receipt: str, code: str, amount: str = "40,000.00") -> Callable[[], Any]:
        return lambda: actions.sweep_receipt(**said, receipt=receipt, code=code, amount=fen(amount))

    done, noes = at_once(*[sweep("HD1", "HX1")] * 3, sweep("HD1", "HX1", "40,000.01"))
    assert noes in ([BackingRefusal.NUMBER_TAKEN], [BackingRefusal.NUMBER_TAKEN] * 3)  # whoever of them came first
    paid = fen("300,000.00") - town.note(note).principal
    assert {each["amount"] for each in done} == {paid} and Sweep.objects.count() == 1
    done, noes = at_once(sweep("HD2", "HX1"), sweep("HD2", "HX2"))
    assert len(done) == 1 and noes == [BackingRefusal.NUMBER_TAKEN]
    left = town.note(note).principal + town.note(other).principal
    assert left == fen("600,000.00") - paid - fen("40,000.00") and Sweep.objects.count() == 2
    assert books.balance_of(DEPOSITS, SettlementAccount.objects.get(customer__number="C1").pk) == 0
    town.close_through(DAY)
    prove(town)
