"""Rules of product: the life of a sheet and the verdicts a sheet gives about a case. Amounts are whole fen."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from wuhua.core.money import grouped
from wuhua.core.refuse import Refusal, Refused

SERIES = "稷企贷"
EVERYWHERE = "*"
"""In a sheet's regions or industries: no bound. It must be written, so that nobody has merely forgotten it."""


class SheetState(StrEnum):
    """产品要素表状态."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    PUBLISHED = "PUBLISHED"
    RETIRED = "RETIRED"


TRANSITIONS: Mapping[SheetState, frozenset[SheetState]] = {
    SheetState.DRAFT: frozenset({SheetState.APPROVED, SheetState.RETIRED}),
    SheetState.APPROVED: frozenset({SheetState.PUBLISHED, SheetState.RETIRED}),
    SheetState.PUBLISHED: frozenset({SheetState.RETIRED}),
    SheetState.RETIRED: frozenset(),
}
"""Each arrow is one verb: the second approval, publish, retire."""


class Family(StrEnum):
    """What a catalogue row is: a small-and-micro product, the card (an instrument), or another loan outside 稷企贷."""

    SMALL = "SMALL"
    INSTRUMENT = "INSTRUMENT"
    OTHER = "OTHER"


class Origin(StrEnum):
    """Who made a sheet: shipped with the system (in force by the cut-over), or the bank (two approvals)."""

    FACTORY = "FACTORY"
    BANK = "BANK"


class ProductRefusal(Refusal):
    """Why product says no, in the order in which it is checked."""

    MAY_NOT_DRAFT = "may_not_draft"
    MAY_NOT_APPROVE = "may_not_approve"
    MAY_NOT_PUBLISH = "may_not_publish"
    PRODUCT_UNKNOWN = "product_unknown"
    SHEET_UNKNOWN = "sheet_unknown"
    DRAFT_OPEN_ALREADY = "draft_open_already"
    NOT_IN_THAT_STATE = "not_in_that_state"
    PART_MISSING = "part_missing"
    APPROVER_DRAFTED_IT = "approver_drafted_it"
    APPROVED_ALREADY = "approved_already"
    NOT_APPROVED_BY_TWO = "not_approved_by_two"
    PRODUCT_NOT_PUBLISHED = "product_not_published"
    REGION_OUTSIDE = "region_outside"
    INDUSTRY_OUTSIDE = "industry_outside"
    LIMIT_OUTSIDE = "limit_outside"
    TENOR_OUTSIDE = "tenor_outside"
    SECURITY_OUTSIDE = "security_outside"
    METHOD_OUTSIDE = "method_outside"
    AUTHORITY_EXCEEDED = "authority_exceeded"
    PRICE_PART_MISSING = "price_part_missing"


Json = Mapping[str, Any]
_SECTIONS = "ABCDEFGHIJKLMNOPQRST"
"""GB/T 4754 section letters, which some houses write before the four digits; sheets name the digits."""

PARTS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "template": ("统一模板", ("contract", "documents", "checklist")),
    "standard": (
        "统一标准",
        (
            "who",
            "limit_low",
            "limit_high",
            "months_max",
            "securities",
            "methods",
            "settlement",
            "regions",
            "industries",
            "price",
        ),
    ),
    "flow": ("统一流程", ("steps", "authority")),
}
"""The three unified parts and what each must say (domain 1.12: region, limit, industry, scope and authority)."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked of a product: amount in fen, tenor in months, industry by GB/T 4754, region by its code."""

    amount: int
    months: int
    region: str
    industry: str
    security: str
    method: str


# --- the life of a sheet ---------------------------------------------------------------------------------------------


def missing_items(part: str, content: Json) -> list[str]:
    """What a part must say and does not. Nought is an answer, emptiness is none."""
    return [item for item in PARTS[part][1] if content.get(item) in (None, "", [], {}, ())]


def parts_filled(template: Json, standard: Json, flow: Json) -> Refused | None:
    """A46: a product without one of its three parts cannot be published."""
    for part, content in (("template", template), ("standard", standard), ("flow", flow)):
        lacking = missing_items(part, content)
        if lacking:
            title = PARTS[part][0]
            return Refused(
                ProductRefusal.PART_MISSING,
                f"「{title}」不完整,缺少:{'、'.join(lacking)}。",
                f"请补齐「{title}」后再提交。三个统一(模板、标准、流程)缺一不可。",
                part,
            )
    return None


def may_move(state: SheetState, to: SheetState) -> Refused | None:
    """Whether the arrow is in the table."""
    if to in TRANSITIONS[state]:
        return None
    return Refused(
        ProductRefusal.NOT_IN_THAT_STATE,
        f"产品要素表现为 {state.value},不能变为 {to.value}。",
        "请先完成上一步,或另起新版本。",
        "state",
    )


def may_approve(drafted_by: str, approver: str, approvers: Collection[str]) -> Refused | None:
    """Two different people, neither of whom drafted it."""
    if approver == drafted_by:
        return Refused(
            ProductRefusal.APPROVER_DRAFTED_IT, "起草人不能审批自己起草的产品。", "请由其他两名有权人审批。", "approver"
        )
    if approver in approvers:
        return Refused(
            ProductRefusal.APPROVED_ALREADY, "您已审批过这一版本。", "请由另一名有权人进行第二次审批。", "approver"
        )
    return None


def may_publish(origin: Origin, drafted_by: str, approvers: Collection[str]) -> Refused | None:
    """Publishing needs two approvals by different people; a shipped sheet is put in force by the cut-over itself."""
    if origin is Origin.FACTORY or len(set(approvers) - {drafted_by}) >= 2:
        return None
    return Refused(
        ProductRefusal.NOT_APPROVED_BY_TWO,
        f"发布前须由两名不同的有权人审批,目前 {len(set(approvers))} 人。",
        "请由尚未审批的有权人审批。",
        "approvals",
    )


# --- a case against a sheet (A47) ------------------------------------------------------------------------------------


def rule_id(product: str, version: int, item: str) -> str:
    """The name of one line of one version of one sheet.

    >>> rule_id("PACKAGING_LOAN", 1, "industries")
    'PACKAGING_LOAN@1#industries'
    """
    return f"{product}@{version}#{item}"


def _within(code: str, allowed: Sequence[str]) -> bool:
    return any(prefix == EVERYWHERE or code.startswith(prefix) for prefix in allowed)


def check_case(product: str, version: int, standard: Json, case: Case) -> Refused | None:
    """Region, industry, limit, tenor, security, method, in this order; the reason carries the rule's id."""

    def no(name: ProductRefusal, item: str, reason: str, next_step: str, field: str) -> Refused:
        return Refused(name, f"{reason}(规则 {rule_id(product, version, item)})", next_step, field)

    low, high = int(standard["limit_low"]), int(standard["limit_high"])
    if not _within(case.region, standard["regions"]):
        said = "、".join(standard["regions"])
        return no(
            ProductRefusal.REGION_OUTSIDE,
            "regions",
            f"地区 {case.region} 不在适用区域 {said} 内。",
            "请换用适用本区域的产品。",
            "region",
        )
    if not _within(case.industry.lstrip(_SECTIONS), standard["industries"]):
        said = "、".join(standard["industries"])
        return no(
            ProductRefusal.INDUSTRY_OUTSIDE,
            "industries",
            f"行业 {case.industry} 不在适用行业 {said} 内。",
            "请换用适用本行业的产品。",
            "industry",
        )
    if not low <= case.amount <= high:
        said = f"{grouped(low)} 至 {grouped(high)} 元"
        return no(
            ProductRefusal.LIMIT_OUTSIDE,
            "limit",
            f"金额 {grouped(case.amount)} 元不在 {said} 之间。",
            "请调整金额或换用其他产品。",
            "amount",
        )
    if not 0 < case.months <= int(standard["months_max"]):
        said = f"{standard['months_max']} 个月"
        return no(
            ProductRefusal.TENOR_OUTSIDE,
            "months_max",
            f"期限 {case.months} 个月超过 {said}。",
            "请缩短期限或换用其他产品。",
            "months",
        )
    if case.security not in standard["securities"]:
        return no(
            ProductRefusal.SECURITY_OUTSIDE,
            "securities",
            f"担保方式 {case.security} 不适用。",
            "请选择产品允许的担保方式。",
            "security",
        )
    if case.method not in standard["methods"]:
        return no(
            ProductRefusal.METHOD_OUTSIDE,
            "methods",
            f"还款方式 {case.method} 不适用。",
            "请选择产品允许的还款方式。",
            "method",
        )
    return None


def check_authority(
    product: str, version: int, flow: Json, roles: Collection[str], amount: int, security: str
) -> Refused | None:
    """额度授权: the highest mandate among the roles held. Null is "up to the single-borrower limit"."""
    column = "credit" if security == "CREDIT" else "secured"
    rows = [row for row in flow["authority"] if row["role"] in roles]
    if any(row[column] is None or amount <= row[column] for row in rows):
        return None
    best = max((row[column] for row in rows), default=0)
    return Refused(
        ProductRefusal.AUTHORITY_EXCEEDED,
        f"金额 {grouped(amount)} 元超过本岗位权限 {grouped(best)} 元(规则 {rule_id(product, version, 'authority')})。",
        "请提交上一级有权审批人。",
        "amount",
    )


# --- counting (A48) --------------------------------------------------------------------------------------------------


def remark(products: int, instruments: int) -> str:
    """The note beside the catalogue's count: the brief's heading says seven and its sentence names eight and a card.

    >>> remark(8, 1)
    '按目录实际计数:产品 8 个、授信工具 1 个。宣传标题称“七大产品”,正文列名八个另加授信卡;口径可按“宣传口径分组”调整。'
    """
    return (
        f"按目录实际计数:产品 {products} 个、授信工具 {instruments} 个。"
        "宣传标题称“七大产品”,正文列名八个另加授信卡;口径可按“宣传口径分组”调整。"
    )
