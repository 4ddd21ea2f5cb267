"""名单 and 名单客户: the lists a bank already works by, with who holds whom and how far they came."""

from __future__ import annotations

from wuhua.bulk.intake.form import Column, FileFormat, Kind

SOURCES = {
    "产业链": "CHAIN",
    "园区": "PARK",
    "市场": "MARKET",
    "商厦": "MALL",
    "工商登记": "REGISTRY",
    "上下游": "COUNTERPARTIES",
    "随到客户": "WALK_IN",
}
STATES = {
    "待分配": "NEW",
    "已分配": "ASSIGNED",
    "已联系": "CONTACTED",
    "已走访": "VISITED",
    "已建档": "FILED",
    "已授信": "CREDIT",
    "已用信": "DRAWN",
    "无意向": "NO_INTENT",
    "不予准入": "REJECTED",
}
TINTS = {"灰": "GREY", "白": "WHITE", "黑": "BLACK"}
OUT = ("无意向", "不予准入")
FORWARD = tuple(word for word in STATES if word not in OUT)


def _text(code: str, heading: str, required: bool = False, *choices: str, secret: bool = False) -> Column:
    return Column(code, heading, Kind.CODE if choices else Kind.TEXT, required, choices, secret)


LISTS = FileFormat(
    "lists",
    "名单",
    (
        _text("number", "名单编号", True),
        _text("name", "名单名称", True),
        _text("source", "来源", True, *SOURCES),
        _text("about", "来源说明(网格或核心企业)"),
        _text("batch", "批次"),
        Column("made_on", "建立日期", Kind.DAY, True),
    ),
    ("number",),
)
ENTRIES = FileFormat(
    "list_entries",
    "名单客户",
    (
        _text("list", "名单编号", True),
        _text("party_kind", "对象类型", True, "MERCHANT", "ENTERPRISE"),
        _text("party_name", "对象名称", True),
        _text("credit_code", "统一社会信用代码"),
        _text("customer", "客户统一编号"),
        _text("zone", "网格编号"),
        _text("address", "地址"),
        _text("phone", "电话", secret=True),
        _text("longitude", "经度"),
        _text("latitude", "纬度"),
        _text("owner", "客户经理工号"),
        _text("state", "状态", True, *STATES),
        _text("left_at", "退出前状态", False, *FORWARD),
        _text("reason", "退出原因"),
        _text("tint", "白灰黑", False, *TINTS),
        _text("tint_reason", "白灰黑原因"),
        Column("added_on", "列入日期", Kind.DAY, True),
        Column("last_contact", "最近联系日", Kind.DAY),
        Column("next_contact", "下次联系日", Kind.DAY),
    ),
    ("list", "party_name", "zone"),
    (("list", "lists"), ("customer", "customers"), ("zone", "zones"), ("owner", "staff")),
)
