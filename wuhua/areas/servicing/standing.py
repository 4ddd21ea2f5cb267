"""What the books hold of a note, what its walked life wants, and the one entry between the two.

Wanted less recorded, per account: so a correction, however far back it reaches, is posted as a single entry of today.
Pure: the rows come from `change`, the figures from `core.life`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from wuhua.areas.servicing.rules import KIND_OF, BookStatus, DueKind
from wuhua.books.rules import (
    COMPOUND,
    FEES,
    INTEREST,
    LOANS,
    OVERDUE_LOANS,
    PENALTY,
    PROVISION,
    RECEIVABLE,
    REGISTER,
    REGISTER_CONTRA,
    WRITTEN_OFF,
    Line,
    Side,
)  # fmt: skip
from wuhua.core.life import Life

INCOME = {DueKind.INTEREST: INTEREST, DueKind.PENALTY: PENALTY, DueKind.COMPOUND: COMPOUND}
EARNING = tuple(INCOME)
KEY = tuple[date, DueKind]


@dataclass(frozen=True, slots=True)
class Standing:
    """A note as one side sees it: bills and payments by (due, kind), principal paid early, and what is running (fen)."""

    status: BookStatus
    principal: int
    billed: Mapping[KEY, int]
    paid: Mapping[KEY, int]
    prepaid: int
    running: Mapping[DueKind, int] = field(default_factory=dict)

    def open(self, *kinds: DueKind) -> int:
        """What is billed and unpaid of these kinds."""
        return sum(fen - self.paid.get(key, 0) for key, fen in self.billed.items() if key[1] in kinds)

    def received(self, kind: DueKind) -> int:
        """What was paid on bills of the kind."""
        return sum(fen for key, fen in self.paid.items() if key[1] is kind)

    def claimed(self, kind: DueKind) -> int:
        """Earned and unpaid of a kind, billed or still running."""
        return self.open(kind) + self.running.get(kind, 0)

    @property
    def received_in_all(self) -> int:
        """Everything that was paid, on bills and early."""
        return sum(self.paid.values()) + self.prepaid


LETTERS = {kind: letter for letter, kind in KIND_OF.items()}


def wanted(life: Life) -> Standing:
    """The walked life as a standing."""
    walk = life.walk
    return Standing(
        status=BookStatus(walk.status.value),
        principal=walk.principal,
        billed={(claim.due, LETTERS[claim.kind]): claim.amount for claim in walk.claims.values()},
        paid={(claim.due, LETTERS[claim.kind]): claim.paid for claim in walk.claims.values()},
        prepaid=walk.prepaid,
        running={LETTERS[kind]: each.whole for kind, each in walk.earned.items()},
    )


def _held(note: Standing) -> dict[tuple[int, str], int]:
    """Balances by (account, status), debit positive: assets and memo accounts of one note."""
    status = note.status.value
    interest = sum(note.claimed(kind) for kind in EARNING)
    if note.status is BookStatus.WRITTEN_OFF:
        claims = note.principal + note.open(*DueKind)
        return {(WRITTEN_OFF, status): claims, (REGISTER_CONTRA, ""): -claims}
    held = {(LOANS, status): note.principal, (OVERDUE_LOANS, status): note.open(DueKind.PRINCIPAL)}
    if note.status is BookStatus.NON_ACCRUAL:
        return held | {(REGISTER, status): interest, (REGISTER_CONTRA, ""): -interest}
    return held | {(RECEIVABLE, status): interest}


def _recognised(note: Standing, kind: DueKind) -> int:
    """Income taken in so far: what was paid, and on the balance sheet what is claimed too."""
    on = note.status in (BookStatus.NORMAL, BookStatus.OVERDUE)
    return note.received(kind) + (note.claimed(kind) if on else 0)


def between(before: Standing, after: Standing, *, note: int, branch: str, product: str) -> list[Line]:
    """The lines that bring the books from `before` to `after`, without those of the cash that came or went.

    Principal that leaves the balance sheet by a write-off is taken from the provision, and what is recovered of it goes
    back there; the day end then brings the provision to what the classes ask for.
    """
    moved: dict[tuple[int, str], int] = dict(_held(after))
    for key, fen in _held(before).items():
        moved[key] = moved.get(key, 0) - fen
    status = after.status.value
    for kind, account in INCOME.items():
        _add(moved, (account, status), _recognised(before, kind) - _recognised(after, kind))
    fees = sum(after.received(kind) - before.received(kind) for kind in (DueKind.FEE, DueKind.COST))
    _add(moved, (FEES, ""), -fees)
    if after.status is BookStatus.WRITTEN_OFF:
        gone = before.principal + before.open(DueKind.PRINCIPAL) if before.status is not after.status else 0
        back = after.received(DueKind.PRINCIPAL) - before.received(DueKind.PRINCIPAL)
        _add(moved, (PROVISION, before.status.value if gone else status), gone - back)
    elif before.status is BookStatus.WRITTEN_OFF:
        ours = after.principal + after.open(DueKind.PRINCIPAL)
        back = before.received(DueKind.PRINCIPAL) - after.received(DueKind.PRINCIPAL)
        _add(moved, (PROVISION, status), back - ours - (after.prepaid - before.prepaid))
    return [_line(key, fen, note, branch, product) for key, fen in sorted(moved.items()) if fen]


def _add(moved: dict[tuple[int, str], int], key: tuple[int, str], fen: int) -> None:
    moved[key] = moved.get(key, 0) + fen


def _line(key: tuple[int, str], fen: int, note: int, branch: str, product: str) -> Line:
    account, status = key
    side = Side.DEBIT if fen > 0 else Side.CREDIT
    if account == REGISTER_CONTRA:
        return Line(account, side, abs(fen))
    sub = note if account in (LOANS, OVERDUE_LOANS) else 0
    return Line(account, side, abs(fen), branch, product, status, sub)
