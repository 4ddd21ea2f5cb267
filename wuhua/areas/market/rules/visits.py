"""Rules of visits made here (A2, A40, A49): place, time, photos with words, and what an executive's visit sets going."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from wuhua.areas.market.rules.lists import FRONT
from wuhua.areas.market.rules.refusals import MarketRefusal
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused


class VisitorKind(StrEnum):
    """Who went: the manager, somebody who leads, or an executive (班子成员)."""

    MANAGER = "MANAGER"
    LEADER = "LEADER"
    EXECUTIVE = "EXECUTIVE"


_HERE = ZoneInfo("Asia/Shanghai")
MOST_PHOTOS = 6
CAPTION_LENGTH = 120
LATEST_DAYS = 15
"""So many days a visit may wait on a phone without a network before it must be explained on paper instead."""
CLOCK_SLACK = timedelta(minutes=10)
"""A phone's clock may be this far ahead of ours."""
DEGREE = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where, in millionths of a degree, so that no float comes near it."""

    longitude: int
    latitude: int


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is handed in: the bytes, what it shows in words (for those who cannot see it), and when."""

    content: bytes
    caption: str
    taken: datetime


def visitor_kind(actor: Officer) -> VisitorKind | Refused:
    """In which capacity the officer goes; the highest counts.

    >>> visitor_kind(Officer("1", "x", "B", frozenset({Role.EXECUTIVE, Role.RM}), None)).value
    'EXECUTIVE'
    """
    if not actor.holds(Role.ADMIN):
        if actor.holds(Role.EXECUTIVE):
            return VisitorKind.EXECUTIVE
        if actor.holds(Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.MIDDLE):
            return VisitorKind.LEADER
        if actor.holds(*FRONT):
            return VisitorKind.MANAGER
    return Refused(MarketRefusal.NOT_OF_THIS_POST, "您的岗位不办理走访。", "请由客户经理、负责人或班子成员走访登记。")


def check_place(place: Place | None) -> Refused | None:
    """On the earth, and not the nought of a phone that does not know.

    >>> check_place(Place(110_980_000, 35_600_000)) is None, check_place(Place(0, 0)).name.value
    (True, 'place_wrong')
    """
    if place is None:
        return None
    on_earth = abs(place.longitude) <= 180 * DEGREE and abs(place.latitude) <= 90 * DEGREE
    if not on_earth or (place.longitude == 0 and place.latitude == 0):
        return Refused(MarketRefusal.PLACE_WRONG, "走访位置不对。", "请在现场重新定位。", "longitude")
    return None


def check_time(at: datetime, now: datetime, business_date: date) -> Refused | None:
    """Not before it happened, and not so late that nobody can ask about it any more."""
    day = at.astimezone(_HERE).date()
    if at > now + CLOCK_SLACK and day > business_date:
        return Refused(
            MarketRefusal.VISITED_IN_FUTURE, "走访时间晚于现在。", "请核对手机的日期和时间后再提交。", "visited"
        )
    if day < business_date - timedelta(days=LATEST_DAYS):
        return Refused(
            MarketRefusal.VISITED_TOO_EARLY,
            f"走访已超过 {LATEST_DAYS} 天,不能补录。",
            "请重新走访,或由网点负责人书面说明后纸质留存。",
            "visited",
        )
    return None


def check_photos(photos: Sequence[Photo]) -> Refused | None:
    """JPEG or PNG, each with what it shows in words (A2)."""
    if len(photos) > MOST_PHOTOS:
        return Refused(
            MarketRefusal.TOO_MANY_PHOTOS, f"照片超过 {MOST_PHOTOS} 张。", "请挑选最能说明情况的几张。", "photos"
        )
    for photo in photos:
        if not photo.caption.strip() or len(photo.caption) > CAPTION_LENGTH:
            return Refused(
                MarketRefusal.CAPTION_MISSING,
                f"照片没有说明,或说明超过 {CAPTION_LENGTH} 字。",
                "请写一句照片上是什么,例如「蔬菜大棚内番茄长势」。",
                "photos",
            )
        if media_type(photo.content) is None:
            return Refused(MarketRefusal.NOT_A_PHOTO, "照片不是 JPEG 或 PNG。", "请用手机拍照后直接上传。", "photos")
    return None


def media_type(content: bytes) -> str | None:
    """What the first bytes say, whatever the name says.

    >>> media_type(b"\\xff\\xd8\\xff\\xe0"), media_type(b"<svg")
    ('image/jpeg', None)
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "image/png" if content.startswith(b"\x89PNG\r\n\x1a\n") else None


def may_target(*, located: bool, photos: int, targeted: bool) -> Refused | None:
    """锁定目标 (A40): not without a visit that has a place, a time and a photo."""
    if targeted:
        return Refused(MarketRefusal.TARGETED_ALREADY, "该客户已锁定为目标客户。", "无需重复锁定。")
    if not located:
        return Refused(
            MarketRefusal.VISIT_NOT_LOCATED, "走访记录没有位置,不能锁定目标。", "请到现场打开定位后重新走访。"
        )
    if photos < 1:
        return Refused(MarketRefusal.VISIT_WITHOUT_PHOTO, "走访记录没有照片,不能锁定目标。", "请到现场拍照后重新走访。")
    return None
