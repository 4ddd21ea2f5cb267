"""The checklists of the five steps as shipped (domain 1.11). The article names the phrases and does not define them: A is
active, B and C are other documented readings, X an extension; a bank chooses by date, and each case keeps what it began with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from wuhua.areas.origination.rules.words import Answered, OriginationRefusal, Stage
from wuhua.core.refuse import Refused


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a checklist: what to look at, what counts as evidence, whether it must be answered, what ends the case."""

    code: str
    title: str
    ask: str
    evidence: str
    mandatory: bool = True
    red_line: str = ""


def _items(*rows: Sequence[str]) -> tuple[Item, ...]:
    return tuple(Item(row[0], row[1], row[2], row[3], True, row[4] if len(row) > 4 else "") for row in rows)


TEMPLATES: Mapping[tuple[Stage, str], tuple[Item, ...]] = {
    (Stage.PRE3, "A"): _items(
        ("PRE3.1", "核查主体", "证照有效、状态存续、身份核实、到期时年满 18 至 65 周岁、实际控制人清楚", "证照、登记查询",
         "证照吊销或身份不符"),
        ("PRE3.2", "核查信用", "征信(有书面授权)、被执行与失信、本行黑名单、欠税:无当前逾期,24 个月不超过连三累六",
         "征信报告结论、查询回执", "当前逾期、失信被执行人或黑名单"),
        ("PRE3.3", "核查用途与需求", "真实经营、用途在允许范围内、预估额度大于零", "用途说明、订单或合同", "用途属禁止范围"),
    ),
    (Stage.PRE3, "B"): _items(
        ("PRE3.1", "网络核查", "登记、司法、税务等网上查询", "查询截图编号", "证照吊销或失信被执行人"),
        ("PRE3.2", "电话核查", "本人、家人、上下游电话核实", "通话记录"),
        ("PRE3.3", "现场核查", "经营场所现场核实", "定位照片", "身份不符"),
    ),
    (Stage.PRE3, "C"): _items(
        ("PRE3.1", "核查人", "借款人与实际控制人", "身份核实记录", "身份不符或黑名单"),
        ("PRE3.2", "核查企业", "主体资格与经营", "登记与现场记录", "证照吊销"),
        ("PRE3.3", "核查担保", "担保人意愿与能力、抵质押物权属", "担保资料"),
    ),
    (Stage.STEP3, "A"): _items(
        ("LOOK.1", "看人品", "口碑、习惯、家庭稳定,两位旁证背靠背", "两份旁证记录"),
        ("LOOK.2", "看产品", "场所、设备运转、存货、订单、在岗工人", "定位照片、盘点数"),
        ("LOOK.3", "看押品(家底)", "押品、房、车、净资产", "权证、照片"),
        ("CHK.1", "查三表", "水、电、税 12 个月", "票据或接口数据"),
        ("CHK.2", "查流水账目", "流水、台账、收据;销售额两种方法相差不超过规定比例", "流水文件、推算"),
        ("CHK.3", "查负债担保", "负债、对外担保、隐性借款", "征信、对账、访谈", "隐瞒重大负债"),
    ),
    (Stage.STEP3, "B"): _items(
        ("LOOK.1", "看人品", "口碑、习惯、家庭稳定", "旁证记录"),
        ("LOOK.2", "看产品", "场所、设备、存货", "定位照片"),
        ("LOOK.3", "看押品(家底)", "押品与净资产", "权证、照片"),
        ("CHK.1", "查资信", "征信、履约、口碑", "征信报告结论"),
        ("CHK.2", "查担保", "担保人、押品", "担保资料"),
        ("CHK.3", "查用途", "合同、订单、付款对象", "合同"),
    ),
    (Stage.STEP3, "C"): _items(
        ("LOOK.1", "看人", "人品与能力", "访谈"),
        ("LOOK.2", "看经营", "场所、客流", "定位照片"),
        ("LOOK.3", "看家庭", "家庭成员、住房", "入户记录"),
        ("CHK.1", "查征信", "征信报告", "征信报告结论"),
        ("CHK.2", "查账", "流水与台账", "流水文件"),
        ("CHK.3", "查库存", "盘点", "盘点表"),
    ),
    (Stage.STEP3, "X"): _items(
        ("LOOK.1", "三品", "人品、产品、押品", "旁证、照片、权证"),
        ("CHK.1", "三表", "水、电、税", "票据"),
        ("CHK.2", "三流", "人流、物流、现金流", "计数、单据、流水"),
        ("CHK.3", "查负债担保", "负债与对外担保", "征信、访谈", "隐瞒重大负债"),
    ),
    (Stage.REVIEW3, "A"): _items(
        ("REV.IND", "指标审查", "额度重算、负债率、偿债覆盖、集中度余量、产品规则", "系统重算"),
        ("REV.CTR", "合同审查", "模板版本、金额期限利率用途与批复一致、签字、登记、收费、支付方式", "合同与批复比对"),
        ("REV.RSK", "风险审查", "红线、预警、关联、欺诈迹象、负面消息、利益冲突", "查询记录", "欺诈"),
    ),
    (Stage.POST5, "A"): _items(
        ("ACC.1", "管经营账", "销售、采购、库存,按月", "台账"),
        ("ACC.2", "管收支账", "经本行账户的收支,按月", "流水"),
        ("ACC.3", "管流向账", "贷款资金去向,7/30/90 天", "支付凭证"),
        ("IN.1", "入企业", "走访企业", "定位照片"),
        ("IN.2", "入家庭", "走访家庭", "走访记录"),
        ("END.1", "一终止", "触及终止条件即停止用信", "终止通知"),
    ),
    (Stage.POST5, "B"): _items(
        ("ACC.1", "管账户", "基本户、结算户在本行", "账户信息"),
        ("ACC.2", "管账务", "账簿", "账簿"),
        ("ACC.3", "管账款", "应收账款", "对账"),
        ("IN.1", "贷款入户", "贷款入约定账户,再受托或自主支付", "支付凭证"),
        ("IN.2", "回款入户", "销售回款入账", "流水"),
        ("END.1", "结清终止", "结清时解押、销卡、归档", "结清材料"),
    ),
}  # fmt: skip
DEFAULT_VARIANT = "A"


@dataclass(frozen=True, slots=True)
class Given:
    """The newest answer to one item."""

    item: str
    answer: Answered
    waived: bool = False


def find(items: Iterable[Item], code: str) -> Item | Refused:
    """One line of a checklist."""
    for each in items:
        if each.code == code:
            return each
    return Refused(OriginationRefusal.ITEM_UNKNOWN, f"清单中没有「{code}」。", "请从清单中选择。", "item")


def check_answer(item: Item, answer: Answered, evidence: str, words: str) -> Refused | None:
    """An answer without evidence is none; a no or a question says what it is about."""
    if not evidence.strip():
        return Refused(
            OriginationRefusal.EVIDENCE_MISSING,
            f"「{item.title}」没有证据。",
            f"请登记证据:{item.evidence}。",
            "evidence",
        )
    if answer is not Answered.PASS and not words.strip():
        return Refused(OriginationRefusal.WORDS_MISSING, f"「{item.title}」不通过须写明情况。", "请写明情况。", "words")
    return None


def complete(items: Iterable[Item], given: Mapping[str, Given]) -> Refused | None:
    """Every mandatory item answered, none failed, every question decided by a person (A41, A42)."""
    every = [each for each in items if each.mandatory]
    open_ones = [each.title for each in every if each.code not in given]
    if open_ones:
        return Refused(
            OriginationRefusal.ITEMS_OPEN, f"尚未核查:{'、'.join(open_ones)}。", "请逐项核查并登记证据。", "item"
        )
    waiting = [
        each.title for each in every
        if given[each.code].answer is Answered.PERSON and not given[each.code].waived
    ]  # fmt: skip
    if waiting:
        return Refused(
            OriginationRefusal.ITEMS_OPEN, f"待风险岗判断:{'、'.join(waiting)}。", "请风险岗写明判断后再继续。", "item"
        )
    failed = [each.title for each in every if given[each.code].answer is Answered.FAIL]
    if failed:
        return Refused(
            OriginationRefusal.ITEM_FAILED, f"未通过:{'、'.join(failed)}。", "请整改后重新核查,或否决该笔业务。", "item"
        )
    return None
