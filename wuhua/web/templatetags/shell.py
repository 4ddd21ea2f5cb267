"""The frame around every page: who is here, which day the books are on, and the way to the five dimensions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from wuhua.areas.classification import pages as classification
from wuhua.areas.compliance import read as compliance
from wuhua.areas.corelink import read as corelink
from wuhua.areas.customer.rules import complaints as handling
from wuhua.areas.origination.read import middle
from wuhua.areas.origination.read.paying import may_pay
from wuhua.areas.people.rules import ROLE_NAMES, Officer, Right, Role, may
from wuhua.areas.performance import rules as performance
from wuhua.areas.postloan import rules as postloan
from wuhua.areas.reporting.read import risk
from wuhua.areas.servicing import waiting
from wuhua.web import officer

register = template.Library()


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation."""

    title: str
    short: str
    icon: str
    url: str
    here: bool


WAYS = (
    ("cockpit", "", gettext_noop("经营驾驶舱"), gettext_noop("总览"), "gauge"),
    ("dimension", "team", gettext_noop("团队专业化"), gettext_noop("团队"), "users-group"),
    ("dimension", "mechanism", gettext_noop("机制规范化"), gettext_noop("机制"), "settings-cog"),
    ("dimension", "product", gettext_noop("产品特色化"), gettext_noop("产品"), "diamond"),
    ("service", "", gettext_noop("服务贴心化"), gettext_noop("服务"), "heart-handshake"),
    ("dimension", "risk", gettext_noop("风控常态化"), gettext_noop("风控"), "shield-check"),
    ("workday", "", gettext_noop("我的一天"), gettext_noop("今天"), "target"),
    ("book", "", gettext_noop("贷款台账"), gettext_noop("台账"), "table"),
    ("calendar", "", gettext_noop("付息日历"), gettext_noop("日历"), "calendar"),
)


# What is done to the whole bank, and one's own background work: in the menu under the name.
CLOSING = ("dayend", "", gettext_noop("日终封账"), gettext_noop("日终"), "lock")
DRAWING = ("reports", "", gettext_noop("报表"), gettext_noop("报表"), "file-invoice")
KEEPING = ("ledgers", "", gettext_noop("Excel 台账"), gettext_noop("Excel"), "books")
WORKING = ("jobs", "", gettext_noop("后台任务"), gettext_noop("任务"), "clock")
LISTING = ("lists", "", gettext_noop("名单与走访"), gettext_noop("名单"), "target")
JOINING = ("linkage", "", gettext_noop("数据关联"), gettext_noop("关联"), "route")
MAPPING = ("grid", "", gettext_noop("生态图与网格"), gettext_noop("网格"), "users-group")
BREAKING = ("breakthroughs", "", gettext_noop("三大突破"), gettext_noop("突破"), "trending-up")
GIVING = ("community", "", gettext_noop("银企共同体"), gettext_noop("共同体"), "heart-handshake")
SORTING = ("tiers", "", gettext_noop("客户分层"), gettext_noop("分层"), "diamond")
BACKING = ("pools", "", gettext_noop("合作增信"), gettext_noop("增信"), "shield-check")
PARTNERING = ("partners", "", gettext_noop("战略合作与联盟"), gettext_noop("合作"), "heart-handshake")
COMPETING = ("contests", "", gettext_noop("团队竞赛"), gettext_noop("竞赛"), "trending-up")
EXPOSING = ("exposure", "", gettext_noop("集中度与担保圈"), gettext_noop("集中度"), "shield-check")
COMPUTING = ("credit_calculator", "", gettext_noop("额度测算器"), gettext_noop("测算"), "gauge")
RESTING = ("people_away", "", gettext_noop("轮岗与强制休假"), gettext_noop("轮岗"), "calendar")
CARDS = ("cards", "", gettext_noop("授信卡"), gettext_noop("授信卡"), "file-invoice")
CONDUCTING = ("conduct_notices", "", gettext_noop("合规经营"), gettext_noop("合规"), "shield-check")
COMPLAINING = ("complaints", "", gettext_noop("投诉"), gettext_noop("投诉"), "shield-check")
SIGNALLING = ("risk_customers", "", gettext_noop("客户风险"), gettext_noop("客户风险"), "shield-check")
WATCHING = ("risk_staff", "", gettext_noop("员工风险"), gettext_noop("员工风险"), "shield-check")
REVIEWING = ("review_desk", "", gettext_noop("审查审批"), gettext_noop("审查"), "check")
PAYING = ("case_paying", "", gettext_noop("出账"), gettext_noop("出账"), "check")
MANDATING = ("mandates", "", gettext_noop("授权与回避"), gettext_noop("授权"), "lock")
LOOKING_AFTER = ("afterloan", "", gettext_noop("贷后管户"), gettext_noop("管户"), "shield-check")
CASING = ("cases", "", gettext_noop("五步法业务"), gettext_noop("业务"), "check")
ROUTING = ("route", "", gettext_noop("我的路线"), gettext_noop("路线"), "route")
CLASSING = ("classes", "", gettext_noop("分类工作台"), gettext_noop("分类"), "shield-check")
DECIDING = ("orders", "", gettext_noop("复核台"), gettext_noop("复核"), "check")
BRINGING = ("import", "", gettext_noop("导入切换数据"), gettext_noop("导入"), "package")
RETURNING = ("repay_files", "", gettext_noop("代扣回盘"), gettext_noop("回盘"), "package")
WORKTIME = ("worktime", "", gettext_noop("工作日历与时限口径"), gettext_noop("工作日历"), "calendar")
# For whoever answers for the books beside the core.
LINK = ("corelink", "", gettext_noop("核心对接"), gettext_noop("核心"), "route")


@register.inclusion_tag("desk/header.html", takes_context=True)
def shell_header(context: dict[str, Any]) -> dict[str, Any]:
    """The head of every page after sign-in."""
    request = context["request"]
    who = officer.of(request)
    roles = "、".join(gettext(ROLE_NAMES[role]) for role in sorted(who.roles)) if who else ""
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "today": officer.today(request),
        "officer_name": who.name if who else request.user.get_username(),
        "officer_post": roles,
        "navigation": [_way(request.path, *way) for way in _ways(who)],
        "menu": [_way(request.path, *way) for way in _menu(who)],
    }


def _ways(who: Officer | None) -> tuple[tuple[str, str, str, str, str], ...]:
    """The five dimensions for everybody, beside them the day end for whoever closes days and the core for whoever answers for
    the books; an account of nobody's is there to bring the first files and for nothing else."""
    if who is None:
        return (BRINGING, WORKING)
    ways = (*WAYS, CLOSING) if may(who, Right.CLOSE_DAY) is None else WAYS
    return (*ways, LINK) if corelink.may_look(who) is None else ways


def _menu(who: Officer | None) -> tuple[tuple[str, str, str, str, str], ...]:
    """The rest, under the name."""
    if who is None:
        return ()
    desk = (DECIDING,) if waiting.works_here(who) else ()
    desk = (*desk, CLASSING) if classification.decides(who) else desk
    desk = (REVIEWING, *desk) if middle.works_here(who) else desk
    desk = (*desk, PAYING) if may_pay(who) is None else desk
    bringing = (BRINGING,) if may(who, Right.IMPORT_BOOK) is None else ()
    returning = (RETURNING,) if may(who, Right.CLOSE_DAY) is None else ()
    desk = (*desk, WORKTIME) if who.holds(Role.ADMIN) else desk
    desk = (*desk, COMPLAINING) if handling.may_read(who) else desk
    field = () if who.holds(Role.ADMIN) else (CASING, MAPPING, LISTING, SORTING, ROUTING, PARTNERING, JOINING, GIVING)
    field = () if who.holds(Role.ADMIN) else (CARDS, *field, EXPOSING, COMPUTING, RESTING)
    field = () if who.holds(Role.ADMIN) else (*field, BACKING)
    field = (*field, LOOKING_AFTER) if postloan.may_read(who) is None else field
    field = (*field, COMPETING) if performance.may_see(who) else field
    field = (*field, SIGNALLING) if risk.may_see_customer_risk(who) else field
    field = (*field, WATCHING) if compliance.may_see_staff_risk(who) is None else field
    field = (*field, CONDUCTING) if who.holds(Role.ADMIN) else (*field, CONDUCTING, MANDATING)
    return (*desk, *field, BREAKING, DRAWING, KEEPING, CLOSING, WORKING, *returning, *bringing)


def _way(path: str, name: str, slug: str, title: str, short: str, icon: str) -> Way:
    url = reverse(name, args=[slug] if slug else [])
    here = path == url or (
        name in ("dayend", "jobs", "import", "corelink", "orders", "classes", "repay_files", "linkage", "tiers")
        and path.startswith(f"{url}/")
    )
    here = here or (name == "book" and path.startswith(("/notes/", "/customers/")))
    here = here or (name == "cases" and path.startswith("/cases/"))
    here = here or (name == "afterloan" and path.startswith(f"{url}/"))
    here = here or (name == "cards" and path.startswith(f"{url}/"))
    here = here or (name == "grid" and path.startswith("/grid/"))
    here = here or (name in ("breakthroughs", "community", "contests") and path.startswith(f"{url}/"))
    here = here or (name == "exposure" and path.startswith(f"{url}/"))
    here = here or (name == "partners" and path.startswith("/partners/"))
    here = here or (name == "pools" and path.startswith("/backing/"))
    here = here or (name == "conduct_notices" and path.startswith("/conduct"))
    here = here or (name == "service" and path == "/five/service")
    middle_office = path.startswith(("/cases/votes", "/cases/refusals", "/cases/exceptions")) or "/review" in path
    here = here or (name == "review_desk" and path.startswith("/cases/") and middle_office)
    here = here or (name == "lists" and path.startswith("/market/") and not path.startswith("/market/route"))
    here = here or (name == "calendar" and path.startswith(("/calendar/", "/maturities")))
    here = here or (name == "workday" and path.startswith("/workday/"))
    return Way(gettext(title), gettext(short), icon, url, here or (slug == "product" and path.startswith("/products")))
