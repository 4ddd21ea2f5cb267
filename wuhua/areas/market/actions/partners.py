"""Verbs of strategic targets (A78) and agreements (A79) with the package taken up under them (A80)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from wuhua.areas.market.actions.common import record
from wuhua.areas.market.models import (
    Agreement,
    AgreementStep,
    Milestone,
    ServiceTake,
    StrategicNote,
    StrategicTarget,
)
from wuhua.areas.market.read import partners as read
from wuhua.areas.market.rules import AgreementKind, check_due, check_text
from wuhua.areas.market.rules import partners as rules
from wuhua.areas.market.rules.partners import (
    AgreementVerb,
    PartnerRefusal,
    ServiceLine,
    StrategicKind,
    StrategicStage,
)
from wuhua.areas.people import read as people
from wuhua.areas.people.rules import Officer
from wuhua.core.refuse import Refused
from wuhua.platform import clock


def _pair(executive: str, contact: str, on: date) -> Refused | None:
    one, other = people.officer(executive.strip(), on), people.officer(contact.strip(), on)
    return rules.check_pair(executive.strip(), one, contact.strip(), other)


# --- targets ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewTarget:
    """A firm the bank wants, who of the leadership answers for it, who deals with it, and how."""

    kind: StrategicKind
    name: str
    executive: str
    contact: str
    plan: str
    credit_code: str = ""


@transaction.atomic
def court(*, actor: Officer, business_date: date, new: NewTarget) -> StrategicTarget | Refused:
    """登记战略对象: with an executive, a contact and a plan, or not at all."""
    refused = (
        rules.may_sign(actor)
        or check_text(new.name, "企业名称", "name")
        or _pair(new.executive, new.contact, business_date)
        or check_text(new.plan, "营销计划", "plan")
    )
    if refused is None and StrategicTarget.objects.filter(name=new.name.strip()).exists():
        refused = Refused(
            PartnerRefusal.NAME_TAKEN, f"「{new.name.strip()}」已在战略对象中。", "请打开原记录。", "name"
        )
    if refused is not None:
        return refused

    # After this line the target must stand in the register.
    made = StrategicTarget.objects.create(
        kind=new.kind, name=new.name.strip(), credit_code=new.credit_code.strip(), executive_id=new.executive.strip(),
        contact_id=new.contact.strip(), plan=new.plan.strip(), opened_on=business_date, opened_by=actor.number,
    )  # fmt: skip
    after = {"kind": new.kind, "executive": made.executive_id, "contact": made.contact_id}
    record(actor.number, business_date, "strategic_registered", f"strategic:{made.pk}", after)
    return made


@transaction.atomic
def note_progress(
    *, actor: Officer, business_date: date, target: int, stage: StrategicStage, words: str
) -> StrategicTarget | Refused:
    """登记进展: what was done, and where it stands now."""
    seen = read.strategic_for(actor, target)
    if isinstance(seen, Refused):
        return seen
    refused = rules.may_note(actor, seen.executive_id, seen.contact_id) or check_text(words, "进展", "words")
    if refused is None and seen.agreement_id is not None and stage is not StrategicStage.COOPERATING:
        refused = Refused(
            PartnerRefusal.OVER_ALREADY, "已签协议的对象不能退回其他阶段。", "请在协议中登记终止。", "stage"
        )
    if refused is not None:
        return refused

    # After this line the progress must stand.
    return _noted(actor, business_date, StrategicTarget.objects.select_for_update().get(pk=target), stage, words)


def _noted(actor: Officer, on: date, row: StrategicTarget, stage: StrategicStage, words: str) -> StrategicTarget:
    before, row.stage = row.stage, stage.value
    row.save()
    StrategicNote.objects.create(
        target=row, business_date=on, recorded_at=clock.now(), actor=actor.number, stage=stage, words=words.strip()
    )
    record(actor.number, on, "strategic_noted", f"strategic:{row.pk}", {"stage": stage}, {"stage": before})
    return row


@transaction.atomic
def hand_target(
    *, actor: Officer, business_date: date, target: int, executive: str, contact: str
) -> StrategicTarget | Refused:
    """改派: another executive or contact; both always stand."""
    seen = read.strategic_for(actor, target)
    if isinstance(seen, Refused):
        return seen
    refused = rules.may_sign(actor) or _pair(executive, contact, business_date)
    if refused is None and (executive.strip(), contact.strip()) == (seen.executive_id, seen.contact_id):
        refused = Refused(PartnerRefusal.NOTHING_CHANGED, "负责人和对接人都没有变。", "无需改派。")
    if refused is not None:
        return refused

    # After this line the others must answer for it.
    row = StrategicTarget.objects.select_for_update().get(pk=target)
    before = f"{row.executive_id}/{row.contact_id}"
    row.executive_id, row.contact_id = executive.strip(), contact.strip()
    return _noted(
        actor, business_date, row, StrategicStage(row.stage), f"改派:{before} → {row.executive_id}/{row.contact_id}"
    )


# --- agreements ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewAgreement:
    """What was signed; the envelope in fen, or none. `target` is the strategic target it fulfils."""

    number: str
    kind: AgreementKind
    party: str
    signed: date
    expires: date
    executive: str
    contact: str
    envelope: int | None = None
    target: int | None = None


@transaction.atomic
def sign_agreement(*, actor: Officer, business_date: date, new: NewAgreement) -> Agreement | Refused:
    """登记签约."""
    refused = (
        rules.may_sign(actor)
        or check_text(new.number, "协议编号", "number")
        or check_text(new.party, "签约方", "party")
        or _pair(new.executive, new.contact, business_date)
        or rules.check_term(new.signed, new.expires, business_date)
        or rules.check_envelope(new.envelope)
    )
    if refused is None and Agreement.objects.filter(pk=new.number.strip()).exists():
        refused = Refused(PartnerRefusal.NUMBER_TAKEN, f"协议编号 {new.number} 已存在。", "请核对编号。", "number")
    if refused is not None:
        return refused
    courted = None if new.target is None else read.strategic_for(actor, new.target)
    if isinstance(courted, Refused):
        return courted

    # After this line the agreement must stand, and what it fulfils.
    made = Agreement.objects.create(
        number=new.number.strip(), kind=new.kind, party=new.party.strip(), signed=new.signed, expires=new.expires,
        executive_id=new.executive.strip(), contact_id=new.contact.strip(), envelope=new.envelope,
    )  # fmt: skip
    _step(actor, business_date, made, AgreementVerb.SIGN_AGREEMENT, "签约", {})
    if courted is not None:
        row = StrategicTarget.objects.select_for_update().get(pk=courted.pk)
        row.agreement = made
        _noted(actor, business_date, row, StrategicStage.COOPERATING, f"签订协议 {made.number}")
    return made


def _terms(row: Agreement) -> dict[str, Any]:
    return {
        "expires": row.expires.isoformat(), "executive": row.executive_id, "contact": row.contact_id,
        "envelope": row.envelope, "ended": row.ended.isoformat() if row.ended else None,
    }  # fmt: skip


def _step(actor: Officer, on: date, row: Agreement, verb: AgreementVerb, words: str, before: dict[str, Any]) -> None:
    after = _terms(row)
    AgreementStep.objects.create(
        agreement=row, verb=verb, business_date=on, recorded_at=clock.now(), actor=actor.number, words=words.strip(),
        before=before, after=after,
    )  # fmt: skip
    record(actor.number, on, verb.value, f"agreement:{row.pk}", after, before or None)


def _alive(actor: Officer, number: str, on: date) -> Agreement | Refused:
    """The agreement in sight, held, neither ended nor run out."""
    seen = read.agreement_for(actor, number)
    if isinstance(seen, Refused):
        return seen
    row = Agreement.objects.select_for_update().get(pk=number)
    return rules.over() if row.ended is not None or row.expires < on else row


@transaction.atomic
def amend_agreement(
    *,
    actor: Officer,
    business_date: date,
    number: str,
    expires: date,
    executive: str,
    contact: str,
    envelope: int | None,
    words: str,
) -> Agreement | Refused:
    """变更: another last day, envelope or pair, in words. What was in force until today stays so: no end in the past."""
    row = _alive(actor, number, business_date)
    if isinstance(row, Refused):
        return row
    refused = (
        rules.may_sign(actor)
        or check_text(words, "变更原因", "words")
        or _pair(executive, contact, business_date)
        or rules.check_term(row.signed, expires, business_date)
        or rules.check_envelope(envelope)
    )
    before = _terms(row)
    row.expires, row.envelope = expires, envelope
    row.executive_id, row.contact_id = executive.strip(), contact.strip()
    if refused is None and _terms(row) == before:
        refused = Refused(PartnerRefusal.NOTHING_CHANGED, "没有变更任何条款。", "请修改后再提交。")
    if refused is not None:
        return refused

    # After this line the agreement must stand as amended.
    row.save()
    _step(actor, business_date, row, AgreementVerb.AMEND_AGREEMENT, words, before)
    return row


@transaction.atomic
def review_agreement(*, actor: Officer, business_date: date, number: str, words: str) -> Agreement | Refused:
    """评审: what came of it so far; changes nothing."""
    row = _alive(actor, number, business_date)
    if isinstance(row, Refused):
        return row
    refused = rules.may_sign(actor) or check_text(words, "评审意见", "words")
    if refused is not None:
        return refused

    # After this line the review must stand.
    _step(actor, business_date, row, AgreementVerb.REVIEW_AGREEMENT, words, _terms(row))
    return row


@transaction.atomic
def end_agreement(*, actor: Officer, business_date: date, number: str, words: str) -> Agreement | Refused:
    """终止 from today: it stays in the list and in its history."""
    row = _alive(actor, number, business_date)
    if isinstance(row, Refused):
        return row
    refused = rules.may_sign(actor) or check_text(words, "终止原因", "words")
    if refused is not None:
        return refused

    # After this line the agreement must be over.
    before = _terms(row)
    row.ended = business_date
    row.save()
    _step(actor, business_date, row, AgreementVerb.END_AGREEMENT, words, before)
    return row


@transaction.atomic
def set_milestone(*, actor: Officer, business_date: date, number: str, words: str, due: date) -> Milestone | Refused:
    """里程碑: what by when."""
    row = _alive(actor, number, business_date)
    if isinstance(row, Refused):
        return row
    refused = (
        rules.may_note(actor, row.executive_id, row.contact_id)
        or check_text(words, "里程碑", "words")
        or check_due(due, business_date)
    )
    if refused is not None:
        return refused

    # After this line the milestone must stand.
    made = Milestone.objects.create(agreement=row, words=words.strip(), due=due, opened_by=actor.number)
    record(actor.number, business_date, "milestone_set", f"agreement:{row.pk}", {"words": made.words, "due": due})
    return made


@transaction.atomic
def reach_milestone(
    *, actor: Officer, business_date: date, number: str, milestone: int, evidence: str
) -> Milestone | Refused:
    """里程碑达成, on evidence."""
    row = _alive(actor, number, business_date)
    if isinstance(row, Refused):
        return row
    refused = rules.may_note(actor, row.executive_id, row.contact_id) or check_text(evidence, "完成依据", "evidence")
    found = Milestone.objects.select_for_update().filter(agreement=row, pk=milestone).first()
    if refused is None and (found is None or found.done_on is not None):
        refused = Refused(PartnerRefusal.MILESTONE_UNKNOWN, "没有这个待完成的里程碑。", "请从协议中选择。", "milestone")
    if refused is not None or found is None:
        return refused or rules.over()

    # After this line the milestone must be reached.
    found.done_on, found.done_by, found.evidence = business_date, actor.number, evidence.strip()
    found.save()
    record(actor.number, business_date, "milestone_reached", f"agreement:{row.pk}", {"evidence": found.evidence})
    return found


@transaction.atomic
def flag_service(
    *, actor: Officer, business_date: date, number: str, line: ServiceLine, taken: bool, day: date
) -> ServiceTake | Refused:
    """启用或停用 a line of the package from a day. The partner's free choice: no loan rule reads it (七不准 5)."""
    row = _alive(actor, number, business_date)
    if isinstance(row, Refused):
        return row
    last = ServiceTake.objects.filter(agreement=row, line=line).order_by("-from_day").first()
    refused = rules.may_note(actor, row.executive_id, row.contact_id) or rules.check_flag_day(
        day, last.from_day if last else None, business_date
    )
    if refused is None and taken == (last is not None and last.taken):
        refused = Refused(PartnerRefusal.NOTHING_CHANGED, "该项服务已是这个状态。", "无需重复登记。", "line")
    if refused is not None:
        return refused

    # After this line the flag must stand.
    made = ServiceTake.objects.create(agreement=row, line=line, taken=taken, from_day=day, actor=actor.number)
    record(
        actor.number,
        business_date,
        "service_flagged",
        f"agreement:{row.pk}",
        {"line": line, "taken": taken, "day": day},
    )
    return made
