"""The scoreboard: the figures of the brief, with the keys of the commands' contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from wuhua.areas.compliance.rules import RuleSet
from wuhua.areas.reporting import rules
from wuhua.areas.reporting.read import records, source
from wuhua.areas.reporting.read.lake import Desk, Row
from wuhua.areas.reporting.rules import (
    Book,
    FlowIdentity,
    GrowthBase,
    Mode,
    Records,
    Standing,
    Thresholds,
    Universe,
    Way,
)
from wuhua.core import money
from wuhua.core.rate import ONE


def books(desk: Desk) -> dict[tuple[str, Universe], Book]:
    """Balance, borrowers, bad loans and lending of every universe at every moment that has a sealed day."""
    held = {(row["moment"], Universe(row["universe"])): row for row in desk.ask("measures/balance")}
    lent = {(row["moment"], Universe(row["universe"])): row for row in desk.ask("measures/lent")}
    moments = [m for m, files in _moment_files(desk).items() if files]
    return {
        (moment, universe): _book(held.get((moment, universe)), lent.get((moment, universe)))
        for moment in moments
        for universe in Universe
    }


def _moment_files(desk: Desk) -> dict[str, tuple[str, ...]]:
    return {
        "now": desk.files["positions"],
        "year_start": desk.files["positions_year_start"],
        "last_year": desk.files["positions_last_year"],
    }


def _book(held: Row | None, lent: Row | None) -> Book:
    return Book(
        balance=0 if held is None else int(held["balance"]),
        borrowers=0 if held is None else int(held["borrowers"]),
        npl=0 if held is None else int(held["npl"]),
        lent=0 if lent is None else int(lent["lent"]),
        interest=0 if lent is None else money.half_up(int(lent["interest_numerator"]), ONE),
    )


def standing(found: dict[tuple[str, Universe], Book], counted: Records) -> Standing:
    """What the seven tests look at, put together from the lake and the records."""
    return Standing(
        small=found["now", Universe.SMALL],
        inclusive=found["now", Universe.INCLUSIVE],
        all=found["now", Universe.ALL],
        small_before=found.get(("last_year", Universe.SMALL)),
        inclusive_before=found.get(("last_year", Universe.INCLUSIVE)),
        all_before=found.get(("last_year", Universe.ALL)),
        asked=counted.asked,
        asked_before=counted.asked_before,
    )


def scoreboard(
    day: date,
    *,
    growth_base: GrowthBase = GrowthBase.YTD,
    rule_set: RuleSet | None = None,
    mode: Mode | None = None,
) -> dict[str, Any]:
    """The figures of a sealed day. Money is yuan as text, percentages are text with two decimals, "—" where none.

    `growth_base` chooses what 增速 is measured against and is answered beside it. `rule_set` and `mode` replay the two
    controls under other rules. Raises `Refuse` when the day is not sealed.
    """
    with source.desk(day) as desk:
        found = books(desk)
        lent_new = _lent_new(desk)
        last_year = desk.moments.last_year
    held = source.thresholds(day, rule_set)
    held = held if mode is None else replace(held, mode=mode)
    return assemble(day, found, lent_new, records.records(day), last_year, held, growth_base=growth_base)


def assemble(
    day: date,
    found: dict[tuple[str, Universe], Book],
    lent_new: int,
    counted: Records,
    last_year: date | None,
    held: Thresholds,
    *,
    growth_base: GrowthBase = GrowthBase.YTD,
) -> dict[str, Any]:
    """The contract's document from figures already counted; no lake, no database."""
    now = found["now", Universe.SMALL]
    start, before = found.get(("year_start", Universe.SMALL)), found.get(("last_year", Universe.SMALL))
    increase = None if start is None else now.balance - start.balance
    target = counted.net_increase_target
    base = start if growth_base is GrowthBase.YTD else before
    state = standing(found, counted)
    not_lower = rules.three_not_lower(state)
    increases = rules.two_increases_two_controls(state, held)
    return {
        "date": day.isoformat(),
        "balance": money.yuan(now.balance),
        "balance_year_start": _yuan(None if start is None else start.balance),
        "net_increase": _yuan(increase),
        "net_increase_target": _yuan(target),
        "completion_pct": rules.NOTHING if increase is None or target is None else money.percent(increase, target),
        "growth_pct": rules.growth(now.balance, None if base is None else base.balance),
        "growth_base": growth_base.value,
        "borrowers": now.borrowers,
        "borrowers_last_year": None if before is None else before.borrowers,
        "borrowers_increase": None if before is None else now.borrowers - before.borrowers,
        "last_year_date": None if last_year is None else last_year.isoformat(),
        "surveyed_merchants": counted.surveyed_merchants,
        "surveyed_enterprises": counted.surveyed_enterprises,
        "filed_merchants": counted.filed_merchants,
        "filed_enterprises": counted.filed_enterprises,
        "relending_applied": money.yuan(counted.relending_applied),
        "small_loans_disbursed_ytd": money.yuan(lent_new),
        "relending_beneficiaries": counted.relending_beneficiaries,
        "agreements_parks": counted.agreements_parks,
        "agreements_leading_enterprises": counted.agreements_leading_enterprises,
        "agreements_malls": counted.agreements_malls,
        "service_centre_staff": counted.service_centre_staff,
        "three_not_lower": dict(
            zip(("growth", "borrowers", "success_rate"), (line.as_dict() for line in not_lower), strict=True)
        ),
        "two_increases_two_controls": dict(
            zip(("growth", "borrowers", "npl", "cost"), (line.as_dict() for line in increases), strict=True)
        ),
        "application_to_disbursement": counted.service.as_dict(),
    }


def _yuan(fen: int | None) -> str:
    return rules.NOTHING if fen is None else money.yuan(fen)


def _lent_new(desk: Desk) -> int:
    """累放支小贷款: new grants of the year to the broad universe, whatever funds them (practice.md 1, A83)."""
    return sum(
        int(row["lent_new"])
        for row in desk.ask("measures/lent")
        if row["moment"] == "now" and row["universe"] == Universe.SMALL
    )


def flow_identity(desk: Desk) -> tuple[FlowIdentity, ...]:
    """期初 + 发放 − 收回 − 核销 = 期末 since the year's start, in SMALL and in ALL. Empty without a year start."""
    found = books(desk)
    if ("year_start", Universe.ALL) not in found:
        return ()
    moved = {(row["universe"], row["way"]): int(row["amount"]) for row in desk.ask("measures/flow_identity")}
    return tuple(
        FlowIdentity(
            universe=universe,
            opening=found["year_start", universe].balance,
            moved={way: moved.get((universe.value, way.value), 0) for way in Way},
            closing=found["now", universe].balance,
        )
        for universe in (Universe.SMALL, Universe.ALL)
    )
