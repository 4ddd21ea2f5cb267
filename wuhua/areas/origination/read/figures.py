"""The figures a case stands on, always computed from records: the formula's inputs, the limit, the price.

What nobody but the customer can say (planned purchases, own funds) stands in the case as typed by its
investigators; everything else is read anew each time it is asked for, so that a review recomputes and never retypes (A43).
What is owed and which accounts there are belongs to later rooms: it comes in as `Outside`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.exposure import read as exposure
from wuhua.areas.exposure.rules import Owed, Owes, Room
from wuhua.areas.market.read import partners as circles
from wuhua.areas.market.read import tiers
from wuhua.areas.market.rules.limits import Caps, Inputs, Offer, Tier, limit, limit_book
from wuhua.areas.market.rules.partners import BenefitKind
from wuhua.areas.market.rules.turnover import Move, turnover
from wuhua.areas.origination.models import Case
from wuhua.areas.origination.read import named
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import deciding
from wuhua.areas.product import read as products
from wuhua.areas.product.rules import ProductRefusal, pricing
from wuhua.areas.product.rules.pricing import Discount, Price
from wuhua.areas.product.rules.tables import TableCode
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refused

_YEAR = timedelta(days=400)
TYPED = ("planned", "own_funds", "income_a", "income_b", "elsewhere", "years", "rating")
"""What only the customer or the investigators can say, beside the records; fen, years, or a rating read by a person."""
NAMED = ("partner", "season_role")
"""What they name and the formula does not take as it is: the pool or core firm behind the case, the part in a season."""


def _nothing_owed(_: Collection[str]) -> Mapping[str, Owes]:
    return {}


def _no_accounts(_: str) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Backed:
    """What the ledger of a pool or a core firm leaves for a case, and what was confirmed for it; fen, unknown is None."""

    room: int | None = None
    confirmed: int | None = None


def _nobody_behind(_case: Case, _on: date) -> Backed:
    return Backed()


def _stands_alone(_case: Case, _amount: int, _maturity: date, _on: date) -> Refused | None:
    return None


@dataclass(frozen=True, slots=True)
class Outside:
    """What later rooms know and a case must ask: what customers owe, which accounts a customer has here, what stands behind
    the case, and whether an amount to a maturity fits that.
    """

    owed: Owed = _nothing_owed
    accounts: Callable[[str], Sequence[str]] = _no_accounts
    backed: Callable[[Case, date], Backed] = _nobody_behind
    stands: Callable[[Case, int, date, date], Refused | None] = _stands_alone


NOTHING = Outside()


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the formula and the price rest on, as of a day."""

    inputs: Inputs
    offer: Offer | Refused
    room: Room | Refused
    price: Price | Refused
    rating: str
    tier: Tier
    fired: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For the file: the offer or the refusal, the room and the price in plain words and numbers."""
        return {
            "offer": self.offer.as_dict(),
            "room": self.room.as_dict() if isinstance(self.room, Refused) else {"amount": self.room.amount},
            "price": self.price.as_dict() if isinstance(self.price, Refused) else price_dict(self.price),
            "rating": self.rating,
            "tier": self.tier.value,
            "rows": list(self.fired),
        }


def price_dict(found: Price) -> dict[str, Any]:
    """A price and every part of it (A85)."""
    return {"rate": found.rate, "base": found.base, "parts": dict(found.parts), "bound": found.bound}


def figures(
    officer: Officer,
    case: Case,
    on: date,
    outside: Outside,
    months: int | None = None,
    values: Mapping[str, str] | None = None,
) -> Figures | Refused:
    """Compute them all, now. A fixed number of queries and what `outside` asks; `values` where a page has read the
    parameters of the day already.
    """
    records = named.records(officer, case, on)
    if isinstance(records, Refused):
        return records
    group = customers.group_of(case.customer.number, on)
    values = compliance.parameters(on).values if values is None else values
    told = outside.owed(sorted({case.customer.number, *group.members}))
    room = exposure.room(case.customer.number, group.members, on, lambda _: told, values)
    owed = told.get(case.customer.number, Owes())
    tier = tiers.tier_now(case.customer.number) or Tier.BASIC
    inputs = _inputs(case, records, on, outside, owed.loans, group.members)
    held = deciding.in_force(on)
    facts = _facts(case, inputs, tier)
    rated = deciding.decide(held[TableCode.RATING_TABLE], facts)
    rating = inputs.rating or rated.verdict
    facts["rating"] = rating
    cap = deciding.decide(held[TableCode.TIER_CAP_TABLE], facts)
    band = deciding.decide(held[TableCode.PRICE_BAND], facts)
    inputs = replace(inputs, rating=rating, tier=tier)
    book = limit_book(on, values)
    sheet = products.sheet(case.product, on)
    caps = Caps(
        tier=book.fen.get(f"TIER_CAP.{cap.verdict}"),
        product=None if isinstance(sheet, Refused) else int(sheet.standard["limit_high"]),
        room=None if isinstance(room, Refused) else room.amount,
    )
    return Figures(
        inputs, limit(case.product, inputs, caps, book), room,
        _price(case, tier, band.verdict, on, months or case.months, values), rating, tier,
        tuple(f"{each.table}#{each.row}" for each in (rated, cap, band)),
    )  # fmt: skip


def _inputs(
    case: Case, records: customers.Records, on: date, outside: Outside, ours: int, members: Collection[str]
) -> Inputs:
    """The records of twelve whole months; where a house told nothing, the input stays unknown."""
    said = {name: value for name, value in case.inputs.items() if name in TYPED and value not in (None, "")}
    related = set(customers.names(each for each in members if each != case.customer.number).values())
    moves = [
        Move(flow.day, flow.side, flow.amount, flow.kind, flow.counterparty, flow.memo)
        for account in outside.accounts(case.customer.number)
        for flow in customers.flows(account, on - _YEAR)
    ]
    year = turnover(moves, on, own={case.customer.name}, related=related) if moves else None
    power, wages, tax = records.power[:12], records.wages[:12], records.tax_on(on)[:24]
    behind = outside.backed(case, on)
    return Inputs(
        industry=case.industry,
        flow=year.total if year else None,
        flow_months=year.active if year else None,
        cv=year.cv if year else None,
        power=_sum([each.cost for each in power]),
        wage=_sum([each.wage_total for each in wages]),
        ours=ours,
        tax=sum((x.vat_paid or 0) + (x.income_tax_paid or 0) - (x.refund or 0) for x in tax[:12]) if tax else None,
        tax_months=len(tax) if tax else None,
        tax_grade=tax[0].grade if tax else "",
        tax_arrears=tax[0].arrears if tax else None,
        confirmed=behind.confirmed,
        partner_room=behind.room,
        **said,
    )  # fmt: skip


def _sum(months: Sequence[int | None]) -> int | None:
    """A year only when all twelve months are told."""
    told = [each for each in months if each is not None]
    return sum(told) if len(told) == 12 else None


def _facts(case: Case, inputs: Inputs, tier: Tier) -> dict[str, Any]:
    standing = getattr(case.customer, "standing", None)
    return {
        "klass": standing.klass if standing else "NONE",
        "overdue_days": standing.overdue_days if standing else 0,
        "tax_grade": inputs.tax_grade or "NONE",
        "years": inputs.years,
        "stability": None if inputs.cv is None else max(0, 10_000 - inputs.cv) // 100,
        "flow_months": inputs.flow_months,
        "tier": tier.value,
        "product": case.product,
    }


def _price(case: Case, tier: Tier, band: str, on: date, months: int, values: Mapping[str, str]) -> Price | Refused:
    """Base by date, the band's spread, and what tier and circles take off (A85, A77)."""
    code = pricing.base_code(on, months, values)
    if code not in values:
        return Refused(
            ProductRefusal.PRICE_PART_MISSING, f"没有定价参数「{code}」。", "请在合规参数表中补登后再定价。", code
        )
    off = [] if tier is Tier.BASIC else [Discount(tier.value)]
    given = circles.benefits_of(case.customer.number, on)
    circle = max((each.bp for each in given if each.kind is BenefitKind.RATE_DISCOUNT), default=0)
    if circle:  # the best circle counts, not their sum
        off.append(Discount.ALLIANCE)
        values = {**values, f"PRICE_OFF.{Discount.ALLIANCE}": str(circle)}
    return pricing.price(Rate.of_pct(values[code], code).units, band, off, values)
