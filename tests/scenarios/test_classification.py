"""The five classes: the machine lowers, people raise, and everything is on record."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from tests.scenarios.small_county import DAY, holding, people, rows
from tests.scenarios.test_pages import borrower
from wuhua.areas.classification import actions, read
from wuhua.areas.classification.loading import COLUMNS, Found
from wuhua.areas.classification.models import (
    ClassChange,
    ClassConfirmation,
    ClassProposal,
    ClassVote,
    NoteClass,
    NoteMark,
)
from wuhua.areas.classification.rules import ClassRefusal, Klass, Mark
from wuhua.areas.compliance.rules import RuleSet
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing.models import LoanNote
from wuhua.core.refuse import BrokenInvariant, Refused
from wuhua.platform import clock
from wuhua.platform.models import AuditRow, SealedDay

pytestmark = pytest.mark.django_db
RISK = Role.RISK
SEPTEMBER, APRIL = DAY.replace(day=1), DAY.replace(year=2019, month=4, day=1)


def open_day(day: date) -> date:
    """The bank works on `day`: the day before it is sealed."""
    clock.advance(day)
    SealedDay.objects.get_or_create(
        day=day - timedelta(days=1),
        defaults={"kind": "CLOSED", "seal": f"seal {day}", "recorded_at": datetime(2018, 9, 30, tzinfo=UTC)},
    )
    return day


@pytest.fixture(autouse=True)
def notes(home):
    """Note 7 is kept by 甲."""
    people()
    borrower(7, "JZ1")


def close(day, changes=(), proposals=(), lapsed=(), cleared=(), marks=(), ended=()):
    brought = {"changes": changes, "proposals": proposals, "lapsed": lapsed, "cleared": cleared, "marks": marks}
    brought["ended"] = ended
    found = Found(**{name: rows("stage", " ".join(COLUMNS[name]), *lines) for name, lines in brought.items()})
    actions.write_day(actor="DAYEND", business_date=day, found=found)


def fall(before, after, clear=""):
    return f'7,"{before}","{after}","RS2018.over.90","逾期91天",{clear}'


def state():
    return (
        list(NoteClass.objects.values()),
        list(ClassProposal.objects.order_by("pk").values()),
        ClassChange.objects.count(),
        ClassVote.objects.count(),
        NoteMark.objects.count(),
        ClassConfirmation.objects.count(),
        AuditRow.objects.count(),
    )


def proposal():
    return read.open_proposals()[0].pk


def test_five_classes_a_note_falls_through_all_five_and_each_fall_is_kept():
    falls = list(zip(Klass, list(Klass)[1:], strict=False))
    for day, (before, after) in enumerate(falls, 1):
        close(SEPTEMBER.replace(day=day), [fall(before, after)])
        assert read.class_of(7) is after
    assert [(c.before, c.after) for c in reversed(read.history(7))] == [(b.value, a.value) for b, a in falls]
    assert {change.way for change in read.history(7)} == {"DAYEND"}


def test_the_class_of_any_past_day_can_be_told():
    falls = list(zip(Klass, list(Klass)[1:], strict=False))
    for day, (before, after) in enumerate(falls, 1):
        close(SEPTEMBER.replace(day=2 * day), [fall(before, after)])
    told = [read.class_on(7, SEPTEMBER.replace(day=day)).value for day in range(1, 10)]
    assert told == ["NORMAL", *[k for k in ("WATCH", "SUBSTANDARD", "DOUBTFUL") for _ in (1, 2)], "LOSS", "LOSS"]
    assert read.classes_on([7, 8], SEPTEMBER) == {7: Klass.NORMAL, 8: Klass.NORMAL}


def test_the_five_classes_of_2018_and_of_today_on_the_same_day():
    old, new = read.table(DAY, RuleSet.RS2018), read.table(DAY, RuleSet.RS_CURRENT)
    assert read.table(DAY) == old
    from wuhua.areas.classification.rules import worst

    assert worst(old, "CREDIT", 1).klass is Klass.WATCH
    assert worst(new, "CREDIT", 1).klass is Klass.NORMAL
    assert read.provision_rates(DAY) == dict(zip(Klass, (1, 2, 25, 50, 100), strict=True))


def test_the_rule_books_of_a_day_change_over_with_old_business():
    assert read.books_on(date(2023, 6, 30)).now.ruleset == "RS2018"
    turning = read.books_on(date(2025, 12, 31))
    assert (turning.now.ruleset, turning.of(date(2023, 6, 30)).ruleset) == ("RS_CURRENT", "RS2018")
    assert turning.of(date(2023, 7, 1)).ruleset == "RS_CURRENT"
    assert read.books_on(date(2026, 1, 1)).of(date(2018, 1, 1)).ruleset == "RS_CURRENT"


def test_the_machine_never_raises_a_class():
    close(SEPTEMBER, [fall("NORMAL", "SUBSTANDARD")])
    before = state()
    for better in ("NORMAL", "WATCH", "SUBSTANDARD"):
        with pytest.raises(BrokenInvariant, match="without a person"), transaction.atomic():
            close(DAY, [fall("SUBSTANDARD", better)])
    assert state() == before


def test_an_upgrade_waits_for_somebody_else_and_a_reason():
    close(SEPTEMBER, [fall("NORMAL", "WATCH")])
    close(DAY, proposals=['7,"WATCH","NORMAL",""'])
    assert read.class_of(7) is Klass.WATCH
    day = open_day(DAY)
    answer = actions.confirm(actor=holding("JZ4", RISK), business_date=day, proposal=proposal(), reason="欠息已结清")
    assert (answer.klass, answer.done, answer.needed) == (Klass.NORMAL, True, 1)
    assert read.class_of(7) is Klass.NORMAL
    newest = read.history(7)[0]
    assert (newest.actor, newest.way, newest.reason) == ("JZ4", "PERSON", "欠息已结清")
    assert AuditRow.objects.get(action="classification.decided").subject == "note:JD00007"


def test_each_refusal_of_an_upgrade_changes_no_row():
    close(SEPTEMBER, [fall("NORMAL", "SUBSTANDARD", "2018-09-01")])
    close(DAY, proposals=['7,"SUBSTANDARD","NORMAL",""'])
    number, day = proposal(), open_day(DAY)
    before = state()

    def ask(who, role, day=day, reason="欠息已结清", proposal=number):
        answer = actions.confirm(actor=holding(who, role), business_date=day, proposal=proposal, reason=reason)
        assert isinstance(answer, Refused)
        assert state() == before
        return answer.name

    assert ask("JZ2", Role.RM) is ClassRefusal.MAY_NOT_CLASSIFY
    assert ask("JZ4", RISK, day=APRIL) is ClassRefusal.DAY_NOT_CLOSED
    assert ask("JZ4", RISK, proposal=0) is ClassRefusal.PROPOSAL_UNKNOWN
    assert ask("JZ1", RISK) is ClassRefusal.OWN_NOTE
    assert ask("JZ4", RISK, reason="好") is ClassRefusal.REASON_MISSING
    assert ask("JZ4", RISK) is ClassRefusal.OBSERVATION_NOT_OVER


def test_a_bad_note_rises_six_months_after_all_arrears_were_paid():
    close(SEPTEMBER, [fall("NORMAL", "SUBSTANDARD")])
    close(DAY, cleared=["7,2018-09-30"], proposals=['7,"SUBSTANDARD","NORMAL",""'])
    ask = {"actor": holding("JZ4", RISK), "proposal": proposal(), "reason": "连续正常还款"}
    LoanNote.objects.filter(pk=7).update(oldest_due=date(2019, 3, 21))
    owing = actions.confirm(**ask, business_date=open_day(date(2019, 3, 30)))
    assert owing.name is ClassRefusal.ARREARS_UNPAID
    LoanNote.objects.filter(pk=7).update(oldest_due=None)
    assert actions.confirm(**ask, business_date=date(2019, 3, 30)).klass is Klass.NORMAL


def test_the_day_before_six_months_is_too_early():
    close(SEPTEMBER, [fall("NORMAL", "SUBSTANDARD")])
    close(DAY, cleared=["7,2018-09-30"], proposals=['7,"SUBSTANDARD","NORMAL",""'])
    ask = {"actor": holding("JZ4", RISK), "proposal": proposal(), "reason": "连续正常还款"}
    early = actions.confirm(**ask, business_date=open_day(date(2019, 3, 29)))
    assert early.name is ClassRefusal.OBSERVATION_NOT_OVER


def test_whoever_asked_does_not_confirm_and_an_officer_lowers_or_asks_only_for_what_may_be_seen():
    manager, stranger = holding("JZ1", Role.RM), holding("JZ3", Role.RM)
    day = open_day(DAY)
    case = {"business_date": day, "note_id": 7, "reason": "货款已回笼"}
    unseen = actions.worsen(actor=stranger, to=Klass.WATCH, **case)
    assert unseen.name is ClassRefusal.NOTE_UNKNOWN
    assert actions.worsen(actor=manager, to=Klass.WATCH, **case).klass == "WATCH"
    asked = actions.propose(actor=manager, to=Klass.NORMAL, **case)
    assert asked.proposed_by == "JZ1"
    again = actions.propose(actor=manager, to=Klass.NORMAL, **case)
    assert again.name is ClassRefusal.PROPOSAL_OPEN_ALREADY
    clerk = holding("JZ4", RISK)
    ClassProposal.objects.filter(pk=asked.pk).update(proposed_by="JZ4")
    own = actions.confirm(actor=clerk, business_date=day, proposal=asked.pk, reason="货款已回笼")
    assert own.name is ClassRefusal.OWN_PROPOSAL
    other = actions.confirm(actor=holding("JZ5", RISK), business_date=day, proposal=asked.pk, reason="货款已回笼")
    assert other.klass is Klass.NORMAL


def test_below_a_hard_trigger_two_must_say_yes_and_the_next_close_does_not_undo_it():
    """WATCH by misuse; two people set it aside, and the verdict with it, for three months."""
    day = open_day(DAY)
    officer, chief, third = holding("JZ4", RISK), holding("JZ5", Role.EXECUTIVE), holding("JZ2", RISK)
    actions.mark(actor=officer, business_date=day, note_id=7, mark=Mark.MISUSED, since=day, reason="疑似转入股市")
    assert read.class_of(7) is Klass.WATCH
    asked = actions.propose(actor=third, business_date=day, note_id=7, to=Klass.NORMAL, reason="查实用途合规")
    once = actions.confirm(actor=officer, business_date=day, proposal=asked.pk, reason="凭证齐全")
    assert (once.done, once.approvals, once.needed, once.klass) == (False, 1, 2, Klass.WATCH)
    assert read.class_of(7) is Klass.WATCH
    twice = actions.confirm(actor=officer, business_date=day, proposal=asked.pk, reason="凭证齐全")
    assert twice.name is ClassRefusal.VOTED_ALREADY
    assert actions.confirm(actor=chief, business_date=day, proposal=asked.pk, reason="同意").name is (
        ClassRefusal.REASON_MISSING
    )
    done = actions.confirm(actor=chief, business_date=day, proposal=asked.pk, reason="同意风险意见")
    assert (done.done, done.klass) == (True, Klass.NORMAL)
    held = NoteClass.objects.get(pk=7)
    assert (held.klass, held.waived, held.waived_until) == ("NORMAL", "WATCH", date(2018, 12, 30))
    case = read.case(7, day)
    assert (case.decision.verdict.klass, case.decision.worse) == (Klass.WATCH, None)
    assert read.case(7, date(2018, 12, 30)).decision.worse is Klass.WATCH


def test_getting_worse_lapses_what_was_proposed():
    close(SEPTEMBER, [fall("NORMAL", "WATCH")])
    close(DAY, proposals=['7,"WATCH","NORMAL",""'])
    number = proposal()
    close(DAY.replace(month=10, day=1), [fall("WATCH", "SUBSTANDARD")])
    assert read.open_proposals() == []
    late = actions.confirm(
        actor=holding("JZ4", RISK), business_date=open_day(APRIL), proposal=number, reason="欠息已结清"
    )
    assert late.name is ClassRefusal.PROPOSAL_DECIDED


def test_a_proposal_that_the_facts_no_longer_bear_is_taken_back_by_the_day_end_and_a_persons_is_not():
    close(SEPTEMBER, [fall("NORMAL", "WATCH")])
    close(DAY, proposals=['7,"WATCH","NORMAL",""'])
    close(DAY, lapsed=["7"])
    assert read.open_proposals() == []
    day = open_day(DAY)
    actions.propose(actor=holding("JZ1", Role.RM), business_date=day, note_id=7, to=Klass.NORMAL, reason="货款已回笼")
    close(DAY, lapsed=["7"], proposals=['7,"WATCH","NORMAL",""'])
    assert [each.proposed_by for each in read.open_proposals()] == ["JZ1"]


def test_a_class_moved_by_hand_since_is_not_raised_from_an_old_paper():
    close(SEPTEMBER, [fall("NORMAL", "WATCH")])
    close(DAY, proposals=['7,"WATCH","NORMAL",""'])
    NoteClass.objects.filter(pk=7).update(klass="DOUBTFUL")
    answer = actions.confirm(
        actor=holding("JZ4", RISK), business_date=open_day(APRIL), proposal=proposal(), reason="欠息已结清"
    )
    assert answer.name is ClassRefusal.CLASS_MOVED


def test_what_was_refused_is_not_asked_again_until_the_class_moves():
    close(SEPTEMBER, [fall("NORMAL", "WATCH")])
    close(DAY, proposals=['7,"WATCH","NORMAL",""'])
    day = open_day(DAY)
    actions.reject(actor=holding("JZ4", RISK), business_date=day, proposal=proposal(), reason="经营仍有困难")
    october = DAY.replace(month=10, day=8)
    close(october, proposals=['7,"WATCH","NORMAL",""'])
    assert read.open_proposals() == []
    close(october, [fall("WATCH", "SUBSTANDARD")])
    close(october.replace(day=9), proposals=['7,"SUBSTANDARD","NORMAL",""'])
    assert len(read.open_proposals()) == 1


def test_whoever_asked_may_withdraw():
    day, manager = open_day(DAY), holding("JZ1", Role.RM)
    close(SEPTEMBER, [fall("NORMAL", "WATCH")])
    asked = actions.propose(actor=manager, business_date=day, note_id=7, to=Klass.NORMAL, reason="货款已回笼")
    stranger = actions.reject(actor=holding("JZ2", Role.RM), business_date=day, proposal=asked.pk, reason="不该上调")
    assert stranger.name is ClassRefusal.MAY_NOT_CLASSIFY
    assert actions.reject(actor=manager, business_date=day, proposal=asked.pk, reason="提早了,撤回").state == "REJECTED"


def test_a_person_lowers_at_once_and_only_lowers():
    low = {"actor": holding("JZ1", Role.RM), "business_date": open_day(DAY)}
    assert actions.worsen(**low, note_id=7, to=Klass.WATCH, reason="厂房被查封").klass == "WATCH"
    before = state()
    for note, to, reason, name in (
        (8, Klass.LOSS, "厂房被查封", ClassRefusal.NOTE_UNKNOWN),
        (7, Klass.WATCH, "厂房被查封", ClassRefusal.NOT_WORSE),
        (7, Klass.LOSS, "", ClassRefusal.REASON_MISSING),
    ):
        assert actions.worsen(**low, note_id=note, to=to, reason=reason).name is name
    clerk = holding("JZ4", Role.STATISTICS)
    refused = actions.worsen(actor=clerk, business_date=DAY, note_id=7, to=Klass.LOSS, reason="厂房被查封")
    assert refused.name is ClassRefusal.MAY_NOT_CLASSIFY
    LoanNote.objects.filter(pk=7).update(closed=DAY)
    ended = actions.worsen(**low, note_id=7, to=Klass.LOSS, reason="厂房被查封")
    assert ended.name is ClassRefusal.NOTE_ENDED
    assert state() == before


# --- marks -----------------------------------------------------------------------------------------------------------


def test_a_mark_holds_from_its_day_until_it_is_ended_and_lowers_at_once():
    day = open_day(DAY)
    risk = holding("JZ4", RISK)
    case = {"actor": risk, "business_date": day, "note_id": 7}
    actions.mark(**case, mark=Mark.MISUSED, since=date(2018, 9, 25), reason="资金流入股市")
    assert read.class_of(7) is Klass.WATCH
    assert read.history(7)[0].basis == "RS2018.least.misused"
    assert [m.mark for m in read.marks_on([7], day)] == ["misused"]
    assert read.marks_on([7], date(2018, 9, 29)) == [], "nobody knew of it then"
    again = actions.mark(**case, mark=Mark.MISUSED, since=day, reason="资金流入股市")
    assert again.name is ClassRefusal.MARK_SET_ALREADY
    own = actions.unmark(
        actor=holding("JZ1", RISK), business_date=day, note_id=7, mark=Mark.MISUSED, reason="已按要求收回"
    )
    assert own.name is ClassRefusal.OWN_NOTE
    later = open_day(date(2018, 10, 8))
    actions.unmark(actor=risk, business_date=later, note_id=7, mark=Mark.MISUSED, reason="已按要求收回")
    assert read.marks_on([7], later) == []
    assert [m.mark for m in read.marks_on([7], date(2018, 10, 7))] == ["misused"]
    assert read.class_of(7) is Klass.WATCH, "raising the class is a decision of its own"
    twice = actions.mark(
        actor=risk, business_date=later, note_id=7, mark=Mark.MISUSED, since=date(2018, 9, 25), reason="资金流入股市"
    )
    assert twice.name is ClassRefusal.MARK_SET_ALREADY
    gone = actions.unmark(actor=risk, business_date=later, note_id=7, mark=Mark.MISUSED, reason="已按要求收回")
    assert gone.name is ClassRefusal.MARK_NOT_SET


def test_a_major_event_lowers_by_at_least_one_class():
    day = open_day(DAY)
    close(SEPTEMBER, [fall("NORMAL", "SUBSTANDARD")])
    actions.mark(
        actor=holding("JZ1", Role.RM),
        business_date=day,
        note_id=7,
        mark=Mark.MAJOR_EVENT,
        since=day,
        reason="主厂房火灾",
    )
    assert read.class_of(7) is Klass.DOUBTFUL


def test_the_mark_of_a_restructured_note_ends_after_six_months_in_2018():
    close(DAY, marks=['7,"restructured",2018-09-30,"发放类型 RESTRUCTURED"'])
    close(DAY, marks=['7,"restructured",2018-09-30,"发放类型 RESTRUCTURED"'])
    assert NoteMark.objects.count() == 1, "carried over once"
    case = {"actor": holding("JZ4", RISK), "note_id": 7, "mark": Mark.RESTRUCTURED, "reason": "按新约定足额还款"}
    early = actions.unmark(**case, business_date=open_day(date(2019, 3, 29)))
    assert early.name is ClassRefusal.OBSERVATION_NOT_OVER
    assert actions.unmark(**case, business_date=open_day(date(2019, 3, 30))).until == date(2019, 3, 30)


# --- 五级分类认定表 -----------------------------------------------------------------------------------------------------


def test_a_quarters_classes_are_confirmed_by_who_does_not_keep_them_as_they_stood():
    borrower(8, "JZ2")
    close(DAY, [fall("NORMAL", "WATCH")])
    day = open_day(date(2018, 10, 8))
    SealedDay.objects.create(day=DAY, kind="CLOSED", seal="q3", recorded_at=datetime(2018, 9, 30, tzinfo=UTC))
    close(date(2018, 10, 7), [fall("WATCH", "SUBSTANDARD")])
    ask = {"business_date": day, "quarter": DAY, "reason": "三季度认定"}
    both = ["JD00007", "JD00008"]
    risk = holding("JZ4", RISK)
    before = state()
    for actor, notes, quarter, name in (
        (holding("JZ1", Role.RM), both, DAY, ClassRefusal.MAY_NOT_CLASSIFY),
        (risk, both, date(2018, 12, 31), ClassRefusal.QUARTER_NOT_SEALED),
        (risk, [], DAY, ClassRefusal.NOTHING_TO_CONFIRM),
        (holding("JZ2", RISK), both, DAY, ClassRefusal.OWN_NOTE),
    ):
        assert actions.confirm_quarter(**{**ask, "quarter": quarter}, actor=actor, notes=notes).name is name
    assert state() == before
    assert actions.confirm_quarter(**ask, actor=risk, notes=["JD00007"]) == 1
    row = ClassConfirmation.objects.get(note_id=7)
    assert (row.klass, row.keeper, row.actor) == ("WATCH", "JZ1", "JZ4"), "the class of the quarter's end, not of today"
    assert actions.confirm_quarter(**ask, actor=risk, notes=both) == 1
    done = actions.confirm_quarter(**ask, actor=risk, notes=both)
    assert done.name is ClassRefusal.CONFIRMED_ALREADY


# --- the record ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sql", ["UPDATE {} SET reason = ''", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
@pytest.mark.parametrize("name", ["classchange", "classvote", "notemark", "classconfirmation", "arrearsword"])
def test_the_database_refuses_to_rewrite_the_record(sql, name):
    close(SEPTEMBER, [fall("NORMAL", "WATCH")])
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format(f"classification_{name}"))


def test_classes_of_a_cut_over_arrive_as_rows():
    brought = rows("classification_noteclass", "note_id klass since basis", '9,"LOSS",2018-09-29,"导入"')
    assert actions.load_classes(actor="JZ4", business_date=DAY, rows=brought) == 1
    assert read.classes_of([7, 9]) == {7: Klass.NORMAL, 9: Klass.LOSS}
    assert read.counts()[Klass.LOSS] == 1
