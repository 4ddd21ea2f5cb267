"""Verbs of decision tables: draft a version, approve it as somebody else, throw a draft away."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.product.models import DecisionTable
from wuhua.areas.product.rules import tables
from wuhua.areas.product.rules.tables import MOVES, Row, TableCode, TableRefusal, TableState
from wuhua.core.refuse import Refused
from wuhua.platform import audit

EDITORS = (Role.RISK, Role.SME_CENTER_HEAD, Role.MIDDLE)
APPROVERS = (Role.EXECUTIVE, Role.COMPLIANCE, Role.COMMITTEE, Role.RISK)


@transaction.atomic
def draft(
    *,
    actor: Officer,
    business_date: date,
    code: TableCode,
    columns: Sequence[str],
    rows: Sequence[Row],
    effective_from: date,
    why: str,
) -> DecisionTable | Refused:
    """A new version out of a grid. Deposits as a condition are refused by name, whoever asks (七不准 2)."""
    if not actor.holds(*EDITORS):
        return Refused(TableRefusal.MAY_NOT_EDIT_TABLE, "您的岗位不能起草决策表。", "请由风险、小微中心或中层起草。")
    held = list(DecisionTable.objects.select_for_update().filter(code=code).order_by("version"))
    if any(each.state == TableState.DRAFT for each in held):
        return Refused(TableRefusal.TABLE_DRAFT_OPEN, "本表已有待审批的草稿。", "请先审批或废止该草稿。", "code")
    newest = max((each.effective_from for each in held if each.state == TableState.APPROVED), default=None)
    refused = (
        tables.check_columns(code, columns)
        or tables.check_rows(code, rows)
        or tables.check_from(effective_from, business_date, newest)
    )
    if refused is not None:
        return refused

    # After this line the draft must be kept.
    made = DecisionTable.objects.create(
        code=code,
        version=1 + max((each.version for each in held), default=0),
        content=tables.content_of(code, rows),
        effective_from=effective_from,
        why=why.strip(),
        drafted_by=actor.number,
        drafted_on=business_date,
    )
    _record(actor, business_date, "product.table_drafted", made)
    return made


@transaction.atomic
def decide(
    *, actor: Officer, business_date: date, code: TableCode, version: int, approve: bool
) -> DecisionTable | Refused:
    """The second key: approved by another than the drafter it waits for its day; else it is thrown away."""
    if not actor.holds(*(APPROVERS if approve else (*APPROVERS, *EDITORS))):
        return Refused(
            TableRefusal.MAY_NOT_EDIT_TABLE, "您的岗位不能审批决策表。", "请由班子、合规、审贷会或风险岗审批。"
        )
    found = DecisionTable.objects.select_for_update().filter(code=code, version=version).first()
    if found is None:
        return Refused(
            TableRefusal.TABLE_UNKNOWN, f"没有 {code.value} 第 {version} 版。", "请从版本列表中选择。", "version"
        )
    to = TableState.APPROVED if approve else TableState.DISCARDED
    if to not in MOVES[TableState(found.state)]:
        return Refused(TableRefusal.TABLE_NOT_DRAFT, "这一版已经办结。", "请另起草稿。", "state")
    if approve and actor.number == found.drafted_by:
        return Refused(
            TableRefusal.DRAFTER_APPROVES_NOT, "起草人不能审批自己的决策表。", "请由另一名有权人审批。", "approver"
        )
    if approve and found.effective_from <= business_date:
        return Refused(
            TableRefusal.TABLE_FROM_NOT_LATER,
            f"生效日 {found.effective_from} 已到或已过。",
            "请废止后另起草稿。",
            "from",
        )

    # After this line the decision must be kept.
    found.state, found.decided_by, found.decided_on = to, actor.number, business_date
    found.save(update_fields=["state", "decided_by", "decided_on"])
    _record(actor, business_date, f"product.table_{to.value.lower()}", found)
    return found


def _record(actor: Officer, business_date: date, action: str, table: DecisionTable) -> None:
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action=action,
        subject=f"table:{table.code}@{table.version}",
        after={"state": table.state, "from": table.effective_from},
    )
