"""What papers a customer has on file, for a case that needs them; the caller has asked the gate."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from wuhua.areas.customer.models import CourtRecord, Customer, Document, Standing


def documents_of(customer: int) -> list[Document]:
    """Kept and not withdrawn, the newest first. One query."""
    rows = Document.objects.filter(customer_id=customer, withdrawn_on__isnull=True).select_related("file")
    return list(rows.order_by("-id"))


def document_of(customer: int, number: int) -> Document | None:
    """One of them."""
    return Document.objects.filter(customer_id=customer, pk=number, withdrawn_on__isnull=True).first()


def id_of(number: str) -> int | None:
    """The row of a customer by its number, for a room that keeps its own key to it."""
    return Customer.objects.filter(number=number).values_list("pk", flat=True).first()


def keeper_of(customer: int) -> str:
    """Whose customer it is: the managing manager's number."""
    return Customer.objects.filter(pk=customer).values_list("managing_rm", flat=True).first() or ""


def worst_of(number: str) -> str:
    """The worst class of a customer as the last closed day left it; empty where nothing was ever found."""
    return Standing.objects.filter(customer__number=number).values_list("klass", flat=True).first() or ""


def dishonest(among: QuerySet[Any, int]) -> dict[int, str]:
    """Of these customers, whom the court's newest word lists as dishonest: number by row. One query."""
    last = CourtRecord.objects.filter(identity_blind=OuterRef("identity_blind")).order_by("-as_of", "-id")
    rows = Customer.objects.filter(pk__in=among).exclude(identity_blind="")
    rows = rows.annotate(listed=Subquery(last.values("dishonest")[:1])).filter(listed=True)
    return dict(rows.values_list("pk", "number"))
