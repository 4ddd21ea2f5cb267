"""A county small enough to read: two outlets, five people, three customers. For the scenarios of the first rooms."""

from __future__ import annotations

from datetime import date

from wuhua.areas.customer import actions as customer
from wuhua.areas.customer.rules import CustomerKind, SizeClass
from wuhua.areas.people.models import Branch, Staff, StaffRole, Zone
from wuhua.areas.people.read import officer
from wuhua.areas.people.rules import Officer, Role, TeamType
from wuhua.platform.copy import Rows

DAY = date(2018, 9, 30)
FIRM, SHOP, OWNER = "91140824MA0JXH019N", "92140824MA0JXG999P", "140824198001010019"


def people() -> None:
    """城关 with 甲 (RM) and 乙 (RM, same outlet); 翟店 with 丙 (RM); head office with 丁 and 戊."""
    Branch.objects.create(code="B1", name="城关支行", licence="L1", team_type=TeamType.URBAN_OUTLET)
    Branch.objects.create(code="B2", name="翟店支行", licence="L2", team_type=TeamType.RURAL_OUTLET)
    Branch.objects.create(code="B3", name="小微中心", licence="L3", team_type=TeamType.CORPORATE, is_centre=True)
    for number, name, branch in (
        ("JZ1", "甲", "B1"),
        ("JZ2", "乙", "B1"),
        ("JZ3", "丙", "B2"),
        ("JZ4", "丁", "B3"),
        ("JZ5", "戊", "B3"),
    ):
        Staff.objects.create(number=number, name=name, branch_id=branch, position="岗位", joined=date(2015, 1, 1))
    for number in ("JZ1", "JZ2", "JZ3"):
        StaffRole.objects.create(staff_id=number, role=Role.RM, from_day=date(2015, 1, 1))
    Zone.objects.create(code="Z1", name="稷王社区", kind="COMMUNITY")


def holding(number: str, *roles: Role) -> Officer:
    """The person of that number in these roles and no other, as if appointed for the day."""
    found = officer(number, DAY)
    assert found is not None
    return Officer(found.number, found.name, found.branch, frozenset(roles), found.team)


def customers() -> None:
    """甲 keeps a firm, 乙 a shop, 丙 an owner."""
    for keeper, number, kind, name, identity, size in (
        ("JZ1", "C1", CustomerKind.ENTERPRISE, "稷州县某某纸箱包装有限公司", FIRM, SizeClass.SMALL),
        ("JZ2", "C2", CustomerKind.MERCHANT, "某某面馆", SHOP, None),
        ("JZ3", "C3", CustomerKind.OWNER, "某某", OWNER, None),
    ):
        new = customer.NewCustomer(
            number=number,
            kind=kind,
            name=name,
            identity=identity,
            industry="2231",
            region="140824",
            phone="13803590001",
            address="翟店镇西位村3巷12号",
            size_class=size,
        )
        customer.open_file(actor=holding(keeper, Role.RM), business_date=DAY, new=new)


def rows(table: str, columns: str, *lines: str) -> Rows:
    """Lines of CSV for a bulk verb."""
    text = "".join(line + "\n" for line in lines)
    return Rows(table, tuple(columns.split()), len(lines), [text.encode()])
