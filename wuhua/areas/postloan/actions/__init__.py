"""Verbs of step 5. `look` each month, `stop` at once, `lift` by another; `watch` finds what the records say by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from wuhua.areas.backing import actions as backing
from wuhua.areas.creditline import actions as creditline
from wuhua.areas.customer import read as customers
from wuhua.areas.customer.read import kept
from wuhua.areas.people.rules import Officer
from wuhua.areas.postloan import read, rules
from wuhua.areas.postloan.models import MonthlyLook, StopOfUse
from wuhua.areas.postloan.rules import Found, PostloanRefusal, StopCondition
from wuhua.areas.servicing import casework
from wuhua.areas.servicing.actions import stopping
from wuhua.core.refuse import Refused
from wuhua.platform import audit
from wuhua.platform.once import Answer, once


@transaction.atomic
def look(
    *,
    actor: Officer,
    business_date: date,
    at: datetime,
    number: str,
    item: str,
    found: Found,
    evidence: str,
    words: str = "",
) -> MonthlyLook | Refused:
    """三管账、两入户: one of the five lines of this month, on evidence."""
    month = read.month_for(actor, number, business_date)
    refused = rules.may(actor, rules.KEEPERS)
    if refused is not None or isinstance(month, Refused):
        return refused or month  # type: ignore[return-value]
    if not read.borrows(month[0].id):
        return Refused(
            PostloanRefusal.NO_LIVING_NOTE, "该客户没有未结清的借据。", "无需管户;终止用信仍可登记。", "number"
        )
    refused = rules.check_look(item, found, evidence, words, month[1].wanted)
    if refused is not None:
        return refused

    # After this line the look must stand.
    made = MonthlyLook.objects.create(
        customer_id=month[0].id, month=month[1].first_day, item=item, found=found, evidence=evidence.strip(),
        words=words.strip(), actor=actor.number, at=at, business_date=business_date,
    )  # fmt: skip
    _trace(actor.number, business_date, "looked", number, {"item": item, "found": found})
    return made


@transaction.atomic
def stop(
    *, actor: Officer, business_date: date, at: datetime, number: str, condition: StopCondition, evidence: str
) -> StopOfUse | Refused:
    """一终止: use ends at once, on the card and on every note that could be drawn upon."""
    view = customers.customer_for(actor, number)
    refused = rules.may(actor, rules.STOPPERS)
    if refused is not None or isinstance(view, Refused):
        return refused or view  # type: ignore[return-value]
    if not evidence.strip():
        return Refused(PostloanRefusal.EVIDENCE_MISSING, "没有证据。", "请登记查实的证据。", "evidence")
    if read.stop_of(view.id) is not None:
        return Refused(PostloanRefusal.STOPPED_ALREADY, "该客户已终止用信。", "请在原记录上办理。", "number")
    return _stopped(actor.number, business_date, at, {view.id: number}, condition, evidence)[0]


def _stopped(
    actor: str, day: date, at: datetime, who: Mapping[int, str], condition: StopCondition, evidence: str
) -> list[StopOfUse]:
    """Cards frozen, notes stopped, rows written: all of them in one transaction, none without the other."""
    words = f"{rules.STOP_NAMES[condition]}:{evidence.strip()}"

    # After this line use must be over.
    creditline.freeze_red(business_date=day, actor=actor, customers=dict.fromkeys(who, words))
    changed = stopping.stop_draws(actor=actor, business_date=day, customers=list(who), stopped=True, why=words)
    mine = casework.customers_of(changed)
    made = StopOfUse.objects.bulk_create(
        StopOfUse(
            customer_id=customer, condition=condition, evidence=evidence.strip(), notes=mine.get(customer, []),
            stopped_by=actor, stopped_on=day, at=at,
        )
        for customer in sorted(who)
    )  # fmt: skip
    MonthlyLook.objects.bulk_create(
        MonthlyLook(
            customer_id=customer, month=rules.month_of(day), item=rules.END, found=Found.WRONG, evidence=evidence.strip(),
            words=rules.STOP_NAMES[condition], actor=actor, at=at, business_date=day,
        )
        for customer in sorted(who)
    )  # fmt: skip
    for customer, number in sorted(who.items()):
        _trace(actor, day, "use_stopped", number, {"condition": condition, "notes": mine.get(customer, [])})
    return list(made)


@transaction.atomic
def lift(*, actor: Officer, business_date: date, number: str, words: str) -> StopOfUse | Refused:
    """解除终止: by the risk desk or an executive who did not say it. The card is thawed by its own two people."""
    view = customers.customer_for(actor, number)
    if isinstance(view, Refused):
        return view
    found = StopOfUse.objects.select_for_update().filter(customer_id=view.id, lifted_on__isnull=True).first()
    if found is None:
        return Refused(PostloanRefusal.NOT_STOPPED, "该客户没有终止用信。", "无需解除。", "number")
    refused = rules.check_lift(actor, found.stopped_by, words) or _stands(view.id)
    if refused is not None:
        return refused

    # After this line use may begin again.
    stopping.stop_draws(
        actor=actor.number, business_date=business_date, customers=[view.id], stopped=False, why=words.strip()
    )
    backing.keep_frozen(business_date=business_date, customers=[view.id])
    found.lifted_by, found.lifted_on, found.lifted_words = actor.number, business_date, words.strip()
    found.save(update_fields=["lifted_by", "lifted_on", "lifted_words"])
    _trace(actor.number, business_date, "use_resumed", number, {"words": words.strip()})
    return found


def _proved() -> dict[StopCondition, dict[int, str]]:
    """Customers whom the records condemn by themselves, by condition: number by row. Two queries."""
    return {
        StopCondition.MISUSE_PROVED: casework.misusers(),
        StopCondition.DISHONEST_LISTED: kept.dishonest(casework.borrowers()),
    }


def _stands(customer: int) -> Refused | None:
    """What the records still prove is not lifted by a word: the next day end would end use again."""
    for condition, found in _proved().items():
        if customer in found:
            words, undo = rules.RECORDS[condition]
            return Refused(PostloanRefusal.CONDITION_STANDS, f"终止条件仍在:{words}。", undo)
    return None


@transaction.atomic
def watch(*, business_date: date, at: datetime) -> dict[str, int]:
    """每日: what the records prove by themselves ends use at once: misuse marked on a note, the list of the dishonest.

    Set-based, and again nothing more: whoever is stopped already is left alone.
    """
    halted = set(StopOfUse.objects.filter(lifted_on__isnull=True).values_list("customer_id", flat=True))
    told = {}
    for condition, found in _proved().items():
        fresh = {customer: number for customer, number in found.items() if customer not in halted}
        if fresh:
            _stopped(rules.MACHINE, business_date, at, fresh, condition, rules.RECORDS[condition][0])
            halted |= set(fresh)
        told[condition.value] = len(fresh)
    return told


def once_for(actor: Officer, key: str, said: Mapping[str, Any], act: Callable[[], Any]) -> Answer | Refused:
    """The entrances' way to the verbs: once under the officer's own key."""

    def do() -> Answer | Refused:
        made = act()
        return made if isinstance(made, Refused) else {"id": str(made.pk)}

    with transaction.atomic():
        return once(f"postloan/{actor.number}/{key}", said, do)


def _trace(actor: str, day: date, action: str, number: str, after: Mapping[str, Any]) -> None:
    audit.record(
        actor=actor, business_date=day, action=f"postloan.{action}", subject=f"customer:{number}", after=dict(after)
    )
