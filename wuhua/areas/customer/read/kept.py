"""What papers a customer has on file, for a case that needs them; the caller has asked the gate."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from wuhua.areas.customer.models import CourtRecord, Customer, Document, Standing, TaxRecord
from wuhua.platform import secrets


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


def trade_of(customer: int) -> tuple[str, str]:
    """Industry and region of a customer, for a grant that no officer types."""
    return Customer.objects.values_list("industry", "region").get(pk=customer)


def worst_of(number: str) -> str:
    """The worst class of a customer as the last closed day left it; empty where nothing was ever found."""
    return Standing.objects.filter(customer__number=number).values_list("klass", flat=True).first() or ""


def dishonest(among: QuerySet[Any, int]) -> dict[int, str]:
    """Of these customers, whom the court's newest word lists as dishonest: number by row. One query."""
    last = CourtRecord.objects.filter(identity_blind=OuterRef("identity_blind")).order_by("-as_of", "-id")
    rows = Customer.objects.filter(pk__in=among).exclude(identity_blind="")
    rows = rows.annotate(listed=Subquery(last.values("dishonest")[:1])).filter(listed=True)
    return dict(rows.values_list("pk", "number"))


def latest_tax(customers: Collection[int]) -> dict[int, tuple[str, int | None]]:
    """The tax house's newest word on each: grade and arrears, by row; whom it never named is left out. Two queries."""
    sealed = Customer.objects.filter(pk__in=list(customers)).values_list("pk", "identity_sealed")
    codes = {secrets.open_(identity): pk for pk, identity in sealed}
    rows = TaxRecord.objects.filter(credit_code__in=list(codes)).order_by("credit_code", "-month", "-as_of", "-id")
    newest = rows.distinct("credit_code").values_list("credit_code", "grade", "arrears")
    return {codes[code]: (grade, arrears) for code, grade, arrears in newest}
