"""档案字段与资料: what a file must hold, by kind of customer and by the day its list began; what counts as filled.

Lists are data: a new list is another row with its first day, and files of earlier days are still read by theirs.
Completeness is filled mandatory fields over mandatory fields, counted and never typed (domain 1.14).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from wuhua.areas.customer.rules.identity import CustomerKind
from wuhua.core.money import fen_of, grouped
from wuhua.core.refuse import Refusal, Refuse, Refused

LONGEST = 200
WARN_DAYS = 30
"""A document is warned of this many days before it ends (domain 1.13)."""


class FilingRefusal(Refusal):
    """Why a field, an asset, a document or a relation is not written."""

    NOT_YOURS_TO_FILL = "not_yours_to_fill"
    FIELD_UNKNOWN = "field_unknown"
    VALUE_WRONG = "value_wrong"
    CLASS_UNKNOWN = "class_unknown"
    AMOUNT_NEGATIVE = "amount_negative"
    DOCUMENT_TYPE_UNKNOWN = "document_type_unknown"
    DOCUMENT_UNKNOWN = "document_unknown"
    DOCUMENT_DATES = "document_dates"
    HOLDING_UNKNOWN = "holding_unknown"
    RELATION_ITSELF = "relation_itself"
    RELATION_SHARE = "relation_share"
    RELATION_EVIDENCE = "relation_evidence"
    RELATION_DATES = "relation_dates"
    RELATION_STANDS = "relation_stands"
    RELATION_UNKNOWN = "relation_unknown"


class FieldType(StrEnum):
    """字段类型: how a value is written."""

    TEXT = "TEXT"
    COUNT = "COUNT"
    YUAN = "YUAN"
    DAY = "DAY"
    YES_NO = "YES_NO"


@dataclass(frozen=True, slots=True)
class FileField:
    """One field: `own` names the customer's own column it stands in, "" when it is kept as an item of the file."""

    code: str
    name: str
    type: FieldType = FieldType.TEXT
    mandatory: bool = True
    own: str = ""


YES, NO = "YES", "NO"
_NAME = FileField("name", "名称", own="name")
_IDENTITY = FileField("identity", "证件号码", own="identity_sealed")
_PHONE = FileField("phone", "联系电话", own="phone_sealed")
_ADDRESS = FileField("address", "地址", own="address")
_INDUSTRY = FileField("industry", "行业", own="industry")
_ZONE = FileField("zone", "网格", own="zone")
_BASE = (_NAME, _IDENTITY, _PHONE, _ADDRESS, _INDUSTRY, _ZONE)
_EMPLOYEES = FileField("employees", "从业人员", FieldType.COUNT)
_INCOME = FileField("income", "上年营业收入", FieldType.YUAN)
_ASSETS = FileField("assets", "资产总额", FieldType.YUAN)
_SCOPE = FileField("scope", "经营范围")
_FOUNDED = FileField("founded", "成立日期", FieldType.DAY)
_MARRIED = FileField("married", "是否已婚", FieldType.YES_NO)
_SPOUSE = FileField("spouse", "配偶姓名", mandatory=False)
_PERMIT = FileField("permit_needed", "是否需经营许可", FieldType.YES_NO, mandatory=False)
_NOTE = FileField("remark", "其他情况", mandatory=False)

LISTS: tuple[tuple[date, Mapping[CustomerKind, tuple[FileField, ...]]], ...] = (
    (
        date(2000, 1, 1),
        {
            CustomerKind.ENTERPRISE: (
                *_BASE, FileField("legal_person", "法定代表人"), FileField("controller", "实际控制人"),
                FileField("capital", "注册资本", FieldType.YUAN), _FOUNDED, _SCOPE, _EMPLOYEES, _INCOME, _ASSETS,
                FileField("products", "主要产品"), FileField("buyers", "主要下游"), FileField("suppliers", "主要上游"),
                FileField("insured", "参保人数", FieldType.COUNT), FileField("premises", "经营场所情况"),
                FileField("other_debt", "他行负债", FieldType.YUAN),
                FileField("tax_number", "纳税人识别号", mandatory=False), _PERMIT, _NOTE,
            ),
            CustomerKind.MERCHANT: (
                *_BASE, FileField("owner_name", "经营者"), _MARRIED, FileField("goods", "主营商品"),
                FileField("founded", "开业日期", FieldType.DAY), FileField("premises", "店面情况"),
                FileField("turnover", "月均营业额", FieldType.YUAN), _EMPLOYEES,
                FileField("stock", "存货金额", FieldType.YUAN), FileField("rent", "年租金", FieldType.YUAN, False),
                _SPOUSE, _PERMIT, _NOTE,
            ),
            CustomerKind.OWNER: (
                *_BASE, _MARRIED, FileField("firm", "经营的企业"), FileField("household", "家庭人口", FieldType.COUNT),
                FileField("home", "住房情况"), FileField("family_income", "家庭年收入", FieldType.YUAN),
                FileField("years", "从业年限", FieldType.COUNT), _SPOUSE, _NOTE,
            ),
            CustomerKind.FARM_ENTITY: (
                *_BASE, FileField("head_name", "负责人"), FileField("crop", "种养品种"),
                FileField("scale", "种养规模"), _FOUNDED, _INCOME, FileField("season", "生产销售季节"),
                FileField("land", "土地权属"), FileField("insured_crop", "是否参加农业保险", FieldType.YES_NO),
                FileField("members", "成员户数", FieldType.COUNT, False), _EMPLOYEES, _PERMIT, _NOTE,
            ),
        },
    ),
)  # fmt: skip
"""The field lists by the day from which they hold, oldest first. What of them is mandatory is the bank's default [D]."""


def fields_of(kind: CustomerKind, on: date) -> tuple[FileField, ...]:
    """The list of that kind on that day."""
    return next(lists[kind] for start, lists in reversed(LISTS) if start <= on)


@dataclass(frozen=True, slots=True)
class Completeness:
    """完整度: how many of the mandatory fields are filled, and the names of those that are not."""

    filled: int
    mandatory: int
    missing: tuple[str, ...]

    @property
    def hundredths(self) -> int:
        """Hundredths of a percent, rounded down."""
        return self.filled * 10_000 // self.mandatory

    @property
    def text(self) -> str:
        """For a page.

        >>> Completeness(8, 9, ("网格",)).text
        '88.88%'
        """
        return f"{self.hundredths // 100}.{self.hundredths % 100:02d}%"


def completeness(fields: Collection[FileField], have: Collection[str]) -> Completeness:
    """The mandatory fields among `fields` that are among `have`."""
    must = [each for each in fields if each.mandatory]
    missing = tuple(each.name for each in must if each.code not in have)
    return Completeness(len(must) - len(missing), len(must), missing)


def written(field: FileField, text: str) -> str | Refused:
    """The one written form of a value: fen for money, digits for a count, the day as ISO. Nothing clears the field.

    >>> written(FileField("x", "月均营业额", FieldType.YUAN), "1,200.5")
    '120050'
    """
    said = text.strip()
    if not said:
        return ""
    wrong = Refused(
        FilingRefusal.VALUE_WRONG,
        f"「{field.name}」写法不对:{_HOW[field.type]}。",
        "请按要求重新填写;不清楚的可以留空。",
        field.code,
    )
    match field.type:
        case FieldType.TEXT:
            return said if len(said) <= LONGEST and said.isprintable() else wrong
        case FieldType.COUNT:
            return str(int(said)) if said.isascii() and said.isdigit() and len(said) <= 9 else wrong
        case FieldType.YES_NO:
            return {"是": YES, "否": NO, YES: YES, NO: NO}.get(said, wrong)
        case FieldType.DAY:
            try:
                return date.fromisoformat(said).isoformat()
            except ValueError:
                return wrong
        case FieldType.YUAN:
            try:
                fen = fen_of(said, field.code)
            except Refuse:
                return wrong
            return str(fen) if fen >= 0 else wrong


_HOW: Mapping[FieldType, str] = {
    FieldType.TEXT: f"不超过 {LONGEST} 字的一行文字",
    FieldType.COUNT: "不小于零的整数",
    FieldType.YUAN: "不小于零的金额(元,至多两位小数)",
    FieldType.DAY: "日期,例如 2018-09-30",
    FieldType.YES_NO: "「是」或「否」",
}


def shown(field: FileField, value: str) -> str:
    """The value as a page shows it."""
    if not value:
        return "—"
    if field.type is FieldType.YUAN:
        return grouped(int(value))
    if field.type is FieldType.YES_NO:
        return "是" if value == YES else "否"
    return value


# --- assets and liabilities ------------------------------------------------------------------------------------------


class HoldingSide(StrEnum):
    """资产或负债."""

    ASSET = "ASSET"
    LIABILITY = "LIABILITY"


HOLDINGS: Mapping[HoldingSide, Mapping[str, str]] = {
    HoldingSide.ASSET: {
        "CASH": "现金及存款", "RECEIVABLE": "应收款", "STOCK": "存货", "EQUIPMENT": "机器设备", "VEHICLE": "车辆",
        "PROPERTY": "房产", "LAND": "土地及承包权", "OTHER_ASSET": "其他资产",
    },
    HoldingSide.LIABILITY: {
        "BANK_LOAN": "他行贷款", "PAYABLE": "应付款", "PRIVATE_DEBT": "民间借款", "CARD_DEBT": "信用卡",
        "GUARANTEE": "对外担保", "OTHER_DEBT": "其他负债",
    },
}  # fmt: skip
CONTINGENT = frozenset({"GUARANTEE"})
"""Shown, and left out of what is owed: it is owed only when another does not pay."""


# --- documents -------------------------------------------------------------------------------------------------------


class DocumentState(StrEnum):
    """资料状态: of a document that is kept, or of a type the file should hold."""

    ON_FILE = "ON_FILE"
    EXPIRING = "EXPIRING"
    EXPIRED = "EXPIRED"
    MISSING = "MISSING"
    UNDECIDED = "UNDECIDED"
    NOT_NEEDED = "NOT_NEEDED"


DOCUMENT_TYPES: Mapping[str, str] = {
    "ID_CARD": "身份证", "SPOUSE_ID": "配偶身份证", "MARRIAGE_CERT": "结婚证", "HUKOU": "户口簿",
    "LOAN_APPLY": "借款申请书", "CREDIT_AUTH": "征信查询授权书", "BIZ_LICENSE": "营业执照", "PREMISE_PROOF": "经营场所证明",
    "SPECIAL_PERMIT": "经营许可证", "PURCHASE_CONTRACT": "购销合同", "INC_PROOF": "收入证明", "BANK_FLOW": "银行流水",
    "TAX_PROOF": "纳税证明", "SALES_LEDGER": "销售台账", "ASSET_PROOF": "资产证明", "GUARANTOR_ID": "保证人身份证",
    "GUARANTOR_CONSENT": "保证人同意书", "COLLATERAL_CERT": "抵质押物权证", "COOWNER_CONSENT": "共有人同意书",
    "APPRAISAL_REPORT": "评估报告", "LOAN_CONTRACT": "借款合同", "GUARANTEE_CONTRACT": "担保合同", "SIGN_RECORD": "面签记录",
    "ENTRUST_PAY_ORDER": "受托支付委托书", "SELF_PAY_CLAUSE": "自主支付条款", "DISBURSE_CHECKLIST": "放款审核表",
    "OTHER_RIGHT_CERT": "他项权证", "INTERVIEW_RECORD": "访谈记录", "FIRST_POST_CHECK": "首次贷后检查表",
    "USE_CHECK_EVIDENCE": "用途证明", "REPAY_REMINDER": "到期提示", "POST_CHECK_REPORT": "贷后检查报告",
    "GUARANTEE_REVIEW": "押品重估", "EXTEND_APPROVAL": "展期审批", "COLLECTION_RECEIPT": "催收回执", "ARCHIVE_LIST": "档案目录",
    # What single products ask for beside the common set (domain 1.13).
    "RATING_SHEET": "评级表", "REFERENCES": "旁证材料", "FLOW_12M": "12 个月流水", "TERMINAL_STATEMENT": "收单对账单",
    "LEASE": "租赁合同", "STALL_CERTIFICATE": "摊位证", "STOCK_LIST": "存货清单", "ORDERS": "订单", "POWER_BILLS": "电费单",
    "PURCHASE_PLAN": "收购计划", "STORE_RECEIPT": "入库单", "INSURANCE": "保险单", "CONTRACT": "贸易合同",
    "DELIVERY_NOTE": "送货单", "INVOICE": "发票", "CORE_FIRM_CONFIRMATION": "核心企业确认书", "TAX_AUTHORISATION": "涉税信息授权书",
    "TAX_24M": "24 个月纳税记录", "POOL_RECOMMENDATION": "资金池推荐函", "POOL_FEE_RECEIPT": "助保金缴费凭证", "PAYROLL": "工资表",
}  # fmt: skip
"""The common set of type codes (domain 1.13)."""

_NEEDED: Mapping[CustomerKind, tuple[tuple[str, str], ...]] = {
    CustomerKind.ENTERPRISE: (("BIZ_LICENSE", ""), ("ID_CARD", ""), ("PREMISE_PROOF", ""), ("CREDIT_AUTH", ""),
                              ("BANK_FLOW", ""), ("TAX_PROOF", ""), ("SPECIAL_PERMIT", "permit_needed")),
    CustomerKind.MERCHANT: (("BIZ_LICENSE", ""), ("ID_CARD", ""), ("PREMISE_PROOF", ""), ("CREDIT_AUTH", ""),
                            ("SPOUSE_ID", "married"), ("MARRIAGE_CERT", "married"), ("SPECIAL_PERMIT", "permit_needed")),
    CustomerKind.OWNER: (("ID_CARD", ""), ("HUKOU", ""), ("CREDIT_AUTH", ""), ("INC_PROOF", ""),
                         ("SPOUSE_ID", "married"), ("MARRIAGE_CERT", "married")),
    CustomerKind.FARM_ENTITY: (("ID_CARD", ""), ("CREDIT_AUTH", ""), ("ASSET_PROOF", ""),
                               ("SPECIAL_PERMIT", "permit_needed")),
}  # fmt: skip
"""Type and the yes-or-no field it depends on, "" for always [D]."""


def document_state(expires: date | None, on: date) -> DocumentState:
    """Of a kept document. One without an end is not expired; the last day still counts.

    >>> document_state(None, date(2018, 9, 30)).value, document_state(date(2018, 10, 30), date(2018, 9, 30)).value
    ('ON_FILE', 'EXPIRING')
    """
    if expires is None or expires > on + timedelta(days=WARN_DAYS):
        return DocumentState.ON_FILE
    return DocumentState.EXPIRED if expires < on else DocumentState.EXPIRING


def needed(
    kind: CustomerKind, values: Mapping[str, str], kept: Mapping[str, DocumentState]
) -> dict[str, DocumentState]:
    """What the file should hold and how it stands. A condition nobody has answered leaves it to be decided, not missing."""
    found: dict[str, DocumentState] = {}
    for code, condition in _NEEDED[kind]:
        answer = values.get(condition, "") if condition else YES
        if code in kept:
            found[code] = kept[code]
        elif answer == YES:
            found[code] = DocumentState.MISSING
        else:
            found[code] = DocumentState.NOT_NEEDED if answer == NO else DocumentState.UNDECIDED
    return found
