"""How a file of repayments is refused whole, beside the names it shares with the other files of a bank."""

from __future__ import annotations

from wuhua.bulk.intake.refusals import IntakeRefusal
from wuhua.core.refuse import Refusal, Refuse, Refused


class RepayFileRefusal(Refusal):
    """Why a whole file of repayments is not taken, in the order in which it is found out."""

    NO_SUCH_FILE = "no_such_file"
    NOT_A_TABLE = "not_a_table"
    TOTALS_MISSING = "totals_missing"
    FILE_ASKED_ALREADY = "file_asked_already"


def refuse(name: RepayFileRefusal | IntakeRefusal, reason: str, next_step: str, field: str | None = None) -> Refuse:
    """The refusal as an exception: reading is deep, and the door turns it back into an answer."""
    return Refuse(Refused(name, reason, next_step, field))
