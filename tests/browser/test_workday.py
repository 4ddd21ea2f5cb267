"""The working day in a real browser: every page fits a phone and a desk, an inquiry is written down, the wall is large."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.browser.looking import chrome, fits, serving
from tests.browser.test_desk import CHROMIUM
from tests.scenarios.test_pages import PASSWORD, officer
from wuhua.areas.people import read as people
from wuhua.areas.workday import actions
from wuhua.areas.workday.models import Decision, Duty, Inquiry, LaneItem, Meeting, Target
from wuhua.areas.workday.rules import DutyCode, ItemKind, LimitUnit, Measure, Milestone, PauseCode, WorkVerb
from wuhua.areas.workday.rules.clock import Limit
from wuhua.core.refuse import Refused
from wuhua.platform import clock

DAY, BEFORE = date(2018, 9, 26), date(2018, 9, 25)
HERE = ZoneInfo("Asia/Shanghai")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium (apt-get install chromium fonts-noto-cjk)"),
]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HERE)


def did(number: str, verb: WorkVerb, day: date, /, **said: Any) -> None:
    """One verb at half past eight of a day."""
    who = people.officer(number, day)
    assert who is not None
    done = actions.do(
        verb,
        actor=who,
        business_date=day,
        at=at(f"{day}T08:30"),
        key=f"key-{verb}-{len(str(said))}-{number}",
        said=said,
    )
    assert not isinstance(done, Refused), done


def yesterday() -> None:
    """Things done and carried, a meeting with a decision, a close."""
    for n, title in ((1, "走访粮油市场三户商户"), (2, "调查稷州县某某纸箱包装有限公司生产情况")):
        actions.add_item(
            actor="1002",
            business_date=BEFORE,
            day=BEFORE,
            staff="1001",
            kind=ItemKind.VISIT,
            title=title,
            subject=f"customer:{n}",
        )
    did(
        "1001",
        WorkVerb.DONE,
        BEFORE,
        number=LaneItem.objects.order_by("id")[0].pk,
        outcome="三户均有意向",
        minutes=90,
        trip=False,
    )
    did("1002", WorkVerb.MEET, BEFORE, unit="B01", kind="WEEKLY")
    meeting = Meeting.objects.get().pk
    did(
        "1002",
        WorkVerb.DECIDE,
        BEFORE,
        number=meeting,
        words="清收张记欠息,逐户上门并留存回执",
        owner="1001",
        due=BEFORE,
    )
    left = LaneItem.objects.get(done_at=None).pk
    reasons = {f"item:{left}": "企业停电,改明日上午", f"decision:{Decision.objects.get().pk}": "客户承诺周三还清"}
    did("1002", WorkVerb.CLEAR, BEFORE, unit="B01", cash=True, papers=True, system=True, reasons=reasons)


def clocks() -> None:
    """The case of 吉红梅, and limits of several colours, one of them resting."""
    for milestone, when in (
        (Milestone.ASKED, "2018-09-18T10:00"), (Milestone.SUBMITTED, "2018-09-21T16:50"), (Milestone.FUNDS, "2018-09-25T15:20"),
    ):  # fmt: skip
        actions.mark_journey(
            actor="1001", business_date=BEFORE, at=at(when), subject="application:1", title="吉红梅 富商贷", holder="1001",
            milestone=milestone,
        )  # fmt: skip
    for n, (title, start) in enumerate(
        (
            ("任爱国 三看三查", "2018-09-20T09:00"),
            ("高文斌 签订合同", "2018-09-26T00:00"),
            ("段秀英 三审查", "2018-09-25T14:00"),
        )
    ):
        actions.open_duty(
            actor="1001", business_date=BEFORE, at=at(start), subject=f"application:{n + 2}", code=DutyCode.STEP3, title=title,
            holder="1001", limit=Limit(480, LimitUnit.MINUTES),
        )  # fmt: skip
    actions.pause_duty(
        actor="1001", business_date=DAY, at=at("2018-09-25T16:00"), subject="application:4", code=DutyCode.STEP3,
        pause=PauseCode.CUSTOMER_MATERIAL, evidence="补件通知 0925-2",
    )  # fmt: skip


def filled() -> None:
    """Two days of an outlet."""
    yesterday()
    clocks()
    clock.advance(DAY)
    said = {
        "channel": "PHONE",
        "name": "王老板",
        "phone": "13803590001",
        "request": "经营副食批发,想贷二十万元备货,问利率和所需材料",
    }
    did("1001", WorkVerb.RECEIVE, DAY, **said)
    did("1001", WorkVerb.OFFER, DAY, number=Inquiry.objects.get().pk, to="1002")
    for kind, title in ((ItemKind.SIGNING, "高文斌签订合同"), (ItemKind.FILING, "补齐任爱国档案资料")):
        actions.add_item(actor="1001", business_date=DAY, day=DAY, staff="1001", kind=kind, title=title)
    did("1002", WorkVerb.MEET, DAY, unit="B01", kind="MORNING")
    did(
        "1002",
        WorkVerb.SAY,
        DAY,
        number=Meeting.objects.latest("id").pk,
        staff="1001",
        present=True,
        words="走访五户,签约一户",
    )
    did("1003", WorkVerb.TARGET, DAY, measure="NET_INCREASE", span=2, day=DAY, owner="1003", amount=1_583_333_333)
    did("1003", WorkVerb.SPLIT_TIME, DAY, number=Target.objects.get().pk)
    fed = {
        ("1001", m): v
        for m, v in ((Measure.GRANTED, 35_000_000), (Measure.COLLECTED, 8_000_000), (Measure.NET_INCREASE, 27_000_000))
    }
    actions.feed_figures(actor="SYSTEM", business_date=DAY, day=BEFORE, figures=fed)


@pytest.fixture
def desk(fresh_bank: str, settings: Any) -> Iterator[str]:
    """An outlet in the middle of its day."""
    clock.advance(BEFORE)
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    officer("1001", "RM")
    officer("1002", "OUTLET_HEAD")
    officer("1003", "EXECUTIVE", branch="B09")
    filled()
    with serving() as address:
        yield address


@pytest.fixture
def browser(desk: str) -> Iterator[Any]:
    with chrome(CHROMIUM) as started:
        yield started


PAGES = ("inquiries", "duties", "journeys", "meetings", "decisions", "clears", "targets", "shifts", "wall", "worktime")


def test_a_head_of_an_outlet_goes_through_the_day(desk: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    troubles: list[str] = []
    page.on("console", lambda said: troubles.append(said.text) if said.type in ("error", "warning") else None)
    page.on("requestfailed", lambda failed: troubles.append(failed.url))
    page.goto(f"{desk}/login")
    page.fill("input[name=username]", "1002")
    page.fill("input[name=password]", PASSWORD)
    page.click("button.btn-primary")
    page.goto(f"{desk}/workday/inquiries")
    page.click("summary:has-text('登记首问')")
    page.fill("input[name=name]", "李老板")
    page.fill("textarea[name=request]", "问授信卡额度")
    page.locator("details[open] button.btn-primary").click()
    page.wait_for_selector("text=首问已登记")
    ones = (f"duties/{Duty.objects.order_by('id')[1].pk}", f"meetings/{Meeting.objects.latest('id').pk}",
            f"decisions/{Decision.objects.get().pk}", f"inquiries/{Inquiry.objects.order_by('id')[0].pk}",
            f"targets/{Target.objects.order_by('id')[0].pk}")  # fmt: skip
    for width, height in ((1440, 900), (390, 844)):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{desk}/workday")
        fits(page, "workday", width)
        for each in (*PAGES, *ones):
            page.goto(f"{desk}/workday/{each}")
            fits(page, f"workday-{each.replace('/', '-')}", width)
    page.goto(f"{desk}/workday/wall")
    page.set_viewport_size({"width": 1440, "height": 900})
    big = page.evaluate("parseFloat(getComputedStyle(document.querySelector('.wall-colours b')).fontSize)")
    assert big >= 60, "the figures of the wall are read from three metres"
    assert troubles == []
