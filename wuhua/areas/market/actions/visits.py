"""Verbs of visits (A2, A40, A49): a visit is recorded once with its photos, moves its entry, and sets things going."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from wuhua.areas.customer import read as customers
from wuhua.areas.market import read, rules
from wuhua.areas.market.actions.common import locked, move, record
from wuhua.areas.market.actions.lists import NewParty, add_walk_in
from wuhua.areas.market.actions.pains import NewPain, check_pain, follow, raised
from wuhua.areas.market.models import ListEntry, Survey, Visit, VisitPhoto
from wuhua.areas.market.rules import EntryState, EntryVerb, MarketRefusal, PartyKind, Photo, Place, VisitorKind
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday.rules import Measure
from wuhua.core.refuse import Refused
from wuhua.platform import clock, files, numbering

PHOTO_LIMIT = 3 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Decision:
    """What an executive's visit decides: who does what by when."""

    words: str
    owner: str
    due: date


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit as it is handed in. `entry` or `customer` says whom; else the party is written here and listed first."""

    key: str
    visited: datetime
    zone: str
    entry: int | None = None
    customer: str = ""
    party: NewParty | None = None
    at: Place | None = None
    accuracy: int | None = None
    place: str = ""
    person_side: str = ""
    business_side: str = ""
    need: str = ""
    offline: bool = False
    photos: Sequence[Photo] = ()
    pain: NewPain | None = None
    decision: Decision | None = None


@transaction.atomic
def record_visit(*, actor: Officer, business_date: date, new: NewVisit) -> Visit | Refused:
    """走访登记: counted as a survey, with the two sides, photos by hash, its pain point and, of an executive, its decision."""
    arrived = read.visit_of_key(_key(actor, new))
    if arrived is not None:
        return arrived
    capacity = rules.visitor_kind(actor)
    if isinstance(capacity, Refused):
        return capacity
    refused = _check(actor, business_date, new, capacity)
    if refused is not None:
        return refused
    whom = _whom(actor, business_date, new, capacity)
    if isinstance(whom, Refused):
        return whom

    # After this line the visit must stand.
    visit = _write(actor, business_date, new, capacity, whom)
    kept = _keep_photos(actor, business_date, visit, new.photos)
    if isinstance(kept, Refused):
        transaction.set_rollback(True)
        return kept
    _go_on(actor, business_date, visit, new, whom)
    record(
        actor.number, business_date, "visited", f"visit:{visit.pk}",
        {"entry": whom.entry.pk if whom.entry else None, "photos": visit.photos, "located": new.at is not None,
         "offline": new.offline, "kind": capacity},
    )  # fmt: skip
    return visit


def _key(actor: Officer, new: NewVisit) -> str:
    """The phone's number of the visit, under the officer it belongs to."""
    return f"{actor.number}/{new.key}"


@dataclass(frozen=True, slots=True)
class _Whom:
    entry: ListEntry | None
    kind: PartyKind
    name: str
    credit_code: str
    customer: str
    zone: str


def _check(actor: Officer, on: date, new: NewVisit, capacity: VisitorKind) -> Refused | None:
    """Everything that can be said of the visit by itself."""
    refused = (
        rules.check_place(new.at) or rules.check_time(new.visited, clock.now(), on) or rules.check_photos(new.photos)
    )
    for text, what, field in (
        (new.place, "地点", "place"), (new.need, "资金需求", "need"), (new.person_side, "人品一面", "person_side"),
        (new.business_side, "经营一面", "business_side"),
    ):  # fmt: skip
        refused = refused or rules.check_text(text, what, field, needed=False)
    if refused is None and new.pain is not None:
        refused = check_pain(new.pain, on)
    if refused is None and capacity is VisitorKind.EXECUTIVE and new.decision is None:
        return Refused(
            MarketRefusal.DECISION_MISSING,
            "班子成员走访须留下决定事项。",
            "请写明要办的事、责任人和完成期限。",
            "decision",
        )
    if refused is None and new.decision is not None:
        refused = rules.check_text(new.decision.words, "决定事项", "decision") or rules.check_due(new.decision.due, on)
        if refused is None and people.officer(new.decision.owner, on) is None:
            return Refused(
                MarketRefusal.OWNER_UNKNOWN, f"没有在岗工号 {new.decision.owner}。", "请核对责任人工号。", "owner"
            )
    return refused


def _whom(actor: Officer, on: date, new: NewVisit, capacity: VisitorKind) -> _Whom | Refused:
    """The entry, the customer, or a party that is put on a list first; with the zone it is counted in."""
    entry: ListEntry | None = None
    if new.entry is not None:
        found = read.entry_for(actor, new.entry)
        if isinstance(found, Refused):
            return found
        entry = locked(found)
    elif new.customer:
        kept = customers.customer_for(actor, new.customer)
        if isinstance(kept, Refused):
            return Refused(
                MarketRefusal.CUSTOMER_UNKNOWN, "没有这个客户,或您无权查看。", "请核对客户编号。", "customer"
            )
        zone = new.zone or kept.zone
        kind = PartyKind.ENTERPRISE if kept.kind in ("ENTERPRISE", "FARM_ENTITY") else PartyKind.MERCHANT
        return _zoned(_Whom(None, kind, kept.name, "", kept.number, zone))
    elif new.party is None:
        return Refused(MarketRefusal.NAME_MISSING, "没有写明走访了谁。", "请选择名单客户,或填写名称。", "party_name")
    elif capacity is VisitorKind.MANAGER:
        added = add_walk_in(actor=actor, business_date=on, party=new.party)
        if isinstance(added, Refused):
            return added
        entry = added
    if entry is not None:
        zone = new.zone or entry.zone_id or ""
        kind = PartyKind(entry.party_kind)
        return _zoned(_Whom(entry, kind, entry.party_name, entry.credit_code, entry.customer, zone))
    party = new.party
    assert party is not None  # noqa: S101 (asked above)
    return _zoned(_Whom(None, party.kind, party.name, party.credit_code, party.customer, new.zone or party.zone))


def _zoned(whom: _Whom) -> _Whom | Refused:
    if not whom.zone or people.zone_of(whom.zone) is None:
        return Refused(MarketRefusal.ZONE_UNKNOWN, "走访没有写明网格。", "请选择走访所在的网格。", "zone")
    return whom


def _write(actor: Officer, on: date, new: NewVisit, capacity: VisitorKind, whom: _Whom) -> Visit:
    survey = Survey.objects.create(
        number=f"XC{numbering.next_number('visit'):08d}", party_kind=whom.kind, party_name=whom.name,
        credit_code=whom.credit_code, customer=whom.customer, zone_id=whom.zone, rm_id=actor.number,
        visited=new.visited, need=new.need.strip(),
        longitude=None if new.at is None else Decimal(new.at.longitude) / rules.DEGREE,
        latitude=None if new.at is None else Decimal(new.at.latitude) / rules.DEGREE,
    )  # fmt: skip
    return Visit.objects.create(
        survey=survey, key=_key(actor, new), entry=whom.entry, visitor_kind=capacity, place=new.place.strip(),
        accuracy=new.accuracy, person_side=new.person_side.strip(), business_side=new.business_side.strip(),
        offline=new.offline, photos=len(new.photos), business_date=on, recorded_at=clock.now(),
    )  # fmt: skip


def _keep_photos(actor: Officer, on: date, visit: Visit, photos: Sequence[Photo]) -> Refused | None:
    for place, photo in enumerate(photos, 1):
        kept = files.keep(
            actor=actor.number, business_date=on, name=f"{visit.pk}-{place}.jpg", chunks=[photo.content],
            media_type=rules.media_type(photo.content) or "", limit=PHOTO_LIMIT,
        )  # fmt: skip
        if isinstance(kept, Refused):
            return kept
        VisitPhoto.objects.create(
            visit=visit, place=place, file=kept, digest=kept.digest, caption=photo.caption.strip(), taken=photo.taken
        )
    return None


def _go_on(actor: Officer, on: date, visit: Visit, new: NewVisit, whom: _Whom) -> None:
    """What follows from the visit: the entry moves where the table has it, a pain point, a decision, the day's figure."""
    if whom.entry is not None:
        to = rules.next_state(EntryVerb.VISIT, EntryState(whom.entry.state))
        if not isinstance(to, Refused):
            whom.entry.last_contact, whom.entry.next_contact = on, None
            if new.at is not None and whom.entry.longitude is None:
                whom.entry.longitude, whom.entry.latitude = visit.survey.longitude, visit.survey.latitude
            move(whom.entry, actor=actor.number, business_date=on, verb=EntryVerb.VISIT, to=to, words=visit.pk)
    if new.pain is not None:
        raised(actor, on, new.pain, name=whom.name, customer=whom.customer, visit=visit)
    if new.decision is not None:
        follow(actor, on, words=new.decision.words, owner=new.decision.owner, due=new.decision.due, visit=visit)
    made = Visit.objects.filter(survey__rm=actor.number, business_date=on).count()
    workday.feed_figures(actor=actor.number, business_date=on, day=on, figures={(actor.number, Measure.VISITS): made})


@transaction.atomic
def target(*, actor: Officer, business_date: date, entry: int) -> ListEntry | Refused:
    """锁定目标 (TARGETED, A40): refused without a visit that has a place, a time and a photo."""
    refused = rules.may_work(actor)
    if refused is not None:
        return refused
    seen = read.entry_for(actor, entry)
    if isinstance(seen, Refused):
        return seen
    found = locked(seen)
    if found.tint == rules.Tint.BLACK:
        return Refused(MarketRefusal.BLACK_LISTED, "该客户在黑名单中。", "如认定有误,请由有权人重新认定。", "tint")
    if EntryState(found.state) in rules.OUT:
        return Refused(MarketRefusal.WRONG_STATE, "该客户已移出名单。", "请先重新跟进。", "state")
    visits = read.visits_of_entry(found)
    if not visits:
        return Refused(MarketRefusal.NOT_VISITED, "没有走访记录,不能锁定目标。", "请先实地走访,带位置、时间和照片。")
    best = max(visits, key=lambda each: (each.survey.longitude is not None, each.photos > 0, each.survey.visited))
    refused = rules.may_target(
        located=best.survey.longitude is not None, photos=best.photos, targeted=found.targeted_on is not None
    )
    if refused is not None:
        return refused

    # After this line the party must be a target.
    found.targeted_on, found.targeted_visit = business_date, best
    found.save(update_fields=["targeted_on", "targeted_visit"])
    record(actor.number, business_date, "targeted", f"entry:{found.pk}", {"visit": best.pk})
    return found
