"""Verbs of people: load a bank's files, open accounts, appoint, lock. Zones are handed over in `zoning`."""

from __future__ import annotations

import secrets
from datetime import date

from axes.utils import reset
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django_otp import match_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from wuhua.areas.people import rules
from wuhua.areas.people.models import Branch, Staff, StaffRole, Zone, ZoneAssignment
from wuhua.areas.people.rules import Officer, PeopleRefusal, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock, loading
from wuhua.platform.copy import Rows

# --- a bank's files --------------------------------------------------------------------------------------------------


@transaction.atomic
def load_branches(*, actor: str, business_date: date, rows: Rows) -> int:
    """机构网点 (people_branch)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=Branch, action="people.branches_loaded"
    )


@transaction.atomic
def load_staff(*, actor: str, business_date: date, rows: Rows) -> int:
    """员工 (people_staff); phones come sealed and masked."""
    return loading.load(actor=actor, business_date=business_date, rows=rows, model=Staff, action="people.staff_loaded")


@transaction.atomic
def load_staff_roles(*, actor: str, business_date: date, rows: Rows) -> int:
    """Roles held (people_staffrole: staff_id, role, from_day, to_day)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=StaffRole, action="people.roles_loaded"
    )


@transaction.atomic
def load_zones(*, actor: str, business_date: date, rows: Rows) -> int:
    """网格 (people_zone); a parent may come after its children."""
    return loading.load(actor=actor, business_date=business_date, rows=rows, model=Zone, action="people.zones_loaded")


@transaction.atomic
def load_zone_assignments(*, actor: str, business_date: date, rows: Rows) -> int:
    """责任区 (people_zoneassignment). Two owners of a zone on one day break the whole load."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=ZoneAssignment, action="people.zones_assigned"
    )


# --- staff and their roles -------------------------------------------------------------------------------------------


@transaction.atomic
def engage(
    *, actor: Officer, business_date: date, number: str, name: str, branch: str, position: str
) -> Staff | Refused:
    """A new member of staff, without roles and without an account."""
    refused = rules.may_administer(actor, number)
    if refused is not None:
        return refused
    if Staff.objects.filter(pk=number).exists():
        return Refused(PeopleRefusal.STAFF_KNOWN_ALREADY, f"工号 {number} 已存在。", "请直接为其开立账号。", "number")
    if not Branch.objects.filter(pk=branch).exists():
        return Refused(PeopleRefusal.BRANCH_UNKNOWN, f"没有机构 {branch}。", "请核对内部机构号。", "branch")

    # After this line the engagement must succeed.
    staff = Staff.objects.create(number=number, name=name, branch_id=branch, position=position, joined=business_date)
    _record(actor, business_date, "people.engaged", number, after={"branch": branch, "position": position})
    return staff


@transaction.atomic
def appoint(*, actor: Officer, business_date: date, number: str, role: Role) -> StaffRole | Refused:
    """Give a role from today."""
    staff = _member(actor, business_date, number)
    if isinstance(staff, Refused):
        return staff
    held = _roles(staff, business_date)
    if role in held:
        return Refused(
            PeopleRefusal.ROLE_HELD_ALREADY,
            f"{number} 已任「{rules.ROLE_NAMES[role]}」。",
            "无需重复授予。",
            "role",
        )
    refused = rules.roles_agree([*held, role])
    if refused is not None:
        return refused

    # After this line the appointment must succeed.
    # A role given up today and given back today is one span, not two that meet on one day.
    made = StaffRole.objects.create(staff=staff, role=role, from_day=business_date)
    _record(actor, business_date, "people.appointed", number, after={"role": role})
    return made


@transaction.atomic
def dismiss(*, actor: Officer, business_date: date, number: str, role: Role) -> StaffRole | Refused:
    """Take a role back from today on."""
    staff = _member(actor, business_date, number)
    if isinstance(staff, Refused):
        return staff
    held = StaffRole.objects.filter(_on(business_date), staff=staff, role=role).first()
    if held is None:
        return Refused(
            PeopleRefusal.ROLE_NOT_HELD, f"{number} 目前不任「{rules.ROLE_NAMES[role]}」。", "请核对角色。", "role"
        )

    # After this line the dismissal must succeed.
    if held.from_day == business_date:
        held.delete()
    else:
        held.to_day = business_date
        held.save(update_fields=["to_day"])
    _record(actor, business_date, "people.dismissed", number, before={"role": role})
    return held


# --- accounts --------------------------------------------------------------------------------------------------------


@transaction.atomic
def open_account(*, actor: Officer, business_date: date, number: str, password: str | None) -> dict[str, str] | Refused:
    """A sign-in account under the staff number. Without a password one is made up and answered, this once."""
    staff = _member(actor, business_date, number)
    if isinstance(staff, Refused):
        return staff
    if staff.user_id is not None:
        return Refused(
            PeopleRefusal.ACCOUNT_EXISTS, f"{number} 已有登录账号。", "如忘记密码,请改用 user password。", "number"
        )
    given = password or secrets.token_urlsafe(12)
    refused = _weak(given, None)
    if refused is not None:
        return refused

    # After this line the account must be opened.
    staff.user = get_user_model().objects.create_user(username=number, password=given)
    staff.save(update_fields=["user"])
    _record(actor, business_date, "people.account_opened", number)
    return {"number": number, "password": given}


@transaction.atomic
def open_first_account(*, actor: Officer, day: date, name: str, password: str | None) -> dict[str, str] | Refused:
    """An account of nobody's in a bank without books: it may bring the first files, and nothing once they are there.

    There is no staff yet to hold an account, and no business date: `day` is the calendar's.
    """
    refused = rules.may_administer(actor, name)
    if refused is not None:
        return refused
    if clock.opened() or Staff.objects.exists():
        return Refused(
            PeopleRefusal.OPENED_ALREADY, "账簿已经开业,不再开立开业账号。", "请用 wuhua user add 为在册员工开立账号。"
        )
    if get_user_model().objects.filter(username=name).exists():
        return Refused(PeopleRefusal.ACCOUNT_EXISTS, f"{name} 已有登录账号。", "请换一个名字。", "name")
    given = password or secrets.token_urlsafe(12)
    refused = _weak(given, None)
    if refused is not None:
        return refused

    # After this line the account must be opened.
    get_user_model().objects.create_user(username=name, password=given)
    _record(actor, day, "people.first_account_opened", name)
    return {"number": name, "password": given}


@transaction.atomic
def set_password(*, actor: Officer, business_date: date, number: str, password: str | None) -> dict[str, str] | Refused:
    """A new password; open sessions end, and a lock-out by wrong guesses is lifted."""
    found = _with_account(actor, business_date, number)
    if isinstance(found, Refused):
        return found
    _, user = found
    given = password or secrets.token_urlsafe(12)
    refused = _weak(given, user)
    if refused is not None:
        return refused

    # After this line the password must change.
    user.set_password(given)
    user.save(update_fields=["password"])
    reset(username=number)
    _record(actor, business_date, "people.password_set", number)
    return {"number": number, "password": given}


@transaction.atomic
def lock(*, actor: Officer, business_date: date, number: str) -> Staff | Refused:
    """Nobody signs in with this account any more; sessions that are open end with their next page."""
    return _activate(actor, business_date, number, active=False)


@transaction.atomic
def unlock(*, actor: Officer, business_date: date, number: str) -> Staff | Refused:
    """The account works again, whether it was locked by hand or by wrong passwords."""
    return _activate(actor, business_date, number, active=True)


@transaction.atomic
def drop_second_factor(*, actor: Officer, business_date: date, number: str) -> Staff | Refused:
    """The phone is lost: the officer signs in with the password alone until another phone is set up."""
    found = _with_account(actor, business_date, number)
    if isinstance(found, Refused):
        return found
    staff, user = found
    devices = TOTPDevice.objects.filter(user=user)
    if not devices.exists():
        return Refused(PeopleRefusal.SECOND_FACTOR_OFF, f"{number} 没有启用二次验证。", "无需解除。", "number")

    # After this line the second factor must be gone.
    devices.delete()
    _record(actor, business_date, "people.second_factor_dropped", number)
    return staff


# --- one's own account -----------------------------------------------------------------------------------------------


@transaction.atomic
def change_own_password(*, actor: Officer, business_date: date, password: str) -> User | Refused:
    """A new password by whoever has just shown the old one; other sessions of the same officer end."""
    user = _own_account(actor)
    if user is None:
        return _no_account(actor.number)
    refused = _weak(password, user)
    if refused is not None:
        return refused

    # After this line the password must change.
    user.set_password(password)
    user.save(update_fields=["password"])
    _record(actor, business_date, "people.own_password_changed", actor.number)
    return user


@transaction.atomic
def switch_on_second_factor(*, actor: Officer, business_date: date, code: str) -> TOTPDevice | Refused:
    """The officer's phone shows what we expect: from now on every sign-in asks for it. Answers the device.

    A wrong code is remembered by the device, which slows down whoever guesses; a refusal therefore commits.
    """
    user = _own_account(actor)
    if user is None:
        return _no_account(actor.number)
    if TOTPDevice.objects.devices_for_user(user, confirmed=True).exists():
        return Refused(
            PeopleRefusal.SECOND_FACTOR_ON, "第二道验证已启用。", "如要换手机,请先用现在的手机停用。", "code"
        )
    draft = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if draft is None or not draft.verify_token(code):
        return _wrong_code()

    # After this line the second factor must be on.
    draft.confirmed = True
    draft.save(update_fields=["confirmed"])
    _record(actor, business_date, "people.second_factor_switched_on", actor.number)
    return draft


@transaction.atomic
def switch_off_second_factor(*, actor: Officer, business_date: date, code: str) -> User | Refused:
    """Switched off by the officer who holds the phone. For a lost phone see `drop_second_factor`."""
    user = _own_account(actor)
    if user is None:
        return _no_account(actor.number)
    if not TOTPDevice.objects.devices_for_user(user, confirmed=True).exists():
        return Refused(PeopleRefusal.SECOND_FACTOR_OFF, "第二道验证没有启用。", "无需停用。", "code")
    if match_token(user, code) is None:
        return _wrong_code()

    # After this line the second factor must be gone.
    TOTPDevice.objects.filter(user=user).delete()
    _record(actor, business_date, "people.second_factor_switched_off", actor.number)
    return user


def _own_account(actor: Officer) -> User | None:
    staff = Staff.objects.select_for_update(of=("self",)).select_related("user").filter(pk=actor.number).first()
    return staff.user if staff else None


def _no_account(number: str) -> Refused:
    return Refused(PeopleRefusal.ACCOUNT_MISSING, f"{number} 没有登录账号。", "请先用 user add 开立账号。", "number")


def _wrong_code() -> Refused:
    return Refused(PeopleRefusal.CODE_WRONG, "验证码不对。", "请核对手机时间后再试。", "code")


def _activate(actor: Officer, business_date: date, number: str, *, active: bool) -> Staff | Refused:
    found = _with_account(actor, business_date, number)
    if isinstance(found, Refused):
        return found
    staff, user = found

    # After this line the account must change.
    user.is_active = active
    user.save(update_fields=["is_active"])
    if active:
        reset(username=number)
    _record(actor, business_date, "people.unlocked" if active else "people.locked", number)
    return staff


# --- the small parts -------------------------------------------------------------------------------------------------


def _on(day: date) -> Q:
    return Q(from_day__lte=day) & (Q(to_day__isnull=True) | Q(to_day__gt=day))


def _roles(staff: Staff, on: date) -> list[Role]:
    return [Role(role) for role in StaffRole.objects.filter(_on(on), staff=staff).values_list("role", flat=True)]


def _member(actor: Officer, business_date: date, number: str) -> Staff | Refused:
    refused = rules.may_administer(actor, number)
    if refused is not None:
        return refused
    staff = Staff.objects.select_for_update(of=("self",)).select_related("user").filter(pk=number).first()
    if staff is None:
        return Refused(PeopleRefusal.STAFF_UNKNOWN, f"没有工号 {number}。", "请核对工号,或先登记员工。", "number")
    if staff.left is not None and staff.left <= business_date:
        return Refused(
            PeopleRefusal.STAFF_HAS_LEFT, f"{number} 已于 {staff.left} 离职。", "离职员工不再授权。", "number"
        )
    return staff


def _with_account(actor: Officer, business_date: date, number: str) -> tuple[Staff, User] | Refused:
    staff = _member(actor, business_date, number)
    if isinstance(staff, Refused):
        return staff
    if staff.user is None:
        return _no_account(number)
    return staff, staff.user


def _weak(password: str, user: object | None) -> Refused | None:
    try:
        validate_password(password, user)  # type: ignore[arg-type]
    except ValidationError as error:
        return Refused(
            PeopleRefusal.PASSWORD_TOO_WEAK,
            "密码强度不够:" + " ".join(error.messages),
            "请换一个不少于 10 位、不易猜到的密码。",
            "password",
        )
    return None


def _record(
    actor: Officer,
    business_date: date,
    action: str,
    number: str,
    before: dict[str, str] | None = None,
    after: dict[str, str] | None = None,
) -> None:
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action=action,
        subject=f"staff:{number}",
        before=before,
        after=after,
    )
