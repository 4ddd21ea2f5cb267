"""The wording of the loan contract: common articles, and what each product adds. The first Word templates are made from it.

Written in this house; the legal desk keeps its own words in the templates. A code in braces is a placeholder; a clause
with `when` stands only where that condition of the case holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VERSION = "2026.11"
"""Of the templates made from here; a template the legal desk changed carries its own (Word: properties, version)."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One numbered sentence of the contract."""

    text: str
    when: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article: 第几条 and its clauses."""

    title: str
    clauses: tuple[Clause, ...]


def _article(title: str, *clauses: str | tuple[str, str]) -> Article:
    return Article(
        title, tuple(Clause(each) if isinstance(each, str) else Clause(each[1], each[0]) for each in clauses)
    )


LOAN = _article(
    "借款金额与期限",
    "贷款人同意向借款人发放借款人民币{amount_words}(¥{amount})。大写与小写不一致的,以大写为准。",
    "借款期限{months}个月,拟定自{start}起至{maturity}止。实际发放日以借据为准,期限不变、到期日顺延;"
    "借据是本合同的组成部分。",
)
LINE = _article(
    "授信额度与期限",
    "贷款人同意给予借款人循环授信额度人民币{amount_words}(¥{amount})。大写与小写不一致的,以大写为准。",
    "额度有效期{months}个月,拟定自{start}起至{maturity}止。有效期内余额不超过额度的,借款人可以多次支用、随时归还,"
    "归还的本金恢复额度;每笔支用以借据记载为准。",
    "额度冻结、终止的条件见违约条款。未支用的额度不收取承诺费或任何占用费用。",
)
COMMON: tuple[Article, ...] = (
    _article(
        "借款用途",
        "借款用于{purpose_name}:{use}。",
        "借款人不得改变用途,不得用于股票、期货、房地产投机、股本权益性投资、转借他人或转作存款、保证金,"
        "也不得用于国家禁止生产经营的领域。",
    ),
    _article(
        "利率、计息与结息",
        "借款年利率{rate}%,折合月利率{month_rate}‰,单利,固定不变。利率的构成见附件三。",
        "利息=借款余额×实际天数×年利率÷360。借款当日计息,还款当日不计息,{settlement}。",
        "每次结息时,利息、罚息、复利分别四舍五入到分。",
    ),
    _article(
        "罚息与复利",
        "借款到期未还的本金,自到期日起在合同利率基础上加收{uplift}%计收罚息。",
        "未按约定用途使用的部分,自查实挪用之日起在合同利率基础上加收{misuse}%计收罚息。"
        "同时逾期和挪用的,择其重,不并处。",
        "{compound}",
    ),
    _article(
        "放款条件与支付",
        "本合同签署、约定的担保手续办妥、三项审查均获通过后,贷款人将借款划入借款人结算账户{account}。"
        "借款不转作存款,存款不是放款条件。",
        (
            "is_self",
            "本笔借款采用自主支付。借款人按约定用途支付,并按月向贷款人报告支付情况;单笔对外支付超过"
            "{entrust_from}元的,应改为受托支付。",
        ),
        (
            "is_entrusted",
            "本笔借款采用受托支付。借款人委托贷款人在放款后将借款从上述账户支付给符合约定用途的收款人"
            "{payee},凭购销合同等资料办理;委托书见面签时另行签署的受托支付委托书。",
        ),
    ),
    _article(
        "还款",
        "还款方式为{method}。还款计划见附件一;借据发放日与拟定日不同的,计划日期和利息按实际天数调整。",
        "借款人应在付息日、还本日之前将应还款项存入结算账户{account},并授权贷款人从该账户扣收。",
        "逾期不超过九十天的,还款按费用、罚息、复利、利息、本金的顺序归还;超过九十天的,先归还本金。"
        "归还顺序不增加借款人的应还总额。",
        "借款人可以提前归还全部或部分借款,利息按实际用款天数计收,贷款人不收取违约金或补偿金。",
    ),
    _article(
        "担保",
        ("is_credit", "本笔借款为信用借款,不设担保。"),
        ("is_guaranteed", "本笔借款由保证人提供保证,保证合同另行签订,与本合同一并履行。"),
        ("is_secured", "本笔借款设定{security_name},担保合同另行签订并依法办理登记;评估费、登记费由贷款人承担。"),
    ),
    _article(
        "费用",
        "除附件二列明的项目外,贷款人不向借款人收取任何费用,不将利息拆分为费用,不搭售任何产品。",
        "贷款人因办理本笔借款发生的尽职调查、押品评估、抵押登记等费用由贷款人承担。",
    ),
    _article(
        "借款人的承诺",
        "所提供的资料真实、完整;接受贷款人对经营情况、收支和借款用途的检查;每季度提供经营收支情况。",
        "发生分立、合并、停产、重大诉讼、主要资产转让或对外提供大额担保的,应提前书面告知贷款人。",
        "授权贷款人在本笔借款存续期间查询并依法报送借款人的信用信息。",
    ),
    _article(
        "贷款人的承诺",
        "按约定发放借款;对借款人的资料和商业秘密保密;借款结清后及时出具结清证明并协助解除担保。",
        "对借款人的咨询和投诉按公示的时限答复,投诉电话{phone}。",
    ),
    _article(
        "违约",
        "借款人未按约定还款、改变用途、提供虚假资料、停产歇业或转移资产逃避债务的,构成违约。",
        "借款人违约的,贷款人可以要求限期纠正,停止发放,宣布未到期借款提前到期,并依法主张担保权利。"
        "宣布提前到期须书面通知借款人。",
        "贷款人无正当理由不按约定发放借款的,按未发放金额和合同利率赔偿借款人的利息损失。",
    ),
    _article(
        "争议、通知与生效",
        "争议由双方协商,协商不成的向贷款人所在地人民法院起诉。争议期间,无争议的条款继续履行。",
        "双方在签署页所留的地址和电话为送达地址,变更应书面告知;未告知的,送达原地址视为送达。",
        "本合同自双方签署之日起生效,附件是合同的组成部分。本合同一式两份,双方各执一份;"
        "以电子方式签署的,以贷款人保存的电子文本为准,借款人可随时领取副本。",
    ),
)
TITLES: Mapping[str, str] = {
    "CREDIT_LOAN": "小微企业信用借款合同",
    "FLOW_LOAN": "小微企业流水贷循环借款合同",
    "MERCHANT_LOAN": "商户借款合同",
    "PACKAGING_LOAN": "包装印刷产业借款合同",
    "JUJUBE_LOAN": "板枣产业季节性借款合同",
    "CHAIN_LOAN": "产业链借款合同",
    "TAX_LOAN": "小微企业信税通循环借款合同",
    "POOL_LOAN": "助保贷借款合同",
    "CREDIT_CARD_LINE": "授信卡额度合同",
}
REVOLVING = ("FLOW_LOAN", "TAX_LOAN", "CREDIT_CARD_LINE")
SPECIAL: Mapping[str, Article] = {
    "CREDIT_LOAN": _article(
        "信用借款的特别约定",
        "借款人的档案和评级是发放依据,评级所依据的情况发生重大变化的,借款人应在十日内告知贷款人。",
        "借款人为个人或商户的,家庭主要财产的处分超过净资产百分之三十的,应提前告知贷款人。",
    ),
    "FLOW_LOAN": _article(
        "流水贷的特别约定",
        "额度按贷款人核定的月均净贷方流水确定。借款人的归行率仅作经营监测,不作为支用、利率或续期的条件。",
        "借款人确认所提供的流水真实,不含本人账户之间、关联方之间的往来和借款收入。",
    ),
    "MERCHANT_LOAN": _article(
        "商户借款的特别约定",
        "借款人保证经营场所的租约或摊位证在借款期内有效,租约提前终止的,应在十日内告知并提前归还相应借款。",
        "以租赁权、摊位权增信的,借款人授权贷款人向市场管理方核实,并在转让、转租前取得贷款人书面同意。",
    ),
    "PACKAGING_LOAN": _article(
        "包装产业借款的特别约定",
        "用于周转的,凭订单、原纸采购合同支用;用于设备的,设备到货后三十日内提供发票和安装照片。",
        "借款人应保持印刷经营许可和环保手续有效;电费单、订单作为经营情况的定期报告资料。",
        "有担保的借款中信用部分不超过百分之三十。",
    ),
    "JUJUBE_LOAN": _article(
        "板枣产业借款的特别约定",
        "借款用于板枣种植、收购、加工、仓储。还款日与销售季相配:种植户为当年十一月至次年一月,收购、加工、"
        "冷藏户可至次年三月至六月,具体以附件一为准。",
        "以存货或仓单质押的,由约定的冷库或监管方保管,出库须凭贷款人的出库通知;存货须投保并以贷款人为第一受益人。",
        "遇减产、滞销等情形,借款人可在到期前三十日申请展期,贷款人依规定办理。",
    ),
    "CHAIN_LOAN": _article(
        "产业链借款的特别约定",
        "借款金额不超过核心企业确认的订单或应收账款的百分之七十,期限不超过贸易周期加三十日。",
        "借款人将对应的应收账款转让给贷款人,由核心企业确认付款到结算账户{account};回款到账即用于归还本笔借款。",
        "贸易背景不真实,或同一应收账款重复融资的,构成违约。",
    ),
    "TAX_LOAN": _article(
        "信税通的特别约定",
        "额度按借款人近二十四个月实际缴纳的增值税、所得税核定。借款人授权贷款人在额度有效期内查询纳税信息,"
        "授权书另行签署。",
        "额度有效期内发生欠税,或纳税信用等级降为 C、D 级的,贷款人停止支用,已支用部分按期归还。",
    ),
    "POOL_LOAN": _article(
        "助保贷的特别约定",
        "本笔借款由政府、企业、银行三方共担风险,助保金的缴存比例、代偿顺序和各方份额以三方协议为准;"
        "没有生效的三方协议,贷款人不放款。",
        "实物担保不少于借款金额的百分之四十。除三方协议约定的助保金外,贷款人不要求借款人另缴任何保证金或风险金。",
        "助保金代偿后,借款人仍应向贷款人清偿,代偿款项收回后按三方协议归还。",
    ),
    "CREDIT_CARD_LINE": _article(
        "授信卡的特别约定",
        "一次授信、随用随取、用时起息、还款止息:支用当日起息,还款当日不计息。一户一卡,换卡不影响额度。",
        "任何一笔款项逾期的,自逾期首日起暂停新的支用,归还后恢复;逾期超过七日、红色预警、证照失效或额度到期的,"
        "额度冻结,解冻须重新审核。",
        "额度每年复核一次;核定额度的流水、电费、工资等依据和计算过程,借款人可以要求贷款人说明。",
    ),
}


def articles_of(product: str) -> tuple[Article, ...]:
    """The contract of a product, article by article."""
    first = LINE if product in REVOLVING else LOAN
    *body, last = COMMON
    return (first, *body, SPECIAL[product], last)
