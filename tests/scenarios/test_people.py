"""Branches, roles, accounts and zones, and that a no leaves nothing behind."""

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.scenarios.small_county import DAY, holding, people, rows
from wuhua.areas.people import actions, read, zoning
from wuhua.areas.people.models import Branch, Staff, StaffRole, ZoneAssignment
from wuhua.areas.people.rules import CONSOLE, PeopleRefusal, Role, TeamType
from wuhua.core.refuse import Refused
from wuhua.platform import audit
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
WHO = {"actor": CONSOLE, "business_date": DAY}
GOOD = "correct horse 稷"


@pytest.fixture(autouse=True)
def county(home):
    people()


def state():
    return (
        list(Branch.objects.order_by("pk").values()),
        list(Staff.objects.order_by("pk").values()),
        list(StaffRole.objects.order_by("pk").values()),
        list(ZoneAssignment.objects.order_by("pk").values()),
        list(get_user_model().objects.order_by("pk").values()),
        TOTPDevice.objects.count(),
        AuditRow.objects.count(),
    )


def sign_in(number, password):
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    return authenticate(request, username=number, password=password)


def test_an_officer_is_who_holds_the_roles_of_the_day():
    actions.appoint(**WHO, number="JZ4", role=Role.RISK)
    assert read.officer("JZ4", DAY).roles == {Role.RISK}
    assert read.officer("JZ4", DAY.replace(day=29)).roles == frozenset()
    assert read.officer("JZ1", DAY).team is TeamType.URBAN_OUTLET
    assert read.officer("NOBODY", DAY) is None


def test_an_account_opens_locks_and_opens_again():
    assert actions.open_account(**WHO, number="JZ1", password=GOOD) == {"number": "JZ1", "password": GOOD}
    assert sign_in("JZ1", GOOD).staff.number == "JZ1"
    actions.lock(**WHO, number="JZ1")
    assert sign_in("JZ1", GOOD) is None
    actions.unlock(**WHO, number="JZ1")
    assert read.officer_of_user(sign_in("JZ1", GOOD).pk, DAY).number == "JZ1"


def test_five_wrong_passwords_close_the_door_until_it_is_unlocked():
    from django.core.exceptions import PermissionDenied

    actions.open_account(**WHO, number="JZ1", password=GOOD)
    for _ in range(5):
        try:
            assert sign_in("JZ1", "wrong") is None
        except PermissionDenied:
            pass
    assert sign_in("JZ1", GOOD) is None
    actions.unlock(**WHO, number="JZ1")
    assert sign_in("JZ1", GOOD) is not None


def test_a_made_up_password_is_answered_once_and_works():
    answer = actions.open_account(**WHO, number="JZ1", password=None)
    assert sign_in("JZ1", answer["password"]) is not None
    again = actions.set_password(**WHO, number="JZ1", password=None)
    assert sign_in("JZ1", answer["password"]) is None
    assert sign_in("JZ1", again["password"]) is not None


def test_a_lost_phone_is_taken_off():
    actions.open_account(**WHO, number="JZ1", password=GOOD)
    TOTPDevice.objects.create(user=Staff.objects.get(pk="JZ1").user, name="手机", confirmed=True)
    assert next(each for each in read.accounts(DAY) if each.number == "JZ1").second_factor
    actions.drop_second_factor(**WHO, number="JZ1")
    assert not TOTPDevice.objects.exists()


def code_of(device):
    """What the phone shows; the device has forgotten earlier codes and wrong guesses."""
    TOTPDevice.objects.update(last_t=-1, throttling_failure_count=0, throttling_failure_timestamp=None)
    return f"{totp(device.bin_key):06d}"


def trace():
    return list(AuditRow.objects.order_by("-pk").values_list("actor", "action", "subject")[:1])


def test_an_officer_switches_the_second_factor_and_each_turn_leaves_its_trace():
    actions.open_account(**WHO, number="JZ1", password=GOOD)
    me = {"actor": read.officer("JZ1", DAY), "business_date": DAY}
    draft = TOTPDevice.objects.create(user=Staff.objects.get(pk="JZ1").user, name="手机", confirmed=False)
    code = code_of(draft)
    on = actions.switch_on_second_factor(**me, code=code)
    assert on.confirmed and trace() == [("JZ1", "people.second_factor_switched_on", "staff:JZ1")]
    assert actions.switch_on_second_factor(**me, code=code).name is PeopleRefusal.SECOND_FACTOR_ON
    wrong = f"{(int(code_of(draft)) + 1) % 1_000_000:06d}"
    assert actions.switch_off_second_factor(**me, code=wrong).name is PeopleRefusal.CODE_WRONG
    assert trace() == [("JZ1", "people.second_factor_switched_on", "staff:JZ1")]
    assert TOTPDevice.objects.get().throttling_failure_count == 1, "whoever guesses is slowed down"
    actions.switch_off_second_factor(**me, code=code_of(draft))
    assert not TOTPDevice.objects.exists()
    assert trace() == [("JZ1", "people.second_factor_switched_off", "staff:JZ1")]
    assert actions.switch_off_second_factor(**me, code="000000").name is PeopleRefusal.SECOND_FACTOR_OFF
    assert actions.switch_on_second_factor(**me, code="000000").name is PeopleRefusal.CODE_WRONG


def test_no_trace_no_second_factor(monkeypatch):
    actions.open_account(**WHO, number="JZ1", password=GOOD)
    draft = TOTPDevice.objects.create(user=Staff.objects.get(pk="JZ1").user, name="手机", confirmed=False)

    def broken(**_):
        raise OSError

    code = code_of(draft)
    monkeypatch.setattr(audit, "record", broken)
    with pytest.raises(OSError):
        actions.switch_on_second_factor(actor=read.officer("JZ1", DAY), business_date=DAY, code=code)
    assert not TOTPDevice.objects.get().confirmed


def test_an_officer_changes_the_password_and_leaves_a_trace():
    actions.open_account(**WHO, number="JZ1", password=GOOD)
    me = {"actor": read.officer("JZ1", DAY), "business_date": DAY}
    assert actions.change_own_password(**me, password="12345").name is PeopleRefusal.PASSWORD_TOO_WEAK
    actions.change_own_password(**me, password=GOOD + "!")
    assert sign_in("JZ1", GOOD) is None and sign_in("JZ1", GOOD + "!") is not None
    assert trace() == [("JZ1", "people.own_password_changed", "staff:JZ1")]
    nobody = read.officer("JZ4", DAY)
    for turn in (actions.switch_on_second_factor, actions.switch_off_second_factor):
        assert turn(actor=nobody, business_date=DAY, code="000000").name is PeopleRefusal.ACCOUNT_MISSING


def test_a_role_given_back_the_day_it_was_given_leaves_no_span():
    actions.appoint(**WHO, number="JZ4", role=Role.RISK)
    actions.dismiss(**WHO, number="JZ4", role=Role.RISK)
    assert actions.appoint(**WHO, number="JZ4", role=Role.RISK).role == Role.RISK


def test_a_new_colleague():
    actions.engage(**WHO, number="JZ6", name="己", branch="B2", position="客户经理")
    assert read.officer("JZ6", DAY).branch == "B2"


HEAD = "JZ5", Role.SME_CENTER_HEAD
BOSS = "JZ4", Role.EXECUTIVE


def give_risk(actor, number):
    return actions.appoint(actor=actor, business_date=DAY, number=number, role=Role.RISK)


def hand_over(zone, lead_rm, day=DAY):
    """Asked for by the head of the centre, agreed to by another: the only way a cell changes hands."""
    new = zoning.NewDuty(zone, lead_rm, day, "客户经理轮岗")
    asked = zoning.ask_change(actor=holding(*HEAD), business_date=day, wanted=new)
    return (
        asked if isinstance(asked, Refused) else zoning.agree(actor=holding(*BOSS), business_date=day, change=asked.pk)
    )


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("NOT_AN_ADMINISTRATOR", lambda: give_risk(holding("JZ1", Role.RM), "JZ2")),
        ("NOT_ONESELF", lambda: give_risk(holding("JZ4", Role.ADMIN), "JZ4")),
        ("STAFF_UNKNOWN", lambda: actions.appoint(**WHO, number="JZ9", role=Role.RISK)),
        ("STAFF_KNOWN_ALREADY", lambda: actions.engage(**WHO, number="JZ1", name="甲", branch="B1", position="岗")),
        ("BRANCH_UNKNOWN", lambda: actions.engage(**WHO, number="JZ9", name="辛", branch="B9", position="岗")),
        ("ROLE_HELD_ALREADY", lambda: actions.appoint(**WHO, number="JZ1", role=Role.RM)),
        ("ROLE_NOT_HELD", lambda: actions.dismiss(**WHO, number="JZ1", role=Role.RISK)),
        ("ROLE_CONFLICT", lambda: actions.appoint(**WHO, number="JZ1", role=Role.ADMIN)),
        ("ACCOUNT_MISSING", lambda: actions.lock(**WHO, number="JZ1")),
        ("PASSWORD_TOO_WEAK", lambda: actions.open_account(**WHO, number="JZ1", password="12345")),
        ("ZONE_UNKNOWN", lambda: hand_over("Z9", "JZ1")),
    ],
)  # fmt: skip
def test_each_refusal_changes_no_row(name, act):
    before = state()
    answer = act()
    assert isinstance(answer, Refused)
    assert answer.name is PeopleRefusal[name]
    assert state() == before


def test_refusals_that_need_something_done_first():
    actions.open_account(**WHO, number="JZ1", password=GOOD)
    before = state()
    assert actions.open_account(**WHO, number="JZ1", password=GOOD).name is PeopleRefusal.ACCOUNT_EXISTS
    assert actions.drop_second_factor(**WHO, number="JZ1").name is PeopleRefusal.SECOND_FACTOR_OFF
    assert state() == before
    Staff.objects.filter(pk="JZ2").update(left=DAY)
    assert actions.appoint(**WHO, number="JZ2", role=Role.RISK).name is PeopleRefusal.STAFF_HAS_LEFT


def test_A15_every_cell_has_one_team_and_a_named_manager():
    assert read.cells(DAY) == (1, 0)
    assert [zone.code for zone in read.cells_without_owner(DAY)] == ["Z1"]
    assert not isinstance(hand_over("Z1", "JZ1"), Refused)
    assert read.cells(DAY) == (1, 1)
    assert read.zone_owner("Z1", DAY).lead_rm_id == "JZ1"


def test_A17_a_zone_has_one_owner_a_day_and_keeps_its_history():
    later = DAY.replace(month=10, day=1)
    assert not isinstance(hand_over("Z1", "JZ1"), Refused)
    assert hand_over("Z1", "JZ2").name is PeopleRefusal.ZONE_OWNED_ALREADY
    assert not isinstance(hand_over("Z1", "JZ2", later), Refused)
    assert [read.zone_owner("Z1", day).lead_rm_id for day in (DAY, later)] == ["JZ1", "JZ2"]


def test_the_database_itself_refuses_two_owners_of_one_zone():
    one = {"zone_id": "Z1", "team_type": "RETAIL", "from_day": DAY}
    ZoneAssignment.objects.create(**one)
    with pytest.raises(IntegrityError, match="zone_has_one_owner"), transaction.atomic():
        ZoneAssignment.objects.create(**one)


def test_A64_heads_of_the_centre_are_counted():
    assert read.centre_staff(DAY) == 2


def test_a_banks_branches_arrive_as_rows():
    brought = rows("people_branch", "code name licence team_type", '"B8","化峪支行","L8","RURAL_OUTLET"')
    assert actions.load_branches(actor="JZ4", business_date=DAY, rows=brought) == 1
    assert read.branch_names()["B8"] == "化峪支行"
    assert AuditRow.objects.get(action="people.branches_loaded").after == {"rows": 1, "written": 1}


def test_a_sixth_team_is_refused_by_the_database():
    brought = rows("people_branch", "code name licence team_type", '"B8","化峪支行","L8","SIXTH"')
    with pytest.raises(IntegrityError, match="branch_in_one_of_five_teams"), transaction.atomic():
        actions.load_branches(actor="JZ4", business_date=DAY, rows=brought)
    assert "B8" not in read.branch_names()
