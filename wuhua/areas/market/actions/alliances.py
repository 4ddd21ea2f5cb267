"""Verbs of alliance circles (A77): found, let join and leave by the customer's own consent, give and withdraw benefits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import read as customers
from wuhua.areas.market.actions.common import record
from wuhua.areas.market.models import Alliance, AllianceBenefit, AllianceMember
from wuhua.areas.market.read import partners as read
from wuhua.areas.market.rules import check_text
from wuhua.areas.market.rules import partners as rules
from wuhua.areas.market.rules.partners import ANCHOR_ZONES, AllianceKind, AnchorKind, BenefitKind, PartnerRefusal
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused


@dataclass(frozen=True, slots=True)
class NewAlliance:
    """A circle's name and what it stands around: a zone's code, or a core firm's customer number."""

    kind: AllianceKind
    name: str
    anchor_kind: AnchorKind
    anchor: str


@transaction.atomic
def found(*, actor: Officer, business_date: date, new: NewAlliance) -> Alliance | Refused:
    """建立联盟圈."""
    refused = rules.may_sign(actor) or check_text(new.name, "联盟名称", "name")
    if refused is None and Alliance.objects.filter(name=new.name.strip()).exists():
        refused = Refused(PartnerRefusal.NAME_TAKEN, f"联盟「{new.name.strip()}」已存在。", "请换一个名称。", "name")
    if refused is not None:
        return refused
    zone, firm = None, None
    if new.anchor_kind is AnchorKind.CORE_FIRM:
        kept = customers.customer_for(actor, new.anchor.strip())
        if isinstance(kept, Refused):
            return kept
        firm = kept.id
    else:
        zone = people.zone_of(new.anchor.strip())
        if zone is None or zone.kind != ANCHOR_ZONES[new.anchor_kind]:
            return Refused(
                PartnerRefusal.ANCHOR_WRONG, "没有这个市场、商厦或园区。", "请核对类型和网格编号。", "anchor"
            )

    # After this line the circle must stand.
    made = Alliance.objects.create(
        kind=new.kind, name=new.name.strip(), anchor_kind=new.anchor_kind, zone_id=zone.pk if zone else None,
        firm_id=firm, founded=business_date, founded_by=actor.number,
    )  # fmt: skip
    record(actor.number, business_date, "alliance_founded", f"alliance:{made.pk}", {"anchor": new.anchor.strip()})
    return made


@transaction.atomic
def join(
    *, actor: Officer, business_date: date, alliance: int, customer: str, consent: date | None, paper: str
) -> AllianceMember | Refused:
    """入圈: a customer of the officer's sight, by its own dated consent; benefits from the next price run."""
    circle = read.alliance_of(alliance, business_date)
    if isinstance(circle, Refused):
        return circle
    kept = customers.customer_for(actor, customer)
    if isinstance(kept, Refused):
        return kept
    refused = rules.check_consent(consent, paper, business_date)
    if refused is None and _standing(alliance, kept.id) is not None:
        refused = Refused(PartnerRefusal.MEMBER_ALREADY, f"{kept.name} 已在该联盟圈内。", "无需重复加入。", "customer")
    if refused is not None or consent is None:
        return refused or rules.over()

    # After this line the customer must stand in the circle.
    made = AllianceMember.objects.create(
        alliance=circle, customer_id=kept.id, joined=business_date, join_consent=consent, join_paper=paper.strip(),
        from_day=rules.next_run(business_date),
    )  # fmt: skip
    after = {"customer": kept.number, "consent": consent, "paper": made.join_paper}
    record(actor.number, business_date, "alliance_joined", f"alliance:{alliance}", after)
    return made


def _standing(alliance: int, customer: int) -> AllianceMember | None:
    rows = AllianceMember.objects.select_for_update().filter(alliance=alliance, customer=customer, left__isnull=True)
    return rows.first()


@transaction.atomic
def quit_circle(
    *, actor: Officer, business_date: date, alliance: int, customer: str, consent: date | None, paper: str
) -> AllianceMember | Refused:
    """退圈: by the customer's own dated consent; today's prices stand, the next run's are without."""
    circle = read.alliance_of(alliance, business_date)
    if isinstance(circle, Refused):
        return circle
    kept = customers.customer_for(actor, customer)
    if isinstance(kept, Refused):
        return kept
    refused = rules.check_consent(consent, paper, business_date)
    row = _standing(alliance, kept.id)
    if refused is None and row is None:
        refused = Refused(PartnerRefusal.NOT_A_MEMBER, f"{kept.name} 不在该联盟圈内。", "请核对客户编号。", "customer")
    if refused is not None or row is None:
        return refused or rules.over()

    # After this line the customer must be out of the circle.
    row.left, row.leave_consent, row.leave_paper = business_date, consent, paper.strip()
    row.to_day = rules.next_run(business_date)
    row.save()
    after = {"customer": kept.number, "consent": consent, "paper": row.leave_paper}
    record(actor.number, business_date, "alliance_left", f"alliance:{alliance}", after)
    return row


@transaction.atomic
def give_benefit(
    *,
    actor: Officer,
    business_date: date,
    alliance: int,
    kind: BenefitKind,
    words: str,
    bp: int | None = None,
    fee_code: str = "",
) -> AllianceBenefit | Refused:
    """设定权益: from the next price run, for everybody in the circle."""
    circle = read.alliance_of(alliance, business_date)
    if isinstance(circle, Refused):
        return circle
    most = compliance.whole("PRICE_OFF.ALLIANCE", business_date)
    refused = (
        rules.may_sign(actor)
        or rules.check_benefit(kind, bp, fee_code.strip(), most)
        or check_text(words, "权益说明", "words")
    )
    if refused is None and kind is BenefitKind.FEE_WAIVER:
        fee = compliance.fee(fee_code.strip(), small=True, service_record=True, second_approval=True)
        refused = fee if isinstance(fee, Refused) else None
    if refused is not None:
        return refused

    # After this line the benefit must be decided.
    made = AllianceBenefit.objects.create(
        alliance=circle, kind=kind, bp=bp, fee_code=fee_code.strip(), words=words.strip(), decided_on=business_date,
        decided_by=actor.number, from_day=rules.next_run(business_date),
    )  # fmt: skip
    after = {"kind": kind, "bp": bp, "fee_code": made.fee_code, "from_day": made.from_day}
    record(actor.number, business_date, "benefit_given", f"alliance:{alliance}", after)
    return made


@transaction.atomic
def withdraw_benefit(
    *, actor: Officer, business_date: date, alliance: int, benefit: int, words: str
) -> AllianceBenefit | Refused:
    """停止权益 from the next price run."""
    refused = rules.may_sign(actor) or check_text(words, "停止原因", "words")
    rows = AllianceBenefit.objects.select_for_update().filter(alliance=alliance, pk=benefit, to_day__isnull=True)
    row = rows.first()
    if refused is None and row is None:
        refused = Refused(PartnerRefusal.BENEFIT_UNKNOWN, "没有这项有效的权益。", "请从联盟圈中选择。", "benefit")
    if refused is not None or row is None:
        return refused or rules.over()

    # After this line the benefit must end.
    row.to_day = rules.next_run(business_date)
    row.save()
    record(
        actor.number, business_date, "benefit_withdrawn", f"alliance:{alliance}",
        {"benefit": benefit, "to_day": row.to_day, "words": words.strip()},
    )  # fmt: skip
    return row
