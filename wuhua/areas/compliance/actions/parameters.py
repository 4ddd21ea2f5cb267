"""Verbs of compliance: ship the defaults, and let a value take over from a day."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.compliance import rules
from wuhua.areas.compliance.models import Disclosure, FeeCode, Purpose, RuleParameter
from wuhua.areas.compliance.rules import ComplianceRefusal, PurposeCategory, RuleSet, seeds
from wuhua.areas.compliance.rules.disclosures import DisclosureState
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.money import yuan
from wuhua.core.refuse import Refused
from wuhua.platform import audit

SHIPPED_BY = "随系统出厂"


@transaction.atomic
def ensure_seeded(*, actor: str, business_date: date) -> int:
    """Add what the shipped tables have and the database has not; a code the bank already keeps is left as it is."""
    known = set(RuleParameter.objects.values_list("code", "ruleset"))
    fresh = [
        RuleParameter(
            code=seed.code,
            ruleset=seed.ruleset,
            value=seed.value,
            unit=seed.unit,
            effective_from=seed.start,
            effective_to=seed.end,
            source=seed.source,
            approved_by=SHIPPED_BY,
        )
        for seed in seeds.PARAMETERS
        if (seed.code, seed.ruleset.value) not in known
    ]
    RuleParameter.objects.bulk_create(fresh)
    purposes = set(Purpose.objects.values_list("code", flat=True))
    new_purposes = [
        Purpose(
            code=code,
            name=name,
            category=category,
            forbidden=category is PurposeCategory.FORBIDDEN,
            why=why,
            source=source,
        )
        for code, name, category, why, source in seeds.PURPOSES
        if code not in purposes
    ]
    Purpose.objects.bulk_create(new_purposes)
    fees = set(FeeCode.objects.values_list("code", flat=True))
    new_fees = [
        FeeCode(code=code, name=name, stance=stance, source=source)
        for code, name, stance, source in seeds.FEES
        if code not in fees
    ]
    FeeCode.objects.bulk_create(new_fees)
    added = len(fresh) + len(new_purposes) + len(new_fees) + _first_notices()
    if added:
        audit.record(
            actor=actor,
            business_date=business_date,
            action="compliance.seeded",
            subject="table:compliance_ruleparameter",
            after={"parameters": len(fresh), "purposes": len(new_purposes), "fees": len(new_fees)},
        )
    return added


def _first_notices() -> int:
    """The four public notices a bank begins with, each where it has none of its own."""
    shown = set(Disclosure.objects.values_list("topic", flat=True))
    fresh = [
        Disclosure(
            topic=topic,
            version=1,
            title=title,
            content=content,
            effective_from=seeds.ALWAYS,
            state=DisclosureState.PUBLISHED,
            drafted_by=SHIPPED_BY,
            drafted_on=seeds.ALWAYS,
            decided_by="出厂内容,待本行复核",
            decided_on=seeds.ALWAYS,
        )
        for topic, title, content in seeds.DISCLOSURES
        if topic not in shown
    ]
    Disclosure.objects.bulk_create(fresh)
    return len(fresh)


CAPITAL = ("NET_CAPITAL", "NET_TIER1")
"""资本净额, 一级资本净额: parameters that no shipped table can know."""


@transaction.atomic
def put_capital(*, actor: str, business_date: date, net_capital: int | None, net_tier1: int | None, source: str) -> int:
    """What large exposures are measured against, in fen, from that day on; answers how many figures were new.

    A figure that is not known is not written: a report then shows no ratio.
    """
    given = [(code, fen) for code, fen in zip(CAPITAL, (net_capital, net_tier1), strict=True) if fen is not None]
    known = set(RuleParameter.objects.filter(code__in=CAPITAL).values_list("code", flat=True))
    fresh = [
        RuleParameter(
            code=code, ruleset=RuleSet.ALL, value=yuan(fen), unit="yuan", effective_from=business_date, source=source,
            approved_by=actor,
        )
        for code, fen in given
        if code not in known
    ]  # fmt: skip
    RuleParameter.objects.bulk_create(fresh)
    if fresh:
        audit.record(
            actor=actor,
            business_date=business_date,
            action="compliance.capital_put",
            subject="table:compliance_ruleparameter",
            after={row.code: row.value for row in fresh},
        )
    return len(fresh)


BANK_NAME = "BANK_NAME"
"""银行机构名称: the bank's legal name, as it stands at the head of its papers."""


@transaction.atomic
def put_bank_name(*, actor: str, business_date: date, name: str, source: str) -> bool:
    """The name from that day on, where none is kept yet; answers whether it was new."""
    if RuleParameter.objects.filter(code=BANK_NAME).exists():
        return False
    RuleParameter.objects.create(
        code=BANK_NAME, ruleset=RuleSet.ALL, value=name, effective_from=business_date, source=source, approved_by=actor
    )
    audit.record(
        actor=actor,
        business_date=business_date,
        action="compliance.bank_named",
        subject=f"parameter:{BANK_NAME}",
        after={"value": name},
    )
    return True


@transaction.atomic
def change_parameter(
    *,
    actor: Officer,
    business_date: date,
    code: str,
    ruleset: RuleSet,
    value: str,
    effective_from: date,
    source: str,
) -> RuleParameter | Refused:
    """Let `value` take over on `effective_from`; the value before it ends there and stays on record."""
    if not actor.holds(Role.COMPLIANCE):
        return Refused(ComplianceRefusal.MAY_NOT_CHANGE_PARAMETER, "只有合规岗可以变更规则参数。", "请提交合规岗办理。")
    before = (
        RuleParameter.objects.select_for_update().filter(code=code, ruleset=ruleset, effective_to__isnull=True).first()
    )
    if before is None:
        return Refused(
            ComplianceRefusal.PARAMETER_MISSING, f"规则集 {ruleset} 中没有参数「{code}」。", "请核对参数代码。", "code"
        )
    # Later than today, too: what held on a day already worked on is not rewritten.
    refused = rules.check_new_value(max(before.effective_from, business_date), effective_from)
    if refused is not None:
        return refused

    # After this line the change must succeed.
    before.effective_to = effective_from
    before.save(update_fields=["effective_to"])
    new = RuleParameter.objects.create(
        code=code,
        ruleset=ruleset,
        value=value,
        unit=before.unit,
        effective_from=effective_from,
        source=source,
        approved_by=actor.number,
    )
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="compliance.parameter_changed",
        subject=f"parameter:{ruleset}/{code}",
        before={"value": before.value},
        after={"value": value, "from": effective_from},
    )
    return new
