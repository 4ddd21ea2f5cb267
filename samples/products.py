"""Product sheets as data (`domain.md` 1.13): limits in 10,000 yuan, months, regions, industries. None is claimed to be a
real bank's."""

from __future__ import annotations

from dataclasses import dataclass

from samples.money import WAN


@dataclass(frozen=True, slots=True)
class Product:
    """信贷产品."""

    code: str
    name: str
    series: str
    group: str
    low: int
    high: int
    months: int
    regions: str
    industries: str
    farm: bool = False

    @property
    def floor(self) -> int:
        """Lowest amount in fen."""
        return self.low * WAN

    @property
    def cap(self) -> int:
        """Highest amount in fen."""
        return self.high * WAN


_ALL = "全县"
PRODUCTS: tuple[Product, ...] = (
    Product("CREDIT_LOAN", "信用贷", "稷企贷", "七大产品", 1, 100, 24, _ALL, "全部行业"),
    Product("FLOW_LOAN", "流水贷", "稷企贷", "七大产品", 5, 200, 12, _ALL, "全部行业"),
    Product(
        "MERCHANT_LOAN", "富商贷", "稷企贷", "七大产品", 5, 100, 24, "市场、商厦、街区", "批发零售、住宿餐饮、居民服务"
    ),
    Product("PACKAGING_LOAN", "包装贷", "稷企贷", "七大产品", 20, 500, 36, "翟店镇及包装园区", "2231;2319;2921"),
    Product("JUJUBE_LOAN", "金枣丰", "稷企贷", "七大产品", 5, 300, 12, "板枣产区", "0151;1373;5123", True),
    Product("CHAIN_LOAN", "强企贷", "稷企贷", "产业链计划", 20, 500, 12, _ALL, "核心企业上下游"),
    Product("TAX_LOAN", "信税通", "稷企贷", "七大产品", 10, 200, 12, _ALL, "纳税信用 A/B/M 级"),
    Product("POOL_LOAN", "助保贷", "稷企贷", "七大产品", 50, 500, 12, _ALL, "重点中小企业池"),
    Product("CREDIT_CARD_LINE", "授信卡", "稷企贷", "授信卡", 1, 200, 12, _ALL, "全部行业"),
    Product("OTHER_CORPORATE", "其他对公贷款", "其他", "其他", 50, 4000, 60, _ALL, "全部行业"),
    Product("OTHER_PERSONAL", "其他个人贷款", "其他", "其他", 1, 100, 120, _ALL, "个人消费"),
)
BY_CODE = {each.code: each for each in PRODUCTS}
