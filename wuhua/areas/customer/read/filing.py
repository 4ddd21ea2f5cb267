"""Questions to a customer's file: what it holds, how complete it is, which size the firm is, what it owns, which papers lie there.

Every door for a person asks the customer's gate first; `filled` is for later rooms, which have asked it already.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from wuhua.areas.customer.models import Customer, Document, FileItem, Holding
from wuhua.areas.customer.read.customers import CustomerView, customer_for, mask_address, visible_to
from wuhua.areas.customer.rules import CustomerKind, SizeClass
from wuhua.areas.customer.rules.filing import (
    CONTINGENT,
    DOCUMENT_TYPES,
    HOLDINGS,
    WARN_DAYS,
    Completeness,
    DocumentState,
    FileField,
    HoldingSide,
    completeness,
    document_state,
    fields_of,
    needed,
    shown,
)
from wuhua.areas.customer.rules.sizing import Sized, SizeMeasure, size_of
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused

_MEASURED = {"employees": SizeMeasure.EMPLOYEES, "income": SizeMeasure.INCOME, "assets": SizeMeasure.ASSETS}


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of a file: as it may be shown; `own` fields are mended where the customer itself is."""

    field: FileField
    value: str
    shown: str


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A kept document and its state on the day."""

    document: Document
    name: str
    state: DocumentState


@dataclass(frozen=True, slots=True)
class FileView:
    """A customer's file on a day. Four queries."""

    customer: CustomerView
    lines: tuple[FieldLine, ...]
    complete: Completeness
    sized: Sized
    holdings: tuple[Holding, ...]
    sums: Mapping[str, int]
    papers: tuple[PaperLine, ...]
    needed: Mapping[str, DocumentState]

    @property
    def size_differs(self) -> bool:
        """Whether the size brought and the size reckoned are two."""
        return self.sized.size is not None and self.sized.size != self.customer.size_class


def values_of(customer: int) -> dict[str, str]:
    """What the items of the file say now, by field. One query."""
    rows = FileItem.objects.filter(customer=customer).order_by("code", "-id").distinct("code")
    return dict(rows.values_list("code", "value"))


def _have(row: Customer, fields: tuple[FileField, ...], values: Mapping[str, str]) -> set[str]:
    return {each.code for each in fields if (getattr(row, each.own) if each.own else values.get(each.code))}


def filled(number: str, on: date) -> Completeness | None:
    """How complete the file of that number is, counted from what it holds; None when there is none. Two queries."""
    row = Customer.objects.filter(number=number).first()
    if row is None:
        return None
    fields = fields_of(CustomerKind(row.kind), on)
    return completeness(fields, _have(row, fields, values_of(row.pk)))


def filled_of(customers: Collection[int], on: date) -> dict[int, Completeness]:
    """The same for many customers by id, whose gate the caller has asked. Two queries."""
    items = FileItem.objects.filter(customer__in=customers).order_by("customer", "code", "-id")
    values: dict[int, dict[str, str]] = {}
    for key, code, value in items.distinct("customer", "code").values_list("customer_id", "code", "value"):
        values.setdefault(key, {})[code] = value
    found = {}
    for row in Customer.objects.filter(pk__in=customers):
        fields = fields_of(CustomerKind(row.kind), on)
        found[row.pk] = completeness(fields, _have(row, fields, values.get(row.pk, {})))
    return found


def papers_of(customers: Collection[int]) -> dict[int, list[str]]:
    """Names of the documents kept of these customers. One query."""
    found: dict[int, list[str]] = {}
    rows = Document.objects.filter(customer__in=customers, withdrawn_on__isnull=True).order_by("customer", "id")
    for key, code in rows.values_list("customer_id", "type"):
        found.setdefault(key, []).append(DOCUMENT_TYPES.get(code, code))
    return found


def file_for(officer: Officer, number: str, on: date) -> FileView | Refused:
    """The file, if this officer may see the customer."""
    view = customer_for(officer, number)
    if isinstance(view, Refused):
        return view
    row, values = Customer.objects.get(pk=view.id), values_of(view.id)
    fields = fields_of(view.kind, on)
    holdings = tuple(
        Holding.objects.filter(customer=view.id, removed_on__isnull=True).select_related("proof").order_by("side", "id")
    )
    papers = _papers(view.id, on)
    best = {each.document.type: each.state for each in reversed(papers)}
    return FileView(
        view,
        tuple(_line(row, each, values.get(each.code, "")) for each in fields),
        completeness(fields, _have(row, fields, values)),
        _sized(view.kind, row.industry, values, on),
        holdings,
        _sums(holdings),
        papers,
        needed(view.kind, values, best),
    )


def _line(row: Customer, field: FileField, value: str) -> FieldLine:
    if not field.own:
        return FieldLine(field, value, shown(field, value))
    masked = {"identity": row.identity_masked, "phone": row.phone_masked, "address": mask_address(row.address)}
    text = masked.get(field.code, getattr(row, field.own))
    return FieldLine(field, "", text or "—")


def _sums(holdings: tuple[Holding, ...]) -> dict[str, int]:
    """Assets, of them proved, liabilities, contingent ones, and what is left; fen."""
    assets = [each for each in holdings if each.side == HoldingSide.ASSET]
    debts = [each for each in holdings if each.side == HoldingSide.LIABILITY]
    total = sum(each.amount for each in assets)
    owed = sum(each.amount for each in debts if each.klass not in CONTINGENT)
    return {
        "assets": total,
        "proved": sum(each.amount for each in assets if each.proof_id),
        "debts": owed,
        "contingent": sum(each.amount for each in debts if each.klass in CONTINGENT),
        "net": total - owed,
    }


def holding_name(side: str, klass: str) -> str:
    """What a class of assets or debts is called."""
    return HOLDINGS[HoldingSide(side)].get(klass, klass)


def _papers(customer: int, on: date) -> tuple[PaperLine, ...]:
    rows = Document.objects.filter(customer=customer, withdrawn_on__isnull=True).select_related("file").order_by("-id")
    return tuple(
        PaperLine(each, DOCUMENT_TYPES.get(each.type, each.type), document_state(each.expires, on)) for each in rows
    )


def document_for(officer: Officer, number: int) -> Document | None:
    """A document of a customer the officer may see."""
    found = Document.objects.select_related("file", "customer").filter(pk=number).first()
    if found is None or isinstance(customer_for(officer, found.customer.number), Refused):
        return None
    return found


def expiring(officer: Officer, on: date, limit: int = 200) -> list[PaperLine]:
    """Documents that end within thirty days or have ended, of customers the officer may see, soonest first. One query."""
    rows = Document.objects.select_related("customer").filter(
        withdrawn_on__isnull=True, expires__lte=on + timedelta(days=WARN_DAYS), customer__in=visible_to(officer)
    )
    return [
        PaperLine(each, DOCUMENT_TYPES.get(each.type, each.type), document_state(each.expires, on))
        for each in rows.order_by("expires", "id")[:limit]
    ]


# --- size ------------------------------------------------------------------------------------------------------------


def _sized(kind: CustomerKind, industry: str, values: Mapping[str, str], on: date) -> Sized:
    have = {each: int(values[code]) if values.get(code) else None for code, each in _MEASURED.items()}
    return size_of(kind, industry, have, on)


@dataclass(frozen=True, slots=True)
class SizeLineOf:
    """A firm whose size as brought is not the size its figures give."""

    number: str
    name: str
    brought: SizeClass | None
    sized: Sized


def size_differences(officer: Officer, on: date) -> list[SizeLineOf]:
    """Firms the officer may see whose two sizes differ. Two queries; firms without figures are not among them."""
    kinds = (CustomerKind.ENTERPRISE, CustomerKind.FARM_ENTITY)
    seen = visible_to(officer).filter(kind__in=kinds)
    values: dict[int, dict[str, str]] = {}
    items = FileItem.objects.filter(code__in=_MEASURED, customer__in=seen).order_by("customer", "code", "-id")
    for key, code, value in items.distinct("customer", "code").values_list("customer_id", "code", "value"):
        values.setdefault(key, {})[code] = value
    rows = Customer.objects.filter(pk__in=values).order_by("number")
    found = []
    for row in rows:
        sized = _sized(CustomerKind(row.kind), row.industry, values[row.pk], on)
        brought = SizeClass(row.size_class) if row.size_class else None
        if sized.size is not None and sized.size != brought:
            found.append(SizeLineOf(row.number, row.name, brought, sized))
    return found
