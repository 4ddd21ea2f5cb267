"""What stands where on the papers of the county's work; a code in braces is a placeholder, filled by `sheets`."""

from __future__ import annotations

from collections.abc import Mapping

from wuhua.areas.market.rules.printing import CountyPaper
from wuhua.platform.paper.layouts import Column, Field, Layout, Section

_SUPPORT = (
    Column("lent", "投放(元)", 4, figures=True),
    Column("balance", "期末余额(元)", 4, figures=True),
    Column("saved", "节约成本(元)", 4, figures=True),
)

LAYOUTS: Mapping[CountyPaper, Layout] = {
    CountyPaper.HOUSEHOLD_CARD: Layout(
        title="户信息卡",
        fields=(
            Field("name", "名称"), Field("customer", "客户号"), Field("kind", "类别"), Field("identity", "证件号码"),
            Field("phone", "联系电话"), Field("zone", "所在网格"), Field("address", "地址", whole=True),
            Field("manager", "管户客户经理"), Field("tier", "客户层级"), Field("complete", "档案完整度"),
            Field("filed", "建档日期"), Field("line", "授信额度(元)"), Field("visited", "最近走访"),
        ),
        table="档案要素",
        columns=(Column("field", "要素", 3), Column("value", "内容", 7)),
        sections=(
            Section(
                "资产与负债", "holdings",
                (Column("side", "类别", 2), Column("what", "项目", 4), Column("amount", "金额(元)", 3, figures=True),
                 Column("proof", "证明", 3)),
                closing=("资产合计{assets}元,其中有证明{proved}元;负债合计{debts}元,或有负债{contingent}元;净资产{net}元。",),
            ),
            Section(
                "家庭与关联关系", "relations",
                (Column("kind", "关系", 2), Column("party", "姓名或名称", 4), Column("share", "持股", 2),
                 Column("since", "自", 3)),
            ),
        ),
        closing=("本卡按客户档案打印,内容以登记日系统记载为准;个人信息仅用于信贷服务,不得外传。",),
        signs=("客户签字", "客户经理", "复核"),
    ),
    CountyPaper.PREAPPROVAL_LETTER: Layout(
        title="预授信通知书",
        lead=(
            "{name}:",
            "经我行批量评定,您(贵单位)可在{valid_until}以前申请{product},预授信额度人民币{limit_words}(¥{limit})。",
        ),
        fields=(
            Field("identity", "证件号码"), Field("batch", "批次与序号"), Field("product", "产品"),
            Field("limit", "预授信额度(元)"), Field("rate", "参考年利率"), Field("band", "定价档次"),
            Field("decided", "审议日期"), Field("valid_until", "有效期至"), Field("contact", "联系客户经理", whole=True),
        ),
        closing=(
            "预授信不是放款承诺:办理时我行将实地走访、核对资料,额度与利率以正式审批和合同为准;名下如有逾期,本通知失效。",
            "申请不收取任何费用,不以存款、保险或购买其他产品为条件。",
        ),
        signs=("客户经理", "贷款人(业务章)"),
        receipt=("本人(本单位)已收到{bank}{branch}{printed_on}的「预授信通知书」(批次{batch})。",),
        receipt_signs=("签收人(签章)", "签收日期"),
    ),
    CountyPaper.COMMUNITY_INFO: Layout(
        title="银企共同体信息表",
        lead=("{start}至{stop},我行为{name}提供的资金支持与让利如下。",),
        fields=(
            Field("customer", "客户号"), Field("base", "比较基准"), Field("lent", "本期投放(元)"),
            Field("balance", "期末余额(元)"), Field("saved", "节约成本(元)", whole=True),
        ),
        table="逐笔",
        columns=(Column("key", "借据号", 4), *_SUPPORT),
        sections=(Section("逐月", "months", (Column("key", "月份", 4), *_SUPPORT)),),
        closing=("节约成本=Σ每日余额×(比较基准-合同利率)÷360,逐笔四舍五入到分;合同利率高于基准时为负。",),
        signs=("客户经理", "客户(签章)"),
    ),
    CountyPaper.HANDOVER_LIST: Layout(
        title="交接清单",
        lead=("{giver}经管的下列客户及其借据、档案、承诺自三方签字之日起移交{receiver};第一责任人不因移交变更。",),
        fields=(
            Field("number", "移交编号"), Field("state", "状态"), Field("opened", "编制日"), Field("as_of", "数据日"),
            Field("customers", "客户(户)"), Field("notes", "借据(笔)"), Field("late", "其中逾期(笔)"),
            Field("papers", "资料(份)"), Field("reason", "移交原因", whole=True),
        ),
        table="客户与借据",
        columns=(
            Column("name", "客户", 5), Column("note", "借据", 5), Column("balance", "余额(元)", 4, figures=True),
            Column("maturity", "到期日", 4), Column("late", "逾期天数", 2, figures=True),
        ),
        sections=(
            Section(
                "档案、承诺与走访", "files",
                (Column("name", "客户", 4), Column("complete", "完整度", 2), Column("papers", "资料", 6),
                 Column("promise", "还款承诺", 4), Column("visited", "最近走访", 3)),
            ),
            Section("签字", "signed", (Column("part", "身份", 2), Column("who", "姓名", 4), Column("when", "签字日", 3))),
        ),
        closing=("移交后如发现清单以外的借据、权证或承诺,由移交人负责说明。",),
        signs=("移交人", "接收人", "监交人"),
    ),
}  # fmt: skip
