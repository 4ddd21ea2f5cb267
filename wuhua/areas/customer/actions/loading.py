"""Bulk verbs of customers' files at the cut-over: values of the field list, related parties, papers with their scans."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wuhua.areas.customer.actions.filing import PAPER_LIMIT
from wuhua.areas.customer.models import Document, FileItem, Relation
from wuhua.core.refuse import Refused
from wuhua.platform import audit, files, loading, secrets
from wuhua.platform.copy import Rows


@transaction.atomic
def load_items(*, actor: str, business_date: date, rows: Rows) -> int:
    """档案要素 (customer_fileitem)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=FileItem, action="customer.items_loaded"
    )


@transaction.atomic
def load_relations(*, actor: str, business_date: date, rows: Rows) -> int:
    """关联方 (customer_relation)."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=Relation, action="customer.relations_loaded"
    )


@dataclass(frozen=True, slots=True)
class BroughtPaper:
    """One paper as its line says it, and the bytes of its scan."""

    customer_id: int
    type: str
    words: str
    number: str
    issued: date | None
    expires: date | None
    name: str
    content: bytes


@transaction.atomic
def load_papers(*, actor: str, business_date: date, papers: Iterable[BroughtPaper]) -> int | Refused:
    """客户资料 (customer_document): each scan is kept by its hash; one that cannot be kept stops the load by its name."""
    made: list[Document] = []
    for each in papers:
        kept = files.keep(
            actor=actor, business_date=business_date, name=each.name, chunks=[each.content], limit=PAPER_LIMIT
        )
        if isinstance(kept, Refused):
            return Refused(kept.name, f"扫描件「{each.name}」:{kept.reason}", kept.next_step, "file")
        made.append(
            Document(
                customer_id=each.customer_id, type=each.type, words=each.words[:200],
                number_masked=secrets.mask_identity(each.number) if each.number else "", issued=each.issued,
                expires=each.expires, file=kept, digest=kept.digest, actor=actor, business_date=business_date,
            )
        )  # fmt: skip
    Document.objects.bulk_create(made, batch_size=1_000)
    audit.record(
        actor=actor, business_date=business_date, action="customer.papers_loaded", subject="customer_document",
        after={"rows": len(made)},
    )  # fmt: skip
    return len(made)
