"""Questions to compliance: what holds on a day. A run asks `parameters` once and keeps the answer."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q

from wuhua.areas.compliance import rules
from wuhua.areas.compliance.models import FeeCode, Purpose, RuleParameter
from wuhua.areas.compliance.rules import (
    ComplianceRefusal,
    FeeStance,
    LedgerMaster,
    Parameters,
    PurposeCategory,
    RuleSet,
)
from wuhua.core.refuse import Refused
from wuhua.platform.trip import Step


def _in_force(on: date) -> Q:
    return Q(effective_from__lte=on) & (Q(effective_to__isnull=True) | Q(effective_to__gt=on))


def ruleset_on(on: date) -> RuleSet:
    """The rule set live business follows on that day."""
    rows = RuleParameter.objects.filter(_in_force(on), code="RULESET")
    return RuleSet(Parameters(on, RuleSet.ALL, dict(rows.values_list("code", "value"))).text("RULESET"))


def parameters(on: date, ruleset: RuleSet | None = None) -> Parameters:
    """Every value in force on `on`, in the set of that day or in the one asked for (a what-if). One query."""
    found = RuleParameter.objects.filter(_in_force(on))
    return _chosen(list(found.values_list("code", "ruleset", "value")), on, ruleset)


def _chosen(found: Collection[Sequence[str]], on: date, ruleset: RuleSet | None = None) -> Parameters:
    """Of values in force (code, rule set, value) those of one set, the day's own unless another is asked for."""
    common = {code: value for code, where, value in found if where == RuleSet.ALL}
    chosen = ruleset or RuleSet(Parameters(on, RuleSet.ALL, common).text("RULESET"))
    return Parameters(on, chosen, common | {code: value for code, where, value in found if where == chosen})


def parameter(code: str, on: date, ruleset: RuleSet | None = None) -> str:
    """One value as written. Raises `Refuse` (PARAMETER_MISSING). For one question; a run keeps `parameters`."""
    return parameters(on, ruleset).text(code)


def whole(code: str, on: date, ruleset: RuleSet | None = None) -> int:
    """One whole number: days, months, percentage points."""
    return parameters(on, ruleset).whole(code)


COUNTER = "LEDGER_MASTER"


def step(codes: Sequence[str], on: date) -> Step:
    """Single values for a verb that sends its questions together; `values_of` reads the answer."""
    return Step(
        "SELECT json_agg(json_build_array(code, ruleset, value))::text FROM compliance_ruleparameter"
        " WHERE code = ANY(string_to_array(%s::text, ' ')) AND effective_from <= %s::date"
        " AND (effective_to IS NULL OR effective_to > %s::date)",
        (" ".join(["RULESET", *codes]), on, on),
    )


def values_of(answer: str | None, on: date) -> Parameters:
    """`parameters`, from the answer of `step`."""
    return _chosen(json.loads(answer or "[]"), on)


def fen(code: str, on: date, ruleset: RuleSet | None = None) -> int:
    """One amount in fen."""
    return parameters(on, ruleset).fen(code)


def class_limits(on: date, ruleset: RuleSet | None = None) -> dict[str, str]:
    """`Parameters.class_limits` of that day. For one question; a run keeps `parameters`."""
    return parameters(on, ruleset).class_limits()


def ledger_master(on: date) -> LedgerMaster:
    """Which system is the book of record on that day."""
    rows = RuleParameter.objects.filter(_in_force(on), code=COUNTER)
    return Parameters(on, RuleSet.ALL, dict(rows.values_list("code", "value"))).ledger_master()


def counter(on: date) -> Refused | None:
    """Whether money may be taken or paid at this system's counters on that day (`LEDGER_MASTER`)."""
    return rules.check_counter(ledger_master(on))


def counter_by(values: Parameters) -> Refused | None:
    """`counter`, from values read with `COUNTER` among them."""
    return rules.check_counter(values.ledger_master())


def history(code: str) -> list[RuleParameter]:
    """Every value a parameter ever had, oldest first: what an inspector asks."""
    return list(RuleParameter.objects.filter(code=code).order_by("ruleset", "effective_from"))


def purposes() -> list[Purpose]:
    """The purposes a loan may have; forbidden ones are not offered."""
    return list(Purpose.objects.filter(forbidden=False).order_by("category", "code"))


def purpose(code: str) -> Purpose | Refused:
    """The purpose of that code, or the refusal that keeps money in the real economy (A3)."""
    found = Purpose.objects.filter(code=code).first()
    if found is None:
        return Refused(
            ComplianceRefusal.PURPOSE_UNKNOWN, f"用途目录中没有「{code}」。", "请从用途目录中选择。", "purpose"
        )
    return rules.check_purpose(found.name, PurposeCategory(found.category), found.why) or found


def catalogued(code: str) -> FeeCode | Refused:
    """The fee of that code, or the refusal: only what is in the catalogue is charged at all."""
    found = FeeCode.objects.filter(code=code).first()
    return found or Refused(
        ComplianceRefusal.FEE_UNKNOWN, f"收费目录中没有「{code}」。", "只能收取已公示的收费项目。", "fee"
    )


def fee_codes() -> list[FeeCode]:
    """The whole catalogue with where each fee stands."""
    return list(FeeCode.objects.order_by("stance", "code"))


def fee(
    code: str, *, small: bool, syndicated: bool = False, service_record: bool = False, second_approval: bool = False
) -> FeeCode | Refused:
    """The fee of that code if it may be charged on this loan (两禁两限, 七不准 4 and 7)."""
    found = catalogued(code)
    if isinstance(found, Refused):
        return found
    refused = rules.check_fee(
        found.name,
        FeeStance(found.stance),
        small=small,
        syndicated=syndicated,
        service_record=service_record,
        second_approval=second_approval,
    )
    return refused or found
