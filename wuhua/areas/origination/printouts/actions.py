"""The two verbs of a case's papers: draw the contract, and count that a paper is printed. Each once under the officer's key."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from wuhua.areas.customer import read as customers
from wuhua.areas.origination.actions.common import SUBJECT, Now
from wuhua.areas.origination.models import CasePrintout
from wuhua.areas.origination.printouts import sheets
from wuhua.areas.origination.printouts.contract import contract_for
from wuhua.areas.origination.read import contracts
from wuhua.areas.origination.rules.printing import CaseForm, CasePrintRefusal
from wuhua.areas.people.rules import Officer, Personal, Role
from wuhua.core.refuse import Refused, ensure
from wuhua.platform import audit, clock
from wuhua.platform.once import once
from wuhua.platform.paper.layouts import FURTHEST_OFFSET, PaperForm

Answer = dict[str, Any]

PRINTERS = (
    Role.RM,
    Role.CO_RM,
    Role.OUTLET_HEAD,
    Role.TEAM_HEAD,
    Role.SME_CENTER_HEAD,
    Role.EXECUTIVE,
    Role.REVIEWER,
    Role.RISK,
    Role.COMPLIANCE,
    Role.APPROVER,
    Role.ACCOUNTANT,
    Role.DISB_AUDITOR,
    Role.ARCHIVIST,
)
"""Who puts paper into a case's file or hands it to the customer. Auditors read on the screen."""


@dataclass(frozen=True, slots=True)
class WantedForm:
    """One paper of a case asked for; `words` is the reason on a slip by which a file is borrowed."""

    form: CaseForm
    case: str
    kind: PaperForm = PaperForm.PDF
    right: int = 0
    down: int = 0
    identity: bool = False
    words: str = ""


def draw(now: Now, key: str, number: str) -> Answer | Refused:
    """出具合同, once under the officer's key: answers the contract's number and the digest of its text."""

    def act() -> Answer | Refused:
        case = contract_for(now, number)
        if isinstance(case, Refused):
            return case
        made = contracts.contract_of(case)
        ensure(made is not None, "a contract that was drawn is there")
        return {} if made is None else {"case": case.pk, "contract": made.number, "digest": made.digest}

    with transaction.atomic():
        return once(f"contract/{now.actor.number}/{key}", {"verb": "draw_contract", "case": number}, act)


@transaction.atomic
def print_form(*, actor: Officer, business_date: date, key: str, wanted: WantedForm) -> Answer | Refused:
    """打印登记: the paper is printed once more; answers its number and which copy it is. The same key is the same copy."""

    def act() -> Answer | Refused:
        refused = _may(actor, wanted)
        if refused is not None:
            return refused
        sheet = sheets.sheet_for(actor, wanted.case, wanted.form, business_date, wanted.words)
        if isinstance(sheet, Refused):
            return sheet
        if wanted.identity and not _may_show_identity(actor, sheet.customer):
            return Refused(
                CasePrintRefusal.MAY_NOT_SHOW_IDENTITY,
                "您的岗位无权打印完整证件号码。",
                "请不勾选「完整证件号码」,或由有权岗位打印。",
                "identity",
            )

        # After this line the printing must be counted.
        return _count(actor.number, business_date, wanted, sheet)

    return once(f"case-print/{actor.number}/{key}", {"verb": "print_form", **asdict(wanted)}, act)


def _may(actor: Officer, wanted: WantedForm) -> Refused | None:
    if not actor.holds(*PRINTERS) or actor.holds(Role.ADMIN):
        return Refused(CasePrintRefusal.MAY_NOT_PRINT_CASE, "您的岗位不出具业务单据。", "请由经办或档案岗打印。")
    if max(abs(wanted.right), abs(wanted.down)) > FURTHEST_OFFSET:
        return Refused(
            CasePrintRefusal.OFFSET_TOO_FAR, f"偏移超过 {FURTHEST_OFFSET} 毫米。", "请核对打印机进纸位置。", "right"
        )
    return None


def _may_show_identity(actor: Officer, number: str) -> bool:
    view = customers.customer_for(actor, number)
    return not isinstance(view, Refused) and Personal.IDENTITY in view.may_unmask


def _count(actor: str, day: date, wanted: WantedForm, sheet: sheets.CaseSheet) -> Answer:
    """The next copy of this paper. Two printing it at once wait for each other."""
    subject = f"{SUBJECT}{sheet.case}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{wanted.form}/{subject}"])
    last = CasePrintout.objects.filter(case_id=sheet.case, form=wanted.form).order_by("-copy").first()
    kept = CasePrintout.objects.create(
        case_id=sheet.case, form=wanted.form, kind=wanted.kind, copy=last.copy + 1 if last else 1,
        parameters={
            "right": wanted.right, "down": wanted.down, "identity": wanted.identity, "words": wanted.words.strip()
        },
        digest=sheet.digest, actor=actor, business_date=day, recorded_at=clock.now(),
    )  # fmt: skip
    audit.record(
        actor=actor, business_date=day, action="origination.printed", subject=subject,
        after={"form": wanted.form, "copy": kept.copy, "kind": wanted.kind, "digest": kept.digest},
    )  # fmt: skip
    return {"printout": kept.pk, "copy": kept.copy, "customer": sheet.customer}
