"""Reports as sheets of typed cells, and the cell codes of S71_I."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from wuhua.core.money import yuan


class ReportName(StrEnum):
    """报表: what `wuhua report` can be asked for."""

    THREE_NOT_LOWER = "three-not-lower"
    TWO_INCREASES_TWO_CONTROLS = "two-increases-two-controls"
    FLOW_IDENTITY = "flow-identity"
    STRUCTURE = "structure"
    S71_I = "S71_I"
    S63_I = "S63_I"
    G01_VII = "G01_VII"
    G11 = "G11"
    G12 = "G12"
    G14 = "G14"
    EAST_NOTE = "EAST_note"
    DUAL_OVERDUE = "dual-overdue"
    RELENDING = "relending"

    @property
    def label(self) -> str:
        """The heading of the sheet."""
        return {
            "three-not-lower": "小微企业贷款“三个不低于”监测表",
            "two-increases-two-controls": "小微企业贷款“两增两控”监测表",
            "flow-identity": "贷款发放与收回核对表(期初+发放−收回−核销=期末)",
            "structure": "信贷投放结构表(按规模)",
            "S71_I": "S71_I 普惠金融重点领域贷款情况表(监管报表底稿)",
            "S63_I": "S63_I 大中小微型企业贷款情况表(监管报表底稿)",
            "G01_VII": "G01_VII 贷款分行业情况表(监管报表底稿)",
            "G11": "G11 资产质量五级分类情况表及准备金(监管报表底稿)",
            "G12": "G12 贷款质量迁徙情况表(监管报表底稿)",
            "G14": "G14 大额风险暴露统计表(监管报表底稿)",
            "EAST_note": "EAST 信贷业务借据表(监管数据底稿)",
            "dual-overdue": "双逾贷款清单",
            "relending": "再贷款台账",
        }[self.value]


PARTS: Mapping[str, tuple[ReportName, str]] = {
    "G11_I": (ReportName.G11, "G11_I"),
    "G11_II": (ReportName.G11, "G11_II"),
    "G14_I": (ReportName.G14, "G14_I"),
    "G14_II": (ReportName.G14, "G14_II"),
}
"""Forms that are one sheet of a report, by the supervisor's own name."""


class CellKind(StrEnum):
    """How a cell is written. YUAN is held in fen, PCT is text with two decimals or "—"."""

    TEXT = "TEXT"
    COUNT = "COUNT"
    YUAN = "YUAN"
    PCT = "PCT"
    DAY = "DAY"


Cell = str | int | date | bool | None


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a sheet: its key for machines, its Chinese heading for people."""

    key: str
    title: str
    kind: CellKind = CellKind.TEXT


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table. `in_wan` shows its yuan in 万元 on paper, as the supervisor's forms want; JSON stays in yuan."""

    title: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    in_wan: bool = False

    def records(self) -> list[dict[str, object]]:
        """The rows by key: money in yuan as text, days in ISO, everything else as it is."""
        keys = [(heading.key, heading.kind) for heading in self.headings]
        return [{key: plain(cell, kind) for (key, kind), cell in zip(keys, row, strict=True)} for row in self.rows]


@dataclass(frozen=True, slots=True)
class Report:
    """A report of one sealed day. `cells` names single cells by the supervisor's code where the form has codes."""

    name: ReportName
    day: date
    sheets: tuple[Sheet, ...]
    source: str
    cells: Mapping[str, str | int] | None = None

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        answer: dict[str, object] = {
            "report": self.name.value,
            "title": self.name.label,
            "date": self.day.isoformat(),
            "source": self.source,
            "sheets": [
                {"title": sheet.title, "rows": sheet.records(), "notes": list(sheet.notes)} for sheet in self.sheets
            ],
        }
        if self.cells is not None:
            answer["cells"] = dict(self.cells)
        return answer


def plain(cell: Cell, kind: CellKind) -> object:
    """A cell for machines: fen become yuan with two decimals, days ISO text; unknown stays null."""
    if cell is None or isinstance(cell, bool):
        return cell
    if kind is CellKind.YUAN and isinstance(cell, int):
        return yuan(cell)
    return cell.isoformat() if isinstance(cell, date) else cell


S71_ROWS: tuple[tuple[str, str], ...] = (
    ("1", "普惠型小微企业法人贷款"),
    ("1.1", "其中:涉农"),
    ("1.a", "其中:小型企业"),
    ("1.b", "其中:微型企业"),
    ("3", "普惠型个体工商户和小微企业主贷款"),
    ("3.1", "其中:个体工商户"),
    ("3.2", "其中:小微企业主"),
    ("4", "普惠型其他个人(非农户)经营性贷款"),
    ("COOP", "附:农民专业合作社等农业经营主体(官方行次以下发模板为准)"),
)
"""Rows of S71_I we produce. Co-operatives leave row 1 for a row whose official number we have not read."""

S71_COLUMNS: tuple[tuple[str, str, CellKind], ...] = (
    ("A", "贷款余额", CellKind.YUAN),
    ("B", "贷款余额户数", CellKind.COUNT),
    ("C", "不良贷款余额", CellKind.YUAN),
    ("D", "当年累放贷款额", CellKind.YUAN),
    ("E", "当年累放贷款户数", CellKind.COUNT),
    ("F", "当年累放贷款年化利息收益", CellKind.YUAN),
)
S71_BANDS: tuple[tuple[int, str], ...] = (
    (0, "合计(授信3000万元及以下)"),
    (1, "授信100万元及以下"),
    (2, "授信100万-500万元(含)"),
    (3, "授信500万-1000万元(含)"),
    (4, "授信1000万-3000万元(含)"),
    (5, "其中:1000万元及以下不含票据融资"),
)


def s71_code(row: str, column: str, band: int, year: int) -> str:
    """The supervisor's cell code.

    >>> s71_code("1.a", "B", 3, 2018)
    'S71_I_1.a.B3.2018'
    """
    return f"S71_I_{row}.{column}{band}.{year}"
