"""One step down a figure, with names put to the codes by the rooms that own them."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from wuhua.areas.customer import read as customers
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, may_see
from wuhua.areas.reporting import read as reporting

FIGURES = {
    "balance": gettext_noop("小微贷款余额"),
    "net_increase": gettext_noop("较年初净增"),
    "borrowers": gettext_noop("小微贷款户数"),
    "npl": gettext_noop("小微不良"),
    "overdue": gettext_noop("小微逾期"),
    "unsecured": gettext_noop("信用贷款"),
}
LEVELS = {"branch": gettext_noop("机构"), "manager": gettext_noop("客户经理"), "customer": gettext_noop("客户")}


def page(who: Officer, day: date, kpi: str, branch: str | None, manager: str | None) -> dict[str, Any]:
    """Rows of the level below what was chosen; customers only for those who may see that manager's book."""
    if manager and not may_see(who, people.keeper(manager)):
        raise PermissionDenied
    found = reporting.drill(day, kpi=kpi, branch=branch, manager=manager)
    names = _names(found["level"], [row["key"] for row in found["rows"]])
    here = {"day": day.isoformat(), **({"branch": branch} if branch else {})}
    open_to = _open_to(who, found["level"], [row["key"] for row in found["rows"] if row["key"]])
    rows = [
        {
            **row,
            "name": names.get(row["key"]) or row["key"] or "—",
            "url": _url(found["level"], kpi, here, row["key"]) if row["key"] in open_to else "",
        }
        for row in found["rows"]
    ]
    title = _(FIGURES[kpi])
    return {
        "drill": found,
        "rows": rows,
        "title": title,
        "level_title": _(LEVELS[found["level"]]),
        "crumbs": _crumbs(title, kpi, day, branch, manager),
    }


def _names(level: str, keys: list[str]) -> dict[str, str]:
    if level == "branch":
        return people.branch_names()
    return people.staff_names(keys) if level == "manager" else customers.names(keys)


def _open_to(who: Officer, level: str, keys: list[str]) -> set[str]:
    """The rows the officer may go down from: a link that would only answer no is not offered."""
    if level != "manager":
        return set(keys)
    return {rm for rm, keeper in people.keepers(keys).items() if may_see(who, keeper)}


def _url(level: str, kpi: str, here: dict[str, str], key: str) -> str:
    if level == "customer":
        return reverse("customer", args=[key])
    return f"{reverse('drill', args=[kpi])}?{urlencode({**here, level: key})}"


def _crumbs(title: str, kpi: str, day: date, branch: str | None, manager: str | None) -> list[dict[str, str]]:
    at, base = {"day": day.isoformat()}, reverse("drill", args=[kpi])
    found = [
        {"title": _("经营驾驶舱"), "url": f"{reverse('cockpit')}?{urlencode(at)}"},
        {"title": title, "url": f"{base}?{urlencode(at)}"},
    ]
    if branch:
        name = people.branch_names().get(branch, branch)
        found.append({"title": name, "url": f"{base}?{urlencode({**at, 'branch': branch})}"})
    if manager:
        found.append({"title": people.staff_names([manager]).get(manager, manager), "url": ""})
    found[-1]["url"] = ""
    return found
