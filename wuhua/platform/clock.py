"""The only place that knows what time it is, and which business date the bank works on.

`now()` stamps `recorded_at`. The *business date* is not the calendar: it moves when the day end moves it, and every
action is told it. Only entrances (web, api, cli) and `bulk.dayend.run` may ask `business_date()`.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from wuhua.core.refuse import Refusal, Refuse, Refused
from wuhua.platform.models import BusinessDay


class ClockRefusal(Refusal):
    """Why there is no date, or why it does not move."""

    NO_BUSINESS_DATE = "no_business_date"
    DATE_GOES_BACK = "date_goes_back"


def now() -> datetime:
    """This instant, with its zone; for `recorded_at` and never for a decision."""
    return timezone.now()  # noqa: TID251 (this is the clock)


def business_date() -> date:
    """The online business date. Raises `Refuse` before the bank has been opened (`advance`)."""
    return opened_on(BusinessDay.objects.values_list("online", flat=True).first())


def opened_on(online: date | None) -> date:
    """The online date as a step has read it. Raises `Refuse` where there is none."""
    if online is None:
        raise Refuse(
            Refused(
                ClockRefusal.NO_BUSINESS_DATE, "系统还没有营业日期。", "请先导入期初数据(wuhua import),再开始营业。"
            )
        )
    return online


def opened() -> bool:
    """Whether the bank has a business date yet."""
    return BusinessDay.objects.exists()


@transaction.atomic
def advance(to: date) -> date:
    """Move the online date forward to `to` (the first call opens the bank); staying is no change, going back is refused."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO platform_businessday AS b (id, online) VALUES (1, %s)"
            " ON CONFLICT (id) DO UPDATE SET online = greatest(b.online, excluded.online) RETURNING online",
            [to],
        )
        online: date = cursor.fetchone()[0]
    if online > to:
        raise Refuse(
            Refused(
                ClockRefusal.DATE_GOES_BACK,
                f"营业日期已是 {online},不能退回到 {to}。",
                "营业日期只能向前;如需更正,请在当日冲正。",
                field="to",
            )
        )
    return online
