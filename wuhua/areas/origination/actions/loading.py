"""Verbs of origination: load the applications and the cases a bank brings."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.origination.actions.common import SUBJECT, title
from wuhua.areas.origination.models import Application, Case, CaseHand, CaseStep
from wuhua.areas.workday import actions as workday
from wuhua.areas.workday.rules import Milestone
from wuhua.core.refuse import Refuse, Refused
from wuhua.platform import loading
from wuhua.platform.copy import Rows


@transaction.atomic
def load_applications(*, actor: str, business_date: date, rows: Rows) -> int:
    """贷款申请 (origination_application: customer_id). A rejection without a reason breaks the load."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=Application, action="origination.applications_loaded"
    )


@transaction.atomic
def load_cases(*, actor: str, business_date: date, rows: Rows, hands: Rows, steps: Rows) -> int:
    """在途案件 (origination_case: application_id), who leads each, and the one line of its history: it was brought.

    Their moments go to the working day as the bank's own system knew them; the three days have begun for none of them.
    """
    words = {"actor": actor, "business_date": business_date}
    count = loading.load(**words, rows=rows, model=Case, action="origination.cases_loaded")  # type: ignore[arg-type]
    loading.load(**words, rows=hands, model=CaseHand, action="origination.case_hands_loaded")  # type: ignore[arg-type]
    loading.load(**words, rows=steps, model=CaseStep, action="origination.case_steps_loaded")  # type: ignore[arg-type]
    brought = Case.objects.filter(steps__facts__imported=True).select_related("application", "customer").order_by("pk")
    for case in brought:
        _marked(actor, business_date, case)
    return count


def _marked(actor: str, on: date, case: Case) -> None:
    moments = {Milestone.ASKED: case.application.asked, Milestone.ACCEPTED: case.application.accepted}
    for milestone, at in moments.items():
        if at is None:
            continue
        answer = workday.mark_journey(
            actor=actor, business_date=on, at=at, subject=f"{SUBJECT}{case.pk}", title=title(case), holder=case.lead,
            milestone=milestone,
        )  # fmt: skip
        if isinstance(answer, Refused):
            raise Refuse(answer)
