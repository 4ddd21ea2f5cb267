"""A lake small enough to read: notes and movements as a page, written as the Parquet a sealed day would name.

`bank = LakePage(folder)`, then `bank.note(day, "N1", "C1", 100_00, …)`, `bank.flow(…)`, `view = bank.seal()`. Amounts
are fen. With `record=True` the days are also written as `SealedDay` rows, so that the doors of the room answer.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from wuhua.areas.reporting.read.lake import LakeDay, LakeView

POSITIONS = pa.schema(
    [
        *[(name, pa.string()) for name in ("note", "customer", "customer_kind", "size_class", "purpose", "product")],
        *[(name, pa.string()) for name in ("branch", "managing_rm", "security", "industry", "region", "issue_type")],
        *[(name, pa.string()) for name in ("method", "book_status", "klass")],
        *[(name, pa.int64()) for name in ("rate", "credit_line", "amount", "principal", "overdue_principal")],
        *[(name, pa.int64()) for name in ("balance", "provision")],
        ("overdue_days", pa.int32()),
        ("start", pa.date32()),
        ("maturity", pa.date32()),
        ("principal_due", pa.date32()),
        ("interest_due", pa.date32()),
        ("farm", pa.bool_()),
        ("revolving", pa.bool_()),
    ]
)
FLOWS = pa.schema(
    [
        ("day", pa.date32()),
        *[(name, pa.string()) for name in ("note", "customer", "customer_kind", "size_class", "purpose", "product")],
        ("branch", pa.string()),
        ("way", pa.string()),
        *[(name, pa.int64()) for name in ("rate", "credit_line", "amount", "interest")],
        ("farm", pa.bool_()),
    ]
)
MILLION = 1_000_000_00
"""A million yuan, in fen."""


class LakePage:
    """Days of a bank, noted one line at a time."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.positions: dict[date, list[dict[str, Any]]] = defaultdict(list)
        self.flows: dict[date, list[dict[str, Any]]] = defaultdict(list)

    def note(self, day: date, note: str, customer: str, balance: int, **other: Any) -> None:
        """One note on the books at the close of `day`."""
        row = {
            "customer_kind": "MERCHANT",
            "purpose": "BUSINESS",
            "product": "CREDIT_LOAN",
            "branch": "0101",
            "managing_rm": "R001",
            "security": "CREDIT",
            "rate": 870_000,
            "credit_line": MILLION,
            "klass": "NORMAL",
            "overdue_days": 0,
            "farm": False,
            "principal": balance,
            "overdue_principal": 0,
            "book_status": "NORMAL",
            "provision": 0,
        }
        self.positions[day].append(row | {"note": note, "customer": customer, "balance": balance} | other)

    def flow(self, sealed: date, day: date, note: str, customer: str, way: str, amount: int, **other: Any) -> None:
        """One movement of `day`, kept with the sealed day it belongs to."""
        row = {
            "customer_kind": "MERCHANT",
            "purpose": "BUSINESS",
            "product": "CREDIT_LOAN",
            "branch": "0101",
            "rate": 870_000,
            "credit_line": MILLION,
            "farm": False,
        }
        self.flows[sealed].append(
            row | {"day": day, "note": note, "customer": customer, "way": way, "amount": amount} | other
        )

    def seal(self, *, record: bool = False) -> LakeView:
        """Write the files and answer the view over them."""
        days = []
        for day in sorted(set(self.positions) | set(self.flows)):
            files = {}
            for kind, rows, schema in (("positions", self.positions, POSITIONS), ("flows", self.flows, FLOWS)):
                if day in rows:
                    files[kind] = self._write(day, kind, pa.Table.from_pylist(rows[day], schema=schema))
            days.append(LakeDay(day, f"seal-{day}", {kind: str(self.folder / each) for kind, each in files.items()}))
            if record:
                self._record(day, files)
        return LakeView(tuple(days))

    def _write(self, day: date, kind: str, table: pa.Table) -> str:
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink)
        content = sink.getvalue().to_pybytes()
        path = f"bank=1/day={day}/{kind}-{hashlib.blake2b(content, digest_size=16).hexdigest()}.parquet"
        full = self.folder / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_bytes(content)
        return path

    def _record(self, day: date, files: dict[str, str]) -> None:
        from datetime import UTC, datetime

        from wuhua.platform.models import SealedDay

        named = {
            kind: {
                "path": path,
                "blake2b": hashlib.blake2b((self.folder / path).read_bytes(), digest_size=32).hexdigest(),
                "rows": pq.read_metadata(self.folder / path).num_rows,
            }
            for kind, path in files.items()
        }
        SealedDay.objects.get_or_create(
            day=day,
            defaults={
                "kind": "IMPORTED",
                "seal": f"seal-{day}",
                "files": named,
                "recorded_at": datetime(2018, 9, 30, tzinfo=UTC),
            },
        )
