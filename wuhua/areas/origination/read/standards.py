"""What a case is held against: the product's sheet with its exceptions, the checklists in force, the room it holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from wuhua.areas.origination.models import Case, CaseItem, ChecklistChoice
from wuhua.areas.origination.rules import Answered, ExceptionState, OriginationRefusal, Stage
from wuhua.areas.origination.rules.checklists import DEFAULT_VARIANT, TEMPLATES, Given, Item
from wuhua.areas.product import read as products
from wuhua.areas.product.rules import Case as Asked
from wuhua.areas.product.rules import ProductRefusal
from wuhua.core.refuse import Refused

BENDS: Mapping[ProductRefusal, str] = {
    ProductRefusal.REGION_OUTSIDE: "regions",
    ProductRefusal.INDUSTRY_OUTSIDE: "industries",
    ProductRefusal.LIMIT_OUTSIDE: "limit",
    ProductRefusal.TENOR_OUTSIDE: "months_max",
    ProductRefusal.SECURITY_OUTSIDE: "securities",
    ProductRefusal.METHOD_OUTSIDE: "methods",
}
"""Rules of a sheet a case may leave by a granted exception (A58); no other rule of the house may be left."""
BY_HAND = "limit_by_hand"
"""The formula may not or cannot speak: a person did, with a reason, and another agreed."""


def checklists(on: date) -> dict[str, str]:
    """The reading of each step's checklist in force on a day; a case keeps what it began with. One query."""
    found = {stage.value: DEFAULT_VARIANT for stage in Stage}
    for each in ChecklistChoice.objects.filter(from_day__lte=on).order_by("from_day"):
        found[each.stage] = each.variant
    return found


def readings(stage: Stage) -> list[tuple[date, str]]:
    """From which day which reading of a step's checklist was in force, oldest first. One query."""
    rows = ChecklistChoice.objects.filter(stage=stage).order_by("from_day")
    return [(date.min, DEFAULT_VARIANT), *rows.values_list("from_day", "variant")]


def items(case: Case, stage: Stage) -> tuple[Item, ...]:
    """The lines of the checklist this case is held to."""
    return TEMPLATES[stage, case.checklists.get(stage.value, DEFAULT_VARIANT)]


def given(case: Case, stage: Stage) -> dict[str, Given]:
    """The newest answer to each line in this turn; step 2 is not asked again after a return. One query."""
    rows = CaseItem.objects.filter(case=case, stage=stage).order_by("id")
    if stage is not Stage.PRE3:
        rows = rows.filter(turn=case.turn)
    return {each.item: Given(each.item, Answered(each.answer), each.waived) for each in rows}


def granted(case: Case) -> set[str]:
    """Rules this case was let off. One query."""
    return set(case.exceptions.filter(state=ExceptionState.GRANTED).values_list("rule", flat=True))


def against_sheet(case: Case, on: date) -> Refused | None:
    """The first rule of the sheet the case does not keep and was not let off (A47), by the rule's id."""
    asked = Asked(case.amount, case.months, case.region, case.industry, case.security, case.method)
    let = granted(case)
    sheet = products.sheet(case.product, on)
    if isinstance(sheet, Refused):
        return sheet
    standard = dict(sheet.standard)
    wide = {
        "regions": ["*"], "industries": ["*"], "securities": [case.security], "methods": [case.method],
        "months_max": max(int(standard["months_max"]), case.months),
    }  # fmt: skip
    standard.update({name: value for name, value in wide.items() if name in let})
    if "limit" in let:
        standard["limit_low"] = min(int(standard["limit_low"]), case.amount)
        standard["limit_high"] = max(int(standard["limit_high"]), case.amount)
    return products.check_standard(case.product, sheet.version, standard, asked)


def outside(case: Case, on: date) -> Refused | None:
    """Outside the standard: refused with the rule's id, or an exception that still waits."""
    if case.exceptions.filter(state=ExceptionState.ASKED).exists():
        return Refused(
            OriginationRefusal.EXCEPTION_WAITING, "例外申请尚未有结论。", "请风险岗先作出判断。", "exception"
        )
    return against_sheet(case, on)
