"""三大突破, 回访, 小微中心, 银企共同体 (A63, A64, A81). Amounts beside the checks are worked by hand."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test.utils import CaptureQueriesContext

from tests.scenarios.market_county import county, first
from tests.scenarios.small_county import DAY, holding
from tests.scenarios.small_lake import LakePage
from tests.town import open_town
from wuhua.areas.compliance.models import RuleParameter
from wuhua.areas.market.actions.feedback import answer
from wuhua.areas.market.models import Feedback
from wuhua.areas.market.read import feedback as answers
from wuhua.areas.market.rules.feedback import FeedbackRefusal, Lent
from wuhua.areas.people.rules import Role
from wuhua.areas.reporting.read import community
from wuhua.areas.reporting.rules.community import DENOMINATOR, cut, saved
from wuhua.core.money import fen_of
from wuhua.core.refuse import Refused
from wuhua.platform.models import AuditRow

START = date(2017, 12, 31)
LENT = Lent("N1", "C1", "JZ1", "JZ1", date(2018, 3, 1))


def book(lake: Path) -> None:
    """C1: 1,000,000 at 7.20 % from 1 March, 400,000 back on 1 June; 300,000 at 8.70 % since last year. C2: 200,000 at 7.20 %
    since last year, all back on 1 February."""
    page = LakePage(lake)
    page.note(START, "N2", "C1", fen_of("300000.00"), rate=870_000)
    page.note(START, "N3", "C2", fen_of("200000.00"), rate=720_000)
    page.flow(DAY, date(2018, 3, 1), "N1", "C1", "NEW", fen_of("1000000.00"), rate=720_000)
    page.flow(DAY, date(2018, 6, 1), "N1", "C1", "REPAID", fen_of("400000.00"), rate=None)
    page.flow(DAY, date(2018, 2, 1), "N3", "C2", "REPAID", fen_of("200000.00"), rate=None)
    page.note(DAY, "N1", "C1", fen_of("600000.00"), rate=720_000)
    page.note(DAY, "N2", "C1", fen_of("300000.00"), rate=870_000)
    page.seal(record=True)


@pytest.mark.django_db
def test_A81_support_and_saving_of_a_firm_are_told_to_the_fen(home: Any, lake: Path) -> None:
    county()
    book(lake)
    found = community.statement(DAY, "C1")
    assert found is not None
    # 1,000,000 × 0.95 % × 92 / 360 = 2,427.777…; 600,000 × 0.95 % × 122 / 360 = 1,931.666…: 4,359.44.
    # 300,000 × −0.55 % × 273 / 360 = −1,251.25: a contract above the base price is told as it is.
    notes = {each.key: (each.lent, each.balance, each.saved) for each in found.notes}
    assert notes == {"N1": (100_000_000, 60_000_000, 435_944), "N2": (0, 30_000_000, -125_125)}
    assert (found.whole.lent, found.whole.balance, found.whole.saved) == (100_000_000, 90_000_000, 310_819)
    other = community.statement(DAY, "C2")
    assert other is not None and other.whole.saved == 16_361, "200,000 × 0.95 % × 31 / 360 = 163.611…"
    assert [(each.key, each.balance) for each in other.months][:2] == [("2018-01", 20_000_000), ("2018-02", 0)]
    assert community.statement(DAY, "C9") is None
    bank, months, gained = community.bank(DAY)
    assert (bank.lent, bank.balance, bank.saved, gained) == (100_000_000, 90_000_000, 310_819 + 16_361, 2)
    assert sum(each.saved for each in months) == bank.saved and len(months) == 9


@pytest.mark.django_db
def test_A81_any_way_of_cutting_the_period_gives_the_same_sum(home: Any, lake: Path) -> None:
    county()
    book(lake)
    whole = community.statement(DAY, "C1")
    assert whole is not None and sum(month.saved for month in whole.months) == whole.whole.saved
    for cuts in ([date(2018, 4, 17)], [date(2018, 3, 1), date(2018, 6, 1), date(2018, 8, 9)]):
        edges = [date(2018, 1, 1), *cuts, date(2018, 10, 1)]
        parts = {"N1": 0, "N2": 0}
        for since, until in pairwise(edges):
            for note, numerator in numerators(since, date.fromordinal(until.toordinal() - 1)).items():
                parts[note] += numerator
        assert {note: saved(each) for note, each in parts.items()} == {"N1": 435_944, "N2": -125_125}
    assert sum(cut([1, DENOMINATOR // 2, -7, 3 * DENOMINATOR])) == saved(DENOMINATOR // 2 + 3 * DENOMINATOR - 6)


def numerators(since: date, until: date) -> dict[str, int]:
    """The exact sums of C1's notes over a part of the year."""
    found: dict[str, int] = {}
    for part in community.parts(DAY, "C1", since, until):
        found[part.note] = found.get(part.note, 0) + part.numerator
    return found


@pytest.mark.django_db
def test_A81_the_base_price_is_a_table_by_date(home: Any, lake: Path) -> None:
    county()
    book(lake)
    lower = date(2018, 7, 1)
    RuleParameter.objects.filter(code=community.BASE, effective_from__lt=lower).update(effective_to=lower)
    RuleParameter.objects.create(code=community.BASE, ruleset="ALL", value="8.00", unit="%", effective_from=lower,
                                 effective_to=date(2019, 8, 20), source="行文", approved_by="JZ5")  # fmt: skip
    found = community.statement(DAY, "C1")
    assert found is not None
    # 2,427.777… + 600,000 × 0.95 % × 30 / 360 (475.00) + 600,000 × 0.80 % × 92 / 360 (1,226.666…) = 4,129.44.
    assert found.notes[0].saved == 412_944


@pytest.mark.usefixtures("fresh_bank", "lake")
def test_A81_a_changed_rate_counts_from_its_day_on_a_real_book() -> None:
    town = open_town(date(2018, 3, 5))
    account = town.customer("某某", "1000.00")
    town.lend("N1", account, "300000.00", "7.2", date(2019, 3, 5))
    town.close_through(date(2018, 3, 7))
    town.change_rate("N1", "6.0")
    town.close_through(date(2018, 3, 12))
    found = community.statement(date(2018, 3, 12), "C000001")
    # Three days of 300,000 × 0.95 % / 360 (7.91666…), five of 300,000 × 2.15 % / 360 (17.91666…): 113.333….
    assert found is not None and (found.whole.lent, found.whole.saved) == (30_000_000, 11_333)


@pytest.mark.django_db
def test_A63_a_customer_is_asked_once_by_somebody_who_did_not_lend(home: Any) -> None:
    county()
    caller = holding("JZ5", Role.CALLBACK)
    own = holding("JZ1", Role.CALLBACK)

    def say(who: Any = caller, lent: Lent | None = LENT, score: Any = 5, words: str = "很快") -> Any:
        return answer(actor=who, business_date=DAY, lent=lent, score=score, words=words)

    later = Lent("N1", "C1", "JZ1", "JZ1", date(2018, 10, 1))
    for refused, name in (
        (say(first()), FeedbackRefusal.NOT_A_CALLER),
        (say(lent=None), FeedbackRefusal.NOTE_UNKNOWN),
        (say(holding("JZ3", Role.OUTLET_HEAD)), FeedbackRefusal.NOTE_UNKNOWN),
        (say(own), FeedbackRefusal.OWN_NOTE),
        (say(lent=later), FeedbackRefusal.NOT_YET_DISBURSED),
        (say(score=6), FeedbackRefusal.SCORE_WRONG),
        (say(score=0), FeedbackRefusal.SCORE_WRONG),
        (say(score=True), FeedbackRefusal.SCORE_WRONG),
    ):
        assert isinstance(refused, Refused) and refused.name is name, (name, refused)
    assert isinstance(say(words=" "), Refused)
    assert not Feedback.objects.exists() and not AuditRow.objects.filter(action__contains="answered").exists()
    made = say()
    assert isinstance(made, Feedback) and (made.manager, made.words) == ("JZ1", "很快")
    assert AuditRow.objects.filter(action="market.customer_answered", subject="note:N1", actor="JZ5").count() == 1
    again = say(score=1)
    assert isinstance(again, Refused) and again.name is FeedbackRefusal.ANSWERED_ALREADY
    say(lent=Lent("N2", "C1", "JZ1", "JZ1", DAY), score=4)
    say(lent=Lent("N3", "C3", "JZ3", "JZ3", DAY), score=5)
    given = answers.satisfaction(date(2018, 1, 1), DAY)
    assert (given.answers, given.total, given.hundredths) == (3, 14, 467), "14 / 3 = 4.666…"
    assert answers.satisfaction(date(2019, 1, 1), date(2019, 1, 2)).hundredths is None
    seen = [each.note for each in answers.answers_for(holding("JZ3", Role.OUTLET_HEAD))]
    assert seen == ["N3"] and answers.answers_for(caller).count() == 3
    assert not answers.answers_for(holding("JZ5", Role.STATISTICS)).exists()


@pytest.mark.django_db
def test_A63_an_answer_is_never_changed(home: Any) -> None:
    county()
    answer(actor=holding("JZ5", Role.CALLBACK), business_date=DAY, lent=LENT, score=2, words="慢")
    with pytest.raises(IntegrityError, match="只增不改"):
        Feedback.objects.update(score=5)


@pytest.mark.django_db
def test_A81_a_statement_of_everybody_asks_a_fixed_number_of_times(home: Any, lake: Path) -> None:
    county()
    book(lake)
    with CaptureQueriesContext(connection) as asked:
        community.statements(DAY)
    assert len(asked) <= 8
