"""Verbs of origination: load the applications a bank brings."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from wuhua.areas.origination.models import Application
from wuhua.platform import loading
from wuhua.platform.copy import Rows


@transaction.atomic
def load_applications(*, actor: str, business_date: date, rows: Rows) -> int:
    """贷款申请 (origination_application: customer_id). A rejection without a reason breaks the load."""
    return loading.load(
        actor=actor, business_date=business_date, rows=rows, model=Application, action="origination.applications_loaded"
    )
