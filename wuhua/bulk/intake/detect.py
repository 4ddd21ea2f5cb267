"""Which file of a folder is which, and in what encoding it is written.

A file is known by its name: the code name or the Chinese title of a format (`notes.csv`, `信贷借据.xlsx`), a date or a
serial behind it being ignored (`信贷借据_20180929.csv`). In a workbook every sheet of such a name is a file, so the
filled template comes back as one workbook; a workbook of one sheet may carry the name itself.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

import fastexcel

from wuhua.bulk.intake import formats
from wuhua.bulk.intake.form import FileFormat
from wuhua.bulk.intake.refusals import IntakeRefusal, refuse
from wuhua.platform import workbooks

CSV = (".csv", ".txt", ".tsv")
EXCEL = (".xlsx", ".xls", ".xlsm", ".xlsb")
UNPACKED = 1 << 30
"""Bytes a workbook of a bank may unpack to: a worker reads it, and a sheet full to its last row is less."""
REJECTS = "rejects-"
TRUTH = "truth-"
"""What is true of a sample, for whoever measures: no file of a bank."""

_BEHIND = re.compile(r"[\s_\-(（]*[0-9][0-9\-_]*[)）]?$")
_BY_NAME = {name.casefold(): each for each in (*formats.FORMATS, formats.CONTROLS) for name in (each.name, each.title)}


@dataclass(frozen=True, slots=True)
class Source:
    """One table of the folder: a text file, or one sheet of a workbook."""

    format: FileFormat
    path: Path
    sheet: str | None = None

    @property
    def label(self) -> str:
        """How a person finds it: the file's name and, in a workbook, the sheet's."""
        return f"{self.path.name} [{self.sheet}]" if self.sheet else self.path.name


def format_named(text: str) -> FileFormat | None:
    """The format of that code name or title, or none."""
    stem = text.strip().casefold()
    return _BY_NAME.get(stem) or _BY_NAME.get(_BEHIND.sub("", stem))


def sources_in(folder: Path) -> tuple[list[Source], list[str]]:
    """The tables of a folder in loading order, and the names of files nobody here knows. Refuses twins."""
    if not folder.is_dir():
        raise refuse(IntakeRefusal.NO_SUCH_FOLDER, f"没有文件夹「{folder}」。", "请核对路径后重试。", "folder")
    found: list[Source] = []
    unknown: list[str] = []
    for path in sorted(each for each in folder.iterdir() if each.is_file()):
        if path.name.startswith((REJECTS, TRUTH, ".", "~$")):
            continue
        tables = _tables_of(path)
        found.extend(tables)
        if not tables:
            unknown.append(path.name)
    _refuse_twins(found)
    if not found:
        names = "、".join(f"{each.name}.csv({each.title})" for each in formats.FORMATS if each.required)
        raise refuse(
            IntakeRefusal.NO_FILES,
            f"文件夹「{folder}」里没有一个认得的文件。",
            f"文件按名称识别,至少需要:{names};可用 wuhua import --template DIR 写出模板。",
            "folder",
        )
    order = {each.name: rank for rank, each in enumerate((*formats.FORMATS, formats.CONTROLS))}
    return sorted(found, key=lambda each: order[each.format.name]), unknown


def _tables_of(path: Path) -> list[Source]:
    suffix = path.suffix.casefold()
    if suffix in CSV:
        known = format_named(path.stem)
        return [Source(known, path)] if known else []
    if suffix not in EXCEL:
        return []
    workbooks.fits(path, path.name, UNPACKED)
    try:
        sheets = fastexcel.read_excel(path).sheet_names
    except fastexcel.FastExcelError as error:
        raise refuse(
            IntakeRefusal.FILE_UNREADABLE,
            f"工作簿「{path.name}」打不开,可能没有传完或已损坏。",
            "请用 Excel 或 WPS 打开确认后重新导出。",
            path.name,
        ) from error
    named = [Source(known, path, sheet) for sheet in sheets if (known := format_named(sheet))]
    if named:
        return named
    known = format_named(path.stem)
    return [Source(known, path, sheets[0])] if known and len(sheets) == 1 else []


def _refuse_twins(found: list[Source]) -> None:
    for format_ in (*formats.FORMATS, formats.CONTROLS):
        twins = [each.label for each in found if each.format is format_]
        if len(twins) > 1:
            raise refuse(
                IntakeRefusal.FILE_AMBIGUOUS,
                f"「{format_.title}」有 {len(twins)} 个文件:{'、'.join(twins)}。",
                "每种文件只能有一个,请只留下要导入的那一个。",
                format_.name,
            )


def decoded(raw: bytes, label: str) -> tuple[bytes, str]:
    """The file's text as UTF-8 bytes without a mark, and the encoding it came in; the whole file is checked.

    A UTF-8 file whose last character is broken was cut: it is refused, though as GB18030 it might pass for text.
    """
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(raw, "utf-16", label), "UTF-16"
    if raw.startswith(codecs.BOM_UTF8):
        return _strict(raw[len(codecs.BOM_UTF8) :], "utf-8", label), "UTF-8 BOM"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start >= len(raw) - 3 and _looks_utf8(raw[: error.start]):
            raise cut(label, "最后一个字符不完整") from error
        return _strict(raw, "gb18030", label, good=error.start), "GB18030"
    return raw, "UTF-8"


def _looks_utf8(head: bytes) -> bool:
    """Multi-byte UTF-8 before the break says the file is UTF-8; plain ASCII before it says nothing."""
    return not head.isascii()


def _strict(raw: bytes, encoding: str, label: str, good: int = 0) -> bytes:
    """Decode or refuse; `good` bytes were fine in the encoding tried before, and the further one names the line."""
    try:
        return raw.decode(encoding).encode("utf-8")
    except UnicodeDecodeError as error:
        if (error.end >= len(raw) - 3 and "incomplete" in error.reason) or error.reason in (
            "unexpected end of data",
            "truncated data",
        ):
            raise cut(label, "最后一个字符不完整") from error
        line = raw.count(b"\n", 0, max(error.start, good)) + 1
        raise refuse(
            IntakeRefusal.FILE_UNREADABLE,
            f"文件「{label}」第 {line} 行不是 UTF-8 也不是 GB18030 编码。",
            "请以 UTF-8 或 GB18030(简体中文)编码重新导出。",
            label,
        ) from error


def cut(label: str, sign: str) -> Exception:
    """The refusal of a file that ends too early; `sign` says how that was seen."""
    return refuse(
        IntakeRefusal.FILE_CUT,
        f"文件「{label}」不完整:{sign}。",
        "文件可能在传送中被截断,请重新导出并核对大小后再导入;没有任何数据被写入。",
        label,
    )
