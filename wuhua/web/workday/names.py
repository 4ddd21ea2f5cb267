"""What the codes of the working day are called on a page, and the tone of a tag."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

NAMES: dict[str, dict[str, str]] = {
    "lane": {"MORNING": _("早调查"), "NOON": _("午办理"), "EVENING": _("晚完善")},
    "item": {
        "INVESTIGATION": _("实地调查"),
        "VISIT": _("走访"),
        "APPOINTMENT": _("预约"),
        "APPROVAL": _("审批事项"),
        "SIGNING": _("签约"),
        "DISBURSING": _("放款事项"),
        "FILING": _("资料归档"),
        "CALL": _("电话联系"),
        "OTHER_ITEM": _("其他事项"),
    },
    "channel": {
        "COUNTER": _("柜面"),
        "PHONE": _("电话"),
        "VISIT": _("走访"),
        "ONLINE": _("线上"),
        "REFERRED": _("转介"),
    },
    "inquiry": {"HELD": _("责任人持有"), "OFFERED": _("移交待接手"), "ANSWERED": _("已答复")},
    "inquiry_step": {
        "RECEIVED": _("登记受理"),
        "OFFERED": _("移交"),
        "ACCEPTED": _("接手"),
        "DECLINED": _("不接手"),
        "ANSWERED": _("答复"),
    },
    "duty": {
        "PROMISE": _("申报至放款"),
        "STEP2": _("三核查"),
        "STEP3": _("三看三查"),
        "STEP4": _("三审查"),
        "SIGN": _("签订合同"),
        "DISBURSE": _("放款审核与出账"),
        "INQUIRY": _("首问移交"),
        "OWN_LIMIT": _("自定时限"),
    },
    "duty_step": {
        "OPENED": _("起时"),
        "PAUSED": _("暂停"),
        "RESUMED": _("恢复"),
        "HANDED_ON": _("改派"),
        "LEVEL_50": _("用时过半"),
        "LEVEL_80": _("用时八成"),
        "LEVEL_100": _("超时"),
        "CAUSE": _("超时原因"),
        "STOPPED": _("办结"),
        "CANCELLED": _("撤销"),
    },
    "colour": {
        "RED": _("红·超时"),
        "ORANGE": _("橙·八成"),
        "YELLOW": _("黄·过半"),
        "GREEN": _("绿"),
        "GREY": _("灰·暂停"),
    },
    "pause": {
        "CUSTOMER_MATERIAL": _("补充材料"),
        "REGISTRATION_OFFICE": _("登记机关"),
        "THIRD_PARTY": _("第三方"),
        "SYSTEM_DOWN": _("系统故障"),
        "UNION_CONSULT": _("省联社咨询"),
    },
    "meeting": {"MORNING": _("晨会"), "EVENING": _("夕会"), "WEEKLY": _("周会"), "MONTHLY": _("月会")},
    "lacks": {"MORNING": _("晨会"), "EVENING": _("夕会"), "DAILY_CLEAR": _("日清日结")},
    "red": {
        "DUTY": _("超时事项"),
        "DECISION": _("逾期决议"),
        "CARRIED": _("结转事项"),
        "NOT_CLEARED": _("未日清"),
    },
    "decision": {
        "OPEN": _("待落实"),
        "REPORTED": _("已报告待销号"),
        "CLOSED": _("已销号"),
        "WITHDRAWN": _("已收回"),
    },
    "decision_step": {
        "DECIDED": _("作出决议"),
        "PROGRESS": _("进展"),
        "REPORTED": _("报告落实"),
        "SENT_BACK": _("退回"),
        "CLOSED": _("销号"),
        "WITHDRAWN": _("收回"),
    },
    "measure": {
        "NET_INCREASE": _("净增"),
        "GRANTED": _("发放"),
        "COLLECTED": _("收回"),
        "NEW_BORROWERS": _("新增户数"),
        "VISITS": _("走访户数"),
        "FILES": _("建档户数"),
    },
    "span": {"4": _("年"), "3": _("季"), "2": _("月"), "1": _("周")},
    "scope": {"WHOLE_BANK": _("全行"), "ONE_TEAM": _("团队"), "ONE_UNIT": _("机构"), "ONE_PERSON": _("个人")},
    "rule": {
        "SLA_MODE": _("时限口径"),
        "PROMISE_DAYS": _("承诺天数"),
        "CUT_OFF": _("截止时间"),
        "HOURS": _("作息时间"),
        "HOLDING_FLAG_HOURS": _("压件提示(小时)"),
    },
    "mode": {"WORKDAY": _("工作日口径"), "CALENDAR_CIVIL_CODE": _("自然日口径(民法典)")},
    "limit_unit": {"DAYS": _("天"), "MINUTES": _("工作分钟")},
}

TONES: dict[str, dict[str, str]] = {
    "colour": {"RED": "bad", "ORANGE": "hot", "YELLOW": "near", "GREEN": "good"},
    "inquiry": {"OFFERED": "near", "ANSWERED": "good"},
    "decision": {"REPORTED": "near", "CLOSED": "good"},
}

DONE: dict[str, str] = {
    "receive": _("首问已登记,您是首问责任人。"),
    "offer": _("已移交,对方接手之前仍由您负责。"),
    "accept": _("已接手,现由您负责。"),
    "decline": _("已退回原责任人。"),
    "answer": _("已答复。"),
    "start": _("已开始计时。"),
    "pause": _("已暂停计时。"),
    "resume": _("已恢复计时。"),
    "hand_on": _("已改派。"),
    "finish": _("已办结。"),
    "explain": _("超时原因已登记。"),
    "meet": _("会议已开,红单已列出。"),
    "say": _("已记录。"),
    "minute": _("会议记录已保存。"),
    "decide": _("决议已登记。"),
    "progress": _("进展已登记。"),
    "report": _("已报告落实,待负责人销号。"),
    "send_back": _("已退回责任人。"),
    "close": _("已销号。"),
    "clear": _("已日清日结。"),
    "target": _("任务已下达。"),
    "split_time": _("已按时间分解。"),
    "split_people": _("已按人分解。"),
    "add": _("已加入当日事项。"),
    "done": _("已办结。"),
    "year": _("工作日历已录入。"),
    "set": _("口径已调整,自今天起生效。"),
}
"""What is said after a verb."""


def name(kind: str, code: object) -> str:
    """The name of a code in the reader's language; a code without one shows itself."""
    return gettext(NAMES[kind].get(str(code), str(code)))


def choices(kind: str) -> list[tuple[str, str]]:
    """For a select, in the order of the list above."""
    return [(code, gettext(words)) for code, words in NAMES[kind].items()]
