"""What a note's life left behind at the cut-over, by the arithmetic of `money.md`: repayments, unpaid bills, accruals.

Periods are [21st, next 21st), billed at the close of the 20th and due on the 21st; own day, instalment and maturity days
do not count in their period. Interest, penalty and compound are each rounded half-up once at a bill. Penalty runs on
overdue principal at contract rate x (100 + 50) %, compound on billed unpaid interest: contract rate in term, penalty
rate after maturity. A borrower in arrears pays nothing from `stop` on, but may have paid a part of the first bill.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from samples.money import half_up
from samples.notes import Note
from wuhua.core.days import add_months

ACT_360 = 3_600_000_000
MONTH_30 = 120_000_000
UPLIFT = 50
ONE = timedelta(days=1)

_MATRIX = {
    "CREDIT": ("NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL", "DOUBTFUL", "LOSS"),
    "GUARANTEE": ("NORMAL", "NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL", "LOSS"),
    "MORTGAGE": ("NORMAL", "NORMAL", "WATCH", "WATCH", "SUBSTANDARD", "DOUBTFUL"),
    "PLEDGE": ("NORMAL", "NORMAL", "NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL"),
}
"""银监发〔2007〕63号 as `domain.md` 2.5 gives it: overdue 0, 1-30, 31-90, 91-180, 181-360, over 360 days."""
CLASSES = ("NORMAL", "WATCH", "SUBSTANDARD", "DOUBTFUL", "LOSS")


def class_of(security: str, overdue_days: int, issue: str = "NEW") -> str:
    """Five classes under the 2018 rules: the matrix, over 90 days at least 次级, 借新还旧 at least 关注."""
    band = sum(overdue_days > edge for edge in (0, 30, 90, 180, 360))
    worst = CLASSES.index(_MATRIX[security][band])
    if overdue_days > 90:
        worst = max(worst, 2)
    if issue == "REFINANCE":
        worst = max(worst, 1)
    return CLASSES[worst]


@dataclass(slots=True)
class Bill:
    """账单 with something unpaid."""

    due: date
    kind: str
    amount: int
    paid: int = 0

    @property
    def unpaid(self) -> int:
        """What is still owed of it."""
        return self.amount - self.paid


@dataclass(slots=True)
class Life:
    """The outcome. `flows` are (day, principal, interest, penalty and compound, way)."""

    flows: list[tuple[date, int, int, int, str]] = field(default_factory=list)
    bills: list[Bill] = field(default_factory=list)
    principal: int = 0
    overdue: int = 0
    accrued: tuple[int, int] = (0, 0)
    penalty: tuple[int, int] = (0, 0)
    compound: tuple[int, int] = (0, 0)
    first_unpaid: date | None = None

    def unpaid(self, *kinds: str) -> int:
        """What is owed on bills of those kinds."""
        return sum(bill.unpaid for bill in self.bills if bill.kind in kinds)

    def overdue_days(self, day: date) -> int:
        """Days since the earliest due date of a bill with anything unpaid."""
        return max(0, (day - self.first_unpaid).days) if self.first_unpaid else 0


def boundaries(note: Note, cut: date) -> list[date]:
    """The days on which something is due up to the cut-over, in order; the last one closes a repaid note."""
    last = min(note.closed or cut, cut)
    days: list[date] = []
    if note.settlement == "OWN_DAY":
        days = [due for k in range(1, note.months + 1) if (due := add_months(note.start, k)) <= last]
    elif note.settlement != "AT_MATURITY":
        day = date(note.start.year, note.start.month, 21)
        while day <= last:
            if day > note.start and (note.settlement == "MONTH20" or day.month % 3 == 0):
                days.append(day)
            day = add_months(day, 1)
    if note.closed is not None and not note.written_off and note.closed not in days:
        days.append(note.closed)
    if note.stop and note.maturity <= last and note.maturity not in days:
        days.append(note.maturity)
    return sorted(days)


@dataclass(slots=True)
class _State:
    """What stands out while the life is walked through."""

    principal: int
    overdue: int = 0
    unpaid_interest: int = 0


def live(note: Note, cut: date) -> Life:
    """Walk through the note's due days up to the close of the cut-over."""
    life, state, at = Life(), _State(note.amount), note.start
    extras = sorted(note.extra.items())
    count = 0
    for due in boundaries(note, cut):
        count += 1
        spans, at_then = [], at
        for day, part in extras:
            if at <= day < due:
                spans.append((state.principal, at_then, day))
                state.principal -= part
                life.flows.append((day, part, 0, 0, "REPAID"))
                at_then = day
        spans.append((state.principal, at_then, due))
        interest = _interest(note, spans)
        if note.stop and due >= note.stop:
            _miss(note, life, state, at, due, interest, count)
        else:
            principal = _principal_due(note, state.principal, interest, due, count)
            state.principal -= principal
            life.flows.append((due, principal, interest, 0, "REPAID"))
        at = due
    if note.written_off:
        life.flows.append((note.written_off, note.amount, 0, 0, "WRITTEN_OFF"))
        life.first_unpaid = life.bills[0].due if life.bills else note.maturity
        life.bills = []
        return life
    life.principal, life.overdue = state.principal, state.overdue
    if note.closed is None:
        _accrue(note, life, state, at, cut + ONE)
    return life


def _interest(note: Note, spans: list[tuple[int, date, date]]) -> int:
    if note.day_count == "30/360":
        return half_up(spans[0][0] * note.rate, MONTH_30)
    return half_up(sum(base * note.rate * (until - since).days for base, since, until in spans), ACT_360)


def _principal_due(note: Note, outstanding: int, interest: int, due: date, count: int) -> int:
    if note.closed is not None and due >= note.closed:
        return outstanding
    if note.method == "equal_instalments":
        return outstanding if count == note.months else min(outstanding, note.instalment - interest)
    if note.method == "equal_principal":
        return outstanding if count == note.months else half_up(note.amount, note.months)
    return 0


def _charge(note: Note, base: int, factor: int, since: date, until: date) -> int:
    """Penalty or compound of one whole period, half-up."""
    if note.day_count == "30/360":
        return half_up(base * note.rate * factor, MONTH_30 * 100)
    return half_up(base * note.rate * factor * (until - since).days, ACT_360 * 100)


def _miss(note: Note, life: Life, state: _State, since: date, due: date, interest: int, count: int) -> None:
    """A due day on which nothing (or a part of the first interest) is paid."""
    first = life.first_unpaid is None
    if first:
        life.first_unpaid = due
    factor = 100 if since < note.maturity else 100 + UPLIFT
    penalty = _charge(note, state.overdue, 100 + UPLIFT, since, due)
    compound = _charge(note, state.unpaid_interest, factor, since, due)
    principal = _principal_due(note, state.principal, interest, due, count)
    if due == note.maturity:
        principal = state.principal
    if interest:
        part = min(note.part, interest - 1) if first and not principal else 0
        life.bills.append(Bill(due, "INTEREST", interest, part))
        state.unpaid_interest += interest - part
        if part:
            life.flows.append((due, 0, part, 0, "REPAID"))
    for kind, amount in (("PENALTY", penalty), ("COMPOUND", compound), ("PRINCIPAL", principal)):
        if amount:
            life.bills.append(Bill(due, kind, amount))
    state.principal -= principal
    state.overdue += principal


def _accrue(note: Note, life: Life, state: _State, since: date, until: date) -> None:
    """What the running period has earned so far: whole fen and the numerator left over."""
    days = (until - since).days
    if note.day_count == "30/360":
        length = (_next_own_day(note, since) - since).days
        unit, scale = days, MONTH_30 * length
    else:
        unit, scale = days, ACT_360
    factor = 100 if since < note.maturity else 100 + UPLIFT
    for name, base, weight, over in (
        ("accrued", state.principal, 1, scale),
        ("penalty", state.overdue, 100 + UPLIFT, scale * 100),
        ("compound", state.unpaid_interest, factor, scale * 100),
    ):
        setattr(life, name, divmod(base * note.rate * weight * unit, over))


def _next_own_day(note: Note, since: date) -> date:
    k = (since.year - note.start.year) * 12 + since.month - note.start.month + 1
    return add_months(note.start, k)
