"""Verbs of related parties: tie one, end the tie. A tie is dated, so that a group can be asked of any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from wuhua.areas.customer import read, rules
from wuhua.areas.customer.actions.filing import gate, row_of, trace
from wuhua.areas.customer.models import Customer, Relation
from wuhua.areas.customer.rules.filing import FilingRefusal
from wuhua.areas.customer.rules.identity import CustomerRefusal
from wuhua.areas.customer.rules.relations import RelationKind
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import secrets


@dataclass(frozen=True, slots=True)
class NewRelation:
    """Who the other party is: the number of a customer of ours, or a name with an identity number if it is known."""

    kind: RelationKind
    evidence: str
    since: date
    party: str = ""
    name: str = ""
    identity: str = ""
    share: int | None = None


@transaction.atomic
def tie(*, actor: Officer, business_date: date, number: str, new: NewRelation) -> Relation | Refused:
    """登记关联方. A number that belongs to a customer of ours ties that customer, whoever keeps it."""
    view = gate(actor, number)
    if isinstance(view, Refused):
        return view
    refused = _check(new, business_date)
    if refused is not None:
        return refused
    identity = rules.normalised(new.identity)
    blind = secrets.blind(identity, "identity") if identity else ""
    party = _party(actor, new.party.strip(), blind)
    if isinstance(party, Refused):
        return party
    if party is not None and party.pk == view.id:
        return Refused(FilingRefusal.RELATION_ITSELF, "不能与自己建立关联。", "请核对对方的编号或证件号码。", "party")
    name = new.name.strip() or (party.name if party is not None and new.party.strip() else "")
    if not name:
        return Refused(CustomerRefusal.NAME_MISSING, "关联方名称没有填写。", "请填写名称或客户编号。", "name")
    row_of(view)
    if _stands(view.id, new.kind, party, blind, name):
        return Refused(
            FilingRefusal.RELATION_STANDS, f"「{name}」的这项关联已经登记。", "如有变化,请先终止原登记。", "party"
        )

    # After this line the tie must stand.
    made = Relation.objects.create(
        customer_id=view.id, kind=new.kind, party=party, party_name=name, party_blind=blind,
        party_masked=secrets.mask_identity(identity) if identity else "", share=new.share, evidence=new.evidence.strip(),
        since=new.since, actor=actor.number, business_date=business_date,
    )  # fmt: skip
    trace(actor, business_date, "relation_tied", number, {"kind": new.kind, "relation": made.pk, "share": new.share})
    return made


def _check(new: NewRelation, on: date) -> Refused | None:
    if len(new.evidence.strip()) < 2:
        return Refused(
            FilingRefusal.RELATION_EVIDENCE, "关联依据没有填写。", "请写明依据,例如「工商登记」「结婚证」。", "evidence"
        )
    if new.since > on:
        return Refused(FilingRefusal.RELATION_DATES, "起始日晚于今天。", "请填写关联实际开始的日期。", "since")
    if new.kind is RelationKind.SHAREHOLDER and (new.share is None or not 0 < new.share <= 10_000):
        return Refused(FilingRefusal.RELATION_SHARE, "股东须填写持股比例(0 到 100%)。", "请按章程或登记填写。", "share")
    if new.kind is not RelationKind.SHAREHOLDER and new.share is not None:
        return Refused(FilingRefusal.RELATION_SHARE, "只有股东填写持股比例。", "请留空持股比例。", "share")
    if new.identity.strip() and len(rules.normalised(new.identity)) != 18:
        return Refused(
            CustomerRefusal.IDENTITY_WRONG_LENGTH, "关联方证件号码应为 18 位。", "请核对原件,不清楚可留空。", "identity"
        )
    return None


def _party(actor: Officer, number: str, blind: str) -> Customer | Refused | None:
    """A customer named by its number must be one the actor may see; one met by its identity number need not be."""
    if number:
        found = read.customer_for(actor, number)
        return found if isinstance(found, Refused) else Customer.objects.get(pk=found.id)
    return Customer.objects.filter(identity_blind=blind).first() if blind else None


def _stands(customer: int, kind: RelationKind, party: Customer | None, blind: str, name: str) -> bool:
    same = Q(party=party) if party is not None else Q(party_blind=blind) if blind else Q(party_name=name)
    return Relation.objects.filter(same, customer=customer, kind=kind, until__isnull=True).exists()


@transaction.atomic
def untie(*, actor: Officer, business_date: date, number: str, relation: int, reason: str) -> Relation | Refused:
    """终止关联 from today on: groups of earlier days keep it."""
    view = gate(actor, number)
    if isinstance(view, Refused):
        return view
    refused = rules.check_reason(reason)
    if refused is not None:
        return refused
    found = Relation.objects.select_for_update().filter(pk=relation, customer=view.id, until__isnull=True).first()
    if found is None:
        return Refused(FilingRefusal.RELATION_UNKNOWN, "没有这项关联。", "请刷新页面后再试。", "relation")

    # After this line the tie must end.
    found.until, found.ended_by, found.ended_why = max(business_date, found.since), actor.number, reason.strip()
    found.save(update_fields=["until", "ended_by", "ended_why"])
    trace(actor, business_date, "relation_ended", number, {"relation": found.pk, "reason": reason.strip()})
    return found
