"""The staff: managers in the outlets, the eight of the small-and-micro centre, head office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random

from samples.identity import Numbers
from samples.names import Names
from samples.places import Branch

_OFFICE: tuple[tuple[str, str], ...] = (
    ("董事长", "EXECUTIVE"),
    ("行长", "EXECUTIVE;COMMITTEE"),
    ("副行长", "EXECUTIVE;APPROVER;COMMITTEE"),
    ("副行长", "EXECUTIVE;APPROVER"),
    ("副行长", "EXECUTIVE"),
    ("监事长", "EXECUTIVE;AUDIT"),
    ("纪委书记", "EXECUTIVE;HR_DISCIPLINE"),
    ("信贷管理部总经理", "MIDDLE;COMMITTEE;REVIEWER"),
    ("审查岗", "REVIEWER"),
    ("审查岗", "REVIEWER"),
    ("审查岗", "REVIEWER"),
    ("审批岗", "APPROVER;COMMITTEE"),
    ("审批岗", "APPROVER"),
    ("放款审核岗", "DISB_AUDITOR"),
    ("放款审核岗", "DISB_AUDITOR"),
    ("风险管理部总经理", "MIDDLE;RISK;COMMITTEE"),
    ("风险管理岗", "RISK"),
    ("风险管理岗", "RISK"),
    ("合规管理部总经理", "MIDDLE;COMPLIANCE"),
    ("合规岗", "COMPLIANCE"),
    ("计划财务部总经理", "MIDDLE;ACCOUNTANT"),
    ("会计岗", "ACCOUNTANT"),
    ("会计岗", "ACCOUNTANT"),
    ("统计岗", "STATISTICS"),
    ("再贷款管理岗", "FUNDING"),
    ("信贷档案岗", "ARCHIVIST"),
    ("贷后监督岗", "POST_LOAN"),
    ("贷后监督岗", "POST_LOAN"),
    ("客户回访岗", "CALLBACK"),
    ("人事监察岗", "HR_DISCIPLINE"),
    ("内部审计岗", "AUDIT"),
    ("系统管理员", "ADMIN"),
)
_MANAGERS = {"HQ_BUSINESS": 4, "RETAIL": 4, "CORPORATE": 4, "URBAN_OUTLET": 3, "RURAL_OUTLET": 2}
_HEADS = {
    "HQ_BUSINESS": ("营业部总经理", "TEAM_HEAD;MIDDLE"),
    "RETAIL": ("零售业务部总经理", "TEAM_HEAD;MIDDLE"),
    "CORPORATE": ("公司业务部总经理", "TEAM_HEAD;MIDDLE"),
    "URBAN_OUTLET": ("支行行长", "OUTLET_HEAD;MIDDLE"),
    "RURAL_OUTLET": ("支行行长", "OUTLET_HEAD;MIDDLE"),
}
CENTRE_POSITION = "小微中心"
"""The position of the eight drawn from graduates and the best of the staff; nobody else is tagged so."""


@dataclass(slots=True)
class Person:
    """员工."""

    number: str
    name: str
    branch: str
    position: str
    roles: str
    source: str
    phone: str
    joined: date


def staff(branches: list[Branch], rng: Random, numbers: Numbers, names: Names) -> list[Person]:
    """Everybody; fills each unit's `head` and `managers`."""
    made: list[Person] = []

    def hire(branch: Branch, position: str, roles: str, source: str = "REGULAR") -> str:
        number = f"JZ{len(made) + 1:04d}"
        joined = date(rng.randrange(1995, 2016), rng.randrange(1, 13), rng.randrange(1, 29))
        if source == "GRADUATE":
            joined = date(2017, 8, 1)
        name = names.person(rng.random() < 0.6)
        made.append(Person(number, name, branch.code, position, roles, source, numbers.phone(), joined))
        return number

    office = branches[0]
    for position, roles in _OFFICE:
        hire(office, position, roles)
    office.head = made[1].number
    for branch in branches[1:]:
        if branch.centre:
            branch.head = hire(branch, CENTRE_POSITION, "SME_CENTER_HEAD;MIDDLE;RM", "ELITE")
            sources = ("ELITE", "ELITE", "ELITE", "GRADUATE", "GRADUATE", "GRADUATE", "GRADUATE")
            branch.managers = [hire(branch, CENTRE_POSITION, "RM;CO_RM", source) for source in sources]
            continue
        position, roles = _HEADS[branch.team]
        branch.head = hire(branch, position, roles)
        managers = _MANAGERS[branch.team]
        branch.managers = [hire(branch, "客户经理", "RM;CO_RM") for _ in range(managers)]
        hire(branch, "会计主管", "ACCOUNTANT")
    return made
