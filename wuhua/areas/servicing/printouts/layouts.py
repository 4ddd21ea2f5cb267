"""What stands where on each paper: facts in a grid, a table, sentences, places to sign, a receipt to cut off.

A code in braces is a placeholder, the same in a sentence here and in the Word templates; what it holds is said by `sheets`.
"""

from __future__ import annotations

from collections.abc import Mapping

from wuhua.areas.servicing.words import Paper
from wuhua.platform.paper.layouts import Column, Field, Layout

_BORROWER = (Field("borrower", "借款人"), Field("identity", "证件号码"))
_NOTE = (Field("note", "借据号"), Field("contract", "合同号"))

LAYOUTS: Mapping[Paper, Layout] = {
    Paper.NOTE: Layout(
        title="借款借据",
        lead=("今借到{bank}{branch}人民币{amount_words}(¥{amount}),按下列约定使用并按期归还本息。",),
        fields=(
            *_NOTE,
            *_BORROWER,
            Field("product", "贷款产品"),
            Field("account", "入账账户"),
            Field("amount", "借款金额(元)"),
            Field("term", "借款期限"),
            Field("amount_words", "金额大写", whole=True),
            Field("start", "起息日"),
            Field("maturity", "到期日"),
            Field("rate", "年利率"),
            Field("month_rate", "折月利率"),
            Field("method", "还款方式"),
            Field("settlement", "结息方式"),
            Field("penalty", "逾期罚息"),
            Field("compound", "复利"),
            Field("security", "担保方式"),
            Field("payout", "支付方式"),
            Field("use", "借款用途", whole=True),
        ),
        table="还款记录",
        columns=(
            Column("day", "日期", 3),
            Column("way", "方式", 3),
            Column("principal", "归还本金", 4, figures=True),
            Column("interest", "归还利息", 4, figures=True),
            Column("other", "罚息复利费用", 4, figures=True),
            Column("balance", "本金余额", 4, figures=True),
        ),
        closing=("本借据是上列借款合同的组成部分,与合同具有同等效力;余额以贷款人账簿记载为准。",),
        signs=("借款人(签章)", "客户经理", "复核", "贷款人(盖章)"),
    ),
    Paper.INTEREST_LIST: Layout(
        title="利息清单",
        fields=(
            *_NOTE,
            Field("borrower", "借款人"),
            Field("account", "结算账户"),
            Field("due", "应还日"),
            Field("day_count", "计息基础"),
            Field("rate", "合同年利率"),
            Field("month_rate", "折月利率"),
            Field("total", "合计(元)"),
            Field("printed_on", "制表日"),
            Field("total_words", "合计大写", whole=True),
        ),
        table="按天数逐段列示",
        columns=(
            Column("kind", "项目", 2),
            Column("start", "起日(含)", 5),
            Column("end", "止日(不含)", 5),
            Column("days", "天数", 2, figures=True),
            Column("base", "计息余额", 5, figures=True),
            Column("product", "积数(元·天)", 6, figures=True),
            Column("rate", "年利率", 4, figures=True),
            Column("amount", "金额", 4, figures=True),
        ),
        closing=(
            "利息=计息余额×天数×年利率÷{year_days}。借款当天计息,还款当天不计息。",
            "罚息按合同利率上浮{uplift}%计收,只对到期未还的本金;复利对到期未还的利息按同样方法{compound}。",
            "每次结息时利息、罚息、复利分别四舍五入到分,不足一分的部分单列为「尾数进位」,不转入下期。",
        ),
        signs=("制表", "复核", "贷款人(业务章)"),
    ),
    Paper.RECEIPT: Layout(
        title="贷款还款凭证",
        fields=(
            Field("receipt", "凭证号"),
            Field("paid", "还款日"),
            *_NOTE,
            Field("borrower", "借款人"),
            Field("account", "结算账户"),
            Field("way", "还款方式"),
            Field("total", "还款合计(元)"),
            Field("total_words", "合计大写", whole=True),
            Field("principal_left", "还后本金余额(元)"),
            Field("still_due", "还后到期未还(元)"),
        ),
        table="还款分配",
        columns=(
            Column("kind", "款项", 4),
            Column("due", "应还日", 4),
            Column("amount", "本次归还", 4, figures=True),
        ),
        closing=("以上款项已收妥入账。本凭证由贷款人盖业务章后有效,涂改无效。",),
        signs=("客户签字", "经办", "复核", "贷款人(业务章)"),
    ),
    Paper.DUE_NOTICE: Layout(
        title="贷款到期通知书",
        lead=(
            "{borrower}:",
            "您在我行的下列贷款将于{maturity}到期。请您在到期日前将应还本息足额存入结算账户{account},以便按期扣收。",
        ),
        fields=(
            *_NOTE,
            Field("start", "借款日"),
            Field("maturity", "到期日"),
            Field("principal", "未还本金(元)"),
            Field("interest", "预计到期利息(元)"),
            Field("overdue", "已到期未还(元)"),
            Field("total", "到期应还合计(元)"),
            Field("total_words", "合计大写", whole=True),
            Field("rate", "年利率"),
            Field("balance", "账户现有余额(元)"),
        ),
        closing=(
            "逾期将自到期日起按合同约定加收罚息,并如实报送征信系统。利息按今日余额和利率推算,以扣款日账簿为准。",
            "如需续贷或展期,请在到期日前三十日向客户经理{manager}提出书面申请。",
        ),
        signs=("客户经理", "贷款人(盖章)"),
        receipt=(
            "本人(本单位)已收到{bank}{branch}{printed_on}出具的「贷款到期通知书」(借据号{note},到期日{maturity})。",
        ),
        receipt_signs=("签收人(签章)", "证件号码", "签收日期", "送达方式"),
    ),
    Paper.DEMAND_NOTICE: Layout(
        title="逾期贷款催收通知书",
        lead=(
            "{borrower}:",
            "您在我行的下列贷款已逾期{days}天。截至{printed_on},您尚欠我行人民币{total_words}(¥{total})。"
            "请您在收到本通知后立即归还;逾期不还,我行将依法主张权利。",
        ),
        fields=(
            *_NOTE,
            Field("start", "借款日"),
            Field("maturity", "到期日"),
            Field("oldest", "最早逾期日"),
            Field("days", "逾期天数"),
            Field("principal", "逾期本金(元)"),
            Field("interest", "欠息(元)"),
            Field("penalty_due", "罚息(元)"),
            Field("compound_due", "复利(元)"),
            Field("fee", "费用(元)"),
            Field("not_due", "未到期本金(元)"),
            Field("account", "还款账户", whole=True),
        ),
        closing=(
            "罚息、复利自{printed_on}起继续按合同约定逐日计收,至清偿之日止。",
            "本通知书的签收即为贷款人向借款人主张权利,诉讼时效自签收之日起重新计算。",
        ),
        signs=("客户经理", "贷款人(盖章)"),
        receipt=(
            "本人(本单位)已收到{bank}{branch}{printed_on}出具的「逾期贷款催收通知书」(借据号{note}),"
            "对所列欠款{total}元无异议,并承诺于____年____月____日前归还。",
        ),
        receipt_signs=("借款人(签章)", "签收日期", "送达人", "送达方式"),
    ),
    Paper.GUARANTOR_NOTICE: Layout(
        title="担保人履责通知书",
        lead=(
            "{guarantors}:",
            "您为{borrower}在我行的下列借款提供担保。该笔借款已逾期{days}天,截至{printed_on}尚欠人民币{total_words}"
            "(¥{total})未还。请您在收到本通知后按担保合同的约定履行担保责任;逾期不履行,我行将依法向您主张权利。",
        ),
        fields=(
            *_NOTE,
            Field("borrower", "借款人"),
            Field("security", "担保方式"),
            Field("start", "借款日"),
            Field("maturity", "到期日"),
            Field("oldest", "最早逾期日"),
            Field("days", "逾期天数"),
            Field("principal", "逾期本金(元)"),
            Field("interest", "欠息(元)"),
            Field("penalty_due", "罚息(元)"),
            Field("compound_due", "复利(元)"),
            Field("fee", "费用(元)"),
            Field("not_due", "未到期本金(元)"),
            Field("account", "还款账户", whole=True),
        ),
        closing=(
            "罚息、复利自{printed_on}起继续按合同约定逐日计收,至清偿之日止。",
            "本通知书的签收即为贷款人在担保期间内向担保人主张权利。",
        ),
        signs=("客户经理", "贷款人(盖章)"),
        receipt=(
            "本人(本单位)已收到{bank}{branch}{printed_on}出具的「担保人履责通知书」(借据号{note}),知悉所列欠款{total}元,"
            "并承诺于____年____月____日前履行担保责任。",
        ),
        receipt_signs=("担保人(签章)", "签收日期", "送达人", "送达方式"),
    ),
    Paper.EXTENSION_AGREEMENT: Layout(
        title="借款展期协议",
        lead=(
            "借款人{borrower}与贷款人{bank}{branch}于{start}签订的借款合同(合同号{contract},借据号{note})项下借款,"
            "因{reason},经借款人申请、贷款人同意,自{before}展期至{until}。各方约定如下:",
        ),
        fields=(
            Field("borrower", "借款人"),
            Field("identity", "证件号码"),
            Field("amount", "原借款金额(元)"),
            Field("balance", "展期金额(元)"),
            Field("balance_words", "金额大写", whole=True),
            Field("before", "展期前到期日"),
            Field("until", "展期后到期日"),
            Field("longer", "展期期限"),
            Field("whole_term", "累计期限"),
            Field("rate", "展期前年利率"),
            Field("rate_after", "展期后年利率"),
            Field("security", "担保方式"),
            Field("guarantors", "保证人"),
        ),
        closing=(
            "一、展期后年利率自{before}起执行;累计期限达到新的利率档次的,按新档次利率计收。",
            "二、逾期罚息为展期后利率上浮{uplift}%;结息方式、还款方式和还款账户不变。",
            "三、有保证人的,保证人同意对展期后的借款继续承担担保责任,保证期间自展期后到期日起重新计算。",
            "四、本协议是原借款合同的组成部分;本协议没有约定的,按原合同执行。",
        ),
        signs=("借款人(签章)", "保证人(签章)", "客户经理", "贷款人(盖章)"),
    ),
    Paper.CERTIFICATE: Layout(
        title="贷款结清证明",
        lead=(
            "兹证明{borrower}(证件号码{identity})于{start}在我行借款人民币{amount_words}(¥{amount}),"
            "借据号{note},合同号{contract},已于{closed}将本金、利息及各项应付款项全部结清。",
            "自结清之日起,该笔借款项下双方的债权债务终止。该笔借款如设有担保,请凭本证明办理解除手续。",
        ),
        fields=(
            Field("product", "贷款产品"),
            Field("security", "担保方式"),
            Field("maturity", "到期日"),
            Field("closed", "结清日"),
        ),
        closing=("特此证明。本证明仅证明上列一笔借款,不作为借款人在我行其他债务的证明。",),
        signs=("经办", "复核", "贷款人(盖章)"),
    ),
    Paper.BALANCE_CHECK: Layout(
        title="余额对账单",
        lead=("{borrower}:", "截至{as_of}日终,您在我行的存款与贷款余额如下,请核对。"),
        fields=(Field("customer", "客户号"), Field("identity", "证件号码")),
        table="存款与贷款余额",
        columns=(
            Column("kind", "种类", 3),
            Column("number", "账号 / 借据号", 7),
            Column("product", "产品", 4),
            Column("maturity", "到期日", 4),
            Column("balance", "余额", 5, figures=True),
        ),
        closing=("存款合计{deposits}元,贷款本金合计{loans}元。如有不符,请在收到之日起十五日内与我行{branch}联系。",),
        signs=("经办", "贷款人(业务章)"),
        receipt=(
            "{bank}{branch}:经核对,截至{as_of}的余额  □相符   □不符。不符的项目与原因:________________________________",
        ),
        receipt_signs=("客户(签章)", "核对日期"),
    ),
    Paper.STATEMENT: Layout(
        title="结算账户对账单",
        fields=(
            Field("borrower", "户名"),
            Field("account", "账号"),
            Field("first", "起日"),
            Field("last", "止日"),
            Field("opening", "期初余额(元)"),
            Field("ending", "期末余额(元)"),
            Field("received", "收入合计(元)"),
            Field("paid_out", "支出合计(元)"),
        ),
        table="收支明细",
        columns=(
            Column("day", "日期", 4),
            Column("why", "摘要", 8),
            Column("received", "收入", 4, figures=True),
            Column("paid_out", "支出", 4, figures=True),
            Column("balance", "余额", 4, figures=True),
        ),
        closing=("本对账单自本系统启用之日起列示;更早的明细请向开户机构查询。",),
        signs=("制表", "贷款人(业务章)"),
    ),
}
