"""What is compared, as columns: faces of our customers, and records of other houses, both in plain words.

A face is one way a customer appears: under its own name, and under every licence that is known to be its own.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from django.db.models import Model

from wuhua.areas.customer.models import CourtRecord, Customer, PowerRecord, RegistryRecord, RosterRecord
from wuhua.areas.customer.read import mask_address
from wuhua.areas.customer.rules.linkage import (
    LinkSource,
    person_in,
    plain_address,
    plain_name,
    squeezed,
    township_of,
    village_of,
)
from wuhua.areas.market.models import Survey
from wuhua.platform import secrets

COMPARED = ("name", "person", "address", "phone")
SCHEMA = {
    "source": pl.String,
    "key": pl.String,
    "shown_name": pl.String,
    "name": pl.String,
    "person": pl.String,
    "address": pl.String,
    "village": pl.String,
    "township": pl.String,
    "phone": pl.String,
    "last4": pl.String,
    "code": pl.String,
    "ours": pl.String,
}
"""`phone` and `code` are blind indexes; `ours` is a customer number the record itself names."""


def _row(
    source: str,
    key: str,
    name: str,
    *,
    person: str = "",
    address: str = "",
    phone: str = "",
    last4: str = "",
    code: str = "",
    ours: str = "",
) -> tuple[str | None, ...]:
    where = plain_address(address)
    words = (
        plain_name(name),
        squeezed(person) or person_in(name),
        where,
        village_of(where),
        township_of(where),
        phone,
        last4,
        code,
        ours,
    )
    return (source, key, name, *(word or None for word in words))


def faces() -> pl.DataFrame:
    """Every customer under its own name; `key` is its number."""
    rows = (
        _row(
            LinkSource.CUSTOMER,
            number,
            name,
            address=address,
            phone=phone,
            last4=last4,
            code=code,
        )
        for number, name, address, phone, last4, code in Customer.objects.order_by("number").values_list(
            "number", "name", "address", "phone_blind", "phone_last4", "identity_blind"
        )
    )
    return pl.DataFrame(list(rows), schema=SCHEMA, orient="row")


def records() -> pl.DataFrame:
    """Every record of other houses, newest word only, one row a record."""
    rows = [*_registry(), *_power(), *_rosters(), *_court(), *_surveys()]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").unique(["source", "key"], keep="first", maintain_order=True)


def _newest(table: type[Model], key: str, *more: str) -> Iterator[tuple[str, ...]]:
    """The newest row of every key: the database gives each key once."""
    order = [key, "-as_of", "-month"] if table is PowerRecord else [key, "-as_of"]
    yield from table._default_manager.order_by(*order).distinct(key).values_list(key, *more)


def _registry() -> Iterator[tuple[str | None, ...]]:
    for code, name, head, address in _newest(RegistryRecord, "credit_code", "name", "legal_person", "address"):
        blind = secrets.blind(code, "identity")
        yield _row(LinkSource.REGISTRY, code, name, person=head, address=address, code=blind)


def _power() -> Iterator[tuple[str | None, ...]]:
    for account, name, address in _newest(PowerRecord, "account", "name", "address"):
        yield _row(LinkSource.POWER, account, name, address=address)


def _rosters() -> Iterator[tuple[str | None, ...]]:
    for number, name, owner, address, phone, last4, code in _newest(
        RosterRecord, "number", "name", "owner", "address", "phone_blind", "phone_last4", "credit_code"
    ):
        blind = secrets.blind(code, "identity") if code else ""
        yield _row(LinkSource.ROSTER, number, name, person=owner, address=address, phone=phone, last4=last4, code=blind)


def _court() -> Iterator[tuple[str | None, ...]]:
    for case_no, name, blind in CourtRecord.objects.order_by("case_no", "name", "-as_of").values_list(
        "case_no", "name", "identity_blind"
    ):
        yield _row(LinkSource.COURT, f"{case_no}|{name}", name, code=blind)


def _surveys() -> Iterator[tuple[str | None, ...]]:
    for number, name, code, ours in Survey.objects.order_by("number").values_list(
        "number", "party_name", "credit_code", "customer"
    ):
        blind = secrets.blind(code, "identity") if code else ""
        yield _row(LinkSource.SURVEY, number, name, code=blind, ours=ours)


def with_licences(base: pl.DataFrame, licences: pl.DataFrame) -> pl.DataFrame:
    """The faces with one more for every licence known to be the customer's: its name, its head, its address.

    `licences` has the records' columns and `customer`. The customer's own face learns who heads it.
    """
    heads = licences.group_by("customer").agg(pl.col("person").drop_nulls().first().alias("head"))
    own = base.join(heads, left_on="key", right_on="customer", how="left", maintain_order="left").with_columns(
        pl.coalesce("person", "head").alias("person")
    )
    phones = base.select("key", pl.col("phone").alias("own_phone"), pl.col("last4").alias("own_last4"))
    more = licences.join(phones, left_on="customer", right_on="key", how="left", maintain_order="left").select(
        pl.col("source"),
        pl.col("customer").alias("key"),
        *("shown_name", "name", "person", "address", "village", "township"),
        pl.col("own_phone").alias("phone"),
        pl.col("own_last4").alias("last4"),
        "code",
        pl.lit(None, pl.String).alias("ours"),
    )
    return pl.concat([own.select(list(SCHEMA)), more])


def shown(field: str, value: str | None, last4: str | None = None) -> str:
    """A compared value as it may be kept and shown: no door, no whole phone, no whole number."""
    if value is None:
        return ""
    if field == "address":
        return mask_address(value)
    if field == "phone":
        return f"*******{last4 or ''}"
    return value
