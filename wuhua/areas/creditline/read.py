"""Questions to the card, and the gate: nobody gets a card but through an officer who may see its customer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q, QuerySet, Sum

from wuhua.areas.compliance import read as compliance
from wuhua.areas.creditline import rules
from wuhua.areas.creditline.models import Card, CardAsk, CardOrder, CardStep, Line
from wuhua.areas.creditline.rules import LIVING, CardNow, CardOrderState, CardRefusal, CardState, FreezeReason, Service
from wuhua.areas.customer import read as customer
from wuhua.areas.exposure import read as exposure
from wuhua.areas.exposure.rules import Owes
from wuhua.areas.people.rules import Officer, Scope, scope_of
from wuhua.areas.servicing import casework as book
from wuhua.areas.servicing import explain, pages
from wuhua.areas.servicing import read as servicing
from wuhua.core.allocate import Kind
from wuhua.core.life import Row, Span
from wuhua.core.money import percent
from wuhua.core.refuse import Refused

PAGE = 50


@dataclass(frozen=True, slots=True)
class CardKey:
    """Which card, on which line and note, of which customer: what a draw must know before it begins."""

    id: int
    number: str
    line: int
    note: str
    customer_id: int
    customer: str


@dataclass(frozen=True, slots=True)
class CardView:
    """A card as a page shows it on a day. Amounts in fen."""

    id: int
    number: str
    customer: str
    customer_name: str
    managing_rm: str
    state: CardState
    why: str
    line: int
    note: str
    case: str
    approved: int
    approved_by: str
    rate: int
    limit: int
    opened: date
    until: date
    review_on: date
    drawn: int
    held: int
    oldest_due: date | None
    late_elsewhere: tuple[tuple[str, int], ...]
    now: CardNow
    on: date
    last_draw: date | None
    dormant_days: int
    account: str

    @property
    def stopped(self) -> Refused | None:
        """Why nothing can be drawn today whatever the amount, or None."""
        no = rules.usable(self.now, self.on)
        if no is not None:
            return no
        if self.overdue_days:
            return rules.late(self.overdue_days)
        return rules.late_elsewhere(*self.late_elsewhere[0]) if self.late_elsewhere else None

    @property
    def overdue_days(self) -> int:
        """Business date less the oldest unpaid due day of the line."""
        return max(0, (self.on - self.oldest_due).days) if self.oldest_due else 0

    @property
    def available(self) -> int:
        """What may be drawn today: nothing while anything stops the card."""
        return 0 if self.stopped else self.left

    @property
    def left(self) -> int:
        """What of the limit is neither drawn nor held."""
        return rules.available(self.limit, self.drawn, self.held)

    @property
    def drawn_pct(self) -> str:
        """用信率."""
        return percent(self.drawn, self.limit)

    @property
    def dormant(self) -> bool:
        """休眠: nothing drawn now, and no draw for longer than the parameter."""
        since = self.last_draw or self.opened
        return self.state in LIVING and not self.drawn and (self.on - since).days > self.dormant_days

    @property
    def review_due(self) -> bool:
        """Whether the yearly review should have been made."""
        return self.state in (CardState.ACTIVE, CardState.FROZEN) and self.review_on <= self.on


# --- the gate --------------------------------------------------------------------------------------------------------


def cards_of(officer: Officer) -> QuerySet[Card]:
    """The cards of the customers this officer may see."""
    found = Card.objects.select_related("line", "customer")
    return found if scope_of(officer) is Scope.ALL else found.filter(customer__in=customer.visible_to(officer))


def unknown() -> Refused:
    """The one answer for a card that is not there and for one that is not yours."""
    return Refused(
        CardRefusal.CARD_UNKNOWN, "没有这张授信卡,或您无权查看。", "请核对卡号;他人客户请联系管户客户经理。", "card"
    )


def _seen(officer: Officer, number: str) -> Card | None:
    if "\0" in number:
        return None
    return cards_of(officer).filter(number=number.strip()).first()


def card_key(officer: Officer, number: str) -> CardKey | Refused:
    """Which card it is, if this officer may see its customer. One query."""
    row = _seen(officer, number)
    if row is None:
        return unknown()
    return CardKey(row.id, row.number, row.line_id, row.line.note_number, row.customer_id, row.customer.number)


def key_of(number: str) -> CardKey | None:
    """The same for a verb whose caller is the customer itself: no officer, no gate here."""
    row = Card.objects.select_related("line", "customer").filter(number=number).first()
    if row is None:
        return None
    return CardKey(row.id, row.number, row.line_id, row.line.note_number, row.customer_id, row.customer.number)


def own_key(customer: str) -> CardKey | None:
    """The living card of a customer who asks for himself. One query."""
    rows = Card.objects.select_related("line", "customer").filter(customer__number=customer, state__in=rules.LIVING)
    row = rows.first()
    if row is None:
        return None
    return CardKey(row.id, row.number, row.line_id, row.line.note_number, row.customer_id, row.customer.number)


def card_now(row: Card) -> CardNow:
    """A row as the rules take it."""
    after = Card.objects.filter(replaces=row).values_list("number", flat=True).first() if row.pk else None
    return CardNow(row.number, CardState(row.state), row.limit, row.until, row.why, after or "")


def drawn_of(row: Card) -> int:
    """What is owed of the card's principal now (fen)."""
    return servicing.drawn([row.line.note_id])[row.line.note_id].principal


# --- one card, many cards --------------------------------------------------------------------------------------------


def card_for(officer: Officer, number: str, on: date) -> CardView | Refused:
    """The card, with what is drawn, held and left on the day."""
    row = _seen(officer, number)
    return unknown() if row is None else views([row], on)[0]


def views(rows: Sequence[Card], on: date) -> list[CardView]:
    """Rows the officer was let in to see, as a page shows them. Seven queries, however many."""
    notes = servicing.drawn([row.line.note_id for row in rows])
    held = exposure.held({row.customer.number for row in rows}, on)
    late = servicing.late_notes([row.customer_id for row in rows], on)
    last = _last_draws([row.id for row in rows])
    after = dict(Card.objects.filter(replaces__in=[row.id for row in rows]).values_list("replaces_id", "number"))
    dormant = compliance.whole("CARD_DORMANT_DAYS", on)
    return [
        CardView(
            id=row.id, number=row.number, customer=row.customer.number, customer_name=row.customer.name,
            managing_rm=row.customer.managing_rm, state=CardState(row.state), why=row.why, line=row.line_id,
            note=row.line.note_number, case=row.line.case, approved=row.line.limit, approved_by=row.line.approved_by,
            rate=notes[row.line.note_id].rate, limit=row.limit, opened=row.opened, until=row.until,
            review_on=row.review_on, drawn=notes[row.line.note_id].principal,
            held=held.get(row.customer.number, 0), oldest_due=notes[row.line.note_id].oldest_due,
            late_elsewhere=tuple(each for each in late.get(row.customer_id, ()) if each[0] != row.line.note_number),
            now=CardNow(row.number, CardState(row.state), row.limit, row.until, row.why, after.get(row.id, "")),
            on=on, last_draw=last.get(row.id), dormant_days=dormant, account=row.line.grant.get("account", ""),
        )
        for row in rows
    ]  # fmt: skip


def _last_draws(cards: Collection[int]) -> dict[int, date]:
    asks = CardAsk.objects.filter(card__in=cards, given__gt=0)
    return dict(asks.values_list("card_id").annotate(last=Max("business_date")))


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the list. Empty means all that live."""

    q: str = ""
    state: str = ""
    manager: str = ""
    only: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class CardPage:
    """One page of cards, with the sums of everything that was asked for. Amounts in fen."""

    rows: list[CardView]
    count: int
    limit: int
    drawn: int
    page: int

    @property
    def drawn_pct(self) -> str:
        """用信率 of all that was asked for."""
        return percent(self.drawn, self.limit)

    @property
    def previous(self) -> int | None:
        """The page before."""
        return self.page - 1 if self.page > 1 else None

    @property
    def next(self) -> int | None:
        """The page after."""
        return self.page + 1 if self.page * PAGE < self.count else None


def page(officer: Officer, wanted: Wanted, on: date) -> CardPage:
    """Cards in sight by the filters, the soonest to end first. A fixed number of queries."""
    found = _filtered(officer, wanted, on)
    sums = found.aggregate(count=Count("id"), limit=Sum("limit"))
    drawn = sum(
        each.principal for each in servicing.drawn(list(found.values_list("line__note_id", flat=True))).values()
    )
    start = (wanted.page - 1) * PAGE
    rows = list(found.order_by("until", "number")[start : start + PAGE])
    return CardPage(views(rows, on), sums["count"], sums["limit"] or 0, drawn, wanted.page)


def _filtered(officer: Officer, wanted: Wanted, on: date) -> QuerySet[Card]:
    found = cards_of(officer)
    words = wanted.q.replace("\0", "").strip()
    if words:
        found = found.filter(
            Q(number__iexact=words) | Q(customer__number__iexact=words) | Q(customer__name__startswith=words)
        )
    if wanted.state:
        found = found.filter(state=wanted.state)
    elif not words:
        found = found.filter(state__in=LIVING)
    if wanted.manager:
        found = found.filter(customer__managing_rm=wanted.manager)
    if wanted.only == "review":
        found = found.filter(state__in=("ACTIVE", "FROZEN"), review_on__lte=on)
    if wanted.only == "ending":
        found = found.filter(state__in=("ACTIVE", "FROZEN"), until__lte=on + timedelta(days=60))
    if wanted.only == "dormant":
        since = on - timedelta(days=compliance.whole("CARD_DORMANT_DAYS", on))
        used = CardAsk.objects.filter(given__gt=0, business_date__gte=since).values("card_id")
        idle = servicing.undrawn_notes(found.values_list("line__note_id", flat=True))
        found = found.filter(opened__lt=since, line__note_id__in=idle).exclude(pk__in=used)
    return found


def undrawn(customers: Collection[str]) -> dict[str, int]:
    """额度未用部分 of customers' living cards that can still be drawn, by customer number: exposure that is no loan yet."""
    rows = Card.objects.filter(customer__number__in=list(customers), state__in=(CardState.ACTIVE, CardState.FROZEN))
    found = list(rows.values_list("customer__number", "limit", "line__note_id"))
    notes = servicing.drawn([note for _, _, note in found])
    return {number: max(0, limit - notes[note].principal) for number, limit, note in found}


def owed(customers: Collection[str]) -> Mapping[str, Owes]:
    """What the loan book says of many customers, and as `other` what their cards leave undrawn. Three queries for all.

    A card that is frozen may be thawed and drawn, so its line counts as well; an ended one gives nothing any more.
    """
    found = dict(book.owed(customers))
    for number, fen in undrawn(customers).items():
        found[number] = replace(found.get(number, Owes()), other=fen)
    return found


# --- why a card must stop --------------------------------------------------------------------------------------------


def causes(customer_id: int, on: date) -> dict[FreezeReason, str]:
    """What the daily run would freeze this customer's card for today."""
    return dict(causes_of([customer_id], on).get(customer_id, {}))


def causes_of(customers: Sequence[int], on: date) -> Mapping[int, Mapping[FreezeReason, str]]:
    """The same of many customers, in two queries and the parameters'."""
    values = compliance.parameters(on)
    late = servicing.late_customers(customers, on, over=values.whole("CARD_FREEZE_DAYS"))
    ended = customer.licence_ended(customers, on - timedelta(days=values.whole("CARD_LICENCE_DAYS")))
    found: dict[int, dict[FreezeReason, str]] = {}
    for each, days in late.items():
        found.setdefault(each, {})[FreezeReason.CARD_OVERDUE] = f"逾期 {days} 天"
    for each in ended:
        found.setdefault(each, {})[FreezeReason.LICENCE_ENDED] = "营业执照已过期"
    return found


# --- the statement ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DayInterest:
    """So many days on one balance: what they earned (fen); the first day counts, the last one named does not."""

    start: date
    end: date
    principal: int
    rate: int
    interest: int
    surcharge: int

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Statement:
    """对账单 of one line of a card: every draw and repayment, and the interest day by day, from the note's own walk.

    `earned` is all interest of `days`, and `billed`, `paid`, `running` where it went: earned is billed and running, but for
    what a bill rounds (`rounding`).
    """

    line: int
    case: str
    rows: tuple[Row, ...]
    days: tuple[DayInterest, ...]
    drawn: int
    repaid: int
    earned: int
    billed: int
    paid: int
    running: int
    balance: int
    owed: int
    older: tuple[tuple[int, str, date], ...]

    @property
    def newest(self) -> tuple[Row, ...]:
        """The rows, newest first."""
        return self.rows[::-1]

    @property
    def newest_days(self) -> tuple[DayInterest, ...]:
        """The days, newest first."""
        return self.days[::-1]

    @property
    def rounding(self) -> int:
        """What rounding at bills added to (or took from) the whole fen earned day by day."""
        return self.billed + self.running - self.earned


def statement_for(officer: Officer, number: str, on: date, line: int | None = None) -> Statement | Refused:
    """The statement of the card's line, or of an older line of the same customer."""
    row = _seen(officer, number)
    if row is None:
        return unknown()
    lines = {each.pk: each for each in Line.objects.filter(customer_id=row.customer_id).order_by("-pk")}
    chosen = lines.get(line or row.line_id, row.line)
    note = pages.note_for(officer, chosen.note_number)
    life = unknown() if note is None else explain.life_on(note, on, today=on)
    if isinstance(life, Refused):
        return life
    walk = life.walk
    moved = tuple(each for each in walk.rows if each.amount)
    spans = _joined(walk.spans)
    interest = [claim for claim in walk.claims.values() if claim.kind is Kind.INTEREST]
    return Statement(
        line=chosen.pk, case=chosen.case, rows=moved, days=spans,
        drawn=sum(each.amount for each in moved if each.what == "draw"),
        repaid=sum(each.parts.get(Kind.PRINCIPAL, 0) for each in moved if each.what not in ("draw", "bill")),
        earned=sum(each.interest for each in spans), billed=sum(claim.amount for claim in interest),
        paid=sum(claim.paid for claim in interest), running=life.accrued, balance=walk.balance,
        owed=sum(life.owed.values()),
        older=tuple((pk, each.case, each.opened) for pk, each in lines.items() if pk != chosen.pk),
    )  # fmt: skip


def _joined(spans: Sequence[Span]) -> tuple[DayInterest, ...]:
    """Neighbouring days on the same balance and rate as one line."""
    found: list[DayInterest] = []
    for each in map(_days, spans):
        last = found[-1] if found else None
        if last is not None and (last.end, last.principal, last.rate) == (each.start, each.principal, each.rate):
            interest, surcharge = last.interest + each.interest, last.surcharge + each.surcharge
            found[-1] = replace(last, end=each.end, interest=interest, surcharge=surcharge)
        else:
            found.append(each)
    return tuple(found)


def _days(span: Span) -> DayInterest:
    more = sum(fen for kind, fen in span.earned.items() if kind is not Kind.INTEREST)
    return DayInterest(span.start, span.end, span.principal, span.rate, span.earned.get(Kind.INTEREST, 0), more)


# --- what was done ---------------------------------------------------------------------------------------------------


def steps(card: int) -> list[CardStep]:
    """What happened to a card the officer was let in to see, and to those it replaced, newest first."""
    chain = _chain(card)
    return list(CardStep.objects.filter(card__in=chain).select_related("card").order_by("-id"))


def _chain(card: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE chain(id, before) AS (SELECT id, replaces_id FROM creditline_card WHERE id = %s UNION ALL"
            " SELECT c.id, c.replaces_id FROM creditline_card c JOIN chain ON c.id = chain.before) SELECT id FROM chain",
            [card],
        )
        return [row[0] for row in cursor.fetchall()]


def asks(card: int, limit: int = 20) -> list[CardAsk]:
    """The last requests to draw on a card and what became of them."""
    return list(CardAsk.objects.filter(card__in=_chain(card)).order_by("-id")[:limit])


def orders(officer: Officer, state: CardOrderState | None = CardOrderState.ASKED, card: int | None = None) -> Any:
    """What was asked for, of customers in sight, newest first."""
    found = CardOrder.objects.select_related("card", "customer").order_by("-id")
    if scope_of(officer) is not Scope.ALL:
        found = found.filter(customer__in=customer.visible_to(officer))
    if state is not None:
        found = found.filter(state=state)
    return found if card is None else found.filter(card_id=card)


_SERVICE = """
SELECT count(*), count(*) FILTER (WHERE given >= amount), coalesce(sum(amount), 0)::bigint, coalesce(sum(given), 0)::bigint,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY took_ms) FILTER (WHERE given > 0),
    percentile_disc(0.95) WITHIN GROUP (ORDER BY took_ms) FILTER (WHERE given > 0),
    max(took_ms) FILTER (WHERE given > 0), count(*) FILTER (WHERE given > 0 AND took_ms <= %s)
FROM creditline_cardask WHERE business_date BETWEEN %s AND %s
"""


def service(first: date, last: date) -> Service:
    """满足周转 (A62) of the whole bank over [first, last]: asked, given, and how long from the ask to the money."""
    within = compliance.whole("CARD_DRAW_SECONDS", last) * 1000
    with connection.cursor() as cursor:
        cursor.execute(_SERVICE, [within, first, last])
        return Service(*cursor.fetchone())
