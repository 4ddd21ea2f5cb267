"""What this officer may do with a case now, as forms: read off the table of arrows, the hands and the holder.

A convenience of the page and no gate: every deed asks its own again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wuhua.areas.origination.actions.bending import KNOWN
from wuhua.areas.origination.actions.doors import Deed
from wuhua.areas.origination.read.page import File
from wuhua.areas.origination.rules import CasePart, CaseState, CaseVerb, ExceptionState
from wuhua.areas.origination.rules.separation import may_reject
from wuhua.areas.origination.rules.steps import ARROWS, LEADERS, LIVE, may
from wuhua.areas.people.rules import Officer, Role
from wuhua.areas.servicing import casework
from wuhua.core.money import yuan
from wuhua.web import labels
from wuhua.web.case_names import name_of
from wuhua.web.classification.forms import Doing
from wuhua.web.origination import forms

S = CaseState
INVESTIGATION = (S.PROSPECT, S.TARGETED, S.SUBMITTED, S.PRE_ASSESSED)

FORMS: Mapping[Deed, type[Doing]] = {
    Deed.PAIR: forms.Pairing,
    Deed.ARRANGE_PAYMENT: forms.Paying,
    Deed.TARGET: Doing,
    Deed.SUBMIT: Doing,
    Deed.PRE_ASSESS: Doing,
    Deed.EVALUATE: forms.Evaluating,
    Deed.CO_SIGN: Doing,
    Deed.ACCEPT: Doing,
    Deed.WITHDRAW: forms.Wording,
    Deed.TRANSFER: forms.Moving,
    Deed.REJECT: forms.Rejecting,
    Deed.RETURN: forms.Returning,
    Deed.ASK_EXCEPTION: forms.Excepting,
    Deed.DECIDE_EXCEPTION: forms.Granting,
    Deed.TELL: forms.Telling,
    Deed.ANSWER_ITEM: forms.Answering,
    Deed.JUDGE_ITEM: forms.Judging,
    Deed.ESTIMATE_SALES: forms.Estimating,
    Deed.BUILD_SHEET: forms.Building,
    Deed.PUT_PAPER: forms.Putting,
    Deed.APPROVE: forms.Approving,
}
"""The deeds these pages take, with the form of each."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that can be done: its title, its form, where it is posted."""

    deed: Deed
    title: str
    form: Doing
    url: str
    open: bool = False

    @property
    def plain(self) -> bool:
        """A button and nothing to fill in."""
        return not self.form.asked_fields


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that was refused and is shown again; `item` where there is one form a line."""

    deed: Deed
    form: Doing
    item: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who looks at which file on which day, and what was just refused."""

    who: Officer
    file: File
    day: date
    posted: Posted | None = None
    place: str = "case_do"

    @property
    def holds(self) -> bool:
        """Whether the case is in this officer's hands (`actions.common.holds`)."""
        case = self.file.case
        return self.who.number in (case.holder, case.lead, case.co)

    @property
    def part(self) -> CasePart | None:
        """The part this officer has had."""
        return next((CasePart(x.part) for x in self.file.hands if x.staff == self.who.number), None)

    @property
    def state(self) -> CaseState:
        """Where the case stands."""
        return CaseState(self.file.case.state)

    def can(self, verb: CaseVerb) -> bool:
        """Whether the post has a part in the verb, and the verb a way from here."""
        return may(self.who, verb) is None and self.state in ARROWS[verb].starts

    def offer(self, deed: Deed, title: str, item: str = "", **words: Any) -> Offer:
        """The form of a deed: the refused one, or a fresh one."""
        said = self.posted is not None and self.posted.deed is deed and self.posted.item == item
        url = reverse(self.place, args=[self.file.case.pk, deed.value.lower()])
        if said and self.posted is not None:
            return Offer(deed, title, self.posted.form, url, True)
        return Offer(deed, title, FORMS[deed](auto_id=f"{deed.value.lower()}{item}_%s", **words), url)

    def shows(self, offered: list[Offer]) -> bool:
        """Whether what was refused stands beside its form on the page."""
        return self.posted is not None and any(each.form is self.posted.form for each in offered)


def options_of(desk: Desk, deed: Deed) -> dict[str, Any]:
    """What a form of a deed needs beside the post."""
    if deed is Deed.ARRANGE_PAYMENT:
        return _payment(desk)
    if deed is Deed.PAIR:
        had = [each.staff for each in desk.file.hands]
        return {"options": {"co": forms.staff_with(forms.INVESTIGATORS, desk.day, had)}}
    if deed is Deed.TRANSFER:
        had = [each.staff for each in desk.file.hands]
        return {"options": {"lead": forms.staff_with(forms.MANAGERS, desk.day, had)}}
    if deed is Deed.ASK_EXCEPTION:
        asked = {each.rule for each in desk.file.exceptions}
        return {"options": {"rule": [(x, _(name_of("case_bend", x))) for x in sorted(KNOWN - asked)]}}
    if deed is Deed.DECIDE_EXCEPTION:
        asked = {each.rule for each in desk.file.exceptions if each.state == ExceptionState.ASKED}
        return {"options": {"rule": [(x, _(name_of("case_bend", x))) for x in sorted(asked)]}}
    return {}


def offers(desk: Desk) -> list[Offer]:
    """The deeds beside the investigation itself, in the order in which they are likely."""
    wanted: list[tuple[Deed, str, bool]] = [
        (Deed.ACCEPT, _("接办"), _may_accept(desk)),
        (
            Deed.PAIR,
            _("更换协办") if desk.file.case.co else _("指定协办"),
            desk.can(CaseVerb.PAIR) and (desk.holds or desk.who.holds(*LEADERS)),
        ),
        (Deed.TARGET, _("锁定目标"), desk.can(CaseVerb.TARGET) and desk.holds),
        (Deed.SUBMIT, _("申报"), desk.can(CaseVerb.SUBMIT) and desk.holds),
        (Deed.PRE_ASSESS, _("预评估"), desk.can(CaseVerb.PRE_ASSESS) and desk.holds),
        (Deed.ARRANGE_PAYMENT, _("支付安排"), _may_arrange(desk)),
        (Deed.ASK_EXCEPTION, _("提出例外"), desk.can(CaseVerb.EXCEPT) and desk.holds and desk.state is not S.PROSPECT),
        (Deed.DECIDE_EXCEPTION, _("决定例外"), _may_grant(desk)),
        (Deed.RETURN, _("退回补充"), _may_return(desk)),
        (Deed.TRANSFER, _("移交"), desk.can(CaseVerb.TRANSFER)),
        (Deed.WITHDRAW, _("客户撤回"), desk.can(CaseVerb.WITHDRAW) and desk.holds),
        (Deed.REJECT, _("否决"), _may_reject(desk)),
    ]
    return [desk.offer(deed, title, **options_of(desk, deed)) for deed, title, yes in wanted if yes]


def _may_arrange(desk: Desk) -> bool:
    """By an investigator, until the contract of this turn is drawn."""
    case = desk.file.case
    return desk.state in LIVE and desk.who.number in (case.lead, case.co) and desk.file.contract is None


def _payment(desk: Desk) -> dict[str, Any]:
    case = desk.file.case
    accounts = casework.accounts(case.customer.number)
    return {
        "options": {
            "account": [*((each, each) for each in accounts), ("", _("尚未开户"))],
            "payout": [(code, _(words)) for code, words in labels.choices("payout")],
        },
        "initial": {
            "account": case.account, "payout": case.payout, "payee": case.payee, "payee_account": case.payee_account,
            "payee_bank": case.payee_bank, "payee_amount": yuan(case.payee_amount) if case.payee_amount else "",
        },
    }  # fmt: skip


def _may_accept(desk: Desk) -> bool:
    if not desk.can(CaseVerb.ACCEPT) or desk.file.case.holder == desk.who.number:
        return False
    if desk.state in INVESTIGATION:
        return desk.part in (CasePart.LEAD, CasePart.CO)
    return desk.part is not None or not desk.who.holds(Role.RM, Role.CO_RM)


def _may_grant(desk: Desk) -> bool:
    waiting = any(x.state == ExceptionState.ASKED and x.asked_by != desk.who.number for x in desk.file.exceptions)
    return desk.can(CaseVerb.EXCEPT) and desk.who.holds(Role.RISK) and waiting


def _may_return(desk: Desk) -> bool:
    return desk.can(CaseVerb.RETURN) and desk.part not in (CasePart.LEAD, CasePart.CO)


def _may_reject(desk: Desk) -> bool:
    """A hand in the case at the step where it stands."""
    if not desk.can(CaseVerb.REJECT):
        return False
    case, taken = desk.file.case, [(CasePart(each.part), each.staff) for each in desk.file.hands]
    return may_reject(desk.who.number, desk.state, (case.holder, case.lead, case.co), taken) is None


def may_put(desk: Desk) -> bool:
    """Whether papers may be put to the case by this officer."""
    back = desk.who.holds(Role.DISB_AUDITOR, Role.REVIEWER, Role.COMPLIANCE)
    return (desk.holds and desk.state in LIVE) or back
