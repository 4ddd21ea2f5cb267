"""Questions to product: the catalogue, the sheet in force, and what a sheet says about a case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from wuhua.areas.people.rules import Officer
from wuhua.areas.product import rules
from wuhua.areas.product.models import Product, ProductSheet
from wuhua.areas.product.rules import Case, Family, ProductRefusal
from wuhua.core.refuse import Refused


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The products on sale: counted, never typed. `groups` counts them by 宣传口径分组."""

    products: tuple[Product, ...]
    instruments: tuple[Product, ...]
    groups: dict[str, int]

    @property
    def count(self) -> int:
        """How many products there are, the card apart."""
        return len(self.products)

    @property
    def remark(self) -> str:
        """The note about seven and eight."""
        return rules.remark(len(self.products), len(self.instruments))


def _in_force(on: date) -> Q:
    return Q(
        sheets__state__in=("PUBLISHED", "RETIRED"),
        sheets__effective_from__lte=on,
    ) & (Q(sheets__effective_to__isnull=True) | Q(sheets__effective_to__gt=on))


def catalogue(on: date) -> Catalogue:
    """Every product of 稷企贷 with a sheet in force on the day. One query."""
    rows = Product.objects.filter(_in_force(on)).exclude(family=Family.OTHER).order_by("rank", "code").distinct()
    found = list(rows)
    groups: dict[str, int] = {}
    for product in found:
        groups[product.headline_group] = groups.get(product.headline_group, 0) + 1
    return Catalogue(
        tuple(product for product in found if product.family == Family.SMALL),
        tuple(product for product in found if product.family == Family.INSTRUMENT),
        groups,
    )


def product(code: str) -> Product | Refused:
    """One line of the catalogue, published or not."""
    found = Product.objects.filter(pk=code).first()
    return found or Refused(ProductRefusal.PRODUCT_UNKNOWN, f"没有产品 {code}。", "请从产品目录中选择。", "product")


def names() -> dict[str, str]:
    """Names by code, of every product."""
    return dict(Product.objects.values_list("code", "name"))


def versions(code: str) -> list[ProductSheet]:
    """Every version of a product's sheet, newest first, with its approvals."""
    return list(ProductSheet.objects.filter(product_id=code).prefetch_related("approvals").order_by("-version"))


def _sheets(on: date) -> QuerySet[ProductSheet]:
    rows = ProductSheet.objects.filter(state__in=("PUBLISHED", "RETIRED"), effective_from__lte=on)
    return rows.filter(Q(effective_to__isnull=True) | Q(effective_to__gt=on))


def sheets(on: date) -> dict[str, ProductSheet]:
    """The sheet in force on the day of every product that has one. One query."""
    return {each.product_id: each for each in _sheets(on).order_by("product", "version")}


def sheet(code: str, on: date) -> ProductSheet | Refused:
    """The sheet in force on the day; without one the product is not on sale."""
    found = _sheets(on).filter(product_id=code).order_by("-version").first()
    return found or Refused(
        ProductRefusal.PRODUCT_NOT_PUBLISHED,
        f"产品 {code} 在 {on} 没有已发布的要素表。",
        "请先发布产品,或换用其他产品。",
        "product",
    )


def check_case(code: str, on: date, case: Case) -> Refused | None:
    """Whether the case fits the sheet in force (A47); the reason carries the rule's id."""
    found = sheet(code, on)
    if isinstance(found, Refused):
        return found
    return rules.check_case(code, found.version, found.standard, case)


def check_standard(code: str, version: int, standard: Mapping[str, Any], case: Case) -> Refused | None:
    """The same with a standard that granted exceptions have widened; rule ids name the sheet it came from."""
    return rules.check_case(code, version, standard, case)


def check_authority(officer: Officer, code: str, on: date, amount: int, security: str) -> Refused | None:
    """Whether the officer's mandate for this product reaches the amount (额度授权)."""
    found = sheet(code, on)
    if isinstance(found, Refused):
        return found
    return rules.check_authority(code, found.version, found.flow, officer.roles, amount, security)
