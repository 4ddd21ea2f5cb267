"""Questions about partners: targets by executive, agreements and what ends soon, the package of each, circles and members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Max, OuterRef, Prefetch, Q, QuerySet, Subquery

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.market.models import (
    Agreement,
    AgreementStep,
    Alliance,
    AllianceBenefit,
    AllianceMember,
    Milestone,
    ServiceTake,
    StrategicNote,
    StrategicTarget,
)
from wuhua.areas.market.read.sight import within
from wuhua.areas.market.rules import mask_name
from wuhua.areas.market.rules.partners import (
    AgreementState,
    BenefitKind,
    PartnerRefusal,
    ServiceLine,
    StrategicStage,
    agreement_state,
)
from wuhua.areas.people.rules import Officer, Scope, scope_of
from wuhua.core.refuse import Refused

MOST = 500


def warn_days(on: date) -> int:
    """How long before its last day an agreement is shown as ending soon."""
    return compliance.whole("AGREEMENT_WARN_DAYS", on)


def _answers(officer: Officer) -> Q:
    """Partners that somebody whom the officer looks over answers for."""
    return within(officer, "executive") | within(officer, "contact")


# --- targets ---------------------------------------------------------------------------------------------------------


def strategic(officer: Officer) -> QuerySet[StrategicTarget]:
    """Targets within sight, with the words and day of the newest note, the longest untouched first."""
    last = StrategicNote.objects.filter(target=OuterRef("pk")).order_by("-id")
    rows = StrategicTarget.objects.filter(_answers(officer)).select_related("executive", "contact")
    rows = rows.annotate(
        last_words=Subquery(last.values("words")[:1]), last_day=Subquery(last.values("business_date")[:1])
    )
    return rows.order_by("executive_id", F("last_day").asc(nulls_first=True), "id")


def strategic_for(officer: Officer, number: int) -> StrategicTarget | Refused:
    """One target with its notes, newest first."""
    notes = Prefetch("notes", queryset=StrategicNote.objects.order_by("-id"))
    found = strategic(officer).prefetch_related(notes).filter(pk=number).first()
    if found is None:
        return Refused(
            PartnerRefusal.STRATEGIC_UNKNOWN, "没有这个战略对象,或您无权查看。", "请从清单中打开。", "target"
        )
    return found


@dataclass(frozen=True, slots=True)
class ExecutiveLine:
    """One member of the leadership: what it answers for and how far that has come."""

    number: str
    name: str
    targets: int
    planned: int
    talks: int
    cooperating: int
    given_up: int
    last_day: date | None


def by_executive(on: date) -> list[ExecutiveLine]:
    """分别负责 (A78): how far every executive's targets have come; counts only. One query."""

    def at(stage: StrategicStage) -> Count:
        return Count("id", filter=Q(stage=stage), distinct=True)

    rows = StrategicTarget.objects.filter(opened_on__lte=on).values("executive_id", "executive__name")
    found = rows.annotate(
        targets=Count("id", distinct=True), last_day=Max("notes__business_date"), planned=at(StrategicStage.PLANNED),
        talks=at(StrategicStage.IN_TALKS), cooperating=at(StrategicStage.COOPERATING),
        given_up=at(StrategicStage.GIVEN_UP),
    )  # fmt: skip
    return [
        ExecutiveLine(
            each["executive_id"], each["executive__name"], each["targets"], each["planned"], each["talks"],
            each["cooperating"], each["given_up"], each["last_day"],
        )
        for each in found.order_by("executive_id")
    ]  # fmt: skip


# --- agreements ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AgreementLine:
    """An agreement and where it stands on a day, with what of the package is used."""

    row: Agreement
    state: AgreementState
    days_left: int
    taken: frozenset[ServiceLine]
    open_milestones: int


def agreement_lines(officer: Officer, on: date, state: str = "") -> list[AgreementLine]:
    """Agreements within sight, the soonest to end first; what has ended last. Four queries."""
    rows = Agreement.objects.filter(_answers(officer), signed__lte=on).select_related("executive", "contact")
    rows = rows.annotate(open_milestones=Count("milestones", filter=Q(milestones__done_on__isnull=True)))
    found = list(rows.order_by("expires", "number")[:MOST])
    used, warn = taken_on([each.pk for each in found], on), warn_days(on)
    lines = [
        AgreementLine(
            each, agreement_state(each.expires, each.ended, on, warn), (each.expires - on).days,
            used.get(each.pk, frozenset()), each.open_milestones,
        )
        for each in found
    ]  # fmt: skip
    alive = (AgreementState.IN_FORCE, AgreementState.ENDING_SOON)
    lines.sort(key=lambda line: line.state not in alive)
    return [line for line in lines if not state or line.state == state]


def agreement_for(officer: Officer, number: str) -> Agreement | Refused:
    """One agreement with its steps and milestones."""
    steps = Prefetch("steps", queryset=AgreementStep.objects.order_by("-id"))
    stones = Prefetch("milestones", queryset=Milestone.objects.order_by("due", "id"))
    rows = Agreement.objects.filter(_answers(officer)).select_related("executive", "contact")
    found = rows.prefetch_related(steps, stones).filter(pk=number).first()
    if found is None:
        return Refused(PartnerRefusal.AGREEMENT_UNKNOWN, "没有这份协议,或您无权查看。", "请从清单中打开。", "agreement")
    return found


def _flags(agreements: Sequence[str], on: date) -> QuerySet[ServiceTake]:
    """The newest flag of each line of each agreement until a day."""
    rows = ServiceTake.objects.filter(agreement__in=agreements, from_day__lte=on)
    return rows.order_by("agreement", "line", "-from_day").distinct("agreement", "line")


def taken_on(agreements: Sequence[str], on: date) -> dict[str, frozenset[ServiceLine]]:
    """What of the package each agreement used on a day. One query for all."""
    found: dict[str, set[ServiceLine]] = {}
    for each in _flags(agreements, on):
        if each.taken:
            found.setdefault(each.agreement_id, set()).add(ServiceLine(each.line))
    return {number: frozenset(lines) for number, lines in found.items()}


def package_of(agreement: str, on: date) -> list[tuple[ServiceLine, bool, date | None]]:
    """The whole package of one agreement: each line, whether it is used, and since when that is so (A80)."""
    found = {each.line: each for each in _flags([agreement], on)}
    return [
        (line, line.value in found and found[line.value].taken, found[line.value].from_day if line in found else None)
        for line in ServiceLine
    ]


def take_up(on: date) -> dict[ServiceLine, int]:
    """How many agreements in force use each line; counts only."""
    alive = Agreement.objects.filter(in_force(on)).values_list("pk", flat=True)
    counts = dict.fromkeys(ServiceLine, 0)
    for lines in taken_on(list(alive), on).values():
        for line in lines:
            counts[line] += 1
    return counts


def in_force(on: date) -> Q:
    """Signed, not run out, not ended."""
    return Q(signed__lte=on, expires__gte=on) & (Q(ended__isnull=True) | Q(ended__gt=on))


# --- circles ---------------------------------------------------------------------------------------------------------


def _on(on: date) -> Q:
    return Q(from_day__lte=on) & (Q(to_day__isnull=True) | Q(to_day__gt=on))


def alliances(on: date) -> list[Alliance]:
    """Every circle with how many stand in it and what it gives on the day. Two queries."""
    benefits = Prefetch("benefits", queryset=AllianceBenefit.objects.filter(_later(on)).order_by("kind", "id"))
    rows = Alliance.objects.filter(founded__lte=on).select_related("zone", "firm")
    staying = Q(members__joined__lte=on) & (Q(members__left__isnull=True) | Q(members__left__gt=on))
    rows = rows.annotate(standing=Count("members", filter=staying, distinct=True)).prefetch_related(benefits)
    return list(rows.order_by("id")[:MOST])


def _later(on: date) -> Q:
    """Not over yet: also what is decided and begins with the next run."""
    return Q(decided_on__lte=on) & (Q(to_day__isnull=True) | Q(to_day__gt=on))


def alliance_of(number: int, on: date) -> Alliance | Refused:
    """One circle."""
    found = next((each for each in alliances(on) if each.pk == number), None)
    if found is None:
        return Refused(PartnerRefusal.ALLIANCE_UNKNOWN, "没有这个联盟圈。", "请从清单中打开。", "alliance")
    return found


def anchor_names(officer: Officer, found: Sequence[Alliance]) -> dict[int, str]:
    """What each circle stands around: the zone's name; a firm's name, masked for who may not see the firm. One query."""
    firms = {each.firm_id for each in found if each.firm_id is not None}
    seen = set(customers.visible_to(officer).filter(pk__in=firms).values_list("pk", flat=True)) if firms else set()
    names = {}
    for each in found:
        if each.zone is not None:
            names[each.pk] = str(each.zone.name)
        elif each.firm is not None:
            names[each.pk] = str(each.firm.name) if each.firm_id in seen else mask_name(each.firm.name)
    return names


def members(officer: Officer, alliance: int) -> list[AllianceMember]:
    """Those in the circle, ever, whom the officer may see."""
    if scope_of(officer) is Scope.NONE:
        return []
    rows = AllianceMember.objects.filter(alliance=alliance, customer__in=customers.visible_to(officer).values("pk"))
    return list(rows.select_related("customer").order_by(F("left").asc(nulls_first=True), "joined", "id")[:MOST])


@dataclass(frozen=True, slots=True)
class Benefit:
    """What a customer has from a circle on a day."""

    alliance: int
    name: str
    kind: BenefitKind
    bp: int
    fee_code: str
    words: str


def benefits_of(customer: str, on: date) -> list[Benefit]:
    """The door for prices and fees (A77): what the customer's circles give on that day.

    Joined, left or decided on a day, it tells from the next day's price run on; the past answers as it was.
    """
    rows = AllianceBenefit.objects.filter(_on(on)).select_related("alliance").order_by("alliance_id", "kind", "id")
    standing = AllianceMember.objects.filter(_on(on), customer__number=customer).values("alliance_id")
    return [
        Benefit(each.alliance_id, each.alliance.name, BenefitKind(each.kind), each.bp or 0, each.fee_code, each.words)
        for each in rows.filter(alliance__in=standing)
    ]
