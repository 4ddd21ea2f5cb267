"""Verbs of customer: load a bank's files, open a file, show what is masked, take the standing the day end sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models, transaction

from wuhua.areas.customer import read, rules
from wuhua.areas.customer.models import (
    AccountFlow,
    Customer,
    PowerRecord,
    RegistryRecord,
    TaxRecord,
    WageRecord,
)
from wuhua.areas.customer.rules import CustomerKind, CustomerRefusal, SizeClass
from wuhua.areas.customer.standing import write_standing
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer, Personal, Role
from wuhua.core.refuse import Refused
from wuhua.platform import audit, loading, numbering, secrets
from wuhua.platform.copy import Rows

__all__ = [
    "NewCustomer",
    "load_customers",
    "load_flows",
    "load_power",
    "load_registry",
    "load_tax",
    "load_wages",
    "open_file",
    "unmask",
    "write_standing",
]

# --- a bank's files --------------------------------------------------------------------------------------------------


@transaction.atomic
def load_customers(*, actor: str, business_date: date, rows: Rows) -> int:
    """客户 (customer_customer); ids from the series "customer", identity and phone sealed, blind and masked."""
    return _load(actor, business_date, rows, Customer, "customers")


@transaction.atomic
def load_registry(*, actor: str, business_date: date, rows: Rows) -> int:
    """工商登记 (customer_registryrecord)."""
    return _load(actor, business_date, rows, RegistryRecord, "registry")


@transaction.atomic
def load_tax(*, actor: str, business_date: date, rows: Rows) -> int:
    """纳税 (customer_taxrecord); a row without authorisation breaks the load."""
    return _load(actor, business_date, rows, TaxRecord, "tax")


@transaction.atomic
def load_power(*, actor: str, business_date: date, rows: Rows) -> int:
    """用电 (customer_powerrecord)."""
    return _load(actor, business_date, rows, PowerRecord, "power")


@transaction.atomic
def load_wages(*, actor: str, business_date: date, rows: Rows) -> int:
    """工资社保 (customer_wagerecord)."""
    return _load(actor, business_date, rows, WageRecord, "wages")


@transaction.atomic
def load_flows(*, actor: str, business_date: date, rows: Rows) -> int:
    """账户流水 (customer_accountflow)."""
    return _load(actor, business_date, rows, AccountFlow, "flows")


def _load(actor: str, business_date: date, rows: Rows, model: type[models.Model], noun: str) -> int:
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=model, action=f"customer.{noun}_loaded"
    )


# --- one customer ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What a manager writes on the first page of a file."""

    number: str
    kind: CustomerKind
    name: str
    identity: str
    industry: str
    region: str
    phone: str = ""
    address: str = ""
    size_class: SizeClass | None = None
    zone: str = ""
    is_farm: bool = False
    is_tech: bool = False


_OPENERS = (Role.RM, Role.CO_RM, Role.OUTLET_HEAD, Role.TEAM_HEAD, Role.SME_CENTER_HEAD)


@transaction.atomic
def open_file(*, actor: Officer, business_date: date, new: NewCustomer) -> read.CustomerView | Refused:
    """建立客户: one file for one identity number (一户一档); the officer who opens it keeps the customer."""
    if not actor.holds(*_OPENERS):
        return Refused(CustomerRefusal.MAY_NOT_CHANGE, "只有前台人员可以建立客户。", "请交由客户经理办理。")
    if not new.name.strip():
        return Refused(CustomerRefusal.NAME_MISSING, "客户名称没有填写。", "请按证照填写全称。", "name")
    identity = rules.check_identity(new.kind, new.identity, business_date)
    if isinstance(identity, Refused):
        return identity
    phone = rules.check_phone(new.phone)
    if isinstance(phone, Refused):
        return phone
    refused = rules.check_size(new.kind, new.size_class)
    if refused is not None:
        return refused
    if new.zone and not people.is_zone(new.zone):
        return Refused(CustomerRefusal.ZONE_UNKNOWN, f"没有网格 {new.zone}。", "请从网格树中选择。", "zone")
    if read.on_file(identity.number) is not None:
        return Refused(
            CustomerRefusal.IDENTITY_ON_FILE,
            "该证件号码已有档案(一户一档)。",
            "请查询已有档案,不要重复建立。",
            "identity",
        )
    if Customer.objects.filter(number=new.number).exists():
        return Refused(CustomerRefusal.NUMBER_ON_FILE, f"客户编号 {new.number} 已被使用。", "请换一个编号。", "number")

    # After this line the file must be opened.
    Customer.objects.create(
        id=numbering.next_number("customer"),
        number=new.number,
        kind=new.kind,
        name=new.name.strip(),
        identity_sealed=secrets.seal(identity.number),
        identity_blind=secrets.blind(identity.number, "identity"),
        identity_masked=secrets.mask_identity(identity.number),
        phone_sealed=secrets.seal(phone) if phone else "",
        phone_blind=secrets.blind(phone, "phone") if phone else "",
        phone_last4=phone[-4:],
        phone_masked=secrets.mask_phone(phone) if phone else "",
        address=new.address,
        size_class=new.size_class,
        industry=new.industry,
        region=new.region,
        zone=new.zone,
        managing_rm=actor.number,
        is_farm=new.is_farm,
        is_tech=new.is_tech,
        since=business_date,
    )
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="customer.file_opened",
        subject=f"customer:{new.number}",
        after={"kind": new.kind, "identity": secrets.mask_identity(identity.number)},
    )
    return read.customer_for(actor, new.number)


@transaction.atomic
def unmask(*, actor: Officer, business_date: date, number: str, field: Personal, reason: str) -> str | Refused:
    """The plain value of one personal field, for a reason that is kept. Every call is one audit row."""
    view = read.customer_for(actor, number)
    if isinstance(view, Refused):
        return view
    if field not in view.may_unmask:
        return Refused(
            CustomerRefusal.MAY_NOT_UNMASK,
            "您的岗位无权查看该项未脱敏信息。",
            "如确有需要,请由有权岗位代为核对。",
            "field",
        )
    refused = rules.check_reason(reason)
    if refused is not None:
        return refused
    row = Customer.objects.only("identity_sealed", "phone_sealed", "address").get(pk=view.id)
    kept = {Personal.IDENTITY: row.identity_sealed, Personal.PHONE: row.phone_sealed, Personal.ADDRESS: row.address}[
        field
    ]
    if not kept:
        return Refused(CustomerRefusal.NOTHING_ON_FILE, "档案中没有该项信息。", "请先补录。", "field")

    # After this line the value is shown, so the trace is written first.
    audit.record(
        actor=actor.number,
        business_date=business_date,
        action="customer.unmasked",
        subject=f"customer:{number}",
        after={"field": field, "reason": reason.strip()},
    )
    return kept if field is Personal.ADDRESS else secrets.open_(kept)
