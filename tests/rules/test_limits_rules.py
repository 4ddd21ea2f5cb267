"""Every limit formula by its own case, the golden card of 130, and what a formula may not decide alone."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from wuhua.areas.compliance.rules import RuleSet, seeds
from wuhua.areas.market.rules.limits import (
    Binding,
    Caps,
    Inputs,
    LimitRefusal,
    Offer,
    Why,
    cv_of,
    limit,
    limit_book,
    pool_room,
)
from wuhua.areas.market.rules.needs import (
    Cycle,
    SeasonRole,
    check_lease,
    check_season,
    exceeds_need,
    season_role,
    seasons,
    working_capital,
)
from wuhua.areas.market.rules.turnover import LeftOut, Move, turnover
from wuhua.areas.product.rules.pricing import Discount, base_code, price

WAN = 10_000 * 100
DAY = date(2018, 9, 30)
VALUES = {seed.code: seed.value for seed in seeds.PARAMETERS if seed.ruleset in (RuleSet.ALL, RuleSet.RS2018)}
BOOK = limit_book(DAY, VALUES)
GOLDEN = Inputs(
    industry="2231", rating="A", tier="QUALITY", flow=80 * 12 * WAN, flow_months=12, cv=1_000, power=36 * WAN,
    wage=120 * WAN, elsewhere=50 * WAN, ours=0,
)  # fmt: skip
UNBOUND = Caps()
CAPS = Caps(tier=200 * WAN, product=500 * WAN)


def offer(product: str, x: Inputs, caps: Caps = UNBOUND) -> Offer:
    found = limit(product, x, caps, BOOK)
    assert isinstance(found, Offer), found
    return found


def no(product: str, x: Inputs) -> LimitRefusal:
    found = limit(product, x, UNBOUND, BOOK)
    assert not isinstance(found, Offer)
    assert isinstance(found.name, LimitRefusal)
    return found.name


def test_A60_the_golden_card_is_130() -> None:
    found = offer("CREDIT_CARD_LINE", GOLDEN, CAPS)
    assert found.limit == 130 * WAN
    assert found.formula == 1_304_000_00
    assert (found.binding, found.why) == (Binding.FORMULA, ())
    assert dict(found.figures) == {
        "R_FLOW": 864 * WAN, "R_POWER": 900 * WAN, "R_WAGE": 1_000 * WAN, "R": 902 * WAN, "guard": 1_036_80 * WAN // 100,
        "need": 180_40 * WAN // 100, "gap": 130_40 * WAN // 100,
    }  # fmt: skip
    assert found.rule_version.startswith("LIMITS@2018-09-30#")


@pytest.mark.parametrize(("wage", "person"), [(1_728, False), (1_729, True)])
def test_A60_estimates_more_than_twice_apart_go_to_a_person(wage: int, person: bool) -> None:
    """Turnover by wages of exactly twice the flow's is still automatic: 1728 = 2 x 864."""
    found = offer("CREDIT_CARD_LINE", replace(GOLDEN, wage=wage * WAN * 12 // 100), CAPS)
    assert found.needs_person is person
    assert (found.limit == 0) is person


def test_A60_nothing_in_one_of_three_is_a_difference_and_not_a_gap_in_the_file() -> None:
    assert offer("CREDIT_CARD_LINE", replace(GOLDEN, power=0), CAPS).why == (Why.SPREAD,)


def test_A60_one_missing_input_takes_the_others_weights_and_a_fifth_off() -> None:
    found = offer("CREDIT_CARD_LINE", replace(GOLDEN, wage=None), CAPS)
    # (0.5 x 864 + 0.3 x 900) / 0.8 = 877.5; x 0.8 = 702; need 140.4; less 50 elsewhere.
    assert (found.figures["R"], found.formula, found.limit) == (702 * WAN, 904_000_00, 90 * WAN)
    assert found.why == (Why.ONE_MISSING,)
    assert no("CREDIT_CARD_LINE", replace(GOLDEN, wage=None, power=None)) is LimitRefusal.TWO_INPUTS_MISSING


def test_the_guard_binds_where_one_estimate_is_low() -> None:
    found = offer("CREDIT_CARD_LINE", replace(GOLDEN, power=20 * WAN), CAPS)  # by electricity 500; weighted 782
    assert found.why == (Why.GUARDED,)
    assert found.figures["R"] == 600 * WAN


@pytest.mark.parametrize(
    ("caps", "binding", "most"),
    [
        (Caps(tier=50 * WAN, product=500 * WAN), Binding.TIER_CAP, 50),
        (Caps(product=100 * WAN), Binding.PRODUCT_CAP, 100),
        (Caps(tier=120 * WAN, room=55 * WAN + 1), Binding.ROOM, 55),
        (Caps(authority=30 * WAN), Binding.AUTHORITY, 30),
        (Caps(tier=130 * WAN + 40 * WAN // 100), Binding.FORMULA, 130),
    ],
)
def test_the_binding_constraint_is_named(caps: Caps, binding: Binding, most: int) -> None:
    found = offer("CREDIT_CARD_LINE", GOLDEN, caps)
    assert (found.binding, found.limit) == (binding, most * WAN)


def test_a_need_that_is_lent_already_gives_nothing() -> None:
    found = offer("CREDIT_CARD_LINE", replace(GOLDEN, ours=130_40 * WAN // 100), CAPS)
    assert (found.limit, found.why) == (0, (Why.NO_GAP,))


def test_A51_flow_loan_is_108() -> None:
    x = Inputs(flow=80 * 12 * WAN, flow_months=12, cv=1_000, tier="BASIC")
    assert offer("FLOW_LOAN", x).limit == 108 * WAN
    assert no("FLOW_LOAN", replace(x, flow_months=5)) is LimitRefusal.MONTHS_TOO_FEW
    assert offer("FLOW_LOAN", replace(x, flow_months=6)).limit == 108 * WAN
    assert offer("FLOW_LOAN", replace(x, tier="QUALITY")).formula == 1_188_000_00


def test_A52_merchant_loan_is_half_the_lower_income_by_years() -> None:
    x = Inputs(income_a=40 * WAN, income_b=36 * WAN, years=3)
    assert offer("MERCHANT_LOAN", x).limit == 18 * WAN
    assert offer("MERCHANT_LOAN", replace(x, years=2)).formula == 144_000_00
    assert offer("MERCHANT_LOAN", replace(x, income_b=10 * WAN)).needs_person
    assert no("MERCHANT_LOAN", replace(x, income_b=None)) is LimitRefusal.INPUT_MISSING
    assert check_lease(date(2019, 6, 30), date(2019, 6, 30)) is None
    for lease in (date(2019, 6, 30), None):
        late = check_lease(lease, date(2019, 7, 1))
        assert late is not None and late.name is LimitRefusal.LEASE_ENDS_FIRST


@pytest.mark.parametrize("product", ["PACKAGING_LOAN", "JUJUBE_LOAN"])
def test_A53_A54_the_season_is_seven_tenths_of_the_purchase_less_own_funds(product: str) -> None:
    x = Inputs(planned=300 * WAN, own_funds=60 * WAN)
    assert offer(product, x).limit == 150 * WAN
    assert offer(product, replace(x, own_funds=210 * WAN)).why == (Why.NO_GAP,)


@pytest.mark.parametrize(
    ("role", "month", "fits"),
    [("GROWER", 10, False), ("GROWER", 11, True), ("GROWER", 1, True), ("GROWER", 2, False), ("BUYER", 6, True),
     ("PROCESSOR", 7, False)],
)  # fmt: skip
def test_A54_a_jujube_loan_falls_due_in_its_season(role: str, month: int, fits: bool) -> None:
    months = seasons("JUJUBE_LOAN", VALUES)[SeasonRole(role)]
    assert (check_season(SeasonRole(role), months, date(2019, month, 15)) is None) is fits


def test_A54_the_part_in_the_season_is_read_off_the_trade() -> None:
    found = [season_role("JUJUBE_LOAN", trade, VALUES) for trade in ("A0151", "5121", "1371", "5951", "2231")]
    assert found == [SeasonRole.GROWER, SeasonRole.BUYER, SeasonRole.PROCESSOR, SeasonRole.PROCESSOR, None]
    assert seasons("MERCHANT_LOAN", VALUES) == {}


def test_A55_chain_loan_is_seven_tenths_of_what_is_confirmed_inside_the_core_firms_cap() -> None:
    x = Inputs(confirmed=200 * WAN, partner_room=1_000 * WAN)
    assert offer("CHAIN_LOAN", x).limit == 140 * WAN
    short = offer("CHAIN_LOAN", replace(x, partner_room=90 * WAN))
    assert (short.limit, short.binding) == (90 * WAN, Binding.PARTNER)


def test_A56_tax_loan_by_grade() -> None:
    x = Inputs(tax=20 * WAN, tax_months=24, tax_grade="A", tax_arrears=0)
    assert [offer("TAX_LOAN", replace(x, tax_grade=grade)).limit // WAN for grade in "ABM"] == [120, 100, 60]
    assert no("TAX_LOAN", replace(x, tax_grade="C")) is LimitRefusal.TAX_GRADE_OUTSIDE
    assert no("TAX_LOAN", replace(x, tax_months=23)) is LimitRefusal.MONTHS_TOO_FEW
    assert no("TAX_LOAN", replace(x, tax_arrears=1)) is LimitRefusal.TAX_IN_ARREARS
    assert no("TAX_LOAN", replace(x, tax=WAN - 1)) is LimitRefusal.TAX_TOO_LITTLE
    assert offer("TAX_LOAN", x, Caps(product=100 * WAN)).binding is Binding.PRODUCT_CAP


def test_A57_pool_loan_is_the_lower_of_formula_and_leverage() -> None:
    assert pool_room(500 * WAN, 4_900 * WAN, BOOK) == 100 * WAN
    short = offer("POOL_LOAN", replace(GOLDEN, partner_room=pool_room(500 * WAN, 4_900 * WAN, BOOK)), CAPS)
    assert (short.limit, short.binding) == (100 * WAN, Binding.PARTNER)
    assert offer("POOL_LOAN", replace(GOLDEN, partner_room=pool_room(500 * WAN, 0, BOOK)), CAPS).limit == 130 * WAN
    full = offer("POOL_LOAN", replace(GOLDEN, partner_room=pool_room(500 * WAN, 5_001 * WAN, BOOK)), CAPS)
    assert full.limit == 0


def test_A50_credit_loan_by_rating() -> None:
    found = [offer("CREDIT_LOAN", Inputs(rating=rating)).limit // WAN for rating in ("AAA", "AA", "A", "BBB", "BB")]
    assert found == [50, 30, 20, 10, 0]
    assert no("CREDIT_LOAN", Inputs(rating="")) is LimitRefusal.RATING_UNKNOWN


def test_no_deposit_is_an_input_of_a_limit() -> None:
    """七不准 2: neither a return rate nor a deposit can be handed to a formula."""
    names = " ".join(each.name for each in fields(Inputs))
    assert "deposit" not in names and "return" not in names


def test_refusals_come_in_their_order() -> None:
    assert no("OTHER_CORPORATE", GOLDEN) is LimitRefusal.FORMULA_UNKNOWN
    assert no("CREDIT_CARD_LINE", replace(GOLDEN, wage=-1, rating="X")) is LimitRefusal.NEGATIVE_INPUT
    assert no("CREDIT_CARD_LINE", replace(GOLDEN, rating="X", tier="X")) is LimitRefusal.RATING_UNKNOWN
    assert no("CREDIT_CARD_LINE", replace(GOLDEN, tier="X")) is LimitRefusal.TIER_UNKNOWN


def test_what_is_beyond_the_automatic_range_goes_to_a_person() -> None:
    assert offer("CREDIT_CARD_LINE", replace(GOLDEN, flow=BOOK.fen["LARGEST"] + 1), CAPS).why == (Why.TOO_LARGE,)


def test_the_version_moves_with_any_parameter() -> None:
    other = limit_book(DAY, {**VALUES, "LIMIT_TURN.OTHER": "19"})
    assert other.version != BOOK.version
    assert limit_book(DAY, {**VALUES, "PENALTY_OVERDUE_UPLIFT": "40"}).version == BOOK.version


def test_variation_is_rounded_down_and_no_turnover_is_all_variation() -> None:
    assert cv_of((80,) * 11 + (0,)) == 3_015  # the deviation over the mean of these is 0.30151...
    assert cv_of((0,) * 12) == 10_000


def test_the_regulators_need_is_a_cross_check() -> None:
    cycle = Cycle(
        sales=1_000 * WAN, margin=1_000, growth=1_000, stock=60, receivable=60, payable=30, prepaid=10, advance=10
    )
    found = working_capital(cycle, own=50 * WAN, working_loans=50 * WAN, other=0)
    # 1000 x 0.9 x 1.1 / (360 / 90) = 247.5
    assert (found.need, found.new_loan) == (247_50 * WAN // 100, 147_50 * WAN // 100)
    assert exceeds_need(130 * WAN, found) == ""
    assert "1,475,000.00" in exceeds_need(148 * WAN, found)
    assert working_capital(replace(cycle, payable=200), own=0, working_loans=0, other=0).need == 0


def test_turnover_leaves_out_what_was_not_earned() -> None:
    day = date(2018, 9, 10)
    moves = [
        Move(day, "IN", 1_000, "TRANSFER", "买家", "货款"),
        Move(day, "IN", 2_000, "LOAN", "", "放款"),
        Move(day, "IN", 300, "TRANSFER", "买家", "退款"),
        Move(day, "IN", 400, "TRANSFER", "本人", "本人他行转入"),
        Move(day, "IN", 500, "TRANSFER", "妻子", ""),
        Move(day, "IN", 600, "TRANSFER", "朋友", "往来款"),
        Move(date(2018, 9, 12), "OUT", 450, "TRANSFER", "朋友", "往来款"),
        Move(date(2018, 9, 13), "OUT", 600, "TRANSFER", "朋友", "往来款"),
        Move(date(2017, 9, 30), "IN", 7, "CASH"),
        Move(date(2018, 10, 1), "IN", 7, "CASH"),
    ]
    found = turnover(moves, DAY, own={"本人"}, related={"妻子"})
    assert found.total == 1_000 + 600 - 450
    assert (found.active, found.months[-1]) == (1, 1_150)
    assert found.left_out == {
        LeftOut.LOAN: 2_000, LeftOut.RETURNED: 300, LeftOut.OWN: 400, LeftOut.RELATED: 500, LeftOut.TURNED: 450,
    }  # fmt: skip


def test_A85_a_quality_customer_borrows_more_for_less() -> None:
    base = 435_000
    plain, better = (price(base, "P3", off, VALUES) for off in ((), (Discount.QUALITY,)))
    assert (plain.rate, better.rate) == (815_000, 785_000)
    x = replace(GOLDEN, tier="BASIC")
    limits = [
        offer("CREDIT_CARD_LINE", replace(x, tier=tier), Caps(tier=BOOK.fen[f"TIER_CAP.{tier}"])).limit
        for tier in ("BASIC", "QUALITY")
    ]
    assert limits == [50 * WAN, 130 * WAN]
    lowest = price(200_000, "P1", (Discount.KEY, Discount.RELENDING), VALUES)
    assert (lowest.rate, lowest.bound) == (500_000, "FLOOR")
    assert sum(better.parts.values()) * 1_000 + better.base == better.rate
    assert price(base, "P9", (), VALUES).name.value == "price_part_missing"
    assert base_code(DAY, 12, VALUES) in VALUES
