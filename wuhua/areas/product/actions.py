"""Verbs of product: ship the nine sheets, load a bank's list, draft, approve, publish and retire a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product import rules
from wuhua.areas.product.models import Product, ProductSheet, SheetApproval
from wuhua.areas.product.rules import Family, Origin, ProductRefusal, SheetState
from wuhua.areas.product.rules.sheets import OTHER_PRODUCTS, SHEETS, WAN, Sheet
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock, loading
from wuhua.platform.copy import Rows

_DRAFTERS = (Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.MIDDLE)
_APPROVERS = (Role.APPROVER, Role.RISK, Role.COMPLIANCE, Role.COMMITTEE, Role.EXECUTIVE)
_PUBLISHERS = (Role.EXECUTIVE, Role.COMPLIANCE)


@transaction.atomic
def load_products(*, actor: str, business_date: date, rows: Rows) -> int:
    """信贷产品 (product_product): a code already in the catalogue is brought up to what the bank's list says."""
    count = loading.merge(
        actor=actor,
        business_date=business_date,
        rows=rows,
        model=Product,
        action="product.products_loaded",
        key=("code",),
    )
    # A bank's list does not say what is outside the series, but it says the series.
    Product.objects.exclude(series=rules.SERIES).update(family=Family.OTHER)
    instruments = [sheet.code for sheet in SHEETS if sheet.family is Family.INSTRUMENT]
    Product.objects.filter(code__in=instruments).update(family=Family.INSTRUMENT)
    return count


@transaction.atomic
def ensure_seeded(*, actor: str, business_date: date) -> int:
    """Add the nine products with their shipped sheets, and the loans outside the series; what is there stays as it is.

    Shipped sheets are in force from the cut-over under the name of who ran it; every later version needs two approvals.
    """
    products = set(Product.objects.values_list("code", flat=True))
    sheeted = set(ProductSheet.objects.values_list("product_id", flat=True))
    Product.objects.bulk_create(
        _product(sheet, rank) for rank, sheet in enumerate(SHEETS, 1) if sheet.code not in products
    )
    Product.objects.bulk_create(
        Product(code=code, name=name, family=Family.OTHER, series="其他", headline_group="其他", rank=90)
        for code, name in OTHER_PRODUCTS
        if code not in products
    )
    for rank, shipped in enumerate(SHEETS, 1):
        Product.objects.filter(pk=shipped.code, rank=100).update(rank=rank)
    fresh = [_shipped(sheet, actor, business_date) for sheet in SHEETS if sheet.code not in sheeted]
    ProductSheet.objects.bulk_create(fresh)
    if fresh:
        audit.record(
            actor=actor,
            business_date=business_date,
            action="product.seeded",
            subject="table:product_productsheet",
            after={"sheets": [sheet.product_id for sheet in fresh]},
        )
    return len(fresh)


def _product(sheet: Sheet, rank: int) -> Product:
    return Product(
        code=sheet.code,
        name=sheet.name,
        family=sheet.family,
        series=rules.SERIES,
        headline_group=sheet.headline_group,
        limit_low=sheet.low * WAN,
        limit_high=sheet.high * WAN,
        months_max=sheet.months,
        regions="、".join(sheet.regions),
        industries="、".join(sheet.industries),
        farm=sheet.farm,
        rank=rank,
    )


def _shipped(sheet: Sheet, actor: str, business_date: date) -> ProductSheet:
    return ProductSheet(
        product_id=sheet.code,
        version=1,
        state=SheetState.PUBLISHED,
        origin=Origin.FACTORY,
        template=sheet.template(),
        standard=sheet.standard(),
        flow=sheet.flow(),
        special=sheet.special,
        drafted_by=actor,
        drafted_on=business_date,
        effective_from=business_date,
    )


# --- the life of a sheet ---------------------------------------------------------------------------------------------


@transaction.atomic
def draft(
    *,
    actor: Officer,
    business_date: date,
    product: str,
    template: Mapping[str, Any],
    standard: Mapping[str, Any],
    flow: Mapping[str, Any],
    special: str,
) -> ProductSheet | Refused:
    """A new version; it may still lack a part, but nothing will approve or publish it until it does not."""
    if not actor.holds(*_DRAFTERS):
        return Refused(ProductRefusal.MAY_NOT_DRAFT, "您的岗位不能起草产品要素表。", "请由产品牵头部门起草。")
    found = Product.objects.select_for_update().filter(pk=product).first()
    if found is None:
        return Refused(ProductRefusal.PRODUCT_UNKNOWN, f"没有产品 {product}。", "请从产品目录中选择。", "product")
    if found.sheets.filter(state__in=(SheetState.DRAFT, SheetState.APPROVED)).exists():
        return Refused(
            ProductRefusal.DRAFT_OPEN_ALREADY, "该产品已有未发布的版本。", "请先发布或废止该版本。", "product"
        )

    # After this line the draft must be kept.
    version = (found.sheets.aggregate(last=Max("version"))["last"] or 0) + 1
    made = ProductSheet.objects.create(
        product=found,
        version=version,
        template=dict(template),
        standard=dict(standard),
        flow=dict(flow),
        special=special,
        drafted_by=actor.number,
        drafted_on=business_date,
    )
    _record(actor, business_date, "product.drafted", made)
    return made


@transaction.atomic
def approve(*, actor: Officer, business_date: date, product: str, version: int) -> ProductSheet | Refused:
    """One approval; the second, by another person, makes the sheet APPROVED."""
    if not actor.holds(*_APPROVERS):
        return Refused(ProductRefusal.MAY_NOT_APPROVE, "您的岗位不能审批产品。", "请提交审批、风险或合规岗。")
    sheet = _sheet(product, version)
    if isinstance(sheet, Refused):
        return sheet
    approvers = set(sheet.approvals.values_list("approver", flat=True))
    refused = (
        rules.may_move(SheetState(sheet.state), SheetState.APPROVED)
        or rules.parts_filled(sheet.template, sheet.standard, sheet.flow)
        or rules.may_approve(sheet.drafted_by, actor.number, approvers)
    )
    if refused is not None:
        return refused

    # After this line the approval must be kept.
    SheetApproval.objects.create(
        sheet=sheet, approver=actor.number, business_date=business_date, recorded_at=clock.now()
    )
    if rules.may_publish(Origin(sheet.origin), sheet.drafted_by, approvers | {actor.number}) is None:
        sheet.state = SheetState.APPROVED
        sheet.save(update_fields=["state"])
    _record(actor, business_date, "product.approved", sheet)
    return sheet


@transaction.atomic
def publish(*, actor: Officer, business_date: date, product: str, version: int) -> ProductSheet | Refused:
    """Put a version in force from today; the one before it ends today (A46)."""
    if not actor.holds(*_PUBLISHERS):
        return Refused(ProductRefusal.MAY_NOT_PUBLISH, "您的岗位不能发布产品。", "请提交班子成员或合规岗发布。")
    sheet = _sheet(product, version)
    if isinstance(sheet, Refused):
        return sheet
    approvers = set(sheet.approvals.values_list("approver", flat=True))
    refused = rules.parts_filled(sheet.template, sheet.standard, sheet.flow) or rules.may_publish(
        Origin(sheet.origin), sheet.drafted_by, approvers
    )
    refused = refused or rules.may_move(SheetState(sheet.state), SheetState.PUBLISHED)
    if refused is not None:
        return refused

    # After this line the version must be in force.
    before = ProductSheet.objects.filter(product_id=product, state=SheetState.PUBLISHED)
    before.update(state=SheetState.RETIRED, effective_to=business_date)
    sheet.state, sheet.effective_from = SheetState.PUBLISHED, business_date
    sheet.save(update_fields=["state", "effective_from"])
    _record(actor, business_date, "product.published", sheet)
    return sheet


@transaction.atomic
def retire(*, actor: Officer, business_date: date, product: str, version: int) -> ProductSheet | Refused:
    """Take a version out of force, or throw a draft away."""
    if not actor.holds(*_PUBLISHERS):
        return Refused(ProductRefusal.MAY_NOT_PUBLISH, "您的岗位不能停用产品。", "请提交班子成员或合规岗办理。")
    sheet = _sheet(product, version)
    if isinstance(sheet, Refused):
        return sheet
    refused = rules.may_move(SheetState(sheet.state), SheetState.RETIRED)
    if refused is not None:
        return refused

    # After this line the version must be out of force.
    sheet.effective_to = business_date if sheet.effective_from else None
    sheet.state = SheetState.RETIRED
    sheet.save(update_fields=["state", "effective_to"])
    _record(actor, business_date, "product.retired", sheet)
    return sheet


def _sheet(product: str, version: int) -> ProductSheet | Refused:
    found = ProductSheet.objects.select_for_update().filter(product_id=product, version=version).first()
    return found or Refused(
        ProductRefusal.SHEET_UNKNOWN, f"产品 {product} 没有第 {version} 版要素表。", "请核对产品与版本号。", "version"
    )


def _record(actor: Officer, business_date: date, action: str, sheet: ProductSheet) -> None:
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action=action,
        subject=f"sheet:{sheet.product_id}@{sheet.version}",
        after={"state": sheet.state},
    )
