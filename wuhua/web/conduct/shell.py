"""What the tabs of conduct need to know of who looks."""

from __future__ import annotations

from typing import Any

from wuhua.areas.compliance import read
from wuhua.areas.people.rules import Officer, Role, Scope, scope_of


def shell(who: Officer, here: str) -> dict[str, Any]:
    """Which tabs this officer is shown, and which one this is."""
    sees = scope_of(who) is not Scope.NONE and not who.holds(Role.ADMIN)
    return {
        "here": here, "sees": sees, "watches": read.may_watch(who) is None,
        "staff_board": read.may_see_staff_risk(who) is None,
    }  # fmt: skip
