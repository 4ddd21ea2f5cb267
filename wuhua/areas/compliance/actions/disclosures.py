"""Verbs of 四公开: draft a version, publish it as somebody else, throw a draft away."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.compliance.models import Disclosure
from wuhua.areas.compliance.rules import disclosures as rules
from wuhua.areas.compliance.rules.conduct import ConductRefusal
from wuhua.areas.compliance.rules.disclosures import DisclosureState, DisclosureTopic
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit


def _may(actor: Officer) -> Refused | None:
    if actor.holds(Role.COMPLIANCE):
        return None
    return Refused(ConductRefusal.NOT_A_CONDUCT_POST, "只有合规岗可以起草和发布公示。", "请提交合规岗办理。")


@transaction.atomic
def draft_disclosure(
    *,
    actor: Officer,
    business_date: date,
    topic: DisclosureTopic,
    title: str,
    content: str,
    effective_from: date,
) -> Disclosure | Refused:
    """起草公示: the next version of one of the four."""
    held = list(Disclosure.objects.select_for_update().filter(topic=topic).values_list("version", "effective_from"))
    refused = _may(actor) or rules.check_draft(title, content, effective_from, business_date)
    if refused is not None:
        return refused

    # After this line the draft must be kept.
    made = Disclosure.objects.create(
        topic=topic, version=1 + max((version for version, _ in held), default=0), title=title.strip(),
        content=content.strip(), effective_from=effective_from, drafted_by=actor.number, drafted_on=business_date,
    )  # fmt: skip
    _record(actor, business_date, "drafted", made)
    return made


@transaction.atomic
def publish_disclosure(*, actor: Officer, business_date: date, number: int) -> Disclosure | Refused:
    """发布公示: by another of compliance than the drafter, before its day."""
    refused = _may(actor)
    row = Disclosure.objects.select_for_update().filter(pk=number).first()
    if refused is not None or row is None:
        return refused or _unknown()
    refused = rules.check_publish(
        DisclosureState(row.state), row.drafted_by, actor.number, row.effective_from, business_date
    )
    twin = Disclosure.objects.filter(
        topic=row.topic, effective_from=row.effective_from, state=DisclosureState.PUBLISHED
    ).exists()
    if refused is None and twin:
        refused = Refused(
            ConductRefusal.CONDUCT_DAY_WRONG,
            "同一天已有另一版生效。",
            "请作废后另起草,填写其他日期。",
            "effective_from",
        )
    if refused is not None:
        return refused

    # After this line the notice must be public from its day.
    return _decided(actor, business_date, row, DisclosureState.PUBLISHED)


@transaction.atomic
def drop_disclosure(*, actor: Officer, business_date: date, number: int) -> Disclosure | Refused:
    """作废草稿: it stays among the versions."""
    refused = _may(actor)
    row = Disclosure.objects.select_for_update().filter(pk=number).first()
    if refused is not None or row is None:
        return refused or _unknown()
    if row.state != DisclosureState.DRAFTED:
        return Refused(ConductRefusal.DECIDED_ALREADY, "这一版公示已办结。", "已发布的公示由新版取代。")

    # After this line the draft must be thrown away.
    return _decided(actor, business_date, row, DisclosureState.THROWN_AWAY)


def _decided(actor: Officer, on: date, row: Disclosure, state: DisclosureState) -> Disclosure:
    row.state, row.decided_by, row.decided_on = state, actor.number, on
    row.save(update_fields=["state", "decided_by", "decided_on"])
    _record(actor, on, state.value.lower(), row)
    return row


def _unknown() -> Refused:
    return Refused(ConductRefusal.DISCLOSURE_UNKNOWN, "没有这一版公示。", "请从版本列表中选择。", "number")


def _record(actor: Officer, on: date, what: str, row: Disclosure) -> None:
    audit.record(
        actor=actor.number,
        business_date=on,
        action=f"compliance.disclosure_{what}",
        subject=f"disclosure:{row.pk}",
        after={"topic": row.topic, "version": row.version, "from": row.effective_from},
    )
