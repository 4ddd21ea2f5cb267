"""Classification over HTTP: what waits, one note's class and why, decisions under a key of one's own, the arrears list.

The same doors as the pages: the verbs say who may, and a note that is not yours does not exist.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Header, Path, Query, Router, Schema
from ninja.errors import HttpError
from pydantic import Field

from wuhua.api import problem
from wuhua.api.v1.reads import officer_of
from wuhua.areas.classification import actions, pages, read
from wuhua.areas.classification.rules import ClassRefusal, ClassVerb, DualReading, Klass, Mark, OverdueType, says
from wuhua.areas.people.rules import Officer
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused

router = Router(tags=["五级分类"])
TROUBLE = {401: problem.Problem, 403: problem.Problem, 404: problem.Problem, 409: problem.Problem, 422: problem.Problem}
STATUS = {
    ClassRefusal.MAY_NOT_CLASSIFY: 403,
    ClassRefusal.OWN_NOTE: 403,
    ClassRefusal.OWN_PROPOSAL: 403,
    ClassRefusal.NOTE_UNKNOWN: 404,
    ClassRefusal.PROPOSAL_UNKNOWN: 404,
}
PLAIN = r"^[^\x00-\x1f\x7f]*$"
BIGGEST = 2**31 - 1

Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=8, max_length=64, pattern=r"^[!-~]+$")]
Number = Annotated[str, Path(..., min_length=1, max_length=64, pattern=PLAIN)]
Words = Annotated[str, Field(max_length=400, pattern=PLAIN)]
Day = Annotated[date, Field(ge=date(1990, 1, 1), le=date(2199, 12, 31))]


class Proposal(Schema):
    """An upgrade that waits. `needed` yeses, `given` so far; `may_decide` says whether this officer may."""

    id: int
    note: str
    customer: str
    branch: str
    managing_rm: str
    balance: str
    current: Klass
    proposed: Klass
    proposed_on: date
    proposed_by: str
    asked_for: str
    verdict: Klass
    overdue_days: int
    needed: int
    given: int
    may_decide: bool
    hindrance: str


class Proposals(Schema):
    """A page of upgrades, oldest first."""

    count: int
    page: int
    next: int | None
    proposals: list[Proposal]


class Decision(Schema):
    """Yes or no, and why."""

    decision: Literal["confirm", "reject"]
    reason: Words


class Decided(Schema):
    """What became of it; the same key and content answer the same."""

    proposal: int
    state: str
    klass: Klass
    approvals: int | None = None
    needed: int | None = None


class Trigger(Schema):
    """A rule that calls for at least a class; a hard one binds."""

    basis: str
    words: str
    klass: Klass
    hard: bool


class Change(Schema):
    """One change of class."""

    business_date: date
    before: str
    after: Klass
    basis: str
    way: str
    actor: str
    reason: str


class NoteClass(Schema):
    """The class of a note, what the rules say today, and how it came to be."""

    note: str
    klass: Klass
    on: date
    klass_on: Klass
    since: date | None
    basis: str
    verdict: Klass
    ruleset: str
    overdue_days: int
    clear_from: date | None
    observed_until: date | None
    marks: list[Mark]
    triggers: list[Trigger]
    history: list[Change]


class Wish(Schema):
    """Another class for a note, with the reason."""

    klass: Klass
    reason: Words


class Why(Schema):
    """Why a lowering was a mistake."""

    reason: Words


class Wished(Schema):
    """LOWERED, or PROPOSED with the proposal's number."""

    note: str
    klass: Klass
    state: Literal["LOWERED", "PROPOSED"]
    proposal: int | None = None


class MarkIn(Schema):
    """A fact about a note."""

    mark: Mark
    since: Day
    reason: Words


class MarkEnd(Schema):
    """The fact no longer holds."""

    mark: Mark
    reason: Words


class Marked(Schema):
    """MARKED or ENDED."""

    note: str
    mark: Mark
    state: Literal["MARKED", "ENDED"]


class Batch(Schema):
    """Notes whose classes at the quarter's end are confirmed."""

    notes: list[Annotated[str, Field(min_length=1, max_length=64, pattern=PLAIN)]] = Field(
        min_length=1, max_length=5000
    )
    reason: Words


class Confirmed(Schema):
    """How many were confirmed."""

    quarter: date
    confirmed: int


class WordIn(Schema):
    """What stands beside an overdue note."""

    reason: Words
    responsible: Annotated[str, Field(max_length=32, pattern=PLAIN)]
    measure: Words
    deadline: Day


class Written(Schema):
    """That it was written."""

    note: str
    word: int
    state: Literal["WRITTEN"]


class Word(Schema):
    """As it stands."""

    reason: str
    responsible: str
    measure: str
    deadline: date
    actor: str
    business_date: date


class Late(Schema):
    """An overdue note. Amounts in yuan."""

    note: str
    customer: str
    branch: str
    managing_rm: str
    overdue_type: OverdueType
    overdue_days: int
    principal: str
    interest: str
    balance: str
    reported: str
    klass: Klass
    word: Word | None


class Arrears(Schema):
    """A page of the list by a reading, most days first, with the sums of all of it."""

    reading: DualReading
    as_of: date
    count: int
    balance: str
    principal: str
    interest: str
    reported: str
    page: int
    next: int | None
    notes: list[Late]


def _do(request: HttpRequest, verb: ClassVerb, key: str, said: dict[str, Any]) -> dict[str, Any] | HttpResponse:
    who, day = officer_of(request)
    done = actions.do(verb, actor=who, business_date=day, key=key, said=said)
    if isinstance(done, Refused):
        return problem.of(done, STATUS.get(done.name, 409))  # type: ignore[call-overload]
    return done


def _asked(**words: Any) -> pages.Asked:
    return pages.Asked(**words)


@router.get("/classification/proposals", response={200: Proposals, **TROUBLE}, summary="待认定的上调建议,每页五十条")
def proposals(
    request: HttpRequest,
    q: str = Query("", max_length=80, pattern=PLAIN),
    branch: str = Query("", max_length=40, pattern=PLAIN),
    manager: str = Query("", max_length=40, pattern=PLAIN),
    page: int = Query(1, ge=1, le=100_000),
) -> Any:
    """On notes this officer may see."""
    who, day = officer_of(request)
    found = pages.waiting(who, _asked(q=q, branch=branch, manager=manager, page=page), day)
    rows = [_proposal(row) for row in found.rows]
    return {"count": found.count, "page": found.page, "next": found.next, "proposals": rows}


def _proposal(row: pages.Waiting) -> dict[str, Any]:
    line, proposal = row.case.line, row.proposal
    return {
        "id": proposal.pk,
        "note": line.number,
        "customer": line.customer,
        "branch": line.branch,
        "managing_rm": line.managing_rm,
        "balance": yuan(line.balance),
        "current": proposal.current,
        "proposed": proposal.proposed,
        "proposed_on": proposal.proposed_on,
        "proposed_by": proposal.proposed_by,
        "asked_for": proposal.asked_for,
        "verdict": row.case.decision.verdict.klass,
        "overdue_days": row.case.facts.overdue_days,
        "needed": row.needed,
        "given": len(row.votes),
        "may_decide": row.hindrance == "",
        "hindrance": row.hindrance,
    }


@router.post(
    "/classification/proposals/{id}/decision",
    response={200: Decided, **TROUBLE},
    summary="认定或退回一条上调建议,同一请求编号只办一次",
)
def decide(request: HttpRequest, id: Annotated[int, Path(..., ge=1, le=BIGGEST)], decision: Decision, key: Key) -> Any:
    """Never by who keeps the note or asked for the upgrade; above a hard trigger two must say yes."""
    verb = ClassVerb.CONFIRM if decision.decision == "confirm" else ClassVerb.REJECT
    return _do(request, verb, key, {"proposal": id, "reason": decision.reason})


@router.get("/classification/notes/{number}", response={200: NoteClass, **TROUBLE}, summary="一笔借据的五级分类与依据")
def note(request: HttpRequest, number: Number, on: Day | None = None) -> Any:
    """`klass_on` is the class at the close of `on`, as it was known then; the rest is today's."""
    who, day = officer_of(request)
    found = _found(who, number, day)
    case, facts = found.case, found.case.facts
    return {
        "note": number,
        "klass": facts.klass,
        "on": on or day,
        "klass_on": read.class_on(case.line.id, on or day),
        "since": facts.since,
        "basis": facts.basis,
        "verdict": case.decision.verdict.klass,
        "ruleset": case.book.ruleset,
        "overdue_days": facts.overdue_days,
        "clear_from": facts.clear_from,
        "observed_until": case.observed_until,
        "marks": sorted(facts.marks),
        "triggers": [
            {"basis": each.basis, "words": says(each), "klass": each.klass, "hard": each.hard} for each in case.fired
        ],
        "history": [{name: getattr(each, name) for name in Change.model_fields} for each in found.history],
    }


def _found(who: Officer, number: str, day: date) -> pages.NotePage:
    found = pages.note_page(who, number, day)
    if found is None:
        raise HttpError(404, "没有这笔借据,或您无权查看,或已结清。")
    return found


@router.post("/classification/notes/{number}/lower", response={200: Wished, **TROUBLE}, summary="下调分类,即时生效")
def lower(request: HttpRequest, number: Number, wish: Wish, key: Key) -> Any:
    """Only to a worse class than stands."""
    return _do(request, ClassVerb.WORSEN, key, {"note": number, "to": wish.klass.value, "reason": wish.reason})


@router.post(
    "/classification/notes/{number}/propose",
    response={200: Wished, **TROUBLE},
    summary="建议上调分类,由他人认定",
)
def propose(request: HttpRequest, number: Number, wish: Wish, key: Key) -> Any:
    """Only to a better class than stands, one proposal a note."""
    return _do(request, ClassVerb.PROPOSE, key, {"note": number, "to": wish.klass.value, "reason": wish.reason})


@router.post(
    "/classification/notes/{number}/take-back",
    response={200: Wished, **TROUBLE},
    summary="撤销误记的下调,由他人同意",
)
def take_back(request: HttpRequest, number: Number, why: Why, key: Key) -> Any:
    """Only the last lowering, and only where nothing that stands calls for it."""
    return _do(request, ClassVerb.TAKE_BACK, key, {"note": number, "reason": why.reason})


@router.post("/classification/notes/{number}/marks", response={200: Marked, **TROUBLE}, summary="登记分类标记")
def mark(request: HttpRequest, number: Number, mark: MarkIn, key: Key) -> Any:
    """What it calls for takes effect at once."""
    said = {"note": number, "mark": mark.mark.value, "since": mark.since, "reason": mark.reason}
    return _do(request, ClassVerb.MARK, key, said)


@router.post("/classification/notes/{number}/marks/end", response={200: Marked, **TROUBLE}, summary="解除分类标记")
def unmark(request: HttpRequest, number: Number, mark: MarkEnd, key: Key) -> Any:
    """The class stays; raising it is proposed apart."""
    said = {"note": number, "mark": mark.mark.value, "reason": mark.reason}
    return _do(request, ClassVerb.UNMARK, key, said)


@router.post(
    "/classification/quarters/{quarter}/confirmations",
    response={200: Confirmed, **TROUBLE},
    summary="季度五级分类认定(认定表)",
)
def confirm_quarter(request: HttpRequest, quarter: Annotated[Day, Path(...)], batch: Batch, key: Key) -> Any:
    """The classes as they stood at the quarter's end; not one's own notes."""
    said = {"quarter": quarter, "notes": batch.notes, "reason": batch.reason}
    return _do(request, ClassVerb.QUARTER, key, said)


@router.get("/arrears", response={200: Arrears, **TROUBLE}, summary="双逾清单,每页五十笔")
def arrears(
    request: HttpRequest,
    reading: DualReading | None = None,
    overdue_type: OverdueType | None = None,
    q: str = Query("", max_length=80, pattern=PLAIN),
    branch: str = Query("", max_length=40, pattern=PLAIN),
    page: int = Query(1, ge=1, le=100_000),
) -> Any:
    """By the reading in force unless one is named."""
    who, day = officer_of(request)
    more = pages.LateAsked(reading or pages.reading_on(day), overdue_type.value if overdue_type else "")
    found, sums = pages.late(who, _asked(q=q, branch=branch, page=page), more, day)
    return {
        "reading": more.reading,
        "as_of": day,
        "count": found.count,
        "balance": yuan(sums.balance),
        "principal": yuan(sums.principal),
        "interest": yuan(sums.interest),
        "reported": yuan(sums.reported),
        "page": found.page,
        "next": found.next,
        "notes": [_late(row) for row in found.rows],
    }


def _late(row: pages.Late) -> dict[str, Any]:
    line, word = row.line, row.word
    return {
        "note": line.number,
        "customer": line.customer,
        "branch": line.branch,
        "managing_rm": line.managing_rm,
        "overdue_type": row.kind,
        "overdue_days": row.days,
        "principal": yuan(row.arrears.principal),
        "interest": yuan(row.arrears.interest_in_all),
        "balance": yuan(line.balance),
        "reported": yuan(row.reported),
        "klass": row.klass,
        "word": {name: getattr(word, name) for name in Word.model_fields} if word else None,
    }


@router.put("/arrears/{number}", response={200: Written, **TROUBLE}, summary="登记逾期原因、责任人、措施和期限")
def write_word(request: HttpRequest, number: Number, word: WordIn, key: Key) -> Any:
    """The word before stays on record."""
    return _do(request, ClassVerb.WORD, key, {"note": number, **word.dict()})
