"""行业门类: sections of GB/T 4754-2017, as the supervisor's forms list them. The SQL macro `industry_section` is its twin."""

from __future__ import annotations

SECTIONS: tuple[tuple[str, str], ...] = (
    ("A", "农、林、牧、渔业"),
    ("B", "采矿业"),
    ("C", "制造业"),
    ("D", "电力、热力、燃气及水的生产和供应业"),
    ("E", "建筑业"),
    ("F", "批发和零售业"),
    ("G", "交通运输、仓储和邮政业"),
    ("H", "住宿和餐饮业"),
    ("I", "信息传输、软件和信息技术服务业"),
    ("J", "金融业"),
    ("K", "房地产业"),
    ("L", "租赁和商务服务业"),
    ("M", "科学研究和技术服务业"),
    ("N", "水利、环境和公共设施管理业"),
    ("O", "居民服务、修理和其他服务业"),
    ("P", "教育"),
    ("Q", "卫生和社会工作"),
    ("R", "文化、体育和娱乐业"),
    ("S", "公共管理、社会保障和社会组织"),
    ("T", "国际组织"),
)
PERSONAL, UNKNOWN = "PERSONAL", "UNKNOWN"
ROWS: tuple[tuple[str, str], ...] = (
    *SECTIONS,
    (PERSONAL, "个人贷款(不含个人经营性贷款)"),
    (UNKNOWN, "行业代码缺失或不识别"),
)
"""Every loan stands in exactly one row, so that the rows add up to all loans."""

_LAST = (
    (5, "A"), (12, "B"), (43, "C"), (46, "D"), (50, "E"), (52, "F"), (60, "G"), (62, "H"), (65, "I"), (69, "J"),
    (70, "K"), (72, "L"), (75, "M"), (79, "N"), (82, "O"), (83, "P"), (85, "Q"), (90, "R"), (96, "S"), (97, "T"),
)  # fmt: skip


def section(code: str) -> str:
    """The section of a division, group or class code; UNKNOWN where the code says none.

    >>> section("2231"), section("5212"), section("01"), section("98"), section("纸箱")
    ('C', 'F', 'A', 'UNKNOWN', 'UNKNOWN')
    """
    head = code[:2]
    if len(head) < 2 or not (head.isascii() and head.isdigit()) or head == "00":
        return UNKNOWN
    return next((letter for last, letter in _LAST if int(head) <= last), UNKNOWN)
