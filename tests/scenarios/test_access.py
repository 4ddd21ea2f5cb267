"""The doors of the access matrix, tried: a post that passes is not answered 403, one that does not is; another's is not there."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.scenarios.market_county import county
from tests.scenarios.small_county import DAY
from wuhua.areas.people.models import Staff, StaffRole
from wuhua.areas.people.rules import Role
from wuhua.areas.product import actions as product
from wuhua.config import access
from wuhua.config.access import Row
from wuhua.platform import clock
from wuhua.platform.models import AuditRow

pytestmark = pytest.mark.django_db
TRIED = (Role.RM, Role.ADMIN, Role.ACCOUNTANT)
FILL = {"dimension": "risk", "kpi": "borrowers", "tab": "fields", "day": "2018-09-30"}


@pytest.fixture
def posts(home: Any) -> dict[Role, Client]:
    """One of each post tried, of 城关; 甲 keeps C1 there, and 丙 elsewhere keeps C3."""
    county()
    clock.advance(DAY)
    product.ensure_seeded(actor="T", business_date=DAY)
    return {role: signed_in(f"T{role}", role) for role in TRIED}


def signed_in(number: str, role: Role) -> Client:
    user, _ = get_user_model().objects.get_or_create(username=number)
    Staff.objects.get_or_create(number=number, defaults={"name": number, "branch_id": "B1", "user": user})
    Staff.objects.filter(pk=number, user=None).update(user=user)
    StaffRole.objects.get_or_create(staff_id=number, role=role, defaults={"from_day": date(2015, 1, 1)})
    client = Client()
    client.force_login(user)
    return client


def at(row: Row, number: str = "none") -> str:
    """The address with something in its places: a number that is nobody's, or this customer's."""

    def one(found: re.Match[str]) -> str:
        name = found.group(2) or found.group(3)
        if name == "number" and number != "none":
            return number
        return FILL.get(name, "999999" if found.group(3) or found.group(1) == "int" else "none")

    return re.sub(r"<(?:(\w+):)?(\w+)>|{(\w+)}", one, row.address)


def test_pages_let_through_whom_the_matrix_says(posts: dict[Role, Client]) -> None:
    wrong = []
    for row in access.rows():
        if row.kind == "PAGE" and row.method == "GET" and access.DOORS[row.door] is not None and row.name != "logout":
            wrong += [
                (row.name, role.value, answer)
                for role, client in posts.items()
                if (role is not Role.ACCOUNTANT or "<" not in row.address)
                and ((answer := client.get(at(row)).status_code) != 403) is not row.passes(role)
            ]
    assert not wrong


def test_without_an_account_only_the_open_pages_answer(posts: dict[Role, Client]) -> None:
    nobody, wrong = Client(), []
    for row in access.rows():
        # The second step of signing in leads back to the first for who has not taken that.
        if row.kind == "PAGE" and row.method == "GET" and "<" not in row.address and row.name != "code":
            answer = nobody.get(row.address)
            to_the_door = answer.status_code == 302 and answer["Location"].startswith("/login")
            if to_the_door is (access.DOORS[row.door] is None):
                wrong.append((row.name, answer.status_code))
    assert not wrong


def test_reads_over_http_let_through_whom_the_matrix_says(posts: dict[Role, Client]) -> None:
    wrong = []
    for row in access.rows():
        if row.kind == "API" and row.method == "GET":
            wrong += [
                (row.address, role.value, answer)
                for role in (Role.RM, Role.ADMIN)
                # 422: a question without its words is sent back before anybody looks who asks.
                if (answer := posts[role].get(at(row)).status_code) != 422 and (answer != 403) is not row.passes(role)
            ]
    assert not wrong


def test_anothers_customer_answers_like_one_that_does_not_exist(posts: dict[Role, Client]) -> None:
    """Every page and read of one customer that the matrix calls OWN."""
    tried, wrong = 0, []
    mine = signed_in("JZ1", Role.RM)
    for row in access.rows():
        one = re.search(r"/customers/(?:<str:number>|{number})|/(?:community|exposure)/<str:number>", row.address)
        if row.method == "GET" and row.whose == "OWN" and one:
            tried += 1
            answers = [mine.get(at(row, number)).status_code for number in ("C3", "NOBODY")]
            if answers != [404, 404]:
                wrong.append((row.address, answers))
    assert tried > 10 and not wrong, (tried, wrong)


def test_a_verb_on_anothers_customer_is_refused_as_on_one_that_does_not_exist(posts: dict[Role, Client]) -> None:
    """Every page and call that does something to one customer that the matrix calls OWN; nothing of it is written."""
    tried, wrong = 0, []
    mine, before = signed_in("JZ1", Role.RM), AuditRow.objects.exclude(action__startswith="sign").count()
    for row in access.rows():
        one = re.search(r"/customers/(?:<str:number>|{number})|/grid/pool/{customer}", row.address)
        if row.method != "GET" and row.whose == "OWN" and one:
            tried += 1
            answers = [_asked(mine, row, number) for number in ("C3", "NOBODY")]
            # 422 and 403: without its words, or at another's post, it is sent back before anybody looks whose customer it
            # is; 302: back to where it came from, with the same words for both.
            if answers[0] != answers[1] or answers[0][0] not in (302, 403, 404, 422):
                wrong.append((row.kind, row.address, answers))
    assert tried > 20 and not wrong, (tried, wrong)
    assert AuditRow.objects.exclude(action__startswith="sign").count() == before


def _asked(client: Client, row: Row, number: str) -> tuple[int, str]:
    """The status, and for a call its refusal; a page's words hold a token of their own."""
    address = re.sub(r"<slug:verb>", "look", at(row, number)).replace("{customer}", number)
    address = address.replace("/grid/pool/none", f"/grid/pool/{number}").replace("/none", "/1")
    if row.kind == "PAGE":
        return client.post(address).status_code, ""
    said = {
        "reason": "核对联系电话",
        "field": "PHONE",
        "zone": "M11",
        "words": "核对联系电话",
        "values": {"scope": "x"},
    }
    key = f"key-{number}-{row.address.replace('/', '-')}"[-60:]
    answer = client.post(address, said, content_type="application/json", headers={"Idempotency-Key": key})
    return answer.status_code, answer.content.decode().replace(number, "")
