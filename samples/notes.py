"""A loan note, and the terms each product gives it: product-shaped after `domain.md` 1.13, rates benchmark x (1 + float)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from samples.customers import Customer
from samples.money import YUAN, floated
from samples.products import BY_CODE

LINEAR = ("interest_only", "on_demand", "bullet", "custom")
"""Methods whose principal comes back at the end, so that the amount may be calibrated without touching a plan."""

PACKAGING = ("2231", "2319", "2921")
JUJUBE = ("0151", "1373")


@dataclass(slots=True)
class Note:
    """借据: its terms, what became of it, and its part in the calibration.

    `closed` is the day the whole principal was back (None: alive at the cut-over). `stop` is the first day from which
    nothing due is paid any more. `role` says what calibration may do with the amount: B drawn this year and alive, D
    drawn before and alive, R renewed this year and alive, C drawn and back within this year, A alive at the year's
    start and back since, FIXED nothing.
    """

    customer: Customer
    product: str
    amount: int
    rate: int
    start: date
    months: int
    maturity: date
    method: str
    settlement: str
    day_count: str
    issue: str
    security: str
    use: str
    role: str = "FIXED"
    purpose: str = "BUSINESS"
    closed: date | None = None
    previous: Note | None = None
    stop: date | None = None
    written_off: date | None = None
    part: int = 0
    extra: dict[date, int] = field(default_factory=dict)
    plan: list[tuple[date, int]] = field(default_factory=list)
    instalment: int = 0
    number: str = ""
    contract: str = ""
    life: Any = None

    @property
    def linear(self) -> bool:
        """Whether principal stands whole until it is all back."""
        return self.method in LINEAR

    @property
    def small(self) -> bool:
        """Of the small-and-micro universe."""
        return self.purpose == "BUSINESS" and self.customer.small

    @property
    def farm(self) -> bool:
        """涉农."""
        return self.purpose == "BUSINESS" and (self.customer.farm or BY_CODE[self.product].farm)

    def alive(self, day: date) -> bool:
        """Whether principal stands out at the close of that day."""
        return self.start <= day and (self.closed is None or self.closed > day)


@dataclass(frozen=True, slots=True)
class Terms:
    """What product and chance decide before day and amount."""

    product: str
    method: str
    settlement: str
    day_count: str
    months: int


_PRODUCTS: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "MERCHANT": (("MERCHANT_LOAN", "CREDIT_LOAN", "FLOW_LOAN", "CREDIT_CARD_LINE"), (50, 26, 16, 8)),
    "OWNER": (("CREDIT_LOAN", "FLOW_LOAN", "CREDIT_CARD_LINE", "MERCHANT_LOAN"), (40, 34, 16, 10)),
    "ENTERPRISE": (
        ("FLOW_LOAN", "CHAIN_LOAN", "TAX_LOAN", "POOL_LOAN", "CREDIT_LOAN", "CREDIT_CARD_LINE"),
        (30, 18, 20, 12, 9, 11),
    ),
    "FARM_ENTITY": (("CREDIT_LOAN", "FLOW_LOAN", "CHAIN_LOAN"), (52, 30, 18)),
    "jujube": (("JUJUBE_LOAN", "CREDIT_LOAN"), (74, 26)),
    "packaging": (("PACKAGING_LOAN", "POOL_LOAN", "TAX_LOAN", "CHAIN_LOAN", "CREDIT_CARD_LINE"), (70, 8, 10, 6, 6)),
}
_SECURITY: dict[str, tuple[tuple[str, ...], tuple[int, ...]]] = {
    "CREDIT_LOAN": (("CREDIT",), (1,)),
    "FLOW_LOAN": (("CREDIT", "GUARANTEE"), (55, 45)),
    "MERCHANT_LOAN": (("GUARANTEE", "CREDIT", "MORTGAGE"), (60, 24, 16)),
    "PACKAGING_LOAN": (("MORTGAGE", "GUARANTEE"), (55, 45)),
    "JUJUBE_LOAN": (("PLEDGE", "GUARANTEE"), (45, 55)),
    "CHAIN_LOAN": (("PLEDGE", "GUARANTEE"), (70, 30)),
    "TAX_LOAN": (("CREDIT",), (1,)),
    "POOL_LOAN": (("MORTGAGE", "GUARANTEE"), (60, 40)),
    "CREDIT_CARD_LINE": (("CREDIT",), (1,)),
    "OTHER_CORPORATE": (("MORTGAGE", "GUARANTEE"), (70, 30)),
    "OTHER_PERSONAL": (("MORTGAGE", "GUARANTEE", "PLEDGE"), (45, 45, 10)),
}
_MEDIAN = {"MERCHANT": 66_000, "OWNER": 128_000, "ENTERPRISE": 400_000, "FARM_ENTITY": 190_000}
_FLOAT = {"MERCHANT": 8, "OWNER": 4, "ENTERPRISE": -6, "FARM_ENTITY": -12}
_USES = {
    "0141": "建设蔬菜大棚及购种苗农资",
    "0151": "收购板枣",
    "1373": "收购加工红枣",
    "0313": "购饲料及仔猪",
    "0511": "购置农机具",
    "2231": "购原纸及辅料",
    "2319": "购纸张油墨",
    "2921": "购塑料粒子",
    "5123": "收购果品蔬菜",
    "6210": "购食材及店面装修",
    "5430": "购车辆及运营周转",
    "3311": "购钢材",
    "3021": "购水泥砂石",
    "4700": "工程材料款",
}


def amount_of(rng: Random, customer: Customer, product: str, factor: float = 1.0) -> int:
    """A believable round sum in fen, within the product's limits."""
    sheet = BY_CODE[product]
    yuan = _MEDIAN[customer.kind] * factor * rng.lognormvariate(0.0, 0.6)
    unit = 5_000 if yuan < 100_000 else 10_000 if yuan < 500_000 else 50_000
    fen = max(1, int(yuan / unit + 0.5)) * unit * YUAN
    return min(
        max(fen, sheet.floor), min(sheet.cap, 50_000_000 if customer.kind in ("MERCHANT", "OWNER") else sheet.cap)
    )


def rate_of(rng: Random, kind: str, product: str, security: str, months: int, start: date, year: int) -> int:
    """Benchmark x (1 + float); the float came down from year to year (差别定价, lower cost of financing)."""
    base = {0: 92, 1: 110}.get(year - start.year, 116)
    base += _FLOAT[kind] - (8 if security in ("MORTGAGE", "PLEDGE") else 0) - (6 if product == "JUJUBE_LOAN" else 0)
    if product.startswith("OTHER"):
        base -= 44
    return floated(months, base + rng.randrange(-3, 4) * 5)


def security_of(rng: Random, product: str) -> str:
    """担保方式."""
    options, weights = _SECURITY[product]
    return rng.choices(options, weights)[0]


def use_of(customer: Customer, product: str) -> str:
    """借据贷款用途."""
    if product == "OTHER_PERSONAL":
        return "购房装修等消费"
    return _USES.get(customer.industry, "购进货物" if customer.kind == "MERCHANT" else "流动资金周转")


def terms_of(rng: Random, customer: Customer, *, linear: bool = False, seasonal: bool = True) -> Terms:
    """Product and repayment of a business note; `linear` asks for one whose principal comes at the end."""
    key = customer.kind
    if customer.industry in PACKAGING and customer.kind in ("ENTERPRISE", "OWNER"):
        key = "packaging"
    elif customer.industry in JUJUBE and seasonal:
        key = "jujube"
    options, weights = _PRODUCTS[key]
    product = rng.choices(options, weights)[0]
    chance = rng.random()
    if product == "MERCHANT_LOAN" and not linear and chance < 0.55:
        if chance < 0.12:
            return Terms(product, "equal_principal", "OWN_DAY", "act/360", rng.choice((12, 24)))
        return Terms(product, "equal_instalments", "OWN_DAY", "30/360", rng.choice((12, 24, 24)))
    if product == "CREDIT_LOAN" and not linear and chance < 0.22:
        return Terms(product, "equal_instalments", "OWN_DAY", "30/360", rng.choice((12, 18, 24)))
    if product == "PACKAGING_LOAN" and not linear and chance < 0.14:
        return Terms(product, "equal_principal", "OWN_DAY", "act/360", 36)
    return Terms(product, *_linear_terms(product, chance), 12)


def _linear_terms(product: str, chance: float) -> tuple[str, str, str]:
    if product == "JUJUBE_LOAN":
        if chance < 0.12:
            return "bullet", "AT_MATURITY", "act/360"
        return ("custom" if chance < 0.3 else "interest_only"), "QUARTER20", "act/360"
    if product in ("FLOW_LOAN", "TAX_LOAN", "CREDIT_CARD_LINE"):
        return "on_demand", "MONTH20", "act/360"
    if product == "PACKAGING_LOAN" and chance < 0.3:
        return "interest_only", "QUARTER20", "act/360"
    if product == "CHAIN_LOAN" and chance < 0.12:
        return "bullet", "AT_MATURITY", "act/360"
    return "interest_only", "MONTH20", "act/360"
