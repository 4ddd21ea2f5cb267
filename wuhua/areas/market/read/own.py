"""What a customer may know of its own pre-approvals: the amount, what it rests on, what it stopped at. In plain words.

Deposits and the return rate are no input of any formula (七不准之二), and only what stands in `INPUT_WORDS` is ever shown.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from wuhua.areas.market.models import BatchLine, PreApproval
from wuhua.areas.market.rules.batch import PreApprovalState
from wuhua.areas.market.rules.limits import WHY_WORDS, Binding, Why

INPUT_WORDS: Mapping[str, tuple[str, str]] = {
    "rating": ("信用评级", "word"),
    "tier": ("客户层级", "tier"),
    "years": ("经营年数", "year"),
    "flow": ("近12个月经营收款(净额)", "fen"),
    "flow_months": ("有收款的月数", "month"),
    "power": ("近12个月电费", "fen"),
    "wage": ("近12个月工资", "fen"),
    "elsewhere": ("在其他银行的流动资金贷款", "fen"),
    "tax": ("近12个月纳税", "fen"),
    "tax_months": ("有纳税记录的月数", "month"),
    "tax_grade": ("纳税信用等级", "word"),
    "income_a": ("年净收入(首次估算)", "fen"),
    "income_b": ("年净收入(复核估算)", "fen"),
    "planned": ("计划收购金额", "fen"),
    "own_funds": ("自有资金", "fen"),
    "confirmed": ("已确认订单金额", "fen"),
}
"""What an input is called and how it is read, in the order in which it is shown."""

BINDING_WORDS: Mapping[Binding, str] = {
    Binding.FORMULA: "按您的经营情况测算得出,没有碰到任何上限。",
    Binding.TIER_CAP: "测算结果高于您所在客户层级的上限,按上限确定。",
    Binding.PRODUCT_CAP: "测算结果高于该产品的最高额度,按产品最高额度确定。",
    Binding.ROOM: "测算结果高于您名下(含关联人)还可使用的授信空间,按剩余空间确定。",
    Binding.AUTHORITY: "测算结果高于本级审批权限,按审批权限确定。",
    Binding.PARTNER: "测算结果高于合作方(园区、核心企业)的剩余额度,按剩余额度确定。",
}


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """One pre-approval as its customer reads it. `inputs` are (words, kind, value); amounts in fen, `rate` in 10⁻⁷."""

    id: int
    product: str
    limit: int
    formula: int | None
    rate: int | None
    valid_until: date
    given: date
    open: bool
    by_person: bool
    inputs: list[tuple[str, str, Any]]
    why_this: str
    notes: list[str]


def limits_of(number: str, day: date) -> list[OwnLimit]:
    """The customer's pre-approvals, newest first, with the lines they came from. Two queries."""
    found = list(PreApproval.objects.filter(customer=number).order_by("-business_date", "-pk")[:20]) if number else []
    lines: dict[tuple[int, int], BatchLine] = {}
    if found:
        batches = {each.batch_id for each in found}
        rows = BatchLine.objects.filter(batch__in=batches, customer=number)
        lines = {(line.batch, line.seq): line for line in rows}
    return [_limit(each, lines.get((each.batch_id, each.seq)), day) for each in found]


def limit_of(number: str, key: int, day: date) -> OwnLimit | None:
    """One of them; None for what is not the customer's."""
    return next((each for each in limits_of(number, day) if each.id == key), None)


def _limit(given: PreApproval, line: BatchLine | None, day: date) -> OwnLimit:
    inputs = given.inputs if isinstance(given.inputs, dict) else json.loads(given.inputs or "{}")
    by_person = line is not None and given.limit != line.limit
    binding = Binding(line.binding) if line is not None and line.binding in Binding.__members__ else None
    words = "由审查人员逐户核定。" if by_person else BINDING_WORDS[binding] if binding else "按批量授信规则核定。"
    reasons = line.reasons.split(",") if line is not None else []
    return OwnLimit(
        id=given.pk,
        product=given.product,
        limit=given.limit,
        formula=line.formula if line is not None else None,
        rate=given.rate,
        valid_until=given.valid_until,
        given=given.business_date,
        open=given.state == PreApprovalState.OPEN and given.valid_until >= day,
        by_person=by_person,
        inputs=[
            (name, kind, inputs[code])
            for code, (name, kind) in INPUT_WORDS.items()
            if inputs.get(code) not in (None, "")
        ],
        why_this=words,
        notes=[WHY_WORDS[Why(each)] for each in reasons if each in Why.__members__],
    )
