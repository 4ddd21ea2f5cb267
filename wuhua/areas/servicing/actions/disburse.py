"""发放: a note comes into being."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from wuhua.areas.compliance import read as compliance
from wuhua.areas.servicing import history, rules
from wuhua.areas.servicing.actions.common import gate, no_account, not_positive, once_only, plain
from wuhua.areas.servicing.models import LoanNote, NoteEvent, PlanItem, SettlementAccount
from wuhua.areas.servicing.rules import BookStatus, EventKind, Method, ServicingRefusal
from wuhua.books import post
from wuhua.books.rules import DEPOSITS, LOANS, Entry, Line, Side
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import audit, clock, numbering

_BATCH = 2_000


@dataclass(frozen=True, slots=True)
class NoteTerms:
    """What a contract and its approval say of a new note. Amounts in fen, the rate in 10⁻⁷ a year."""

    number: str
    contract: str
    account: str
    product: str
    managing_rm: str
    amount: int
    rate: int
    maturity: date
    method: str
    settlement: str
    security: str
    use: str
    industry: str
    region: str
    day_count: str = "act/360"
    own_day: int | None = None
    frequency_months: int = 1
    instalment: int | None = None
    principal_rolls: bool = True
    penalty_uplift: int = 50
    purpose: str = "BUSINESS"
    payout: str = "SELF"
    issue_type: str = "NEW"
    previous: str = ""
    rate_type: str = "BENCHMARK"
    farm: bool = False
    compound_base_penalty: bool = False
    grace_days: int = 0
    plan: tuple[tuple[date, int], ...] = ()


def disburse(*, actor: str, business_date: date, key: str, terms: NoteTerms) -> dict[str, object] | Refused:
    """发放: the note comes into being and its money lands on the borrower's settlement account."""

    def act() -> dict[str, object] | Refused:
        gate(business_date)
        elsewhere = compliance.counter(business_date)
        if elsewhere is not None:
            return elsewhere
        account = SettlementAccount.objects.filter(number=terms.account).first()
        no = may_disburse(terms, account, business_date)
        if no is not None:
            return no
        ensure(account is not None, "checked above")
        assert account is not None  # noqa: S101 (for the type checker; the line above is the guard)
        # After this line the disbursement must succeed.
        note = new_note(terms, account, business_date)
        open_note(note, business_date, actor, terms.plan)
        post_draw(note, account, business_date, actor)
        audit.record(
            actor=actor,
            business_date=business_date,
            action="servicing.disbursed",
            subject=f"note:{note.number}",
            after={"amount": terms.amount, "rate": terms.rate, "maturity": terms.maturity.isoformat()},
        )
        return {"note": note.number, "amount": terms.amount}

    return once_only(key, {"verb": "disburse", **plain(asdict(terms))}, act)


def written(terms: NoteTerms) -> dict[str, object]:
    """The terms as plain values, for a key or a column of JSON; `as_written` reads them again."""
    return {**plain(asdict(terms)), "plan": [[due.isoformat(), fen] for due, fen in terms.plan]}


def as_written(said: Mapping[str, Any]) -> NoteTerms:
    """The terms that `written` wrote."""
    plan = tuple((date.fromisoformat(due), int(fen)) for due, fen in said["plan"])
    return NoteTerms(**{**said, "maturity": date.fromisoformat(said["maturity"]), "plan": plan})


def check(terms: NoteTerms, business_date: date) -> Refused | None:
    """Why a note on these terms could not come into being today, asked by whoever has it made elsewhere; or None."""
    account = SettlementAccount.objects.filter(number=terms.account).first()
    return may_disburse(terms, account, business_date)


def may_disburse(terms: NoteTerms, account: SettlementAccount | None, business_date: date) -> Refused | None:
    """Why this note cannot come into being, or None."""
    if account is None:
        return no_account(terms.account)
    if LoanNote.objects.filter(number=terms.number).exists():
        return number_taken(terms)
    return fits(terms, business_date)


def number_taken(terms: NoteTerms) -> Refused:
    """The refusal of a second note under one number."""
    return Refused(ServicingRefusal.NUMBER_TAKEN, f"借据号 {terms.number} 已存在。", "请换一个借据号。", field="number")


def fits(terms: NoteTerms, business_date: date) -> Refused | None:
    """Why no note could be on these terms, whatever its number and account."""
    if terms.amount <= 0:
        return not_positive()
    if terms.maturity <= business_date:
        return Refused(ServicingRefusal.TERM_NOT_POSSIBLE, "到期日不晚于发放日。", "请核对合同期限。", field="maturity")
    if terms.rate <= 0:
        return Refused(ServicingRefusal.RATE_NOT_POSSIBLE, "利率须大于零。", "请核对批复利率。", field="rate")
    if not rules.keeps_whole_months(rules.Settlement(terms.settlement), rules.DayCount(terms.day_count)):
        return Refused(
            ServicingRefusal.DAY_COUNT_NOT_POSSIBLE,
            "30/360 按整月计息,只能对日结息;每月或每季 20 日结息、利随本清的期间不是整月。",
            "请改为对日结息,或改用实际天数计息。",
            field="day_count",
        )
    return None


def new_note(terms: NoteTerms, account: SettlementAccount, day: date, number: int | None = None) -> LoanNote:
    """The row of a note drawn on `day`, not yet saved. `number` is its place in the series where a block was taken."""
    settlement = rules.Settlement(terms.settlement)
    own_day = terms.own_day or (day.day if settlement is rules.Settlement.OWN_DAY else None)
    return LoanNote(
        id=numbering.next_number("note") if number is None else number,
        customer_id=account.customer_id,
        account=account,
        shard=account.shard,
        branch=account.branch,
        first_responsible=terms.managing_rm,
        start=day,
        original_maturity=terms.maturity,
        own_day=own_day,
        principal=terms.amount,
        anchor_day=day,
        next_due=rules.first_due(settlement, day, terms.maturity, own_day, terms.frequency_months),
        **{name: value for name, value in asdict(terms).items() if name not in ("account", "own_day", "plan")},
    )


def open_note(
    note: LoanNote,
    day: date,
    actor: str,
    plan: tuple[tuple[date, int], ...] = (),
    detail: Mapping[str, object] | None = None,
) -> None:
    """A new note on the books' side of its terms: row, plan, first event, instalment. Its principal the caller posts."""
    note.save(force_insert=True)
    PlanItem.objects.bulk_create(PlanItem(note_id=note.id, due=due, principal=fen) for due, fen in plan)
    first_event(note, day, actor, detail).save(force_insert=True)
    solve_instalment(note, day)


def first_event(note: LoanNote, day: date, actor: str, detail: Mapping[str, object] | None = None) -> NoteEvent:
    """The draw a note begins with, with its terms as they were signed; not yet saved."""
    return NoteEvent(
        note_id=note.id,
        value_day=day,
        business_date=day,
        recorded_at=clock.now(),
        kind=EventKind.DRAW.value,
        amount=note.amount,
        rate=note.rate,
        detail={**signed(note), **(detail or {})},
        actor=actor,
    )


def signed(note: LoanNote) -> dict[str, object]:
    """What of a new note's terms its first event keeps."""
    return {"maturity": note.maturity.isoformat(), "own_day": note.own_day, "instalment": note.instalment}


def open_notes(
    fresh: Sequence[tuple[LoanNote, NoteTerms]], day: date, actor: str, detail: Mapping[str, object]
) -> None:
    """Many new notes drawn on `day`, as `open_note` and `post_draw` make one: a statement a table, one trip to the books."""
    if not fresh:
        return
    events = [first_event(note, day, actor, detail) for note, _terms in fresh]
    NoteEvent.objects.bulk_create(events, batch_size=_BATCH)
    late_after = compliance.whole("NON_ACCRUAL_DAYS", day)
    for (note, terms), event in zip(fresh, events, strict=True):
        if solves(note):
            _solved(note, history.of_new(note, event, terms.plan, late_after), day)
    LoanNote.objects.bulk_create([note for note, _terms in fresh], batch_size=_BATCH)
    PlanItem.objects.bulk_create(
        (PlanItem(note_id=note.id, due=due, principal=fen) for note, terms in fresh for due, fen in terms.plan),
        batch_size=_BATCH,
    )
    post.post_many([draw_entry(note, note.account, day) for note, _terms in fresh], actor=actor)


def solves(note: LoanNote) -> bool:
    """Whether something of the note is worked out once and kept: a level instalment, or a plan's first day."""
    return note.method == Method.CUSTOM or (
        note.method in (Method.EQUAL_INSTALMENTS, Method.EQUAL_PRINCIPAL) and not note.instalment
    )


def solve_instalment(note: LoanNote, day: date) -> None:
    """Where the contract gives no level instalment it is solved once and kept as a term; a plan's first day likewise."""
    if solves(note):
        _solved(note, history.of_note(note, compliance.whole("NON_ACCRUAL_DAYS", day)), day)
        note.save(update_fields=["instalment", "next_due"])


def _solved(note: LoanNote, held: history.History, day: date) -> None:
    walk = held.walked(day).walk
    note.instalment, note.next_due = walk.level or note.instalment, walk.next_due


def post_draw(note: LoanNote, account: SettlementAccount, day: date, actor: str) -> None:
    """Principal on the note, money on the borrower's account."""
    post.post(draw_entry(note, account, day), actor=actor)


def draw_entry(note: LoanNote, account: SettlementAccount, day: date) -> Entry:
    """The entry of a note's first draw."""
    return Entry(
        f"draw/{note.number}",
        day,
        "发放贷款",
        (
            Line(LOANS, Side.DEBIT, note.amount, note.branch, note.product, BookStatus.NORMAL.value, note.id),
            Line(DEPOSITS, Side.CREDIT, note.amount, account.branch, sub=account.id),
        ),
    )
