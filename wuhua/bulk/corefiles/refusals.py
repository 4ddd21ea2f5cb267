"""How files of the core are refused, beside the names they share with the files of the cut-over."""

from __future__ import annotations

from wuhua.areas.corelink.rules import CoreFileKind
from wuhua.bulk.intake.refusals import IntakeRefusal
from wuhua.core.refuse import Refusal, Refuse, Refused


class CoreFilesRefusal(Refusal):
    """Why a day's files are not taken or not sent, in the order in which it is found out."""

    DAY_NOT_SEALED = "day_not_sealed"
    CONTROL_MISSING = "control_missing"
    ANOTHER_DAY = "another_day"
    FILE_NOT_HERE = "file_not_here"
    NOT_IN_CONTROL = "not_in_control"
    NOT_THE_BUSINESS_DATE = "not_the_business_date"
    CORE_IS_NOT_MASTER = "core_is_not_master"
    CORE_BOOKED_ALREADY = "core_booked_already"


class NotTaken(Refuse):
    """The refusal of one file, which refuses its whole delivery: its kind's light turns red."""

    def __init__(self, kind: CoreFileKind, name: str, no: Refuse, digest: str = "") -> None:
        super().__init__(no.refused)
        self.kind = kind
        self.name = name
        self.digest = digest


def refuse(name: CoreFilesRefusal | IntakeRefusal, reason: str, next_step: str, field: str | None = None) -> Refuse:
    """The refusal as an exception: reading is deep, and the door turns it back into an answer."""
    return Refuse(Refused(name, reason, next_step, field))
