"""企业划型 (工信部联企业〔2011〕300号; domain 2.9): which size a firm is, and which line says so.

A firm has the largest size all of whose floors it reaches: "以上" holds the number itself. Income and assets are fen, the
table is in ten thousand yuan as the standard writes it. Tables are kept by the day they begin: a revision is another table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.areas.customer.rules.identity import CustomerKind, SizeClass
from wuhua.core.money import grouped

WAN = 1_000_000
"""Fen of ten thousand yuan."""


class SizeMeasure(StrEnum):
    """划型指标: what a firm is measured by."""

    EMPLOYEES = "EMPLOYEES"
    INCOME = "INCOME"
    ASSETS = "ASSETS"


MEASURE_NAMES: Mapping[SizeMeasure, str] = {
    SizeMeasure.EMPLOYEES: "从业人员",
    SizeMeasure.INCOME: "营业收入",
    SizeMeasure.ASSETS: "资产总额",
}
SIZE_NAMES: Mapping[SizeClass, str] = {
    SizeClass.LARGE: "大型",
    SizeClass.MEDIUM: "中型",
    SizeClass.SMALL: "小型",
    SizeClass.MICRO: "微型",
}
E, I, A = SizeMeasure.EMPLOYEES, SizeMeasure.INCOME, SizeMeasure.ASSETS  # noqa: E741  # three columns of a table
Floors = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SizeLine:
    """One industry: what is measured, and the floors of large, medium and small (people, or ten thousand yuan)."""

    name: str
    measures: tuple[SizeMeasure, ...]
    large: Floors
    medium: Floors
    small: Floors


AGRI, INDUSTRY, OTHER = "农林牧渔业", "工业", "其他未列明行业"
LINES_2011 = (
    SizeLine(AGRI, (I,), (20_000,), (500,), (50,)),
    SizeLine(INDUSTRY, (E, I), (1_000, 40_000), (300, 2_000), (20, 300)),
    SizeLine("建筑业", (I, A), (80_000, 80_000), (6_000, 5_000), (300, 300)),
    SizeLine("批发业", (E, I), (200, 40_000), (20, 5_000), (5, 1_000)),
    SizeLine("零售业", (E, I), (300, 20_000), (50, 500), (10, 100)),
    SizeLine("交通运输业", (E, I), (1_000, 30_000), (300, 3_000), (20, 200)),
    SizeLine("仓储业", (E, I), (200, 30_000), (100, 1_000), (20, 100)),
    SizeLine("邮政业", (E, I), (1_000, 30_000), (300, 2_000), (20, 100)),
    SizeLine("住宿业", (E, I), (300, 10_000), (100, 2_000), (10, 100)),
    SizeLine("餐饮业", (E, I), (300, 10_000), (100, 2_000), (10, 100)),
    SizeLine("信息传输业", (E, I), (2_000, 100_000), (100, 1_000), (10, 100)),
    SizeLine("软件和信息技术服务业", (E, I), (300, 10_000), (100, 1_000), (10, 50)),
    SizeLine("房地产开发经营", (I, A), (200_000, 10_000), (1_000, 5_000), (100, 2_000)),
    SizeLine("物业管理", (E, I), (1_000, 5_000), (300, 1_000), (100, 500)),
    SizeLine("租赁和商务服务业", (E, A), (300, 120_000), (100, 8_000), (10, 100)),
    SizeLine(OTHER, (E,), (300,), (100,), (10,)),
)
TABLES: tuple[tuple[date, str, tuple[SizeLine, ...]], ...] = (
    (date(2011, 6, 18), "工信部联企业〔2011〕300号", LINES_2011),
)
"""Each standard by the day from which it holds, oldest first."""

_DIVISIONS: tuple[tuple[range, str], ...] = (
    (range(1, 6), AGRI),
    (range(6, 47), INDUSTRY),
    (range(47, 51), "建筑业"),
    (range(51, 52), "批发业"),
    (range(52, 53), "零售业"),
    (range(54, 59), "交通运输业"),
    (range(59, 60), "仓储业"),
    (range(60, 61), "邮政业"),
    (range(61, 62), "住宿业"),
    (range(62, 63), "餐饮业"),
    (range(63, 65), "信息传输业"),
    (range(65, 66), "软件和信息技术服务业"),
    (range(70, 71), OTHER),
    (range(71, 73), "租赁和商务服务业"),
    (range(73, 91), OTHER),
)
_GROUPS = {"591": "交通运输业", "701": "房地产开发经营", "702": "物业管理"}


@dataclass(frozen=True, slots=True)
class Sized:
    """The size, the standard and industry, and the line that decided; without a size, `why` says what is missing."""

    size: SizeClass | None
    standard: str
    industry: str
    why: str


def industry_of(code: str) -> str | None:
    """The line of an industry code (GB/T 4754-2017, division at least); None where the standard has none (rail, finance).

    >>> industry_of("2231"), industry_of("C2231"), industry_of("7020"), industry_of("6620")
    ('工业', '工业', '物业管理', None)
    """
    digits = code.strip().upper().lstrip("ABCDEFGHIJKLMNOPQRST")
    if not digits[:2].isdigit() or len(digits) < 2:
        return None
    if digits[:3] in _GROUPS:
        return _GROUPS[digits[:3]]
    return next((name for span, name in _DIVISIONS if int(digits[:2]) in span), None)


def size_of(kind: CustomerKind, code: str, have: Mapping[SizeMeasure, int | None], on: date) -> Sized:
    """The size on that day. Shops and owners are not sized; a figure that is not known is asked for, never guessed."""
    table = next(((name, lines) for start, name, lines in reversed(TABLES) if start <= on), None)
    if kind in (CustomerKind.MERCHANT, CustomerKind.OWNER):
        return Sized(None, "", "", "个体工商户和小微企业主不划型。")
    if table is None:
        return Sized(None, "", "", "该日尚无划型标准。")
    standard, lines = table
    name = industry_of(code)
    line = next((each for each in lines if each.name == name), None)
    if line is None:
        return Sized(None, standard, "", f"行业代码「{code}」不在划型标准之内,请核对行业。")
    missing = [MEASURE_NAMES[each] for each in line.measures if have.get(each) is None]
    if missing:
        return Sized(None, standard, line.name, f"还缺{'、'.join(missing)},请在档案中补填。")
    return _decided(standard, line, {each: have[each] or 0 for each in line.measures})


def _decided(standard: str, line: SizeLine, have: Mapping[SizeMeasure, int]) -> Sized:
    for size, floors in (
        (SizeClass.LARGE, line.large),
        (SizeClass.MEDIUM, line.medium),
        (SizeClass.SMALL, line.small),
    ):
        if all(have[each] >= _floor(each, floor) for each, floor in zip(line.measures, floors, strict=True)):
            return Sized(size, standard, line.name, f"{_told(line, floors)},达到{SIZE_NAMES[size]}各项下限。")
    short = next(
        f"{MEASURE_NAMES[each]}{_shown(each, have[each])},不足{_shown(each, _floor(each, floor))}"
        for each, floor in zip(line.measures, line.small, strict=True)
        if have[each] < _floor(each, floor)
    )
    return Sized(SizeClass.MICRO, standard, line.name, f"{short},为微型。")


def _floor(measure: SizeMeasure, floor: int) -> int:
    return floor if measure is E else floor * WAN


def _shown(measure: SizeMeasure, value: int) -> str:
    return f" {value} 人" if measure is E else f" {grouped(value)} 元"


def _told(line: SizeLine, floors: Floors) -> str:
    return "、".join(
        f"{MEASURE_NAMES[each]} {floor}{' 人' if each is E else ' 万元'}以上"
        for each, floor in zip(line.measures, floors, strict=True)
    )
