"""Fees at our own counter: 七不准 3, 4, 7 and 两禁两限 in one verdict, and the second key of the two limited ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.areas.compliance.rules import FeeStance, check_fee
from wuhua.areas.compliance.rules.conduct import ConductItem, ConductRefusal
from wuhua.core.refuse import Refused


class Payer(StrEnum):
    """Who bears a cost: the borrower or the bank."""

    BORROWER = "BORROWER"
    BANK_PAYS = "BANK_PAYS"


class ChargeState(StrEnum):
    """收费: asked for a second key, standing, turned down."""

    CHARGE_ASKED = "CHARGE_ASKED"
    CHARGE_STANDS = "CHARGE_STANDS"
    CHARGE_REFUSED = "CHARGE_REFUSED"


@dataclass(frozen=True, slots=True)
class Charge:
    """A fee somebody wants to take. `small`: the loan is of the small-and-micro universe (domain 2.1)."""

    code: str
    name: str
    stance: FeeStance
    amount: int
    small: bool
    payer: Payer = Payer.BORROWER
    syndicated: bool = False
    at_disbursement: bool = True
    service_words: str = ""
    service_paper: str = ""
    service_on: date | None = None

    @property
    def recorded(self) -> bool:
        """Whether the service is written down: what was done, on which paper, on which day."""
        return bool(self.service_words.strip() and self.service_paper.strip() and self.service_on is not None)


ITEM_OF_FEE: Mapping[str, ConductItem] = {
    "COMMITMENT": ConductItem.BAN1,
    "FUND_MANAGEMENT": ConductItem.BAN2,
    "FINANCIAL_ADVICE": ConductItem.LIMIT1,
    "CONSULTING": ConductItem.LIMIT2,
}


def check_charge(asked: Charge, on: date) -> Refused | None:
    """Whether the fee may be asked for at all; a limited one then still waits for its second key.

    The order is that of harm: a cost of the bank's own, interest under another name, the two bans, then the record.
    """
    if asked.amount <= 0 or asked.amount >= 10**13:
        return Refused(ConductRefusal.CONDUCT_AMOUNT_WRONG, "收费金额不合理。", "请填写大于零的金额。", "amount")
    refused = check_fee(
        asked.name, asked.stance, small=asked.small, syndicated=asked.syndicated, service_record=asked.recorded,
        second_approval=True, bank_pays=asked.payer is Payer.BANK_PAYS,
    )  # fmt: skip
    if refused is not None:
        return refused
    if asked.payer is Payer.BORROWER and asked.at_disbursement and not asked.recorded:
        return Refused(
            ConductRefusal.FEE_WITHOUT_SERVICE,
            f"放款时收取「{asked.name}」没有服务记录(七不准之三:以贷收费)。",
            "请先登记服务内容、凭证和日期;没有提供服务的不得收费。",
            "service_words",
        )
    if asked.service_on is not None and asked.service_on > on:
        return Refused(ConductRefusal.CONDUCT_DAY_WRONG, "服务日期晚于今天。", "请核对服务日期。", "service_on")
    return None


def waits(asked: Charge) -> bool:
    """Whether the fee waits for a second person: a limited one, from a small or micro borrower."""
    return asked.small and asked.stance is FeeStance.LIMITED


def check_second(state: ChargeState, asked_by: str, actor: str) -> Refused | None:
    """The second key is another person's, and turned once."""
    if state is not ChargeState.CHARGE_ASKED:
        return Refused(ConductRefusal.DECIDED_ALREADY, "这笔收费已审批。", "请查看审批结果。")
    if actor == asked_by:
        return Refused(ConductRefusal.NOT_ONES_OWN_CONDUCT, "本人提出的收费不能自己审批。", "请由另一名合规人员审批。")
    return None
