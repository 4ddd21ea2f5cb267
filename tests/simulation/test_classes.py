"""Classes over real days: marks carried over from servicing, a firm's debts speaking for each other, a close that dies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.town import Town, open_town
from wuhua.areas.classification import read
from wuhua.areas.classification.models import ClassChange, ClassProposal, NoteClass, NoteMark
from wuhua.areas.classification.rules import Klass
from wuhua.areas.customer.models import Customer
from wuhua.areas.servicing import actions as servicing
from wuhua.areas.servicing import loading
from wuhua.areas.servicing.models import LoanNote, SettlementAccount
from wuhua.areas.servicing.rules import Said, Verb
from wuhua.bulk.dayend import run, write
from wuhua.bulk.dayend.results import Shard
from wuhua.core.refuse import Refused
from wuhua.platform import seals

pytestmark = pytest.mark.usefixtures("fresh_bank")


def klass(number: str) -> Klass:
    return read.class_of(LoanNote.objects.get(number=number).pk)


def marks(number: str) -> set[str]:
    note = LoanNote.objects.get(number=number)
    return set(NoteMark.objects.filter(note_id=note.pk).values_list("mark", flat=True))


def test_how_a_note_was_lent_and_misuse_become_marks_once() -> None:
    town = open_town(date(2018, 9, 3))
    account, end = town.customer("王记面馆", "100000.00"), date(2019, 9, 1)
    for number, issue in (
        ("NEW", "NEW"), ("OLDFORNEW", "REFINANCE"), ("RENEWED", "RENEWAL_NO_PRINCIPAL"), ("EASED", "RESTRUCTURED"),
    ):  # fmt: skip
        town.lend(number, account, "10000.00", "7.2", end, issue_type=issue)
    town.lend("AGAIN", account, "10000.00", "7.2", end, issue_type="RESTRUCTURED", previous="EASED")
    town.close_through(date(2018, 9, 4))
    assert [marks(n) for n in ("NEW", "OLDFORNEW", "RENEWED", "EASED", "AGAIN")] == [
        set(), {"refinanced"}, {"renewed"}, {"restructured"}, {"restructured", "restructured_again"},
    ]  # fmt: skip
    assert [klass(n).value for n in ("NEW", "OLDFORNEW", "RENEWED", "EASED", "AGAIN")] == [
        "NORMAL", "WATCH", "NORMAL", "SUBSTANDARD", "DOUBTFUL",
    ]  # fmt: skip
    new = LoanNote.objects.get(number="NEW")
    proved = Said(uplift=100, day=date(2018, 9, 4), reason="资金转入股市")
    done = servicing.do(Verb.MISUSE, actor="R001", business_date=town.today, key="m1", note="NEW", said=proved)
    assert not isinstance(done, Refused), done
    town.close_through(date(2018, 9, 7))
    held = NoteMark.objects.get(note_id=new.pk)
    assert (held.mark, held.since, held.actor) == ("misused", date(2018, 9, 4), "DAYEND")
    assert klass("NEW") is Klass.WATCH
    assert NoteMark.objects.count() == 6
    assert not ClassProposal.objects.exists()


def test_a_note_restructured_as_it_stands_is_marked_from_that_day_and_again_inside_the_half_year() -> None:
    town = open_town(date(2018, 9, 18))
    account = town.customer("稷王纸箱厂")
    town.lend("L1", account, "10000.00", "7.2", date(2019, 9, 17), security="MORTGAGE")
    town.withdraw(account, "10000.00")
    town.close_through(date(2018, 10, 7))
    for key, until in (("r1", date(2020, 3, 20)), ("r2", date(2020, 6, 20))):
        eased = Said(until=until, reason="货款周期拉长", consent=True)
        done = servicing.do(Verb.RESTRUCTURE, actor="R001", business_date=town.today, key=key, note="L1", said=eased)
        assert not isinstance(done, Refused), done
        town.close_through(town.today + timedelta(days=8))
    note = LoanNote.objects.get(number="L1")
    held = list(NoteMark.objects.filter(note_id=note.pk).order_by("since").values_list("mark", "since"))
    assert held == [("restructured", date(2018, 10, 8)), ("restructured_again", date(2018, 10, 17))]
    assert klass("L1") is Klass.DOUBTFUL


@pytest.mark.slow
def test_a_note_falls_class_by_class_is_paid_and_rises_only_after_observation() -> None:
    """Credit, nothing paid from the first bill on: 1, 31, 91 days; paid up; six months later it is proposed."""
    town = open_town(date(2018, 9, 18))
    account = town.customer("稷王面馆")
    town.lend("L1", account, "10000.00", "7.2", date(2020, 9, 17), security="CREDIT")
    town.withdraw(account, "10000.00")
    town.close_through(date(2018, 12, 24))
    falls = ClassChange.objects.order_by("business_date")
    assert [(c.business_date, c.after, c.reason) for c in falls] == [
        (date(2018, 9, 22), "WATCH", "逾期1天"),
        (date(2018, 10, 22), "SUBSTANDARD", "逾期31天"),
        (date(2018, 12, 21), "DOUBTFUL", "逾期91天"),
    ]
    assert falls[1].basis == "RS2018.matrix.CREDIT.31-90"
    town.deposit(account, "5000.00")
    town.close_through(date(2018, 12, 25))
    assert NoteClass.objects.get().clear_from == date(2018, 12, 25)
    town.close_through(date(2019, 6, 24))
    assert not ClassProposal.objects.exists()
    town.close_through(date(2019, 6, 26))
    waiting = ClassProposal.objects.get()
    assert (waiting.proposed_on, waiting.current, waiting.proposed) == (date(2019, 6, 25), "DOUBTFUL", "NORMAL")
    assert klass("L1") is Klass.DOUBTFUL, "the machine only proposes"


# --- one firm, three accounts in three shards ------------------------------------------------------------------------------


def firm(town: Town) -> list[str]:
    """A medium-sized firm with three settlement accounts, each in a later shard than the first one's."""
    first = town.customer("某某包装集团", "1000.00")
    owner = Customer.objects.get(name="某某包装集团")
    Customer.objects.filter(pk=owner.pk).update(kind="ENTERPRISE", size_class="MEDIUM")
    accounts, shards = [first], {loading.shard_of(first)}
    while len(accounts) < 3:
        number = f"6229{town.customers:05d}{len(accounts):02d}{len(shards):03d}{SettlementAccount.objects.count():02d}"
        shard = loading.shard_of(number)
        n = 1000 + SettlementAccount.objects.count()
        SettlementAccount.objects.create(
            id=n, number=number, customer=owner, branch="B01", shard=shard, opened=town.today
        )
        if shard not in shards and shard > loading.shard_of(first):
            shards.add(shard)
            accounts.append(number)
    return accounts


Built = Callable[[Callable[[], Town]], Town]

FIRST = date(2026, 3, 16)
BAD = date(2026, 6, 20)
"""The bill of 20 March, due on the 21st, is 91 days late at the close of this day."""


def eve() -> Town:
    """The evening before the first of its debts is bad; what the tests below do differently comes after."""
    town = open_town(FIRST)
    for number, account, amount in zip(("A", "B", "C"), firm(town), ("300", "900", "900"), strict=True):
        town.lend(number, account, f"{amount}000.00", "7.2", date(2027, 3, 1), security="MORTGAGE")
        if number == "A":
            town.withdraw(account, f"{amount}000.00")
            town.withdraw(account, "1000.00")
    town.close_through(BAD - timedelta(days=1))
    return town


def test_a_tenth_of_a_firms_debt_bad_makes_all_of_it_bad_and_not_of_a_small_one(built: Built) -> None:
    town = built(eve)
    assert [klass(n).value for n in "ABC"] == ["WATCH", "NORMAL", "NORMAL"]
    Customer.objects.update(size_class="SMALL")
    town.close_through(BAD)
    assert [klass(n).value for n in "ABC"] == ["SUBSTANDARD", "NORMAL", "NORMAL"]
    Customer.objects.update(size_class="MEDIUM")
    town.close_through(BAD + timedelta(days=1))
    assert [klass(n).value for n in "ABC"] == ["SUBSTANDARD", "SUBSTANDARD", "SUBSTANDARD"]
    assert set(
        ClassChange.objects.filter(business_date=town.today - timedelta(days=1)).values_list("basis", flat=True)
    ) == {"RS_CURRENT.least.cross_default"}


def changes() -> list[tuple[int, str, str, str]]:
    names = dict(LoanNote.objects.values_list("pk", "number"))
    return sorted((names[c.note_id], c.business_date.isoformat(), c.after, c.basis) for c in ClassChange.objects.all())


def test_a_close_that_dies_between_shards_says_the_same_of_a_firm_as_one_that_did_not(
    monkeypatch: pytest.MonkeyPatch, built: Built
) -> None:
    built(eve).close_through(BAD)
    wanted, seal = changes(), seals.sealed(BAD).seal  # type: ignore[union-attr]
    built(eve)
    assert seals.sealed(BAD) is None
    real = write.write_shard
    bad = LoanNote.objects.select_related("account").get(number="A").account.shard

    def dying(shard: Shard, number: int, day: date) -> None:
        if number > bad:
            raise KeyboardInterrupt
        real(shard, number, day)

    monkeypatch.setattr(write, "write_shard", dying)
    with pytest.raises(KeyboardInterrupt):
        run.close_day(BAD)
    assert {name for name, _, after, _ in changes() if after == "SUBSTANDARD"} == {"A"}, "the others are still to come"
    monkeypatch.setattr(write, "write_shard", real)
    answer = run.close_day(BAD)
    assert not isinstance(answer, Refused)
    assert {name for name, _, after, _ in changes() if after == "SUBSTANDARD"} == {"A", "B", "C"}
    assert (changes(), answer.seal) == (wanted, seal)
