"""The five classes: the machine lowers, people raise, and everything is on record."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.scenarios.small_county import DAY, holding, people, rows
from wuhua.areas.classification import actions, read
from wuhua.areas.classification.models import ClassChange, ClassProposal, NoteClass
from wuhua.areas.classification.rules import ClassRefusal, Klass
from wuhua.areas.compliance.rules import RuleSet
from wuhua.areas.people.rules import Role
from wuhua.areas.servicing import read as servicing
from wuhua.core.refuse import BrokenInvariant, Refused
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
RISK = Role.RISK


@pytest.fixture(autouse=True)
def notes(home, monkeypatch):
    """Note 7 is kept by 甲; whose it is comes from servicing, which this room only asks."""
    people()
    owner = servicing.NoteKeepers("JD0007", "JZ1", "JZ1")
    monkeypatch.setattr(servicing, "keepers", lambda note_id: owner if note_id == 7 else None)


def close(day, changes=(), proposals=()):
    actions.write_day(
        actor="DAYEND",
        business_date=day,
        changes=rows("classification_classchange", "note_id before after basis", *changes),
        proposals=rows("classification_classproposal", "note_id current proposed basis", *proposals),
    )


def state():
    return (
        list(NoteClass.objects.values()),
        list(ClassProposal.objects.order_by("pk").values()),
        ClassChange.objects.count(),
        AuditRow.objects.count(),
    )


def proposal():
    return read.open_proposals()[0].pk


SEPTEMBER, APRIL = DAY.replace(day=1), DAY.replace(year=2019, month=4, day=1)


def test_five_classes_a_note_falls_through_all_five_and_each_fall_is_kept():
    falls = list(zip(Klass, list(Klass)[1:], strict=False))
    for day, (before, after) in enumerate(falls, 1):
        close(SEPTEMBER.replace(day=day), [f'7,"{before}","{after}","逾期"'])
        assert read.class_of(7) is after
    assert [(c.before, c.after) for c in reversed(read.history(7))] == [(b.value, a.value) for b, a in falls]
    assert {change.way for change in read.history(7)} == {"DAYEND"}


def test_the_five_classes_of_2018_and_of_today_on_the_same_day():
    old, new = read.table(DAY, RuleSet.RS2018), read.table(DAY, RuleSet.RS_CURRENT)
    assert read.table(DAY) == old
    from wuhua.areas.classification.rules import worst

    assert worst(old, "CREDIT", 1).klass is Klass.WATCH
    assert worst(new, "CREDIT", 1).klass is Klass.NORMAL
    assert read.provision_rates(DAY) == dict(zip(Klass, (1, 2, 25, 50, 100), strict=True))


def test_the_machine_never_raises_a_class():
    close(SEPTEMBER, ['7,"NORMAL","SUBSTANDARD","逾期"'])
    before = state()
    for better in ("NORMAL", "WATCH", "SUBSTANDARD"):
        with pytest.raises(BrokenInvariant, match="without a person"), transaction.atomic():
            close(DAY, [f'7,"SUBSTANDARD","{better}","结清"'])
    assert state() == before


def test_an_upgrade_waits_for_somebody_else_and_a_reason():
    close(SEPTEMBER, ['7,"NORMAL","WATCH","逾期"'])
    close(DAY, proposals=['7,"WATCH","NORMAL","结清"'])
    assert read.class_of(7) is Klass.WATCH
    answer = actions.confirm(actor=holding("JZ4", RISK), business_date=DAY, proposal=proposal(), reason="欠息已结清")
    assert answer.klass == "NORMAL"
    assert read.class_of(7) is Klass.NORMAL
    newest = read.history(7)[0]
    assert (newest.actor, newest.way, newest.reason) == ("JZ4", "PERSON", "欠息已结清")
    assert AuditRow.objects.get(action="classification.decided").subject == "note:7"


def test_each_refusal_of_an_upgrade_changes_no_row():
    close(SEPTEMBER, ['7,"NORMAL","SUBSTANDARD","逾期"'])
    close(DAY, proposals=['7,"SUBSTANDARD","NORMAL","结清"'])
    number, before = proposal(), state()

    def ask(who, role, day=APRIL, reason="欠息已结清", proposal=number):
        answer = actions.confirm(actor=holding(who, role), business_date=day, proposal=proposal, reason=reason)
        assert isinstance(answer, Refused)
        assert state() == before
        return answer.name

    assert ask("JZ2", Role.RM) is ClassRefusal.MAY_NOT_CLASSIFY
    assert ask("JZ4", RISK, proposal=0) is ClassRefusal.PROPOSAL_UNKNOWN
    assert ask("JZ1", RISK) is ClassRefusal.OWN_NOTE
    assert ask("JZ4", RISK, reason="好") is ClassRefusal.REASON_MISSING
    assert ask("JZ4", RISK, day=DAY) is ClassRefusal.OBSERVATION_NOT_OVER


def test_a_bad_note_rises_after_six_months_of_observation():
    close(SEPTEMBER, ['7,"NORMAL","SUBSTANDARD","逾期"'])
    close(DAY, proposals=['7,"SUBSTANDARD","NORMAL","结清"'])
    ask = {"actor": holding("JZ4", RISK), "proposal": proposal(), "reason": "连续正常还款"}
    early = actions.confirm(**ask, business_date=DAY.replace(year=2019, month=2, day=28))
    assert early.name is ClassRefusal.OBSERVATION_NOT_OVER
    assert actions.confirm(**ask, business_date=DAY.replace(year=2019, month=3, day=1)).klass == "NORMAL"


def test_getting_worse_lapses_what_was_proposed():
    close(SEPTEMBER, ['7,"NORMAL","WATCH","逾期"'])
    close(DAY, proposals=['7,"WATCH","NORMAL","结清"'])
    number = proposal()
    close(DAY.replace(month=10, day=1), ['7,"WATCH","SUBSTANDARD","逾期"'])
    assert read.open_proposals() == []
    late = actions.confirm(actor=holding("JZ4", RISK), business_date=APRIL, proposal=number, reason="欠息已结清")
    assert late.name is ClassRefusal.PROPOSAL_DECIDED


def test_a_class_moved_by_hand_since_is_not_raised_from_an_old_paper():
    close(SEPTEMBER, ['7,"NORMAL","WATCH","逾期"'])
    close(DAY, proposals=['7,"WATCH","NORMAL","结清"'])
    NoteClass.objects.filter(pk=7).update(klass="DOUBTFUL")
    answer = actions.confirm(actor=holding("JZ4", RISK), business_date=APRIL, proposal=proposal(), reason="欠息已结清")
    assert answer.name is ClassRefusal.CLASS_MOVED


def test_what_was_refused_is_not_asked_again_until_the_class_moves():
    close(SEPTEMBER, ['7,"NORMAL","WATCH","逾期"'])
    close(DAY, proposals=['7,"WATCH","NORMAL","结清"'])
    actions.reject(actor=holding("JZ4", RISK), business_date=DAY, proposal=proposal(), reason="经营仍有困难")
    october = DAY.replace(month=10, day=8)
    close(october, proposals=['7,"WATCH","NORMAL","结清"'])
    assert read.open_proposals() == []
    close(october, ['7,"WATCH","SUBSTANDARD","逾期"'])
    close(october.replace(day=9), proposals=['7,"SUBSTANDARD","NORMAL","结清"'])
    assert len(read.open_proposals()) == 1


def test_a_person_lowers_at_once_and_only_lowers():
    low = {"actor": holding("JZ1", Role.RM), "business_date": DAY}
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
    assert state() == before


@pytest.mark.parametrize("sql", ["UPDATE {} SET reason = ''", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_database_refuses_to_rewrite_the_record(sql):
    close(SEPTEMBER, ['7,"NORMAL","WATCH","逾期"'])
    with pytest.raises(DatabaseError, match="append_only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql.format("classification_classchange"))


def test_classes_of_a_cut_over_arrive_as_rows():
    brought = rows("classification_noteclass", "note_id klass since basis", '9,"LOSS",2018-09-29,"导入"')
    assert actions.load_classes(actor="JZ4", business_date=DAY, rows=brought) == 1
    assert read.classes_of([7, 9]) == {7: Klass.NORMAL, 9: Klass.LOSS}
    assert read.counts()[Klass.LOSS] == 1
