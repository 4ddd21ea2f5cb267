"""Verbs of the file: write fields, put assets and papers down, tie related parties. Each writes its trace with the change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wuhua.areas.customer import read
from wuhua.areas.customer.models import Customer, Document, FileItem, Holding
from wuhua.areas.customer.read.filing import document_for, file_for
from wuhua.areas.customer.rules.filing import (
    DOCUMENT_TYPES,
    HOLDINGS,
    FilingRefusal,
    HoldingSide,
    fields_of,
    written,
)
from wuhua.areas.people.rules import Officer, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit, clock, files, secrets

WRITERS = (Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD, Role.ARCHIVIST)
"""Who may write in a file, among those who may see it."""
PAPER_LIMIT = 20 * 1024 * 1024


def gate(actor: Officer, number: str) -> read.CustomerView | Refused:
    """The customer, for whoever may see it and write in its file."""
    view = read.customer_for(actor, number)
    if isinstance(view, Refused):
        return view
    if not actor.holds(*WRITERS):
        return Refused(FilingRefusal.NOT_YOURS_TO_FILL, "您的岗位不能填写客户档案。", "请由管户客户经理或档案岗填写。")
    return view


def trace(actor: Officer, on: date, action: str, number: str, after: Mapping[str, object]) -> None:
    """One line of the trail of a customer."""
    audit.record(
        actor=actor.number,
        business_date=on,
        action=f"customer.{action}",
        subject=f"customer:{number}",
        after=dict(after),
    )


@transaction.atomic
def write_items(
    *, actor: Officer, business_date: date, number: str, values: Mapping[str, str]
) -> read.FileView | Refused:
    """档案填写: fields by their codes as they are written on paper; only those that changed are kept. All or none."""
    view = gate(actor, number)
    if isinstance(view, Refused):
        return view
    fields = {each.code: each for each in fields_of(view.kind, business_date) if not each.own}
    now, new = read.values_of(view.id), {}
    for code, text in values.items():
        if code not in fields:
            return Refused(
                FilingRefusal.FIELD_UNKNOWN, f"该类客户的档案没有「{code}」这个字段。", "请按字段清单填写。", code
            )
        value = written(fields[code], text)
        if isinstance(value, Refused):
            return value
        if value != now.get(code, ""):
            new[code] = value

    # After this line the fields must be written.
    at = clock.now()
    FileItem.objects.bulk_create(
        FileItem(
            customer_id=view.id, code=code, value=value, actor=actor.number, business_date=business_date, recorded_at=at
        )
        for code, value in new.items()
    )
    if new:
        trace(actor, business_date, "file_written", number, {"fields": sorted(new)})
    return file_for(actor, number, business_date)


@transaction.atomic
def add_holding(
    *,
    actor: Officer,
    business_date: date,
    number: str,
    side: HoldingSide,
    klass: str,
    amount: int,
    words: str = "",
    proof: int | None = None,
) -> Holding | Refused:
    """资产负债: one line in fen; `proof` is a document of the same customer."""
    view = gate(actor, number)
    if isinstance(view, Refused):
        return view
    if klass not in HOLDINGS[side]:
        return Refused(FilingRefusal.CLASS_UNKNOWN, f"没有「{klass}」这一类。", "请从资产负债类别中选择。", "klass")
    if amount < 0:
        return Refused(FilingRefusal.AMOUNT_NEGATIVE, "金额不能小于零。", "请核对金额。", "amount")
    paper = Document.objects.filter(pk=proof, customer=view.id, withdrawn_on__isnull=True).first() if proof else None
    if proof and paper is None:
        return Refused(FilingRefusal.DOCUMENT_UNKNOWN, "该客户没有这份资料。", "请先登记证明资料。", "proof")

    # After this line the line must stand.
    made = Holding.objects.create(
        customer_id=view.id, side=side, klass=klass, words=words.strip()[:200], amount=amount, as_of=business_date,
        proof=paper, actor=actor.number,
    )  # fmt: skip
    trace(actor, business_date, "holding_added", number, {"side": side, "class": klass, "amount": amount})
    return made


@transaction.atomic
def remove_holding(*, actor: Officer, business_date: date, number: str, holding: int) -> Holding | Refused:
    """划去: the line no longer counts; it stays readable."""
    view = gate(actor, number)
    if isinstance(view, Refused):
        return view
    found = Holding.objects.select_for_update().filter(pk=holding, customer=view.id, removed_on__isnull=True).first()
    if found is None:
        return Refused(FilingRefusal.HOLDING_UNKNOWN, "没有这一行资产负债。", "请刷新页面后再试。", "holding")

    # After this line the line must be gone from the sums.
    found.removed_on, found.removed_by = business_date, actor.number
    found.save(update_fields=["removed_on", "removed_by"])
    trace(actor, business_date, "holding_removed", number, {"class": found.klass, "amount": found.amount})
    return found


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A document as it is handed in."""

    type: str
    name: str
    chunks: Iterable[bytes]
    media_type: str = ""
    words: str = ""
    number: str = ""
    issued: date | None = None
    expires: date | None = None


@transaction.atomic
def add_document(*, actor: Officer, business_date: date, number: str, paper: NewPaper) -> Document | Refused:
    """登记资料: the content is kept by its hash; a number on it is kept masked."""
    view = gate(actor, number)
    if isinstance(view, Refused):
        return view
    if paper.type not in DOCUMENT_TYPES:
        return Refused(
            FilingRefusal.DOCUMENT_TYPE_UNKNOWN, f"没有「{paper.type}」这种资料。", "请从资料类型中选择。", "type"
        )
    if (paper.issued and paper.issued > business_date) or (
        paper.issued and paper.expires and paper.expires < paper.issued
    ):
        return Refused(
            FilingRefusal.DOCUMENT_DATES, "签发日晚于今天,或到期日早于签发日。", "请对照原件核对日期。", "issued"
        )
    kept = files.keep(
        actor=actor.number, business_date=business_date, name=paper.name, chunks=paper.chunks,
        media_type=paper.media_type, limit=PAPER_LIMIT,
    )  # fmt: skip
    if isinstance(kept, Refused):
        return kept

    # After this line the document must be on file.
    made = Document.objects.create(
        customer_id=view.id, type=paper.type, words=paper.words.strip()[:200],
        number_masked=secrets.mask_identity(paper.number.strip()) if paper.number.strip() else "",
        issued=paper.issued, expires=paper.expires, file=kept, digest=kept.digest, actor=actor.number,
        business_date=business_date,
    )  # fmt: skip
    trace(actor, business_date, "document_added", number, {"type": paper.type, "digest": kept.digest})
    return made


@transaction.atomic
def withdraw_document(*, actor: Officer, business_date: date, document: int) -> Document | Refused:
    """撤下: a better paper took its place. The old one stays readable by its number."""
    found = document_for(actor, document)
    if found is None or found.withdrawn_on is not None:
        return Refused(FilingRefusal.DOCUMENT_UNKNOWN, "没有这份资料。", "请刷新页面后再试。", "document")
    view = gate(actor, found.customer.number)
    if isinstance(view, Refused):
        return view

    # After this line the document must be down.
    found.withdrawn_on, found.withdrawn_by = business_date, actor.number
    found.save(update_fields=["withdrawn_on", "withdrawn_by"])
    trace(actor, business_date, "document_withdrawn", view.number, {"type": found.type, "digest": found.digest})
    return found


def row_of(view: read.CustomerView) -> Customer:
    """The row behind a view, held until the transaction ends."""
    return Customer.objects.select_for_update().get(pk=view.id)
