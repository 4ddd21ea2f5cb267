"""Who sees whose entries, visits and pain points: the one table of sight (domain 7), as a condition for a query."""

from __future__ import annotations

from django.db.models import Q

from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Scope, scope_of


def within(officer: Officer, column: str) -> Q:
    """Rows whose member of staff in `column` the officer may look over: oneself, the outlet, the team, everybody."""
    scope = scope_of(officer)
    if scope is Scope.ALL:
        return Q(**{f"{column}__isnull": False})
    if scope is Scope.TEAM and officer.team is not None:
        return Q(**{column: officer.number}) | Q(**{f"{column}__in": people.staff_of_team(officer.team)})
    if scope is Scope.BRANCH:
        return Q(**{column: officer.number}) | Q(**{f"{column}__in": people.staff_of_branch(officer.branch)})
    if scope is Scope.OWN:
        return Q(**{column: officer.number})
    return Q(pk__in=[])


def entries_within(officer: Officer) -> Q:
    """Entries of those the officer looks over; those without an owner are for whoever gives them out."""
    seen = within(officer, "owner")
    return seen | Q(owner__isnull=True) if scope_of(officer) >= Scope.BRANCH else seen
