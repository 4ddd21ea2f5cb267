"""What the other rooms have counted, up to a day: one call to each room's own door."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db import connection

from wuhua.areas.compliance import read as compliance
from wuhua.areas.funding import read as funding
from wuhua.areas.funding.rules import RelendingKind
from wuhua.areas.market import read as market
from wuhua.areas.market.rules import AgreementKind, Measure, PartyKind
from wuhua.areas.origination import read as origination
from wuhua.areas.people import read as people
from wuhua.areas.product import read as product
from wuhua.areas.reporting.read.lake import same_day_last_year
from wuhua.areas.reporting.rules import Asked, Records, service_time
from wuhua.areas.reporting.rules.sheets import CellKind, Heading, Sheet
from wuhua.areas.servicing import read as servicing
from wuhua.core.days import CHINA, CUT_OFF
from wuhua.core.money import fen_of

HERE = ZoneInfo("Asia/Shanghai")
KIND_NAMES = {RelendingKind.REL_AGRI: "支农再贷款", RelendingKind.REL_SME: "支小再贷款"}
MONEY_TASKS = {Measure.NET_INCREASE.value, Measure.BALANCE.value, Measure.DISBURSED.value}


def records(day: date) -> Records:
    """The records behind the scoreboard, of the calendar year of `day` and not later than `day`.

    A page asks several times; while the database shows the very same snapshot (no transaction has ended since), the
    answer is the same and is kept. Inside a transaction of its own the snapshot does not tell, so nothing is kept.
    """
    if connection.in_atomic_block:
        return _counted(day)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        return _kept(day, connection.settings_dict["NAME"], cursor.fetchone()[0])


@lru_cache(maxsize=64)
def _kept(day: date, _database: str, _snapshot: str) -> Records:
    return _counted(day)


def _counted(day: date) -> Records:
    year, same_day = date(day.year, 1, 1), same_day_last_year(day)
    surveyed, filed = market.surveyed(day), market.filed(day, _complete_pct(day))
    agreed, agri = market.agreements(day), funding.borrowed(day, RelendingKind.REL_AGRI)
    targets = _targets(day.year)
    cells, owned = people.cells(day)
    return Records(
        net_increase_target=targets.get(Measure.NET_INCREASE.value),
        targets=targets,
        surveyed_merchants=surveyed[PartyKind.MERCHANT],
        surveyed_enterprises=surveyed[PartyKind.ENTERPRISE],
        filed_merchants=filed[PartyKind.MERCHANT],
        filed_enterprises=filed[PartyKind.ENTERPRISE],
        relending_applied=agri.applied,
        relending_drawn=agri.drawn,
        relending_outstanding=agri.outstanding,
        relending_beneficiaries=servicing.borrowers_of(funding.notes_behind(day, RelendingKind.REL_AGRI)),
        agreements_parks=agreed[AgreementKind.PARK],
        agreements_leading_enterprises=agreed[AgreementKind.LEADING_ENTERPRISE],
        agreements_malls=agreed[AgreementKind.MALL_SUPERMARKET],
        service_centre_staff=people.centre_staff(day),
        cells=cells,
        cells_owned=owned,
        products_on_sale=product.catalogue(day).count,
        asked=_asked(year, day),
        asked_before=_asked(date(same_day.year, 1, 1), same_day),
        service=service_time(_working_days(year, day)),
        refused_this_year=origination.refused(year, day),
    )


def _complete_pct(day: date) -> int:
    return compliance.whole("FILE_COMPLETE_PCT", day)


def _asked(start: date, end: date) -> Asked | None:
    """None where the bank brought no applications of that span: unknown is not nought."""
    found = origination.asked(start, end)
    return Asked(found.customers_asked, found.customers_obtained) if found.customers_asked else None


def _targets(year: int) -> dict[str, int]:
    """The bank's tasks by measure: amounts in fen, counts as they are."""
    return {measure: _task(measure, value) for measure, value in market.targets(year).items()}


def _task(measure: str, value: str) -> int:
    return fen_of(value) if measure in MONEY_TASKS else int(value)


def _working_days(start: date, end: date) -> list[int]:
    """Working days from submission to funds, the day of submission not counted (限时办结, domain.md 6)."""
    taken = []
    for submitted, funded in origination.funded(start, end):
        asked = submitted.astimezone(HERE)
        taken.append(_taken(asked.date(), asked.time() > CUT_OFF, funded.astimezone(HERE).date()))
    return taken


@lru_cache(maxsize=65536)
def _taken(asked: date, late: bool, paid: date) -> int:
    """Kept by day: the calendar is slow to ask, and thousands of cases share few pairs of days."""
    after = CHINA.counting_day(datetime.combine(asked, time.max if late else time.min), CUT_OFF) + timedelta(days=1)
    return CHINA.workdays_between(after, paid + timedelta(days=1)) if paid >= after else 0


def relending_sheets(day: date) -> tuple[Sheet, ...]:
    """The contracts and the ledger of re-lending as they stood."""
    contracts = Sheet(
        title="再贷款借款",
        headings=(
            Heading("number", "再贷款合同号"),
            Heading("kind", "种类代码"),
            Heading("kind_name", "种类"),
            Heading("applied", "申请金额", CellKind.YUAN),
            Heading("drawn", "到账金额", CellKind.YUAN),
            Heading("outstanding", "余额", CellKind.YUAN),
        ),
        rows=tuple(
            (
                each.number,
                each.kind,
                KIND_NAMES[RelendingKind(each.kind)],
                each.applied_amount,
                each.drawn_amount or 0,
                each.outstanding or 0,
            )
            for each in funding.contracts()
            if each.applied <= day
        ),
    )
    ledger = Sheet(
        title="再贷款台账",
        headings=(
            Heading("relending", "再贷款合同号"),
            Heading("note", "信贷借据号"),
            Heading("amount", "对应金额", CellKind.YUAN),
        ),
        rows=tuple((each.relending_id, each.note, each.amount) for each in funding.ledger(day)),
    )
    return contracts, ledger
