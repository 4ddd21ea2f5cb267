"""What the pages of hand-overs show."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from wuhua.areas.compliance import read as compliance
from wuhua.areas.compliance.rules import LedgerMaster
from wuhua.areas.corelink import handing, read, rules
from wuhua.areas.corelink.rules import HandOverState
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.product import read as products
from wuhua.web.corelink.forms import Answer, Reason
from wuhua.web.corelink.terms import HandOvers, Terms
from wuhua.web.templatetags.desk import BLANK, label, rate, yuan
from wuhua.web.templatetags.desk import day as written_day


def fresh_key() -> str:
    """A key for the forms of one showing of a page."""
    return uuid.uuid4().hex


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    found: Any
    age: int
    owner: str
    late: bool


def rows(found: list[Any], today: date) -> list[Row]:
    """Hand-overs with their age and who started them; one query at most."""
    staff = people.staff_names({each.asked_by for each in found if each.asked_by})
    return [
        Row(
            each,
            rules.age(each.drawn, today),
            staff.get(each.asked_by, each.asked_by),
            each.state == HandOverState.SENT and each.answer_by is not None and each.answer_by < today,
        )
        for each in found
    ]


def listed(form: HandOvers, who: Officer, today: date) -> dict[str, Any]:
    """The list, its figures, and whether a new one may be begun."""
    found = form.page()
    master = compliance.ledger_master(today)
    return {
        "form": form,
        "page": found,
        "rows": rows(found.rows, today),
        "counts": read.hand_over_counts(),
        "not_opened": read.not_opened(),
        "master": master,
        "may_start": master is LedgerMaster.CORE and read.may_pay(who) is None,
    }


def new_page(form: Terms, today: date) -> dict[str, Any]:
    """The form, and whose books they are."""
    return {"form": form, "master": compliance.ledger_master(today)}


def page(found: Any, who: Officer, today: date, bound: dict[str, Any] | None = None) -> dict[str, Any]:
    """The hand-over, its history, and what may be done about it now."""
    state = HandOverState(found.state)
    may = read.may_pay(who) is None
    steps = read.hand_over_history(found.pk)
    staff = people.staff_names({each.actor for each in steps} | {found.asked_by})
    forms = {"answer": Answer(state=found.state), "resend": Reason(), "withdraw": Reason(), "anew": Reason()}
    asked, follower = found.terms is not None, read.follower(found.number)
    answerable = (HandOverState.SENT, HandOverState.UNKNOWN, HandOverState.FAILED)
    return {
        "found": found,
        "key": fresh_key(),
        "asked": asked,
        "follower": follower,
        "note": (found.core_note if found.opened_on else "") if asked else found.note,
        "steps": [(each, staff.get(each.actor, each.actor)) for each in steps],
        "forms": forms | (bound or {}),
        "may_answer": may and state in answerable,
        "may_ask": may and state is HandOverState.UNKNOWN,
        "may_resend": may and state is HandOverState.FAILED and not found.again and not asked,
        "may_withdraw": may and state is HandOverState.TO_SEND,
        "may_start_anew": may and asked and state in rules.OVER and not follower,
        "facts": [*_facts(found, staff), *(_terms(found) if asked else [])],
    }


def _facts(found: Any, staff: dict[str, str]) -> list[tuple[str, str]]:
    told = [
        (_("金额"), yuan(found.amount)),
        (_("借据号"), found.note),
        (_("合同号"), found.contract),
        (_("入账账户"), found.account),
        (_("机构"), people.branch_names().get(found.branch, found.branch)),
        (_("发放日") if found.terms is None else _("发起日"), written_day(found.drawn)),
        (_("最近发送"), written_day(found.sent_on) or BLANK),
        (_("第几次发送"), str(found.attempt)),
        (_("答复期限"), written_day(found.answer_by) or BLANK),
        (_("已查证次数"), str(found.asked)),
        (_("凭据"), found.evidence or BLANK),
    ]
    if found.asked_by:
        told.insert(6, (_("发起人"), staff.get(found.asked_by, found.asked_by)))
    if found.core_note:
        told.append((_("核心借据号"), found.core_note))
    if found.opened_on:
        told.append((_("建账日"), written_day(found.opened_on)))
    return told


def _terms(found: Any) -> list[tuple[str, str]]:
    """What the core is asked to make."""
    terms = handing.terms_of(found)
    return [
        (_("产品"), products.names().get(terms.product, terms.product)),
        (_("年利率"), rate(terms.rate)),
        (_("到期日"), written_day(terms.maturity)),
        (_("还款方式"), label(terms.method, "method")),
        (_("结息方式"), label(terms.settlement, "settlement")),
        (_("计息基础"), label(terms.day_count, "day_count")),
        (_("担保方式"), label(terms.security, "security")),
        (_("用途"), terms.use),
    ]
