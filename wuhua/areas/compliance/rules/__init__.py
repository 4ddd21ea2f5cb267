"""Rules of compliance: reading parameters by date, and the verdicts on purposes and fees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.areas.compliance.rules.conduct import ConductRefusal
from wuhua.core.money import fen_of
from wuhua.core.rate import Rate
from wuhua.core.refuse import Refusal, Refuse, Refused


class RuleSet(StrEnum):
    """Which book of rules: of 2018, of today, or common to both."""

    RS2018 = "RS2018"
    RS_CURRENT = "RS_CURRENT"
    ALL = "ALL"


class FeeStance(StrEnum):
    """Where a fee stands: 两禁两限 (banned, limited), the bank's own cost (七不准 7), interest under another name (七不准 4)."""

    BANNED = "BANNED"
    LIMITED = "LIMITED"
    ALLOWED = "ALLOWED"
    BANK_BEARS = "BANK_BEARS"
    DISGUISED = "DISGUISED"


class PurposeCategory(StrEnum):
    """用途类别: business, consumption, or forbidden whatever it is called."""

    BUSINESS = "BUSINESS"
    CONSUMPTION = "CONSUMPTION"
    FORBIDDEN = "FORBIDDEN"


class LedgerMaster(StrEnum):
    """账簿主体: which system is the book of record, the provincial union's core or this one."""

    CORE = "CORE"
    WUHUA = "WUHUA"


class ComplianceRefusal(Refusal):
    """Why compliance says no, in the order in which it is checked."""

    PARAMETER_MISSING = "parameter_missing"
    PARAMETER_UNREADABLE = "parameter_unreadable"
    MAY_NOT_CHANGE_PARAMETER = "may_not_change_parameter"
    PARAMETER_NOT_LATER = "parameter_not_later"
    PURPOSE_UNKNOWN = "purpose_unknown"
    PURPOSE_FORBIDDEN = "purpose_forbidden"
    FEE_UNKNOWN = "fee_unknown"
    FEE_BANNED = "fee_banned"
    FEE_NEEDS_SERVICE_RECORD = "fee_needs_service_record"
    FEE_NEEDS_SECOND_APPROVAL = "fee_needs_second_approval"
    COUNTER_IS_THE_CORES = "counter_is_the_cores"


@dataclass(frozen=True, slots=True)
class Parameters:
    """Every value in force on a day in a rule set: read once, asked as often as a run needs.

    `ruleset` is the set that was asked for; values of `ALL` are in it too.
    """

    on: date
    ruleset: RuleSet
    values: Mapping[str, str]

    def text(self, code: str) -> str:
        """The value as written. Raises `Refuse` (PARAMETER_MISSING) rather than guess."""
        value = self.values.get(code)
        if value is None:
            raise Refuse(
                Refused(
                    ComplianceRefusal.PARAMETER_MISSING,
                    f"{self.on} 在规则集 {self.ruleset} 下没有参数「{code}」。",
                    "请在合规参数表中补登该参数及其生效日期。",
                    code,
                )
            )
        return value

    def whole(self, code: str) -> int:
        """A whole number (days, months, percentage points)."""
        try:
            return int(self.text(code))
        except ValueError:
            raise self._unreadable(code, "整数") from None

    def flag(self, code: str) -> bool:
        """YES or NO."""
        value = self.text(code)
        if value not in ("YES", "NO"):
            raise self._unreadable(code, "YES 或 NO")
        return value == "YES"

    def fen(self, code: str) -> int:
        """An amount written in yuan, in fen."""
        return fen_of(self.text(code), code)

    def rate(self, code: str) -> int:
        """A rate written in percent a year, in whole 10⁻⁷."""
        return Rate.of_pct(self.text(code), code).units

    def ledger_master(self) -> LedgerMaster:
        """Which system is the book of record. A bank opened before this was asked keeps its own book."""
        value = self.values.get("LEDGER_MASTER", LedgerMaster.WUHUA.value)
        if value not in LedgerMaster.__members__:
            raise self._unreadable("LEDGER_MASTER", " CORE 或 WUHUA")
        return LedgerMaster(value)

    def class_limits(self) -> dict[str, str]:
        """What classification builds its triggers from: every parameter of a class, by code."""
        return {code: value for code, value in self.values.items() if code.startswith("CLASS_")}

    def _unreadable(self, code: str, wanted: str) -> Refuse:
        return Refuse(
            Refused(
                ComplianceRefusal.PARAMETER_UNREADABLE,
                f"参数「{code}」的值「{self.text(code)}」不是{wanted}。",
                "请在合规参数表中更正。",
                code,
            )
        )


def check_purpose(name: str, category: PurposeCategory, why: str) -> Refused | None:
    """A3: money stays in the real economy; a forbidden purpose is refused with its reason."""
    if category is not PurposeCategory.FORBIDDEN:
        return None
    return Refused(
        ComplianceRefusal.PURPOSE_FORBIDDEN,
        f"贷款不得用于「{name}」:{why}。",
        "请客户提供真实的生产经营用途;如已发放,按改变用途处理。",
        "purpose",
    )


def check_fee(
    name: str,
    stance: FeeStance,
    *,
    small: bool,
    syndicated: bool,
    service_record: bool,
    second_approval: bool,
    bank_pays: bool = False,
) -> Refused | None:
    """Whether a fee may be taken: the bank's own cost and interest under another name on no loan (七不准 7, 4); of 两禁两限
    two are banned on small-and-micro loans outside syndicates, two need a record and a second key.
    """
    refused = _never(name, stance, bank_pays)
    if refused is not None or not small or stance is FeeStance.ALLOWED:
        return refused
    if stance is FeeStance.BANNED:
        return None if syndicated else _banned(name)
    if stance is FeeStance.LIMITED and not service_record:
        return Refused(
            ComplianceRefusal.FEE_NEEDS_SERVICE_RECORD,
            f"收取「{name}」须有书面服务记录(两限)。",
            "请先上传服务协议与服务成果。",
            "fee",
        )
    if stance is FeeStance.LIMITED and not second_approval:
        return Refused(
            ComplianceRefusal.FEE_NEEDS_SECOND_APPROVAL,
            f"收取「{name}」须经第二人审批(两限)。",
            "请提交合规岗复核。",
            "fee",
        )
    return None


def _banned(name: str) -> Refused:
    return Refused(
        ComplianceRefusal.FEE_BANNED, f"对小微贷款不得收取「{name}」(两禁)。", "请取消该项收费,已收的应退还。", "fee"
    )


def _never(name: str, stance: FeeStance, bank_pays: bool) -> Refused | None:
    """What no borrower pays, whatever the loan."""
    if stance is FeeStance.BANK_BEARS and not bank_pays:
        return Refused(
            ConductRefusal.COST_SHIFTED_TO_BORROWER,
            f"「{name}」应由银行承担,不得向借款人收取(七不准之七:转嫁成本)。",
            "请改由本行列支。",
            "fee",
        )
    if stance is FeeStance.DISGUISED:
        return Refused(
            ConductRefusal.INTEREST_SPLIT_INTO_FEES,
            f"「{name}」名为收费实为利息,不得收取(七不准之四:浮利分费)。",
            "请取消该项收费,按合同利率计息。",
            "fee",
        )
    return None


def check_counter(master: LedgerMaster) -> Refused | None:
    """Where the core is the book of record, money is taken and paid at its counters and not at ours."""
    if master is LedgerMaster.WUHUA:
        return None
    return Refused(
        ComplianceRefusal.COUNTER_IS_THE_CORES,
        "账簿以核心系统为准(LEDGER_MASTER=CORE),本系统不办理柜面收付。",
        "请在核心系统办理;当天的核心文件到后由本系统入账,再在「核心对接」核对。",
    )


def check_new_value(opened: date, effective_from: date) -> Refused | None:
    """A value takes over from a later day than `opened`; the past is not rewritten."""
    if effective_from > opened:
        return None
    return Refused(
        ComplianceRefusal.PARAMETER_NOT_LATER,
        f"新值的生效日 {effective_from} 不晚于 {opened}(现行值的生效日与当前业务日期中较晚者)。",
        "请填写更晚的生效日期;历史参数不可改写。",
        "effective_from",
    )
