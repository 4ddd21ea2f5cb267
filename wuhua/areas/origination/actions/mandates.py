"""授权与回避: mandates passed on and stopped, ties declared and ended, the reading of a checklist chosen from a day on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from wuhua.areas.customer.read import kept
from wuhua.areas.origination.actions.common import Now, staff_member, words_missing
from wuhua.areas.origination.models import ChecklistChoice, Mandate, StaffTie
from wuhua.areas.origination.read import mandates as read
from wuhua.areas.origination.rules import OriginationRefusal, Stage
from wuhua.areas.origination.rules.checklists import TEMPLATES
from wuhua.areas.origination.rules.mandates import EVERY, reaches
from wuhua.areas.people.rules import Role
from wuhua.areas.product import read as products
from wuhua.core.refuse import Refused
from wuhua.platform import audit

GIVERS = (Role.EXECUTIVE, Role.SME_CENTER_HEAD, Role.TEAM_HEAD, Role.APPROVER)
WATCHERS = (Role.HR_DISCIPLINE, Role.COMPLIANCE)


def _post(now: Now, *roles: Role) -> Refused | None:
    if now.actor.holds(*roles) and not now.actor.holds(Role.ADMIN):
        return None
    return Refused(OriginationRefusal.NOT_OF_THIS_POST, "您的岗位不能办理此项。", "请由有权岗位办理。")


def _trace(now: Now, action: str, subject: str, after: dict[str, Any]) -> None:
    audit.record(
        actor=now.actor.number, business_date=now.day, action=f"origination.{action}", subject=subject, after=after
    )


@dataclass(frozen=True, slots=True)
class NewMandate:
    """What is passed on: fen, for one product or all, from a day to a day, both in."""

    staff: str
    secured: bool
    amount: int
    from_day: date
    to_day: date
    why: str
    product: str = EVERY


@transaction.atomic
def give(now: Now, new: NewMandate) -> Mandate | Refused:
    """转授权: nobody passes on more than his post has, nor what was passed on to him, nor to himself, nor backwards in time.

    Nought takes the post's own away.
    """
    refused = _post(now, *GIVERS) or words_missing(new.why, "why", "授权理由")
    if refused is not None:
        return refused
    other = staff_member(new.staff, now.day, "staff")
    if isinstance(other, Refused):
        return other
    if other.number == now.actor.number:
        return Refused(OriginationRefusal.MANDATE_TOO_WIDE, "不能给自己授权。", "请由上级授权。", "staff")
    if new.from_day < now.day or new.to_day < new.from_day or new.amount < 0:
        return Refused(
            OriginationRefusal.MANDATE_TOO_WIDE, "授权须从今天或以后开始,且有终止日。", "请核对日期和金额。", "from_day"
        )
    codes = [new.product] if new.product != EVERY else sorted(products.names())
    for code in codes if new.amount else ():
        found = read.own_reach(now.actor, code, new.secured, now.day)
        if isinstance(found, Refused):
            continue  # not on sale: nothing can be decided for it, and nothing passed on
        refused = reaches(found[0], new.amount, found[1])
        if refused is not None:
            return Refused(
                OriginationRefusal.MANDATE_TOO_WIDE,
                refused.reason,
                "请在本人岗位授权之内转授;受转授的权限不能再转授。",
                "amount",
            )

    # After this line the mandate must stand.
    made = Mandate.objects.create(
        staff_id=other.number, product=new.product, secured=new.secured, amount=new.amount, from_day=new.from_day,
        to_day=new.to_day, given_by=now.actor.number, why=new.why.strip(),
    )  # fmt: skip
    _trace(now, "mandate_given", f"mandate:{made.pk}", {"staff": other.number, "amount": new.amount})
    return made


@transaction.atomic
def stop(now: Now, mandate: int, why: str) -> Mandate | Refused:
    """停止授权: at once, by whoever gave it or an executive."""
    refused = _post(now, *GIVERS) or words_missing(why, "why", "停止的原因")
    found = Mandate.objects.select_for_update().filter(pk=mandate).first()
    if refused is None and (found is None or found.stopped_on is not None):
        refused = Refused(OriginationRefusal.MANDATE_UNKNOWN, "没有这项有效的授权。", "请从授权清单中选择。", "mandate")
    if refused is None and found and found.given_by != now.actor.number and not now.actor.holds(Role.EXECUTIVE):
        refused = Refused(OriginationRefusal.NOT_OF_THIS_POST, "这项授权不是您给的。", "请由授权人或班子成员停止。")
    if refused is not None or found is None:
        return refused or Refused(OriginationRefusal.MANDATE_UNKNOWN, "没有这项授权。", "请核对。", "mandate")

    # After this line the mandate must be over.
    found.stopped_on, found.stopped_by = now.day, now.actor.number
    found.save(update_fields=["stopped_on", "stopped_by"])
    _trace(now, "mandate_stopped", f"mandate:{found.pk}", {"why": why.strip()})
    return found


@transaction.atomic
def declare_tie(now: Now, staff: str, customer: str, words: str) -> StaffTie | Refused:
    """申报关联: by the person himself or by those who watch conduct; from today that person takes no part."""
    if staff.strip() != now.actor.number:
        refused = _post(now, *WATCHERS)
        if refused is not None:
            return refused
    other = staff_member(staff, now.day, "staff")
    if isinstance(other, Refused):
        return other
    found = kept.id_of(customer.strip())
    refused = words_missing(words, "words", "关联关系")
    if refused is None and found is None:
        refused = Refused(OriginationRefusal.CUSTOMER_UNKNOWN, "没有这个客户。", "请核对客户编号。", "customer")
    if refused is not None or found is None:
        return refused or Refused(OriginationRefusal.CUSTOMER_UNKNOWN, "没有这个客户。", "请核对。", "customer")

    # After this line the tie must bar.
    made, _ = StaffTie.objects.get_or_create(
        staff_id=other.number, customer_id=found, to_day=None,
        defaults={"words": words.strip(), "from_day": now.day, "declared_by": now.actor.number},
    )  # fmt: skip
    _trace(now, "tie_declared", f"tie:{made.pk}", {"staff": other.number, "customer": customer.strip()})
    return made


@transaction.atomic
def end_tie(now: Now, tie: int, why: str) -> StaffTie | Refused:
    """关联解除: only by those who watch conduct, never by the person himself."""
    refused = _post(now, *WATCHERS) or words_missing(why, "why", "解除的原因")
    found = StaffTie.objects.select_for_update().filter(pk=tie, to_day__isnull=True).first()
    if refused is not None or found is None:
        return refused or Refused(OriginationRefusal.STAFF_UNKNOWN, "没有这项关联。", "请从清单中选择。", "tie")
    if found.staff_id == now.actor.number:
        return Refused(OriginationRefusal.NOT_OF_THIS_POST, "不能解除自己的关联申报。", "请由其他合规人员办理。")

    # After this line the tie must be over.
    found.to_day = now.day
    found.save(update_fields=["to_day"])
    _trace(now, "tie_ended", f"tie:{found.pk}", {"why": why.strip()})
    return found


@transaction.atomic
def choose_checklist(now: Now, stage: Stage, variant: str, from_day: date, why: str) -> ChecklistChoice | Refused:
    """选用清单: from a coming day; cases already open keep what they began with."""
    refused = _post(now, Role.RISK, Role.COMPLIANCE) or words_missing(why, "why", "选用的理由")
    if refused is None and (stage, variant) not in TEMPLATES:
        refused = Refused(
            OriginationRefusal.TEMPLATE_UNKNOWN, f"{stage} 没有「{variant}」版清单。", "请从出厂清单中选择。", "variant"
        )
    taken = ChecklistChoice.objects.filter(stage=stage, from_day=from_day).exists()
    if refused is None and (from_day < now.day + timedelta(days=1) or taken):
        refused = Refused(
            OriginationRefusal.TEMPLATE_UNKNOWN, "生效日须在今天之后,且当日未另选。", "请另选生效日。", "from_day"
        )
    if refused is not None:
        return refused

    # After this line the choice must stand.
    made = ChecklistChoice.objects.create(
        stage=stage, variant=variant, from_day=from_day, chosen_by=now.actor.number, why=why.strip()
    )
    _trace(now, "checklist_chosen", f"checklist:{stage}", {"variant": variant, "from": from_day})
    return made
