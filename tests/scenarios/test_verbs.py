"""What can happen to a note, each as a page of the bank's books with the amounts worked by hand beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tests.recalc import prove
from tests.town import TELLER, Town, fen, open_town
from wuhua.areas.customer.models import Customer, Standing
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import actions, history, offers, pages
from wuhua.areas.servicing.models import LoanNote, NoteEvent
from wuhua.areas.servicing.rules import BookStatus, DueKind, Over, PrepayWay, Said, ServicingRefusal, Verb
from wuhua.books import read as books
from wuhua.bulk.dayend import verify
from wuhua.core.allocate import Kind
from wuhua.core.refuse import Refused

pytestmark = pytest.mark.usefixtures("fresh_bank")
RM = Officer("M001", "经理", "B01", frozenset({Role.RM}), None)


def do(town: Town, verb: Verb, note: str, **said: object) -> dict[str, object] | Refused:
    """Ask first (nothing is written), then do."""
    wish = Said(**said)  # type: ignore[arg-type]
    events = NoteEvent.objects.count()
    asked = actions.ask(verb, business_date=town.today, note=note, said=wish)
    assert NoteEvent.objects.count() == events, "a preview writes nothing"
    done = actions.do(verb, actor=TELLER, business_date=town.today, key=town.key(verb.value), note=note, said=wish)
    assert isinstance(asked, Refused) == isinstance(done, Refused)
    return done


def done(town: Town, verb: Verb, note: str, **said: object) -> dict[str, object]:
    answer = do(town, verb, note, **said)
    assert not isinstance(answer, Refused), answer
    return answer


def refused(town: Town, verb: Verb, note: str, **said: object) -> ServicingRefusal:
    """The verb is refused, and nothing has changed."""
    events = NoteEvent.objects.count()
    answer = do(town, verb, note, **said)
    assert isinstance(answer, Refused), answer
    assert NoteEvent.objects.count() == events
    return answer.name  # type: ignore[return-value]


def night(town: Town, last: date) -> None:
    """Close through `last`; books, walk and proofs agree."""
    town.close_through(last)
    prove(town)


def whole(town: Town) -> None:
    prove(town)
    assert not [each for breaks in verify.verify().values() for each in breaks]


def test_early_repayment_of_an_interest_only_loan_bears_interest_on_what_is_left() -> None:
    """100,000.00 at 7.2 %; 40,000.00 early on 09-01. 09-20: 11 days on 100,000 (220.00) and 20 on 60,000 (240.00)."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("梁秋生")
    town.lend("L1", account, "100,000.00", "7.2", date(2019, 8, 21))
    night(town, date(2018, 8, 31))
    assert refused(town, Verb.PREPAY, "L1", amount=fen("100,000.00")) is ServicingRefusal.MORE_THAN_IS_OWED
    assert refused(town, Verb.PREPAY, "L1", amount=0) is ServicingRefusal.AMOUNT_NOT_POSITIVE
    assert refused(town, Verb.PREPAY, "L1", amount=5, way=PrepayWay.SMALLER) is ServicingRefusal.WAY_NOT_POSSIBLE
    done(town, Verb.PREPAY, "L1", amount=fen("40,000.00"))
    assert town.note("L1").principal == fen("60,000.00")
    night(town, date(2018, 9, 20))
    assert town.owed("L1") == {DueKind.INTEREST: fen("460.00")}
    whole(town)


def test_settling_on_a_day_pays_principal_and_interest_to_that_day() -> None:
    """50,000.00 at 7.2 % from 08-21, settled 09-05: 15 days 150.00; the account pays it; the note ends that night."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("郭改转", "1,000.00")
    town.lend("L1", account, "50,000.00", "7.2", date(2019, 8, 21))
    night(town, date(2018, 9, 4))
    assert pages.owed_on(town.note("L1"), town.today).payoff == fen("50,150.00")

    done(town, Verb.SETTLE, "L1", over=Over.ACCOUNT)
    assert -books.balance_of(2011, town.note("L1").account_id) == fen("850.00")
    night(town, date(2018, 9, 5))
    assert town.note("L1").closed == date(2018, 9, 5)
    assert refused(town, Verb.SETTLE, "L1") is ServicingRefusal.NOTE_CLOSED
    whole(town)


def instalments(town: Town, number: str, **terms: object) -> str:
    account = town.customer("贾建国")
    shape = {"method": "equal_instalments", "settlement": "OWN_DAY", "day_count": "30/360", "principal_rolls": False}
    town.lend(number, account, "100,000.00", "7.2", date(2020, 8, 21), **(shape | terms))
    town.withdraw(account, "100,000.00")
    return account


def test_early_repayment_in_three_ways() -> None:
    """100,000.00, 24 months, 7.2 %, 30/360: 4,486.33 a month. After one instalment 20,000.00 early, three ways."""
    town = open_town(date(2018, 8, 21))
    ways = {"N1": PrepayWay.FEWER, "N2": PrepayWay.SMALLER, "N3": PrepayWay.NEXT_FIRST}
    accounts = {number: instalments(town, number) for number in ways}
    assert {town.note(number).instalment for number in ways} == {fen("4,486.33")}
    for account in accounts.values():
        town.deposit(account, "4,486.33")
    night(town, date(2018, 9, 21))
    for number, way in ways.items():
        assert town.note(number).principal == fen("96,113.67")  # 100,000 - (4,486.33 - 600.00)
        done(town, Verb.PREPAY, number, amount=fen("20,000.00"), way=way)
    assert town.note("N1").instalment == fen("4,486.33")
    assert fen("3,500.00") < (town.note("N2").instalment or 0) < fen("3,600.00")
    assert town.note("N3").advance == fen("20,000.00")
    for account in accounts.values():
        town.deposit(account, "5,000.00")
    night(town, date(2018, 10, 21))
    assert town.note("N3").advance > 0, "the next instalment asked for interest only"
    night(town, date(2018, 12, 21))
    whole(town)


def test_a_payment_reversed_was_never_made() -> None:
    """P2's interest of 09-21 is paid 09-25 and taken back 09-28: owed as if nothing had been paid, compound included."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("段秀英")
    town.lend("P2", account, "200,000.00", "9.6", date(2019, 8, 20))
    town.withdraw(account, "200,000.00")
    night(town, date(2018, 9, 24))
    town.repay("P2", "1,653.33")
    night(town, date(2018, 9, 27))
    event = NoteEvent.objects.get(kind="REPAY")
    assert refused(town, Verb.REVERSE, "P2", event=event.id) is ServicingRefusal.REASON_MISSING
    assert refused(town, Verb.REVERSE, "P2", event=99, reason="查无此笔") is ServicingRefusal.EVENT_NOT_FOUND
    done(town, Verb.REVERSE, "P2", event=event.id, reason="记错借据号")
    # 1,653.33 x 9.6 % x 7/360 = 3.0862
    assert town.owed("P2") == {DueKind.INTEREST: fen("1,653.33"), DueKind.COMPOUND: fen("3.09")}
    assert refused(town, Verb.REVERSE, "P2", event=event.id, reason="再冲一次") is ServicingRefusal.REVERSED_ALREADY
    # Looked at as of 09-26, before it was taken back: as corrected it was never paid (as known, the sealed day says).
    corrected = history.of_note(town.note("P2"), 90).walked(date(2018, 9, 26))
    assert corrected.owed[Kind.INTEREST] == fen("1,653.33") and corrected.overdue_days == 5
    night(town, date(2018, 10, 1))
    assert town.note("P2").book_status == BookStatus.OVERDUE
    whole(town)


def test_on_a_due_day_the_counter_takes_what_falls_due_and_no_fen_more() -> None:
    """The first instalment of 4,486.33 falls due 09-21: cut at the counter, and a fen more is refused."""
    town = open_town(date(2018, 8, 21))
    instalments(town, "N1")
    night(town, date(2018, 9, 20))
    assert refused(town, Verb.REPAY, "N1", amount=fen("4,486.34")) is ServicingRefusal.MORE_THAN_IS_DUE
    done(town, Verb.REPAY, "N1", amount=fen("4,486.33"))
    assert town.owed("N1") == {} and town.note("N1").next_due == date(2018, 10, 21)
    night(town, date(2018, 9, 21))
    whole(town)


def test_a_payment_with_a_value_day_in_the_past_is_split_as_on_that_day() -> None:
    """P4's 152,546.08 came on 10-15 and is booked on 10-25 with its value day: nothing more is owed."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("高文斌")
    town.lend("P4", account, "150,000.00", "8.4", date(2018, 9, 10))
    town.withdraw(account, "150,000.00")
    night(town, date(2018, 10, 24))
    assert sum(town.owed("P4").values()) > fen("152,546.08")
    done(town, Verb.REPAY, "P4", amount=fen("152,546.08"), day=date(2018, 10, 15))
    assert town.owed("P4") == {}
    night(town, date(2018, 10, 25))
    assert town.note("P4").closed == date(2018, 10, 25)
    whole(town)


def test_P7_an_extension_enters_the_next_band() -> None:
    """200,000.00 at 4.35 % x 1.9 to 2018-10-12; extended 10-11 to 2019-08-12: 4.75 % x 1.9; debit of 10-21 1,415.50."""
    town = open_town(date(2017, 12, 12))
    account = town.customer("任爱国", "50,000.00")
    town.lend("P7", account, "200,000.00", "8.265", date(2018, 10, 12), security="GUARANTEE")
    night(town, date(2018, 10, 10))
    asked = {"until": date(2019, 8, 12)}
    assert refused(town, Verb.EXTEND, "P7", **asked) is ServicingRefusal.CONSENT_MISSING
    late = {"until": date(2019, 8, 13), "consent": True}
    assert refused(town, Verb.EXTEND, "P7", **late) is ServicingRefusal.EXTENSION_TOO_LONG
    done(town, Verb.EXTEND, "P7", **asked, consent=True)
    note = town.note("P7")
    assert (note.rate, note.maturity, note.extensions) == (826_500, date(2019, 8, 12), 1)
    night(town, date(2018, 10, 12))
    assert town.note("P7").rate == 902_500
    night(town, date(2018, 10, 20))
    assert town.owed("P7") == {DueKind.INTEREST: fen("1,415.50")}
    night(town, date(2018, 10, 21))
    assert town.owed("P7") == {}
    whole(town)


def test_misuse_bears_the_heavier_rate_from_the_day_of_proof() -> None:
    """100,000.00 at 7.2 %, misuse +100 % proved 09-01: by 09-20 contract 31 days 620.00, surcharge 20 days 400.00."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("武国强")
    town.lend("L1", account, "100,000.00", "7.2", date(2019, 8, 21))
    night(town, date(2018, 8, 31))
    assert refused(town, Verb.MISUSE, "L1", uplift=40, reason="资金流入股市") is ServicingRefusal.UPLIFT_NOT_POSSIBLE
    done(town, Verb.MISUSE, "L1", uplift=100, reason="资金流入股市")
    night(town, date(2018, 9, 20))
    assert town.owed("L1") == {DueKind.INTEREST: fen("620.00"), DueKind.PENALTY: fen("400.00")}
    whole(town)


def test_acceleration_write_off_and_recovery() -> None:
    """30,000.00 at 7.2 % unpaid; accelerated, 91 days late off the books, written off; 10,000.00 comes back."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("史福贵")
    town.lend("L1", account, "30,000.00", "7.2", date(2019, 8, 21))
    town.withdraw(account, "30,000.00")
    night(town, date(2018, 9, 25))
    assert refused(town, Verb.WRITE_OFF, "L1", reason="借款人下落不明") is ServicingRefusal.NOT_BAD_ENOUGH
    done(town, Verb.ACCELERATE, "L1", reason="停业且失联")
    note = town.note("L1")
    assert (note.principal, note.overdue_principal) == (0, fen("30,000.00"))
    night(town, date(2018, 12, 21))
    assert town.note("L1").book_status == BookStatus.NON_ACCRUAL
    done(town, Verb.WRITE_OFF, "L1", reason="借款人下落不明")
    claimed = sum(books.control_totals(7002).values())
    assert claimed > fen("30,000.00")
    assert sum(books.control_totals(1302).values()) == 0
    night(town, date(2018, 12, 22))
    assert refused(town, Verb.REPAY, "L1", amount=100) is ServicingRefusal.NOTE_WRITTEN_OFF
    assert refused(town, Verb.RECOVER, "L1", amount=claimed + 1) is ServicingRefusal.MORE_THAN_IS_OWED
    done(town, Verb.RECOVER, "L1", amount=fen("10,000.00"))
    assert sum(books.control_totals(7002).values()) == claimed - fen("10,000.00")
    night(town, date(2018, 12, 23))
    done(town, Verb.RECOVER, "L1", amount=claimed - fen("10,000.00"))
    assert town.note("L1").closed == town.today
    night(town, date(2018, 12, 24))
    whole(town)


def test_a_restructured_note_is_in_term_again() -> None:
    """80,000.00 matured 09-10 unpaid; restructured 09-28 to 2019-03-10: principal in term, its interest still due."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("薛小梅")
    town.lend("L1", account, "80,000.00", "7.2", date(2018, 9, 10))
    town.withdraw(account, "80,000.00")
    night(town, date(2018, 9, 27))
    done(town, Verb.RESTRUCTURE, "L1", until=date(2019, 3, 10), reason="季节性停产,订单在手")
    note = town.note("L1")
    assert (note.principal, note.overdue_principal) == (fen("80,000.00"), 0)
    assert note.issue_type == "RESTRUCTURED" and note.maturity == date(2019, 3, 10)
    assert DueKind.INTEREST in town.owed("L1")
    night(town, date(2018, 10, 20))
    whole(town)


def test_the_day_of_payment_moves() -> None:
    """Instalments of the 21st fall due on the 5th from now on; the broken period bears interest by its days."""
    town = open_town(date(2018, 8, 21))
    account = instalments(town, "N1", day_count="act/360")
    for _ in range(2):
        town.deposit(account, "4,600.00")
    night(town, date(2018, 9, 24))
    assert refused(town, Verb.PAYDAY, "N1", own_day=40) is ServicingRefusal.OWN_DAY_NOT_POSSIBLE
    done(town, Verb.PAYDAY, "N1", own_day=5)
    assert town.note("N1").next_due == date(2018, 10, 5)
    night(town, date(2018, 11, 5))
    assert town.note("N1").next_due == date(2018, 12, 5)
    whole(town)


def test_days_of_grace() -> None:
    """Due 09-21 with three days of grace: paid 09-24 costs nothing; unpaid at its close it is charged from 09-21."""
    town = open_town(date(2018, 8, 21))
    for number in ("G1", "G2"):
        account = town.customer(number)
        town.lend(number, account, "100,000.00", "7.2", date(2019, 8, 21), grace_days=3)
        town.withdraw(account, "100,000.00")
    night(town, date(2018, 9, 23))
    assert town.owed("G1") == {DueKind.INTEREST: fen("620.00")}
    town.repay("G1", "620.00")
    night(town, date(2018, 9, 24))
    assert town.owed("G1") == {}
    # 620.00 x 7.2 % x 4/360 = 0.496 by the opening of 09-25
    assert town.owed("G2") == {DueKind.INTEREST: fen("620.00"), DueKind.COMPOUND: fen("0.50")}
    night(town, date(2018, 10, 20))
    whole(town)


def test_a_debit_taken_back_returns_to_the_account() -> None:
    town = open_town(date(2018, 8, 21))
    account = town.customer("柴有福", "620.00")
    town.lend("L1", account, "100,000.00", "7.2", date(2019, 8, 21))
    town.withdraw(account, "100,000.00")
    night(town, date(2018, 9, 25))
    assert town.owed("L1") == {}
    done(town, Verb.REVERSE, "L1", debit=date(2018, 9, 21), reason="错扣他人款项")
    assert -books.balance_of(2011, town.note("L1").account_id) == fen("620.00")
    assert town.owed("L1")[DueKind.INTEREST] == fen("620.00")
    night(town, date(2018, 9, 26))
    whole(town)


def test_a_fee_is_income_when_it_is_paid() -> None:
    town = open_town(date(2018, 8, 21))
    account = town.customer("任改英", "50.00")
    town.lend("L1", account, "10,000.00", "7.2", date(2019, 8, 21))
    town.withdraw(account, "10,000.00")
    done(town, Verb.FEE, "L1", amount=fen("80.00"), cost=True, reason="代垫诉讼费")
    assert sum(books.control_totals(6021).values()) == 0
    night(town, date(2018, 8, 21))
    assert sum(books.control_totals(6021).values()) == -fen("50.00")
    town.repay("L1", "30.00")
    night(town, date(2018, 8, 22))
    assert sum(books.control_totals(6021).values()) == -fen("80.00")
    whole(town)


def test_drawing_again_on_a_note_of_free_draws() -> None:
    town = open_town(date(2018, 8, 21))
    account = town.customer("曹变梅")
    town.lend("L1", account, "50,000.00", "7.2", date(2019, 8, 21), method="on_demand")
    night(town, date(2018, 8, 25))
    done(town, Verb.PREPAY, "L1", amount=fen("30,000.00"))
    assert refused(town, Verb.DRAW, "L1", amount=fen("30,000.01")) is ServicingRefusal.LIMIT_EXCEEDED
    done(town, Verb.DRAW, "L1", amount=fen("10,000.00"))
    assert town.note("L1").principal == fen("30,000.00")
    night(town, date(2018, 9, 20))
    whole(town)


def test_a_renewal_without_principal_takes_over_the_old_note() -> None:
    """100,000.00 at 7.2 % from 08-21 renewed 09-10: 20 days 400.00 paid in cash, no principal moves, old note ends."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("宁海珍", "1,000.00")
    town.lend("L1", account, "100,000.00", "7.2", date(2018, 9, 21))
    night(town, date(2018, 9, 9))
    terms = actions.NoteTerms(
        number="L2", contract="HT-L2", account=account, product="MERCHANT_LOAN", managing_rm="M001",
        amount=fen("100,000.01"), rate=720_000, maturity=date(2019, 9, 10), method="interest_only",
        settlement="MONTH20", security="GUARANTEE", use="进货", industry="5212", region="140824",
    )  # fmt: skip

    def renew(terms: actions.NoteTerms) -> dict[str, object] | Refused:
        return actions.renew(
            actor=TELLER, business_date=town.today, key=town.key("renew"), note="L1", terms=terms, pays=Over.ACCOUNT
        )

    too_much = renew(terms)
    assert isinstance(too_much, Refused) and too_much.name is ServicingRefusal.RENEWAL_NOT_POSSIBLE
    answer = renew(replace(terms, amount=fen("100,000.00")))
    assert not isinstance(answer, Refused), answer
    old, new = town.note("L1"), town.note("L2")
    assert (old.principal, new.principal, new.issue_type, new.previous) == (
        0,
        fen("100,000.00"),
        "RENEWAL_NO_PRINCIPAL",
        "L1",
    )
    # The account held 101,000.00 (the loan was never taken out); 400.00 of interest left it.
    assert -books.balance_of(2011, old.account_id) == fen("100,600.00")
    night(town, date(2018, 9, 10))
    assert town.note("L1").closed == date(2018, 9, 10)
    night(town, date(2018, 9, 20))
    assert town.owed("L2") == {DueKind.INTEREST: fen("220.00")}  # 11 days
    whole(town)


def test_a_renewal_without_principal_asks_for_a_sound_borrower() -> None:
    """Each condition of the rules alone refuses it by its own words; when all hold again, the same wish is done."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("宁海珍", "1,000.00")
    town.lend("L1", account, "100,000.00", "7.2", date(2018, 9, 21))
    town.lend("L2", account, "10,000.00", "7.2", date(2019, 8, 21))
    night(town, date(2018, 9, 9))
    said: dict[str, object] = {"until": date(2019, 9, 10), "number": "L3", "contract": "HT-L3", "over": Over.ACCOUNT,
                               "reason": "经营正常"}  # fmt: skip
    notes, owner = LoanNote.objects, Customer.objects

    def no(words: str) -> None:
        seen = actions.ask(Verb.RENEW, business_date=town.today, note="L1", said=Said(**said))  # type: ignore[arg-type]
        assert isinstance(seen, Refused), words
        assert words in seen.reason, seen
        assert Verb.RENEW not in offers.offered(
            RM, town.note("L1"), pages.owed_on(town.note("L1"), town.today), town.today
        )

    notes.filter(number="L2").update(oldest_due=date(2018, 9, 1))
    no("借据 L2 有欠款")
    notes.filter(number="L2").update(oldest_due=None)
    notes.filter(number="L1").update(purpose="CONSUMPTION")
    no("经营贷款")
    notes.filter(number="L1").update(purpose="BUSINESS", issue_type="RESTRUCTURED")
    no("重组贷款")
    notes.filter(number="L1").update(issue_type="NEW")
    owner.update(size_class="MEDIUM")
    no("经营贷款")
    owner.update(size_class=None)
    Standing.objects.create(customer=owner.get(), as_of=date(2018, 9, 9), klass="WATCH")
    no("不是正常类")
    Standing.objects.update(klass="NORMAL")
    assert Verb.RENEW in offers.offered(RM, town.note("L1"), pages.owed_on(town.note("L1"), town.today), town.today)
    done(town, Verb.RENEW, "L1", **said)
    assert (town.note("L1").principal, town.note("L3").previous) == (0, "L1")
    night(town, date(2018, 9, 10))
    whole(town)


def test_a_rate_change_inside_a_period_is_two_spans() -> None:
    """100,000.00 at 7.2 % from 08-21, 6.0 % from 09-11: 21 days 420.00 and 10 days 166.67 are 586.67 on the 20th."""
    town = open_town(date(2018, 8, 21))
    account = town.customer("宁海珍")
    town.lend("L1", account, "100,000.00", "7.2", date(2019, 8, 21))
    town.withdraw(account, "100,000.00")
    night(town, date(2018, 9, 10))
    assert refused(town, Verb.RATE, "L1", rate=720_000) is ServicingRefusal.RATE_NOT_POSSIBLE
    assert refused(town, Verb.RATE, "L1", rate=0) is ServicingRefusal.RATE_NOT_POSSIBLE
    done(town, Verb.RATE, "L1", rate=600_000, reason="协商下调")
    night(town, date(2018, 9, 20))
    assert town.owed("L1") == {DueKind.INTEREST: fen("586.67")}
    # Found out on 10-01 that 5.4 % held since 09-25: six days were charged 100.00 and are owed 90.00.
    night(town, date(2018, 9, 30))
    assert pages.owed_on(town.note("L1"), town.today).accrued == fen("166.67")  # 10 days at 6.0 %
    done(town, Verb.RATE, "L1", rate=540_000, day=date(2018, 9, 25), reason="补录批复")
    assert pages.owed_on(town.note("L1"), town.today).accrued == fen("156.67")
    whole(town)


def test_lpr_notes_are_repriced_by_the_quote_of_the_day_before() -> None:
    """Signed on the quote of 2020-03-31 (4.05 %) at 5.05 %; repriced 05-01 on that of 04-30 (3.85 %): 4.85 %."""
    town = open_town(date(2020, 4, 1))
    account = town.customer("王铁成")
    long = date(2023, 4, 1)
    town.lend("L1", account, "100,000.00", "5.05", long, rate_type="LPR")  # signed on the quote of 2020-03-31: 4.05 %
    town.lend("L2", account, "100,000.00", "5.05", date(2021, 4, 1), rate_type="LPR")  # a year: not re-segmented
    level = {"method": "equal_instalments", "settlement": "OWN_DAY", "principal_rolls": False}
    town.lend("L3", account, "100,000.00", "5.05", long, rate_type="LPR", **level)
    before = town.note("L3").instalment
    done_ = actions.plan_repricing(actor="R001", business_date=town.today, key="reprice/1", on=date(2020, 5, 1))
    assert not isinstance(done_, Refused) and done_["notes"] == 2
    night(town, date(2020, 4, 30))
    assert town.note("L1").rate == 505_000
    night(town, date(2020, 5, 1))
    assert [town.note(number).rate for number in ("L1", "L2", "L3")] == [485_000, 505_000, 485_000]
    assert (town.note("L3").instalment or 0) < (before or 0)
    night(town, date(2020, 5, 21))
    whole(town)
