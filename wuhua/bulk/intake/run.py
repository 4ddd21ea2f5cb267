"""The door of the intake: a folder of files becomes a bank's book, all of it or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.people.rules import Role
from wuhua.areas.product import read as product
from wuhua.areas.product.rules.sheets import SHEETS
from wuhua.bulk.intake import controls, formats, reject, seed
from wuhua.bulk.intake.check import Folder, checked
from wuhua.bulk.intake.detect import sources_in
from wuhua.bulk.intake.load import Loader
from wuhua.bulk.intake.models import ImportBatch
from wuhua.bulk.intake.read import Table, read
from wuhua.bulk.intake.refusals import ImportRefused, IntakeRefusal
from wuhua.core.money import grouped, yuan
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import audit, clock, seals

Progress = Callable[[int, int, str], None]
_STEPS = 2 * len(formats.FORMATS) + 20
"""Roughly so many steps has an import: enough for a bar."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file as it was read: its data rows and the sum of its main amount in fen, where it has one."""

    name: str
    title: str
    path: str
    encoding: str
    rows: int
    total: int | None
    checksum: str

    @property
    def total_grouped(self) -> str:
        return "" if self.total is None else grouped(self.total)

    def as_dict(self) -> dict[str, Any]:
        total = None if self.total is None else yuan(self.total)
        return {
            "title": self.title,
            "path": self.path,
            "encoding": self.encoding,
            "rows": self.rows,
            "total": total,
            "checksum": self.checksum,
        }


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or (dry run, or the same files again) would have done."""

    folder: str
    cut_over: date
    files: tuple[FileReport, ...]
    checksum: str
    warnings: tuple[str, ...] = ()
    dry_run: bool = False
    already: bool = False

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.files)

    @property
    def sentence(self) -> str:
        """The outcome for people."""
        if self.already:
            return f"这些文件已于切换日 {self.cut_over} 导入过,内容相同,没有任何改变。"
        if self.dry_run:
            return f"试导通过:{len(self.files)} 个文件 {self.rows:,} 行,什么也没有写入。"
        first = self.cut_over + timedelta(days=1)
        return f"已导入 {len(self.files)} 个文件 {self.rows:,} 行,切换日 {self.cut_over},营业日期 {first}。"

    def as_dict(self) -> dict[str, Any]:
        """For JSON; amounts are text in yuan."""
        return {
            "folder": self.folder,
            "cut_over": self.cut_over.isoformat(),
            "dry_run": self.dry_run,
            "already_imported": self.already,
            "checksum": self.checksum,
            "rows": self.rows,
            "files": {each.name: each.as_dict() for each in self.files},
            "rejects": [],
            "warnings": list(self.warnings),
        }


def import_folder(
    path: Path | str,
    *,
    actor: str,
    dry_run: bool = False,
    progress: Progress | None = None,
    rejects: Path | None = None,
) -> ImportReport | Refused:
    """Import the files of a folder. Bad rows, or anything else amiss: a refusal, and nothing is written but the reject
    files (into `rejects`, by default the folder itself).

    The same files again change nothing; other files after the cut-over are refused.
    """
    folder, done = Path(path), 0

    def step(message: str) -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(min(done, _STEPS), _STEPS, message)

    try:
        return _import(folder, rejects or folder, actor, dry_run, step)
    except Refuse as no:
        return no.refused


def _import(
    folder: Path, rejects: Path, actor: str, dry_run: bool, step: Callable[[str], None]
) -> ImportReport | Refused:
    sources, unknown = sources_in(folder)
    tables = []
    for source in sources:
        step(f"读取 {source.label}")
        tables.append(read(source))
    scans = frozenset(unknown)
    checksum = checksum_of(tables, scans_of(tables, folder, scans))
    before = _imported_before(checksum)
    if isinstance(before, Refused):
        return before
    known = checked(
        tables,
        products=frozenset(product.names()) | {sheet.code for sheet in SHEETS},
        roles=frozenset(role.value for role in Role),
        purposes=frozenset(each.code for each in compliance.purposes()),
        step=step,
        scans=scans,
    )
    if not dry_run or rejects != folder:
        reject.swept(rejects)
    bad = reject.rejected(known)
    if bad:
        return _bad_rows(bad, rejects)
    files = _files(tables, known)
    strange = sorted(scans - set(known.frames["papers"]["file"].drop_nulls()))
    report = ImportReport(str(folder), known.cut_over, files, checksum, _warnings(tables, strange), dry_run)
    if before is not None:
        return ImportReport(str(folder), before.cut_over, files, checksum, report.warnings, dry_run, already=True)
    _load(known, report, actor, dry_run, step)
    return report


def checksum_of(tables: Iterable[Table], scans: Iterable[tuple[str, str]] = ()) -> str:
    """BLAKE2b over the files' own checksums, by file, whatever they are called; scans of papers by the name they are told by."""
    state = hashlib.blake2b(digest_size=32)
    for name, checksum in [*sorted((table.name, table.checksum) for table in tables), *sorted(scans)]:
        state.update(f"{name}:{checksum}\n".encode())
    return state.hexdigest()


def scans_of(tables: Iterable[Table], folder: Path, there: frozenset[str]) -> list[tuple[str, str]]:
    """The scans that the papers name, each with its checksum."""
    column = formats.PAPERS.column("file").code
    told = {name for each in tables if each.name == formats.PAPERS.name for name in each.frame[column].drop_nulls()}
    return [(f"scan/{name}", hashlib.blake2b((folder / name).read_bytes()).hexdigest()) for name in told & there]


def _imported_before(checksum: str) -> ImportBatch | Refused | None:
    batch = ImportBatch.objects.order_by("-id").first()
    if batch is not None and batch.checksum == checksum:
        return batch
    if batch is None and seals.last_sealed() is None and not clock.opened():
        return None
    when = f"已于切换日 {batch.cut_over} 导入" if batch is not None else "已经开业"
    return ImportRefused(
        IntakeRefusal.BOOK_NOT_EMPTY,
        f"账簿{when},这些文件的内容与当时不同,不能再次导入。",
        "切换后的变化请作为业务办理或冲正;如果确要重新切换,请在一个空的 WUHUA_HOME(或空数据库)中导入。",
    )


def _bad_rows(bad: dict[str, Any], rejects: Path) -> ImportRefused:
    counts = tuple((name, len(rows)) for name, rows in bad.items())
    lines = sum(rows["__line__"].n_unique() for rows in bad.values())
    titles = "、".join(formats.format_of(name).title for name in bad)
    try:
        paths = reject.written(bad, rejects)
        where = f"错误清单已写入 {rejects}(rejects-*.csv),"
    except OSError as error:
        paths, where = (), f"错误清单写不进 {rejects}({error.strerror}),请用 --rejects 指定文件夹;"
    return ImportRefused(
        IntakeRefusal.BAD_ROWS,
        f"{len(bad)} 个文件共 {lines} 行有误({titles}),没有任何数据被写入。",
        f"{where}改正后重新导入整个文件夹。",
        next(iter(bad)),
        counts=counts,
        rejects=reject.listed(bad),
        written=paths,
    )


def _files(tables: Iterable[Table], known: Folder) -> tuple[FileReport, ...]:
    return tuple(
        FileReport(
            table.name,
            table.source.format.title,
            table.source.label,
            table.encoding,
            len(table.frame),
            controls.total_of(table.source.format, known.frames[table.name]),
            table.checksum,
        )
        for table in tables
        if table.name in known.frames
    )


def _warnings(tables: Iterable[Table], unknown: list[str]) -> tuple[str, ...]:
    said = [f"文件「{name}」认不出,没有读取" for name in unknown]
    said += [
        f"文件「{table.source.label}」中多余的列没有读取:{'、'.join(table.ignored)}"
        for table in tables
        if table.ignored
    ]
    return tuple(said)


def _load(known: Folder, report: ImportReport, actor: str, dry_run: bool, step: Callable[[str], None]) -> None:
    """Everything in one transaction; a dry run goes all the way and takes it back."""
    with transaction.atomic():
        seed.ensure_seeded(actor=actor, business_date=known.cut_over)
        recorded_at = clock.now()
        scans = None if dry_run else Path(report.folder)
        loader = Loader(known, actor=actor, recorded_at=recorded_at, step=step, scans=scans)
        loader.rooms()
        clock.advance(known.cut_over + timedelta(days=1))
        ImportBatch.objects.create(
            checksum=report.checksum,
            cut_over=known.cut_over,
            files={each.name: each.as_dict() for each in report.files},
            actor=actor,
            recorded_at=recorded_at,
        )
        audit.record(
            actor=actor,
            business_date=known.cut_over,
            action="intake.imported",
            subject=f"batch:{report.checksum[:16]}",
            after={each.name: each.rows for each in report.files},
        )
        loader.seals(write_lake=not dry_run)
        transaction.set_rollback(dry_run)
    if not dry_run:
        # The first pages are read before the server has looked at the tables by itself, and it would take them for empty.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
