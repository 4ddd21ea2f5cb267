"""What market says and hears over HTTP: the shapes of entries, visits, leads and pain points."""

from __future__ import annotations

import base64
import binascii
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import AwareDatetime, Field

from wuhua.areas.market import actions
from wuhua.areas.market.rules import (
    DEGREE,
    ContactOutcome,
    EntryState,
    LeadState,
    MarketRefusal,
    PainKind,
    PartyKind,
    Photo,
    Place,
    Tint,
)
from wuhua.core.refuse import Refuse, Refused

PLAIN = r"^[^\x00-\x1f\x7f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
BIGGEST = 2**63 - 1
MOST_ENTRIES = 500

Named = Annotated[str, Field(max_length=120, pattern=PLAIN)]
Words = Annotated[str, Field(max_length=500, pattern=LINES)]
Degrees = Annotated[str, Field(pattern=r"^-?[0-9]{1,3}(\.[0-9]{1,6})?$")]
Moment = Annotated[AwareDatetime, Field(ge=datetime.fromisoformat("2000-01-01T00:00:00+00:00"),
                                        le=datetime.fromisoformat("2100-01-01T00:00:00+00:00"))]  # fmt: skip


class Entry(Schema):
    """One party of a list; the phone masked."""

    id: int
    list: str
    source: str
    party_kind: PartyKind
    party_name: str
    credit_code: str
    customer: str
    zone: str
    address: str
    phone_masked: str
    longitude: Decimal | None
    latitude: Decimal | None
    owner: str
    state: EntryState
    reason: str
    tint: str
    tint_reason: str
    targeted_on: date | None
    last_contact: date | None
    next_contact: date | None


class Entries(Schema):
    """A page of entries within sight."""

    count: int
    page: int
    next: int | None
    entries: list[Entry]


class Step(Schema):
    """One step of the funnel: reached = here + no_intent + rejected + went_on."""

    state: EntryState
    reached: int
    here: int
    no_intent: int
    rejected: int
    went_on: int


class ListOut(Schema):
    """One list, counted over what this officer may see."""

    number: str
    name: str
    source: str
    made_on: date
    total: int
    owned: int
    visited: int
    filed: int
    credit: int
    drawn: int
    out: int


class Done(Schema):
    """What was done, by its number, and where it stands now."""

    id: int
    state: str


class VisitDone(Schema):
    """A visit that arrived. The same key answers the same."""

    visit: str
    entry: int | None
    photos: int


class PartyIn(Schema):
    """Somebody who stands on no list yet."""

    kind: PartyKind
    name: Named
    credit_code: Named = ""
    customer: Named = ""
    zone: Named = ""
    address: Named = ""
    phone: Annotated[str, Field(max_length=30, pattern=PLAIN)] = ""

    def party(self) -> actions.NewParty:
        """As the verbs take it."""
        return actions.NewParty(
            self.kind, self.name, self.credit_code, self.customer.strip(), self.zone.strip(), self.address, self.phone
        )


class PhotoIn(Schema):
    """A photo: base64 of a JPEG or PNG of at most 300 KB, what it shows in words, when it was taken."""

    content: Annotated[str, Field(max_length=420_000, pattern=r"^[A-Za-z0-9+/]+={0,2}$")]
    caption: Named
    taken: Moment


class PainIn(Schema):
    """What stands in the customer's way."""

    kind: PainKind
    words: Words
    due: date


class PainNew(PainIn):
    """The same, written by hand."""

    party_name: Named = ""
    customer: Named = ""


class DecisionIn(Schema):
    """Who does what by when."""

    words: Words
    owner: Named
    due: date


class VisitIn(Schema):
    """A visit; degrees as text with up to six decimals. `officer` is whoever the phone belongs to, where it says so."""

    visited: Moment
    zone: Named = ""
    officer: Named = ""
    entry: Annotated[int, Field(ge=1, le=BIGGEST)] | None = None
    customer: Named = ""
    party: PartyIn | None = None
    longitude: Degrees | None = None
    latitude: Degrees | None = None
    accuracy: Annotated[int, Field(ge=0, le=1_000_000)] | None = None
    place: Words = ""
    person_side: Words = ""
    business_side: Words = ""
    need: Words = ""
    offline: bool = False
    photos: Annotated[list[PhotoIn], Field(max_length=6)] = []
    pain: PainIn | None = None
    decision: DecisionIn | None = None

    def new(self, key: str) -> actions.NewVisit:
        """As the verb takes it."""
        at = None
        if self.longitude is not None and self.latitude is not None:
            at = Place(_micro(self.longitude), _micro(self.latitude))
        return actions.NewVisit(
            key=key, visited=self.visited, zone=self.zone.strip(), entry=self.entry, customer=self.customer.strip(),
            party=self.party.party() if self.party else None, at=at, accuracy=self.accuracy, place=self.place,
            person_side=self.person_side, business_side=self.business_side, need=self.need, offline=self.offline,
            photos=[Photo(_bytes(each.content), each.caption, each.taken) for each in self.photos],
            pain=actions.NewPain(self.pain.kind, self.pain.words, self.pain.due) if self.pain else None,
            decision=actions.Decision(self.decision.words, self.decision.owner.strip(), self.decision.due)
            if self.decision else None,
        )  # fmt: skip


class ContactIn(Schema):
    """What came of a call or a stop."""

    outcome: ContactOutcome
    chips: Annotated[list[Named], Field(max_length=8)] = []
    words: Words = ""
    next_contact: date | None = None


class AssignIn(Schema):
    """Who gets which entries; all of them or none."""

    entries: Annotated[list[Annotated[int, Field(ge=1, le=BIGGEST)]], Field(min_length=1, max_length=MOST_ENTRIES)]
    owner: Named


class LeaveIn(Schema):
    """Out of the list: the party does not want, or we do not."""

    refused_by_bank: bool = False
    reason: Words


class GradeIn(Schema):
    """White, grey or black, and why."""

    tint: Tint
    reason: Words


class FileIn(Schema):
    """The customer file, and how full it is."""

    customer: Named
    filled: Annotated[int, Field(ge=0, le=1000)]
    mandatory: Annotated[int, Field(ge=1, le=1000)]


class Why(Schema):
    """A reason, a result or evidence in words."""

    words: Words


def _micro(degrees: str) -> int:
    return int(Decimal(degrees) * DEGREE)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        refused = Refused(MarketRefusal.NOT_A_PHOTO, "照片内容不完整。", "请重新拍照后提交。", "photos")
        raise Refuse(refused) from None


class DrawIn(Schema):
    """A park, market or mall, and what to call the list."""

    zone: Named
    name: Named = ""


class Drawn(Schema):
    """The list that was made."""

    number: str


class VisitOut(Schema):
    """A visit made here."""

    visit: str
    entry: int | None
    party_name: str
    customer: str
    rm: str
    visitor_kind: str
    visited: datetime
    located: bool
    offline: bool
    photos: list[dict[str, Any]]


class LeadOut(Schema):
    """A counterparty that is no customer yet; the name masked until taken up, sums in yuan."""

    id: int
    firm: str
    firm_name: str
    name: str
    direction: str
    paid_in: str
    paid_out: str
    times: int
    circle: bool
    since: date
    until: date
    state: LeadState
    entry: int | None


class Leads(Schema):
    """A page of leads."""

    count: int
    leads: list[LeadOut]


class PainOut(Schema):
    """A pain point; overdue when its day has passed and it is not closed."""

    id: int
    kind: PainKind
    words: str
    party_name: str
    customer: str
    raised_by: str
    raised_on: date
    due: date
    overdue: bool
    state: str
    result: str


class Pains(Schema):
    """A page of the register."""

    count: int
    overdue: int
    page: int
    next: int | None
    pains: list[PainOut]
