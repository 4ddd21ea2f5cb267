"""The county: outlets and departments, townships, villages, communities, parks, markets, malls, and their cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

BANK_CODE = "140824001"
COUNTY = "140824"

TOWNSHIPS: tuple[tuple[str, str, str], ...] = (
    ("稷峰镇", "COMMUNITY", "稷王 后稷 康宁 育英 平安 振兴 稷华 汾滨"),
    ("翟店镇", "VILLAGE", "翟店 西位 太杜 南翟 大杜 东小宁"),
    ("清河镇", "VILLAGE", "清河 北阳城 三交 上费 秦家庄"),
    ("西社镇", "VILLAGE", "西社 仁义 马家沟 高渠 山底 沙沟"),
    ("化峪镇", "VILLAGE", "化峪 佛峪口 胡家庄 吴城 宁翟"),
    ("蔡村乡", "VILLAGE", "蔡村 杨村 下迪 阳史 东蒲"),
    ("太阳乡", "VILLAGE", "太阳 勋重 修善 丁庄 坞堆"),
)
SPECIAL: tuple[tuple[str, str, str], ...] = (
    ("PARK", "稷峰镇", "西社工业园区"),
    ("PARK", "翟店镇", "翟店印刷包装园区"),
    ("MARKET", "稷峰镇", "城关综合市场"),
    ("MARKET", "稷峰镇", "板枣交易市场"),
    ("MARKET", "翟店镇", "翟店商贸市场"),
    ("MARKET", "清河镇", "清河蔬菜批发市场"),
    ("MALL", "稷峰镇", "后稷商厦"),
    ("MALL", "稷峰镇", "稷王购物中心"),
    ("MALL", "翟店镇", "翟店百货商厦"),
)
DEPARTMENTS = (
    ("总行机关", "HQ_BUSINESS", "稷峰镇", False),
    ("总行营业部", "HQ_BUSINESS", "稷峰镇", False),
    ("零售业务部", "RETAIL", "稷峰镇", False),
    ("公司业务部", "CORPORATE", "稷峰镇", False),
    ("小微中心", "CORPORATE", "稷峰镇", True),
)
OUTLETS = (
    ("城关支行", "URBAN_OUTLET", "稷峰镇"),
    ("稷王路支行", "URBAN_OUTLET", "稷峰镇"),
    ("东街支行", "URBAN_OUTLET", "稷峰镇"),
    ("西街支行", "URBAN_OUTLET", "稷峰镇"),
    ("汾河路支行", "URBAN_OUTLET", "稷峰镇"),
    ("后稷广场支行", "URBAN_OUTLET", "稷峰镇"),
    ("翟店支行", "RURAL_OUTLET", "翟店镇"),
    ("太杜支行", "RURAL_OUTLET", "翟店镇"),
    ("清河支行", "RURAL_OUTLET", "清河镇"),
    ("阳城支行", "RURAL_OUTLET", "清河镇"),
    ("西社支行", "RURAL_OUTLET", "西社镇"),
    ("仁义支行", "RURAL_OUTLET", "西社镇"),
    ("高渠支行", "RURAL_OUTLET", "西社镇"),
    ("化峪支行", "RURAL_OUTLET", "化峪镇"),
    ("吴城支行", "RURAL_OUTLET", "化峪镇"),
    ("蔡村支行", "RURAL_OUTLET", "蔡村乡"),
    ("杨村支行", "RURAL_OUTLET", "蔡村乡"),
    ("太阳支行", "RURAL_OUTLET", "太阳乡"),
    ("修善支行", "RURAL_OUTLET", "太阳乡"),
    ("勋重支行", "RURAL_OUTLET", "太阳乡"),
)
WAYS = ("稷王路", "康宁西街", "大佛南路", "后稷街", "汾河路", "振西大街", "育英街", "车站路")


@dataclass(slots=True)
class Branch:
    """内部机构."""

    code: str
    name: str
    team: str
    township: str
    address: str
    centre: bool
    managers: list[str] = field(default_factory=list)
    head: str = ""


@dataclass(slots=True)
class Zone:
    """网格 or one of the areas above it."""

    code: str
    name: str
    kind: str
    parent: str = ""
    township: str = ""
    within: str = ""
    team: str = ""
    lead: str = ""
    backup: str = ""
    supervisor: str = ""
    since: date | None = None
    households: int | None = None


def branches() -> list[Branch]:
    """Head-office departments first, then the outlets."""
    made = []
    rows = [*DEPARTMENTS, *((name, team, township, False) for name, team, township in OUTLETS)]
    for number, (name, team, township, centre) in enumerate(rows):
        where = f"{township}{WAYS[number % len(WAYS)]}{number * 7 % 90 + 3}号"
        made.append(Branch(f"{BANK_CODE}{number:03d}", name, team, township, where, centre))
    return made


def territory() -> list[Zone]:
    """County, townships and what lies in them, without the cells."""
    zones = [Zone(COUNTY, "稷州县", "COUNTY")]
    for number, (township, kind, places) in enumerate(TOWNSHIPS, 1):
        code = f"{COUNTY}{number:02d}"
        zones.append(Zone(code, township, "TOWNSHIP", COUNTY, township))
        tail = "社区" if kind == "COMMUNITY" else "村"
        names = [(kind, f"{place}{tail}") for place in places.split()]
        names += [(special, name) for special, where, name in SPECIAL if where == township]
        for order, (what, name) in enumerate(names, 1):
            zones.append(Zone(f"{code}{order:02d}", name, what, code, township))
    return zones


def cells(zones: list[Zone], teams: list[Branch], since: date) -> list[Zone]:
    """Every leaf is cut into cells; each has one team, a lead, a backup from the same unit, and a supervisor.

    A township's villages go round its own outlets; parks to the corporate side, malls to retail, markets shared.
    """
    made = []
    by_name = {each.name: each for each in teams}
    centre, corporate, retail = by_name["小微中心"], by_name["公司业务部"], by_name["零售业务部"]
    business = by_name["总行营业部"]
    turn: dict[str, int] = {}
    for leaf in zones:
        if leaf.kind in ("COUNTY", "TOWNSHIP"):
            continue
        local = [each for each in teams if each.township == leaf.township and each.team.endswith("OUTLET")]
        owners = {
            "PARK": [corporate, centre],
            "MALL": [retail, centre],
            "MARKET": [local[0], centre, retail],
            "COMMUNITY": [*local, business],
        }.get(leaf.kind, local)
        for part in range(4 if leaf.kind in ("PARK", "MARKET", "MALL") else 3):
            place = turn.get(leaf.township + leaf.kind, 0)
            turn[leaf.township + leaf.kind] = place + 1
            unit = owners[place % len(owners)]
            lead = unit.managers[place // len(owners) % len(unit.managers)]
            backup = next((each for each in unit.managers if each != lead), unit.head)
            made.append(
                Zone(
                    f"{leaf.code}{part + 1:02d}",
                    f"{leaf.name}第{'一二三四'[part]}网格",
                    "CELL",
                    leaf.code,
                    leaf.township,
                    leaf.kind,
                    unit.team,
                    lead,
                    backup,
                    unit.head,
                    since,
                    120 + (place * 53 + part * 31) % 380,
                )
            )
    return made
