"""网格图形, 机构与服务点, 关系: where the county's zones lie, who serves them, and who deals with whom."""

from __future__ import annotations

from wuhua.bulk.intake.form import Column, FileFormat, Kind

TIE_WORDS = {
    "供货": "SUPPLIES",
    "销售": "SELLS_TO",
    "担保": "GUARANTEES",
    "控股": "OWNS",
    "承租": "RENTS_IN",
    "竞争": "COMPETES",
}


def _text(code: str, heading: str, required: bool = False, *choices: str) -> Column:
    return Column(code, heading, Kind.CODE if choices else Kind.TEXT, required, choices)


SHAPES = FileFormat(
    "zone_shapes",
    "网格图形",
    (
        _text("zone", "网格编号", True),
        _text("outline", "图形(GeoJSON Polygon)", True),
        Column("synthetic", "是否示意图形", Kind.FLAG, True),
    ),
    ("zone",),
    (("zone", "zones"),),
)
POINTS = FileFormat(
    "service_points",
    "机构与服务点",
    (
        _text("number", "服务点编号", True),
        _text("name", "服务点名称", True),
        _text("kind", "类型", True, "OUTLET", "AGENT", "COMPETITOR"),
        _text("branch", "内部机构号"),
        _text("longitude", "经度", True),
        _text("latitude", "纬度", True),
        Column("reach", "服务半径(米)", Kind.INT),
        Column("opened", "开办日期", Kind.DAY, True),
    ),
    ("number",),
    (("branch", "branches"),),
)
TIES = FileFormat(
    "ties",
    "生态关系",
    (
        _text("kind", "关系", True, *TIE_WORDS),
        _text("from_name", "甲方名称", True),
        _text("from_customer", "甲方客户编号"),
        _text("to_name", "乙方名称", True),
        _text("to_customer", "乙方客户编号"),
        Column("since", "起始日期", Kind.DAY),
        _text("origin", "来源", True),
    ),
    ("kind", "from_name", "to_name"),
    (("from_customer", "customers"), ("to_customer", "customers")),
)
