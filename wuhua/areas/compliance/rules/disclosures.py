"""四公开 (银监发〔2012〕3号): four public notices, dated and versioned, published by compliance under four eyes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from wuhua.areas.compliance.rules.conduct import ConductItem, ConductRefusal, Flag
from wuhua.core.refuse import Refused


class DisclosureTopic(StrEnum):
    """四公开: what is charged, what it is worth, what it does, what is cheaper."""

    FEE_ITEMS = "FEE_ITEMS"
    SERVICE_PRICE = "SERVICE_PRICE"
    PRODUCT_USE = "PRODUCT_USE"
    PREFERENCE = "PREFERENCE"


TOPIC_NAMES: Mapping[DisclosureTopic, str] = {
    DisclosureTopic.FEE_ITEMS: "收费项目公开",
    DisclosureTopic.SERVICE_PRICE: "服务质价公开",
    DisclosureTopic.PRODUCT_USE: "效用功能公开",
    DisclosureTopic.PREFERENCE: "优惠政策公开",
}
ITEM_OF_TOPIC: Mapping[DisclosureTopic, ConductItem] = {
    DisclosureTopic.FEE_ITEMS: ConductItem.OPEN1,
    DisclosureTopic.SERVICE_PRICE: ConductItem.OPEN2,
    DisclosureTopic.PRODUCT_USE: ConductItem.OPEN3,
    DisclosureTopic.PREFERENCE: ConductItem.OPEN4,
}


class DisclosureState(StrEnum):
    """公示版本: drafted, published, thrown away."""

    DRAFTED = "DRAFTED"
    PUBLISHED = "PUBLISHED"
    THROWN_AWAY = "THROWN_AWAY"


LONGEST = 8_000


def check_draft(title: str, content: str, effective_from: date, on: date) -> Refused | None:
    """Something to read, from tomorrow on: what the public read on a past day is not rewritten."""
    if not title.strip() or not content.strip() or len(title) > 80 or len(content) > LONGEST:
        return Refused(
            ConductRefusal.CONDUCT_WORDS_MISSING,
            "公示的标题或内容为空或过长。",
            f"标题不超过 80 字,内容不超过 {LONGEST} 字。",
            "content",
        )
    if effective_from <= on:
        return Refused(ConductRefusal.CONDUCT_DAY_WRONG, "生效日不晚于今天。", "请填写以后的日期。", "effective_from")
    return None


def check_publish(
    state: DisclosureState, drafted_by: str, actor: str, effective_from: date, on: date
) -> Refused | None:
    """Published by another than the drafter, before its day has come."""
    if state is not DisclosureState.DRAFTED:
        return Refused(ConductRefusal.DECIDED_ALREADY, "这一版公示已办结。", "请另起草新版。")
    if actor == drafted_by:
        return Refused(ConductRefusal.ANOTHER_PUBLISHES, "起草人不能发布自己的公示。", "请由另一名合规人员发布。")
    if effective_from <= on:
        return Refused(
            ConductRefusal.CONDUCT_DAY_WRONG, "生效日已到或已过。", "请作废后另起草,填写以后的日期。", "effective_from"
        )
    return None


def check_disclosed(topic: DisclosureTopic, shown: Iterable[DisclosureTopic]) -> Refused | None:
    """What is charged or promised is public first."""
    if topic in set(shown):
        return None
    return Refused(
        ConductRefusal.NOT_DISCLOSED,
        f"「{TOPIC_NAMES[topic]}」没有生效的公示(四公开)。",
        "请合规岗起草并由另一人发布公示。",
        "topic",
    )


def undisclosed(shown: Iterable[DisclosureTopic], on: date) -> list[Flag]:
    """A flag for each of the four without a notice in force on the day."""
    held = set(shown)
    return [
        Flag(ITEM_OF_TOPIC[topic], ConductRefusal.NOT_DISCLOSED, f"{ITEM_OF_TOPIC[topic]}/{on.isoformat()}",
             f"disclosure:{topic}", None, "", on, f"「{TOPIC_NAMES[topic]}」在 {on:%Y-%m-%d} 没有生效的公示。", {})
        for topic in DisclosureTopic
        if topic not in held
    ]  # fmt: skip
