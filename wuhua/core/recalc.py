"""A loan's whole life recomputed from what was agreed and what happened, as a court or a customer may ask for it.

Reads terms (as `quote` takes them, and what only a life needs) and events, answers with every line of the life, what is
owed by kind, what runs, and what was paid. Nothing of the bank's books is looked at.

>>> terms = {"principal": "150000", "annual_rate_pct": "8.4", "method": "interest_only", "periods": 1,
...     "frequency": "day", "every": 20, "start": "2018-08-21", "day_count": "act/360",
...     "settlement": {"every": "month", "day": 20}}
>>> answer({"terms": terms, "events": [], "as_of": "2018-10-15"})["owed"]["penalty"]
'1837.50'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from wuhua.core import quote
from wuhua.core.allocate import ORDER_OVER_90, ORDER_TO_90, Kind, Order, order_of
from wuhua.core.days import SETTLEMENT_DAY, DayCount
from wuhua.core.life import Billing, Event, Life, LifeRefusal, LifeTerms, PrepayWay, What, live
from wuhua.core.money import yuan
from wuhua.core.quote import QuoteRefusal, amount_of, choice_of, count_of, day_of, rate_of, refuse, yes_of
from wuhua.core.refuse import Refuse
from wuhua.core.schedule import plan
from wuhua.core.terms import MAX_CHANGES, Method, Terms, due_dates, last_due

OWN = (
    "penalty_uplift_pct", "compound", "allocation", "allocation_late", "settlement", "grace_days", "compound_base",
    "principal_rolls", "late_after_days",
)  # fmt: skip
ASKED = {"terms", "events", "as_of", "id"}
SAID = {
    "seq", "date", "value_date", "type", "amount", "rate", "number", "reverses", "uplift_pct", "until", "own_day", "way",
    "kind", "debit",
}  # fmt: skip
MAX_EVENTS = 20 * MAX_CHANGES
RENEW = "renew"


class Every(StrEnum):
    """How often interest is settled, on a day of the month."""

    MONTH = "month"
    QUARTER = "quarter"


class CompoundBase(StrEnum):
    """What bears compound: billed interest, or unpaid penalty too."""

    INTEREST = "interest"
    INTEREST_AND_PENALTY = "interest_and_penalty"


@dataclass(frozen=True, slots=True)
class _Asked:
    terms: LifeTerms
    events: list[Event]
    as_of: date


def read(data: bytes) -> Any:
    """The input: one JSON object, or a list of them. `Refuse` when it is neither."""
    text = quote.decoded(data)
    try:
        return quote.loads(text)
    except (ValueError, RecursionError):
        refuse(QuoteRefusal.INPUT_NOT_JSON, "输入不是合法的 JSON。", "请给出 {terms, events, as_of}。", None)


def answer(asked: object) -> dict[str, Any]:
    """`{rows, owed, accrued, overdue_days, paid, …}`, or `{refused: {...}}`; never a fault, whatever was asked."""
    try:
        found = _asked(asked)
        life = live(found.terms, found.events, as_of=found.as_of)
    except Refuse as no:
        return {"refused": no.refused.as_dict()}
    return told(life)


def told(life: Life) -> dict[str, Any]:
    """A life in words that go over a wire: yuan as text, days as ISO."""
    walk = life.walk
    return {
        "as_of": life.as_of.isoformat(),
        "rows": [
            {
                "date": row.day.isoformat(),
                "event": row.what,
                "amount": yuan(row.amount),
                **{kind.value: yuan(row.parts.get(kind, 0)) for kind in Kind},
                "balance": yuan(row.balance),
            }
            for row in walk.rows
        ],
        "owed": {kind.value: yuan(fen) for kind, fen in life.owed.items()},
        "accrued": yuan(life.accrued),
        "overdue_days": life.overdue_days,
        "paid": {kind.value: yuan(fen) for kind, fen in life.paid.items()},
        "balance": yuan(walk.balance),
        "held": yuan(life.held),
        "instalment": yuan(walk.level),
        "maturity": walk.maturity.isoformat(),
        "next_due": walk.next_due.isoformat() if walk.next_due else None,
        "status": walk.status.value,
    }


def _asked(asked: object) -> _Asked:
    fields = _object(asked, ASKED, None)
    for name in ("terms", "as_of"):
        if name not in fields:
            refuse(QuoteRefusal.FIELD_MISSING, f"缺少「{name}」。", f"请补上 {name}。", name)
    said = _object(fields["terms"], quote.FIELDS | set(OWN), "terms")
    signed = quote.terms_of({"id": "recalc", **{name: value for name, value in said.items() if name not in OWN}})
    terms = _life_terms(signed, said)
    events = _events(fields.get("events") or [])
    if not any(event.what is What.DRAW for event in events):
        events = [Event(0, signed.start, What.DRAW, signed.principal), *events]
    return _Asked(terms, events, day_of(fields["as_of"], "as_of"))


def _object(value: object, known: set[str] | frozenset[str], field: str | None) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        refuse(QuoteRefusal.LINE_NOT_AN_OBJECT, "这里须是对象。", "请给出带字段名的对象。", field)
    for name in value:
        if name not in known:
            refuse(
                QuoteRefusal.FIELD_UNKNOWN,
                f"不认识字段「{str(name)[:40]}」。",
                "请核对字段名或删去它。",
                str(name)[:40],
            )
    return {str(name): each for name, each in value.items() if each is not None and each != ""}


def _life_terms(signed: Terms, said: Mapping[str, Any]) -> LifeTerms:
    months = signed.unit.months * signed.every
    billing, settlement_day = _billing(said.get("settlement"), signed.method)
    listed = tuple(due_dates(signed)) if not months else ()
    if (listed and signed.day_count is DayCount.THIRTY_360) or signed.grace_interest or signed.smoothing:
        refuse(
            LifeRefusal.TERM_UNSUITABLE,
            "全期重算不支持按日或按周还款的 30/360、利息宽限期和末期平滑。",
            "请改用 quote 试算这类计划。",
            "terms",
        )
    made = plan(signed)
    level = {Method.EQUAL_INSTALMENTS: made.instalment, Method.EQUAL_PRINCIPAL: made.rows[0].principal}
    base = choice_of(said.get("compound_base", "interest"), CompoundBase, "compound_base")
    return LifeTerms(
        start=signed.start,
        maturity=last_due(signed),
        rate=signed.rate,
        method=signed.method,
        billing=billing,
        day_count=signed.day_count,
        months=months or 1,
        own_day=(signed.first_due or signed.start).day,
        dues=listed,
        first_due=signed.first_due,
        instalment=level.get(signed.method, 0),
        planned=signed.planned,
        rates=signed.rates,
        grace_principal=signed.grace_principal,
        round_to=signed.round_to,
        rounding=signed.rounding,
        settlement_day=settlement_day,
        penalty_uplift=count_of(said.get("penalty_uplift_pct", 50), "penalty_uplift_pct"),
        compound=yes_of(said.get("compound", True), "compound"),
        compound_on_penalty=base is CompoundBase.INTEREST_AND_PENALTY,
        principal_rolls=yes_of(said.get("principal_rolls", True), "principal_rolls"),
        grace_days=count_of(said.get("grace_days", 0), "grace_days"),
        order=_order(said, "allocation", ORDER_TO_90),
        order_late=_order(said, "allocation_late", ORDER_OVER_90),
        late_after=count_of(said.get("late_after_days", 90), "late_after_days"),
    )


def _order(said: Mapping[str, Any], field: str, usual: Order) -> Order:
    written = said.get(field)
    if written is None:
        return usual
    if not isinstance(written, list):
        refuse(QuoteRefusal.FIELD_OF_WRONG_KIND, f"「{field}」须是列表。", "请按顺序列出各类款项。", field)
    return order_of([str(each) for each in written], field)


def _billing(settlement: object, method: Method) -> tuple[Billing, int]:
    """Interest on a settlement day, on the loan's own due days, or all at the end."""
    if settlement is None or settlement == "own-day":
        return (Billing.AT_MATURITY if method is Method.BULLET else Billing.OWN_DAY), SETTLEMENT_DAY
    said = _object(settlement, {"every", "day"}, "settlement")
    every = choice_of(said.get("every"), Every, "settlement")
    return Billing.MONTH20 if every is Every.MONTH else Billing.QUARTER20, count_of(said.get("day", 20), "settlement")


def _events(written: object) -> list[Event]:
    if not isinstance(written, list) or len(written) > MAX_EVENTS:
        refuse(QuoteRefusal.FIELD_OF_WRONG_KIND, "「events」须是列表。", f"事件最多 {MAX_EVENTS} 条。", "events")
    return [_event(each, place) for place, each in enumerate(written, 1)]


def _event(written: object, place: int) -> Event:
    said = _object(written, SAID, "events")
    what = What.PREPAY if said.get("type") == RENEW else choice_of(said.get("type"), What, "type")
    recorded = day_of(said.get("date"), "date")
    return Event(
        seq=count_of(said.get("seq", place), "seq"),
        day=day_of(said["value_date"], "value_date") if "value_date" in said else recorded,
        what=what,
        amount=amount_of(said.get("amount", 0), "amount"),
        rate=rate_of(said["rate"], "rate") if "rate" in said else 0,
        uplift=count_of(said.get("uplift_pct", 0), "uplift_pct"),
        until=day_of(said["until"], "until") if "until" in said else None,
        own_day=count_of(said["own_day"], "own_day") if "own_day" in said else None,
        way=choice_of(said.get("way", PrepayWay.FEWER.value), PrepayWay, "way"),
        kind=choice_of(said.get("kind", Kind.FEE.value), Kind, "kind"),
        reverses=count_of(said["reverses"], "reverses") if "reverses" in said else None,
        debit=day_of(said["debit"], "debit") if "debit" in said else None,
        recorded=recorded,
    )
