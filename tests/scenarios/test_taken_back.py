"""What was recorded by mistake about a note's class: the mark of a reversed event ends, a wrong lowering is withdrawn by two."""

from __future__ import annotations

from datetime import date

import pytest

from tests.scenarios.small_county import DAY, holding, people
from tests.scenarios.test_classification import open_day, state
from tests.scenarios.test_pages import borrower
from tests.scenarios.test_verbs import done
from tests.town import Town, open_town
from wuhua.areas.classification import actions, read
from wuhua.areas.classification.models import ClassChange, NoteMark
from wuhua.areas.classification.rules import ClassRefusal, Klass, Mark
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing.models import NoteEvent
from wuhua.areas.servicing.rules import Verb
from wuhua.core.refuse import Refused

RISK = Officer("K001", "K001", "B01", frozenset({Role.RISK}), None)
BOSS = Officer("E001", "E001", "B01", frozenset({Role.EXECUTIVE}), None)


def marks(town: Town) -> set[str]:
    return {each.mark for each in read.marks_on([town.note("L1").pk], town.today)}


def lent(first: date, maturity: date) -> Town:
    town = open_town(first)
    account = town.customer("薛小梅", "20,000.00")
    town.lend("L1", account, "80,000.00", "7.2", maturity)
    town.withdraw(account, "80,000.00")
    return town


def reverse(town: Town, kind: str) -> None:
    aim = NoteEvent.objects.filter(kind=kind).latest("pk").pk
    done(town, Verb.REVERSE, "L1", event=aim, reason="查实系误报")


@pytest.mark.usefixtures("fresh_bank")
def test_the_mark_of_a_misuse_ends_with_its_reversal_and_the_class_is_withdrawn_by_two() -> None:
    """Misuse 08-22 lowers to 关注 that night. Reversed 08-24: the mark ends at the close, the class when two have said so."""
    town = lent(date(2018, 8, 21), date(2019, 8, 21))
    town.close_through(date(2018, 8, 21))
    done(town, Verb.MISUSE, "L1", reason="查实款项转借他人")
    town.close_through(date(2018, 8, 23))
    note = town.note("L1").pk
    assert (marks(town), read.class_of(note)) == ({Mark.MISUSED}, Klass.WATCH)
    reverse(town, "MISUSE")
    early = actions.take_back(actor=RISK, business_date=town.today, note_id=note, reason="挪用系误报,已冲正")
    assert isinstance(early, Refused) and early.name is ClassRefusal.RULES_CALL_FOR_IT, "the mark still stands today"
    town.close_through(town.today)
    assert marks(town) == set()
    ended = NoteMark.objects.get(ends__isnull=False)
    assert (ended.until, ended.actor) == (date(2018, 8, 24), "DAYEND")
    assert read.class_of(note) is Klass.WATCH, "the machine raises nothing"
    town.close_through(town.today)
    assert marks(town) == set() and NoteMark.objects.count() == 2
    for open_ in read.open_proposals():
        assert not isinstance(
            actions.reject(actor=BOSS, business_date=town.today, proposal=open_.pk, reason="改为撤销误记"), Refused
        )
    asked = actions.take_back(actor=RISK, business_date=town.today, note_id=note, reason="挪用系误报,已冲正")
    assert not isinstance(asked, Refused), asked
    said = {"business_date": town.today, "proposal": asked.pk, "reason": "核对冲正凭证"}
    own = actions.confirm(actor=RISK, **said)  # type: ignore[arg-type]
    assert isinstance(own, Refused) and own.name is ClassRefusal.OWN_PROPOSAL
    assert not isinstance(actions.confirm(actor=BOSS, **said), Refused)  # type: ignore[arg-type]
    assert read.class_of(note) is Klass.NORMAL
    town.close_through(town.today)
    assert read.class_of(note) is Klass.NORMAL


@pytest.mark.usefixtures("fresh_bank")
def test_the_mark_of_a_restructuring_ends_with_its_reversal_and_a_second_misuse_holds_the_first_ones_mark() -> None:
    town = lent(date(2018, 8, 21), date(2018, 9, 10))
    town.close_through(date(2018, 9, 27))
    done(town, Verb.RESTRUCTURE, "L1", until=date(2019, 3, 10), reason="季节性停产,订单在手")
    done(town, Verb.MISUSE, "L1", uplift=60, reason="查实款项转借他人")
    town.close_through(town.today)
    assert marks(town) == {Mark.RESTRUCTURED, Mark.MISUSED}
    done(town, Verb.MISUSE, "L1", uplift=100, reason="查实全部转借他人")
    town.close_through(town.today)
    reverse(town, "RESTRUCTURE")
    reverse(town, "MISUSE")
    town.close_through(town.today)
    assert marks(town) == {Mark.MISUSED}, "of two misuses one still stands"
    reverse_first = NoteEvent.objects.filter(kind="MISUSE").earliest("pk").pk
    done(town, Verb.REVERSE, "L1", event=reverse_first, reason="查实系误报")
    town.close_through(town.today)
    assert marks(town) == set()


@pytest.mark.usefixtures("fresh_bank")
def test_a_restructuring_reversed_the_same_day_never_marks() -> None:
    town = lent(date(2018, 8, 21), date(2018, 9, 10))
    town.close_through(date(2018, 9, 27))
    done(town, Verb.RESTRUCTURE, "L1", until=date(2019, 3, 10), reason="季节性停产,订单在手")
    reverse(town, "RESTRUCTURE")
    town.close_through(town.today)
    assert marks(town) == set() and not NoteMark.objects.exists()


@pytest.mark.django_db
def test_a_lowering_by_mistake_is_withdrawn_by_two_and_what_the_facts_call_for_is_not(home: object) -> None:
    people()
    borrower(7, "JZ1")
    manager, risk, keeper = holding("JZ1", Role.RM), holding("JZ4", Role.RISK), holding("JZ1", Role.RM, Role.RISK)
    day = open_day(DAY)
    said = {"business_date": day, "note_id": 7, "reason": "看错了借据号"}

    def no(answer: object) -> object:
        assert isinstance(answer, Refused), answer
        return answer.name

    assert no(actions.take_back(actor=manager, **said)) is ClassRefusal.NOTHING_TO_TAKE_BACK  # type: ignore[arg-type]
    actions.worsen(actor=manager, business_date=day, note_id=7, to=Klass.SUBSTANDARD, reason="厂房被查封")
    before = state()
    empty = actions.take_back(actor=manager, business_date=day, note_id=7, reason="错")
    assert no(empty) is ClassRefusal.REASON_MISSING
    clerk = holding("JZ5", Role.STATISTICS)
    assert no(actions.take_back(actor=clerk, **said)) is ClassRefusal.MAY_NOT_CLASSIFY  # type: ignore[arg-type]
    assert state() == before
    asked = actions.take_back(actor=manager, **said)  # type: ignore[arg-type]
    assert not isinstance(asked, Refused)
    assert (asked.current, asked.proposed) == ("SUBSTANDARD", "NORMAL")
    assert no(actions.take_back(actor=manager, **said)) is ClassRefusal.PROPOSAL_OPEN_ALREADY  # type: ignore[arg-type]
    yes = {"business_date": day, "proposal": asked.pk, "reason": "核对查封令无此户"}
    assert no(actions.confirm(actor=keeper, **yes)) is ClassRefusal.OWN_NOTE  # type: ignore[arg-type]
    raised = actions.confirm(actor=risk, **yes)  # type: ignore[arg-type]
    assert not isinstance(raised, Refused) and raised.klass is Klass.NORMAL, "a bad class, and no observation"
    assert ClassChange.objects.latest("pk").reason == "核对查封令无此户"
    assert no(actions.take_back(actor=manager, **said)) is ClassRefusal.NOTHING_TO_TAKE_BACK  # type: ignore[arg-type]
    actions.mark(actor=manager, business_date=day, note_id=7, mark=Mark.MAJOR_EVENT, since=day, reason="主要客户破产")
    assert no(actions.take_back(actor=manager, **said)) is ClassRefusal.RULES_CALL_FOR_IT  # type: ignore[arg-type]
