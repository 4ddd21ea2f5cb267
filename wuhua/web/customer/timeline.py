"""时间线: everything that happened with one customer, gathered from the rooms that know it, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wuhua.areas.classification import read as classes
from wuhua.areas.creditline import read as creditline
from wuhua.areas.customer.read import CustomerView
from wuhua.areas.customer.rules import CustomerKind
from wuhua.areas.customer.rules.filing import DOCUMENT_TYPES, HOLDINGS
from wuhua.areas.market import read as market
from wuhua.areas.market.read.met import met
from wuhua.areas.origination import read as origination
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.areas.postloan import read as postloan
from wuhua.areas.servicing import lifeline, pages
from wuhua.platform import audit
from wuhua.web.customer.names import name
from wuhua.web.templatetags.desk import label, yuan

HERE = ZoneInfo("Asia/Shanghai")
MOST = 200
KINDS = {
    "file": gettext_noop("档案与资料"),
    "look": gettext_noop("查看未脱敏"),
    "list": gettext_noop("名单与联系"),
    "visit": gettext_noop("走访"),
    "application": gettext_noop("申请"),
    "note": gettext_noop("借据与还款"),
    "card": gettext_noop("授信卡"),
    "care": gettext_noop("管户记录"),
    "class": gettext_noop("分类"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened: when, of which kind, what, in how many words, by whom."""

    day: date
    kind: str
    title: str
    words: str
    who: str

    @property
    def kind_name(self) -> str:
        """The kind in words."""
        return _(KINDS[self.kind])


def gathered(who: Officer, customer: CustomerView, kind: str = "") -> list[Moment]:
    """All of it, or of one kind; at most two hundred lines. The caller holds the customer's view: the gate was asked."""
    notes = {each.pk: each for each in pages.notes_of(customer.id)}
    found = [
        *_trail(customer.number),
        *_met(customer.number),
        *_visits(who, customer.number),
        *_applications(customer.id),
        *_events(notes),
        *_card(customer.number),
        *_care(customer.id),
        *_classes(notes),
    ]
    staff = people.staff_names({each.who for each in found})
    found = [each for each in found if not kind or each.kind == kind]
    found.sort(key=lambda each: each.day, reverse=True)
    return [Moment(x.day, x.kind, x.title, x.words, staff.get(x.who, x.who)) for x in found[:MOST]]


def _trail(number: str) -> Iterator[Moment]:
    for row in audit.trail(f"customer:{number}", MOST):
        after = row.after or {}
        look = row.action == "customer.unmasked"
        words = f"{after.get('field', '')} {after.get('reason', '')}".strip() if look else _said(after)
        yield Moment(row.business_date, "look" if look else "file", name(row.action), words, row.actor)


def _said(after: dict[str, object]) -> str:
    """What the trace says that a reader understands; digests and ids stay in the trace."""
    parts = [_code(str(after[key])) for key in ("kind", "type", "class", "reason") if after.get(key)]
    if isinstance(after.get("amount"), int):
        parts.append(yuan(int(str(after["amount"]))))
    fields = after.get("fields")
    if isinstance(fields, list):
        parts.append(_("%(count)s 项") % {"count": len(fields)})
    return " ".join(parts)


def _code(code: str) -> str:
    """A kind of customer, a class of assets, a type of paper or a relation in words."""
    known = DOCUMENT_TYPES.get(code) or next((x[code] for x in HOLDINGS.values() if code in x), None)
    if known is not None:
        return known
    return label(code, "kind") if code in CustomerKind.__members__ and code != "OWNER" else name(code)


def _met(number: str) -> Iterator[Moment]:
    found = met(number, MOST)
    for step in found.steps:
        words = f"{step.entry.list.name} {label(step.before, 'entry')} → {label(step.after, 'entry')} {step.words}"
        yield Moment(step.business_date, "list", label(step.verb, "entry_verb"), words.strip(), step.actor)
    for each in found.contacts:
        words = f"{'、'.join(each.chips)} {each.words}".strip()
        yield Moment(each.business_date, "list", label(each.outcome, "contact"), words, each.actor)
    for pain in found.pains:
        title = f"{label(pain.kind, 'pain')} {label(pain.state, 'pain_state')}"
        yield Moment(pain.raised_on, "visit", title, pain.words, pain.raised_by_id)


def _card(number: str) -> Iterator[Moment]:
    key = creditline.own_key(number)
    for each in creditline.steps(key.id)[:MOST] if key is not None else ():
        yield Moment(each.business_date, "card", label(each.verb, "card_verb"), each.words, each.actor)


def _care(customer: int) -> Iterator[Moment]:
    looks = postloan.looks_of(customer, MOST)
    names = {each.code: each.title for each in postloan.wanted(looks[0].month)} if looks else {}
    for look in looks:
        words = f"{label(look.found, 'look_found')} {look.evidence} {look.words}".strip()
        yield Moment(look.business_date, "care", _(names.get(look.item, look.item)), words, look.actor)


def _visits(who: Officer, number: str) -> Iterator[Moment]:
    for each in market.timeline(who, number):
        words = f"{each.zone.name} {each.need}".strip()
        yield Moment(each.visited.astimezone(HERE).date(), "visit", _("走访"), words, each.rm_id)


def _applications(customer: int) -> Iterator[Moment]:
    for each in origination.of_customer(customer)[:MOST]:
        words = f"{each.number} {yuan(each.amount)} {each.reason}".strip()
        yield Moment(each.asked.astimezone(HERE).date(), "application", _("申请贷款"), words, each.rm)


def _events(notes: dict[int, Any]) -> Iterator[Moment]:
    for each in lifeline.events_of(notes, MOST):
        words = notes[each.note_id].number + (f" {yuan(each.amount)}" if each.amount else "")
        yield Moment(each.value_day, "note", label(each.kind, "event"), words, each.actor)


def _classes(notes: dict[int, Any]) -> Iterator[Moment]:
    for each in classes.changes_of(notes, MOST):
        words = (
            f"{notes[each.note_id].number} {label(each.before, 'klass')} → {label(each.after, 'klass')} {each.reason}"
        )
        yield Moment(each.business_date, "class", _("分类变化"), words.strip(), each.actor)
