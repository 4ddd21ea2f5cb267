"""The published totals, brought about by moving amounts of groups of notes that touch one total each.

Order matters: living notes first (they make the closing balance and most of what was drawn), then notes drawn and back
within the year (only what was drawn), then notes alive at the year's start and back since (only the opening). What fen
the instalment plans leave over becomes one odd early repayment in each of two groups.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from samples.calendars import Days
from samples.life import live
from samples.money import YUAN, half_up
from samples.notes import Note
from samples.products import BY_CODE

FULL = 5112
LAST_YEAR = 4926
CLOSING = 88_040_700_000
OPENING = 69_040_700_000
DRAWN = 36_000_000_000
OTHER_WAYS = 23_900_000_000
PASSING = 2_300_000_000
TARGET = 17_848_760_000
SURVEYED = (2711, 1056)
FILED = (981, 126)
APPLIED = 10_000_000_000
THOUSAND = 1_000 * YUAN


class CannotCalibrate(Exception):
    """The groups have no room for the totals: the luck of the draw in a very small bank; the next draw has it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The published totals for a smaller bank, in whole thousands of yuan."""

    borrowers: int

    def amount(self, full: int) -> int:
        """An amount in proportion."""
        return half_up(full * self.borrowers, FULL * THOUSAND) * THOUSAND

    def count(self, full: int, least: int = 1) -> int:
        """A count in proportion."""
        return max(least, half_up(full * self.borrowers, FULL))

    def fair(self, full: int) -> Fraction:
        """What each of `count(full)` may weigh so that all of them together stay in proportion; 1 in the full bank."""
        return Fraction(full * self.borrowers, FULL * self.count(full))


def balance_at(note: Note, day: date, cut: date) -> int:
    """Principal standing out at the close of a day, from the note's own repayments."""
    if note.start > day:
        return 0
    life = note.life or live(note, cut)
    return note.amount - sum(principal for paid, principal, *_ in life.flows if paid <= day)


def _set(note: Note, amount: int) -> None:
    note.amount = amount
    if note.issue in ("RENEWAL_NO_PRINCIPAL", "REFINANCE") and note.previous is not None:
        note.previous.amount = amount


def _room(note: Note) -> tuple[int, int]:
    sheet = BY_CODE[note.product]
    return sheet.floor, sheet.cap


def spread(notes: list[Note], target: int) -> int:
    """Make the notes' amounts sum to `target` (whole thousands), round sums kept round, within the products' limits.

    Answers what found no room: in a small bank the products' limits can leave too little of it.
    """
    now = sum(note.amount for note in notes)
    if not notes:
        return target
    for note in notes:
        low, high = _room(note)
        unit = 5 * THOUSAND if note.amount < 100 * THOUSAND else 10 * THOUSAND
        wanted = max(1, half_up(note.amount * max(target, 0), now * unit)) * unit
        _set(note, min(max(wanted, low), high))
    left = target - sum(note.amount for note in notes)
    for unit in (100 * THOUSAND, 10 * THOUSAND, 5 * THOUSAND, THOUSAND):
        moved = True
        while moved and abs(left) >= unit:
            moved = False
            for note in notes:
                if abs(left) < unit:
                    break
                low, high = _room(note)
                if unit == 100 * THOUSAND and note.amount < 5 * unit:
                    continue
                wanted = note.amount + (unit if left > 0 else -unit)
                if low <= wanted <= high:
                    left -= wanted - note.amount
                    _set(note, wanted)
                    moved = True
    return left


def calibrate(notes: list[Note], days: Days, scale: Scale) -> None:
    """Bring the small-and-micro totals about: closing, drawn this year, opening."""
    small = [note for note in notes if note.small]
    roles = {role: [note for note in small if note.role == role] for role in "ABCDR"}
    first = date(days.day.year, 1, 1)

    def drawn(group: list[Note], new: bool) -> int:
        return sum(note.amount for note in group if note.start >= first and (note.issue == "NEW") == new)

    fixed = [note for note in small if note.role == "FIXED"]
    # Renewals, passing draws and older notes only prepare the ground: what they leave over, the next group takes up.
    spread(roles["R"], scale.amount(OTHER_WAYS) - drawn(fixed, False))
    spread(roles["C"], scale.amount(PASSING))
    new_alive = scale.amount(DRAWN) - scale.amount(PASSING) - drawn(fixed, True)
    closing = scale.amount(CLOSING)
    fixed_closing = sum(balance_at(note, days.cut, days.cut) for note in fixed)
    older = closing - fixed_closing - sum(note.amount for note in roles["R"]) - new_alive
    spread(roles["D"], older // THOUSAND * THOUSAND)
    rest = closing - fixed_closing - sum(note.amount for group in "RD" for note in roles[group])
    _reach(roles["B"], rest, days.cut - timedelta(days=20))
    unplaced = spread(roles["C"], scale.amount(DRAWN) - drawn(fixed, True) - drawn(roles["B"], True))
    if unplaced:
        raise CannotCalibrate(f"{unplaced} fen drawn have no place in {len(roles['C'])} notes")
    at = days.year_start
    standing = sum(balance_at(note, at, days.cut) for note in [*fixed, *roles["D"]])
    _reach(roles["A"], scale.amount(OPENING) - standing, at - timedelta(days=11))


def _reach(group: list[Note], rest: int, latest: date) -> None:
    """Make the group's notes stand at `rest` together: by their amounts, and where these have no room (or thousands are
    too coarse for what instalment plans leave over) by early repayments on one day."""
    odd = -rest % THOUSAND
    left = spread(group, rest + odd)
    if left > 0:
        raise CannotCalibrate(f"{left} fen have no place in {len(group)} notes")
    _repaid_early(group, odd, latest, 20)
    _repaid_early(group, -left, latest, 2)


def _repaid_early(group: list[Note], wanted: int, latest: date, times: int) -> None:
    """Borrowers bring back a sum early, nobody more than one part in `times` of his note; whole thousands if more do."""
    for note in group:
        if wanted and _may_repay_early(note, latest):
            most = note.amount // times
            part = wanted if wanted <= most else most // THOUSAND * THOUSAND if wanted >= THOUSAND else 0
            if part:
                note.extra[latest] = part
                wanted -= part
    if wanted:
        raise CannotCalibrate(f"no note can take the early repayment of {wanted} fen")


def _may_repay_early(note: Note, day: date) -> bool:
    around = timedelta(days=9)
    whole = note.method in ("on_demand", "interest_only") and note.stop is None and not note.customer.stop
    lasts = note.closed is None or note.closed > day + around
    return whole and lasts and note.start < day - around and day not in note.extra
