"""Rules of funding: the kinds of re-lending, and what a note must be to stand behind one."""

from __future__ import annotations

from enum import StrEnum


class RelendingKind(StrEnum):
    """支农再贷款, 支小再贷款."""

    REL_AGRI = "REL_AGRI"
    REL_SME = "REL_SME"
