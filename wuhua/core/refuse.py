"""How the house says no: by name, with a reason for the officer and the next thing to do.

A refusal is an answer, not a fault. Actions *return* `Refused`; code below an entrance, where handing the value back
through every caller would hide the sum being computed, raises `Refuse` and the entrance turns it into the same
`Refused`. A fault of ours (a sum that cannot be) is `BrokenInvariant`, and nobody is meant to catch it.

>>> class DoorRefusal(Refusal):
...     DOOR_SHUT = "door_shut"
>>> no = Refused(DoorRefusal.DOOR_SHUT, "门已关。", "请明早八点再来。", field="hour")
>>> no.as_dict() == {"name": "door_shut", "reason": "门已关。", "next_step": "请明早八点再来。", "field": "hour"}
True
"""

from dataclasses import dataclass
from enum import StrEnum


class Refusal(StrEnum):
    """Base of each room's own enum of refusal names; the order of its members is their precedence."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A named no.

    `name` is a member of the room's enum, `reason` and `next_step` are whole Chinese sentences a person at a counter
    can act on, `field` is the input at fault where there is one.
    """

    name: Refusal
    reason: str
    next_step: str
    field: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, Refusal):
            raise TypeError(f"a refusal is named by a Refusal member, not by {self.name!r}")
        if not self.reason or not self.next_step:
            raise TypeError(f"refusal {self.name} needs a reason and a next step")

    def as_dict(self) -> dict[str, str]:
        """For JSON: the name, the reason, the next step and, where known, the field."""
        answer = {"name": self.name.value, "reason": self.reason, "next_step": self.next_step}
        if self.field is not None:
            answer["field"] = self.field
        return answer


class Refuse(Exception):
    """Carries a `Refused` up to the nearest entrance.

    >>> class DoorRefusal(Refusal):
    ...     DOOR_SHUT = "door_shut"
    >>> try:
    ...     raise Refuse(Refused(DoorRefusal.DOOR_SHUT, "门已关。", "请明早再来。"))
    ... except Refuse as no:
    ...     no.refused.name
    <DoorRefusal.DOOR_SHUT: 'door_shut'>
    """

    def __init__(self, refused: Refused) -> None:
        super().__init__(refused)
        self.refused = refused

    def __str__(self) -> str:
        return f"{self.refused.name}: {self.refused.reason}"


class BrokenInvariant(RuntimeError):
    """A sum that cannot be: our fault, never the user's. The transaction around it must die."""


def ensure(condition: bool, message: str) -> None:
    """Stop the work unless `condition` holds. Unlike `assert` it cannot be stripped from a running bank.

    >>> ensure(2 + 2 == 4, "arithmetic holds")
    >>> ensure(2 + 2 == 5, "debits 4, credits 5")
    Traceback (most recent call last):
    wuhua.core.refuse.BrokenInvariant: debits 4, credits 5
    """
    if not condition:
        raise BrokenInvariant(message)
