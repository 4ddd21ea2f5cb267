"""What stands where on each paper of a case. A code in braces is a placeholder, the same in the Word templates."""

from __future__ import annotations

from collections.abc import Mapping

from wuhua.areas.origination.rules.printing import FORM_NAMES, CaseForm
from wuhua.platform.paper.layouts import Column, Field, Layout, Section

# --- the contract's own tables (code, title, share of the width, whether figures) ------------------------------------

CONTRACT_FIELDS = (
    Field("bank", "贷款人", whole=True),
    Field("branch", "经办机构"),
    Field("case", "业务编号"),
    Field("borrower", "借款人"),
    Field("identity", "证件号码"),
    Field("product", "贷款产品"),
    Field("months_words", "期限"),
    Field("amount", "金额(元)"),
    Field("rates", "利率"),
    Field("amount_words", "金额大写", whole=True),
    Field("method", "还款方式"),
    Field("security_name", "担保方式"),
    Field("payout_name", "支付方式"),
    Field("payee_shown", "收款人"),
    Field("account", "结算账户", whole=True),
    Field("use", "借款用途", whole=True),
)
PLAN_COLUMNS = (
    ("n", "期次", 2, True),
    ("due", "应还日", 4, False),
    ("principal", "应还本金", 5, True),
    ("interest", "应还利息", 4, True),
    ("total", "本息合计", 5, True),
    ("balance", "剩余本金", 5, True),
)
FEE_COLUMNS = (("name", "项目", 4, False), ("bears", "由谁承担", 4, False), ("words", "说明", 10, False))
PRICE_COLUMNS = (("name", "项目", 8, False), ("value", "年利率", 4, True))

# --- the printouts ---------------------------------------------------------------------------------------------------

_HEAD = (
    Field("case", "业务编号"),
    Field("customer", "客户号"),
    Field("borrower", "借款人"),
    Field("identity", "证件号码"),
    Field("product", "贷款产品"),
    Field("state", "业务状态"),
)
_ASKED = (
    Field("asked", "申请金额(元)"),
    Field("asked_months", "申请期限"),
    Field("purpose_name", "用途类别"),
    Field("security_name", "担保方式"),
    Field("use", "具体用途", whole=True),
)
_GRANTED = (
    Field("amount", "批准金额(元)"),
    Field("months_words", "批准期限"),
    Field("amount_words", "金额大写", whole=True),
    Field("rate", "年利率(%)"),
    Field("month_rate", "折月利率(‰)"),
    Field("method", "还款方式"),
    Field("security_name", "担保方式"),
    Field("payout_name", "支付方式"),
    Field("payee_shown", "收款人"),
    Field("use", "借款用途", whole=True),
)
_CONTRACT = (Field("contract", "合同编号"), Field("drawn_on", "出具日期"))
_CHECKS = (
    Column("title", "项目", 4),
    Column("answer", "结论", 3),
    Column("evidence", "证据", 9),
    Column("words", "说明", 6),
    Column("who", "登记人", 4),
)

LAYOUTS: Mapping[CaseForm, Layout] = {
    CaseForm.INVESTIGATION: Layout(
        title=FORM_NAMES[CaseForm.INVESTIGATION],
        fields=(*_HEAD, *_ASKED, Field("lead_name", "主办"), Field("co_name", "协办")),
        table="销售额推算(相互独立)",
        columns=(
            Column("method", "方法", 4),
            Column("sales", "年销售额(元)", 5, figures=True),
            Column("basis", "依据", 9),
            Column("who", "推算人", 4),
        ),
        sections=(
            Section("推算结论", closing=("{sales_words}",)),
            Section(
                "现场报表",
                "site",
                (Column("side", "类别", 3), Column("name", "项目", 8), Column("amount", "金额(元)", 5, figures=True)),
                closing=("{site_words}",),
            ),
            Section("贷前三核查", "pre", _CHECKS),
            Section("贷中三看三查", "step", _CHECKS),
            Section("额度测算", closing=("{limit_words}",)),
        ),
        closing=("调查人对调查内容的真实性负责。协办签字日:{co_signed}。",),
        signs=("主办客户经理", "协办客户经理"),
    ),
    CaseForm.REVIEW_OPINION: Layout(
        title=FORM_NAMES[CaseForm.REVIEW_OPINION],
        fields=(*_HEAD, *_ASKED),
        table="三审查",
        columns=(
            Column("kind", "审查", 4),
            Column("verdict", "结论", 4),
            Column("points", "意见与条件", 9),
            Column("met", "条件落实", 6),
            Column("who", "审查人", 4),
            Column("day", "日期", 5),
        ),
        sections=(
            Section("系统重算", "found", (Column("kind", "审查", 4), Column("name", "项目", 6), Column("value", "结果", 14))),
        ),
        closing=("审查所用数据由系统在审查时重新计算,不由人填写。",),
        signs=("指标审查", "风险审查", "合同审查"),
    ),
    CaseForm.VOTE_RECORD: Layout(
        title=FORM_NAMES[CaseForm.VOTE_RECORD],
        fields=(*_HEAD, *_ASKED, Field("called_on", "上会日期"), Field("called_by", "召集人")),
        table="表决票",
        columns=(
            Column("member", "委员", 5),
            Column("vote", "表决", 3),
            Column("words", "意见", 10),
            Column("at", "投票时间", 6),
        ),
        sections=(Section("表决结果与会议纪要", closing=("{vote_words}", "{minutes}")),),
        closing=("表决票一经投出不能更改。",),
        signs=("主持人", "记录人", "委员签字"),
    ),
    CaseForm.APPROVAL_NOTICE: Layout(
        title=FORM_NAMES[CaseForm.APPROVAL_NOTICE],
        lead=("{lead_unit}:", "经审批,同意{borrower}的借款申请,按下列条件办理。"),
        fields=(*_HEAD, *_GRANTED),
        table="利率构成",
        columns=(Column("name", "项目", 8), Column("value", "年利率", 4, figures=True)),
        sections=(Section("附加条件", closing=("{conditions}",)), Section("利率说明", closing=("{rate_reason}",))),
        closing=("审批权限:{mandate}。审批人:{decided_by}。批复日:{decided_on}。{second_key}",),
        signs=("审批人", "复核人"),
    ),
    CaseForm.SIGNING_TALK: Layout(
        title=FORM_NAMES[CaseForm.SIGNING_TALK],
        fields=(*_HEAD, *_CONTRACT, *_GRANTED),
        table="面谈内容(由客户经理逐项询问,客户回答)",
        columns=(Column("n", "序号", 2), Column("ask", "询问", 12), Column("said", "回答", 8)),
        sections=(Section("地点与时间", closing=("面签地点:______________________   面签时间:____年__月__日__时__分",)),),
        closing=(
            "客户声明:身份属实,合同由本人签署,已了解利率、罚息、复利、费用、还款日和违约责任,没有被要求存款或购买产品。",
        ),
        signs=("借款人(签字)", "主办客户经理", "协办客户经理(见证)"),
    ),
    CaseForm.SIGNING_PAGE: Layout(
        title=FORM_NAMES[CaseForm.SIGNING_PAGE],
        fields=(
            *_HEAD,
            *_CONTRACT,
            Field("template", "合同模板"),
            Field("template_short", "模板摘要"),
            Field("amount", "金额(元)"),
            Field("months_words", "期限"),
            Field("amount_words", "金额大写", whole=True),
            Field("way", "签署方式"),
            Field("signed_at", "签署时间"),
            Field("signer", "签署人"),
            Field("witness", "见证人"),
            Field("digest", "合同文本摘要", whole=True),
            Field("signature", "签署值", whole=True),
            Field("authority", "签署效力说明", whole=True),
            Field("sound", "核验", whole=True),
        ),
        closing=("签署值由合同文本摘要、签署人、签署方式和签署时间共同计算,任何一项改变,签署值即不相符。",),
        signs=("借款人", "见证人", "贷款人(合同专用章)"),
    ),
    CaseForm.ENTRUST_ORDER: Layout(
        title=FORM_NAMES[CaseForm.ENTRUST_ORDER],
        lead=(
            "{bank}{branch}:",
            "本人(本单位)在贵行的借款(合同编号{contract})人民币{amount_words}(¥{amount})发放至结算账户{account}后,"
            "委托贵行当日支付给下列收款人,用于{use}。",
        ),
        fields=(
            Field("contract", "合同编号"),
            Field("borrower", "委托人"),
            Field("payee_shown", "收款人户名", whole=True),
            Field("payee_account", "收款人账号"),
            Field("payee_bank", "开户银行"),
            Field("paid", "支付金额(元)"),
            Field("blank_basis", "购销合同编号"),
        ),
        closing=("支付资料不齐或与约定用途不符的,贵行可以拒绝支付。委托在本笔借款支付完毕后终止。",),
        signs=("委托人(签章)", "客户经理", "支付审核"),
    ),
    CaseForm.DISBURSE_AUDIT: Layout(
        title=FORM_NAMES[CaseForm.DISBURSE_AUDIT],
        fields=(*_HEAD, *_CONTRACT, *_GRANTED),
        table="审核项目",
        columns=(Column("n", "序号", 2), Column("title", "项目", 8), Column("found", "情况", 10), Column("ok", "结论", 3)),
        sections=(
            Section("放款资料", "papers", (Column("time", "环节", 4), Column("title", "资料", 8), Column("state", "情况", 5))),
        ),
        closing=("{cleared_words}",),
        signs=("放款审核岗", "复核"),
    ),
    CaseForm.PAYOUT_NOTICE: Layout(
        title=FORM_NAMES[CaseForm.PAYOUT_NOTICE],
        lead=("{branch}会计部门:", "下列借款已经审批、签约并通过放款审核,请按合同办理出账。"),
        fields=(*_HEAD, *_CONTRACT, *_GRANTED, Field("account", "入账账户", whole=True)),
        closing=("放款审核:{cleared_words}", "借据:{note_words}"),
        signs=("放款审核岗", "会计(出账)", "复核"),
        receipt=("业务编号{case},人民币{amount_words}(¥{amount})已于____年__月__日划入账户{account}。",),
        receipt_signs=("会计", "复核"),
    ),
    CaseForm.ARCHIVE_INDEX: Layout(
        title=FORM_NAMES[CaseForm.ARCHIVE_INDEX],
        fields=(*_HEAD, Field("contract", "合同编号"), Field("lead_name", "主办")),
        table="卷内目录",
        columns=(
            Column("n", "序号", 2),
            Column("part", "部分", 5),
            Column("title", "资料名称", 7),
            Column("number", "资料号", 4),
            Column("day", "日期", 5),
            Column("state", "情况", 4),
        ),
        closing=("{archive_words}",),
        signs=("移交人", "档案岗", "日期"),
    ),
    CaseForm.BORROW_SLIP: Layout(
        title=FORM_NAMES[CaseForm.BORROW_SLIP],
        fields=(*_HEAD, Field("contract", "合同编号"), Field("borrowed_by", "借阅人"), Field("borrow_words", "借阅事由", whole=True)),
        table="借阅的资料",
        columns=(
            Column("n", "序号", 2),
            Column("title", "资料名称", 8),
            Column("number", "资料号", 4),
            Column("out", "借出", 3),
            Column("back", "归还", 3),
        ),
        closing=("借阅期限不超过五个工作日;不得涂改、抽换、复制或转借。归还时逐件核对。",),
        signs=("借阅人", "审批人", "档案岗"),
        receipt=("借阅人于____年__月__日归还业务{case}的上列资料,共____件,核对无误。",),
        receipt_signs=("借阅人", "档案岗"),
    ),
}  # fmt: skip
