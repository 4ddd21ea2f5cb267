"""Every address that changes something, tried by who may not and who may, with numbers that are nobody's.

Who may not gets 403 or 404 and nothing is written; who may is not answered 403; nobody gets a fault. For the API `verbs.csv`
says it verb by verb. One person in all the posts that may not asks for all of them at once, and of those that may one
asks, another at every address; with WUHUA_FUZZ set every post asks alone.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from tests.scenarios.api_bodies import Question, questions
from tests.scenarios.case_county import open_bank
from tests.scenarios.small_county import DAY
from tests.scenarios.test_access import at, signed_in
from wuhua.areas.people.models import StaffRole
from wuhua.areas.people.rules import Role
from wuhua.config import access
from wuhua.platform import audit, clock

pytestmark = pytest.mark.django_db
EVERY = "WUHUA_FUZZ" in os.environ
NO = {403, 404}


class _Undo(Exception):
    """Takes back what the question did."""


class Town:
    """Officers in whatever posts are asked for, each made once."""

    def __init__(self) -> None:
        self._made: dict[frozenset[Role], Client] = {}

    def __call__(self, *posts: Role) -> Client:
        key = frozenset(posts)
        if key not in self._made:
            number = f"V{len(self._made)}"
            first, *rest = sorted(key)
            self._made[key] = signed_in(number, first)
            StaffRole.objects.bulk_create(StaffRole(staff_id=number, role=x, from_day=date(2015, 1, 1)) for x in rest)
            self._made[key].raise_request_exception = False
        return self._made[key]


@pytest.fixture
def town(home: Any) -> Town:
    open_bank()
    clock.advance(DAY)
    return Town()


def ask(client: Client, method: str, path: str, body: str = "", kind: str = "application/x-www-form-urlencoded") -> int:
    """The answer's number. What was done is taken back."""
    found = 0
    try:
        with transaction.atomic():
            before = audit.last_id()
            found = client.generic(method, path, body, kind, headers={"Idempotency-Key": "verb-by-verb"}).status_code
            assert found not in NO or audit.last_id() == before, path
            raise _Undo
    except _Undo:
        return found


def outsiders(may: Iterable[Role]) -> Iterator[tuple[Role, ...]]:
    """Whoever may not: system management alone, for whom some doors are shut whatever else somebody is; the rest as one."""
    left = [each for each in Role if each not in set(may)]
    if Role.ADMIN in left:
        yield (Role.ADMIN,)
    rest = [each for each in left if each is not Role.ADMIN]
    if EVERY:
        yield from ((each,) for each in rest)
    elif rest:
        yield tuple(rest)


def insiders(may: Iterable[Role], turn: int) -> list[Role]:
    posts = [each for each in Role if each in set(may)]
    return posts if EVERY or not posts else [posts[turn % len(posts)]]


def tried(town: Town, may: Iterable[Role], turn: int, method: str, path: str, *body: str) -> Iterator[tuple[str, int]]:
    """What is wrong with the answers."""
    for posts in outsiders(may):
        if (answer := ask(town(*posts), method, path, *body)) not in NO:
            yield "、".join(posts), answer
    for post in insiders(may, turn):
        if (answer := ask(town(post), method, path, *body)) == 403 or answer >= 500:
            yield post, answer


def test_posts_to_pages_are_done_for_whom_the_matrix_says(town: Town) -> None:
    wrong = []
    rows = [
        x
        for x in access.rows()
        if x.kind == "PAGE" and x.method != "GET" and access.DOORS[x.door] and x.name != "logout"
    ]
    assert len(rows) > 100
    for turn, row in enumerate(rows):
        found = tried(town, access.DOORS[row.door] or (), turn, row.method, at(row))
        wrong += [(row.address, *each) for each in found]
    assert not wrong


def of(question: Question) -> frozenset[Role] | None:
    """Its posts; None where it has no line, which the test of lines names."""
    return access.verbs().get((question.row.method, question.said))


def test_verbs_over_http_are_done_for_whom_the_table_of_verbs_says(town: Town) -> None:
    wrong = []
    every = [(each, posts) for each in questions() if (posts := of(each)) is not None]
    for turn, (each, posts) in enumerate(every):
        found = tried(town, posts, turn, each.row.method, each.path, each.body or " ", each.kind)
        wrong += [(each.said, *x) for x in found]
    assert not wrong and len(every) > 200


def test_every_verb_over_http_stands_in_the_table_of_verbs_and_nothing_else_does() -> None:
    asked = {(each.row.method, each.said) for each in questions()}
    known = set(access.verbs())
    assert (sorted(asked - known), sorted(known - asked)) == ([], []), "add or strike them in wuhua/config/verbs.csv"
