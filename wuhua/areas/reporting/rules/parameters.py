"""Dated thresholds (domain.md 0.2): what is in force on a day, or in a named set whatever the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from wuhua.areas.reporting.rules.words import ParameterCode, ReportingRefusal, RuleSet
from wuhua.core.refuse import Refuse, Refused


@dataclass(frozen=True, slots=True)
class Parameter:
    """One threshold with its life: [effective_from, effective_to), the set it belongs to and where it stands written.

    `value` is whole: NPL_TOLERANCE in hundredths of a percentage point, INCLUSIVE_LINE in fen, a mode as 1 hard,
    0 watched.
    """

    code: ParameterCode
    rule_set: RuleSet
    value: int
    unit: str
    effective_from: date
    effective_to: date | None
    source: str


_NOTICE_2018 = "银监办发〔2018〕29号"
_NOTICE_2019 = "银保监办发〔2019〕48号"
_OPEN = date(2015, 1, 1)

PARAMETERS: tuple[Parameter, ...] = (
    Parameter(ParameterCode.NPL_TOLERANCE, RuleSet.RS2018, 200, "0.01个百分点", _OPEN, date(2019, 1, 1), _NOTICE_2018),
    Parameter(
        ParameterCode.NPL_TOLERANCE, RuleSet.RS_CURRENT, 300, "0.01个百分点", date(2019, 1, 1), None, _NOTICE_2019
    ),
    Parameter(ParameterCode.INCLUSIVE_LINE, RuleSet.RS2018, 1_000_000_000, "分", _OPEN, date(2019, 1, 1), _NOTICE_2018),
    Parameter(
        ParameterCode.INCLUSIVE_LINE, RuleSet.RS_CURRENT, 1_000_000_000, "分", date(2019, 1, 1), None, _NOTICE_2019
    ),
    Parameter(
        ParameterCode.TWO_INCREASES_MODE, RuleSet.RS2018, 1, "1=约束 0=监测", _OPEN, date(2023, 1, 1), _NOTICE_2018
    ),
    Parameter(
        ParameterCode.TWO_INCREASES_MODE,
        RuleSet.RS_CURRENT,
        0,
        "1=约束 0=监测",
        date(2023, 1, 1),
        None,
        "2023年起导向转为质量",
    ),
)


def rule_set_on(day: date) -> RuleSet:
    """The set in force on a business date."""
    return RuleSet.RS2018 if day < date(2019, 1, 1) else RuleSet.RS_CURRENT


def parameter(code: ParameterCode, day: date, rule_set: RuleSet | None = None) -> Parameter:
    """The parameter in force on `day`, or that of a named set whatever the day (a replay under other rules)."""
    for each in PARAMETERS:
        if each.code is not code:
            continue
        if rule_set is not None and each.rule_set is rule_set:
            return each
        if rule_set is None and each.effective_from <= day and (each.effective_to is None or day < each.effective_to):
            return each
    raise Refuse(
        Refused(
            ReportingRefusal.PARAMETER_MISSING,
            f"{day}没有生效的规则参数「{code}」。",
            "请合规部门录入该参数的取值、生效日期和文号。",
        )
    )
