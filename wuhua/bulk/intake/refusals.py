"""How the intake says no: by name for the whole import, by line and column for a cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from wuhua.core.refuse import Refusal, Refuse, Refused


class IntakeRefusal(Refusal):
    """Why a folder of files is not taken, in the order in which it is found out."""

    NO_SUCH_FOLDER = "no_such_folder"
    NO_FILES = "no_files"
    FILE_AMBIGUOUS = "file_ambiguous"
    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_CUT = "file_cut"
    COLUMNS_MISSING = "columns_missing"
    CONTROL_TOTALS_DIFFER = "control_totals_differ"
    BAD_ROWS = "bad_rows"
    BOOK_NOT_EMPTY = "book_not_empty"


@dataclass(frozen=True, slots=True)
class Reject:
    """One bad cell of one line: `line` as an editor counts it (the heading is line 1); `value` masked where secret."""

    file: str
    line: int
    heading: str
    value: str
    reason: str

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("file", "line", "heading", "value", "reason")}


@dataclass(frozen=True, slots=True)
class ImportRefused(Refused):
    """A refusal with what was found: `counts` of bad cells by file, the first `rejects`, where they were written."""

    counts: tuple[tuple[str, int], ...] = ()
    rejects: tuple[Reject, ...] = ()
    written: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        answer: dict[str, Any] = Refused.as_dict(self)
        answer["rejected"] = dict(self.counts)
        answer["rejects"] = [each.as_dict() for each in self.rejects]
        answer["reject_files"] = list(self.written)
        return answer


def refuse(name: IntakeRefusal, reason: str, next_step: str, field: str | None = None) -> Refuse:
    """The refusal as an exception: reading is deep, and the entrance turns it back into an answer."""
    return Refuse(ImportRefused(name, reason, next_step, field))
