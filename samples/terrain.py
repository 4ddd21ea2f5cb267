"""网格图形, 机构与服务点: where everything of the made-up county lies. Nobody measured any of it, and every row says so.

The county is one outline, cut by straight lines into townships, each into its places, each into its cells, by weight:
the pieces tile it without gap or overlap. Only + − × ÷ on numbers of moderate size, so the bytes are the same anywhere.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from samples.generator import Bank
    from samples.places import Zone
    from samples.write import Writer

Row = tuple[Any, ...]
Point = tuple[float, float]
COUNTY_LINE: tuple[Point, ...] = (
    (110.842, 35.502), (110.905, 35.486), (110.968, 35.496), (111.021, 35.512), (111.052, 35.548), (111.058, 35.601),
    (111.036, 35.652), (110.997, 35.689), (110.941, 35.704), (110.882, 35.696), (110.838, 35.668), (110.816, 35.617),
    (110.819, 35.552),
)  # fmt: skip
WEIGHTS = {"VILLAGE": 10, "COMMUNITY": 5, "PARK": 7, "MARKET": 3, "MALL": 2, "CELL": 4}
AGENTS = 12
COMPETITORS = ("农业银行", "邮储银行", "工商银行", "建设银行", "村镇银行")
REACH = 2_000


def write(bank: Bank, writer: Writer) -> None:
    """Both files."""
    shapes = outlines(bank.zones, bank.rng("terrain"))
    lines = ((code, json.dumps(_geometry(ring), separators=(",", ":")), True) for code, ring in shapes.items())
    writer.write("zone_shapes", lines)
    writer.write("service_points", list(_points(bank, shapes)))


def outlines(zones: Sequence[Zone], rng: Random) -> dict[str, list[Point]]:
    """The ring of every zone by its code, the county first."""
    below: dict[str, list[Zone]] = {}
    for zone in zones:
        below.setdefault(zone.parent, []).append(zone)
    weight = {zone.code: _weight(zone, below) for zone in zones}
    root = next(zone for zone in zones if zone.kind == "COUNTY")
    shapes = {root.code: list(COUNTY_LINE)}
    for zone in zones:
        parts = below.get(zone.code, [])
        if parts:
            shapes |= _cut(shapes[zone.code], parts, weight, rng)
    return shapes


def _weight(zone: Zone, below: dict[str, list[Zone]]) -> int:
    parts = below.get(zone.code, []) if zone.kind in ("COUNTY", "TOWNSHIP") else []
    return sum(_weight(each, below) for each in parts) or WEIGHTS.get(zone.kind, 4)


def _cut(ring: list[Point], parts: list[Zone], weight: dict[str, int], rng: Random) -> dict[str, list[Point]]:
    """Halve by weight until each part has its own piece; each line runs across the longer side, a little askew."""
    if len(parts) == 1:
        return {parts[0].code: ring}
    whole, half, at = sum(weight[each.code] for each in parts), 0, 0
    while at < len(parts) - 1 and (at == 0 or half * 2 < whole):
        half += weight[parts[at].code]
        at += 1
    wide = max(x for x, _ in ring) - min(x for x, _ in ring) >= max(y for _, y in ring) - min(y for _, y in ring)
    skew = (rng.random() - 0.5) * 0.6
    across = (1.0, skew) if wide else (skew, 1.0)
    level = _level(ring, across, half / whole)
    first, second = _side(ring, across, level, below=True), _side(ring, across, level, below=False)
    return _cut(first, parts[:at], weight, rng) | _cut(second, parts[at:], weight, rng)


def _level(ring: list[Point], across: Point, share: float) -> float:
    """Where the line must lie so that this share of the area is before it."""
    at = [x * across[0] + y * across[1] for x, y in ring]
    low, high, wanted = min(at), max(at), _area(ring) * share
    for _ in range(40):
        middle = (low + high) / 2
        if _area(_side(ring, across, middle, below=True)) < wanted:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _side(ring: list[Point], across: Point, level: float, *, below: bool) -> list[Point]:
    """What lies on one side of a line."""
    kept: list[Point] = []
    for place, here in enumerate(ring):
        there = ring[(place + 1) % len(ring)]
        one, two = (x * across[0] + y * across[1] - level for x, y in (here, there))
        if not below:
            one, two = -one, -two
        if one <= 0:
            kept.append(here)
        if (one < 0 < two) or (two < 0 < one):
            share = one / (one - two)
            kept.append((here[0] + (there[0] - here[0]) * share, here[1] + (there[1] - here[1]) * share))
    return kept


def _area(ring: list[Point]) -> float:
    """Twice the signed area would do as well; this is the area."""
    if len(ring) < 3:
        return 0.0
    ox, oy = ring[0]
    turned = [(x - ox, y - oy) for x, y in ring]
    pairs = zip(turned, [*turned[1:], turned[0]], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2


def _geometry(ring: list[Point]) -> dict[str, Any]:
    corners = [[round(x, 6), round(y, 6)] for x, y in ring]
    return {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def middle(ring: list[Point]) -> tuple[str, str]:
    """The middle of a ring's corners, as degrees are written."""
    return f"{sum(x for x, _ in ring) / len(ring):.6f}", f"{sum(y for _, y in ring) / len(ring):.6f}"


def _points(bank: Bank, shapes: dict[str, list[Point]]) -> Iterator[Row]:
    """Every outlet inside its township, agents in villages, competitors in the seat."""
    rng = bank.rng("points")
    places = [zone for zone in bank.zones if zone.kind in ("VILLAGE", "COMMUNITY")]
    since = bank.days.cut.replace(year=bank.days.cut.year - 8, month=1, day=1)
    used: dict[str, int] = {}
    for branch in (each for each in bank.branches if each.team.endswith("OUTLET")):
        local = [zone for zone in places if zone.township == branch.township]
        turn = used.get(branch.township, 0)
        used[branch.township] = turn + 1
        zone = local[turn % len(local)]
        yield f"FWD{branch.code[-3:]}", branch.name, "OUTLET", branch.code, *middle(shapes[zone.code]), REACH, since
    villages = [zone for zone in places if zone.kind == "VILLAGE"]
    for number, zone in enumerate(rng.sample(villages, AGENTS), 1):
        name = f"{zone.name}助农服务点"
        yield f"ZN{number:03d}", name, "AGENT", "", *middle(shapes[zone.code]), REACH // 2, since
    seat = [zone for zone in places if zone.kind == "COMMUNITY"]
    for number, (bank_name, zone) in enumerate(zip(COMPETITORS, rng.sample(seat, len(COMPETITORS)), strict=True), 1):
        yield f"TY{number:03d}", f"{bank_name}{zone.name}网点", "COMPETITOR", "", *middle(shapes[zone.code]), 0, since
