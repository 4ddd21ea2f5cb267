"""What the scenarios of lists and visits share: the small county with a market of two cells, and a way to visit."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tests.scenarios.small_county import DAY, customers, holding, people
from wuhua.areas.compliance import actions as compliance
from wuhua.areas.market import actions
from wuhua.areas.market.rules import PartyKind, Photo, Place
from wuhua.areas.people.models import StaffRole, Zone, ZoneAssignment
from wuhua.areas.people.rules import Officer, Role, TeamType
from wuhua.core.refuse import Refused

HERE = ZoneInfo("Asia/Shanghai")
AT = datetime(2018, 9, 30, 9, 30, tzinfo=HERE)
JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 20
GREENHOUSE = Place(110_985_000, 35_612_000)


def county() -> None:
    """城关 market M1 with cells M11 (甲) and M12 (乙); 丁 leads the centre, 戊 is an executive."""
    people()
    compliance.ensure_seeded(actor="JZ4", business_date=DAY)
    StaffRole.objects.create(staff_id="JZ4", role=Role.SME_CENTER_HEAD, from_day=date(2015, 1, 1))
    StaffRole.objects.create(staff_id="JZ5", role=Role.EXECUTIVE, from_day=date(2015, 1, 1))
    Zone.objects.create(code="M1", name="城关综合市场", kind="MARKET")
    for code, rm in (("M11", "JZ1"), ("M12", "JZ2")):
        Zone.objects.create(code=code, name=f"城关综合市场{code}", kind="CELL", parent_id="M1")
        ZoneAssignment.objects.create(
            zone_id=code, team_type=TeamType.URBAN_OUTLET, lead_rm_id=rm, from_day=date(2018, 1, 1)
        )
    customers()


def first(number: str = "JZ1") -> Officer:
    """A manager: 甲 unless another is named."""
    return holding(number, Role.RM)


def head() -> Officer:
    """丁, who leads the small-and-micro centre."""
    return holding("JZ4", Role.SME_CENTER_HEAD)


def boss() -> Officer:
    """戊, an executive."""
    return holding("JZ5", Role.EXECUTIVE)


def shop(name: str = "老张面馆", zone: str = "M11", **more: object) -> actions.NewParty:
    """Somebody of the market."""
    return actions.NewParty(PartyKind.MERCHANT, name, zone=zone, **more)  # type: ignore[arg-type]


def entry_of(name: str = "老张面馆", who: Officer | None = None) -> int:
    """A walk-in of 甲's; answers the entry's number."""
    made = actions.add_walk_in(actor=who or first(), business_date=DAY, party=shop(name))
    assert not isinstance(made, Refused), made
    return made.pk


def photo(caption: str = "店门口") -> Photo:
    """A picture with words."""
    return Photo(JPEG + caption.encode(), caption, AT)


def visit(entry: int | None, key: str = "k1", who: Officer | None = None, **more: object) -> object:
    """A visit with place, time and photo unless told otherwise."""
    said = {"at": GREENHOUSE, "photos": (photo(),), "zone": "M11"} | more
    new = actions.NewVisit(key=key, visited=AT, entry=entry, **said)  # type: ignore[arg-type]
    return actions.record_visit(actor=who or first(), business_date=DAY, new=new)
