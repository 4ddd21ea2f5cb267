"""The catalogue as the pages show it: series, the computed count, each sheet with its three parts (A46, A48)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from wuhua.areas.product import rules
from wuhua.areas.product.models import Product, ProductSheet
from wuhua.areas.product.rules import Family, SheetState


@dataclass(frozen=True, slots=True)
class Shown:
    """A product with the sheet in force, or the newest one where none is published."""

    code: str
    name: str
    family: str
    series: str
    headline_group: str
    limit_low: int | None
    limit_high: int | None
    months_max: int | None
    regions: str
    industries: str
    farm: bool
    state: str
    version: int | None
    who: str
    special: str
    parts: list[tuple[str, bool]]
    contents: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Series:
    """Products under one name, 稷企贷 first."""

    name: str
    products: list[Shown]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every product, and how many there really are."""

    series: list[Series]
    small_count: int
    instrument_count: int
    remark: str


def _shown(product: Product, sheets: list[ProductSheet]) -> Shown:
    sheet = max(sheets, key=lambda each: (each.state == SheetState.PUBLISHED, each.version), default=None)
    contents: dict[str, dict[str, Any]] = {part: dict(getattr(sheet, part)) if sheet else {} for part in rules.PARTS}
    standard = contents["standard"]
    who = standard.get("who", "")
    return Shown(
        code=product.code,
        name=product.name,
        family=product.family,
        series=product.series,
        headline_group=product.headline_group,
        limit_low=standard.get("limit_low", product.limit_low),
        limit_high=standard.get("limit_high", product.limit_high),
        months_max=standard.get("months_max", product.months_max),
        regions=product.regions,
        industries=product.industries,
        farm=product.farm,
        state=sheet.state if sheet else "",
        version=sheet.version if sheet else None,
        who="、".join(who) if isinstance(who, list) else str(who),
        special=sheet.special if sheet else "",
        parts=[(title, not rules.missing_items(part, contents[part])) for part, (title, _) in rules.PARTS.items()],
        contents=contents,
    )


def catalogue() -> Catalogue:
    """Two queries. The count is what is on the shelf, not what a heading says."""
    sheets: dict[str, list[ProductSheet]] = {}
    for sheet in ProductSheet.objects.all():
        sheets.setdefault(sheet.product_id, []).append(sheet)
    shown = [_shown(each, sheets.get(each.pk, [])) for each in Product.objects.order_by("rank", "code")]
    names = list(dict.fromkeys(each.series for each in shown))
    small = sum(each.family == Family.SMALL for each in shown)
    instruments = sum(each.family == Family.INSTRUMENT for each in shown)
    return Catalogue(
        [
            Series(name, [each for each in shown if each.series == name])
            for name in sorted(names, key=lambda n: n == "")
        ],
        small,
        instruments,
        rules.remark(small, instruments) if shown else "",
    )


def sheet_of(code: str) -> Shown | None:
    """One product; None when the catalogue has no such code."""
    product = Product.objects.filter(pk=code).first()
    return None if product is None else _shown(product, list(product.sheets.all()))


def product_names() -> dict[str, str]:
    """Names by code."""
    return dict(Product.objects.order_by("rank", "code").values_list("code", "name"))
