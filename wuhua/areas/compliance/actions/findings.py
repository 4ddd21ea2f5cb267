"""Verbs of what was seen: write the flags of a look at the book, raise one by hand, close one in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from wuhua.areas.compliance.models import ConductFinding
from wuhua.areas.compliance.rules import conduct
from wuhua.areas.compliance.rules.conduct import ConductItem, ConductRefusal, FindingState, Flag
from wuhua.areas.customer import read as customers
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock

RAISERS = (Role.COMPLIANCE, Role.AUDIT, Role.HR_DISCIPLINE, Role.RISK, Role.CALLBACK)
SCANNERS = (Role.COMPLIANCE, Role.AUDIT)


def may_scan(actor: Officer) -> Refused | None:
    """Who looks at the whole book."""
    if actor.holds(*SCANNERS):
        return None
    return Refused(ConductRefusal.NOT_A_CONDUCT_POST, "您的岗位不能扫描全行业务。", "请由合规或审计岗办理。")


@transaction.atomic
def write_findings(*, actor: Officer, business_date: date, flags: Sequence[Flag]) -> int | Refused:
    """What a look at the book found; answers how many were new. What was said before is not said again."""
    refused = may_scan(actor)
    if refused is not None:
        return refused
    new = _written(actor.number, business_date, flags)
    audit.record(
        actor=actor.number, business_date=business_date, action="compliance.conduct_scanned",
        subject=f"day:{business_date.isoformat()}", after={"flags": len(flags), "new": new},
    )  # fmt: skip
    return new


@transaction.atomic
def write_findings_of_day(*, actor: str, business_date: date, flags: Sequence[Flag]) -> int:
    """The same by the day end, whoever is at work: a night that sees nothing new leaves no row at all."""
    new = _written(actor, business_date, flags)
    if new:
        audit.record(
            actor=actor, business_date=business_date, action="compliance.conduct_scanned",
            subject=f"day:{business_date.isoformat()}", after={"flags": len(flags), "new": new},
        )  # fmt: skip
    return new


def _written(found_by: str, on: date, flags: Sequence[Flag]) -> int:
    """Two statements, however many flags."""
    known = set(ConductFinding.objects.filter(key__in=[each.key for each in flags]).values_list("key", flat=True))
    at = clock.now()
    fresh = {each.key: each for each in flags if each.key not in known}

    # After this line the flags must be on record.
    rows = [_row(each, found_by, on, at) for each in fresh.values()]
    return len(ConductFinding.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1_000))


def _row(flag: Flag, found_by: str, on: date, at: datetime) -> ConductFinding:
    return ConductFinding(
        item=flag.item, key=flag.key, subject=flag.subject, customer_id=flag.customer, staff=flag.staff, day=flag.day,
        words=flag.words, facts={"name": flag.name.value, **flag.facts}, found_by=found_by, business_date=on,
        recorded_at=at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class NewFinding:
    """What somebody saw: of which item, on which subject, of whose conduct."""

    item: ConductItem
    subject: str
    staff: str
    day: date
    words: str
    customer: str = ""


@transaction.atomic
def raise_finding(*, actor: Officer, business_date: date, new: NewFinding) -> ConductFinding | Refused:
    """登记线索 by hand."""
    if not actor.holds(*RAISERS):
        return Refused(ConductRefusal.NOT_A_CONDUCT_POST, "您的岗位不能登记行为线索。", "请联系合规、纪检或审计岗。")
    refused = conduct.check_words(new.words, "线索内容") or conduct.check_words(new.subject, "业务编号", "subject", 1)
    if refused is None and new.day > business_date:
        refused = Refused(ConductRefusal.CONDUCT_DAY_WRONG, "发生日晚于今天。", "请核对日期。", "day")
    if refused is None and new.staff.strip() and not people.is_staff(new.staff.strip()):
        refused = Refused(ConductRefusal.CONDUCT_WORDS_MISSING, "没有这个工号。", "请核对涉及人员工号。", "staff")
    view = customers.customer_for(actor, new.customer.strip()) if new.customer.strip() else None
    if refused is None and isinstance(view, Refused):
        refused = Refused(
            ConductRefusal.CONDUCT_CUSTOMER_UNKNOWN, "没有这个客户,或您无权查看。", "请核对或留空。", "customer"
        )
    if refused is not None or isinstance(view, Refused):
        return refused  # type: ignore[return-value]

    # After this line the finding must stand.
    at = clock.now()
    flag = Flag(
        new.item, ConductRefusal.CONDUCT_WORDS_MISSING, f"HAND/{actor.number}/{at.isoformat()}", new.subject.strip(),
        None if view is None else view.id, new.staff.strip(), new.day, new.words.strip(), {},
    )  # fmt: skip
    made = _row(flag, actor.number, business_date, at)
    made.facts = {"name": "by_hand"}
    made.save()
    _record(actor, business_date, "finding_raised", made)
    return made


@transaction.atomic
def close_finding(
    *, actor: Officer, business_date: date, number: int, upheld: bool, words: str
) -> ConductFinding | Refused:
    """办结: upheld or dismissed, in words, by compliance and never by the one it concerns."""
    if not actor.holds(Role.COMPLIANCE):
        return Refused(ConductRefusal.NOT_A_CONDUCT_POST, "只有合规岗可以办结线索。", "请提交合规岗办理。")
    row = ConductFinding.objects.select_for_update().filter(pk=number).first()
    if row is None:
        return Refused(ConductRefusal.FINDING_UNKNOWN, "没有这条线索。", "请从线索列表中选择。", "number")
    refused = conduct.check_close(FindingState(row.state), row.staff, actor.number, words)
    if refused is not None:
        return refused

    # After this line the finding must be closed.
    row.state = FindingState.UPHELD if upheld else FindingState.DISMISSED
    row.closed_by, row.closed_on, row.closing = actor.number, business_date, words.strip()
    row.save(update_fields=["state", "closed_by", "closed_on", "closing"])
    _record(actor, business_date, "finding_closed", row)
    return row


def _record(actor: Officer, on: date, what: str, row: ConductFinding) -> None:
    audit.record(
        actor=actor.number,
        business_date=on,
        action=f"compliance.{what}",
        subject=f"finding:{row.pk}",
        after={"item": row.item, "state": row.state},
    )
