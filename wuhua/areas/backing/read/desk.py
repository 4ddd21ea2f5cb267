"""The pages of pools and core firms: figures for everybody who works here, borrowers only within sight."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q

from wuhua.areas.backing.models import (
    Confirmation,
    CoreFirm,
    Pool,
    PoolAgreement,
    PoolClaim,
    PoolEntry,
    PoolProposal,
    Sweep,
    TaxFreeze,
)
from wuhua.areas.backing.read import asked, chain, pools
from wuhua.areas.backing.rules import Party, PoolEntryKind
from wuhua.areas.backing.rules.chain import CoreFigures, carried
from wuhua.areas.backing.rules.pools import PoolFigures, PoolTerms
from wuhua.areas.customer import read as customers
from wuhua.areas.people.rules import Officer
from wuhua.areas.servicing import facts
from wuhua.areas.servicing.facts import NoteLine
from wuhua.core.refuse import Refused

PAGE = 50


@dataclass(frozen=True, slots=True)
class PoolLine:
    """One pool of the list: its figures, the agreement in force and the terms, where there is one."""

    row: Pool
    figures: PoolFigures
    terms: PoolTerms | None

    @property
    def most(self) -> int:
        """What may be lent; nothing without an agreement."""
        return self.figures.most(self.terms) if self.terms else 0

    @property
    def room(self) -> int:
        """What the leverage leaves; nothing without an agreement."""
        return self.figures.room(self.terms) if self.terms else 0

    @property
    def used_pct(self) -> int:
        """How full the leverage is, for a bar: whole percent, at most 100."""
        return min(100, self.figures.committed * 100 // self.most) if self.most else 0


def pool_lines(on: date) -> list[PoolLine]:
    """Every pool. A fixed number of queries."""
    rows = PoolAgreement.objects.filter(from_day__lte=on, to_day__gte=on).order_by("version")
    held = {each.pool_id: pools.terms_of(each) for each in rows}
    return [PoolLine(row, figures, held.get(row.pk)) for row, figures in pools.with_figures()]


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim with what its parties still bear."""

    row: PoolClaim
    seen: bool
    open_parts: dict[Party, int]

    @property
    def open(self) -> int:
        """What is still to be recovered."""
        return sum(self.open_parts.values())


@dataclass(frozen=True, slots=True)
class LateNote:
    """A note that rests on the pool, and whether the pool must pay for it."""

    line: NoteLine
    seen: bool
    days: int
    must_pay: bool
    paid_before: bool


@dataclass(frozen=True, slots=True)
class PoolPage:
    """One pool with its agreements, ledger, claims and late notes; borrowers out of sight have no name."""

    line: PoolLine
    agreements: list[PoolAgreement]
    entries: list[tuple[PoolEntry, bool]]
    claims: list[ClaimLine]
    late: list[LateNote]
    page: int
    more: bool


@dataclass(frozen=True, slots=True)
class DueLine:
    """A note a pool must pay for, as the night put it on the list."""

    row: PoolProposal
    seen: bool


def due_lines(officer: Officer) -> list[DueLine]:
    """Proposals no claim has answered, of notes still in arrears; the oldest first. A fixed number of queries."""
    later = PoolClaim.objects.filter(note=OuterRef("note"), business_date__gt=OuterRef("oldest_due"))
    rows = PoolProposal.objects.filter(~Exists(later)).select_related("pool", "customer").order_by("oldest_due", "id")
    found = list(rows)
    late = {each.number: each.oldest_due for each in facts.lines(Q(number__in=[each.note for each in found]))}
    live = [each for each in found if late.get(each.note) == each.oldest_due][:PAGE]
    seen = _seen(officer, [each.customer_id for each in live])
    return [DueLine(each, each.customer_id in seen) for each in live]


def pool_page(officer: Officer, code: str, on: date, page: int = 1) -> PoolPage | Refused:
    """A fixed number of queries, however long the ledger."""
    pool = pools.pool(code)
    if isinstance(pool, Refused):
        return pool
    agreement = pools.agreement_on(pool.pk, on)
    terms = pools.terms_of(agreement) if agreement else None
    line = PoolLine(pool, pools.figures_of([pool])[pool.pk], terms)
    start = (page - 1) * PAGE
    rows = PoolEntry.objects.filter(pool=pool).select_related("customer", "case").order_by("-id")
    entries = list(rows[start : start + PAGE + 1])
    claims = list(PoolClaim.objects.filter(pool=pool).select_related("customer").order_by("-id")[:PAGE])
    notes = _late(pool, on)
    seen = _seen(
        officer,
        [each.customer_id for each in entries if each.customer_id],
        [each.customer_id for each in claims],
        [each.customer_id for each in notes],
    )
    open_parts, paid = pools.open_parts(claims), {each.note for each in claims}
    return PoolPage(
        line,
        list(PoolAgreement.objects.filter(pool=pool).order_by("-version")),
        [(each, each.customer_id is None or each.customer_id in seen) for each in entries[:PAGE]],
        [ClaimLine(each, each.customer_id in seen, open_parts[each.pk]) for each in claims],
        [
            LateNote(
                each, each.customer_id in seen, each.overdue_days(on),
                terms is not None and each.overdue_days(on) > terms.overdue_days, each.number in paid,
            )
            for each in notes
        ],
        page,
        len(entries) > PAGE,
    )  # fmt: skip


def _late(pool: Pool, on: date) -> list[NoteLine]:
    """Notes on the pool with something overdue, the latest first."""
    rows = PoolEntry.objects.filter(pool=pool, kind=PoolEntryKind.COMMITTED).exclude(case__note="")
    found = facts.lines(Q(number__in=list(rows.values_list("case__note", flat=True))) & Q(oldest_due__lt=on))
    return sorted(found, key=lambda each: (-each.overdue_days(on), each.number))


def _seen(officer: Officer, *ids: Iterable[int]) -> set[int]:
    wanted = {each for some in ids for each in some}
    return set(customers.visible_to(officer).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


@dataclass(frozen=True, slots=True)
class Behind:
    """What the page of a note says of who stands behind it: why its draws are frozen, and the pool that paid for it."""

    frozen: TaxFreeze | None
    pool: str


def behind_note(product: str, customer: int, number: str) -> Behind:
    """One query for a note of a pool or of the tax line, none for any other."""
    frozen = pool = None
    if product == "TAX_LOAN":
        frozen = TaxFreeze.objects.filter(customer_id=customer, to_day__isnull=True).first()
    elif product == asked.POOL_LOAN:
        pool = PoolClaim.objects.filter(note=number).values_list("pool__code", flat=True).first()
    return Behind(frozen, pool or "")


# --- core firms ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CoreLine:
    """One core firm of the list."""

    row: CoreFirm
    figures: CoreFigures

    @property
    def used_pct(self) -> int:
        """How full its cap is, for a bar: whole percent, at most 100."""
        cap = self.figures.cap
        return min(100, self.figures.outstanding * 100 // cap) if cap else 0


@dataclass(frozen=True, slots=True)
class ConfirmationLine:
    """A confirmation, what it carries and what of that is taken."""

    row: Confirmation
    seen: bool
    carries: int
    used: int
    past: bool


@dataclass(frozen=True, slots=True)
class CorePage:
    """One core firm with what it confirmed and what it paid; borrowers out of sight have no name."""

    line: CoreLine
    confirmations: list[ConfirmationLine]
    sweeps: list[tuple[Sweep, bool]]


def core_lines(on: date) -> list[CoreLine]:
    """Every core firm. A fixed number of queries."""
    rows = chain.core_firms()
    told = chain.core_figures(rows, on)
    return [CoreLine(each, told[each.pk]) for each in rows]


def core_page(officer: Officer, code: str, on: date) -> CorePage | Refused:
    """The newest hundred of each. A fixed number of queries."""
    firm = chain.core_firm(code)
    if isinstance(firm, Refused):
        return firm
    line = CoreLine(firm, chain.core_figures([firm], on)[firm.pk])
    said = list(Confirmation.objects.filter(firm=firm).select_related("customer").order_by("-confirmed_on", "pk")[:100])
    swept = list(Sweep.objects.filter(firm=firm).select_related("customer").order_by("-recorded_at")[:100])
    seen = _seen(officer, [each.customer_id for each in said], [each.customer_id for each in swept])
    used, share = chain.used_of([each.pk for each in said]), chain.share_on(on)
    return CorePage(
        line,
        [
            ConfirmationLine(
                each, each.customer_id in seen, carried(each.amount, share), used.get(each.pk, 0), each.due <= on
            )
            for each in said
        ],
        [(each, each.customer_id in seen) for each in swept],
    )


# --- the tax house ---------------------------------------------------------------------------------------------------


def frozen(officer: Officer, everything: bool = False) -> list[TaxFreeze]:
    """Freezes of customers in sight: those in force, or the newest hundred of all."""
    seen = customers.visible_to(officer).values("pk")
    rows = TaxFreeze.objects.filter(customer_id__in=seen).select_related("customer").order_by("-id")
    return list((rows if everything else rows.filter(to_day__isnull=True))[:100])
