"""The last day a loan of a case may run to: a stall's lease (A52), a season by the borrower's part in it (A54); and whether
the product is for whoever stands on a list only.

Asked when the case is decided, when it is cleared and again when it is paid: the day of the money moves the last day.
"""

from __future__ import annotations

from datetime import date

from wuhua.areas.compliance import read as compliance
from wuhua.areas.market import read as market
from wuhua.areas.market.rules.limits import LimitRefusal
from wuhua.areas.market.rules.needs import SeasonRole, check_lease, check_season, season_role, seasons
from wuhua.areas.origination.models import Case
from wuhua.core.refuse import Refused

LEASE = "LEASE"


def lease_end(case: Case) -> date | None:
    """The latest end of the leases put to the case; None where none says."""
    ends = [each.document.expires for each in case.papers.filter(type=LEASE).select_related("document")]
    return max((end for end in ends if end is not None), default=None)


def check(case: Case, due: date, on: date) -> Refused | None:
    """Why a loan of this case may not fall due on that day; a product with neither lease nor season has no last day."""
    values = compliance.parameters(on).values
    if case.product in values.get("LISTED_ONLY", "").split(","):
        who = case.customer
        stranger = market.unlisted(customer=who.number, name=who.name, zone=who.zone)
        if stranger is not None:
            return stranger
    if case.product in values.get("LEASE_BOUND", "").split(","):
        return check_lease(lease_end(case), due)
    months = seasons(case.product, values)
    if not months:
        return None
    said = str(case.inputs.get("season_role", "") or "")
    role = SeasonRole(said) if said in SeasonRole.__members__ else season_role(case.product, case.industry, values)
    if role is None or role not in months:
        return Refused(
            LimitRefusal.INPUT_MISSING,
            "不能由行业判断枣季角色。",
            "请在「补充情况」中选择种植、收购或加工。",
            "season_role",
        )
    return check_season(role, months[role], due)
