"""签约: the contract is drawn from its template with the decision's terms, kept by its hash, and signed once.

Who vouches for the signature stands behind `signatures.Signer`; embedded is the bank's own signing, marked so.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from wuhua.areas.compliance import read as compliance
from wuhua.areas.customer import actions as customers
from wuhua.areas.origination.actions.common import Now, holds, move, opened, words_missing
from wuhua.areas.origination.models import Case, CasePaper, Contract
from wuhua.areas.origination.read import contracts, paying
from wuhua.areas.origination.rules import CaseState, CaseVerb, OriginationRefusal, SignWay
from wuhua.areas.origination.rules.steps import arrow
from wuhua.areas.origination.signatures import Asked, Signer, usual
from wuhua.areas.people.rules import Officer
from wuhua.core.money import grouped
from wuhua.core.refuse import Refused
from wuhua.platform import audit, numbering

PAPER = "LOAN_CONTRACT"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A contract as rendered: from which template, and its bytes."""

    template: str
    template_digest: str
    name: str
    chunks: Iterable[bytes]
    media_type: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def next_contract(case: Case) -> str:
    """合同编号: year and number."""
    return f"HT{case.opened_on:%Y}{numbering.next_number('contract'):07d}"


def may_draw(now: Now, case: Case) -> Refused | None:
    """In this officer's hands, and not drawn yet in this turn."""
    refused = holds(now, case)
    if refused is None and contracts.contract_of(case) is not None:
        refused = Refused(OriginationRefusal.REVIEW_DONE_ALREADY, "合同已经出具。", "请打印原合同。", "number")
    if refused is None:
        refused = paying.hindered(case, now.day)
    return refused


@transaction.atomic
def draw_contract(now: Now, number: str, contract: str, drawn: Drawn) -> Case | Refused:
    """出具合同: once a turn, on the decision as it stands."""
    case = opened(now, number, CaseVerb.SIGN)
    if isinstance(case, Refused):
        return case
    refused = may_draw(now, case)
    if refused is not None:
        return refused
    paper = customers.NewPaper(PAPER, drawn.name, drawn.chunks, drawn.media_type, words=contract)
    kept = customers.add_document(actor=now.actor, business_date=now.day, number=case.customer.number, paper=paper)
    if isinstance(kept, Refused):
        return kept

    # After this line the contract must lie in the case.
    Contract.objects.create(
        number=contract, case=case, turn=case.turn, template=drawn.template, template_digest=drawn.template_digest,
        terms=contracts.terms_of(case), document=kept, digest=kept.digest, drawn_by=now.actor.number, drawn_on=now.day,
    )  # fmt: skip
    CasePaper.objects.create(case=case, type=PAPER, document=kept, actor=now.actor.number, business_date=now.day)
    audit.record(
        actor=now.actor.number, business_date=now.day, action="origination.contract_drawn", subject=f"case:{case.pk}",
        after={"contract": contract, "digest": kept.digest},
    )  # fmt: skip
    return case


@transaction.atomic
def sign(
    now: Now, number: str, way: SignWay, signer: str, witness: str = "", code: str = "", by: Signer | None = None
) -> Case | Refused:
    """签约: face to face before one of the investigators, or from afar where the rules of the day allow the amount.

    `by` vouches for the signature; without one it is the embedded signer of the way, and from afar that asks for a proof.
    """
    case = opened(now, number, CaseVerb.SIGN)
    if isinstance(case, Refused):
        return case
    found = contracts.contract_of(case)
    refused = holds(now, case) or words_missing(signer, "signer", "签字人") or _way(now, case, way, witness)
    if refused is None and found is None:
        refused = Refused(OriginationRefusal.CONTRACT_MISSING, "还没有出具合同。", "请先出具合同。", "contract")
    if refused is not None or found is None:
        return refused or case
    return _put(
        now, case, found, Asked(found.digest, signer.strip(), way, now.at, code), witness.strip(), by or usual(way)
    )


@transaction.atomic
def sign_own(
    *, customer: int, actor: Officer, contract: str, day: date, at: datetime, code: str, by: Signer
) -> Case | Refused:
    """客户自助签署: its own contract, from its phone, where the rules of the day allow the amount. No officer in between.

    `actor` only names the customer in the trail. A refusal is no error: what the signer counted (a wrong code) stays.
    """
    found = Contract.objects.filter(number=contract, case__customer_id=customer).first()
    if found is None:
        return Refused(OriginationRefusal.CONTRACT_MISSING, "没有这份合同。", "请联系客户经理。", "contract")
    case = Case.objects.select_for_update().select_related("application", "customer").get(pk=found.case_id)
    now, step = Now(actor, day, at), arrow(CaseVerb.SIGN, CaseState(case.state))
    if isinstance(step, Refused) or found.turn != case.turn:
        return Refused(
            OriginationRefusal.CONTRACT_MISSING, "这份合同已经签署,或已不再有效。", "请联系客户经理。", "contract"
        )
    way = SignWay.ONE_TIME_CODE
    refused = _way(now, case, way, "")
    if refused is not None:
        return refused
    return _put(now, case, found, Asked(found.digest, case.customer.name, way, at, code), "", by)


def _put(now: Now, case: Case, found: Contract, asked: Asked, witness: str, by: Signer) -> Case | Refused:
    seal = by.seal(asked)
    if isinstance(seal, Refused):
        return seal

    # After this line the contract must be signed.
    found.sign_way, found.signer, found.witness = asked.way.value, asked.signer, witness
    found.signed_at, found.signed_on, found.signature = asked.at, now.day, seal.signature
    found.save()
    facts = {"contract": found.number, "way": asked.way, "signature": seal.signature, "authority": seal.authority}
    return move(now, case, CaseVerb.SIGN, CaseState.SIGNED, facts=facts)


def may_sign_afar(case: Case, on: date, at: datetime, actor: Officer) -> Refused | None:
    """Whether a contract of this amount may be signed without meeting, on this day."""
    return _way(Now(actor, on, at), case, SignWay.ONE_TIME_CODE, "")


def _way(now: Now, case: Case, way: SignWay, witness: str) -> Refused | None:
    if way is SignWay.FACE_TO_FACE:
        if witness.strip() in (case.lead, case.co):
            return None
        return Refused(
            OriginationRefusal.SIGNATURE_MISSING,
            "面签须有经办客户经理在场见证。",
            "请填写主办或协办的工号。",
            "witness",
        )
    most = compliance.fen("REMOTE_SIGN_MOST", now.day)
    if (case.approved_amount or 0) <= most:
        return None
    words = f"超过 {grouped(most)} 元须当面签订。" if most else "现行规定须当面签订。"
    return Refused(OriginationRefusal.SIGNATURE_MISSING, words, "请安排面签。", "way")
