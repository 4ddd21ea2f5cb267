"""A day's files from the core: found, read, and held against their control file. All of them, or none.

A file is known by its name (`balances_20180930.csv`, `核心贷款余额.csv`); one that carries another day's date is left
alone. Encodings and cells are those of the cut-over's files (`intake.read`, `intake.cells`).
"""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from wuhua.areas.corelink.rules import CoreFileKind
from wuhua.bulk.corefiles import formats, gate
from wuhua.bulk.corefiles.refusals import CoreFilesRefusal, NotTaken, refuse
from wuhua.bulk.intake import reject
from wuhua.bulk.intake.cells import typed
from wuhua.bulk.intake.check import Folder, duplicates, once_a_cell, ragged
from wuhua.bulk.intake.detect import REJECTS, Source, cut
from wuhua.bulk.intake.form import FileFormat, Kind
from wuhua.bulk.intake.read import LINE, Table, read
from wuhua.bulk.intake.refusals import ImportRefused, IntakeRefusal
from wuhua.core.money import yuan
from wuhua.core.refuse import Refuse

TEXTS = (".csv", ".txt")
_NAME = re.compile(r"^(?P<name>.*?)[\s_-]*(?:(?P<day>(?:19|20)\d{2}-?\d{2}-?\d{2})(?:[\s_-]*\d{1,6})?)?$")


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file, read and found to be what its control file says. `total` is the sum of its required amounts in fen."""

    kind: CoreFileKind
    name: str
    frame: pl.DataFrame
    rows: int
    total: int | None
    digest: str
    encoding: str
    path: Path


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the core brought for a day, and the names that were left alone."""

    day: date
    files: dict[CoreFileKind, Arrived]
    ignored: tuple[str, ...]


def delivered(folder: Path, day: date) -> Delivery:
    """The day's files, whole. Raises `NotTaken` at the first file that is not what it should be, `Refuse` where there is
    nothing to take or no control file."""
    with contextlib.suppress(OSError):
        reject.swept(folder)
    found, control, ignored = _found(folder, day)
    if control is None:
        raise refuse(
            CoreFilesRefusal.CONTROL_MISSING,
            f"文件夹里没有 {day} 的核对文件({formats.CONTROL.title})。",
            "核心每批文件都附一个核对文件(文件、账务日期、行数、合计);请补齐后重试。",
            formats.CONTROL.name,
        )
    said = _said(control, day)
    for kind in said:
        if kind not in found:
            raise NotTaken(
                kind,
                kind.value,
                refuse(
                    CoreFilesRefusal.FILE_NOT_HERE,
                    f"核对文件中列有「{formats.of(kind).title}」,文件夹里没有。",
                    "请等文件传齐后重试;没有任何数据被写入。",
                    kind.value,
                ),
            )
    return Delivery(day, {kind: _arrived(kind, source, said, folder) for kind, source in found.items()}, tuple(ignored))


def _found(folder: Path, day: date) -> tuple[dict[CoreFileKind, Source], Source | None, list[str]]:
    if not folder.is_dir():
        raise refuse(IntakeRefusal.NO_SUCH_FOLDER, f"没有文件夹「{folder}」。", "请核对路径后重试。", "folder")
    found: dict[CoreFileKind, Source] = {}
    control: Source | None = None
    ignored: list[str] = []
    incoming = {each.name for each in formats.IN}
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        format_, dated = _named(path)
        if path.name.startswith((REJECTS, ".")) or format_ is None or dated not in (None, day):
            ignored += [path.name] if format_ is None and not path.name.startswith((REJECTS, ".")) else []
        elif format_ is formats.CONTROL:
            _refuse_twin(control, path, format_)
            control = Source(format_, path)
        elif format_.name in incoming:
            kind = CoreFileKind(format_.name)
            _refuse_twin(found.get(kind), path, format_)
            found[kind] = Source(format_, path)
    if not found:
        raise refuse(
            IntakeRefusal.NO_FILES,
            f"文件夹「{folder}」里没有 {day} 的核心文件。",
            f"文件按名称识别,例如 balances_{day:%Y%m%d}.csv;格式见 {formats.HANDBOOK}。",
            "folder",
        )
    order = {kind: place for place, kind in enumerate(CoreFileKind)}
    return dict(sorted(found.items(), key=lambda each: order[each[0]])), control, ignored


def _named(path: Path) -> tuple[FileFormat | None, date | None]:
    """Which file it is by its name, and the day the name carries."""
    if path.suffix.casefold() not in TEXTS:
        return None, None
    found = _NAME.match(path.stem)
    if found is None:
        return None, None
    written = (found["day"] or "").replace("-", "")
    try:
        dated = date(int(written[:4]), int(written[4:6]), int(written[6:])) if written else None
    except ValueError:
        return None, None
    return formats.named(found["name"]), dated


def _refuse_twin(before: Source | None, path: Path, format_: FileFormat) -> None:
    if before is not None:
        raise refuse(
            IntakeRefusal.FILE_AMBIGUOUS,
            f"「{format_.title}」有两个文件:{before.path.name}、{path.name}。",
            "每种文件一天只能有一个,请只留下要导入的那一个。",
            format_.name,
        )


def _said(source: Source, day: date) -> dict[CoreFileKind, tuple[int, int | None]]:
    """Rows and total by kind, as the control file has them. It must be for this day and name only files we know."""
    table = read(source)
    frame, bad = typed(formats.CONTROL, table.frame)
    bad = pl.concat([ragged(table), bad, duplicates(formats.CONTROL, frame)])
    names = [
        _named(Path(f"{text.removesuffix('.csv').removesuffix('.txt')}.csv"))[0] for text in frame["file"].fill_null("")
    ]
    wrong = [line for line, known in zip(frame[LINE], names, strict=True) if known is None] + bad[LINE].to_list()
    if wrong or frame.is_empty():
        raise refuse(
            IntakeRefusal.CONTROL_TOTALS_DIFFER,
            f"核对文件「{source.label}」第 {min(wrong, default=1)} 行读不懂。",
            "每行写:文件(代码或中文名)、账务日期、行数、合计(元)。",
            formats.CONTROL.name,
        )
    others = frame.filter(pl.col("day") != day)["day"].to_list()
    if others:
        raise refuse(
            CoreFilesRefusal.ANOTHER_DAY,
            f"核对文件的账务日期是 {others[0]},不是 {day}。",
            "请核对 --date,或取来当天的文件;没有任何数据被写入。",
            "day",
        )
    incoming = {each.name for each in formats.IN}
    return {
        CoreFileKind(known.name): (rows, total)
        for known, rows, total in zip(names, frame["rows"], frame["total"], strict=True)
        if known is not None and known.name in incoming
    }


def _arrived(
    kind: CoreFileKind, source: Source, said: dict[CoreFileKind, tuple[int, int | None]], folder: Path
) -> Arrived:
    content = source.path.read_bytes()
    digest = gate.digest_of(content)
    try:
        table = read(source)
        frame = _typed(table, folder)
        total = total_of(source.format, frame)
        _hold(kind, source, said, len(frame), total)
    except Refuse as no:
        raise NotTaken(kind, source.label, no, digest) from no
    return Arrived(kind, source.label, frame.drop(LINE), len(frame), total, digest, table.encoding, source.path)


def total_of(format_: FileFormat, frame: pl.DataFrame) -> int | None:
    """Σ of the required amounts in fen, which is what a control file adds up; null where the file has none."""
    amounts = [column.code for column in format_.columns if column.kind is Kind.YUAN and column.required]
    return sum(int(frame[code].sum() or 0) for code in amounts) if amounts else None


def _typed(table: Table, folder: Path) -> pl.DataFrame:
    """Typed columns; one bad cell refuses the file, and a list of the bad cells is written beside it."""
    format_ = table.source.format
    frame, bad = typed(format_, table.frame)
    bad = once_a_cell(pl.concat([ragged(table), bad, duplicates(format_, frame)]))
    if bad.is_empty():
        return frame
    if not table.ends and bad[LINE][-1] == frame[LINE][-1]:
        raise cut(table.source.label, "最后一行没有写完")
    known = Folder({table.name: table}, {table.name: frame}, {table.name: bad}, date.min)
    listed = reject.rejected(known)
    try:
        paths = reject.written(listed, folder)
    except OSError:
        paths = ()
    raise Refuse(
        ImportRefused(
            IntakeRefusal.BAD_ROWS,
            f"「{format_.title}」有 {bad[LINE].n_unique()} 行读不懂(第 {bad[LINE][0]} 行起),没有任何数据被写入。",
            "请核心方更正后重新下发整个文件。",
            format_.name,
            counts=((table.name, len(bad)),),
            rejects=reject.listed(listed),
            written=paths,
        )
    )


def _hold(
    kind: CoreFileKind,
    source: Source,
    said: dict[CoreFileKind, tuple[int, int | None]],
    rows: int,
    total: int | None,
) -> None:
    if kind not in said:
        raise refuse(
            CoreFilesRefusal.NOT_IN_CONTROL,
            f"文件「{source.label}」没有列在核对文件中,无从核对。",
            "请核心方重新生成核对文件;没有任何数据被写入。",
            kind.value,
        )
    rows_said, total_said = said[kind]
    differences = [f"行数应为 {rows_said},实为 {rows}"] if rows != rows_said else []
    if total is not None and total_said is None:
        differences.append("核对文件没有写合计")
    elif total is not None and total_said is not None and total != total_said:
        differences.append(f"合计应为 {yuan(total_said)} 元,实为 {yuan(total)} 元")
    if differences:
        raise refuse(
            IntakeRefusal.CONTROL_TOTALS_DIFFER,
            f"文件「{source.label}」与核对文件不符:{';'.join(differences)}。",
            "文件可能没有传完或被改动,请重新取来;没有任何数据被写入。",
            kind.value,
        )
