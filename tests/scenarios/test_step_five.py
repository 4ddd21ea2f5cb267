"""第五步 (A44): 三管账、两入户 month by month, and 一终止, which ends use at once on card and note alike."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.scenarios import case_county as county
from tests.scenarios.case_county import WAN, good, no, now, who
from tests.scenarios.small_county import DAY
from tests.scenarios.test_market_api import signed_in
from tests.town import Town
from wuhua.areas.corelink import casework as paying
from wuhua.areas.creditline import casework as cards
from wuhua.areas.creditline.models import Card
from wuhua.areas.origination.models import Case
from wuhua.areas.people.rules import Role
from wuhua.areas.postloan import actions, read
from wuhua.areas.postloan.models import MonthlyLook, StopOfUse
from wuhua.areas.postloan.rules import Found, PostloanRefusal, StopCondition
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing.models import LoanNote
from wuhua.areas.servicing.rules import Said, ServicingRefusal, Verb
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")
_keys = count()
FIVE = ("ACC.1", "ACC.2", "ACC.3", "IN.1", "IN.2")


@pytest.fixture
def town() -> Town:
    return county.open_bank()


def lent(product: str = "TAX_LOAN", amount: int = 40 * WAN, **said: Any) -> str:
    """A revolving note of C1, or its card."""
    case = county.ask(product=product, amount=amount, security="CREDIT", method="on_demand", **said)
    county.cleared_from(case, inputs={"elsewhere": 0}, amount=amount, months=12)
    if product == "CREDIT_CARD_LINE":
        return str(good(cards.open_from_case(now("payer", 9), case, case))["card"])
    return str(good(paying.pay(now("payer", 9), case, case))["note"])


def look(item: str, found: Found = Found.SOUND, post: str = "lead", **more: Any) -> Any:
    said = {"evidence": "台账照片", "words": "", **more}
    return actions.look(
        actor=who(post), business_date=DAY, at=now(post).at, number="C1", item=item, found=found, **said
    )


def stop(
    post: str = "lead", condition: StopCondition = StopCondition.BUSINESS_STOPPED, evidence: str = "现场停机"
) -> Any:
    return actions.stop(
        actor=who(post), business_date=DAY, at=now(post).at, number="C1", condition=condition, evidence=evidence
    )


def draw(note: str) -> Any:
    return servicing.do(
        Verb.DRAW, actor="JZ11", business_date=DAY, key=f"d/{next(_keys)}", note=note,
        said=Said(amount=WAN),
    )  # fmt: skip


def test_A44_five_lines_a_month_on_evidence_and_the_month_is_done(town: Town) -> None:
    no(look("ACC.1"), PostloanRefusal.NO_LIVING_NOTE)
    lent()
    month = good(read.month_for(who("lead"), "C1", DAY))[1]
    assert [each.code for each in month.open] == list(FIVE)
    no(look("ACC.1", evidence=" "), PostloanRefusal.EVIDENCE_MISSING)
    no(look("END.1"), PostloanRefusal.LINE_UNKNOWN)
    no(look("ACC.2", Found.CONCERN), PostloanRefusal.WORDS_MISSING)
    no(look("ACC.1", post="ind"), PostloanRefusal.NOT_YOUR_POST)
    desk = read.desk(who("lead"), DAY)
    assert (desk.borrowers, desk.done) == (1, 0)
    for item in FIVE:
        good(look(item))
    assert good(read.month_for(who("lead"), "C1", DAY))[1].done
    desk = read.desk(who("lead"), DAY)
    assert (desk.borrowers, desk.done, desk.lines) == (1, 1, [])
    later = good(read.month_for(who("lead"), "C1", DAY + timedelta(days=1)))[1]
    assert len(later.open) == 5  # October begins anew
    case = signed_in("JZ1", Role.RM).get(f"/cases/{Case.objects.get().pk}").content.decode()
    assert 'href="/afterloan/customers/C1"' in case


def test_A44_a_stop_condition_freezes_the_line_at_once_and_another_lifts_it(town: Town) -> None:
    note = lent()
    card = lent("CREDIT_CARD_LINE", 10 * WAN)
    servicing.do(Verb.PREPAY, actor="JZ11", business_date=DAY, key="p", note=note, said=Said(amount=20 * WAN))
    good(draw(note))
    no(stop(evidence=" "), PostloanRefusal.EVIDENCE_MISSING)
    good(stop())
    assert Card.objects.get(number=card).state == "FROZEN"
    no(draw(note), ServicingRefusal.USE_STOPPED)
    row = StopOfUse.objects.get()
    assert note in row.notes and MonthlyLook.objects.get().item == "END.1"
    no(stop(), PostloanRefusal.STOPPED_ALREADY)
    lift = {"business_date": DAY, "number": "C1"}
    no(actions.lift(actor=who("lead"), words="已复工", **lift), PostloanRefusal.NOT_YOUR_POST)
    no(actions.lift(actor=who("rsk"), words=" ", **lift), PostloanRefusal.WORDS_MISSING)
    good(actions.lift(actor=who("rsk"), words="已复工,现场核实", **lift))
    good(draw(note))
    assert Card.objects.get(number=card).state == "FROZEN"  # the card is thawed by its own two people
    with pytest.raises(IntegrityError), transaction.atomic():
        StopOfUse.objects.update(condition="ASSETS_HIDDEN")


def test_A44_whoever_said_it_does_not_lift_it(town: Town) -> None:
    lent()
    good(stop("rsk"))
    answer = actions.lift(actor=who("rsk"), business_date=DAY, number="C1", words="可")
    no(answer, PostloanRefusal.ANOTHER_MUST_LIFT)


def test_A44_misuse_proved_on_a_note_ends_use_with_the_day(town: Town) -> None:
    note = lent()
    said = Said(uplift=50, reason="转借他人")
    answer = servicing.do(Verb.MISUSE, actor="R001", business_date=DAY, key="m", note=note, said=said)
    assert not isinstance(answer, Refused), answer
    town.close_through(DAY)
    row = StopOfUse.objects.get()
    assert (row.condition, row.stopped_by, row.stopped_on) == ("MISUSE_PROVED", "SYSTEM", town.today)
    assert LoanNote.objects.get(number=note).stopped
    assert actions.watch(business_date=town.today, at=now("rsk").at)["MISUSE_PROVED"] == 0
    lifted = actions.lift(actor=who("rsk"), business_date=town.today, number="C1", words="客户已说明")
    no(lifted, PostloanRefusal.CONDITION_STANDS)  # the next day end would only end use again
