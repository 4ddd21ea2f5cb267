"""Control totals: what the bank's system says it wrote, held against what was read.

`控制总数.csv` names a file, its data rows and the sum of its main amount (`FileFormat.main_amount`). A difference
refuses the whole folder. Without control totals a file must at least end its last line: else it may have been cut.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from wuhua.bulk.intake import formats
from wuhua.bulk.intake.cells import WHY, typed
from wuhua.bulk.intake.detect import cut, format_named
from wuhua.bulk.intake.form import FileFormat
from wuhua.bulk.intake.read import LINE, Table
from wuhua.bulk.intake.refusals import IntakeRefusal, refuse
from wuhua.core.money import yuan


def total_of(format_: FileFormat, frame: pl.DataFrame) -> int | None:
    """Σ of the main amount in fen; null where the file has none."""
    column = format_.main_amount
    return None if column is None else int(frame[column.code].sum() or 0)


def hold(
    controls: Table | None,
    tables: Iterable[Table],
    frames: Mapping[str, pl.DataFrame],
    found: Mapping[str, pl.DataFrame],
) -> None:
    """Raise `Refuse` where a file is not what its control totals say, or seems cut and has none.

    Where an amount could not be read the sum says nothing; the bad row is named instead.
    """
    named = _named(controls)
    for table in tables:
        said = named.pop(table.name, None)
        if said is None:
            if not table.ends:
                raise cut(table.source.label, "最后一行没有换行符,也没有控制总数可以核对")
            continue
        rows, total = said
        main = table.source.format.main_amount
        if main is not None and (found[table.name]["column"] == main.code).any():
            total = None
        _compare(table, frames[table.name], rows, total)
    if named:
        titles = "、".join(formats.format_of(name).title for name in named)
        raise refuse(
            IntakeRefusal.CONTROL_TOTALS_DIFFER,
            f"控制总数中列有「{titles}」,文件夹里没有这些文件。",
            "请补齐文件,或更正控制总数后重试。",
            next(iter(named)),
        )


def _named(controls: Table | None) -> dict[str, tuple[int, int | None]]:
    if controls is None:
        return {}
    frame, bad = typed(formats.CONTROLS, controls.frame)
    names = [format_named(text.removesuffix(".csv").removesuffix(".xlsx")) for text in frame["file"].fill_null("")]
    wrong = [line for line, known in zip(frame[LINE], names, strict=True) if known is None] + bad[LINE].to_list()
    if wrong:
        why = bad[WHY][0] if len(bad) else "文件名认不出"
        raise refuse(
            IntakeRefusal.CONTROL_TOTALS_DIFFER,
            f"控制总数文件第 {min(wrong)} 行读不懂:{why}。",
            "每行写:文件(代码或中文名)、行数、主要金额合计(元)。",
            formats.CONTROLS.name,
        )
    return {
        known.name: (rows, total)
        for known, rows, total in zip(names, frame["rows"], frame["total"], strict=True)
        if known is not None
    }


def _compare(table: Table, frame: pl.DataFrame, rows: int, total: int | None) -> None:
    counted, summed = len(frame), total_of(table.source.format, frame)
    differences = []
    if counted != rows:
        differences.append(f"行数应为 {rows},实为 {counted}")
    if total is not None and summed is not None and summed != total:
        differences.append(f"{_heading(table)}合计应为 {yuan(total)} 元,实为 {yuan(summed)} 元")
    if differences:
        raise refuse(
            IntakeRefusal.CONTROL_TOTALS_DIFFER,
            f"文件「{table.source.label}」与控制总数不符:{';'.join(differences)}。",
            "文件可能没有传完或被改动,请重新导出;没有任何数据被写入。",
            table.name,
        )


def _heading(table: Table) -> str:
    column = table.source.format.main_amount
    return column.heading if column else ""
