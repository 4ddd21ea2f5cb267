"""How a page of a case does something: one deed posted under a form's own key, told again beside the field it concerns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wuhua.areas.creditline import casework
from wuhua.areas.origination.actions import Now, do
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.workday import read as workday
from wuhua.core.refuse import Refused
from wuhua.web import officer
from wuhua.web.classification.forms import Doing

DONE: Mapping[Deed, str] = {
    Deed.ASK: gettext_noop("已受理,请尽快实地走访。"),
    Deed.PAIR: gettext_noop("已指定协办。"),
    Deed.TARGET: gettext_noop("已锁定目标,银行已受理。"),
    Deed.SUBMIT: gettext_noop("已申报,三天办结开始计时。"),
    Deed.WITHDRAW: gettext_noop("已登记客户撤回。"),
    Deed.TRANSFER: gettext_noop("已移交。"),
    Deed.ACCEPT: gettext_noop("已接办,现由您负责。"),
    Deed.TELL: gettext_noop("已保存。"),
    Deed.ARRANGE_PAYMENT: gettext_noop("支付安排已登记。"),
    Deed.PUT_PAPER: gettext_noop("资料已放入。"),
    Deed.ANSWER_ITEM: gettext_noop("已登记核查结论。"),
    Deed.JUDGE_ITEM: gettext_noop("已登记判断。"),
    Deed.PRE_ASSESS: gettext_noop("预评估通过。"),
    Deed.ESTIMATE_SALES: gettext_noop("已登记推算。"),
    Deed.BUILD_SHEET: gettext_noop("现场报表已保存。"),
    Deed.CO_SIGN: gettext_noop("协办已签字。"),
    Deed.EVALUATE: gettext_noop("全面评估完成,已转审查。"),
    Deed.REJECT: gettext_noop("已否决,将由负责人复核。"),
    Deed.RETURN: gettext_noop("已退回补充调查。"),
    Deed.ASK_EXCEPTION: gettext_noop("例外申请已提出。"),
    Deed.DECIDE_EXCEPTION: gettext_noop("例外申请已决定。"),
}
"""What is said after a deed."""


def now(request: HttpRequest) -> Now:
    """Who acts, on the business date, at this moment. System management has no part in a case."""
    who, day = officer.must_see_customers(request), officer.day(request)
    return Now(who, day, workday.moment(day))


def deed(request: HttpRequest, which: Deed, form: Doing, **more: Any) -> dict[str, Any] | None:
    """Do what the form says, once under its key; None where it was refused, with the reason written into the form."""
    return act(request, which, form, **more) if form.is_valid() else None


def act(request: HttpRequest, which: Deed, form: Doing, **more: Any) -> dict[str, Any] | None:
    """The same for a form that was read already."""
    answer = do(
        which, now=now(request), key=form.cleaned_data["key"], said={**form.said(), **more}, outside=casework.outside()
    )
    if isinstance(answer, Refused):
        form.refuse(answer)
        return None
    messages.success(request, _(DONE.get(which, "已办理。")))
    return dict(answer)
