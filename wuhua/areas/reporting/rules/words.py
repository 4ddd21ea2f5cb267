"""The words of the room: refusals, universes, bases, ways and dimensions."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from wuhua.core.refuse import Refusal, Refused

NOTHING = "—"
"""Shown where there is nothing to divide by, or no day to compare with: never 0 % and never a fault."""


class ReportingRefusal(Refusal):
    """Why a question about figures was not answered, in the order in which it is checked."""

    REPORT_UNKNOWN = "report_unknown"
    NOT_FOR_THIS_POST = "not_for_this_post"
    NO_SEALED_DAY = "no_sealed_day"
    DAY_NOT_SEALED = "day_not_sealed"
    DRILL_UNKNOWN = "drill_unknown"


class Universe(StrEnum):
    """口径: which loans a figure counts. Every figure names its own."""

    SMALL = "SMALL"
    INCLUSIVE = "INCLUSIVE"
    ALL = "ALL"

    @property
    def label(self) -> str:
        """As it stands beside a figure."""
        return {
            "SMALL": "小微企业贷款(含个体工商户和小微企业主)",
            "INCLUSIVE": "普惠型小微企业贷款(单户授信1000万元及以下)",
            "ALL": "各项贷款",
        }[self.value]


class GrowthBase(StrEnum):
    """增速的基期: since the year's start, or against the same day last year. The brief does not say which (Q4)."""

    YTD = "YTD"
    YOY = "YOY"

    @property
    def label(self) -> str:
        """Shown beside the number, so that nobody reads the one for the other."""
        return {"YTD": "较年初", "YOY": "同比"}[self.value]


class Mode(StrEnum):
    """HARD: the goal binds, and the whole set fails with it. MONITOR: watched and shown."""

    HARD = "HARD"
    MONITOR = "MONITOR"


class TestCode(StrEnum):
    """The seven tests of the two notices."""

    __test__ = False  # not a test of ours: pytest leaves it alone

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    Z1 = "Z1"
    Z2 = "Z2"
    K1 = "K1"
    K2 = "K2"

    @property
    def label(self) -> str:
        """The test in the supervisor's words."""
        return {
            "T1": "小微企业贷款增速不低于各项贷款平均增速",
            "T2": "小微企业贷款户数不低于上年同期",
            "T3": "小微企业申贷获得率不低于上年同期",
            "Z1": "单户授信1000万元及以下小微贷款同比增速不低于各项贷款同比增速",
            "Z2": "单户授信1000万元及以下小微贷款户数不低于上年同期",
            "K1": "小微企业贷款不良率不高于各项贷款不良率加容忍度",
            "K2": "小微企业贷款综合成本不高于上年同期",
        }[self.value]


class Way(StrEnum):
    """How principal moved: the ways of `flows` in the lake. The first five lend, the last two take back."""

    NEW = "NEW"
    REFINANCE = "REFINANCE"
    RESTRUCTURED = "RESTRUCTURED"
    RENEWAL_NO_PRINCIPAL = "RENEWAL_NO_PRINCIPAL"
    CARD_REDRAW = "CARD_REDRAW"
    REPAID = "REPAID"
    WRITTEN_OFF = "WRITTEN_OFF"

    @property
    def lends(self) -> bool:
        """Whether it adds to the balance."""
        return self not in (Way.REPAID, Way.WRITTEN_OFF)

    @property
    def label(self) -> str:
        """As it stands in the report."""
        return {
            "NEW": "新发放",
            "REFINANCE": "借新还旧",
            "RESTRUCTURED": "重组",
            "RENEWAL_NO_PRINCIPAL": "无还本续贷",
            "CARD_REDRAW": "授信卡再支用",
            "REPAID": "收回",
            "WRITTEN_OFF": "核销",
        }[self.value]


class Dimension(StrEnum):
    """五化: the five scorecards, which are also the navigation (domain.md 1.1)."""

    TEAM = "TEAM"
    MECHANISM = "MECHANISM"
    PRODUCT = "PRODUCT"
    SERVICE = "SERVICE"
    RISK = "RISK"

    @property
    def label(self) -> str:
        """The article's words."""
        return {
            "TEAM": "团队专业化",
            "MECHANISM": "机制规范化",
            "PRODUCT": "产品特色化",
            "SERVICE": "服务贴心化",
            "RISK": "风控常态化",
        }[self.value]


def no_sealed_day() -> Refused:
    """Nothing is closed yet."""
    return Refused(
        ReportingRefusal.NO_SEALED_DAY,
        "还没有任何已封存的营业日,无数可报。",
        "请先运行 wuhua import 导入数据,再运行 wuhua close-day 日终。",
    )


def day_not_sealed(day: date, last: date | None) -> Refused:
    """The one answer to a question about a day that is not in the lake."""
    if last is None:
        return no_sealed_day()
    return Refused(
        ReportingRefusal.DAY_NOT_SEALED,
        f"{day}没有封存的日终数据,不能出数。",
        f"请选用已日终的日期(最近一日是{last}),或先运行 wuhua close-day --date {day}。",
        "date",
    )
